"""Which pixels an injury marks: oedema, scar, fat and tendinosis inside the tissue they lie in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musclekit.atlas import Atlas
from musclekit.imaging.labels import Labels
from musclekit.imaging.material import placed_course
from musclekit.injury import Injury
from musclekit.injury.altering import Injured, bound_to
from musclekit.injury.changes import Thick, Wasted

MARKS = ("OEDEMA", "SCAR", "FAT", "TENDINOSIS")


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
    healthy = atlas.intact.neutral
    for structure, mine in atlas.alteration.by_structure(healthy).items():
        mask, own = named.mask(structure), placed_course(atlas, structure)
        if own is None or not mask.any():
            continue
        material = own.material(named.plane, mask)
        material = replace(material, local=_at_rest(healthy, structure, mine, material.local))
        part = material.rows, material.columns
        for name in (one for one in MARKS if own.paints.get(one)):
            image = found.setdefault(name, np.zeros(mask.shape))
            painted = np.where(mask[part], own.painted(name, material), 0.0)
            image[part] = np.maximum(image[part], painted)
    return {name: image for name, image in found.items() if image.max() > 0}


def _at_rest(
    healthy: Atlas, structure: str, mine: tuple[Injury, ...], local: np.ndarray
) -> np.ndarray:
    """Places (r, c, 3) in a tendon that has thickened or a belly that has wasted, before it did."""
    rest = local.reshape(-1, 3).astype(float)
    for change in bound_to(healthy, structure, mine).changes:
        if isinstance(change, Thick | Wasted):
            rest[:, 1:] /= change(rest, np.ones_like(rest), 0.0)[:, 1:]
    return rest.reshape(local.shape)
