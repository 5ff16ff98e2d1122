"""Causes in the order in which findings speak for them, and what counts for and against each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from musclekit.clinic import page
from musclekit.content import POINTS, DifferentialRecord, FeatureRecord, FlagRecord, words
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

SCHEME = (
    "Points, no probabilities. A finding that is there: typical +2, may occur +1, speaks "
    "against −2. A typical one that is missing: −1. What is not known counts nothing. "
    "Conditions of a red flag stand first, whatever the points."
)
TOLD = 5
"""So many places are told in words; the table has all."""


@dataclass(frozen=True)
class Counted:
    """What one finding gives one condition.

    Attributes
    ----------
    feature : FeatureRecord
    present : bool
    mark : str
    points : int
    """

    feature: FeatureRecord
    present: bool
    mark: str
    points: int

    @property
    def said(self) -> str:
        """As in "+2 tender ischium", "−1 absent: a pop"; "? a pop" where it is not known."""
        name = self.feature.name[:1].lower() + self.feature.name[1:]
        what = name if self.present else f"absent: {name}"
        return f"{'?' if self.mark == '?' else _signed(self.points)} {what}"


@dataclass(frozen=True)
class Ranked:
    """One condition in its place.

    Attributes
    ----------
    place : int
        From 1; the same for those that tie.
    condition, name : str
    points : int
    counted : tuple of Counted
        One for each finding.
    flag : FlagRecord or None
        The most urgent red flag that names it.
    """

    place: int
    condition: str
    name: str
    points: int
    counted: tuple[Counted, ...]
    flag: FlagRecord | None

    @property
    def speaking_for(self) -> tuple[Counted, ...]:
        """Findings with points above nought, the most first."""
        return tuple(sorted((x for x in self.counted if x.points > 0), key=lambda x: -x.points))

    @property
    def speaking_against(self) -> tuple[Counted, ...]:
        """Findings with points below nought, the most first."""
        return tuple(sorted((x for x in self.counted if x.points < 0), key=lambda x: x.points))

    @property
    def unknown(self) -> tuple[Counted, ...]:
        """Findings of which it is not known how they go with it."""
        return tuple(one for one in self.counted if one.mark == "?")


@dataclass(frozen=True, eq=False, repr=False)
class Ranking(Shown):
    """Conditions in order, and the red flags that were raised.

    Attributes
    ----------
    findings : mapping of str to bool
    flags : tuple of FlagRecord
        The more urgent first.
    places : tuple of Ranked
    """

    findings: Mapping[str, bool]
    flags: tuple[FlagRecord, ...]
    places: tuple[Ranked, ...]

    def __getitem__(self, condition: str) -> Ranked:
        """Where a condition stands, and why."""
        known = {one.condition: one for one in self.places}
        if condition not in known:
            raise UnknownName(f"No condition '{condition}'.", remedy=did_you_mean(condition, known))
        return known[condition]

    @property
    def first(self) -> tuple[str, ...]:
        """The condition that fits best; several where they tie."""
        return tuple(one.condition for one in self.places if one.place == 1)

    def table(self) -> pandas.DataFrame:
        """One row for each condition and finding: what it counts."""
        rows = (
            {
                "place": one.place,
                "condition": one.condition,
                "points": one.points,
                "flag": one.flag.id if one.flag else "",
                "feature": counted.feature.id,
                "present": counted.present,
                "mark": counted.mark,
                "counts": counted.points,
            }
            for one in self.places
            for counted in one.counted
        )
        columns = ["place", "condition", "points", "flag", "feature", "present", "mark", "counts"]
        return drawing.frame(rows, columns)

    def _words(self) -> words.Words:
        flags = flags_said(self.flags, self.sources)
        told = [one for one in self.places if one.place <= TOLD]
        lines = [line for one in told for line in self._told(one)]
        rows = (
            [
                f"{one.place}. {escape(one.name)}",
                _signed(one.points),
                _listed(one.speaking_for),
                _listed(one.speaking_against),
                f"{len(one.unknown)} of {len(one.counted)}",
            ]
            for one in self.places
        )
        heads = ["Condition", "Points", "For", "Against", "Not known"]
        html = page.opening() + flags_html(self.flags) + page.table(heads, rows)
        text = [page.TEACHES, *flags, SCHEME, *lines]
        return words.explained(text, f'{html}<p class="mk-meaning">{SCHEME}</p>')

    def _told(self, one: Ranked) -> list[str]:
        flag = f" [{one.flag.urgency}]" if one.flag else ""
        lines = [f"{one.place}. {one.name}{flag}: {_signed(one.points)}"]
        sides = (("For", one.speaking_for), ("Against", one.speaking_against))
        for name, counted in (*sides, ("Not known", one.unknown)):
            if counted:
                lines.append(f"   {name}: {', '.join(x.said for x in counted)}")
        return lines


def ranking_of(
    record: DifferentialRecord, findings: Mapping[str, bool], sources: Mapping
) -> Ranking:
    """Conditions ranked by findings.

    Raises
    ------
    UnknownName, MusclekitError
        A feature there is not; none at all; anything but True and False.
    """
    known = {one.id: one for one in record.features}
    if not isinstance(findings, Mapping) or not findings:
        raise MusclekitError(
            "No finding was given.", remedy='Give some, as in {"sudden_onset": True}.'
        )
    for name, present in findings.items():
        if name not in known:
            raise UnknownName(f"No feature '{name}'.", remedy=did_you_mean(str(name), known))
        if not isinstance(present, bool):
            raise MusclekitError(
                f"'{name}' is {present!r}.",
                remedy="Say True or False; leave out what was not found out.",
            )
    flags = record.raised(findings)
    points = record.points(findings)
    names = {one.id: one.name for one in record.conditions}
    places, place = [], 1
    for tied in record.ranked(findings):
        for condition in tied:
            flag = next((one for one in flags if condition in one.conditions), None)
            counted = tuple(
                _counted(known[name], present, condition) for name, present in findings.items()
            )
            one = Ranked(place, condition, names[condition], points[condition], counted, flag)
            places.append(one)
        place += len(tied)
    return Ranking(sources, dict(findings), flags, tuple(places))


def flags_said(flags: tuple[FlagRecord, ...], sources: Mapping) -> list[str]:
    """Red flags in words, each with what to do."""
    return [
        f"RED FLAG, {one.urgency.upper()}: {one.name}. {one.action} {one.text}"
        f"{words.citation(one.sources, sources, one.confirmed)}"
        for one in flags
    ]


def flags_html(flags: tuple[FlagRecord, ...]) -> str:
    """The same as HTML."""
    return "".join(
        f'<div class="mk-claim mk-claim-wrong" role="note"><b>{one.urgency}</b>'
        f"<strong>{escape(one.name)}.</strong> {escape(one.action)}<p>{escape(one.text)}</p></div>"
        for one in flags
    )


def _counted(feature: FeatureRecord, present: bool, condition: str) -> Counted:
    mark = feature.mark(condition)
    return Counted(feature, present, mark, POINTS[present, mark])


def _listed(counted: tuple[Counted, ...]) -> str:
    return "<br>".join(escape(one.said) for one in counted)


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−") if points else "0"
