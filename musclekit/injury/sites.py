"""Where along a structure injuries lie: its tendons, junctions and belly, read off its mesh."""

from __future__ import annotations

from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

Interval = tuple[float, float]
THIRDS = ("proximal", "middle", "distal")
SAMPLES = 401
WINDOW = 0.01
"""Standard deviation of the bell over which a structure's tissue is averaged along it."""
SOME, ALL = 0.05, 0.95
"""Shares of muscle in a section from which it counts as belly, and as belly without tendon."""
LEAST = 0.03
"""A stretch of tendon or junction shorter than this share of the structure is none."""

_known: WeakKeyDictionary[Atlas, dict[str, dict[str, tuple[Interval, ...]]]] = WeakKeyDictionary()


def sites(atlas: Atlas, structure: str | Structure) -> dict[str, tuple[Interval, ...]]:
    """Where each site of a muscle or tendon lies along it.

    Parameters
    ----------
    atlas : Atlas
    structure : str or Structure

    Returns
    -------
    dict of str to tuple of (float, float)
        Site to its stretches, from 0 (origin) to 1 (insertion) as the mesh's `ALONG` counts. A site
        the structure lacks is left out: the short head has neither tendon nor junction proximally.

    Raises
    ------
    UnknownStructure
        If there is no such structure.
    MusclekitError
        If its mesh does not say what is tendon.

    Notes
    -----
    A junction runs as far as tendon and muscle share the section; in the hamstrings that is most of
    the belly, so "proximal" and "distal" junction overlap little and "belly" is what lies between.
    """
    own = (atlas[structure] if isinstance(structure, str) else structure).id
    healthy = atlas.neutral.intact
    found = _known.setdefault(healthy, {})
    if own not in found:
        found[own] = _sites(healthy[own])
    return found[own]


def place(atlas: Atlas, structure: str | Structure, site: str, along: float | None = None) -> float:
    """Where along a structure an injury of a site is centred: as asked, or the site's middle.

    Raises
    ------
    UnknownName
        If the structure has no such site.
    MusclekitError
        If `along` lies outside it.
    """
    known = sites(atlas, structure)
    name = structure if isinstance(structure, str) else structure.id
    if site not in known:
        raise UnknownName(
            f"'{name}' has no site '{site}'.",
            remedy=f"It has {', '.join(known)}. {did_you_mean(site, known)}".strip(),
        )
    if along is None:
        low, high = known[site][0]
        return (low + high) / 2
    if not any(low <= along <= high for low, high in known[site]):
        stretches = " or ".join(f"{low:.2f} to {high:.2f}" for low, high in known[site])
        raise MusclekitError(
            f"along={along:g} is not in the {site.replace('_', ' ')} of '{name}'.",
            remedy=f"Expected {stretches} (0 is its origin, 1 its insertion).",
        )
    return float(along)


def third(atlas: Atlas, structure: str | Structure, along: float) -> str:
    """Which third of the belly a place lies in or, beyond its ends, is nearest to."""
    known = sites(atlas, structure)
    low, high = known["myofascial"][0]
    share = np.clip((along - low) / (high - low), 0.0, 0.999)
    return THIRDS[int(3 * share)]


def _sites(structure: Structure) -> dict[str, tuple[Interval, ...]]:
    data = structure.mesh.point_data
    if "ALONG" not in data or "TISSUE" not in data:
        raise MusclekitError(
            f"The mesh of '{structure.id}' does not say what is tendon, so it has no sites.",
            remedy="Injure a muscle or a tendon, such as biceps_femoris_long_head.",
        )
    along, muscle = (np.asarray(data[name], float) for name in ("ALONG", "TISSUE"))
    at = np.linspace(0.0, 1.0, SAMPLES)
    share = averaged(muscle, along)
    if share.max() < SOME:
        return {"origin": ((0.0, 0.0),), "proximal_tendon": ((0.0, 1.0),)}
    flesh, whole = at[share > SOME], at[share > ALL]
    fleshy = flesh[0] < LEAST  # it arises from bone without a tendon
    bounds = (0.0, *([0.0, 0.0] if fleshy else [flesh[0], whole[0]]), whole[-1], flesh[-1], 1.0)
    names = ("proximal_tendon", "proximal_mtj", "belly", "distal_mtj", "distal_tendon")
    found: dict[str, tuple[Interval, ...]] = {"origin": ((0.0, 0.0),)}
    for name, (low, high) in zip(names, pairwise(bounds), strict=True):
        if high - low >= LEAST:
            found[name] = ((float(low), float(high)),)
    found["insertion"] = ((1.0, 1.0),)
    found["myofascial"] = ((float(flesh[0]), float(flesh[-1])),)
    found["intratendinous"] = tuple(
        found[name][0] for name in ("proximal_mtj", "distal_mtj") if name in found
    )
    return found


def averaged(values: np.ndarray, along: np.ndarray) -> np.ndarray:
    """(SAMPLES,) means of the vertices about places evenly along a structure."""
    near = np.rint(along * (SAMPLES - 1)).astype(int)
    far = int(3 * WINDOW * (SAMPLES - 1)) * 2
    bell = np.exp(-0.5 * (np.arange(-far, far + 1) / (WINDOW * (SAMPLES - 1))) ** 2)
    total, number = (
        np.convolve(np.bincount(near, one, SAMPLES), bell, "same")
        for one in (values, np.ones_like(values))
    )
    return total / np.maximum(number, 1e-12)
