"""Invented people with posterior thigh pain: what they tell, what tests and images show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from musclekit.atlas import Atlas, load_atlas, read_differential, read_examination, read_vignettes
from musclekit.clinic import page
from musclekit.clinic.ranking import Ranking, ranking_of
from musclekit.content import (
    METHODS,
    PICTURES,
    DifferentialRecord,
    ExaminationRecord,
    VignetteRecord,
    words,
)
from musclekit.errors import UnknownName, did_you_mean
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

INVENTED = "These people are invented."
EXAMPLE = 'mk.vignettes("sprinter")'


@dataclass(frozen=True, eq=False, repr=False)
class Vignettes(Shown):
    """Vignettes as they are put to a learner: without their answers.

    Attributes
    ----------
    vignettes : tuple of VignetteRecord
    causes : DifferentialRecord
    tests : mapping of str to ExaminationRecord
    """

    vignettes: tuple[VignetteRecord, ...]
    causes: DifferentialRecord
    tests: Mapping[str, ExaminationRecord]

    def table(self) -> pandas.DataFrame:
        """One row for each, without its answer."""
        rows = (
            one.model_dump(include={"id", "title", "age", "sport", "opening"})
            for one in self.vignettes
        )
        return drawing.frame(rows, ["id", "title", "age", "sport", "opening"])

    def ask(self, feature: str) -> bool | None:
        """Whether the one vignette has a feature; None where it was not found out.

        Raises
        ------
        UnknownName, MusclekitError
            No such feature; several vignettes.
        """
        _must_be(feature, [one.id for one in self.causes.features], "feature")
        return self._one().findings.get(feature)

    def examine(self, test: str) -> bool | None:
        """Whether a test is positive in the one vignette; None where it was not done.

        A test that is not told of answers as the finding does that it stands for. Raises as `ask`.
        """
        _must_be(test, self.tests, "test")
        one, finding = self._one(), self.tests[test].finding
        told = one.findings.get(finding) if finding else None
        return one.tests.get(test, told)

    def image(self, method: str) -> str:
        """What a picture shows in the one vignette; "" where none was taken. Raises as `ask`."""
        _must_be(method, PICTURES, "way to look")
        pictures: Mapping[str, str] = self._one().images
        return pictures.get(method, "")

    def ranking(self) -> Ranking:
        """Conditions by all findings of the one vignette; raises as `ask` does."""
        return ranking_of(self.causes, self._one().findings, self.sources)

    def solution(self) -> Solution:
        """The answer of the one vignette, with its reasons; raises as `ask` does."""
        return Solution(self.sources, self._one(), self.ranking())

    def _one(self) -> VignetteRecord:
        return page.only(self.vignettes, "vignette", EXAMPLE)

    def _words(self) -> words.Words:
        lines = [
            f"{one.title}: {one.age} years, {one.sport}. {one.opening}" for one in self.vignettes
        ]
        html = "".join(
            f'<div class="mk-claim"><strong>{escape(one.title)}</strong> '
            f"<span>{one.age} years, {escape(one.sport)}</span><p>{escape(one.opening)}</p></div>"
            for one in self.vignettes
        )
        return words.explained([page.TEACHES, INVENTED, *lines], page.opening(INVENTED) + html)


@dataclass(frozen=True, eq=False, repr=False)
class Solution(Shown):
    """The answer of a vignette.

    Attributes
    ----------
    vignette : VignetteRecord
    ranking : Ranking
    """

    vignette: VignetteRecord
    ranking: Ranking

    def table(self) -> pandas.DataFrame:
        """That of the ranking."""
        return self.ranking.table()

    def _words(self) -> words.Words:
        one = self.vignette
        name = self.ranking[one.answer].name
        images = [f"{METHODS[method]}: {said}" for method, said in one.images.items()]
        lines = [f"{one.title}: {name}.", one.action, one.why, *images]
        html = "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
        ranked = self.ranking._words()
        return words.Words(
            "\n".join([*lines, ranked.text]),
            f"<h4>{escape(lines[0])}</h4>{html}{ranked.html}",
        )


def vignettes(*names: str, atlas: Atlas | None = None) -> Vignettes:
    """Invented people to reason about.

    Parameters
    ----------
    *names : str
        Ids; all when left out.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName
        If there is no such vignette.
    ContentError
        If vignettes.yaml, differential.yaml or examination.yaml is missing or wrong.
    """
    atlas = load_atlas() if atlas is None else atlas
    known = {one.id: one for one in read_vignettes(atlas.folder).vignettes}
    tests = {one.id: one for one in read_examination(atlas.folder).tests}
    chosen = page.chosen(names, known, "vignette")
    return Vignettes(atlas.sources, chosen, read_differential(atlas.folder), tests)


def _must_be(name: str, known, kind: str) -> None:
    if name not in known:
        raise UnknownName(f"No {kind} '{name}'.", remedy=did_you_mean(str(name), known))
