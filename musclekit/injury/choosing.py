"""What of an injury can be chosen: every alternative, and the reason where one is impossible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from musclekit.atlas import called, read_injuries
from musclekit.content import MARKS, MEASURES, PlacesRecord
from musclekit.errors import MusclekitError
from musclekit.injury.altering import where
from musclekit.injury.checks import capital, mark_sites, with_article, within
from musclekit.injury.injury import CAME, DISORDER, FOUND, Injury
from musclekit.injury.sites import sites

ALONG, AROUND = "along", "around_deg"
_STEPS = {"%": 1.0, "mm": 1.0, "ml": 1.0}
_QUOTED = re.compile("'([a-z_0-9]+)'")


@dataclass(frozen=True)
class Choice:
    """One of several things to choose from.

    Attributes
    ----------
    id, name : str
    chosen : bool
        Whether the injury has it.
    why_not : str
        Why it cannot be; "" where it can.
    """

    id: str
    name: str
    chosen: bool
    why_not: str = ""


@dataclass(frozen=True)
class Dial:
    """A number of an injury as it is shown and turned.

    Attributes
    ----------
    field : str
        Of the injury.
    name, unit : str
        In words; "%", "mm", "ml" or "°".
    low, high, step, value : float
        In that unit.
    scale : float
        Shown units to one unit of the field: 100 for shares.
    """

    field: str
    name: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    scale: float = 1.0

    def given(self, shown: Any) -> float:
        """The field's value for a number as it is shown.

        Raises
        ------
        MusclekitError
            If it is no number, or outside the dial's range.
        """
        try:
            number = float(shown)
        except (TypeError, ValueError):
            number = float("nan")
        if not self.low <= number <= self.high:
            space = "" if self.unit == "°" else " "
            ends = f"{self.low:g} to {self.high:g}{space}{self.unit}"
            said = "nothing" if np.isnan(number) else f"{number:g}{space}{self.unit}"
            remedy = "Choose one that is." if self.low < self.high else "It cannot be changed here."
            raise MusclekitError(
                f"{self.name}: {said} is not within {ends}.", where=self.field, remedy=remedy
            )
        return number / self.scale


def changed(injury: Injury, **changes: Any) -> Injury:
    """As `Injury.replace`, and what no longer fits gives way if it is not among the changes.

    Another kind begins with its own extents; another structure takes the kind's usual site where
    it lacks the old one; findings that do not go with a site are dropped, and a length ends with
    the structure.

    Raises
    ------
    MusclekitError, UnknownStructure
        As `Injury` does.
    """
    another = changes.get("kind", injury.kind) != injury.kind
    wanted = (dict.fromkeys(MEASURES) if another else {}) | changes
    there = _record(injury, wanted.get("structure", injury.structure))
    if there and "site" not in wanted and injury.site not in there.sites:
        wanted["site"] = None
    if there and "length_mm" not in wanted and injury.length_mm > there.length_mm:
        wanted["length_mm"] = there.length_mm
    if {"structure", "site"} & wanted.keys():
        site = wanted.get("site", injury.site)
        lost = (name for name in MARKS if getattr(injury, name) and site not in mark_sites(name))
        wanted = dict.fromkeys(lost, False) | wanted
    return injury.replace(**wanted)


def structures(injury: Injury) -> tuple[Choice, ...]:
    """Every structure that can be injured."""
    record, atlas = read_injuries(injury.body.folder), injury.body
    names = {one.structure: atlas[one.structure].name() for one in record.structures}
    return tuple(_choices(injury, "structure", names))


def kinds(injury: Injury) -> tuple[Choice, ...]:
    """Every kind of injury."""
    names = {one.id: one.name for one in read_injuries(injury.body.folder).kinds}
    return tuple(_choices(injury, "kind", names))


def places(injury: Injury) -> tuple[Choice, ...]:
    """Every site, in the order of the body."""
    return tuple(_choices(injury, "site", read_injuries(injury.body.folder).sites))


def mechanisms(injury: Injury) -> tuple[Choice, ...]:
    """How it can have come about; the first says that it is not told."""
    can = injury.record.mechanisms
    told = [Choice(x, capital(CAME[x]), injury.mechanism == x) for x in can]
    return (Choice("", "Not told", injury.mechanism is None), *told) if told else ()


def disorders(injury: Injury) -> tuple[Choice, ...]:
    """What a disorder can come from that no picture shows."""
    can = injury.record.disorders
    return tuple(Choice(x, capital(DISORDER[x]), injury.disorder == x) for x in can)


def findings(injury: Injury) -> tuple[Choice, ...]:
    """Which findings go with its kind and site."""
    can = (x for x in injury.record.marks if injury.site in mark_sites(x))
    return tuple(Choice(x, capital(FOUND[x]), getattr(injury, x)) for x in can)


def dials(injury: Injury) -> tuple[Dial, ...]:
    """Its extents, and its place along and around the structure as far as it has one."""
    return (*_extents(injury), *_place(injury))


def is_placed(injury: Injury) -> bool:
    """Whether it lies at one place of its structure rather than in all of it."""
    return bool({"length_mm", "fluid_ml", "disruption_mm"} & injury.record.extents.keys())


def in_words(injury: Injury, error: MusclekitError) -> str:
    """What was refused, in one sentence and with names in place of ids."""
    record, atlas = read_injuries(injury.body.folder), injury.body

    def named(found: re.Match) -> str:
        name = found[1]
        if name in atlas:
            return called(atlas[name])
        return record.sites.get(name, found[0])

    return capital(_QUOTED.sub(named, error.what))


def _record(injury: Injury, structure: Any) -> PlacesRecord | None:
    """What is said of a structure of the injury's atlas; None where it cannot be injured."""
    known = read_injuries(injury.body.folder).structures
    return next((one for one in known if one.structure == structure), None)


def _healthy(injury: Injury):
    return injury.body.neutral.intact


def _choices(injury: Injury, field: str, names: dict[str, str]) -> Iterator[Choice]:
    for one, name in names.items():
        chosen = getattr(injury, field) == one
        yield Choice(one, capital(name), chosen, "" if chosen else _why_not(injury, field, one))


def _why_not(injury: Injury, field: str, value: str) -> str:
    """Why a choice cannot be, without its own name, so that like reasons read alike."""
    try:
        changed(injury, **{field: value})
    except MusclekitError as error:
        record, said = read_injuries(injury.body.folder), in_words(injury, error)
        if field == "kind":
            name = next(one.name for one in record.kinds if one.id == value)
            return said.replace(with_article(name), "one")
        return said.replace(record.sites[value], "there") if field == "site" else said
    return ""


def _extents(injury: Injury) -> Iterator[Dial]:
    record, own = read_injuries(injury.body.folder), _record(injury, injury.structure)
    for name in (name for name in MEASURES if name in injury.record.extents):
        extent, measure = injury.record.extents[name], record.measures[name]
        extent = within(name, extent, own) if own else extent
        share = measure.unit == "share"
        unit, scale = ("%", 100.0) if share else (measure.unit, 1.0)
        step = _STEPS[unit]
        low = scale * extent.low + step * extent.open_low
        high = scale * extent.high - step * extent.open_high
        if name == "retraction_mm" and injury.csa_fraction < 1:
            high = low
        value = round(scale * getattr(injury, name), 1)
        # What was given in code may be finer than the dial.
        low = min(low, value)
        yield Dial(name, capital(measure.name), unit, low, high, step, value, scale)


def _place(injury: Injury) -> Iterator[Dial]:
    if not is_placed(injury):
        return
    stretches = sites(_healthy(injury), injury.structure)[injury.site]
    low, high = 100 * stretches[0][0], 100 * stretches[-1][1]
    at = 100 * where(_healthy(injury), injury)
    ends = float(np.ceil(low * 10) / 10), float(np.floor(high * 10) / 10)
    if ends[0] < ends[1]:
        yield Dial(ALONG, "From origin to insertion", "%", *ends, 0.5, round(at, 1), 100.0)
    if injury.csa_fraction < 1:
        yield Dial(
            AROUND,
            "Round the section: 0° back, 90° outer side",
            "°",
            0.0,
            360.0,
            5.0,
            injury.around_deg,
        )
