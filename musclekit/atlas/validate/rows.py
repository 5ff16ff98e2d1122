"""One line of a validation: what was measured, what it must be, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["pass", "fail", "gap", "conflict", "not measured"]


@dataclass(frozen=True)
class Row:
    """One measured line.

    Attributes
    ----------
    section : str
        Heading it stands under.
    subject : str
        Structure, pair, or whole atlas.
    what : str
        What is measured.
    value, bar : str
        As found, and as it must be, with units.
    source : str
        Key of the source of the bar, with its basis where it was not read; "" where the bar is
        the project's own.
    outcome : str
        "gap": nothing is published, so nothing is judged. "conflict": two published figures
        exclude each other, and the other is met. "not measured": data are not at hand.
    note : str
        Conflicting sources, reasons, what to do.
    """

    section: str
    subject: str
    what: str
    value: str
    bar: str
    outcome: Outcome
    source: str = ""
    note: str = ""


def judged(good: bool) -> Outcome:
    """The outcome of a bar that is met or not."""
    return "pass" if good else "fail"
