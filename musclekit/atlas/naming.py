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
    name = f"{part} of {_small(whole)}" if part else _small(whole)
    return f"the {name}" if part or structure.kind in _ARTICLE else name


def _small(name: str) -> str:
    # "IT band" keeps its capitals, "Ischial tuberosity" does not inside a sentence.
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
