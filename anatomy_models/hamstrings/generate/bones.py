"""Bones and discs: solids of named measurements, contoured on a grid, smoothed, thinned out."""

import numpy as np
import pyvista as pv
from scipy.ndimage import map_coordinates

from anatomy_models.hamstrings.generate.femur import FEMUR
from anatomy_models.hamstrings.generate.fibula import FIBULA
from anatomy_models.hamstrings.generate.hip_bone import HIP_BONE
from anatomy_models.hamstrings.generate.lumbar import (
    FIFTH_DISC,
    FIFTH_VERTEBRA,
    FOURTH_DISC,
    FOURTH_VERTEBRA,
)
from anatomy_models.hamstrings.generate.patella import PATELLA
from anatomy_models.hamstrings.generate.sacrum import SACRUM
from anatomy_models.hamstrings.generate.tibia import TIBIA
from musclekit.geometry import signed_volume

BONES = {
    "hip_bone": HIP_BONE,
    "femur": FEMUR,
    "tibia": TIBIA,
    "fibula": FIBULA,
    "patella": PATELLA,
    "sacrum": SACRUM,
    "vertebra_l4": FOURTH_VERTEBRA,
    "vertebra_l5": FIFTH_VERTEBRA,
}
DISCS = {"disc_l4_l5": FOURTH_DISC, "disc_l5_s1": FIFTH_DISC}
SOLIDS = {**BONES, **DISCS}
FACES = {
    "hip_bone": 6500,
    "femur": 4800,
    "tibia": 3600,
    "fibula": 2000,
    "patella": 900,
    "sacrum": 6100,
    "vertebra_l4": 2400,
    "vertebra_l5": 2400,
    "disc_l4_l5": 900,
    "disc_l5_s1": 900,
}
SPACING_MM = {
    "hip_bone": 1.5,
    "femur": 1.5,
    "tibia": 1.5,
    "fibula": 1.2,
    "patella": 1.2,
    "sacrum": 1.3,
    "vertebra_l4": 1.2,
    "vertebra_l5": 1.2,
    "disc_l4_l5": 1.2,
    "disc_l5_s1": 1.2,
}
COARSE_STEPS = 4
MARGIN_MM = 10.0
SMOOTHING_ROUNDS = 16
PASS_BAND = 0.06
WITH_CRESTS = ("femur", "tibia", "fibula", "patella")
CREST_SMOOTHING_ROUNDS = 4
CREST_PASS_BAND = 0.25


def bone_mesh(bone):
    """Closed mesh of one bone or disc.

    Parameters
    ----------
    bone : str
        A key of `SOLIDS`.

    Returns
    -------
    vertices : (n, 3) float, millimetres
    faces : (m, 3) int
        Wound outwards.
    """
    surface = contour(SOLIDS[bone], SPACING_MM[bone])
    surface = surface.extract_largest().triangulate()
    rounds, band = (
        (CREST_SMOOTHING_ROUNDS, CREST_PASS_BAND)
        if bone in WITH_CRESTS
        else (SMOOTHING_ROUNDS, PASS_BAND)
    )
    surface = surface.smooth_taubin(n_iter=rounds, pass_band=band)
    surface = thinned(surface, FACES[bone])
    return outward(np.asarray(surface.points, dtype=float), surface.regular_faces)


def thinned(surface, face_count):
    """Closed surface (pyvista.PolyData) of about `face_count` triangles, a little more if need be.

    Raises
    ------
    ValueError
        If no attempt leaves the surface closed.
    """
    for attempt in range(20):
        kept = face_count * (1.0 + 0.02 * attempt) / surface.n_cells
        thin = surface.decimate(1.0 - kept).clean()
        if thin.is_all_triangles and thin.is_manifold:
            return thin
    raise ValueError(f"No closed surface of about {face_count} faces: mesh it more finely.")


def contour(solid, spacing_mm):
    """Zero surface of a solid, evaluated finely only where a coarse grid says it is near.

    Parameters
    ----------
    solid : fields.Solid
    spacing_mm : float
        Spacing of the fine grid.

    Returns
    -------
    pyvista.PolyData
    """
    low, high = bounds(solid)
    coarse_counts = np.ceil((high - low) / (spacing_mm * COARSE_STEPS)).astype(int) + 1
    coarse_axes = [
        start + spacing_mm * COARSE_STEPS * np.arange(count)
        for start, count in zip(low, coarse_counts, strict=True)
    ]
    coarse_points = np.stack(np.meshgrid(*coarse_axes, indexing="ij"), axis=-1).reshape(-1, 3)
    coarse = solid.distance(coarse_points).reshape(coarse_counts)
    counts = (coarse_counts - 1) * COARSE_STEPS + 1
    index = np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), axis=-1).reshape(-1, 3)
    field = map_coordinates(coarse, index.T / COARSE_STEPS, order=1)
    near = np.abs(field) < 1.5 * COARSE_STEPS * spacing_mm
    field[near] = solid.distance(low + spacing_mm * index[near])
    grid = pv.ImageData(dimensions=counts, spacing=(spacing_mm,) * 3, origin=low)
    grid["distance_mm"] = field.reshape(counts).ravel(order="F")
    return grid.contour([0.0], scalars="distance_mm")


def bounds(solid):
    """Lower and upper corner (3,) of a box that holds a solid, millimetres."""
    corners = np.vstack([part.corners() for part in (*solid.parts, *solid.exact)])
    if solid.mirrored:
        corners = np.vstack([corners, corners * [-1.0, 1.0, 1.0]])
    return np.floor(corners.min(axis=0) - MARGIN_MM), np.ceil(corners.max(axis=0) + MARGIN_MM)


def outward(vertices, faces):
    """Vertices and faces with the faces turned so that the enclosed volume is positive."""
    return vertices, (faces if signed_volume(vertices, faces) > 0 else faces[:, ::-1])
