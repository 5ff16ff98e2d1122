"""A surface divided more finely where it is needed, every new vertex a mean of old ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

Wanted = Callable[[np.ndarray], np.ndarray]


def refined(points: np.ndarray, faces: np.ndarray, wanted_mm: Wanted, rounds: int = 6) -> Any:
    """Halve edges longer than is wanted at their middle, without opening the surface.

    Parameters
    ----------
    points, faces : (n, 3) float, (m, 3) int
    wanted_mm : callable
        Sparse (k, n) matrix of means to (k,) longest edge wanted at each of those vertices.
    rounds : int
        Most halvings of one edge.

    Returns
    -------
    means : sparse (k, n) float
        Each vertex as a mean of the old ones, those first and in their order: `means @ points`.
    faces : (l, 3) int

    Examples
    --------
    >>> square = np.array([[0.0, 0, 0], [2, 0, 0], [2, 2, 0], [0, 2, 0]])
    >>> means, faces = refined(
    ...     square, np.array([[0, 1, 2], [0, 2, 3]]), lambda means: np.full(means.shape[0], 2.5)
    ... )
    >>> (means @ square)[4:].tolist(), len(faces)
    ([[1.0, 1.0, 0.0]], 4)
    """
    means = sparse.identity(len(points), format="csr")
    for _ in range(rounds):
        at, longest = means @ points, wanted_mm(means)
        sides = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
        count = means.shape[0]
        keys, owner = np.unique(sides.min(axis=1) * count + sides.max(axis=1), return_inverse=True)
        edges = np.stack(np.divmod(keys, count), axis=1)
        length = np.linalg.norm(at[edges[:, 0]] - at[edges[:, 1]], axis=1)
        long = length > longest[edges].min(axis=1)
        if not long.any():
            break
        middle = np.full(len(edges), -1)
        middle[long] = count + np.arange(long.sum())
        halves = 0.5 * (means[edges[long, 0]] + means[edges[long, 1]])
        means = sparse.vstack([means, halves], format="csr")
        faces = _divided(faces, middle[owner.reshape(3, -1).T])
    return means, faces


def _divided(faces: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Faces cut through the middles (m, 3) of their sides ab, bc, ca; -1 where a side is whole."""
    number = (middles >= 0).sum(axis=1)
    parts = [faces[number == 0]]
    for turn in range(3):
        a, b, c = np.roll(faces, -turn, axis=1).T
        ab, bc, ca = np.roll(middles, -turn, axis=1).T
        one = (number == 1) & (ab >= 0)
        parts += [_stacked(one, a, ab, c), _stacked(one, ab, b, c)]
        two = (number == 2) & (ca < 0)
        parts += [_stacked(two, ab, b, bc), _stacked(two, a, ab, bc), _stacked(two, a, bc, c)]
    a, b, c = faces.T
    ab, bc, ca = middles.T
    all_three = number == 3
    corners = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    parts += [_stacked(all_three, *corner) for corner in corners]
    return np.vstack(parts)


def _stacked(chosen: np.ndarray, *columns: np.ndarray) -> np.ndarray:
    return np.stack([column[chosen] for column in columns], axis=1)
