"""The other side of the body: an atlas reflected in the midsagittal plane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas.model import Atlas, Attachment, Structure, _fixed
from musclekit.atlas.variants import Variant

if TYPE_CHECKING:
    import pyvista

SIDES = ("right", "left")
ACROSS = np.array([-1.0, 1.0, 1.0])
"""What reflection does to a point or a direction, RAS with x = 0 midsagittal."""

DIRECTIONS = ("FIBRE",)
"""Point data that are directions, and turn with the body."""


def mirrored(atlas: Atlas) -> Atlas:
    """The atlas of the other side; meshes are reflected when they are first asked for.

    Facts, names and ids are of both sides and stay. Doing it twice gives the first atlas again.
    """
    side = "left" if atlas.side == "right" else "right"
    return replace(
        atlas,
        mirrored=not atlas.mirrored,
        manifest=atlas.manifest.model_copy(update={"side": side}),
        structures=tuple(_structure(one, side) for one in atlas.structures),
        variants={name: _variant(one, side) for name, one in atlas.variants.items()},
    )


def mirrored_mesh(surface: pyvista.PolyData) -> pyvista.PolyData:
    """A surface reflected, its triangles turned round so that outside stays outside.

    Parameters
    ----------
    surface : pyvista.PolyData
        Triangles, millimetres, RAS.

    Returns
    -------
    pyvista.PolyData
        A new surface, vertices in the same order; `DIRECTIONS` among its point data reflected.
    """
    import pyvista

    other = pyvista.PolyData.from_regular_faces(
        _reflected(surface.points), surface.regular_faces[:, ::-1]
    )
    for name in surface.point_data:
        values = np.asarray(surface.point_data[name])
        other.point_data[name] = _reflected(values) if name in DIRECTIONS else values
    return other


def _reflected(vectors: np.ndarray) -> np.ndarray:
    """Points or directions, (..., 3), reflected; of the same type as they came."""
    return (vectors * ACROSS).astype(vectors.dtype)


def _structure(structure: Structure, side: str) -> Structure:
    return replace(
        structure,
        side=side,
        origin=_attachment(structure.origin),
        insertion=_attachment(structure.insertion),
        _read_mesh=partial(_read, structure._read_mesh),
    )


def _variant(variant: Variant, side: str) -> Variant:
    return replace(variant, structures=tuple(_structure(one, side) for one in variant.structures))


def _read(read_mesh: Callable[[], pyvista.PolyData]) -> pyvista.PolyData:
    return mirrored_mesh(read_mesh())


def _attachment(attachment: Attachment | None) -> Attachment | None:
    if attachment is None or attachment.outline_mm is None or attachment.centre_mm is None:
        return attachment
    return replace(
        attachment,
        centre_mm=_fixed(_reflected(attachment.centre_mm)),
        outline_mm=_fixed(_reflected(attachment.outline_mm[::-1])),
    )
