"""Muscles, tendons and nerves carried along the path their joints file gives them.

Every point is kept as a place along the path and an offset from it. When the path moves, the tendon
keeps its length, the belly takes up the change and thickens as it shortens, the ends stay on their bones,
and what would lie in a bone is moved out of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from musclekit.atlas.posing.depth import DepthGrid
from musclekit.geometry import signed_volume
from musclekit.geometry.curves import arc_lengths, at_lengths, frames, rounded, spaced

STEP_MM = 3.0
"""Between two stations of a path at rest."""
ROUNDING_MM = 9.0
"""How far a corner of the path is rounded to either side."""
BEYOND_MM = 80.0
"""By how much a path is drawn out over its ends, fixed to the bones there, to hold the footprints."""
GIVING_MM = 10.0
"""Over so much of the tendon the bone's hold of the tissue fades."""
BENDING_MM = 30.0
"""Over so much of it the bone's hold of the line fades."""
CLEARANCE = 0.8
"""How much of its half thickness a section keeps from a bone that it lay farther from at rest."""


@dataclass(frozen=True)
class Line:
    """A path as evenly many stations, each with its frame.

    Attributes
    ----------
    points : (n, 3) float
        Millimetres.
    frames : (n, 3, 3) float
        Along, sideways, and at right angles to both.
    """

    points: np.ndarray
    frames: np.ndarray


@dataclass(frozen=True, eq=False)
class Course:
    """A path and the bodies at its ends, as they are at rest.

    Attributes
    ----------
    first, last : str
        Bodies its ends are fixed to.
    middle : str
        Body whose sideways direction rules in between.
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


@dataclass(frozen=True, eq=False)
class Strand:
    """A mesh bound to a course.

    Attributes
    ----------
    course : Course
    station : (n,) int
        The station before each vertex.
    share : (n,) float
        How far it lies towards the next.
    offset : (n, 3) float
        Millimetres from the section's middle, in the frame there.
    middle : (k, 3) float
        Middle of the section at each station, in its frame.
    gives : (k,) float
        How much of each section is muscle: 0 tendon, 1 belly.
    held : dict of str to (n,) float
        Body to how much of each vertex it holds.
    fixed : dict of str to (k,) float
        Body to how much of each station it holds: more of them than of the vertices, so that the
        line bends before the tissue is asked to.
    line : Line
        The course at rest.
    curvature : (k, 3) float
        Of that line, in its frames.
    points, faces : (n, 3) float, (m, 3) int
        At rest.
    volume : float
        Cubic millimetres at rest; 0 where it encloses nothing.
    radius : (k,) float
        Of the sections at rest.
    """

    course: Course
    station: np.ndarray
    share: np.ndarray
    offset: np.ndarray
    middle: np.ndarray
    gives: np.ndarray
    held: dict[str, np.ndarray]
    fixed: dict[str, np.ndarray]
    line: Line
    curvature: np.ndarray
    points: np.ndarray
    faces: np.ndarray
    volume: float
    radius: np.ndarray


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
    length = arc_lengths(drawn)[-1]
    count = int(np.ceil(length / STEP_MM)) + 1
    line = _rounded_line(drawn, count)
    return Course(first, middle, last, before, after, arc_lengths(line)[-1], count)


def line_of(
    course: Course, path: np.ndarray, bodies: Mapping[str, np.ndarray], gives: np.ndarray
) -> tuple[Line, float]:
    """A course at a posture: stations moved apart where it gives.

    Parameters
    ----------
    course : Course
    path : (n, 3) float
        Millimetres, at the posture.
    bodies : mapping of str to (4, 4) float
    gives : (k,) float

    Returns
    -------
    Line
    float
        Stretch of what gives fully: 0 at rest, 0.1 where it is a tenth longer.
    """
    first, middle, last = (bodies[name] for name in (course.first, course.middle, course.last))
    drawn = np.vstack([moved(course.before[None], first), path, moved(course.after[None], last)])
    smooth = _rounded_line(drawn, course.count)
    along = arc_lengths(smooth)
    rest = np.linspace(0.0, course.length_mm, course.count)
    step = rest[1]
    soft = (gives[1:] + gives[:-1]) / 2
    stretch = (along[-1] - course.length_mm) / max(float(soft.sum()) * step, step)
    wanted = np.concatenate([[0.0], np.cumsum(step * np.maximum(1 + stretch * soft, 0.15))])
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
    return Line(points, frames(points, sideways)), float(stretch)


def bind(
    points: np.ndarray,
    faces: np.ndarray,
    closed: bool,
    muscle: np.ndarray | None,
    course: Course,
    line: Line,
    ends: Mapping[str, tuple[str, np.ndarray]],
) -> Strand:
    """Bind a mesh to its course at rest.

    Parameters
    ----------
    points, faces : (n, 3) float, (m, 3) int
    closed : bool
    muscle : (n,) float or None
        1 in muscle, 0 in tendon; None where all of it gives.
    course : Course
    line : Line
        The course at rest.
    ends : mapping of str to (str, (n,) float)
        Role of an end that a body holds to the body and every vertex's distance from what of it
        is grown to the bone there.
    """
    station, share = _nearest(points, line)
    at = _between(line.points, station, share)
    frame = _between(line.frames, station, share)
    local = np.einsum("nij,nj->ni", frame, points - at)
    middle = _section_means(local, station, share, course.count)
    middle[:, 0] = 0.0
    offset = local - _between(middle, station, share)
    radius = _section_means(
        np.linalg.norm(offset[:, 1:], axis=1)[:, None], station, share, course.count
    )[:, 0]
    gives = (
        np.ones(course.count)
        if muscle is None
        else _section_means(muscle[:, None], station, share, course.count)[:, 0]
    )
    held: dict[str, np.ndarray] = {}
    fixed: dict[str, np.ndarray] = {}
    for body, away in ends.values():
        # The hold fades within the section where that is thick, so that a broad origin shears.
        thickness = np.maximum(2 * _between(radius, station, share), GIVING_MM)
        held[body] = np.maximum(held.get(body, 0.0), _fading(away, thickness))
        sections = _section_most(away, station, share, course.count)
        fixed[body] = np.maximum(fixed.get(body, 0.0), _fading(sections, BENDING_MM))
    for weight in fixed.values():  # what is grown to the bone cannot stretch
        gives = gives * (1 - weight)
    return Strand(
        course=course,
        station=station,
        share=share,
        offset=offset,
        middle=middle,
        gives=gives,
        held=held,
        fixed=fixed,
        line=line,
        curvature=_curvature(line),
        points=points,
        faces=faces,
        volume=signed_volume(points, faces) if closed else 0.0,
        radius=radius,
    )


def carried(
    strand: Strand,
    line: Line,
    stretch: float,
    bodies: Mapping[str, np.ndarray],
    bulge: float = 0.0,
) -> np.ndarray:
    """Vertices of a strand at a posture, bones not yet minded.

    Parameters
    ----------
    strand : Strand
    line : Line
        Its course at the posture.
    stretch : float
        Of its belly.
    bodies : mapping of str to (4, 4) float
    bulge : float
        0 at rest, above it the belly gathers towards its middle.

    Returns
    -------
    (n, 3) float
    """
    station, share = strand.station, strand.share
    thick = 1 / np.sqrt(np.maximum(1 + stretch * strand.gives, 0.15))
    if bulge:
        thick = thick * (1 + bulge * (strand.gives - strand.gives.mean()))
    frame = _between(line.frames, station, share)
    middle = _between(strand.middle, station, share)
    middle[:, 0] = strand.offset[:, 0]
    base = _between(line.points, station, share) + _turned(frame, middle)
    across = strand.offset[:, 1:] * _between(thick, station, share)[:, None]
    bend = _between(_curvature(line) - strand.curvature, station, share)[:, 1:]
    across = _unfolded(across, middle[:, 1:], bend)
    radial = np.einsum("nij,ni->nj", frame[:, 1:], across)
    soft = strand.gives if strand.gives.max() > 0 else np.ones_like(strand.gives)
    grow = _between(soft, station, share)[:, None] * radial
    base += radial
    for body, weight in strand.held.items():
        some = np.flatnonzero(weight)
        rigid = moved(strand.points[some], bodies[body])
        base[some] += weight[some, None] * (rigid - base[some])
        grow[some] *= 1 - weight[some, None]
    if strand.volume:
        # One step towards the volume at rest, taken by the belly alone.
        now = signed_volume(base, strand.faces)
        slope = (signed_volume(base + 0.05 * grow, strand.faces) - now) / 0.05
        if slope > 0:
            base += np.clip((strand.volume - now) / slope, -0.4, 0.6) * grow
    return base


def held_line(strand: Strand, line: Line, bodies: Mapping[str, np.ndarray]) -> Line:
    """A course whose ends go with their bones."""
    points = line.points.copy()
    sideways = line.frames[:, 1].copy()
    for body, weight in strand.fixed.items():
        share = weight[:, None]
        points += share * (moved(strand.line.points, bodies[body]) - points)
        sideways += share * (strand.line.frames[:, 1] @ bodies[body][:3, :3].T - sideways)
    return Line(points, frames(points, sideways))


def clear_line(
    strand: Strand,
    line: Line,
    rest: np.ndarray,
    grids: Mapping[str, tuple[np.ndarray, DepthGrid]],
) -> Line:
    """A course led round the bones it would run through.

    Parameters
    ----------
    strand : Strand
    line : Line
    rest : (k, b) float
        Distance of every section's middle from every bone at rest.
    grids : mapping of str to ((4, 4) float, DepthGrid)
        Bone to its pose and its distances.
    """
    loose = 1.0 - np.max(list(strand.fixed.values()), axis=0) if strand.fixed else 1.0
    loose = np.broadcast_to(loose, len(line.points))
    points = line.points
    shifted = False
    for _ in range(5):
        middles = points + _turned(line.frames, strand.middle)
        push = np.zeros_like(points)
        for column, (pose, grid) in enumerate(grids.values()):
            local = (middles - pose[:3, 3]) @ pose[:3, :3]
            distance, slope = grid.look_up(local)
            wanted = np.minimum(rest[:, column], CLEARANCE * strand.radius)
            missing = np.maximum(wanted - distance, 0.0) * loose
            if missing.any():
                size = np.maximum((slope**2).sum(axis=1), 0.25)[:, None]
                push += (missing[:, None] * slope / size).clip(-9, 9) @ pose[:3, :3].T
        if not push.any():
            break
        shifted = True
        points = points + _spread(push)
    return Line(points, frames(points, line.frames[:, 1])) if shifted else line


def kept_out(
    points: np.ndarray,
    rest: np.ndarray,
    free: np.ndarray,
    grids: Mapping[str, tuple[np.ndarray, DepthGrid]],
) -> np.ndarray:
    """Points moved out of the bones they have come to lie in.

    Parameters
    ----------
    points : (n, 3) float
    rest : (n, b) float
        How deep each may lie in each bone: as deep as at rest.
    free : (n,) float
        1 where a point may be moved, 0 where it belongs to its bone.
    grids : mapping of str to ((4, 4) float, DepthGrid)
        Bone to its pose and its distances.

    Returns
    -------
    (n, 3) float
    """
    points = points.copy()
    for column, (pose, grid) in enumerate(grids.values()):
        local = (points - pose[:3, 3]) @ pose[:3, :3]
        far = grid.corner_mm + 3.0 * np.array(grid.distance_mm.shape)
        near = np.flatnonzero(((local > grid.corner_mm) & (local < far)).all(axis=1) & (free > 0))
        if len(near) == 0:
            continue
        distance, slope = grid.look_up(local[near])
        missing = np.minimum(rest[near, column], 0.0) - distance
        inside = missing > 0
        if inside.any():
            step = slope[inside] / np.maximum((slope[inside] ** 2).sum(axis=1), 0.25)[:, None]
            which = near[inside]
            shift = (missing[inside] * free[which])[:, None] * step
            points[which] += shift @ pose[:3, :3].T
    return points


def moved(points: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """Points (n, 3) under a (4, 4) pose."""
    return points @ pose[:3, :3].T + pose[:3, 3]


# ---------------------------------------------------------------------- parts


def _turned(frame: np.ndarray, local: np.ndarray) -> np.ndarray:
    """Vectors (n, 3) of frames (n, 3, 3) in atlas axes."""
    return np.einsum("nij,ni->nj", frame, local)


def _curvature(line: Line) -> np.ndarray:
    """(k, 3) how fast a line turns, per millimetre, towards its centres, in its frames."""
    step = np.linalg.norm(np.gradient(line.points, axis=0), axis=1, keepdims=True)
    turn = np.gradient(line.frames[:, 0], axis=0) / np.maximum(step, 1e-6)
    return np.einsum("nij,nj->ni", line.frames, turn)


def _unfolded(across: np.ndarray, middle: np.ndarray, bend: np.ndarray) -> np.ndarray:
    """Offsets pressed together on the inner side of a bend, so that they do not cross its centre.

    Parameters
    ----------
    across, middle : (n, 2) float
        Offset from the section's middle, and of that from the line, millimetres.
    bend : (n, 2) float
        How much more the line turns than at rest, per millimetre.
    """
    sharp = np.linalg.norm(bend, axis=1)
    sharp = np.maximum(sharp, 1e-9)
    inward = bend / sharp[:, None]
    reach = ((across + middle) * inward).sum(axis=1)
    pressed = np.where(reach > 0, -np.expm1(-np.maximum(reach, 0.0) * sharp) / sharp, reach)
    return across + (pressed - reach)[:, None] * inward


def _spread(push: np.ndarray) -> np.ndarray:
    """A push of single stations shared with their neighbours."""
    numbers = np.arange(-10, 11)
    bell = np.exp(-0.5 * (numbers / 3.5) ** 2)
    wide = np.stack([np.convolve(push[:, axis], bell, mode="same") for axis in range(3)], axis=1)
    size, wanted = np.linalg.norm(wide, axis=1), np.linalg.norm(push, axis=1)
    most = np.where(wanted > 0, wanted / np.maximum(size, 1e-9), 0.0).max()
    return wide * min(float(most), 1.0)


def _rounded_line(points: np.ndarray, count: int) -> np.ndarray:
    even = spaced(points, count)
    return rounded(even, ROUNDING_MM / STEP_MM)


def _direction(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    way = end - start
    return way / np.linalg.norm(way)


def _nearest(points: np.ndarray, line: Line) -> tuple[np.ndarray, np.ndarray]:
    """Station before each point, and how far it lies towards the next."""
    count = len(line.points)
    _, nearest = cKDTree(line.points).query(points)
    place = nearest.astype(float)
    for _ in range(3):  # to where the line stands at right angles below the point
        station = np.clip(np.floor(place).astype(int), 0, count - 2)
        share = place - station
        gap = points - _between(line.points, station, share)
        way = _between(line.frames, station, share)[:, 0]
        step = np.linalg.norm(line.points[station + 1] - line.points[station], axis=1)
        place = np.clip(place + np.clip((gap * way).sum(axis=1) / step, -1, 1), 0, count - 1)
    station = np.clip(np.floor(place).astype(int), 0, count - 2)
    return station, place - station


def _between(values: np.ndarray, station: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Values at the stations, taken between them."""
    part = share.reshape(-1, *[1] * (values.ndim - 1))
    return values[station] * (1 - part) + values[station + 1] * part


def _section_means(
    values: np.ndarray, station: np.ndarray, share: np.ndarray, count: int
) -> np.ndarray:
    """(count, c) means of the vertices about each station, smoothed over a few."""
    near = (station + np.round(share)).astype(int)
    total = np.zeros((count, values.shape[1]))
    number = np.zeros(count)
    np.add.at(total, near, values)
    np.add.at(number, near, 1.0)
    numbers = np.arange(count)
    bell = np.exp(-0.5 * ((numbers[:, None] - numbers) / 2.5) ** 2)
    weight = bell @ number
    reached = weight > 1e-6
    means = np.zeros_like(total)
    means[reached] = (bell @ total)[reached] / weight[reached, None]
    first, last = np.flatnonzero(reached)[[0, -1]]
    means[:first], means[last + 1 :] = means[first], means[last]
    return means


def _section_most(
    values: np.ndarray, station: np.ndarray, share: np.ndarray, count: int
) -> np.ndarray:
    """(count,) greatest of the vertices about each station."""
    near = (station + np.round(share)).astype(int)
    most = np.full(count, -np.inf)
    np.maximum.at(most, near, values)
    known = np.flatnonzero(np.isfinite(most))
    return np.interp(np.arange(count), known, most[known])


def _fading(away: np.ndarray, over_mm: np.ndarray | float) -> np.ndarray:
    rise = np.clip(1 - away / over_mm, 0.0, 1.0)
    return rise * rise * (3 - 2 * rise)
