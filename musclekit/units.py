"""Conversions between a file's units and axes and the atlas's: millimetres, RAS."""

from __future__ import annotations

import numpy as np

from musclekit.errors import MusclekitError, did_you_mean

MM_PER = {"m": 1000.0, "cm": 10.0, "mm": 1.0}

_DIRECTION = {"R": (0, 1), "L": (0, -1), "A": (1, 1), "P": (1, -1), "S": (2, 1), "I": (2, -1)}


def to_ras_mm(points, units: str, axes: str):
    """Points of a file in atlas millimetres and axes.

    Parameters
    ----------
    points : (n, 3) array_like
        Coordinates as the file has them.
    units : {"m", "cm", "mm"}
        Unit of the file.
    axes : str
        What +x, +y and +z of the file point to, one letter each of R/L, A/P, S/I:
        "RAS", "LPS", and "LSA" for glTF bodies seen from the front.

    Returns
    -------
    (n, 3) float
        Millimetres; +x right, +y anterior, +z superior.

    Raises
    ------
    MusclekitError
        If units or axes are not known; they are never guessed.

    >>> to_ras_mm([[1, 2, 3]], "m", "LSA")
    array([[-1000.,  3000.,  2000.]])
    """
    return np.asarray(points, float) @ axes_matrix(axes).T * scale_to_mm(units)


def scale_to_mm(units: str) -> float:
    """Millimetres in one of `units`."""
    if units not in MM_PER:
        raise MusclekitError(f"Unknown unit '{units}'.", remedy=did_you_mean(units, MM_PER))
    return MM_PER[units]


def axes_matrix(axes: str):
    """(3, 3) matrix taking file axes to RAS.

    >>> axes_matrix("LPS").diagonal()
    array([-1., -1.,  1.])
    """
    wanted = [_DIRECTION[letter] for letter in axes.upper() if letter in _DIRECTION]
    if len(axes) != 3 or sorted(axis for axis, _ in wanted) != [0, 1, 2]:
        raise MusclekitError(
            f"'{axes}' does not name three axes.",
            remedy="Give one letter each of R/L, A/P and S/I, for instance LPS.",
        )
    matrix = np.zeros((3, 3))
    for column, (row, sign) in enumerate(wanted):
        matrix[row, column] = sign
    return matrix
