"""Which pixels an injury marks: oedema, scar, fat and tendinosis inside the tissue they lie in."""

from __future__ import annotations

import numpy as np

from musclekit.atlas import Atlas
from musclekit.imaging.labels import Labels
from musclekit.imaging.material import placed_course
from musclekit.injury.altering import Injured

MARKS = {"OEDEMA": "oedema", "SCAR": "scar", "FAT": "fat", "TENDINOSIS": "tendinosis"}
"""What injuries mark tissue with, and its word."""


def marks(atlas: Atlas, named: Labels) -> dict[str, np.ndarray]:
    """How much of each mark every pixel has.

    Parameters
    ----------
    atlas : Atlas
    named : Labels
        Of that atlas.

    Returns
    -------
    dict of str to (rows, columns) float
        0 to 1; none outside the structures that are hurt. Marks without a pixel are left out.
    """
    if not isinstance(atlas.alteration, Injured):
        return {}
    found: dict[str, np.ndarray] = {}
    for structure in atlas.alteration.by_structure(atlas.intact.neutral):
        mask, own = named.mask(structure), placed_course(atlas, structure)
        if own is None or not mask.any():
            continue
        material = own.material(named.plane, mask)
        part = material.rows, material.columns
        for name in (one for one in MARKS if own.paints.get(one)):
            image = found.setdefault(name, np.zeros(mask.shape))
            painted = np.where(mask[part], own.painted(name, material), 0.0)
            image[part] = np.maximum(image[part], painted)
    return {name: image for name, image in found.items() if image.max() > 0}
