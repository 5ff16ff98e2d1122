"""Where in its own muscle, tendon or nerve each pixel lies, and which way the fibres run there.

The coordinates are the structure's own at rest (millimetres along, back and to the side), carried
to the posture and the injury, so that what is drawn from them moves with the tissue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import cdist

from musclekit.atlas import Atlas, Structure
from musclekit.imaging.plane import Plane
from musclekit.injury.altering import Injured, activation_of, bound_to, recipes
from musclekit.injury.changes import Drawn, Thick, Wasted
from musclekit.injury.course import STATIONS, Course, course
from musclekit.injury.recipe import Paint, Skin

CARRIER = "femur"
"""What is not modelled as a structure of its own moves with this bone."""
AROUND = 24
"""Directions about the course in which a surface is looked up."""
STEP = 5
"""Coordinates are found at every so manieth pixel, and run straight between."""
STEEPEST = 0.6
"""Most that fibres lean away from the course, as a slope."""


@dataclass(frozen=True, eq=False)
class Rest:
    """What does not change of a structure: found once, upright and uninjured.

    Attributes
    ----------
    course : Course
    lean : (k, 2) float
        Slope of the fibres to the back and the side, at each station.
    tissue, out_mm : (k, AROUND) float
        Of the surface, by station and direction: 0 tendon to 1 muscle; distance from the course.
    flesh : (k,) float
        Share of muscle round the whole section.
    """

    course: Course
    lean: np.ndarray
    tissue: np.ndarray
    out_mm: np.ndarray
    flesh: np.ndarray


@dataclass(frozen=True, eq=False)
class Material:
    """Own coordinates of the pixels of a part of an image.

    Attributes
    ----------
    rows, columns : slice
        The part.
    local : (r, c, 3) float
        Millimetres along, back and to the side at rest.
    across : (r, c, 2) float
        Back and side of the fibre that runs through the pixel, where it begins: the same all
        along a fibre.
    fibre : (r, c, 3) float
        Unit vector, distally.
    tissue : (r, c) float
        0 tendon to 1 muscle, of the surface in that direction.
    flesh : (r, c) float
        Share of muscle round the whole section.
    under_mm : (r, c) float
        How far beneath the structure's own surface.
    """

    rows: slice
    columns: slice
    local: np.ndarray
    across: np.ndarray
    fibre: np.ndarray
    tissue: np.ndarray
    flesh: np.ndarray
    under_mm: np.ndarray


@dataclass(frozen=True, eq=False)
class PlacedCourse:
    """A structure's course at a posture, with its torn ends drawn back.

    Attributes
    ----------
    rest : Rest
    middles : (k, 3) float
    axes : (k, 2, 3) float
        Ways to the back and the side.
    ways : (k, 3) float
        Millimetres gone for each millimetre along at rest.
    paints : mapping of str to tuple of Paint
        What injuries mark, by name.
    swellings : tuple of Thick or Wasted
        By what injuries have made it wider or narrower.
    """

    rest: Rest
    middles: np.ndarray
    axes: np.ndarray
    ways: np.ndarray
    paints: Mapping[str, tuple[Paint, ...]]
    swellings: tuple[Thick | Wasted, ...]

    def seat(self, along: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(3,) a place on it, and the unit ways distally and to the back there."""
        at = self.rest.course.along
        middle, way, back = (
            np.array([np.interp(along, at, values[:, one]) for one in range(3)])
            for values in (self.middles, self.ways, self.axes[:, 0])
        )
        return middle, way / np.linalg.norm(way), back / np.linalg.norm(back)

    def local(self, points: np.ndarray) -> np.ndarray:
        """(m, 3) own coordinates at rest of points in the body.

        Sections are taken to widen as much as the course shortens, so that volume is kept.
        """
        return self._looked(points)[0]

    def fibre(self, local: np.ndarray) -> np.ndarray:
        """(m, 3) unit vectors along the fibres at places given as `local` does."""
        return _fibre(_at(self.rest.course.arc_mm, local[:, 0], self._stations))

    def _looked(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Own coordinates (m, 3) of points, and what holds of the course there."""
        arcs, stations = self.rest.course.arc_mm, self._stations
        arc = arcs[cdist(points, self.middles, "sqeuclidean").argmin(axis=1)]
        for _ in range(2):
            here = _at(arcs, arc, stations[:, :7])
            out = points - here[:, :3]
            arc = arc + np.einsum("ij,ij->i", out, here[:, 3:6]) / here[:, 6] ** 2
        here = _at(arcs, arc, stations)
        out, wide = points - here[:, :3], np.sqrt(here[:, 6])
        back, side = (np.einsum("ij,ij->i", out, here[:, x : x + 3]) * wide for x in (7, 10))
        return np.column_stack([arc, back, side]), here

    @cached_property
    def _stations(self) -> np.ndarray:
        """(k, 18): middle, way, its length, axes, lean, how far fibres have leant, flesh."""
        arcs, lean = self.rest.course.arc_mm, self.rest.lean
        steps = np.diff(arcs)[:, None] * (lean[1:] + lean[:-1]) / 2
        leant = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
        long = np.clip(np.linalg.norm(self.ways, axis=1), 0.3, 3.0)
        axes = self.axes.reshape(-1, 6)
        return np.column_stack([self.middles, self.ways, long, axes, lean, leant, self.rest.flesh])

    def material(self, plane: Plane, mask: np.ndarray) -> Material:
        """Own coordinates of the pixels about those of a mask (rows, columns), which has some."""
        rows, columns = (_span(np.asarray(mask.any(axis=axis))) for axis in (1, 0))
        down, across = _few(rows), _few(columns)
        local, here = self._looked(_places(plane, down, across))
        begun = local[:, 1:] - here[:, 15:17]
        tissue, out_mm = self._surface(local)
        under = out_mm - np.hypot(local[:, 1], local[:, 2])
        few = np.column_stack([local, begun, _fibre(here), tissue, here[:, 17], under])
        few = few.T.reshape(-1, len(down), len(across)).astype("float32")
        many = _between(_between(few, columns, 2), rows, 1)
        parts = (np.moveaxis(x, 0, -1) for x in (many[:3], many[3:5], many[5:8]))
        return Material(rows, columns, *parts, *many[8:])

    def painted(self, name: str, found: Material) -> np.ndarray:
        """(r, c) how much of a mark (OEDEMA, SCAR, ...) there is, 0 to 1."""
        values = np.zeros(found.tissue.shape, "float32")
        paints = self.paints.get(name, ())
        if paints:
            local = self._before_swelling(found.local.reshape(-1, 3))
            skin = Skin(local, found.tissue.ravel().astype(float), np.ones(len(local)))
            for paint in paints:
                values = np.maximum(values, paint(skin).reshape(values.shape))
        return values.astype("float32")

    def _before_swelling(self, local: np.ndarray) -> np.ndarray:
        """(m, 3) where places in a thickened tendon or a wasted belly were before."""
        rest = local.astype(float)
        for change in self.swellings:
            rest[:, 1:] /= change(rest, np.ones_like(rest), 0.0)[:, 1:]
        return rest

    def _surface(self, local: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        arcs = self.rest.course.arc_mm
        station = np.clip(np.searchsorted(arcs, local[:, 0]), 0, len(arcs) - 1)
        turn = _sector(local)
        return self.rest.tissue[station, turn], self.rest.out_mm[station, turn]


def tendinous(found: Material) -> np.ndarray:
    """(r, c) how much of a muscle's pixels is tendon all through its section, 0 to 1."""
    return np.clip(1.6 - 3.2 * found.flesh, 0.0, 1.0)


_rests: WeakKeyDictionary[Structure, Rest | None] = WeakKeyDictionary()
_placed: WeakKeyDictionary[Structure, PlacedCourse | None] = WeakKeyDictionary()
_carried: WeakKeyDictionary[Atlas, tuple[np.ndarray, np.ndarray]] = WeakKeyDictionary()


def placed_course(atlas: Atlas, structure: str) -> PlacedCourse | None:
    """The course of a structure where it is now; None for what has none, as bone or blood."""
    own = atlas[structure]
    if own not in _placed:
        _placed[own] = _place(atlas, own)
    return _placed[own]


def carried(atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    """Turn (3, 3) and shift (3,) of the thigh from the neutral posture to that of the atlas."""
    if atlas not in _carried:
        _carried[atlas] = _motion(atlas)
    return _carried[atlas]


def _motion(atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    upright = atlas.intact.neutral
    if CARRIER not in atlas or not atlas.posture:
        return np.eye(3), np.zeros(3)
    before, after = (
        np.asarray(one[CARRIER].mesh.points, float)[::20] for one in (upright, atlas.intact)
    )
    middles = before.mean(axis=0), after.mean(axis=0)
    u, _, v = np.linalg.svd((before - middles[0]).T @ (after - middles[1]))
    turn = (u @ v).T
    return turn, middles[1] - turn @ middles[0]


def _place(atlas: Atlas, structure: Structure) -> PlacedCourse | None:
    healthy = atlas.intact.neutral
    if structure.id not in healthy:
        return None
    rest = _rest(healthy[structure.id], atlas.side)
    if rest is None:
        return None
    where = rest.course.at(np.asarray(atlas.intact[structure.id].mesh.points, float))
    arcs = rest.course.arc_mm
    middles, paints = where.middles, {}
    swellings: tuple[Thick | Wasted, ...] = ()
    hurt = atlas.alteration
    mine = hurt.by_structure(healthy).get(structure.id, ()) if isinstance(hurt, Injured) else ()
    if mine:
        active = activation_of(atlas, structure.id)
        begun = np.column_stack([arcs, np.zeros((len(arcs), 2))])
        now = begun
        changes = bound_to(healthy, structure.id, mine).changes
        for change in changes:
            now = change(begun, now, active) if isinstance(change, Drawn) else now
        swellings = tuple(one for one in changes if isinstance(one, Thick | Wasted))
        middles = rest.course.placed(now, where)
        found = [one.paints or {} for one in recipes(healthy, structure.id, mine)]
        names = {name for one in found for name in one}
        paints = {name: tuple(x[name] for x in found if name in x) for name in names}
    ways = np.gradient(middles, arcs, axis=0)
    return PlacedCourse(rest, middles, where.axes, ways, paints, swellings)


def _rest(structure: Structure, side: str) -> Rest | None:
    if structure not in _rests:
        data = structure.mesh.point_data
        _rests[structure] = _found(structure, side) if "ALONG" in data else None
    return _rests[structure]


def _found(structure: Structure, side: str) -> Rest | None:
    """None for a twig with fewer rings of vertices than its course has stations."""
    mesh = structure.mesh
    points = np.asarray(mesh.points, float)
    along = np.asarray(mesh.point_data["ALONG"], float)
    with np.errstate(all="ignore"):
        own = course(points, along, side)
    steps = np.diff(own.arc_mm)
    if not steps.min() > 0.1 * steps.mean():
        return None
    local = own.local(points, along)
    tissue = np.asarray(mesh.point_data.get("TISSUE", np.zeros(len(points))), float)
    station = np.clip(np.searchsorted(own.along, along), 0, STATIONS - 1)
    sector = _sector(local)

    def table(values: np.ndarray) -> np.ndarray:
        sums = np.zeros((2, STATIONS, AROUND))
        for one, weights in zip(sums, (values, np.ones_like(values)), strict=True):
            np.add.at(one, (station, sector), weights)
        top, bottom = (
            gaussian_filter(one, (1.2, 1.0), mode=("nearest", "wrap"), truncate=6) for one in sums
        )
        return top / np.maximum(bottom, 1e-12)

    looked = table(tissue)
    out = table(np.hypot(local[:, 1], local[:, 2]))
    lean = np.zeros((STATIONS, 2))
    if "FIBRE" in mesh.point_data:
        lean = _lean(own, np.asarray(mesh.point_data["FIBRE"], float), station)
    return Rest(own, lean, looked, out, looked.mean(axis=1))


def _lean(own: Course, fibre: np.ndarray, station: np.ndarray) -> np.ndarray:
    """(k, 2) slope of the mean fibre to the back and the side."""
    count = np.bincount(station, minlength=STATIONS)
    mean = np.stack([np.bincount(station, f, STATIONS) for f in fibre.T], axis=1)
    mean = gaussian_filter(mean / np.maximum(count, 1)[:, None], (3.0, 0.0), mode="nearest")
    ways = np.gradient(own.rest.middles, own.arc_mm, axis=0)
    long = np.maximum(np.einsum("ij,ij->i", mean, ways), 0.2)
    lean = np.einsum("ikj,ij->ik", own.rest.axes, mean) / long[:, None]
    return np.clip(lean, -STEEPEST, STEEPEST)


def _fibre(here: np.ndarray) -> np.ndarray:
    """(m, 3) unit vectors along the fibres, from what holds of the course there."""
    lean = here[:, 13:15] / np.sqrt(here[:, 6:7])
    found = here[:, 3:6] + lean[:, :1] * here[:, 7:10] + lean[:, 1:] * here[:, 10:13]
    return found / np.linalg.norm(found, axis=1)[:, None]


def _sector(local: np.ndarray) -> np.ndarray:
    turn = np.arctan2(local[:, 2], local[:, 1]) / (2 * np.pi)
    return (np.floor(turn * AROUND + 0.5)).astype(int) % AROUND


def _at(arcs: np.ndarray, arc: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values of stations (k,) or (k, d) at places between them, going on straight beyond."""
    place = np.clip(np.searchsorted(arcs, arc) - 1, 0, len(arcs) - 2)
    share = (arc - arcs[place]) / (arcs[place + 1] - arcs[place])
    share = np.clip(share, -8.0, 9.0).reshape(-1, *[1] * (values.ndim - 1))
    return values[place] + share * (values[place + 1] - values[place])


def _span(used: np.ndarray) -> slice:
    at = np.flatnonzero(used)
    return slice(int(at[0]), int(at[-1]) + 1)


def _few(part: slice) -> np.ndarray:
    """Pixels at which to look, the last of them at or beyond the end of the part."""
    count = part.stop - part.start
    return part.start + STEP * np.arange(max(-(-(count - 1) // STEP) + 1, 2))


def _between(few: np.ndarray, part: slice, axis: int) -> np.ndarray:
    """Values at every pixel of a part, straight between those at the few of `_few`."""
    at = np.arange(part.stop - part.start)
    low = np.minimum(at // STEP, few.shape[axis] - 2)
    share = ((at - STEP * low) / STEP).astype("float32")
    share = share.reshape([-1 if one == axis else 1 for one in range(few.ndim)])
    values = np.take(few, low, axis)
    return values + share * (np.take(few, low + 1, axis) - values)


def _places(plane: Plane, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(m, 3) places of the pixels at rows and columns."""
    down = plane.spacing_mm * rows[:, None] * plane.down
    across = plane.spacing_mm * columns[:, None] * plane.right
    return (plane.corner_mm + down[:, None] + across[None]).reshape(-1, 3)
