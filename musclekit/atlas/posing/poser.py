"""Meshes of an atlas at a posture, one structure at a time, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from musclekit.atlas.footprints import ROLES
from musclekit.atlas.posing.blend import blended, nearness
from musclekit.atlas.posing.depth import DepthGrid, depth_grid
from musclekit.atlas.posing.strands import (
    Course,
    Strand,
    bind,
    carried,
    clear_line,
    course_at_rest,
    held_line,
    kept_out,
    line_of,
    moved,
)
from musclekit.geometry import is_closed, signed_volume, vertex_normals

if TYPE_CHECKING:
    from musclekit.atlas.footprints import Footprint
    from musclekit.atlas.model import Atlas, Structure
    from musclekit.kinematics import Configuration, Joints

ACROSS = np.diag([-1.0, 1.0, 1.0, 1.0])
ENTHESIS_MM = 2.0
"""What lies so near its footprint is grown to the bone and moves with it."""
PASSES_OVER_MM = 60.0
"""Over so much of its length a branch passes from the path it leaves to the one it joins."""
BULGE = 0.25
"""How much thicker than its ends the middle of a fully active belly grows: drawn, not measured."""


@dataclass(frozen=True, eq=False)
class Bound:
    """A strand, the course it follows, and how much of each vertex follows it.

    Attributes
    ----------
    tendon : str
    strand : Strand
    weight : (n,) float
    depths, section_depths : (n, b), (k, b) float
        Distance of vertices and of sections' middles from the bones at rest.
    """

    tendon: str
    strand: Strand
    weight: np.ndarray
    depths: np.ndarray
    section_depths: np.ndarray


class Poser:
    """Binds the structures of a neutral atlas to its joints, and carries them.

    Parameters
    ----------
    atlas : Atlas
        In the neutral posture.
    joints : Joints
        Of the side its files describe.
    """

    def __init__(self, atlas: Atlas, joints: Joints) -> None:
        self.atlas = atlas
        self.joints = joints
        self._side = np.array([-1.0, 1.0, 1.0] if atlas.mirrored else [1.0, 1.0, 1.0])
        self._rest = joints.configuration({})
        self._bound: dict[str, list[Bound]] = {}
        self._courses: dict[str, Course] = {}
        self._weights: dict[str, dict[str, np.ndarray]] = {}
        self._grids: dict[str, DepthGrid] = {}

    def points(
        self, structure: Structure, configuration: Configuration, activation: float = 0.0
    ) -> np.ndarray:
        """(n, 3) vertices of a structure at a posture, millimetres, RAS, the atlas's side."""
        bodies = configuration.bodies
        body = self.body(structure)
        if body is not None:
            placed = moved(self._rest_points(structure), bodies[body])
        elif self._hosts(structure):
            placed = self._along(structure, configuration, activation)
        else:
            placed = self._between(structure, configuration)
        return placed * self._side

    def pose(self, body: str, configuration: Configuration) -> np.ndarray:
        """(4, 4) motion of a body from the neutral posture, on the atlas's side."""
        motion = configuration.bodies[body]
        return ACROSS @ motion @ ACROSS if self.atlas.mirrored else motion

    def body(self, structure: Structure) -> str | None:
        """The body that carries a structure whole; None where it bends."""
        carrier = self.joints.body_of.get(structure.id)
        if carrier is None and structure.of is not None:
            carrier = self.joints.body_of.get(structure.of)
        return carrier

    # ------------------------------------------------------------------ along a path

    def _hosts(self, structure: Structure) -> tuple[str, ...]:
        if structure.id in self.joints.tendons:
            return (structure.id,)
        return self.joints.along.get(structure.id, ())

    def _along(
        self, structure: Structure, configuration: Configuration, activation: float
    ) -> np.ndarray:
        parts = self._bindings(structure)
        bones = {
            name: (configuration.bodies[self.joints.body_of[name]], self._grid(name))
            for name in self._obstacles
        }
        total = 0.0
        for part in parts:
            line, stretch = line_of(
                part.strand.course,
                configuration.paths_mm[part.tendon],
                configuration.bodies,
                part.strand.gives,
            )
            if part.strand.fixed:
                line = held_line(part.strand, line, configuration.bodies)
            line = clear_line(part.strand, line, part.section_depths, bones)
            placed = carried(part.strand, line, stretch, configuration.bodies, BULGE * activation)
            total = total + part.weight[:, None] * placed if len(parts) > 1 else placed
        strand = parts[0].strand
        free = (
            1.0 - np.max(list(strand.held.values()), axis=0) if strand.held else np.ones(len(total))
        )
        return kept_out(total, parts[0].depths, free, bones)

    def _bindings(self, structure: Structure) -> list[Bound]:
        if structure.id not in self._bound:
            self._bound[structure.id] = list(self._bind(structure))
        return self._bound[structure.id]

    def _bind(self, structure: Structure):
        mesh, points = structure.mesh, self._rest_points(structure)
        faces = self._rest_faces(structure)
        along = np.asarray(mesh.point_data["ALONG"], float)
        muscle = mesh.point_data.get("TISSUE")
        hosts = self._hosts(structure)
        gone = along * _length(points, along)
        onward = np.clip(gone / min(PASSES_OVER_MM, gone.max()), 0.0, 1.0)
        shares = [1 - onward, onward] if len(hosts) == 2 else [np.ones(len(points))]
        for tendon, weight in zip(hosts, shares, strict=True):
            course = self._course(tendon)
            path = self._rest.paths_mm[tendon]
            gives = np.ones(course.count)
            line, _ = line_of(course, path, self._rest.bodies, gives)
            strand = bind(
                points,
                faces,
                is_closed(faces) and len(hosts) == 1,
                None if muscle is None else np.asarray(muscle, float),
                course,
                line,
                self._ends(structure, points),
            )
            middles = line.points + np.einsum("nij,ni->nj", line.frames, strand.middle)
            yield Bound(tendon, strand, weight, self._depths(points), self._depths(middles))

    def _depths(self, points: np.ndarray) -> np.ndarray:
        grids = [self._grid(name) for name in self._obstacles]
        return np.stack([grid.look_up(points)[0] for grid in grids], axis=1)

    def _course(self, tendon: str) -> Course:
        if tendon not in self._courses:
            path = self._rest.paths_mm[tendon]
            self._courses[tendon] = course_at_rest(path, *self.joints.ends(tendon))
        return self._courses[tendon]

    def _ends(self, structure: Structure, points: np.ndarray) -> dict:
        """Role to the body that holds that end, and each vertex's distance from its enthesis."""
        ends = {}
        for role in ROLES:
            footprint = self.atlas.footprint(structure.id, role)
            if footprint is not None:
                body = self.joints.body_of[footprint.bone]
                ends[role] = (body, self._from_enthesis(footprint, points))
        return ends

    def _from_enthesis(self, footprint: Footprint, points: np.ndarray) -> np.ndarray:
        patch = np.asarray(footprint.patch.points) * self._side
        above, _ = cKDTree(patch).query(points)
        grown = above < ENTHESIS_MM
        if not grown.any():
            grown = above <= above.min() + 0.1
        away, _ = cKDTree(points[grown]).query(points)
        return away

    # ------------------------------------------------------------------ bones in the way

    @cached_property
    def _obstacles(self) -> tuple[str, ...]:
        """The bones a tendon path passes; the spine and the kneecap are out of their way."""
        ends = {body for tendon in self.joints.tendons for body in self.joints.ends(tendon)}
        return tuple(
            name
            for name, body in self.joints.body_of.items()
            if name in self.atlas
            and self.atlas[name].kind == "bone"
            and body in ends
            and name != "sacrum"
        )

    def _grid(self, bone: str) -> DepthGrid:
        if bone not in self._grids:
            lines = np.vstack(list(self._rest.paths_mm.values()))
            low, high = lines.min(axis=0) - 60.0, lines.max(axis=0) + 60.0
            low[2] = max(low[2], -580.0)
            mesh = self.atlas[bone].mesh
            if self.atlas.mirrored:
                from musclekit.atlas.mirror import mirrored_mesh

                mesh = mirrored_mesh(mesh)
            self._grids[bone] = depth_grid(mesh, low, high)
        return self._grids[bone]

    # ------------------------------------------------------------------ between bones

    def _between(self, structure: Structure, configuration: Configuration) -> np.ndarray:
        points = self._rest_points(structure)
        if structure.id not in self._weights:
            self._weights[structure.id] = nearness(points, self._neighbours(structure))
        weights = self._weights[structure.id]
        placed = blended(points, weights, configuration.bodies)
        faces = self._rest_faces(structure)
        if structure.kind == "muscle" and is_closed(faces):
            placed = _as_large(placed, faces, signed_volume(points, faces), weights)
        return placed

    def _neighbours(self, structure: Structure) -> dict[str, np.ndarray]:
        """Body to the points of its bones, of the bodies a structure lies between."""
        wanted = self.joints.between.get(structure.id)
        if wanted is None:
            ends = [end for end in (structure.origin, structure.insertion) if end is not None]
            found = [self.joints.body_of.get(end.bone) for end in ends]
            wanted = tuple(dict.fromkeys(body for body in found if body is not None))
        if not wanted:
            wanted = tuple(dict.fromkeys(self.joints.body_of.values()))
        surfaces: dict[str, list[np.ndarray]] = {}
        for name, body in self.joints.body_of.items():
            if body in wanted and name in self.atlas and self.atlas[name].kind == "bone":
                surfaces.setdefault(body, []).append(self._rest_points(self.atlas[name]))
        return {body: np.vstack(parts) for body, parts in surfaces.items()}

    # ------------------------------------------------------------------ at rest

    def _rest_points(self, structure: Structure) -> np.ndarray:
        """Its vertices in the neutral posture, on the side the joints describe."""
        return np.asarray(self.atlas[structure.id].mesh.points, float) * self._side

    def _rest_faces(self, structure: Structure) -> np.ndarray:
        faces = self.atlas[structure.id].mesh.regular_faces
        return faces[:, ::-1] if self.atlas.mirrored else faces


def _length(points: np.ndarray, along: np.ndarray) -> float:
    """Length of a tube from its vertices' places along it."""
    order = np.linspace(0, 1, 25)
    middles = [points[np.argsort(np.abs(along - place))[:12]].mean(axis=0) for place in order]
    return float(np.linalg.norm(np.diff(middles, axis=0), axis=1).sum())


def _as_large(
    points: np.ndarray, faces: np.ndarray, volume: float, weights: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Points moved along their normals until they enclose a volume; what is on a bone stays."""
    free = 1.0 - np.max(list(weights.values()), axis=0)
    if free.max() <= 0:
        return points
    normals = vertex_normals(points, faces) * free[:, None]
    for _ in range(2):
        now = signed_volume(points, faces)
        slope = (signed_volume(points + 0.1 * normals, faces) - now) / 0.1
        if slope <= 0:
            return points
        points = points + np.clip((volume - now) / slope, -6, 6) * normals
    return points
