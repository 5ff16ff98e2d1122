"""Implicit shapes: signed distances to swept curves and spheres, and joining them."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

SAMPLE_STEP_MM = 1.0
SMALLEST_RADIUS_MM = 0.5


def curve_through(stations, step=SAMPLE_STEP_MM):
    """Catmull-Rom curve through stations, sampled about every `step` of its first three columns.

    Parameters
    ----------
    stations : (n, m) float
        n >= 2 rows; columns 0 to 2 are a position, further columns are carried along.
    step : float
        Distance between samples, in the unit of the positions.

    Returns
    -------
    (k, m) float
        Samples; the first and last are the first and last station.
    """
    stations = np.asarray(stations, dtype=float)
    chords = np.linalg.norm(np.diff(stations[:, :3], axis=0), axis=1)
    padded = np.vstack([2 * stations[0] - stations[1], stations, 2 * stations[-1] - stations[-2]])
    spans = []
    for i, chord in enumerate(chords):
        before, start, end, after = padded[i : i + 4]
        t = np.linspace(0.0, 1.0, max(2, int(np.ceil(chord / step))), endpoint=False)[:, None]
        spans.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    return np.vstack([*spans, stations[-1:]])


def frames_along(positions, toward, turn_deg):
    """Unit tangent and two unit normals at every sample of a curve.

    Parameters
    ----------
    positions : (n, 3) float
    toward : (3,) float
        Direction the first normal leans to; must not be parallel to the curve.
    turn_deg : (n,) float
        Turn of both normals about the tangent, degrees.

    Returns
    -------
    tangent, first, second : (n, 3) float
        Right-handed: second = tangent x first.
    """
    tangent = np.gradient(positions, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    toward = np.asarray(toward, dtype=float)
    first = toward - (tangent @ toward)[:, None] * tangent
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(tangent, first)
    cosine, sine = (f(np.radians(turn_deg))[:, None] for f in (np.cos, np.sin))
    return tangent, cosine * first + sine * second, cosine * second - sine * first


def tube_distance(points, centres, frames, half_axes):
    """Signed distance to ellipses in a row, closed by rounded ends; negative inside.

    Parameters
    ----------
    points : (n, 3) float
    centres : (k, 3) float
        Centres of the ellipses, closely spaced along a curve.
    frames : three (k, 3) float
        First normal, second normal and tangent at each centre, unit length.
    half_axes : (k, 2) float
        Half-widths along the first and second normal.

    Returns
    -------
    (n,) float
        First-order exact near the surface.
    """
    a, b = half_axes.T
    nearest = cKDTree(centres).query(points)[1]
    offset = points - centres[nearest]
    u, v, w = (np.sum(offset * axis[nearest], axis=1) for axis in frames)
    overhang = np.where(nearest == 0, np.minimum(w, 0.0), 0.0)
    overhang = np.where(nearest == len(centres) - 1, np.maximum(w, 0.0), overhang)
    a, b = a[nearest], b[nearest]
    c = np.minimum(a, b)
    level = np.sqrt((u / a) ** 2 + (v / b) ** 2 + (overhang / c) ** 2)
    slope = np.sqrt((u / a**2) ** 2 + (v / b**2) ** 2 + (overhang / c**2) ** 2)
    return np.where(level < 1e-6, -c, level * (level - 1.0) / np.maximum(slope, 1e-9))


@dataclass(frozen=True)
class Sweep:
    """An ellipse carried along a curve, closed by rounded ends.

    `stations` rows are x, y, z and a radius; or x, y, z, half-width along `toward` and half-width
    across it; or these and a turn of the ellipse about the curve. Millimetres and degrees.
    """

    name: str
    toward: tuple
    stations: tuple

    def distance(self, points):
        """Signed distance, negative inside; first-order exact near the surface.

        Parameters
        ----------
        points : (n, 3) float, millimetres

        Returns
        -------
        (n,) float, millimetres
        """
        rows = np.asarray(self.stations, dtype=float)
        if rows.shape[1] == 4:
            rows = rows[:, [0, 1, 2, 3, 3]]
        if rows.shape[1] == 5:
            rows = np.column_stack([rows, np.zeros(len(rows))])
        samples = curve_through(rows)
        tangent, first, second = frames_along(samples[:, :3], self.toward, samples[:, 5])
        axes = np.maximum(samples[:, 3:5], SMALLEST_RADIUS_MM)
        return tube_distance(points, samples[:, :3], (first, second, tangent), axes)

    def corners(self):
        """Points (n, 3) whose box holds the sweep."""
        rows = np.asarray(self.stations, dtype=float)
        reach = rows[:, 3:5].max(axis=1, keepdims=True)
        return np.vstack([rows[:, :3] - reach, rows[:, :3] + reach])


@dataclass(frozen=True)
class MedianSweep:
    """A sweep along a curve in the midline (x = 0).

    `stations` rows are y, z and a radius; or y, z, half-width to either side and half-width
    within the midline's plane. Millimetres.
    """

    name: str
    stations: tuple

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres."""
        return self.sweep().distance(points)

    def corners(self):
        """Points (n, 3) whose box holds the sweep."""
        return self.sweep().corners()

    def sweep(self):
        """The same as a sweep through stations with an x."""
        rows = tuple((0.0, *row) for row in self.stations)
        return Sweep(self.name, toward=(1.0, 0.0, 0.0), stations=rows)


@dataclass(frozen=True)
class Ridge:
    """A round crest along a line on a bone's surface or, cut out, a groove.

    `line` rows are x, y, z; `half_widths` are spread evenly over its length. Millimetres.
    """

    name: str
    half_widths: tuple
    line: tuple

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres."""
        samples = curve_through(self.line)
        step = np.linalg.norm(np.diff(samples, axis=0), axis=1)
        along = np.r_[0.0, np.cumsum(step)] / step.sum()
        stations = np.linspace(0.0, 1.0, len(self.half_widths))
        half_width = np.interp(along, stations, self.half_widths)
        far, nearest = cKDTree(samples).query(points)
        return far - half_width[nearest]

    def corners(self):
        """Points (n, 3) whose box holds the crest."""
        reach = max(self.half_widths)
        return np.vstack([np.subtract(self.line, reach), np.add(self.line, reach)])


@dataclass(frozen=True)
class Sphere:
    """A ball: centre and radius in millimetres."""

    name: str
    centre: tuple
    radius: float

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres."""
        return np.linalg.norm(points - np.asarray(self.centre, dtype=float), axis=1) - self.radius

    def corners(self):
        """Points (n, 3) whose box holds the ball."""
        return np.add(self.centre, [[-self.radius], [self.radius]])


def smooth_union(distances, blend_mm):
    """Union of fields whose joints are rounded over about `blend_mm`; (k, n) to (n,)."""
    distances = np.asarray(distances)
    least = distances.min(axis=0)
    return least - blend_mm * np.log(np.exp(-(distances - least) / blend_mm).sum(axis=0))


def cut(field, removed, blend_mm):
    """Take the shape of field `removed` (n,) out of the shape of `field` (n,); (n,)."""
    larger = np.maximum(field, -removed)
    smaller = np.minimum(field, -removed)
    return larger + blend_mm * np.log1p(np.exp((smaller - larger) / blend_mm))


@dataclass(frozen=True)
class Solid:
    """Parts joined smoothly, then exact parts joined closely, then cuts taken out."""

    parts: tuple
    cuts: tuple = ()
    exact: tuple = ()
    blend_mm: float = 4.0
    cut_blend_mm: float = 1.0
    mirrored: bool = False

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres."""
        points = np.asarray(points, dtype=float)
        if self.mirrored:
            points = np.column_stack([np.abs(points[:, 0]), points[:, 1:]])
        field = smooth_union([part.distance(points) for part in self.parts], self.blend_mm)
        for part in self.exact:
            field = smooth_union([field, part.distance(points)], self.cut_blend_mm)
        for part in self.cuts:
            field = cut(field, part.distance(points), self.cut_blend_mm)
        return field


@dataclass(frozen=True)
class Clearance:
    """Another solid and the room it keeps round itself, to be cut out of its neighbour."""

    name: str
    solid: Solid
    gap_mm: float

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres."""
        return self.solid.distance(points) - self.gap_mm
