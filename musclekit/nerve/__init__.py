"""The sciatic nerve: the room it has, its course, and where it is caught."""

from musclekit.nerve.clearance import Clearance, ClearanceCurve, clearance, clearance_curve

__all__ = ["Clearance", "ClearanceCurve", "clearance", "clearance_curve"]
