"""Records of evidence: what became of injuries, what treatments did, what images show and miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AllowInfNan, Field, PositiveInt, model_validator

from musclekit.content.facts import Basis, Fact, Status
from musclekit.content.records import Id, Record, Text, refuse

Number = Annotated[float, AllowInfNan(False)]
Repetitions = PositiveInt | tuple[PositiveInt, PositiveInt]
RATIOS = ("risk ratio", "hazard ratio", "odds ratio")
"""Measures whose value without effect is 1; that of the others is 0."""
METHODS = {
    "none": "Examination, no image",
    "ultrasound": "Ultrasound",
    "mri": "MRI",
    "radiograph": "X-ray",
    "bone-scan": "Bone scan",
}
"""Ways to look, by the names that records use, as a learner is told of them."""


class _Measured(Record):
    """A published number with its spread, and where it was read.

    Attributes
    ----------
    outcome, group : str
        What was measured, and in whom.
    n : int or None
        Of this group or comparison; None where the text read does not say.
    basis : str
        "found" where the source was read; the others are shown as unconfirmed.
    """

    id: Id
    outcome: Text
    group: Text
    value: Number | None
    low: Number | None = None
    high: Number | None = None
    n: PositiveInt | None = None
    who: Text
    design: Text
    source: Text
    basis: Basis
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> _Measured:
        if (self.low is None) != (self.high is None):
            refuse("it has one end of an interval.", "Give both 'low' and 'high', or neither.")
        if self.low is None or self.high is None:
            return self
        middle = self.low if self.value is None else self.value
        if not self.low <= middle <= self.high:
            refuse(
                f"it goes from {self.low:g} over {middle:g} to {self.high:g}.", "Check the figures."
            )
        return self


class FigureRecord(_Measured):
    """What became of one group of people in one study.

    Attributes
    ----------
    code : str
        The class of the scheme they were put in; "" where the figure is of no class.
    outcome : str
        What was measured; only figures of one outcome stand on one axis.
    centre : str
        "" where the text read does not say whether it is a mean or a median.
    value : float or None
        None where the text read gives a range alone.
    sd, low, high : float or None
        Spread among people; `low` and `high` are a range.
    """

    code: str = ""
    unit: Literal["days", "weeks", "%", "points"]
    centre: Literal["mean", "median", "share", ""] = ""
    value: Number | None = None
    sd: Annotated[Number, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _drawn(self) -> FigureRecord:
        if self.value is None and self.low is None:
            refuse("it has neither a value nor a range.", "Give 'value', or 'low' and 'high'.")
        return self


class EffectRecord(_Measured):
    """How two groups differed.

    Attributes
    ----------
    measure : str
        Effects of different measures, or on different outcomes, are never on one axis.
    unit : str
        Of a difference; "" for all others.
    low, high : float or None
        The 95 % confidence interval; None where the text read gives none.
    below, above : str
        What a value on either side of no effect means: "fewer injuries".
    number_needed : int or None
        To treat, for one injury less; as printed.
    """

    measure: Literal[
        "risk ratio",
        "hazard ratio",
        "odds ratio",
        "log odds ratio",
        "standardised mean difference",
        "difference",
    ]
    unit: Literal["days", "points", ""] = ""
    value: Number
    below: Text
    above: Text
    number_needed: PositiveInt | None = None

    @model_validator(mode="after")
    def _possible(self) -> EffectRecord:
        least = self.value if self.low is None else self.low
        if self.measure in RATIOS and least <= 0:
            refuse(f"a {self.measure} is never nought or below.", "Check the figure.")
        if (self.measure == "difference") != bool(self.unit):
            refuse(f"a {self.measure} with the unit '{self.unit}'.", "Only a difference has one.")
        return self

    @property
    def neutral(self) -> float:
        """The value that means no effect."""
        return 1.0 if self.measure in RATIOS else 0.0

    @property
    def decided(self) -> bool | None:
        """Whether the interval leaves out no effect; None without an interval."""
        if self.low is None or self.high is None:
            return None
        return not self.low <= self.neutral <= self.high


class FindingRecord(Fact):
    """A result told in words, where there is no figure that could be drawn."""

    id: Id


class TopicRecord(Record):
    """Something by which injuries are grouped, and what became of the groups.

    Attributes
    ----------
    id : str
        A scheme of grading, or what else tells injuries apart.
    gap : str
        What is not on record here; shown.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Text
    figures: tuple[FigureRecord, ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    gap: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> TopicRecord:
        if not (self.figures or self.findings or self.gap):
            refuse("it has neither figures nor findings.", "Say in 'gap' what is not on record.")
        return self


class PointRecord(Record):
    """What one source says for or against a claim."""

    text: Text
    source: Text
    basis: Basis


class DisputeRecord(Record):
    """A claim about prognosis, with what speaks for it and against it.

    Attributes
    ----------
    topics : tuple of str
        With which it is shown.
    claims : tuple of str
        Facts it is, by their ids.
    supporting, opposing : tuple of PointRecord
        One of them may be empty, which is shown as such.
    """

    id: Id
    topics: tuple[str, ...] = Field(min_length=1)
    claim: Text
    claims: tuple[str, ...] = ()
    supporting: tuple[PointRecord, ...] = ()
    opposing: tuple[PointRecord, ...] = ()
    status: Status
    why: Text

    @model_validator(mode="after")
    def _has_a_side(self) -> DisputeRecord:
        if not (self.supporting or self.opposing):
            refuse("nothing speaks for it or against it.", "Give 'supporting' or 'opposing'.")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Of all its points, each once."""
        points = (*self.supporting, *self.opposing)
        return tuple(dict.fromkeys(point.source for point in points))


class AppraisalRecord(Record):
    """A treatment, or a way to prevent injury: what is claimed of it and what was shown.

    Attributes
    ----------
    claim : str
        In our words; what `status` is of.
    claims : tuple of str
        Facts that deal with it, by their ids.
    best : str
        The best evidence read, in words.
    design : str
        Of that evidence, as few words as a table takes.
    effects, results : tuple
        Comparisons, and what became of groups that were compared with none.
    unsettled : str
        What the evidence does not settle.
    """

    id: Id
    name: Text
    condition: Text
    claim: Text
    claims: tuple[str, ...] = ()
    best: Text
    design: Text
    effects: tuple[EffectRecord, ...] = ()
    results: tuple[FigureRecord, ...] = ()
    unsettled: Text
    status: Status
    sources: tuple[str, ...] = Field(min_length=1)
    basis: Basis

    @property
    def why(self) -> str:
        """The reason for its status: the best evidence."""
        return self.best


class WeeksRecord(Record):
    """Weeks of a training protocol that are alike.

    Attributes
    ----------
    first, last : int
        `last` is None where they go on: keeping up what was reached.
    sessions : int
        A week.
    sets : tuple
        Repetitions of each set; a pair where the protocol leaves a range.
    """

    first: PositiveInt
    last: PositiveInt | None
    sessions: PositiveInt
    sets: tuple[Repetitions, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> WeeksRecord:
        if self.last is not None and self.last < self.first:
            refuse(f"week {self.last} stands after week {self.first}.", "Exchange them.")
        return self

    @property
    def weeks(self) -> int:
        """How many they are; 0 where they go on."""
        return 0 if self.last is None else self.last - self.first + 1

    @property
    def weekly(self) -> tuple[int, int]:
        """Fewest and most repetitions of one week."""
        ends = [(one, one) if isinstance(one, int) else one for one in self.sets]
        return self.sessions * sum(e[0] for e in ends), self.sessions * sum(e[1] for e in ends)


class ProtocolRecord(Record):
    """A training protocol week by week.

    Attributes
    ----------
    printed_repetitions, printed_sessions : int or None
        Totals as the source prints them; they must agree with the rows.
    """

    id: Id
    name: Text
    rows: tuple[WeeksRecord, ...] = Field(min_length=1)
    printed_repetitions: PositiveInt | None = None
    printed_sessions: PositiveInt | None = None
    sources: tuple[str, ...] = Field(min_length=1)
    basis: Basis
    note: str = ""

    @model_validator(mode="after")
    def _adds_up(self) -> ProtocolRecord:
        expected = 1
        for row in self.rows:
            if row.first != expected:
                refuse(f"week {expected} is missing or given twice.", "Put the weeks in order.")
            expected = row.first + row.weeks
        low, high = self.repetitions
        if self.printed_repetitions and not low <= self.printed_repetitions <= high:
            refuse(
                f"its rows give {low} to {high} repetitions, and it prints "
                f"{self.printed_repetitions}.",
                "Check the rows.",
            )
        if self.printed_sessions not in (None, self.sessions):
            refuse(
                f"its rows give {self.sessions} sessions, and it prints {self.printed_sessions}.",
                "Check the rows.",
            )
        return self

    @property
    def repetitions(self) -> tuple[int, int]:
        """Fewest and most of all weeks that have an end."""
        low = sum(row.weeks * row.weekly[0] for row in self.rows)
        return low, sum(row.weeks * row.weekly[1] for row in self.rows)

    @property
    def sessions(self) -> int:
        """Of all weeks that have an end."""
        return sum(row.weeks * row.sessions for row in self.rows)


class ImageRecord(Record):
    """One way to look at a condition; what stands in neither list was not found.

    Attributes
    ----------
    method : str
        One of `METHODS`.
    shows, misses : tuple of FindingRecord
    """

    method: Literal["none", "ultrasound", "mri", "radiograph", "bone-scan"]
    shows: tuple[FindingRecord, ...] = ()
    misses: tuple[FindingRecord, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> ImageRecord:
        if not self.statements:
            refuse(
                f"'{self.method}' neither shows nor misses anything.",
                "Leave it out: what is not there is told as a gap.",
            )
        return self

    @property
    def statements(self) -> tuple[FindingRecord, ...]:
        """What it shows, then what it misses."""
        return self.shows + self.misses


class ConditionRecord(Record):
    """What one looks for, and what each way to look shows and misses of it.

    Attributes
    ----------
    asks : str
        The question that a picture is to answer.
    images : tuple of ImageRecord
        Each method once at most; a method that is left out is told as a gap.
    """

    id: Id
    name: Text
    asks: Text
    images: tuple[ImageRecord, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> ConditionRecord:
        given = [one.method for one in self.images]
        for name in sorted({name for name in given if given.count(name) > 1}):
            refuse(f"'{name}' is given twice.", "Put what it shows and misses into one.")
        return self

    @property
    def statements(self) -> tuple[FindingRecord, ...]:
        """Of all its images."""
        return tuple(one for image in self.images for one in image.statements)


class EvidenceRecord(Record):
    """The file evidence.yaml of an atlas."""

    topics: tuple[TopicRecord, ...] = ()
    disputes: tuple[DisputeRecord, ...] = ()
    treatments: tuple[AppraisalRecord, ...] = ()
    prevention: tuple[AppraisalRecord, ...] = ()
    risks: tuple[EffectRecord, ...] = ()
    protocols: tuple[ProtocolRecord, ...] = ()
    imaging: tuple[ConditionRecord, ...] = ()

    @model_validator(mode="after")
    def _once_each(self) -> EvidenceRecord:
        named = [
            [one.id for one in self.topics],
            [one.id for one in self.disputes],
            [one.id for one in self.appraisals],
            [one.id for one in self.protocols],
            [one.id for one in (*self.figures, *self.effects)],
            [one.id for one in self.imaging],
            [one.id for one in self.seen],
        ]
        for ids in named:
            for name in sorted({name for name in ids if ids.count(name) > 1}):
                refuse(f"the id '{name}' is used twice.", "Rename or remove one of the two.")
        return self

    @property
    def appraisals(self) -> tuple[AppraisalRecord, ...]:
        """Treatments, then prevention."""
        return self.treatments + self.prevention

    @property
    def figures(self) -> tuple[FigureRecord, ...]:
        """Every figure, of prognosis and of treatments."""
        told = [one for topic in self.topics for one in topic.figures]
        return (*told, *(one for each in self.appraisals for one in each.results))

    @property
    def effects(self) -> tuple[EffectRecord, ...]:
        """Every effect, of treatments, prevention and risk factors."""
        return (*(one for each in self.appraisals for one in each.effects), *self.risks)

    @property
    def seen(self) -> tuple[FindingRecord, ...]:
        """Everything that images show or miss."""
        return tuple(one for condition in self.imaging for one in condition.statements)

    def cited(self) -> Iterator[tuple[str, str]]:
        """Item and key of every source it names."""
        yield from ((one.id, one.source) for one in (*self.figures, *self.effects))
        for topic in self.topics:
            yield from ((one.id, key) for one in topic.findings for key in one.sources)
        for dispute in self.disputes:
            points = (*dispute.supporting, *dispute.opposing)
            yield from ((dispute.id, point.source) for point in points)
        yield from ((one.id, key) for one in self.appraisals for key in one.sources)
        yield from ((one.id, key) for one in self.protocols for key in one.sources)
        yield from ((one.id, key) for one in self.seen for key in one.sources)
