"""Click a structure in the view, or take it from the list of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from musclekit.assessment import wording
from musclekit.assessment.answers import one_of
from musclekit.assessment.contrasts import contrast_said, differences
from musclekit.assessment.keys import KeyQuery, explain, matching, query_problems
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.scenes import resolved, shown_ids, unknown
from musclekit.assessment.wording import Said
from musclekit.content import Record

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "click-structure"


class Fields(Record):
    """`accept` or `key`: what is right; `near_misses`: what to say to some wrong clicks."""

    accept: tuple[str, ...] = ()
    key: KeyQuery | None = None
    near_misses: dict[str, str] = Field(default_factory=dict)


def problems(item: Item, atlas: Atlas) -> list[str]:
    """Unknown structures, nothing right or nothing wrong to click, a view that tells."""
    fields: Fields = item.fields
    if bool(fields.accept) == (fields.key is not None):
        return ["'click-structure' needs either 'accept' or 'key'. Give exactly one."]
    found = [unknown(atlas, id, "'accept'", groups=False) for id in fields.accept]
    found += [unknown(atlas, id, "'near_misses'", groups=False) for id in fields.near_misses]
    found = [problem for problem in found if problem]
    if fields.key:
        found += query_problems(fields.key, atlas)
    if found:
        return found
    right, shown = key(item, atlas), shown_ids(item, atlas)
    if not right:
        return ["No structure on view matches 'key'. Widen it, or show more in 'scene'."]
    found += [
        f"'{id}' is right but not shown. Add it to 'scene: show'."
        for id in right
        if id not in shown
    ]
    found += [
        f"'{id}' is right and stands under 'near_misses'. Remove one."
        for id in fields.near_misses
        if atlas[id].id in right
    ]
    if set(shown) <= set(right):
        found.append("Every structure on view is right. Show more in 'scene'.")
    for part in ("highlight", "label"):
        given = set(resolved(atlas, getattr(item.scene, part, ())))
        if given & set(right) and not given >= set(shown):
            found.append(f"'scene: {part}' gives the answer away. Take it out there.")
    focus = set(resolved(atlas, getattr(item.scene, "focus", ())))
    if focus and focus <= set(right):
        found.append("'scene: focus' gives the answer away. Frame what lies around it as well.")
    return found


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Ids of the structures that are right; those of a derived key only as far as shown."""
    fields: Fields = item.fields
    if fields.key:
        return matching(atlas, fields.key, among=shown_ids(item, atlas))
    return tuple(atlas[id].id for id in fields.accept)


def model_answer(item: Item, atlas: Atlas) -> str:
    """Id of the first structure that is right."""
    return key(item, atlas)[0]


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """Everything on view by name, in alphabetical order, for those who do not click."""
    choices = [{"id": id, "text": atlas[id].name()} for id in shown_ids(item, atlas)]
    return {
        "input": "click",
        "choices": sorted(choices, key=lambda choice: choice["text"].casefold()),
        "hint": "Click it in the view, or choose it from the list.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge the id of the structure clicked."""
    clicked = one_of(answer, atlas, "structure", item.id)
    right = key(item, atlas)
    structure = atlas[clicked]
    if clicked in right:
        feedback = [f"Right: this is {wording.named(structure)}."]
        others = [wording.called(atlas[id]) for id in right if id != clicked]
        if others:
            feedback.append(f"Also right: {wording.listed(others)}.")
        reason = _reason(item, clicked, atlas)
        return Outcome(
            verdict="right",
            score=1.0,
            feedback=(*feedback, reason.text),
            clicked=clicked,
            right=right,
            sources=wording.unique([*item.sources, *reason.sources]),
        )
    near = {atlas[id].id: text for id, text in item.fields.near_misses.items()}
    if clicked not in near and all(atlas[id].of == clicked for id in right):
        return Outcome(
            verdict="almost",
            score=0.0,
            feedback=(
                f"You clicked {wording.called(structure)}: the right bone, but a place on it is "
                "meant. Click there.",
            ),
            clicked=clicked,
            sources=item.sources,
        )
    alike = [id for id in right if atlas[id].kind == structure.kind] or list(right)
    closest = min(alike, key=lambda id: len(differences(atlas, clicked, id)))
    reason = _reason(item, closest, atlas)
    names = wording.listed((wording.named(atlas[id]) for id in right), "or")
    you = Said(f"You clicked {wording.named(structure)}.")
    it = Said(f"Right is {names}.")
    if clicked in near:
        told = [wording.joined([you, Said(near[clicked])]), wording.joined([it, reason])]
    elif item.fields.key and structure.kind == atlas[closest].kind:
        why_not = _reason(item, clicked, atlas)
        told = [wording.joined([you, why_not]), wording.joined([it, reason])]
        told.append(wording.tells(atlas, closest))
    else:
        apart = contrast_said(atlas, clicked, closest, most=2)
        told = [wording.joined([you, it]), apart, reason]
    return Outcome(
        verdict="wrong",
        score=0.0,
        feedback=wording.paragraphs(told),
        clicked=clicked,
        right=right,
        sources=wording.unique([*item.sources, *wording.joined(told).sources]),
    )


def _reason(item: Item, id: str, atlas: Atlas) -> Said:
    """Why that structure is right: the facts asked for, else how to recognise it."""
    query = item.fields.key
    return explain(atlas, id, query) if query else wording.tells(atlas, id)
