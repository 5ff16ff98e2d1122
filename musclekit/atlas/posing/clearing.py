"""Lines led round the bones they would run through, and points moved out of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
FURTHEST_MM = 8.0
"""No station moves by more in one round."""
MARGIN_MM = 0.6
"""Points are moved so far from a bone that they had entered: a looked-up distance errs."""
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
        local = (points - self.shifts[:, None]) @ self.turns
        return self.depths.look_up(local, touching=touching)

    def outward(self, bone: np.ndarray, distance: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """(m, 3) ways out towards the muscles' side of each bone, never to the other."""
        way = np.einsum("mij,mj->mi", self.turns[bone], slope)
        beyond = self.beyond[bone]
        way -= np.minimum((way * beyond).sum(axis=1), 0.0)[:, None] * beyond
        deep = np.clip(0.25 - distance / DEEP_MM, 0.0, 1.0) * beyond.any(axis=1)
        way += deep[:, None] * (beyond - way)
        return way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 0.3)


def detour(
    middles: np.ndarray,
    rest: np.ndarray,
    radius: np.ndarray,
    loose: np.ndarray,
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
    obstacles : Obstacles

    Returns
    -------
    (k, 3) float or None
        None where nothing is in the way.
    """
    shift = np.zeros_like(middles)
    for _ in range(ROUNDS):
        pull, wanted = np.zeros((len(middles), 3, 3)), np.zeros_like(middles)
        bone, near, distance, slope = obstacles.look_up(middles + shift)
        keep = np.minimum(rest[near, bone], np.maximum(CLEARANCE * radius[near], LEAST_MM))
        missing = (keep - distance - ENOUGH_MM).clip(0.0, FURTHEST_MM)
        short = (missing > 0) & (loose[near] > 0)
        if not short.any():
            break
        way = obstacles.outward(bone[short], distance[short], slope[short])
        which, share = near[short], loose[near[short]]
        np.add.at(pull, which, share[:, None, None] * way[:, :, None] * way[:, None, :])
        np.add.at(wanted, which, (share * missing[short])[:, None] * way)
        shift = shift + _least_bent(pull, wanted, loose)
    return shift if shift.any() else None


def _least_bent(pull: np.ndarray, wanted: np.ndarray, loose: np.ndarray) -> np.ndarray:
    """Least squares: what is wanted, against bending and against moving what is not loose."""
    band = _bending(len(wanted)).copy()
    tether = TETHER + 100.0 * (1 - loose) ** 12
    for axis in range(3):
        band[6, axis::3] += tether + pull[:, axis, axis]
    band[5, 1::3], band[5, 2::3] = pull[:, 0, 1], pull[:, 1, 2]
    band[4, 2::3] = pull[:, 0, 2]
    return solveh_banded(band, wanted.ravel(), check_finite=False).reshape(-1, 3)


@lru_cache(maxsize=32)
def _bending(count: int) -> np.ndarray:
    """(7, 3 * count) upper bands of the squares of second differences, three axes side by side."""
    band = np.zeros((7, 3 * count))
    bend = np.array([1.0, -2.0, 1.0])
    for i in range(3):
        for j in range(i, 3):
            band[6 - 3 * (j - i), 3 * j : 3 * (count - 2 + j)] += STIFFNESS * bend[i] * bend[j]
    return band


def kept_out(strand: Strand, points: np.ndarray, obstacles: Obstacles) -> np.ndarray:
    """Points moved out of the bones they have come to lie in, and their neighbours with them.

    Parameters
    ----------
    strand : Strand
    points : (n, 3) float
        Of its mesh.
    obstacles : Obstacles

    Returns
    -------
    (n, 3) float
        None lies deeper in a bone than at rest, but for those that belong to it.
    """
    bone, near, distance, slope = obstacles.look_up(points, touching=True)
    missing = np.minimum(strand.depths[near, bone], MARGIN_MM) - distance
    inside = (missing > 0) & (strand.free[near] > 0)
    if not inside.any():
        return points
    push = np.zeros_like(points)
    way = obstacles.outward(bone[inside], distance[inside], slope[inside])
    np.add.at(push, near[inside], missing[inside, None] * way)
    pushed = np.flatnonzero(push.any(axis=1))
    least = np.linalg.norm(push[pushed], axis=1, keepdims=True)
    way = push[pushed] / least
    shift = push
    for _ in range(SPREADING):
        shift = strand.free[:, None] * (strand.neighbours @ shift)
        along = (shift[pushed] * way).sum(axis=1, keepdims=True)
        shift[pushed] += np.maximum(least - along, 0.0) * way
    return points + shift
