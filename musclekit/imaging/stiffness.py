"""How stiff tissue in an ultrasound image is, from soft to stiff: an order, drawn and not measured.

The order is what is commonly taught of elastography: fluid gives no reading, fat is soft, a muscle
stiffens as it contracts, tendon and scar are stiff, a diseased tendon is softer than a healthy one.
"""

from __future__ import annotations

import numpy as np

from musclekit.atlas import Atlas
from musclekit.imaging.labels import Labels
from musclekit.imaging.material import placed_course, tendinous

SHARE = {  # from 0, soft, to 1, stiff; what is not named gives no reading
    "fat": 0.12,
    "soft_tissue": 0.12,
    "muscle": 0.3,
    "skin": 0.4,
    "nerve": 0.5,
    "disc": 0.6,
    "ligament": 0.85,
    "tendon": 0.9,
}
CONTRACTING, SCAR, TENDINOSIS, FATTY = 0.75, 0.8, 0.55, 0.18
"""Of a muscle at full activation; of what injuries leave behind."""


def stiffness(atlas: Atlas, named: Labels, shadow: np.ndarray) -> np.ndarray:
    """(rows, columns) float32: 0 soft to 1 stiff; nan where there is no reading.

    Parameters
    ----------
    atlas : Atlas
    named : Labels
    shadow : (rows, columns) bool
        Where no sound comes to.
    """
    found = np.full(named.image.shape, np.nan, "float32")
    for label, name in enumerate(named.names):
        kind = atlas[name].kind if name in atlas else name
        mask = (named.image == label) & ~shadow
        if kind in SHARE and mask.any():
            _put(found, atlas, named, name, kind, mask)
    return found


def _put(
    found: np.ndarray, atlas: Atlas, named: Labels, name: str, kind: str, mask: np.ndarray
) -> None:
    plain = SHARE[kind]
    if kind == "muscle":
        plain += (CONTRACTING - plain) * atlas.activation.get(name, 0.0)
    course = placed_course(atlas, name) if name in atlas else None
    if course is None or kind == "nerve":
        found[mask] = plain
        return
    place = course.material(named.plane, mask)
    here = (place.rows, place.columns)
    value = np.full(place.tissue.shape, plain, "float32")
    marks = (("FAT", FATTY), ("SCAR", SCAR)) if kind == "muscle" else (("TENDINOSIS", TENDINOSIS),)
    for mark, share in marks:
        value += (share - value) * course.painted(mark, place)
    if kind == "muscle":
        ill = course.painted("TENDINOSIS", place)
        tendon = SHARE["tendon"] + (TENDINOSIS - SHARE["tendon"]) * ill
        value += (tendon - value) * tendinous(place)
    found[here][mask[here]] = value[mask[here]]
