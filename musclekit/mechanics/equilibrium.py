"""Where fibres and tendon of one muscle balance, and the force they then bear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.optimize import brentq

from musclekit.errors import MusclekitError
from musclekit.mechanics.muscles import Muscle

Tendon = Literal["rigid", "elastic"]
SHORTEST_SPAN = 0.01
"""Optimal fibre lengths: fibres span no less of the path; shorter, the muscle hangs slack."""


@dataclass(frozen=True, eq=False)
class State:
    """A muscle at n lengths.

    Attributes
    ----------
    fibre_length_mm : (n,) float
    active_n, passive_n : (n,) float
        Force along the tendon: what activation adds, and what the relaxed fibres bear.
    """

    fibre_length_mm: np.ndarray
    active_n: np.ndarray
    passive_n: np.ndarray

    @property
    def force_n(self) -> np.ndarray:
        """(n,) whole force along the tendon."""
        return self.active_n + self.passive_n


def state(
    muscle: Muscle, lengths_mm, velocities_mm_per_s=0.0, activation=1.0, tendon: Tendon = "rigid"
) -> State:
    """Fibre length and force of a muscle at given musculotendon lengths.

    Parameters
    ----------
    muscle : Muscle
    lengths_mm, velocities_mm_per_s : (n,) array_like
        Of the whole path; negative velocities shorten.
    activation : (n,) array_like
        0 at rest to 1.
    tendon : {"rigid", "elastic"}
        Whether the tendon keeps its slack length, or stretches until it bears what the fibres do.

    Raises
    ------
    MusclekitError
        If an activation is outside 0 to 1, or there is no such kind of tendon.

    Notes
    -----
    The thickness of the muscle stays, so that fibres turn as they shorten. With an elastic tendon
    its own rate of stretch is neglected: the fibres take the whole velocity.
    """
    if tendon not in get_args(Tendon):
        raise MusclekitError(f"No tendon {tendon!r}.", remedy='There are "rigid" and "elastic".')
    active = _activation(activation)
    lengths, velocities, active = np.broadcast_arrays(
        np.asarray(lengths_mm, float), np.asarray(velocities_mm_per_s, float), active
    )
    span = np.maximum(lengths - muscle.tendon_slack_length_mm, _shortest_mm(muscle))
    if tendon == "elastic":
        rows = zip(lengths.ravel(), velocities.ravel(), active.ravel(), strict=True)
        span = np.array([_balanced(muscle, *row) for row in rows]).reshape(lengths.shape)
    fibre, contractile, relaxed = _pull(muscle, span, velocities)
    return State(fibre, active * contractile, relaxed)


def _pull(muscle: Muscle, span, velocities) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fibre length, and fully active and relaxed force along the tendon, at a span of the path."""
    fibre = np.hypot(span, muscle.thickness_mm)
    cosine = span / fibre
    optimal = muscle.optimal_fibre_length_mm
    curves, along = muscle.contraction, muscle.fibre_force_n * cosine
    contractile = along * curves.active(fibre / optimal, velocities * cosine / optimal)
    return fibre, contractile, along * curves.passive(fibre / optimal)


def _balanced(muscle: Muscle, length: float, velocity: float, activation: float) -> float:
    """Span of the fibres, mm, at which they and the stretched tendon bear the same force."""
    slack = muscle.tendon_slack_length_mm
    shortest, longest = _shortest_mm(muscle), length - slack

    def excess(span: float) -> float:
        _, contractile, relaxed = _pull(muscle, span, velocity)
        tendon = muscle.peak_force_n * muscle.contraction.tendon((length - span) / slack - 1.0)
        return float(activation * contractile + relaxed - tendon)

    if longest <= shortest or excess(shortest) >= 0.0:
        return shortest
    if excess(longest) <= 0.0:
        return longest
    return brentq(excess, shortest, longest, xtol=1e-9)


def _shortest_mm(muscle: Muscle) -> float:
    return SHORTEST_SPAN * muscle.optimal_fibre_length_mm


def _activation(activation) -> np.ndarray:
    given = np.asarray(activation, float)
    if not ((given >= 0) & (given <= 1)).all():
        raise MusclekitError(
            f"activation={activation!r} is no activation.", remedy="Give 0 (at rest) to 1."
        )
    return given
