"""What a needle comes near, passes through and is stopped by, as values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MARGIN_MM = 5.0
"""Nearer to a nerve or an artery no needle goes. Chosen for teaching; no study is behind it."""
KEPT_CLEAR = ("nerve", "artery")
SOLID = ("bone", "bone-fragment")


@dataclass(frozen=True)
class Passing:
    """How near a needle comes to one structure, over its whole way.

    Attributes
    ----------
    structure, name, kind : str
        Id; name as it stands in a sentence; kind.
    clearance_mm : float
        From the needle's surface; 0 where it touches or goes through.
    depth_mm : float
        Along the way from the skin, where it comes nearest.
    points_mm : (2, 3) float
        There, on the needle's axis and on the structure.
    """

    structure: str
    name: str
    kind: str
    clearance_mm: float
    depth_mm: float
    points_mm: np.ndarray


@dataclass(frozen=True)
class Passed:
    """A stretch of the way within one structure.

    Attributes
    ----------
    structure : str
        Id; "" for what lies in no mesh.
    name : str
        As it stands in a sentence.
    enter_mm, leave_mm : float
        Depths along the way from the skin; the second is the length of the way where it ends there.
    """

    structure: str
    name: str
    enter_mm: float
    leave_mm: float


@dataclass(frozen=True)
class Stop:
    """Where a needle is stopped.

    Attributes
    ----------
    depth_mm : float
        Of its tip, along the way from the skin.
    passing : Passing
        Of the structure that stops it, had it gone on.
    """

    depth_mm: float
    passing: Passing

    def describe(self) -> str:
        """The reason in a sentence."""
        one = self.passing
        if one.kind in SOLID:
            return f"Stopped {self.depth_mm:.0f} mm deep by {one.name}: a way through bone is none."
        if self.depth_mm == 0:
            return f"Not entered: at the skin {one.name} is nearer than {MARGIN_MM:g} mm already."
        on = (
            "go through it"
            if one.clearance_mm == 0
            else f"come as near as {one.clearance_mm:.1f} mm"
        )
        return (
            f"Stopped {self.depth_mm:.0f} mm deep, {MARGIN_MM:g} mm from {one.name}: farther on it "
            f"would {on}, {one.depth_mm:.0f} mm deep."
        )
