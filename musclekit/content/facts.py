"""Facts with their standing and their sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import shorten
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from musclekit.content.records import Id, Record, Text, refuse

Status = Literal["consensus", "supported", "contested", "imprecise", "unsupported", "wrong"]
Basis = Literal["found", "memory-high", "memory-medium"]
Joint = Literal["hip", "knee"]
Motion = Literal[
    "extension", "flexion", "medial rotation", "lateral rotation", "abduction", "adduction"
]
Topic = Literal[
    "anatomy",
    "innervation",
    "function",
    "nerve",
    "lumbar",
    "syndrome",
    "epidemiology",
    "injury",
    "grading",
    "prognosis",
    "diagnosis",
    "differential",
    "imaging",
    "case",
    "treatment",
    "cryotherapy",
    "prp",
    "prevention",
    "marketing",
]
STATUSES: tuple[str, ...] = get_args(Status)
TOPICS: tuple[str, ...] = get_args(Topic)
BASES: tuple[str, ...] = get_args(Basis)

Root = Annotated[str, StringConstraints(pattern=r"^[LS][1-5]$")]

_CAPITAL = r"[^\W\d_a-z]"
"""A letter that can begin a name: one of A to Z, or of another alphabet."""


class Source(Record):
    """A work that facts cite.

    Attributes
    ----------
    key : str
        Name by which facts cite it.
    basis : str
        "found": the work, or its abstract, was read; "repo": read in a public repository;
        "memory-...": cited from general knowledge, not looked at.
    """

    key: str = ""
    citation: Text
    doi: str = ""
    pmid: str = ""
    address: str = ""
    basis: Literal["found", "repo", "memory-high", "memory-medium"]

    @field_validator("doi", "pmid", "address", mode="before")
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        return "" if value is None else value

    @property
    def short(self) -> str:
        """First author and year, or the beginning of a citation that does not open with them.

        >>> Source(citation="Woodley SJ, Mercer SR. Title. J 2005;1", basis="found").short
        'Woodley 2005'
        >>> Source(citation="van der Made AD et al. Title. J 2015;2", basis="found").short
        'van der Made 2015'
        """
        author = re.match(
            rf"((?:[a-z]+ )*{_CAPITAL}[\w'’-]*(?: [a-z]+)*(?: {_CAPITAL}[\w'’-]+)?) "
            rf"{_CAPITAL}{{1,3}}\b",
            self.citation,
        )
        year = re.search(r"\b(?:19|20)\d\d\b", self.citation)
        if author and year:
            return f"{author[1]} {year[0]}"
        opening = re.split(r"[.:(]", self.citation)[0].strip()
        return shorten(opening, 36, placeholder=" …") or self.key


def cited(text: str, sources: Mapping[str, Source]) -> str:
    """A text that names sources by their keys, with each as people cite it.

    >>> book = Source(citation="Woodley SJ, Mercer SR. Title. J 2005;1", basis="found")
    >>> cited("woodley2005's figure", {"woodley2005": book})
    "Woodley 2005's figure"
    """

    def said(key: re.Match[str]) -> str:
        if key[0] not in sources:
            return key[0]
        short = sources[key[0]].short
        return f"“{short}”" if short.endswith("…") else short

    return re.sub(r"\b[a-z]\w*[0-9]\b", said, text)


class Fact(Record):
    """A statement a learner is shown as fact.

    Attributes
    ----------
    status : str
        What the evidence says of it: consensus, supported, contested, imprecise, unsupported,
        wrong.
    sources : tuple of str
        Keys of the atlas's sources; at least one, unless `may_lack_sources`.
    basis : str
        "found" where a cited source was read and says so, otherwise how sure memory is.
    """

    text: Text
    status: Status
    sources: tuple[str, ...] = ()
    basis: Basis

    @model_validator(mode="after")
    def _cited(self) -> Fact:
        if not (self.sources or self.may_lack_sources):
            refuse("the fact cites no source.", "Give at least one key of sources.yaml.")
        return self

    @property
    def may_lack_sources(self) -> bool:
        """Whether it may be told that no source was found."""
        return False

    @property
    def confirmed(self) -> bool:
        """Whether a cited source was read; learners see the others as unconfirmed."""
        return self.basis == "found"


class AttachmentRecord(Fact):
    """Where a structure attaches: `at` is the structure it attaches to."""

    at: Id


class InnervationRecord(Fact):
    """Which nerve supplies it, and from which roots; two facts, for few sources tell both.

    Attributes
    ----------
    nerve : str or None
        A structure; None where the atlas has no such nerve.
    division : str
        What supplies it where that nerve still runs within another: "tibial division of the
        sciatic nerve"; "" where it is the nerve itself.
    roots : tuple of str
        Spinal roots, as in "L5".
    roots_basis : str or None
        `basis` of the roots alone, where it is not that of the nerve; `text` then says so.
    """

    nerve: Id | None = None
    division: str = ""
    roots: tuple[Root, ...] = ()
    roots_basis: Basis | None = None

    @property
    def roots_confirmed(self) -> bool:
        """Whether a cited source that was read gives the roots."""
        return (self.roots_basis or self.basis) == "found"


class ActionRecord(Fact):
    """One thing a muscle does at one joint."""

    joint: Joint
    motion: Motion


class Quantity(Record):
    """A measured value: mean, spread, unit and number of specimens, as published."""

    value: float
    unit: Text
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None


class FactRecord(Fact):
    """A fact of the table of facts, or a claim that was met elsewhere and appraised.

    Attributes
    ----------
    topic : str or None
        What a claim is about; a fact of our own choosing has none.
    about : tuple of str
        Structures it concerns; at least one.
    why : str
        The reason for the status; needed of claims, and of facts that are not consensus or
        supported.
    quantity : Quantity, optional
        The figure, where the fact is one.
    """

    id: Text
    about: tuple[str, ...] = Field(min_length=1)
    why: str = ""
    quantity: Quantity | None = None
    topic: Topic | None = None

    @property
    def page(self) -> str:
        """The page a claim was met on, the letter its id begins with; "" of other facts."""
        return self.id[0] if self.topic else ""

    @property
    def may_lack_sources(self) -> bool:
        """Only what is claimed, and unsupported because nothing was found on it."""
        return bool(self.topic) and self.status == "unsupported" and not self.confirmed

    @model_validator(mode="after")
    def _named(self) -> FactRecord:
        if self.topic and not re.fullmatch(r"[A-Z]\d{3}", self.id):
            refuse("a claim's id is its page's letter and a number.", "Name it as in 'A014'.")
        return self

    @model_validator(mode="after")
    def _explained(self) -> FactRecord:
        if self.why:
            return self
        if self.topic:
            refuse("a claim says no 'why'.", "Add 'why:'.")
        if self.status not in ("consensus", "supported"):
            refuse(f"a fact of status '{self.status}' says no 'why'.", "Add 'why:'.")
        return self
