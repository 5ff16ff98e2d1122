"""Injuries of muscle and tendon: as tissue, as lost strength, and as a grade."""

from musclekit.injury.altering import injure, injuries_of
from musclekit.injury.cases import random_injury
from musclekit.injury.criteria import Criterion
from musclekit.injury.grading import Grade, Grades, schemes
from musclekit.injury.injury import Injury
from musclekit.injury.measure import measure_injury
from musclekit.injury.prognosis import Prognosis, prognosis
from musclekit.injury.sites import place, sites, third
from musclekit.injury.treatments import (
    nordic_protocols,
    prevention,
    risk_factors,
    treatments,
)

__all__ = [
    "Criterion",
    "Grade",
    "Grades",
    "Injury",
    "Prognosis",
    "injure",
    "injuries_of",
    "measure_injury",
    "nordic_protocols",
    "place",
    "prevention",
    "prognosis",
    "random_injury",
    "risk_factors",
    "schemes",
    "sites",
    "third",
    "treatments",
]
