"""Facts as a table or as appraised statements: HTML for people, the same words as plain text."""

from __future__ import annotations

from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING

from musclekit.content import cited
from musclekit.content.words import STATUS_WORDS, Words, citation, citation_html, explained
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
        text += [f"  {title}: {said}{_keys(atlas, fact)}" for title, said, fact in cells if said]
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
    return explained(text, table)


def evidence(atlas: Atlas, *fact_ids: str) -> Words:
    """Statements of the fact table; folded below each its standing, the reason and sources.

    A reader judges the sentence first; the verdict comes when asked for.

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
        why = cited(fact.why, atlas.sources)
        text.append(
            f"{fact.text} [{STATUS_WORDS[fact.status]}] {why}".rstrip() + _keys(atlas, fact)
        )
        cards.append(
            f'<li class="mk-claim"><q>{escape(fact.text)}</q><details class="mk-verdict-'
            f'{fact.status}"><summary>What is known of it</summary>'
            f"<b>{STATUS_WORDS[fact.status]}</b> {escape(why)} {_cited(atlas, fact)}</details></li>"
        )
    return explained(text, f'<ul class="mk-claims">{"".join(cards)}</ul>')


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


def _keys(atlas: Atlas, fact) -> str:
    return citation(fact.sources, atlas.sources, fact.confirmed) if fact else ""


def _cited(atlas: Atlas, fact) -> str:
    return citation_html(fact.sources, atlas.sources, fact.confirmed) if fact else ""
