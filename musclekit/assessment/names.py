"""Typed names of structures: whose they are, though spelled, ordered or abbreviated freely."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from musclekit.assessment.outcome import Verdict
    from musclekit.atlas import Atlas, Structure

How = Literal["exact", "latin", "synonym", "spelling", "general", "other", "unknown"]

_KIND_WORDS = {
    "muscle": "muscle", "muscles": "muscle", "musculus": "muscle", "musculi": "muscle",
    "m": "muscle", "nerve": "nerve", "nerves": "nerve", "nervus": "nerve", "nervi": "nerve",
    "n": "nerve", "bone": "bone", "os": "bone", "ligament": "ligament",
    "ligamentum": "ligament", "lig": "ligament",
    "tendon": "tendon", "tendons": "tendon", "tendo": "tendon",
    "disc": "disc", "discs": "disc", "disk": "disc", "discus": "disc",
    "ramus": "nerve", "rami": "nerve", "branch": "nerve", "branches": "nerve",
    "artery": "artery", "arteries": "artery", "arteria": "artery", "arteriae": "artery",
}  # fmt: skip
_SAME = {
    "peroneal": "fibular", "peroneus": "fibularis", "peroneous": "fibularis",
    "peronaeus": "fibularis", "lat": "lateral", "med": "medial", "sup": "superior",
    "inf": "inferior", "ant": "anterior", "post": "posterior", "prox": "proximal",
    "tub": "tuberosity", "heads": "head", "brevis": "breve", "longum": "longus",
}  # fmt: skip
_NOISE = {"the", "of", "a", "an", "and", "et", "right", "left", "dexter", "sinister"}
# A letter apart, or two, and yet never a slip of the keyboard for one another.
_OPPOSITES = [
    {"abductor", "adductor"}, {"abduction", "adduction"}, {"internus", "externus"},
    {"internal", "external"}, {"maximus", "minimus"}, {"superior", "inferior"},
    {"major", "minor"}, {"longus", "magnus"}, {"pelvis", "pelvic"},
]  # fmt: skip


@dataclass(frozen=True)
class NameMatch:
    """What a typed name stands for, asked against one structure.

    Attributes
    ----------
    how : str
        "exact", "latin", "synonym" or "spelling" (a slip): the target's name. "general": could
        be the target, but is a part of its name, or a name it shares. "other": a name of
        another structure. "unknown": nothing here goes by that name.
    structure : str or None
        The structure recognised, where there is just one.
    name : str
        The name that was recognised, as the atlas writes it; "" where none was.
    """

    how: How
    structure: str | None = None
    name: str = ""

    @property
    def verdict(self) -> Verdict:
        """How an answer of that name is judged."""
        if self.how in ("other", "unknown"):
            return "wrong"
        return "almost" if self.how == "general" else "right"


@dataclass(frozen=True)
class _Words:
    """A name taken apart: the words left, what kind of thing it says it is, its initials."""

    words: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    initials: str = ""

    @property
    def run(self) -> str:
        return "".join(self.words)


def match_name(text: str, atlas: Atlas, target: str) -> NameMatch:
    """Whether a typed name means the target structure.

    Case, accents, punctuation, word order, "the" and "muscle", Latin, synonyms, peroneal for
    fibular, initials ("BF long head") and slips of spelling are forgiven; a correct name of
    another structure never is.

    Parameters
    ----------
    text : str
        As typed.
    atlas : Atlas
    target : str
        Id of the structure that should be named.
    """
    said = _taken_apart(text)
    goal = atlas[target].id
    if not said.words:
        general = atlas[goal].kind in said.kinds
        return NameMatch("general") if general else NameMatch("unknown")
    named = {id: _names(atlas[id]) for id in atlas if _may_be(said, atlas[id])}
    exact = {
        id: found for id, names in named.items() if (found := _first(names, said, _same_words))
    }
    if exact:
        return _decided(exact, goal)
    if any(_alike(said, _known(name)) for name in _broader(atlas, goal)):
        return NameMatch("general")
    slips: dict[str, tuple[int, str]] = {}
    for id, names in named.items():
        near = [
            (slip, name)
            for _, name, words in names
            if "_" not in name and (slip := _slip(said, words)) is not None
        ]
        if near:
            slips[id] = min(near, key=lambda found: found[0])
    if slips:
        least = min(slip for slip, _ in slips.values())
        nearest: dict[str, tuple[How, str]] = {
            id: ("spelling", name) for id, (slip, name) in slips.items() if slip == least
        }
        return _decided(nearest, goal)
    part_of = {
        id: found
        for id, names in named.items()
        if (found := _first([n for n in names if "_" not in n[1]], said, _part))
    }
    if goal in part_of:
        return NameMatch("general")
    return _decided(part_of, goal) if part_of else NameMatch("unknown")


def names_of(structure: Structure) -> tuple[tuple[How, str], ...]:
    """Every name a structure answers to, with what sort of name it is."""
    said: list[tuple[How, str]] = [("exact", structure.name()), ("latin", structure.name("la"))]
    said += [("synonym", name) for name in (*structure.synonyms, structure.id, *structure.aliases)]
    return tuple((how, name) for how, name in said if name)


def names_it(text: str, structure: Structure) -> bool:
    """Whether a text has a name of the structure in it, and so gives it away."""
    said = f" {' '.join(_taken_apart(text).words)} "
    own = (" ".join(_known(name).words) for _, name in names_of(structure))
    return any(f" {name} " in said for name in own if name)


_Named = list[tuple[How, str, _Words]]


def _names(structure: Structure) -> _Named:
    return [(how, name, _known(name)) for how, name in names_of(structure)]


def _decided(found: dict[str, tuple[How, str]], goal: str) -> NameMatch:
    if goal in found:
        how, name = found[goal]
        return NameMatch(how, goal, name) if len(found) == 1 else NameMatch("general")
    (id, (_, name)), *more = found.items()
    return NameMatch("other", None if more else id, "" if more else name)


def _first(names: _Named, said: _Words, fits) -> tuple[How, str] | None:
    return next(((how, name) for how, name, words in names if fits(said, words)), None)


def _may_be(said: _Words, structure: Structure) -> bool:
    kind = "bone" if structure.kind == "bone-feature" else structure.kind
    return not said.kinds or kind in said.kinds


def _broader(atlas: Atlas, id: str) -> Iterable[str]:
    """Names of what a structure is only a part of: its groups and headings."""
    structure = atlas[id]
    for group in structure.groups:
        yield group
        yield atlas.manifest.groups.get(group, group)
    headings = {node.id: node for node in atlas.manifest.tree}
    parent, seen = structure.record.parent, set()
    while parent and parent not in seen:
        seen.add(parent)
        yield parent
        if parent in headings:
            yield from (headings[parent].label.en, headings[parent].label.la)
            parent = headings[parent].parent
        else:
            parent = atlas[parent].record.parent if parent in atlas else None


def _taken_apart(text: str) -> _Words:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(letter)
    )
    written = [word for word in re.findall(r"[^\W_]+", plain) if word not in _NOISE]
    kinds = [_kind_word(word) for word in written]
    same = (_SAME.get(w, w) for w, kind in zip(written, kinds, strict=True) if not kind)
    return _Words(
        words=tuple(_singular(word).replace("ae", "e").replace("oe", "e") for word in same),
        kinds=frozenset(filter(None, kinds)),
        initials="".join(word[0] for word in written),
    )


def _singular(word: str) -> str:
    """One "tuberosity" of several; a plural that only adds a letter passes for a slip."""
    return word[:-3] + "y" if len(word) > 6 and word.endswith("ies") else word


def _kind_word(word: str) -> str:
    """The kind that "muscle", "nervus", "ligamnt" ... stand for; "" for all other words."""
    slips = (known for known in _KIND_WORDS if len(word) > 5 and OSA.distance(word, known) == 1)
    return _KIND_WORDS.get(word) or _KIND_WORDS.get(next(slips, ""), "")


# For the atlas's own names only: what learners type is not kept.
_known = lru_cache(maxsize=4096)(_taken_apart)


def _same_words(said: _Words, name: _Words) -> bool:
    if not name.words:
        return False
    return (
        Counter(said.words) == Counter(name.words)
        or said.run == name.run
        or (len(said.run) > 2 and said.words == (name.initials,))
        or Counter(_spelled_out(said.words, name.words)) == Counter(name.words)
    )


def _spelled_out(said: tuple[str, ...], name: tuple[str, ...]) -> list[str]:
    """Initials of a run of the name's words replaced by these words: "bf" by biceps, femoris."""
    full: list[str] = []
    for word in said:
        full += [word]
        if word in name or not 2 <= len(word) <= len(name):
            continue
        for start in range(len(name) - len(word) + 1):
            run = name[start : start + len(word)]
            if word == "".join(part[0] for part in run):
                full[-1:] = run
                break
    return full


def _part(said: _Words, name: _Words) -> bool:
    """Whether what was said is some of the name's words, slips allowed."""
    said_words = _spelled_out(said.words, name.words)
    if len(said_words) >= len(name.words):
        return False
    return _paired(said_words, list(name.words)) is not None


def _alike(said: _Words, name: _Words) -> bool:
    singular = _Words(tuple(word.removesuffix("s") for word in said.words))
    other = _Words(tuple(word.removesuffix("s") for word in name.words))
    return bool(other.words) and (_same_words(singular, other) or _slip(said, name) is not None)


def _slip(said: _Words, name: _Words) -> int | None:
    """Letters in which two names differ, when few enough to be a slip; else None."""
    words = _spelled_out(said.words, name.words)
    if len(words) == len(name.words):
        return _paired(words, list(name.words))
    # "semi tendonosus": only long names, or every short one would be near another; and a part
    # of a name is no slip.
    if min(len(said.run), len(name.run)) < 8 or _part(said, name):
        return None
    return _distance(said.run, name.run, most=2)


def _paired(said: list[str], name: list[str]) -> int | None:
    """Sum of distances when every word said finds a word of the name of its own; else None."""
    left = list(name)
    rest = []
    for word in said:
        if word in left:
            left.remove(word)
        else:
            rest.append(word)
    total = 0
    for word in rest:
        near = [(d, other) for other in left if (d := _distance(word, other)) is not None]
        if not near:
            return None
        distance, other = min(near)
        left.remove(other)
        total += distance
    return total


def _distance(a: str, b: str, most: int = 3) -> int | None:
    shorter = min(len(a), len(b))
    allowed = min(most, 0 if shorter < 4 else 1 if shorter < 7 else 2 if shorter < 12 else 3)
    if any({a, b} == pair for pair in _OPPOSITES):
        return None
    distance = OSA.distance(a, b, score_cutoff=allowed)
    return distance if distance <= allowed else None
