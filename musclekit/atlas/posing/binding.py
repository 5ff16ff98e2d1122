"""Meshes bound to their paths: places along them, sections, and the equations of the mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.ndimage import gaussian_filter1d
from scipy.sparse.linalg import splu
from scipy.spatial import cKDTree

from musclekit.atlas.posing.course import Course, Line
from musclekit.atlas.posing.strands import Strand, Thread, face_normals, station_steps, unit
from musclekit.geometry import signed_volume

GIVING_MM = 20.0
"""Over so much of the tendon the bone's hold of the tissue fades."""
BENDING_MM = {"origin": 95.0, "insertion": 30.0}
"""Over so much of it the bone's hold of the line fades; the hip bends them furthest."""
EVEN_STATIONS = 2.5
"""Standard deviation, in stations, over which a hold is evened out: steps in it kink the line."""
BROAD_MM = 70.0
"""A longer enthesis holds the line at its outer end alone: the rest of it shears."""
EVENING = 4
"""Over so many edges deformations are evened out for that."""
ANCHOR, THIN_ANCHOR = 0.004, 5.0
"""How much a vertex's place counts beside the edges about it; in a nerve."""
ACROSS = 0.3
"""How much a line through the thickness counts beside an edge of the surface."""
ROOM_MM = 4.0
"""Nearer a bone tissue swells less readily."""
SINGLE = np.float32
"""What every posture works with is kept in single precision: faster, and right to 0.01 mm."""


def thread_through(
    points: np.ndarray,
    muscle: np.ndarray | None,
    tendon: str,
    course: Course,
    line: Line,
    ends: Mapping[str, tuple[str, np.ndarray]],
) -> dict[str, Any]:
    """Fields of a `Thread` but its depths, from the mesh it runs through.

    Parameters
    ----------
    points : (n, 3) float
    muscle : (n,) float or None
        1 in muscle, 0 in tendon; None where all of it gives.
    tendon : str
    course : Course
    line : Line
        The course at rest.
    ends : mapping of str to (str, (n,) float)
        Role of an end that a body holds to the body and every vertex's distance from what of it
        is grown to the bone there.
    """
    station, share = _nearest(points, line)
    frame = between(line.frames, station, share)
    local = np.einsum("nij,nj->ni", frame, points - between(line.points, station, share))
    middle = _section_means(local, station, share, course.count)
    middle[:, 0] = 0.0
    out = np.linalg.norm((local - between(middle, station, share))[:, 1:], axis=1)
    radius = _section_means(out[:, None], station, share, course.count)[:, 0]
    gives = np.ones(course.count)
    if muscle is not None:
        gives = _section_means(muscle[:, None], station, share, course.count)[:, 0]
    fixed: dict[str, np.ndarray] = {}
    for role, (body, away) in ends.items():
        bending = BENDING_MM[role]
        sections = _from_end(away, station, share, line, bending)
        holds = gaussian_filter1d(_fading(sections, bending), EVEN_STATIONS, mode="nearest")
        fixed[body] = np.maximum(fixed.get(body, 0.0), holds)
    for weight in fixed.values():  # what is grown to the bone cannot stretch
        gives = gives * (1 - weight)
    return {
        "tendon": tendon,
        "course": course,
        "line": line,
        "gives": gives,
        "middle": middle,
        "radius": radius,
        "fixed": fixed,
    }


def bind(
    points: np.ndarray,
    faces: np.ndarray,
    threads: Sequence[Thread],
    shares: Sequence[np.ndarray],
    ends: Mapping[str, tuple[str, np.ndarray]],
    muscle: np.ndarray | None,
    closed: bool,
    depths: np.ndarray,
    thin: bool = False,
) -> Strand:
    """Bind a mesh at rest.

    Parameters
    ----------
    points, faces : (n, 3) float, (m, 3) int
    threads : sequence of Thread
    shares : sequence of (n,) float
        How much of each vertex follows each thread; they sum to 1.
    ends : mapping of str to (str, (n,) float)
        As of `thread_through`.
    muscle : (n,) float or None
    closed : bool
        Whether its volume is to be kept.
    depths : (n, b) float
    thin : bool
        So thin, like a nerve, that its shape need not be smoothed.
    """
    count, anchor = len(points), THIN_ANCHOR if thin else ANCHOR
    held, grown = _holds(points, threads[0], ends)
    bodies = tuple(held)
    free = 1.0 - np.sum([np.zeros(count), *held.values()], axis=0)
    weights = [free * share for share in shares]
    following, origins = _following(points, threads, weights, held)
    edges, stiffness, outer = _edges(points, faces, threads[0])
    difference = _difference(edges, count)
    place = _linear(following, points, origins)
    turning = _linear(
        0.5 * abs(difference) @ following, points[edges[:, 0]] - points[edges[:, 1]], None
    )
    normals = face_normals(points, faces)
    about = sparse.csr_matrix(
        (np.full(faces.size, 1 / 3), (np.repeat(np.arange(len(faces)), 3), faces.ravel())),
        (len(faces), count),
    )
    sides = difference[:outer]
    rings = _means(sides.T @ sides)
    even = following
    for _ in range(EVENING):
        even = rings @ even
    along = points[edges[:outer, 0]] - points[edges[:outer, 1]]
    relief = sides.T @ _linear(0.5 * abs(sides) @ even, along, None)
    push = difference.T @ sparse.diags(stiffness)
    equations = (push @ difference + sparse.diags(np.full(count, anchor))).tocsr()
    wanted = (push @ turning + anchor * place).tocsr()
    fixed = np.flatnonzero(grown)
    loose = np.flatnonzero(~grown)
    inner = equations[loose]
    wanted = wanted[loose] - inner[:, fixed] @ place[fixed]
    factor = splu(
        inner[:, loose].tocsc().astype(SINGLE),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    soft = np.ones(count) if muscle is None or muscle.max() <= 0 else 0.1 + 0.9 * muscle
    swells = soft * free * np.clip(depths.min(axis=1) / ROOM_MM, 0.05, 1.0)
    columns = np.tile(np.arange(len(faces)), 3)
    onto_vertices = sparse.csr_matrix(
        (np.ones(faces.size), (faces.T.ravel(), columns)), (count, len(faces))
    )
    many = np.maximum((sides.T @ sides).diagonal(), 1)
    return Strand(
        threads=tuple(threads),
        bodies=bodies,
        following=following.astype(SINGLE),
        grown=fixed,
        loose=loose,
        place=wanted.tocsr().astype(SINGLE),
        grown_place=place[fixed].astype(SINGLE),
        solve=factor.solve,
        free=np.where(grown, 0.0, np.maximum(free, 0.0)).astype(SINGLE),
        swells=np.where(grown, 0.0, swells).astype(SINGLE),
        faces=faces,
        onto_vertices=onto_vertices.astype(SINGLE),
        volume=signed_volume(points, faces) if closed else 0.0,
        depths=depths,
        neighbours=_means(push @ difference).astype(SINGLE),
        facing=_linear(about @ following, unit(normals), None).astype(SINGLE),
        rings=rings.astype(SINGLE),
        relief=(sparse.diags(1 / many) @ relief).tocsr().astype(SINGLE),
        hinges=np.ascontiguousarray(face_hinges(faces, unit(normals)).T),
        thin=thin,
    )


# ---------------------------------------------------------------------- the linear system


def _holds(
    points: np.ndarray, thread: Thread, ends: Mapping[str, tuple[str, np.ndarray]]
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Body to how much of each vertex it holds; which vertices are grown to their bone."""
    station, share = _nearest(points, thread.line)
    held: dict[str, np.ndarray] = {}
    grown = np.zeros(len(points), bool)
    for body, away in ends.values():
        # The hold fades within the section where that is thick, so that a broad origin shears.
        thickness = np.maximum(2 * between(thread.radius, station, share), GIVING_MM)
        held[body] = np.maximum(held.get(body, 0.0), _fading(away, thickness))
        grown |= away <= 0
    total = np.maximum(np.sum([np.zeros(len(points)), *held.values()], axis=0), 1.0)
    return {body: weight / total for body, weight in held.items()}, grown


def _following(
    points: np.ndarray,
    threads: Sequence[Thread],
    weights: Sequence[np.ndarray],
    held: Mapping[str, np.ndarray],
) -> tuple[Any, np.ndarray]:
    """How much of each vertex follows each station and body, and where those lie at rest."""
    rows = np.arange(len(points))
    blocks, origins = [], []
    for thread, weight in zip(threads, weights, strict=True):
        station, share = _nearest(points, thread.line)
        values = np.concatenate([weight * (1 - share), weight * share])
        places = (np.tile(rows, 2), np.concatenate([station, station + 1]))
        blocks.append(sparse.coo_matrix((values, places), (len(rows), thread.course.count)))
        origins.append(thread.middles)
    if held:
        blocks.append(sparse.coo_matrix(np.stack(list(held.values()), axis=1)))
        origins.append(np.zeros((len(held), 3)))
    return sparse.hstack(blocks).tocsr(), np.vstack(origins)


def _linear(following: Any, vectors: np.ndarray, origins: np.ndarray | None) -> Any:
    """Rows that give places (from origins) or vectors (without) out of the controls."""
    rows = following.tocoo()
    arms = vectors[rows.row] - (0.0 if origins is None else origins[rows.col])
    columns = rows.shape[1]
    shift = rows.data if origins is not None else np.zeros_like(rows.data)
    values = np.concatenate([shift, *(rows.data * arms[:, axis] for axis in range(3))])
    where = [rows.col, *(columns + 3 * rows.col + axis for axis in range(3))]
    places = (np.tile(rows.row, 4), np.concatenate(where))
    return sparse.csr_matrix((values, places), (rows.shape[0], 4 * columns))


def _edges(
    points: np.ndarray, faces: np.ndarray, thread: Thread
) -> tuple[np.ndarray, np.ndarray, int]:
    """Edges of the surface, then lines through its thickness, (e, 2) int; their stiffness; how many
    are of the surface."""
    sides = np.sort(np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    sides = np.unique(sides, axis=0)
    length = np.linalg.norm(points[sides[:, 0]] - points[sides[:, 1]], axis=1)
    firm = np.clip(length.mean() / np.maximum(length, 1e-6), 0.3, 5.0)
    station, share = _nearest(points, thread.line)
    frame = between(thread.line.frames, station, share)
    local = np.einsum("nij,nj->ni", frame, points - between(thread.middles, station, share))
    local[:, 0] = (station + share) * station_steps(thread.line.points).mean()
    _, facing = cKDTree(local).query(local * [1, -1, -1])
    through = np.stack([np.arange(len(points)), facing], axis=1)
    through = np.unique(np.sort(through[through[:, 0] != through[:, 1]], axis=1), axis=0)
    stiffness = np.concatenate([firm, np.full(len(through), ACROSS)])
    return np.vstack([sides, through]), stiffness, len(sides)


def _difference(edges: np.ndarray, count: int) -> Any:
    rows = np.arange(len(edges))
    values = np.concatenate([np.ones(len(edges)), -np.ones(len(edges))])
    places = (np.tile(rows, 2), edges.T.ravel())
    return sparse.csr_matrix((values, places), (len(edges), count))


def _means(stiffness: Any) -> Any:
    """Rows that sum to 1, from a stiffness matrix."""
    bonds = -(stiffness - sparse.diags(stiffness.diagonal()))
    total = np.asarray(bonds.sum(axis=1)).ravel()
    return (sparse.diags(1 / np.maximum(total, 1e-9)) @ bonds).tocsr()


def face_hinges(faces: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """(h, 2) faces that meet at an edge, those left out that are folded over at rest."""
    sides = np.sort(np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    order = np.lexsort(sides.T)
    owner = np.tile(np.arange(len(faces)), 3)[order]
    same = (sides[order][1:] == sides[order][:-1]).all(axis=1)
    pairs = np.stack([owner[:-1][same], owner[1:][same]], axis=1)
    return pairs[(normals[pairs[:, 0]] * normals[pairs[:, 1]]).sum(axis=1) > 0]


# ---------------------------------------------------------------------- sections


def _nearest(points: np.ndarray, line: Line) -> tuple[np.ndarray, np.ndarray]:
    """Station before each point, and how far it lies towards the next."""
    count = len(line.points)
    _, nearest = cKDTree(line.points).query(points)
    place = nearest.astype(float)
    for _ in range(3):  # to where the line stands at right angles below the point
        station = np.clip(np.floor(place).astype(int), 0, count - 2)
        share = place - station
        gap = points - between(line.points, station, share)
        way = between(line.frames, station, share)[:, 0]
        step = np.linalg.norm(line.points[station + 1] - line.points[station], axis=1)
        place = np.clip(place + np.clip((gap * way).sum(axis=1) / step, -1, 1), 0, count - 1)
    station = np.clip(np.floor(place).astype(int), 0, count - 2)
    return station, place - station


def between(values: np.ndarray, station: np.ndarray, share: np.ndarray) -> np.ndarray:
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


def _from_end(
    away: np.ndarray, station: np.ndarray, share: np.ndarray, line: Line, bending: float
) -> np.ndarray:
    """(k,) how far from its enthesis each section lies; along a broad one, from its outer end."""
    count = len(line.points)
    sections = _section_most(away, station, share, count)
    along = np.concatenate([[0.0], np.cumsum(station_steps(line.points)[1:])])
    grown = along[station[away <= 0]]
    if np.ptp(grown) < BROAD_MM:
        return sections
    outer = grown.min() if grown.mean() < along[-1] / 2 else grown.max()
    return np.maximum(sections, np.abs(along - outer) - bending)


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
