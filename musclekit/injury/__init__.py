"""Injuries of muscle and tendon: as tissue, as lost strength, and as a grade."""

from musclekit.injury.cases import random_injury
from musclekit.injury.grading import Criterion, Grade, Grades, schemes
from musclekit.injury.injury import Injury
from musclekit.injury.sites import place, sites, third

__all__ = [
    "Criterion",
    "Grade",
    "Grades",
    "Injury",
    "place",
    "random_injury",
    "schemes",
    "sites",
    "third",
]
