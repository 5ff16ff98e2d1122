"""The sciatic nerve: the room it has, its course, and where it is caught."""

from musclekit.nerve.clearance import Clearance, ClearanceCurve, clearance, clearance_curve
from musclekit.nerve.path import (
    Neighbour,
    NervePart,
    NervePath,
    nerve_lengths,
    nerve_path,
    nerve_strain,
    stretch_curve,
)

__all__ = [
    "Clearance",
    "ClearanceCurve",
    "Neighbour",
    "NervePart",
    "NervePath",
    "clearance",
    "clearance_curve",
    "nerve_lengths",
    "nerve_path",
    "nerve_strain",
    "stretch_curve",
]
