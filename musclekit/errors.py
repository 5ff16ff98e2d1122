"""Messages a user sees: what went wrong, where, what was expected, what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class MusclekitError(Exception):
    """Base of every error this library raises on purpose.

    Parameters
    ----------
    what : str
        One sentence: what is wrong.
    where : str, optional
        File, item or argument it concerns; put in front of the sentence.
    remedy : str, optional
        What to do next; put behind it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        head = f"{where}: " if where else ""
        super().__init__(f"{head}{what}{' ' + remedy if remedy else ''}")

    def _render_traceback_(self) -> list[str]:
        """Shown by IPython in place of a traceback: the message alone."""
        return [f"{type(self).__name__}: {self}"]


class ContentError(MusclekitError):
    """One or more problems in content files; `problems` holds every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class UnknownStructure(MusclekitError, KeyError):
    """An id that names no structure of the atlas."""

    __str__ = Exception.__str__


class UnknownName(MusclekitError, KeyError):
    """An id that names no bank, view, atlas, scheme or other listed thing."""

    __str__ = Exception.__str__


class MeshError(MusclekitError):
    """A mesh file that is missing, unreadable or empty."""


class StoreError(MusclekitError):
    """The attempts store cannot be read or written; nothing stored is lost."""


class RenderingUnavailable(MusclekitError):
    """This machine cannot draw still pictures; the interactive view does not need to."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in content.

    Attributes
    ----------
    file : str
        Path as the user knows it.
    item : str
        Id of the record inside the file, "" when the whole file is meant.
    what, remedy : str
        What is wrong; how to fix it.
    """

    file: str
    item: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        item = f", item '{self.item}'" if self.item else ""
        return f"{self.file}{item}: {self.what}{' ' + self.remedy if self.remedy else ''}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Sentence offering the nearest known names, or listing them when nothing is near.

    >>> did_you_mean("semitendonosus", ["semitendinosus", "femur"])
    "Did you mean 'semitendinosus'?"
    >>> did_you_mean("xyz", ["femur", "tibia"])
    'Known: femur, tibia.'
    """
    names = list(known)
    near = difflib.get_close_matches(word, names, n=2, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f"'{n}'" for n in near) + "?"
    return f"Known: {', '.join(sorted(names))}." if names else "There are none."
