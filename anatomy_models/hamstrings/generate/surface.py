"""Closed surfaces as obstacles: how high points lie over them, and raising them above."""

import numpy as np
import pyvista as pv
from scipy.spatial import cKDTree

from anatomy_models.hamstrings.generate.footprints import as_polydata, on_surface

FLAT_WITHIN_MM = 6.0
DEEPEST_LIFT_MM = 10.0
NEAR_MM = 16.0


class Surface:
    """Where points lie relative to the faces of a closed surface."""

    def __init__(self, vertices, faces):
        """Take vertices (n, 3) and faces (m, 3), wound outwards."""
        self.mesh = as_polydata(vertices, faces)
        self.centres = np.asarray(self.mesh.cell_centers().points)
        self.normals = np.asarray(self.mesh.face_normals)
        self.nearest_face = cKDTree(self.centres)

    @classmethod
    def of(cls, meshes):
        """Of several closed pyvista surfaces together."""
        joined = pv.merge(list(meshes), merge_points=False)
        return cls(np.asarray(joined.points), joined.regular_faces)

    def distance(self, points):
        """Signed distance (n,) of points (n, 3), negative inside, millimetres."""
        far, face = self.nearest_face.query(points)
        height = np.sum((points - self.centres[face]) * self.normals[face], axis=1)
        return np.where(far < FLAT_WITHIN_MM, height, np.sign(height) * far)

    def nearest(self, points):
        """Nearest points (n, 3) of the surface and unit normals (n, 3) there."""
        return on_surface(self.mesh, points)

    def onto(self, points, height_mm):
        """The nearest points (n, 3) at a height over the surface, millimetres."""
        feet, normals = self.nearest(points)
        return feet + height_mm * normals

    def lift(self, points, height_mm):
        """Points (n, 3), those lower than `height_mm` (n,) over the surface raised to that."""
        lifted = points.copy()
        for _ in range(2):
            near = self.nearest_face.query(lifted, distance_upper_bound=NEAR_MM)[0] < NEAR_MM
            if not near.any():
                break
            feet, normals = self.nearest(lifted[near])
            height = np.sum((lifted[near] - feet) * normals, axis=1)
            short = np.where(np.abs(height) < DEEPEST_LIFT_MM, height_mm[near] - height, 0.0)
            lifted[near] += np.maximum(short, 0.0)[:, None] * normals
        return lifted
