"""Meshes that follow the joints."""

from musclekit.atlas.posing.pose import posed
from musclekit.atlas.posing.poser import Poser

__all__ = ["Poser", "posed"]
