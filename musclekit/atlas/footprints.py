"""Footprints: the patches of bone that the ends of muscles and ligaments cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas.naming import called
from musclekit.geometry import Patch, cut_patch

if TYPE_CHECKING:
    from musclekit.atlas.model import Atlas, Attachment, Structure

ROLES = ("origin", "insertion")


@dataclass(frozen=True, eq=False)
class Footprint:
    """Where one end of one or several structures meets the bone.

    Attributes
    ----------
    id : str
        Structure and role, "semimembranosus.origin"; of the first muscle that shares it.
    role : {"origin", "insertion"}
    structures : tuple of str
        Ids of those that share it, muscles before tendons.
    attachment : Attachment
        Of the first of them.
    centre_mm, outline_mm : (3,), (n, 3) float
    area_mm2 : float
    name, place : str
        "Origin of semimembranosus", "on the ischial tuberosity"; muscles alone are named
        where there are any.
    size : str
        The drawn area in words and whose measurement it follows; "" where the outline is merely
        where the mesh touches the bone.
    """

    id: str
    role: str
    structures: tuple[str, ...]
    attachment: Attachment
    centre_mm: np.ndarray
    outline_mm: np.ndarray
    area_mm2: float
    name: str
    place: str
    size: str
    _bone: Structure

    @property
    def bone(self) -> str:
        """Id of the bone."""
        return self._bone.id

    @property
    def told(self) -> str:
        """Where it is, how large it is drawn and whose measurement that follows."""
        return f"{self.place}, {self.size or 'where the model touches the bone'}"

    @property
    def drawn(self) -> bool:
        """Whether it shows where the structure attaches, not merely where its mesh touches."""
        return self.attachment.drawn

    @cached_property
    def patch(self) -> Patch:
        """The part of the bone's surface inside the outline, millimetres, RAS."""
        mesh = self._bone.mesh
        return cut_patch(mesh.points, mesh.regular_faces, self.outline_mm)

    @cached_property
    def middle_mm(self) -> np.ndarray:
        """(3,) the point of the patch nearest its centre; a crescent's centre lies outside it."""
        points = self.patch.points
        return points[np.argmin(np.linalg.norm(points - self.centre_mm, axis=1))]


def footprints_of(atlas: Atlas) -> Iterator[Footprint]:
    """Every footprint of an atlas once, in the order of its structures."""
    seen: list[tuple[str, np.ndarray]] = []
    for role in ROLES:
        for structure in atlas.structures:
            end = getattr(structure, role)
            outline = end.outline_mm if end else None
            if outline is None or any(r == role and np.array_equal(o, outline) for r, o in seen):
                continue
            seen.append((role, outline))
            yield _footprint(atlas, role, end, _sharing(atlas, role, outline))


def _sharing(atlas: Atlas, role: str, outline: np.ndarray) -> list[Structure]:
    """The structures with exactly this outline, muscles first."""
    same = [
        st
        for st in atlas.structures
        if (end := getattr(st, role)) is not None
        and end.outline_mm is not None
        and np.array_equal(end.outline_mm, outline)
    ]
    return sorted(same, key=lambda st: st.kind != "muscle")


def _footprint(atlas: Atlas, role: str, end: Attachment, sharing: list[Structure]) -> Footprint:
    first = sharing[0]
    assert end.centre_mm is not None and end.outline_mm is not None and end.area_mm2 is not None
    muscles = [structure for structure in sharing if structure.kind == "muscle"]
    *others, last = (called(structure) for structure in muscles or sharing)
    owners = f"{', '.join(others)} and {last}" if others else last
    return Footprint(
        id=f"{first.id}.{role}",
        role=role,
        structures=tuple(structure.id for structure in sharing),
        attachment=end,
        centre_mm=end.centre_mm,
        outline_mm=end.outline_mm,
        area_mm2=end.area_mm2,
        name=f"{role.capitalize()} of {owners}",
        place=f"on {called(atlas[end.at])}",
        size=_size(atlas, end),
        _bone=atlas[end.bone],
    )


def _size(atlas: Atlas, end: Attachment) -> str:
    if not end.drawn:
        return ""
    if not end.area_source:
        return f"{end.area_mm2:.0f} mm², drawn, not measured"
    return f"{end.area_mm2:.0f} mm², drawn after {atlas.sources[end.area_source].short}"
