"""Measurements of structures by name, as published figures are compared with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas.model import Atlas, Attachment, Structure
from musclekit.atlas.validate.surfaces import arrays, distances, inside, least_distance
from musclekit.content import TargetRecord
from musclekit.errors import MusclekitError
from musclekit.geometry import nearest_on_segments
from musclekit.geometry.pieces import pieces
from musclekit.geometry.sampling import centreline, path_length, spread_points

if TYPE_CHECKING:
    import pyvista

Measure = Callable[[Atlas, TargetRecord], float]
MEASURES: dict[str, Measure] = {}
OTHERS = {
    "footprint_centre_to_footprint_mm": 1,
    "footprint_top_to_lower_border_mm": 1,
    "distance_mm": 1,
    "space_mm": 2,
    "distance_to_origins_mm": 1,
    "height_above_mm": 1,
}
"""How many other structures a measure needs at least, in `to`."""
UNITS = {"mm": "mm", "mm2": "mm²", "cm3": "cm³", "deg": "°"}
BELLY = 0.5
SAMPLES = 20_000
SAGITTAL_MM = 3.0
BESIDE_MM = 15.0


def measured(atlas: Atlas, target: TargetRecord) -> float:
    """What a target's structure measures, in the unit its measure's name ends with.

    Raises
    ------
    MusclekitError
        If the structure lacks what is to be measured, or there is no such measure.
    """
    if target.measure not in MEASURES:
        raise _lacking(target, f"there is no measure '{target.measure}'")
    _must_name(target, OTHERS.get(target.measure, 0))
    try:
        return float(MEASURES[target.measure](atlas, target))
    except (IndexError, ValueError) as error:
        raise _lacking(target, f"'{target.measure}' cannot be measured on it: {error}") from error


def unit_of(measure: str) -> str:
    """Unit of a measure, from the end of its name.

    >>> unit_of("volume_cm3"), unit_of("branches")
    ('cm³', '')
    """
    return UNITS.get(measure.rpartition("_")[2], "")


def _measure(name: str) -> Callable[[Measure], Measure]:
    def keep(function: Measure) -> Measure:
        MEASURES[name] = function
        return function

    return keep


@_measure("volume_cm3")
def _volume(atlas: Atlas, target: TargetRecord) -> float:
    volume = atlas[target.structure].volume_cm3
    if volume is None:
        raise _lacking(target, "its mesh is not closed")
    return volume


@_measure("length_mm")
def _length(atlas: Atlas, target: TargetRecord) -> float:
    """Along the centreline, from end to end."""
    return path_length(_centreline(atlas, target)[1])


@_measure("belly_length_mm")
def _belly_length(atlas: Atlas, target: TargetRecord) -> float:
    """Along the centreline from the first ring of belly to the last."""
    return _lengths(atlas, target)[1]


@_measure("proximal_tendon_length_mm")
def _proximal_tendon_length(atlas: Atlas, target: TargetRecord) -> float:
    return _lengths(atlas, target)[0]


@_measure("distal_tendon_length_mm")
def _distal_tendon_length(atlas: Atlas, target: TargetRecord) -> float:
    return _lengths(atlas, target)[2]


@_measure("pennation_deg")
def _pennation(atlas: Atlas, target: TargetRecord) -> float:
    """Mean angle between fibres and centreline, over the belly's surface."""
    mesh = atlas[target.structure].mesh
    values, middles = _centreline(atlas, target)
    course = np.gradient(middles, axis=0)
    own = course[np.searchsorted(values, np.round(_field(mesh, target, "ALONG"), 5))]
    fibre = _field(mesh, target, "FIBRE")
    belly = _field(mesh, target, "TISSUE") >= BELLY
    cosine = np.abs(np.einsum("ij,ij->i", own, fibre))
    cosine /= np.linalg.norm(own, axis=1) * np.linalg.norm(fibre, axis=1)
    return float(np.degrees(np.arccos(np.clip(cosine[belly], 0.0, 1.0))).mean())


@_measure("footprint_area_mm2")
def _footprint_area(atlas: Atlas, target: TargetRecord) -> float:
    area = _end(atlas, target).area_mm2
    assert area is not None
    return area


@_measure("footprint_length_mm")
def _footprint_length(atlas: Atlas, target: TargetRecord) -> float:
    return _extents(_outline(atlas, target))[0]


@_measure("footprint_width_mm")
def _footprint_width(atlas: Atlas, target: TargetRecord) -> float:
    return _extents(_outline(atlas, target))[1]


@_measure("footprint_centre_to_footprint_mm")
def _centre_to_footprint(atlas: Atlas, target: TargetRecord) -> float:
    """From a footprint's centre to the nearest border of another structure's on the same bone."""
    end = _end(atlas, target)
    centre = np.asarray(end.centre_mm)
    borders = [
        other.outline_mm
        for name in target.to
        for other in (atlas[name].origin, atlas[name].insertion)
        if other is not None and other.bone == end.bone and other.outline_mm is not None
    ]
    if not borders:
        raise _lacking(target, f"there is no footprint of {', '.join(target.to)}")
    ends = np.vstack([np.roll(border, -1, axis=0) for border in borders])
    feet = nearest_on_segments(centre, np.vstack(borders), ends)
    return float(np.linalg.norm(feet - centre, axis=1).min())


@_measure("footprint_top_to_lowest_mm")
def _top_to_lowest(atlas: Atlas, target: TargetRecord) -> float:
    """From the upper border of a footprint straight to the structure's lowest point."""
    points = arrays(atlas[target.structure].mesh)[0]
    outline = _outline(atlas, target)
    top, lowest = outline[outline[:, 2].argmax()], points[points[:, 2].argmin()]
    return float(np.linalg.norm(top - lowest))


@_measure("footprint_top_to_lower_border_mm")
def _top_to_lower_border(atlas: Atlas, target: TargetRecord) -> float:
    """Down from a footprint's upper border to the lower border of another structure behind it."""
    outline = _outline(atlas, target)
    centre = outline.mean(axis=0)
    points = _spread(atlas[target.to[0]])
    beside = np.abs(points[:, 0] - centre[0]) < SAGITTAL_MM
    if not beside.any():
        raise _lacking(target, f"{target.to[0]} does not lie behind the footprint")
    return float(outline[:, 2].max() - points[beside, 2].min())


@_measure("section_width_mm")
def _section_width(atlas: Atlas, target: TargetRecord) -> float:
    """Longest side of a section across the course; where, the target says."""
    return _extents(_section(atlas, target))[0]


@_measure("section_thickness_mm")
def _section_thickness(atlas: Atlas, target: TargetRecord) -> float:
    return _extents(_section(atlas, target))[1]


@_measure("distance_mm")
def _distance(atlas: Atlas, target: TargetRecord) -> float:
    """Least distance between surfaces."""
    mesh = atlas[target.structure].mesh
    samples = _spread(atlas[target.structure])
    return min(least_distance(mesh, atlas[name].mesh, samples) for name in target.to)


@_measure("space_mm")
def _space(atlas: Atlas, target: TargetRecord) -> float:
    """Between the first of the others and the rest of them, least, at the structure's heights."""
    heights = arrays(atlas[target.structure].mesh)[0][:, 2]
    wall, *facing = target.to
    points = np.vstack([_spread(atlas[name]) for name in facing])
    beside = points[(points[:, 2] > heights.min()) & (points[:, 2] < heights.max())]
    if len(beside) == 0:
        raise _lacking(target, f"{', '.join(facing)} do not reach its height")
    return float(distances(atlas[wall].mesh, beside).min())


@_measure("distance_to_origins_mm")
def _distance_to_origins(atlas: Atlas, target: TargetRecord) -> float:
    """Least distance from the surface to the border of the others' origins."""
    ends = [atlas[name].origin for name in target.to]
    outlines = [end.outline_mm for end in ends if end is not None and end.outline_mm is not None]
    if not outlines:
        raise _lacking(target, f"there is no footprint of {', '.join(target.to)}")
    return float(distances(atlas[target.structure].mesh, np.vstack(outlines)).min())


@_measure("height_above_mm")
def _height_above(atlas: Atlas, target: TargetRecord) -> float:
    """Height of the structure's lowest point above another's."""
    lowest = [arrays(atlas[name].mesh)[0][:, 2].min() for name in (target.structure, *target.to)]
    return float(lowest[0] - lowest[1])


@_measure("entry_along_thigh_mm")
def _entry(atlas: Atlas, target: TargetRecord) -> float:
    """Where a branch enters a muscle, on the line from the tuberosity to the lateral condyle."""
    start, way = _thigh_line(atlas)
    entries = sorted(float((place - start) @ way) for place in _entries(atlas, target))
    number = target.number or 1
    if number > len(entries):
        raise _lacking(target, f"it has {len(entries)} branches")
    return entries[number - 1]


@_measure("branches")
def _branches(atlas: Atlas, target: TargetRecord) -> float:
    return len(pieces(atlas[target.structure].mesh.regular_faces))


def _lengths(atlas: Atlas, target: TargetRecord) -> tuple[float, float, float]:
    """Length of proximal tendon, belly and distal tendon along the centreline."""
    values, middles = _centreline(atlas, target)
    mesh = atlas[target.structure].mesh
    own = np.searchsorted(values, np.round(_field(mesh, target, "ALONG"), 5))
    tissue = np.bincount(own, _field(mesh, target, "TISSUE")) / np.bincount(own)
    belly = np.flatnonzero(tissue >= BELLY)
    if len(belly) == 0:
        raise _lacking(target, "it has no belly")
    first, last = belly[0], belly[-1]
    return (
        path_length(middles[: first + 1]),
        path_length(middles[first : last + 1]),
        path_length(middles[last:]),
    )


def _centreline(atlas: Atlas, target: TargetRecord) -> tuple[np.ndarray, np.ndarray]:
    mesh = atlas[target.structure].mesh
    return centreline(mesh.points, _field(mesh, target, "ALONG"))


def _rings(atlas: Atlas, target: TargetRecord) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) of a tube and the value (n,) of the ring each belongs to."""
    mesh = atlas[target.structure].mesh
    return arrays(mesh)[0], np.round(_field(mesh, target, "ALONG"), 5)


def _section(atlas: Atlas, target: TargetRecord) -> np.ndarray:
    """Points (n, 3) of the ring where a section is asked for."""
    points, rings = _rings(atlas, target)
    values, middles = _centreline(atlas, target)
    if target.below_mm is not None:
        height = _outline(atlas, target)[:, 2].min() - target.below_mm
    else:
        height = _leaving_height(atlas, target, middles)
    return points[rings == values[np.abs(middles[:, 2] - height).argmin()]]


def _leaving_height(atlas: Atlas, target: TargetRecord, middles: np.ndarray) -> float:
    """Height at which a course (n, 3) comes out below the border of a structure beside it."""
    _must_name(target, 1)
    points = _spread(atlas[target.to[0]])
    beside = np.abs(points[:, None, 0] - middles[None, :, 0]) < BESIDE_MM
    border = np.where(beside, points[:, None, 2], np.inf).min(axis=0)
    below = np.isfinite(border) & (middles[:, 2] < border)
    if not below.any():
        raise _lacking(target, f"it does not pass below {target.to[0]}")
    return float(middles[below, 2].max())


def _entries(atlas: Atlas, target: TargetRecord) -> list[np.ndarray]:
    """Where the centreline (3,) of each separate branch is first inside the muscle, or ends."""
    mesh = atlas[target.structure].mesh
    along = _field(mesh, target, "ALONG")
    points, triangles = arrays(mesh)
    found = []
    for own in pieces(triangles):
        middles = centreline(points[own], along[own])[1]
        within = inside(atlas[target.to[0]].mesh, middles) if target.to else np.array([False])
        found.append(middles[within.argmax() if within.any() else -1])
    return found


def _thigh_line(atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    """Centre of the ischial tuberosity, and the direction (unit) to the lateral condyle."""
    start = atlas["ischial_tuberosity"].centre_mm
    femur = arrays(atlas["femur"].mesh)[0]
    condyles = femur[femur[:, 2] < femur[:, 2].min() + 25.0]
    outer = condyles[condyles[:, 0] > np.median(condyles[:, 0])]
    way = outer.mean(axis=0) - start
    return start, way / np.linalg.norm(way)


def _end(atlas: Atlas, target: TargetRecord) -> Attachment:
    structure = atlas[target.structure]
    end = structure.insertion if target.role == "insertion" else structure.origin
    if end is None or end.outline_mm is None:
        raise _lacking(target, f"it has no footprint as {target.role or 'origin'}")
    return end


def _outline(atlas: Atlas, target: TargetRecord) -> np.ndarray:
    return np.asarray(_end(atlas, target).outline_mm, float)


def _extents(points: np.ndarray) -> tuple[float, float]:
    """Longest extent of a flat set of points, and the one across it."""
    from scipy.spatial.distance import pdist, squareform

    apart = squareform(pdist(points))
    one, other = np.unravel_index(apart.argmax(), apart.shape)
    longest = (points[one] - points[other]) / apart.max()
    centred = points - points.mean(axis=0)
    normal = np.linalg.svd(centred)[2][2]
    return float(apart.max()), float(np.ptp(centred @ np.cross(normal, longest)))


def _spread(structure: Structure) -> np.ndarray:
    return spread_points(*arrays(structure.mesh), SAMPLES)


def _field(mesh: pyvista.PolyData, target: TargetRecord, name: str) -> np.ndarray:
    if name not in mesh.point_data:
        raise _lacking(target, f"its mesh has no field _{name}")
    return np.asarray(mesh.point_data[name], float)


def _must_name(target: TargetRecord, others: int) -> None:
    if not target.to and others:
        raise _lacking(target, "it is not said what it is measured to, in 'to'")
    if len(target.to) < others:
        why = f"'{target.measure}' needs {others} structures in 'to'; here is {len(target.to)}"
        raise _lacking(target, why)


def _lacking(target: TargetRecord, why: str) -> MusclekitError:
    return MusclekitError(why, where=target.structure)
