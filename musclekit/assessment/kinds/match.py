"""Give each of several things what belongs to it, out of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from musclekit.assessment import wording
from musclekit.assessment.answers import shuffled
from musclekit.assessment.derivations import Derive, Partner, asked_of, derive_problems, derived
from musclekit.assessment.outcome import OptionOutcome, Outcome
from musclekit.assessment.things import Thing, public_id, said_of, said_twice, text_of
from musclekit.assessment.things import thing_problems as faults
from musclekit.assessment.wording import Said
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "match"

FEWEST, MOST = 3, 8


class Pair(Record):
    """What stands on the left, what belongs to it, and why."""

    left: Thing
    right: Thing
    why: Annotated[str, Field(min_length=1)]


class Fields(Record):
    """The pairs, and what else there is to choose from.

    Attributes
    ----------
    pairs : tuple of Pair
        Or `derive`, which gives the partner of each thing.
    more : tuple of Thing
        To choose from as well; right for none.
    reuse : bool
        Whether one on the right may belong to several on the left.
    """

    pairs: tuple[Pair, ...] = ()
    derive: Derive | None = None
    more: tuple[Thing, ...] = ()
    reuse: bool = False


@dataclass(frozen=True)
class _Match:
    left: Thing
    right: Thing
    why: Said


def problems(item: Item, atlas: Atlas) -> list[str]:
    """Too few or many pairs, the same twice, one on the right for several where it may not be."""
    fields: Fields = item.fields
    if bool(fields.pairs) == (fields.derive is not None):
        return ["'match' needs either 'pairs' or 'derive'. Give exactly one."]
    asked = fields.derive.of if fields.derive else fields.pairs
    found = []
    if not FEWEST <= len(asked) <= MOST:
        found.append(f"'match' takes {FEWEST} to {MOST} pairs; here are {len(asked)}.")
    if fields.derive:
        found += derive_problems(fields.derive, atlas, Partner)
    found += faults((pair.left for pair in fields.pairs), atlas, "'left'")
    found += faults((pair.right for pair in fields.pairs), atlas, "'right'")
    found += faults(fields.more, atlas, "'more'")
    if found:
        return found
    matches = _matches(item, atlas)
    rights = list(dict.fromkeys(text_of(match.right, atlas).casefold() for match in matches))
    found += said_twice((match.left for match in matches), atlas, "what stands on the left")
    found += said_twice(fields.more, atlas, "'more'")
    found += [
        f"'{text_of(thing, atlas)}' stands under 'more' and is right for one. Remove it there."
        for thing in fields.more
        if text_of(thing, atlas).casefold() in rights
    ]
    found += _read_alike([match.right for match in matches], item, atlas)
    if len(rights) < 2:
        found.append("The same is right for all. Ask about things that differ.")
    elif len(rights) < len(matches) and not fields.reuse:
        found.append("One is right for several. Write 'reuse: true', or take others.")
    return found


def key(item: Item, atlas: Atlas) -> dict[str, str]:
    """Id on the left to id on the right."""
    return {
        public_id(item.id, match.left, atlas): public_id(item.id, match.right, atlas)
        for match in _matches(item, atlas)
    }


def model_answer(item: Item, atlas: Atlas) -> dict[str, str]:
    """Id on the left to id on the right."""
    return key(item, atlas)


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """Both sides as ids and texts, each in an order of its own made from the seed."""
    sides = {
        "lefts": [match.left for match in _matches(item, atlas)],
        "rights": _rights(item, atlas),
    }
    shown = {
        side: shuffled(
            [{"id": public_id(item.id, x, atlas), "text": text_of(x, atlas)} for x in things],
            f"{order_seed} {item.id} {side}",
        )
        for side, things in sides.items()
    }
    often = "One may be right for several." if item.fields.reuse else "Each is right once at most."
    return {"input": "match", **shown, "reuse": item.fields.reuse, "hint": often}


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a mapping of every id on the left to one on the right."""
    right = key(item, atlas)
    rights = {public_id(item.id, thing, atlas): thing for thing in _rights(item, atlas)}
    if not _covers(answer, right, rights):
        raise MusclekitError(
            "The answer must give every id on the left one on the right.",
            where=f"item '{item.id}'",
            remedy=f"Left: {', '.join(right)}. Right: {', '.join(sorted(rights))}.",
        )
    if not item.fields.reuse and len(set(answer.values())) < len(answer):
        return Outcome(
            verdict="almost",
            score=0.0,
            feedback=("Each on the right fits once at most, and one stands there twice.",),
            sources=item.sources,
        )
    matches = dict(zip(right, _matches(item, atlas), strict=True))
    missed = [left for left in right if answer[left] != right[left]]
    told = [Said(_counted(len(missed), len(right)))]
    for left in missed:
        one, belongs = matches[left].left, matches[left].right
        taken, proper = said_of(rights[answer[left]], atlas), said_of(belongs, atlas)
        named = proper.casefold() in matches[left].why.text.casefold()
        pair = "" if named else f"{wording.capital(said_of(one, atlas))}: {proper}. "
        told.append(wording.joined([Said(f"{pair}Not {taken}."), matches[left].why]))
    if not missed:
        told += [match.why for match in matches.values()]
    return Outcome(
        verdict="wrong" if missed else "right",
        score=float(not missed),
        feedback=wording.paragraphs(told),
        sources=wording.unique([*item.sources, *wording.joined(told).sources]),
        options=tuple(
            OptionOutcome(left, text_of(match.right, atlas), left not in missed, match.why.text)
            for left, match in matches.items()
        ),
    )


def _matches(item: Item, atlas: Atlas) -> list[_Match]:
    fields: Fields = item.fields
    if not fields.derive:
        return [_Match(pair.left, pair.right, Said(pair.why)) for pair in fields.pairs]
    asked = zip(asked_of(fields.derive, atlas), derived(fields.derive, atlas), strict=True)
    return [_Match(left, partner.thing, partner.why) for left, partner in asked]


def _rights(item: Item, atlas: Atlas) -> list[Thing]:
    """All there is to choose from, each once."""
    things = [*(match.right for match in _matches(item, atlas)), *item.fields.more]
    return list({public_id(item.id, thing, atlas): thing for thing in things}.values())


def _read_alike(rights: list[Thing], item: Item, atlas: Atlas) -> list[str]:
    """Partners that read the same and are not, of which a learner could only guess one."""
    ids: dict[str, set[str]] = {}
    for thing in rights:
        text = text_of(thing, atlas).casefold()
        ids.setdefault(text, set()).add(public_id(item.id, thing, atlas))
    return [
        f"'{text}' stands on the right in {len(own)} ways that read the same. "
        "Write it one way, as a structure or as a text."
        for text, own in ids.items()
        if len(own) > 1
    ]


def _covers(answer: Any, lefts: dict[str, str], rights: dict[str, Thing]) -> bool:
    return (
        isinstance(answer, dict)
        and set(answer) == set(lefts)
        and all(isinstance(one, str) and one in rights for one in answer.values())
    )


def _counted(missed: int, of: int) -> str:
    return f"{of - missed} of {of} are right." if missed else "Right, all of them."
