"""Injuries of muscle and tendon: as tissue, as lost strength, and as a grade."""

from musclekit.injury.injury import Injury
from musclekit.injury.sites import place, sites, third

__all__ = ["Injury", "place", "sites", "third"]
