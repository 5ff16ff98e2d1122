"""Bony landmarks: open patches cut out of a bone's surface and lifted off it a little."""

import numpy as np
import pyvista as pv

LIFT_MM = 0.3


def patch(bone, region):
    """The part of a bone's surface inside a region, lifted along its normals.

    Parameters
    ----------
    bone : pyvista.PolyData
        Closed, wound outwards.
    region : fields.Sweep

    Returns
    -------
    vertices : (n, 3) float
    faces : (m, 3) int
    """
    bone = bone.compute_normals(
        cell_normals=False, point_normals=True, split_vertices=False, consistent_normals=False
    )
    bone["inside_mm"] = region.distance(np.asarray(bone.points, dtype=float))
    part = bone.clip_scalar(scalars="inside_mm", value=0.0).extract_largest()
    part = part.extract_surface(algorithm="dataset_surface").triangulate().clean(tolerance=1e-6)
    part = pv.PolyData(part)
    normals = np.asarray(part["Normals"], dtype=float)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(part.points, dtype=float) + LIFT_MM * normals, part.regular_faces
