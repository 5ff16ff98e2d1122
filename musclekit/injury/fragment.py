"""A piece of bone torn off with its tendon: the footprint, with a thickness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from musclekit.geometry import signed_volume
from musclekit.geometry.curves import spaced

THICK = 0.3
"""Thickness of a fragment against its length: drawn."""
AROUND, RINGS = 48, 7
"""Vertices of its outer face, round it and inwards."""


@dataclass(frozen=True, eq=False)
class Fragment:
    """A closed piece of bone.

    Attributes
    ----------
    points, faces : (n, 3) float, (m, 3) int
        Where it came from, millimetres; its outer face first.
    outer : int
        Vertices of the outer face, which lay on the bone's surface.
    outward : (3,) float
        Unit vector out of the bone.
    """

    points: np.ndarray
    faces: np.ndarray
    outer: int
    outward: np.ndarray

    @property
    def length_mm(self) -> float:
        """Longest extent of the outer face."""
        points = self.points[: self.outer]
        _, _, ways = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
        return float(np.ptp(points @ ways[0]))

    def scaled(self, length_mm: float) -> Fragment:
        """The same piece, so long, about its own middle."""
        middle = self.points[: self.outer].mean(axis=0)
        return replace(self, points=middle + (self.points - middle) * (length_mm / self.length_mm))


def fragment_of(outline: np.ndarray, surface: np.ndarray) -> Fragment:
    """The piece of bone inside an outline (n, 3) on its surface, known by (m, 3) points."""
    rim = spaced(np.vstack([outline, outline[:1]]), AROUND + 1)[:-1]
    middle = rim.mean(axis=0)
    _, _, ways = np.linalg.svd(rim - middle, full_matrices=False)
    known = cKDTree(surface)
    shares = np.linspace(1.0, 0.0, RINGS + 1)[:-1]
    top = np.vstack([middle + share * (rim - middle) for share in shares] + [middle[None]])
    away, near = known.query(top, k=3)
    weight = 1 / np.maximum(away, 0.1)
    lie = (weight[..., None] * surface[near]).sum(axis=1) / weight.sum(axis=1)[:, None]
    normal = ways[2] if (outline.mean(axis=0) - surface.mean(axis=0)) @ ways[2] >= 0 else -ways[2]
    top = top + ((lie - top) @ normal)[:, None] * normal
    long = float(np.ptp(rim @ ways[0]))
    share = np.append(np.repeat(shares, AROUND), 0.0)
    below = top - (THICK * long * np.sqrt(1 - share**2))[:, None] * normal
    number = np.arange(AROUND)
    onward = (number + 1) % AROUND
    faces = []
    for ring in range(RINGS - 1):
        a, b = ring * AROUND + number, ring * AROUND + onward
        faces += [
            np.stack([a, b, b + AROUND], axis=1),
            np.stack([a, b + AROUND, a + AROUND], axis=1),
        ]
    last, tip = (RINGS - 1) * AROUND, RINGS * AROUND
    faces.append(np.stack([last + number, last + onward, np.full(AROUND, tip)], axis=1))
    outer = np.vstack(faces)
    under = np.where(outer < AROUND, outer, outer + len(top) - AROUND)
    points = np.vstack([top, below[AROUND:]])
    whole = np.vstack([outer, under[:, ::-1]])
    if signed_volume(points, whole) < 0:
        whole = whole[:, ::-1]
    return Fragment(points, whole, len(top), normal)
