"""Choose one of several options; the right one is marked, or derived from the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.assessment import wording
from musclekit.assessment.answers import one_of, shuffled
from musclekit.assessment.contrasts import contrast_said
from musclekit.assessment.keys import KeyQuery, explain, matches, query_problems
from musclekit.assessment.outcome import OptionOutcome, Outcome
from musclekit.assessment.scenes import unknown
from musclekit.assessment.things import Thing, public_id, text_of
from musclekit.assessment.wording import Said
from musclekit.content import Record

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "choose-one"


class Option(Thing):
    """One option: a text, or a structure that stands for its name."""

    correct: bool = False
    why: str = ""


class Fields(Record):
    """`options`, and `key` where the right one is derived instead of marked."""

    options: tuple[Option, ...]
    key: KeyQuery | None = None


def problems(item: Item, atlas: Atlas) -> list[str]:
    """Unknown structures, options without a reason or said twice, none or several right."""
    fields: Fields = item.fields
    found = []
    if len(fields.options) < 2:
        found.append("'choose-one' needs at least 2 options. Three good ones are best.")
    for number, option in enumerate(fields.options, start=1):
        place = f"Option {number}"
        if bool(option.text) == bool(option.structure):
            found.append(f"{place} needs either 'text' or 'structure'. Give exactly one.")
        elif option.structure:
            found.append(unknown(atlas, option.structure, place, groups=False))
        elif not option.why:
            found.append(f"{place} ('{option.text}') has no reason. Add 'why:' to it.")
        if fields.key and not option.structure:
            found.append(f"{place} is a text, but 'key' judges structures. Use 'correct: true'.")
        if fields.key and option.correct:
            found.append(f"{place} is marked correct, but 'key' decides. Remove one of the two.")
    found = [problem for problem in found if problem]
    if fields.key:
        found += query_problems(fields.key, atlas)
    if found:
        return found
    texts = [text_of(option, atlas).casefold() for option in fields.options]
    found += [
        f"The option '{text}' stands there twice. Remove one."
        for text in dict.fromkeys(texts)
        if texts.count(text) > 1
    ]
    right = sum(_correct(option, item, atlas) for option in fields.options)
    if right != 1:
        how = "match 'key'" if fields.key else "are marked correct"
        found.append(f"{right} options {how}; 'choose-one' needs exactly 1.")
    return found


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Id of the right option."""
    return tuple(
        public_id(item.id, option, atlas)
        for option in item.fields.options
        if _correct(option, item, atlas)
    )


def model_answer(item: Item, atlas: Atlas) -> str:
    """Id of the right option."""
    return key(item, atlas)[0]


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """The options as ids and texts, in an order made from the seed."""
    options = [
        {"id": public_id(item.id, option, atlas), "text": text_of(option, atlas)}
        for option in item.fields.options
    ]
    return {
        "input": "choose",
        "options": shuffled(options, f"{order_seed} {item.id}"),
        "hint": "Choose one.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge the id of an option."""
    options = {public_id(item.id, option, atlas): option for option in item.fields.options}
    chosen = one_of(answer, options, "option", item.id)
    reasons = {id: _why(option, item, atlas) for id, option in options.items()}
    (right,) = key(item, atlas)
    said = {id: text_of(option, atlas) for id, option in options.items()}
    if chosen == right:
        told = [Said(f"Right: {said[right]}."), reasons[right]]
    else:
        told = [
            wording.joined([Said(f"You chose: {said[chosen]}."), reasons[chosen]]),
            wording.joined([Said(f"Right is: {said[right]}."), reasons[right]]),
        ]
    right_structure = options[right].structure
    return Outcome(
        verdict="right" if chosen == right else "wrong",
        score=float(chosen == right),
        feedback=wording.paragraphs(told),
        clicked=atlas[options[chosen].structure].id if options[chosen].structure else None,
        right=(atlas[right_structure].id,) if right_structure else (),
        sources=wording.unique([*item.sources, *wording.joined(told).sources]),
        options=tuple(OptionOutcome(id, said[id], id == right, reasons[id].text) for id in options),
    )


def _correct(option: Option, item: Item, atlas: Atlas) -> bool:
    query = item.fields.key
    return matches(atlas[option.structure], query) if query else option.correct


def _why(option: Option, item: Item, atlas: Atlas) -> Said:
    if option.why:
        return Said(option.why)
    if item.fields.key:
        return explain(atlas, option.structure, item.fields.key)
    right = next(o.structure for o in item.fields.options if o.correct)
    if option.correct or not right:
        return wording.tells(atlas, option.structure)
    return contrast_said(atlas, option.structure, right, most=2)
