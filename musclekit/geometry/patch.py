"""Patches of a surface: the part inside an outline, cut where fields cross a level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from musclekit.geometry.pieces import pieces
from musclekit.geometry.surface import vertex_normals


class Patch(NamedTuple):
    """A piece of a surface inside an outline.

    Attributes
    ----------
    points : (n, 3) float
        On the surface it was cut from.
    triangles : (m, 3) int
    plane : (n, 2) float
        Coordinates in the outline's own plane: along its greatest extent, and across.
    normals : (n, 3) float
        Of the surface, as interpolated across its triangles: of about unit length.
    rim : (n,) float
        Distance to the outline in that plane; 0 at the border.
    facing : (3,) float
        Unit normal of that plane, on the side the surface faces.
    """

    points: np.ndarray
    triangles: np.ndarray
    plane: np.ndarray
    normals: np.ndarray
    rim: np.ndarray
    facing: np.ndarray


def cut_patch(
    points: ArrayLike, triangles: ArrayLike, outline: ArrayLike, edge: float = 2.0
) -> Patch:
    """The part of a surface inside an outline that lies on it.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
        Wound outwards.
    outline : (k, 3) float
        Closed polygon near the surface, its first point not repeated, turned either way.
    edge : float
        Triangles at the outline are divided until they are this small, for a smooth border.

    Returns
    -------
    Patch
        Empty where nothing of the surface lies inside.

    Notes
    -----
    Seen along the outline's mean normal, so the patch must not turn away from it by 90°.
    """
    points, corners = np.asarray(points, float), np.asarray(triangles)
    outline = np.asarray(outline, float)
    axes = _axes(points, corners, outline)
    centre = outline.mean(axis=0)
    border = (outline - centre) @ axes.T
    near = _near(points, corners, outline, axes[2])
    used, local = np.unique(corners[near], return_inverse=True)
    small = local.reshape(-1, 3)
    flat = (points[used] - centre) @ axes[:2].T
    rows = np.column_stack([points[used], flat, vertex_normals(points, corners)[used]])
    rows, small = _refined(rows, small, border[:, :2], edge)
    rows = np.column_stack([rows, signed_distance(rows[:, 3:5], border[:, :2])])
    rows, small, inside = split(rows, small, rows[:, 8])
    small = _piece_at(rows[:, :3], small[inside], outline)
    used, local = np.unique(small, return_inverse=True)
    rows = rows[used]
    return Patch(
        points=rows[:, :3],
        triangles=local.reshape(-1, 3),
        plane=rows[:, 3:5],
        normals=rows[:, 5:8],
        rim=np.abs(rows[:, 8]),
        facing=axes[2],
    )


def split(
    rows: ArrayLike, triangles: ArrayLike, values: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Triangles cut where a field passes through 0.

    Parameters
    ----------
    rows : (n, k) float
        What each vertex carries: coordinates, and fields that change linearly along edges.
    triangles : (m, 3) int
    values : (n,) float

    Returns
    -------
    rows : (n + new, k) float
    triangles : (m + new, 3) int
        The same surface, no triangle across the cut, wound as before.
    below : (m + new,) bool
        Which triangles lie where the field is negative.

    >>> square = [[0, 0], [1, 0], [1, 1], [0, 1]]
    >>> rows, triangles, below = split(square, [[0, 1, 2], [0, 2, 3]], [-1, 1, 1, -1])
    >>> len(rows), len(triangles), int(below.sum())
    (7, 6, 3)
    """
    rows, corners = np.asarray(rows, float), np.asarray(triangles)
    values = np.asarray(values, float)
    low = (values < 0)[corners]
    count = low.sum(axis=1)
    whole = (count == 0) | (count == 3)
    cut, low = corners[~whole], low[~whole]
    if not len(cut):
        return rows, corners, count == 3
    # Turn each so that the corner which lies alone on its side comes first.
    alone = np.argmax(low == (low.sum(axis=1) == 1)[:, None], axis=1)
    a, b, c = (np.take_along_axis(cut, ((alone + i) % 3)[:, None], 1)[:, 0] for i in range(3))
    edges = np.sort(np.concatenate([np.stack([a, b], 1), np.stack([a, c], 1)]), axis=1)
    unique, which = np.unique(edges, axis=0, return_inverse=True)
    first, last = values[unique[:, 0]], values[unique[:, 1]]
    share = (first / (first - last))[:, None]
    made = rows[unique[:, 0]] * (1 - share) + rows[unique[:, 1]] * share
    p, q = len(rows) + which.reshape(2, -1)
    tips, quads = np.stack([a, p, q], 1), np.stack([p, b, c, p, c, q], 1).reshape(-1, 3)
    tip_low = (values < 0)[a]
    return (
        np.concatenate([rows, made]),
        np.concatenate([corners[whole], tips, quads]),
        np.concatenate([(count == 3)[whole], tip_low, np.repeat(~tip_low, 2)]),
    )


def signed_distance(points: ArrayLike, polygon: ArrayLike) -> np.ndarray:
    """Distance of points to a closed polygon in the plane, negative inside.

    Parameters
    ----------
    points : (n, 2) float
    polygon : (k, 2) float
        Turned either way, the first point not repeated.

    Returns
    -------
    (n,) float

    >>> signed_distance([[1, 1], [3, 1]], [[0, 0], [2, 0], [2, 2], [0, 2]]).tolist()
    [-1.0, 1.0]
    """
    where, corners = np.asarray(points, float)[:, None], np.asarray(polygon, float)
    ends = np.roll(corners, -1, axis=0)
    nearest = nearest_on_segments(where, corners, ends)
    far = np.linalg.norm(where - nearest, axis=2).min(axis=1)
    return np.where(inside_polygon(points, corners), -far, far)


def inside_polygon(points: ArrayLike, polygon: ArrayLike) -> np.ndarray:
    """Which of points (n, 2) lie inside a closed polygon (k, 2) in the plane; (n,) bool."""
    x, y = np.asarray(points, float).T
    corners = np.asarray(polygon, float)
    inside = np.zeros(len(x), bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            spans = (y0 <= y) != (y1 <= y)
            inside ^= spans & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


def nearest_on_segments(points: ArrayLike, starts: ArrayLike, ends: ArrayLike) -> np.ndarray:
    """Nearest point of each segment; shapes (..., d) that broadcast against one another."""
    where, start = np.asarray(points, float), np.asarray(starts, float)
    way = np.asarray(ends, float) - start
    length = np.maximum(np.sum(way * way, axis=-1), 1e-12)
    share = np.clip(np.sum((where - start) * way, axis=-1) / length, 0.0, 1.0)
    return start + share[..., None] * way


def nearest_on_surface(point: ArrayLike, points: ArrayLike, triangles: ArrayLike) -> np.ndarray:
    """(3,) point of a surface that is nearest to another point.

    Parameters
    ----------
    point : (3,) float
    points : (n, 3) float
    triangles : (m, 3) int
        At least one.

    >>> nearest_on_surface([0.5, -1, 3], [[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]])
    array([0.5, 0. , 0. ])
    """
    where = np.asarray(point, float)
    corners = np.asarray(points, float)[np.asarray(triangles)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals /= np.where(lengths == 0, 1, lengths)
    height = np.sum((where - corners[:, 0]) * normals, axis=1)
    after = np.roll(corners, -1, axis=1)
    sides = np.cross(after - corners, where - corners)
    over = np.all(np.sum(sides * normals[:, None], axis=2) >= 0, axis=1) & (lengths[:, 0] > 0)
    borders = nearest_on_segments(where, corners, after)
    side = np.linalg.norm(where - borders, axis=2).argmin(axis=1)
    beside = np.take_along_axis(borders, side[:, None, None], 1)[:, 0]
    nearest = np.where(over[:, None], where - height[:, None] * normals, beside)
    return nearest[np.linalg.norm(where - nearest, axis=1).argmin()]


def _axes(points: np.ndarray, corners: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(3, 3) rows: along the outline's greatest extent, across, and outwards."""
    arms = outline - outline.mean(axis=0)
    normal = np.cross(arms, np.roll(arms, -1, axis=0)).sum(axis=0)
    normal /= np.linalg.norm(normal)
    middles = points[corners].mean(axis=1)
    nearest = [int(np.argmin(np.linalg.norm(middles - p, axis=1))) for p in outline]
    faces = _normals(points, corners[nearest])
    if (faces @ normal).sum() < 0:
        normal = -normal
    flat = arms - np.outer(arms @ normal, normal)
    along = np.linalg.svd(flat, full_matrices=False)[2][0]
    along = along if along[np.argmax(np.abs(along))] > 0 else -along
    along = along - (along @ normal) * normal
    along /= np.linalg.norm(along)
    return np.array([along, np.cross(normal, along), normal])


def _near(
    points: np.ndarray, corners: np.ndarray, outline: np.ndarray, normal: np.ndarray
) -> np.ndarray:
    """(m,) bool: triangles that face the outline's side and reach into the box round it."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    margin = 0.25 * float((high - low).max())
    boxes = points[corners]
    meets = (boxes.max(axis=1) > low - margin) & (boxes.min(axis=1) < high + margin)
    return meets.all(axis=1) & (_normals(points, corners) @ normal > 0)


def _normals(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    a, b, c = np.moveaxis(points[corners], 1, 0)
    normals = np.cross(b - a, c - a)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.where(lengths == 0, 1, lengths)


def _refined(
    rows: np.ndarray, corners: np.ndarray, border: np.ndarray, edge: float
) -> tuple[np.ndarray, np.ndarray]:
    """Triangles at a border smaller than `edge`; the others as they are.

    Where fine meets coarse, the fine one's corner lies in the middle of the coarse one's edge.
    """
    for _ in range(5):
        middles = rows[corners].mean(axis=1)
        sides = rows[corners][..., :3] - rows[np.roll(corners, 1, axis=1)][..., :3]
        size = np.linalg.norm(sides, axis=2).max(axis=1)
        large = size > edge
        large[large] = np.abs(signed_distance(middles[large, 3:5], border)) < size[large]
        if not large.any():
            break
        rows, four = _halved(rows, corners[large])
        corners = np.concatenate([corners[~large], four])
    return rows, corners


def _halved(points: np.ndarray, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every triangle as four, sharing the middles of edges."""
    edges = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), 1)
    unique, which = np.unique(edges, axis=0, return_inverse=True)
    ab, bc, ca = len(points) + which.reshape(3, -1)
    a, b, c = corners.T
    four = np.stack([a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca], axis=1)
    return np.concatenate([points, points[unique].mean(axis=1)]), four.reshape(-1, 3)


def _piece_at(points: np.ndarray, corners: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """Of the connected pieces, the one that the outline lies nearest to."""
    whole = pieces(corners) if len(corners) else []
    if len(whole) < 2:
        return corners

    def far(piece: np.ndarray) -> float:
        return sum(float(np.linalg.norm(points[piece] - p, axis=1).min()) for p in outline)

    return corners[np.isin(corners[:, 0], min(whole, key=far))]
