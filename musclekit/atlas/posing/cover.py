"""The skin at a posture: laid over what it covers, which keeps its room beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from musclekit.geometry import vertex_normals

CARRIERS = 16
"""Of so many nearest vertices beneath it, every vertex of the skin keeps its place."""
SOFTENING_MM = 5.0
SHARPNESS = 3.0
"""Nearer ones count for more: by this power of their distance and as much more."""
EVENING = 12
"""Over so many edges what they say is evened out."""
BENEATH_MM = 30.0
"""Only what lies so near the skin at rest can come through it."""
OVERLYING = 8
"""So many vertices of the skin were nearest above it; no other part of the skin can lie over it,
as where a limb is folded."""
COVER_MM = 3.0
"""So much stays above it, or as much as at rest if that was less."""
FURTHEST_MM = 20.0
"""The skin gives way by no more in one round."""
ROUNDS = 3
SPREADING = 4
"""Over so many edges the skin gives way about what would come through."""
SPREADS = 0.9
ENOUGH_MM = 0.3


@dataclass(frozen=True, eq=False)
class Cover:
    """A skin bound to what lies beneath it at rest.

    Attributes
    ----------
    points : (n, 3) float
        Of the skin at rest.
    faces : (m, 3) int
    carriers : (n, k) int
        Vertices beneath, that each vertex of the skin is carried by.
    weights : (n, k) float
        They sum to 1.
    offsets : (n, k, 3) float
        From each carrier to the vertex, at rest.
    evening : (n, n) sparse
        Mean of every vertex and its neighbours.
    beneath : (b,) int
        Vertices that lie close beneath the skin.
    overlying : (b, c) int
        Vertices of the skin that were nearest to each.
    kept_mm : (b,) float
        How far below the skin each is to stay.
    """

    points: np.ndarray
    faces: np.ndarray
    carriers: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray
    evening: Any
    beneath: np.ndarray
    overlying: np.ndarray
    kept_mm: np.ndarray

    def laid(self, base: np.ndarray, turns: np.ndarray, contents: np.ndarray) -> np.ndarray:
        """The skin over its contents.

        Parameters
        ----------
        base : (n, 3) float
            Where the bones alone would carry the skin.
        turns : (n, 3, 3) float
            How they turn it there.
        contents : (v, 3) float
            What lies beneath, moved.

        Returns
        -------
        (n, 3) float
        """
        offsets = np.einsum("nij,nkj->nki", turns, self.offsets)
        there = contents[self.carriers] + offsets
        shift = np.einsum("nk,nkj->nj", self.weights, there) - base
        for _ in range(EVENING):
            shift = self.evening @ shift
        return self._given_way(base + shift, contents[self.beneath])

    def depths_mm(self, skin: np.ndarray, contents: np.ndarray) -> np.ndarray:
        """(b,) how far what lies close beneath the skin is below it; negative outside."""
        return self._depths(skin, vertex_normals(skin, self.faces), contents[self.beneath])[0]

    def _given_way(self, skin: np.ndarray, beneath: np.ndarray) -> np.ndarray:
        for _ in range(ROUNDS):
            normals = vertex_normals(skin, self.faces)
            depth, above = self._depths(skin, normals, beneath)
            push = np.zeros(len(skin))
            np.maximum.at(push, above, np.clip(self.kept_mm - depth, 0.0, FURTHEST_MM))
            if push.max() < ENOUGH_MM:
                break
            for _ in range(SPREADING):
                push = np.maximum(self.evening @ push, SPREADS * push)
            skin = skin + push[:, None] * normals
            moved = push > 0
            skin[moved] += 0.5 * (self.evening @ skin - skin)[moved]
        return skin

    def _depths(
        self, skin: np.ndarray, normals: np.ndarray, beneath: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        gap = skin[self.overlying] - beneath[:, None]
        nearest = np.einsum("ikj,ikj->ik", gap, gap).argmin(axis=1)
        rows = np.arange(len(beneath))
        above = self.overlying[rows, nearest]
        return np.einsum("ij,ij->i", gap[rows, nearest], normals[above]), above


def cover(points: np.ndarray, faces: np.ndarray, contents: np.ndarray) -> Cover:
    """Bind a skin to what lies beneath it at rest.

    Parameters
    ----------
    points, faces : (n, 3) float, (m, 3) int
        Of the skin, its faces turned outwards.
    contents : (v, 3) float
    """
    away, carriers = cKDTree(contents).query(points, k=CARRIERS)
    weights = 1.0 / (away + SOFTENING_MM) ** SHARPNESS
    away, overlying = cKDTree(points).query(contents, k=OVERLYING)
    gap = points[overlying[:, 0]] - contents
    depth = np.einsum("ij,ij->i", gap, vertex_normals(points, faces)[overlying[:, 0]])
    beneath = np.flatnonzero((away[:, 0] < BENEATH_MM) & (depth > 0))
    return Cover(
        points=points,
        faces=faces,
        carriers=carriers,
        weights=weights / weights.sum(axis=1, keepdims=True),
        offsets=points[:, None] - contents[carriers],
        evening=_evening(faces, len(points)),
        beneath=beneath,
        overlying=overlying[beneath],
        kept_mm=np.minimum(depth[beneath], COVER_MM),
    )


def _evening(faces: np.ndarray, count: int) -> Any:
    sides = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    one = sparse.coo_matrix((np.ones(len(sides)), (sides[:, 0], sides[:, 1])), (count, count))
    near = ((one + one.T) > 0).astype(float) + sparse.identity(count)
    return (sparse.diags(1 / np.asarray(near.sum(axis=1)).ravel()) @ near).tocsr()
