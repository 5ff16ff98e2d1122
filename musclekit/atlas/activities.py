"""Whether an atlas's activities can be done with its joints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from musclekit.atlas.files import AtlasFiles
from musclekit.content import ActivityRecord
from musclekit.errors import ContentError, Problem, did_you_mean
from musclekit.paths import shown


def activity_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Curves of coordinates that do not exist, and angles outside their joint's range.

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
        coordinates = read_joints(folder / manifest.joints).coordinates
    except ContentError:  # told where the joints are checked
        return []
    ranges = {name: (one.low_deg, one.high_deg) for name, one in coordinates.items()}
    return [
        Problem(file, activity.id, what, remedy)
        for activity in files.activities
        for what, remedy in _faults(activity, ranges)
    ]


def _faults(
    activity: ActivityRecord, ranges: dict[str, tuple[float, float]]
) -> Iterator[tuple[str, str]]:
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
