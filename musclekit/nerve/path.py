"""A nerve followed from root to end: its length, what lies beside it, what it supplies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from musclekit.atlas import Atlas, Structure, called, read_nerves
from musclekit.content import NervePathRecord, SupplyRecord, words
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.geometry.curves import arc_lengths, at_lengths
from musclekit.geometry.gaps import surface_gap
from musclekit.geometry.sampling import centreline
from musclekit.mechanics.arguments import several
from musclekit.mechanics.curves import Curves, Quantity, curve
from musclekit.nerve.clearance import corners_of

ALONG = "ALONG"
BANDS, CORNERS = 40, 4
"""Stretches of a nerve whose mesh has no rings; a ring has more vertices than this."""
ROUND_MM = 6.0
"""So far to either side of a place the nerve counts as being there."""
TOUCHING_MM = 0.05
WITHIN_MM = 20.0
PASSED_BY = ("nerve", "skin", "bone-feature")
"""Kinds that are no neighbours: the nerve's own kin, what covers all, and parts of a bone."""


@dataclass(frozen=True, eq=False)
class NervePart:
    """One structure of a nerve's way.

    Attributes
    ----------
    id, name : str
    points_mm : (k, 3) float
        Its centre line, from the spine downwards, at the atlas's posture.
    length_mm : float
        At the posture: at rest as drawn, stretched by as much as the whole way is.
    start, end : float
        Where it begins and ends on the whole way, 0 to 1 of its length.
    """

    id: str
    name: str
    points_mm: np.ndarray
    length_mm: float
    start: float
    end: float


@dataclass(frozen=True)
class Neighbour:
    """A structure beside the nerve.

    Attributes
    ----------
    id, name : str
    distance_mm : float
        From the nerve's surface; 0 where the two touch.
    side : str
        As seen from the nerve: "in front", "medial", "behind and lateral" ...; "" where the two
        touch, for surfaces that cross have no side.
    """

    id: str
    name: str
    distance_mm: float
    side: str


@dataclass(frozen=True, eq=False, repr=False)
class NervePath:
    """A nerve's way from one root to its end, at the posture of an atlas.

    Attributes
    ----------
    atlas : Atlas
    nerve, root : str
        Ids of where it ends and where it begins.
    parts : tuple of NervePart
    strain_percent : float
        By how much the whole way is longer than upright. The nerve is taken to slide freely, so
        every part has this strain.
    supply : tuple of SupplyRecord
        What its parts supply.
    """

    atlas: Atlas
    nerve: str
    root: str
    parts: tuple[NervePart, ...]
    strain_percent: float
    supply: tuple[SupplyRecord, ...]

    @property
    def length_mm(self) -> float:
        """Of the whole way."""
        return sum(part.length_mm for part in self.parts)

    @cached_property
    def points_mm(self) -> np.ndarray:
        """(n, 3) the centre line, from the spine downwards."""
        return np.vstack([part.points_mm for part in self.parts])

    def at(self, share: float) -> np.ndarray:
        """(3,) the point of its centre line at a share of the way, 0 to 1."""
        part, own = self._part(share)
        along = arc_lengths(part.points_mm)
        return at_lengths(part.points_mm, along, np.array([own * along[-1]]))[0]

    def part(self, share: float) -> NervePart:
        """The structure it is at a share of the way, 0 to 1."""
        return self._part(share)[0]

    def neighbours(self, share: float, within_mm: float = WITHIN_MM) -> tuple[Neighbour, ...]:
        """What lies beside it at a share of the way, the nearest first.

        Parameters
        ----------
        share : float
            0 at the spine to 1 at its end.
        within_mm : float
            Farther structures are left out.

        Raises
        ------
        MusclekitError
            If `share` is not between 0 and 1.

        Notes
        -----
        Exact distances from the nerve's surface within 6 mm of the place; nerves, skin and patches
        of bone are no neighbours.
        """
        part, _ = self._part(share)
        here, ahead = self.at(share), self._ahead(share)
        corners = corners_of(self.atlas[part.id])
        away = np.abs((corners.mean(axis=1) - here) @ ahead)
        near = np.linalg.norm(corners.mean(axis=1) - here, axis=1) < 5 * ROUND_MM
        chosen = corners[near & (away <= np.maximum(ROUND_MM, away.min()))]
        found = []
        for one in self.atlas.structures:
            if one.kind in PASSED_BY or not _may_be_near(one, chosen, within_mm):
                continue
            gap = surface_gap(chosen, corners_of(one))
            if gap.distance <= within_mm:
                way = gap.points[1] - here
                side = side_of(way, ahead, self.atlas.side) if gap.distance > TOUCHING_MM else ""
                found.append(Neighbour(one.id, called(one), gap.distance, side))
        return tuple(sorted(found, key=lambda one: one.distance_mm))

    def nearest(self, structure: str) -> tuple[float, float]:
        """Where on the way it comes nearest to a structure, and how near.

        Returns
        -------
        (float, float)
            Share of the way, 0 to 1, to a step of its centre line; millimetres between surfaces.

        Raises
        ------
        UnknownStructure
            If the atlas lacks it.
        """
        other = corners_of(self.atlas[structure])
        gaps = [surface_gap(corners_of(self.atlas[part.id]), other) for part in self.parts]
        nearest = min(range(len(gaps)), key=lambda one: gaps[one].distance)
        part = self.parts[nearest]
        along = arc_lengths(part.points_mm) / arc_lengths(part.points_mm)[-1]
        away = np.linalg.norm(part.points_mm - gaps[nearest].points[0], axis=1)
        own = float(along[int(np.argmin(away))])
        return part.start + own * (part.end - part.start), gaps[nearest].distance

    def describe(self) -> str:
        """The way in words: its parts, its stretch, what it supplies."""
        return self._words().text

    def __repr__(self) -> str:
        """The way in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._words()._repr_mimebundle_()

    # ------------------------------------------------------------------- helpers
    def _words(self) -> words.Words:
        sources, first = self.atlas.sources, self.parts[0]
        ways = ", ".join(f"{called(self.atlas[x.id])} {x.length_mm:.0f} mm" for x in self.parts)
        lines = [
            f"{self.parts[-1].name} from {called(self.atlas[first.id])}: {self.length_mm:.0f} mm "
            f"({ways}).",
            f"Against upright the way is {_longer(self.strain_percent)}.",
        ]
        body = "".join(f"<p>{line}</p>" for line in lines)
        rows = []
        for one in self.supply:
            name = self.atlas[one.nerve].name()
            told = words.citation(one.sources, sources, one.confirmed)
            lines.append(f"{name}, {one.kind}: {one.text}{told}")
            cites = words.citation_html(one.sources, sources, one.confirmed)
            cells = f"<td>{one.kind}</td><td>{one.text} {cites}</td>"
            rows.append(f"<tr><th scope='row'>{name}</th>{cells}</tr>")
        return words.explained(lines, f"{body}<table class='mk-facts'>{''.join(rows)}</table>")

    def _part(self, share: float) -> tuple[NervePart, float]:
        if not 0 <= share <= 1:
            raise MusclekitError(
                f"{share!r} is no place on the nerve.",
                remedy="Give 0 at the spine to 1 at its end.",
            )
        part = next((x for x in self.parts if share <= x.end), self.parts[-1])
        return part, float(np.clip((share - part.start) / (part.end - part.start), 0, 1))

    def _ahead(self, share: float) -> np.ndarray:
        part, own = self._part(share)
        along = arc_lengths(part.points_mm)
        step = 4.0 / along[-1]
        ends = np.clip([own - step, own + step], 0, 1) * along[-1]
        before, after = at_lengths(part.points_mm, along, ends)
        return (after - before) / np.linalg.norm(after - before)


def nerve_path(atlas: Atlas, nerve: str = "tibial_nerve", root: str = "") -> NervePath:
    """A nerve followed from a root to its end.

    Parameters
    ----------
    atlas : Atlas
        At any posture.
    nerve : str
        Where it ends: "tibial_nerve" or "common_fibular_nerve" in the embedded atlas.
    root : str, optional
        Where it begins: "root_s1" or "S1"; the atlas's first choice where left out.

    Raises
    ------
    UnknownStructure
        If the atlas has no such nerve.
    UnknownName
        If the nerve is not followed, or not from that root.
    MusclekitError
        If the atlas says nothing of the courses of its nerves.

    >>> import musclekit as mk
    >>> [part.name for part in mk.nerve_path(mk.load_atlas(), "tibial_nerve", "S1").parts]
    ['S1 nerve root', 'Sciatic nerve', 'Tibial nerve']
    """
    record = path_record(atlas, nerve)
    begins = _root(atlas, record, root)
    ids = (begins, *record.parts)
    strain = float(nerve_strain(atlas, record.nerve, **atlas.posture))
    rest = [arc_lengths(middles(atlas.intact.neutral[name]))[-1] for name in ids]
    ends = np.cumsum(rest) / np.sum(rest)
    supply = read_nerves(atlas.folder).supply
    return NervePath(
        atlas=atlas,
        nerve=record.nerve,
        root=begins,
        parts=tuple(
            NervePart(
                id=name,
                name=atlas[name].name(),
                points_mm=middles(atlas[name]),
                length_mm=float(long * (1 + strain / 100)),
                start=float(end - long / np.sum(rest)),
                end=float(end),
            )
            for name, long, end in zip(ids, rest, ends, strict=True)
        ),
        strain_percent=strain,
        supply=tuple(one for one in supply if one.nerve in ids),
    )


def nerve_lengths(atlas: Atlas, nerve: str = "tibial_nerve", **angles: Any) -> np.ndarray:
    """Length of a nerve's way from the spine to the ankle.

    Parameters
    ----------
    atlas : Atlas
    nerve : str
        As for `nerve_path`.
    **angles
        Degrees by coordinate, each one number or an array; `lumbar_flexion`, `hip_flexion`,
        `knee_flexion` and `ankle_dorsiflexion` matter most.

    Returns
    -------
    float array
        Millimetres, of the broadcast shape of the angles.

    Raises
    ------
    UnknownStructure, UnknownName, MusclekitError
        As `nerve_path`; or if angles are out of range or do not go together.

    Notes
    -----
    Of the path the mesh is bent along (docs/nerve.md tells what of it is schematic).
    """
    return atlas.joints.lengths_mm(path_record(atlas, nerve).course, angles)


def nerve_strain(atlas: Atlas, nerve: str = "tibial_nerve", **angles: Any) -> np.ndarray:
    """Per cent by which a nerve's way is longer than upright; arguments as `nerve_lengths`."""
    upright = nerve_lengths(atlas, nerve)
    return 100.0 * (nerve_lengths(atlas, nerve, **angles) / upright - 1.0)


def stretch_curve(
    atlas: Atlas,
    structures: Any = ("tibial_nerve", "common_fibular_nerve", "hamstrings"),
    *,
    along: str = "hip_flexion",
    **angles: Any,
) -> Curves:
    """How much longer than upright nerves and muscles become while one joint moves.

    Parameters
    ----------
    atlas : Atlas
    structures : str, Structure or several
        Nerves that can be followed, and muscles or groups with a path across the joints.
    along : str
        The coordinate that changes: over its whole range, or over the angles given under its name.
    **angles
        The others, degrees, one number each.

    Returns
    -------
    Curves
        In millimetres; what a joint leaves alone stays at 0.

    Raises
    ------
    UnknownStructure, UnknownName, MusclekitError
        As `nerve_path` and `mk.curve` do.
    """
    nerves: list[str] = []
    muscles: list[Any] = []
    for one in several(structures):
        own = atlas.resolve(one)
        is_nerve = all(atlas[name].kind == "nerve" for name in own)
        nerves += own if is_nerve else ()
        muscles += () if is_nerve else (one,)
    like = curve(atlas, "length", muscles or "hamstrings", along=along, **angles)
    posture = {along: like.angles_deg, **like.others_deg}
    values = {
        one: nerve_lengths(atlas, one, **posture) - nerve_lengths(atlas, one) for one in nerves
    }
    for one, course in like.values.items() if muscles else ():
        values[one] = course - atlas.joints.lengths_mm(one, {})
    return Curves(
        quantity=Quantity("longer_mm", "Longer than upright", "mm"),
        joint=along,
        along=along,
        angles_deg=like.angles_deg,
        others_deg=like.others_deg,
        values=values,
        names={one: atlas[one].name() for one in values},
        published=(),
        overstretched=(),
        sources=atlas.sources,
    )


def path_record(atlas: Atlas, nerve: str) -> NervePathRecord:
    """What an atlas says of the way of a nerve; raises as `nerve_path` does."""
    own = atlas[nerve].id
    if not (atlas.folder / "nerves.yaml").is_file():
        raise MusclekitError(
            f"Atlas '{atlas.name}' does not say which way its nerves take.",
            remedy="Add nerves.yaml beside its atlas.yaml (docs/nerve.md).",
        )
    paths = {one.nerve: one for one in read_nerves(atlas.folder).paths}
    if own not in paths:
        raise UnknownName(f"'{nerve}' is not followed.", remedy=did_you_mean(own, paths))
    return paths[own]


def middles(structure: Structure) -> np.ndarray:
    """(k, 3) centre line of a nerve, from the spine downwards."""
    points, along = np.asarray(structure.mesh.points, float), along_of(structure)
    edges = sections(along)
    if len(edges) == BANDS + 1:
        # A mesh without rings: the middles of slabs stand for them.
        along = (np.clip(np.searchsorted(edges, along), 1, BANDS) - 0.5) / BANDS
    return centreline(points, along)[1]


def along_of(structure: Structure) -> np.ndarray:
    """(n,) how far along a nerve its vertices lie, 0 to 1 from the spine downwards."""
    return np.asarray(structure.mesh.point_data[ALONG], float)


def sections(along: np.ndarray) -> np.ndarray:
    """(k,) where the stretches of a nerve begin and end: at its rings, evenly where it has none.

    >>> sections(np.repeat([0.0, 0.4, 1.0], 8)).tolist()
    [0.0, 0.4, 1.0]
    """
    rings = np.unique(np.round(along, 4))
    return rings if len(rings) <= len(along) / CORNERS else np.linspace(0.0, 1.0, BANDS + 1)


def side_of(way: np.ndarray, ahead: np.ndarray, side: str) -> str:
    """Which side of a nerve something lies on, in words.

    Parameters
    ----------
    way : (3,) float
        From the nerve to it.
    ahead : (3,) float
        Unit vector along the nerve, downwards upright.
    side : str
        "right" or "left" side of the body.

    >>> side_of(np.array([5.0, 0, 0]), np.array([0, 0, -1.0]), "right")
    'lateral'
    >>> side_of(np.array([-4.0, -4, 1]), np.array([0, 0, -1.0]), "right")
    'behind and medial'
    """
    lateral = np.array([1.0 if side == "right" else -1.0, 0.0, 0.0])
    lateral -= (lateral @ ahead) * ahead
    lateral /= np.linalg.norm(lateral)
    front = np.cross(lateral, ahead) * (1.0 if side == "right" else -1.0)
    across = np.array([way @ front, way @ lateral])
    across /= max(float(np.linalg.norm(across)), 1e-9)
    told = []
    if abs(across[0]) > 0.38:
        told.append("in front" if across[0] > 0 else "behind")
    if abs(across[1]) > 0.38:
        told.append("lateral" if across[1] > 0 else "medial")
    return " and ".join(told)


def _root(atlas: Atlas, record: NervePathRecord, root: str) -> str:
    if not root:
        return record.roots[0]
    known = {name.removeprefix("root_"): name for name in record.roots}
    short = str(root).lower().removeprefix("root_")
    if short not in known:
        nerve = called(atlas[record.nerve])
        raise UnknownName(
            f"No root '{root}' of {nerve}.",
            remedy=did_you_mean(str(root).upper(), map(str.upper, known)),
        )
    return known[short]


def _may_be_near(one: Structure, corners: np.ndarray, within_mm: float) -> bool:
    flat = corners.reshape(-1, 3)
    bounds = np.reshape(one.mesh.bounds, (3, 2))
    low, high = bounds[:, 0] - within_mm, bounds[:, 1] + within_mm
    return bool((flat.max(axis=0) >= low).all() and (flat.min(axis=0) <= high).all())


def _longer(percent: float) -> str:
    if abs(percent) < 0.05:
        return "as long"
    return f"{abs(percent):.1f} % {'longer' if percent > 0 else 'shorter'}"
