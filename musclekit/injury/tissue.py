"""An injured structure as a mesh: bound once, then carried wherever the intact one goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from musclekit.geometry import enclosed_volume
from musclekit.geometry.refine import refined
from musclekit.injury.body import Body
from musclekit.injury.changes import Change, Drawn, Gap
from musclekit.injury.recipe import Pool, Recipe, Skin

if TYPE_CHECKING:
    import pyvista

SUNK_MM = 0.4
"""What a gap has moved by more counts as torn."""
AROUND, ALONG = 28, 24
"""Vertices of a pool of blood, round it and along it."""
UNEVEN = 0.16
"""By so much of its thickness a pool is lobed: drawn."""


@dataclass(frozen=True, eq=False)
class Bound:
    """A structure with its injuries, ready to follow the intact mesh.

    Attributes
    ----------
    body : Body
    means : sparse (m, n)
        Its vertices as means of the intact ones.
    faces : (l, 3) int
    rest : (m, 3) float
        Places of the vertices along, back and to the side.
    cut : (m, 3) float
        The same with the borders of torn ends brought to where they are torn.
    changes : tuple of Change
    fields : dict of str to (m,) float
    raw : (m,) bool
        Vertices of torn ends.
    """

    body: Body
    means: Any
    faces: np.ndarray
    rest: np.ndarray
    cut: np.ndarray
    changes: tuple[Change, ...]
    fields: dict[str, np.ndarray]
    raw: np.ndarray

    def mesh(self, intact: pyvista.PolyData, activation: float) -> pyvista.PolyData:
        """The injured mesh where the intact one is; its point data carried over, and `TORN`."""
        import pyvista

        vertices = np.asarray(intact.points, float)
        now = self.cut
        torn = self.raw.astype(float)
        for change in self.changes:
            after = change(self.cut, now, activation)
            if isinstance(change, Gap):
                torn = np.maximum(torn, np.abs(after - now).max(axis=1) > SUNK_MM)
            elif isinstance(change, Drawn) and change.gap_mm:
                torn = np.maximum(torn, change.of(self.cut) * change.rawness(self.cut[:, 0]) ** 2)
            now = after
        points = self.means @ vertices
        moved = np.flatnonzero((now != self.rest).any(axis=1))
        if len(moved):
            where = self.body.course.at(vertices)
            points[moved] = self.body.course.carried(
                points[moved], self.rest[moved], now[moved], where
            )
        mesh = pyvista.PolyData.from_regular_faces(points.astype("float32"), self.faces)
        for name in intact.point_data:
            values = self.means @ np.asarray(intact.point_data[name], float)
            mesh.point_data[name] = values.astype("float32")
        for name, values in (*self.fields.items(), ("TORN", torn)):
            mesh.point_data[name] = np.asarray(values, "float32")
        return mesh


def bound(body: Body, recipes: Sequence[Recipe]) -> Bound:
    """A structure with several injuries, from what each does."""
    zones = [zone for one in recipes for zone in one.zones]

    def wanted(means: Any) -> np.ndarray:
        arc = body.course.arc(means @ body.along)
        longest = np.full(len(arc), np.inf)
        for low, high, edge in zones:
            inside = (arc >= low) & (arc <= high)
            longest[inside] = np.minimum(longest[inside], edge)
        return longest

    means, faces = refined(body.points, body.faces, wanted)
    arc = body.course.arc(means @ body.along)
    raw = np.zeros(means.shape[0], bool)
    for place in sorted({place for one in recipes for place in one.severed_mm}):
        means, faces, arc, raw = _severed(means, faces, arc, raw, place)
    rest = body.course.local(means @ body.points, means @ body.along)
    cut = np.column_stack([arc, rest[:, 1:]])
    skin = Skin(cut, means @ body.tissue, _sizes(means @ body.points, faces))
    fields: dict[str, np.ndarray] = {}
    for one in recipes:
        for name, paint in (one.paints or {}).items():
            fields[name] = np.maximum(fields.get(name, 0.0), paint(skin))
    changes = tuple(change for one in recipes for change in one.changes)
    # Ends are drawn back last: what was torn off goes with its own other injuries.
    changes = tuple(sorted(changes, key=lambda one: isinstance(one, Drawn)))
    return Bound(body, means, faces, rest, cut, changes, fields, raw)


def _sizes(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(n,) a third of the area of the faces at each vertex."""
    a, b, c = points[faces.T]
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    return np.bincount(faces.ravel(), np.repeat(area / 3, 3), len(points))


def pool_mesh(
    body: Body, pool: Pool, intact: pyvista.PolyData, activation: float
) -> pyvista.PolyData:
    """A pool of blood at the posture of the intact mesh: a closed spindle of its volume."""
    import pyvista

    where = body.course.at(np.asarray(intact.points, float))
    ball, faces = _ball()
    turn = np.arctan2(ball[:, 2], ball[:, 1])
    lobes = 1 + UNEVEN * np.sin(2 * turn + 3 * ball[:, 0]) * np.sin(5 * ball[:, 0] + turn)
    ball = ball * np.column_stack([np.ones(len(ball)), lobes, lobes])
    thick = np.sqrt(3 * pool.volume_mm3 / (4 * np.pi * pool.half_mm))
    for _ in range(3):
        local = pool.place(activation) + ball * [pool.half_mm, thick, thick]
        points = body.course.placed(local, where)
        thick *= np.sqrt(pool.volume_mm3 / abs(enclosed_volume(points, faces)))
    return pyvista.PolyData.from_regular_faces(points.astype("float32"), _outward(points, faces))


def _outward(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    from musclekit.geometry import signed_volume

    return faces if signed_volume(points, faces) > 0 else faces[:, ::-1]


def _ball() -> tuple[np.ndarray, np.ndarray]:
    """A sphere, poles along the first axis: (n, 3) points and (m, 3) triangles."""
    down = np.linspace(0, np.pi, ALONG + 1)[1:-1]
    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rings = np.concatenate(
        [np.column_stack([np.full(AROUND, np.cos(d)), np.sin(d) * ring]) for d in down]
    )
    points = np.vstack([[1.0, 0, 0], rings, [-1.0, 0, 0]])
    near = np.arange(AROUND)
    onward = (near + 1) % AROUND
    last = len(points) - 1
    faces = [np.stack([np.zeros_like(near), 1 + near, 1 + onward], axis=1)]
    for row in range(len(down) - 1):
        a, b = 1 + row * AROUND + near, 1 + row * AROUND + onward
        faces += [
            np.stack([a, a + AROUND, b], axis=1),
            np.stack([b, a + AROUND, b + AROUND], axis=1),
        ]
    tail = last - AROUND
    faces.append(np.stack([np.full_like(near, last), tail + onward, tail + near], axis=1))
    return points, np.vstack(faces)


# ---------------------------------------------------------------------- coming apart


def _severed(
    means: Any, faces: np.ndarray, arc: np.ndarray, raw: np.ndarray, place: float
) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray]:
    """The surface taken apart between faces before and after a place, both ends closed."""
    beyond = arc[faces].mean(axis=1) > place
    both = np.intersect1d(faces[beyond], faces[~beyond])
    count = len(arc)
    twin = np.arange(count)
    twin[both] = count + np.arange(len(both))
    faces = np.vstack([faces[~beyond], twin[faces[beyond]]])
    means = sparse.vstack([means, means[both]], format="csr")
    arc = np.concatenate([arc, arc[both]])
    arc[both], arc[count:] = np.nextafter(place, 0.0), place
    raw = np.concatenate([raw, np.zeros(len(both), bool)])
    raw[both] = raw[count:] = True
    for loop in _loops(faces):
        centre = len(arc)
        row = sparse.csr_matrix(np.full((1, len(loop)), 1 / len(loop))) @ means[loop]
        means = sparse.vstack([means, row], format="csr")
        arc, raw = np.append(arc, arc[loop[0]]), np.append(raw, True)
        onward = np.roll(loop, -1)
        lid = np.stack([onward, loop, np.full_like(loop, centre)], axis=1)
        faces = np.vstack([faces, lid])
    return means, faces, arc, raw


def _loops(faces: np.ndarray) -> list[np.ndarray]:
    """Borders of an open surface, each a ring of vertices in the order of its faces.

    Where two rings touch in a vertex, each is told by itself.
    """
    sides = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    count = int(faces.max()) + 1
    border = ~np.isin(sides[:, 0] * count + sides[:, 1], sides[:, 1] * count + sides[:, 0])
    onward: dict[int, list[int]] = {}
    for start, end in sides[border].tolist():
        onward.setdefault(start, []).append(end)
    found = []
    for start in onward:
        path = [start]
        while onward[path[-1]]:
            at = onward[path[-1]].pop()
            if at in path:
                found.append(np.array(path[path.index(at) :]))
                del path[path.index(at) + 1 :]
            else:
                path.append(at)
    return found
