"""Patches on a bone as they are drawn: lifted off it, footprints with colour and pattern."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.geometry import is_closed, split, vertex_normals
from musclekit.scene import palette

if TYPE_CHECKING:
    import pyvista

    from musclekit.atlas import Footprint, Structure

PATCH_LIFT_MM = 0.3
"""A patch that lies exactly on its bone would flicker with it."""

FOOTPRINT_LIFT_MM = 0.6
"""Above the landmark that it may lie on."""

BORDER_MM = 0.6
LINE_MM = 0.6
SPACING_MM = 2.4

_PATTERN = {"origin": "stripes", "insertion": "grid"}
_drawn: WeakKeyDictionary[Structure, pyvista.PolyData] = WeakKeyDictionary()
_painted: WeakKeyDictionary[Footprint, tuple[pyvista.PolyData, np.ndarray]] = WeakKeyDictionary()


def drawn_mesh(structure: Structure) -> pyvista.PolyData:
    """A structure's surface as it is drawn; the same object each time.

    Parameters
    ----------
    structure : Structure

    Returns
    -------
    pyvista.PolyData
        An open patch of a bone lifted off it, anything else as it is.
    """
    if structure.kind != "bone-feature":
        return structure.mesh
    if structure not in _drawn:
        mesh = structure.mesh
        if not is_closed(mesh.regular_faces):
            corners = mesh.regular_faces
            normals = vertex_normals(mesh.points, corners)
            mesh = _surface(mesh.points + PATCH_LIFT_MM * normals, corners)
        _drawn[structure] = mesh
    return _drawn[structure]


def painted(footprint: Footprint) -> tuple[pyvista.PolyData, np.ndarray]:
    """A footprint with its border and pattern; the same objects each time.

    Parameters
    ----------
    footprint : Footprint

    Returns
    -------
    mesh : pyvista.PolyData
        Lifted off the bone; no triangle has two colours.
    rgb : (n, 3) uint8
        One colour a vertex: origins red with stripes, insertions blue with a grid, so that
        the colour is not needed.
    """
    if footprint not in _painted:
        _painted[footprint] = _paint(footprint)
    return _painted[footprint]


def ball(centre_mm: tuple[float, float, float], radius_mm: float) -> pyvista.PolyData:
    """A small ball that marks a point."""
    import pyvista

    return pyvista.Icosphere(radius=radius_mm, center=centre_mm, nsub=2)


def pattern(role: str) -> str:
    """The pattern of a role in a word.

    >>> pattern("origin"), pattern("insertion")
    ('stripes', 'grid')
    """
    return _PATTERN[role]


def _paint(footprint: Footprint) -> tuple[pyvista.PolyData, np.ndarray]:
    patch = footprint.patch
    points = patch.points + FOOTPRINT_LIFT_MM * patch.normals
    along, across = patch.plane.T
    slopes = [along + across, along - across][: 2 if _PATTERN[footprint.role] == "grid" else 1]
    rows = np.column_stack([points, patch.rim, *(slope / np.sqrt(2) for slope in slopes)])
    rows, corners, _ = split(rows, patch.triangles, rows[:, 3] - BORDER_MM)
    for column in range(4, rows.shape[1]):
        for level in _line_edges(rows[:, column]):
            rows, corners, _ = split(rows, corners, rows[:, column] - level)
    middles = rows[corners].mean(axis=1)
    on_line = np.abs((middles[:, 4:] + SPACING_MM / 2) % SPACING_MM - SPACING_MM / 2) < LINE_MM / 2
    look = np.where(middles[:, 3] < BORDER_MM, 2, on_line.any(axis=1).astype(int))
    # A vertex where two colours meet becomes two.
    pairs, renumbered = np.unique(corners * 3 + look[:, None], return_inverse=True)
    mesh = _surface(rows[pairs // 3, :3], renumbered.reshape(-1, 3))
    return mesh, _colours(footprint.role)[pairs % 3]


def _line_edges(values: np.ndarray) -> np.ndarray:
    """(k,) levels at which the lines of a pattern begin and end."""
    first, last = np.floor(values.min() / SPACING_MM), np.ceil(values.max() / SPACING_MM)
    middles = SPACING_MM * np.arange(first, last + 1)
    return np.concatenate([middles - LINE_MM / 2, middles + LINE_MM / 2])


@cache
def _colours(role: str) -> np.ndarray:
    """(3, 3) uint8: the fill, the pattern, the border."""
    return np.array([palette.as_rgb(colour) for colour in palette.FOOTPRINT[role]], np.uint8)


def _surface(points: Any, corners: Any) -> pyvista.PolyData:
    import pyvista

    return pyvista.PolyData.from_regular_faces(points.astype(np.float32), corners)
