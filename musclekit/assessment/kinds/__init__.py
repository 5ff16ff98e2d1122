"""Kinds of question: every module of this folder is one, found by its being there."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Protocol

from musclekit.errors import MusclekitError, UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.assessment.outcome import Outcome
    from musclekit.atlas import Atlas
    from musclekit.content import Record


class Kind(Protocol):
    """What a kind of question must offer: a module with these names, or an object."""

    @property
    def name(self) -> str:
        """As it stands in `kind:` of a bank file."""

    @property
    def Fields(self) -> type[Record]:
        """Record of the fields that only this kind has."""

    def problems(self, item: Item, atlas: Atlas) -> list[str]:
        """Everything wrong with an item: a sentence on what, and what to do."""

    def key(self, item: Item, atlas: Atlas) -> Any:
        """The right answer as plain JSON data; a tuple of ids where it is structures."""

    def model_answer(self, item: Item, atlas: Atlas) -> Any:
        """A right answer, in the shape that `grade` takes."""

    def present(self, item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
        """What the browser may know beyond id, prompt and scene: never the key."""

    def grade(self, item: Item, answer: Any, atlas: Atlas) -> Outcome:
        """Judge an answer; MusclekitError when it has not the shape this kind takes."""


_NEEDED = ("name", "Fields", "problems", "key", "model_answer", "present", "grade")
_known: dict[str, Kind] = {}


def register(kind: Any) -> None:
    """Make a kind known that lives outside this folder.

    Raises
    ------
    MusclekitError
        If it lacks something, or its name is taken by another.
    """
    _discover()
    _add(kind)


def find(name: str) -> Kind:
    """The kind of that name.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    _discover()
    if name not in _known:
        raise UnknownName(f"No question kind '{name}'.", remedy=did_you_mean(name, _known))
    return _known[name]


def names() -> tuple[str, ...]:
    """Every kind known."""
    _discover()
    return tuple(sorted(_known))


def _discover() -> None:
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            _add(importlib.import_module(f"{__name__}.{module.name}"))


def _add(kind: Any) -> None:
    lacks = [part for part in _NEEDED if not hasattr(kind, part)]
    where = getattr(kind, "__name__", type(kind).__name__)
    if lacks:
        raise MusclekitError(f"A question kind needs {', '.join(lacks)} as well.", where=where)
    if _known.setdefault(kind.name, kind) is not kind:
        raise MusclekitError(
            f"There is a question kind '{kind.name}' already.",
            where=where,
            remedy="Give this one another name.",
        )
