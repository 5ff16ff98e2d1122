"""Arguments as people give them: one thing where several may stand, a row of angles."""

from __future__ import annotations

from typing import Any

import numpy as np

from musclekit.errors import MusclekitError


def several(given: Any) -> tuple[Any, ...]:
    """What was given, as several; a text or a number alone is one.

    >>> several(60), several("knee_flexion"), several(range(2))
    ((60,), ('knee_flexion',), (0, 1))
    """
    if isinstance(given, str):
        return (given,)
    try:
        return tuple(given)
    except TypeError:  # numpy's single numbers call themselves iterable
        return (given,)


def rising_angles(name: str, given: Any) -> np.ndarray:
    """(n,) angles of one coordinate, degrees, at least two.

    Raises
    ------
    MusclekitError
        If they are no numbers, fewer, or do not rise.
    """
    try:
        angles = np.asarray(several(given), float)
    except (TypeError, ValueError):
        angles = np.empty(0)
    if angles.ndim != 1 or angles.size < 2 or not (np.diff(angles) > 0).all():
        raise MusclekitError(
            f"{name}={given!r} is no row of rising angles.",
            remedy=f"Give at least two, as in {name}=range(0, 121, 5).",
        )
    return angles


def held_angle(name: str, given: Any) -> float:
    """One angle of a coordinate that does not move, degrees.

    Raises
    ------
    MusclekitError
        If it is no number.
    """
    try:
        return float(given)
    except (TypeError, ValueError):
        raise MusclekitError(
            f"{name}={given!r} is no angle.", remedy="A curve holds the others: give one number."
        ) from None
