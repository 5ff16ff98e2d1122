"""Solids sampled along parallel lines: volumes and overlaps by winding number.

A line enters a closed surface where it crosses a face from outside, and leaves it where it crosses
one from inside; the number of faces entered less those left is the winding number there. Lines
stand on a regular grid; along each of them lengths are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

# No vertex of a table lies on such a number, so no line runs along an edge.
_OFFSET = np.array([0.31830988618, 0.57721566490])


@dataclass(frozen=True, eq=False)
class Columns:
    """Where parallel lines run inside a solid.

    Attributes
    ----------
    spacing : float
        Distance of the lines from each other.
    line : (n,) int
        The line of each piece, in ascending order; equal numbers are the same line for every
        solid sampled with this spacing along the same axis.
    start, end : (n,) float
        Where on its line a piece inside the solid begins and ends.
    """

    spacing: float
    line: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @property
    def volume(self) -> float:
        """Volume of the solid, in the cube of the points' unit."""
        return float((self.end - self.start).sum() * self.spacing**2)


def columns(points: ArrayLike, triangles: ArrayLike, spacing: float, axis: int = 1) -> Columns:
    """Pieces of parallel lines where the winding number of a closed surface is above 0.

    Parameters
    ----------
    points : (n, 3) float
    triangles : (m, 3) int
        Of a closed surface that faces outwards.
    spacing : float
        Distance of the lines, in the points' unit.
    axis : int
        The lines run along this axis.

    Returns
    -------
    Columns

    >>> cube = [[x, y, z] for x in (0, 2) for y in (0, 2) for z in (0, 2)]
    >>> faces = [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
    ...          [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]]
    >>> columns(cube, faces, spacing=0.02).volume
    8.0
    """
    where = np.asarray(points, float)
    corners = where[np.asarray(triangles)]
    across = [other for other in range(3) if other != axis]
    owner, place = _grid_places(corners[:, :, across], spacing)
    a, b, c = np.moveaxis(corners[owner][:, :, across], 1, 0)
    shares = np.stack([_doubled(place, b, c), _doubled(place, c, a), _doubled(place, a, b)])
    whole = shares.sum(axis=0)
    inside = ((shares > 0).all(axis=0) | (shares < 0).all(axis=0)) & (whole != 0)
    heights = np.einsum("ij,ji->j", shares[:, inside], corners[owner[inside]][:, :, axis])
    crossing = heights / whole[inside]
    # Projected along y a face that looks towards +y turns the other way than along x and z.
    leaving = np.sign(whole[inside]) * (-1 if axis == 1 else 1)
    return _pieces(_line(place[inside], spacing), crossing, -leaving.astype(int), spacing)


def overlap(one: Columns, other: Columns) -> float:
    """Volume two solids share, in the cube of the points' unit.

    Parameters
    ----------
    one, other : Columns
        Sampled with the same spacing along the same axis.

    >>> a = Columns(1.0, np.array([0, 1]), np.array([0.0, 0.0]), np.array([2.0, 2.0]))
    >>> b = Columns(1.0, np.array([1, 2]), np.array([1.5, 0.0]), np.array([9.0, 2.0]))
    >>> overlap(a, b)
    0.5
    """
    if one.spacing != other.spacing:
        raise ValueError("Sampled with different spacings.")
    kept = [np.isin(x.line, y.line) for x, y in ((one, other), (other, one))]
    count = [int(mask.sum()) for mask in kept]
    if min(count) == 0:
        return 0.0
    line, at, step = [], [], []
    for solid, mask, sign in ((one, kept[0], (1, 0)), (other, kept[1], (0, 1))):
        for where, direction in ((solid.start, 1), (solid.end, -1)):
            line.append(solid.line[mask])
            at.append(where[mask])
            step.append(np.tile(np.multiply(sign, direction), (int(mask.sum()), 1)))
    lines, places, steps = np.concatenate(line), np.concatenate(at), np.vstack(step)
    order = np.lexsort((places, lines))
    both = (np.cumsum(steps[order], axis=0)[:-1] > 0).all(axis=1)
    return float(np.diff(places[order])[both].sum() * one.spacing**2)


def _grid_places(flat: np.ndarray, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """Every grid place in the box of each flat triangle (m, 3, 2): its owner (k,) and it (k, 2)."""
    low = np.ceil(flat.min(axis=1) / spacing - _OFFSET).astype(int)
    high = np.floor(flat.max(axis=1) / spacing - _OFFSET).astype(int)
    wide, tall = np.maximum(high - low + 1, 0).T
    count = wide * tall
    owner = np.repeat(np.arange(len(flat)), count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    cell = low[owner] + np.column_stack([number // tall[owner], number % tall[owner]])
    return owner, (cell + _OFFSET) * spacing


def _line(place: np.ndarray, spacing: float) -> np.ndarray:
    """One number (k,) for each place (k, 2) of the grid."""
    column, row = np.rint(place / spacing - _OFFSET).astype(np.int64).T
    return column * 1_000_000 + row


def _pieces(line: np.ndarray, at: np.ndarray, step: np.ndarray, spacing: float) -> Columns:
    """Pieces of lines where the running sum of steps is above 0."""
    order = np.lexsort((at, line))
    line, at = line[order], at[order]
    winding = np.cumsum(step[order])
    inside = np.flatnonzero(winding[:-1] > 0) if len(line) else np.empty(0, int)
    inside = inside[line[inside] == line[inside + 1]]
    return Columns(spacing, line[inside], at[inside], at[inside + 1])


def _doubled(place: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Twice the signed area of triangles place a b, all (k, 2); (k,)."""
    u, v = a - place, b - place
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
