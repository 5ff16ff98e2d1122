"""What grading an answer says: verdict, score and feedback that explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["right", "wrong", "almost"]


@dataclass(frozen=True)
class OptionOutcome:
    """One option of a question, told after answering."""

    id: str
    text: str
    correct: bool
    why: str


@dataclass(frozen=True)
class Outcome:
    """Judgement on one answer.

    Attributes
    ----------
    verdict : {"right", "wrong", "almost"}
        "almost" (too general, not yet a whole name) gives nothing away: the learner may try
        again and it is not counted.
    score : float
        0 to 1.
    feedback : tuple of str
        Paragraphs of plain text: what was answered, what is right, what tells them apart.
    clicked : str or None
        What the answer stands for: the structure clicked, chosen or named; for a point, the
        footprint, landmark or bone it lies on.
    right : tuple of str
        Structures that are right; empty while the verdict is "almost", or where the answer
        is not a structure.
    sources : tuple of str
        Keys of the sources the feedback rests on.
    options : tuple of OptionOutcome
        Every option with its reason, where the question had options.
    placed_mm : (3,) tuple of float or None
        The point the answer is, where it is one.
    footprints : tuple of str
        Ids of footprints that go with the feedback, the right one first.
    """

    verdict: Verdict
    score: float
    feedback: tuple[str, ...]
    clicked: str | None = None
    right: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    options: tuple[OptionOutcome, ...] = ()
    placed_mm: tuple[float, float, float] | None = None
    footprints: tuple[str, ...] = ()

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.verdict == "right"
