"""A straight needle from skin to tendon: what it passes, how near it comes, where it is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure, called
from musclekit.clinic.aiming import Aim, aim_at
from musclekit.clinic.needle_words import words_of
from musclekit.clinic.passing import KEPT_CLEAR, MARGIN_MM, SOLID, Passed, Passing, Stop
from musclekit.content.words import Words
from musclekit.errors import MusclekitError
from musclekit.geometry import is_closed
from musclekit.geometry.gaps import Triangles
from musclekit.geometry.straight import first_within, nearest_along, pieces_inside
from musclekit.injury.shown import Shown
from musclekit.mechanics import drawing
from musclekit.nerve.clearance import corners_of

if TYPE_CHECKING:
    import pandas

    from musclekit.clinic.needle_image import NeedleImage
    from musclekit.scene import Scene

DIAMETER_MM = 0.7
THINNEST_MM, THICKEST_MM = 0.2, 3.0
NOT_PASSED = (*KEPT_CLEAR, *SOLID, "bone-feature", "skin")
UNMODELLED_MM = 1.0
"""Shorter pieces of the way that lie in no mesh are not told of."""
SOFT = "fat and other tissue without a mesh"


@dataclass(frozen=True, eq=False, repr=False)
class Needle(Shown):
    """A straight way from the skin to a target, planned and judged; moving it makes a new one.

    Attributes
    ----------
    atlas : Atlas
        At its posture, healthy or altered.
    aim : Aim
        Where the tip is to come to lie.
    entry_mm : (3,) float
        On the skin.
    diameter_mm : float
    """

    atlas: Atlas
    aim: Aim
    entry_mm: np.ndarray
    diameter_mm: float

    # --------------------------------------------------------------------- the way
    @property
    def tip_mm(self) -> np.ndarray:
        """(3,) end of the way."""
        return self.aim.tip_mm

    @cached_property
    def length_mm(self) -> float:
        """From skin to target."""
        return float(np.linalg.norm(self.tip_mm - self.entry_mm))

    @property
    def angles_deg(self) -> tuple[float, float]:
        """Of the entry as seen from the target against straight back: proximal, lateral."""
        return self.aim.angles_deg(self.entry_mm)

    def at(self, depth_mm: float) -> np.ndarray:
        """(3,) place at a depth along the way."""
        return self.entry_mm + depth_mm / self.length_mm * (self.tip_mm - self.entry_mm)

    def moved(self, proximal_deg: float = 0.0, lateral_deg: float = 0.0) -> Needle:
        """To the same target, entered farther proximally and laterally by these angles.

        Raises
        ------
        MusclekitError
            If there is no skin to enter there.
        """
        proximal, lateral = self.angles_deg
        return needle(
            self.atlas,
            self.aim.target,
            proximal_deg=proximal + proximal_deg,
            lateral_deg=lateral + lateral_deg,
            diameter_mm=self.diameter_mm,
        )

    # ------------------------------------------------------------------ how near
    @cached_property
    def clearances(self) -> tuple[Passing, ...]:
        """To every nerve, artery and bone of the atlas, the nearest first."""
        found = [self._passing(one) for one in self._of_kinds(*KEPT_CLEAR, *SOLID)]
        return tuple(sorted(found, key=lambda one: one.clearance_mm))

    @cached_property
    def nearest(self) -> Passing | None:
        """The nerve or artery it comes nearest to; None where the atlas has neither."""
        best: Passing | None = None
        known = sorted(self._of_kinds(*KEPT_CLEAR), key=self._box_mm)
        for one in known:
            if best is not None and self._box_mm(one) - self.diameter_mm / 2 > best.clearance_mm:
                break
            found = self._passing(one)
            best = found if best is None or found.clearance_mm < best.clearance_mm else best
        return best

    @cached_property
    def stop(self) -> Stop | None:
        """Where it is stopped first; None where it reaches its target."""
        found = [self._stop(one, MARGIN_MM) for one in self._of_kinds(*KEPT_CLEAR)]
        found += [self._stop(one, 0.0) for one in self._of_kinds(*SOLID)]
        stops = [one for one in found if one is not None]
        return min(stops, key=lambda one: one.depth_mm, default=None)

    @property
    def accepted(self) -> bool:
        """Whether it reaches its target, bone and margin left alone."""
        return self.stop is None

    @cached_property
    def passed(self) -> tuple[Passed, ...]:
        """Muscles, tendons and the rest that the whole way goes through, by depth of entry."""
        found = []
        for one in self.atlas.structures:
            if one.kind in NOT_PASSED or self._box_mm(one) > 0:
                continue
            if is_closed(one.mesh.regular_faces):
                inside = pieces_inside(self.entry_mm, self.tip_mm, _surface(one).corners)
                found += [Passed(one.id, called(one), *map(float, piece)) for piece in inside]
        found += _between(found, self.length_mm)
        return tuple(sorted(found, key=lambda one: (one.enter_mm, one.leave_mm)))

    # ------------------------------------------------------------------- views
    def table(self) -> pandas.DataFrame:
        """One row for each nerve, artery and bone, the nearest first."""
        columns = ["structure", "name", "kind", "clearance_mm", "depth_mm"]
        return drawing.frame((vars(one) for one in self.clearances), columns)

    def scene(self) -> Scene:
        """The needle in the body, with the shortest way to the nearest nerve or artery."""
        from musclekit.clinic.needle_scene import scene_of

        return scene_of(self)

    def ultrasound(self) -> NeedleImage:
        """The simulated image of a probe in whose plane the needle and its target lie.

        Raises
        ------
        MusclekitError
            If no probe can be held so.
        """
        from musclekit.clinic.needle_image import image_of

        return image_of(self)

    def _words(self) -> Words:
        return words_of(self)

    # -------------------------------------------------------------------- parts
    def _of_kinds(self, *kinds: str) -> list[Structure]:
        return [one for one in self.atlas.structures if one.kind in kinds]

    def _box_mm(self, structure: Structure) -> float:
        """The distance of the boxes round both, never more than their own."""
        ends = np.stack([self.entry_mm, self.tip_mm])
        low, high = np.reshape(structure.mesh.bounds, (3, 2)).T
        over = np.maximum(np.maximum(low - ends.max(axis=0), ends.min(axis=0) - high), 0.0)
        return float(np.linalg.norm(over))

    def _passing(self, one: Structure) -> Passing:
        near = nearest_along(self.entry_mm, self.tip_mm, _surface(one))
        clear = max(near.distance - self.diameter_mm / 2, 0.0)
        return Passing(one.id, called(one), one.kind, clear, near.depth, near.points)

    def _stop(self, one: Structure, margin_mm: float) -> Stop | None:
        least = margin_mm + self.diameter_mm / 2
        if self._box_mm(one) > least:
            return None
        depth = first_within(self.entry_mm, self.tip_mm, _surface(one), least)
        return None if depth is None else Stop(depth, self._passing(one))


def needle(
    atlas: Atlas,
    target: str | Iterable[float] = "conjoint_tendon",
    entry: Iterable[float] | None = None,
    *,
    proximal_deg: float = 0.0,
    lateral_deg: float = 0.0,
    diameter_mm: float = DIAMETER_MM,
) -> Needle:
    """A straight needle from the skin to where a tendon meets its bone, or to a point.

    Parameters
    ----------
    atlas : Atlas
        At any posture, healthy or altered, of either side.
    target : str or (3,) float
        Id of a structure, whose origin is meant, or its insertion where it has no origin;
        "semimembranosus.insertion" names one; or a point within the skin, millimetres RAS.
    entry : (3,) float, optional
        Where it is entered, brought to the nearest skin; then no angles.
    proximal_deg, lateral_deg : float
        Where it is entered as seen from the target, against straight back from the thigh.
    diameter_mm : float
        Of the needle.

    Returns
    -------
    Needle
        Refused or not: `stop` says where it is stopped, and why.

    Raises
    ------
    UnknownStructure
        If the atlas lacks the structure.
    MusclekitError
        If there is no such target, no skin to enter, or the way leaves the skin on its way.

    Notes
    -----
    Teaching of anatomy, not of treatment. Distances are exact between the needle's axis and the
    meshes; the margin is `MARGIN_MM`.

    >>> import musclekit as mk
    >>> mk.needle(mk.load_atlas(), "semimembranosus").accepted
    True
    """
    thick = _thickness(diameter_mm)
    aim = aim_at(atlas, target)
    if entry is None:
        start = aim.entered(atlas, proximal_deg, lateral_deg)
    elif proximal_deg or lateral_deg:
        raise MusclekitError(
            "A needle has an entry or angles, not both.", remedy="Leave one of them out."
        )
    else:
        start = aim.entered_at(atlas, entry)
    return Needle(atlas.sources, atlas, aim, start, thick)


def _thickness(given: Any) -> float:
    usable = isinstance(given, (int, float, np.number)) and not isinstance(given, bool)
    if not usable or not THINNEST_MM <= given <= THICKEST_MM:
        raise MusclekitError(
            f"diameter_mm={given!r} is not from {THINNEST_MM:g} to {THICKEST_MM:g} mm.",
            remedy=f"Leave it out for {DIAMETER_MM:g} mm.",
        )
    return float(given)


def _surface(structure: Structure) -> Triangles:
    if structure not in _surfaces:
        _surfaces[structure] = Triangles(corners_of(structure))
    return _surfaces[structure]


_surfaces: WeakKeyDictionary[Structure, Triangles] = WeakKeyDictionary()


def _between(found: list[Passed], length_mm: float) -> list[Passed]:
    """Stretches of a way that lie in no structure."""
    gaps, reached = [], 0.0
    for one in sorted(found, key=lambda one: one.enter_mm):
        gaps.append((reached, one.enter_mm))
        reached = max(reached, one.leave_mm)
    gaps.append((reached, length_mm))
    return [Passed("", SOFT, a, b) for a, b in gaps if b - a >= UNMODELLED_MM]
