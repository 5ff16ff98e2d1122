"""Which pixels of a plane lie inside closed surfaces: exact at their centres."""

from __future__ import annotations

import numpy as np

from musclekit.geometry.levels import level_pieces
from musclekit.imaging.plane import Plane

TOUCHING = 1e-7
"""Millimetres by which a vertex that lies in the plane is moved off it."""


def inside(points: np.ndarray, faces: np.ndarray, plane: Plane) -> np.ndarray:
    """(rows, columns) bool: pixels whose centre the surface (n, 3), (m, 3) winds round."""
    return winding(points, faces, plane) != 0


def winding(points: np.ndarray, faces: np.ndarray, plane: Plane) -> np.ndarray:
    """(rows, columns) int: how often the surface winds round each pixel's centre."""
    rows, columns = plane.shape
    start, end = outline(points, faces, plane)
    turns = np.zeros((rows, columns), np.int32)
    low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    first = np.clip(np.ceil(low).astype(int), 0, rows)
    last = np.clip(np.ceil(high).astype(int), 0, rows)
    count = last - first
    seen = count > 0
    if not seen.any():
        return turns
    start, end, first, count = start[seen], end[seen], first[seen], count[seen]
    piece = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count) + first[piece]
    step = end - start
    x = start[piece, 0] + (row - start[piece, 1]) * (step[:, 0] / step[:, 1])[piece]
    column = np.clip(np.ceil(x).astype(int), 0, columns)
    top, bottom = int(first.min()), int((first + count).max())
    met = np.zeros((bottom - top, columns + 1), np.int32)
    np.add.at(met, (row - top, column), np.where(step[:, 1] > 0, 1, -1)[piece])
    np.cumsum(met[:, :columns], axis=1, out=turns[top:bottom])
    return turns


def outline(points: np.ndarray, faces: np.ndarray, plane: Plane) -> tuple[np.ndarray, np.ndarray]:
    """Where a surface meets a plane: starts and ends (p, 2) of pieces, column and row.

    The pieces run the same way round, the inside of an outward-facing surface on one side.
    """
    away = plane.distance_mm(points)
    away = np.where(away == 0, TOUCHING, away)
    flat = (points - plane.corner_mm) @ np.stack([plane.right, plane.down], axis=1)
    return level_pieces(away, flat / plane.spacing_mm, faces)
