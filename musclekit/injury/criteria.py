"""Criteria of gradings and injuries: what can be asked of one, and whether it meets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from musclekit.atlas import Atlas, read_injuries
from musclekit.content import CriterionRecord, LevelRecord, SchemeRecord
from musclekit.injury.checks import with_article
from musclekit.injury.injury import Injury
from musclekit.injury.sites import place, sites, third

TORN = ("partial_tear", "complete_tear", "avulsion")
"""Kinds whose part of the section is torn."""


@dataclass(frozen=True)
class Criterion:
    """One criterion of a scheme and whether an injury meets it.

    Attributes
    ----------
    text : str
        In words, with the injury's value and the bound.
    value, bound : float, str, bool or tuple
        What the injury has, and what is asked.
    unit : str
        "share", "mm", "ml"; "finding" for what is so or not; "" for kind and place.
    code : str
        The level it belongs to.
    decides : bool
        Whether the code rests on it.
    about : str
        What it asks: a field of the injury, or where it lies.
    """

    text: str
    value: Any
    bound: Any
    unit: str
    code: str
    decides: bool
    about: str


def holds(when: dict, injury: Injury) -> bool:
    """Whether an injury is among those a level is reserved for."""
    return all(told(injury, name) in values for name, values in when.items())


def measured(injury: Injury, name: str) -> float:
    """A number a criterion can be about: an extent, the torn part of the section, a finding."""
    return torn_fraction(injury) if name == "torn_fraction" else float(getattr(injury, name))


def torn_fraction(injury: Injury) -> float:
    """Part of the section that is torn through, not merely bright; 0 where no fibre is.

    A strain's is, where it has a gap or its tendon has lost its tension.
    """
    opened = injury.kind == "strain" and (injury.disruption_mm > 0 or injury.tension_lost)
    return injury.csa_fraction if opened or injury.kind in TORN else 0.0


def told(injury: Injury, name: str) -> Any:
    """What a level can be reserved for: a field of the injury, or where in the belly it lies."""
    if name == "bony":
        return injury.fragment_mm > 0
    if name in ("third", "junction"):
        return where(injury.body, injury.structure, injury.site, injury.along)[name]
    return getattr(injury, name)


def where(
    atlas: Atlas, structure: str, site: str, along: float | None = None
) -> dict[str, str | None]:
    """Third of the belly, and the junction it lies at or is nearer to; None without a belly."""
    belly = sites(atlas, structure).get("myofascial")
    if belly is None:
        return {"third": None, "junction": None}
    at = place(atlas, structure, site, along)
    nearer = "proximal" if at < sum(belly[0]) / 2 else "distal"
    end, _, tissue = site.partition("_")
    return {"third": third(atlas, structure, at), "junction": end if tissue == "mtj" else nearer}


def criteria_of(
    record: SchemeRecord, injury: Injury, reached: Sequence[LevelRecord]
) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    """Those met and those not: of every level that could be reached by more or less extent."""
    if not reached:
        return (), ()
    met: list[Criterion] = []
    not_met: list[Criterion] = []
    for part in record.parts:
        for level in part.levels:
            if not holds(level.when, injury):
                continue
            if level in reached:
                said = {one.text for one in met}
                reserved = (_reserved(level, name, injury) for name in level.when)
                met += [one for one in reserved if one.text not in said]
            for one in level.any:
                reaches = one.met(measured(injury, one.field))
                (met if reaches else not_met).append(
                    _compared(level, one, injury, level in reached)
                )
    return tuple(met), tuple(not_met)


def _reserved(level: LevelRecord, name: str, injury: Injury) -> Criterion:
    value = told(injury, name)
    return Criterion(
        text=_WHEN[name](injury, value),
        value=value,
        bound=level.when[name],
        unit="finding" if isinstance(value, bool) else "",
        code=level.code,
        decides=name != "bony" or value,
        about=name,
    )


def _compared(level: LevelRecord, one: CriterionRecord, injury: Injury, here: bool) -> Criterion:
    value = measured(injury, one.field)
    holds = one.met(value)
    if one.holds:
        text = "the tendon has lost its tension" if holds else "the tendon has kept its tension"
        decides = here and holds
        return Criterion(text, holds, True, "finding", level.code, decides, one.field)
    name, unit = _measure(one.field, injury)
    of = f" of {one.of}" if one.of else ""
    asked = f"above {_amount(one.bound, unit)}" if one.above is not None else ""
    asked = asked or f"{_amount(one.bound, unit)} or more"
    text = f"{name}{of} {_amount(value, unit)} ({level.code}: {asked})"
    return Criterion(text, value, one.bound, unit, level.code, here and holds, one.field)


def _measure(name: str, injury: Injury) -> tuple[str, str]:
    if name == "torn_fraction":
        return "torn part of the cross-section", "share"
    record = read_injuries(injury.body.folder).measures[name]
    return record.name, record.unit


def _amount(value: float, unit: str) -> str:
    return f"{100 * value:.4g} %" if unit == "share" else f"{value:g} {unit}"


def _site_said(injury: Injury, site: str) -> str:
    return f"it lies {read_injuries(injury.body.folder).sites[site]}"


_DISORDERS = {
    "fatigue": "it comes from tired muscle",
    "soreness": "it is soreness after exercise",
    "spine": "it comes from the spine or its nerves",
    "neuromuscular": "it comes from the muscle's own control",
}
_WHEN = {
    "kind": lambda injury, _: f"it is {with_article(injury.record.name)}",
    "structure": lambda injury, _: f"it is of {injury.structure}",
    "site": _site_said,
    "mechanism": lambda _, way: f"it came by {way}" if way else "how it came is not told",
    "disorder": lambda _, what: _DISORDERS[what],
    "third": lambda _, which: f"it lies in the {which} third of the belly",
    "junction": lambda _, which: f"it goes with the {which} junction",
    "bony": lambda _, bony: "a piece of bone came off" if bony else "no bone came off",
    "nerve_tethered": lambda _, tied: f"the sciatic nerve is {'tethered' if tied else 'free'}",
}
