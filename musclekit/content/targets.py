"""Records of an atlas's targets: what its meshes must measure, and who published it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PositiveFloat, StringConstraints, model_validator

from musclekit.content.facts import Basis
from musclekit.content.records import Id, Record, Text, refuse

Interval = Literal["CI95", "SD", "range", "mean"]
Role = Literal["origin", "insertion"]
Reason = Literal["part of", "blending", "enthesis"]
End = Literal["-x", "+x", "-y", "+y", "-z", "+z"]
Member = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]*)$")]
Axis = tuple[float, float, float]


class TargetRecord(Record):
    """One published figure and how it is measured on the meshes.

    Attributes
    ----------
    structure : str
    measure : str
        Name of a measurement; its unit is the name's ending.
    to : tuple of str
        Other structures it is measured to.
    role : str or None
        Which end of `structure`, for a measure of footprints.
    number : int or None
        Which of several branches, from the top.
    below_mm : float or None
        Where on the structure: so far below the footprint.
    mean, low, high : float or None
        As published, in the measure's unit. `low` or `high` may be left out where only one side
        is bounded.
    interval : str or None
        What `low` and `high` are; "mean" where only a mean is published, to be met within
        `within_percent`.
    gap : bool
        Nothing (usable) is published: the row shows what the mesh measures and judges nothing.
    source : str
        Key of sources.yaml; "" for a gap.
    basis : str
        "found" where the figure was read, else how sure it is.
    conflict : str
        What other sources say, and why this one was chosen.
    yields_to : str or None
        Measure of the same structure whose figure excludes this one and is met instead;
        `conflict` says why. The row tells both, and fails where this one is met after all.
    """

    structure: Id
    measure: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    to: tuple[Id, ...] = ()
    role: Role | None = None
    number: Annotated[int, Field(ge=1)] | None = None
    below_mm: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    interval: Interval | None = None
    within_percent: PositiveFloat | None = None
    gap: bool = False
    source: str = ""
    basis: Basis = "found"
    conflict: str = ""
    yields_to: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _judges_or_is_a_gap(self) -> TargetRecord:
        bounded = self.low is not None or self.high is not None
        if self.yields_to and (self.gap or not self.conflict):
            refuse("a figure that yields has bounds and a reason.", "Add 'conflict'; no 'gap'.")
        if self.gap:
            if bounded or self.within_percent:
                refuse("a gap has no bounds.", "Remove 'gap', or 'low', 'high', 'within_percent'.")
            return self
        if not self.source:
            refuse("a target names no source.", "Add 'source', or 'gap: true'.")
        if self.interval is None:
            refuse("it is not said what the interval is.", "Add 'interval': CI95, SD, range, mean.")
        if self.interval == "mean" and (self.mean is None or not self.within_percent):
            refuse("a mean alone is met within a percentage.", "Add 'mean' and 'within_percent'.")
        if self.interval != "mean" and not bounded:
            refuse("the interval has no bounds.", "Add 'low' and 'high'.")
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value that meets it; infinite where nothing bounds it."""
        if self.interval == "mean" and self.mean is not None and self.within_percent:
            reach = self.mean * self.within_percent / 100.0
            return self.mean - reach, self.mean + reach
        return (
            float("-inf") if self.low is None else self.low,
            float("inf") if self.high is None else self.high,
        )


class OverlapRecord(Record):
    """Two solids that may share space: structures, groups, or "*" for every other solid.

    Attributes
    ----------
    variant : str or None
        Only in the body that has this variant; the record then goes before the usual one.
    at_most_percent : float
        Of the smaller solid.
    """

    pair: tuple[Member, Member]
    variant: Id | None = None
    reason: Reason
    at_most_percent: PositiveFloat
    note: str = ""


class CutRecord(Record):
    """A flat end of an envelope, and what runs on through it.

    Attributes
    ----------
    end : str
        Which end of the envelope it is, as an axis with its sign.
    passed_by : tuple of str
        Structures that are not judged beyond the cut, nor at its rounded rim.
    """

    name: Text
    end: End
    passed_by: Annotated[tuple[Id, ...], Field(min_length=1)]


class EnvelopeRecord(Record):
    """A solid that holds all others; how far any may stick out, away from the cuts it passes."""

    structure: Id
    at_most_mm: PositiveFloat
    rim_mm: PositiveFloat
    cuts: tuple[CutRecord, ...] = ()


class MeetingRecord(Record):
    """A footprint that other structures meet than the one it is recorded for."""

    structure: Id
    role: Role
    met_by: Annotated[tuple[Id, ...], Field(min_length=1)]
    note: str = ""


class ReferenceRecord(Record):
    """A reference body: a folder of OBJ files to lay our bones onto.

    Attributes
    ----------
    folder : str
        Below the folder MUSCLEKIT_REFERENCE_DIR names; files end in <structure>_right.obj or
        <structure>_midline.obj.
    axes : str
        What +x, +y, +z of its files point to; their unit is the millimetre.
    alignment : str
        "similarity" may change the scale, "rigid" may not.
    more_mm : float
        By how much the mean distance may exceed each bone's bar.
    """

    folder: Text
    axes: Text = "LPS"
    alignment: Literal["rigid", "similarity"]
    more_mm: float = 0.0


class BoneRecord(Record):
    """How near a bone must lie to the reference bodies; mean symmetric distance, and 95 %."""

    structure: Id
    mean_mm: PositiveFloat
    most_mm: PositiveFloat = 5.0


class LandmarkRecord(Record):
    """A point of a bone: the farthest one in a direction, of those inside a box.

    Attributes
    ----------
    towards : (3,) float
        Direction, atlas axes.
    low, high : (3,) float
        Corners of the box, atlas millimetres.
    within_mm : float
        How far from the same point of the nearest reference body it may lie.
    """

    name: Text
    structure: Id
    towards: Axis
    low: Axis
    high: Axis
    within_mm: PositiveFloat = 5.0


class TargetsRecord(Record):
    """The file targets.yaml of an atlas."""

    targets: tuple[TargetRecord, ...] = ()
    overlaps: tuple[OverlapRecord, ...] = ()
    envelopes: tuple[EnvelopeRecord, ...] = ()
    footprints: tuple[MeetingRecord, ...] = ()
    references: tuple[ReferenceRecord, ...] = ()
    bones: tuple[BoneRecord, ...] = ()
    landmarks: tuple[LandmarkRecord, ...] = ()

    def winner(self, target: TargetRecord) -> TargetRecord | None:
        """The judged figure that a target yields to; None where there is none."""
        judged = (one for one in self.targets if not one.gap and not one.yields_to)
        wanted = target.structure, target.yields_to
        return next((one for one in judged if (one.structure, one.measure) == wanted), None)
