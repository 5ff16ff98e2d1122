"""The room a nerve has along its course, and that room as colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas import Atlas, called
from musclekit.geometry.gaps import Triangles, surface_gap
from musclekit.mechanics import drawing
from musclekit.nerve.clearance import corners_of
from musclekit.nerve.path import along_of, sections
from musclekit.scene.model import Layer
from musclekit.scene.palette import as_rgb

if TYPE_CHECKING:
    import pandas

WIDE_MM = 12.0
"""Room from which on it is drawn as wide."""
NARROW, MIDDLE, WIDE = "#a3123a", "#f0a94b", "#e6d020"
"""Darker as it gets narrower, so that it is seen without its hue."""


@dataclass(frozen=True, eq=False, repr=False)
class Room:
    """The room along one structure of a nerve.

    Attributes
    ----------
    nerve : str
        Id of the structure.
    to : tuple of str
        Ids of what bounds the room.
    edges : (k + 1,) float
        Where its stretches begin and end, 0 to 1 of its length from the spine downwards.
    distance_mm : (k,) float
        Of each stretch the exact distance to the nearest of them; 0 where they meet.
    """

    atlas: Atlas
    nerve: str
    to: tuple[str, ...]
    edges: np.ndarray
    distance_mm: np.ndarray

    @property
    def narrowest(self) -> tuple[float, float]:
        """Middle of the narrowest stretch, and its room in millimetres."""
        least = int(np.argmin(self.distance_mm))
        return float(self.edges[least : least + 2].mean()), float(self.distance_mm[least])

    def between(self, low: float, high: float) -> float:
        """Least room of the stretches that have part in `low` to `high`, millimetres."""
        return float(self.distance_mm[self._has_part(low, high)].min())

    def spanned(self, low: float, high: float) -> tuple[float, float]:
        """Where the stretches that have part in `low` to `high` begin and end."""
        has_part = self._has_part(low, high)
        return float(self.edges[:-1][has_part].min()), float(self.edges[1:][has_part].max())

    def _has_part(self, low: float, high: float) -> np.ndarray:
        return (self.edges[:-1] < high) & (self.edges[1:] > low)

    def table(self) -> pandas.DataFrame:
        """One row a stretch."""
        rows = (
            {"from_share": start, "to_share": end, "room_mm": mm}
            for start, end, mm in zip(
                self.edges[:-1], self.edges[1:], self.distance_mm, strict=True
            )
        )
        return drawing.frame(rows, ["from_share", "to_share", "room_mm"])

    def layer(self) -> Layer:
        """The structure painted by its room, for `Scene.add`; its words are the legend."""
        where, least = self.narrowest
        told = (
            f"(by its room to {_listed(self)}: dark red where they meet, orange at "
            f"{WIDE_MM / 2:g} mm, yellow from {WIDE_MM:g} mm; least {least:.1f} mm at "
            f"{100 * where:.0f} % of its length)"
        )
        return painted(self.atlas, self.nerve, self.edges, self.distance_mm, told)

    def describe(self) -> str:
        """The room in a sentence."""
        where, least = self.narrowest
        name = called(self.atlas[self.nerve])
        return (
            f"From {name} to {_listed(self)}: least {least:.1f} mm, at {100 * where:.0f} % of its "
            f"length."
        )

    def __repr__(self) -> str:
        """The room in a sentence."""
        return self.describe()


def room(atlas: Atlas, nerve: str, to: str | Iterable[str]) -> Room:
    """The room a structure of a nerve has along its course.

    Parameters
    ----------
    atlas : Atlas
        At any posture, healthy or altered.
    nerve : str
        Id of a nerve.
    to : str or iterable of str
        Ids or groups of what bounds the room.

    Raises
    ------
    UnknownStructure
        If the atlas lacks one of them.
    """
    own, others = atlas[nerve], atlas.resolve(to)
    corners, along = corners_of(own), along_of(own)
    edges = sections(along)
    band = np.clip(np.searchsorted(edges, along[own.mesh.regular_faces].mean(axis=1)) - 1, 0, None)
    kept = np.unique(band)
    walls = [Triangles(corners_of(atlas[one])) for one in others]
    least = [_least(Triangles(corners[band == one]), walls) for one in kept]
    return Room(
        atlas=atlas,
        nerve=own.id,
        to=others,
        edges=np.append(edges[kept], edges[-1]),
        distance_mm=np.array(least),
    )


def _least(stretch: Triangles, walls: list[Triangles]) -> float:
    return min(surface_gap(stretch, wall).distance for wall in walls)


def painted(atlas: Atlas, nerve: str, edges: np.ndarray, values_mm: np.ndarray, told: str) -> Layer:
    """A nerve coloured by stretches, from `NARROW` at 0 to `WIDE`."""
    structure = atlas[nerve]

    def colours() -> np.ndarray:
        middles = (edges[1:] + edges[:-1]) / 2
        value = np.interp(along_of(structure), middles, values_mm)
        ramp = np.array([as_rgb(one) for one in (NARROW, MIDDLE, WIDE)], float)
        stops = np.array([0.0, WIDE_MM / 2, WIDE_MM])
        rgb = [np.interp(value, stops, channel) for channel in ramp.T]
        return np.rint(np.stack(rgb, axis=1)).astype(np.uint8)

    return Layer(
        id=structure.id,
        label=structure.name(),
        kind=structure.kind,
        get_mesh=lambda: structure.mesh,
        colour=WIDE,
        get_rgb=colours,
        told=told,
    )


def _listed(room: Room) -> str:
    return " and ".join(called(room.atlas[one]) for one in room.to)
