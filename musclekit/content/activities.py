"""Activities: the angles of the joints over a movement, with phases, sources and what was drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AllowInfNan, Field, PositiveFloat, model_validator

from musclekit.content.facts import Basis, Fact
from musclekit.content.records import Id, Names, Record, Text, refuse

Percent = Annotated[float, Field(ge=0, le=100)]
Degrees = Annotated[float, AllowInfNan(False)]


class PhaseRecord(Record):
    """A named part of an activity, from where the one before ends until `until` percent."""

    name: Text
    until: Percent


class CurveRecord(Record):
    """One joint coordinate over an activity.

    Attributes
    ----------
    coordinate : str
        As the atlas's joints file names it.
    points : tuple of (float, float)
        Percent of the activity and degrees; the first at 0, the last at 100.
    sources : tuple of str
        What the figures were read from, or drawn after.
    basis : str
        Whether a source was read, or how sure memory is.
    schematic : bool
        Drawn, not measured.
    note : str
        What was read and how it was brought here; needed where it was drawn.
    """

    coordinate: Id
    points: tuple[tuple[Percent, Degrees], ...] = Field(min_length=2)
    sources: tuple[Text, ...] = Field(default=(), validate_default=True)
    basis: Basis
    schematic: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> CurveRecord:
        if not self.sources:
            refuse("the curve cites no source.", "Give at least one key of sources.yaml.")
        if self.schematic and not self.note:
            refuse("the curve is schematic and no 'note' says after what.", "Add 'note:'.")
        percents = [percent for percent, _ in self.points]
        if any(later <= earlier for earlier, later in pairwise(percents)):
            refuse("the percents of 'points' do not rise.", "Put them in order, each once.")
        if percents[0] != 0 or percents[-1] != 100:
            refuse(
                f"'points' go from {percents[0]:g} to {percents[-1]:g} %.",
                "Start at 0 and end at 100.",
            )
        return self


class ActivityRecord(Fact):
    """A movement: what it is, its phases, and a curve for every coordinate that moves.

    Attributes
    ----------
    looped : bool
        Whether it goes round; its curves then end where they begin.
    duration_s : float
        One cycle, or the whole movement, seconds; `duration_note` says whence.
    phases : tuple of PhaseRecord
        In order; together they cover it from 0 to 100 %.
    phase_sources, phase_basis, phase_note
        Whence the limits of the phases are.
    """

    id: Id
    name: Names
    looped: bool
    duration_s: PositiveFloat
    duration_note: Text
    phases: tuple[PhaseRecord, ...] = Field(min_length=1)
    phase_sources: tuple[Text, ...] = Field(min_length=1)
    phase_basis: Basis
    phase_note: str = ""
    curves: tuple[CurveRecord, ...] = Field(min_length=1)

    @property
    def schematic(self) -> bool:
        """Whether the angle of the hip or the knee was drawn rather than measured."""
        return any(
            curve.schematic
            for curve in self.curves
            if curve.coordinate in ("hip_flexion", "knee_flexion")
        )

    @property
    def cited(self) -> tuple[str, ...]:
        """Every source it names, once."""
        keys = [*self.sources, *self.phase_sources]
        return tuple(dict.fromkeys([*keys, *(key for one in self.curves for key in one.sources)]))

    @model_validator(mode="after")
    def _covered(self) -> ActivityRecord:
        ends = [phase.until for phase in self.phases]
        if ends[0] <= 0 or any(later <= earlier for earlier, later in pairwise(ends)):
            refuse("the phases do not follow one another.", "Put them in order of 'until'.")
        if ends[-1] != 100:
            refuse(f"the phases end at {ends[-1]:g} %.", "Let the last one last until 100.")
        names = [curve.coordinate for curve in self.curves]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                refuse(f"'{name}' has two curves.", "Keep one.")
        for curve in self.curves:
            first, last = curve.points[0][1], curve.points[-1][1]
            if self.looped and first != last:
                refuse(
                    f"it is looped, but '{curve.coordinate}' begins at {first:g}° and ends at "
                    f"{last:g}°.",
                    "Let it end where it begins, or set 'looped: false'.",
                )
        return self
