"""Lines led round the bones they would run through, and points moved out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import solveh_banded

from musclekit.atlas.posing.depth import Depths

if TYPE_CHECKING:
    from musclekit.atlas.posing.strands import Strand

CLEARANCE = 0.8
"""How much of its half thickness a section keeps from a bone that it lay farther from at rest."""
LEAST_MM = 7.0
"""Thin ones keep at least so far from it: other tendons run beneath them."""
STIFFNESS = 60.0
"""How much a bend of the detour counts beside the room that is missing: it spreads over the fourth
root of it, in stations."""
TETHER = 0.002
ROUNDS = 3
ENOUGH_MM = 0.3
"""So little room may be missing."""
NEGLECTED_MM = 0.3
"""Where no more is missing beyond that, nothing moves."""
FURTHEST_MM = 8.0
"""No station moves by more in one round."""
MARGIN_MM = 0.6
"""Points are moved so far from a bone that they had entered: a looked-up distance errs."""
BEARABLE_MM = 1.0
"""Points moved out once may lie so much nearer a bone than they should."""
DEEP_MM = 6.0
"""So deep in a bone its surface no longer tells which side to leave it on."""
SPREADING = 12
"""How many edges away a push out of a bone is felt."""


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Bones at a posture.

    Attributes
    ----------
    depths : Depths
    turns, shifts : (b, 3, 3), (b, 3) float
        What took each there from its neutral place.
    beyond : (b, 3) float
        Where the muscles lie from it; nought where they lie all round.
    """

    depths: Depths
    turns: np.ndarray
    shifts: np.ndarray
    beyond: np.ndarray

    def look_up(self, points: np.ndarray, *, touching: bool = False) -> tuple[np.ndarray, ...]:
        """As `Depths.look_up`, of points (n, 3) at the posture."""
        local = (points.astype(np.float32) - self.shifts[:, None]) @ self.turns
        return self.depths.look_up(local, touching=touching)

    def outward(self, bone: np.ndarray, distance: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """(m, 3) ways out towards the muscles' side of each bone, never to the other."""
        way = np.einsum("mij,mj->mi", self.turns[bone], slope)
        beyond = self.beyond[bone]
        way -= np.minimum(np.einsum("mi,mi->m", way, beyond), 0.0)[:, None] * beyond
        deep = np.minimum(np.maximum(0.25 - distance / DEEP_MM, 0.0), 1.0) * beyond.any(axis=1)
        way += deep[:, None] * (beyond - way)
        return way / np.maximum(np.sqrt(np.einsum("mi,mi->m", way, way)), 0.3)[:, None]


def detour(
    middles: np.ndarray,
    rest: np.ndarray,
    radius: np.ndarray,
    loose: np.ndarray,
    yielding: np.ndarray,
    obstacles: Obstacles,
) -> np.ndarray | None:
    """How sections must move to clear the bones, bending as little as they can.

    Parameters
    ----------
    middles : (k, 3) float
    rest : (k, b) float
        Their distances from every bone at rest.
    radius : (k,) float
    loose : (k,) float
        0 where a section belongs to a bone, 1 where it may move.
    yielding : (k, k) float
        As of `yielding_of`.
    obstacles : Obstacles

    Returns
    -------
    (k, 3) float or None
        None where nothing is in the way.
    """
    shift = np.zeros_like(middles)
    for _ in range(ROUNDS):
        bone, near, distance, slope = obstacles.look_up(middles + shift)
        keep = np.minimum(rest[near, bone], np.maximum(CLEARANCE * radius[near], LEAST_MM))
        missing = np.minimum(keep - distance - ENOUGH_MM, FURTHEST_MM)
        short = np.flatnonzero((missing > 0) & (loose[near] > 0))
        if not (missing[short] > NEGLECTED_MM).any():
            break
        which = near[short]
        way = obstacles.outward(bone[short], distance[short], slope[short])
        way = way * np.sqrt(loose[which])[:, None]
        wanted = missing[short] * np.sqrt(loose[which])
        # Least squares by the few rows that want something, not by all stations (Woodbury).
        pulled = yielding[:, which]
        among = pulled[which] * (way @ way.T)
        among[np.diag_indices(len(short))] += 1.0
        shift = shift + pulled @ (np.linalg.solve(among, wanted)[:, None] * way)
    return shift if shift.any() else None


def yielding_of(loose: np.ndarray) -> np.ndarray:
    """(k, k) how far every section moves for a pull at each: against bending, and what is held."""
    count = len(loose)
    band = np.zeros((3, count))
    bend = np.array([1.0, -2.0, 1.0])
    for i in range(3):
        for j in range(i, 3):
            band[2 - j + i, j : count - 2 + j] += STIFFNESS * bend[i] * bend[j]
    band[2] += TETHER + 100.0 * (1 - loose) ** 12
    return solveh_banded(band, np.eye(count), check_finite=False)


def kept_out(
    strand: Strand, points: np.ndarray, obstacles: Obstacles, before: int = 0
) -> tuple[np.ndarray, float]:
    """Points moved out of the bones they have come to lie in, and their neighbours with them.

    Parameters
    ----------
    strand : Strand
    points : (n, 3) float
        Of its mesh.
    obstacles : Obstacles
    before : int
        How often they were moved before. After the first time all stay where no point lies by more
        than `BEARABLE_MM` nearer a bone than it should; else each goes a little farther than last
        time, as mending has drawn it back.

    Returns
    -------
    (n, 3) float
        The same array where all stay. Else hardly one lies deeper in a bone than at rest, but for
        those that belong to it.
    float
        Millimetres the deepest was missing before.
    """
    bone, near, distance, slope = obstacles.look_up(points, touching=True)
    rest = strand.depths[near, bone]
    loose = strand.free[near] > 0
    missing = np.minimum(rest, MARGIN_MM) - distance
    most = float(missing[loose].max(initial=0.0))
    if most <= (BEARABLE_MM if before else 0.0):
        return points, most
    missing = np.minimum(rest, MARGIN_MM * (1 + before)) - distance
    inside = (missing > 0) & loose
    push = np.zeros_like(points)
    way = obstacles.outward(bone[inside], distance[inside], slope[inside])
    np.add.at(push, near[inside], missing[inside, None] * way)
    pushed = np.flatnonzero(push.any(axis=1))
    least = np.sqrt(np.einsum("mi,mi->m", push[pushed], push[pushed]))
    way = push[pushed] / least[:, None]
    shift, free = push, strand.free[:, None]
    for _ in range(SPREADING):
        shift = strand.neighbours @ shift
        shift *= free
        there = shift[pushed]
        along = np.einsum("mi,mi->m", there, way)
        shift[pushed] = there + np.maximum(least - along, 0.0)[:, None] * way
    return points + shift, most
