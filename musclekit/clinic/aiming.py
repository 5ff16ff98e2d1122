"""Where a needle is to end, and where it can enter the skin to come there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from musclekit.atlas import Atlas, Attachment, called
from musclekit.errors import MusclekitError
from musclekit.geometry.gaps import surface_gap
from musclekit.geometry.winding import winding_numbers
from musclekit.imaging.material import carried
from musclekit.imaging.probe import skin_of
from musclekit.nerve.clearance import corners_of

TIP_MM = 1.0
"""So far off the bone a needle ends that is sent to a tendon's end."""
CUT_MM = 3.0
"""Faces of the skin so near the midline, or its upper or lower end, are cuts through the body."""
STEEPEST_DEG = 75.0
SAME_MM = 0.5
"""A way to an entry leaves the skin nowhere else, within this."""
ENDS = ("origin", "insertion")


@dataclass(frozen=True, eq=False)
class Aim:
    """A target, and the directions that angles are told against.

    Attributes
    ----------
    target : str or (3,) tuple of float
        As it was given.
    name : str
        As it stands in a sentence.
    at : str
        Id of the bone or bone feature that the tendon meets there; "" of a point.
    tip_mm : (3,) float
        Where the tip is to come to lie.
    axes : (3, 3) float
        Rows: straight back, proximally and laterally at the thigh's posture.
    """

    target: str | tuple[float, ...]
    name: str
    at: str
    tip_mm: np.ndarray
    axes: np.ndarray

    def angles_deg(self, entry_mm: np.ndarray) -> tuple[float, float]:
        """How far proximally and laterally of straight back a point lies."""
        back, up, aside = self.axes @ (entry_mm - self.tip_mm)
        proximal, lateral = np.degrees(np.arctan2([up, aside], back)).round(9) + 0.0
        return float(proximal), float(lateral)

    def entered(self, atlas: Atlas, proximal_deg: float, lateral_deg: float) -> np.ndarray:
        """(3,) where a way at these angles comes through the skin.

        Raises
        ------
        MusclekitError
            If the angles are none, or nothing but a cut through the model lies there.
        """
        found = self.skin_at(atlas, proximal_deg, lateral_deg)
        if found is None:
            raise MusclekitError(
                f"No skin at proximal_deg={proximal_deg:g}, lateral_deg={lateral_deg:g}: the way "
                "ends where the model is cut: the midline, its upper or its lower end.",
                where="Needle",
                remedy="Give angles nearer to 0, or a lateral one.",
            )
        return found

    def skin_at(self, atlas: Atlas, proximal_deg: float, lateral_deg: float) -> np.ndarray | None:
        """As `entered`, but None where there is no skin."""
        given = {"proximal_deg": proximal_deg, "lateral_deg": lateral_deg}
        wrong = [f"{name}={value!r}" for name, value in given.items() if not _is_angle(value)]
        if wrong:
            raise MusclekitError(
                f"{' and '.join(wrong)}: not from {-STEEPEST_DEG:g} to {STEEPEST_DEG:g}°.",
                where="Needle",
                remedy="0 and 0 is straight behind the target.",
            )
        leant = np.tan(np.radians([proximal_deg, lateral_deg]))
        found = skin_of(atlas).hit(self.tip_mm, _unit(np.array([1.0, *leant]) @ self.axes))
        return None if found is None or _is_cut(atlas, found) else found

    def entered_at(self, atlas: Atlas, entry: Iterable[float]) -> np.ndarray:
        """(3,) the place on the skin nearest to a point.

        Raises
        ------
        MusclekitError
            If it is no point, not behind the target, on a cut, or seen from the target
            beyond another fold of the skin.
        """
        skin = skin_of(atlas)
        start = skin.nearest(point_of(entry, "entry"))
        wrong = ""
        if _is_cut(atlas, start):
            wrong = "The entry lies on a cut: the midline, the model's upper or its lower end"
        elif max(map(abs, self.angles_deg(start))) > STEEPEST_DEG:
            wrong = f"The entry is not behind the target within {STEEPEST_DEG:g}°"
        else:
            met = skin.hit(self.tip_mm, _unit(start - self.tip_mm))
            if met is not None and np.linalg.norm(met - start) > SAME_MM:
                wrong = "The way from the entry leaves the skin and comes in again"
        if wrong:
            raise MusclekitError(
                f"{wrong}.",
                where="Needle, entry",
                remedy="Give a point of the skin behind the target, or angles in its place.",
            )
        return start


def aim_at(atlas: Atlas, target: str | Iterable[float]) -> Aim:
    """Where a needle to a target ends.

    Raises
    ------
    UnknownStructure
        If the atlas lacks the structure.
    MusclekitError
        If it has no such end, or the point is none or outside the skin.
    """
    turn = carried(atlas)[0]
    outwards = 1.0 if atlas.side == "right" else -1.0
    axes = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [outwards, 0.0, 0.0]]) @ turn.T
    if isinstance(target, str):
        name, end = _end(atlas, target)
        return Aim(target, name, end.at, _off_bone(atlas, end), axes)
    tip = point_of(target, "target")
    skin = skin_of(atlas)
    if abs(winding_numbers(tip[None], skin.points, skin.faces)[0]) < 0.5:
        raise MusclekitError(
            f"The point {_told(tip)} lies outside the skin.",
            where="Needle, target",
            remedy='Give a point within the body, or a structure such as "conjoint_tendon".',
        )
    return Aim(tuple(map(float, tip)), f"the point {_told(tip)}", "", tip, axes)


def point_of(given: Any, name: str) -> np.ndarray:
    """(3,) float; raises MusclekitError if it is no point."""
    try:
        point = np.asarray(given, float)
    except (TypeError, ValueError):
        point = np.empty(0)
    if point.shape != (3,) or not np.isfinite(point).all():
        raise MusclekitError(
            f"{given!r} is no point.",
            where=f"Needle, {name}",
            remedy="Give three numbers, millimetres: right, front, up.",
        )
    return point


def _end(atlas: Atlas, target: str) -> tuple[str, Attachment]:
    """A structure's end, and its name."""
    own, _, role = target.partition(".")
    structure = atlas[own]
    known = {
        one: at for one in ENDS if (at := getattr(structure, one)) and at.centre_mm is not None
    }
    role = role or next(iter(known), "")
    if role not in known:
        ends = ", ".join(f"{structure.id}.{one}" for one in known)
        raise MusclekitError(
            f"'{target}' is no end of a structure whose place on bone is known.",
            where="Needle, target",
            remedy=f"Give {ends}." if ends else "Give a tendon, a muscle, or a point.",
        )
    return f"the {role} of {called(structure)}", known[role]


def _off_bone(atlas: Atlas, end: Attachment) -> np.ndarray:
    """(3,) from the middle of a footprint, `TIP_MM` out of the face of bone beneath it."""
    bone = corners_of(atlas[end.bone])
    gap = surface_gap(np.broadcast_to(np.asarray(end.centre_mm, float), (1, 3, 3)), bone)
    a, b, c = bone[gap.triangles[1]]
    return gap.points[1] + TIP_MM * _unit(np.cross(b - a, c - a))


def _is_angle(given: Any) -> bool:
    number = isinstance(given, (int, float, np.number)) and not isinstance(given, bool)
    return number and abs(given) <= STEEPEST_DEG


def _is_cut(atlas: Atlas, point: np.ndarray) -> bool:
    """Whether the face of skin at a point is one that closes the model where it ends."""
    skin, rest = skin_of(atlas), skin_of(atlas.intact.neutral).points
    gap = surface_gap(np.broadcast_to(point, (1, 3, 3)), skin.points[skin.faces])
    x, _, z = rest[skin.faces[gap.triangles[1]]].T
    low, high = rest[:, 2].min() + CUT_MM, rest[:, 2].max() - CUT_MM
    return bool((abs(x) < CUT_MM).all() or (z < low).all() or (z > high).all())


def _told(point: np.ndarray) -> str:
    return f"({', '.join(f'{x:.0f}' for x in point)})"


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)
