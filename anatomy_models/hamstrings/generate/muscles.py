"""Muscles: rings along a course that share their space and reach a published volume."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from anatomy_models.hamstrings.generate.attach import (
    SUNK_MM,
    fan,
    matched_order,
    pinned_to_line,
)
from anatomy_models.hamstrings.generate.fibres import (
    fibre_directions,
    inscription_depth,
    share_of_length,
    tissue,
    unit,
)
from anatomy_models.hamstrings.generate.fields import curve_through, frames_along, tube_distance
from anatomy_models.hamstrings.generate.footprints import OUTLINE_POINTS
from anatomy_models.hamstrings.generate.rings import (
    closed_tube,
    ellipse_rings,
    smoothstep,
    volume_mm3,
)
from musclekit.geometry.quality import intersecting_triangles

ANGLES = OUTLINE_POINTS
ANGLE = 2.0 * np.pi * np.arange(ANGLES) / ANGLES
LATERAL = (1.0, 0.0, 0.0)
GAP_MM = 0.6
ON_BONE_MM = 0.5
RAY_STEPS = np.linspace(0.05, 1.0, 20)
ROUNDS = 5
SCALED_OVER_MM = 45.0
RELEASED_OVER_MM = 26.0
FAN_STEP_MM = 5.0
UNTANGLING_ROUNDS = 12
EASED_OVER_RINGS = 4.5
LIFT_ROUNDS = 2
CAP_SHARES = (0, 3)
GUEST_SUNK_MM = 0.1
JOINT_STEP_MM = 3.0
STRAND_THICKNESS = 0.32
INSCRIPTION_GROOVE_MM = 0.8
THINNEST = 12.0
"""Thinner faces fold when the muscle is bent."""


@dataclass(frozen=True)
class Course:
    """Sections of one muscle, closely spaced: centres (k, 3), turns (k,), half-axes (k, 2)."""

    centres: np.ndarray
    turns: np.ndarray
    half_axes: np.ndarray

    def scaled(self, muscle, factor):
        """With the belly's sections `factor` times as wide and thick."""
        top, bottom = muscle.belly
        z = self.centres[:, 2]
        inner = smoothstep(top - z, 0.0, SCALED_OVER_MM) * smoothstep(
            z - bottom, 0.0, SCALED_OVER_MM
        )
        grown = self.half_axes * (1.0 + (factor - 1.0) * inner)[:, None]
        return Course(self.centres, self.turns, grown)

    def field(self, points):
        """Signed distance (n,) of points (n, 3) to the undisturbed tube."""
        tangent, first, second = frames_along(self.centres, LATERAL, self.turns)
        return tube_distance(points, self.centres, (first, second, tangent), self.half_axes)

    def spaced(self, muscle):
        """With as many sections as the muscle's rings, closer where an inscription crosses it."""
        steps = np.linalg.norm(np.diff(self.centres, axis=0), axis=1)
        z = (self.centres[1:, 2] + self.centres[:-1, 2]) / 2.0
        if muscle.inscription:
            mark = muscle.inscription
            steps = steps * (1.0 + 2.0 * (np.abs(z - mark.middle_z) < mark.tilt_mm + 8.0))
        travelled = np.r_[0.0, np.cumsum(steps)]
        at = np.linspace(0.0, travelled[-1], muscle.rings)
        columns = np.column_stack([self.centres, self.turns, self.half_axes])
        even = np.column_stack([np.interp(at, travelled, column) for column in columns.T])
        return Course(even[:, :3], even[:, 3], even[:, 4:])


@dataclass(frozen=True)
class Grown:
    """A muscle's rings (k, m, 3) from bone to bone, its inner sections and their tangents.

    `caps` counts the rings that lie flat on the bones, at the origin and at the insertion.
    """

    whole: np.ndarray
    rings: np.ndarray
    tangents: np.ndarray
    caps: tuple


def course_of(muscle):
    """Course through a muscle's sections."""
    rows = np.asarray(muscle.sections, dtype=float)
    samples = curve_through(rows[:, [0, 1, 2, 5, 3, 4]], step=2.0)
    return Course(samples[:, :3], samples[:, 3], samples[:, 4:] / 2.0)


def hamstring_meshes(muscles, shared_tendon, laid, obstacle, bones):
    """Meshes of the shared tendon and of muscles that lie side by side without sharing space.

    Parameters
    ----------
    muscles : dict of str to thigh.Muscle
        A muscle that ends inside another comes after it.
    shared_tendon : dict of str to thigh.Muscle
        The one that muscles may start inside.
    laid : dict of Footprint to footprints.LaidFootprint
    obstacle : function of (n, 3) points to (n,) millimetres
        Signed distance to all that muscles must stay out of, negative inside.
    bones : surface.Surface

    Yields
    ------
    name, vertices, faces, attributes
    """
    ((tendon_name, tendon),) = shared_tendon.items()
    course = course_of(tendon)
    shares = free_shares(course.spaced(tendon), course, (), obstacle)
    rings = {tendon_name: grown(tendon, course, shares, laid, bones, {})}
    courses = {name: course_of(muscle) for name, muscle in muscles.items()}
    factors = dict.fromkeys(muscles, 1.0)
    for _ in range(ROUNDS):
        scaled = {
            name: courses[name].scaled(muscle, factors[name]) for name, muscle in muscles.items()
        }
        for name, muscle in muscles.items():
            others = [
                (scaled[other], joined_below(muscle, name, muscles[other], other))
                for other in muscles
                if other != name
            ]
            own = scaled[name].spaced(muscle)
            shares = free_shares(own, scaled[name], others, obstacle)
            rings[name] = grown(muscle, scaled[name], shares, laid, bones, rings)
            reached = volume_mm3(*closed_tube(rings[name].whole)) / 1000.0
            factors[name] *= 1.0 + 0.6 * (muscle.volume_cm3 / reached - 1.0)
    for name, muscle in {**shared_tendon, **muscles}.items():
        body = untangled(rings[name])
        yield name, *closed_tube(body.whole, THINNEST), attributes(muscle, body)


def joined_below(muscle, name, other, other_name):
    """Height below which two muscles are one tendon and do not push each other; or None."""
    for guest, host in ((muscle, other_name), (other, name)):
        if guest.inside_below and guest.inside_below[0] == host:
            return guest.inside_below[1]
    return None


def free_shares(course, own, others, obstacle):
    """How far each ray of each section may reach before it meets a neighbour or an obstacle.

    Parameters
    ----------
    course : Course
        The n sections.
    own : Course
        The same muscle, closely spaced.
    others : sequence of (Course, float or None)
        Neighbours, and the height below which they do not push.
    obstacle : function of (k, 3) points to (k,) millimetres

    Returns
    -------
    (n, m) float
        Share of the way from the section's centre, smoothed along and around.
    """
    free = sections(course)
    centres = course.centres[:, None, None]
    points = centres + RAY_STEPS[:, None] * (free[:, :, None] - centres)
    flat = points.reshape(-1, 3)
    own_distance = own.field(flat)
    limit = GAP_MM - obstacle(flat)
    for other, joined_z in others:
        pushed = (own_distance - other.field(flat)) / 2.0 + GAP_MM / 2.0
        if joined_z is not None:
            pushed = pushed - 60.0 * smoothstep(joined_z + RELEASED_OVER_MM - flat[:, 2], 0.0, 30.0)
        limit = np.maximum(limit, pushed)
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


def sections(course):
    """Undisturbed sections (n, m, 3) of a course."""
    return ellipse_rings(course.centres, LATERAL, course.turns, course.half_axes, ANGLE)


def grown(muscle, course, shares, laid, bones, hosts):
    """A muscle from its origin to its insertion; Grown."""
    course = course.spaced(muscle)
    centres = course.centres[:, None]
    rings = centres + shares[..., None] * (sections(course) - centres)
    rings = lifted(rings, bones, ON_BONE_MM)
    if muscle.along_a_line:
        rings = pinned_to_line(rings, laid[muscle.origin], lambda at: bones.onto(at, -SUNK_MM))
    if muscle.inscription:
        depth = inscription_depth(muscle, rings, facing_of(rings))
        inward = centres - rings
        inward = inward / np.linalg.norm(inward, axis=2, keepdims=True)
        rings = rings + INSCRIPTION_GROOVE_MM * depth[..., None] * inward
    tangent, _, _ = frames_along(course.centres, LATERAL, course.turns)
    before, rings, first = ended(muscle, 1.0, rings, tangent[0], laid, bones, hosts)
    after, rings, last = ended(muscle, -1.0, rings, tangent[-1], laid, bones, hosts)
    whole = np.concatenate([*before, rings, *after])
    for fanned, joint in ((first, count(before)), (last, len(whole) - count(after))):
        whole = eased(whole, joint) if fanned else whole
    return Grown(whole, rings, tangent, (first, last))


def count(parts):
    """How many rings the parts (k, m, 3) have together."""
    return sum(len(part) for part in parts)


def untangled(body):
    """A muscle (Grown) whose faces do not cross each other: where they would, points move to the
    middle of their neighbours; the outlines on the bones stay.
    """
    rings = body.whole.copy()
    fixed = np.zeros(rings.shape[:2], dtype=bool)
    fixed[[body.caps[0], len(rings) - body.caps[1] - 1]] = True
    for _ in range(UNTANGLING_ROUNDS):
        vertices, faces = closed_tube(rings, THINNEST)
        crossing = np.unique(faces[np.unique(intersecting_triangles(vertices, faces))])
        crossing = crossing[crossing < fixed.size]
        if not len(crossing):
            break
        marked = np.zeros(fixed.size)
        marked[crossing] = 1.0
        spread = gaussian_filter1d(marked.reshape(fixed.shape), 0.7, axis=0, mode="nearest")
        spread = gaussian_filter1d(spread, 0.7, axis=1, mode="wrap")
        weight = np.where(fixed, 0.0, np.clip(2.0 * spread, 0.0, 1.0))[..., None]
        beside = (np.roll(rings, 1, axis=1) + np.roll(rings, -1, axis=1)) / 4.0
        beside[1:-1] += (rings[:-2] + rings[2:]) / 4.0
        beside[[0, -1]] *= 2.0
        rings = rings + weight * (beside - rings)
    return replace(body, whole=rings)


def eased(rings, at):
    """Rings (n, m, 3) with the kink between two parts, before ring `at`, smoothed along."""
    steps = np.abs(np.arange(len(rings)) - at + 0.5)
    weight = 1.0 - smoothstep(steps, 1.0, EASED_OVER_RINGS)
    smooth = gaussian_filter1d(rings, 1.2, axis=0, mode="nearest")
    return rings + weight[:, None, None] * (smooth - rings)


def ended(muscle, sign, rings, tangent, laid, bones, hosts):
    """What joins one end of the free sections to the bone.

    Parameters
    ----------
    muscle : thigh.Muscle
    sign : float
        1 for the origin, -1 for the insertion.
    rings : (n, m, 3) float
        The free sections.
    tangent : (3,) float
        Of the course at that end.
    laid, bones, hosts
        Footprints on the bones, the bones' surface, and what was grown before.

    Returns
    -------
    list of (k, m, 3) float
        Rings in the order of the course.
    (n, m, 3) float
        The free sections, fewer and bent where the end lies inside another tendon.
    int
        How many of the rings lie flat on the bone.
    """
    footprint, inside = (
        (muscle.origin, muscle.inside_above)
        if sign > 0
        else (muscle.insertion, muscle.inside_below)
    )
    if inside:
        host, z, *strand = inside
        around, end = hosts[host], 0 if sign > 0 else -1
        kept, rings = joined(rings, strand_in(around.rings, *strand), z, sign)
        section, tangent = around.rings[end], around.tangents[end]
        fan_rings = end_rings(laid[footprint], sign, section, tangent, bones, strand)
        return ([*fan_rings, kept] if sign > 0 else [kept, *fan_rings]), rings, 0
    if footprint is None or (sign > 0 and muscle.along_a_line):
        return [], rings, 0
    end = 0 if sign > 0 else -1
    return end_rings(laid[footprint], sign, rings[end], tangent, bones), rings, len(CAP_SHARES)


def joined(rings, strand, z, sign):
    """The part of a strand inside its host, and the rings outside it bent so that they meet it.

    Parameters
    ----------
    rings, strand : (n, m, 3), (k, m, 3) float
    z : float
        Height where the two part.
    sign : float
        1 if the strand is kept above that height, -1 if below.

    Returns
    -------
    (j, m, 3), (i, m, 3) float
    """
    strand_z = strand[:, :, 2].mean(axis=1)
    heights = rings[:, :, 2].mean(axis=1)
    outside = sign * (z - heights) > JOINT_STEP_MM
    rings, heights = rings[outside], heights[outside]
    away = 1.0 - smoothstep(sign * (z - heights), 0.0, RELEASED_OVER_MM)
    order = np.argsort(strand_z)
    flat = strand[order].reshape(len(strand), -1)
    level = np.array([np.interp(heights, strand_z[order], column) for column in flat.T]).T
    bent = rings + away[:, None, None] * (level.reshape(rings.shape) - rings)
    return strand[sign * (strand_z - z) > 0], bent


def strand_in(host, middle, half_width):
    """Rings (n, m, 3) of a flat strand inside the rings of a host.

    Parameters
    ----------
    host : (n, m, 3) float
    middle, half_width : float
        Where across the host, from -1 to 1 along its first half-width, and how wide.
    """
    u = middle + half_width * np.cos(ANGLE)
    v = STRAND_THICKNESS * np.sin(ANGLE)
    share, angle = np.hypot(u, v), np.arctan2(v, u) % (2.0 * np.pi)
    at = angle / (2.0 * np.pi) * ANGLES
    low = np.floor(at).astype(int) % ANGLES
    part = (at - np.floor(at))[:, None]
    rim = (1.0 - part) * host[:, low] + part * host[:, (low + 1) % ANGLES]
    centre = host.mean(axis=1, keepdims=True)
    return centre + share[:, None] * (rim - centre)


def end_rings(spot, sign, section, tangent, bones, strand=None):
    """Caps on the bone, outline and fan between a footprint and a section; list of (k, m, 3).

    `sign` is 1 at an origin, -1 at an insertion; rings come in the order of the course. With a
    `strand` (middle, half-width) only that part of the footprint, without caps.
    """
    order = matched_order(spot.outline, section, sign * spot.normal)
    patch = [ring[order] for ring in spot.rings]
    thickness = 2.0 * np.linalg.norm(section - section.mean(axis=0), axis=1).min()
    slope = thickness / spot.footprint.length_mm
    if strand:
        flat = [bones.onto(strand_in(patch[-1][None], *strand)[0], -GUEST_SUNK_MM)]
        section = strand_in(section[None], *strand)[0]
    else:
        flat = [bones.onto(patch[k], -SUNK_MM) for k in (*CAP_SHARES, -1)]
    chord = np.linalg.norm(section - flat[-1], axis=1)
    count = max(4, int(np.ceil(chord.mean() / FAN_STEP_MM)))
    _, local = bones.nearest(flat[-1])
    outward = spot.normal + gaussian_filter1d(local, 2.0, axis=0, mode="wrap")
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    between = fan(flat[-1], outward, section, sign * tangent, count)
    travelled = np.arange(1, count + 1)[:, None] / (count + 1.0) * chord
    height = np.minimum(slope * travelled, 0.8 * thickness)
    between = lifted(between, bones, height)
    ends = [*[ring[None] for ring in flat], between]
    return ends if sign > 0 else [part[::-1] for part in ends[::-1]]


def lifted(rings, bones, height_mm):
    """Rings (n, m, 3) raised, without folds, to a height (number or (n, m)) over the bones."""
    height = np.broadcast_to(height_mm, rings.shape[:2]).ravel()
    for _ in range(LIFT_ROUNDS):
        raised = bones.lift(rings.reshape(-1, 3), height).reshape(rings.shape) - rings
        raised = gaussian_filter1d(raised, 1.2, axis=1, mode="wrap")
        rings = rings + gaussian_filter1d(raised, 0.8, axis=0, mode="nearest")
    return rings


def facing_of(rings):
    """Side (n, m) every point of the rings faces: lateral 0, posterior 90 degrees."""
    spokes = rings - rings.mean(axis=1, keepdims=True)
    return np.degrees(np.arctan2(-spokes[..., 1], spokes[..., 0]))


def attributes(muscle, body):
    """Vertex fields of the closed tube of a muscle's rings; dict of str to array."""
    first, last = body.caps
    rings = body.whole[first : len(body.whole) - last]
    fibres = fibre_directions(muscle, rings)
    for end in (0, -1):
        fibres[end] = unit(fibres[end].mean(axis=0))
    fields = {
        "_ALONG": np.repeat(share_of_length(rings)[:, None], ANGLES, axis=1),
        "_TISSUE": tissue(muscle, rings, facing_of(rings)),
        "_FIBRE": fibres,
    }
    return {name: with_ends(values, first, last) for name, values in fields.items()}


def with_ends(values, first, last):
    """Values (n, m, ...) of rings, repeated on both caps and their two middle points."""
    whole = np.concatenate([values[:1]] * first + [values] + [values[-1:]] * last)
    flat = whole.reshape(-1, *values.shape[2:])
    return np.concatenate([flat, values[:1].mean(axis=1), values[-1:].mean(axis=1)])
