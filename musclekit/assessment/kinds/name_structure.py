"""Type the name of the structure that is highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.assessment import wording
from musclekit.assessment.answers import text_answer
from musclekit.assessment.contrasts import contrast_said
from musclekit.assessment.keys import KeyQuery, matching, query_problems
from musclekit.assessment.names import match_name, names_it
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.scenes import KEY, resolved, shown_ids, unknown
from musclekit.assessment.wording import Said
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "name-structure"


class Fields(Record):
    """`target` or `key`: the one structure to be highlighted and named."""

    target: str = ""
    key: KeyQuery | None = None


def problems(item: Item, atlas: Atlas) -> list[str]:
    """An unknown target, none or several, one not shown, or named where it can be read."""
    fields: Fields = item.fields
    if bool(fields.target) == (fields.key is not None):
        return ["'name-structure' needs either 'target' or 'key'. Give exactly one."]
    found = [unknown(atlas, fields.target, "'target'", groups=False)] if fields.target else []
    if fields.key:
        found += query_problems(fields.key, atlas)
    found = [problem for problem in found if problem]
    if found:
        return found
    right = key(item, atlas)
    if len(right) != 1:
        which = f" ({', '.join(right)})" if right else ""
        return [f"{len(right)} structures match 'key'{which}; exactly 1 must."]
    (target,) = right
    if target not in shown_ids(item, atlas):
        found.append(f"'{target}' is to be named but not shown. Add it to 'scene: show'.")
    if names_it(item.prompt, atlas[target]):
        found.append("The prompt names the structure. Ask without its name.")
    if names_it(item.id, atlas[target]):
        found.append("The item's id, which the page can read, names the structure. Rename it.")
    highlight = resolved(atlas, getattr(item.scene, "highlight", ()))
    if highlight not in ((), right):
        found.append("'scene: highlight' shows something else. Leave it out: the target is lit.")
    if target in resolved(atlas, getattr(item.scene, "label", ())):
        found.append("'scene: label' gives the answer away. Take it out there.")
    if resolved(atlas, getattr(item.scene, "focus", ())) == right:
        found.append("'scene: focus' gives the answer away. Frame what lies around it as well.")
    return found


def key(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Id of the structure to be named."""
    fields: Fields = item.fields
    return matching(atlas, fields.key) if fields.key else (atlas[fields.target].id,)


def model_answer(item: Item, atlas: Atlas) -> str:
    """The structure's English name."""
    return atlas[key(item, atlas)[0]].name()


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """That something is highlighted; what, only `private_scene` says."""
    return {
        "input": "type",
        "highlight": KEY,
        "hint": "English or Latin; small slips of spelling do not matter.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a typed name."""
    typed = text_answer(answer, item.id)
    if not typed:
        raise MusclekitError("Type a name first.", where=f"item '{item.id}'")
    (target,) = key(item, atlas)
    match = match_name(typed, atlas, target)
    structure = atlas[target]
    if match.verdict == "almost":
        return Outcome(
            verdict="almost",
            score=0.0,
            feedback=("That may be meant, but it is too general: say exactly which one, in full.",),
            sources=item.sources,
        )
    reason = wording.tells(atlas, target)
    sources = [*item.sources, *reason.sources]
    if match.verdict == "right":
        feedback = [f"Right: this is {wording.named(structure)}."]
        if match.how == "spelling":
            feedback.append(f"It is spelled: {match.name}.")
        feedback.append(reason.text)
    else:
        named = match.structure
        if named:
            said = f"You named {wording.named(atlas[named])}."
            apart = contrast_said(atlas, named, target, most=2)
        else:
            other = match.how == "other"
            said = f"That name {'stands for something else' if other else 'is not known here'}."
            apart = Said()
        feedback = [f"{said} Highlighted is {wording.named(structure)}."]
        feedback += wording.paragraphs([apart, reason])
        sources += apart.sources
    return Outcome(
        verdict=match.verdict,
        score=float(match.verdict == "right"),
        feedback=tuple(feedback),
        clicked=match.structure,
        right=(target,),
        sources=wording.unique(sources),
    )
