"""Mesh files of an atlas: GLB in and out, in millimetres and RAS on this side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from musclekit.errors import MeshError
from musclekit.geometry import decode_glb
from musclekit.paths import shown
from musclekit.units import axes_matrix, scale_to_mm, to_ras_mm

if TYPE_CHECKING:
    import pyvista

REMEDY = "Restore the file, or generate it anew."


DETAILS = ("full", "light")


def mesh_path(folder: Path, structure_id: str, detail: str = "full") -> Path:
    """Where the mesh of a structure lies, "full" or "light"."""
    home = folder / "meshes" if detail == "full" else folder / "meshes" / detail
    return home / f"{structure_id}.glb"


def has_light(folder: Path) -> bool:
    """Whether an atlas folder holds a lighter level of detail."""
    return (folder / "meshes" / "light").is_dir()


def variant_mesh_path(folder: Path, variant_id: str, structure_id: str) -> Path:
    """Where the mesh of a structure lies that a variant redraws."""
    return folder / "variants" / variant_id / f"{structure_id}.glb"


def read_glb(path: Path, structure_id: str, axes: str = "LSA") -> pyvista.PolyData:
    """Surface of one GLB file.

    Parameters
    ----------
    path : Path
    structure_id : str
        For messages.
    axes : str
        What the file's +x, +y, +z point to; its unit is the metre, as glTF demands.

    Returns
    -------
    pyvista.PolyData
        Triangles, millimetres, RAS; vertex attributes `_name` of the file as point data `name`.
        Attributes of three columns are directions and come in RAS too.

    Raises
    ------
    MeshError
        If the file is missing, unreadable, empty, or names points it does not have.
    """
    where = f"{shown(path)}, structure '{structure_id}'"
    if not path.is_file():
        raise MeshError("The mesh file is missing.", where=where, remedy=REMEDY)
    try:
        points, triangles, attributes = decode_glb(path.read_bytes())
    except Exception as error:  # a damaged file can fail anywhere
        reason = str(error) if isinstance(error, (OSError, ValueError)) else "it is damaged"
        what = f"The mesh cannot be read as GLB: {reason}."
        raise MeshError(what, where=where, remedy=REMEDY) from error
    if len(points) == 0 or len(triangles) == 0:
        raise MeshError("The mesh is empty.", where=where, remedy=REMEDY)
    # VTK follows a bad index into foreign memory, so it is refused here.
    if triangles.min() < 0 or triangles.max() >= len(points) or not np.isfinite(points).all():
        raise MeshError(
            "The mesh is corrupt: points are missing or not finite.", where=where, remedy=REMEDY
        )
    import pyvista

    surface = pyvista.PolyData.from_regular_faces(to_ras_mm(points, "m", axes), triangles)
    for name, values in attributes.items():
        surface.point_data[name.lstrip("_")] = (
            values @ axes_matrix(axes).T.astype(values.dtype) if _is_direction(values) else values
        )
    return surface


def _is_direction(values: np.ndarray) -> bool:
    return values.ndim == 2 and values.shape[1] == 3 and values.dtype.kind == "f"


def glb_bytes(surface: pyvista.PolyData, structure_id: str, axes: str = "LSA") -> bytes:
    """A surface as GLB: metres, axes as given, point data as vertex attributes.

    Parameters
    ----------
    surface : pyvista.PolyData
        Millimetres, RAS.
    structure_id : str
        Becomes the name of the node.
    axes : str
        What +x, +y, +z of the file shall point to.

    Raises
    ------
    MeshError
        If the surface is empty.
    """
    import trimesh

    if surface.n_points == 0 or surface.n_cells == 0:
        raise MeshError("The mesh is empty.", where=f"Structure '{structure_id}'")
    triangulated = surface if surface.is_all_triangles else surface.triangulate()
    # The axes matrix is orthogonal: its transpose undoes it.
    points = np.asarray(triangulated.points, float) @ axes_matrix(axes) / scale_to_mm("m")
    mesh = trimesh.Trimesh(points, triangulated.regular_faces, process=False)
    for name in triangulated.point_data:
        if name == "Normals":  # follow from the triangles
            continue
        values = np.asarray(triangulated.point_data[name])
        if _is_direction(values):
            values = values @ axes_matrix(axes)
        mesh.vertex_attributes[f"_{name.lstrip('_')}"] = values.astype(np.float32)
    scene = trimesh.Scene()
    scene.add_geometry(mesh, node_name=structure_id, geom_name=structure_id)
    return bytes(scene.export(file_type="glb"))
