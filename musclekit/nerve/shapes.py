"""Shapes that reach from a wall towards a nerve, at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from musclekit.geometry import signed_volume
from musclekit.geometry.curves import frames, spaced

if TYPE_CHECKING:
    import pyvista

AROUND = 16
SUNK_MM = 5.0
"""So deep a lump begins in its wall."""


class Reach(NamedTuple):
    """The way something takes from a wall to a nerve, millimetres at rest.

    Attributes
    ----------
    wall, nerve : (3,) float
        The nearest points of the two.
    along : (3,) float
        Unit vector along the nerve, at right angles to the way.
    triangle : int
        Of the wall, on which its point lies.
    """

    wall: np.ndarray
    nerve: np.ndarray
    along: np.ndarray
    triangle: int

    @property
    def gap_mm(self) -> float:
        """How far the two are apart."""
        return float(np.linalg.norm(self.nerve - self.wall))

    @property
    def way(self) -> np.ndarray:
        """(3,) unit vector from wall to nerve."""
        return (self.nerve - self.wall) / self.gap_mm


def swelling(
    points: np.ndarray, triangles: np.ndarray, reach: Reach, rise_mm: float, radius_mm: float
) -> np.ndarray:
    """(n, 3) by how much the vertices of a wall move so that its nearest point rises.

    Parameters
    ----------
    points, triangles : (n, 3) float, (m, 3) int
        Of the wall.
    reach : Reach
    rise_mm : float
        Of the nearest point; nothing moves beyond `radius_mm` from it.
    """
    away = np.linalg.norm(points - reach.wall, axis=1) / radius_mm
    bell = np.cos(np.pi / 2 * np.minimum(away, 1.0)) ** 2
    corners = triangles[reach.triangle]
    share = np.linalg.lstsq(
        np.vstack([points[corners].T, np.ones(3)]), np.append(reach.wall, 1.0), rcond=None
    )[0]
    return rise_mm * (bell / max(float(bell[corners] @ share), 1e-3))[:, None] * reach.way


def lump(reach: Reach, rise_mm: float, across_mm: float, along_mm: float) -> pyvista.PolyData:
    """A closed ellipsoid that begins in the wall; its tip has risen towards the nerve."""
    import pyvista

    ball = pyvista.Icosphere(radius=1.0, nsub=3)
    axes = np.stack([reach.way, reach.along, np.cross(reach.way, reach.along)])
    half = np.array([(rise_mm + SUNK_MM) / 2, along_mm, across_mm])
    centre = reach.wall + (rise_mm - SUNK_MM) / 2 * reach.way
    points = centre + (np.asarray(ball.points, float) * half) @ axes
    return pyvista.PolyData.from_regular_faces(points.astype("float32"), ball.regular_faces)


def band(reach: Reach, rise_mm: float, radius_mm: float, span_mm: float) -> pyvista.PolyData:
    """A closed tube along the wall whose middle is drawn off it towards the nerve.

    Parameters
    ----------
    reach : Reach
    rise_mm : float
        Of its surface in the middle.
    radius_mm : float
    span_mm : float
        From its middle to either end, along the nerve.
    """
    top = reach.wall + (rise_mm - radius_mm) * reach.way
    share = np.linspace(-1.0, 1.0, 33)[:, None]
    sunk = reach.wall - 2 * radius_mm * reach.way
    line = sunk + span_mm * share * reach.along + (1 - share**2) * (top - sunk)
    return _tube(spaced(line, 2 * len(line)), radius_mm)


def _tube(line: np.ndarray, radius_mm: float) -> pyvista.PolyData:
    """A closed tube round a line of points (k, 3)."""
    import pyvista

    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius_mm
    across = np.cross(line[-1] - line[0], line[len(line) // 2] - line[0])
    rings = line[:, None] + ring @ frames(line, across)[:, 1:]
    near = np.arange(AROUND)
    onward = np.roll(near, -1)
    sides = [
        np.stack([near, onward, onward + AROUND, near, onward + AROUND, near + AROUND], axis=1)
        for _ in line[1:]
    ]
    faces = [(one + row * AROUND).reshape(-1, 3) for row, one in enumerate(sides)]
    first, last = len(line) * AROUND, (len(line) - 1) * AROUND
    faces.append(np.stack([onward, near, np.full(AROUND, first)], axis=1))
    faces.append(np.stack([near + last, onward + last, np.full(AROUND, first + 1)], axis=1))
    points = np.vstack([rings.reshape(-1, 3), line[:1], line[-1:]])
    triangles = np.vstack(faces).astype(int)
    if signed_volume(points, triangles) < 0:
        triangles = triangles[:, ::-1]
    return pyvista.PolyData.from_regular_faces(points.astype("float32"), triangles)
