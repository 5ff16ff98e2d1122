"""Extents of an injury in a slice: what is marked, missing or torn apart, as with calipers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError
from musclekit.imaging.cutting import along_of
from musclekit.imaging.labels import GAP, Labels, labels, torn_structures
from musclekit.imaging.marks import marks
from musclekit.imaging.material import placed_course
from musclekit.imaging.plane import Plane
from musclekit.injury import Injury, injuries_of

HALF = 0.5
"""A mark counts as present above it."""
SQUARE, ASLANT = 0.9, 0.35
"""Cosine between a slice's normal and a structure's course: above, its sections can be measured in
the slice; below, its lengths."""


def seen(
    atlas: Atlas, named: Labels, marked: Mapping[str, np.ndarray], injury: Injury
) -> np.ndarray:
    """(rows, columns) bool: what of an injury is seen, `marked` being the slice's marks.

    Raises
    ------
    MusclekitError
        If the atlas does not have the injury.
    """
    if injury not in injuries_of(atlas):
        raise MusclekitError("The atlas does not have this injury.", remedy="Use mk.injure first.")
    found = torn(atlas, named.plane, injury.structure)
    for name in brought(atlas, named, injury.structure):
        found = found | named.mask(name)
    own = named.mask(injury.structure)
    for image in marked.values():
        found = found | (own & (image > HALF))
    return found


def extents(atlas: Atlas, cut: Plane, injury: Injury) -> dict[str, float]:
    """Extents of an injury as `Slice.measure` gives them; nothing of what has no course."""
    course = placed_course(atlas, injury.structure)
    if course is None:
        return {}
    own, lost = _own_and_lost(atlas, cut, injury.structure)
    marked = _marked(atlas, cut, injury.structure) | lost
    _, way, _ = course.seat(along_of(atlas, injury))
    lean, found = abs(float(way @ cut.normal)), {}
    if lean > SQUARE:
        found["csa_fraction"] = float(marked.sum() / (own | lost).sum())
    elif lean < ASLANT and injury.kind == "complete_tear":
        found["retraction_mm"] = _between_mm(own, lost, cut, way)
    elif lean < ASLANT:
        sizes = {"length_mm": marked, "disruption_mm": torn(atlas, cut, injury.structure)}
        found = {name: _extent_mm(x, cut, way) for name, x in sizes.items() if x.any()}
    return {name: size for name, size in found.items() if name in injury.record.extents}


def torn(atlas: Atlas, cut: Plane, structure: str) -> np.ndarray:
    """(rows, columns) bool: room that torn fibres left, whatever fills it."""
    if structure not in torn_structures(atlas):
        return np.zeros(cut.shape, bool)
    return _own_and_lost(atlas, cut, structure)[1]


def brought(atlas: Atlas, named: Labels, structure: str) -> list[str]:
    """Blood and pieces of bone in the slice that a structure's injuries brought."""
    added = (name for name in named.names[2:] if name != GAP and name not in atlas.intact)
    return [name for name in added if atlas[name].record.parent == structure]


def _marked(atlas: Atlas, cut: Plane, structure: str) -> np.ndarray:
    """Where a structure is marked, whatever covers it."""
    found = marks(atlas, labels(atlas, cut, [structure])).values()
    return np.max([np.zeros(cut.shape), *found], axis=0) > HALF


def _own_and_lost(atlas: Atlas, cut: Plane, structure: str) -> tuple[np.ndarray, np.ndarray]:
    """(rows, columns) bool, twice: a structure, and where it no longer is, whatever is now."""
    after, before = (
        labels(body, cut, [structure]).mask(structure) for body in (atlas, atlas.intact)
    )
    return after, before & ~after


def _extent_mm(mask: np.ndarray, cut: Plane, way: np.ndarray) -> float:
    """From the first to the last pixel along a direction, both whole."""
    return float(np.ptp(_far_mm(mask, cut, way))) + cut.spacing_mm


def _between_mm(own: np.ndarray, lost: np.ndarray, cut: Plane, way: np.ndarray) -> float:
    """Room between the foremost fibres of two torn ends, along a direction."""
    if not (own.any() and lost.any()):
        return 0.0
    far, middle = _far_mm(own, cut, way), np.median(_far_mm(lost, cut, way))
    after, before = far[far > middle], far[far <= middle]
    if not (len(after) and len(before)):
        return 0.0
    return max(float(after.min() - before.max()) - cut.spacing_mm, 0.0)


def _far_mm(mask: np.ndarray, cut: Plane, way: np.ndarray) -> np.ndarray:
    """(n,) how far along a direction the pixels of a mask lie."""
    flat = np.array([way @ cut.down, way @ cut.right])
    return np.argwhere(mask) @ (flat / np.linalg.norm(flat)) * cut.spacing_mm
