"""The attempts log folded into what one learner, and what a class, has done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from musclekit.errors import UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.assessment.attempt import Attempt
    from musclekit.assessment.items import Bank, Item
    from musclekit.assessment.outcome import Verdict
    from musclekit.atlas import Atlas


@dataclass(frozen=True)
class ItemProgress:
    """One learner at one item; "almost" is not counted anywhere but in `almost`.

    Attributes
    ----------
    item : str
    tries, almost : int
        Counted answers; answers too general to count.
    first, best, last : verdict or None
    last_answer : JSON value
        Of the last counted answer; None before there is one.
    last_at : datetime or None
    stale : bool
        Whether the last answer was given to another version of the bank.
    counted : bool
        False for a prediction.
    """

    item: str
    tries: int = 0
    almost: int = 0
    first: Verdict | None = None
    best: Verdict | None = None
    last: Verdict | None = None
    last_answer: Any = field(default=None, repr=False)
    last_at: datetime | None = None
    stale: bool = False
    counted: bool = True

    @property
    def answered(self) -> bool:
        """Whether there is a counted answer."""
        return self.tries > 0


@dataclass(frozen=True)
class Progress:
    """One learner in one bank.

    Attributes
    ----------
    bank : str
    items : tuple of ItemProgress
        One for every item of the bank, in its order.
    """

    bank: str
    items: tuple[ItemProgress, ...]

    def __getitem__(self, item_id: str) -> ItemProgress:
        """Progress at the item of that id."""
        for item in self.items:
            if item.item == item_id:
                return item
        raise UnknownName(
            f"No item '{item_id}' in bank '{self.bank}'.",
            remedy=did_you_mean(str(item_id), [item.item for item in self.items]),
        )

    @property
    def total(self) -> int:
        """Number of items that count."""
        return sum(item.counted for item in self.items)

    @property
    def answered(self) -> int:
        """Number of items that count and are answered."""
        return sum(item.answered for item in self.items if item.counted)

    @property
    def right(self) -> int:
        """Number of items that count and whose last answer is right."""
        return sum(item.last == "right" for item in self.items if item.counted)

    @property
    def last_seen(self) -> datetime | None:
        """Time of the last counted answer."""
        return max((item.last_at for item in self.items if item.last_at), default=None)


@dataclass(frozen=True)
class LearnerRow:
    """Who has done what: one learner in one bank."""

    learner: str
    name: str
    bank: str
    answered: int
    right: int
    total: int
    last_seen: datetime | None


@dataclass(frozen=True)
class ItemRow:
    """How a class does at one item: learners who answered it, and how many at first try."""

    bank: str
    item: str
    prompt: str
    learners: int
    right_first: int

    @property
    def share(self) -> float:
        """Share of learners right at their first counted answer."""
        return self.right_first / self.learners


@dataclass(frozen=True)
class WrongClicks:
    """Wrong structures at one item, most frequent first: (id, name, answers)."""

    bank: str
    item: str
    prompt: str
    counts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class ClassReport:
    """What a class has done.

    Attributes
    ----------
    learners : tuple of LearnerRow
        By name, then bank; only who answered something in that bank.
    items : tuple of ItemRow
        Items in trouble first: by share right at first try, then by how many answered.
    wrong : tuple of WrongClicks
        Which wrong structure was clicked, chosen or named, by item in the banks' order.
    """

    learners: tuple[LearnerRow, ...]
    items: tuple[ItemRow, ...]
    wrong: tuple[WrongClicks, ...]


def progress(attempts: Iterable[Attempt], bank: Bank) -> Progress:
    """One learner's attempts folded into where they stand.

    Parameters
    ----------
    attempts : iterable of Attempt
        Of one learner, oldest first. Those of other banks, and at items that are no longer in
        the bank, are passed over.
    bank : Bank
    """
    given: dict[str, list[Attempt]] = {item.id: [] for item in bank}
    for attempt in attempts:
        if attempt.bank == bank.id and attempt.item in given:
            given[attempt.item].append(attempt)
    return Progress(bank.id, tuple(_at_item(bank[item], log, bank) for item, log in given.items()))


def class_report(
    attempts: Iterable[Attempt], banks: Iterable[Bank], atlas: Atlas | None = None
) -> ClassReport:
    """Everybody's attempts folded into a report.

    Parameters
    ----------
    attempts : iterable of Attempt
        Oldest first.
    banks : iterable of Bank
    atlas : Atlas, optional
        For names of structures; each bank's own when left out.
    """
    log = tuple(attempts)
    names = {attempt.learner: attempt.name for attempt in log}
    learners: list[LearnerRow] = []
    items: list[ItemRow] = []
    wrong: list[WrongClicks] = []
    for bank in banks:
        own: dict[str, list[Attempt]] = {}
        for attempt in log:
            if attempt.bank == bank.id:
                own.setdefault(attempt.learner, []).append(attempt)
        folded = {learner: progress(given, bank) for learner, given in own.items()}
        learners += [
            LearnerRow(id, names[id], bank.id, one.answered, one.right, one.total, one.last_seen)
            for id, one in folded.items()
        ]
        for item in bank:
            firsts = [one[item.id].first for one in folded.values() if one[item.id].answered]
            if firsts:
                right = firsts.count("right")
                items.append(ItemRow(bank.id, item.id, item.prompt, len(firsts), right))
            counts = Counter(
                attempt.clicked
                for given in own.values()
                for attempt in given
                if attempt.item == item.id and attempt.verdict == "wrong" and attempt.clicked
            )
            if counts:
                named = _named(counts, atlas or bank.atlas)
                wrong.append(WrongClicks(bank.id, item.id, item.prompt, named))
    return ClassReport(
        learners=tuple(sorted(learners, key=lambda r: (r.name.casefold(), r.learner, r.bank))),
        items=tuple(sorted(items, key=lambda row: (row.share, -row.learners))),
        wrong=tuple(wrong),
    )


def _at_item(item: Item, log: list[Attempt], bank: Bank) -> ItemProgress:
    counted = [attempt for attempt in log if attempt.verdict != "almost"]
    almost = len(log) - len(counted)
    if not counted:
        return ItemProgress(item.id, almost=almost, counted=not item.prediction)
    verdicts: list[Any] = [attempt.verdict for attempt in counted]
    last = counted[-1]
    return ItemProgress(
        item=item.id,
        counted=not item.prediction,
        tries=len(counted),
        almost=almost,
        first=verdicts[0],
        best="right" if "right" in verdicts else "wrong",
        last=verdicts[-1],
        last_answer=last.answer,
        last_at=last.at,
        stale=last.bank_version != bank.version,
    )


def _named(counts: Mapping[str, int], atlas: Atlas) -> tuple[tuple[str, str, int], ...]:
    named = [(id, _name(id, atlas), n) for id, n in counts.items()]
    return tuple(sorted(named, key=lambda row: (-row[2], row[1])))


def _name(id: str, atlas: Atlas) -> str:
    if id in atlas.footprints:
        return atlas.footprints[id].name
    # A structure may have left the atlas since: its id still says more than nothing.
    return atlas[id].name() if id in atlas else id
