"""Statements as HTML whose plain text says the same, their sources as people cite them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from musclekit.content.facts import Source

STATUS_WORDS = {
    "consensus": "agreed",
    "supported": "supported",
    "contested": "contested",
    "unsupported": "unsupported",
    "imprecise": "imprecise",
    "wrong": "wrong",
}
STATUS_MEANINGS = {
    "consensus": "Everybody who writes about it says so.",
    "supported": "The works cited measured or showed it.",
    "contested": "Serious works disagree.",
    "imprecise": "Right in part: it says too much, too little, or not quite that.",
    "unsupported": "Claimed, and nothing that was read shows it. It may still be true.",
    "wrong": "The works cited say otherwise.",
}
TOPIC_WORDS = {
    "anatomy": "Anatomy",
    "innervation": "Nerve supply",
    "function": "Function",
    "nerve": "Nerve and tendon",
    "lumbar": "Lower back",
    "syndrome": "Hamstring syndromes",
    "epidemiology": "How often, in whom",
    "injury": "Injuries",
    "grading": "Grades",
    "prognosis": "Time to heal",
    "diagnosis": "Complaints and examination",
    "differential": "Other causes",
    "imaging": "Images",
    "case": "A single case",
    "treatment": "Treatment",
    "cryotherapy": "Ice and rest",
    "prp": "Plasma injections (PRP)",
    "prevention": "Prevention",
    "marketing": "Advertising",
}
NO_SOURCE = "no source found"
UNCONFIRMED = "from general knowledge, not yet checked against a source that was read"
LEGEND = f"Unconfirmed: {UNCONFIRMED}."

STYLE = """<style>
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
.mk-claim ul { margin: .2em 0 .4em !important; padding-left: 1.2em !important; }
.mk-claim li .mk-cited { display: inline; }
.mk-claim > p { margin: .5em 0 !important; }
.mk-claim-consensus, .mk-claim-supported { border-color: #2c7a55; }
.mk-claim-contested, .mk-claim-imprecise { border-color: #b07d00; background: #fff9ea; }
.mk-claim-unsupported, .mk-claim-wrong { border-color: #a8323e; background: #fdf3f4; }
.mk-claim > details > summary { cursor: pointer; color: #0a5fa5; min-height: 1.8em; }
.mk-claim > details[open] { border-left: 5px solid; padding: 2px 0 2px 10px; margin-top: 4px; }
.mk-verdict-consensus, .mk-verdict-supported { border-color: #2c7a55 !important; }
.mk-verdict-contested, .mk-verdict-imprecise { border-color: #b07d00 !important; }
.mk-verdict-unsupported, .mk-verdict-wrong { border-color: #a8323e !important; }
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
        return {"text/plain": self.text, "text/html": STYLE + self.html}


def citation(keys: Iterable[str], sources: Mapping[str, Source], confirmed: bool = True) -> str:
    """Sources in brackets, as people cite them: " (Woodley 2005; unconfirmed)"."""
    names = ", ".join(dict.fromkeys(sources[key].short for key in keys)) or NO_SOURCE
    return f" ({names}{'' if confirmed else '; unconfirmed'})"


def citation_html(
    keys: Iterable[str], sources: Mapping[str, Source], confirmed: bool = True
) -> str:
    """The same as HTML, each with its whole citation."""
    marks = [_mark(sources[key].short, sources[key].citation) for key in dict.fromkeys(keys)]
    marks = marks or [escape(NO_SOURCE)]
    if not confirmed:
        marks.append(_mark("unconfirmed", UNCONFIRMED, ' class="mk-status"'))
    return f'<small class="mk-cited">{" ".join(marks)}</small>'


def explained(text: Iterable[str], html: str) -> Words:
    """With a line on what "unconfirmed" means, where it is said."""
    lines = list(text)
    if not any("unconfirmed" in line for line in lines):
        return Words("\n".join(lines), html)
    return Words("\n".join([*lines, LEGEND]), f'{html}<p class="mk-meaning">{LEGEND}</p>')


def _mark(short: str, whole: str, more: str = "") -> str:
    """A word that says more when pointed at, and when tapped or reached by keyboard."""
    return f'<abbr tabindex="0"{more} title="{escape(whole)}">{escape(short)}</abbr>'
