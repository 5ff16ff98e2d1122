"""Where a surface passes a level of some value at its vertices, as by a plane."""

from __future__ import annotations

import numpy as np


def level_pieces(
    values: np.ndarray, places: np.ndarray, faces: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pieces of the line on a surface along which a value is nought.

    Parameters
    ----------
    values : (n,) float
        At the vertices; a vertex at nought counts as below.
    places : (n, d) float
        Coordinates in which the pieces are wanted.
    faces : (m, 3) int

    Returns
    -------
    start, end : (p, d) float
        One piece for every face crossed; all go the same way round.

    Examples
    --------
    >>> corners = np.array([[0.0, 0], [2, 0], [0, 2]])
    >>> start, end = level_pieces(corners[:, 0] - 1, corners, np.array([[0, 1, 2]]))
    >>> sorted([*start.tolist(), *end.tolist()])
    [[1.0, 0.0], [1.0, 1.0]]
    """
    above = values[faces] > 0
    number = above.sum(axis=1)
    cut = (number == 1) | (number == 2)
    corners, alone = faces[cut], np.where((number[cut] == 1)[:, None], above[cut], ~above[cut])
    first, row = alone.argmax(axis=1), np.arange(len(corners))
    a, b, c = (corners[row, (first + turn) % 3] for turn in range(3))
    ends = [_crossing(values, places, a, other) for other in (b, c)]
    swap = (number[cut] == 2)[:, None]
    return np.where(swap, ends[1], ends[0]), np.where(swap, ends[0], ends[1])


def _crossing(
    values: np.ndarray, places: np.ndarray, one: np.ndarray, other: np.ndarray
) -> np.ndarray:
    share = values[one] / (values[one] - values[other])
    return places[one] + share[:, None] * (places[other] - places[one])
