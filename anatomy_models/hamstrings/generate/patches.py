"""Bony landmarks: open patches cut out of a bone's surface along a smooth border."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from musclekit.geometry.quality import flat_triangles

LONGEST_BORDER_EDGE_MM = 3.0
SPLITTING_ROUNDS = 3
THINNEST_BORDER_FACE_MM = 0.03
SNAPPED_SHARE = 0.15


def patch(bone, region):
    """The part of a bone's surface inside a region; every face lies in a face of the bone.

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
    vertices = np.asarray(bone.points, dtype=float)
    faces = bone.regular_faces
    for _ in range(SPLITTING_ROUNDS):
        inside = region.distance(vertices)
        faces = faces[inside[faces].min(axis=1) < LONGEST_BORDER_EDGE_MM]
        vertices, faces = split_border_edges(vertices, faces, inside)
    inside = snapped(region.distance(vertices), faces)
    first_on_border = len(vertices)
    vertices, faces = clipped(vertices, faces, inside)
    thin = flat_triangles(vertices, faces, THINNEST_BORDER_FACE_MM)
    thin = thin[faces[thin].max(axis=1) >= first_on_border]
    faces = np.delete(faces, thin, axis=0)
    used, corners = np.unique(largest_piece(faces), return_inverse=True)
    return vertices[used], corners.reshape(-1, 3)


def largest_piece(faces):
    """The most faces (k, 3) that hang together by whole sides; a shared corner does not join."""
    number = np.repeat(np.arange(len(faces)), 3)
    _, side = np.unique(sides_of(faces), axis=0, return_inverse=True)
    order = np.argsort(side.ravel(), kind="stable")
    same = np.diff(side.ravel()[order]) == 0
    pairs = number[order[:-1][same]], number[order[1:][same]]
    graph = coo_array((np.ones(same.sum()), pairs), shape=(len(faces), len(faces)))
    piece = connected_components(graph, directed=False)[1]
    return faces[piece == np.bincount(piece).argmax()]


def sides_of(faces):
    """Vertex pairs (3 m, 2), smaller index first, of the sides 0-1, 1-2, 2-0 of faces (m, 3)."""
    return np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)


def split_border_edges(vertices, faces, inside):
    """Halve long edges that the border crosses, on both their sides.

    Parameters
    ----------
    vertices : (n, 3) float
    faces : (m, 3) int
    inside : (n,) float
        Negative inside the border.

    Returns
    -------
    vertices, faces
        As before, with more of both.
    """
    edges, side = np.unique(sides_of(faces), axis=0, return_inverse=True)
    start, end = vertices[edges[:, 0]], vertices[edges[:, 1]]
    crosses = inside[edges].min(axis=1) * inside[edges].max(axis=1) < 0.0
    split = crosses & (np.linalg.norm(end - start, axis=1) > LONGEST_BORDER_EDGE_MM)
    middle = np.full(len(edges), -1)
    middle[split] = len(vertices) + np.arange(split.sum())
    middles = middle[side].reshape(-1, 3)
    parts = [
        part
        for corners, halves in zip(faces.tolist(), middles.tolist(), strict=True)
        for part in face_parts(corners, halves)
    ]
    return np.vstack([vertices, (start[split] + end[split]) / 2.0]), np.array(parts)


def face_parts(corners, halves):
    """Triangles that replace a face with corners (3) and side middles (3; -1: side not split)."""
    outline = [point for pair in zip(corners, halves, strict=True) for point in pair if point >= 0]
    split = [half for half in halves if half >= 0]
    if len(split) == 3:
        a, b, c = halves
        return [[corners[0], a, c], [corners[1], b, a], [corners[2], c, b], [a, b, c]]
    at = outline.index(split[0]) if split else 0
    if len(split) == 2 and outline[(at + 2) % 5] not in split:
        at = outline.index(split[1])
    return fan(outline[at:] + outline[:at])


def fan(outline):
    """Triangles of a convex outline, all at its first point."""
    return [[outline[0], *outline[i : i + 2]] for i in range(1, len(outline) - 1)]


def snapped(inside, faces):
    """Distances (n,) where vertices that the border nearly meets count as on it."""
    ends = np.unique(sides_of(faces), axis=0)
    ends = np.vstack([ends, ends[:, ::-1]])
    here, there = inside[ends].T
    crosses = here * there < 0.0
    near = crosses & (np.abs(here) < SNAPPED_SHARE * np.abs(here - there))
    result = inside.copy()
    result[ends[near, 0]] = 0.0
    return result


def clipped(vertices, faces, inside):
    """Vertices and faces of the part where `inside` is not positive; new vertices lie on edges."""
    points, made, kept = list(vertices), {}, []
    for corners in faces[inside[faces].min(axis=1) < 0.0].tolist():
        outline = []
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            if inside[a] <= 0.0:
                outline.append(a)
            if inside[a] * inside[b] < 0.0:
                edge = (min(a, b), max(a, b))
                if edge not in made:
                    share = inside[edge[0]] / (inside[edge[0]] - inside[edge[1]])
                    made[edge] = len(points)
                    points.append(points[edge[0]] + share * (points[edge[1]] - points[edge[0]]))
                outline.append(made[edge])
        kept += fan(shorter_diagonal_first(outline, points))
    return np.array(points), np.array(kept)


def shorter_diagonal_first(outline, points):
    """An outline, turned by one where it is a quadrangle that the other diagonal halves better."""
    if len(outline) < 4:
        return outline
    first, second = (
        np.linalg.norm(points[outline[start]] - points[outline[start + 2]]) for start in (0, 1)
    )
    return outline if first <= second else outline[1:] + outline[:1]
