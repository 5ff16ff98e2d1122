"""Which pixels of a plane lie inside closed surfaces: exact at their centres."""

from __future__ import annotations

import numpy as np

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
    above = away[faces] > 0
    number = above.sum(axis=1)
    cut = (number == 1) | (number == 2)
    corners, up = faces[cut], above[cut]
    lone = np.where((number[cut] == 1)[:, None], up, ~up).argmax(axis=1)
    a, b, c = (corners[np.arange(len(corners)), (lone + turn) % 3] for turn in range(3))
    flat = (points - plane.corner_mm) @ np.stack([plane.right, plane.down], axis=1)
    flat = flat / plane.spacing_mm
    ends = [_crossing(flat, away, a, other) for other in (b, c)]
    swap = (number[cut] == 2)[:, None]
    return np.where(swap, ends[1], ends[0]), np.where(swap, ends[0], ends[1])


def _crossing(flat: np.ndarray, away: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    share = away[one] / (away[one] - away[other])
    return flat[one] + share[:, None] * (flat[other] - flat[one])
