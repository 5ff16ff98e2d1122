"""Treatment, prevention and risk as evidence: what is claimed, what was shown, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from musclekit.atlas import Atlas, load_atlas, read_evidence
from musclekit.content import (
    AppraisalRecord,
    EffectRecord,
    EvidenceRecord,
    ProtocolRecord,
    words,
)
from musclekit.content.evidence import Repetitions, WeeksRecord
from musclekit.errors import UnknownName, did_you_mean
from musclekit.injury import ranges
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

TEACHES = (
    "Teaching material, not medical advice: it shows what studies found and how sure one may be, "
    "and advises nobody."
)
ON = {
    "consensus": "; evidence: {}",
    "supported": " by: {}",
    "contested": "; evidence: {}",
    "imprecise": ", right in part; evidence: {}",
    "unsupported": ", not shown by: {}",
    "wrong": "; evidence against it: {}",
}
"""What follows the status of a claim: on what kind of study it rests."""
OPEN = 2
"""No more treatments than this are shown unfolded."""


@dataclass(frozen=True, eq=False, repr=False)
class Appraisals(Shown):
    """Treatments, or ways to prevent injury, each with claim, best evidence and what is open."""

    appraisals: tuple[AppraisalRecord, ...]

    def table(self) -> pandas.DataFrame:
        """One row for each: claim, status, design of the best evidence, sources by their keys."""
        columns = ["id", "name", "condition", "claim", "claims", "status", "design", "best"]
        rows = (one.model_dump() for one in self.appraisals)
        return drawing.frame(rows, [*columns, "unsettled", "sources", "basis"])

    def effects(self) -> pandas.DataFrame:
        """One row for each effect, as printed."""
        columns = ["measure", "outcome", "group", "value", "low", "high", "unit", "n"]
        rows = (
            {"id": one.id, **effect.model_dump(exclude={"id"})}
            for one in self.appraisals
            for effect in one.effects
        )
        more = ["number_needed", "who", "design", "source", "basis", "note"]
        return drawing.frame(rows, ["id", *columns, *more])

    def _words(self) -> words.Words:
        text, html = [TEACHES], [f'<p class="mk-meaning"><strong>{TEACHES}</strong></p>']
        for one in self.appraisals:
            lines, shown = self._appraised(one, unfolded=len(self.appraisals) <= OPEN)
            text += lines
            html.append(shown)
        return words.explained(text, "".join(html))

    def _appraised(self, one: AppraisalRecord, unfolded: bool) -> tuple[list[str], str]:
        effects, drawn_effects = ranges.effects_shown(one.effects, self.sources)
        results, drawn_results = ranges.figures_shown(one.results, self.sources)
        confirmed = one.basis == "found"
        status, by = words.STATUS_WORDS[one.status], _stands_on(one)
        cite = words.citation(one.sources, self.sources, confirmed)
        lines = [
            f"{one.name} ({one.condition})",
            f"  Claim: {one.claim}",
            f"  This claim is {status}{by}.",
            f"  Best evidence: {one.best}{cite}",
            *(f"  {line}" for line in (*effects, *results)),
            f"  Not settled: {one.unsettled}",
        ]
        keyed = (
            (drawn_effects, ranges.KEY_OF_EFFECTS),
            (drawn_results, ranges.KEY_OF_FIGURES),
        )
        keys = [key for drawn, key in keyed if ranges.is_drawn(drawn)]
        html = (
            f'<details class="mk-claim mk-appraisal mk-claim-{one.status}"{" open" * unfolded}>'
            f"<summary><strong>{escape(one.name)}</strong> <span>{escape(one.condition)}</span>"
            f"<br>Claim: <q>{escape(one.claim)}</q>"
            f"<br>This claim is <b>{status}</b>{escape(by)}</summary>"
            f"<p><strong>Best evidence.</strong> {escape(one.best)} "
            f"{words.citation_html(one.sources, self.sources, confirmed)}</p>"
            f"{drawn_effects}{drawn_results}"
            f"{''.join(f'<p class=mk-meaning>{key}</p>' for key in keys)}"
            f"<p><strong>Not settled.</strong> {escape(one.unsettled)}</p></details>"
        )
        return lines, html


@dataclass(frozen=True, eq=False, repr=False)
class Risks(Shown):
    """What goes with being injured, as published; what goes with it need not cause it."""

    effects: tuple[EffectRecord, ...]

    def table(self) -> pandas.DataFrame:
        """One row for each factor, as printed."""
        columns = ["group", "measure", "outcome", "value", "low", "high", "who", "design"]
        rows = (one.model_dump() for one in self.effects)
        return drawing.frame(rows, [*columns, "source", "basis", "note"])

    def _words(self) -> words.Words:
        lines, html = ranges.effects_shown(self.effects, self.sources)
        note = "What goes with injury need not cause it."
        top = f'<p class="mk-meaning"><strong>{TEACHES}</strong> {note}</p>'
        key = f'<p class="mk-meaning">{ranges.KEY_OF_EFFECTS}</p>'
        return words.explained([f"{TEACHES} {note}", *lines], f"{top}{html}{key}")


@dataclass(frozen=True, eq=False, repr=False)
class Protocols(Shown):
    """Training protocols week by week."""

    protocols: tuple[ProtocolRecord, ...]

    def table(self) -> pandas.DataFrame:
        """One row for each stretch of weeks that are alike."""
        columns = ["protocol", "first_week", "last_week", "sessions_per_week", "sets"]
        rows = (
            {
                "protocol": one.id,
                "first_week": row.first,
                "last_week": row.last,
                "sessions_per_week": row.sessions,
                "sets": _sets_said(row),
                "fewest_repetitions": row.weekly[0],
                "most_repetitions": row.weekly[1],
            }
            for one in self.protocols
            for row in one.rows
        )
        return drawing.frame(rows, [*columns, "fewest_repetitions", "most_repetitions"])

    def _words(self) -> words.Words:
        text, html = [TEACHES], [f'<p class="mk-meaning"><strong>{TEACHES}</strong></p>']
        for one in self.protocols:
            confirmed = one.basis == "found"
            whole = f"{_span_said(one.repetitions)} repetitions in {one.sessions} sessions"
            cite = words.citation(one.sources, self.sources, confirmed)
            text.append(f"{one.name}: {whole}{cite}")
            text += [f"  Week {_row_told(row)}" for row in one.rows]
            text += [f"  {one.note}"] if one.note else []
            html.append(self._table_html(one, whole, confirmed))
        return words.explained(text, "".join(html))

    def _table_html(self, one: ProtocolRecord, whole: str, confirmed: bool) -> str:
        titles = ("Week", "Sessions", "Sets of", "Repetitions a week")
        head = "".join(f'<th scope="col">{title}</th>' for title in titles)
        body = ""
        for row in one.rows:
            week, *cells = _row_said(row)
            shown = "".join(f"<td>{cell}</td>" for cell in cells)
            body += f'<tr><th scope="row">{week}</th>{shown}</tr>'
        return (
            f'<table class="mk-protocol"><caption>{escape(one.name)}: {whole}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f'<p class="mk-meaning">{escape(one.note)} '
            f"{words.citation_html(one.sources, self.sources, confirmed)}</p>"
        )


def treatments(*names: str, atlas: Atlas | None = None) -> Appraisals:
    """What is claimed of treatments, and what was shown.

    Parameters
    ----------
    *names : str
        Ids ("ice_and_rest", "nsaids", "prp_acute", ...) or conditions ("fresh strain",
        "proximal tendinopathy", "avulsion"); all when left out.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName
        If there is no such treatment or condition.
    ContentError
        If the atlas's evidence.yaml is missing or wrong.
    """
    return _appraisals(names, "treatment", lambda record: record.treatments, atlas)


def prevention(*names: str, atlas: Atlas | None = None) -> Appraisals:
    """What is claimed of preventing injury, and what was shown; as `treatments`."""
    return _appraisals(names, "prevention", lambda record: record.prevention, atlas)


def risk_factors(atlas: Atlas | None = None) -> Risks:
    """What goes with being injured, as published."""
    atlas, record = _read(atlas)
    return Risks(atlas.sources, record.risks)


def nordic_protocols(atlas: Atlas | None = None) -> Protocols:
    """The Nordic hamstring exercise week by week, as trials prescribed it."""
    atlas, record = _read(atlas)
    return Protocols(atlas.sources, record.protocols)


def _appraisals(names, kind: str, of, atlas: Atlas | None) -> Appraisals:
    atlas, record = _read(atlas)
    known = {one.id: one for one in of(record)}
    conditions = {one.condition for one in known.values()}
    names = tuple(map(str, names))
    for name in names:
        if name not in known and name not in conditions:
            remedy = did_you_mean(name, [*known, *conditions])
            raise UnknownName(f"No {kind} '{name}'.", remedy=remedy)
    chosen = [one for one in known.values() if not names or {one.id, one.condition} & set(names)]
    return Appraisals(atlas.sources, tuple(chosen))


def _read(atlas: Atlas | None) -> tuple[Atlas, EvidenceRecord]:
    atlas = load_atlas() if atlas is None else atlas
    return atlas, read_evidence(atlas.folder)


def _stands_on(one: AppraisalRecord) -> str:
    """On what kind of study the status of a claim rests; what was not found shows nothing."""
    if one.status == "unsupported" and one.design.startswith("no "):
        return f": {one.design}"
    return ON[one.status].format(one.design)


def _row_said(row: WeeksRecord) -> tuple[str, str, str, str]:
    """Week, sessions, sets and repetitions a week, in words."""
    if row.last is None:
        week = f"{row.first} on"
    else:
        week = f"{row.first}" if row.weeks == 1 else f"{row.first} to {row.last}"
    return week, f"{row.sessions}", _sets_said(row), _span_said(row.weekly)


def _row_told(row: WeeksRecord) -> str:
    week, sessions, sets, weekly = _row_said(row)
    return f"{week}: {sessions} a week; sets of {sets}; repetitions a week {weekly}"


def _sets_said(row: WeeksRecord) -> str:
    """Repetitions of each set: "12, 10, 8"; "3 × 6 to 8" where all are alike."""
    if len(row.sets) > 1 and len(set(row.sets)) == 1:
        return f"{len(row.sets)} × {_repetitions_said(row.sets[0])}"
    return ", ".join(_repetitions_said(one) for one in row.sets)


def _repetitions_said(one: Repetitions) -> str:
    return f"{one}" if isinstance(one, int) else _span_said(one)


def _span_said(span: tuple[int, int]) -> str:
    return f"{span[0]}" if span[0] == span[1] else f"{span[0]} to {span[1]}"
