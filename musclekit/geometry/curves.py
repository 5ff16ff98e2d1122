"""Lines of points: evenly spaced, rounded, with a frame at every point."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import correlate1d


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
    along = np.zeros(len(points))
    np.cumsum(_lengths(np.diff(points, axis=0)), out=along[1:])
    return along


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
    far = int(np.ceil(3 * reach))
    bell = np.exp(-0.5 * (np.arange(-far, far + 1) / reach) ** 2)
    # A point beyond an end is the reflection of one within; beyond that one, of the other end.
    back = np.arange(1, far + 1).clip(max=len(points) - 1)
    before, after = 2 * points[0] - points[back[::-1]], 2 * points[-1] - points[-1 - back]
    drawn = np.concatenate([before, points, after])
    return correlate1d(drawn, bell / bell.sum(), axis=0)[far:-far]


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
    way = np.empty((len(points), 3, 3), np.result_type(points, float))
    along, across = way[:, 0], way[:, 1]
    along[1:-1] = points[2:] - points[:-2]
    along[0], along[-1] = points[1] - points[0], points[-1] - points[-2]
    along /= _lengths(along)[:, None]
    across[:] = sideways
    across -= np.einsum("ij,ij->i", along, across)[:, None] * along
    across /= _lengths(across)[:, None]
    way[:, 2] = along[:, [1, 2, 0]] * across[:, [2, 0, 1]]
    way[:, 2] -= along[:, [2, 0, 1]] * across[:, [1, 2, 0]]
    return way


def _lengths(vectors: np.ndarray) -> np.ndarray:
    """(n,) lengths of vectors (n, 3)."""
    return np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
