"""The sciatic nerve: the room it has, its course, and where it is caught."""

from musclekit.nerve.clearance import Clearance, ClearanceCurve, clearance, clearance_curve
from musclekit.nerve.entrapping import Caught, Entrapment, caught, entrap, entrapments
from musclekit.nerve.path import (
    Neighbour,
    NervePart,
    NervePath,
    nerve_lengths,
    nerve_path,
    nerve_strain,
    stretch_curve,
)
from musclekit.nerve.room import Room, room

__all__ = [
    "Caught",
    "Clearance",
    "ClearanceCurve",
    "Entrapment",
    "Neighbour",
    "NervePart",
    "NervePath",
    "Room",
    "caught",
    "clearance",
    "clearance_curve",
    "entrap",
    "entrapments",
    "nerve_lengths",
    "nerve_path",
    "nerve_strain",
    "room",
    "stretch_curve",
]
