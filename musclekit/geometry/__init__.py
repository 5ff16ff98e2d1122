"""Pure functions of points and triangles."""

from musclekit.geometry.glb import decode_glb
from musclekit.geometry.patch import (
    Patch,
    cut_patch,
    inside_polygon,
    nearest_on_segments,
    nearest_on_surface,
    signed_distance,
    split,
)
from musclekit.geometry.surface import (
    enclosed_volume,
    is_closed,
    signed_volume,
    surface_centroid,
    vertex_normals,
)

__all__ = [
    "Patch",
    "cut_patch",
    "decode_glb",
    "enclosed_volume",
    "inside_polygon",
    "is_closed",
    "nearest_on_segments",
    "nearest_on_surface",
    "signed_distance",
    "signed_volume",
    "split",
    "surface_centroid",
    "vertex_normals",
]
