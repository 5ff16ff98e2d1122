"""A body that contracts and bends while it is looked into."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from musclekit.atlas import Atlas

STEPS = 8
"""From rest to full contraction, or from the body's own posture to the knee bent."""
BENT_DEG = 60.0
CONTRACT, KNEE = "contract", "knee"
_GROUP, _COORDINATE = "hamstrings", "knee_flexion"


class Living:
    """Moments of an atlas: at rest as it was given, contracting, or bending its knee.

    Parameters
    ----------
    atlas : Atlas
        At any posture, injured or not.

    Attributes
    ----------
    plays : tuple of str
        What it can do: "contract" where it has hamstrings, "knee" where it has joints.
    """

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        jointed = atlas.manifest.joints is not None
        knee = jointed and _COORDINATE in atlas.joints.coordinates
        self.plays = (*([CONTRACT] if jointed and _GROUP in atlas.groups else ()), *([KNEE] * knee))

    def at(self, play: str, step: int) -> Atlas:
        """The body at a step, 0 to `STEPS`, of a play; as it was given without one."""
        step = min(max(int(step), 0), STEPS)
        if play not in self.plays or not step:
            return self.atlas
        return moment(self.atlas, play, step)


@lru_cache(maxsize=STEPS)
def moment(atlas: Atlas, play: str, step: int) -> Atlas:
    """A body at a step, 1 to `STEPS`, of a play.

    Notes
    -----
    Kept for all bodies together: the steps of one play, so that it runs to and fro without being
    made again. A body of the embedded atlas takes about 4 MB once it was looked into.
    """
    share = step / STEPS
    angles: dict[str, Any] = dict(atlas.posture)
    active: dict[str, float] = dict(atlas.activation)
    if play == KNEE:
        begun, most = angles.get(_COORDINATE, 0.0), atlas.joints.coordinates[_COORDINATE].high_deg
        angles[_COORDINATE] = begun + share * (min(begun + BENT_DEG, most) - begun)
    else:
        for one in atlas.groups[_GROUP]:
            if atlas[one].kind == "muscle":
                active[one] = active.get(one, 0.0) + share * (1 - active.get(one, 0.0))
    return atlas.pose(activation=active, **angles)
