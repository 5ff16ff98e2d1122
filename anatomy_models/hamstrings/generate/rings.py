"""Tubes made of rings of points: along a centreline, between two outlines, closed by caps."""

import numpy as np

from anatomy_models.hamstrings.generate.fields import curve_through, frames_along


def spaced_along(path, count, crowding=0.5):
    """Points along a smooth path, closer together at both ends.

    Parameters
    ----------
    path : (n, m) float
        Stations; columns 0 to 2 are positions, millimetres.
    count : int
    crowding : float
        0 for even spacing, 1 for spacing that vanishes at the ends.

    Returns
    -------
    along : (count,) float
        Share of the path's length, 0 to 1.
    samples : (count, m) float
    """
    dense = curve_through(path)
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(dense[:, :3], axis=0), axis=1))]
    even = np.linspace(0.0, 1.0, count)
    along = (1.0 - crowding) * even + crowding * 0.5 * (1.0 - np.cos(np.pi * even))
    columns = [np.interp(along * length[-1], length, column) for column in dense.T]
    return along, np.column_stack(columns)


def ellipse_rings(centres, toward, turn_deg, half_axes, angles):
    """Rings of points on ellipses across a centreline.

    Parameters
    ----------
    centres : (n, 3) float
    toward : (3,) float
        Direction of angle 0 before turning.
    turn_deg : (n,) float
    half_axes : (n, 2) float
    angles : (m,) float
        Radians.

    Returns
    -------
    (n, m, 3) float
    """
    _, first, second = frames_along(centres, toward, turn_deg)
    a, b = half_axes.T
    return (
        centres[:, None]
        + (a[:, None] * np.cos(angles))[..., None] * first[:, None]
        + (b[:, None] * np.sin(angles))[..., None] * second[:, None]
    )


def closed_tube(rings, thinnest=np.inf):
    """Closed mesh of rings joined in order, both ends capped.

    Parameters
    ----------
    rings : (n, m, 3) float
    thinnest : float
        Four points whose two faces are thinner than this are cut along the other diagonal where
        that makes them less thin; as `thinness`.

    Returns
    -------
    vertices : (n m + 2, 3) float
        Ring by ring, then the centres of the first and last ring.
    faces : (2 n m, 3) int
        Wound outwards for rings that turn clockwise seen along the tube's course.
    """
    n, m = rings.shape[:2]
    vertices = np.vstack([rings.reshape(-1, 3), rings[0].mean(axis=0), rings[-1].mean(axis=0)])
    here = np.arange(m)
    after = (here + 1) % m
    faces = []
    for ring in range(n - 1):
        a, b = ring * m + here, ring * m + after
        one, other = (np.stack(cut, axis=-1) for cut in diagonals(a, b, b + m, a + m))
        before = thinness(vertices, one).max(axis=0)
        turned = (before > thinnest) & (thinness(vertices, other).max(axis=0) < 0.9 * before)
        faces += list(np.where(turned[:, None], other, one))
    faces.append(np.column_stack([np.full(m, n * m), after, here]))
    last = (n - 1) * m
    faces.append(np.column_stack([np.full(m, n * m + 1), last + here, last + after]))
    return vertices, np.vstack(faces)


def diagonals(a, b, c, d):
    """Corners of the two faces by which four points in a round are joined, either way."""
    return ([a, a], [b, c], [c, d]), ([a, b], [b, c], [d, d])


def thinness(vertices, faces):
    """Square of a face's longest side over its area: (...) of faces (..., 3); about 2 at least."""
    corners = vertices[faces]
    sides = corners - np.roll(corners, 1, axis=-2)
    area = np.linalg.norm(np.cross(sides[..., 0, :], sides[..., 1, :]), axis=-1) / 2.0
    return (sides**2).sum(axis=-1).max(axis=-1) / np.maximum(area, 1e-9)


def volume_mm3(vertices, faces):
    """Enclosed volume of a closed mesh, positive when wound outwards; float."""
    corners = vertices[faces]
    return np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6.0


def area_mm2(vertices, faces):
    """Area of a triangle mesh; float."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    return 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()


def smoothstep(values, low, high):
    """0 below `low`, 1 above `high`, smooth between; same shape as values."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)
