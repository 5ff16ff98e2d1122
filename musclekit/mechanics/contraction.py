"""Force of muscle fibres by length, velocity and activation, and of tendons by strain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from musclekit.kinematics.engine import mujoco

_UNIT_RANGE = np.array([0.0, 1.0])
"""With this range of lengths the engine's lengths are ours: optimal fibre lengths."""


@dataclass(frozen=True)
class Contraction:
    """How fibres and tendons pull; lengths in optimal fibre lengths, forces in peak forces.

    The curves are those of MuJoCo's muscle: parabolas for length and velocity, a parabola that
    turns into a straight line for the relaxed fibre.

    Attributes
    ----------
    shortest_active, longest_active : float
        Lengths between which fibres can pull.
    maximal_velocity_per_s : float
        Optimal fibre lengths a second.
    eccentric_force : float
        Most force while being lengthened.
    passive_strain : float
        Strain at which a relaxed fibre bears the peak force.
    tendon_strain : float
        Strain of the tendon under the peak force.
    """

    shortest_active: float
    longest_active: float
    maximal_velocity_per_s: float
    eccentric_force: float
    passive_strain: float
    tendon_strain: float

    def active(self, length, velocity=0.0) -> np.ndarray:
        """Force of fully active fibres.

        Parameters
        ----------
        length, velocity : array_like
            Optimal fibre lengths, and of these a second; negative shortens.

        Returns
        -------
        float array
            Peak isometric forces, of the broadcast shape.
        """
        given = self._given
        gain = np.vectorize(
            lambda at, speed: mujoco.mju_muscleGain(at, speed, _UNIT_RANGE, 1.0, given), [float]
        )
        return 0.0 - gain(length, velocity)

    def passive(self, length) -> np.ndarray:
        """Force of relaxed fibres, in peak isometric forces."""
        given = self._given
        bias = np.vectorize(lambda at: mujoco.mju_muscleBias(at, _UNIT_RANGE, 1.0, given), [float])
        return 0.0 - bias(length)

    def tendon(self, strain) -> np.ndarray:
        """Force of a tendon: a parabola up to the peak force, straight beyond it."""
        share = np.maximum(np.asarray(strain, float) / self.tendon_strain, 0.0)
        return np.where(share < 1.0, share**2, 2.0 * share - 1.0)

    @cached_property
    def _given(self) -> np.ndarray:
        """The engine's parameters; its passive force is scaled until `passive_strain` is met."""
        raw = self._parameters(1.0)
        there = -mujoco.mju_muscleBias(1.0 + self.passive_strain, _UNIT_RANGE, 1.0, raw)
        return self._parameters(1.0 / there)

    def _parameters(self, passive_force: float) -> np.ndarray:
        force, scale_unused = 1.0, 1.0
        return np.array(
            [
                *_UNIT_RANGE,
                force,
                scale_unused,
                self.shortest_active,
                self.longest_active,
                self.maximal_velocity_per_s,
                passive_force,
                self.eccentric_force,
            ]
        )
