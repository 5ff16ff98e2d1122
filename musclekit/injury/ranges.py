"""Published figures and effects as rows on common axes: words, and HTML that any width takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

from musclekit.content import RATIOS, EffectRecord, FigureRecord, Source
from musclekit.content.words import citation, citation_html

_Row = TypeVar("_Row", bound=Hashable)
_RATIO_TICKS = tuple(float(f"{n}e{power}") for power in range(-5, 6) for n in (1, 2, 5))

STYLE = """<style>
.mk-ev-panel { container-type: inline-size; margin: .8em 0 !important; }
.mk-ev-panel > small, .mk-ev-row small { color: #51626d; }
.mk-ev-panel > h4 { margin: 0 0 .3em !important; font-size: 1em !important; font-weight: 650; }
.mk-ev-row { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); gap: 0 16px;
  align-items: center; padding: 6px 0; border-top: 1px solid #d5dde2; }
.mk-ev-panel > small { display: block; margin-bottom: .4em; }
.mk-ev-row strong { font-weight: 600; }
.mk-ev-row .mk-cited { display: inline; }
.mk-ev-marked { background: #eaf3fb; box-shadow: -6px 0 0 #eaf3fb, 6px 0 0 #eaf3fb; }
.mk-ev-track { position: relative; height: 26px; margin: 0 14px; }
.mk-ev-track i { position: absolute; top: 0; bottom: 0; font-style: normal; }
.mk-ev-tick { border-left: 1px solid #dfe5e9; } .mk-ev-none { border-left: 2px dashed #51626d; }
.mk-ev-track .mk-ev-line { top: 11.5px; bottom: auto; height: 3px; background: #1b2a33; }
.mk-ev-track .mk-ev-bar { top: 7px; bottom: auto; height: 12px; background: #9fb8cb;
  border-radius: 3px; }
.mk-ev-track .mk-ev-dot { top: 7px; bottom: auto; width: 12px; height: 12px; margin-left: -6px;
  box-sizing: border-box; border: 3px solid #1b2a33; border-radius: 50%; background: #1b2a33; }
.mk-ev-track .mk-ev-unread { background: #fff; }
.mk-ev-axis { border-top: 1px solid #1b2a33; padding: 0; align-items: start; }
.mk-ev-axis .mk-ev-track { height: 1.5em; }
.mk-ev-axis .mk-ev-track i { width: 3em; margin-left: -1.5em;
  text-align: center; font-size: .85em; color: #51626d; }
.mk-ev-sides { display: flex; justify-content: space-between; gap: 1em; font-size: .85em;
  color: #51626d; line-height: 1.3; } .mk-ev-sides span:last-child { text-align: right; }
@container (max-width: 27em) { .mk-ev-row { grid-template-columns: minmax(0, 1fr); } }
</style>"""
KEY_OF_FIGURES = (
    "Dot: mean, median or share. Bar: one standard deviation to either side. Line: range. "
    "Open dot: unconfirmed."
)
KEY_OF_EFFECTS = (
    "Dot: the estimate. Line: its 95 % confidence interval, where one is given. Dashed: no effect. "
    "Open dot: unconfirmed."
)


@dataclass(frozen=True)
class Axis:
    """A scale from left to right.

    Attributes
    ----------
    ticks : tuple of float
        From one end to the other.
    ratio : bool
        Equal ratios are equally far apart.
    """

    ticks: tuple[float, ...]
    ratio: bool = False

    def at(self, value: float) -> float:
        """Where a value stands, per cent of the width.

        >>> Axis((0.0, 50.0, 100.0)).at(25.0), Axis((0.1, 1.0, 10.0), ratio=True).at(1.0)
        (25.0, 50.0)
        """
        low, high, here = (self._scaled(x) for x in (self.ticks[0], self.ticks[-1], value))
        return round(100.0 * (here - low) / (high - low), 6)

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.ratio else value


def figure_axis(values: Iterable[float]) -> Axis:
    """An axis with round ticks from nought that holds all values.

    >>> figure_axis([34, 48, 65]).ticks
    (0.0, 20.0, 40.0, 60.0, 80.0)
    """
    return _even([0.0, *values])


def effect_axis(values: Iterable[float], *, ratio: bool) -> Axis:
    """An axis that holds all values, with room on both sides of no effect: 1, or 0.

    >>> effect_axis([0.32, 0.74], ratio=True).ticks
    (0.2, 0.5, 1.0, 2.0)
    >>> effect_axis([-10.1, 1.4], ratio=False).ticks
    (-15.0, -10.0, -5.0, 0.0, 5.0)
    """
    held = [0.0, *values] if not ratio else [0.9, 1.1, *values]
    if not ratio:
        step = _step(held)
        return _even([-step, step, *held], step)
    first = max(tick for tick in _RATIO_TICKS if tick <= min(held))
    last = min(tick for tick in _RATIO_TICKS if tick >= max(held))
    return Axis(tuple(tick for tick in _RATIO_TICKS if first <= tick <= last), ratio=True)


def figures_shown(
    figures: Iterable[FigureRecord], sources: Mapping[str, Source], code: str = ""
) -> tuple[list[str], str]:
    """Figures of one outcome on one axis each, in words and as HTML; those of a class marked.

    A number that stands alone has nothing to be compared with, and is not drawn.
    """

    def panel(same: list[FigureRecord]) -> tuple[list[str], str]:
        spread = len(same) > 1 or same[0].low is not None or same[0].sd is not None
        axis = figure_axis(x for one in same for x in _ends(one)) if spread else None
        marked = {one.id for one in same if code and one.code == code}
        title = f"{_capital(same[0].outcome)} ({same[0].unit})"
        return _panel(title, same, axis, figure_said, sources, marked)

    return _panels(figures, lambda one: (one.outcome, one.unit), panel)


def effects_shown(
    effects: Iterable[EffectRecord], sources: Mapping[str, Source]
) -> tuple[list[str], str]:
    """Effects on one outcome by one measure on one axis each, in words and as HTML."""

    def panel(same: list[EffectRecord]) -> tuple[list[str], str]:
        first = same[0]
        values = [x for one in same for x in (one.value, one.low, one.high) if x is not None]
        axis = effect_axis(values, ratio=first.measure in RATIOS)
        unit = f", {first.unit}" if first.unit else ""
        title = f"{_capital(first.outcome)}: {first.measure}{unit}"
        return _panel(title, same, axis, effect_said, sources, sides=(first.below, first.above))

    return _panels(
        effects, lambda one: (one.outcome, one.measure, one.unit, one.below, one.above), panel
    )


def is_drawn(html: str) -> bool:
    """Whether anything of it is a drawing, which needs a key."""
    return "mk-ev-track" in html


def figure_said(one: FigureRecord) -> str:
    """The numbers of a figure: "mean 34 ± 7 days", "median 16 weeks, range 6 to 50"."""
    unit = f" {one.unit}"
    spread = "" if one.low is None else f"{one.low:g} to {one.high:g}"
    if one.value is None:
        return f"{one.centre} {spread}{unit}".strip()
    sd = f" ± {one.sd:g}" if one.sd else ""
    centre = f"{one.centre} " if one.centre in ("mean", "median") else ""
    return f"{centre}{one.value:g}{sd}{unit}{f', range {spread}' if spread else ''}"


def effect_said(one: EffectRecord) -> str:
    """The numbers of an effect: "0.49 (0.32 to 0.74)"."""
    unit = f" {one.unit}" if one.unit else ""
    interval = "no interval given" if one.low is None else f"{one.low:g} to {one.high:g}"
    needed = f"; number needed to treat {one.number_needed}" if one.number_needed else ""
    return f"{one.value:g}{unit} ({interval}){needed}"


def context_said(one: FigureRecord | EffectRecord) -> list[str]:
    """Of whom, how many, by what kind of study; and what else was printed."""
    count = f"n = {one.n}" if one.n and f"{one.n}" not in one.who else ""
    if one.n is None and isinstance(one, FigureRecord):
        count = "n of each group not given"
    parts = (one.who, count, one.design, one.note)
    return [part for part in parts if part]


def _panels(
    records: Iterable[_Row],
    of: Callable[[_Row], Hashable],
    panel: Callable[[list[_Row]], tuple[list[str], str]],
) -> tuple[list[str], str]:
    """One panel for all records that can stand on one axis, in order of first appearance."""
    groups: dict[Hashable, list[_Row]] = {}
    for record in records:
        groups.setdefault(of(record), []).append(record)
    shown = [panel(same) for same in groups.values()]
    return [line for lines, _ in shown for line in lines], "".join(html for _, html in shown)


def _panel(
    title: str,
    rows: list[Any],
    axis: Axis | None,
    said: Callable[[Any], str],
    sources: Mapping[str, Source],
    marked: Iterable[str] = (),
    sides: tuple[str, str] | None = None,
) -> tuple[list[str], str]:
    """Rows on one axis, or in words alone without one; what all have in common is said once."""
    contexts = [context_said(one) for one in rows]
    shared = [part for part in contexts[0] if all(part in context for context in contexts)]
    lines = [f"{title}: {'; '.join(shared)}" if shared else title]
    if sides:
        lines.append(f"  (below {rows[0].neutral:g}: {sides[0]}; above: {sides[1]})")
    drawn = [f"<h4>{escape(title)}</h4><small>{escape('; '.join(shared))}</small>"]
    for one, context in zip(rows, contexts, strict=True):
        confirmed, here = one.basis == "found", one.id in marked
        own = "; ".join(part for part in context if part not in shared)
        cite = citation([one.source], sources, confirmed)
        told = f"  {one.group}: {said(one)}{f'; {own}' if own else ''}{cite}"
        lines.append(f"{told} ← this class" if here else told)
        label = (
            f"<div><strong>{escape(one.group)}</strong><br>{escape(said(one))} "
            f"<small>{escape(own)}</small> "
            f"{citation_html([one.source], sources, confirmed)}</div>"
        )
        look = "mk-ev-row mk-ev-marked" if here else "mk-ev-row"
        track = _track(one, axis) if axis else ""
        drawn.append(f'<div class="{look}">{label}{track}</div>')
    drawn.append(_foot(axis, sides) if axis else "")
    return lines, f'<div class="mk-ev-panel">{"".join(drawn)}</div>'


def _foot(axis: Axis, sides: tuple[str, str] | None) -> str:
    """The numbers of an axis, and what its sides mean."""
    numbers = "".join(f'<i style="left:{axis.at(x):.2f}%">{x:g}</i>' for x in axis.ticks)
    ends = [f"← {escape(sides[0])}", f"{escape(sides[1])} →"] if sides else []
    below = "".join(f"<span>{end}</span>" for end in ends)
    return (
        '<div class="mk-ev-row mk-ev-axis" aria-hidden="true"><div></div>'
        f'<div><div class="mk-ev-track">{numbers}</div>'
        f'<div class="mk-ev-sides">{below}</div></div></div>'
    )


def _track(one: FigureRecord | EffectRecord, axis: Axis) -> str:
    """The drawing of one row; the words beside it say the same."""
    marks = [f'<i class="mk-ev-tick" style="left:{axis.at(x):.2f}%"></i>' for x in axis.ticks]
    if isinstance(one, EffectRecord):
        marks.append(f'<i class="mk-ev-none" style="left:{axis.at(one.neutral):.2f}%"></i>')
    elif one.sd and one.value is not None:
        low, high = max(one.value - one.sd, axis.ticks[0]), one.value + one.sd
        marks.append(_span("mk-ev-bar", low, high, axis))
    if one.low is not None and one.high is not None:
        marks.append(_span("mk-ev-line", one.low, one.high, axis))
    if one.value is not None:
        unread = "" if one.basis == "found" else " mk-ev-unread"
        marks.append(f'<i class="mk-ev-dot{unread}" style="left:{axis.at(one.value):.2f}%"></i>')
    return f'<div class="mk-ev-track" aria-hidden="true">{"".join(marks)}</div>'


def _span(look: str, low: float, high: float, axis: Axis) -> str:
    left, right = axis.at(low), axis.at(high)
    return f'<i class="{look}" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'


def _ends(one: FigureRecord) -> list[float]:
    around = [] if one.value is None else [one.value + (one.sd or 0.0)]
    return [*around, *(end for end in (one.low, one.high) if end is not None)]


def _even(held: list[float], step: float = 0.0) -> Axis:
    """Ticks a round step apart, about five of them."""
    step = step or _step(held)
    first, last = math.floor(min(held) / step), math.ceil(max(held) / step)
    return Axis(tuple(round(step * number, 10) for number in range(first, last + 1)))


def _step(held: list[float]) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten that is no less than a quarter of all."""
    quarter = (max(held) - min(held)) / 4 or 1.0
    power = 10.0 ** math.floor(math.log10(quarter))
    return next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= quarter * (1 - 1e-9))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
