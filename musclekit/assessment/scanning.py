"""Ultrasound in questions: in which body, what is looked for, what an image shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from musclekit.assessment import kinds
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas
    from musclekit.imaging.probe import Probe
    from musclekit.imaging.ultrasound import Image
    from musclekit.injury import Injury

ALONG = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Places along a structure at which a good hold is looked for."""
LEANS_DEG = (0.0, -12.0, 12.0, -24.0, 24.0)
BEYOND, DEPTHS_MM = 1.4, (40.0, 110.0)
"""A hold looks so much deeper than the structure lies, within these."""
ASLANT, ALIGNED = 0.5, 0.9
"""Sine between fibres and image: of a long axis below the first, of a short above the second."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and how it is to be seen.

    Attributes
    ----------
    structures : tuple of str
        Any of them.
    injury : Injury or None
        Instead of them: of a tear the gap with what fills it, of others all that is seen.
    axis : {"short", "long"} or None
    off_deg : float or None
        Most that the beam may be off a right angle to the fibres, on average.
    """

    structures: tuple[str, ...]
    injury: Injury | None = None
    axis: str | None = None
    off_deg: float | None = None


@dataclass(frozen=True, eq=False)
class Seen:
    """What an image shows of what is looked for.

    Attributes
    ----------
    image : Image
    region : (rows, columns) bool
        Visible, not in shadow.
    area_mm2 : float
    aside : float
        Of its middle from the middle beam, as a share of half the picture's width there.
    across : float
        Sine of the angle between its fibres and the image; nan where it has none.
    off_deg : float
        Between the beam and a right angle to its fibres; nan where it has none.
    """

    image: Image
    region: np.ndarray
    area_mm2: float
    aside: float
    across: float
    off_deg: float

    @property
    def axis(self) -> str:
        """How it is cut: "short", "long", "aslant", "" where nothing says."""
        if np.isnan(self.across):
            return ""
        return "long" if self.across < ASLANT else "short" if self.across > ALIGNED else "aslant"


@dataclass(frozen=True, eq=False)
class Scan:
    """A question's body and where its probe begins.

    Attributes
    ----------
    atlas : Atlas
        Posed and injured: what the probe sees.
    start : Probe
    good : Probe
        A hold that is right: never for the browser before the answer.
    wanted : Wanted
    """

    atlas: Atlas
    start: Probe
    good: Probe
    wanted: Wanted


def scan(item: Item, atlas: Atlas) -> Scan | None:
    """What a question lets scan; None for most kinds."""
    made = getattr(kinds.find(item.kind), "scan", None)
    return made(item, atlas) if made else None


def looked(atlas: Atlas, probe: Probe, wanted: Wanted) -> Seen:
    """What a probe held so shows of what is looked for.

    Raises
    ------
    UnknownStructure, MusclekitError
        If it cannot be held so.
    """
    from musclekit.imaging.ultrasound import ultrasound

    image = ultrasound(atlas, probe)
    region = _region(image, wanted) & ~image.echo.shadow
    area = float(region.sum()) * image.spacing_mm**2
    if not region.any():
        return Seen(image, region, 0.0, np.nan, np.nan, np.nan)
    columns = np.nonzero(region)[1]
    half = (region.shape[1] - 1) / 2
    off = image.echo.off_deg[region]
    off_deg = float(np.nanmean(off)) if np.isfinite(off).any() else np.nan
    aside = abs(float(columns.mean()) - half) / half
    return Seen(image, region, area, aside, _across(image, wanted, region), off_deg)


seen = lru_cache(maxsize=4)(looked)
"""The same, kept for the holds of a question that are asked for again."""


@lru_cache(maxsize=32)
def good_hold(atlas: Atlas, wanted: Wanted) -> Probe:
    """Of many holds over what is looked for, the one that shows most of it in the middle.

    Raises
    ------
    MusclekitError
        If none shows it as asked.
    """
    best, most = None, 0.0
    for probe in _holds(atlas, wanted):
        try:
            found = looked(atlas, probe, wanted)
        except MusclekitError:
            continue
        worth = found.area_mm2 * (1 - min(found.aside, 1.0)) if found.area_mm2 else 0.0
        if worth > most and _as_asked(found, wanted):
            best, most = probe, worth
    if best is None:
        raise MusclekitError(
            "No hold of the probe was found that shows it as asked.",
            remedy="Give one as 'hold:', or ask for less.",
        )
    return best


def _as_asked(found: Seen, wanted: Wanted) -> bool:
    if wanted.axis and found.axis != wanted.axis:
        return False
    return wanted.off_deg is None or found.off_deg <= 0.7 * wanted.off_deg


def _holds(atlas: Atlas, wanted: Wanted) -> Iterator[Probe]:
    """Standard views, then holds over what is looked for, along it."""
    from musclekit.imaging.cutting import along_of
    from musclekit.imaging.probe import Probe, depth_of
    from musclekit.imaging.views import VIEWS

    axis = wanted.axis or "short"
    yield from (view.probe for view in VIEWS.values() if view.probe.axis == axis)
    places = [(one, along) for one in wanted.structures[:1] for along in ALONG]
    if wanted.injury is not None:
        places = [(wanted.injury.structure, along_of(atlas, wanted.injury))]
    for over, along in places:
        try:
            deep = depth_of(atlas, Probe(over, along))
        except MusclekitError:
            continue
        depth = float(np.clip(5 * round(BEYOND * deep / 5), *DEPTHS_MM))
        mhz = 10.0 if depth <= 50 else 8.0 if depth <= 70 else 6.0
        plain = Probe(over, along, axis, depth_mm=depth, width_mm=60.0, frequency_mhz=mhz)
        for lean in LEANS_DEG if wanted.off_deg is not None else LEANS_DEG[:1]:
            short = axis == "short"
            yield replace(plain, tilt_deg=lean if short else 0.0, rock_deg=0.0 if short else lean)


def _region(image: Image, wanted: Wanted) -> np.ndarray:
    if wanted.injury is not None:
        return _of_injury(image, wanted.injury)
    return np.any([image.labels.mask(one) for one in wanted.structures], axis=0)


def _of_injury(image: Image, injury: Injury) -> np.ndarray:
    from musclekit.imaging.labels import GAP
    from musclekit.imaging.measuring import brought, torn
    from musclekit.imaging.slices import Slice

    if not tears(image.atlas, injury):
        return Slice(image.atlas, "oblique", image.labels).hurt(injury)
    named = image.labels
    gap = named.mask(GAP) & torn(image.atlas, image.plane, injury.structure)
    added = brought(image.atlas, named, injury.structure)
    return np.any([gap, *(named.mask(one) for one in added)], axis=0)


def tears(atlas: Atlas, injury: Injury) -> bool:
    """Whether an injury leaves a gap, which is then what is looked for."""
    from musclekit.imaging.labels import torn_structures

    return injury.structure in torn_structures(atlas)


def _across(image: Image, wanted: Wanted, region: np.ndarray) -> float:
    from musclekit.imaging.material import placed_course

    names = (wanted.injury.structure,) if wanted.injury else wanted.structures
    rows, columns = np.nonzero(region)
    place = image.plane.point_mm(float(rows.mean()), float(columns.mean()))
    shown = [one for one in names if image.labels.mask(one).any()] or list(names)
    course = placed_course(image.atlas, shown[0])
    if course is None:
        return float("nan")
    nearest = ((course.middles - place) ** 2).sum(axis=1).argmin()
    way = course.ways[nearest] / np.linalg.norm(course.ways[nearest])
    return float(abs(way @ image.plane.normal))
