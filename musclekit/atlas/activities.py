"""Whether an atlas's activities can be done with its joints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas.files import AtlasFiles
from musclekit.content import ActivityRecord
from musclekit.errors import ContentError, Problem, did_you_mean
from musclekit.paths import shown

if TYPE_CHECKING:
    from scipy.interpolate import PchipInterpolator

    from musclekit.kinematics import Joints

PERCENTS = np.linspace(0.0, 100.0, 201)
"""Where angles are held against one another."""


def smooth_curve(points: tuple[tuple[float, float], ...], looped: bool) -> PchipInterpolator:
    """Monotone cubic between points (percent, degrees); a looped one goes on over its end."""
    from scipy.interpolate import PchipInterpolator

    percent, degrees = np.array(points, float).T
    if looped:  # three points of the neighbouring cycles settle the slopes at the seam
        percent = np.concatenate([percent[-4:-1] - 100, percent, percent[1:4] + 100])
        degrees = np.concatenate([degrees[-4:-1], degrees, degrees[1:4]])
    return PchipInterpolator(percent, degrees)


def activity_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Curves of coordinates that do not exist, and angles their joints do not reach.

    Parameters
    ----------
    folder : Path
    files : AtlasFiles

    Returns
    -------
    list of Problem
    """
    manifest = files.manifest
    if not files.activities:
        return []
    file = shown(folder / (manifest.activities or ""))
    if manifest.joints is None:
        what = "The atlas has activities and no joints to do them with."
        return [Problem(file, "", what, "Name a 'joints' file in atlas.yaml.")]
    from musclekit.kinematics import read_joints

    try:
        joints = read_joints(folder / manifest.joints)
    except ContentError:  # told where the joints are checked
        return []
    return [
        Problem(file, activity.id, what, remedy)
        for activity in files.activities
        for what, remedy in movement_faults(activity, joints)
    ]


def movement_faults(activity: ActivityRecord, joints: Joints) -> list[tuple[str, str]]:
    """Fault and remedy of every angle that the joints do not reach, alone or with the others."""
    return [*_faults(activity, joints), *_together(activity, joints)]


def _together(activity: ActivityRecord, joints: Joints) -> Iterator[tuple[str, str]]:
    """Angles that no posture has together."""
    angles = {
        curve.coordinate: smooth_curve(curve.points, activity.looped)(PERCENTS)
        for curve in activity.curves
    }
    for limit in joints.limits:
        beyond = np.broadcast_to(limit.beyond_deg(angles), PERCENTS.shape)
        if beyond.any():
            worst = int(np.abs(beyond).argmax())
            here = {name: float(values[worst]) for name, values in angles.items()}
            what = f"At {PERCENTS[worst]:g} % {limit.told(here)}"
            yield what, f"Correct the angle of {', '.join(limit.shares)}, or the joints file."


def _faults(activity: ActivityRecord, joints: Joints) -> Iterator[tuple[str, str]]:
    ranges = {name: (one.low_deg, one.high_deg) for name, one in joints.coordinates.items()}
    for curve in activity.curves:
        if curve.coordinate not in ranges:
            what = f"'coordinate' names '{curve.coordinate}', which is no joint coordinate."
            yield what, did_you_mean(curve.coordinate, ranges)
            continue
        low, high = ranges[curve.coordinate]
        for percent, degrees in curve.points:
            if not low <= degrees <= high:
                yield (
                    f"{curve.coordinate} is {degrees:g}° at {percent:g} %, outside its range of "
                    f"{low:g}° to {high:g}°.",
                    "Correct the angle, or the range in the joints file.",
                )
