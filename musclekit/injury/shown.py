"""What a notebook shows of evidence: HTML for people, plain text that compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musclekit.content import Source, words
from musclekit.injury import ranges

_STYLE = """<style>
.mk-appraisal > summary { cursor: pointer; padding: 2px 0; }
.mk-appraisal > summary span { color: #51626d; }
.mk-appraisal > summary b { margin: 0; }
.mk-appraisal > p { margin: .5em 0 !important; }
.mk-protocol { border-collapse: collapse; width: 100%; margin: .8em 0 .2em !important;
  font-size: .95em !important; }
.mk-protocol caption { text-align: left; font-weight: 650; padding-bottom: 4px; }
.mk-protocol th, .mk-protocol td { text-align: left !important; vertical-align: top !important;
  padding: 5px 8px 5px 0 !important; border-bottom: 1px solid #d5dde2; }
.mk-protocol tr { background: none !important; }
</style>"""


@dataclass(frozen=True, eq=False, repr=False)
class Shown:
    """Base of views, each of which says in `_words` what it shows.

    Attributes
    ----------
    sources : mapping of str to Source
        The atlas's.
    """

    sources: Mapping[str, Source]

    def describe(self) -> str:
        """All of it in words."""
        return self._words().text

    def __repr__(self) -> str:
        """All of it in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = self._words()
        style = words.STYLE + ranges.STYLE + _STYLE
        return {"text/plain": shown.text, "text/html": style + shown.html}

    def _words(self) -> words.Words:
        raise NotImplementedError
