"""Causes of pain in the back of the thigh, and the features that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from musclekit.atlas import Atlas, load_atlas, read_differential, read_examination
from musclekit.clinic import page, ranking
from musclekit.content import (
    MARKS_SAID,
    AccuracyRecord,
    DifferentialRecord,
    FeatureRecord,
    Source,
    words,
)
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

GRID = """<style>
.mk-grid { overflow-x: auto; }
.mk-grid table { border-collapse: collapse; font-size: .95em !important; }
.mk-grid th, .mk-grid td { padding: 4px 6px !important; border-bottom: 1px solid #d5dde2;
  text-align: center !important; }
.mk-grid thead th { vertical-align: bottom !important; }
.mk-grid thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 13em;
  text-align: left; font-weight: 600; }
.mk-grid tbody th { text-align: left !important; font-weight: 600; min-width: 9em; }
.mk-grid tr { background: none !important; } .mk-grid td strong { text-decoration: underline; }
</style>"""
JUDGED = "teaching judgement (unconfirmed)"
MARKS = "; ".join(f"{mark} {said}" for mark, said in MARKS_SAID.items()).replace("-", "−")


@dataclass(frozen=True, eq=False, repr=False)
class Differential(Shown):
    """Conditions by features; red flags first.

    Attributes
    ----------
    record : DifferentialRecord
    studies : mapping of str to AccuracyRecord
        By their ids.
    """

    record: DifferentialRecord
    studies: Mapping[str, AccuracyRecord]

    def ranking(self, findings: Mapping[str, bool]) -> ranking.Ranking:
        """Conditions in the order in which findings speak for them, explained.

        Parameters
        ----------
        findings : mapping of str to bool
            Features, there or not; leave out what was not found out.

        Raises
        ------
        UnknownName, MusclekitError
            A feature there is not; none at all; anything but True and False.
        """
        return ranking.ranking_of(self.record, findings, self.sources)

    def table(self) -> pandas.DataFrame:
        """One row for each feature and condition: mark, what it rests on, published figures."""
        rows = (
            {
                "feature": feature.id,
                "condition": cause.id,
                "mark": feature.mark(cause.id),
                "rests_on": self._rests_on(feature, cause.id),
                "studies": feature.published.get(cause.id, ()),
            }
            for feature in self.record.features
            for cause in self.record.conditions
        )
        return drawing.frame(rows, ["feature", "condition", "mark", "rests_on", "studies"])

    def _rests_on(self, feature: FeatureRecord, condition: str) -> str:
        """Published figures, judgement, or nothing."""
        studies = [self.studies[name] for name in feature.published.get(condition, ())]
        if studies:
            return "; ".join(_ratio_said(one, self.sources) for one in studies)
        return "not known" if feature.mark(condition) == "?" else JUDGED

    def _words(self) -> words.Words:
        record = self.record
        flags = ranking.flags_said(record.red_flags, self.sources)
        why = record.judgement
        basis = f"{why.text}{words.citation(why.sources, self.sources, why.confirmed)}"
        text = [page.TEACHES, *flags, basis, f"{MARKS}."]
        for cause in record.conditions:
            cite = words.citation(cause.sources, self.sources, cause.confirmed)
            text.append(f"{cause.name}: {cause.text}{cite}")
        for feature in record.features:
            text += self._told(feature)
        return words.explained(text, self._html(basis))

    def _told(self, feature: FeatureRecord) -> list[str]:
        sides = [f"{feature.name} ({feature.found_by}): {feature.asks}"]
        for mark, said in MARKS_SAID.items():
            names = [one.name for one in self.record.conditions if feature.mark(one.id) == mark]
            sides += [f"  {said}: {', '.join(names)}"] if names else []
        for cause in self.record.conditions:
            if cause.id in feature.published:
                sides.append(f"  published, {cause.name}: {self._rests_on(feature, cause.id)}")
        return sides

    def _html(self, basis: str) -> str:
        causes = "".join(
            f"<li><strong>{escape(one.name)}.</strong> {escape(one.text)} "
            f"{words.citation_html(one.sources, self.sources, one.confirmed)}</li>"
            for one in self.record.conditions
        )
        return (
            f"{page.opening()}{ranking.flags_html(self.record.red_flags)}"
            f"<ul>{causes}</ul>{self._grid()}"
            f'<p class="mk-meaning">{MARKS}. Underlined: published figures, as below. '
            f"{escape(basis)}</p><ul>{self._published()}</ul>"
        )

    def _grid(self) -> str:
        """Features by conditions, whose names stand upright so that all fit a page."""
        causes = self.record.conditions
        head = "".join(f'<th scope="col"><span>{escape(one.name)}</span></th>' for one in causes)
        body = ""
        for feature in self.record.features:
            cells = "".join(f"<td>{self._cell(feature, one.id)}</td>" for one in causes)
            name = f'<th scope="row" title="{escape(feature.asks)}">{escape(feature.name)}</th>'
            body += f"<tr>{name}{cells}</tr>"
        return (
            f'{GRID}<div class="mk-grid"><table><thead><tr><td></td>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def _published(self) -> str:
        names = {one.id: one.name for one in self.record.conditions}
        return "".join(
            f"<li><strong>{escape(feature.name)}</strong>, {escape(names[condition])}: "
            f"{escape(self._rests_on(feature, condition))}</li>"
            for feature in self.record.features
            for condition in feature.published
        )

    def _cell(self, feature: FeatureRecord, condition: str) -> str:
        rests = escape(self._rests_on(feature, condition))
        mark = feature.mark(condition)
        shown = mark.replace("-", "−")
        shown = f"<strong>{shown}</strong>" if condition in feature.published else shown
        return f'<span title="{rests}">{shown}</span>'


def differential(atlas: Atlas | None = None) -> Differential:
    """What tells causes of pain in the back of the thigh apart.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    ContentError
        If the atlas's differential.yaml or examination.yaml is missing or wrong.
    """
    atlas = load_atlas() if atlas is None else atlas
    studies = {name: one for name, (_, one) in read_examination(atlas.folder).accuracy.items()}
    return Differential(atlas.sources, read_differential(atlas.folder), studies)


def _ratio_said(one: AccuracyRecord, sources: Mapping[str, Source]) -> str:
    ratios = [
        f"{name} {ratio:.2f}"
        for name, ratio in (("LR+", one.ratio(True)), ("LR−", one.ratio(False)))
        if ratio is not None
    ]
    return f"{', '.join(ratios)}{words.citation([one.source], sources, one.confirmed)}"
