"""Surfaces taken apart into what hangs together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def pieces(triangles: ArrayLike) -> list[np.ndarray]:
    """Points of each separate piece of a surface.

    Parameters
    ----------
    triangles : (m, 3) int

    Returns
    -------
    list of (k,) int
        In the order of their first points; points of no triangle are left out.

    >>> [piece.tolist() for piece in pieces([[0, 1, 2], [4, 5, 6], [2, 1, 3]])]
    [[0, 1, 2, 3], [4, 5, 6]]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    corners = np.asarray(triangles)
    used, own = np.unique(corners, return_inverse=True)
    own = own.reshape(corners.shape)
    links = np.vstack([own[:, [0, 1]], own[:, [1, 2]]])
    graph = coo_array((np.ones(len(links)), links.T), shape=(len(used), len(used)))
    piece = connected_components(graph, directed=False)[1]
    first = np.unique(piece, return_index=True)[1]
    return [used[piece == piece[number]] for number in np.sort(first)]
