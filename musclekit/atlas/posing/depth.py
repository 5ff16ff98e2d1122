"""How deep points lie in a bone, looked up in a grid instead of measured against its surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    import pyvista

STEP_MM = 3.0
REACH_MM = 8.0
"""How far outside the bone the distance is known."""

_WITHIN = np.array(
    [[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4], [1, 0, 0], [0, 1, 0], [0, 0, 1]], float
)
"""Points of a triangle, barycentric, close enough together to leave no gap in the grid."""


@dataclass(frozen=True, eq=False)
class DepthGrid:
    """Signed distances to one bone's surface, below nought inside.

    Attributes
    ----------
    corner_mm : (3,) float
        Where the first node lies.
    distance_mm : (i, j, k) float
        At the nodes, `STEP_MM` apart; `REACH_MM` where it is farther.
    """

    corner_mm: np.ndarray
    distance_mm: np.ndarray

    def look_up(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Distance of points, and which way leads out.

        Parameters
        ----------
        points : (n, 3) float
            Millimetres, in the bone's neutral place.

        Returns
        -------
        (n,) float, (n, 3) float
            Millimetres, `REACH_MM` where it is farther; the distance's slope.
        """
        where = (points - self.corner_mm) / STEP_MM
        cell = np.floor(where).astype(int)
        size = np.array(self.distance_mm.shape)
        known = ((cell >= 0) & (cell < size - 1)).all(axis=1)
        cell = np.clip(cell, 0, size - 2)
        x, y, z = (where - cell).clip(0.0, 1.0).T
        i, j, k = cell.T
        value = self.distance_mm
        c = [[[value[i + a, j + b, k + d] for d in (0, 1)] for b in (0, 1)] for a in (0, 1)]
        # Linear along z, then y, then x; the slopes fall out on the way.
        yz = [[c[a][b][0] * (1 - z) + c[a][b][1] * z for b in (0, 1)] for a in (0, 1)]
        dz = [[c[a][b][1] - c[a][b][0] for b in (0, 1)] for a in (0, 1)]
        x_ = [yz[a][0] * (1 - y) + yz[a][1] * y for a in (0, 1)]
        distance = np.where(known, x_[0] * (1 - x) + x_[1] * x, REACH_MM)
        slope = np.stack(
            [
                x_[1] - x_[0],
                (yz[0][1] - yz[0][0]) * (1 - x) + (yz[1][1] - yz[1][0]) * x,
                (dz[0][0] * (1 - y) + dz[0][1] * y) * (1 - x)
                + (dz[1][0] * (1 - y) + dz[1][1] * y) * x,
            ],
            axis=1,
        )
        slope[~known] = 0.0
        return distance, slope / STEP_MM


def depth_grid(bone: pyvista.PolyData, low_mm: np.ndarray, high_mm: np.ndarray) -> DepthGrid:
    """Measure a bone once.

    Parameters
    ----------
    bone : pyvista.PolyData
        Closed, wound outwards.
    low_mm, high_mm : (3,) float
        Corners of the box of interest.

    Returns
    -------
    DepthGrid
    """
    import pyvista

    points = np.asarray(bone.points, float)
    corner = np.maximum(points.min(axis=0) - REACH_MM, low_mm)
    far = np.minimum(points.max(axis=0) + REACH_MM, high_mm)
    size = np.maximum(np.ceil((far - corner) / STEP_MM).astype(int) + 1, 2)
    weights = _WITHIN / _WITHIN.sum(axis=1, keepdims=True)
    samples = (weights @ points[bone.regular_faces]).reshape(-1, 3)
    cell = np.round((samples - corner) / STEP_MM).astype(int)
    cell = cell[((cell >= 0) & (cell < size)).all(axis=1)]
    distance = np.full(size, REACH_MM)
    if len(cell) == 0:
        return DepthGrid(corner, distance)
    crust = np.zeros(size, bool)
    crust[tuple(cell.T)] = True
    away = ndimage.distance_transform_edt(~ndimage.binary_dilation(crust)) * STEP_MM
    nodes = np.argwhere(away <= REACH_MM)
    cloud = pyvista.PolyData(corner + nodes * STEP_MM)
    measured = cloud.compute_implicit_distance(bone)["implicit_distance"]
    distance[tuple(nodes.T)] = measured
    hidden = (distance >= REACH_MM) & ~_reached(distance)
    distance[hidden] = -REACH_MM
    return DepthGrid(corner, np.minimum(distance, REACH_MM))


def _reached(distance: np.ndarray) -> np.ndarray:
    """Nodes outside the bone: those joined to a node measured to be outside."""
    outside = distance > 0
    parts, _ = ndimage.label(outside)
    measured = outside & (distance < REACH_MM)
    return np.isin(parts, np.unique(parts[measured]))
