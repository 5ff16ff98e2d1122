"""Put things in order; what is wrong is told pair by pair."""

from __future__ import annotations

from itertools import combinations, count, pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from musclekit.assessment import wording
from musclekit.assessment.answers import shuffled
from musclekit.assessment.derivations import Amount, Derive, asked_of, derive_problems, derived
from musclekit.assessment.numbers import reach, said
from musclekit.assessment.outcome import OptionOutcome, Outcome
from musclekit.assessment.things import Thing, public_id, said_of, said_twice, text_of
from musclekit.assessment.things import thing_problems as faults
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "order"

FEWEST, MOST = 3, 8
TOLD = 3
"""More swapped pairs than this are counted, and only neighbours named."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Fields(Record):
    """The things, what their order is by, and why it is that order.

    Attributes
    ----------
    first, last : str
        What stands at either end: "largest", "smallest".
    things : tuple of Thing
        In the right order, with `why`; or `derive`, which gives an amount of each.
    sort : {"rising", "falling"} or None
        With `derive`: whether the first is the least or the greatest.
    apart : float or None
        With `derive`: neighbours that differ by less are no order; in the unit derived, or as
        `apart_percent` of the greater.
    why : str
    """

    first: Annotated[str, Field(min_length=1)]
    last: Annotated[str, Field(min_length=1)]
    things: tuple[Thing, ...] = ()
    derive: Derive | None = None
    sort: Literal["rising", "falling"] | None = None
    apart: Positive | None = None
    apart_percent: Positive | None = None
    why: str = ""


def problems(item: Item, atlas: Atlas) -> list[str]:
    """Too few or many things, the same twice, derived ones too near each other to be an order."""
    fields: Fields = item.fields
    if bool(fields.things) == (fields.derive is not None):
        return ["'order' needs either 'things', in their order, or 'derive'. Give exactly one."]
    asked = fields.derive.of if fields.derive else fields.things
    found = []
    if not FEWEST <= len(asked) <= MOST:
        found.append(f"'order' takes {FEWEST} to {MOST} things; here are {len(asked)}.")
    if fields.derive:
        return found or _derived_problems(fields, fields.derive, atlas)
    if not fields.why:
        found.append("The order has no reason. Add 'why:' to it.")
    if fields.sort or fields.apart or fields.apart_percent:
        found.append("'sort', 'apart' and 'apart_percent' go with 'derive' only. Remove them.")
    found += faults(fields.things, atlas, "'things'")
    return found or said_twice(fields.things, atlas, "'things'")


def key(item: Item, atlas: Atlas) -> list[str]:
    """Ids of the things in the right order."""
    return [public_id(item.id, thing, atlas) for thing, _ in _right(item, atlas)]


def model_answer(item: Item, atlas: Atlas) -> list[str]:
    """Ids of the things in the right order."""
    return key(item, atlas)


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """The things in an order made from the seed, which is never the right one."""
    right = key(item, atlas)
    things = [
        {"id": public_id(item.id, thing, atlas), "text": text_of(thing, atlas)}
        for thing, _ in _right(item, atlas)
    ]
    orders = (shuffled(things, f"{order_seed} {item.id} {turn}") for turn in count())
    return {
        "input": "order",
        "things": next(order for order in orders if [one["id"] for one in order] != right),
        "first": item.fields.first,
        "last": item.fields.last,
        "hint": "Drag them, or move them with their buttons.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a list of ids, each once."""
    ordered = _right(item, atlas)
    things = {public_id(item.id, thing, atlas): thing for thing, _ in ordered}
    right = list(things)
    if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(right):
        raise MusclekitError(
            "The answer must hold every id of this question once.",
            where=f"item '{item.id}'",
            remedy=f"The ids are: {', '.join(sorted(right))}.",
        )
    correct = answer == right
    names = [said_of(thing, atlas) for thing in things.values()]
    ends = f"from {item.fields.first} to {item.fields.last}"
    told = [
        f"Right, {ends}: {wording.listed(names)}."
        if correct
        else f"{_swapped(answer, things, atlas)} Right, {ends}: {wording.listed(names)}.",
        _measured([amount for _, amount in ordered], names, item.fields),
        item.fields.why,
    ]
    return Outcome(
        verdict="right" if correct else "wrong",
        score=float(correct),
        feedback=tuple(text for text in told if text),
        sources=wording.unique(
            [*item.sources, *(key for _, amount in ordered if amount for key in amount.sources)]
        ),
        options=tuple(
            OptionOutcome(
                id,
                text_of(things[id], atlas),
                answer[place] == id,
                _alone(amount, item.fields) if amount else "",
            )
            for place, (id, (_, amount)) in enumerate(zip(right, ordered, strict=True))
        ),
    )


def _right(item: Item, atlas: Atlas) -> list[tuple[Thing, Amount | None]]:
    """The things in the right order, with their amounts where they are derived."""
    fields: Fields = item.fields
    if not fields.derive:
        return [(thing, None) for thing in fields.things]
    pairs = zip(asked_of(fields.derive, atlas), derived(fields.derive, atlas), strict=True)
    return sorted(pairs, key=lambda pair: pair[1].value, reverse=fields.sort == "falling")


def _derived_problems(fields: Fields, derive: Derive, atlas: Atlas) -> list[str]:
    found = []
    if fields.sort is None:
        found.append("'derive' needs 'sort'. Write rising (the least first) or falling.")
    if (fields.apart is None) == (fields.apart_percent is None):
        found.append(
            "'derive' needs either 'apart' or 'apart_percent': by how much neighbours must differ "
            "to be told apart. Give exactly one."
        )
    found += derive_problems(derive, atlas, Amount)
    if found:
        return found
    things, amounts = asked_of(derive, atlas), derived(derive, atlas)
    units = wording.unique(amount.unit for amount in amounts)
    if len(units) > 1:
        return [f"'derive' gives amounts in {wording.listed(units)}. Take things of one sort."]
    in_order = sorted(zip(things, amounts, strict=True), key=lambda pair: pair[1].value)
    return [problem for pair in pairwise(in_order) if (problem := _too_near(*pair, fields, atlas))]


def _too_near(
    one: tuple[Thing, Amount], other: tuple[Thing, Amount], fields: Fields, atlas: Atlas
) -> str:
    values = one[1].value, other[1].value
    least = reach(max(values, key=abs), fields.apart, fields.apart_percent)
    if values[1] - values[0] >= least:
        return ""
    first, second = (
        f"{said_of(t, atlas)} ({said(a.value, a.unit, least)})" for t, a in (one, other)
    )
    return (
        f"The order is ambiguous: {first} and {second} differ by less than "
        f"{said(least, one[1].unit, least)}. Leave one of them out, or ask by something else."
    )


def _swapped(answer: list[str], things: dict[str, Thing], atlas: Atlas) -> str:
    """Which pairs stand the wrong way round; neighbours alone where they are many."""
    place = {id: n for n, id in enumerate(things)}
    wrong = [pair for pair in combinations(answer, 2) if place[pair[0]] > place[pair[1]]]
    told = wrong
    if len(wrong) > TOLD:
        told = [pair for pair in pairwise(answer) if pair in wrong][:TOLD]
    pairs = wording.listed(
        f"{said_of(things[a], atlas)} before {said_of(things[b], atlas)}" for a, b in told
    )
    if len(wrong) == 1:
        return f"One pair is swapped: you put {pairs}."
    of_all = len(things) * (len(things) - 1) // 2
    if len(wrong) == of_all:
        return "All pairs are swapped: your order is upside down."
    begin = "you put" if told == wrong else "among them you put"
    return f"{len(wrong)} of {of_all} pairs are swapped: {begin} {pairs}."


def _measured(amounts: list[Amount | None], names: list[str], fields: Fields) -> str:
    if amounts[0] is None:
        return ""
    each = [
        f"{name} {_amount_said(amount, fields)}"
        for name, amount in zip(names, amounts, strict=True)
        if amount
    ]
    whose = "" if amounts[0].published else " in this model"
    return f"{wording.capital(amounts[0].what)}{whose}: {wording.listed(each)}."


def _amount_said(amount: Amount, fields: Fields) -> str:
    step = reach(amount.value, fields.apart, fields.apart_percent)
    return said(amount.value, amount.unit, step)


def _alone(amount: Amount, fields: Fields) -> str:
    """An amount where nothing beside it says what it is of: "776 mm above the lower end of ..."."""
    value = _amount_said(amount, fields)
    return f"{value} above {amount.above}" if amount.above else value
