"""Fields on a muscle's surface: share of the length, tissue, and direction of the fibres."""

import numpy as np

from anatomy_models.hamstrings.generate.rings import smoothstep

TRANSITION_MM = 16.0
EDGE_DEG = 15.0
INSCRIPTION_HALF_WIDTH_MM = 4.0


def share_of_length(rings):
    """Share of the way along the line of the rings' centres (n, m, 3), 0 to 1; (n,)."""
    steps = np.linalg.norm(np.diff(rings.mean(axis=1), axis=0), axis=1)
    travelled = np.r_[0.0, np.cumsum(steps)]
    return travelled / travelled[-1]


def belly_share(muscle, heights):
    """0 on the tendons, 1 on the belly, smooth between; same shape as `heights` (z, mm)."""
    if not muscle.belly:
        return np.zeros(np.shape(heights))
    top, bottom = muscle.belly
    half = TRANSITION_MM
    return smoothstep(-heights, -top - half, -top + half) * smoothstep(
        heights, bottom - half, bottom + half
    )


def tissue(muscle, rings, facing_deg):
    """0 on tendon and aponeurosis, 1 on fleshy belly.

    Parameters
    ----------
    muscle : thigh.Muscle
    rings : (n, m, 3) float
    facing_deg : (n, m) float
        Side each point faces, from lateral (0) towards posterior (90).

    Returns
    -------
    (n, m) float
    """
    heights = np.repeat(rings[:, :, 2].mean(axis=1)[:, None], rings.shape[1], axis=1)
    flesh = belly_share(muscle, heights)
    for sheet in muscle.aponeuroses:
        span = (heights - sheet.ends_z) / (sheet.begins_z - sheet.ends_z)
        reach = sheet.reach_deg * np.clip(span, 0.0, 1.0) ** 0.75
        aside = np.abs((facing_deg - sheet.facing_deg + 180.0) % 360.0 - 180.0)
        covered = 1.0 - smoothstep(aside, reach - EDGE_DEG, reach + EDGE_DEG)
        flesh = flesh * (1.0 - covered * smoothstep(span, 0.0, 0.2))
    return flesh * (1.0 - inscription_depth(muscle, rings, facing_deg))


def inscription_depth(muscle, rings, facing_deg):
    """1 in the middle of a muscle's tendinous inscription, 0 off it; (n, m)."""
    if not muscle.inscription:
        return np.zeros(rings.shape[:2])
    mark = muscle.inscription
    at = mark.middle_z + mark.tilt_mm * np.cos(np.radians(facing_deg - mark.high_deg))
    off = (rings[:, :, 2] - at) / INSCRIPTION_HALF_WIDTH_MM
    return np.exp(-(off**2))


def fibre_directions(muscle, rings):
    """Unit direction (n, m, 3) of the fibres at every point, from origin to insertion.

    On tendon they follow the surface; on the belly they leave the course by the pennation angle,
    towards the tendon of insertion.
    """
    lines = unit(np.gradient(rings, axis=0))
    course = unit(np.gradient(rings.mean(axis=1), axis=0))[:, None]
    heights = rings[:, :, 2].mean(axis=1)
    belly = belly_share(muscle, heights)[:, None, None]
    direction = unit((1.0 - belly) * lines + belly * course)
    if not muscle.pennation_deg:
        return direction
    aside = np.asarray(muscle.pennation_towards, dtype=float)
    aside = unit(aside - np.sum(direction * aside, axis=2, keepdims=True) * direction)
    angle = belly * np.radians(muscle.pennation_deg)
    return np.cos(angle) * direction + np.sin(angle) * aside


def unit(vectors):
    """Vectors (..., 3) of length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
