"""Tubes along a course: rounding their ends, and keeping other structures out of them."""

import numpy as np

from anatomy_models.hamstrings.generate.fields import frames_along, tube_distance
from anatomy_models.hamstrings.generate.rings import spaced_along


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
