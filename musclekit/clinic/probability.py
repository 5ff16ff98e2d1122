"""From a probability before a test to that after it, by published likelihood ratios alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import combinations
from typing import TYPE_CHECKING

from musclekit.atlas import Atlas, load_atlas, read_examination
from musclekit.clinic import page
from musclekit.content import AccuracyRecord, ExaminationRecord, ExaminationsRecord, words
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

PRETEST = "The probability before is yours to say; none is on record here."
INDEPENDENT = (
    "To multiply ratios assumes that each test tells something of its own among those with the "
    "condition and among those without. Tests that load the same place do not, and the product "
    "then goes too far."
)


@dataclass(frozen=True)
class Step:
    """One answer, and what it makes of the probability.

    Attributes
    ----------
    test : ExaminationRecord
    study : AccuracyRecord
        Whose ratio it is.
    positive : bool
    ratio : float
        LR+ or LR-.
    printed : bool
        Whether it is as printed; otherwise recomputed.
    before, after : float
    """

    test: ExaminationRecord
    study: AccuracyRecord
    positive: bool
    ratio: float
    printed: bool
    before: float
    after: float


@dataclass(frozen=True, eq=False, repr=False)
class PostTest(Shown):
    """A probability after one or several answers.

    Attributes
    ----------
    pretest, probability : float
        Before all of them and after all of them, 0 to 1.
    steps : tuple of Step
    """

    pretest: float
    steps: tuple[Step, ...]

    @property
    def probability(self) -> float:
        """After all answers."""
        return self.steps[-1].after

    def table(self) -> pandas.DataFrame:
        """One row for each answer."""
        rows = (
            {
                "test": one.test.id,
                "study": one.study.id,
                "positive": one.positive,
                "ratio": one.ratio,
                "printed": one.printed,
                "before": one.before,
                "after": one.after,
                "source": one.study.source,
                "basis": one.study.basis,
            }
            for one in self.steps
        )
        columns = ["test", "study", "positive", "ratio", "printed", "before", "after"]
        return drawing.frame(rows, [*columns, "source", "basis"])

    def _words(self) -> words.Words:
        target = self.steps[0].study.target
        start = f"Before: {target} in {_percent(self.pretest)}. {PRETEST}"
        lines = [start, *map(self._said, self.steps)]
        lines += [INDEPENDENT] if len(self.steps) > 1 else []
        html = page.opening() + "".join(f"<p>{escape(line)}</p>" for line in lines)
        return words.explained([page.TEACHES, *lines], html)

    def _said(self, one: Step) -> str:
        answer = f"{one.test.name} {'positive' if one.positive else 'negative'}"
        sign = "+" if one.positive else "−"
        how = "printed" if one.printed else "recomputed"
        cite = words.citation([one.study.source], self.sources, one.study.confirmed)
        odds = one.before / (1 - one.before)
        return (
            f"{answer}: LR{sign} {one.ratio:.2f}, {how}{cite}. Odds {odds:.2f} × {one.ratio:.2f} = "
            f"{odds * one.ratio:.2f}; after: {_percent(one.after)}."
        )


def updated(probability: float, ratio: float) -> float:
    """A probability after an answer of this likelihood ratio: odds times ratio.

    >>> updated(0.5, 3.0)
    0.75
    """
    odds = probability / (1 - probability) * ratio
    return odds / (1 + odds)


def post_test(pretest: float, answers: Mapping[str, bool], atlas: Atlas | None = None) -> PostTest:
    """The probability of a condition after answers of tests, one after the other.

    Parameters
    ----------
    pretest : float
        Before, between 0 and 1.
    answers : mapping of str to bool
        Study, as `mk.examination().table()` lists them, or test where it has one study; whether
        the answer was positive.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName, MusclekitError
        No such study; a test without any or with several; answers about different conditions; a
        test told twice; no published ratio for the answer; no probability.
    """
    atlas = load_atlas() if atlas is None else atlas
    if isinstance(pretest, bool) or not isinstance(pretest, int | float) or not 0 < pretest < 1:
        raise MusclekitError(
            f"pretest={pretest!r} is no probability.", remedy="Give one between 0 and 1, as 0.3."
        )
    if not isinstance(answers, Mapping) or not answers:
        raise MusclekitError(
            "No answer was given.", remedy='Give some, as in {"slump_majlesi2008": True}.'
        )
    record = read_examination(atlas.folder)
    named = [(*_study(record, str(name)), bool(positive)) for name, positive in answers.items()]
    _must_go_together([(test, study) for test, study, _ in named])
    steps, before = [], float(pretest)
    for test, study, positive in named:
        ratio = study.ratio(positive)
        if ratio is None:
            sign = "+" if positive else "−"
            raise MusclekitError(
                f"'{study.id}' gives no LR{sign}.", remedy="Leave this answer out."
            )
        after = updated(before, ratio)
        printed = study.printed[0 if positive else 1] is not None
        steps.append(Step(test, study, positive, ratio, printed, before, after))
        before = after
    return PostTest(atlas.sources, float(pretest), tuple(steps))


def _study(record: ExaminationsRecord, name: str) -> tuple[ExaminationRecord, AccuracyRecord]:
    """The study meant by its id, or by that of a test that has one."""
    studies = record.accuracy
    if name in studies:
        return studies[name]
    tests = {test.id: test for test in record.tests}
    if name not in tests:
        raise UnknownName(
            f"No study or test '{name}'.", remedy=did_you_mean(name, [*studies, *tests])
        )
    found = tests[name].accuracy
    if not found:
        raise MusclekitError(f"'{name}': likelihood ratios {page.UNKNOWN}.", remedy="Leave it out.")
    if len(found) > 1:
        raise MusclekitError(
            f"'{name}' was studied {len(found)} times.",
            remedy=f"Name one: {', '.join(one.id for one in found)}.",
        )
    return tests[name], found[0]


def _must_go_together(named: list[tuple[ExaminationRecord, AccuracyRecord]]) -> None:
    """Answers about one condition, of tests that are not one another's parts."""
    for (test, study), (other, second) in combinations(named, 2):
        if study.target != second.target:
            raise MusclekitError(
                f"'{study.id}' is about {study.target}, '{second.id}' about {second.target}.",
                remedy="Give answers about one condition.",
            )
        if test is other or test.id in other.parts or other.id in test.parts:
            raise MusclekitError(
                f"'{study.id}' and '{second.id}' tell of one test twice.", remedy="Keep one."
            )


def _percent(probability: float) -> str:
    """As a whole percent, never as certainty: "less than 1 %"."""
    if probability < 0.01:
        return "less than 1 %"
    return "more than 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"
