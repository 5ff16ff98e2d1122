"""Conversions: a file's units and axes to the atlas's (millimetres, RAS), one unit to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musclekit.errors import MusclekitError, did_you_mean

MM_PER = {"m": 1000.0, "cm": 10.0, "mm": 1.0}


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, how large it is among those of its kind, how it is written."""

    dimension: str
    size: float
    sign: str


_DEG = float(np.pi / 180)
UNITS = {
    "mm": Unit("length", 1.0, "mm"),
    "cm": Unit("length", MM_PER["cm"], "cm"),
    "m": Unit("length", MM_PER["m"], "m"),
    "mm2": Unit("area", 1.0, "mm²"),
    "cm2": Unit("area", 1e2, "cm²"),
    "mm3": Unit("volume", 1e-3, "mm³"),
    "cm3": Unit("volume", 1.0, "cm³"),
    "l": Unit("volume", 1e3, "l"),
    "deg": Unit("angle", _DEG, "°"),
    "rad": Unit("angle", 1.0, "rad"),
    "deg/s": Unit("angular speed", _DEG, "°/s"),
    "rad/s": Unit("angular speed", 1.0, "rad/s"),
    "ms": Unit("time", 1e-3, "ms"),
    "s": Unit("time", 1.0, "s"),
    "day": Unit("time", 86400.0, "days"),
    "week": Unit("time", 604800.0, "weeks"),
    "N": Unit("force", 1.0, "N"),
    "kN": Unit("force", 1e3, "kN"),
    "N·m": Unit("torque", 1.0, "N·m"),
    "dB": Unit("level", 1.0, "dB"),
    "%": Unit("share", 0.01, "%"),
    "1": Unit("share", 1.0, ""),
}
"""Units of numbers that people read and write, by name; "1" is a plain ratio."""

# As typed, without case, spaces, points and plural s.
_TYPED = {
    "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm",
    "metre": "m", "meter": "m", "ml": "cm3", "millilitre": "cm3", "milliliter": "cm3",
    "ccm": "cm3", "cc": "cm3", "litre": "l", "liter": "l", "°": "deg", "º": "deg", "degree": "deg",
    "radian": "rad", "°/s": "deg/s", "degree/s": "deg/s", "millisecond": "ms", "second": "s",
    "sec": "s", "d": "day", "wk": "week", "newton": "N", "newtonmetre": "N·m",
    "newtonmeter": "N·m", "percent": "%",
}  # fmt: skip

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


def unit_called(text: str) -> str | None:
    """Name of the unit that somebody typed; None for what is none.

    >>> unit_called("cm²"), unit_called("Nm"), unit_called("Degrees"), unit_called("furlong")
    ('cm2', 'N·m', 'deg', None)
    """
    plain = _squeezed(text)
    for word in (plain, plain.removesuffix("s")):
        found = _SQUEEZED.get(word) or _TYPED.get(word)
        if found:
            return found
    return None


def convert(value: float, unit: str, to: str) -> float:
    """A value of one unit in another; both names of `UNITS`.

    Raises
    ------
    MusclekitError
        If either is not known, or they measure different things.

    >>> convert(12.0, "cm", "mm"), convert(45.0, "%", "1")
    (120.0, 0.45)
    """
    for name in (unit, to):
        if name not in UNITS:
            raise MusclekitError(f"Unknown unit '{name}'.", remedy=did_you_mean(name, UNITS))
    if UNITS[unit].dimension != UNITS[to].dimension:
        raise MusclekitError(
            f"'{unit}' is a unit of {UNITS[unit].dimension}, '{to}' of {UNITS[to].dimension}."
        )
    return value if unit == to else value * UNITS[unit].size / UNITS[to].size


def _squeezed(text: str) -> str:
    plain = text.translate(_RAISED).casefold()
    return "".join(letter for letter in plain if letter not in " .·⋅*^-")


_RAISED = str.maketrans("²³", "23")
_SQUEEZED = {_squeezed(name): name for name in UNITS if name != "1"}
