"""Click what is asked for on a simulated picture without names; judged by the slice's labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from musclekit.assessment import slicing as slices
from musclekit.assessment import wording
from musclekit.assessment.contrasts import contrast_said
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.slicing import INJURY, Cut, Shown, Sought
from musclekit.assessment.wording import Said
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas
    from musclekit.imaging.slices import Slice

name = "hotspot-on-a-slice"
IN_VIEW = ("bone",)
"""In the view beside its slices, so that these are seen."""

SMALLEST_CM2 = 0.2
"""What covers less in the slice is too small to be asked for."""


class Fields(Sought):
    """The slice, and what is to be found in it.

    Attributes
    ----------
    slice : Cut
    tolerance_mm : float
        How far beside it a click still counts.
    """

    slice: Cut
    tolerance_mm: Annotated[float, Field(ge=0, le=10)] = 2.0


def problems(item: Item, atlas: Atlas) -> list[str]:
    """No such structure, injury or slice; something too small to find; a view that tells."""
    fields: Fields = item.fields
    if found := slices.find_problems(fields, atlas):
        return found
    try:
        shown = _shown(item, atlas)
    except (MusclekitError, TypeError) as error:
        return [slices.said(error)]
    size = shown.region.sum() * shown.slice.spacing_mm**2 / 100
    if size < SMALLEST_CM2:
        where = f"covers {size:.2f} cm² of the slice; at least {SMALLEST_CM2:g} are needed"
        return [f"What 'find' asks for {where}. Move 'slice: at', or give 'near: true'."]
    if not item.fields.why and INJURY in fields.find:
        return ["An injury has to be explained. Add 'why:' with how it looks in this picture."]
    return []


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Structures that are right: for an injury the one that has it."""
    fields: Fields = item.fields
    if INJURY in fields.find:
        return (slices.injury_of(fields, atlas).structure,)  # type: ignore[union-attr]
    return tuple(atlas[one].id for one in fields.find)


def model_answer(item: Item, atlas: Atlas) -> list[float]:
    """The pixel deepest inside what is right: row and column."""
    from scipy import ndimage

    region = _shown(item, atlas).region
    deep = ndimage.distance_transform_edt(np.pad(region, 1))[1:-1, 1:-1]
    return [float(x) for x in np.unravel_index(deep.argmax(), deep.shape)]


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """Which control answers; the picture itself follows as bytes, without names."""
    return {
        "input": "hotspot",
        "pictures": 1,
        "hint": "Click it in the picture, or move the cross with the arrow keys and press Enter.",
    }


def cuts(item: Item, atlas: Atlas) -> tuple[Shown, ...]:
    """The picture, and in it what is right."""
    return (_shown(item, atlas),)


def body(item: Item, atlas: Atlas) -> Atlas:
    """The atlas of the view, in the item's pose; its injury would tell."""
    return slices.body_of(item.fields, atlas, healthy=True)


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a pixel, row and column of the picture."""
    from scipy import ndimage

    shown, fields = _shown(item, atlas), item.fields
    cut = shown.slice
    row, column = _pixel(answer, cut, item.id)
    far, nearest = ndimage.distance_transform_edt(
        ~shown.region, sampling=cut.spacing_mm, return_indices=True
    )
    away = float(far[row, column])
    clicked, lies = _under(cut, row, column, atlas)
    right = key(item, atlas)
    correct = away <= fields.tolerance_mm
    told = [Said(_right(away) if correct else _wrong(lies, away, nearest[:, row, column], answer))]
    told += [Said(fields.why)] if fields.why else []
    if INJURY in fields.find:
        told.append(_is_injury(item, atlas))
    elif clicked and clicked not in right:
        told += [contrast_said(atlas, clicked, right[0], most=1), _are(atlas, right)]
    else:
        told.append(wording.joined([_are(atlas, right), wording.tells(atlas, right[0])]))
    return Outcome(
        verdict="right" if correct else "wrong",
        score=float(correct),
        feedback=wording.paragraphs(told),
        clicked=right[0] if correct else clicked,
        right=right,
        sources=wording.unique([*item.sources, *wording.joined(told).sources]),
    )


def _shown(item: Item, atlas: Atlas) -> Shown:
    fields: Fields = item.fields
    cut = slices.slice_of(fields.slice, fields, atlas)
    if INJURY in fields.find:
        injury = slices.injury_of(fields, atlas)
        return Shown(cut, fields.slice.picture, cut.hurt(injury))  # type: ignore[arg-type]
    masks = [cut.labels.mask(atlas[one].id) for one in fields.find]
    return Shown(cut, fields.slice.picture, np.any(masks, axis=0))


def _pixel(answer: Any, cut: Slice, item_id: str) -> tuple[int, int]:
    rows, columns = cut.plane.shape
    plain = isinstance(answer, list | tuple) and len(answer) == 2
    if plain and slices.numbers(answer):
        row, column = round(answer[0]), round(answer[1])
        if 0 <= row < rows and 0 <= column < columns:
            return row, column
    raise MusclekitError(
        "The answer must be a place in the picture: row and column.",
        where=f"item '{item_id}'",
        remedy="Click the picture, or move the cross over it.",
    )


def _under(cut: Slice, row: int, column: int, atlas: Atlas) -> tuple[str | None, str]:
    """The structure of the bank's atlas that a pixel stands for, and what lies there in words."""
    from musclekit.imaging.labels import GAP, UNNAMED

    label = cut.label_at(row, column)
    if label in UNNAMED:
        words = UNNAMED[label] or "Air, outside the body"
        return None, f"{'the ' * (label == GAP)}{words[0].lower()}{words[1:]}"
    structure = cut.atlas[label]
    own = structure.id if structure.id in atlas else structure.record.parent
    return own, wording.called(structure)


def _right(away: float) -> str:
    return "Right." if away == 0 else f"Right: {away:.0f} mm beside it, which counts."


def _wrong(lies: str, away: float, nearest: np.ndarray, answer: Any) -> str:
    down, across = float(nearest[0] - answer[0]), float(nearest[1] - answer[1])
    ways = [("lower" if down > 0 else "higher", abs(down))]
    ways.append(("further right" if across > 0 else "further left", abs(across)))
    largest = max(size for _, size in ways)
    words = wording.listed(way for way, size in ways if size > 0.4 * largest)
    return f"There lies {lies}. What was asked for begins {away:.0f} mm away, {words} in it."


def _is_injury(item: Item, atlas: Atlas) -> Said:
    return Said(slices.injury_of(item.fields, atlas).describe())  # type: ignore[union-attr]


def _are(atlas: Atlas, right: tuple[str, ...]) -> Said:
    names = wording.listed((wording.named(atlas[one]) for one in right), "or")
    return Said(f"Outlined: {names}.")
