"""Facts of an atlas as sentences: what a structure is, and what tells two of them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Structure

_ARTICLE = {"bone", "bone-feature", "nerve", "ligament"}
_KIND = {"muscle": "a muscle", "bone": "a bone", "nerve": "a nerve", "ligament": "a ligament"}
_ORIGIN = {"muscle": "arises from"}
_INSERTION = {"muscle": "inserts on"}
_MOTION = {
    "extension": "extends",
    "flexion": "flexes",
    "medial rotation": "medially rotates",
    "lateral rotation": "laterally rotates",
    "abduction": "abducts",
    "adduction": "adducts",
}


@dataclass(frozen=True)
class Said:
    """A paragraph and the keys of the sources it rests on."""

    text: str = ""
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.text)


def joined(parts: Iterable[Said]) -> Said:
    """Several sentences as one paragraph; every source once."""
    kept = [part for part in parts if part]
    return Said(" ".join(p.text for p in kept), unique(s for p in kept for s in p.sources))


def paragraphs(parts: Iterable[Said]) -> list[str]:
    """Texts that say something, without one that another repeats."""
    texts = unique(part.text for part in parts if part)
    return [text for text in texts if not any(text != other and text in other for other in texts)]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in order of first appearance."""
    return tuple(dict.fromkeys(values))


def capital(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as an English list.

    >>> listed(["hip", "knee", "ankle"], "or")
    'hip, knee or ankle'
    """
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def called(structure: Structure) -> str:
    """A structure's name as it stands inside a sentence.

    "Biceps femoris, long head" becomes "the long head of biceps femoris".
    """
    whole, _, part = structure.name().partition(", ")
    name = f"{part} of {_small(whole)}" if part else _small(whole)
    return f"the {name}" if part or structure.kind in _ARTICLE else name


def named(structure: Structure) -> str:
    """Name in English and Latin: "semitendinosus (Musculus semitendinosus)"."""
    latin = structure.name("la")
    return (
        f"{called(structure)} ({latin})"
        if latin and latin != structure.name()
        else called(structure)
    )


def standing(*facts: Any) -> str:
    """What a learner must know of how sure facts are: "" or " (contested, unconfirmed)"."""
    words = unique(f.status for f in facts if f.status not in ("consensus", "supported"))
    unconfirmed = ("unconfirmed",) if any(not f.confirmed for f in facts) else ()
    return f" ({', '.join(words + unconfirmed)})" if words + unconfirmed else ""


def fact_said(structure: Structure, fact: Any) -> Said:
    """A fact's own text as a sentence about the structure, with its standing."""
    text = fact.text.rstrip(". ")
    names = (called(structure), structure.name())
    if not text.casefold().startswith(tuple(name.casefold() for name in names)):
        # Written as "The lateral hamstring: ..." or "Its long tendon ...", under a name.
        phrase = text.startswith(("The ", "A ", "An "))
        text = f"{called(structure)}{' is' if phrase else ':'} {text[:1].lower()}{text[1:]}"
    return Said(f"{capital(text)}{standing(fact)}.", tuple(fact.sources))


def is_a(atlas: Atlas, id: str) -> Said:
    """What sort of thing it is: "The femur is a bone."."""
    structure = atlas[id]
    return Said(f"{capital(called(structure))} is {_sort(atlas, structure)}.")


def tells(atlas: Atlas, id: str) -> Said:
    """How to recognise a structure; what sort of thing it is when the atlas says no more."""
    structure = atlas[id]
    return fact_said(structure, structure.tells) if structure.tells else is_a(atlas, id)


def origin(atlas: Atlas, id: str) -> Said:
    """Where it arises; empty when the atlas does not say."""
    return _attached(atlas, id, "origin")


def insertion(atlas: Atlas, id: str) -> Said:
    """Where it inserts; empty when the atlas does not say."""
    return _attached(atlas, id, "insertion")


def innervation(atlas: Atlas, id: str) -> Said:
    """Its nerve and roots; empty when the atlas does not say."""
    structure = atlas[id]
    fact = structure.innervation
    predicate = _supplied(atlas, structure)
    if not fact or not predicate:
        return Said()
    return Said(f"{capital(called(structure))} {predicate}{standing(fact)}.", tuple(fact.sources))


def actions(atlas: Atlas, id: str) -> Said:
    """What it does at which joint; empty when the atlas does not say."""
    structure = atlas[id]
    if not structure.actions:
        return Said()
    done = listed(_does(action) for action in structure.actions)
    facts = structure.actions
    return Said(
        f"{capital(called(structure))} {done}{standing(*facts)}.",
        unique(key for fact in facts for key in fact.sources),
    )


def contrast(atlas: Atlas, a: str, b: str) -> str:
    """What tells two structures apart, in sentences derived from the atlas's facts.

    Parameters
    ----------
    atlas : Atlas
    a, b : str
        Structure ids.

    Returns
    -------
    str
        How to recognise each, then where they differ in sort, origin, insertion, nerve and
        action. Empty for a structure and itself; marked where a fact is contested or unconfirmed.
    """
    return contrast_said(atlas, a, b).text


def contrast_said(atlas: Atlas, a: str, b: str) -> Said:
    """`contrast` with its sources."""
    one, other = atlas[a], atlas[b]
    if one.id == other.id:
        return Said()
    recognised = [fact_said(s, s.tells) for s in (one, other) if s.tells]
    found = list(differences(atlas, one.id, other.id))
    if not recognised and not found:
        found = [Said(f"{capital(called(one))} and {called(other)} are different structures.")]
    return joined(recognised + found)


def differences(atlas: Atlas, a: str, b: str) -> tuple[Said, ...]:
    """One sentence for each thing in which two structures differ."""
    one, other = atlas[a], atlas[b]
    if one.kind != other.kind:
        sorts = f"{capital(called(one))} is {_sort(atlas, one)}; {called(other)} is"
        return (Said(f"{sorts} {_sort(atlas, other)}."),)
    said = [
        _differ(one, other, [one.origin, other.origin], lambda s: _attaches(atlas, s, "origin")),
        _differ(
            one, other, [one.insertion, other.insertion], lambda s: _attaches(atlas, s, "insertion")
        ),
        _differ(one, other, [one.innervation, other.innervation], lambda s: _supplied(atlas, s)),
        *_actions_differ(one, other),
    ]
    if one.kind == "bone-feature":
        said.append(_differ(one, other, [], lambda s: f"is {_sort(atlas, s)}"))
    return tuple(part for part in said if part)


def _differ(
    one: Structure, other: Structure, facts: list[Any], predicate: Callable[[Structure], str]
) -> Said:
    first, second = predicate(one), predicate(other)
    if not first or not second or first == second:
        return Said()
    text = f"{capital(called(one))} {first}; {called(other)} {second}{standing(*facts)}."
    return Said(text, unique(key for fact in facts for key in fact.sources))


def _actions_differ(one: Structure, other: Structure) -> list[Said]:
    # Silence of an atlas is not a fact: only structures whose actions it gives are compared.
    if not one.actions or not other.actions:
        return []
    said = []
    for first, second in ((one, other), (other, one)):
        theirs = {(act.joint, act.motion) for act in second.actions}
        own = [act for act in first.actions if (act.joint, act.motion) not in theirs]
        if own:
            does = listed(_does(act) for act in own)
            text = f"Of the two, only {called(first)} {does}{standing(*own)}."
            said.append(Said(text, unique(key for act in own for key in act.sources)))
    return said


def _attached(atlas: Atlas, id: str, end: str) -> Said:
    structure = atlas[id]
    fact = getattr(structure, end)
    if not fact:
        return Said()
    text = f"{capital(called(structure))} {_attaches(atlas, structure, end)}{standing(fact)}."
    return Said(text, tuple(fact.sources))


def _attaches(atlas: Atlas, structure: Structure, end: str) -> str:
    fact = getattr(structure, end)
    if not fact:
        return ""
    verbs = _ORIGIN if end == "origin" else _INSERTION
    return f"{verbs.get(structure.kind, 'is attached to')} {called(atlas[fact.at])}"


def _supplied(atlas: Atlas, structure: Structure) -> str:
    fact = structure.innervation
    if not fact:
        return ""
    nerve = called(atlas[fact.nerve]) if fact.nerve else ""
    roots = listed(fact.roots)
    if nerve and roots:
        return f"is supplied by {nerve} ({roots})"
    return f"is supplied by {nerve or roots}" if nerve or roots else ""


def _does(action: Any) -> str:
    return f"{_MOTION.get(action.motion, action.motion)} the {action.joint}"


def _sort(atlas: Atlas, structure: Structure) -> str:
    if structure.kind == "bone-feature":
        bone = getattr(structure, "of", None)
        return f"a feature of {called(atlas[bone])}" if bone else "a feature of a bone"
    return _KIND.get(structure.kind, f"a {structure.kind}")


def _small(name: str) -> str:
    # "IT band" keeps its capitals, "Ischial tuberosity" does not inside a sentence.
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
