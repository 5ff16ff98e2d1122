"""The shortest way between two triangulated surfaces, exact."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

PAIRS_AT_ONCE = 256
SAMPLES = 64
_SIDES = np.array([[0, 1], [1, 2], [2, 0]])
_PAIRS_OF_SIDES = np.array([[i, j] for i in range(3) for j in range(3)])
_FLAT = 1e-20


class Gap(NamedTuple):
    """The shortest way between two surfaces.

    Attributes
    ----------
    distance : float
        0 where they meet or cross.
    points : (2, 3) float
        Its ends, on the first and on the second surface; one and the same where they meet.
    triangles : (2,) int
        The triangles these lie on.
    """

    distance: float
    points: np.ndarray
    triangles: np.ndarray


def surface_gap(
    one: ArrayLike | Triangles, other: ArrayLike | Triangles, near: ArrayLike | None = None
) -> Gap:
    """The shortest way between two surfaces given by the corners of their triangles.

    Parameters
    ----------
    one : (n, 3, 3) float or Triangles
        Corners, as `points[triangles]`; at least one triangle.
    other : (m, 3, 3) float or Triangles
    near : (2,) int, optional
        A triangle of each thought to be near the other, such as those found at the posture before;
        it only saves time.

    Returns
    -------
    Gap

    Notes
    -----
    A known distance bounds the search: only triangles whose boxes come as near are compared, all
    their vertices with faces and edges with edges.

    >>> plate = [[[0, 0, 0], [9, 0, 0], [0, 9, 0]]]
    >>> gap = surface_gap(plate, [[[2, 2, 3], [2, 2, 8], [3, 3, 8]]])
    >>> gap.distance, gap.points[0].tolist()
    (3.0, [2.0, 2.0, 0.0])
    """
    first, second = _prepared(one), _prepared(other)
    best = None if near is None else _nearest(first, second, np.reshape(near, (1, 2)).astype(int))
    distance = np.inf if best is None else best.distance
    pairs = _side_by_side(
        first, second, first.within(distance, second), second.within(distance, first)
    )
    best = _nearest(first, second, pairs, best)
    pairs = _pairs(
        first,
        second,
        first.within(best.distance, second),
        second.within(best.distance, first),
        best.distance,
    )
    return _nearest(first, second, pairs, best)


def triangle_gaps(one: ArrayLike, other: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The shortest ways between triangles, pair by pair.

    Parameters
    ----------
    one, other : (k, 3, 3) float
        Corners.

    Returns
    -------
    distances : (k,) float
        0 where the two meet or cross.
    points : (k, 2, 3) float
        The ends of each way.

    >>> triangle_gaps([[[0, 0, 0], [1, 0, 0], [0, 1, 0]]], [[[0, 0, 2], [1, 0, 2], [0, 1, 2]]])[0]
    array([2.])
    """
    first, second = np.asarray(one, float), np.asarray(other, float)
    tried = [_between_sides(first, second), _onto_faces(first, second)]
    swapped = _onto_faces(second, first)
    tried.append((swapped[0], swapped[1][:, :, ::-1]))
    distances = np.concatenate([squared for squared, _ in tried], axis=1)
    points = np.concatenate([ends for _, ends in tried], axis=1)
    least = distances.argmin(axis=1)
    row = np.arange(len(first))
    return np.sqrt(distances[row, least]), points[row, least]


class Triangles:
    """Triangles (n, 3, 3) with what a search needs: worth making once for several searches."""

    def __init__(self, corners: np.ndarray) -> None:
        a, b, c = np.moveaxis(corners, 1, 0)
        self.corners = corners
        self.low = np.minimum(np.minimum(a, b), c)
        self.high = np.maximum(np.maximum(a, b), c)
        self.middles = (a + b + c) / 3
        away = corners - self.middles[:, None]
        self.reach = np.sqrt(_dots(away, away).max(axis=1))

    @cached_property
    def tree(self) -> cKDTree:
        """Of their middles."""
        return cKDTree(self.middles)

    def within(self, distance: float, other: Triangles) -> np.ndarray:
        """Numbers of those whose boxes come as near as that to the box round the others."""
        low, high = other.low.min(axis=0), other.high.max(axis=0)
        return np.flatnonzero(_apart(self.low, self.high, low, high) <= distance)


def _prepared(surface: ArrayLike | Triangles) -> Triangles:
    return surface if isinstance(surface, Triangles) else Triangles(np.asarray(surface, float))


def _apart(low: np.ndarray, high: np.ndarray, low_too: np.ndarray, high_too: np.ndarray):
    """(n,) distances between boxes given by their corners (n, 3)."""
    over = np.maximum(np.maximum(low - high_too, low_too - high), 0.0)
    return np.sqrt(_dots(over, over))


def _side_by_side(
    one: Triangles, other: Triangles, rows: np.ndarray, columns: np.ndarray
) -> np.ndarray:
    """(k, 2) pairs of chosen triangles with their middles near one another."""
    whole = len(columns) == len(other.middles)
    tree = other.tree if whole else cKDTree(other.middles[columns])
    apart, nearest = tree.query(one.middles[rows])
    least = np.argsort(apart)[:SAMPLES]
    return np.stack([rows[least], columns[nearest[least]]], axis=1)


def _pairs(
    one: Triangles, other: Triangles, rows: np.ndarray, columns: np.ndarray, distance: float
) -> np.ndarray:
    """(k, 2) pairs of chosen triangles whose boxes come so near, the nearest boxes first."""
    reach = distance + one.reach[rows] + other.reach[columns].max()
    found = cKDTree(other.middles[columns]).query_ball_point(one.middles[rows], reach)
    first = np.repeat(rows, [len(hits) for hits in found])
    second = columns[np.concatenate([*found, []]).astype(int)]
    apart = _apart(one.low[first], one.high[first], other.low[second], other.high[second])
    kept = np.flatnonzero(apart <= distance)
    kept = kept[np.argsort(apart[kept], kind="stable")]
    return np.stack([first[kept], second[kept]], axis=1)


def _nearest(one: Triangles, other: Triangles, pairs: np.ndarray, best: Gap | None = None) -> Gap:
    """The nearest of pairs in order of their boxes, or what is known to be nearer."""
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        some = pairs[start : start + PAIRS_AT_ONCE]
        first, second = some.T
        if best is not None:
            boxes = one.low[first], one.high[first], other.low[second], other.high[second]
            near = _apart(*boxes) <= best.distance
            if not near.any():
                break
            first, second = first[near], second[near]
        distances, points = triangle_gaps(one.corners[first], other.corners[second])
        least = int(distances.argmin())
        if best is None or distances[least] < best.distance:
            found = np.array([first[least], second[least]])
            best = Gap(float(distances[least]), points[least], found)
    assert best is not None  # the first pairs are at least one
    return best


def _between_sides(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k, 9) squared distances of the sides of triangles, (k, 9, 2, 3) where they are nearest."""
    a, b = (one[:, _SIDES[_PAIRS_OF_SIDES[:, 0], end]] for end in (0, 1))
    c, d = (other[:, _SIDES[_PAIRS_OF_SIDES[:, 1], end]] for end in (0, 1))
    u, v, w = b - a, d - c, a - c
    uu, vv, uv, uw, vw = (_dots(x, y) for x, y in ((u, u), (v, v), (u, v), (u, w), (v, w)))
    across = uu * vv - uv * uv
    skew = across > _FLAT + 1e-12 * uu * vv
    share = np.where(skew, (uv * vw - vv * uw) / np.where(skew, across, 1.0), 0.0).clip(0, 1)
    beyond = ((uv * share + vw) / np.maximum(vv, _FLAT)).clip(0, 1)
    # The nearest point of the second to the first has moved: the first answers once more.
    share = ((uv * beyond - uw) / np.maximum(uu, _FLAT)).clip(0, 1)
    ends = np.stack([a + share[..., None] * u, c + beyond[..., None] * v], axis=2)
    way = ends[:, :, 0] - ends[:, :, 1]
    return _dots(way, way), ends


def _onto_faces(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners (3) and piercing sides (3) of triangles over the faces of others.

    (k, 6) squared distances, infinite where one is not over the face; (k, 6, 2, 3) points.
    """
    origin = other[:, :1]
    u, v = other[:, 1:2] - origin, other[:, 2:3] - origin
    normal = _cross(u, v)
    size = _dots(normal, normal)
    height = _dots(one - origin, normal) / np.maximum(size, _FLAT)  # in normals
    feet = one - height[..., None] * normal
    start, end = height[:, _SIDES[:, 0]], height[:, _SIDES[:, 1]]
    pierces = start * end < 0
    share = start / np.where(pierces, start - end, 1.0)
    through = one[:, _SIDES[:, 0]] + share[..., None] * (
        one[:, _SIDES[:, 1]] - one[:, _SIDES[:, 0]]
    )
    at = np.concatenate([feet, through], axis=1)
    away = at - origin
    along = _dots(_cross(away, v), normal)
    across = _dots(_cross(u, away), normal)
    over = (along >= 0) & (across >= 0) & (along + across <= size) & (size > _FLAT)
    over[:, 3:] &= pierces
    squared = np.concatenate([height**2 * size, np.zeros_like(start)], axis=1)
    ends = np.stack([np.concatenate([one, through], axis=1), at], axis=2)
    return np.where(over, squared, np.inf), ends


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cross products along the last axis; numpy's own takes twice as long on small arrays."""
    a, b, c = one[..., 0], one[..., 1], one[..., 2]
    x, y, z = other[..., 0], other[..., 1], other[..., 2]
    return np.stack([b * z - c * y, c * x - a * z, a * y - b * x], axis=-1)


def _dots(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.einsum("...i,...i->...", one, other)
