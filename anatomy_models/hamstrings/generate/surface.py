"""The bones' surface as an obstacle: how high points lie over it, and raising them above it."""

import numpy as np
import pyvista as pv
from scipy.spatial import cKDTree

from anatomy_models.hamstrings.generate.footprints import on_surface

FLAT_WITHIN_MM = 6.0
DEEPEST_LIFT_MM = 10.0


class BoneSurface:
    """Where points lie relative to the faces of all bones."""

    def __init__(self, bones):
        """Take the faces of bones (dict of str to pyvista.PolyData, wound outwards)."""
        self.mesh = pv.merge(list(bones.values()), merge_points=False)
        self.centres = np.asarray(self.mesh.cell_centers().points)
        self.normals = np.asarray(self.mesh.face_normals)
        self.nearest_face = cKDTree(self.centres)

    def distance(self, points):
        """Signed distance (n,) of points (n, 3), negative inside, millimetres."""
        far, face = self.nearest_face.query(points)
        height = np.sum((points - self.centres[face]) * self.normals[face], axis=1)
        return np.where(far < FLAT_WITHIN_MM, height, np.sign(height) * far)

    def lift(self, points, height_mm):
        """Points (n, 3), those lower than `height_mm` over the surface raised to that height."""
        for _ in range(3):
            feet, normals = on_surface(self.mesh, points)
            height = np.sum((points - feet) * normals, axis=1)
            short = np.where(np.abs(height) < DEEPEST_LIFT_MM, height_mm - height, 0.0)
            points = points + np.maximum(short, 0.0)[:, None] * normals
        return points
