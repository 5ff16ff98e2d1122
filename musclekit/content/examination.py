"""Records of examination: how a test is done, what it loads, how far it can be trusted."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AllowInfNan, Field, PositiveFloat, PositiveInt, model_validator

from musclekit.content.activities import ActivityRecord, CurveRecord, Degrees, Percent, PhaseRecord
from musclekit.content.facts import Basis, Fact
from musclekit.content.records import Id, Names, Record, Text, refuse

Share = Annotated[float, Field(gt=0, lt=1)]
Ratio = Annotated[float, AllowInfNan(False), Field(gt=0)]
Interval = tuple[Share, Share]
KINDS_OF_TEST = {
    "stretch": "Stretch",
    "resisted": "Against resistance",
    "movement": "Movement",
    "touch": "Touch",
    "injection": "Injection",
    "question": "Question",
    "image": "Measured on a picture",
}
"""Ways to examine, by the names that records use, as a learner is told of them."""
AGREES = 0.02
"""Likelihood ratios that differ by no larger share are told as one: figures come rounded."""


class AccuracyRecord(Record):
    """How one study found a test to tell people with a condition from people without.

    Attributes
    ----------
    target : str
        What it was to find, as the study has it.
    conditions : tuple of str
        Those of differential.yaml which it comes under.
    lr_positive, lr_negative, odds_ratio : float or None
        As printed; None where the text read prints none.
    n : int or None
        People, of `who`.
    who, reference, design : str
        In whom, what it was held against, what sort of study; "" where the text read does not say.
    note : str
        Needed where a printed ratio is not the one that its own figures give.
    """

    id: Id
    target: Text
    conditions: tuple[Id, ...] = ()
    sensitivity: Share | None = None
    specificity: Share | None = None
    sensitivity_ci: Interval | None = None
    specificity_ci: Interval | None = None
    lr_positive: Ratio | None = None
    lr_negative: Ratio | None = None
    odds_ratio: Ratio | None = None
    n: PositiveInt | None = None
    who: str = ""
    reference: str = ""
    design: str = ""
    note: str = ""
    source: Text
    basis: Basis

    @property
    def confirmed(self) -> bool:
        """Whether the source was read; learners see the others as unconfirmed."""
        return self.basis == "found"

    @property
    def recomputed(self) -> tuple[float, float] | None:
        """LR+ = sensitivity / (1 - specificity) and LR- = (1 - sensitivity) / specificity.

        None where the two are not given.
        """
        if self.sensitivity is None or self.specificity is None:
            return None
        return self.sensitivity / (1 - self.specificity), (1 - self.sensitivity) / self.specificity

    @property
    def printed(self) -> tuple[float | None, float | None]:
        """LR+ and LR- as printed, None where they are not."""
        return self.lr_positive, self.lr_negative

    def ratio(self, positive: bool) -> float | None:
        """The likelihood ratio of an answer: as printed, else recomputed; None without either."""
        side = 0 if positive else 1
        recomputed = self.recomputed
        return self.printed[side] or (recomputed[side] if recomputed else None)

    @property
    def differs(self) -> bool:
        """Whether a printed ratio is not the one its own sensitivity and specificity give."""
        pairs = zip(self.printed, self.recomputed or self.printed, strict=True)
        return any(p is not None and c is not None and abs(p / c - 1) > AGREES for p, c in pairs)

    @model_validator(mode="after")
    def _whole(self) -> AccuracyRecord:
        if (self.sensitivity is None) != (self.specificity is None):
            refuse("it has one of sensitivity and specificity.", "Give both, or neither.")
        if self.sensitivity is None and self.lr_positive is None:
            refuse("it has no figure.", "Give 'sensitivity' and 'specificity', or 'lr_positive'.")
        for name in ("sensitivity", "specificity"):
            value, interval = getattr(self, name), getattr(self, f"{name}_ci")
            if interval and not (value and interval[0] <= value <= interval[1]):
                refuse(f"'{name}' is {value}, outside its interval.", "Check the figures.")
        if self.differs and not self.note:
            refuse(
                f"LR {_said(self.printed)} printed, {_said(self.recomputed)} recomputed.",
                "Check the figures, or say in 'note' what is known of it.",
            )
        return self


class KeyframeRecord(Record):
    """A posture on the way of a test.

    Attributes
    ----------
    at : float
        Percent of the whole.
    phase : str
        What is done until then; the first has none.
    angles : mapping of str to float
        Degrees; a coordinate that is left out stays as it was, upright at the start.
    """

    at: Percent
    phase: str = ""
    angles: dict[Id, Degrees] = Field(default_factory=dict)


class MovementRecord(Record):
    """How a test moves the leg, drawn from posture to posture.

    Attributes
    ----------
    judged_at : float
        Percent of the keyframe at which one asks: does it hurt?
    note : str
        After what it was drawn.
    """

    keyframes: tuple[KeyframeRecord, ...] = Field(min_length=2)
    judged_at: Percent
    duration_s: PositiveFloat
    note: Text
    sources: tuple[Text, ...] = Field(min_length=1)
    basis: Basis

    @property
    def judged(self) -> dict[str, float]:
        """Angles of the posture that is judged, degrees."""
        return self._angles()[[one.at for one in self.keyframes].index(self.judged_at)]

    def _angles(self) -> list[dict[str, float]]:
        """Every coordinate that moves, at every keyframe."""
        here = {name: 0.0 for one in self.keyframes for name in one.angles}
        return [here := {**here, **one.angles} for one in self.keyframes]

    def activity(self, test: ExaminationRecord) -> ActivityRecord:
        """The same as an activity, every curve of it schematic."""
        postures = self._angles()
        curves = tuple(
            CurveRecord(
                coordinate=name,
                points=tuple(
                    (one.at, angles[name])
                    for one, angles in zip(self.keyframes, postures, strict=True)
                ),
                sources=self.sources,
                basis=self.basis,
                schematic=True,
                note=self.note,
            )
            for name in postures[0]
        )
        return ActivityRecord(
            id=test.id,
            name=Names(en=test.name),
            text=test.text,
            status=test.status,
            sources=test.sources,
            basis=test.basis,
            looped=False,
            duration_s=self.duration_s,
            duration_note="Drawn.",
            phases=tuple(PhaseRecord(name=one.phase, until=one.at) for one in self.keyframes[1:]),
            phase_sources=self.sources,
            phase_basis=self.basis,
            curves=curves,
        )

    @model_validator(mode="after")
    def _in_order(self) -> MovementRecord:
        ends = [one.at for one in self.keyframes]
        if ends[0] != 0 or ends[-1] != 100 or any(b <= a for a, b in pairwise(ends)):
            refuse("the keyframes do not rise from 0 to 100.", "Put them in order of 'at'.")
        if self.judged_at not in ends:
            refuse(f"no keyframe stands at {self.judged_at:g} %.", "Judge at one that does.")
        if not all(one.phase for one in self.keyframes[1:]):
            refuse("a keyframe after the first has no 'phase'.", "Say what is done until then.")
        if not any(one.angles for one in self.keyframes):
            refuse("no keyframe has angles.", "Give some, or leave the movement out.")
        return self


class ExaminationRecord(Fact):
    """A test; `text` says what it is thought to tell, and `status` how that stands.

    Attributes
    ----------
    how : tuple of str
        Its steps.
    loads : str
        What it is meant to load or to ask about.
    positive : str
        What counts as a positive answer.
    limits : str
        What a positive answer does not show.
    not_shown : str
        What the joints of the atlas cannot do of it.
    finding : str or None
        The feature of differential.yaml that a positive answer is.
    parts : tuple of str
        Tests that it combines.
    claims : tuple of str
        Facts that deal with it, by their ids.
    movement : MovementRecord or None
        None where it moves no joint of the atlas.
    contracts : bool
        The patient pulls against the examiner when it is judged.
    accuracy : tuple of AccuracyRecord
        Empty where nothing was found, which is told as "not known".
    show, glass, view, focus
        Of its scene: what is lit up, what turned to glass, from where, framed on what.
    """

    id: Id
    name: Text
    kind: Literal[tuple(KINDS_OF_TEST)]  # type: ignore[valid-type]
    how: tuple[Text, ...] = Field(min_length=1)
    loads: Text
    positive: Text
    limits: Text
    not_shown: str = ""
    finding: Id | None = None
    parts: tuple[Id, ...] = ()
    claims: tuple[str, ...] = ()
    movement: MovementRecord | None = None
    contracts: bool = False
    accuracy: tuple[AccuracyRecord, ...] = ()
    show: tuple[Id, ...] = ()
    glass: tuple[Id, ...] = ()
    view: str = "lateral"
    focus: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _shown(self) -> ExaminationRecord:
        if self.movement and not self.show:
            refuse("it moves and its scene lights nothing up.", "Name structures in 'show'.")
        return self

    @property
    def cited(self) -> tuple[str, ...]:
        """Every source it names, once."""
        moved = self.movement.sources if self.movement else ()
        return tuple(dict.fromkeys([*self.sources, *moved, *(one.source for one in self.accuracy)]))


class ExaminationsRecord(Record):
    """The file examination.yaml of an atlas."""

    tests: tuple[ExaminationRecord, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> ExaminationsRecord:
        ids = [one.id for one in self.tests]
        ids += [one.id for test in self.tests for one in test.accuracy]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            refuse(f"the id '{name}' is used twice.", "Rename or remove one of the two.")
        for test in self.tests:
            for part in test.parts:
                if part == test.id or part not in {one.id for one in self.tests}:
                    refuse(f"'{test.id}' combines '{part}', which is no other test.", "Name one.")
        return self

    @property
    def accuracy(self) -> dict[str, tuple[ExaminationRecord, AccuracyRecord]]:
        """Every study's figures by their id, each with its test."""
        return {one.id: (test, one) for test in self.tests for one in test.accuracy}


def _said(ratios: tuple[float | None, float | None] | None) -> str:
    return " and ".join("none" if one is None else f"{one:.2f}" for one in ratios or ())
