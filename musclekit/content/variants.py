"""Anatomical variants: how bodies differ, how often, and which structures they redraw."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveInt, model_validator

from musclekit.content.facts import Basis, Fact, Quantity
from musclekit.content.records import Id, Names, Record, Text, refuse

Percent = Annotated[float, Field(ge=0, le=100)]


class Prevalence(Record):
    """How often one source found a variant.

    Attributes
    ----------
    percent : float
    low, high : float or None
        Confidence interval, where published.
    n : int or None
        Limbs (or bodies) examined.
    source : str
        Key of the atlas's sources.
    basis : str
        How sure the figure is, as for facts.
    """

    percent: Percent
    low: Percent | None = None
    high: Percent | None = None
    n: PositiveInt | None = None
    source: Text
    basis: Basis

    @model_validator(mode="after")
    def _ordered(self) -> Prevalence:
        if (self.low is None) != (self.high is None):
            refuse("an interval needs both 'low' and 'high'.", "Give both, or neither.")
        elif self.low is not None and not self.low <= self.percent <= (self.high or 0.0):
            refuse(
                f"{self.percent:g} % lies outside its interval {self.low:g} to {self.high:g} %.",
                "Check the three figures.",
            )
        return self


class VariantRecord(Fact):
    """One way in which bodies differ from the atlas as drawn; `text` says what differs.

    Attributes
    ----------
    feature : str
        What varies. A body has one variant of each feature, so two of them exclude one another.
    prevalence : tuple of Prevalence
        Source by source; empty where nobody is known to have counted, and `gap` then says so.
    gap : str
        What is not known: a missing prevalence, a figure that was drawn and not measured.
    quantity : Quantity or None
        The figure the drawing follows, where it follows one.
    replaces : tuple of str
        Structures it redraws; empty for the arrangement the atlas shows anyway.
    """

    id: Id
    name: Names
    feature: Id
    prevalence: tuple[Prevalence, ...] = ()
    gap: str = ""
    quantity: Quantity | None = None
    replaces: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _counted_or_said(self) -> VariantRecord:
        if not self.prevalence and not self.gap:
            refuse(
                "it has no prevalence and no 'gap' that says so.",
                "Add 'prevalence:' with a source, or 'gap:'.",
            )
        return self
