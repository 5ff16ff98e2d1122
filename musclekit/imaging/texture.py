"""Patterns that tissue is drawn from, made once: scatterers, and walls between bundles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.spatial import cKDTree

SEED = 20240229
LATTICE = 128
"""Scatterers a side of a block, which repeats; a power of 2."""
TILE = 256
"""Pixels a side of a pattern of walls, which repeats; a power of 2."""
CELL = 11.0
"""Pixels across a bundle in it."""


@lru_cache(maxsize=1)
def scatterers() -> np.ndarray:
    """(LATTICE³,) complex64: white, circular normal, of mean power 1."""
    parts = np.random.default_rng(SEED).standard_normal((2, LATTICE**3), dtype="float32")
    return (parts[0] + 1j * parts[1]).astype("complex64") / np.float32(np.sqrt(2))


def scattered(places_mm: np.ndarray, step_mm: float) -> np.ndarray:
    """(n,) what each place in the material scatters; (3, n) millimetres, one every `step_mm`."""
    index = np.floor(places_mm * np.float32(1 / step_mm)).astype(np.int32) & (LATTICE - 1)
    return scatterers()[(index[0] * LATTICE + index[1]) * LATTICE + index[2]]


@lru_cache(maxsize=4)
def hiss(shape: tuple[int, int]) -> np.ndarray:
    """Complex noise of a receiver, of mean power 1; the same in every image."""
    parts = np.random.default_rng(SEED + 1).standard_normal((2, *shape), dtype="float32")
    return (parts[0] + 1j * parts[1]).astype("complex64") / np.float32(np.sqrt(2))


@dataclass(frozen=True, eq=False)
class Walls:
    """A cut through bundles lying side by side: the walls between them.

    Attributes
    ----------
    wall : (TILE, TILE) float
        1 on a wall, falling to 0 in a bundle.
    facing : (3, TILE, TILE) float
        Squares and product of the wall's normal: uu, vv, uv.
    strong : (2, TILE, TILE) float
        How strongly the wall echoes, 0 to 1, at two places along it.
    """

    wall: np.ndarray
    facing: np.ndarray
    strong: np.ndarray

    def seen(self, u: float, v: float) -> np.ndarray:
        """(2, TILE²) echo of the walls from a beam (u, v): most from those that face it."""
        uu, vv, uv = self.facing
        size = max(u * u + v * v, 1e-9)
        turned = (uu * u * u + vv * v * v + 2 * uv * u * v) / size
        echo = self.strong * (self.wall * (0.15 + 0.85 * turned**2))
        return echo.reshape(2, -1)

    @cached_property
    def plain(self) -> np.ndarray:
        """(TILE²,) the walls, however they face."""
        return self.wall.ravel()


@lru_cache(maxsize=4)
def walls(thick: float) -> Walls:
    """Bundles drawn at random; `thick` is the walls' width in parts of a bundle's."""
    random = np.random.default_rng(SEED + 2)
    seeds = random.uniform(0, TILE, (round((TILE / CELL) ** 2), 2))
    at = np.stack(np.meshgrid(np.arange(TILE), np.arange(TILE), indexing="ij"), -1).reshape(-1, 2)
    away, which = cKDTree(seeds, boxsize=TILE).query(at + 0.5, k=2)
    wall = np.exp(-(((away[:, 1] - away[:, 0]) / (thick * CELL)) ** 2))
    normal = seeds[which[:, 1]] - seeds[which[:, 0]]
    normal -= TILE * np.round(normal / TILE)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    u, v = normal.T
    low, high = which.min(axis=1), which.max(axis=1)
    lots = np.stack([np.sin(low * 12.9 + high * 78.2 + k) * 43758.5 for k in (0.0, 1.7)])
    strong = (lots % 1.0) ** 2.5
    shape = (TILE, TILE)
    facing = np.stack([u * u, v * v, u * v])
    parts = wall.reshape(shape), facing.reshape(3, *shape), strong.reshape(2, *shape)
    return Walls(*(one.astype("float32") for one in parts))


def looked_up(u: np.ndarray, v: np.ndarray, bundle_mm: float) -> np.ndarray:
    """Indices into a flat pattern whose bundles are so wide, at places in millimetres."""
    scale = np.float32(CELL / bundle_mm)
    row, column = (np.floor(x * scale).astype(np.int32) & (TILE - 1) for x in (u, v))
    return row * TILE + column
