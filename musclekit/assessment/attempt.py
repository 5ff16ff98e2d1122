"""One answer as it was given and judged: a row of the attempts log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Bank
    from musclekit.assessment.learner import Learner
    from musclekit.assessment.outcome import Outcome


@dataclass(frozen=True)
class Attempt:
    """One answer as it was given and judged.

    Attributes
    ----------
    learner, name : str
        Id and display name of who answered.
    bank, bank_version, item : str
        What was asked, and by which version of the bank.
    answer : JSON value
        As the kind of the item takes it. Left out of `repr`, like the name: logs stay clean.
    verdict : {"right", "wrong", "almost"}
    score : float
        0 to 1.
    clicked : str or None
        What the answer stands for: a structure clicked, chosen or named, or the footprint,
        landmark or bone that a point lies on.
    at : datetime
        With a time zone; kept as UTC.
    mode : str
        Where it was given: "practice", "presenter" ...
    """

    learner: str
    name: str = field(repr=False)
    bank: str
    bank_version: str
    item: str
    answer: Any = field(repr=False)
    verdict: str
    score: float
    clicked: str | None
    at: datetime
    mode: str = "practice"

    def __post_init__(self) -> None:
        """Refuse a time without zone; keep it as UTC."""
        if self.at.tzinfo is None:
            raise MusclekitError("An attempt's time needs a time zone.", where="at")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @classmethod
    def of(
        cls,
        learner: Learner,
        bank: Bank,
        item_id: str,
        answer: Any,
        outcome: Outcome,
        at: datetime,
        mode: str = "practice",
    ) -> Attempt:
        """The attempt at an item that `outcome` came from."""
        return cls(
            learner=learner.id,
            name=learner.name,
            bank=bank.id,
            bank_version=bank.version,
            item=item_id,
            answer=answer,
            verdict=outcome.verdict,
            score=outcome.score,
            clicked=outcome.clicked,
            at=at,
            mode=mode,
        )
