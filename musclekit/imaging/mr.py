"""Slices as magnetic resonance would show them, roughly: T1 and STIR contrast, drawn.

Nothing is computed from relaxation times: each tissue has a brightness that was drawn after what
teaching pictures show, pixels at borders mix, and noise is added.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from musclekit.atlas import Atlas
from musclekit.errors import UnknownName, did_you_mean
from musclekit.imaging.labels import GAP, Labels, labels
from musclekit.imaging.marks import marks
from musclekit.imaging.material import placed_course
from musclekit.imaging.plane import Plane

WEIGHTINGS = ("t1", "stir")
BRIGHTNESS = {  # T1, STIR; 0 black to 1 white: drawn, not measured
    "air": (0.02, 0.02),
    "skin": (0.45, 0.30),
    "fat": (0.86, 0.08),
    "muscle": (0.36, 0.28),
    "tendon": (0.08, 0.05),
    "ligament": (0.10, 0.06),
    "cortex": (0.05, 0.04),
    "marrow": (0.78, 0.10),
    "disc": (0.30, 0.42),
    "nerve": (0.42, 0.42),
    "artery": (0.05, 0.04),
    "fluid": (0.16, 0.96),
    "haematoma": (0.52, 0.82),
    "OEDEMA": (0.30, 0.78),
    "SCAR": (0.10, 0.06),
    "FAT": (0.84, 0.08),
    "TENDINOSIS": (0.34, 0.48),
}
_TISSUE = {"bone": "marrow", "bone-fragment": "marrow"}

FINER = 2
"""Pixels are drawn from so many by so many, each wholly one tissue."""
BLURRED = 0.45
"""Pixels by which a picture is blurred (standard deviation): drawn."""
NOISE = 0.02
"""Standard deviation of the noise in each channel, of white: drawn."""
CORTEX_MM, CORTEX_SHARE = 4.0, 0.3
"""Compact bone is so thick, but at most that part of half the bone's thickness: drawn."""
SKIN_MM, FAT_MM, FASCIA_MM, ROOM_MM = 2.0, 10.0, 2.5, 11.0
"""Thickness of skin, of the fat beneath it and of that about structures; narrower room than twice
the last is fat too, wider is drawn as muscle that is not modelled: drawn."""
AMONG = "hamstrings"
"""Between these nothing is lacking: room there is fat, as behind the knee."""
APONEUROSIS_MM = 3.0
"""A tendon that lies on a belly fades into it over so much: drawn."""


def picture(atlas: Atlas, plane: Plane, weighting: str, fine: bool = True) -> np.ndarray:
    """A slice in one contrast.

    Parameters
    ----------
    atlas : Atlas
    plane : Plane
    weighting : {"t1", "stir"}
    fine : bool
        False for a picture in passing: each pixel one tissue, in a third of the time.

    Returns
    -------
    (rows, columns) uint8
        The same for the same plane and atlas.

    Raises
    ------
    UnknownName
        If there is no such weighting.
    """
    if weighting not in WEIGHTINGS:
        raise UnknownName(
            f"No weighting '{weighting}'.", remedy=did_you_mean(str(weighting), WEIGHTINGS)
        )
    within = FINER if fine else 1
    named = labels(atlas, finer(plane, within))
    rows, columns = plane.shape
    sharp = brightness(atlas, named, weighting).reshape(rows, within, columns, within)
    seen = ndimage.gaussian_filter(sharp.mean(axis=(1, 3)), BLURRED)
    random = np.random.default_rng(_seed(plane))
    real, imaginary = NOISE * random.normal(size=(2, *plane.shape))
    return np.clip(255 * np.hypot(seen + real, imaginary) + 0.5, 0, 255).astype(np.uint8)


def finer(plane: Plane, within: int = FINER) -> Plane:
    """The same picture in smaller pixels, so many by so many in each."""
    step = plane.spacing_mm / within
    back = (within - 1) / 2 * step
    rows, columns = plane.shape
    corner = plane.corner_mm - back * (plane.right + plane.down)
    return replace(
        plane, corner_mm=corner, spacing_mm=step, shape=(rows * within, columns * within)
    )


def brightness(atlas: Atlas, named: Labels, weighting: str) -> np.ndarray:
    """(rows, columns) float, 0 black to 1 white: each pixel by what lies at its centre."""
    column = WEIGHTINGS.index(weighting)
    value = {tissue: pair[column] for tissue, pair in BRIGHTNESS.items()}
    # As before the injury: what the atlas lacks is filled by guess, and stays as it was.
    healthy = named if atlas.alteration is None else labels(atlas.intact, named.plane)
    image = _unmodelled(healthy, value, atlas.groups.get(AMONG, ()))
    for number, name in enumerate(named.names[2:], start=2):
        here = named.image == number
        if name == GAP:
            image[here] = value["fluid"]
            continue
        kind = atlas[name].kind
        image[here] = value[_TISSUE.get(kind, kind)]
        if kind in _TISSUE:
            image[_shell(here, named.plane.spacing_mm)] = value["cortex"]
        elif kind == "muscle":
            tendon = tendinous(atlas, named, name)
            image += tendon * (value["tendon"] - value["muscle"])
    for name, share in marks(atlas, named).items():
        image += share * (value[name] - image)
    return image


def tendinous(atlas: Atlas, named: Labels, muscle: str) -> np.ndarray:
    """(rows, columns) how much of each pixel of a muscle is tendon, 0 to 1; 0 elsewhere."""
    mask, own = named.mask(muscle), placed_course(atlas, muscle)
    found = np.zeros(mask.shape)
    if own is None or not mask.any():
        return found
    material: Any = own.material(named.plane, mask)
    deep = np.maximum(material.under_mm, 0.0) / APONEUROSIS_MM
    tendon = 1 - np.clip(material.tissue + deep * material.flesh, 0.0, 1.0)
    part = material.rows, material.columns
    found[part] = np.where(mask[part], tendon, 0.0)
    return found


def _unmodelled(named: Labels, value: dict[str, float], among: Iterable[str]) -> np.ndarray:
    """Air, skin, fat, and room for muscles the atlas lacks."""
    step = named.plane.spacing_mm
    body = named.image > 0
    image = np.where(body, value["fat"], value["air"])
    under = _depth(body, step)
    room = np.minimum(under - FAT_MM, _depth(named.image == 1, step) - FASCIA_MM)
    room[_between(named, among, room > 0)] = 0.0
    wide = _depth(room > 0, step) > ROOM_MM
    filled = ndimage.distance_transform_edt(~wide, sampling=step) < ROOM_MM if wide.any() else wide
    image[filled & (room > 0)] = value["muscle"]
    image[body & (under <= SKIN_MM)] = value["skin"]
    return image


def _between(named: Labels, among: Iterable[str], asked: np.ndarray) -> np.ndarray:
    """(rows, columns) bool: which of the pixels asked of lie within the hull of some structures."""
    mask = np.any([np.zeros_like(asked), *(named.mask(one) for one in among)], axis=0)
    found, places = np.zeros_like(asked), np.argwhere(asked)
    try:
        sides = ConvexHull(np.argwhere(mask)).equations
    except (QhullError, ValueError):  # fewer than three pixels, or all in one line
        return found
    found[asked] = (places @ sides[:, :2].T + sides[:, 2] <= 0).all(axis=1)
    return found


def _shell(bone: np.ndarray, step: float) -> np.ndarray:
    """Compact bone round the marrow, in each piece as thick as suits it."""
    deep = _depth(bone, step)
    pieces, count = ndimage.label(bone)
    thick = ndimage.maximum(deep, pieces, range(1, count + 1)) if count else []
    bound = np.minimum(CORTEX_MM, CORTEX_SHARE * np.concatenate([[0.0], thick]))
    return bone & (deep <= bound[pieces])


def _depth(mask: np.ndarray, step: float) -> np.ndarray:
    """Millimetres to the border of a mask, in the plane; what leaves the picture goes on."""
    padded = np.pad(mask, 1, mode="edge")
    if padded.all():
        return np.full(mask.shape, np.inf)
    return ndimage.distance_transform_edt(padded, sampling=step)[1:-1, 1:-1]


def _seed(plane: Plane) -> int:
    """The same noise for the same plane."""
    place = np.concatenate([plane.corner_mm, plane.right, plane.down, [plane.spacing_mm]])
    return zlib.crc32(np.round(place * 1000).astype(np.int64).tobytes())
