"""Pure functions of points and triangles."""

from musclekit.geometry.surface import enclosed_volume, is_closed, surface_centroid

__all__ = ["enclosed_volume", "is_closed", "surface_centroid"]
