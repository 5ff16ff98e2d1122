"""Trace the path: pick, in order, what a nerve passes on its way down."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any
from weakref import WeakKeyDictionary

from pydantic import Field

from musclekit.assessment import wording
from musclekit.assessment.outcome import OptionOutcome, Outcome
from musclekit.assessment.scenes import shown_ids, unknown
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "trace-the-path"

FEWEST = 3
APART = 0.02
"""Neighbours nearer together on the way, in shares of it, have no order."""
CLEAR = 1.4
"""What is passed by must lie so many times `within_mm` away, to be no matter of opinion."""

_found: WeakKeyDictionary[Atlas, dict[tuple, dict[str, tuple[float, float]]]] = WeakKeyDictionary()

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Fields(Record):
    """`nerve`, `root`: the way; `choices`: what is offered; `within_mm`: how near is beside it.

    The right ones, and their order, follow from where the nerve comes nearest to each.
    """

    nerve: str
    root: str = ""
    choices: tuple[str, ...]
    within_mm: Positive = 10.0
    why: Annotated[str, Field(min_length=1)]


def problems(item: Item, atlas: Atlas) -> list[str]:
    """Unknown structures, too few on the way, none beside it, places too near for an order."""
    fields: Fields = item.fields
    found = [unknown(atlas, id, "'choices'", groups=False) for id in fields.choices]
    found = [problem for problem in found if problem]
    if found:
        return found
    shown = shown_ids(item, atlas)
    found = [
        f"'{id}' is to choose from but not shown. Add it to 'scene: show'."
        for id in fields.choices
        if atlas[id].id not in shown
    ]
    try:
        places = _places(item, atlas)
    except MusclekitError as error:
        return [*found, str(error)]
    right = key(item, atlas)
    if len(right) < FEWEST:
        found.append(f"The nerve passes {len(right)} of 'choices'. Offer {FEWEST} or more.")
    if len(right) == len(places):
        found.append("The nerve passes all 'choices'. Offer some that it does not.")
    found += [
        f"'{id}' lies {mm:.0f} mm from the nerve, neither beside it nor clearly not. Leave it out."
        for id, (_, mm) in places.items()
        if fields.within_mm < mm < CLEAR * fields.within_mm
    ]
    found += [
        f"'{one}' and '{other}' lie too near each other on the way to have an order. Drop one."
        for one, other in pairwise(right)
        if places[other][0] - places[one][0] < APART
    ]
    return found


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Ids of what the nerve passes, from its root down."""
    places = _places(item, atlas)
    near = [id for id, (_, mm) in places.items() if mm <= item.fields.within_mm]
    return tuple(sorted(near, key=lambda id: places[id][0]))


def model_answer(item: Item, atlas: Atlas) -> list[str]:
    """The same as a list."""
    return list(key(item, atlas))


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """What there is to choose from, by the alphabet."""
    choices = [{"id": atlas[id].id, "text": atlas[id].name()} for id in item.fields.choices]
    return {
        "input": "trace",
        "choices": sorted(choices, key=lambda choice: choice["text"].casefold()),
        "hint": "Click them in the view from the root down, or take them from the list. "
        "Not all belong to the way.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a list of ids, from the root down; the score is the share of right neighbours."""
    offered = [atlas[id].id for id in item.fields.choices]
    if not isinstance(answer, list) or not answer or not set(map(str, answer)) <= set(offered):
        raise MusclekitError(
            "The answer must be a list of ids of this question, at least one.",
            where=f"item '{item.id}'",
            remedy=f"The ids are: {', '.join(sorted(offered))}.",
        )
    if len(set(answer)) < len(answer):
        raise MusclekitError(
            "The answer names a structure twice.",
            where=f"item '{item.id}'",
            remedy="Name each once, where the nerve is nearest to it.",
        )
    right, places = key(item, atlas), _places(item, atlas)
    told = [*_faults(answer, right, places, atlas), _way(item, right, atlas), item.fields.why]
    return Outcome(
        verdict="right" if tuple(answer) == right else "wrong",
        score=1.0 if tuple(answer) == right else 0.9 * _share(answer, right),
        feedback=tuple(told),
        right=right,
        sources=item.sources,
        options=tuple(
            OptionOutcome(
                id,
                atlas[id].name(),
                answer.index(id) == at if id in answer else False,
                f"{100 * places[id][0]:.0f} % of the way, {places[id][1]:.0f} mm",
            )
            for at, id in enumerate(right)
        ),
    )


def _places(item: Item, atlas: Atlas) -> dict[str, tuple[float, float]]:
    """Of each choice the share of the way where the nerve is nearest, and how near, mm."""
    from musclekit.nerve import nerve_path

    fields: Fields = item.fields
    asked = fields.nerve, fields.root, fields.choices
    known = _found.setdefault(atlas, {})
    if asked not in known:
        path = nerve_path(atlas.neutral, fields.nerve, fields.root)
        known[asked] = {atlas[id].id: path.nearest(id) for id in fields.choices}
    return known[asked]


def _faults(
    answer: list[str],
    right: tuple[str, ...],
    places: dict[str, tuple[float, float]],
    atlas: Atlas,
) -> list[str]:
    told = []
    extra = [id for id in answer if id not in right]
    missed = [id for id in right if id not in answer]
    if extra:
        far = (f"{wording.called(atlas[id])} ({places[id][1]:.0f} mm away)" for id in extra)
        told.append(f"Not on the way: {wording.listed(far)}.")
    if missed:
        told.append(f"Left out: {wording.listed(wording.called(atlas[id]) for id in missed)}.")
    kept = [id for id in answer if id in right]
    swapped = [pair for pair in pairwise(kept) if right.index(pair[0]) > right.index(pair[1])]
    told += [
        f"You put {wording.called(atlas[one])} before {wording.called(atlas[other])}; the nerve "
        "meets them the other way round."
        for one, other in swapped
    ]
    return told


def _way(item: Item, right: tuple[str, ...], atlas: Atlas) -> str:
    names = wording.listed(wording.called(atlas[id]) for id in right)
    return f"In this model, from the root down: {names}."


def _share(answer: list[str], right: tuple[str, ...]) -> float:
    """Share of the right steps that were taken, less one for each structure too many."""
    taken = len(set(pairwise(right)) & set(pairwise(answer)))
    extra = len(set(answer) - set(right))
    return max(taken - extra, 0) / max(len(right) - 1, 1)
