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

NOT_IN_BODYPARTS3D = (
    "sciatic_nerve",
    "tibial_nerve",
    "common_fibular_nerve",
    "sacrotuberous_ligament",
)
PATCH_CELLS = 60


def surfaces_of(home: Path, atlas: Atlas) -> dict[str, pyvista.PolyData]:
    """Structure id to surface, millimetres, RAS.

    Bones and muscles are BodyParts3D's; nerves and ligament are Z-Anatomy's, moved so that the
    femora agree; landmarks are the bone nearest to the muscle that attaches there.
    """
    meshes = {
        structure.id: _one(home / "bodyparts3d", structure.id)
        for structure in atlas.structures
        if structure.id not in NOT_IN_BODYPARTS3D and structure.kind != "bone-feature"
    }
    shift = np.subtract(meshes["femur"].center, _one(home / "zanatomy", "femur").center)
    for name in NOT_IN_BODYPARTS3D:
        meshes[name] = _one(home / "zanatomy", name).translate(shift)
    for structure in atlas.structures:
        ends = (structure.origin, structure.insertion)
        for end in (end for end in ends if end and end.at not in meshes):
            meshes[end.at] = _patch(meshes[end.bone], meshes[structure.id])
    return meshes


def _one(folder: Path, name: str) -> pyvista.PolyData:
    (path,) = [*folder.glob(f"*{name}_right.obj"), *folder.glob(f"*{name}_midline.obj")]
    lines = [line.split() for line in path.read_text().splitlines()]
    points = np.array([line[1:4] for line in lines if line[:1] == ["v"]], float)
    faces = [[int(c.split("/")[0]) - 1 for c in line[1:4]] for line in lines if line[:1] == ["f"]]
    return pyvista.PolyData.from_regular_faces(to_ras_mm(points, "mm", "LPS"), np.array(faces))


def _patch(bone: pyvista.PolyData, muscle: pyvista.PolyData) -> pyvista.PolyData:
    distance = cKDTree(muscle.points).query(bone.cell_centers().points)[0]
    nearest = bone.regular_faces[np.argsort(distance)[:PATCH_CELLS]]
    used, corners = np.unique(nearest, return_inverse=True)
    return pyvista.PolyData.from_regular_faces(bone.points[used], corners.reshape(nearest.shape))
