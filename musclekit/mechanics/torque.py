"""Lengths, moment arms, forces and joint torques of an atlas's muscles over joint angles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from musclekit.atlas import Atlas, Structure
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.mechanics.equilibrium import State, Tendon, state
from musclekit.mechanics.muscles import Muscle, joints_of, muscles
from musclekit.units import MM_PER

MM_PER_M = MM_PER["m"]
Some = str | Structure | Iterable[str | Structure]


def moment_arms(atlas: Atlas, structure: str | Structure, joint: str, **angles: Any) -> np.ndarray:
    """Lever of a muscle about a joint, from the geometry of its path.

    Parameters
    ----------
    atlas : Atlas
    structure : str or Structure
        One muscle.
    joint : str
        A coordinate, as in "knee_flexion".
    **angles : float or array_like
        Degrees by coordinate: numbers, ranges or arrays, which are broadcast against one another.
        Those not given are nought, however the atlas is posed.

    Returns
    -------
    (n,) float
        Metres; positive turns the joint towards flexion. Nought where the muscle does not cross it.

    Raises
    ------
    UnknownStructure, UnknownName
        If there is no such structure, joint or coordinate.
    MusclekitError
        If the structure has no path across the joints, or an angle is outside its joint's range.
    """
    muscle = one_muscle(atlas, structure)
    return np.atleast_1d(joints_of(atlas).moment_arms(muscle.id, joint, angles))


def lengths(atlas: Atlas, structure: str | Structure, **angles: Any) -> np.ndarray:
    """(n,) length of a muscle and its tendons from bone to bone, millimetres.

    Angles and errors are those of `moment_arms`.
    """
    return _lengths_mm(atlas, one_muscle(atlas, structure), angles)


def fibre_strain(
    atlas: Atlas,
    structure: str | Structure,
    *,
    activation: float = 0.0,
    tendon: Tendon = "rigid",
    **angles: Any,
) -> np.ndarray:
    """(n,) strain of the fibres against their optimal length: 0.2 is a fifth longer.

    Parameters
    ----------
    activation : float
        0 at rest to 1; it matters with an elastic tendon.
    tendon : {"rigid", "elastic"}

    Angles and errors are those of `moment_arms`.
    """
    muscle = one_muscle(atlas, structure)
    found = state(muscle, _lengths_mm(atlas, muscle, angles), 0.0, activation, tendon)
    return found.fibre_length_mm / muscle.optimal_fibre_length_mm - 1.0


def states(
    atlas: Atlas,
    structures: Some = "hamstrings",
    *,
    joint: str = "knee_flexion",
    speed_deg_per_s: float = 0.0,
    activation: float | Mapping[str, float] = 1.0,
    tendon: Tendon = "rigid",
    **angles: Any,
) -> dict[str, State]:
    """Fibre lengths and forces of muscles while one joint turns.

    Parameters
    ----------
    structures : str, Structure or several
        Ids or groups.
    joint : str
        The coordinate that turns.
    speed_deg_per_s : float
        Positive flexes it; nought holds it.
    activation : float or mapping of str to float
        0 at rest to 1, of all or by id or group; muscles not named are at rest.
    tendon : {"rigid", "elastic"}

    Returns
    -------
    dict of str to State
        By muscle. Angles and errors are those of `moment_arms`.
    """
    speed = _finite("speed_deg_per_s", speed_deg_per_s)
    chosen = muscles(atlas, structures)
    active = by_muscle(atlas, activation, default=0.0)
    found = {}
    for muscle in chosen:
        arms = _arms_m(atlas, muscle, joint, angles)
        velocities = -arms * MM_PER_M * np.radians(speed)
        lengths_mm = _lengths_mm(atlas, muscle, angles)
        found[muscle.id] = state(muscle, lengths_mm, velocities, active[muscle.id], tendon)
    return found


def torques(
    atlas: Atlas,
    structures: Some = "hamstrings",
    *,
    joint: str = "knee_flexion",
    strength: float | Mapping[str, float] = 1.0,
    **more: Any,
) -> dict[str, np.ndarray]:
    """What each muscle contributes to the torque about a joint: its force times its lever.

    Parameters
    ----------
    strength : float or mapping of str to float
        Share of its force a muscle has, of all or by id or group; 1 for those not named.
    **more
        `speed_deg_per_s`, `activation`, `tendon` and angles, as for `states`.

    Returns
    -------
    dict of str to (n,) float
        Newton metres; positive flexes.
    """
    share = by_muscle(atlas, strength, default=1.0)
    angles = {k: v for k, v in more.items() if k not in _SETTINGS}
    return {
        name: share[name] * found.force_n * moment_arms(atlas, name, joint, **angles)
        for name, found in states(atlas, structures, joint=joint, **more).items()
    }


def torque(atlas: Atlas, structures: Some = "hamstrings", **more: Any) -> np.ndarray:
    """(n,) torque about a joint, newton metres: the sum of `torques`, which see."""
    return np.sum(list(torques(atlas, structures, **more).values()), axis=0)


def one_muscle(atlas: Atlas, structure: str | Structure) -> Muscle:
    """The one muscle meant; raises as `muscles` does, and for a group."""
    found = muscles(atlas, structure)
    if len(found) != 1:
        raise MusclekitError(
            f"'{structure}' are {len(found)} muscles.",
            remedy=f"Name one: {', '.join(muscle.id for muscle in found)}.",
        )
    return found[0]


def by_muscle(
    atlas: Atlas, given: float | Mapping[str, float], *, default: float
) -> dict[str, float]:
    """A share for every muscle, from one number or from ids and groups.

    Raises
    ------
    UnknownStructure
        If a name is neither.
    MusclekitError
        If a share is negative or no number.
    """
    if not isinstance(given, Mapping):
        given = {muscle.id: given for muscle in muscles(atlas)}
    shares = {muscle.id: default for muscle in muscles(atlas)}
    for name, value in given.items():
        share = _finite(f"the share of '{name}'", value)
        if share < 0:
            raise MusclekitError(f"The share of '{name}' is {share:g}.", remedy="Give 0 or more.")
        shares |= dict.fromkeys((muscle.id for muscle in muscles(atlas, name)), share)
    return shares


def must_be_coordinate(atlas: Atlas, name: str) -> None:
    """Raise UnknownName unless it is one of the atlas's joint coordinates."""
    known = joints_of(atlas).coordinates
    if name not in known:
        raise UnknownName(f"No joint coordinate '{name}'.", remedy=did_you_mean(str(name), known))


_SETTINGS = ("speed_deg_per_s", "activation", "tendon")


def _lengths_mm(atlas: Atlas, muscle: Muscle, angles: Mapping[str, Any]) -> np.ndarray:
    return np.atleast_1d(joints_of(atlas).lengths_mm(muscle.id, angles))


def _arms_m(atlas: Atlas, muscle: Muscle, joint: str, angles: Mapping[str, Any]) -> np.ndarray:
    return np.atleast_1d(joints_of(atlas).moment_arms(muscle.id, joint, angles))


def _finite(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not np.isfinite(number):
        raise MusclekitError(f"{name}={value!r} is no number.", remedy="Give one number.")
    return number
