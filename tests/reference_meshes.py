"""Surfaces of real bodies for every structure of the embedded atlas, read from reference data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyvista
from scipy.spatial import cKDTree

from musclekit.units import to_ras_mm

if TYPE_CHECKING:
    from musclekit.atlas import Atlas

ONLY_IN_ZANATOMY = (
    "sciatic_nerve",
    "tibial_nerve",
    "common_fibular_nerve",
    "sacrotuberous_ligament",
)
PATCH_CELLS = 60


def surfaces_of(home: Path, atlas: Atlas) -> dict[str, pyvista.PolyData]:
    """Structure id to surface, millimetres, RAS.

    Bones and muscles are BodyParts3D's; nerves and ligament are Z-Anatomy's, moved so that the
    femora agree; landmarks are the bone nearest to the muscle that attaches there; what neither
    body has is the atlas's own.
    """
    meshes = {
        structure.id: _one(home / "bodyparts3d", structure.id)
        for structure in atlas.structures
        if structure.kind != "bone-feature" and _files(home / "bodyparts3d", structure.id)
    }
    shift = np.subtract(meshes["femur"].center, _one(home / "zanatomy", "femur").center)
    for name in ONLY_IN_ZANATOMY:
        meshes[name] = _one(home / "zanatomy", name).translate(shift)
    for structure in atlas.structures:
        ends = (structure.origin, structure.insertion)
        for end in (end for end in ends if end and end.at not in meshes and structure.id in meshes):
            meshes[end.at] = _patch(meshes[end.bone], meshes[structure.id])
    return {structure.id: structure.mesh for structure in atlas.structures} | meshes


def _files(folder: Path, name: str) -> list[Path]:
    return [*folder.glob(f"*{name}_right.obj"), *folder.glob(f"*{name}_midline.obj")]


def _one(folder: Path, name: str) -> pyvista.PolyData:
    (path,) = _files(folder, name)
    lines = [line.split() for line in path.read_text().splitlines()]
    points = np.array([line[1:4] for line in lines if line[:1] == ["v"]], float)
    faces = [[int(c.split("/")[0]) - 1 for c in line[1:4]] for line in lines if line[:1] == ["f"]]
    return pyvista.PolyData.from_regular_faces(to_ras_mm(points, "mm", "LPS"), np.array(faces))


def _patch(bone: pyvista.PolyData, muscle: pyvista.PolyData) -> pyvista.PolyData:
    distance = cKDTree(muscle.points).query(bone.cell_centers().points)[0]
    nearest = bone.regular_faces[np.argsort(distance)[:PATCH_CELLS]]
    used, corners = np.unique(nearest, return_inverse=True)
    return pyvista.PolyData.from_regular_faces(bone.points[used], corners.reshape(nearest.shape))
