"""One cloud of points laid onto another: by known partners, or by nearest ones found in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, eq=False)
class Similarity:
    """Turn, scale and shift: points become scale * points @ rotation.T + shift.

    Attributes
    ----------
    scale : float
    rotation : (3, 3) float
        Without reflection.
    shift : (3,) float
    """

    scale: float
    rotation: np.ndarray
    shift: np.ndarray

    def __call__(self, points: ArrayLike) -> np.ndarray:
        """Points (n, 3), moved."""
        return self.scale * np.asarray(points, float) @ self.rotation.T + self.shift


def best_similarity(points: ArrayLike, onto: ArrayLike, scaled: bool = False) -> Similarity:
    """The movement that brings points nearest to their partners, in least squares.

    Parameters
    ----------
    points, onto : (n, 3) float
        Row i belongs to row i.
    scaled : bool
        Whether the scale may change too.

    Notes
    -----
    Umeyama's solution by singular values (IEEE Trans. Pattern Anal. Mach. Intell. 1991;13:376).

    >>> square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0.]])
    >>> found = best_similarity(square, 3 * square[:, [1, 0, 2]] + 5, scaled=True)
    >>> round(found.scale, 6), np.allclose(found(square), 3 * square[:, [1, 0, 2]] + 5)
    (3.0, True)
    """
    a, b = np.asarray(points, float), np.asarray(onto, float)
    middle_a, middle_b = a.mean(axis=0), b.mean(axis=0)
    u, sizes, v = np.linalg.svd((b - middle_b).T @ (a - middle_a))
    upright = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ v))])
    rotation = (u * upright) @ v
    spread = ((a - middle_a) ** 2).sum()
    scale = float((sizes * upright).sum() / spread) if scaled and spread else 1.0
    return Similarity(scale, rotation, middle_b - scale * rotation @ middle_a)


def iterated(
    points: ArrayLike,
    nearest: Callable[[np.ndarray], np.ndarray],
    scaled: bool = False,
    rounds: int = 60,
) -> Similarity:
    """The movement found by pairing points with the nearest of a surface, again and again.

    Parameters
    ----------
    points : (n, 3) float
        Already roughly in place.
    nearest : function of (n, 3) to (n, 3)
        Nearest points of the surface they shall lie on.
    scaled : bool
        Whether the scale may change too.
    rounds : int
        At most so many; fewer once nothing moves by more than 0.001.
    """
    start = np.asarray(points, float)
    moved = start
    found = Similarity(1.0, np.eye(3), np.zeros(3))
    for _ in range(rounds):
        found = best_similarity(start, nearest(moved), scaled)
        before, moved = moved, found(start)
        if np.abs(moved - before).max() < 1e-3:
            break
    return found
