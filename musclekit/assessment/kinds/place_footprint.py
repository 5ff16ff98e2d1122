"""Put a pin on the bone where a structure attaches; judged in millimetres from its footprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, field_validator

from musclekit.assessment import places, wording
from musclekit.assessment.answers import point_answer
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.scenes import shown_ids, unknown
from musclekit.assessment.wording import Said, called
from musclekit.atlas.naming import inside
from musclekit.content import Record

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas, Footprint

name = "place-the-footprint"

SOLID = 0.35
"""A bone fainter than this lets clicks through."""


class Fields(Record):
    """Whose footprint is meant, and how far beside it a pin still counts.

    Attributes
    ----------
    structures : tuple of str
        One id or several, of whose footprints any will do.
    role : {"origin", "insertion"}
    tolerance_mm : float
    """

    structures: tuple[str, ...] = Field(min_length=1)
    role: Literal["origin", "insertion"]
    tolerance_mm: Annotated[float, Field(gt=0, le=30)] = 5.0

    @field_validator("structures", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


def problems(item: Item, atlas: Atlas) -> list[str]:
    """No such structure or footprint, a tolerance that takes a neighbour, a view that tells."""
    fields: Fields = item.fields
    found = [unknown(atlas, id, "'structures'", groups=False) for id in fields.structures]
    if any(found):
        return [problem for problem in found if problem]
    found = [
        f"The atlas has no footprint of the {fields.role} of '{id}'. It has: "
        f"{wording.listed(sorted(x.id for x in atlas.footprints.values() if x.drawn)) or 'none'}."
        for id in fields.structures
        if not (end := atlas.footprint(id, fields.role)) or not end.drawn
    ]
    if found:
        return found
    right, shown = _right_ones(item, atlas), shown_ids(item, atlas)
    found = [
        f"{fields.tolerance_mm:g} mm beside the footprint lies the middle of another, "
        f"'{other.id}', which would count as right. Lower 'tolerance_mm'."
        for other in atlas.footprints.values()
        if other.role == fields.role
        and other.drawn
        and other not in right
        and any(_takes(x, other, fields.tolerance_mm) for x in right)
    ]
    bones = wording.unique(footprint.bone for footprint in right)
    found += [f"'{id}' is not shown. Add it to 'scene: show'." for id in bones if id not in shown]
    found += [
        f"'{id}' is too faint to be clicked. Raise its 'opacity'."
        for id in bones
        if _opacity(item, atlas).get(id, 1.0) < SOLID
    ]
    found += [
        f"'{id}' is shown and ends on its footprint, which gives the answer away. Hide it."
        for id in wording.unique(id for footprint in right for id in footprint.structures)
        if id in shown
    ]
    return found


def key(item: Item, atlas: Atlas) -> list[dict[str, Any]]:
    """Each footprint that is right: id, bone, outline in tenths of a millimetre."""
    return [
        {
            "footprint": footprint.id,
            "bone": footprint.bone,
            "outline_mm": (np.asarray(footprint.outline_mm).round(1) + 0.0).tolist(),
        }
        for footprint in _right_ones(item, atlas)
    ]


def model_answer(item: Item, atlas: Atlas) -> list[float]:
    """The middle of the first footprint."""
    return [round(float(v), 2) for v in _right_ones(item, atlas)[0].middle_mm]


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """The bones on view and the ways a pin can be moved, for those who do not click."""
    bones = places.bones_of(atlas, shown_ids(item, atlas))
    starts = [{"id": id, "text": atlas[id].name()} for id in bones]
    return {
        "input": "place",
        "starts": sorted(starts, key=lambda start: start["text"].casefold()),
        "ways": list(places.WAYS),
        "hint": "Click the bone in the view, or move a pin over it.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a point: three numbers, millimetres, on the bones in the view."""
    point, tolerance = point_answer(answer, item.id), item.fields.tolerance_mm
    right = _right_ones(item, atlas)
    bone = places.bone_at(atlas, point, places.bones_of(atlas, shown_ids(item, atlas)))
    beside = [footprint for footprint in right if footprint.bone == bone]
    far, nearest = min(
        ((places.distance_mm(point, footprint), footprint) for footprint in beside or right),
        key=lambda pair: pair[0],
    )
    correct = bool(beside) and far <= tolerance
    on = nearest.id if correct else places.what_is_at(atlas, point, bone)
    other = None if correct else atlas.footprints.get(on)
    if correct:
        told = [Said(_right(far, tolerance)), _reason(nearest)]
    else:
        told = [Said(_wrong(point, far, bone, nearest, atlas)), _there_lies(other)]
        told.append(_reason(nearest))
    return Outcome(
        verdict="right" if correct else "wrong",
        score=_score(far, tolerance) if beside else 0.0,
        feedback=wording.paragraphs(told),
        clicked=on,
        sources=wording.unique([*item.sources, *wording.joined(told).sources]),
        placed_mm=point,
        footprints=wording.unique(x.id for x in (nearest, *right, *([other] if other else []))),
    )


def _right_ones(item: Item, atlas: Atlas) -> list[Footprint]:
    found = [atlas.footprint(id, item.fields.role) for id in item.fields.structures]
    return list(dict.fromkeys(footprint for footprint in found if footprint))


def _takes(footprint: Footprint, other: Footprint, tolerance_mm: float) -> bool:
    """Whether a pin in the middle of another footprint would count for this one."""
    if other.bone != footprint.bone:
        return False
    return places.distance_mm(other.middle_mm, footprint) <= tolerance_mm


def _score(far: float, tolerance: float) -> float:
    return 1.0 if far <= tolerance else tolerance / far


def _opacity(item: Item, atlas: Atlas) -> dict[str, float]:
    given = item.scene.opacity if item.scene else {}
    return {id: value for name, value in given.items() for id in atlas.resolve(name)}


def _right(far: float, tolerance: float) -> str:
    if far < 0.5:
        return "Right: your pin is on the footprint."
    return f"Right: your pin is {far:.0f} mm beside the footprint, and {tolerance:g} mm count."


def _wrong(point, far: float, bone: str, footprint: Footprint, atlas: Atlas) -> str:
    if bone != footprint.bone:
        return (
            f"Your pin is on {called(atlas[bone])}; the footprint is on "
            f"{called(atlas[footprint.bone])}, {far:.0f} mm away."
        )
    said = f"Your pin is {far:.0f} mm from the footprint"
    words = places.astray(places.offset_mm(point, footprint), atlas.side)
    return f"{said}: {words}." if words else f"{said}."


def _there_lies(other: Footprint | None) -> Said:
    if other is None:
        return Said()
    return Said(f"There lies the {inside(other.name)}.", other.attachment.sources)


def _reason(footprint: Footprint) -> Said:
    """Where it is, in the atlas's words, and how large it is drawn after whom."""
    end = footprint.attachment
    text = f"{footprint.name}: {inside(end.text.rstrip('. '))}{wording.standing(end.fact)}."
    measured = (end.area_source,) if end.area_source else ()
    return Said(f"{text} Area of the footprint: {footprint.size}.", (*end.sources, *measured))
