"""Lines of points: evenly spaced, rounded, with a frame at every point."""

from __future__ import annotations

from functools import lru_cache

import numpy as np


def spaced(points, count: int) -> np.ndarray:
    """A line through `count` points at even distances along it.

    Parameters
    ----------
    points : (n, 3) float
    count : int

    Returns
    -------
    (count, 3) float
        The same ends.

    >>> spaced([[0, 0, 0], [1, 0, 0], [4, 0, 0]], 3)[:, 0].tolist()
    [0.0, 2.0, 4.0]
    """
    line = np.asarray(points, float)
    along = arc_lengths(line)
    return at_lengths(line, along, np.linspace(0.0, along[-1], count))


def arc_lengths(points) -> np.ndarray:
    """(n,) distance along a line from its first point to each."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def at_lengths(points: np.ndarray, along: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Points of a line at given distances along it.

    Parameters
    ----------
    points : (n, 3) float
    along : (n,) float
        Their distances along the line.
    wanted : (m,) float

    Returns
    -------
    (m, 3) float
    """
    return np.stack([np.interp(wanted, along, points[:, axis]) for axis in range(3)], axis=1)


@lru_cache(maxsize=8)
def _rounding(count: int, reach: float) -> np.ndarray:
    """(count, count) weights: a bell of standard deviation `reach` steps, odd about both ends."""
    numbers = np.arange(count)
    far = int(np.ceil(3 * reach))
    weights = np.zeros((count, count))
    bell = np.exp(-0.5 * (np.arange(-far, far + 1) / reach) ** 2)
    bell /= bell.sum()
    for offset, weight in zip(range(-far, far + 1), bell, strict=True):
        at = numbers + offset
        inside = np.clip(at, 0, count - 1)
        mirror = np.where(at < 0, -at, np.where(at >= count, 2 * (count - 1) - at, at))
        mirror = np.clip(mirror, 0, count - 1)
        outside = at != inside
        # A point beyond an end is the reflection of one within: 2 * end - point.
        np.add.at(weights, (numbers, mirror), np.where(outside, -weight, weight))
        np.add.at(weights, (numbers, inside), np.where(outside, 2 * weight, 0.0))
    return weights


def rounded(points: np.ndarray, reach: float) -> np.ndarray:
    """An evenly spaced line with its corners rounded; its ends stay.

    Parameters
    ----------
    points : (n, 3) float
        Evenly spaced.
    reach : float
        Standard deviation of the bell that is laid over it, in steps between points.

    >>> rounded(np.linspace([0.0, 0, 0], [10, 0, 0], 11), 2.0)[3].round(9).tolist()
    [3.0, 0.0, 0.0]
    """
    return _rounding(len(points), float(reach)) @ points


def frames(points: np.ndarray, sideways: np.ndarray) -> np.ndarray:
    """A frame at every point of a line, turned as little as `sideways` turns.

    Parameters
    ----------
    points : (n, 3) float
    sideways : (n, 3) or (3,) float
        Never parallel to the line.

    Returns
    -------
    (n, 3, 3) float
        Rows: along the line, sideways at right angles to it, and at right angles to both.
    """
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = sideways - (along * sideways).sum(axis=1, keepdims=True) * along
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    return np.stack([along, across, np.cross(along, across)], axis=1)
