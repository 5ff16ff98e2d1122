"""Colour by tissue: a muscle's tendons in a pale tint of its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from musclekit.scene import palette

if TYPE_CHECKING:
    import pyvista

FIELD = "TISSUE"
INJURED = ("OEDEMA", "TENDINOSIS", "FAT", "SCAR", "TORN")
"""Point data of injured tissue, 0 to 1, in the order they are painted over one another."""


def tissue_rgb(mesh: pyvista.PolyData, colour: str) -> np.ndarray | None:
    """One colour a vertex: the structure's own on belly, paler on tendon, its injuries over that.

    Parameters
    ----------
    mesh : pyvista.PolyData
        With point data `TISSUE`, 0 on tendon to 1 on belly, and with any of `INJURED`, or without.
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
    shown = belly * flesh + (1.0 - belly) * tendon
    for name in INJURED:
        if name in mesh.point_data:
            hurt, cover = palette.INJURED[name]
            share = cover * np.asarray(mesh.point_data[name], float)[:, None]
            shown += share * (np.array(palette.as_rgb(hurt), float) - shown)
    return np.rint(shown).astype(np.uint8)


def painted_fields(mesh: pyvista.PolyData) -> tuple[str, ...]:
    """Which of `INJURED` a mesh shows anywhere."""
    data = mesh.point_data
    return tuple(name for name in INJURED if name in data and np.max(data[name]) > 0.5)
