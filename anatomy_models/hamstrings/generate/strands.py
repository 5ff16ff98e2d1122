"""Nerves and vessels: round tubes, and one cross-section shared out between several of them."""

from dataclasses import dataclass

import numpy as np

from anatomy_models.hamstrings.generate.fields import curve_through, frames_along, tube_distance
from anatomy_models.hamstrings.generate.rings import (
    closed_tube,
    ellipse_rings,
    smoothstep,
    spaced_along,
)

STRAIGHT_STEP_MM = 14.0
TURN_STEP_RAD = 0.2
END_STEP_MM = 2.0
SHARED_SPAN_MM = 18.0
SEAM_MM = 0.3
JOINT_GAP_MM = 0.05
CHORD_GAP = 0.01
FIRST, LAST = 0, -1


@dataclass(frozen=True)
class Share:
    """The part of a strand's end that another strand continues.

    The end's long axis runs from -1 to 1 along the strand's `toward`; the part lies between `low`
    and `high`. `at` is the end: FIRST or LAST.
    """

    of: str
    at: int
    low: float
    high: float


@dataclass(frozen=True)
class Strand:
    """A closed tube of elliptic sections, rounded at free ends, all but flush at shared ones.

    Rows of `stations` are x, y, z, half-width along `toward`, half-width across it; millimetres.
    At a shared end the strand starts (or stops) in the middle of its `Share`, in front of the
    first (or behind the last) station.
    """

    toward: tuple
    stations: tuple
    angles: int = 12
    starts_as: Share | None = None
    stops_as: Share | None = None


@dataclass(frozen=True)
class Section:
    """An elliptic cross-section: centre, two unit normals and half-widths along them."""

    centre: np.ndarray
    first: np.ndarray
    second: np.ndarray
    half_axes: np.ndarray

    def part(self, low, high, count):
        """Outline (count, 3) of the part between two shares of the long axis, and its middle."""
        low = low + CHORD_GAP if low > -1.0 else low
        high = high - CHORD_GAP if high < 1.0 else high
        flat = ellipse_part(*self.half_axes, low, high, count)
        middle = flat.mean(axis=0)
        return self.at(flat), self.at(middle)

    def at(self, flat):
        """Positions (..., 3) of plane coordinates (..., 2)."""
        return self.centre + flat[..., :1] * self.first + flat[..., 1:] * self.second


def strand_rings(name, strands):
    """Rings of a strand.

    Parameters
    ----------
    name : str
    strands : dict of str to Strand
        It and all whose ends it shares, or that share its ends.

    Returns
    -------
    along : (n,) float
        Share of the length.
    rings : (n, m, 3) float
    """
    strand = strands[name]
    along, samples, length = paced(strand, strands)
    angles = 2.0 * np.pi * np.arange(strand.angles) / strand.angles
    rings = ellipse_rings(
        samples[:, :3], strand.toward, np.zeros(len(samples)), samples[:, 3:5], angles
    )
    round_ends = rounded_ends(rings, samples)
    half = len(rings) // 2
    continued = continued_ends(name, strands)
    if not strand.starts_as and FIRST not in continued:
        rings[:half] = round_ends[:half]
    if not strand.stops_as and LAST not in continued:
        rings[half:] = round_ends[half:]
    for share, at, distance in (
        (strand.starts_as, FIRST, along * length),
        (strand.stops_as, LAST, (1.0 - along) * length),
    ):
        if share:
            outline, middle = end_section(strands[share.of], share.at).part(
                share.low, share.high, strand.angles
            )
            offset = in_step(outline - middle, rings[at] - samples[at, :3])
            weight = 1.0 - smoothstep(distance, 0.0, SHARED_SPAN_MM)
            own = rings - samples[:, None, :3]
            rings = rings + weight[:, None, None] * (offset[None] - own)
            rings[at] += JOINT_GAP_MM * unit(
                samples[1 if at == FIRST else -2, :3] - samples[at, :3]
            )
    return along, rings


def rounded_ends(rings, samples):
    """Rings (n, m, 3) drawn in towards their centres where the tube ends."""
    steps = np.linalg.norm(np.diff(samples[:, :3], axis=0), axis=1)
    travelled = np.r_[0.0, np.cumsum(steps)]
    to_end = np.minimum(travelled, travelled[-1] - travelled)
    share = np.clip(to_end / np.maximum(samples[:, 4], 1e-9), 0.0, 1.0)
    scale = np.sqrt(np.maximum(1.0 - (1.0 - share) ** 2, 0.04))
    centres = samples[:, None, :3]
    return centres + scale[:, None, None] * (rings - centres)


def strand_mesh(names, strands):
    """Closed tubes of several strands as one mesh.

    Parameters
    ----------
    names : sequence of str
    strands : dict of str to Strand
        As for `strand_rings`.

    Returns
    -------
    vertices : (n, 3) float, millimetres
    faces : (m, 3) int
        Wound outwards.
    along : (n,) float
        Share of its strand's length.
    """
    vertices, faces, shares = [], [], []
    count = 0
    for name in names:
        along, rings = strand_rings(name, strands)
        corners, triangles = closed_tube(rings)
        vertices.append(corners)
        faces.append(triangles + count)
        shares.append(np.r_[np.repeat(along, rings.shape[1]), along[0], along[-1]])
        count += len(corners)
    return np.vstack(vertices), np.vstack(faces), np.concatenate(shares)


def strand_obstacle(strand):
    """Function of (n, 3) points to their signed distance (n,) from a strand, millimetres."""
    _, samples = spaced_along(strand.stations, 400, crowding=0.0)
    tangent, first, second = frames_along(samples[:, :3], strand.toward, np.zeros(400))
    return lambda points: tube_distance(
        points, samples[:, :3], (first, second, tangent), samples[:, 3:5]
    )


def unit(vector):
    """A vector (3,) of length 1."""
    return vector / np.linalg.norm(vector)


def continued_ends(name, strands):
    """Ends (FIRST, LAST) of a strand that others continue; set of int."""
    shares = [share for one in strands.values() for share in (one.starts_as, one.stops_as) if share]
    return {share.at for share in shares if share.of == name}


def paced(strand, strands):
    """Places of the rings: close together in bends and at the ends, far apart on straights.

    Returns
    -------
    along : (n,) float
        Share of the length.
    samples : (n, 5) float
        Centre and half-widths.
    length : float
        Millimetres.
    """
    dense = curve_through(with_shared_ends(strand, strands))
    steps = np.diff(dense[:, :3], axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    travelled = np.r_[0.0, np.cumsum(lengths)]
    tangents = steps / lengths[:, None]
    turns = np.arccos(np.clip(np.sum(tangents[1:] * tangents[:-1], axis=1), -1.0, 1.0))
    middle = (travelled[1:] + travelled[:-1]) / 2.0
    to_end = np.minimum(middle, travelled[-1] - middle)
    near_end = 1.0 - smoothstep(to_end, END_STEP_MM, SHARED_SPAN_MM)
    rate = (
        lengths / STRAIGHT_STEP_MM
        + np.r_[turns, 0.0] / TURN_STEP_RAD
        + near_end * lengths / (2.0 * END_STEP_MM)
    )
    count = np.r_[0.0, np.cumsum(rate)]
    at = np.interp(np.linspace(0.0, count[-1], int(np.ceil(count[-1])) + 1), count, travelled)
    # A ring close to either end keeps the shading of the caps from spreading along the tube.
    at = np.sort(np.r_[at, SEAM_MM, travelled[-1] - SEAM_MM])
    samples = np.column_stack([np.interp(at, travelled, column) for column in dense.T])
    return at / travelled[-1], samples, travelled[-1]


def with_shared_ends(strand, strands):
    """Stations (n, 5) of a strand, with the middles of its shares at shared ends."""
    rows = [np.asarray(row, dtype=float) for row in strand.stations]
    if strand.starts_as:
        rows.insert(0, np.r_[middle_of(strand.starts_as, strands), rows[0][3:]])
    if strand.stops_as:
        rows.append(np.r_[middle_of(strand.stops_as, strands), rows[-1][3:]])
    return np.array(rows)


def middle_of(share, strands):
    """Middle (3,) of a share."""
    return end_section(strands[share.of], share.at).part(share.low, share.high, 12)[1]


def end_section(strand, at):
    """Section at the free end of a strand that shares none of another's there."""
    samples = curve_through(strand.stations)
    _, first, second = frames_along(samples[:, :3], strand.toward, np.zeros(len(samples)))
    return Section(samples[at, :3], first[at], second[at], samples[at, 3:5])


def ellipse_part(a, b, low, high, count):
    """Outline of the part of an ellipse between two chords across its first axis.

    Parameters
    ----------
    a, b : float
        Half-widths.
    low, high : float
        Where the chords cross the first axis, in shares of `a`; -1 and 1 for none.
    count : int

    Returns
    -------
    (count, 2) float
        Counter-clockwise, evenly spaced.
    """
    turn = np.linspace(np.arccos(high), np.arccos(low), 60)
    upper = np.column_stack([a * np.cos(turn), b * np.sin(turn)])
    lower = upper[::-1] * [1.0, -1.0]
    outline = np.vstack([upper, lower, upper[:1]])
    travelled = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(outline, axis=0), axis=1))]
    at = np.linspace(0.0, travelled[-1], count, endpoint=False)
    return np.column_stack([np.interp(at, travelled, column) for column in outline.T])


def in_step(outline, ring):
    """A closed outline (n, 3), both about 0, turned in itself to lie nearest to a ring (n, 3)."""
    spread = [np.sum(np.roll(outline, -shift, axis=0) * ring) for shift in range(len(outline))]
    return np.roll(outline, -int(np.argmax(spread)), axis=0)
