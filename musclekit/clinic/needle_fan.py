"""Many ways to one target: a fan of entries, how near each comes, and which are stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from musclekit.atlas import Atlas
from musclekit.clinic import page
from musclekit.clinic.aiming import Aim, aim_at
from musclekit.clinic.needle import DIAMETER_MM, Needle, needle
from musclekit.clinic.needle_words import CHOSEN, LACKS, TEACHES, opening
from musclekit.content import words
from musclekit.errors import MusclekitError
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing

if TYPE_CHECKING:
    import pandas

FAN_DEG = tuple(range(-45, 46, 15))


@dataclass(frozen=True, eq=False, repr=False)
class NeedlePaths(Shown):
    """Needles to one target, entered at every pair of two rows of angles.

    Attributes
    ----------
    aim : Aim
    proximal_deg : (r,) tuple of float
    lateral_deg : (c,) tuple of float
    grid : tuple of tuple of Needle or None
        r rows of c needles; None where there is no skin to enter.
    """

    aim: Aim
    proximal_deg: tuple[float, ...]
    lateral_deg: tuple[float, ...]
    grid: tuple[tuple[Needle | None, ...], ...]

    @property
    def needles(self) -> tuple[Needle, ...]:
        """Those there are, row by row."""
        return tuple(one for row in self.grid for one in row if one is not None)

    @cached_property
    def clearance_mm(self) -> np.ndarray:
        """(r, c) to the nearest nerve or artery over the whole way; nan where there is no way."""
        return np.array([[_clear(one) for one in row] for row in self.grid])

    @cached_property
    def stopped_mm(self) -> np.ndarray:
        """(r, c) depths at which they are stopped; nan where they are not, or there is no way."""
        return np.array([[_stopped(one) for one in row] for row in self.grid])

    @cached_property
    def accepted(self) -> np.ndarray:
        """(r, c) bool: those that reach the target, bone and margin left alone."""
        return np.array([[one is not None and one.accepted for one in row] for row in self.grid])

    @property
    def best(self) -> Needle | None:
        """The accepted one farthest from nerve and artery; None where all are stopped."""
        kept = np.where(self.accepted, self.clearance_mm, -1.0)
        row, column = np.unravel_index(kept.argmax(), kept.shape)
        return self.grid[row][column] if self.accepted[row, column] else None

    def table(self) -> pandas.DataFrame:
        """One row for each needle."""
        return drawing.frame((_row(one) for one in self.needles), _COLUMNS)

    def _words(self) -> words.Words:
        head = (
            f"Ways to {self.aim.name}: {int(self.accepted.sum())} of {len(self.needles)} reach it. "
            f"Millimetres to the nearest nerve or artery; {CHOSEN}."
        )
        heads = ["Entered", *(f"{x:+g}° lateral" for x in self.lateral_deg)]
        rows = [
            [f"{x:+g}° proximal", *map(_cell, row)]
            for x, row in zip(self.proximal_deg, self.grid, strict=True)
        ]
        text = [
            TEACHES,
            head,
            "; ".join(heads[1:]),
            *(": ".join((r[0], "; ".join(r[1:]))) for r in rows),
        ]
        html = f"{opening()}<p>{escape(head)}</p>"
        html += page.table(map(escape, heads), (map(escape, row) for row in rows))
        return words.explained([*text, LACKS], f'{html}<p class="mk-meaning">{LACKS}</p>')


def needle_paths(
    atlas: Atlas,
    target: str | Iterable[float] = "conjoint_tendon",
    *,
    proximal_deg: ArrayLike = FAN_DEG,
    lateral_deg: ArrayLike = FAN_DEG,
    diameter_mm: float = DIAMETER_MM,
) -> NeedlePaths:
    """Needles to one target from many entries.

    Parameters
    ----------
    atlas, target, diameter_mm
        As `needle` takes them.
    proximal_deg, lateral_deg : float or (n,) float
        At least one of each.

    Raises
    ------
    UnknownStructure, MusclekitError
        As `needle` does, but not for a way without skin: it is None in the grid.
    """
    aim = aim_at(atlas, target)
    rows, columns = (tuple(np.ravel(x).tolist()) for x in (proximal_deg, lateral_deg))
    if not rows or not columns:
        raise MusclekitError(
            "A fan needs at least one angle of each kind.",
            where="proximal_deg, lateral_deg",
            remedy="Leave them out for -45 to 45°.",
        )

    def way(proximal: float, lateral: float) -> Needle | None:
        if aim.skin_at(atlas, proximal, lateral) is None:
            return None
        return needle(
            atlas,
            target,
            proximal_deg=proximal,
            lateral_deg=lateral,
            diameter_mm=diameter_mm,
        )

    grid = tuple(tuple(way(up, aside) for aside in columns) for up in rows)
    return NeedlePaths(atlas.sources, aim, rows, columns, grid)


_COLUMNS = [
    "proximal_deg",
    "lateral_deg",
    "length_mm",
    "accepted",
    "nearest",
    "clearance_mm",
    "stopped_by",
    "stopped_mm",
]


def _row(one: Needle) -> dict:
    proximal, lateral = one.angles_deg
    return {
        "proximal_deg": proximal,
        "lateral_deg": lateral,
        "length_mm": one.length_mm,
        "accepted": one.accepted,
        "nearest": one.nearest.structure if one.nearest else "",
        "clearance_mm": _clear(one),
        "stopped_by": one.stop.passing.structure if one.stop else "",
        "stopped_mm": _stopped(one),
    }


def _clear(one: Needle | None) -> float:
    return np.nan if one is None or one.nearest is None else one.nearest.clearance_mm


def _stopped(one: Needle | None) -> float:
    return np.nan if one is None or one.stop is None else one.stop.depth_mm


def _cell(one: Needle | None) -> str:
    if one is None:
        return "no skin"
    clear = "no nerve" if one.nearest is None else f"{one.nearest.clearance_mm:.1f}"
    if one.stop is None:
        return clear
    return f"{clear}, stopped {one.stop.depth_mm:.0f} deep by {one.stop.passing.name}"
