"""Implicit shapes: signed distances to swept curves, plates and spheres, and joining them."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline, RectBivariateSpline
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


@dataclass(frozen=True)
class Sphere:
    """A ball: centre and radius in millimetres."""

    name: str
    centre: tuple
    radius: float

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres."""
        return np.linalg.norm(points - np.asarray(self.centre, dtype=float), axis=1) - self.radius


@dataclass(frozen=True)
class Plate:
    """A curved plate of varying thickness with a rounded closed border.

    Measured in its own flat frame: `along` and `up` span it from `origin`; `outline` rows are
    positions (along, up); `depth` and `half_thickness` give, for each station along (rows) and
    up (columns), the offset of the middle surface and half the thickness. All millimetres.
    """

    name: str
    origin: tuple
    along: tuple
    up: tuple
    outline: tuple
    stations_along: tuple
    stations_up: tuple
    depth: tuple
    half_thickness: tuple

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        along = np.asarray(self.along, dtype=float)
        along = along / np.linalg.norm(along)
        up = np.asarray(self.up, dtype=float)
        up = up - (up @ along) * along
        up /= np.linalg.norm(up)
        local = (points - np.asarray(self.origin, dtype=float)) @ np.column_stack(
            [along, up, np.cross(along, up)]
        )
        s = np.clip(local[:, 0], self.stations_along[0], self.stations_along[-1])
        t = np.clip(local[:, 1], self.stations_up[0], self.stations_up[-1])
        middle = RectBivariateSpline(self.stations_along, self.stations_up, self.depth)
        half = RectBivariateSpline(self.stations_along, self.stations_up, self.half_thickness)
        half_thickness = np.maximum(half.ev(s, t), 1.5)
        steepness = np.hypot(middle.ev(s, t, dx=1), middle.ev(s, t, dy=1))
        offset = np.abs(local[:, 2] - middle.ev(s, t)) / np.hypot(1.0, steepness)
        inset = np.maximum(distance_to_outline(local[:, :2], self.outline) + half_thickness, 0.0)
        return np.hypot(inset, offset) - half_thickness


def distance_to_outline(points, outline):
    """Signed distance of plane points to a closed smooth outline, negative inside.

    Parameters
    ----------
    points : (n, 2) float
    outline : (m, 2) float
        Stations of the closed outline in order; a periodic cubic spline joins them.

    Returns
    -------
    (n,) float
    """
    closed = np.vstack([outline, outline[:1]]).astype(float)
    chords = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))]
    border = CubicSpline(chords, closed, bc_type="periodic")(
        np.linspace(0.0, chords[-1], 240, endpoint=False)
    )
    return signed_distance_to_polygon(points, border)


def signed_distance_to_polygon(points, polygon):
    """Signed distance of (n, 2) points to a closed polygon (m, 2), negative inside; (n,)."""
    start, end = polygon, np.roll(polygon, -1, axis=0)
    inside = np.zeros(len(points), dtype=bool)
    for (x0, y0), (x1, y1) in zip(start, end, strict=True):
        if y0 != y1:
            crosses = (y0 > points[:, 1]) != (y1 > points[:, 1])
            inside ^= crosses & (points[:, 0] < x0 + (points[:, 1] - y0) * (x1 - x0) / (y1 - y0))
    nearest = cKDTree(polygon).query(points)[1]
    distance = np.full(len(points), np.inf)
    for shift in (-1, 0):
        first = polygon[(nearest + shift) % len(polygon)]
        side = polygon[(nearest + shift + 1) % len(polygon)] - first
        share = np.sum((points - first) * side, axis=1) / np.maximum(np.sum(side**2, axis=1), 1e-12)
        foot = first + np.clip(share, 0.0, 1.0)[:, None] * side
        distance = np.minimum(distance, np.linalg.norm(points - foot, axis=1))
    return np.where(inside, -distance, distance)


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
    """Parts joined smoothly, then cuts taken out, then exact parts put back."""

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
        for part in self.cuts:
            field = cut(field, part.distance(points), self.cut_blend_mm)
        for part in self.exact:
            field = smooth_union([field, part.distance(points)], self.cut_blend_mm)
        return field
