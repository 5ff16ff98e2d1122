"""Footprints taken from a finished mesh: where it lies on a bone."""

import numpy as np
import pyvista as pv

from anatomy_models.hamstrings.generate.footprints import (
    PATCH_RINGS,
    Footprint,
    LaidFootprint,
    area_on,
    on_surface,
)
from anatomy_models.hamstrings.generate.sheets import evenly

TOUCHING_MM = 0.2
NEARLY_TOUCHING_MM = 0.35
STEPS = 24
STEP_MM = 1.0
AROUND_MM = 8.0
OUTLINE_STEP_MM = 5.0
OUTLINE_POINTS = (20, 60)


def contact(mesh, bone, name):
    """Footprint of a structure on a bone: the largest piece of bone surface that it touches.

    As far as the piece can be seen from its middle, so that rings about the middle fill it.

    Parameters
    ----------
    mesh, bone : pyvista.PolyData
        Both closed, wound outwards.
    name : str
        Of the bone.

    Returns
    -------
    footprints.LaidFootprint or None
        The outline runs counter-clockwise seen from outside; None if they do not touch.
    """
    low, high = np.reshape(mesh.bounds, (3, 2)).T
    near = bone.extract_surface(algorithm="dataset_surface").triangulate()
    centres = np.asarray(near.cell_centers().points)
    inside = np.all((centres > low - AROUND_MM) & (centres < high + AROUND_MM), axis=1)
    near = pv.PolyData.from_regular_faces(near.points, near.regular_faces[inside]).clean()
    fine = near.subdivide_adaptive(max_edge_len=STEP_MM)
    fine = fine.compute_implicit_distance(mesh)
    touched = fine.clip_scalar(scalars="implicit_distance", value=TOUCHING_MM)
    if not touched.n_cells:
        return None
    touched = pv.PolyData(touched.extract_surface(algorithm="dataset_surface")).clean()
    touched = touched.triangulate().extract_largest()
    outline = longest_border(touched)
    count = int(np.clip(border_length(outline) / OUTLINE_STEP_MM, *OUTLINE_POINTS))
    outline = evenly(np.vstack([outline, outline[:1]]), count + 1)[:-1]
    centres = np.asarray(touched.cell_centers().points, dtype=float)
    middle = np.argmin(np.linalg.norm(centres - centres.mean(axis=0), axis=1))
    centre = on_surface(bone, centres[middle])[0][0]
    outline = seen_from(centre, outline, mesh, bone)
    normal = on_surface(bone, outline)[1].mean(axis=0)
    normal /= np.linalg.norm(normal)
    turning = np.cross(outline - centre, np.roll(outline, -1, axis=0) - centre).sum(axis=0)
    outline = outline if turning @ normal > 0 else outline[::-1]
    shares = np.arange(1, PATCH_RINGS + 1) / PATCH_RINGS
    rings = np.array([on_surface(bone, centre + share * (outline - centre))[0] for share in shares])
    place = Footprint(name, tuple(centre), (0, 0, 1), 0.0, 0.0, basis="contact")
    return LaidFootprint(place, centre, normal, outline, area_on(near, outline), rings)


def seen_from(centre, outline, mesh, bone):
    """Outline (n, 3) drawn in where the way to it from the centre (3,) leaves the contact."""
    shares = np.arange(1, STEPS + 1) / STEPS
    ways = centre + shares[:, None, None] * (outline - centre)
    ways = on_surface(bone, ways.reshape(-1, 3))[0]
    apart = pv.PolyData(ways).compute_implicit_distance(mesh)["implicit_distance"]
    touching = np.asarray(apart).reshape(STEPS, -1) < NEARLY_TOUCHING_MM
    reach = np.maximum(np.cumprod(touching, axis=0).sum(axis=0), 1) / STEPS
    return on_surface(bone, centre + reach[:, None] * (outline - centre))[0]


def longest_border(patch):
    """Points (n, 3) of the longest closed border of an open surface, in order."""
    edges = patch.extract_feature_edges(
        boundary_edges=True, feature_edges=False, manifold_edges=False, non_manifold_edges=False
    )
    loops = edges.strip(join=True, max_length=100_000)
    lines, at, borders = np.asarray(loops.lines), 0, []
    while at < len(lines):
        borders.append(np.asarray(loops.points, dtype=float)[lines[at + 1 : at + 1 + lines[at]]])
        at += 1 + lines[at]
    longest = max(borders, key=border_length)
    return longest[:-1] if np.allclose(longest[0], longest[-1]) else longest


def border_length(points):
    """Length of the closed line through points (n, 3)."""
    return float(np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1).sum())
