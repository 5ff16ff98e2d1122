"""Records of causes of posterior thigh pain: features, red flags, vignettes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from musclekit.content.evidence import METHODS
from musclekit.content.facts import Fact
from musclekit.content.records import Id, Record, Text, refuse
from musclekit.errors import did_you_mean

Mark = Literal["++", "+", "-", "?"]
MARKS_SAID = {"++": "typical", "+": "may occur", "-": "speaks against it", "?": "not known"}
POINTS = {
    (True, "++"): 2,
    (True, "+"): 1,
    (True, "-"): -2,
    (True, "?"): 0,
    (False, "++"): -1,
    (False, "+"): 0,
    (False, "-"): 0,
    (False, "?"): 0,
}
"""Points that a finding, there or not, gives a condition in whose row it has this mark."""
URGENCY = ("refer now", "image this week")
"""Words of action of a red flag, the more urgent first."""
PICTURES = tuple(name for name in METHODS if name != "none")


class CauseRecord(Fact):
    """A condition; `text` says what it is."""

    id: Id
    name: Text


class FeatureRecord(Record):
    """One feature, and how it goes with each condition.

    Attributes
    ----------
    asks : str
        The question, or what is looked for.
    found_by : str
        "history", "examination" or "test".
    marks : mapping of str to str
        Condition to "++", "+", "-" or "?"; a condition that is left out is "?".
    published : mapping of str to tuple of str
        Condition to the studies of examination.yaml that give figures; all else is judgement.
    """

    id: Id
    name: Text
    asks: Text
    found_by: Literal["history", "examination", "test"]
    marks: dict[Id, Mark] = Field(default_factory=dict)
    published: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)

    def mark(self, condition: str) -> Mark:
        """How it goes with a condition."""
        return self.marks.get(condition, "?")


class FlagRecord(Fact):
    """A red flag; `text` says why it is one.

    Attributes
    ----------
    all_of, any_of : tuple of str
        Features: it is raised by all of the first with at least one of the second, if any.
    conditions : tuple of str
        Those to think of first; may be empty.
    urgency : str
        One of `URGENCY`.
    action : str
        What to do.
    """

    id: Id
    name: Text
    all_of: tuple[Id, ...] = ()
    any_of: tuple[Id, ...] = ()
    conditions: tuple[Id, ...] = ()
    urgency: Literal[URGENCY]  # type: ignore[valid-type]
    action: Text

    @property
    def features(self) -> tuple[str, ...]:
        """Those that can raise it."""
        return self.all_of + self.any_of

    def raised(self, findings: Mapping[str, bool]) -> bool:
        """Whether these findings raise it."""
        there = {name for name, present in findings.items() if present}
        return there.issuperset(self.all_of) and (not self.any_of or bool(there & {*self.any_of}))

    @model_validator(mode="after")
    def _can_be_raised(self) -> FlagRecord:
        if not self.features:
            refuse("nothing raises it.", "Name features in 'all_of' or 'any_of'.")
        return self


class DifferentialRecord(Record):
    """The file differential.yaml of an atlas.

    Attributes
    ----------
    judgement : Fact
        What the marks rest on.
    """

    judgement: Fact
    conditions: tuple[CauseRecord, ...] = Field(min_length=2)
    features: tuple[FeatureRecord, ...] = Field(min_length=1)
    red_flags: tuple[FlagRecord, ...] = ()

    def raised(self, findings: Mapping[str, bool]) -> tuple[FlagRecord, ...]:
        """Red flags that findings raise, the more urgent first."""
        up = [flag for flag in self.red_flags if flag.raised(findings)]
        return tuple(sorted(up, key=lambda flag: URGENCY.index(flag.urgency)))

    def points(self, findings: Mapping[str, bool]) -> dict[str, int]:
        """Points of every condition: `POINTS`, added up over the findings."""
        known = {one.id: one for one in self.features}
        return {
            cause.id: sum(
                POINTS[there, known[name].mark(cause.id)] for name, there in findings.items()
            )
            for cause in self.conditions
        }

    def ranked(self, findings: Mapping[str, bool]) -> tuple[tuple[str, ...], ...]:
        """Conditions from first to last, those that tie together.

        Those of a red flag that is raised stand first, by its urgency; then the points decide.
        """
        urgency = {
            name: URGENCY.index(flag.urgency)
            for flag in reversed(self.raised(findings))
            for name in flag.conditions
        }
        places: dict[tuple[int, int], list[str]] = {}
        for name, points in self.points(findings).items():
            places.setdefault((urgency.get(name, len(URGENCY)), -points), []).append(name)
        return tuple(tuple(places[place]) for place in sorted(places))

    @model_validator(mode="after")
    def _sound(self) -> DifferentialRecord:
        causes = [one.id for one in self.conditions]
        features = [one.id for one in self.features]
        flags = [one.id for one in self.red_flags]
        for ids in (causes, features, flags):
            for name in sorted({name for name in ids if ids.count(name) > 1}):
                refuse(f"the id '{name}' is used twice.", "Rename or remove one of the two.")
        for where, name, known, kind in (*self._named(causes), *self._raising(causes, features)):
            if name not in known:
                refuse(f"'{where}' names '{name}', which is no {kind}.", did_you_mean(name, known))
        raising = {name for flag in self.red_flags for name in flag.features}
        for one in self.features:
            if one.id not in raising and not set(one.marks.values()) - {"?"}:
                refuse(f"'{one.id}' tells nothing apart.", "Mark a condition, or remove it.")
        return self

    def _named(self, causes: list[str]) -> Iterator[tuple[str, str, list[str], str]]:
        for one in self.features:
            for name in (*one.marks, *one.published):
                yield one.id, name, causes, "condition"

    def _raising(
        self, causes: list[str], features: list[str]
    ) -> Iterator[tuple[str, str, list[str], str]]:
        for flag in self.red_flags:
            yield from ((flag.id, name, features, "feature") for name in flag.features)
            yield from ((flag.id, name, causes, "condition") for name in flag.conditions)

    def cited(self) -> Iterator[tuple[str, str]]:
        """Item and key of every source it names."""
        yield from (("judgement", key) for key in self.judgement.sources)
        facts: tuple[CauseRecord | FlagRecord, ...] = (*self.conditions, *self.red_flags)
        for one in facts:
            yield from ((one.id, key) for key in one.sources)


class VignetteRecord(Record):
    """An invented person with pain in the back of the thigh.

    Attributes
    ----------
    opening : str
        What is told unasked.
    findings : mapping of str to bool
        Features, there or not; those left out were not found out.
    tests : mapping of str to bool
        Tests of examination.yaml, positive or not.
    images : mapping of str to str
        Way to look to what the picture shows; one that is left out was not taken.
    answer : str
        The condition.
    action : str
        What to do now; begins with the urgency of the red flag, where one is raised.
    why : str
        The reasons, with what tells it from the next best.
    """

    id: Id
    title: Text
    age: PositiveInt
    sport: Text
    opening: Text
    findings: dict[Id, bool] = Field(min_length=4)
    tests: dict[Id, bool] = Field(min_length=1)
    images: dict[Literal[PICTURES], Text]  # type: ignore[valid-type]
    answer: Id
    action: Text
    why: Text


class VignettesRecord(Record):
    """The file vignettes.yaml of an atlas."""

    vignettes: tuple[VignetteRecord, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> VignettesRecord:
        ids = [one.id for one in self.vignettes]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            refuse(f"the id '{name}' is used twice.", "Rename or remove one of the two.")
        return self
