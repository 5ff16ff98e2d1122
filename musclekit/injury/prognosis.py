"""What became of injuries, class by class, beside what is argued about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from musclekit.atlas import Atlas, load_atlas, read_evidence
from musclekit.content import DisputeRecord, PointRecord, TopicRecord, words
from musclekit.errors import UnknownName, did_you_mean
from musclekit.injury import ranges
from musclekit.injury.grading import scheme, schemes
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

TEACHES = (
    "Teaching material, not medical advice: what became of groups of people in studies. "
    "It forecasts nobody's own recovery."
)

_NOBODY = "None of the studies cited."


@dataclass(frozen=True, eq=False, repr=False)
class Prognosis(Shown):
    """Published figures by class, and the disputes that belong to them.

    Attributes
    ----------
    topic : TopicRecord
        A scheme, or what else tells injuries apart.
    code : str
        Class to be marked; "" for none.
    disputes : tuple of DisputeRecord
    """

    topic: TopicRecord
    code: str
    disputes: tuple[DisputeRecord, ...]

    def table(self) -> pandas.DataFrame:
        """One row for each figure, as printed; sources by their keys, as in sources.yaml."""
        columns = ["class", "group", "outcome", "unit", "centre", "value", "sd", "low", "high", "n"]
        rows = (
            {**one.model_dump(), "class": one.code, "topic": self.topic.id}
            for one in self.topic.figures
        )
        return drawing.frame(rows, ["topic", *columns, "who", "design", "source", "basis", "note"])

    def _words(self) -> words.Words:
        lines, html = ranges.figures_shown(self.topic.figures, self.sources, self.code)
        key = f'<p class="mk-meaning">{ranges.KEY_OF_FIGURES}</p>' if ranges.is_drawn(html) else ""
        notes = [note for note in (self._of_class(), self.topic.gap) if note]
        parts = [
            f'<p class="mk-meaning"><strong>{TEACHES}</strong></p>',
            f"<h3>{escape(self.topic.title)}</h3>",
            html + key,
            "".join(f"<p>{escape(f.text)} {self._cited(f)}</p>" for f in self.topic.findings),
            "".join(f'<p class="mk-meaning">Not on record: {escape(note)}</p>' for note in notes),
            "".join(self._argued(one) for one in self.disputes),
        ]
        text = [TEACHES, self.topic.title, *lines]
        for one in self.topic.findings:
            cite = words.citation(one.sources, self.sources, one.confirmed)
            text.append(f"{one.text}{cite}")
        text += [f"Not on record: {note}" for note in notes]
        text += [line for one in self.disputes for line in self._argument(one)]
        return words.explained(text, "".join(parts))

    def _of_class(self) -> str:
        """What to say of a class without a figure."""
        if not self.code or any(one.code == self.code for one in self.topic.figures):
            return ""
        return f"A figure for class {self.code}."

    def _cited(self, fact) -> str:
        return words.citation_html(fact.sources, self.sources, fact.confirmed)

    def _argument(self, one: DisputeRecord) -> list[str]:
        lines = [f"Claim [{words.STATUS_WORDS[one.status]}]: {one.claim}"]
        for side, points in _sides(one):
            said = [f"{p.text}{self._from(p)}" for p in points] or [_NOBODY]
            lines += [f"  {side}: {text}" for text in said]
        return [*lines, f"  {one.why}"]

    def _argued(self, one: DisputeRecord) -> str:
        sides = ""
        for side, points in _sides(one):
            said = "".join(
                f"<li>{escape(p.text)} "
                f"{words.citation_html([p.source], self.sources, p.basis == 'found')}</li>"
                for p in points
            )
            said = said or f"<li>{_NOBODY}</li>"
            sides += f"<div><strong>{side}</strong><ul>{said}</ul></div>"
        return (
            f'<div class="mk-claim mk-claim-{one.status}">'
            f"<b>Claim {words.STATUS_WORDS[one.status]}</b> "
            f"<q>{escape(one.claim)}</q>{sides}<p>{escape(one.why)}</p></div>"
        )

    def _from(self, point: PointRecord) -> str:
        return words.citation([point.source], self.sources, point.basis == "found")


def prognosis(
    topic: str = "british-athletics", code: str | None = None, atlas: Atlas | None = None
) -> Prognosis:
    """What became of injuries, by the classes of a scheme or by what else tells them apart.

    Parameters
    ----------
    topic : str
        A scheme of grading ("british-athletics", "munich", ...), "mechanism", "tendon" or
        "recurrence".
    code : str, optional
        Class whose figures are marked: `mk.prognosis(grade.scheme, grade.code)`.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName
        If there is no such topic, no such class in the scheme, or a topic without classes.
    ContentError
        If the atlas's evidence.yaml is missing or wrong.
    """
    atlas = load_atlas() if atlas is None else atlas
    record = read_evidence(atlas.folder)
    topics = {one.id: one for one in record.topics}
    topic = str(topic)
    if topic not in topics:
        raise UnknownName(f"No prognosis by '{topic}'.", remedy=did_you_mean(topic, topics))
    if code:
        _check_class(topic, str(code), atlas)
    disputes = tuple(one for one in record.disputes if topic in one.topics)
    return Prognosis(atlas.sources, topics[topic], str(code or ""), disputes)


def _check_class(topic: str, code: str, atlas: Atlas) -> None:
    """Refuse what is no class; of a scheme that counts re-injuries, any number of them will do."""
    if topic not in schemes(atlas):
        what = f"'{topic}' tells injuries apart without classes."
        raise UnknownName(what, remedy="Leave out 'code'.")
    record = scheme(topic, atlas)
    first = re.sub(r"\d+$", str(record.episodes[0]), code) if record.episodes else code
    if first not in record.codes:
        remedy = did_you_mean(code, record.codes)
        raise UnknownName(f"No class '{code}' in {topic}.", remedy=remedy)


def _sides(one: DisputeRecord) -> tuple[tuple[str, tuple[PointRecord, ...]], ...]:
    return ("For", one.supporting), ("Against", one.opposing)
