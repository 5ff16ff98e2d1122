"""Faults of triangulated surfaces: of edges, points and faces, and where they cross themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

TOUCHING = 1e-4
"""Depth below which one face does not count as passing through another; single-precision files
in metres place a vertex a metre from the origin no better than 0.00006 mm."""

_PAIRS_AT_ONCE = 2_000_000
_FOLDED_COSINE = -1.0 + 1e-6
_ON_EDGE = 1e-9


def open_edges(triangles: ArrayLike) -> np.ndarray:
    """Edges of one triangle only.

    Parameters
    ----------
    triangles : (m, 3) int

    Returns
    -------
    (k, 2) int
        Lower corner first.

    >>> open_edges([[0, 2, 1], [0, 1, 3], [1, 2, 3]]).tolist()
    [[0, 2], [0, 3], [2, 3]]
    """
    edges, _, counts = _edges(triangles)
    return edges[counts == 1]


def crowded_edges(triangles: ArrayLike) -> np.ndarray:
    """Edges of three triangles or more, (k, 2) int: no surface has a side there.

    >>> crowded_edges([[0, 1, 2], [0, 1, 3], [1, 0, 4]]).tolist()
    [[0, 1]]
    """
    edges, _, counts = _edges(triangles)
    return edges[counts > 2]


def turned_edges(triangles: ArrayLike) -> np.ndarray:
    """Edges whose two triangles disagree on the outside, (k, 2) int.

    >>> turned_edges([[0, 1, 2], [0, 1, 3]]).tolist(), turned_edges([[0, 1, 2], [1, 0, 3]]).tolist()
    ([[0, 1]], [])
    """
    edges, balance, counts = _edges(triangles)
    return edges[(counts == 2) & (balance != 0)]


def _edges(triangles: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Undirected edges (k, 2), sum of their directions (k,), number of their triangles (k,)."""
    corners = np.asarray(triangles)
    directed = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    edges, own, counts = np.unique(
        np.sort(directed, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    sign = np.where(directed[:, 0] < directed[:, 1], 1, -1)
    return edges, np.bincount(own.ravel(), sign, len(edges)).astype(int), counts


def pinched_points(triangles: ArrayLike) -> np.ndarray:
    """Points at which separate fans of triangles meet, as the tips of two cones do.

    Parameters
    ----------
    triangles : (m, 3) int

    Returns
    -------
    (k,) int
        Indices of points.

    >>> pinched_points([[0, 1, 2], [0, 3, 4]]), pinched_points([[0, 1, 2], [0, 2, 3]])
    (array([0]), array([], dtype=int64))
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    corners = np.asarray(triangles)
    number = np.arange(corners.size).reshape(corners.shape)
    following = np.roll(np.arange(3), -1)
    edges = np.sort(np.stack([corners, corners[:, following]], axis=2), axis=2).reshape(-1, 2)
    order = np.lexsort(edges.T)
    same = (np.diff(edges[order], axis=0) == 0).all(axis=1)
    first, second = order[:-1][same], order[1:][same]
    start, end = number.ravel(), number[:, following].ravel()
    ends = np.stack([start, end], axis=1)  # the two corners of each edge, within its own triangle
    point = corners.ravel()
    linked = []
    for mine in (0, 1):
        one = ends[first, mine]
        swapped = point[ends[second, 0]] != point[one]
        linked.append(np.column_stack([one, ends[second, swapped.astype(int)]]))
    pairs = np.vstack(linked)
    graph = coo_array((np.ones(len(pairs)), pairs.T), shape=(corners.size, corners.size))
    fan = connected_components(graph, directed=False)[1]
    owner = np.unique(np.column_stack([fan, point]), axis=0)[:, 1]
    points, fans = np.unique(owner, return_counts=True)
    return points[fans > 1]


def flat_triangles(points: ArrayLike, triangles: ArrayLike, least_height: float = 1e-3):
    """Triangles so thin that they have no direction.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
    least_height : float
        In the points' unit; a triangle whose least height is below it is returned.

    Returns
    -------
    (k,) int
        Indices of triangles.

    >>> flat_triangles([[0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 1, 0]], [[0, 1, 2], [0, 1, 3]])
    array([0])
    """
    corners = np.asarray(points, float)[np.asarray(triangles)]
    sides = np.roll(corners, -1, axis=1) - corners
    longest = np.linalg.norm(sides, axis=2).max(axis=1)
    doubled = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    return np.flatnonzero(doubled <= least_height * np.maximum(longest, least_height))


def doubled_points(points: ArrayLike, within: float = TOUCHING) -> int:
    """How many points lie where another one already is.

    >>> doubled_points([[0, 0, 0], [1, 0, 0], [0, 0, 0.00001]])
    1
    """
    from scipy.spatial import cKDTree

    pairs = cKDTree(np.asarray(points, float)).query_pairs(within, output_type="ndarray")
    return len(np.unique(pairs.max(axis=1))) if len(pairs) else 0


def intersecting_triangles(points: ArrayLike, triangles: ArrayLike) -> np.ndarray:
    """Pairs of triangles of one surface that pass through each other, or lie folded together.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
        Neighbours share indices of points.

    Returns
    -------
    (k, 2) int
        Indices of triangles.

    Notes
    -----
    Two triangles meet when an edge of one passes through the other; every pair whose boxes meet
    is tested. Edges that end on the other triangle by sharing its corner are left out.

    >>> flat = [[0, 0, 0], [4, 0, 0], [0, 4, 0]]
    >>> upright = [[1, 1, -1], [1, 1, 1], [5, 5, 1]]
    >>> intersecting_triangles(flat + upright, [[0, 1, 2], [3, 4, 5]]).tolist()
    [[0, 1]]
    """
    where, corners = np.asarray(points, float), np.asarray(triangles)
    found = []
    for pairs in _near_pairs(where, corners):
        first, second = corners[pairs[:, 0]], corners[pairs[:, 1]]
        shared = (first[:, :, None] == second[:, None, :]).any(axis=2)
        back = (first[:, :, None] == second[:, None, :]).any(axis=1)
        crossing = _edges_through(where, first, second, shared)
        crossing |= _edges_through(where, second, first, back)
        folded = shared.sum(axis=1) >= 2
        crossing[folded] = _folded(where, first[folded], second[folded])
        found.append(pairs[crossing])
    return np.vstack(found) if found else np.empty((0, 2), int)


def _near_pairs(where: np.ndarray, corners: np.ndarray):
    """Pairs (k, 2) of triangles whose boxes meet, some millions at a time."""
    low, high = where[corners].min(axis=1), where[corners].max(axis=1)
    longest = int(np.argmax(where.max(axis=0) - where.min(axis=0)))
    order = np.argsort(low[:, longest], kind="stable")
    low, high = low[order], high[order]
    past = np.searchsorted(low[:, longest], high[:, longest], side="right")
    count = past - np.arange(len(order)) - 1
    batch = np.cumsum(count) // _PAIRS_AT_ONCE
    for number in range(int(batch[-1]) + 1 if len(batch) else 0):
        rows = np.flatnonzero(batch == number)
        one = np.repeat(rows, count[rows])
        step = np.arange(len(one)) - np.repeat(np.cumsum(count[rows]) - count[rows], count[rows])
        other = one + 1 + step
        meet = ((low[one] <= high[other]) & (low[other] <= high[one])).all(axis=1)
        yield np.column_stack([order[one[meet]], order[other[meet]]])


def _edges_through(where, first, second, shared) -> np.ndarray:
    """Whether an edge of `first` (k, 3) without `shared` corners passes through `second`; (k,)."""
    through = np.zeros(len(first), bool)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        free = ~(shared[:, start] | shared[:, end] | through)
        p, q = where[first[free, start]], where[first[free, end]]
        through[free] = _passes(p, q, *np.moveaxis(where[second[free]], 1, 0))
    return through


def _passes(p, q, a, b, c) -> np.ndarray:
    """Whether segment p q passes through triangle a b c, all (k, 3); (k,) bool."""
    normal = np.cross(b - a, c - a)
    size = np.maximum(np.linalg.norm(normal, axis=1), 1e-300)
    before, behind = _dot(normal, p - a) / size, _dot(normal, q - a) / size
    hit = (before * behind < 0.0) & (np.minimum(np.abs(before), np.abs(behind)) > TOUCHING)
    start, ray = p[hit], (q - p)[hit]
    sides = np.empty((len(ray), 3))
    for number, (u, v) in enumerate(((a, b), (b, c), (c, a))):
        here, side = u[hit] - start, (v - u)[hit]
        reach = np.linalg.norm(ray, axis=1) * np.linalg.norm(side, axis=1)
        sides[:, number] = _dot(np.cross(ray, here), side) / np.maximum(reach, 1e-300)
    # An edge that meets an edge counts: mirrored shapes cross nowhere else.
    hit[hit] = (sides >= -_ON_EDGE).all(axis=1) | (sides <= _ON_EDGE).all(axis=1)
    return hit


def _folded(where, first, second) -> np.ndarray:
    """Whether two triangles with a common edge lie on each other; (k,) bool."""
    normals = [np.cross(*np.moveaxis(np.diff(where[x], axis=1), 1, 0)) for x in (first, second)]
    sizes = [np.linalg.norm(normal, axis=1) for normal in normals]
    return _dot(*normals) < _FOLDED_COSINE * sizes[0] * sizes[1]


def _dot(a, b) -> np.ndarray:
    return np.einsum("ij,ij->i", a, b)
