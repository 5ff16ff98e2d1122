"""Facts of an atlas as sentences about its structures, with their standing and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musclekit.atlas.naming import called, inside

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Structure

_KIND = {
    "muscle": "a muscle",
    "bone": "a bone",
    "nerve": "a nerve",
    "artery": "an artery",
    "tendon": "a tendon",
    "ligament": "a ligament",
    "disc": "an intervertebral disc",
}
_ORIGIN = {"muscle": "arises from", "tendon": "arises from"}
_INSERTION = {"muscle": "inserts on"}
_MOTION = {
    "extension": "extends",
    "flexion": "flexes",
    "medial rotation": "medially rotates",
    "lateral rotation": "laterally rotates",
    "abduction": "abducts",
    "adduction": "adducts",
}
# A joint is bent and straightened; what it carries is turned and drawn aside.
_CARRIES = {"hip": "thigh", "knee": "leg"}


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


def paragraphs(parts: Iterable[Said]) -> tuple[str, ...]:
    """Texts that say something, without one that another repeats."""
    texts = unique(part.text for part in parts if part)
    return tuple(
        text for text in texts if not any(text != other and text in other for other in texts)
    )


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


def named(structure: Structure) -> str:
    """Name in English and Latin: "semitendinosus (Musculus semitendinosus)"."""
    latin = structure.name("la")
    return called(structure) + (f" ({latin})" if latin != structure.name() else "")


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
        text = f"{called(structure)}{' is' if phrase else ':'} {inside(text)}"
    return Said(f"{capital(text)}{standing(fact)}.", tuple(fact.sources))


def is_a(atlas: Atlas, id: str) -> Said:
    """What sort of thing it is: "The femur is a bone."."""
    structure = atlas[id]
    return stated(structure, Said(f"is {sort(atlas, structure)}"))


def tells(atlas: Atlas, id: str) -> Said:
    """How to recognise a structure; what sort of thing it is when the atlas says no more."""
    structure = atlas[id]
    return fact_said(structure, structure.tells) if structure.tells else is_a(atlas, id)


def origin(atlas: Atlas, id: str) -> Said:
    """Where it arises; empty when the atlas does not say."""
    return stated(atlas[id], arises(atlas, atlas[id]))


def insertion(atlas: Atlas, id: str) -> Said:
    """Where it inserts; empty when the atlas does not say."""
    return stated(atlas[id], inserts(atlas, atlas[id]))


def innervation(atlas: Atlas, id: str) -> Said:
    """Its nerve and roots; empty when the atlas does not say."""
    return stated(atlas[id], supplied(atlas, atlas[id], roots=True))


def actions(atlas: Atlas, id: str) -> Said:
    """What it does at which joint; empty when the atlas does not say."""
    return stated(atlas[id], does(atlas[id].actions))


def stated(structure: Structure, predicate: Said) -> Said:
    """A predicate as a sentence about a structure; empty when the predicate is."""
    if not predicate:
        return predicate
    return Said(f"{capital(called(structure))} {predicate.text}.", predicate.sources)


def arises(atlas: Atlas, structure: Structure) -> Said:
    """Predicate: "arises from the ischial tuberosity"."""
    return _attached(atlas, structure.origin, _ORIGIN.get(structure.kind, "is attached to"))


def inserts(atlas: Atlas, structure: Structure) -> Said:
    """Predicate: "inserts on the head of the fibula"."""
    return _attached(atlas, structure.insertion, _INSERTION.get(structure.kind, "is attached to"))


def supplied(atlas: Atlas, structure: Structure, *, roots: bool) -> Said:
    """Predicate: "is supplied by the tibial nerve (L5, S1, S2)"; the nerve alone without roots.

    A division of another nerve is told as such.
    """
    fact = structure.innervation
    if not fact or not (fact.nerve or (roots and fact.roots)):
        return Said()
    nerve = called(atlas[fact.nerve]) if fact.nerve else ""
    if fact.division:
        nerve = f"the {fact.division}"
    told = ", ".join(fact.roots) if roots else ""
    if told and fact.confirmed and not fact.roots_confirmed:
        told += "; roots unconfirmed"
    by = f"{nerve} ({told})" if nerve and told else nerve or told
    return Said(f"is supplied by {by}{standing(fact)}", fact.sources)


def does(acts: Iterable[Any]) -> Said:
    """Predicate: "extends the hip and medially rotates the leg (unconfirmed)"."""
    acts = tuple(acts)
    done = []
    for act in acts:
        whole = act.motion in ("extension", "flexion")
        moved = act.joint if whole else _CARRIES.get(act.joint, act.joint)
        done.append(f"{_MOTION.get(act.motion, act.motion)} the {moved}{standing(act)}")
    return Said(listed(done), unique(key for act in acts for key in act.sources))


def sort(atlas: Atlas, structure: Structure) -> str:
    """What sort of thing it is: "a muscle", "a feature of the hip bone"."""
    if structure.kind == "bone-feature" and structure.of:
        return f"a feature of {called(atlas[structure.of])}"
    return _KIND.get(structure.kind, f"a {structure.kind}")


def _attached(atlas: Atlas, fact: Any, verb: str) -> Said:
    if not fact:
        return Said()
    return Said(f"{verb} {called(atlas[fact.at])}{standing(fact)}", fact.sources)
