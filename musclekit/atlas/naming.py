"""Names of structures as they stand inside a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from musclekit.atlas.model import Structure

_ARTICLE = {"bone", "bone-feature", "nerve", "artery", "tendon", "ligament", "disc"}


def called(structure: Structure) -> str:
    """A structure's name as it stands inside a sentence.

    "Biceps femoris, long head" becomes "the long head of biceps femoris".
    """
    whole, _, part = structure.name().partition(", ")
    name = f"{part} of {inside(whole)}" if part else inside(whole)
    return f"the {name}" if part or structure.kind in _ARTICLE else name


def inside(text: str) -> str:
    """A name or phrase as it stands inside a sentence; only abbreviations keep their capitals.

    >>> inside("Ischial tuberosity"), inside("IT band"), inside("L5 nerve root")
    ('ischial tuberosity', 'IT band', 'L5 nerve root')
    """
    abbreviated = text[1:2].isupper() or text[1:2].isdigit()
    return text if abbreviated else text[:1].lower() + text[1:]
