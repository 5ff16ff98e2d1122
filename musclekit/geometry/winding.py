"""Winding numbers of points about surfaces, by solid angles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

_ANGLES_AT_ONCE = 2_000_000


def winding_numbers(at: ArrayLike, points: ArrayLike, triangles: ArrayLike) -> np.ndarray:
    """How often a surface goes round each point: 1 inside a closed one, 0 outside.

    Parameters
    ----------
    at : (k, 3) float
        Where to ask.
    points : (n, 3) float
    triangles : (m, 3) int
        Turned outwards.

    Returns
    -------
    (k,) float
        Between whole numbers where the surface has holes.

    Notes
    -----
    Sum of the triangles' signed solid angles (Van Oosterom and Strackee) over 4 pi.

    >>> corners = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    >>> faces = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]
    >>> winding_numbers([[0.1, 0.1, 0.1], [1, 1, 1]], corners, faces).round(6) + 0.0
    array([1., 0.])
    """
    places = np.asarray(at, float)
    corners = np.asarray(points, float)[np.asarray(triangles)]
    step = max(_ANGLES_AT_ONCE // max(len(corners), 1), 1)
    parts = [_angles(places[i : i + step], corners) for i in range(0, len(places), step)]
    return np.concatenate(parts) / (4.0 * np.pi) if parts else np.empty(0)


def _angles(places: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Solid angle (k,) of all triangles (m, 3, 3) seen from places (k, 3)."""
    a, b, c = np.moveaxis(corners[None] - places[:, None, None], 2, 0)
    far_a, far_b, far_c = (np.linalg.norm(x, axis=-1) for x in (a, b, c))
    above = np.einsum("kmi,kmi->km", a, np.cross(b, c))
    below = (
        far_a * far_b * far_c
        + np.einsum("kmi,kmi->km", a, b) * far_c
        + np.einsum("kmi,kmi->km", b, c) * far_a
        + np.einsum("kmi,kmi->km", c, a) * far_b
    )
    return 2.0 * np.arctan2(above, below).sum(axis=1)
