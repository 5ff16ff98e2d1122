"""Which image when: what each way to look shows and misses of a condition, and the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from musclekit.atlas import Atlas, load_atlas, read_evidence
from musclekit.content import METHODS, ConditionRecord, FindingRecord, words
from musclekit.errors import UnknownName, did_you_mean
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

TEACHES = (
    "Teaching material, not medical advice: what was read of each way to look. "
    "It orders nobody a picture."
)
GAP = "No source found"
OPEN = 1
"""No more conditions than this are shown unfolded."""


@dataclass(frozen=True, eq=False, repr=False)
class Images(Shown):
    """Conditions, and what each way to look shows and misses of them.

    Attributes
    ----------
    conditions : tuple of ConditionRecord
    """

    conditions: tuple[ConditionRecord, ...]

    def table(self) -> pandas.DataFrame:
        """One row for each statement, and for each way to look of which none was found."""
        rows = []
        for condition in self.conditions:
            given = {image.method: image for image in condition.images}
            for method in METHODS:
                told = [
                    {"side": side, **one.model_dump()}
                    for side in ("shows", "misses")
                    if method in given
                    for one in getattr(given[method], side)
                ]
                rows += [
                    {"condition": condition.id, "method": method, **one} for one in told or [{}]
                ]
        columns = ["condition", "method", "side", "id", "text", "status", "sources", "basis"]
        return drawing.frame(rows, columns)

    def _words(self) -> words.Words:
        text, html = [TEACHES], [f'<p class="mk-meaning"><strong>{TEACHES}</strong></p>']
        for one in self.conditions:
            text += self._told(one)
            html.append(self._shown(one, unfolded=len(self.conditions) <= OPEN))
        return words.explained(text, "".join(html))

    def _told(self, condition: ConditionRecord) -> list[str]:
        lines = [f"{condition.name}. {condition.asks}"]
        for image in condition.images:
            lines.append(f"  {METHODS[image.method]}")
            for side, found in (("Shows", image.shows), ("Misses", image.misses)):
                told = [self._statement(one) for one in found] or [f"{GAP}."]
                lines += [f"    {side}: {line}" for line in told]
        return [*lines, *(f"  {line}" for line in _gaps(condition))]

    def _statement(self, one: FindingRecord) -> str:
        cite = words.citation(one.sources, self.sources, one.confirmed)
        return f"{one.text} [{words.STATUS_WORDS[one.status]}]{cite}"

    def _shown(self, condition: ConditionRecord, unfolded: bool) -> str:
        rows = ""
        for image in condition.images:
            cells = "".join(
                f'<td data-label="{side}">{self._cell(found)}</td>'
                for side, found in (("Shows", image.shows), ("Misses", image.misses))
            )
            rows += f'<tr><th scope="row">{METHODS[image.method]}</th>{cells}</tr>'
        heads = "".join(f'<th scope="col">{one}</th>' for one in ("Way to look", "Shows", "Misses"))
        gaps = "".join(f'<p class="mk-meaning">{escape(line)}</p>' for line in _gaps(condition))
        return (
            f'<details class="mk-claim mk-appraisal"{" open" * unfolded}>'
            f"<summary><strong>{escape(condition.name)}</strong><br>"
            f"<span>{escape(condition.asks)}</span></summary>"
            f'<div class="mk-table"><table class="mk-facts"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>{gaps}</details>"
        )

    def _cell(self, found: tuple[FindingRecord, ...]) -> str:
        if not found:
            return f'<span class="mk-meaning">{GAP}</span>'
        return "<br>".join(
            f"{escape(one.text)} <b>{words.STATUS_WORDS[one.status]}</b> "
            f"{words.citation_html(one.sources, self.sources, one.confirmed)}"
            for one in found
        )


def which_image(*conditions: str, atlas: Atlas | None = None) -> Images:
    """What ultrasound, MRI, X-ray, bone scan and no image at all show and miss.

    Parameters
    ----------
    *conditions : str
        Ids ("strain", "complete_tear", "avulsion", "apophysis", "tendinopathy", "nerve",
        "stress_fracture"); all when left out.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName
        If there is no such condition.
    ContentError
        If the atlas's evidence.yaml is missing or wrong.
    """
    atlas = load_atlas() if atlas is None else atlas
    known = {one.id: one for one in read_evidence(atlas.folder).imaging}
    for name in map(str, conditions):
        if name not in known:
            raise UnknownName(f"No images of '{name}'.", remedy=did_you_mean(name, known))
    chosen = conditions or known
    return Images(atlas.sources, tuple(known[str(name)] for name in chosen))


def _gaps(condition: ConditionRecord) -> list[str]:
    """Ways to look of which nothing was found; a gap of what was read, no finding."""
    given = {image.method for image in condition.images}
    missing = [name for method, name in METHODS.items() if method not in given]
    return [f"{GAP}: {'; '.join(missing)}."] if missing else []
