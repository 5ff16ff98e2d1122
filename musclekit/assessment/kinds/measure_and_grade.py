"""Measure an injury on simulated pictures and give it its class; both are derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from musclekit.assessment import slicing as slices
from musclekit.assessment import wording
from musclekit.assessment.answers import one_of
from musclekit.assessment.kinds import grade_this_injury as grading
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.slicing import Cut, InBody, Shown
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "measure-and-grade"
IN_VIEW = ("bone",)
"""In the view beside its slices, so that these are seen."""

ASKED = {  # what it is called, its unit in the page, and how many of these make one of the atlas's
    "csa_fraction": ("Part of the muscle's section that is hurt", "%", 100.0),
    "length_mm": ("Length of the signal change, along the muscle", "mm", 1.0),
    "disruption_mm": ("Gap between the fibre ends", "mm", 1.0),
    "retraction_mm": ("Distance between the torn ends", "mm", 1.0),
}
LEAST = {"%": 5.0, "mm": 3.0}
"""No answer has to be closer than that: it is what a careful hand on calipers is off by."""


class Fields(InBody):
    """The injury, its slices, what is to be measured and how it is graded.

    Attributes
    ----------
    scheme : str
        Id of a scheme of gradings.yaml.
    slices : tuple of Cut
        One or two.
    measure : tuple of str
        Extents that the slices show: csa_fraction, length_mm, disruption_mm, retraction_mm.
    tolerance : float
        Share of the right number by which a measurement may be off; never less than 3 mm or 5 %
        of the section.
    codes : tuple of str
        Classes to choose from, as in grade-this-injury.
    """

    scheme: str
    slices: Annotated[tuple[Cut, ...], Field(min_length=1, max_length=2)]
    measure: Annotated[tuple[str, ...], Field(min_length=1)]
    tolerance: Annotated[float, Field(gt=0, le=0.5)] = 0.2
    codes: tuple[str, ...] = ()
    derive: None = None


class Measured(Record):
    """One number of an answer: what was measured in a picture, and how far off still counts."""

    value: float
    within: float


def problems(item: Item, atlas: Atlas) -> list[str]:
    """What grade-this-injury finds, slices that do not show a measure, a class that hangs on it."""
    fields: Fields = item.fields
    if fields.injury is None:
        return ["'measure-and-grade' needs 'injury'. Give its fields, as of mk.Injury."]
    found = [f"'measure' names '{x}', which is none of {wording.listed(ASKED)}."
             for x in fields.measure if x not in ASKED]  # fmt: skip
    found = found or grading.problems(item, atlas)
    if found:
        return found
    try:
        right = measured(item, atlas)
    except (MusclekitError, TypeError) as error:
        return [slices.said(error)]
    found = [
        f"'{x}' cannot be measured in these slices. Add one along the muscle for lengths, one "
        "across it for a share of the section."
        for x in fields.measure
        if x not in right
    ]
    return found or [
        f"'{x}' lies so near a bound that a measurement within the tolerance would give another "
        "class. Change the injury, or lower 'tolerance'."
        for x in fields.measure
        if not _steady(item, atlas, x, right[x])
    ]


def key(item: Item, atlas: Atlas) -> dict[str, Any]:
    """What the slices measure, in the units of the page, and the class the evaluator gives."""
    found = {x: round(y.value, 1) for x, y in measured(item, atlas).items()}
    return {"code": grading.key(item, atlas)[0], "measured": found}


def model_answer(item: Item, atlas: Atlas) -> dict[str, Any]:
    """The same."""
    return key(item, atlas)


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """The injury without the extents that are to be measured; the pictures follow as bytes."""
    shown = grading.present(item, atlas, order_seed)
    asked = [{"id": x, "text": ASKED[x][0], "unit": ASKED[x][1]} for x in item.fields.measure]
    return shown | {
        "prompt": f"{item.prompt} {_told(item, atlas)}",
        "input": "measure",
        "pictures": len(item.fields.slices),
        "asked": asked,
        "hint": "Measure with line and outline; an outline of the injury and one of the whole "
        "muscle give the share.",
    }


def cuts(item: Item, atlas: Atlas) -> tuple[Shown, ...]:
    """The pictures, and in each what the injury has marked."""
    fields: Fields = item.fields
    injury = grading.injury_of(item, atlas)
    made = [(one, slices.slice_of(one, fields, atlas)) for one in fields.slices]
    return tuple(Shown(cut, one.picture, cut.hurt(injury)) for one, cut in made)


def body(item: Item, atlas: Atlas) -> Atlas:
    """The atlas of the view, in the item's pose; its injury would tell."""
    return slices.body_of(item.fields, atlas, healthy=True)


def measured(item: Item, atlas: Atlas) -> dict[str, Measured]:
    """What was asked for, measured in the slices, in the units of the page."""
    injury = grading.injury_of(item, atlas)
    found: dict[str, float] = {}
    for one in cuts(item, atlas):
        found |= one.slice.measure(injury)
    fields: Fields = item.fields
    right = {}
    for asked in (x for x in fields.measure if x in found):
        _, unit, scale = ASKED[asked]
        value = scale * found[asked]
        within = max(fields.tolerance * value, LEAST[unit])
        right[asked] = Measured(value=value, within=within)
    return right


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge numbers and a class: {"measured": {name: number}, "code": class}."""
    values, code = _answer(answer, item)
    judged = grading.grade(
        item, one_of(code, grading.offered(item, atlas), "class", item.id), atlas
    )
    right = measured(item, atlas)
    near = {x: abs(values[x] - right[x].value) <= right[x].within for x in right}
    told = [_compared(x, values[x], right[x], near[x]) for x in right]
    correct = judged.correct and all(near.values())
    return Outcome(
        verdict="right" if correct else "wrong",
        score=(judged.score + float(np.mean(list(near.values())))) / 2,
        feedback=(*told, *judged.feedback),
        sources=judged.sources,
        options=judged.options,
    )


def _answer(answer: Any, item: Item) -> tuple[dict[str, float], Any]:
    values = answer.get("measured") if isinstance(answer, dict) else None
    asked = set(item.fields.measure)
    if not isinstance(values, dict) or set(values) != asked or not slices.numbers(values.values()):
        raise MusclekitError(
            "The answer must give a number for each measure, and a class.",
            where=f"item '{item.id}'",
            remedy="Fill in every number, then choose the class.",
        )
    return {x: float(y) for x, y in values.items()}, answer.get("code")


def _compared(asked: str, value: float, right: Measured, near: bool) -> str:
    words, unit, _ = ASKED[asked]
    head = "counts" if near else "is too far off"
    return (
        f"{words}: you measured {value:.0f} {unit}, the computed one is {right.value:.0f} {unit}; "
        f"yours {head} (within {right.within:.0f} {unit})."
    )


def _told(item: Item, atlas: Atlas) -> str:
    """The injury without the extents that its pictures are to give."""
    scheme = grading.scheme_of(item, atlas)
    return grading.told(grading.injury_of(item, atlas), scheme, item.fields.measure)


def _steady(item: Item, atlas: Atlas, asked: str, right: Measured) -> bool:
    """Whether every measurement that counts gives the same class."""
    injury, scale = grading.injury_of(item, atlas), ASKED[asked][2]
    codes = set()
    for value in (right.value - right.within, right.value, right.value + right.within):
        try:
            codes.add(
                injury.replace(**{asked: max(value, 0.0) / scale}).grade(item.fields.scheme).code
            )
        except MusclekitError:
            continue  # beyond what such an injury can be
    return len(codes) == 1
