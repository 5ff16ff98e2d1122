"""An injury and places on the mesh: where it is seen, and where a place pointed at would put it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from musclekit.atlas import Atlas
from musclekit.injury.altering import healthy_body, where
from musclekit.injury.body import depths
from musclekit.injury.choosing import changed, places
from musclekit.injury.injury import Injury
from musclekit.injury.recipe import centre_mm
from musclekit.injury.sites import sites

NEAR = 4
"""Vertices between which a place on a surface is weighed."""
STRETCH_MM = 2.0


@dataclass(frozen=True, eq=False)
class Line:
    """The middle line of a structure at a posture.

    Attributes
    ----------
    along : (k,) float
        0 at the origin to 1 at the insertion.
    arc_mm : (k,) float
        Distance from the origin at rest.
    points : (k, 3) float
    """

    along: np.ndarray
    arc_mm: np.ndarray
    points: np.ndarray


def line(atlas: Atlas, structure: str) -> Line:
    """The middle line of a structure, injured or not, as the atlas is posed."""
    course = healthy_body(atlas.neutral.intact, structure).course
    return Line(course.along, course.arc_mm, course.at(_points(atlas, structure)).middles)


def spots(atlas: Atlas, injury: Injury) -> np.ndarray:
    """(3, 3) points on the surface: the injury's middle, its upper and its lower end."""
    healthy = atlas.neutral.intact
    body = healthy_body(healthy, injury.structure)
    middle = centre_mm(body, injury, where(healthy, injury))
    half = injury.length_mm / 2
    placed = body.course.at(_points(atlas, injury.structure))
    local = []
    for arc in (middle, middle - half, middle + half):
        arc = float(np.clip(arc, STRETCH_MM, body.long_mm - STRETCH_MM))
        outer = depths(body, arc - STRETCH_MM, arc + STRETCH_MM, injury.around_deg)
        local.append([arc, *(float(outer.level(arc, 0.0)) * outer.way)])
    return body.course.placed(np.array(local), placed)


def moved_to(atlas: Atlas, injury: Injury, point_mm: np.ndarray) -> Injury:
    """The injury where a point (3,) on its structure is, as near as a site of its kind allows.

    Parameters
    ----------
    atlas : Atlas
        As posed when the point was found.
    injury : Injury
    point_mm : (3,) array_like
    """
    body = healthy_body(atlas.neutral.intact, injury.structure)
    away, near = cKDTree(_points(atlas, injury.structure)).query(point_mm, NEAR)
    weight = 1.0 / np.maximum(away, 1e-3)
    weight /= weight.sum()
    _, back, side = weight @ body.local[near]
    around = float(np.degrees(np.arctan2(side, back)) % 360.0)
    moved = moved_along(atlas, injury, float(weight @ body.along[near]))
    return moved.replace(around_deg=round(around, 1))


def moved_along(atlas: Atlas, injury: Injury, along: float) -> Injury:
    """The injury where `along` is, or as near as a site of its kind allows.

    It stays in its site as long as that reaches there, else takes the site that comes nearest.
    """
    known = sites(atlas, injury.structure)
    can = [one.id for one in places(injury) if not one.why_not]
    usual = (injury.site, *injury.record.sites)
    can.sort(key=usual.index)
    site = min(can, key=lambda site: abs(_within(known[site], along) - along))
    return changed(injury, site=site, along=_within(known[site], along))


def _within(stretches: tuple[tuple[float, float], ...], along: float) -> float:
    """The place of a site nearest to another."""
    ends = (min(max(along, low), high) for low, high in stretches)
    return min(ends, key=lambda end: abs(end - along))


def _points(atlas: Atlas, structure: str) -> np.ndarray:
    return np.asarray(atlas.intact[structure].mesh.points, float)
