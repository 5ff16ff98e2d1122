"""Examination tests: how they are done, what they load, how far their answers can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from musclekit.atlas import Atlas, load_atlas, read_examination
from musclekit.clinic import page
from musclekit.clinic.loads import Loads, loads_of
from musclekit.content import KINDS_OF_TEST, ExaminationRecord, words
from musclekit.errors import MusclekitError
from musclekit.injury.shown import Shown
from musclekit.mechanics import Activity, drawing
from musclekit.scene import Scene

if TYPE_CHECKING:
    import pandas

SHOWN = ("skeleton", "hamstrings", "sciatic_nerve", "conjoint_tendon")
OPEN = 2
"""No more tests than this are shown unfolded."""
EXAMPLE = 'mk.examination("slump")'


@dataclass(frozen=True, eq=False, repr=False)
class Examination(Shown):
    """Tests, each with how it is done, what it loads, what a positive means and how sure it is.

    Attributes
    ----------
    tests : tuple of ExaminationRecord
    atlas : Atlas
        On which they are done.
    """

    tests: tuple[ExaminationRecord, ...]
    atlas: Atlas

    def table(self) -> pandas.DataFrame:
        """One row for each study of a test; one for a test of which none was found.

        `printed_*` and `recomputed_*` are the likelihood ratios; sources stand by their keys.
        """
        return drawing.frame((row for test in self.tests for row in _rows(test)), _COLUMNS)

    @property
    def angles(self) -> dict[str, Any]:
        """Of the posture in which the one test is judged, degrees; empty is upright."""
        test = self._one()
        return dict(test.movement.judged) if test.movement else {}

    def activity(self) -> Activity:
        """The one test as a movement, for `mk.play`.

        Raises
        ------
        MusclekitError
            If there are several, or it moves no joint of the atlas.
        """
        test = self._one()
        if test.movement is None:
            why = f" {test.not_shown}" if test.not_shown else ""
            raise MusclekitError(
                f"'{test.id}' moves no joint of the atlas.{why}",
                remedy="Its words are there: print it.",
            )
        return Activity(test.movement.activity(test), self.atlas)

    def scene(self) -> Scene:
        """The one test in the posture in which it is judged, from its best side.

        Raises
        ------
        MusclekitError
            If there are several, or the atlas lacks a joint.
        """
        test = self._one()
        posed = self.atlas.pose(**self.angles) if test.movement else self.atlas
        scene = Scene(posed).show([*SHOWN, *test.show])
        scene = scene.xray(test.glass) if test.glass else scene
        scene = scene.highlight(*test.show) if test.show else scene
        return scene.titled(test.name).view(test.view, test.focus)

    def loads(self) -> Loads:
        """What the one test loads, by the model's own numbers; raises as `scene` does."""
        return loads_of(self._one(), self.angles, self.atlas)

    def _one(self) -> ExaminationRecord:
        return page.only(self.tests, "test", EXAMPLE)

    def _words(self) -> words.Words:
        text, html = [page.TEACHES], [page.opening()]
        for test in self.tests:
            text += self._told(test)
            html.append(self._shown(test, unfolded=len(self.tests) <= OPEN))
        return words.explained(text, "".join(html))

    def _told(self, test: ExaminationRecord) -> list[str]:
        cite = words.citation(test.sources, self.sources, test.confirmed)
        steps = [f"  {number}. {step}" for number, step in enumerate(test.how, start=1)]
        known = [f"  {line}" for line in self._known(test)]
        return [
            f"{test.name} ({KINDS_OF_TEST[test.kind].lower()})",
            f"  {test.text} [{words.STATUS_WORDS[test.status]}]{cite}",
            *steps,
            *(f"  {name}: {said}" for name, said in self._meant(test)),
            *known,
        ]

    def _meant(self, test: ExaminationRecord) -> list[tuple[str, str]]:
        claims = [fact for fact in self.atlas.facts if fact.id in test.claims]
        told = [
            ("Loads", test.loads),
            ("Positive", test.positive),
            ("Does not show", test.limits),
            *((f"Claim {one.id}, {words.STATUS_WORDS[one.status]}", one.text) for one in claims),
            ("Not in the picture", test.not_shown),
            ("The movement", test.movement.note if test.movement else ""),
        ]
        return [(name, said) for name, said in told if said]

    def _known(self, test: ExaminationRecord) -> list[str]:
        if not test.accuracy:
            return [f"Sensitivity, specificity and likelihood ratios {page.UNKNOWN}."]
        return [page.accuracy_said(one, self.sources) for one in test.accuracy]

    def _shown(self, test: ExaminationRecord, unfolded: bool) -> str:
        steps = "".join(f"<li>{escape(step)}</li>" for step in test.how)
        meant = "".join(
            f"<p><strong>{name}.</strong> {escape(said)}</p>" for name, said in self._meant(test)
        )
        known = "".join(f"<li>{escape(line)}</li>" for line in self._known(test))
        cite = words.citation_html(test.cited, self.sources, test.confirmed)
        return (
            f'<details class="mk-claim mk-appraisal mk-claim-{test.status}"{" open" * unfolded}>'
            f"<summary><strong>{escape(test.name)}</strong> "
            f"<span>{KINDS_OF_TEST[test.kind]}</span><br>{escape(test.text)} "
            f"<b>{words.STATUS_WORDS[test.status]}</b></summary>"
            f"<ol>{steps}</ol>{meant}<ul>{known}</ul>{cite}</details>"
        )


def examination(*names: str, atlas: Atlas | None = None) -> Examination:
    """How pain in the back of the thigh is examined.

    Parameters
    ----------
    *names : str
        Ids ("slump", "bent_knee_stretch", ...); all when left out.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName
        If there is no such test.
    ContentError
        If the atlas's examination.yaml is missing or wrong.
    """
    atlas = load_atlas() if atlas is None else atlas
    known = {test.id: test for test in read_examination(atlas.folder).tests}
    return Examination(atlas.sources, page.chosen(names, known, "test"), atlas)


_COLUMNS = [
    "test",
    "name",
    "study",
    "target",
    "conditions",
    "sensitivity",
    "specificity",
    "sensitivity_ci",
    "specificity_ci",
    "printed_lr_positive",
    "printed_lr_negative",
    "recomputed_lr_positive",
    "recomputed_lr_negative",
    "differs",
    "odds_ratio",
    "n",
    "who",
    "reference",
    "design",
    "note",
    "source",
    "basis",
]


def _rows(test: ExaminationRecord) -> list[dict]:
    rows = []
    for one in test.accuracy:
        recomputed = one.recomputed or (None, None)
        rows.append(
            {
                **one.model_dump(exclude={"id", "lr_positive", "lr_negative"}),
                "study": one.id,
                "printed_lr_positive": one.lr_positive,
                "printed_lr_negative": one.lr_negative,
                "recomputed_lr_positive": recomputed[0],
                "recomputed_lr_negative": recomputed[1],
                "differs": one.differs,
            }
        )
    return [{"test": test.id, "name": test.name, **row} for row in rows or [{}]]
