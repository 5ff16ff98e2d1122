"""How tubes of rings grow out of footprints: fans of rings, caps on the bone, lines of origin."""

import numpy as np

from anatomy_models.hamstrings.generate.rings import smoothstep

SUNK_MM = 0.2
FAN_BULGE = 0.6
LIPS_REACH = 4.5
LINE_FADES_OVER_MM = 25.0


def matched_order(outline, ring, course):
    """Order (m,) of outline points that turns as `course` asks and is best in step with `ring`.

    Parameters
    ----------
    outline, ring : (m, 3) float
    course : (3,) float
        Direction about which the ring turns clockwise, seen along it.
    """
    order = np.arange(len(outline))
    centre = outline.mean(axis=0)
    turning = np.cross(outline - centre, np.roll(outline, -1, axis=0) - centre).sum(axis=0)
    if turning @ course < 0:
        order = order[::-1]
    wanted = ring - ring.mean(axis=0)
    spread = [
        np.sum((outline[np.roll(order, -shift)] - centre) * wanted) for shift in range(len(order))
    ]
    return np.roll(order, -int(np.argmax(spread)))


def matched(outline, ring, course):
    """Outline points (m, 3) turning about `course` and best in step with `ring`."""
    return outline[matched_order(outline, ring, course)]


def fan(outline, normal, ring, tangent, count):
    """Rings between an outline on a bone and the first section of a tendon, without both.

    Every point travels on a curve that leaves the bone's surface aslant, towards where it goes, and
    arrives along the tendon's course.

    Parameters
    ----------
    outline, ring : (m, 3) float
        Point i of one belongs to point i of the other.
    normal : (m, 3) float
        Outward, of the bone at the outline.
    tangent : (3,) float
        Of the tendon, away from the bone.
    count : int

    Returns
    -------
    (count, m, 3) float
    """
    chord = np.linalg.norm(ring - outline, axis=1)[:, None]
    beside = (ring - outline) / chord
    leaving = normal + beside
    leaving /= np.linalg.norm(leaving, axis=1, keepdims=True)
    out, along = FAN_BULGE * chord * leaving, chord * tangent
    t = (np.arange(1, count + 1) / (count + 1.0))[:, None, None]
    return (
        (1 + 2 * t) * (1 - t) ** 2 * outline
        + t * (1 - t) ** 2 * out
        + t**2 * (3 - 2 * t) * ring
        + t**2 * (t - 1) * along
    )


def pinned_to_line(rings, laid, surface_point):
    """Rings (n, m, 3) whose nearest points lie between the lips of a long, narrow footprint.

    Parameters
    ----------
    rings : (n, m, 3) float
    laid : footprints.LaidFootprint
        Longest along z.
    surface_point : function of (k, 3) points to (k, 3) points
        Nearest points just under the bone's surface.
    """
    half = len(laid.outline) // 2
    edges = [laid.outline[: half + 1], np.vstack([laid.outline[half:], laid.outline[:1]])]
    low, high = laid.outline[:, 2].min(), laid.outline[:, 2].max()
    count = rings.shape[1]
    wanted, weight = rings.copy(), np.zeros(rings.shape[:2])
    for row, ring in enumerate(rings):
        z = ring[:, 2].mean()
        lips = np.array([point_at_height(edge, z) for edge in edges])
        strength = 1.0 - smoothstep(max(low - z, z - high, 0.0), 0.0, LINE_FADES_OVER_MM)
        at = angle_index(ring, lips.mean(axis=0))
        steps = (np.arange(count) - at + count / 2.0) % count - count / 2.0
        ahead = ring[int(np.ceil(at)) % count] - ring[int(np.floor(at)) % count]
        towards = (lips[1] - lips[0]) / 2.0
        towards = towards if towards @ ahead > 0 else -towards
        wanted[row] = lips.mean(axis=0) + np.clip(steps, -1.0, 1.0)[:, None] * towards
        weight[row] = strength * (1.0 - smoothstep(np.abs(steps), 2.0, LIPS_REACH))
    wanted = surface_point(wanted.reshape(-1, 3)).reshape(rings.shape)
    return rings + weight[..., None] * (wanted - rings)


def point_at_height(line, z):
    """Point (3,) of a line (n, 3) at height z, of its end beyond."""
    order = np.argsort(line[:, 2])
    return np.array([np.interp(z, line[order, 2], line[order, axis]) for axis in range(3)])


def angle_index(ring, point):
    """Where, counted in points of a ring (m, 3), the direction from its centre to a point lies."""
    spokes = ring - ring.mean(axis=0)
    spokes = spokes / np.linalg.norm(spokes, axis=1, keepdims=True)
    direction = point - ring.mean(axis=0)
    likeness = spokes @ (direction / np.linalg.norm(direction))
    best = int(np.argmax(likeness))
    before, here, after = (likeness[(best + step) % len(ring)] for step in (-1, 0, 1))
    bend = before - 2.0 * here + after
    return best + (0.5 * (before - after) / bend if bend < -1e-9 else 0.0)
