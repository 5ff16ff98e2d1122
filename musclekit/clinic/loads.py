"""What a test loads at its posture, by the model's own numbers: muscles and the nerve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from musclekit.atlas import Atlas
from musclekit.clinic import page
from musclekit.content import ExaminationRecord, words
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing, muscles, stretches, torques
from musclekit.nerve import nerve_lengths

if TYPE_CHECKING:
    import pandas

NERVE = "tibial_nerve"
MEANS = (
    "Lengths by the model against upright, and relaxed fibres against the length at which they "
    "pull best. It knows no pain and no pressure; beyond +70 % its fibres are not to be believed."
)


@dataclass(frozen=True)
class Load:
    """One muscle at the posture that a test is judged in.

    Attributes
    ----------
    structure, name : str
    strain_percent : float
        Of muscle and tendon against upright.
    fibre_strain_percent : float
        Of the relaxed fibres against their optimal length.
    torque_nm : float or None
        What it turns the knee with at full effort; None where the test is done relaxed.
    """

    structure: str
    name: str
    strain_percent: float
    fibre_strain_percent: float
    torque_nm: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Loads(Shown):
    """What one test loads.

    Attributes
    ----------
    test : ExaminationRecord
    angles : mapping of str to float
        Degrees.
    muscles : tuple of Load
    nerve_mm : float or None
        By how much the way of the sciatic and tibial nerve is longer than upright; None where the
        atlas has none.
    """

    test: ExaminationRecord
    angles: Mapping[str, float]
    muscles: tuple[Load, ...]
    nerve_mm: float | None

    def table(self) -> pandas.DataFrame:
        """One row for each muscle."""
        columns = ["structure", "name", "strain_percent", "fibre_strain_percent", "torque_nm"]
        return drawing.frame((vars(one) for one in self.muscles), columns)

    def _words(self) -> words.Words:
        where = f"{self.test.name}, judged at {_posture_said(self.angles)}."
        rows = [(one.name, *_said(one)) for one in self.muscles]
        heads = ["Muscle", "Muscle and tendon", "Fibres"]
        heads += ["Knee torque"] if self.test.contracts else []
        more = []
        if self.nerve_mm is not None:
            more.append(f"Sciatic and tibial nerve, spine to ankle: {self.nerve_mm:+.0f} mm.")
        text = [page.TEACHES, where, f"Meant to load: {self.test.loads}"]
        text += [f"  {'; '.join(row)}" for row in rows]
        html = page.opening() + "".join(f"<p>{escape(line)}</p>" for line in text[1:3])
        html += page.table(heads, ([escape(one) for one in row] for row in rows))
        html += "".join(f"<p>{escape(line)}</p>" for line in more)
        html += f'<p class="mk-meaning">{MEANS}</p>'
        return words.explained([*text, *more, MEANS], html)


def loads_of(test: ExaminationRecord, angles: Mapping[str, float], atlas: Atlas) -> Loads:
    """What a test loads at a posture; raises as `stretches` does."""
    at: dict[str, Any] = dict(angles)
    pulling = [one.id for one in muscles(atlas)]
    turned = torques(atlas, pulling, **at) if test.contracts else {}
    found = tuple(_load(atlas, one, angles, turned) for one in pulling)
    return Loads(atlas.sources, test, angles, found, _nerve_mm(atlas, angles))


def _load(
    atlas: Atlas, muscle: str, angles: Mapping[str, float], turned: Mapping[str, Any]
) -> Load:
    (one,) = stretches(atlas, muscle, {"judged": angles})
    return Load(
        structure=muscle,
        name=atlas[muscle].name(),
        strain_percent=one.strain_percent,
        fibre_strain_percent=one.fibre_strain_percent,
        torque_nm=float(turned[muscle].item()) if turned else None,
    )


def _nerve_mm(atlas: Atlas, angles: Mapping[str, float]) -> float | None:
    if NERVE not in atlas:
        return None
    posture: dict[str, Any] = dict(angles)
    return (nerve_lengths(atlas, NERVE, **posture) - nerve_lengths(atlas, NERVE)).item()


def _said(one: Load) -> list[str]:
    told = [f"{one.strain_percent:+.1f} %", f"fibres {one.fibre_strain_percent:+.0f} %"]
    told += [] if one.torque_nm is None else [f"{one.torque_nm:.0f} N·m at full effort"]
    return [part.replace("-", "−") for part in told]


def _posture_said(angles: Mapping[str, float]) -> str:
    said = [f"{name.replace('_', ' ')} {degrees:g}°" for name, degrees in angles.items() if degrees]
    return ", ".join(said) or "upright"
