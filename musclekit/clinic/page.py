"""Parts of views that the package shares: what they open with, tables, one thing out of several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import TypeVar

from musclekit.content import AccuracyRecord, Source, words
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

TEACHES = (
    "Teaching material, not medical advice: it shows how one reasons, and diagnoses nobody. "
    "Who is in pain sees a clinician."
)
UNKNOWN = "not known: no study was found"

_Record = TypeVar("_Record")


def opening(more: str = "") -> str:
    """The sentence that every view begins with, as HTML."""
    return f'<p class="mk-meaning"><strong>{TEACHES}</strong> {escape(more)}</p>'


def chosen(names: Iterable[str], known: Mapping[str, _Record], kind: str) -> tuple[_Record, ...]:
    """Records by their ids, all without any.

    Raises
    ------
    UnknownName
        If one is unknown.
    """
    wanted = tuple(map(str, names))
    for name in wanted:
        if name not in known:
            raise UnknownName(f"No {kind} '{name}'.", remedy=did_you_mean(name, known))
    return tuple(known[name] for name in wanted or known)


def only(records: tuple[_Record, ...], kind: str, example: str) -> _Record:
    """The one record there is.

    Raises
    ------
    MusclekitError
        If there are several.
    """
    if len(records) != 1:
        raise MusclekitError(f"These are {len(records)} {kind}s.", remedy=f"Choose one: {example}.")
    return records[0]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of HTML cells; the first of each row heads it."""
    titles = list(heads)
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = ""
    for first, *cells in rows:
        more = "".join(
            f'<td data-label="{title}">{cell}</td>'
            for title, cell in zip(titles[1:], cells, strict=True)
        )
        body += f'<tr><th scope="row">{first}</th>{more}</tr>'
    return (
        f'<div class="mk-table"><table class="mk-facts"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def ratios_said(one: AccuracyRecord) -> str:
    """Both likelihood ratios: as printed, and as its own figures give them.

    >>> lr = {"id": "x", "target": "x", "source": "x", "basis": "found"}
    >>> ratios_said(AccuracyRecord(sensitivity=0.84, specificity=0.83, **lr))
    'LR+ 4.94, LR− 0.19 (recomputed; none printed)'
    """
    printed = ", ".join(
        f"{name} {value:g}"
        for name, value in zip(("LR+", "LR−"), one.printed, strict=True)
        if value is not None
    )
    if one.recomputed is None:
        return f"{printed} (as given; neither sensitivity nor specificity read)"
    recomputed = f"LR+ {one.recomputed[0]:.2f}, LR− {one.recomputed[1]:.2f}"
    if not printed:
        return f"{recomputed} (recomputed; none printed)"
    differ = "; they differ" if one.differs else ""
    return f"{printed} printed; {recomputed} recomputed{differ}"


def accuracy_said(one: AccuracyRecord, sources: Mapping[str, Source]) -> str:
    """All figures of one study in a line."""
    parts = [_measured("sensitivity", one.sensitivity, one.sensitivity_ci)]
    parts += [_measured("specificity", one.specificity, one.specificity_ci), ratios_said(one)]
    parts += [f"odds ratio {one.odds_ratio:g}" if one.odds_ratio else ""]
    parts += [_people(one), one.design, f"held against {one.reference}" if one.reference else ""]
    asked = {"in whom": one.who, "design": one.design, "held against what": one.reference}
    gaps = ", ".join(name for name, told in asked.items() if not told)
    cite = words.citation([one.source], sources, one.confirmed)
    notes = [f"Not told: {gaps}." if gaps else "", one.note]
    line = f"For {one.target}: {'; '.join(part for part in parts if part)}{cite}."
    return " ".join([line, *(note for note in notes if note)])


def _people(one: AccuracyRecord) -> str:
    """In whom, and how many where that is not said already."""
    n = f"n = {one.n}" if one.n and not re.search(rf"\b{one.n}\b", one.who) else ""
    return ", ".join(part for part in (one.who, n) if part)


def _measured(name: str, value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return ""
    spread = f" (95 % CI {interval[0]:g} to {interval[1]:g})" if interval else ""
    return f"{name} {value:g}{spread}"
