"""Cross-sections of a mesh: their area, and how deep a part of it reaches from one side."""

from __future__ import annotations

import numpy as np

from musclekit.geometry.levels import level_pieces

LEVELS = 49


def crossings(local: np.ndarray, faces: np.ndarray, arc_mm: float) -> np.ndarray:
    """Border of the section at one place along a structure, piece by piece.

    Parameters
    ----------
    local : (n, 3) float
        Vertices: millimetres along, back and to the side.
    faces : (m, 3) int
    arc_mm : float

    Returns
    -------
    (p, 2, 2) float
        Start and end of each piece, back and to the side, all going the same way round.
    """
    return np.stack(level_pieces(local[:, 0] - arc_mm, local[:, 1:], faces), axis=1)


def area(pieces: np.ndarray) -> float:
    """Area inside a border, square millimetres."""
    (y0, z0), (y1, z1) = pieces[:, 0].T, pieces[:, 1].T
    return float(abs(np.einsum("i,i->", y0, z1) - np.einsum("i,i->", y1, z0)) / 2)


def level_of_share(pieces: np.ndarray, way: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """How far out along `way` a straight line cuts off given shares of a section's area.

    Parameters
    ----------
    pieces : (p, 2, 2) float
        As `crossings` gives them.
    way : (2,) float
        Unit vector in the section.
    shares : (k,) float
        0 to 1, of the area beyond the line.

    Returns
    -------
    (k,) float
        Millimetres.
    """
    out = pieces @ way
    across = pieces @ np.array([-way[1], way[0]])
    levels = np.linspace(out.min(), out.max(), LEVELS)
    beyond = _beyond(out - levels[:, None, None], across)
    whole = max(beyond[0], 1e-9)
    return np.interp(shares, beyond[::-1] / whole, levels[::-1])


def _beyond(out: np.ndarray, across: np.ndarray) -> np.ndarray:
    """(k,) areas beyond out = 0: the closing line adds nothing, as it lies where out is nought."""
    low, high = out.min(axis=-1), out.max(axis=-1)
    mean = np.where(low >= 0, (low + high) / 2, high.clip(0) ** 2 / (2 * (high - low) + 1e-12))
    return abs(np.einsum("ki,i->k", mean, across[:, 1] - across[:, 0]))
