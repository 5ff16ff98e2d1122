"""Surface points a label's leader line may end on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyvista


def anchors(mesh: pyvista.PolyData, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Surface points a label may point to, spread over a structure.

    Parameters
    ----------
    mesh : pyvista.PolyData
    count : int

    Returns
    -------
    points, normals : (m, 3) float
        At most `count`; the first is the vertex nearest the middle, each further one the farthest
        from those before it.
    """
    points = np.asarray(mesh.points, float)
    facing = mesh.compute_normals(
        cell_normals=False, split_vertices=False, consistent_normals=False
    )
    normals = np.asarray(facing.point_data["Normals"], float)
    low, high = points.min(axis=0), points.max(axis=0)
    chosen = [int(np.argmin(np.linalg.norm(points - (low + high) / 2, axis=1)))]
    nearest = np.linalg.norm(points - points[chosen[0]], axis=1)
    while len(chosen) < min(count, len(points)):
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return points[chosen], normals[chosen]


def seen_from(eye, spots, normals, in_the_way, clearance_mm: float = 6.0) -> np.ndarray:
    """Which surface points a viewer sees.

    Parameters
    ----------
    eye : (3,) array_like
    spots, normals : (m, 3) array_like
    in_the_way : (n, 3) array_like
        Vertices of everything solid on view, denser than `clearance_mm`.
    clearance_mm : float
        A vertex this near the line of sight, and nearer to the eye, hides a point.

    Returns
    -------
    (m,) bool

    >>> seen_from([0, -30, 0], [[0, 0, 0], [9, 0, 0]], [[0, -1, 0]] * 2, [[0, -7, 0]], 1).tolist()
    [False, True]
    """
    eye, spots = np.asarray(eye, float), np.asarray(spots, float)
    rays = spots - eye
    far = np.linalg.norm(rays, axis=1)
    rays /= far[:, None]
    facing = np.einsum("ij,ij->i", np.asarray(normals, float), -rays) > 0.15
    solid = np.asarray(in_the_way, float).reshape(-1, 3) - eye
    for i in np.flatnonzero(facing):
        ahead = solid @ rays[i]
        aside = np.linalg.norm(solid - ahead[:, None] * rays[i], axis=1)
        facing[i] = not np.any((aside < clearance_mm) & (ahead < far[i] - 1.0))
    return facing
