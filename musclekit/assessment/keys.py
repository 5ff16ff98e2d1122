"""Answer keys derived from an atlas's facts, so that a changed fact changes the key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator

from musclekit.assessment import wording
from musclekit.assessment.wording import Said
from musclekit.content import Record
from musclekit.errors import did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Structure

Values = tuple[str, ...]


class KeyQuery(Record):
    """What the right structures have in common; every field given must hold.

    Each takes one value or a list, of which any will do.

    Attributes
    ----------
    kind, group : muscle, bone, nerve ...; a group of the atlas.
    origin, insertion : structures it attaches to.
    nerve, root : its supply.
    action : "hip extension": joint and motion.
    crosses : joint that it moves.
    of : bone that a feature lies on.
    excluding : `not:` in the file; what must not hold.
    """

    kind: Values = ()
    group: Values = ()
    origin: Values = ()
    insertion: Values = ()
    nerve: Values = ()
    root: Values = ()
    action: Values = ()
    crosses: Values = ()
    of: Values = ()
    excluding: KeyQuery | None = Field(default=None, alias="not")

    @field_validator(
        "kind",
        "group",
        "origin",
        "insertion",
        "nerve",
        "root",
        "action",
        "crosses",
        "of",
        mode="before",
    )
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @property
    def asked(self) -> dict[str, Values]:
        """The fields that were given, without `not`."""
        return {name: getattr(self, name) for name in _HAS if getattr(self, name)}


def matches(structure: Structure, query: KeyQuery) -> bool:
    """Whether a structure's facts meet the query."""
    if any(not set(_HAS[name](structure)) & set(wanted) for name, wanted in query.asked.items()):
        return False
    return query.excluding is None or not matches(structure, query.excluding)


def matching(atlas: Atlas, query: KeyQuery, among: Iterable[str] | None = None) -> Values:
    """Ids of the structures that meet the query, of all or `among` some, in their order."""
    return tuple(
        atlas[id].id for id in (atlas if among is None else among) if matches(atlas[id], query)
    )


def query_problems(query: KeyQuery, atlas: Atlas) -> list[str]:
    """Values that nothing in the atlas has, and an empty query."""
    if not query.asked and query.excluding is None:
        return ["'key' asks for nothing. Give it at least one of: " + ", ".join(_HAS) + "."]
    found = []
    for name, wanted in query.asked.items():
        known = sorted({value for id in atlas for value in _HAS[name](atlas[id])})
        found += [
            f"'key' asks for {name} '{value}', which no structure of the atlas has. "
            + did_you_mean(value, known)
            for value in wanted
            if value not in known
        ]
    return found + (query_problems(query.excluding, atlas) if query.excluding else [])


def explain(atlas: Atlas, id: str, query: KeyQuery) -> Said:
    """Why a structure does or does not meet the query: its own facts on what was asked."""
    barred = query.excluding.asked if query.excluding else {}
    said = [_SAYS[name](atlas, id) for name in wording.unique([*query.asked, *barred])]
    for group in wording.unique([*query.group, *barred.get("group", ())]):
        # That a right one is in the group asked for goes without saying.
        if group in barred.get("group", ()) or group not in atlas[id].groups:
            said.append(_of_group(atlas, id, group))
    return wording.joined(dict.fromkeys(said)) or wording.tells(atlas, id)


def _of_group(atlas: Atlas, id: str, group: str) -> Said:
    member = "one" if group in atlas[id].groups else "none"
    label = atlas.manifest.groups.get(group, group).lower()
    return wording.stated(atlas[id], Said(f"is {member} of the {label}"))


def _moves(structure: Structure) -> Values:
    return wording.unique(action.joint for action in structure.actions)


def _one(value: str | None) -> Values:
    return (value,) if value else ()


_HAS: dict[str, Any] = {
    "kind": lambda s: (s.kind,),
    "group": lambda s: tuple(s.groups),
    "origin": lambda s: _one(s.origin.at if s.origin else None),
    "insertion": lambda s: _one(s.insertion.at if s.insertion else None),
    "nerve": lambda s: _one(s.innervation.nerve if s.innervation else None),
    "root": lambda s: tuple(s.innervation.roots) if s.innervation else (),
    "action": lambda s: wording.unique(f"{a.joint} {a.motion}" for a in s.actions),
    "crosses": _moves,
    "of": lambda s: _one(s.of),
}

_SAYS: dict[str, Any] = {
    "kind": lambda atlas, id: Said(),
    "group": lambda atlas, id: Said(),
    "origin": wording.origin,
    "insertion": wording.insertion,
    "nerve": wording.innervation,
    "root": wording.innervation,
    "action": wording.actions,
    "crosses": wording.actions,
    "of": wording.is_a,
}
