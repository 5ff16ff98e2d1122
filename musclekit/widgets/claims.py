"""The evidence explorer: claims that a learner judges before the evidence on them is told."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets as t

from musclekit.content import STATUSES, FactRecord, cited
from musclekit.content.words import (
    NO_SOURCE,
    STATUS_MEANINGS,
    STATUS_WORDS,
    TOPIC_WORDS,
    UNCONFIRMED,
)
from musclekit.errors import MusclekitError
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.modules import module, page_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas

    from musclekit.atlas import Atlas

NO_SOURCE_MEANS = (
    "None of the works that were read deals with it. No search of all that exists was made."
)


class EvidenceExplorer:
    """Every claim of an atlas, in the order of its topics and ids.

    Parameters
    ----------
    atlas : Atlas
        With facts that have a topic.

    Raises
    ------
    MusclekitError
        If it has no claims.
    """

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        order = list(TOPIC_WORDS)
        claims = [fact for fact in atlas.facts if fact.topic]
        if not claims:
            raise MusclekitError(
                f"The atlas '{atlas.name}' has no claims.",
                remedy="Give facts of its table of facts a 'topic'.",
            )
        self.claims = tuple(sorted(claims, key=lambda x: (order.index(str(x.topic)), x.id)))

    @cached_property
    def by_id(self) -> dict[str, FactRecord]:
        """The claims by their ids."""
        return {claim.id: claim for claim in self.claims}

    def describe(self) -> str:
        """All claims by topic, without anything that tells how they stand."""
        pages = " and ".join(sorted({claim.page for claim in self.claims}))
        lines = [
            f"Evidence explorer: {len(self.claims)} claims of pages {pages}. Judge each first; "
            "the evidence on it is told afterwards."
        ]
        counts = Counter(claim.topic for claim in self.claims)
        told = None
        for claim in self.claims:
            if claim.topic != told:
                told = claim.topic
                lines.append(f"{TOPIC_WORDS[str(told)]} ({counts[told]})")
            lines.append(f"  {claim.id} {claim.text}")
        return "\n".join(lines)

    def table(self) -> pandas.DataFrame:
        """Every claim with its verdict: it tells the answers.

        Returns
        -------
        pandas.DataFrame
            Index `id`; columns `page`, `topic`, `claim`, `status`, `reason`, `sources`,
            `confirmed`.
        """
        from musclekit.mechanics.drawing import frame

        columns = ["id", "page", "topic", "claim", "status", "reason", "sources", "confirmed"]
        rows = [
            {
                "id": claim.id,
                "page": claim.page,
                "topic": TOPIC_WORDS[str(claim.topic)],
                "claim": claim.text,
                "status": STATUS_WORDS[claim.status],
                "reason": cited(claim.why, self.atlas.sources),
                "sources": ", ".join(x["short"] for x in self._cited(claim)) or NO_SOURCE,
                "confirmed": claim.confirmed,
            }
            for claim in self.claims
        ]
        return frame(rows, columns).set_index("id")

    def asked(self) -> dict[str, Any]:
        """What a page has before any vote: the claims, and the words to judge them by."""
        return {
            "atlas": self.atlas.name,
            "claims": [
                {"id": x.id, "page": x.page, "topic": x.topic, "text": x.text} for x in self.claims
            ],
            "topics": TOPIC_WORDS,
            "statuses": [
                {"id": x, "word": STATUS_WORDS[x], "means": STATUS_MEANINGS[x]} for x in STATUSES
            ],
            "unconfirmed": UNCONFIRMED,
            "no_source": NO_SOURCE_MEANS,
        }

    def verdicts(self, ids: Iterable[Any]) -> dict[str, Any]:
        """What the evidence says of some claims; ids there are not any more are left out."""
        known = (self.by_id[x] for x in ids if isinstance(x, str) and x in self.by_id)
        return {
            claim.id: {
                "status": claim.status,
                "why": cited(claim.why, self.atlas.sources),
                "sources": self._cited(claim),
                "confirmed": claim.confirmed,
            }
            for claim in known
        }

    def _cited(self, claim: FactRecord) -> list[dict[str, str]]:
        works = [self.atlas.sources[key] for key in dict.fromkeys(claim.sources)]
        return [{"short": work.short, "citation": work.citation} for work in works]

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(ClaimsWidget(self), self.describe())


class ClaimsWidget(anywidget.AnyWidget):
    """The claims in a page; a verdict goes there when the page has a vote on its claim.

    Votes stay in the browser: the page asks for verdicts by the ids of claims.
    """

    _esm = module("claims.js")
    _css = page_style("quiz.css", "claims.css")

    asked = t.Dict().tag(sync=True)

    def __init__(self, explorer: EvidenceExplorer) -> None:
        super().__init__(asked=explorer.asked())
        self._explorer = explorer
        self.on_msg(self._hear)

    def _hear(self, _widget, message: dict, _buffers) -> None:
        ids = message.get("ids")
        if message.get("do") == "judge" and isinstance(ids, list):
            self.send({"kind": "verdicts", "verdicts": self._explorer.verdicts(ids)})
