"""Canonical anatomical views as camera frames: where to look from, at what, how wide."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np

from musclekit.errors import UnknownName, did_you_mean

FIELD_OF_VIEW_DEG = 25.0

# Direction from the target to the camera (right leg, RAS), which way is up, and the words for it.
_VIEWS = {
    "posterior": ((0, -1, 0), (0, 0, 1), "from behind"),
    "medial": ((-1, 0, 0), (0, 0, 1), "from the inner side"),
    "lateral": ((1, 0, 0), (0, 0, 1), "from the outer side"),
    "anterior": ((0, 1, 0), (0, 0, 1), "from the front"),
    "proximal": ((0, -0.7, 1), (0, 1, 0), "from the hip, looking down the thigh"),
}
VIEWS = tuple(_VIEWS)


@dataclass(frozen=True)
class Frame:
    """A view before the window's shape is known.

    Attributes
    ----------
    name : str
        One of `VIEWS`.
    target_mm, direction, up : (3,) tuple of float
        What is looked at (mm, RAS), unit vector towards the camera, upward unit vector.
    width_mm, height_mm, depth_mm : float
        Extent of what must fit, across, upwards and along the line of sight.
    """

    name: str
    target_mm: tuple[float, float, float]
    direction: tuple[float, float, float]
    up: tuple[float, float, float]
    width_mm: float
    height_mm: float
    depth_mm: float

    def camera(self, aspect: float = 0.75, margin: float = 1.08) -> list[float]:
        """Position, target and up, nine numbers, so that all fits a window of `aspect` w/h."""
        half = max(self.height_mm, self.width_mm / aspect) / 2 * margin
        distance = half / math.tan(math.radians(FIELD_OF_VIEW_DEG / 2)) + self.depth_mm / 2
        position = np.add(self.target_mm, np.multiply(self.direction, distance))
        return [*map(float, position), *self.target_mm, *self.up]

    def as_data(self) -> dict:
        """The same as plain data, for the browser to fit to its window."""
        return {
            "name": self.name,
            "target": list(self.target_mm),
            "direction": list(self.direction),
            "up": list(self.up),
            "extent": [self.width_mm, self.height_mm, self.depth_mm],
            "words": words(self.name),
            "label": self.name.capitalize(),
        }


def frame(view: str, boxes_mm, side: str = "right") -> Frame:
    """The canonical view of one or several boxes.

    Parameters
    ----------
    view : str
        One of `VIEWS`.
    boxes_mm : (6,) or (n, 6) array_like
        xmin, xmax, ymin, ymax, zmin, zmax.
    side : {"right", "left"}
        Medial and lateral trade places on the left.

    Raises
    ------
    UnknownName
        If there is no such view.
    """
    direction, up, _ = _VIEWS[check(view)]
    toward = _unit(direction)
    if side == "left":
        toward = toward * (-1, 1, 1)
    across = _unit(np.cross(up, toward))
    upward = np.cross(toward, across)
    axes = np.stack([across, upward, toward])
    corners = _corners(boxes_mm) @ axes.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    target = (low + high) / 2 @ axes
    extents = map(float, high - low)
    return Frame(view, _floats(target), _floats(toward), _floats(upward), *extents)


def across_screen(view: str, side: str = "right") -> np.ndarray:
    """Unit vector (RAS) pointing to the right of the picture in a view."""
    made = frame(view, (0, 1, 0, 1, 0, 1), side)
    return np.cross(made.up, made.direction)


def letters(nine: list[float]) -> tuple[str, str, str, str]:
    """What lies towards the left, right, top and bottom of a picture of a body.

    Parameters
    ----------
    nine : (9,) float
        Position, target and up of a camera, atlas axes.

    Returns
    -------
    tuple of str
        One of R, L, A, P, S, I each: the axis nearest to that way.

    >>> letters([0, -900, 0, 0, 0, 0, 0, 0, 1])  # from behind
    ('L', 'R', 'S', 'I')
    """
    position, target, up = np.reshape(np.asarray(nine, float), (3, 3))
    across = np.cross(up, position - target)
    return _letter(-across), _letter(across), _letter(up), _letter(-up)


def in_picture(points_mm, nine: list[float], aspect: float) -> np.ndarray:
    """Which points fall inside the window of a camera.

    Parameters
    ----------
    points_mm : (n, 3) array_like
    nine : (9,) float
        Position, target and up.
    aspect : float
        Width over height of the window.

    Returns
    -------
    (n,) bool

    >>> in_picture([[0, 0, 0], [0, 0, 300]], [0, -1000, 0, 0, 0, 0, 0, 0, 1], 1.0).tolist()
    [True, False]
    """
    position, target, up = np.reshape(np.asarray(nine, float), (3, 3))
    back = _unit(position - target)
    rays = np.asarray(points_mm, float) - position
    reach = -(rays @ back) * math.tan(math.radians(FIELD_OF_VIEW_DEG / 2))
    across = np.abs(rays @ np.cross(up, back))
    return (reach > 0) & (across < reach * aspect) & (np.abs(rays @ np.asarray(up)) < reach)


def check(view: str) -> str:
    """The view's name, or UnknownName."""
    if view not in _VIEWS:
        raise UnknownName(f"No view '{view}'.", remedy=did_you_mean(view, VIEWS))
    return view


def words(view: str) -> str:
    """A view in plain words.

    >>> words("posterior")
    'from behind'
    """
    return _VIEWS[check(view)][2]


def _letter(way: np.ndarray) -> str:
    axis = int(np.argmax(np.abs(way)))
    return ("RL", "AP", "SI")[axis][int(way[axis] < 0)]


def _corners(boxes_mm) -> np.ndarray:
    """(8 n, 3) corners of boxes (n, 6)."""
    ends = np.asarray(boxes_mm, float).reshape(-1, 3, 2)
    return np.concatenate([ends[:, range(3), pick] for pick in product((0, 1), repeat=3)])


def _unit(vector) -> np.ndarray:
    vector = np.asarray(vector, float)
    return vector / np.linalg.norm(vector)


def _floats(vector) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 6) + 0.0 for v in vector)
    return (x, y, z)
