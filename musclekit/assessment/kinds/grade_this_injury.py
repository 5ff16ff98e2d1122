"""Give an injury its class in a scheme; the right one is derived by the evaluator of gradings."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from musclekit.assessment import wording
from musclekit.assessment.answers import one_of
from musclekit.assessment.outcome import OptionOutcome, Outcome
from musclekit.content import MEASURES, Record
from musclekit.errors import MusclekitError, did_you_mean

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas
    from musclekit.content import SchemeRecord
    from musclekit.injury import Grade, Injury

name = "grade-this-injury"

NONE = "none"
"""Stands among `codes` for: the scheme has no class for it."""
NO_CLASS = "No class in this scheme"
FEW, SHOWN = 6, 4
"""Schemes of at most so many classes are offered whole, of others so many of them."""


class Case(Record):
    """An injury drawn by its `seed`, with the class `code` or any, of `structure` or any."""

    seed: int = Field(ge=0)
    code: str | None = None
    structure: str | None = None


class Fields(Record):
    """The injury, given or drawn, and what is asked.

    Attributes
    ----------
    scheme : str
        Id of a scheme of gradings.yaml.
    injury : mapping or None
        Fields of `Injury`, as in `{structure: semitendinosus, kind: strain}`.
    derive : Case or None
        Draws it instead.
    codes : tuple of str
        Classes to choose from; "none" for no class. Made from the scheme when left out.
    """

    scheme: str
    injury: dict[str, Any] | None = None
    derive: Case | None = None
    codes: tuple[str, ...] = ()


def problems(item: Item, atlas: Atlas) -> list[str]:
    """No such scheme, an injury that cannot be, classes there are not or without the right one."""
    fields: Fields = item.fields
    if (fields.injury is None) == (fields.derive is None):
        return ["'grade-this-injury' needs either 'injury' or 'derive'. Give exactly one."]
    try:
        record, right = scheme_of(item, atlas), code_of(graded_of(item, atlas))
    except (MusclekitError, TypeError) as error:
        return [said(error)]
    known = (*record.codes, NONE)
    found = [
        f"'codes' names '{code}', which is no class. {did_you_mean(code, known)}"
        for code in fields.codes
        if code not in known
    ]
    found += [
        f"'codes' names '{code}' twice. Remove one."
        for code in dict.fromkeys(fields.codes)
        if fields.codes.count(code) > 1
    ]
    if fields.codes and right not in fields.codes:
        found.append(f"The injury's class, {right}, is not among 'codes'. Add it.")
    if right == NONE and not fields.codes:
        found.append("The scheme has no class for it. Give 'codes', with 'none' among them.")
    if right not in known:
        found.append(f"The injury's class, {right}, is not offered: {_counted(record)}.")
    if not found and len(offered(item, atlas)) < 2:
        found.append("'codes' needs at least 2 classes. Three or four are best.")
    return found


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """The class the evaluator gives."""
    return (code_of(graded_of(item, atlas)),)


def model_answer(item: Item, atlas: Atlas) -> str:
    """The class the evaluator gives."""
    return key(item, atlas)[0]


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """The prompt with the injury in words, and the classes in the scheme's own order."""
    return {
        "prompt": f"{item.prompt} {told(injury_of(item, atlas), scheme_of(item, atlas))}",
        "input": "choose",
        "options": [{"id": code, "text": class_text(code)} for code in offered(item, atlas)],
        "hint": f"Choose the class in: {scheme_of(item, atlas).name}.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a class; the feedback says which criterion decided, and what the class does not say."""
    codes, graded = offered(item, atlas), graded_of(item, atlas)
    chosen, right = one_of(answer, codes, "class", item.id), code_of(graded)
    reasons = {code: why(code, graded, scheme_of(item, atlas)) for code in codes}
    correct = chosen == right
    head = "Right" if correct else f"You chose: {class_text(chosen)}. {reasons[chosen]} Right is"
    unsure = "" if graded.confirmed else " Details of this class are unconfirmed."
    return Outcome(
        verdict="right" if correct else "wrong",
        score=float(correct),
        feedback=(
            f"{head}: {class_text(right)}. {reasons[right]}{unsure}",
            *graded.notes,
            f"What it cannot say: {graded.cannot_say[0]}",
        ),
        sources=wording.unique([*item.sources, *(source.key for source in graded.sources)]),
        options=tuple(
            OptionOutcome(code, class_text(code), code == right, reasons[code]) for code in codes
        ),
    )


def body(item: Item, atlas: Atlas) -> Atlas:
    """The atlas with the injury in it, for the view."""
    return _injured(atlas, injury_of(item, atlas))


@lru_cache(maxsize=4)
def _injured(atlas: Atlas, injury: Injury) -> Atlas:
    """Made once for a question, which is drawn several times."""
    from musclekit.injury import injure

    return injure(atlas, injury)


def injury_of(item: Item, atlas: Atlas) -> Injury:
    """The injury of an item, of this atlas."""
    from musclekit.injury import Injury

    fields: Fields = item.fields
    if fields.derive is None:
        return Injury(**(fields.injury or {}), atlas=atlas)
    return _drawn(fields.scheme, fields.derive, scheme_of(item, atlas).codes, atlas)


def told(injury: Injury, record: SchemeRecord, without: Container[str] = ()) -> str:
    """The injury in words, with what it lacks; and where in the belly, where that is asked.

    Extents `without` are not told.
    """
    from musclekit.injury.criteria import where

    measures = _measures(injury)
    lacking = (n for n in MEASURES if injury.extents.get(n) == 0 and n not in without)
    absent = [f"no {measures[n]}" for n in lacking]
    lacks = f" {wording.capital(wording.listed(absent))}." if absent else ""
    asked = {key for part in record.parts for level in part.levels for key in level.when}
    lies = where(injury.body, injury.structure, injury.site, injury.along)
    if not {"third", "junction"} & asked or lies["third"] is None:
        return f"{injury.describe(without)}{lacks}"
    beside = f", nearer to its {lies['junction']} junction" if "junction" in asked else ""
    place = f"It lies in the {lies['third']} third of the belly{beside}."
    return f"{injury.describe(without)}{lacks} {place}"


def _drawn(scheme: str, case: Case, codes: tuple[str, ...], atlas: Atlas) -> Injury:
    from musclekit.injury import random_injury

    order = [case.code] if case.code else _mixed(codes, str(case.seed))
    for number, code in enumerate(order, start=1):
        try:
            return random_injury(
                scheme, str(code), structure=case.structure, seed=case.seed, atlas=atlas
            )
        except MusclekitError:
            if number == len(order):
                raise
    raise MusclekitError(f"'{scheme}' has no classes.")


def _measures(injury: Injury) -> dict[str, str]:
    from musclekit.atlas import read_injuries

    known = read_injuries(injury.body.folder).measures
    return {name: record.name for name, record in known.items()}


def scheme_of(item: Item, atlas: Atlas) -> SchemeRecord:
    """The scheme that is asked about."""
    from musclekit.injury.grading import scheme

    return scheme(item.fields.scheme, atlas)


def graded_of(item: Item, atlas: Atlas) -> Grade:
    """The injury's class, with what decides it."""
    return injury_of(item, atlas).grade(item.fields.scheme)


def code_of(graded: Grade) -> str:
    """The class as it stands in answers."""
    return NONE if graded.code is None else graded.code


def class_text(code: str) -> str:
    """The class as it is read."""
    return NO_CLASS if code == NONE else code


def offered(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """The classes to choose from: as given, all of a small scheme, or the right one among others.

    Which place the right one has among them follows from the item's id alone.
    """
    record = scheme_of(item, atlas)
    every = (*record.codes, NONE)
    if item.fields.codes:
        return tuple(sorted(item.fields.codes, key=every.index))
    if len(record.codes) <= FEW:
        return record.codes
    right = code_of(graded_of(item, atlas))
    if len(record.parts) > 1:
        return tuple(sorted(_crossed(record, right, item.id), key=every.index))
    first = record.codes.index(right) - int(_digest(item.id), 16) % SHOWN
    first = max(0, min(first, len(record.codes) - SHOWN))
    return record.codes[first : first + SHOWN]


def _crossed(record: SchemeRecord, right: str, seed: str) -> set[str]:
    """The right code and three more: two of its parts, each as it is and otherwise.

    Every one of the four differs from two others in one part, so that none stands out.
    """
    ways = [(code, levels) for code, levels, episode in record.ways if _ends(code, right, record)]
    own = next(levels for code, levels in ways if code == right)
    named = {tuple(level.code for level in levels): code for code, levels in ways}
    parts = tuple(level.code for level in own)
    for one, other in _mixed(tuple(_pairs(len(parts))), seed):
        for first in _mixed(tuple(level.code for level in record.parts[one].levels), seed):
            for second in _mixed(tuple(level.code for level in record.parts[other].levels), seed):
                changed = [_with(parts, {one: first}), _with(parts, {other: second})]
                changed.append(_with(parts, {one: first, other: second}))
                found = {named[each] for each in changed if each in named} | {right}
                if len(found) == SHOWN:
                    return found
    return {code for code, _ in ways[:SHOWN]} | {right}


def _ends(code: str, right: str, record: SchemeRecord) -> bool:
    """Whether a code is of the same episode, where codes name one."""
    return not record.episodes or code.split()[-1] == right.split()[-1]


def _with(parts: tuple[str, ...], changes: dict[int, str]) -> tuple[str, ...]:
    return tuple(changes.get(at, code) for at, code in enumerate(parts))


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in range(count) for other in range(one + 1, count))


def _counted(record: SchemeRecord) -> str:
    return f"'episode' is one of {', '.join(map(str, record.episodes))} in a question"


def _mixed(things: tuple[Any, ...], seed: str) -> list[Any]:
    """Things in an order that the seed decides."""
    rng = np.random.default_rng(int(_digest(seed), 16) % 2**32)
    return [things[at] for at in rng.permutation(len(things))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def why(code: str, graded: Grade, record: SchemeRecord) -> str:
    """Why an injury has a class, or what that class would need."""
    if code == code_of(graded):
        if graded.code is None:
            return graded.name
        return f"It is {graded.name}; what decides: {graded.why}."
    if code == NONE:
        return "It has one."
    named = next(
        "; ".join(level.name for level in levels if level.name)
        for made, levels, _ in record.ways
        if made == code
    )
    missed = [one.text for one in graded.not_met if one.code == code]
    return f"{code} is: {named}.{_missed(missed)}"


def _missed(missed: list[str]) -> str:
    return f" Not met: {'; '.join(missed)}." if missed else ""


def said(error: Exception) -> str:
    """An author's mistake in one sentence; an unknown field of the injury is one."""
    if isinstance(error, MusclekitError):
        return str(error)
    return f"'injury' does not fit: {str(error).replace('Injury.__init__()', 'it')}."
