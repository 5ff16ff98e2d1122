"""Meshes of an atlas at a posture, one structure at a time, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from scipy.spatial import cKDTree

from musclekit.atlas.footprints import ROLES
from musclekit.atlas.mirror import DIRECTIONS
from musclekit.atlas.posing.binding import bind, thread_through
from musclekit.atlas.posing.blend import blended, nearness
from musclekit.atlas.posing.clearing import Obstacles, detour, kept_out
from musclekit.atlas.posing.course import Course, Line, course_at_rest, line_of, moved
from musclekit.atlas.posing.cover import Cover, cover
from musclekit.atlas.posing.depth import Depths, depth_grid
from musclekit.atlas.posing.strands import (
    Strand,
    Thread,
    as_large,
    carried,
    controls,
    mended,
    middles_of,
    turned,
    unit,
)
from musclekit.geometry import is_closed, signed_volume, vertex_normals
from musclekit.geometry.curves import frames

if TYPE_CHECKING:
    from musclekit.atlas.footprints import Footprint
    from musclekit.atlas.model import Atlas, Structure
    from musclekit.kinematics import Configuration, Joints

ACROSS = np.diag([-1.0, 1.0, 1.0, 1.0])
ENTHESIS_MM = 2.0
"""What lies so near its footprint is grown to the bone and moves with it."""
SHALLOW_MM, SETTLED_MM = 1.5, 0.05
"""What lay no deeper in a bone and was hardly mended needs no second look for bones."""
PASSES = 6
"""Most rounds of moving out of bones and mending what that has folded."""
PASSES_OVER_MM = 60.0
"""Over so much of its length a branch passes from the path it leaves to the one it joins."""
AROUND_MM = 40.0
"""So far about the paths the bones are measured."""
THIGH = "femur"
"""The bone whose back the muscles with a path lie on."""
NERVE_MM = 4.0
"""Half thickness by which the path of a nerve keeps from bones."""
TOUCHING_MM = 1.0
"""A nerve goes on from another that lies so near."""
AHEAD_MM = 0.5
"""Step along a fibre from which its direction is taken where tissue lies between bones."""
BULGE = 0.25
"""How much thicker than its ends the middle of a fully active belly grows: drawn, not measured."""


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
        self._side = np.array([-1 if atlas.mirrored else 1, 1, 1], np.float32)
        self._rest = joints.configuration({})
        self._strands: dict[str, Strand] = {}
        self._threads: dict[str, Thread] = {}
        self._lines: WeakKeyDictionary[Configuration, dict[str, tuple[Line, np.ndarray]]]
        self._lines = WeakKeyDictionary()
        self._points: dict[str, np.ndarray] = {}
        self._fields: dict[str, dict[str, np.ndarray]] = {}
        self._weights: dict[str, dict[str, np.ndarray]] = {}
        self._weights_ahead: dict[tuple[str, str], dict[str, np.ndarray]] = {}
        self._covers: dict[str, Cover] = {}
        self._placements: WeakKeyDictionary[Configuration, Obstacles] = WeakKeyDictionary()

    def carried(
        self, structure: Structure, configuration: Configuration, activation: float = 0.0
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """A structure's vertices at a posture, and its fields of directions.

        Parameters
        ----------
        structure : Structure
        configuration : Configuration
        activation : float

        Returns
        -------
        (n, 3) float
            Millimetres, RAS, the atlas's side.
        dict of str to (n, 3) float
            Name of the point data to it, turned with the tissue at each vertex; one long, nought
            where it is nought at rest.
        """
        bodies, body = configuration.bodies, self.body(structure)
        fields = self._rest_fields(structure)
        if body is not None:
            points = moved(self._rest_points(structure), bodies[body])
            turns = {name: own @ bodies[body][:3, :3].T for name, own in fields.items()}
        elif self._hosts(structure):
            strand = self._strand(structure)
            lines = [self._line(thread, configuration) for thread in strand.threads]
            given = controls(strand, lines, bodies, BULGE * activation)
            points = self._along(strand, configuration, given)
            turns = {name: turned(strand, own, given) for name, own in fields.items()}
        else:
            points = self._between(structure, configuration)
            turns = {
                name: self._between_ahead(name, structure, configuration, own)
                for name, own in fields.items()
            }
        return points * self._side, {name: unit(now) * self._side for name, now in turns.items()}

    def covering(
        self,
        structure: Structure,
        configuration: Configuration,
        contents: Mapping[str, np.ndarray],
    ) -> np.ndarray:
        """A skin's vertices at a posture, laid over what it covers.

        Parameters
        ----------
        structure : Structure
        configuration : Configuration
        contents : mapping of str to (m, 3) float
            Ids of what it covers to their vertices at the posture; the same ids every time.

        Returns
        -------
        (n, 3) float
            Millimetres, RAS, the atlas's side.
        """
        if structure.id not in self._covers:
            rest = [self._rest_points(self.atlas[one]) for one in contents]
            points, faces = self._rest_points(structure), self._rest_faces(structure)
            self._covers[structure.id] = cover(points, faces, np.vstack(rest))
        bound, bodies = self._covers[structure.id], configuration.bodies
        weights = self._shares(structure)
        base = blended(bound.points, weights, bodies)
        ways = [blended(bound.points + one, weights, bodies) - base for one in np.eye(3)]
        moved = np.vstack(list(contents.values())) * self._side
        return bound.laid(base, np.stack(ways, axis=2), moved) * self._side

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

    def _along(self, strand: Strand, configuration: Configuration, given: np.ndarray) -> np.ndarray:
        obstacles = self._placed(configuration)
        points = as_large(strand, carried(strand, given))
        for before in range(PASSES):
            clear, missing_mm = kept_out(strand, points, obstacles, before)
            if before and clear is points:
                break
            points = mended(strand, clear, given)
            if missing_mm < SHALLOW_MM and np.abs(points - clear).max() < SETTLED_MM:
                break
        return points

    def _line(self, thread: Thread, configuration: Configuration) -> tuple[Line, np.ndarray]:
        """A thread's line at a posture, led round the bones, and the middles of its sections."""
        known = self._lines.setdefault(configuration, {})
        if thread.tendon not in known:
            path, bodies = configuration.paths_mm[thread.tendon], configuration.bodies
            line = line_of(thread.course, path, bodies, thread.gives, thread.line, thread.fixed)
            middles = middles_of(line, thread.middle)
            shift = detour(
                middles,
                thread.depths,
                thread.radius,
                thread.loose,
                thread.yielding,
                self._placed(configuration),
            )
            if shift is not None:
                line = Line(line.points + shift, frames(line.points + shift, line.frames[:, 1]))
                middles = middles_of(line, thread.middle)
            known[thread.tendon] = line, middles
        return known[thread.tendon]

    def _strand(self, structure: Structure) -> Strand:
        if structure.id not in self._strands:
            self._strands[structure.id] = self._bind(structure)
        return self._strands[structure.id]

    def _bind(self, structure: Structure) -> Strand:
        points, faces = self._rest_points(structure), self._rest_faces(structure)
        hosts = self._hosts(structure)
        shares = [np.ones(len(points))]
        if len(hosts) == 2:
            along = np.asarray(structure.mesh.point_data["ALONG"], float)
            gone = along * _length(points, along)
            onward = np.clip(gone / min(PASSES_OVER_MM, gone.max()), 0.0, 1.0)
            shares = [1 - onward, onward]
        return bind(
            points,
            faces,
            [self._thread(tendon) for tendon in hosts],
            shares,
            self._ends(structure, points),
            _muscle(structure),
            is_closed(faces),
            self._depths.at_rest(points),
            thin=structure.kind == "nerve",
        )

    def _thread(self, tendon: str) -> Thread:
        """A path and the sections of what runs along it: the muscle of its name, or a nerve."""
        if tendon not in self._threads:
            course = self._course(tendon)
            path = self._rest.paths_mm[tendon]
            line = line_of(course, path, self._rest.bodies, np.ones(course.count))
            if tendon in self.atlas:
                owner = self.atlas[tendon]
                points = self._rest_points(owner)
                ends = self._ends(owner, points)
                fields = thread_through(points, _muscle(owner), tendon, course, line, ends)
            else:
                fields = thread_through(line.points, None, tendon, course, line, {})
                fields["radius"] = np.full(course.count, NERVE_MM)
            depths = self._depths.at_rest(middles_of(line, fields["middle"]))
            self._threads[tendon] = Thread(**fields, depths=depths)
        return self._threads[tendon]

    def _course(self, tendon: str) -> Course:
        return course_at_rest(self._rest.paths_mm[tendon], *self.joints.ends(tendon))

    def _ends(self, structure: Structure, points: np.ndarray) -> dict:
        """Role to the body that holds that end, and each vertex's distance from its enthesis."""
        ends = {}
        for role in ROLES:
            footprint = self.atlas.footprint(structure.id, role)
            if footprint is not None:
                body = self.joints.body_of[footprint.bone]
                ends[role] = (body, self._from_enthesis(footprint, points))
        if structure.kind == "nerve":
            ends |= self._rooted(points)
        return ends

    def _rooted(self, points: np.ndarray) -> dict:
        """As `_ends`, of a nerve that goes on from others which one body carries."""
        ends: dict[str, tuple[str, np.ndarray]] = {}
        for one in self.atlas.structures:
            body = self.body(one)
            if one.kind != "nerve" or body is None:
                continue
            apart, _ = cKDTree(self._rest_points(one)).query(points)
            if apart.min() < TOUCHING_MM:
                away, _ = cKDTree(points[apart < NERVE_MM]).query(points)
                known = ends.get("origin", (body, away))[1]
                ends["origin"] = (body, np.minimum(known, away))
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
        """The bones that muscles with a path are attached to: the others are out of their way."""
        attached = {
            one.bone
            for one in self.atlas.footprints.values()
            if not set(self.joints.tendons).isdisjoint(one.structures)
        }
        return tuple(name for name in self.joints.body_of if name in attached)

    @cached_property
    def _blocking(self) -> dict[str, list[Structure]]:
        """Body to its bones that are in the way: they move as one."""
        bodies: dict[str, list[Structure]] = {}
        for name in self._obstacles:
            bodies.setdefault(self.joints.body_of[name], []).append(self.atlas[name])
        return bodies

    def _placed(self, configuration: Configuration) -> Obstacles:
        if configuration not in self._placements:
            bodies, thigh = configuration.bodies, self.joints.body_of.get(THIGH)
            poses = np.array([bodies[body] for body in self._blocking])
            beyond = np.zeros((len(poses), 3))
            for row, body in enumerate(self._blocking):
                # Hamstrings run behind hip and thigh bone; of the leg they pass both sides.
                if body == thigh:
                    beyond[row] = -bodies[thigh][:3, 1]
                elif thigh and body in self._origins:  # however the thigh turns about itself
                    way = np.cross(bodies[body][:3, 0], bodies[thigh][:3, 2])
                    beyond[row] = way / np.linalg.norm(way)
            self._placements[configuration] = Obstacles(
                self._depths,
                *(part.astype(np.float32) for part in (poses[:, :3, :3], poses[:, :3, 3], beyond)),
            )
        return self._placements[configuration]

    @cached_property
    def _origins(self) -> set[str]:
        """Bodies that muscles with a path come from."""
        return {self.joints.ends(name)[0] for name in self.joints.tendons if name in self.atlas}

    @cached_property
    def _depths(self) -> Depths:
        lines = np.vstack(list(self._rest.paths_mm.values()))
        low, high = lines.min(axis=0) - AROUND_MM, lines.max(axis=0) + AROUND_MM
        low[2] = max(low[2], -580.0)
        return Depths(
            [depth_grid(*self._joined(bones), low, high) for bones in self._blocking.values()]
        )

    def _joined(self, bones: list[Structure]) -> tuple[np.ndarray, np.ndarray]:
        """Vertices and faces of several bones at rest as one surface."""
        points = [self._rest_points(one) for one in bones]
        first = np.cumsum([0, *(len(part) for part in points)])
        faces = [self._rest_faces(one) + start for one, start in zip(bones, first, strict=False)]
        return np.vstack(points), np.vstack(faces)

    # ------------------------------------------------------------------ between bones

    def _between(self, structure: Structure, configuration: Configuration) -> np.ndarray:
        points = self._rest_points(structure)
        weights = self._shares(structure)
        placed = blended(points, weights, configuration.bodies)
        faces = self._rest_faces(structure)
        if structure.kind == "muscle" and is_closed(faces):
            placed = _as_large(placed, faces, signed_volume(points, faces), weights)
        return placed

    def _shares(self, structure: Structure) -> dict[str, np.ndarray]:
        """Body to how much of each vertex it carries."""
        if structure.id not in self._weights:
            points = self._rest_points(structure)
            self._weights[structure.id] = nearness(points, self._neighbours(structure))
        return self._weights[structure.id]

    def _between_ahead(
        self, field: str, structure: Structure, configuration: Configuration, own: np.ndarray
    ) -> np.ndarray:
        """(n, 3) ways from each vertex to the tissue a step ahead of it along a field."""
        rest, bodies = self._rest_points(structure), configuration.bodies
        ahead = rest + AHEAD_MM * own
        if (structure.id, field) not in self._weights_ahead:
            near = nearness(ahead, self._neighbours(structure))
            self._weights_ahead[structure.id, field] = near
        here = blended(rest, self._shares(structure), bodies)
        return blended(ahead, self._weights_ahead[structure.id, field], bodies) - here

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
        if structure.id not in self._points:
            points = np.asarray(self.atlas[structure.id].mesh.points, float)
            self._points[structure.id] = points * self._side
        return self._points[structure.id]

    def _rest_fields(self, structure: Structure) -> dict[str, np.ndarray]:
        """Its fields of directions, as its vertices."""
        if structure.id not in self._fields:
            data = self.atlas[structure.id].mesh.point_data
            self._fields[structure.id] = {
                name: np.asarray(data[name], float) * self._side
                for name in DIRECTIONS
                if name in data
            }
        return self._fields[structure.id]

    def _rest_faces(self, structure: Structure) -> np.ndarray:
        faces = self.atlas[structure.id].mesh.regular_faces
        return faces[:, ::-1] if self.atlas.mirrored else faces


def _muscle(structure: Structure) -> np.ndarray | None:
    """(n,) 1 in muscle, 0 in tendon; None where all of it gives."""
    tissue = structure.mesh.point_data.get("TISSUE")
    return None if tissue is None else np.asarray(tissue, float)


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
