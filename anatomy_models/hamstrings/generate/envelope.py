"""The skin: sections stacked along the limb, bulges, and a cover over all that lies inside."""

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from scipy.interpolate import PchipInterpolator

from anatomy_models.hamstrings.generate.fields import smooth_union
from anatomy_models.hamstrings.generate.moulded import Obstacle, lattice, thinned_sound

SPACING_MM = 4.0
FACES = 5200
BLEND_MM = 9.0
COVER_BLEND_MM = 2.5
SMOOTHING_ROUNDS = 20
PASS_BAND = 0.05


@dataclass(frozen=True)
class Section:
    """A rounded outline at height `z`: least and greatest x and y; `roundness` 2 is an ellipse."""

    z: float
    x: tuple
    y: tuple
    roundness: float = 2.0


@dataclass(frozen=True)
class Envelope:
    """A skin: stacks of sections and bulges joined smoothly, at least `cover_mm` over its content.

    It is closed by flat cuts at `medial_x`, `top_z` and `bottom_z`, millimetres.
    """

    stacks: tuple
    bulges: tuple
    medial_x: float
    top_z: float
    bottom_z: float
    cover_mm: float


def stack_distance(stack, points):
    """Signed distance (n,), about, of points (n, 3) to a stack of sections; negative inside."""
    stack = sorted(stack, key=lambda section: section.z)
    heights = [section.z for section in stack]
    table = [(*section.x, *section.y, section.roundness) for section in stack]
    z = np.clip(points[:, 2], heights[0], heights[-1])
    left, right, back, front, power = PchipInterpolator(heights, table)(z).T
    u = points[:, 0] - 0.5 * (left + right)
    v = points[:, 1] - 0.5 * (back + front)
    a, b = 0.5 * (right - left), 0.5 * (front - back)
    across, along = np.abs(u / a), np.abs(v / b)
    level = np.maximum((across**power + along**power) ** (1.0 / power), 1e-3)
    slope = level ** (1.0 - power) * np.hypot(across ** (power - 1) / a, along ** (power - 1) / b)
    flat = (level - 1.0) / np.maximum(slope, 0.2 / np.maximum(a, b))
    beyond = points[:, 2] - z
    return np.where(beyond == 0.0, flat, np.hypot(np.maximum(flat, 0.0), beyond))


def envelope_field(envelope, inside, points):
    """Signed distance (n,), about, of points (n, 3) to the skin; `inside` is an Obstacle."""
    shapes = [stack_distance(stack, points) for stack in envelope.stacks]
    shapes += [bulge.distance(points) for bulge in envelope.bulges]
    skin = smooth_union(shapes, BLEND_MM)
    covered = inside.distance(points) - envelope.cover_mm
    skin = smooth_union([skin, covered], COVER_BLEND_MM)
    cuts = (
        envelope.medial_x - points[:, 0],
        points[:, 2] - envelope.top_z,
        envelope.bottom_z - points[:, 2],
    )
    return np.max([skin, *cuts], axis=0)


def envelope_mesh(envelope, solids):
    """Closed mesh of the skin.

    Parameters
    ----------
    envelope : Envelope
    solids : iterable of pyvista.PolyData
        Everything that must lie inside, as far as the flat cuts leave it.

    Returns
    -------
    vertices : (n, 3) float, millimetres
    faces : (m, 3) int
        Wound outwards.
    """
    low, high = bounds(envelope)
    inside = Obstacle(solids, low, high)
    counts = np.ceil((high - low) / SPACING_MM).astype(int) + 1
    points = low + SPACING_MM * lattice(counts)
    field = envelope_field(envelope, inside, points)
    grid = pv.ImageData(dimensions=counts, spacing=(SPACING_MM,) * 3, origin=low)
    grid["distance_mm"] = field.reshape(counts).ravel(order="F")
    surface = grid.contour([0.0], scalars="distance_mm").extract_largest().triangulate()
    surface = surface.smooth_taubin(n_iter=SMOOTHING_ROUNDS, pass_band=PASS_BAND)
    return thinned_sound(surface, FACES)


def bounds(envelope):
    """Lower and upper corner (3,) of a box that holds the skin, millimetres."""
    sections = [section for stack in envelope.stacks for section in stack]
    front = max(section.y[1] for section in sections)
    lateral = max(section.x[1] for section in sections)
    back = min(
        min(section.y[0] for section in sections),
        min(y - b for bulge in envelope.bulges for _, y, _, _, b in bulge.stations),
    )
    edge = 3.0 * SPACING_MM
    low = (envelope.medial_x - edge, back - 2.0 * edge, envelope.bottom_z - edge)
    high = (lateral + 2.0 * edge, front + 2.0 * edge, envelope.top_z + edge)
    return np.array(low), np.array(high)
