"""Simple tubes: nerves, deep gluteal muscles and ligaments as rings along a course."""

from dataclasses import dataclass

import numpy as np

from anatomy_models.hamstrings.generate.attach import SUNK_MM, matched
from anatomy_models.hamstrings.generate.fields import frames_along, tube_distance
from anatomy_models.hamstrings.generate.footprints import Footprint
from anatomy_models.hamstrings.generate.rings import ellipse_rings, smoothstep, spaced_along

ATTACHED_SPAN_MM = 14.0


@dataclass(frozen=True)
class Tube:
    """A closed tube of elliptic sections; `rings` of them, from footprint to footprint if any.

    Rows of `stations` are x, y, z, half-width along `toward`, half-width across it; millimetres.
    """

    toward: tuple
    stations: tuple
    rings: int = 40
    angles: int = 20
    origin: Footprint | None = None
    insertion: Footprint | None = None


def tube_rings(tube, laid):
    """Rings of a tube whose ends grow out of its footprints.

    Parameters
    ----------
    tube : Tube
    laid : dict of Footprint to footprints.LaidFootprint

    Returns
    -------
    along : (n,) float
        Share of the length.
    rings : (n, m, 3) float
    """
    stations = np.asarray(tube.stations, dtype=float)
    if tube.origin:
        stations = np.vstack([np.r_[laid[tube.origin].centre, stations[0, 3:]], stations])
    if tube.insertion:
        stations = np.vstack([stations, np.r_[laid[tube.insertion].centre, stations[-1, 3:]]])
    along, samples = spaced_along(stations, tube.rings, crowding=0.4)
    angles = 2.0 * np.pi * np.arange(tube.angles) / tube.angles
    centres = samples[:, :3]
    rings = ellipse_rings(centres, tube.toward, np.zeros(tube.rings), samples[:, 3:5], angles)
    if not tube.origin:
        rings = rounded_ends(rings, samples)
    length = np.linalg.norm(np.diff(centres, axis=0), axis=1).sum()
    for footprint, at, distance in (
        (tube.origin, 0, along * length),
        (tube.insertion, -1, (1.0 - along) * length),
    ):
        if footprint:
            sign = 1.0 if at == 0 else -1.0
            end = laid[footprint]
            outline = resampled(end.outline, tube.angles) - SUNK_MM * end.normal
            target = matched(outline, rings[at], sign * end.normal)
            weight = 1.0 - smoothstep(distance, 0.0, ATTACHED_SPAN_MM)
            rings = rings + weight[:, None, None] * (target[None] - rings)
    return along, rings


def resampled(outline, count):
    """A closed outline (n, 3) with `count` points, evenly spread over its index."""
    at = np.arange(count) * len(outline) / count
    closed = np.vstack([outline, outline[:1]])
    return np.column_stack([np.interp(at, np.arange(len(closed)), axis) for axis in closed.T])


def rounded_ends(rings, samples):
    """Rings (n, m, 3) drawn in towards their centres where the tube ends."""
    steps = np.linalg.norm(np.diff(samples[:, :3], axis=0), axis=1)
    travelled = np.r_[0.0, np.cumsum(steps)]
    to_end = np.minimum(travelled, travelled[-1] - travelled)
    share = np.clip(to_end / np.maximum(samples[:, 4], 1e-9), 0.0, 1.0)
    scale = np.sqrt(np.maximum(1.0 - (1.0 - share) ** 2, 0.04))
    centres = samples[:, None, :3]
    return centres + scale[:, None, None] * (rings - centres)


def tube_obstacle(tube):
    """Function of (n, 3) points to their signed distance (n,) from a tube, millimetres."""
    _, samples = spaced_along(tube.stations, 400, crowding=0.0)
    tangent, first, second = frames_along(samples[:, :3], tube.toward, np.zeros(400))
    return lambda points: tube_distance(
        points, samples[:, :3], (first, second, tangent), samples[:, 3:5]
    )
