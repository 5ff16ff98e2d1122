"""How near two structures come to one another, at one posture or over many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.atlas import Atlas, Structure, called
from musclekit.errors import MusclekitError
from musclekit.geometry import is_closed
from musclekit.geometry.gaps import Gap, surface_gap
from musclekit.geometry.winding import winding_numbers
from musclekit.mechanics.arguments import held_angle, rising_angles, several
from musclekit.mechanics.curves import Curves, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, eq=False, repr=False)
class Clearance:
    """The shortest way between two structures.

    Attributes
    ----------
    a, b : str
        Ids.
    distance_mm : float
        Never below 0: 0 where the two touch, cross, or one lies inside the other. How deep they
        would cross is not told, for tissue gives way and the model does not.
    points_mm : (2, 3) float
        Its ends, on `a` and on `b`; one point twice where the distance is 0.
    names : (str, str)
        Of the structures, as they stand inside a sentence.
    posture : mapping of str to float
        Degrees, angles that are not nought.
    """

    a: str
    b: str
    distance_mm: float
    points_mm: np.ndarray
    names: tuple[str, str]
    posture: Mapping[str, float]

    @property
    def meets(self) -> bool:
        """Whether nothing is left between the two."""
        return self.distance_mm == 0.0

    def describe(self) -> str:
        """The clearance in one sentence."""
        at = ", ".join(f"{name.replace('_', ' ')} {x:g}°" for name, x in self.posture.items())
        way = "they meet" if self.meets else f"{self.distance_mm:.1f} mm"
        return f"From {self.names[0]} to {self.names[1]}, {at or 'upright'}: {way}."

    def __repr__(self) -> str:
        """The clearance in one sentence."""
        return self.describe()


@dataclass(frozen=True, eq=False, repr=False)
class ClearanceCurve(Curves):
    """The clearance of two structures over the angle of one joint.

    Attributes
    ----------
    points_mm : (n, 2, 3) float
        The ends of the shortest way at each angle, on the first structure and on the second.
    """

    points_mm: np.ndarray

    @property
    def distances_mm(self) -> np.ndarray:
        """(n,) clearances."""
        (values,) = self.values.values()
        return values


def clearance(atlas: Atlas, a: str, b: str) -> Clearance:
    """The shortest distance between two structures, and where it is.

    Parameters
    ----------
    atlas : Atlas
        At any posture, healthy or altered.
    a, b : str
        Ids of two structures; of a patch of bone such as `ischial_tuberosity` its surface counts,
        of a closed one all that it encloses.

    Raises
    ------
    UnknownStructure
        If the atlas lacks one of them.
    MusclekitError
        If they are the same.

    Notes
    -----
    Exact between the triangles of both meshes. How near the meshes themselves are to the bodies
    they stand for is told in docs/atlas.md, how far posing bends them rightly in docs/posing.md.

    >>> import musclekit as mk
    >>> mk.clearance(mk.load_atlas(), "sciatic_nerve", "ischial_tuberosity")
    From the sciatic nerve to the ischial tuberosity, upright: 11.0 mm.
    """
    one, other = _two(atlas, a, b)
    gap = _gap(corners_of(one), corners_of(other))
    return Clearance(
        a=one.id,
        b=other.id,
        distance_mm=gap.distance,
        points_mm=gap.points,
        names=(called(one), called(other)),
        posture=atlas.posture,
    )


def clearance_curve(atlas: Atlas, a: str, b: str, **angles: Any) -> ClearanceCurve:
    """The clearance of two structures while one joint moves.

    Parameters
    ----------
    atlas : Atlas
        Healthy or altered; its own posture does not count.
    a, b : str
        Ids, as for `clearance`.
    **angles
        Degrees by coordinate: a row of rising ones for the joint that moves, such as
        `hip_flexion=range(0, 121, 5)`, one number for each that is held. The others are nought.

    Returns
    -------
    ClearanceCurve
        Only these two structures are posed, and each posture starts from the triangles that were
        nearest at the one before.

    Raises
    ------
    UnknownStructure, UnknownName, MusclekitError
        As `clearance` and `Atlas.pose` do; or if not exactly one coordinate has a row.
    """
    one, other = _two(atlas, a, b)
    along, row, held = _sweep(angles)
    distances, points = np.empty(len(row)), np.empty((len(row), 2, 3))
    for step, gap in enumerate(_gaps(atlas, one.id, other.id, along, row, held)):
        distances[step], points[step] = gap.distance, gap.points
    return ClearanceCurve(
        quantity=Quantity("clearance_mm", f"Clearance to {called(other)}", "mm", 1),
        joint=along,
        along=along,
        angles_deg=row,
        others_deg={name: angle for name, angle in held.items() if angle},
        values={one.id: distances},
        names={one.id: one.name()},
        published=(),
        overstretched=(),
        sources=atlas.sources,
        points_mm=points,
    )


def corners_of(structure: Structure) -> np.ndarray:
    """(m, 3, 3) corners of a structure's triangles."""
    return np.asarray(structure.mesh.points, float)[structure.mesh.regular_faces]


def _two(atlas: Atlas, a: str, b: str) -> tuple[Structure, Structure]:
    one, other = atlas[a], atlas[b]
    if one.id == other.id:
        raise MusclekitError(
            f"'{a}' has no clearance from itself.", remedy="Name two different structures."
        )
    return one, other


def _sweep(angles: Mapping[str, Any]) -> tuple[str, np.ndarray, dict[str, Any]]:
    """The coordinate that moves, its angles, and those that are held."""
    rows = [name for name, value in angles.items() if len(several(value)) > 1]
    if len(rows) != 1:
        given = ", ".join(rows) or "none"
        raise MusclekitError(
            f"A curve needs one joint that moves; given with several angles: {given}.",
            remedy="Give one a row, as in hip_flexion=range(0, 121, 5), the others a number each.",
        )
    (along,) = rows
    held = {name: held_angle(name, value) for name, value in angles.items() if name != along}
    return along, rising_angles(along, angles[along]), held


def _gaps(
    atlas: Atlas, a: str, b: str, along: str, row: np.ndarray, held: Mapping[str, Any]
) -> Iterator[Gap]:
    near = None
    for angle in row:
        posed = atlas.pose(**{**held, along: float(angle)})
        gap = _gap(corners_of(posed[a]), corners_of(posed[b]), near)
        near = gap.triangles
        yield gap


def _gap(one: np.ndarray, other: np.ndarray, near: np.ndarray | None = None) -> Gap:
    """The shortest way between two solids, which is none where one is inside the other."""
    gap = surface_gap(one, other, near)
    if gap.distance and (_inside(one, other) or _inside(other, one)):
        return Gap(0.0, gap.points[[0, 0]], gap.triangles)
    return gap


def _inside(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether a surface that does not cross another lies within it."""
    where, within = one.reshape(-1, 3), other.reshape(-1, 3)
    if (where.min(axis=0) < within.min(axis=0)).any() or (
        where.max(axis=0) > within.max(axis=0)
    ).any():
        return False
    points, triangles = np.unique(within, axis=0, return_inverse=True)
    triangles = triangles.reshape(-1, 3)
    if not is_closed(triangles):
        return False
    return bool(abs(winding_numbers(where[:1], points, triangles)[0]) > 0.5)
