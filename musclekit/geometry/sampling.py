"""Points spread over surfaces, and lines through the middle of tubes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def spread_points(points: ArrayLike, triangles: ArrayLike, count: int, seed: int = 0) -> np.ndarray:
    """Points spread evenly over a surface, the same ones for the same seed.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
    count : int
    seed : int

    Returns
    -------
    (count, 3) float

    >>> spread_points([[0, 0, 0], [3, 0, 0], [0, 3, 0]], [[0, 1, 2]], 9000).mean(axis=0).round(1)
    array([1., 1., 0.])
    """
    a, b, c = np.moveaxis(np.asarray(points, float)[np.asarray(triangles)], 1, 0)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    random = np.random.default_rng(seed)
    # One point for each equal share of the area: more even than independent draws.
    at = (np.arange(count) + random.random(count)) / count * areas.sum()
    owner = np.minimum(np.searchsorted(np.cumsum(areas), at), len(areas) - 1)
    first, second = np.sqrt(random.random(count))[:, None], random.random(count)[:, None]
    return (1 - first) * a[owner] + first * (1 - second) * b[owner] + first * second * c[owner]


def centreline(points: ArrayLike, along: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Line through the middles of a tube's rings.

    Parameters
    ----------
    points : (n, 3) float
    along : (n,) float
        The same value for all points of one ring.

    Returns
    -------
    values : (k,) float
        The rings' values, ascending.
    middles : (k, 3) float

    >>> centreline([[0, 0, 0], [2, 0, 0], [0, 0, 5], [2, 0, 5]], [0, 0, 1, 1])[1].tolist()
    [[1.0, 0.0, 0.0], [1.0, 0.0, 5.0]]
    """
    where, values = np.asarray(points, float), np.round(np.asarray(along, float), 5)
    rings, own, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = [np.bincount(own.ravel(), axis, len(rings)) / counts for axis in where.T]
    return rings, np.column_stack(middles)


def path_length(line: ArrayLike) -> float:
    """Length of a line through points (k, 3), in their unit.

    >>> path_length([[0, 0, 0], [3, 4, 0], [3, 4, 1]])
    6.0
    """
    return float(np.linalg.norm(np.diff(np.asarray(line, float), axis=0), axis=1).sum())
