"""Implicit shapes: signed distances to swept curves, plates and spheres, and joining them."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline, RectBivariateSpline
from scipy.spatial import cKDTree

SAMPLE_STEP_MM = 1.0
SMALLEST_RADIUS_MM = 0.5
THINNEST_PLATE_MM = 3.0
OVAL_POWER = 2.5  # of a drum: 2 is an ellipse, more is squarer


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
class Ridge:
    """A crest along a line on a bone's surface.

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


@dataclass(frozen=True)
class Plate:
    """A curved plate of varying thickness with a rounded closed border.

    Measured in its own flat frame: `along` and `up` span it from `origin`; `outline` rows are
    positions (along, up) and radius of the border; `depth` and `half_thickness` give, for each
    station along (rows) and up (columns), the offset of the middle surface and half the
    thickness. All millimetres.
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
    border_blend_mm: float = 2.0

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        local = (points - np.asarray(self.origin, dtype=float)) @ self.axes()
        steepness = np.hypot(self.grid(self.depth, local, dx=1), self.grid(self.depth, local, dy=1))
        offset = np.abs(local[:, 2] - self.grid(self.depth, local)) / np.hypot(1.0, steepness)
        half_thickness = np.maximum(self.grid(self.half_thickness, local), THINNEST_PLATE_MM / 2.0)
        border = closed_curve(self.outline)
        inset = np.maximum(signed_distance_to_polygon(local[:, :2], border[:, :2]), 0.0)
        body = np.hypot(inset, offset) - half_thickness
        height = self.grid(self.depth, border)
        far, nearest = cKDTree(np.column_stack([border[:, :2], height])).query(local)
        return smooth_union([body, far - border[nearest, 2]], self.border_blend_mm)

    def axes(self):
        """Unit vectors along, up and across the plate, as columns (3, 3)."""
        along = np.asarray(self.along, dtype=float)
        along = along / np.linalg.norm(along)
        up = np.asarray(self.up, dtype=float)
        up = up - (up @ along) * along
        up /= np.linalg.norm(up)
        return np.column_stack([along, up, np.cross(along, up)])

    def grid(self, values, local, **derivative):
        """Values given at the stations, interpolated at plate positions (n, 2 or more); (n,)."""
        s = np.clip(local[:, 0], self.stations_along[0], self.stations_along[-1])
        t = np.clip(local[:, 1], self.stations_up[0], self.stations_up[-1])
        surface = RectBivariateSpline(
            self.stations_along, self.stations_up, values, ky=min(3, len(self.stations_up) - 1)
        )
        return surface.ev(s, t, **derivative)

    def corners(self):
        """Points (n, 3) whose box holds the plate."""
        border = closed_curve(self.outline)
        middle = np.column_stack([border[:, :2], self.grid(self.depth, border)])
        middle = middle @ self.axes().T + np.asarray(self.origin, dtype=float)
        return np.vstack([middle - border[:, 2:], middle + border[:, 2:]])


@dataclass(frozen=True)
class Cup:
    """A ball cut off by a wavy rim, as the wall of a socket is.

    `axis` points out of the mouth and `zero` towards azimuth 0; azimuths turn right-handed about
    the axis. `rim` rows are azimuth (degrees, ascending), height of the rim above the centre and
    the ball's radius there; the radius passes over to `pole_radius` opposite the mouth.
    Millimetres.
    """

    name: str
    centre: tuple
    axis: tuple
    zero: tuple
    pole_radius: float
    rim: tuple
    rim_blend_mm: float = 1.5

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        axis = np.asarray(self.axis, dtype=float)
        axis = axis / np.linalg.norm(axis)
        zero = np.asarray(self.zero, dtype=float)
        zero = zero - (zero @ axis) * axis
        zero /= np.linalg.norm(zero)
        offset = points - np.asarray(self.centre, dtype=float)
        azimuth = np.arctan2(offset @ np.cross(axis, zero), offset @ zero)
        height, radius = periodic(self.rim, np.degrees(azimuth)).T
        reach = np.linalg.norm(offset, axis=1)
        towards_pole = np.clip(-(offset @ axis) / np.maximum(reach, 1e-9), 0.0, 1.0)
        ball = reach - radius - (self.pole_radius - radius) * towards_pole**2
        return -smooth_union([-ball, height - offset @ axis], self.rim_blend_mm)

    def corners(self):
        """Points (n, 3) whose box holds the cup."""
        reach = max(self.pole_radius, *(radius for _, _, radius in self.rim))
        return np.add(self.centre, [[-reach], [reach]])


@dataclass(frozen=True)
class Drum:
    """A short column between two oval ends: a vertebral body, a disc.

    It stands on the midline (x = 0). The rows `lower`, `middle` and `upper` are y and z of the
    widest line of a section, half-width, reach in front of that line and reach behind it; the
    ends lean forward by `tilt_deg` (lower, upper). `dish_mm` hollows both ends, in their centre;
    negative, they bulge. Millimetres.
    """

    name: str
    lower: tuple
    middle: tuple
    upper: tuple
    tilt_deg: tuple
    dish_mm: float = 0.0
    edge_blend_mm: float = 0.7

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        lower_normal, upper_normal = (
            np.array([0.0, np.sin(np.radians(tilt)), np.cos(np.radians(tilt))])
            for tilt in self.tilt_deg
        )
        below = -(points - [0.0, *self.lower[:2]]) @ lower_normal
        above = (points - [0.0, *self.upper[:2]]) @ upper_normal
        span = np.where(below + above < -1e-6, below + above, -1e-6)
        share = np.clip(below / span, 0.0, 1.0)[:, None]
        rows = np.array([self.lower, self.middle, self.upper], dtype=float)
        weights = np.hstack(
            [(1 - share) * (1 - 2 * share), 4 * share * (1 - share), share * (2 * share - 1)]
        )
        section = weights @ rows
        forward = (1 - share) * np.cross([1.0, 0.0, 0.0], -lower_normal)
        forward = forward + share * np.cross([1.0, 0.0, 0.0], -upper_normal)
        depth = np.sum((points[:, 1:] - section[:, :2]) * forward[:, 1:], axis=1)
        reach = np.where(depth > 0.0, section[:, 3], section[:, 4])
        scaled = np.abs(np.column_stack([points[:, 0] / section[:, 2], depth / reach]))
        level = np.sum(scaled**OVAL_POWER, axis=1) ** (1.0 / OVAL_POWER)
        side = (level - 1.0) * np.minimum(section[:, 2], reach)
        hollow = self.dish_mm * (1.0 - np.minimum(level, 1.0) ** 2)
        return -smooth_union([-side, -below - hollow, -above - hollow], self.edge_blend_mm)

    def corners(self):
        """Points (n, 3) whose box holds the drum."""
        rows = np.array([self.lower, self.middle, self.upper], dtype=float)
        reach = rows[:, 2:].max()
        centres = np.column_stack([np.zeros(3), rows[:, :2]])
        return np.vstack([centres - reach, centres + reach])


def periodic(rows, angles_deg):
    """Values between rows (angle in degrees, values ...) of a closed turn; (n, m - 1) float."""
    rows = np.asarray(rows, dtype=float)
    closed = np.vstack([rows, rows[:1] + np.r_[360.0, np.zeros(rows.shape[1] - 1)]])
    spline = CubicSpline(closed[:, 0], closed[:, 1:], bc_type="periodic")
    return spline((np.asarray(angles_deg) - rows[0, 0]) % 360.0 + rows[0, 0])


def closed_curve(stations):
    """Closed smooth curve through plane stations, 240 samples.

    Parameters
    ----------
    stations : (m, k) float
        Columns 0 and 1 are a position; further columns are carried along.

    Returns
    -------
    (240, k) float
    """
    closed = np.vstack([stations, stations[:1]]).astype(float)
    chords = np.linalg.norm(np.diff(closed[:, :2], axis=0), axis=1)
    chords = np.r_[0.0, np.cumsum(chords)]
    spline = CubicSpline(chords, closed, bc_type="periodic")
    return spline(np.linspace(0.0, chords[-1], 240, endpoint=False))


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
