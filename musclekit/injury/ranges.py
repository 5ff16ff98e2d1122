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
_RATIO_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)

STYLE = """<style>
.mk-panel { container-type: inline-size; margin: .8em 0 !important; }
.mk-panel > small, .mk-row small { color: #51626d; }
.mk-panel > h4 { margin: 0 0 .3em !important; font-size: 1em !important; font-weight: 650; }
.mk-row { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); gap: 0 16px;
  align-items: center; padding: 6px 0; border-top: 1px solid #d5dde2; }
.mk-panel > small { display: block; margin-bottom: .4em; } .mk-row b { font-weight: 600; }
.mk-row .mk-cited { display: inline; }
.mk-marked { background: #eaf3fb; box-shadow: -6px 0 0 #eaf3fb, 6px 0 0 #eaf3fb; }
.mk-track { position: relative; height: 26px; margin: 0 10px; }
.mk-track i { position: absolute; top: 0; bottom: 0; font-style: normal; }
.mk-tick { border-left: 1px solid #dfe5e9; } .mk-none { border-left: 2px dashed #51626d; }
.mk-track .mk-line { top: 11.5px; bottom: auto; height: 3px; background: #1b2a33; }
.mk-track .mk-bar { top: 7px; bottom: auto; height: 12px; background: #9fb8cb; border-radius: 3px; }
.mk-track .mk-dot { top: 7px; bottom: auto; width: 12px; height: 12px; margin-left: -6px;
  box-sizing: border-box; border: 3px solid #1b2a33; border-radius: 50%; background: #1b2a33; }
.mk-track .mk-unread { background: #fff; }
.mk-axis { border-top: 1px solid #1b2a33; padding: 0; align-items: start; }
.mk-axis .mk-track { height: 1.5em; } .mk-axis .mk-track i { width: 4em; margin-left: -2em;
  text-align: center; font-size: .85em; color: #51626d; }
.mk-sides { display: flex; justify-content: space-between; gap: 1em; font-size: .85em;
  color: #51626d; margin: 0 10px; } .mk-sides span:last-child { text-align: right; }
@container (max-width: 27em) { .mk-row { grid-template-columns: minmax(0, 1fr); } }
</style>"""
KEY_OF_FIGURES = (
    "Dot: mean, median or share. Bar: one standard deviation to either side. Line: range. "
    "Open dot: unconfirmed."
)
KEY_OF_EFFECTS = (
    "Dot: the estimate. Line: its 95 % confidence interval, where one was read. Dashed: no effect. "
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
        return 100.0 * (here - low) / (high - low)

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.ratio else value


def axis_of(values: Iterable[float], *, ratio: bool = False) -> Axis:
    """An axis with round ticks that holds all values, and that of no effect: 1, otherwise 0.

    >>> axis_of([34, 48, 65]).ticks
    (0.0, 20.0, 40.0, 60.0, 80.0)
    >>> axis_of([0.32, 0.74], ratio=True).ticks
    (0.2, 0.5, 1.0)
    """
    held = [*values, 1.0 if ratio else 0.0]
    low, high = min(held), max(held)
    if ratio:
        first = max(tick for tick in _RATIO_TICKS if tick <= low)
        last = min(tick for tick in _RATIO_TICKS if tick >= high)
        return Axis(tuple(tick for tick in _RATIO_TICKS if first <= tick <= last), ratio=True)
    step = _round_up((high - low) / 4 or 1.0)
    first, last = math.floor(low / step), math.ceil(high / step)
    return Axis(tuple(round(step * number, 10) for number in range(first, last + 1)))


def figures_shown(
    figures: Iterable[FigureRecord], sources: Mapping[str, Source], code: str = ""
) -> tuple[list[str], str]:
    """Figures of one outcome on one axis each, in words and as HTML; those of a class marked."""

    def panel(same: list[FigureRecord]) -> tuple[list[str], str]:
        axis = axis_of(value for one in same for value in _ends(one))
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
        axis = axis_of(values, ratio=first.measure in RATIOS)
        unit = f", {first.unit}" if first.unit else ""
        title = f"{_capital(first.outcome)}: {first.measure}{unit}"
        lines, html = _panel(title, same, axis, effect_said, sources)
        sides = f"below {first.neutral:g}: {first.below}; above: {first.above}"
        shown = f"<span>← {escape(first.below)}</span><span>{escape(first.above)} →</span>"
        sided = f'<div class="mk-row mk-axis"><div></div><div class="mk-sides">{shown}</div></div>'
        return [lines[0], f"  ({sides})", *lines[1:]], html.removesuffix(
            "</div>"
        ) + f"{sided}</div>"

    return _panels(
        effects, lambda one: (one.outcome, one.measure, one.unit, one.below, one.above), panel
    )


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
    interval = "no interval read" if one.low is None else f"{one.low:g} to {one.high:g}"
    needed = f"; number needed to treat {one.number_needed}" if one.number_needed else ""
    return f"{one.value:g}{unit} ({interval}){needed}"


def context_said(one: FigureRecord | EffectRecord) -> list[str]:
    """Of whom, how many, by what kind of study; and what else was printed."""
    count = f"n = {one.n}" if one.n and f"{one.n}" not in one.who else ""
    if one.n is None and isinstance(one, FigureRecord):
        count = "n of each group not read"
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
    axis: Axis,
    said: Callable[[Any], str],
    sources: Mapping[str, Source],
    marked: Iterable[str] = (),
) -> tuple[list[str], str]:
    contexts = [context_said(one) for one in rows]
    shared = [part for part in contexts[0] if all(part in context for context in contexts)]
    lines = [f"{title}: {'; '.join(shared)}" if shared else title]
    drawn = [f"<h4>{escape(title)}</h4><small>{escape('; '.join(shared))}</small>"]
    for one, context in zip(rows, contexts, strict=True):
        confirmed = one.basis == "found"
        text = said(one)
        own = "; ".join(part for part in context if part not in shared)
        here = " ← this class" if one.id in marked else ""
        cite = citation([one.source], sources, confirmed)
        lines.append(f"  {one.group}: {text}{f'; {own}' if own else ''}{cite}{here}")
        label = (
            f"<div><b>{escape(one.group)}</b><br>{escape(text)} <small>{escape(own)}</small> "
            f"{citation_html([one.source], sources, confirmed)}</div>"
        )
        look = "mk-row mk-marked" if one.id in marked else "mk-row"
        drawn.append(f'<div class="{look}">{label}{_track(one, axis)}</div>')
    numbers = "".join(f'<i style="left:{axis.at(x):.2f}%">{x:g}</i>' for x in axis.ticks)
    drawn.append(
        '<div class="mk-row mk-axis" aria-hidden="true"><div></div>'
        f'<div class="mk-track">{numbers}</div></div>'
    )
    return lines, f'<div class="mk-panel">{"".join(drawn)}</div>'


def _track(one: FigureRecord | EffectRecord, axis: Axis) -> str:
    """The drawing of one row; the words beside it say the same."""
    marks = [f'<i class="mk-tick" style="left:{axis.at(x):.2f}%"></i>' for x in axis.ticks]
    if isinstance(one, EffectRecord):
        marks.append(f'<i class="mk-none" style="left:{axis.at(one.neutral):.2f}%"></i>')
    elif one.sd and one.value is not None:
        low, high = max(one.value - one.sd, axis.ticks[0]), one.value + one.sd
        marks.append(_span("mk-bar", low, high, axis))
    if one.low is not None and one.high is not None:
        marks.append(_span("mk-line", one.low, one.high, axis))
    if one.value is not None:
        unread = "" if one.basis == "found" else " mk-unread"
        marks.append(f'<i class="mk-dot{unread}" style="left:{axis.at(one.value):.2f}%"></i>')
    return f'<div class="mk-track" aria-hidden="true">{"".join(marks)}</div>'


def _span(look: str, low: float, high: float, axis: Axis) -> str:
    left, right = axis.at(low), axis.at(high)
    return f'<i class="{look}" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'


def _ends(one: FigureRecord) -> list[float]:
    sd = one.sd or 0.0
    around = [] if one.value is None else [max(0.0, one.value - sd), one.value + sd]
    return [*around, *(end for end in (one.low, one.high) if end is not None)]


def _round_up(step: float) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten that is no less."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= step * (1 - 1e-9))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
