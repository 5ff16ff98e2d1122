"""What the view shows with a question: for everybody, for the kernel alone, and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.assessment import kinds
from musclekit.assessment.wording import unique
from musclekit.errors import did_you_mean

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.assessment.outcome import Outcome
    from musclekit.atlas import Atlas

KEY = "key"
"""Stands in `present(...)["highlight"]` for what only the kernel may resolve."""


def body(item: Item, atlas: Atlas) -> Atlas:
    """The atlas that the view of a question shows: changed by its kind, where that changes it."""
    change = getattr(kinds.find(item.kind), "body", None)
    return change(item, atlas) if change else atlas


def shown_ids(item: Item, atlas: Atlas) -> tuple[str, ...]:
    """Structures on view with a question, without those hidden.

    Where it names none: structures of the kinds its own kind of question says (`IN_VIEW`), or all
    within the skin.
    """
    scene = item.scene
    of = getattr(kinds.find(item.kind), "IN_VIEW", None)
    usual = tuple(id for id in atlas if (atlas[id].kind in of if of else atlas[id].kind != "skin"))
    if scene is None:
        return usual
    shown = resolved(atlas, scene.show) if scene.show else usual
    hidden = set(resolved(atlas, scene.hide))
    return tuple(id for id in shown if id not in hidden)


def private_scene(item: Item, atlas: Atlas) -> dict[str, Any]:
    """The view while the question is open, with what it highlights: never for the browser.

    Returns
    -------
    dict
        `show`, `highlight`, `label`, `focus`: lists of structure ids; `opacity`: structure id to
        0..1; `view`: name or None. What the kind adds to the body is shown as well.
    """
    scene = item.scene
    kind = kinds.find(item.kind)
    added = [id for id in body(item, atlas) if id not in atlas]
    opacity: dict[str, float] = {}
    for name, value in (scene.opacity if scene else {}).items():
        opacity |= dict.fromkeys(resolved(atlas, [name]), value)
    if kind.present(item, atlas, 0).get("highlight") == KEY:
        highlight: tuple[str, ...] = tuple(kind.key(item, atlas))
    else:
        highlight = resolved(atlas, scene.highlight) if scene else ()
    return {
        "show": [*shown_ids(item, atlas), *added],
        "opacity": opacity,
        "highlight": list(highlight),
        "label": list(resolved(atlas, scene.label)) if scene else [],
        "view": scene.view if scene else None,
        "focus": list(resolved(atlas, scene.focus)) if scene else [],
    }


def reveal_scene(item: Item, atlas: Atlas, outcome: Outcome) -> dict[str, Any]:
    """The view that goes with the feedback: what is right is highlighted and labelled.

    Returns
    -------
    dict
        As `private_scene`, and `right`, `wrong`: lists of structure ids; `footprints`: ids of
        footprints to paint, the right one first; `pin`: the learner's point or None. While the
        verdict is "almost" nothing is added: the learner is still trying.
    """
    scene = private_scene(item, atlas) | {"right": [], "wrong": [], "footprints": [], "pin": None}
    if outcome.verdict == "almost":
        return scene
    if outcome.placed_mm is not None:
        return scene | {"footprints": list(outcome.footprints), "pin": list(outcome.placed_mm)}
    right = list(outcome.right)
    wrong = [outcome.clicked] if outcome.clicked and outcome.clicked not in right else []
    together = list(unique([*right, *wrong]))
    return scene | {
        "show": list(unique([*scene["show"], *together])),
        "highlight": together or scene["highlight"],
        "label": list(unique([*scene["label"], *together])),
        "right": right,
        "wrong": wrong,
    }


def resolved(atlas: Atlas, names: Any) -> tuple[str, ...]:
    """Structure ids for ids and groups, each once."""
    return unique(id for name in names for id in atlas.resolve(name))


def scene_problems(item: Item, atlas: Atlas) -> list[str]:
    """Names that the atlas does not have, and a view that does not exist."""
    from musclekit.scene.camera import VIEWS

    scene = item.scene
    if scene is None:
        return []
    lists = (scene.show, scene.hide, scene.opacity, scene.highlight, scene.label, scene.focus)
    named = [name for names in lists for name in names]
    found = [unknown(atlas, name, "'scene'") for name in unique(named)]
    if scene.view is not None and scene.view not in VIEWS:
        found.append(f"'scene' asks for view '{scene.view}'. {did_you_mean(scene.view, VIEWS)}")
    return [problem for problem in found if problem]


def unknown(atlas: Atlas, name: str, place: str, *, groups: bool = True) -> str:
    """A problem where `name` is no structure (or group) of the atlas, else ""."""
    if name in atlas or (groups and name in atlas.groups):
        return ""
    known = [*atlas, *(atlas.groups if groups else ())]
    return f"{place} names '{name}', which atlas '{atlas.name}' has not. " + did_you_mean(
        name, known
    )
