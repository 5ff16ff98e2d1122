"""Hold a simulated ultrasound probe so that it shows what is asked for; judged by its image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from musclekit.assessment import scanning, wording
from musclekit.assessment import slicing as slices
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.scanning import Scan, Seen, Wanted
from musclekit.assessment.slicing import INJURY, Sought
from musclekit.assessment.wording import Said
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas
    from musclekit.imaging.probe import Probe

name = "find-it-with-the-probe"

SMALLEST_MM2 = 8.0
"""What never covers more cannot be asked for."""
ENOUGH = 0.4
"""Of what a good hold shows, so much has to be seen."""
ASIDE = 0.5
"""Farther from the middle beam, of half the picture, it is not in the middle."""
TOLD = 4


class Fields(Sought):
    """What is to be found, from where, and how it is to be seen.

    Attributes
    ----------
    start : str or mapping
        Where the probe begins: a standard view, or fields of `Probe`.
    axis : {"short", "long"} or None
        How it is to be cut, where that is asked.
    off_deg : float or None
        Most that the beam may be off a right angle to the fibres.
    hold : mapping or None
        A hold that is right; found by trying many where it is left out.
    """

    start: str | dict[str, Any] = "three_bellies"
    axis: Literal["short", "long"] | None = None
    off_deg: Annotated[float, Field(gt=0, le=30)] | None = None
    hold: dict[str, Any] | None = None


def problems(item: Item, atlas: Atlas) -> list[str]:
    """No such structure, injury or view; something that cannot be shown, or is from the start."""
    fields: Fields = item.fields
    if found := slices.find_problems(fields, atlas):
        return found
    try:
        task = scan(item, atlas)
        good, first = (_seen(task, probe) for probe in (task.good, task.start))
    except (MusclekitError, TypeError) as error:
        return [slices.said(error)]
    if good.area_mm2 < SMALLEST_MM2:
        return [
            f"A good hold shows {good.area_mm2:.0f} mm² of it; at least {SMALLEST_MM2:g} are "
            "needed. Ask for something larger, or give 'hold:'."
        ]
    if wrong := _faults(good, good, task.wanted):
        return [f"The hold that is to be right is not: {' '.join(wrong)} Correct 'hold:'."]
    if not _faults(first, good, task.wanted):
        return ["The probe shows it from the start. Begin elsewhere with 'start:'."]
    if not fields.why and INJURY in fields.find:
        return ["An injury has to be explained. Add 'why:' with how it looks in ultrasound."]
    return []


def scan(item: Item, atlas: Atlas) -> Scan:
    """The body, where the probe begins, and a hold that is right.

    Raises
    ------
    MusclekitError
        If there is no such injury, pose, view or hold.
    """
    fields: Fields = item.fields
    injury = slices.injury_of(fields, atlas) if INJURY in fields.find else None
    ids = () if injury else tuple(atlas[one].id for one in fields.find)
    wanted = Wanted(ids, injury, fields.axis, fields.off_deg)
    body = slices.body_of(fields, atlas)
    good = _probe(fields.hold) if fields.hold else scanning.good_hold(body, wanted)
    return Scan(body, _probe(fields.start), good, wanted)


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Structures that are right: for an injury the one that has it."""
    wanted = scan(item, atlas).wanted
    return (wanted.injury.structure,) if wanted.injury else wanted.structures


def model_answer(item: Item, atlas: Atlas) -> dict[str, Any]:
    """A hold that is right."""
    from musclekit.imaging.probe import plain

    return plain(scan(item, atlas).good)


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """Which control answers; frames follow as bytes, without names."""
    return {
        "input": "probe",
        "hint": "Move the probe until it is in the middle of the picture, then check your hold.",
    }


def body(item: Item, atlas: Atlas) -> Atlas:
    """The atlas of the view, in the item's pose; its injury would tell."""
    return slices.body_of(item.fields, atlas, healthy=True)


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a hold by what its image shows: enough, in the middle, cut and met as asked."""
    from musclekit.imaging.probe import read

    task, fields = scan(item, atlas), item.fields
    if not isinstance(answer, dict):
        raise MusclekitError(
            "The answer must be a hold of the probe.",
            where=f"item '{item.id}'",
            remedy="Move the probe, then check your hold.",
        )
    try:
        mine = _seen(task, read(answer))
    except MusclekitError as error:
        raise MusclekitError(error.what, where=f"item '{item.id}'") from None
    good, right = _seen(task, task.good), key(item, atlas)
    faults = _faults(mine, good, task.wanted)
    named = _named(item, atlas, right)
    told = [
        Said(f"Right: {named} is in the picture, as asked." if not faults else " ".join(faults))
    ]
    told.append(Said(_holds(mine)))
    told += [Said(fields.why)] if fields.why else []
    told.append(Said(f"A good hold: {_where(good, named)}"))
    score = min(1.0, mine.area_mm2 / (ENOUGH * good.area_mm2)) * (0.5 if faults else 1.0)
    return Outcome(
        verdict="wrong" if faults else "right",
        score=score if faults else 1.0,
        feedback=wording.paragraphs(told),
        right=right,
        sources=item.sources,
    )


def _seen(task: Scan, probe: Probe) -> Seen:
    return scanning.seen(task.atlas, probe, task.wanted)


def _probe(told: str | dict[str, Any]) -> Probe:
    from musclekit.imaging.probe import Probe
    from musclekit.imaging.views import ultrasound_view

    if isinstance(told, str):
        return ultrasound_view(told).probe
    try:
        return Probe(**told)
    except TypeError as error:
        what = str(error).replace("Probe.__init__()", "it")
        raise MusclekitError(f"The probe does not fit: {what}.", remedy="Correct it.") from None


def _faults(mine: Seen, good: Seen, wanted: Wanted) -> list[str]:
    """What is not as asked, a sentence each; none where the hold is right."""
    if mine.area_mm2 == 0:
        return ["It is not in the picture."]
    found = []
    if mine.area_mm2 < ENOUGH * good.area_mm2:
        share = 100 * mine.area_mm2 / good.area_mm2
        found.append(f"Only {share:.0f} % of what a good hold shows of it is in the picture.")
    if mine.aside > ASIDE:
        found.append("It is at the side of the picture, not in its middle.")
    if wanted.axis and mine.axis != wanted.axis:
        cut = {"short": "across", "long": "along", "aslant": "aslant", "": "without a direction"}
        found.append(f"It is cut {cut[mine.axis]}; asked for is {cut[wanted.axis]}.")
    if wanted.off_deg is not None and not mine.off_deg <= wanted.off_deg:
        found.append(
            f"The beam is {mine.off_deg:.0f}° off a right angle to its fibres"
            f"{_looks(mine, wanted)}; at most {wanted.off_deg:g}° were asked for."
        )
    return found


def _looks(mine: Seen, wanted: Wanted) -> str:
    """What the beam's angle does to a tendon that was asked for; "" for other tissue."""
    words = [mine.image.darkened(one) for one in wanted.structures if one in mine.image.atlas]
    told = next((one for one in words if one), "")
    return f", so it looks {told}" if told else ""


def _holds(mine: Seen) -> str:
    """What the learner's picture has in it, largest first."""
    image = mine.image
    areas = {x: image.visible(x).sum() for x in image.labels.names[2:]}
    known = [x for x in sorted(areas, key=areas.__getitem__)[::-1] if areas[x] and x in image.atlas]
    names = [wording.named(image.atlas[x]) for x in known[:TOLD]]
    return f"In your picture: {wording.listed(names)}." if names else "No structure is in it."


def _named(item: Item, atlas: Atlas, right: tuple[str, ...]) -> str:
    names = wording.listed((wording.named(atlas[one]) for one in right), "or")
    if INJURY not in item.fields.find:
        return names
    wanted = scan(item, atlas)
    tears = scanning.tears(wanted.atlas, wanted.wanted.injury)  # type: ignore[arg-type]
    return f"the gap in {names}" if tears else f"the injury of {names}"


def _where(good: Seen, named: str) -> str:
    probe, image = good.image.probe, good.image
    rows = np.nonzero(good.region)[0]
    deep = float(image.depth_mm[rows.min() :, image.plane.shape[1] // 2].min())
    lean = [f"{x} {v:+.0f}°" for x, v in (("tilt", probe.tilt_deg), ("rock", probe.rock_deg)) if v]
    told = f"{probe.axis} axis, {probe.depth_mm:g} mm deep{', ' if lean else ''}{', '.join(lean)}"
    return f"{told}; {named} from {deep:.0f} mm deep, {good.area_mm2 / 100:.1f} cm² of it."
