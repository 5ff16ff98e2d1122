"""The lighter level of detail: every surface again with about a third of its faces."""

import numpy as np
import pyvista as pv

from anatomy_models.hamstrings.generate.landmarks import LANDMARKS
from anatomy_models.hamstrings.generate.patches import patch
from musclekit.geometry.quality import (
    flat_triangles,
    intersecting_triangles,
    open_edges,
    pinched_points,
)

SHARES = (0.33, 0.4, 0.5, 0.62, 0.75, 0.88)
FEWEST_FACES = 200


def light_pieces(pieces):
    """Name, vertices, faces and attributes of every piece again, lighter.

    Parameters
    ----------
    pieces : iterable of (str, (n, 3) float, (m, 3) int, dict of str to array)
        Bones before the landmarks on them, which are cut out of the lighter bone anew.
    """
    made = {}
    for name, vertices, faces, attributes in pieces:
        if name in LANDMARKS:
            bone, region = LANDMARKS[name]
            yield name, *patch(made[bone], region), {}
            continue
        vertices, faces, attributes = lightened(vertices, faces, attributes)
        made[name] = pv.PolyData.from_regular_faces(vertices, faces)
        yield name, vertices, faces, attributes


def lightened(vertices, faces, attributes):
    """A closed surface with about a third of its faces, more where that would fault it.

    Parameters
    ----------
    vertices : (n, 3) float
    faces : (m, 3) int
    attributes : dict of str to (n,) or (n, 3) float

    Returns
    -------
    vertices, faces, attributes
        The same ones where no share of the faces leaves the surface sound.
    """
    whole = pv.PolyData.from_regular_faces(vertices, faces)
    for share in SHARES:
        if share * len(faces) < FEWEST_FACES:
            continue
        thin = whole.decimate(1.0 - share).clean()
        if thin.is_all_triangles and is_sound(thin):
            points = np.asarray(thin.points, dtype=float)
            return points, thin.regular_faces, carried(whole, attributes, points)
    return vertices, faces, attributes


def is_sound(surface):
    """Whether a surface is closed, clean and free of self-intersection; bool."""
    points, faces = np.asarray(surface.points, dtype=float), surface.regular_faces
    return not (
        len(open_edges(faces))
        or len(pinched_points(faces))
        or len(flat_triangles(points, faces))
        or len(intersecting_triangles(points, faces))
    )


def carried(whole, attributes, points):
    """Vertex attributes of a surface at points (k, 3) near it, between its vertices; dict.

    Directions, (n, 3), keep their length.
    """
    cells, feet = whole.find_closest_cell(points, return_closest_point=True)
    corners = whole.regular_faces[cells]
    shares = barycentric(feet, np.asarray(whole.points, dtype=float)[corners])
    found = {}
    for name, values in attributes.items():
        mixed = np.einsum("ki,ki...->k...", shares, np.asarray(values, dtype=float)[corners])
        if mixed.ndim == 2:
            mixed = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)
        found[name] = mixed
    return found


def barycentric(points, corners):
    """Shares (k, 3) of the corners of triangles (k, 3, 3) in points (k, 3) on them."""
    u, v, w = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], points - corners[:, 0]
    uu, uv, vv = (np.sum(a * b, axis=1) for a, b in ((u, u), (u, v), (v, v)))
    wu, wv = np.sum(w * u, axis=1), np.sum(w * v, axis=1)
    area = np.maximum(uu * vv - uv * uv, 1e-12)
    second, third = (vv * wu - uv * wv) / area, (uu * wv - uv * wu) / area
    shares = np.clip(np.column_stack([1.0 - second - third, second, third]), 0.0, 1.0)
    return shares / shares.sum(axis=1, keepdims=True)
