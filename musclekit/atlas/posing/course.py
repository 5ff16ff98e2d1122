"""Tendon paths as lines of stations, each with its frame, at rest and at a posture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from musclekit.geometry.curves import arc_lengths, at_lengths, frames, rounded, spaced

STEP_MM = 3.0
"""Between two stations of a path at rest."""
ROUNDING_MM = 9.0
"""How far a corner of the path is rounded to either side."""
BEYOND_MM = 80.0
"""By how much a path is drawn out over its ends, fixed to the bones, to hold footprints."""
SHORTEST = 0.15
"""No section is drawn shorter than this share of its length at rest."""


@dataclass(frozen=True, eq=False)
class Line:
    """A path as stations, each with its frame.

    Attributes
    ----------
    points : (k, 3) float
        Millimetres.
    frames : (k, 3, 3) float
        Along, sideways, and at right angles to both.
    """

    points: np.ndarray
    frames: np.ndarray


@dataclass(frozen=True, eq=False)
class Course:
    """A path and the bodies at its ends, as they are at rest.

    Attributes
    ----------
    first, middle, last : str
        Bodies its ends are fixed to, and the one whose sideways direction rules in between.
    before, after : (3,) float
        Points on beyond its ends.
    length_mm : float
        Of the rounded, drawn-out path at rest.
    count : int
        Its stations.
    """

    first: str
    middle: str
    last: str
    before: np.ndarray
    after: np.ndarray
    length_mm: float
    count: int


def course_at_rest(path: np.ndarray, first: str, middle: str, last: str) -> Course:
    """The course of a path in the neutral posture.

    Parameters
    ----------
    path : (n, 3) float
        Millimetres.
    first, middle, last : str
        Bodies.
    """
    before = path[0] - BEYOND_MM * _direction(path[0], path[1])
    after = path[-1] + BEYOND_MM * _direction(path[-2], path[-1])
    drawn = np.vstack([before, path, after])
    count = int(np.ceil(arc_lengths(drawn)[-1] / STEP_MM)) + 1
    line = _rounded_line(drawn, count)
    return Course(first, middle, last, before, after, arc_lengths(line)[-1], count)


def line_of(
    course: Course,
    path: np.ndarray,
    bodies: Mapping[str, np.ndarray],
    gives: np.ndarray,
    rest: Line | None = None,
    fixed: Mapping[str, np.ndarray] = MappingProxyType({}),
) -> Line:
    """A course at a posture: stations moved apart, or together, where it gives; ends with bones.

    Parameters
    ----------
    course : Course
    path : (n, 3) float
        Millimetres, at the posture.
    bodies : mapping of str to (4, 4) float
    gives : (k,) float
        Of every station: 0 tendon, 1 belly.
    rest : Line, optional
        The course at rest, needed where anything is fixed.
    fixed : mapping of str to (k,) float
        Body to how much of each station it holds.
    """
    first, middle, last = (bodies[name] for name in (course.first, course.middle, course.last))
    drawn = np.vstack([moved(course.before[None], first), path, moved(course.after[None], last)])
    smooth = _rounded_line(drawn, course.count)
    along = arc_lengths(smooth)
    step = course.length_mm / (course.count - 1)
    soft = (gives[1:] + gives[:-1]) / 2
    stretch = (along[-1] - course.length_mm) / max(float(soft.sum()) * step, step)
    wanted = np.concatenate([[0.0], np.cumsum(step * np.maximum(1 + stretch * soft, SHORTEST))])
    wanted *= along[-1] / wanted[-1]
    points = at_lengths(smooth, along, wanted)
    share = np.linspace(0.0, 1.0, course.count)[:, None]
    # Sideways is the first bone's at one end, the last one's at the other, the thigh's between.
    ways = [pose[:3, 0] for pose in (first, middle, last)]
    sideways = (
        ways[0] * np.clip(1 - 2 * share, 0, 1)
        + ways[1] * (1 - np.abs(2 * share - 1))
        + ways[2] * np.clip(2 * share - 1, 0, 1)
    )
    if rest is not None:
        for body, weight in fixed.items():
            share = weight[:, None]
            points += share * (moved(rest.points, bodies[body]) - points)
            sideways += share * (rest.frames[:, 1] @ bodies[body][:3, :3].T - sideways)
    return Line(points, frames(points, sideways))


def moved(points: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """Points (n, 3) under a (4, 4) pose."""
    return points @ pose[:3, :3].T + pose[:3, 3]


def _rounded_line(points: np.ndarray, count: int) -> np.ndarray:
    return rounded(spaced(points, count), ROUNDING_MM / STEP_MM)


def _direction(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    way = end - start
    return way / np.linalg.norm(way)
