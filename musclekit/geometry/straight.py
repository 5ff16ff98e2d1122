"""A straight way through surfaces: how near it comes to them, how deep, and where it crosses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from musclekit.geometry.gaps import Triangles, surface_gap, triangle_gaps
from musclekit.geometry.patch import nearest_on_segments

PIECES = 24
"""A way is compared piece by piece: the box round a short piece is small."""
HALVINGS = 40
SAME = 1e-6


class Near(NamedTuple):
    """Where a way comes nearest to a surface.

    Attributes
    ----------
    distance : float
        0 where it meets or crosses it.
    points : (2, 3) float
        On the way, and on the surface.
    depth : float
        Of the first of them, from the start of the way.
    """

    distance: float
    points: np.ndarray
    depth: float


def nearest_along(start: ArrayLike, end: ArrayLike, surface: ArrayLike | Triangles) -> Near:
    """How near a straight way comes to a surface, exact.

    Parameters
    ----------
    start, end : (3,) float
    surface : (n, 3, 3) float or Triangles
        Corners; at least one triangle.

    >>> plate = [[[0, 0, 0], [9, 0, 0], [0, 9, 0]]]
    >>> near = nearest_along([2, 2, 8], [2, 2, 3], plate)
    >>> near.distance, near.depth
    (3.0, 5.0)
    """
    first, last = np.asarray(start, float), np.asarray(end, float)
    stops = first + np.linspace(0, 1, PIECES + 1)[:, None] * (last - first)
    pieces = np.stack([stops[:-1], stops[1:], stops[1:]], axis=1)
    gap = surface_gap(pieces, surface)
    return Near(gap.distance, gap.points, float(np.linalg.norm(gap.points[0] - first)))


def first_within(
    start: ArrayLike, end: ArrayLike, surface: Triangles, distance: float
) -> float | None:
    """How far one goes along a way until a surface is so near; None if it never is.

    Parameters
    ----------
    start, end : (3,) float
    surface : Triangles
    distance : float

    Notes
    -----
    From each triangle, a convex body, the distance falls along the way and then rises: up to where
    it is least it is halved.

    >>> plate = Triangles(np.array([[[0.0, 0, 0], [9, 0, 0], [0, 9, 0]]]))
    >>> round(first_within([2, 2, 8], [2, 2, -3], plate, 1.5), 6)
    6.5
    """
    first, last = np.asarray(start, float), np.asarray(end, float)
    beside = nearest_on_segments(surface.middles, first, last)
    apart = np.linalg.norm(surface.middles - beside, axis=1)
    some = surface.corners[apart <= surface.reach + distance]
    whole = np.broadcast_to(np.stack([first, last, last]), some.shape)
    least, points = triangle_gaps(whole, some)
    near = least <= distance
    if not near.any():
        return None
    some = some[near]
    outside, within = np.zeros(len(some)), np.linalg.norm(points[near, 0] - first, axis=1)
    way = (last - first) / np.linalg.norm(last - first)
    within[_distances(first, way, outside, some) <= distance] = 0.0
    for _ in range(HALVINGS):
        middle = (outside + within) / 2
        reached = _distances(first, way, middle, some) <= distance
        within = np.where(reached, middle, within)
        outside = np.where(reached, outside, middle)
    return float(within.min())


def pieces_inside(start: ArrayLike, end: ArrayLike, corners: ArrayLike) -> np.ndarray:
    """Pieces of a straight way that lie within a closed surface.

    Parameters
    ----------
    start, end : (3,) float
    corners : (n, 3, 3) float
        Turned outwards.

    Returns
    -------
    (k, 2) float
        Depths at which it enters and leaves; 0 where it begins inside, the whole length of the way
        where it ends inside.

    >>> a, b, c, d = [0, 0, 0], [6, 0, 0], [0, 6, 0], [0, 0, 6]
    >>> corners = [[a, c, b], [a, b, d], [a, d, c], [b, c, d]]
    >>> pieces_inside([1, 1, -2], [1, 1, 9], corners)
    array([[2., 6.]])
    """
    first, last = np.asarray(start, float), np.asarray(end, float)
    long = float(np.linalg.norm(last - first))
    depths, enters = _crossings(first, (last - first) / long, np.asarray(corners, float))
    found: list[tuple[float, float]] = []
    begun = 0.0 if len(enters) and not enters[0] else None
    for depth, inwards in zip(depths, enters, strict=True):
        if depth >= long:
            break
        if inwards and begun is None:
            begun = depth
        elif not inwards and begun is not None:
            found.append((begun, depth))
            begun = None
    if begun is not None:
        found.append((begun, long))
    return np.array(found, float).reshape(-1, 2)


def _crossings(
    start: np.ndarray, way: np.ndarray, corners: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Depths (k,) in order at which a ray crosses triangles, and whether from their front."""
    a, b, c = np.moveaxis(corners, 1, 0)
    one, two = b - a, c - a
    across = np.cross(way, two)
    size = np.einsum("ij,ij->i", one, across)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = start - a
        u = np.einsum("ij,ij->i", away, across) / size
        turned = np.cross(away, one)
        v = turned @ way / size
        depth = np.einsum("ij,ij->i", two, turned) / size
        met = np.flatnonzero((u >= 0) & (v >= 0) & (u + v <= 1) & (depth > 0))
    met = met[np.argsort(depth[met], kind="stable")]
    depths, enters = depth[met], size[met] > 0
    # A way through an edge crosses both its triangles at once.
    twice = (np.diff(depths, prepend=-1.0) < SAME) & (np.diff(enters.astype(int), prepend=2) == 0)
    return depths[~twice], enters[~twice]


def _distances(
    start: np.ndarray, way: np.ndarray, depths: np.ndarray, corners: np.ndarray
) -> np.ndarray:
    """(k,) from places along a way to a triangle each."""
    places = start + depths[:, None] * way
    return triangle_gaps(np.repeat(places[:, None], 3, axis=1), corners)[0]
