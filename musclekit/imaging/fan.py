"""Beams of a curved probe: how deep and on which beam a pixel lies, and pictures by beam."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Fan:
    """Beams that spread from an arc, which touches the skin in its middle.

    Attributes
    ----------
    radius_mm : float
        Of the arc.
    width_mm : float
        Length of the arc.
    depth_mm : float
        Of the image, from the arc.
    """

    radius_mm: float
    width_mm: float
    depth_mm: float

    @property
    def half_rad(self) -> float:
        """Angle between the middle beam and the last."""
        return self.width_mm / self.radius_mm / 2

    @property
    def sag_mm(self) -> float:
        """How far the ends of the arc lie behind its middle."""
        return self.radius_mm * (1 - float(np.cos(self.half_rad)))

    @property
    def size_mm(self) -> tuple[float, float]:
        """Height and width of the picture that holds all beams."""
        wide = 2 * (self.radius_mm + self.depth_mm) * float(np.sin(min(self.half_rad, np.pi / 2)))
        return self.depth_mm + self.sag_mm, wide

    def places(self, shape: tuple[int, int], spacing_mm: float) -> tuple[np.ndarray, np.ndarray]:
        """Depth in millimetres and angle in radians, to the right, of every pixel.

        Both (rows, columns) float32. The middle of the arc lies `sag_mm` beneath the first row.
        """
        return _places(self, shape, spacing_mm)

    def within(self, shape: tuple[int, int], spacing_mm: float) -> np.ndarray:
        """(rows, columns) bool: pixels that some beam meets."""
        depth, turn = self.places(shape, spacing_mm)
        half = spacing_mm / 2
        return (depth >= -half) & (depth <= self.depth_mm - half) & (abs(turn) <= self.half_rad)

    def apart_mm(self, shape: tuple[int, ...], spacing_mm: float) -> np.ndarray:
        """(depths,) between neighbouring beams of a picture (depths, beams)."""
        depths, beams = shape
        depth = np.arange(depths) * spacing_mm
        return 2 * self.half_rad / (beams - 1) * (self.radius_mm + depth)

    def beams(self, picture: np.ndarray, spacing_mm: float) -> np.ndarray:
        """(depths, beams) of a picture (rows, columns): as many beams as it has columns.

        The nearest pixel of each place; depths lie `spacing_mm` apart.
        """
        rows, columns = _nearest(self, picture.shape[-2:], spacing_mm)
        return picture[..., rows, columns]

    def picture(
        self, beams: np.ndarray, shape: tuple[int, int], spacing_mm: float, empty: float
    ) -> np.ndarray:
        """(rows, columns) from (depths, beams): straight between beams; `empty` where none is."""
        row, low, share = _between(self, shape, spacing_mm)
        first, second = beams[row, low], beams[row, low + 1]
        with np.errstate(invalid="ignore"):
            mixed = np.where(share > 0, first + share * (second - first), first)
        # Between silence and an echo there is no middle.
        mixed = np.where(np.isfinite(mixed), mixed, np.where(share < 0.5, first, second))
        return np.where(self.within(shape, spacing_mm), mixed, empty).astype(beams.dtype)


@lru_cache(maxsize=8)
def _places(fan: Fan, shape: tuple[int, int], spacing_mm: float) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = shape
    down = np.arange(rows) * spacing_mm - fan.sag_mm + fan.radius_mm
    across = (np.arange(columns) - (columns - 1) / 2) * spacing_mm
    depth = np.hypot(down[:, None], across) - fan.radius_mm
    return depth.astype("float32"), np.arctan2(across, down[:, None]).astype("float32")


@lru_cache(maxsize=8)
def _nearest(fan: Fan, shape: tuple[int, int], spacing_mm: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pixels nearest to every place along every beam."""
    depth = np.arange(round(fan.depth_mm / spacing_mm)) * spacing_mm + fan.radius_mm
    turn = _turns(fan, shape[1])
    down = depth[:, None] * np.cos(turn) - fan.radius_mm + fan.sag_mm
    across = depth[:, None] * np.sin(turn)
    row = np.clip(np.rint(down / spacing_mm), 0, shape[0] - 1)
    column = np.clip(np.rint(across / spacing_mm + (shape[1] - 1) / 2), 0, shape[1] - 1)
    return row.astype(np.intp), column.astype(np.intp)


@lru_cache(maxsize=8)
def _between(
    fan: Fan, shape: tuple[int, int], spacing_mm: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Depth's row, beam to the left, and share of the beam to the right, of every pixel."""
    depth, turn = fan.places(shape, spacing_mm)
    row = np.clip(np.rint(depth / spacing_mm), 0, round(fan.depth_mm / spacing_mm) - 1)
    at = np.clip((turn / fan.half_rad + 1) / 2, 0, 1) * (shape[1] - 1)
    low = np.minimum(np.floor(at), shape[1] - 2)
    return row.astype(np.intp), low.astype(np.intp), (at - low).astype("float32")


def _turns(fan: Fan, count: int) -> np.ndarray:
    """(count,) angles of the beams, left to right."""
    return np.linspace(-fan.half_rad, fan.half_rad, count)
