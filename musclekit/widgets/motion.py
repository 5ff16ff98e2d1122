"""Postures on their way to the browser: bones as matrices, soft tissue as small whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.mechanics import Activity

STEPS = 65535
"""A coordinate of soft tissue travels as one of so many steps across its box: 16 bits."""
MATRIX_ROWS = 201
"""Matrices of an activity: every half percent, between which they are drawn straight on."""
KEYFRAMES = 40
"""Postures of soft tissue in an activity, between which a cubic passes."""
UNSEEN_MM = 0.05
"""Soft tissue that has moved less than so much since it was sent is not sent again."""
SPARSE = 10
"""Of a bone's vertices one in so many tells how much room it needs."""
LEVERS = ("hip_flexion", "knee_flexion")
"""Coordinates about which levers are told."""
SIDE = np.diag([-1.0, 1.0, 1.0, 1.0])


@dataclass(frozen=True, eq=False)
class Packed:
    """Vertices as whole numbers in a box.

    Attributes
    ----------
    low, span : (3,) float
        Corner and size of the box, millimetres.
    steps : (..., n, 3) uint16
    """

    low: np.ndarray
    span: np.ndarray
    steps: np.ndarray

    @property
    def points(self) -> np.ndarray:
        """(..., n, 3) vertices, millimetres, to half a step."""
        return self.low + self.steps * (self.span / STEPS)


def packed(points: np.ndarray) -> Packed:
    """Vertices (..., n, 3) in the smallest box that holds them all."""
    axes = tuple(range(points.ndim - 1))
    low = points.min(axis=axes)
    span = np.maximum(points.max(axis=axes) - low, 1e-6)
    steps = np.rint((points - low) / span * STEPS).astype("<u2")
    return Packed(low, span, steps)


@dataclass(frozen=True, eq=False)
class Rig:
    """What of an atlas moves with which body.

    Attributes
    ----------
    atlas : Atlas
        Upright, its muscles as active as they were given: postures are told from there.
    ids : tuple of str
        Structures on view.
    """

    atlas: Atlas
    ids: tuple[str, ...]

    def __post_init__(self) -> None:
        """Stand the atlas upright."""
        object.__setattr__(self, "atlas", self._at({}))

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """Every body that moves, in the joints' order."""
        return tuple(self.atlas.joints.configuration({}).bodies)

    @cached_property
    def rigid(self) -> Mapping[str, str]:
        """Structure to the body that carries it whole."""
        body_of = self.atlas.joints.body_of
        pairs = (
            (one, body_of.get(one) or body_of.get(self.atlas[one].of or "")) for one in self.ids
        )
        return {one: body for one, body in pairs if body}

    @cached_property
    def soft(self) -> Mapping[str, str]:
        """Structure that bends to the body nearest to it; "" where no bone is on view."""
        return {one: self._companion(one) for one in self.ids if one not in self.rigid}

    def matrices(self, angles: Mapping[str, float]) -> dict[str, np.ndarray]:
        """(4, 4) motion of every body from neutral, millimetres, of the atlas's side."""
        found = self.atlas.joints.configuration(angles).bodies
        if self.atlas.mirrored:
            return {body: SIDE @ motion @ SIDE for body, motion in found.items()}
        return dict(found)

    def shapes(self, angles: Mapping[str, Any]) -> dict[str, np.ndarray]:
        """(n, 3) vertices of what bends, millimetres, as seen from the body it moves with."""
        posed, motions = self._at(angles), self.matrices(angles)
        return {
            one: _seen_from(motions.get(body), np.asarray(posed[one].mesh.points, float))
            for one, body in self.soft.items()
        }

    def room(self, postures: Iterable[Mapping[str, float]]) -> tuple[float, ...]:
        """xmin, xmax, ymin, ymax, zmin, zmax of the bones in all these postures.

        Of the bones on view; where none is, of all the joints move.
        """
        body_of = self.atlas.joints.body_of
        filling = self.rigid or {one: body for one, body in body_of.items() if one in self.atlas}
        bones = [(body, np.asarray(self.atlas[one].mesh.points)) for one, body in filling.items()]
        points = []
        for angles in postures:
            motions = self.matrices(angles)
            points += [_moved(motions[body], bone[::SPARSE]) for body, bone in bones]
        everywhere = np.vstack(points)
        low, high = everywhere.min(axis=0), everywhere.max(axis=0)
        return tuple(float(v) for v in np.stack([low, high], axis=1).ravel())

    def _at(self, angles: Mapping[str, Any]) -> Atlas:
        """The atlas at a posture, as active as it is."""
        if not angles and not self.atlas.activation:
            return self.atlas.neutral
        return self.atlas.pose(activation=self.atlas.activation, **angles)

    @cached_property
    def _bones(self) -> Mapping[str, cKDTree]:
        carried: dict[str, list[np.ndarray]] = {}
        for one, body in self.rigid.items():
            carried.setdefault(body, []).append(np.asarray(self.atlas[one].mesh.points))
        return {body: cKDTree(np.vstack(parts)) for body, parts in carried.items()}

    def _companion(self, structure: str) -> str:
        """The body whose bones lie nearest to it as a whole."""
        points = np.asarray(self.atlas[structure].mesh.points)
        away = {body: bones.query(points)[0].mean() for body, bones in self._bones.items()}
        return min(away, key=away.__getitem__, default="")


class Sent:
    """What a page shows of a rig, upright at first, so that only what changed travels."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._matrices = dict.fromkeys(rig.bodies, np.eye(4))
        self._shapes = {one: np.asarray(rig.atlas[one].mesh.points, float) for one in rig.soft}

    def changes(self, angles: Mapping[str, float]) -> tuple[dict, list[bytes]]:
        """Message and buffers that bring the page from the last posture to this one.

        Returns
        -------
        dict, list of bytes
            `bodies`: body to its sixteen numbers, row by row. `soft`: id, low, span for each
            buffer of vertices. Nothing that stayed as it was.
        """
        motions, shapes = self._rig.matrices(angles), self._rig.shapes(angles)
        bodies = {x: m for x, m in motions.items() if np.abs(m - self._matrices[x]).max() > 1e-6}
        bent = {x: p for x, p in shapes.items() if np.abs(p - self._shapes[x]).max() > UNSEEN_MM}
        self._matrices |= bodies
        self._shapes |= bent
        boxes = {one: packed(points) for one, points in bent.items()}
        message = {
            "bodies": {x: m.ravel().round(7).tolist() for x, m in bodies.items()},
            "soft": [_box(one, box) for one, box in boxes.items()],
        }
        return message, [box.steps.tobytes() for box in boxes.values()]


@dataclass(frozen=True, eq=False)
class Frames:
    """An activity as the page plays it, without asking for more.

    Attributes
    ----------
    rig : Rig
    looped : bool
    matrices : (MATRIX_ROWS, b, 4, 4) float32
        Of every body, 0 to 100 %.
    soft : dict of str to Packed
        Structure to its vertices, (KEYFRAMES, n, 3): evenly over 0 to 100 %, without the end
        where the activity goes round.
    """

    rig: Rig
    looped: bool
    matrices: np.ndarray
    soft: Mapping[str, Packed]

    def message(self) -> tuple[dict, list[bytes]]:
        """Head and buffers for the page: matrices first, then one of each soft structure."""
        head = {
            "looped": self.looped,
            "rows": len(self.matrices),
            "count": KEYFRAMES,
            "bodies": list(self.rig.bodies),
            "soft": [_box(one, box) for one, box in self.soft.items()],
        }
        soft = [box.steps.tobytes() for box in self.soft.values()]
        return head, [self.matrices.tobytes(), *soft]

    def shape(self, structure: str, percent: float) -> np.ndarray:
        """(n, 3) vertices at a percent, as the page computes them: a cubic through keyframes."""
        points = self.soft[structure].points
        at = percent / 100 * (KEYFRAMES if self.looped else KEYFRAMES - 1)
        here = int(min(np.floor(at), KEYFRAMES - 1))
        t = at - here
        near = [self._frame(here + step) for step in (-1, 0, 1, 2)]
        weights = (
            t * (t * (2 - t) - 1) / 2,
            (t * t * (3 * t - 5) + 2) / 2,
            t * ((4 - 3 * t) * t + 1) / 2,
            (t - 1) * t * t / 2,
        )
        return sum(
            (w * points[frame] for w, frame in zip(weights, near, strict=True)),
            start=np.zeros_like(points[0]),
        )

    def _frame(self, number: int) -> int:
        return number % KEYFRAMES if self.looped else int(np.clip(number, 0, KEYFRAMES - 1))


def frames(rig: Rig, activity: Activity) -> Frames:
    """An activity's postures for a page."""
    rows = [rig.matrices(activity.angles(x)) for x in _percents(MATRIX_ROWS, activity, whole=True)]
    shapes = [rig.shapes(activity.angles(x)) for x in _percents(KEYFRAMES, activity)]
    return Frames(
        rig=rig,
        looped=activity.looped,
        matrices=np.array([[row[body] for body in rig.bodies] for row in rows], "<f4"),
        soft={one: packed(np.stack([shape[one] for shape in shapes])) for one in rig.soft},
    )


def readings(atlas: Atlas, muscles: Iterable[str], angles: Mapping) -> dict[str, dict]:
    """Length, strain and levers of muscles at one or many postures.

    Parameters
    ----------
    atlas : Atlas
    muscles : iterable of str
    angles : mapping of str to float or array_like
        Degrees; arrays of one length.

    Returns
    -------
    dict of str to dict
        Muscle to `length_mm`, `strain_percent` (against upright) and `<coordinate>_lever_mm`
        (positive turns the joint towards flexion), rounded; numbers or lists of them.
    """
    joints = atlas.joints
    about = [x for x in LEVERS if x in joints.coordinates]
    found = {}
    for one in muscles:
        length = joints.lengths_mm(one, angles)
        found[one] = {
            "length_mm": length.round(1).tolist(),
            "strain_percent": (100 * (length / joints.lengths_mm(one, {}) - 1)).round(2).tolist(),
            **{
                f"{x}_lever_mm": (1000 * joints.moment_arms(one, x, angles)).round(1).tolist()
                for x in about
            },
        }
    return found


def _percents(count: int, activity: Activity, whole: bool = False) -> np.ndarray:
    around = activity.looped and not whole
    found = np.linspace(0.0, 100.0, count, endpoint=not around)
    # The end of a loop is its beginning, and is asked for as its end.
    return np.minimum(found, np.nextafter(100.0, 0.0)) if activity.looped else found


def _box(structure: str, box: Packed) -> dict:
    return {"id": structure, "low": box.low.tolist(), "span": box.span.tolist()}


def _seen_from(motion: np.ndarray | None, points: np.ndarray) -> np.ndarray:
    return points if motion is None else (points - motion[:3, 3]) @ motion[:3, :3]


def _moved(motion: np.ndarray, points: np.ndarray) -> np.ndarray:
    return points @ motion[:3, :3].T + motion[:3, 3]
