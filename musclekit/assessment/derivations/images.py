"""What slices and ultrasound images of the atlas hold: areas, gaps, how bright an echo is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.assessment.derivations import Amount, amount
from musclekit.assessment.derivations.injuries import described
from musclekit.assessment.wording import listed
from musclekit.content import Record
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas


class Cut(Record):
    """`at`: where an axial slice lies, in mm, or the structure whose middle it goes through."""

    at: float | str


class Pulled(Record):
    """`injury`: fields of `Injury`; `states`: names asked of, each with its activation, 0 to 1."""

    injury: dict[str, Any]
    states: dict[str, float]


class Look(Record):
    """`structure`: what is looked at; `probe`: how, as fields of `Probe`."""

    structure: str
    probe: dict[str, Any]


class Looks(Record):
    """`looks`: what each of the names asked of stands for."""

    looks: dict[str, Look]


@amount("section-area", Cut)
def section_area(atlas: Atlas, of: str, at: float | str) -> Amount:
    """Area of a structure in an axial slice."""
    from musclekit.imaging.slices import slice

    areas = slice(atlas, "axial", at=at).areas_cm2()
    if atlas[of].id not in areas:
        raise MusclekitError("It is not in that slice.", remedy=f"Take one of {listed(areas)}.")
    return Amount(areas[of], "cm2", "area in the slice")


@amount("gap-seen", Pulled)
def gap_seen(atlas: Atlas, of: str, injury: dict[str, Any], states: dict[str, float]) -> Amount:
    """How far the torn fibres lie apart, measured in a slice along the muscle as it pulls."""
    from musclekit.imaging.slices import slice
    from musclekit.injury import injure

    hurt = described(atlas, injury)
    body = injure(atlas, hurt).pose(activation=_told(states, of, "state"))
    found = slice(body, "along", at=hurt).measure(hurt)
    for name in ("retraction_mm", "disruption_mm"):
        if name in found:
            return Amount(found[name], "mm", "gap in a slice along the muscle")
    raise MusclekitError("No gap is seen.", remedy="Take an injury that tears fibres.")


@amount("echo", Looks)
def echo(atlas: Atlas, of: str, looks: dict[str, Look]) -> Amount:
    """Mean echo of a structure in a simulated image, decibels against plain muscle."""
    from musclekit.imaging.probe import Probe
    from musclekit.imaging.ultrasound import ultrasound

    look = _told(looks, of, "look")
    try:
        probe = Probe(**look.probe)
    except TypeError as error:
        what = str(error).replace("Probe.__init__()", "it")
        raise MusclekitError(f"The probe does not fit: {what}.", remedy="Correct it.") from None
    level = ultrasound(atlas, probe).level_db(atlas[look.structure].id)
    if level is None:
        raise MusclekitError(f"'{look.structure}' is not seen.", remedy="Hold the probe over it.")
    return Amount(level, "dB", "mean echo against that of muscle")


def _told(given: dict[str, Any], name: str, kind: str) -> Any:
    if name not in given:
        raise UnknownName(f"No {kind} '{name}'.", remedy=did_you_mean(name, given))
    return given[name]
