"""A question bank as checked, immutable items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from musclekit.content import SceneRecord
from musclekit.errors import UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes
    ----------
    id, kind, prompt : str
    about : tuple of str
        Structures or groups it concerns.
    aims : tuple of str
        Aims of the bank it serves.
    sources, claims : tuple of str
        Keys of the atlas's sources; ids of claims it deals with.
    level : {1, 2, 3}
    prediction : bool
        Whether it is asked by itself, before the lesson tells; such an item is not counted.
    scene : SceneRecord or None
        What the view shows with it, as the author wrote it.
    fields : Record
        What only its kind has.
    """

    id: str
    kind: str
    prompt: str
    about: tuple[str, ...] = field(repr=False)
    aims: tuple[str, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    level: int
    scene: SceneRecord | None
    fields: Any = field(repr=False)
    prediction: bool = False


@dataclass(frozen=True, repr=False)
class Bank:
    """A question bank on an atlas.

    Attributes
    ----------
    id, title : str
    aims : mapping of str to str
    items : tuple of Item
    atlas : Atlas
    version : str
        Changes with any content of the bank and with any key derived from the atlas.
    lesson, licence : str
    """

    id: str
    title: str
    aims: MappingProxyType[str, str]
    items: tuple[Item, ...]
    atlas: Atlas
    version: str
    licence: str
    lesson: str | None = None

    @property
    def counted(self) -> tuple[Item, ...]:
        """The items that progress counts: all but predictions."""
        return tuple(item for item in self.items if not item.prediction)

    def __getitem__(self, item_id: str) -> Item:
        """The item of that id.

        Raises
        ------
        UnknownName
            If there is none; the nearest ids are offered.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise UnknownName(
            f"No item '{item_id}' in bank '{self.id}'.",
            remedy=did_you_mean(str(item_id), [item.id for item in self.items]),
        )

    def __contains__(self, item_id: object) -> bool:
        """Whether an item has that id."""
        return any(item.id == item_id for item in self.items)

    def __iter__(self) -> Iterator[Item]:
        """Items in the file's order."""
        return iter(self.items)

    def __repr__(self) -> str:
        """Id and size, without anything that gives an answer away."""
        return f"Bank({self.id!r}, {len(self)} items)"

    def __len__(self) -> int:
        """Number of items."""
        return len(self.items)
