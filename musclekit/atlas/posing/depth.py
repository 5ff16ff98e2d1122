"""How deep points lie in a bone, looked up in a grid instead of measured against its surface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from musclekit.geometry import vertex_normals

STEP_MM = 3.0
REACH_MM = 8.0
"""How far from the surface, to either side, the distance is known."""
SAMPLES_MM = 2.5
"""Distance of the points that stand for the surface, at most."""

_CORNERS = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])


@dataclass(frozen=True, eq=False)
class DepthGrid:
    """Signed distances to one bone's surface, below nought inside.

    Attributes
    ----------
    corner_mm : (3,) float
        Where the first node lies.
    distance_mm : (i, j, k) float
        At the nodes, `STEP_MM` apart; `REACH_MM` where it is farther, below nought inside.
    """

    corner_mm: np.ndarray
    distance_mm: np.ndarray


class Depths:
    """The grids of several bones, asked at once.

    Parameters
    ----------
    grids : sequence of DepthGrid
    """

    def __init__(self, grids: Sequence[DepthGrid]) -> None:
        shapes = np.array([grid.distance_mm.shape for grid in grids]).reshape(-1, 3)
        corners = np.array([grid.corner_mm for grid in grids]).reshape(-1, 3)
        self._corner = (corners / STEP_MM).astype(np.float32)[:, None]
        self._last = (shapes[:, None] - 2).astype(np.float32)
        self._strides = np.stack(
            [shapes[:, 1] * shapes[:, 2], shapes[:, 2], np.ones(len(grids), int)], axis=1
        ).astype(np.int32)
        self._start = np.concatenate([[0], np.cumsum(shapes.prod(axis=1))[:-1]]).astype(np.int32)
        values = np.concatenate([grid.distance_mm.ravel() for grid in grids])
        self._values = values.astype(np.float32)
        self._beside = self._strides @ _CORNERS.T.astype(np.int32)

    def look_up(self, local: np.ndarray, *, touching: bool = False) -> tuple[np.ndarray, ...]:
        """Distances of points from every bone whose grid they lie in, and the ways out.

        Parameters
        ----------
        local : (b, n, 3) float
            Millimetres, in the neutral place of each bone.
        touching : bool
            Leave out points that are certainly some millimetres outside.

        Returns
        -------
        (m,) int, (m,) int
            Bone and point.
        (m,) float, (m, 3) float
            Millimetres, below nought inside; the distance's slope.
        """
        where = local * np.float32(1 / STEP_MM)
        where -= self._corner
        cell = np.minimum(np.maximum(where, 0), self._last).astype(np.int32)
        if touching:
            at = cell[..., 2] + self._start[:, None]
            for axis in (0, 1):
                at += cell[..., axis] * self._strides[:, None, axis]
            bone, point = np.nonzero(self._values[at] < REACH_MM)
        else:
            bone, point = np.nonzero((where > 0).all(axis=2) & (where < self._last + 1).all(axis=2))
        cell = cell[bone, point]
        part = where[bone, point] - cell
        if touching:  # what lies outside a grid was looked up at its edge
            within = np.flatnonzero(((part > 0) & (part < 1)).all(axis=1))
            bone, point, cell, part = bone[within], point[within], cell[within], part[within]
        at = self._start[bone] + np.einsum("mi,mi->m", cell, self._strides[bone])
        x, y, z = part.T
        v = self._values[at + self._beside[bone].T]
        # Linear along x, then y, then z; the slopes fall out on the way.
        edge = v[4:] - v[:4]
        across = v[:4] + x * edge
        side = across[2:] - across[:2]
        up = across[:2] + y * side
        dx = edge[:2] + y * (edge[2:] - edge[:2])
        dz = up[1] - up[0]
        slope = np.empty((len(bone), 3), np.float32)
        slope[:, 0] = dx[0] + z * (dx[1] - dx[0])
        slope[:, 1] = side[0] + z * (side[1] - side[0])
        slope[:, 2] = dz
        return bone, point, up[0] + z * dz, slope / np.float32(STEP_MM)

    def at_rest(self, points: np.ndarray) -> np.ndarray:
        """(n, b) distance of points (n, 3) from every bone at rest; `REACH_MM` if far."""
        distances = np.full((len(points), len(self._start)), REACH_MM)
        local = np.broadcast_to(points, (len(self._start), *points.shape))
        bone, point, distance, _ = self.look_up(local)
        distances[point, bone] = distance
        return distances


def depth_grid(
    points: np.ndarray, faces: np.ndarray, low_mm: np.ndarray, high_mm: np.ndarray
) -> DepthGrid:
    """Measure a bone once.

    Parameters
    ----------
    points, faces : (n, 3) float, (m, 3) int
        Closed, wound outwards.
    low_mm, high_mm : (3,) float
        Corners of the box of interest.

    Returns
    -------
    DepthGrid
    """
    corner = np.maximum(points.min(axis=0) - REACH_MM - STEP_MM, low_mm)
    far = np.minimum(points.max(axis=0) + REACH_MM + STEP_MM, high_mm)
    size = np.maximum(np.ceil((far - corner) / STEP_MM).astype(int) + 1, 2)
    near = points[faces].reshape(-1, 9)
    inside = (near.reshape(-1, 3, 3) > corner - REACH_MM).all(axis=2).any(axis=1)
    inside &= (near.reshape(-1, 3, 3) < far + REACH_MM).all(axis=2).any(axis=1)
    spots, normals = _sampled(points, faces[inside], vertex_normals(points, faces))
    distance = np.full(size, REACH_MM)
    cell = np.round((spots - corner) / STEP_MM).astype(int)
    cell = cell[((cell >= 0) & (cell < size)).all(axis=1)]
    if len(cell) == 0:
        return DepthGrid(corner, distance)
    crust = np.zeros(size, bool)
    crust[tuple(cell.T)] = True
    away = ndimage.distance_transform_edt(~crust) * STEP_MM
    nodes = np.argwhere(away < REACH_MM + STEP_MM)
    places = corner + nodes * STEP_MM
    far_off, nearest = cKDTree(spots).query(places)
    gap = places - spots[nearest]
    above = (gap * normals[nearest]).sum(axis=1)
    # Beside its nearest sample a point is as high as it stands over the plane there.
    flat = far_off < 2 * SAMPLES_MM
    signed = np.where(flat, above, np.where(above < 0, -far_off, far_off))
    distance[tuple(nodes.T)] = signed.clip(-REACH_MM, REACH_MM)
    unknown = away >= REACH_MM + STEP_MM
    parts, _ = ndimage.label(unknown)
    beside = ndimage.maximum_filter(parts, 3)[tuple(nodes.T)]
    deep = np.unique(beside[(signed < 0) & (beside > 0)])
    distance[np.isin(parts, deep) & unknown] = -REACH_MM
    return DepthGrid(corner, distance)


def _sampled(
    points: np.ndarray, faces: np.ndarray, normals: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Points all over a surface, `SAMPLES_MM` apart at most, and the normals there."""
    corners, turned = points[faces], normals[faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    parts = np.ceil(longest / SAMPLES_MM).astype(int)
    spots, ways = [], []
    for number in np.unique(parts):
        steps = [(i, j, number - i - j) for i in range(number + 1) for j in range(number + 1 - i)]
        share = np.array(steps) / number
        chosen = parts == number
        spots.append((share @ corners[chosen]).reshape(-1, 3))
        ways.append((share @ turned[chosen]).reshape(-1, 3))
    way = np.vstack(ways)
    return np.vstack(spots), way / np.linalg.norm(way, axis=1, keepdims=True).clip(1e-9)
