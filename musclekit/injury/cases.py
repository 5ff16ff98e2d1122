"""Injuries drawn at random that have a given grade: teaching cases, nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np

from musclekit.atlas import Atlas, read_injuries
from musclekit.content import ExtentRecord, KindRecord, LevelRecord, PlacesRecord, SchemeRecord
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.injury.checks import mark_sites, within
from musclekit.injury.criteria import where
from musclekit.injury.grading import code_of, scheme
from musclekit.injury.injury import Injury, embedded
from musclekit.injury.sites import sites

SPREAD = 12
"""Places along a site among which a drawn injury finds its own."""
TRIES = 3000
"""Draws after which a grade counts as one no injury of the model has."""


class _Frame(NamedTuple):
    """What a drawn injury must be: kind, structure, site, places, and what its levels allow."""

    kind: KindRecord
    places: PlacesRecord
    site: str
    along: tuple[float | None, ...]
    allowed: Mapping[str, tuple[Any, ...]]
    episode: int


def random_injury(
    scheme_name: str,
    code: str,
    *,
    structure: str | None = None,
    seed: int | None = None,
    atlas: Atlas | None = None,
) -> Injury:
    """An injury of a given grade, drawn at random.

    Parameters
    ----------
    scheme_name, code : str
        As in ("british-athletics", "2b").
    structure : str, optional
        Of which structure; any when left out.
    seed : int, optional
        The same seed draws the same injury; another one each time when left out.
    atlas : Atlas, optional
        The embedded one when left out.

    Returns
    -------
    Injury
        `random_injury(s, c).grade(s).code == c`. No extent lies exactly on a bound of the scheme,
        where published wordings leave a gap.

    Raises
    ------
    UnknownName
        If there is no such scheme or code.
    UnknownStructure
        If there is no such structure.
    MusclekitError
        If no injury of the structure, or of any in this atlas, has that grade; if the seed is none.
    """
    record, body = scheme(scheme_name, atlas), atlas or embedded()
    if code not in record.codes:
        raise UnknownName(
            f"{record.name} has no class {code!r}.", remedy=did_you_mean(str(code), record.codes)
        )
    frames = list(_frames(record, code, body, structure))
    rng = _rng(seed)
    for _ in range(TRIES if frames else 0):
        drawn = _drawn(frames[rng.integers(len(frames))], record, rng, atlas)
        if _plausible(drawn) and code_of(record, drawn) == code:
            return drawn
    of = f"'{structure}'" if structure else "the hamstrings of this atlas"
    raise MusclekitError(
        f"No injury of {of} has the class {code} of {record.name}.",
        where="random_injury",
        remedy="Leave out 'structure', or ask for another code."
        if structure
        else "Its muscles have no such site; ask for another code.",
    )


def _rng(seed: int | None) -> np.random.Generator:
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        raise MusclekitError(
            f"It is {seed!r}.",
            where="random_injury, seed",
            remedy="Give a whole number from 0, or leave it out for another case each time.",
        ) from None


def _plausible(injury: Injury) -> bool:
    """Whether the gap lies within the signal change, as it does in a picture."""
    return "length_mm" not in injury.extents or injury.disruption_mm <= injury.length_mm


def _frames(
    record: SchemeRecord, code: str, atlas: Atlas, structure: str | None
) -> Iterator[_Frame]:
    """Kinds, structures and sites at which an injury could have the code."""
    injuries = read_injuries(atlas.folder)
    own = atlas[structure].id if structure else None
    for made, levels, episode in record.ways:
        if made != code:
            continue
        allowed = _allowed(levels)
        for kind, places in product(injuries.kinds, injuries.structures):
            if own not in (None, places.structure):
                continue
            for site in (one for one in kind.sites if one in places.sites):
                said = {"kind": kind.id, "structure": places.structure, "site": site}
                if all(said[name] in allowed.get(name, (said[name],)) for name in said):
                    along = _alongs(atlas, places.structure, site, allowed)
                    if along:
                        yield _Frame(kind, places, site, along, allowed, episode)


@lru_cache(maxsize=256)
def _spread(atlas: Atlas, structure: str, site: str) -> Mapping[float | None, Mapping]:
    """Places over a site, each with where in the belly it lies; None for a site without length."""
    ends = (np.linspace(low, high, SPREAD + 2) for low, high in sites(atlas, structure)[site])
    every = {round(float(one), 4) for stretch in ends for one in stretch[1:-1]}
    places: tuple[float | None, ...] = (None,) if len(every) == 1 else tuple(sorted(every))
    return {at: where(atlas, structure, site, at) for at in places}


def _alongs(
    atlas: Atlas, structure: str, site: str, allowed: Mapping[str, tuple[Any, ...]]
) -> tuple[float | None, ...]:
    """Those that lie in a third, and at a junction, that the levels allow."""
    return tuple(
        at
        for at, lies in _spread(atlas.neutral, structure, site).items()
        if all(lies[name] in allowed.get(name, (lies[name],)) for name in lies)
    )


def _allowed(levels: tuple[LevelRecord, ...]) -> dict[str, tuple[Any, ...]]:
    """Field to the values every one of the levels leaves."""
    left: dict[str, tuple[Any, ...]] = {}
    for level in levels:
        for name, values in level.when.items():
            left[name] = tuple(v for v in values if v in left.get(name, values))
    return left


def _drawn(
    frame: _Frame, record: SchemeRecord, rng: np.random.Generator, atlas: Atlas | None
) -> Injury:
    """One injury within the frame; whether it has the grade is for the evaluator to say."""
    extents: dict[str, Any] = {
        name: _extent(name, within(name, extent, frame.places), record, rng)
        for name, extent in frame.kind.extents.items()
    }
    if "fragment_mm" in extents:
        bony = frame.allowed.get("bony", (False,))[0]
        extents["fragment_mm"] = float(rng.integers(8, 41)) if bony else 0.0
    if extents.get("csa_fraction", 1) < 1 and "retraction_mm" in extents:
        extents["retraction_mm"] = 0.0
    found = {
        name: frame.site in mark_sites(name) and _one(frame, name, (True, False), rng)
        for name in frame.kind.marks
    }
    return Injury(
        frame.places.structure,
        frame.kind.id,
        frame.site,
        along=frame.along[rng.integers(len(frame.along))],
        around_deg=float(rng.integers(0, 24) * 15),
        mechanism=_one(frame, "mechanism", (*frame.kind.mechanisms, None), rng),
        disorder=_one(frame, "disorder", frame.kind.disorders or (None,), rng),
        episode=frame.episode,
        atlas=atlas,
        **extents,
        **found,
    )


def _one(frame: _Frame, name: str, usual: tuple[Any, ...], rng: np.random.Generator) -> Any:
    """One of the values a frame allows and the kind has."""
    choices = [value for value in frame.allowed.get(name, usual) if value in usual]
    return choices[rng.integers(len(choices))] if choices else usual[-1]


def _extent(
    name: str, extent: ExtentRecord, record: SchemeRecord, rng: np.random.Generator
) -> float:
    """A figure from one of the stretches between the bounds, each as likely as another."""
    low, high = extent.span
    bounds = _bounds(name, record)
    inner = sorted({low, high, *(b for b in bounds if low < b < high)})
    stretches = list(pairwise(inner))
    stretches += [(low, low)] * (low == 0) + [(high, high)] * (
        high == extent.high and high in bounds
    )
    if not stretches:
        return low
    low, high = stretches[rng.integers(len(stretches))]
    if low == high:
        return low
    step = 0.01 if high <= 2 else 1.0
    steps = round((high - low) / step)
    return round(low + step * float(rng.integers(1, max(steps, 2))), 4)


def _bounds(name: str, record: SchemeRecord) -> set[float]:
    """Every bound of a scheme that an extent can cross."""
    fields = {name, "torn_fraction"} if name == "csa_fraction" else {name}
    return {
        one.bound
        for part in record.parts
        for level in part.levels
        for one in level.any
        if one.field in fields
    }
