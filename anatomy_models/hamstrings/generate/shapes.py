"""Shapes of bones besides swept curves: plate, socket wall, vertebral body, facet, foramen."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline, RectBivariateSpline
from scipy.spatial import cKDTree

from anatomy_models.hamstrings.generate.fields import Sweep, smooth_union
from musclekit.geometry import inside_polygon, nearest_on_segments

THINNEST_PLATE_MM = 3.0
UPWARDS, FORWARDS = (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)
OVAL_POWER = 2.5  # of a drum: 2 is an ellipse, more is squarer


@dataclass(frozen=True)
class Plate:
    """A curved plate of varying thickness with a rounded closed border.

    Measured in its own flat frame: `along` and `up` span it from `origin`; `outline` rows are
    positions (along, up) and radius of the border; `depth` and `half_thickness` give, in rows
    spread evenly over `span_along` and columns over `span_up`, the offset of the middle surface
    and half the thickness. All millimetres.
    """

    name: str
    origin: tuple
    along: tuple
    up: tuple
    outline: tuple
    span_along: tuple
    span_up: tuple
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
        along, up = upright(self.along, self.up)
        return np.column_stack([along, up, np.cross(along, up)])

    def grid(self, values, local, **derivative):
        """Values spread over the plate, interpolated at plate positions (n, 2 or more); (n,)."""
        rows, columns = np.shape(values)
        along, up = np.linspace(*self.span_along, rows), np.linspace(*self.span_up, columns)
        s, t = np.clip(local[:, 0], *self.span_along), np.clip(local[:, 1], *self.span_up)
        surface = RectBivariateSpline(along, up, values, ky=min(3, columns - 1))
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

    `axis` points out of the mouth. `rim` rows are the height of the rim above the centre and the
    ball's radius there, at equal steps of azimuth, from the front on right-handed about the axis;
    the radius passes over to `pole_radius` opposite the mouth. Millimetres.
    """

    name: str
    centre: tuple
    axis: tuple
    pole_radius: float
    rim: tuple
    rim_blend_mm: float = 1.5

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        axis, zero = upright(self.axis, FORWARDS)
        offset = points - np.asarray(self.centre, dtype=float)
        azimuth = np.arctan2(offset @ np.cross(axis, zero), offset @ zero)
        height, radius = periodic(self.rim, azimuth).T
        reach = np.linalg.norm(offset, axis=1)
        towards_pole = np.clip(-(offset @ axis) / np.maximum(reach, 1e-9), 0.0, 1.0)
        ball = reach - radius - (self.pole_radius - radius) * towards_pole**2
        return -smooth_union([-ball, height - offset @ axis], self.rim_blend_mm)

    def corners(self):
        """Points (n, 3) whose box holds the cup."""
        reach = max(self.pole_radius, *(radius for _, radius in self.rim))
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


@dataclass(frozen=True)
class Facet:
    """A flat area on a bone, to be cut out along a line.

    It faces along `toward`, away from the bone; `line` rows are x, y, z and the half-width of the
    area, and `half_depth` reaches to either side of the line. Millimetres.
    """

    name: str
    toward: tuple
    half_depth: float
    line: tuple

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        rows = tuple((*row[:3], self.half_depth, row[3]) for row in self.line)
        return Sweep(self.name, toward=self.toward, stations=rows).distance(points)


@dataclass(frozen=True)
class Foramen:
    """A forked passage of a bone mirrored at x = 0, to be cut out of it.

    It leads from the `front` over the `fork` to the `back`, and from the fork straight to the
    midline. The three rows are x, y, z and radius; millimetres.
    """

    name: str
    front: tuple
    fork: tuple
    back: tuple

    def distance(self, points):
        """Signed distance of (n, 3) points, negative inside; (n,) millimetres, first order."""
        through = Sweep(self.name, toward=UPWARDS, stations=(self.front, self.fork, self.back))
        inwards = Sweep(self.name, toward=UPWARDS, stations=(self.fork, (0.0, *self.fork[1:])))
        return np.minimum(through.distance(points), inwards.distance(points))


def upright(axis, towards):
    """Unit vector (3,) of an axis and the one across it that leans `towards` a direction."""
    axis = np.asarray(axis, dtype=float)
    axis = axis / np.linalg.norm(axis)
    across = np.asarray(towards, dtype=float)
    across = across - (across @ axis) * axis
    return axis, across / np.linalg.norm(across)


def periodic(rows, angles):
    """Values at angles (n,), radians, between rows (m, k) at equal steps of a turn; (n, k)."""
    closed = np.vstack([rows, rows[:1]]).astype(float)
    steps = np.linspace(0.0, 2.0 * np.pi, len(closed))
    return CubicSpline(steps, closed, bc_type="periodic")(angles)


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
    """Signed distance of (n, 2) points to a closed polygon (m, 2), negative inside; (n,).

    Of a smooth curve in short sides: the nearest of them meet in the nearest corner, so millions
    of points take no time (`geometry.signed_distance` tries every side).
    """
    nearest = cKDTree(polygon).query(points)[1]
    distance = np.full(len(points), np.inf)
    for shift in (-1, 0):
        first, last = (polygon[(nearest + shift + one) % len(polygon)] for one in (0, 1))
        foot = nearest_on_segments(points, first, last)
        distance = np.minimum(distance, np.linalg.norm(points - foot, axis=1))
    return np.where(inside_polygon(points, polygon), -distance, distance)
