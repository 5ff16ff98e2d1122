"""Distances of points to surfaces, exact to the triangle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.geometry.columns import columns
from musclekit.geometry.winding import winding_numbers

if TYPE_CHECKING:
    import pyvista


def arrays(surface: pyvista.PolyData) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) and triangles (m, 3) of a surface."""
    return np.asarray(surface.points, float), surface.regular_faces


def points_and_middles(surface: pyvista.PolyData) -> np.ndarray:
    """Points (n + m, 3) of a surface and the middles of its faces."""
    points, triangles = arrays(surface)
    return np.vstack([points, points[triangles].mean(axis=1)])


def nearest_points(surface: pyvista.PolyData, points: np.ndarray) -> np.ndarray:
    """For each of points (n, 3) the nearest one of a surface, (n, 3)."""
    found: Any = surface.find_closest_cell(points, return_closest_point=True)
    return np.asarray(found[1])


def distances(surface: pyvista.PolyData, points: np.ndarray) -> np.ndarray:
    """How far points (n, 3) lie from a surface; (n,) millimetres, inside as outside."""
    return np.linalg.norm(nearest_points(surface, points) - points, axis=1)


def gaps(solid: pyvista.PolyData, points: np.ndarray) -> np.ndarray:
    """How far points (n, 3) lie outside a closed surface; (n,) millimetres, 0 inside."""
    return np.where(inside(solid, points), 0.0, distances(solid, points))


def signed_distances(solid: pyvista.PolyData, points: np.ndarray) -> np.ndarray:
    """How far points (n, 3) lie outside a closed surface; (n,) millimetres, negative inside."""
    import pyvista

    cloud = pyvista.PolyData(np.asarray(points, float))
    return np.asarray(cloud.compute_implicit_distance(solid)["implicit_distance"])


def inside(solid: pyvista.PolyData, points: np.ndarray) -> np.ndarray:
    """Which of points (n, 3) lie inside a closed surface; (n,) bool."""
    return winding_numbers(points, *arrays(solid)) > 0.5


def least_distance(one: pyvista.PolyData, other: pyvista.PolyData, samples: np.ndarray) -> float:
    """Least distance of two surfaces, `samples` (n, 3) lying on the first; millimetres."""
    near = samples[np.argsort(distances(other, samples))[:200]]
    return float(distances(other, nearest_points(one, nearest_points(other, near))).min())


def volume_by_winding(surface: pyvista.PolyData) -> float:
    """Volume of a closed surface by winding numbers along some 60 000 lines, mm³."""
    points, triangles = arrays(surface)
    size = np.ptp(points, axis=0)
    axis = int(np.argmin(size))
    shadow = np.prod(np.delete(size, axis))
    return columns(points, triangles, float(np.sqrt(shadow / 60_000)), axis).volume
