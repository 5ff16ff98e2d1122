"""What spans joints without a path of its own: every vertex follows the bones it is near."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

SHARPNESS = 3.0
"""Power of the distance by which a nearer bone outweighs a farther one."""


def nearness(points: np.ndarray, bones: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """How much of each vertex each body carries.

    Parameters
    ----------
    points : (n, 3) float
    bones : mapping of str to (m, 3) float
        Body to points of its bones.

    Returns
    -------
    dict of str to (n,) float
        They sum to 1.
    """
    pull = {}
    for body, surface in bones.items():
        away, _ = cKDTree(surface).query(points)
        pull[body] = 1.0 / (away + 0.5) ** SHARPNESS
    total = np.sum(list(pull.values()), axis=0)
    return {body: value / total for body, value in pull.items()}


def blended(
    points: np.ndarray, weights: Mapping[str, np.ndarray], bodies: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Points moved by a mean of the bodies' motions, turned as rigidly as the mean allows.

    Parameters
    ----------
    points : (n, 3) float
    weights : mapping of str to (n,) float
    bodies : mapping of str to (4, 4) float

    Returns
    -------
    (n, 3) float

    Notes
    -----
    Dual quaternions, so that a limb does not shrink at a bend as it does with averaged matrices.
    """
    turns: list[np.ndarray] = []
    shifts: list[np.ndarray] = []
    for name in weights:
        turn = Rotation.from_matrix(bodies[name][:3, :3]).as_quat()
        turns.append(turn if not turns or turn @ turns[0] >= 0 else -turn)
        shifts.append(0.5 * _product(np.append(bodies[name][:3, 3], 0.0), turns[-1]))
    share = np.stack(list(weights.values()), axis=1)
    turn, shift = share @ np.array(turns), share @ np.array(shifts)
    size = np.linalg.norm(turn, axis=1, keepdims=True)
    turn, shift = turn / size, shift / size
    conjugate = turn * [-1, -1, -1, 1]
    moved = 2.0 * _product(shift, conjugate)[:, :3]
    axis, real = turn[:, :3], turn[:, 3:]
    spun = np.cross(axis, np.cross(axis, points) + real * points)
    return points + 2.0 * spun + moved


def _product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Quaternion product, scalar last."""
    a, b = np.atleast_2d(one), np.atleast_2d(other)
    vector = a[:, 3:] * b[:, :3] + b[:, 3:] * a[:, :3] + np.cross(a[:, :3], b[:, :3])
    real = a[:, 3:] * b[:, 3:] - (a[:, :3] * b[:, :3]).sum(axis=1, keepdims=True)
    product = np.concatenate([vector, real], axis=1)
    return product if np.ndim(one) == 2 or np.ndim(other) == 2 else product[0]
