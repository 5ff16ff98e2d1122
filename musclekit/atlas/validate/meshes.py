"""Whether every mesh is a sound surface: closed, one-sided, clean, of one volume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas.model import Atlas, Structure
from musclekit.atlas.validate.rows import Row, judged
from musclekit.atlas.validate.surfaces import (
    arrays,
    distances,
    points_and_middles,
    volume_by_winding,
)
from musclekit.geometry import signed_volume
from musclekit.geometry.quality import (
    crowded_edges,
    doubled_points,
    flat_triangles,
    intersecting_triangles,
    open_edges,
    pinched_points,
    turned_edges,
)

if TYPE_CHECKING:
    import pyvista

LIGHT = "Light meshes"
VOLUMES_AGREE_PERCENT = 1.0
ON_BONE_MM = 0.1
LIGHT_SHARE = 0.5
SOUND = "closed, manifold, outwards, clean"
CLEAN = "open, manifold, one-sided, clean"


def is_patch(structure: Structure) -> bool:
    """Whether its mesh is a piece of another's surface, and so open."""
    return structure.kind == "bone-feature"


def mesh_rows(atlas: Atlas, section: str) -> Iterator[Row]:
    """Rows of every mesh of an atlas: its surface, and its volume or the bone it lies on."""
    for structure in atlas.structures:
        yield surface_row(structure, section)
        if is_patch(structure):
            if structure.of in atlas:
                yield on_bone_row(structure, atlas[str(structure.of)], section)
        else:
            yield volume_row(structure, section)


def light_rows(atlas: Atlas, light: Atlas) -> Iterator[Row]:
    """Rows of every mesh of the lighter level of detail, and one of how much lighter it is."""
    yield from mesh_rows(light, LIGHT)
    whole, less = (sum(st.mesh.n_cells for st in one.structures) for one in (atlas, light))
    yield Row(
        LIGHT,
        atlas.name,
        "faces of all meshes",
        f"{less} of {whole}",
        f"≤ {LIGHT_SHARE:.0%}",
        judged(less <= LIGHT_SHARE * whole),
    )


def surface_row(structure: Structure, section: str) -> Row:
    """Whether a mesh is sound as a surface."""
    found = faults(structure.mesh, closed=not is_patch(structure))
    return Row(
        section,
        structure.id,
        "surface",
        "; ".join(found) or f"{structure.mesh.n_cells} faces, no fault",
        CLEAN if is_patch(structure) else SOUND,
        judged(not found),
    )


def faults(surface: pyvista.PolyData, closed: bool) -> list[str]:
    """What is wrong with a surface, in words; empty when nothing is.

    Parameters
    ----------
    surface : pyvista.PolyData
    closed : bool
        Whether it must be closed (and face outwards); otherwise it must be open.
    """
    points, triangles = arrays(surface)
    border = len(open_edges(triangles))
    counted = [
        (border if closed else 0, "open edge"),
        (0 if closed else int(border == 0), "border missing"),
        (len(crowded_edges(triangles)), "edge of three faces"),
        (len(turned_edges(triangles)), "edge where the faces turn against each other"),
        (len(pinched_points(triangles)), "point where the surface touches itself"),
        (doubled_points(points), "doubled point"),
        (len(flat_triangles(points, triangles)), "degenerate face"),
        (len(intersecting_triangles(points, triangles)), "self-intersection"),
        (int(closed and border == 0 and signed_volume(points, triangles) <= 0), "inside out"),
    ]
    return [f"{count} × {fault}" for count, fault in counted if count]


def volume_row(structure: Structure, section: str) -> Row:
    """Whether two ways to measure a solid's volume agree."""
    points, triangles = arrays(structure.mesh)
    bar = f"agree within {VOLUMES_AGREE_PERCENT:g} %"
    if len(open_edges(triangles)):
        return Row(section, structure.id, "volume twice", "not closed", bar, "fail")
    by_faces = signed_volume(points, triangles) / 1000.0
    by_winding = volume_by_winding(structure.mesh) / 1000.0
    apart = 100.0 * abs(by_winding / by_faces - 1.0) if by_faces else np.inf
    value = f"{by_faces:.2f} and {by_winding:.2f} cm³, {apart:.2f} % apart"
    return Row(
        section,
        structure.id,
        "volume by divergence theorem, by winding number",
        value,
        bar,
        judged(apart <= VOLUMES_AGREE_PERCENT),
    )


def on_bone_row(structure: Structure, bone: Structure, section: str) -> Row:
    """Whether a patch lies on its bone: its points and the middles of its faces."""
    farthest = float(distances(bone.mesh, points_and_middles(structure.mesh)).max())
    return Row(
        section,
        structure.id,
        f"distance from {bone.id}",
        f"at most {farthest:.3f} mm",
        f"≤ {ON_BONE_MM:g} mm",
        judged(farthest <= ON_BONE_MM),
    )
