"""Facts as a table or as appraised statements: HTML for people, the same words as plain text."""

from __future__ import annotations

from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING

from musclekit.errors import UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas

_COLUMNS = {
    "latin": ("Latin", lambda st: (st.name("la"), None)),
    "origin": ("Origin", lambda st: _said(st.origin)),
    "insertion": ("Insertion", lambda st: _said(st.insertion)),
    "nerve": ("Nerve", lambda st: _said(st.innervation)),
    "actions": ("Actions", lambda st: _joined(st.actions)),
    "tells": ("How to tell", lambda st: _said(st.tells)),
}
_MARK = {
    "consensus": "agreed",
    "supported": "supported",
    "contested": "contested",
    "unsupported": "unsupported",
    "imprecise": "imprecise",
    "wrong": "wrong",
}
UNCONFIRMED = "from general knowledge, not yet checked against a source that was read"
_LEGEND = f"Unconfirmed: {UNCONFIRMED}."

_STYLE = """<style>
.mk-facts { border-collapse: collapse; table-layout: auto !important; width: 100%;
  margin: .5em 0 !important; font-size: .95em !important; }
.mk-facts th, .mk-facts td { text-align: left !important; vertical-align: top !important;
  padding: 7px 12px 7px 0 !important; border-bottom: 1px solid #d5dde2;
  white-space: normal !important; }
.mk-facts tr { background: none !important; } .mk-facts tr > :first-child { min-width: 9.5em; }
.mk-facts tbody th { font-weight: 650; }
.mk-cited { display: block; color: #51626d; }
.mk-cited abbr { display: inline-block; margin-right: .6em; cursor: help; }
.mk-cited abbr:focus::after { content: attr(title); display: block; }
.mk-facts td { min-width: 9em; } .mk-status { cursor: help; text-decoration: underline dotted; }
.mk-meaning { margin: .3em 0 !important; color: #51626d; font-size: .9em; }
.mk-claims, .mk-claims > li { list-style: none !important; }
.mk-claims { padding: 0 !important; margin: .5em 0 !important; }
.mk-claim { border-left: 5px solid #51626d; background: #f5f8fa; border-radius: 6px;
  padding: 8px 12px; margin: 8px 0 !important; }
.mk-claim b { margin-right: .4em; font-size: .85em; text-transform: uppercase;
  letter-spacing: .04em; }
.mk-claim q { font-weight: 600; }
.mk-claim-consensus, .mk-claim-supported { border-color: #2c7a55; }
.mk-claim-contested, .mk-claim-imprecise { border-color: #b07d00; background: #fff9ea; }
.mk-claim-unsupported, .mk-claim-wrong { border-color: #a8323e; background: #fdf3f4; }
.mk-table { container-type: inline-size; }
@container (max-width: 30em) { .mk-facts thead { display: none; }
  .mk-facts tr, .mk-facts th, .mk-facts td { display: block; border: 0; padding: 2px 0 !important; }
  .mk-facts tr { border-bottom: 1px solid #d5dde2; padding: 6px 0; }
  .mk-facts td::before { content: attr(data-label) ": "; font-weight: 600; color: #51626d; } }
</style>"""


class Words:
    """Something shown as HTML whose plain text says the same.

    Attributes
    ----------
    text, html : str
    """

    def __init__(self, text: str, html: str) -> None:
        self.text, self.html = text, html

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.text, "text/html": _STYLE + self.html}


def facts(atlas: Atlas, names: str | list[str], *columns: str) -> Words:
    """A table of structures and what is known of them; without those it would say nothing of.

    Parameters
    ----------
    atlas : Atlas
    names : str or list of str
        Structure ids or groups.
    *columns : {"latin", "origin", "insertion", "nerve", "actions", "tells"}

    Raises
    ------
    UnknownStructure, UnknownName
        A structure or a column that does not exist.
    """
    for column in columns:
        if column not in _COLUMNS:
            raise UnknownName(f"No column '{column}'.", remedy=did_you_mean(column, _COLUMNS))
    structures = [atlas[x] for x in atlas.resolve(names)]
    rows, text = [], []
    for st in structures:
        cells = [(_COLUMNS[c][0], *_COLUMNS[c][1](st)) for c in columns]
        if not any(said for _, said, _ in cells):
            continue
        text.append(st.name())
        text += [f"  {title}: {said}{_keys(fact)}" for title, said, fact in cells if said]
        shown = "".join(
            f'<td data-label="{title}">{escape(said)} {_cited(atlas, fact)}</td>'
            for title, said, fact in cells
        )
        rows.append(f'<tr><th scope="row">{escape(st.name())}</th>{shown}</tr>')
    head = "".join(f'<th scope="col">{_COLUMNS[c][0]}</th>' for c in columns)
    table = (
        '<div class="mk-table"><table class="mk-facts">'
        f'<thead><tr><th scope="col">Structure</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    return _explained(text, table)


def evidence(atlas: Atlas, *fact_ids: str) -> Words:
    """Statements of the fact table with their standing, the reason for it, and sources.

    Raises
    ------
    UnknownName
        If a fact id is not in the atlas.
    """
    known = {fact.id: fact for fact in atlas.facts}
    text, cards = [], []
    for fact_id in fact_ids:
        if fact_id not in known:
            raise UnknownName(f"No fact '{fact_id}'.", remedy=did_you_mean(fact_id, known))
        fact = known[fact_id]
        why = getattr(fact, "why", None) or ""
        text.append(f"[{_MARK[fact.status]}] {fact.text} {why}".rstrip() + _keys(fact))
        cards.append(
            f'<li class="mk-claim mk-claim-{fact.status}"><b>{_MARK[fact.status]}</b> '
            f"<q>{escape(fact.text)}</q> {escape(why)} {_cited(atlas, fact)}</li>"
        )
    return _explained(text, f'<ul class="mk-claims">{"".join(cards)}</ul>')


def _explained(text: list[str], html: str) -> Words:
    """With a line on what "unconfirmed" means, where it is said."""
    if not any("unconfirmed" in line for line in text):
        return Words("\n".join(text), html)
    return Words("\n".join([*text, _LEGEND]), f'{html}<p class="mk-meaning">{_LEGEND}</p>')


def _said(fact) -> tuple[str, object]:
    return ("", None) if fact is None else (fact.text, fact)


def _joined(actions) -> tuple[str, object]:
    """Several facts in one cell, with the sources of all and the doubt of any."""
    if not actions:
        return "", None
    together = SimpleNamespace(
        sources=tuple(dict.fromkeys(k for x in actions for k in x.sources)),
        confirmed=all(x.confirmed for x in actions),
    )
    first, *rest = (x.text.rstrip(".") for x in actions)
    return "; ".join([first, *(x[:1].lower() + x[1:] for x in rest)]) + ".", together


def _keys(fact) -> str:
    if fact is None:
        return ""
    return f" ({', '.join(fact.sources)}{'' if fact.confirmed else '; unconfirmed'})"


def _cited(atlas: Atlas, fact) -> str:
    if fact is None:
        return ""
    sources = [atlas.sources[key] for key in fact.sources]
    marks = [_mark(x.short, x.citation) for x in sources]
    if not fact.confirmed:
        marks.append(_mark("unconfirmed", UNCONFIRMED, ' class="mk-status"'))
    return f'<small class="mk-cited">{" ".join(marks)}</small>'


def _mark(short: str, whole: str, more: str = "") -> str:
    """A word that says more when pointed at, and when tapped or reached by keyboard."""
    return f'<abbr tabindex="0"{more} title="{escape(whole)}">{escape(short)}</abbr>'
