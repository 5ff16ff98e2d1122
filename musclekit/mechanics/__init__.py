"""What the muscles of an atlas do: lengths, levers, torques, activities, a strength test."""

from musclekit.mechanics.activities import Activity, Phase, activity
from musclekit.mechanics.curves import QUANTITIES, Curves, curve
from musclekit.mechanics.equilibrium import State
from musclekit.mechanics.figures import Architecture, architecture
from musclekit.mechanics.muscles import Muscle, muscles
from musclekit.mechanics.postures import Share, Stretch, stretches
from musclekit.mechanics.strength import Shares, StrengthTest, strength_test
from musclekit.mechanics.torque import fibre_strain, lengths, moment_arms, states, torque, torques

__all__ = [
    "QUANTITIES",
    "Activity",
    "Architecture",
    "Curves",
    "Muscle",
    "Phase",
    "Share",
    "Shares",
    "State",
    "StrengthTest",
    "Stretch",
    "activity",
    "architecture",
    "curve",
    "fibre_strain",
    "lengths",
    "moment_arms",
    "muscles",
    "states",
    "strength_test",
    "stretches",
    "torque",
    "torques",
]
