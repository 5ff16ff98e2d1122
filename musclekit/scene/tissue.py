"""Colour by tissue: a muscle's tendons in a pale tint of its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from musclekit.scene import palette

if TYPE_CHECKING:
    import pyvista

FIELD = "TISSUE"


def tissue_rgb(mesh: pyvista.PolyData, colour: str) -> np.ndarray | None:
    """One colour a vertex: the structure's own on belly, paler the more it is tendon.

    Parameters
    ----------
    mesh : pyvista.PolyData
        With point data `TISSUE`, 0 on tendon to 1 on belly, or without.
    colour : str
        "#rrggbb" of the belly.

    Returns
    -------
    (n, 3) uint8, or None
        None for a mesh that does not say what is tendon.
    """
    if FIELD not in mesh.point_data:
        return None
    belly = np.asarray(mesh.point_data[FIELD], float)[:, None]
    flesh = np.array(palette.as_rgb(colour), float)
    tendon = flesh + palette.TENDON_PALENESS * (np.array(palette.as_rgb(palette.SINEW)) - flesh)
    return np.rint(belly * flesh + (1.0 - belly) * tendon).astype(np.uint8)
