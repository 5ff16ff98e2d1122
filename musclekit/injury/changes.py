"""What an injury does to the places of tissue: gaps, stumps drawn back, tendons thickened, bellies
wasted.

Each change moves places given in a structure's own coordinates (millimetres along, back and to the
side at rest), so the same change holds at every posture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from musclekit.injury.body import Body, Depths

OPENING = 0.08
"""Of its muscle's length, how much further a whole torn end draws back when the muscle is fully
active: drawn, not measured."""
RAGGED = 0.18
"""How much of a gap's depth its floor is uneven by: drawn."""
STEEP = 4
"""Power of a gap's profile: the higher, the steeper its walls."""
TIP = 0.3
"""Width of a frayed end against the section it comes from: drawn."""
FRAYED_MM = 22.0
"""Over so much of its length a torn end tapers: drawn."""
TUFTED_MM = 25.0
"""Ends so far apart are wholly frayed; ends that meet keep the shape they had together: drawn."""
TUFTS_MM = 7.0
"""By so much some of its fibres reach farther than others: drawn."""
SWOLLEN = 1.3
"""How much thicker drawn-back muscle gets at most: drawn."""


class Change(Protocol):
    """Moves places in a structure's own coordinates."""

    def __call__(self, rest: np.ndarray, now: np.ndarray, activation: float) -> np.ndarray:
        """(n, 3) places, from those at rest and those after the changes before this one."""


@dataclass(frozen=True, eq=False)
class Gap:
    """Part of the section torn through; the gap widens as the muscle contracts.

    Attributes
    ----------
    depths : Depths
    middle_mm, width_mm : float
        Place along the structure, and width of the gap at rest.
    share : float
        Of the section, torn.
    opens_mm : float
        How much wider it is at full activation.
    """

    depths: Depths
    middle_mm: float
    width_mm: float
    share: float
    opens_mm: float

    def width(self, activation: float) -> float:
        """Width of the gap, millimetres."""
        return self.width_mm + self.opens_mm * activation

    def floor(self, local: np.ndarray, activation: float = 0.0) -> np.ndarray:
        """(n,) how far out the floor of the gap lies, uneven within, even at its rim."""
        across = local[:, 1] * self.depths.way[1] - local[:, 2] * self.depths.way[0]
        away = 2 * (local[:, 0] - self.middle_mm) / self.width(activation)
        share = self.share * np.clip(1 - np.abs(away) ** STEEP, 0.0, 1.0)
        level = self.depths.level(local[:, 0], share)
        top = self.depths.level(local[:, 0], 0.0)
        return level - RAGGED * (top - level) * 0.5 * _uneven(across, local[:, 0])

    def __call__(self, rest: np.ndarray, now: np.ndarray, activation: float) -> np.ndarray:
        """Places sunk to the floor of the gap."""
        sunk = np.maximum(self.depths.out(rest) - self.floor(rest, activation), 0.0)
        sunk[abs(rest[:, 0] - self.middle_mm) >= self.width(activation) / 2] = 0.0
        moved = now.copy()
        moved[:, 1:] -= sunk[:, None] * self.depths.way
        return moved


@dataclass(frozen=True, eq=False)
class Drawn:
    """A torn end drawn back towards the muscle's other end; tendon moves whole, muscle gathers.

    Attributes
    ----------
    body : Body
    place_mm : float
        Where the end was.
    back_mm : float
        How far it has drawn back at rest.
    opens_mm : float
        How much further at full activation.
    distal : bool
        True for the end whose muscle goes on to the insertion.
    gap_mm, gap_opens_mm : float
        From what it was torn off, at rest, and how much further at full activation: the wider, the
        more the end frays. 0 for an end that does not.
    """

    body: Body
    place_mm: float
    back_mm: float
    opens_mm: float
    distal: bool
    gap_mm: float = 0.0
    gap_opens_mm: float = 0.0

    def frayed(self, activation: float) -> float:
        """How much of its shape as a loose tuft the end has taken, 0 to 1."""
        return min((self.gap_mm + self.gap_opens_mm * activation) / TUFTED_MM, 1.0)

    def back(self, activation: float) -> float:
        """How far the end has drawn back, millimetres."""
        return self.back_mm + self.opens_mm * activation

    def of(self, rest: np.ndarray) -> np.ndarray:
        """(n,) bool: which places belong to this end."""
        here = rest[:, 0] >= self.place_mm if self.distal else rest[:, 0] < self.place_mm
        return np.asarray(here)

    def __call__(self, rest: np.ndarray, now: np.ndarray, activation: float) -> np.ndarray:
        """Places drawn back, thicker where muscle gathers, tapering to the torn end."""
        mine, moved = self.of(rest), now.copy()
        arc = rest[mine, 0]
        sign, whole = 1.0 if self.distal else -1.0, float(self._flesh(self.place_mm))
        share = self._flesh(arc) / whole if whole > 1 else np.ones_like(arc)
        back = self.back(activation)
        moved[mine, 0] += sign * back * share
        gathered = back * self.body.flesh(arc) / whole if whole > 1 else 0.0
        thick = np.clip(1 / np.sqrt(np.clip(1 - gathered, 0.2, 1.0)), 1.0, SWOLLEN)
        frayed = self.frayed(activation)
        if frayed:
            near = self.rawness(arc)
            turn = np.arctan2(rest[mine, 2], rest[mine, 1])
            short = 0.5 - 0.25 * (np.sin(5 * turn + 0.3) + np.sin(11 * turn - 2.34))
            short -= short[near > 0.99].min(initial=0.5)  # the foremost fibres end where it tore
            moved[mine, 0] += sign * frayed * TUFTS_MM * near**2 * short
            thick = thick * np.sqrt(1 - frayed * near**1.5 * (1 - TIP**2))
            thick = thick * (1 - 0.4 * frayed * near * short)
        moved[mine, 1:] *= np.reshape(thick, (-1, 1))
        return moved

    def rawness(self, arc: np.ndarray) -> np.ndarray:
        """1 at the torn end, falling to 0 where it is no longer frayed."""
        return np.clip(1 - np.abs(arc - self.place_mm) / FRAYED_MM, 0.0, 1.0)

    def _flesh(self, arc: np.ndarray | float) -> np.ndarray:
        """Millimetres of muscle between a place and this end's own bone."""
        before = self.body.flesh_before(arc)
        return self.body.flesh_mm - before if self.distal else before


@dataclass(frozen=True, eq=False)
class Thick:
    """A tendon thickened over a stretch.

    Attributes
    ----------
    low_mm, high_mm : float
    more : float
        0.4 for 40 % thicker.
    """

    low_mm: float
    high_mm: float
    more: float

    def share(self, arc_mm: np.ndarray) -> np.ndarray:
        """1 in the middle, fading to 0 over two fifths of the stretch at either end."""
        fade = max(0.4 * (self.high_mm - self.low_mm), 1.0)
        return _smooth(np.minimum(arc_mm - self.low_mm, self.high_mm - arc_mm) / fade)

    def __call__(self, rest: np.ndarray, now: np.ndarray, activation: float) -> np.ndarray:
        """Places moved out from the middle of their section."""
        moved = now.copy()
        moved[:, 1:] *= 1 + self.more * self.share(rest[:, 0])[:, None]
        return moved


@dataclass(frozen=True, eq=False)
class Wasted:
    """A muscle thinner wherever it is muscle.

    Attributes
    ----------
    body : Body
    less : float
        Share by which its sections shrink where they are all muscle.
    """

    body: Body
    less: float

    def __call__(self, rest: np.ndarray, now: np.ndarray, activation: float) -> np.ndarray:
        """Places moved in towards the middle of their section."""
        moved = now.copy()
        moved[:, 1:] *= np.sqrt(1 - self.less * self.body.flesh(rest[:, 0]))[:, None]
        return moved


@dataclass(frozen=True, eq=False)
class Dent:
    """Scar drawn in a little below the surface about it.

    Attributes
    ----------
    depths : Depths
    low_mm, high_mm, share : float
        The stretch and the part of the section scarred.
    deep : float
        Part of the scar's depth by which it is drawn in: drawn.
    """

    depths: Depths
    low_mm: float
    high_mm: float
    share: float
    deep: float = 0.3

    def __call__(self, rest: np.ndarray, now: np.ndarray, activation: float) -> np.ndarray:
        """Places drawn in."""
        fade = max(0.25 * (self.high_mm - self.low_mm), 1.0)
        along = _smooth(np.minimum(rest[:, 0] - self.low_mm, self.high_mm - rest[:, 0]) / fade)
        over = np.maximum(self.depths.out(rest) - self.depths.level(rest[:, 0], self.share), 0.0)
        moved = now.copy()
        moved[:, 1:] -= (self.deep * along * over)[:, None] * self.depths.way
        return moved


def _smooth(share: np.ndarray) -> np.ndarray:
    part = np.clip(share, 0.0, 1.0)
    return part * part * (3 - 2 * part)


def _uneven(across: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Torn fibres in relief, -1 to 1, the same every time."""
    fibres = np.sin(1.9 * across + 0.7 * np.sin(0.9 * along)) + np.sin(3.1 * across - 0.5 * along)
    return 0.5 * fibres
