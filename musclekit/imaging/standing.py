"""Where a viewer of slices stands: a plane through the body that is moved, tilted and turned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy import ndimage

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.imaging.cutting import (
    MARGIN_MM,
    OWN,
    Place,
    box,
    course_of,
    own_plane,
    place_of,
    seat,
)
from musclekit.imaging.labels import labels
from musclekit.imaging.material import placed_course
from musclekit.imaging.plane import ORIENTATIONS, Plane, oblique
from musclekit.imaging.slices import Slice
from musclekit.injury import Injury, injuries_of

FREE = "free"
VIEWED = (*ORIENTATIONS, *OWN, FREE)
"""Orientations that a viewer can choose."""
AXIS = {"axial": 2, "coronal": 1, "sagittal": 0}
TALLEST_MM = 280.0
"""Height of a picture of the body; what is longer is seen part by part."""
NEAR_MM, NEAR_SPACING_MM = 110.0, 0.5
"""Side of a picture of what is near the marked point, and its pixels."""
AMID_MM = 1.0
"""Pixels in which the middle of an injury is looked for."""
INNER = 0.4
"""A picture stays while the marked point is not farther from its middle, of its size."""
LABELS = ("Left to right", "Back to front", "Down to up")
PARTS = ("part", "aside")
_FLAT = ORIENTATIONS["axial"]
STEEPEST_DEG, ASIDE_MM = 80.0, 40.0
USUAL = "biceps_femoris_long_head"


@dataclass(frozen=True)
class Way:
    """One number by which the plane moves: its name, range, value and unit."""

    name: str
    label: str
    low: float
    high: float
    value: float
    unit: str = "mm"


@dataclass(frozen=True, eq=False)
class Standing:
    """A plane, and what it is moved by; every method returns a new one.

    Attributes
    ----------
    atlas : Atlas
        At any posture, with any variant and injuries.
    orientation : str
        One of `VIEWED`.
    point_mm : (3,) float
        Marked, in the plane.
    window_mm : (3,) float
        Middle of the picture; what of it is out of the plane does not count.
    about : str or Injury
        What the planes across and along lie across and along.
    along : float
        Place of these on its course, 0 to 1.
    beside_mm : float
        How far the plane along lies beside the course, away from the viewer.
    lean_deg, rock_deg : float
        Tilt of the free plane about its rows and about its columns.
    near : bool
        Whether only what is about the marked point is shown.
    """

    atlas: Atlas
    orientation: str
    point_mm: np.ndarray
    window_mm: np.ndarray
    about: str | Injury
    along: float = 0.5
    beside_mm: float = 0.0
    lean_deg: float = 0.0
    rock_deg: float = 0.0
    near: bool = False

    # ------------------------------------------------------------------ the plane
    @cached_property
    def plane(self) -> Plane:
        """Of 1 mm pixels, or of 0.5 mm when near; of the same size wherever it stands."""
        spacing = NEAR_SPACING_MM if self.near else 1.0
        if self.orientation in OWN:
            made = own_plane(self.atlas, self.orientation, self.about, None, spacing, self.along)
            made = made.moved(self.beside_mm) if self.orientation == "along" else made
            return self._closer(made) if self.near else made
        right, down = self._axes
        middle = self.window_mm + (self.point_mm - self.window_mm) @ self._normal * self._normal
        return oblique(middle, right, down, self._size_mm, spacing)

    def _closer(self, whole: Plane) -> Plane:
        """The part of a plane about the marked point."""
        size = (NEAR_MM, NEAR_MM)
        return oblique(self.point_mm, whole.right, whole.down, size, whole.spacing_mm)

    @property
    def _axes(self) -> tuple[np.ndarray, np.ndarray]:
        """To the right and down in a plane of the body; the free one is axial and then tilted."""
        right, down = (np.array(x) for x in ORIENTATIONS.get(self.orientation, _FLAT))
        if self.orientation != FREE:
            return right, down
        normal = np.cross(right, down)
        lean, rock = np.radians([self.lean_deg, self.rock_deg])
        down, normal = (
            np.cos(lean) * down + np.sin(lean) * normal,
            np.cos(lean) * normal - np.sin(lean) * down,
        )
        return np.cos(rock) * right + np.sin(rock) * normal, down

    @property
    def _normal(self) -> np.ndarray:
        return np.cross(*self._axes)

    @cached_property
    def _box(self) -> tuple[np.ndarray, np.ndarray]:
        return box(self.atlas, None, 2)

    @property
    def _size_mm(self) -> tuple[float, float]:
        """Height and width of a picture of the body."""
        low, high = self._box
        wide = high - low + 2 * MARGIN_MM
        right, down = (int(np.argmax(np.abs(x))) for x in ORIENTATIONS.get(self.orientation, _FLAT))
        most = NEAR_MM if self.near else TALLEST_MM
        tall, broad = min(float(wide[down]), most), min(float(wide[right]), most)
        return (max(tall, broad),) * 2 if self.orientation == FREE else (tall, broad)

    def slice(self) -> Slice:
        """What the plane cuts."""
        name = "oblique" if self.orientation == FREE else self.orientation
        return Slice(self.atlas, name, labels(self.atlas, self.plane))

    # ------------------------------------------------------------------ moving it
    @property
    def ways(self) -> tuple[Way, ...]:
        """What it can be moved by; the first is through the body."""
        if self.orientation == "across":
            return (Way("along", "Along its course", 0, 100, 100 * self.along, "%"),)
        if self.orientation == "along":
            aside = Way("beside", "Beside its course", -ASIDE_MM, ASIDE_MM, self.beside_mm)
            return aside, Way("along", "Part shown", 0, 100, 100 * self.along, "%")
        if self.orientation == FREE:
            return self._free_ways
        low, high = self._box
        axis = AXIS[self.orientation]
        ends = _up(low[axis]), _down(high[axis])
        through = Way("through", LABELS[axis], *ends, float(self.point_mm[axis]))
        return through, *self._parts

    @property
    def _parts(self) -> tuple[Way, ...]:
        """Of a body larger than its picture: which part is shown."""
        low, high = self._box
        found = []
        for name, way, size in zip(PARTS, self._axes[::-1], self._size_mm, strict=True):
            axis = int(np.argmax(np.abs(way)))
            first, last = _up(low[axis] + size / 2), _down(high[axis] - size / 2)
            if first < last:
                label = f"Part shown, {LABELS[axis].lower()}"
                found.append(Way(name, label, first, last, float(self.window_mm[axis])))
        return tuple(found)

    @property
    def _free_ways(self) -> tuple[Way, ...]:
        low, high = self._box
        far = np.stack(np.meshgrid(*zip(low, high, strict=True)), -1).reshape(-1, 3) @ self._normal
        through = float(self.point_mm @ self._normal)
        return (
            Way("through", "Along its normal", _up(far.min()), _down(far.max()), through),
            Way("lean", "Tilt forward or back", -STEEPEST_DEG, STEEPEST_DEG, self.lean_deg, "°"),
            Way("rock", "Tilt to the sides", -STEEPEST_DEG, STEEPEST_DEG, self.rock_deg, "°"),
        )

    def set(self, name: str, value: Any) -> Standing:
        """Moved so that one of its ways has a value, or the nearest it can have.

        Raises
        ------
        MusclekitError
            If it has no such way, or the value is no number.
        """
        way = next((one for one in self.ways if one.name == name), None)
        if way is None:
            raise MusclekitError(
                f"A slice of this kind is not moved by '{name}'.",
                remedy=did_you_mean(str(name), [one.name for one in self.ways]),
            )
        if not isinstance(value, int | float) or not np.isfinite(value):
            raise MusclekitError(f"{value!r} is no number to move a slice to.", remedy="Give one.")
        value = float(min(max(value, way.low), way.high))
        if name == "along":
            point = seat(self.atlas, self.about, value / 100)[0]
            return replace(self, along=value / 100, point_mm=point)._kept
        if name == "beside":
            return replace(self, beside_mm=value)._kept
        if name == "lean":
            return replace(self, lean_deg=value)
        if name == "rock":
            return replace(self, rock_deg=value)
        if name in PARTS:
            window = self.window_mm.copy()
            window[np.argmax(np.abs(self._axes[1 - PARTS.index(name)]))] = value
            return replace(self, window_mm=window)
        point = self.point_mm.copy()
        if self.orientation == FREE:
            point += (value - point @ self._normal) * self._normal
        else:
            point[AXIS[self.orientation]] = value
        return replace(self, point_mm=point)

    def moved(self, by: float) -> Standing:
        """Moved on by so much of its first way."""
        first = self.ways[0]
        return self.set(first.name, first.value + by)

    def through(self, point_mm: Iterable[float]) -> Standing:
        """Moved to a point (3,), which is marked; the picture moves where it must to show it.

        Raises
        ------
        MusclekitError
            If it is no point.
        """
        point = _point(point_mm)
        low, high = self._box
        point = np.clip(point, low, high)
        if self.orientation in OWN:
            return replace(self._beside(point), point_mm=point)._kept
        return replace(self, point_mm=point)._in_sight

    def pointed(self, row: float, column: float) -> Standing:
        """With the place of a pixel marked; the plane stays."""
        rows, columns = self.plane.shape
        row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        return replace(self, point_mm=self.plane.point_mm(row, column))

    def turned(self, orientation: str) -> Standing:
        """Of another orientation, through the marked point.

        Raises
        ------
        UnknownName
            If there is no such orientation.
        """
        if orientation not in VIEWED:
            raise UnknownName(
                f"No orientation '{orientation}'.", remedy=did_you_mean(str(orientation), VIEWED)
            )
        return replace(self, orientation=orientation).through(self.point_mm)

    def nearer(self, near: bool) -> Standing:
        """Showing only what is about the marked point, in finer pixels; or all again."""
        centre = self.point_mm if near else (self._box[0] + self._box[1]) / 2
        return replace(self, near=bool(near), window_mm=centre.copy())._in_sight

    def of(self, about: str | Injury) -> Standing:
        """Across and along another structure, or an injury, and there where it is.

        Raises
        ------
        UnknownStructure, MusclekitError
            If there is no such structure, or it has no course.
        """
        course_of(self.atlas, about)
        point = _amid(self.atlas, about) if isinstance(about, Injury) else self.point_mm
        return replace(self, about=about, beside_mm=0.0).through(point)

    @property
    def _in_sight(self) -> Standing:
        """With the picture where the marked point is well in it, and no emptier than it must."""
        if self.orientation in OWN:
            return self
        low, high = self._box
        window = self.window_mm.copy()
        for way, size in zip(self._axes[::-1], self._size_mm, strict=True):
            axis = int(np.argmax(np.abs(way)))
            if abs(self.point_mm[axis] - window[axis]) > INNER * size:
                window[axis] = self.point_mm[axis]
            first, last = low[axis] + size / 2, high[axis] - size / 2
            window[axis] = (
                np.clip(window[axis], first, last) if first < last else (low + high)[axis] / 2
            )
        return replace(self, window_mm=window)

    def _beside(self, point: np.ndarray) -> Standing:
        """On its course where that is nearest to a point, the plane along through it."""
        course = course_of(self.atlas, self.about)
        known, fine = course.rest.course.along, np.linspace(0, 1, 1001)
        middles = np.stack([np.interp(fine, known, x) for x in course.middles.T], axis=1)
        nearest = fine[np.linalg.norm(middles - point, axis=1).argmin()]
        here = replace(self, along=float(nearest), beside_mm=0.0)
        if self.orientation != "along":
            return here
        away = float(here.plane.distance_mm(point[None])[0])
        return replace(here, beside_mm=float(np.clip(away, -ASIDE_MM, ASIDE_MM)))

    @property
    def _kept(self) -> Standing:
        """With the marked point carried into the plane."""
        away = float(self.plane.distance_mm(self.point_mm[None])[0])
        return replace(self, point_mm=self.point_mm - away * self.plane.normal)


def standing(atlas: Atlas, orientation: str = "axial", at: Place = None) -> Standing:
    """Where a viewer begins.

    Parameters
    ----------
    atlas : Atlas
    orientation : {"axial", "coronal", "sagittal", "across", "along", "free"}
    at : float, str, Injury or (3,) float, optional
        As `musclekit.slice` takes it; the first injury of the atlas when left out, else the
        middle of the long head of biceps femoris, else of the body.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        No such orientation or structure; a place that is none.
    """
    if orientation not in VIEWED:
        raise UnknownName(
            f"No orientation '{orientation}'.", remedy=did_you_mean(str(orientation), VIEWED)
        )
    usual = _usual(atlas)
    about = at if isinstance(at, str | Injury) else usual
    low, high = box(atlas, None, 2)
    given = usual if at is None else at
    place = (low + high) / 2 if given is None else place_of(atlas, given)
    if orientation in OWN and not isinstance(given, str | Injury):
        own_plane(atlas, orientation, at, None, 1.0)
    if place.shape != (3,):
        height, place = float(place), (low + high) / 2
        place[AXIS.get(orientation, 2)] = height
    window = (low + high) / 2
    if orientation in OWN and isinstance(given, str | Injury):
        course_of(atlas, given)
    known = about if about is not None and _has_course(atlas, about) else usual or ""
    begun = Standing(atlas, orientation, np.clip(place, low, high), window, known)
    return begun.of(given) if isinstance(given, Injury) and known else begun.through(place)


def _usual(atlas: Atlas) -> str | Injury | None:
    """What a viewer has come to see."""
    every: list[str | Injury] = [*injuries_of(atlas), *(one for one in (USUAL,) if one in atlas)]
    return next((one for one in every if _has_course(atlas, one)), None)


def _has_course(atlas: Atlas, about: str | Injury) -> bool:
    structure = about.structure if isinstance(about, Injury) else about
    return placed_course(atlas, structure) is not None


def _point(given: Iterable[float]) -> np.ndarray:
    try:
        point = np.asarray(list(given), float)
    except (TypeError, ValueError):
        point = np.empty(0)
    if point.shape != (3,) or not np.isfinite(point).all():
        raise MusclekitError(f"{given!r} is no point.", remedy="Give three millimetres.")
    return point


def _up(value: float) -> float:
    return float(np.ceil(value))


def _down(value: float) -> float:
    return float(np.floor(value))


def _amid(atlas: Atlas, injury: Injury) -> np.ndarray:
    """(3,) in the midst of what is hurt across the middle of an injury; else on its course.

    On the way from the course to the side that the injury lies at, where it is hurt there, so that
    a slice along it holds both.
    """
    cut = Slice(atlas, "across", labels(atlas, own_plane(atlas, "across", injury, None, AMID_MM)))
    hurt = np.pad(cut.hurt(injury), 1)
    middle, way, back, side = seat(atlas, injury)
    if not hurt.any():
        return middle
    deep = ndimage.distance_transform_edt(hurt)[1:-1, 1:-1]
    turn = np.radians(injury.around_deg)
    across = np.cross(way, np.cos(turn) * back + np.sin(turn) * side)
    on_way = abs((cut.plane.points_mm - middle) @ across) <= AMID_MM
    deep = np.where(on_way, deep, 0.0) if (deep * on_way).any() else deep
    return cut.plane.point_mm(*np.unravel_index(deep.argmax(), deep.shape))
