"""Muscles: rings along a course that share their space and reach a published volume."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from anatomy_models.hamstrings.generate.fields import frames_along, tube_distance
from anatomy_models.hamstrings.generate.rings import (
    closed_tube,
    ellipse_rings,
    smoothstep,
    spaced_along,
    volume_mm3,
)

RINGS = 72
ANGLES = 28
ANGLE = 2.0 * np.pi * np.arange(ANGLES) / ANGLES
LATERAL = (1.0, 0.0, 0.0)
GAP_MM = 0.6
ORIGIN_SPAN_MM = 26.0
INSERTION_SPAN_MM = 15.0
RAY_STEPS = np.linspace(0.05, 1.0, 20)
ROUNDS = 6
SUNK_MM = 0.4
ON_BONE_MM = 0.5
TENDON_SHEET_MM = 2.0


def muscle_rings(muscles, laid, obstacle, lift):
    """Rings of several muscles that lie side by side without sharing space.

    Parameters
    ----------
    muscles : dict of str to thigh.Muscle
    laid : dict of Footprint to footprints.LaidFootprint
        Every footprint of these muscles.
    obstacle : function of (n, 3) points to (n,) millimetres
        Signed distance to all that muscles must stay out of, negative inside.
    lift : function of (n, 3) points and heights to (n, 3) points
        Raises points that lie lower over the bones to that height, millimetres.

    Returns
    -------
    dict of str to (RINGS, ANGLES, 3) float
    """
    courses = {name: course_of(muscle, laid) for name, muscle in muscles.items()}
    factors = {name: 1.0 for name in muscles}
    rings = {}
    for _ in range(ROUNDS):
        axes = {name: half_axes(muscles[name], *courses[name], factors[name]) for name in muscles}
        for name, muscle in muscles.items():
            along, samples = courses[name]
            others = [(courses[other][1], axes[other]) for other in muscles if other != name]
            free = ellipse_rings(samples[:, :3], LATERAL, samples[:, 4], axes[name], ANGLE)
            shares = free_shares(free, (samples, axes[name]), others, obstacle)
            bent = samples[:, None, :3] + shares[..., None] * (free - samples[:, None, :3])
            attached = attach(bent, along, samples, muscle, laid)
            course = lift(attached[1:-1].reshape(-1, 3), tendon_height(along)).reshape(
                -1, ANGLES, 3
            )
            ends = [lift(attached[end], -SUNK_MM)[None] for end in (0, -1)]
            rings[name] = np.concatenate([ends[0], course, ends[1]])
            belly = volume_mm3(*closed_tube(rings[name]))
            factors[name] *= 1.0 + 1.1 * (1000.0 * muscle.volume_cm3 / belly - 1.0)
    return rings


def course_of(muscle, laid):
    """Share of length (RINGS,) and samples (RINGS, 5): position, aspect, turn of a muscle."""
    course = np.asarray(muscle.course, dtype=float)
    start = np.r_[origin_outline(muscle, laid).mean(axis=0), course[0, 3:]]
    end = np.r_[laid[muscle.insertion].outline.mean(axis=0), course[-1, 3:]]
    return spaced_along(np.vstack([start, course, end]), RINGS)


def half_axes(muscle, along, samples, factor):
    """Half-widths (RINGS, 2) of the sections; `factor` scales the belly above the tendons."""
    tendon = muscle.proximal_tendon_mm2 + (
        muscle.distal_tendon_mm2 - muscle.proximal_tendon_mm2
    ) * smoothstep(along, 0.3, 0.8)
    area = tendon + factor * 1500.0 * belly_share(muscle, along)
    return np.column_stack(
        [np.sqrt(area * samples[:, 3] / np.pi), np.sqrt(area / samples[:, 3] / np.pi)]
    )


def tendon_height(along):
    """Least height over the bones of every point of the inner rings; (n ANGLES,) millimetres.

    Next to the origin the tendon's outer wall lies a tendon sheet's thickness off the bone.
    """
    near_origin = 1.0 - smoothstep(along[1:-1], 0.05, 0.12)
    outer = np.maximum(np.sin(ANGLE), 0.0)
    return (ON_BONE_MM + TENDON_SHEET_MM * near_origin[:, None] * outer).ravel()


def belly_share(muscle, along):
    """Fullness of the belly, 0 on tendon and 1 where it is thickest; same shape as along."""
    start, end = muscle.belly
    rise, fall = muscle.fullness
    x = np.clip((along - start) / (end - start), 0.0, 1.0)
    peak = rise / (rise + fall)
    return x**rise * (1.0 - x) ** fall / (peak**rise * (1.0 - peak) ** fall)


def tissue(muscle, along):
    """0 on tendon, 1 on muscle belly, smooth between; same shape as along."""
    return smoothstep(belly_share(muscle, along), 0.02, 0.3)


def free_shares(free, own, others, obstacle):
    """How far each ray of each ring may reach before it meets a neighbour or an obstacle.

    Parameters
    ----------
    free : (n, m, 3) float
        Rings of the undisturbed tube.
    own : samples (n, 5), half-axes (n, 2)
    others : list of the same for the neighbours
    obstacle : function of (k, 3) points to (k,) millimetres

    Returns
    -------
    (n, m) float
        Share of the way from the ring's centre, smoothed along and around.
    """
    centres = own[0][:, None, None, :3]
    points = centres + RAY_STEPS[:, None] * (free[:, :, None] - centres)
    flat = points.reshape(-1, 3)
    own_distance = tube_field(flat, *own)
    limit = GAP_MM - obstacle(flat)
    for other in others:
        limit = np.maximum(limit, (own_distance - tube_field(flat, *other)) / 2.0 + GAP_MM / 2.0)
    limit = limit.reshape(points.shape[:3])
    blocked = limit > 0.0
    first = np.where(blocked.any(axis=2), blocked.argmax(axis=2), len(RAY_STEPS))
    n, m = first.shape
    i, j = np.mgrid[:n, :m]
    after = np.clip(first, 1, len(RAY_STEPS) - 1)
    low, high = limit[i, j, after - 1], limit[i, j, after]
    part = np.clip(low / np.minimum(low - high, -1e-9), 0.0, 1.0)
    reach = RAY_STEPS[after - 1] + part * (RAY_STEPS[after] - RAY_STEPS[after - 1])
    shares = np.where(first == len(RAY_STEPS), 1.0, np.where(first == 0, RAY_STEPS[0], reach))
    shares = gaussian_filter1d(shares, 0.6, axis=1, mode="wrap")
    return gaussian_filter1d(shares, 0.8, axis=0, mode="nearest")


def tube_field(points, samples, axes):
    """Signed distance (n,) of points (n, 3) to a muscle's undisturbed tube."""
    tangent, first, second = frames_along(samples[:, :3], LATERAL, samples[:, 4])
    return tube_distance(points, samples[:, :3], (first, second, tangent), axes)


def attach(rings, along, samples, muscle, laid):
    """Rings whose ends grow out of the footprints; (n, m, 3), the ends lie on the bones."""
    length = np.linalg.norm(np.diff(samples[:, :3], axis=0), axis=1).sum()
    origin = origin_outline(muscle, laid)
    insertion = laid[muscle.insertion]
    ends = (
        (
            origin,
            laid[muscle.first_fibres or muscle.origin].normal,
            along * length / ORIGIN_SPAN_MM,
            1.0,
        ),
        (
            insertion.outline,
            insertion.normal,
            (1.0 - along) * length / INSERTION_SPAN_MM,
            -1.0,
        ),
    )
    for outline, normal, share, course_sign in ends:
        weight = 1.0 - smoothstep(share, 0.0, 1.0)
        at = 0 if course_sign > 0 else -1
        target = matched(outline - SUNK_MM * normal, rings[at], course_sign * normal)
        rings = rings + weight[:, None, None] * (target[None] - rings)
    return rings


def matched(outline, ring, course):
    """Outline points (m, 3) in the turning sense of `course` and best in step with `ring`."""
    centre = outline.mean(axis=0)
    turning = np.cross(outline - centre, np.roll(outline, -1, axis=0) - centre).sum(axis=0)
    if turning @ course < 0:
        outline = outline[::-1]
    wanted = ring - ring.mean(axis=0)
    spread = [
        np.sum((np.roll(outline, -shift, axis=0) - centre) * wanted)
        for shift in range(len(outline))
    ]
    return np.roll(outline, -int(np.argmax(spread)), axis=0)


def origin_outline(muscle, laid):
    """Outline (ANGLES, 3) of the part of the origin that is this muscle's own."""
    outline = laid[muscle.first_fibres or muscle.origin].outline
    if muscle.origin_half == 0:
        return outline
    centre = outline.mean(axis=0)
    tips = outline[0] - outline[len(outline) // 2]
    sideways = np.cross(laid[muscle.origin].normal, tips)
    sideways *= muscle.origin_half * np.sign(sideways[0]) / np.linalg.norm(sideways)
    inset = np.minimum((outline - centre) @ sideways - GAP_MM / 2.0, 0.0)
    return outline - inset[:, None] * sideways
