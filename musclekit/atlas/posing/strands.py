"""Muscles, tendons and nerves bound to their paths, so that a posture is one linear solve.

At a posture the frames of the path say how each edge of the mesh should turn, stretch and thicken,
and where each vertex should roughly lie; the mesh takes the shape that fits both best, its ends
fixed to their bones (mesh editing by gradient fields: Yu and others 2004). What is wanted is linear
in the frames and the equations never change, so both are made ready when the mesh is bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from musclekit.atlas.posing.clearing import yielding_of
from musclekit.atlas.posing.course import SHORTEST, Course, Line

MENDING, MENDING_THIN = 15, 4
"""Most rounds of smoothing where faces are turned inside out; in a nerve."""
PATIENCE = 6
"""After so many rounds that mended nothing it is given up."""
SHAPED = 3
"""In so many of them the surface keeps its relief."""
HELD_FIRM = 3.0
"""What its bone holds by more than 1 - 1 / this is smoothed less."""
TURNED, FOLDED = 0.15, -0.3
"""Cosines below which a face counts as turned from where it should look, and an edge as folded."""
NEARLY = 0.95
"""Cosine above which a face looks where it should, so that no edge of it can have folded."""


SAME_VOLUME = 0.005
"""By so small a share of it the volume may be off."""


@dataclass(frozen=True, eq=False)
class Thread:
    """A course and the sections of the structure it runs through.

    Attributes
    ----------
    tendon : str
        Its name among the joints.
    course : Course
    line : Line
        At rest.
    gives : (k,) float
        How much of each section is muscle: 0 tendon, 1 belly; 0 where it is grown to bone.
    middle : (k, 3) float
        Middle of the section at each station, in its frame.
    radius : (k,) float
        Millimetres.
    fixed : dict of str to (k,) float
        Body to how much of each station it holds.
    depths : (k, b) float
        Distance of the middles from the bones at rest.
    """

    tendon: str
    course: Course
    line: Line
    gives: np.ndarray
    middle: np.ndarray
    radius: np.ndarray
    fixed: dict[str, np.ndarray]
    depths: np.ndarray

    @cached_property
    def middles(self) -> np.ndarray:
        """(k, 3) middles of the sections at rest, millimetres."""
        return middles_of(self.line, self.middle)

    @cached_property
    def steps(self) -> np.ndarray:
        """(k,) distance between neighbours at each station at rest, millimetres."""
        return station_steps(self.line.points)

    @cached_property
    def loose(self) -> np.ndarray:
        """(k,) how much of each station no bone holds."""
        holds = [np.zeros(self.course.count), *self.fixed.values()]
        return 1.0 - np.max(holds, axis=0)

    @cached_property
    def yielding(self) -> np.ndarray:
        """(k, k) how far every section moves for a pull at each."""
        return yielding_of(self.loose)


@dataclass(frozen=True, eq=False)
class Strand:
    """A mesh bound to one or two threads and to bones.

    Attributes
    ----------
    threads : tuple of Thread
    bodies : tuple of str
        That hold parts of it.
    following : sparse (n, s)
        How much of each vertex follows each station and body; rows sum to 1.
    grown : (g,) int
        Vertices fixed to their bones.
    loose : (l,) int
        The others.
    place, grown_place : sparse (l, c), (g, c)
        Right side of the equations, and places of grown vertices, from the `controls`.
    solve : callable
        Places of the loose vertices from the right side.
    free : (n,) float
        0 where a bone holds a vertex, 1 where none does.
    swells : (n,) float
        How readily each vertex moves outwards to keep the volume.
    faces : (m, 3) int
    onto_vertices : sparse (n, m)
        Sums over the faces of each vertex.
    volume : float
        Cubic millimetres at rest; 0 where it encloses nothing.
    depths : (n, b) float
        Distance of the vertices from the bones at rest.
    neighbours : sparse (n, n)
        Means over the neighbours of each vertex, those across the thickness among them.
    facing : sparse (m, c)
        Which way every face should look, from the `controls`.
    rings : sparse (n, n)
        Means over the vertices joined to each by an edge.
    relief : sparse (n, c)
        How far each vertex should stand out from the mean of those, from the `controls`.
    hinges : (2, h) int
        Faces that meet at an edge and are not folded over at rest.
    thin : bool
        Whether it is so thin that smoothing would close it.
    """

    threads: tuple[Thread, ...]
    bodies: tuple[str, ...]
    following: Any
    grown: np.ndarray
    loose: np.ndarray
    place: Any
    grown_place: Any
    solve: Any
    free: np.ndarray
    swells: np.ndarray
    faces: np.ndarray
    onto_vertices: Any
    volume: float
    depths: np.ndarray
    neighbours: Any
    facing: Any
    rings: Any
    relief: Any
    hinges: np.ndarray
    thin: bool


def controls(
    strand: Strand,
    lines: Sequence[tuple[Line, np.ndarray]],
    bodies: Mapping[str, np.ndarray],
    bulge: float = 0.0,
) -> np.ndarray:
    """What the mesh is linear in: middles of the sections, their deformations, and the bodies.

    Parameters
    ----------
    strand : Strand
    lines : sequence of (Line, (k, 3) float)
        At the posture: of every thread, and the middles of its sections.
    bodies : mapping of str to (4, 4) float
    bulge : float
        0 at rest; above it the belly gathers towards its middle.

    Returns
    -------
    (c, 3) float
    """
    middles, turns = [], []
    for thread, (line, middle) in zip(strand.threads, lines, strict=True):
        long = np.maximum(station_steps(line.points) / thread.steps, SHORTEST)
        thick = 1 / np.sqrt(long)
        if bulge:
            thick = thick * (1 + bulge * (thread.gives - thread.gives.mean()))
        scale = np.stack([long, thick, thick], axis=1)
        # Transposed, so that a row of the controls is a column of the deformation.
        turns.append((thread.line.frames * scale[:, :, None]).transpose(0, 2, 1) @ line.frames)
        middles.append(middle)
    poses = [bodies[body] for body in strand.bodies]
    turns += [pose[None, :3, :3].T.reshape(1, 3, 3) for pose in poses]
    middles += [pose[None, :3, 3] for pose in poses]
    return np.vstack([*middles, np.concatenate(turns).reshape(-1, 3)]).astype(np.float32)


def carried(strand: Strand, given: np.ndarray) -> np.ndarray:
    """(n, 3) vertices of a strand, bones not yet minded, from its `controls`."""
    points = np.empty((len(strand.free), 3), np.float32)
    points[strand.grown] = strand.grown_place @ given
    points[strand.loose] = strand.solve(strand.place @ given)
    return points


def turned(strand: Strand, vectors: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Directions (n, 3) at the vertices, turned and stretched as the tissue there is by `controls`.

    Stretch along the path lays a slanting fibre flatter, gathering sets it steeper.
    """
    deformations = given[strand.following.shape[1] :].reshape(-1, 9)
    local = (strand.following @ deformations).reshape(-1, 3, 3)
    return np.einsum("ni,nij->nj", vectors, local)


def as_large(strand: Strand, points: np.ndarray, normals: np.ndarray | None = None) -> np.ndarray:
    """Points moved outwards or inwards until they enclose the volume at rest.

    Parameters
    ----------
    strand : Strand
    points : (n, 3) float
    normals : (m, 3) float, optional
        Of the faces, as long as twice their area, where they are known.
    """
    if not strand.volume:
        return points
    if normals is None:
        normals = face_normals(points, strand.faces)
    # Not a BLAS dot: its threads cost more than so short a sum.
    now = float(np.einsum("ij,ij->", points[strand.faces[:, 0]], normals)) / 6.0
    if abs(now / strand.volume - 1) < SAME_VOLUME:
        return points
    outward = strand.onto_vertices @ normals
    size = np.sqrt(np.einsum("ij,ij->i", outward, outward))
    slope = float(strand.swells @ size) / 6.0
    step = min(max((strand.volume - now) / max(slope, 1e-6), -3.0), 3.0)
    outward *= (np.float32(step) * strand.swells / np.maximum(size, 1e-9))[:, None]
    return points + outward


def mended(strand: Strand, points: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Points smoothed where faces are turned inside out or an edge has folded over, and as large.

    Where some stay so, those of the round that left fewest.

    Parameters
    ----------
    strand : Strand
    points : (n, 3) float
    given : (c, 3) float
        The `controls`.
    """
    facing, relief = unit(strand.facing @ given), None
    fewest = len(strand.faces) + 1
    most = MENDING_THIN if strand.thin else MENDING
    for turn in range(most + 1):
        normals = face_normals(points, strand.faces)
        wrong = np.flatnonzero(_wrong(strand.hinges, unit(normals), facing))
        if len(wrong) < fewest:
            fewest, best, since = len(wrong), (points, normals), turn
        if not fewest or turn == most or turn - since == PATIENCE:
            break
        mark = np.zeros(len(points), np.float32)
        mark[strand.faces[wrong]] = 1.0
        for _ in range(2):
            mark = np.minimum(mark + 2 * (strand.rings @ mark), 1.0)
        mark *= np.minimum(HELD_FIRM * strand.free, 1.0)
        if relief is None:
            relief = strand.relief @ given
        elif turn >= SHAPED and not strand.thin:  # what its relief keeps folded is smoothed flat
            relief *= 0.8
        points = points + mark[:, None] * (strand.rings @ points + relief - points)
    return as_large(strand, *best)


def _wrong(hinges: np.ndarray, ways: np.ndarray, facing: np.ndarray) -> np.ndarray:
    """(m,) bool: faces turned from where they should look, or folded over onto a neighbour."""
    turn = np.einsum("ij,ij->i", ways, facing)
    wrong = turn < TURNED
    # An edge cannot fold while both faces look about where they should.
    doubtful = turn < NEARLY
    one, other = hinges
    which = np.flatnonzero(doubtful[one] | doubtful[other])
    one, other = one[which], other[which]
    folded = np.einsum("ij,ij->i", ways[one], ways[other]) < FOLDED
    wrong[one[folded]] = wrong[other[folded]] = True
    return wrong


def middles_of(line: Line, middle: np.ndarray) -> np.ndarray:
    """(k, 3) middles of sections in atlas axes from those in the frames of the line."""
    return line.points + np.einsum("kij,ki->kj", line.frames, middle)


def face_normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(m, 3) normals of faces, as long as twice their area."""
    x, y, z = np.ascontiguousarray(points.T)
    a, b, c = faces.T
    ax, ay, az = x[a], y[a], z[a]
    bx, by, bz = x[b] - ax, y[b] - ay, z[b] - az
    cx, cy, cz = x[c] - ax, y[c] - ay, z[c] - az
    normals = np.empty((len(faces), 3), points.dtype)
    normals[:, 0] = by * cz - bz * cy
    normals[:, 1] = bz * cx - bx * cz
    normals[:, 2] = bx * cy - by * cx
    return normals


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors (n, 3) made one long."""
    size = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return vectors / np.maximum(size, 1e-12)[:, None]


def station_steps(points: np.ndarray) -> np.ndarray:
    """(k,) distance between neighbours at each station."""
    way = np.empty_like(points)
    way[1:-1] = (points[2:] - points[:-2]) / 2
    way[0], way[-1] = points[1] - points[0], points[-1] - points[-2]
    return np.sqrt(np.einsum("ij,ij->i", way, way))
