"""Pure functions of points and triangles."""

from musclekit.geometry.glb import decode_glb
from musclekit.geometry.surface import enclosed_volume, is_closed, signed_volume, surface_centroid

__all__ = ["decode_glb", "enclosed_volume", "is_closed", "signed_volume", "surface_centroid"]
