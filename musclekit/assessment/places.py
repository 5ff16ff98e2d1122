"""Points on bones: which bone, what lies there, how far from a footprint and in which direction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from musclekit.assessment.wording import listed
from musclekit.errors import UnknownName, did_you_mean
from musclekit.geometry import nearest_on_surface, vertex_normals

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Footprint, Structure

ON_IT_MM = 1.0
"""A point this near a patch of bone lies on it; patches are drawn a little above the bone."""

SAID_FROM_MM = 2.0
"""Smaller components of a distance are not worth a word."""

# Of the right side, RAS; and what to say of a pin that went too far that way.
_WAYS = {
    "medial": ((-1, 0, 0), "too medial"),
    "lateral": ((1, 0, 0), "too lateral"),
    "up": ((0, 0, 1), "too high"),
    "down": ((0, 0, -1), "too low"),
    "forward": ((0, 1, 0), "too far forward"),
    "back": ((0, -1, 0), "too far back"),
}
WAYS = tuple(_WAYS)
_ACROSS = ("medial", "middle", "lateral")
_DEPTHS = ("posterior", "middle", "anterior")
_HEIGHTS = ("lower", "middle", "upper")


def way(name: str, side: str) -> np.ndarray:
    """(3,) unit vector, RAS, of one of `WAYS`.

    Parameters
    ----------
    name : str
    side : {"right", "left"}
        Of the body; medial and lateral trade places on the left.

    Raises
    ------
    UnknownName
        If there is no such way.

    >>> way("medial", "right").tolist(), way("medial", "left").tolist()
    ([-1.0, 0.0, 0.0], [1.0, 0.0, 0.0])
    """
    if name not in WAYS:
        raise UnknownName(f"No direction '{name}'.", remedy=did_you_mean(name, WAYS))
    return np.multiply(_WAYS[name][0], (-1.0 if side == "left" else 1.0, 1.0, 1.0)) + 0.0


def bones_of(atlas: Atlas, shown: Iterable[str]) -> tuple[str, ...]:
    """The bones among structures."""
    return tuple(id for id in shown if atlas[id].kind == "bone")


def bone_at(atlas: Atlas, point_mm, among: Iterable[str]) -> str:
    """Id of the bone whose surface is nearest to a point."""
    return min(among, key=lambda id: _far(atlas[id], point_mm))


def distance_mm(point_mm, footprint: Footprint) -> float:
    """Straight distance from a point to the nearest point of a footprint; 0 on it."""
    far = _from_patch(point_mm, footprint)
    return 0.0 if far <= ON_IT_MM else far


def offset_mm(point_mm, footprint: Footprint) -> np.ndarray:
    """(3,) from the nearest point of a footprint to a point, RAS."""
    patch = footprint.patch
    return np.subtract(point_mm, nearest_on_surface(point_mm, patch.points, patch.triangles))


def what_is_at(atlas: Atlas, point_mm, bone: str) -> str:
    """Id of what a point on a bone lies on: the nearest footprint, a landmark, or the bone.

    Footprints that are merely where a mesh touches the bone say nothing of the place.
    """
    painted = [x for x in atlas.footprints.values() if x.bone == bone and x.drawn]
    far, nearest = min(((_from_patch(point_mm, x), x.id) for x in painted), default=(np.inf, ""))
    if far <= ON_IT_MM:
        return nearest
    landmarks = (id for id in atlas if atlas[id].of == bone)
    return next((id for id in landmarks if _far(atlas[id], point_mm) <= ON_IT_MM), bone)


def astray(offset_mm, side: str) -> str:
    """An offset from where something should be, in anatomical words.

    Parameters
    ----------
    offset_mm : (3,) array_like
        RAS.
    side : {"right", "left"}

    Returns
    -------
    str
        The two largest components in whole millimetres; "" where all are small.

    >>> astray([-12, 1, -8], "right")
    '12 mm too medial and 8 mm too low'
    """
    parts = [(float(np.dot(offset_mm, way(n, side))), word) for n, (_, word) in _WAYS.items()]
    parts = sorted((part for part in parts if part[0] >= SAID_FROM_MM), reverse=True)
    return listed(f"{far:.0f} mm {word}" for far, word in parts[:2]) if parts else ""


def part_of(bone: Structure, point_mm) -> str:
    """Where on a bone a point is, in thirds of its extent: "lower, lateral, posterior part"."""
    low, high = np.reshape(np.array(bone.mesh.bounds, float), (3, 2)).T
    share = (np.asarray(point_mm, float) - low) / (high - low)
    names = (_ACROSS if bone.side == "right" else _ACROSS[::-1], _DEPTHS, _HEIGHTS)
    x, y, z = (names[i][int(np.clip(share[i] * 3, 0, 2))] for i in range(3))
    return ", ".join(word for word in (z, x, y) if word != "middle") or "middle"


def start_on(bone: Structure, toward) -> np.ndarray:
    """(3,) a point of a bone near its middle, on the side that faces a direction (3,)."""
    mesh = bone.mesh
    points = np.asarray(mesh.points, float)
    facing = vertex_normals(points, mesh.regular_faces) @ np.asarray(toward, float) > 0.3
    seen = points[facing] if facing.any() else points
    return seen[np.argmin(np.linalg.norm(seen - bone.centre_mm, axis=1))]


def moved(bone: Structure, point_mm, name: str, by_mm: float) -> np.ndarray:
    """(3,) a point of a bone moved along its surface in one of `WAYS`, as far as it goes."""
    target = np.asarray(point_mm, float) + by_mm * way(name, bone.side)
    return _nearest(bone, target)


def _from_patch(point_mm, footprint: Footprint) -> float:
    return float(np.linalg.norm(offset_mm(point_mm, footprint)))


def _far(structure: Structure, point_mm) -> float:
    return float(np.linalg.norm(_nearest(structure, point_mm) - point_mm))


def _nearest(structure: Structure, point_mm) -> np.ndarray:
    mesh = structure.mesh
    return nearest_on_surface(point_mm, mesh.points, mesh.regular_faces)
