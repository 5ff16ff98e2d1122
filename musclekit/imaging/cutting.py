"""Where a slice lies: planes through the body, and across or along one of its structures."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError
from musclekit.imaging.material import PlacedCourse, placed_course
from musclekit.imaging.plane import ORIENTATIONS, Plane, oblique, plane
from musclekit.injury import Injury
from musclekit.injury.altering import healthy_body, where
from musclekit.injury.recipe import centre_mm

Place = float | str | Injury | Iterable[float] | None
OWN = ("across", "along")
"""Planes of a structure itself: at right angles to its course, and through it from the back."""
MARGIN_MM, NEAR_MM = 6.0, 15.0
"""Air round the body; vertices so near a slice tell how wide it is there."""
CLOSE_MM = 70.0
"""Half of a picture across or along a structure, beside it."""


def body_plane(
    atlas: Atlas,
    orientation: str,
    at: Place,
    size_mm: tuple[float, float] | None,
    spacing_mm: float,
) -> Plane:
    """An axial, coronal or sagittal plane, as wide as the body there unless told."""
    axis = int(np.argmin(np.abs(ORIENTATIONS[orientation]).max(axis=0)))
    low, high = box(atlas, None, axis)
    middle = (low + high) / 2
    point = middle if at is None else place_of(atlas, at)
    height = float(point[axis] if point.shape == (3,) else point)
    if size_mm is None or point.shape != (3,):
        low, high = box(atlas, height, axis)
        point = (low + high) / 2
    if size_mm is None:
        right, down = (int(np.argmax(np.abs(way))) for way in ORIENTATIONS[orientation])
        long = high - low + 2 * MARGIN_MM
        size_mm = float(long[down]), float(long[right])
    point = point.copy()
    point[axis] = height
    return plane(orientation, point, size_mm, spacing_mm)


def place_of(atlas: Atlas, at: float | str | Injury | Iterable[float]) -> np.ndarray:
    """A point (3,), or the height () of a plane."""
    if isinstance(at, Injury):
        return seat(atlas, at)[0]
    return atlas[at].centre_mm if isinstance(at, str) else _numbers(at)


def _numbers(at: object) -> np.ndarray:
    try:
        point = np.asarray(at, float)
    except (TypeError, ValueError):
        point = np.array([np.nan, np.nan])
    if point.shape not in ((), (3,)) or not np.isfinite(point).all():
        raise MusclekitError(
            f"{at!r} is no place for a slice.",
            remedy="Give millimetres, a point of three, a structure's id, or an injury.",
        )
    return point


def own_plane(
    atlas: Atlas,
    orientation: str,
    at: Place,
    size_mm: tuple[float, float] | None,
    spacing_mm: float,
    along: float | None = None,
) -> Plane:
    """A plane across or along the course of a structure, or through an injury of it."""
    if not isinstance(at, str | Injury):
        raise MusclekitError(
            f"A slice {orientation} a structure needs one.",
            remedy="Give at= a structure's id, or an injury.",
        )
    middle, way, back, side = seat(atlas, at, along)
    if orientation == "across":
        size = size_mm or (2 * CLOSE_MM, 2 * CLOSE_MM)
        return oblique(middle, side if side[0] < 0 else -side, back, size, spacing_mm)
    turn = np.radians(at.around_deg) if isinstance(at, Injury) else 0.0
    long = at.length_mm if isinstance(at, Injury) else 0.0
    size = size_mm or (2 * CLOSE_MM + 1.5 * long, 2 * CLOSE_MM)
    return oblique(middle, np.cos(turn) * back + np.sin(turn) * side, way, size, spacing_mm)


def course_of(atlas: Atlas, at: str | Injury) -> PlacedCourse:
    """The course of a structure, or of the one that an injury is in.

    Raises
    ------
    UnknownStructure, MusclekitError
        If there is no such structure, or it has none, as bone.
    """
    structure = at.structure if isinstance(at, Injury) else atlas[at].id
    course = placed_course(atlas, structure)
    if course is None:
        raise MusclekitError(
            f"'{structure}' has no course to cut across or along.",
            remedy="Give a muscle, tendon or nerve.",
        )
    return course


def seat(atlas: Atlas, at: str | Injury, along: float | None = None) -> tuple[np.ndarray, ...]:
    """A place on a structure's course, and the ways distally, to the back and laterally there."""
    course = course_of(atlas, at)
    if along is None:
        along = along_of(atlas, at) if isinstance(at, Injury) else 0.5
    known = course.rest.course.along
    side = np.array([np.interp(along, known, x) for x in course.axes[:, 1].T])
    return (*course.seat(along), side / np.linalg.norm(side))


def along_of(atlas: Atlas, injury: Injury) -> float:
    """Where the middle of an injury lies, 0 at the origin to 1, moved so that all has room."""
    healthy = atlas.intact.neutral
    body = healthy_body(healthy, injury.structure)
    at = centre_mm(body, injury, where(healthy, injury))
    return float(np.interp(at, body.course.arc_mm, body.course.along))


def box(atlas: Atlas, height: float | None, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Corners of what a slice shows: of the skin near it, of other structures near it, of all."""
    skin = [one for one in atlas.structures if one.kind == "skin"]
    points = [np.asarray(one.mesh.points, float) for one in skin or atlas.structures]
    every = np.concatenate(points)
    near = every if height is None else every[abs(every[:, axis] - height) < NEAR_MM]
    if not len(near):
        found = (np.asarray(one.mesh.points, float) for one in atlas.structures)
        near = np.concatenate([one[abs(one[:, axis] - height) < NEAR_MM] for one in found])
    shown = near if len(near) else every
    return shown.min(axis=0), shown.max(axis=0)
