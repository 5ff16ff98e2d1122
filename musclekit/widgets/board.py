"""The class dashboard: who has done what, items in trouble, which wrong structure was clicked."""

from __future__ import annotations

from datetime import datetime

import anywidget
import traitlets as t

from musclekit import assessment
from musclekit.errors import MusclekitError
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.modules import STATIC, module

TROUBLE_BELOW = 0.5
"""An item is in trouble when fewer than half of its learners were right at the first try."""


class Dashboard:
    """What a class has answered, read from the attempts store each time it is looked at.

    Parameters
    ----------
    banks : list of str, optional
        Bank ids; all shipped ones by default.
    """

    def __init__(self, banks: list[str] | None = None) -> None:
        self.banks = tuple(assessment.load_bank(x) for x in (banks or assessment.banks()))

    def describe(self) -> str:
        """Which banks it covers; what was answered is not repeated in text."""
        return "Class dashboard: " + ", ".join(bank.title for bank in self.banks)

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(BoardWidget(self), self.describe())


class BoardWidget(anywidget.AnyWidget):
    """The dashboard's tables; they are filled when a page asks for them, not before."""

    _esm = module("board.js")
    _css = STATIC / "board.css"

    report = t.Dict().tag(sync=True)
    notice = t.Unicode("").tag(sync=True)

    def __init__(self, dashboard: Dashboard) -> None:
        super().__init__()
        self._dashboard = dashboard
        self.on_msg(self._hear)

    def _hear(self, _widget, message: dict, _buffers) -> None:
        if message.get("do") == "read":
            self.read()

    def read(self) -> None:
        """Fold the log anew."""
        try:
            self.report = report(self._dashboard, assessment.open_store())
            self.notice = ""
        except MusclekitError as error:
            self.notice = str(error)


def report(dashboard: Dashboard, store: assessment.Store) -> dict:
    """Tables as plain data: learners, items, clicks, bank titles."""
    banks = dashboard.banks
    made = assessment.class_report(store.attempts(), banks)
    return {
        "banks": {bank.id: bank.title for bank in banks},
        "trouble_below": TROUBLE_BELOW,
        "learners": [
            {
                "name": row.name,
                "mark": row.learner[-4:],
                "bank": row.bank,
                "answered": row.answered,
                "right": row.right,
                "total": row.total,
                "seen": _time(row.last_seen),
            }
            for row in made.learners
        ],
        "items": [
            {
                "bank": row.bank,
                "item": row.item,
                "prompt": row.prompt,
                "learners": row.learners,
                "right": row.right_first,
                "share": row.share,
            }
            for row in made.items
        ],
        "clicks": [
            {
                "bank": row.bank,
                "item": row.item,
                "prompt": row.prompt,
                "counts": [{"name": name, "n": n} for _, name, n in row.counts],
            }
            for row in made.wrong
        ],
    }


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
