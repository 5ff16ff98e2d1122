"""What lies under each pixel of a plane: one structure of an atlas, posed and injured as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure
from musclekit.errors import MusclekitError
from musclekit.geometry import is_closed
from musclekit.imaging.plane import Plane
from musclekit.imaging.raster import inside
from musclekit.injury import Injury, injuries_of

OUTSIDE, SOFT, GAP = "outside", "soft_tissue", "gap"
"""Labels that are no structures: air; fat and what is not modelled; room that torn fibres left."""
UNNAMED = {
    OUTSIDE: "",
    SOFT: "Fat or a muscle that the atlas lacks",
    GAP: "Gap between torn fibres",
}
"""What a person reads for them."""
KINDS = (
    "muscle",
    "ligament",
    "disc",
    "artery",
    "tendon",
    "nerve",
    "bone",
    "haematoma",
    "bone-fragment",
)
"""Which kind is seen where two overlap: the later."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Pixels named.

    Attributes
    ----------
    plane : Plane
    image : (rows, columns) int16
        Index into `names`.
    names : tuple of str
        "outside" the body, "soft_tissue" that is not modelled (fat, other muscles), then ids of
        structures, in the order in which they cover one another; "gap" for torn room.
    """

    plane: Plane
    image: np.ndarray
    names: tuple[str, ...]

    def at(self, row: int, column: int) -> str:
        """What lies under a pixel.

        Raises
        ------
        MusclekitError
            If the picture has no such pixel.
        """
        rows, columns = self.image.shape
        if not (0 <= row < rows and 0 <= column < columns):
            raise MusclekitError(
                f"There is no pixel ({row}, {column}) in a picture of {rows} x {columns}.",
                remedy="Rows and columns count from 0 at the upper left.",
            )
        return self.names[self.image[int(row), int(column)]]

    def mask(self, name: str) -> np.ndarray:
        """(rows, columns) bool: where a label is; nowhere if it is not in the plane."""
        if name not in self.names:
            return np.zeros(self.image.shape, bool)
        return self.image == self.names.index(name)

    @cached_property
    def areas_mm2(self) -> dict[str, float]:
        """Area of every label but the air, in the order of `names`; only those in the plane."""
        counts = np.bincount(self.image.ravel(), minlength=len(self.names))
        size = self.plane.spacing_mm**2
        pairs = zip(self.names[1:], counts[1:].tolist(), strict=True)
        return {name: count * size for name, count in pairs if count}


@dataclass(frozen=True, eq=False)
class Surface:
    """A surface and the box it fills.

    Attributes
    ----------
    points, faces : (n, 3) float, (m, 3) int
        Millimetres, RAS.
    corners : (8, 3) float
    """

    points: np.ndarray
    faces: np.ndarray
    corners: np.ndarray

    @cached_property
    def closed(self) -> bool:
        """Whether it encloses anything."""
        # A mesh that only moved has the faces it had, so that it is not asked again.
        key = blake2b(self.faces.tobytes(), digest_size=16).digest()
        if key not in _closed:
            if len(_closed) >= MOST_KEPT:
                _closed.pop(next(iter(_closed)))
            _closed[key] = is_closed(self.faces)
        return _closed[key]

    def meets(self, plane: Plane) -> bool:
        """Whether the plane passes through the box."""
        away = plane.distance_mm(self.corners)
        return bool(away.min() <= 0 <= away.max())


_HIGHER = np.indices((2, 2, 2)).reshape(3, -1).T.astype(bool)
MOST_KEPT = 1024
_closed: dict[bytes, bool] = {}
_surfaces: WeakKeyDictionary[Structure, Surface] = WeakKeyDictionary()


def surface_of(structure: Structure) -> Surface:
    """The surface of a structure, read once."""
    if structure not in _surfaces:
        points = np.asarray(structure.mesh.points, float)
        faces = np.asarray(structure.mesh.regular_faces)
        low, high = np.reshape(structure.mesh.bounds, (3, 2)).T
        _surfaces[structure] = Surface(points, faces, np.where(_HIGHER, high, low))
    return _surfaces[structure]


def labels(atlas: Atlas, plane: Plane, structures: Iterable[str] | None = None) -> Labels:
    """Name every pixel of a plane.

    Parameters
    ----------
    atlas : Atlas
        At any posture, with any variant and injuries.
    plane : Plane
    structures : iterable of str, optional
        Ids or groups to look for; all when left out. The skin is always looked for.

    Returns
    -------
    Labels
        Exact at the centres of pixels: a pixel has the name of a structure exactly if its centre
        lies in that structure's mesh and in none that covers it (`KINDS`, then the atlas's order).

    Raises
    ------
    UnknownStructure
        If the atlas lacks one of the structures.

    Notes
    -----
    Room that torn fibres left is inside the structure's mesh before the injury, at the same
    posture, and inside no mesh after it.

    >>> import musclekit as mk
    >>> from musclekit.imaging.plane import plane
    >>> axial = plane("axial", [85.0, -20.0, -200.0], (160.0, 160.0), 2.0)
    >>> named = labels(mk.load_atlas(), axial)
    >>> named.at(22, 32), named.at(0, 0)
    ('femur', 'outside')
    """
    wanted = None if structures is None else set(atlas.resolve(structures))
    chosen = [one for one in atlas.structures if wanted is None or one.id in wanted]
    image = np.zeros(plane.shape, np.int16)
    names = [OUTSIDE, SOFT]
    for one in (one for one in atlas.structures if one.kind == "skin"):
        image[_covered(one, plane)] = 1
    order = sorted((x for x in chosen if x.kind in KINDS), key=lambda x: KINDS.index(x.kind))
    gap = np.zeros(plane.shape, bool)
    for name in torn_structures(atlas):
        if name in {one.id for one in chosen}:
            gap |= _covered(atlas.intact[name], plane) & ~_covered(atlas[name], plane)
    if gap.any():
        image[gap] = len(names)
        names.append(GAP)
    for one in order:
        here = _covered(one, plane)
        if here.any():
            image[here] = len(names)
            names.append(one.id)
    return Labels(plane, image, tuple(names))


def called(atlas: Atlas, name: str) -> str:
    """What a person reads for a label; "" for air."""
    return UNNAMED[name] if name in UNNAMED else atlas[name].name()


def _covered(structure: Structure, plane: Plane) -> np.ndarray:
    surface = surface_of(structure)
    if not surface.meets(plane) or not surface.closed:
        return np.zeros(plane.shape, bool)
    return inside(surface.points, surface.faces, plane)


def torn_structures(atlas: Atlas) -> list[str]:
    """Structures in which fibres have come apart; not those that were merely drawn along."""
    found = injuries_of(atlas)
    return list(dict.fromkeys(one.structure for one in found if _apart(one)))


def _apart(injury: Injury) -> bool:
    return injury.kind in ("complete_tear", "avulsion") or injury.disruption_mm > 0
