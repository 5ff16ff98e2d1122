"""Variants of an atlas: what each redraws, and which go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from musclekit.content import Prevalence, Quantity, VariantRecord
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.atlas.model import Structure


@dataclass(frozen=True, eq=False, repr=False)
class Variant:
    """One way in which bodies differ from the atlas as drawn.

    Attributes
    ----------
    record : VariantRecord
        What its file says.
    structures : tuple of Structure
        The structures it redraws, as they are in it; empty for what the atlas shows anyway.
    """

    record: VariantRecord
    structures: tuple[Structure, ...]

    @property
    def id(self) -> str:
        """Permanent snake_case id."""
        return self.record.id

    def name(self, lang: str = "en") -> str:
        """Name in English, or in Latin ("la") where it has one."""
        return (self.record.name.la if lang == "la" else "") or self.record.name.en

    @property
    def feature(self) -> str:
        """What varies; a body has one variant of each feature."""
        return self.record.feature

    @property
    def text(self) -> str:
        """What differs, in words."""
        return self.record.text

    @property
    def status(self) -> str:
        """Standing of the text."""
        return self.record.status

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources the text rests on."""
        return self.record.sources

    @property
    def basis(self) -> str:
        """Whether a source was read, or how sure memory is."""
        return self.record.basis

    @property
    def prevalence(self) -> tuple[Prevalence, ...]:
        """How often it was found, source by source; empty where that is not known."""
        return self.record.prevalence

    @property
    def quantity(self) -> Quantity | None:
        """The figure its drawing follows."""
        return self.record.quantity

    @property
    def gap(self) -> str:
        """What is not known of it, or was drawn without a figure."""
        return self.record.gap

    @property
    def replaces(self) -> tuple[str, ...]:
        """Ids of the structures it redraws."""
        return self.record.replaces

    def __repr__(self) -> str:
        """Id and what it redraws."""
        redrawn = ", ".join(self.replaces) or "nothing"
        return f"Variant({self.id!r}, redraws {redrawn})"


def must_go_together(variant: Variant, others: Iterable[Variant]) -> None:
    """Refuse a variant that cannot be drawn in a body that has certain others.

    Raises
    ------
    MusclekitError
        If one of them is of the same feature, or redraws a structure that this one redraws.
    """
    for other in others:
        remedy = f"Start from the atlas without '{other.id}'."
        if other.feature == variant.feature:
            what = (
                f"'{variant.id}' and '{other.id}' are both variants of '{variant.feature}'; "
                "a body has one of them."
            )
            raise MusclekitError(what, remedy=remedy)
        both = [name for name in variant.replaces if name in other.replaces]
        if both:
            names = ", ".join(f"'{name}'" for name in both)
            what = f"'{variant.id}' and '{other.id}' both redraw {names}."
            raise MusclekitError(what, remedy=remedy)
