"""Records of nerves: the course of each, what it supplies, and what others measured on it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from musclekit.content.facts import Fact, Quantity
from musclekit.content.records import Id, Record, Text, refuse

Supply = Literal["motor", "skin", "reflex"]


class NervePathRecord(Record):
    """The way of a nerve from the spine to its end.

    Attributes
    ----------
    nerve : str
        The structure it ends as.
    course : str
        Its path in the joints file, which gives its length at any posture.
    roots : tuple of str
        Any of these it may begin with; the first is taken where none is asked for.
    parts : tuple of str
        Structures it runs through after its root, in order; the last is `nerve`.
    """

    nerve: Id
    course: Text
    roots: tuple[Id, ...] = Field(min_length=1)
    parts: tuple[Id, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_as_itself(self) -> NervePathRecord:
        if self.parts[-1] != self.nerve:
            refuse(f"the last of 'parts' is '{self.parts[-1]}'.", f"Let it be '{self.nerve}'.")
        return self


class SupplyRecord(Fact):
    """What a nerve or a root supplies; `text` says it.

    Attributes
    ----------
    nerve : str
        Structure that supplies.
    kind : str
        "motor", "skin" or "reflex".
    structures : tuple of str
        What of it is in the atlas.
    """

    id: Id
    nerve: Id
    kind: Supply
    structures: tuple[Id, ...] = ()


class ObservedRecord(Fact):
    """What somebody measured of a nerve in motion, to be held against the model.

    Attributes
    ----------
    quantity : Quantity, optional
        The figure, where one was read.
    at : mapping of str to (float, float)
        Coordinate to the angles it went from and to, degrees; those held twice the same.
    """

    id: Id
    quantity: Quantity | None = None
    at: dict[Id, tuple[Annotated[float, Field(allow_inf_nan=False)], float]] = Field(
        default_factory=dict
    )


class NervesRecord(Record):
    """The file nerves.yaml of an atlas."""

    paths: tuple[NervePathRecord, ...] = Field(min_length=1)
    supply: tuple[SupplyRecord, ...] = Field(min_length=1)
    observed: tuple[ObservedRecord, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> NervesRecord:
        ids = [one.nerve for one in self.paths]
        rest = [one.id for one in self.supply] + [one.id for one in self.observed]
        for names in (ids, rest):
            for name in sorted({name for name in names if names.count(name) > 1}):
                refuse(f"'{name}' is described twice.", "Rename or remove one of the two.")
        return self
