"""Properties of triangulated surfaces, as plain arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def is_closed(triangles: ArrayLike) -> bool:
    """Whether every edge is shared by exactly two triangles that agree on the outside.

    Parameters
    ----------
    triangles : (m, 3) int
        Indices of the corners.

    >>> is_closed([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]), is_closed([[0, 1, 2]])
    (True, False)
    """
    corners = np.asarray(triangles)
    if len(corners) == 0:
        return False
    edges = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    # Each directed edge once, and its reverse once: closed, manifold, consistently turned.
    forward = edges[np.lexsort(edges.T)]
    backward = edges[:, ::-1][np.lexsort(edges[:, ::-1].T)]
    once = bool((np.diff(forward, axis=0) != 0).any(axis=1).all())
    return once and bool((forward == backward).all())


def enclosed_volume(points: ArrayLike, triangles: ArrayLike) -> float:
    """Volume inside a closed surface, in the cube of the points' unit.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
        Of a closed surface, all turned the same way.

    Notes
    -----
    Divergence theorem: the sum of signed tetrahedra, taken about the centre so that a body
    far from the origin loses no digits.

    >>> corners = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    >>> round(6 * enclosed_volume(corners, [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]), 9)
    1.0
    """
    return abs(signed_volume(points, triangles))


def signed_volume(points: ArrayLike, triangles: ArrayLike) -> float:
    """As `enclosed_volume`, but below 0 for a surface that is inside out."""
    where = np.asarray(points, float)
    a, b, c = np.moveaxis((where - where.mean(axis=0))[np.asarray(triangles)], 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def surface_centroid(points: ArrayLike, triangles: ArrayLike) -> np.ndarray:
    """Centre of area of a surface, however unevenly it is meshed.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int

    Returns
    -------
    (3,) float

    >>> surface_centroid([[0, 0, 0], [3, 0, 0], [0, 3, 0]], [[0, 1, 2]])
    array([1., 1., 0.])
    """
    corners = np.asarray(points, float)[np.asarray(triangles)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(normals, axis=1)
    middles = corners.mean(axis=1)
    if areas.sum() == 0.0:
        return middles.mean(axis=0)
    return np.average(middles, axis=0, weights=areas)


def vertex_normals(points: ArrayLike, triangles: ArrayLike) -> np.ndarray:
    """Unit normals at the vertices, each triangle weighing as much as its area.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
        Wound outwards.

    Returns
    -------
    (n, 3) float
        Zero where a vertex belongs to no triangle.

    >>> vertex_normals([[0, 0, 0], [2, 0, 0], [0, 2, 0]], [[0, 1, 2]])[0].tolist()
    [0.0, 0.0, 1.0]
    """
    where, corners = np.asarray(points, float), np.asarray(triangles)
    a, b, c = np.moveaxis(where[corners], 1, 0)
    normals = np.zeros_like(where)
    for column in corners.T:
        np.add.at(normals, column, np.cross(b - a, c - a))
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.where(lengths == 0, 1, lengths)
