"""What evidence.yaml has of recovery, treatment and prevention, and facts.yaml of claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import Field

from musclekit.assessment.derivations import Amount, Partner, amount, partner
from musclekit.assessment.things import Thing
from musclekit.assessment.wording import Said, capital
from musclekit.atlas import read_evidence
from musclekit.content import METHODS, Record
from musclekit.content.words import STATUS_WORDS
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.content import AppraisalRecord, DisputeRecord, EvidenceRecord

End = Literal["value", "low", "high"]
_Any = TypeVar("_Any")
_UNITS = {"days": "day", "weeks": "week", "%": "%", "": "1", "points": "1"}


class Named(Record):
    """`named`: ids of what the names asked of stand for; `end`: of its interval, or the value."""

    named: dict[str, str] = Field(default_factory=dict)
    end: End = "value"


class Stands(Record):
    """`named`: ids of what the names asked of stand for."""

    named: dict[str, str] = Field(default_factory=dict)


class Weeks(Record):
    """`named` as above; `week`: one of the protocol's, all that have an end when left out."""

    named: dict[str, str] = Field(default_factory=dict)
    week: int | None = None


@amount("recovery", Named)
def recovery(atlas: Atlas, of: str, named: dict[str, str], end: End) -> Amount:
    """A figure of evidence.yaml: how long a class took, how many were injured again."""
    one = _the(_record(atlas).figures, of, named, "figure")
    return Amount(_end(one, end), _UNITS[one.unit], one.outcome, (one.source,), published=True)


@amount("effect", Named)
def effect(atlas: Atlas, of: str, named: dict[str, str], end: End) -> Amount:
    """An effect of a treatment, of prevention or of a risk factor."""
    one = _the(_record(atlas).effects, of, named, "effect")
    return Amount(
        _end(one, end),
        _UNITS[one.unit],
        f"{one.measure} ({one.outcome})",
        (one.source,),
        published=True,
    )


@amount("number-needed", Stands)
def number_needed(atlas: Atlas, of: str, named: dict[str, str]) -> Amount:
    """How many must take part for one injury less."""
    one = _the(_record(atlas).effects, of, named, "effect")
    if one.number_needed is None:
        raise MusclekitError("No number needed was printed.", remedy="Take another effect.")
    return Amount(
        float(one.number_needed), "1", "number needed to treat", (one.source,), published=True
    )


@amount("repetitions", Weeks)
def repetitions(atlas: Atlas, of: str, named: dict[str, str], week: int | None) -> Amount:
    """Repetitions of a training protocol: the middle where it leaves a range."""
    one = _the(_record(atlas).protocols, of, named, "protocol")
    if week is None:
        return Amount(sum(one.repetitions) / 2, "1", "repetitions", one.sources, published=True)
    for row in one.rows:
        if row.first <= week and (row.last is None or week <= row.last):
            return Amount(
                sum(row.weekly) / 2, "1", f"repetitions of week {week}", one.sources, published=True
            )
    raise MusclekitError(f"It has no week {week}.", remedy="Take an earlier one.")


@amount("claims-that-hold", Stands)
def claims_that_hold(atlas: Atlas, of: str, named: dict[str, str]) -> Amount:
    """The share of claims agreed or supported: of a topic, of a page, or of "all"."""
    groups: dict[str, list[bool]] = {}
    for claim in (fact for fact in atlas.facts if fact.topic):
        holds = claim.status in ("consensus", "supported")
        for group in ("all", claim.page, str(claim.topic)):
            groups.setdefault(group, []).append(holds)
    those = _known(groups, of, named, "topic or page of claims")
    share = 100 * sum(those) / len(those)
    return Amount(share, "%", "share of claims agreed or supported", published=True)


@partner("evidence-status", Stands)
def evidence_status(atlas: Atlas, of: str, named: dict[str, str]) -> Partner:
    """How a claim on a treatment, on prevention or on prognosis stands."""
    record = _record(atlas)
    known: dict[str, AppraisalRecord | DisputeRecord] = {one.id: one for one in record.appraisals}
    known.update((one.id, one) for one in record.disputes)
    one = _known(known, of, named, "appraisal")
    return _standing(one.status, one.why, one.sources)


@partner("claim-status", Stands)
def claim_status(atlas: Atlas, of: str, named: dict[str, str]) -> Partner:
    """How a claim of facts.yaml stands."""
    one = _known({fact.id: fact for fact in atlas.facts}, of, named, "fact")
    return _standing(one.status, one.why or one.text, one.sources)


@partner("best-evidence", Stands)
def best_evidence(atlas: Atlas, of: str, named: dict[str, str]) -> Partner:
    """The design of the best evidence on a treatment or on prevention."""
    one: AppraisalRecord = _the(_record(atlas).appraisals, of, named, "appraisal")
    return Partner(Thing(text=capital(one.design)), Said(_first(one.best), one.sources))


@partner("way-to-look", Stands)
def way_to_look(atlas: Atlas, of: str, named: dict[str, str]) -> Partner:
    """The way to look that shows, or misses, what a statement of `imaging` says."""
    images = [image for condition in _record(atlas).imaging for image in condition.images]
    known = {one.id: (image.method, one) for image in images for one in image.statements}
    method, one = _known(known, of, named, "image")
    return Partner(Thing(text=METHODS[method]), Said(one.text, one.sources))


def _standing(status: str, told: str, sources: tuple[str, ...]) -> Partner:
    return Partner(Thing(text=capital(STATUS_WORDS[status])), Said(_first(told), sources))


def _first(text: str) -> str:
    """The first sentence: a match tells several reasons at once."""
    return re.split(r"(?<=\.) (?=[A-Z])", text, maxsplit=1)[0]


def _record(atlas: Atlas) -> EvidenceRecord:
    return read_evidence(atlas.folder)


def _the(records, of: str, named: dict[str, str], kind: str):
    return _known({one.id: one for one in records}, of, named, kind)


def _known(known: dict[str, _Any], of: str, named: dict[str, str], kind: str) -> _Any:
    """The record a name stands for, or an id; every name of the item is checked."""
    if named and of not in named:
        raise UnknownName(f"'named' has no '{of}'.", remedy=did_you_mean(of, named))
    for name in named.values() if named else [of]:
        if name not in known:
            raise UnknownName(f"No {kind} '{name}'.", remedy=did_you_mean(name, known))
    return known[named.get(of, of)]


def _end(one, end: End) -> float:
    value = getattr(one, end)
    if value is None:
        raise MusclekitError(f"It has no '{end}'.", remedy="Take another end or another figure.")
    return float(value)
