"""How far postures and movements stretch a muscle, and which joint has what share in that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.errors import MusclekitError
from musclekit.mechanics.activities import Activity, activity
from musclekit.mechanics.torque import fibre_strain, lengths, one_muscle

if TYPE_CHECKING:
    from musclekit.atlas import Atlas

UNFELT_MM = 0.5
"""A joint that changes the length by less has no share worth telling."""


@dataclass(frozen=True)
class Share:
    """What one joint does to the length.

    Attributes
    ----------
    coordinate : str
    angle_deg : float
    lever_mm : float
        Its mean over the way there; positive flexes, as in `moment_arms`.
    change_mm : float
        Of length: minus lever times angle in radians.
    """

    coordinate: str
    angle_deg: float
    lever_mm: float
    change_mm: float


@dataclass(frozen=True)
class Stretch:
    """A muscle at one posture, or at the moment of a movement at which it is longest.

    Attributes
    ----------
    name : str
    angles : mapping of str to float
        Degrees.
    length_mm, strain_percent : float
        Of muscle and tendon; strain against upright.
    fibre_strain_percent : float
        Of the relaxed fibres against their optimal length.
    shares : tuple of Share
        They add up to the change of length from upright.
    activity : Activity or None
    percent : float
        Moment of the activity.
    """

    name: str
    angles: Mapping[str, float]
    length_mm: float
    strain_percent: float
    fibre_strain_percent: float
    shares: tuple[Share, ...]
    activity: Activity | None = None
    percent: float = 0.0


def stretches(
    atlas: Atlas, muscle: str, postures: Mapping[str, Mapping[str, float] | str | Activity]
) -> tuple[Stretch, ...]:
    """A muscle at each of several postures and movements, in the order given.

    Parameters
    ----------
    atlas : Atlas
    muscle : str
        Id of one muscle with a path across the joints.
    postures : mapping of str to mapping, str or Activity
        Name to angles in degrees, or to an activity or its id.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        No such muscle, activity or coordinate; a group; an angle out of range.
    """
    if not isinstance(postures, Mapping):
        raise MusclekitError(
            "Postures are told by their names.",
            remedy='Give them as {"Hurdler": {"hip_flexion": 90}, "Sprinting": "sprint"}.',
        )
    one = one_muscle(atlas, muscle).id
    return tuple(_stretch(atlas, one, str(name), what) for name, what in postures.items())


def _stretch(atlas: Atlas, muscle: str, name: str, what: Mapping | str | Activity) -> Stretch:
    done, percent = None, 0.0
    angles: dict[str, Any]
    if isinstance(what, Mapping):
        angles = {x: y for x, y in atlas.joints.angles(what).items() if y}
    else:
        done = Activity(what.record, atlas) if isinstance(what, Activity) else activity(what, atlas)
        percent = float(done.peaks().loc[muscle].longest_at_percent)
        angles = {x: y for x, y in done.angles(percent).items() if y}
    length = lengths(atlas, muscle, **angles).item()
    return Stretch(
        name=name,
        angles=angles,
        length_mm=length,
        strain_percent=100.0 * (length / lengths(atlas, muscle).item() - 1.0),
        fibre_strain_percent=100.0 * fibre_strain(atlas, muscle, **angles).item(),
        shares=_shares(atlas, muscle, angles),
        activity=done,
        percent=percent,
    )


def _shares(atlas: Atlas, muscle: str, angles: Mapping[str, float]) -> tuple[Share, ...]:
    """Each joint's share, one bent after the other in the joints' own order."""
    found, bent, before = [], {}, lengths(atlas, muscle).item()
    for name, degrees in angles.items():
        bent[name] = degrees
        after = lengths(atlas, muscle, **bent).item()
        change, before = after - before, after
        if abs(change) >= UNFELT_MM:
            found.append(Share(name, degrees, -change / float(np.radians(degrees)), change))
    return tuple(found)
