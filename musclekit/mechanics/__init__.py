"""What the muscles of an atlas do: lengths, levers, forces, torques and a strength test."""

from musclekit.mechanics.curves import QUANTITIES, Curves, curve
from musclekit.mechanics.equilibrium import State
from musclekit.mechanics.figures import Architecture, architecture
from musclekit.mechanics.muscles import Muscle, muscles
from musclekit.mechanics.strength import StrengthTest, strength_test
from musclekit.mechanics.torque import fibre_strain, lengths, moment_arms, states, torque, torques

__all__ = [
    "QUANTITIES",
    "Architecture",
    "Curves",
    "Muscle",
    "State",
    "StrengthTest",
    "architecture",
    "curve",
    "fibre_strain",
    "lengths",
    "moment_arms",
    "muscles",
    "states",
    "strength_test",
    "torque",
    "torques",
]
