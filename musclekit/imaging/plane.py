"""A plane through the body, as an image sees it: pixels with places in millimetres."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from musclekit.errors import MusclekitError, UnknownName, did_you_mean

ORIENTATIONS = {  # to the right in the image, downwards in it; as radiologists look
    "axial": ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    "coronal": ((-1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "sagittal": ((0.0, -1.0, 0.0), (0.0, 0.0, -1.0)),
}
LARGEST = 4096


@dataclass(frozen=True, eq=False)
class Plane:
    """Pixels in space.

    Attributes
    ----------
    corner_mm : (3,) float
        Centre of the upper left pixel, RAS.
    right, down : (3,) float
        Unit vectors from a pixel to the next in its row and in its column; at right angles.
    spacing_mm : float
        Between neighbours.
    shape : (int, int)
        Rows and columns.
    """

    corner_mm: np.ndarray
    right: np.ndarray
    down: np.ndarray
    spacing_mm: float
    shape: tuple[int, int]

    @cached_property
    def normal(self) -> np.ndarray:
        """(3,) unit vector at right angles to the plane, away from the viewer."""
        return np.cross(self.right, self.down)

    @property
    def points_mm(self) -> np.ndarray:
        """(rows, columns, 3) centres of the pixels."""
        rows, columns = (np.arange(count) * self.spacing_mm for count in self.shape)
        across = self.corner_mm + columns[:, None] * self.right
        return across[None] + (rows[:, None] * self.down)[:, None]

    def point_mm(self, row: float, column: float) -> np.ndarray:
        """(3,) place of a pixel."""
        step = column * self.right + row * self.down
        return self.corner_mm + self.spacing_mm * step

    def pixel(self, point_mm: np.ndarray) -> tuple[float, float]:
        """Row and column of the place in the plane nearest to a point; they may be outside."""
        away = (np.asarray(point_mm, float) - self.corner_mm) / self.spacing_mm
        return float(away @ self.down), float(away @ self.right)

    def distance_mm(self, points_mm: np.ndarray) -> np.ndarray:
        """(n,) signed distances of points (n, 3) from the plane."""
        return (np.asarray(points_mm, float) - self.corner_mm) @ self.normal

    def moved(self, by_mm: float) -> Plane:
        """The next plane along the normal."""
        return replace(self, corner_mm=self.corner_mm + by_mm * self.normal)


def plane(
    orientation: str, centre_mm: np.ndarray, size_mm: tuple[float, float], spacing_mm: float = 1.0
) -> Plane:
    """A plane of the body seen as radiologists do: the body's right is on the left.

    Parameters
    ----------
    orientation : {"axial", "coronal", "sagittal"}
        Seen from below, from in front, from the left side.
    centre_mm : (3,) float
        Middle of the image, RAS.
    size_mm : (float, float)
        Height and width.
    spacing_mm : float

    Raises
    ------
    UnknownName
        If there is no such orientation.
    MusclekitError
        If size or spacing make no image.
    """
    if orientation not in ORIENTATIONS:
        raise UnknownName(
            f"No orientation '{orientation}'.", remedy=did_you_mean(orientation, ORIENTATIONS)
        )
    right, down = (np.array(way) for way in ORIENTATIONS[orientation])
    return oblique(centre_mm, right, down, size_mm, spacing_mm)


def oblique(
    centre_mm: np.ndarray,
    right: np.ndarray,
    down: np.ndarray,
    size_mm: tuple[float, float],
    spacing_mm: float = 1.0,
) -> Plane:
    """A plane of any direction; `down` is turned to stand at right angles to `right`.

    Raises
    ------
    MusclekitError
        If the ways are parallel, or size or spacing make no image.
    """
    right, down = np.asarray(right, float), np.asarray(down, float)
    right = right / max(float(np.linalg.norm(right)), 1e-12)
    down = down - (down @ right) * right
    long = float(np.linalg.norm(down))
    if not long > 1e-6 or not np.isfinite(long):
        raise MusclekitError(
            "The ways to the right and down are parallel.", remedy="Give two that span a plane."
        )
    if not spacing_mm > 0 or not all(0 < side < np.inf for side in size_mm):
        raise MusclekitError(
            f"A picture of {size_mm} mm with pixels of {spacing_mm!r} mm is none.",
            remedy="Give sizes and a spacing above 0.",
        )
    rows, columns = (max(round(side / spacing_mm), 1) for side in size_mm)
    if max(rows, columns) > LARGEST:
        raise MusclekitError(
            f"A picture of {rows} x {columns} pixels is too large; at most {LARGEST} a side.",
            remedy="Give a larger spacing_mm.",
        )
    down = down / long
    middle = spacing_mm * ((columns - 1) / 2 * right + (rows - 1) / 2 * down)
    corner = np.asarray(centre_mm, float) - middle
    return Plane(corner, right, down, float(spacing_mm), (rows, columns))
