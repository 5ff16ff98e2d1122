"""The course of a tendon as a line of points, its arcs on cylinders filled in."""

from __future__ import annotations

from typing import Any

import numpy as np

ARC_POINTS = 9
"""Points on one arc, its two ends among them."""


def wrapped_path(model: Any, data: Any, tendon: int) -> np.ndarray:
    """Points a tendon runs through, in order.

    Parameters
    ----------
    model, data : mujoco.MjModel, mujoco.MjData
        After `mj_tendon`.
    tendon : int
        Its number.

    Returns
    -------
    (n, 3) float
        Metres, world axes.
    """
    start = int(data.ten_wrapadr[tendon])
    stored = range(start, start + int(data.ten_wrapnum[tendon]))
    points = data.wrap_xpos.reshape(-1, 3)
    objects = data.wrap_obj.ravel()
    line: list[np.ndarray] = []
    for here in stored:
        arrives = objects[here] >= 0 and here > start and objects[here - 1] == objects[here]
        if arrives:  # both ends of an arc are stored, what lies between them is not
            geom = int(objects[here])
            arc = arc_on_cylinder(
                points[here - 1],
                points[here],
                data.geom_xpos[geom],
                data.geom_xmat[geom].reshape(3, 3),
            )
            line.extend(arc[1:])
        else:
            line.append(np.array(points[here]))
    return np.array(line)


def arc_on_cylinder(first, last, centre, axes, count: int = ARC_POINTS) -> np.ndarray:
    """Points on the shortest line on a cylinder between two of its points.

    Parameters
    ----------
    first, last : (3,) float
        Points on its surface, less than half way round from one another.
    centre : (3,) float
        A point of its axis.
    axes : (3, 3) float
        Its frame; the third column is the axis.
    count : int

    Returns
    -------
    (count, 3) float
        From `first` to `last`.
    """
    one, other = (np.subtract(point, centre) @ axes for point in (first, last))
    start = np.arctan2(one[1], one[0])
    turn = np.arctan2(other[1], other[0]) - start
    turn = (turn + np.pi) % (2 * np.pi) - np.pi
    share = np.linspace(0.0, 1.0, count)
    angle = start + share * turn
    radius = np.hypot(one[0], one[1])
    local = np.stack(
        [radius * np.cos(angle), radius * np.sin(angle), one[2] + share * (other[2] - one[2])],
        axis=1,
    )
    return local @ axes.T + centre
