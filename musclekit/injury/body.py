"""The structure an injury lies in, at rest: its course, tissue and sections, found once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from musclekit.atlas import Atlas
from musclekit.injury.course import Course, course
from musclekit.injury.sections import area, crossings, level_of_share
from musclekit.injury.sites import SAMPLES, averaged

SHARES = np.linspace(0.0, 1.0, 41)
EVERY_MM = 5.0
"""Sections are taken so far apart."""


@dataclass(frozen=True, eq=False)
class Body:
    """A muscle or tendon of an uninjured, neutral atlas.

    Attributes
    ----------
    structure : str
    side : str
        Of the body.
    points, faces : (n, 3) float, (m, 3) int
    along, tissue : (n,) float
        0 at the origin to 1 at the insertion; 0 tendon, 1 muscle.
    course : Course
    """

    structure: str
    side: str
    points: np.ndarray
    faces: np.ndarray
    along: np.ndarray
    tissue: np.ndarray
    course: Course

    @cached_property
    def local(self) -> np.ndarray:
        """(n, 3) millimetres along, back and to the side."""
        return self.course.local(self.points, self.along)

    @cached_property
    def long_mm(self) -> float:
        """Length of the structure along its course."""
        return float(self.course.arc_mm[-1])

    @cached_property
    def _flesh(self) -> np.ndarray:
        """(k,) share of muscle at each station."""
        return np.interp(
            self.course.along, np.linspace(0.0, 1.0, SAMPLES), averaged(self.tissue, self.along)
        )

    @cached_property
    def _flesh_mm(self) -> np.ndarray:
        """(k,) millimetres of muscle between the origin and each station."""
        steps = np.diff(self.course.arc_mm) * (self._flesh[1:] + self._flesh[:-1]) / 2
        return np.concatenate([[0.0], np.cumsum(steps)])

    def flesh(self, arc_mm: np.ndarray) -> np.ndarray:
        """Share of muscle in the section at places along it."""
        return np.interp(arc_mm, self.course.arc_mm, self._flesh)

    def flesh_before(self, arc_mm: np.ndarray | float) -> np.ndarray:
        """Millimetres of muscle between the origin and places along it."""
        return np.interp(arc_mm, self.course.arc_mm, self._flesh_mm)

    @property
    def flesh_mm(self) -> float:
        """Millimetres of muscle from end to end."""
        return float(self._flesh_mm[-1])

    def section_mm2(self, arc_mm: float) -> float:
        """Area of the section at a place along it."""
        return area(crossings(self.local, self.faces, arc_mm))


@dataclass(frozen=True, eq=False)
class Depths:
    """How far out along one direction shares of the section lie, over a stretch of a body.

    Attributes
    ----------
    arcs_mm : (k,) float
    levels_mm : (k, len(SHARES)) float
        Where a line cuts off each share.
    way : (2,) float
        The direction, back and to the side.
    """

    arcs_mm: np.ndarray
    levels_mm: np.ndarray
    way: np.ndarray

    def out(self, local: np.ndarray) -> np.ndarray:
        """Millimetres out along the direction, of places along, back and to the side."""
        return local[:, 1] * self.way[0] + local[:, 2] * self.way[1]

    def level(self, arc_mm: np.ndarray | float, share: np.ndarray | float) -> np.ndarray:
        """Where a line cuts off a share of the section at each place."""
        arc, share = np.broadcast_arrays(np.asarray(arc_mm, float), np.asarray(share, float))
        step = self.arcs_mm[1] - self.arcs_mm[0]
        at = np.clip((arc - self.arcs_mm[0]) / step, 0, len(self.arcs_mm) - 1.000001)
        row, column = at.astype(int), np.clip(share * (len(SHARES) - 1), 0, len(SHARES) - 1.000001)
        near = column.astype(int)
        a, b = at - row, column - near
        levels = self.levels_mm
        low = levels[row, near] * (1 - b) + levels[row, near + 1] * b
        high = levels[row + 1, near] * (1 - b) + levels[row + 1, near + 1] * b
        return low * (1 - a) + high * a


def body_of(atlas: Atlas, structure: str) -> Body:
    """A structure of an uninjured, neutral atlas, ready to be injured."""
    mesh = atlas[structure].mesh
    points = np.asarray(mesh.points, float)
    along, tissue = (np.asarray(mesh.point_data[name], float) for name in ("ALONG", "TISSUE"))
    return Body(
        structure,
        atlas.side,
        points,
        mesh.regular_faces,
        along,
        tissue,
        course(points, along, atlas.side),
    )


def depths(body: Body, low_mm: float, high_mm: float, around_deg: float) -> Depths:
    """Measure the sections of a stretch of a body from one side.

    Parameters
    ----------
    body : Body
    low_mm, high_mm : float
        Ends of the stretch.
    around_deg : float
        0 from the back, 90 from the lateral side, 180 from the front, 270 from the medial side.
    """
    inside = body.long_mm * 0.004
    low, high = max(low_mm, inside), min(high_mm, body.long_mm - inside)
    arcs = np.linspace(low, high, max(2, int(np.ceil((high - low) / EVERY_MM)) + 1))
    way = np.array([np.cos(np.radians(around_deg)), np.sin(np.radians(around_deg))])
    levels = [level_of_share(crossings(body.local, body.faces, one), way, SHARES) for one in arcs]
    return Depths(arcs, np.array(levels), way)
