"""An atlas in which the nerve is caught: by what, how much room is left, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import escape
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure, called, read_entrapments
from musclekit.atlas.entrapments import ENTRAPMENTS
from musclekit.content import EntrapmentRecord, Fact, Names, StructureRecord, words
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.geometry.gaps import Gap, surface_gap
from musclekit.nerve.clearance import corners_of
from musclekit.nerve.path import along_of
from musclekit.nerve.room import Room, room
from musclekit.nerve.shapes import Reach, band, lump, swelling
from musclekit.scene.model import Layer

if TYPE_CHECKING:
    import pyvista

HEART = 0.01
"""So far to either side of its heart, in shares of the nerve's length, a site is measured."""
LEAST_TRIANGLES = 12
"""At least so many of the nerve are measured there, however coarse its mesh."""
KINDS = {"lump": "mass", "band": "ligament"}
CONTACT_MM = 0.5
"""Less room than this is called contact."""

_reaches: WeakKeyDictionary[Atlas, dict[str, Reach]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Entrapment:
    """One way of being caught, as far as it has gone.

    Attributes
    ----------
    record : EntrapmentRecord
        What is known of it, with sources.
    severity : float
        0 healthy to 1, where what reaches for the nerve all but touches it: a drawn scale.
    """

    record: EntrapmentRecord
    severity: float

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id

    @property
    def structure(self) -> str:
        """Id of what it adds to an atlas, "" where a structure merely swells."""
        return self.id.replace("-", "_") if self.record.change.name else ""

    @property
    def walls(self) -> tuple[str, ...]:
        """Ids of what bounds the nerve's room, what it adds among them."""
        added = (self.structure,) if self.structure and self.severity else ()
        return (*self.record.change.against, *added)


@dataclass(frozen=True, eq=False, repr=False)
class Caught:
    """An entrapment in an atlas at a posture: the room it leaves, in numbers and in words.

    Attributes
    ----------
    entrapment : Entrapment
    atlas : Atlas
    """

    entrapment: Entrapment
    atlas: Atlas

    @cached_property
    def room(self) -> Room:
        """Along the nerve structure that is caught, against what bounds it."""
        return room(self.atlas, self.entrapment.record.site.structure, self.entrapment.walls)

    @cached_property
    def healthy_room(self) -> Room:
        """The same in the intact body at the same posture."""
        record = self.entrapment.record
        return room(self.atlas.intact, record.site.structure, record.change.against)

    @property
    def clearance_mm(self) -> float:
        """Room at the heart of the site."""
        return _at_heart(self.room, self.entrapment.record)

    @property
    def healthy_mm(self) -> float:
        """Room there in the intact body."""
        return _at_heart(self.healthy_room, self.entrapment.record)

    @cached_property
    def gap(self) -> Gap:
        """The shortest way at the heart of the site: from the nerve to what bounds its room."""
        nerve, heart = self.atlas[self.room.nerve], self.entrapment.record.site.heart
        low, high = self.room.spanned(heart - HEART, heart + HEART)
        along = along_of(nerve)[nerve.mesh.regular_faces]
        middle = along.mean(axis=1)
        chosen = corners_of(nerve)[(middle > low) & (middle <= high)]
        gaps = [surface_gap(chosen, corners_of(self.atlas[one])) for one in self.room.to]
        return min(gaps, key=lambda one: one.distance)

    @property
    def narrowed(self) -> tuple[float, float] | None:
        """Share of the structure's length from which to which room was lost; None if nowhere."""
        lost = np.flatnonzero(self.healthy_room.distance_mm - self.room.distance_mm > 0.1)
        if not len(lost):
            return None
        return float(self.room.edges[lost[0]]), float(self.room.edges[lost[-1] + 1])

    def layer(self) -> Layer:
        """The caught structure of the nerve, coloured by the room it has left."""
        return self.room.layer()

    def describe(self) -> str:
        """What is caught where, what follows, and what the model cannot know."""
        return self._words().text

    def __repr__(self) -> str:
        """What is caught where, what follows, and what the model cannot know."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._words()._repr_mimebundle_()

    # ------------------------------------------------------------------- words
    def _words(self) -> words.Words:
        sources = self.atlas.sources
        lines, html = [], []
        for label, one in self.told():
            if isinstance(one, str):
                lines.append(f"{label}: {one}")
                cell = escape(one)
            else:
                cites = words.citation(one.sources, sources, one.confirmed)
                lines.append(f"{label}: {one.text}{cites}")
                marks = words.citation_html(one.sources, sources, one.confirmed)
                cell = f"{escape(one.text)} {marks}"
            html.append(f"<tr><th scope='row'>{escape(label)}</th><td>{cell}</td></tr>")
        return words.explained(lines, f"<table class='mk-facts'>{''.join(html)}</table>")

    def told(self) -> Iterator[tuple[str, str | Fact]]:
        """Labels, each with a text or a fact: what, where, what follows, what is not known."""
        record, change = self.entrapment.record, self.entrapment.record.change
        yield record.name, record
        yield "Where", self._where()
        drawn = "drawn, not measured" if change.schematic else "after published figures"
        yield f"Extent ({drawn})", change.dimension
        for label, effect in (
            ("Hurts", "pain"),
            ("Weakens", "weakness"),
            ("Goes numb", "numbness"),
        ):
            yield from ((label, one) for one in record.effects if one.effect == effect)
            if effect in record.silent:
                yield label, "not told in the sources read for this."
        for load in record.loads:
            yield "Loaded by", load
        for one in record.unknown:
            yield "Not known to the model", one

    def _where(self) -> str:
        record = self.entrapment.record
        walls = " and ".join(called(self.atlas[one]) for one in self.entrapment.walls)
        left = (
            "contact" if self.clearance_mm < CONTACT_MM else f"{self.clearance_mm:.1f} mm are left"
        )
        told = (
            f"{record.site.name}, severity {self.entrapment.severity:g}; between it and {walls} "
            f"{left}, {self.healthy_mm:.1f} mm in the healthy body."
        )
        if self.narrowed:
            start, end = (round(100 * share) for share in self.narrowed)
            name = called(self.atlas[record.site.structure])
            told += f" Narrowed from {start} to {end} % of the length of {name}."
        return told


@dataclass(frozen=True)
class Entrapped:
    """Entrapments as an alteration of an atlas."""

    heading: ClassVar[str] = "Narrowed"
    entrapments: tuple[Entrapment, ...]

    def __call__(self, atlas: Atlas) -> Atlas:
        """The altered atlas, from the intact one at any posture."""
        structures = {one.id: one for one in atlas.structures}
        for one in self.entrapments:
            if one.severity:
                changed = _changed(atlas, one)
                structures[changed.id] = changed
        return replace(atlas, structures=tuple(structures.values()))

    def told(self, structure: str) -> str:
        """What was done to a structure, in words; "" for nothing."""
        return " ".join(
            f"{one.record.name}, severity {one.severity:g}."
            for one in self.entrapments
            if structure in (one.structure or one.record.change.wall,)
        )


def entrap(atlas: Atlas, scenario: str, severity: float = 0.5) -> Atlas:
    """An atlas in which the nerve is caught in one more way.

    Parameters
    ----------
    atlas : Atlas
        At any posture; of either side, with any variant.
    scenario : str
        One of `entrapments`: "disc-l5-s1", "piriformis", "hamstring-syndrome" ...
    severity : float
        0 healthy to 1. A scenario the atlas has already gets this severity.

    Returns
    -------
    Atlas
        With one structure swollen or one more structure; posing it carries both along.

    Raises
    ------
    UnknownName
        If there is no such scenario.
    MusclekitError
        If the severity is not between 0 and 1; if the atlas knows no scenarios, lacks a structure
        they need, or is injured; or if the scenario does not go with one, or a variant, it shows.

    >>> import musclekit as mk
    >>> "hamstring_syndrome" in mk.entrap(mk.load_atlas(), "hamstring-syndrome", severity=0.6)
    True
    """
    record = _record(atlas, scenario)
    if isinstance(severity, bool) or not isinstance(severity, int | float):
        raise MusclekitError(f"severity is {severity!r}.", remedy="Give a number from 0 to 1.")
    if not 0 <= severity <= 1:
        raise MusclekitError(f"severity is {severity:g}.", remedy="Give a number from 0 to 1.")
    if atlas.alteration is not None and not isinstance(atlas.alteration, Entrapped):
        raise MusclekitError(
            "This atlas has injuries, and what they do to the room of a nerve is not modelled.",
            remedy="Entrap the nerve of the intact one: atlas.intact.",
        )
    _must_have(atlas, record)
    known = atlas.alteration.entrapments if isinstance(atlas.alteration, Entrapped) else ()
    others = tuple(one for one in known if one.id != record.id)
    _must_go_together(atlas, record, others)
    return atlas.altered(Entrapped((*others, Entrapment(record, float(severity)))))


def entrapments(atlas: Atlas) -> dict[str, EntrapmentRecord]:
    """Every scenario of an atlas by its id; raises as `entrap` does where it knows none."""
    if not (atlas.folder / ENTRAPMENTS).is_file():
        raise MusclekitError(
            f"Atlas '{atlas.name}' does not say where its nerves are caught.",
            remedy=f"Add {ENTRAPMENTS} beside its atlas.yaml (docs/nerve.md).",
        )
    return {one.id: one for one in read_entrapments(atlas.folder).scenarios}


def caught(atlas: Atlas) -> tuple[Caught, ...]:
    """The ways in which the nerves of an atlas are caught; none where it is healthy."""
    if not isinstance(atlas.alteration, Entrapped):
        return ()
    return tuple(Caught(one, atlas) for one in atlas.alteration.entrapments)


def _record(atlas: Atlas, scenario: str) -> EntrapmentRecord:
    known = entrapments(atlas)
    if scenario not in known:
        others = {one.id: one for one in read_entrapments(atlas.folder).lookalikes}
        if scenario in others:
            raise UnknownName(f"'{scenario}' is no entrapment. {others[scenario].text}")
        raise UnknownName(f"No entrapment '{scenario}'.", remedy=did_you_mean(str(scenario), known))
    return known[scenario]


def _must_have(atlas: Atlas, record: EntrapmentRecord) -> None:
    for needed in (record.site.structure, *record.change.against):
        if needed not in atlas:
            raise MusclekitError(
                f"'{record.id}' needs '{needed}', which atlas '{atlas.name}' lacks.",
                remedy="Choose a scenario of structures it has.",
            )


def _must_go_together(
    atlas: Atlas, record: EntrapmentRecord, others: tuple[Entrapment, ...]
) -> None:
    beside = [*(one.id for one in others), *atlas.shown_variants]
    for name in beside:
        if name in record.not_with:
            raise MusclekitError(
                f"'{record.id}' does not go with '{name}': {record.not_with[name]}.",
                remedy="Show one of the two.",
            )
    for one in others:
        if {record.change.wall} & {one.record.change.wall} and not record.change.name:
            raise MusclekitError(
                f"'{record.id}' and '{one.id}' change the same structure, '{record.change.wall}'.",
                remedy="Show one of the two.",
            )


def _changed(atlas: Atlas, one: Entrapment) -> Structure:
    """What an entrapment changes or adds, at the atlas's posture."""
    change = one.record.change
    wall = atlas[change.wall]
    if not change.name:
        return replace(wall, _read_mesh=partial(_swollen, atlas, one))
    record = StructureRecord(
        id=one.structure,
        kind=KINDS[change.shape],  # type: ignore[arg-type]
        name=Names(en=change.name),
        parent=wall.id,
    )
    return replace(
        wall,
        record=record,
        origin=None,
        insertion=None,
        _read_mesh=partial(_added, atlas, one),
        _length_mm=lambda: None,
    )


def _swollen(atlas: Atlas, one: Entrapment) -> pyvista.PolyData:
    import pyvista

    change, rest = one.record.change, atlas.neutral
    wall, mesh = rest[change.wall].mesh, atlas[change.wall].mesh
    reach = reach_of(rest, one.record)
    points = np.asarray(wall.points, float)
    moved = swelling(points, wall.regular_faces, reach, _rise_mm(one, reach), change.across_mm)
    turn = _motion(atlas, change.body)[:3, :3]
    swollen = pyvista.PolyData()
    swollen.ShallowCopy(mesh)
    now = np.asarray(mesh.points, float) + moved @ turn.T
    swollen.SetPoints(pyvista.vtk_points(now.astype("float32"), deep=False))
    return swollen


def _added(atlas: Atlas, one: Entrapment) -> pyvista.PolyData:
    import pyvista

    change = one.record.change
    reach = reach_of(atlas.neutral, one.record)
    make = lump if change.shape == "lump" else band
    mesh = make(reach, _rise_mm(one, reach), change.across_mm, change.along_mm)
    motion = _motion(atlas, change.body)
    points = np.asarray(mesh.points, float) @ motion[:3, :3].T + motion[:3, 3]
    return pyvista.PolyData.from_regular_faces(points.astype("float32"), mesh.regular_faces)


def reach_of(rest: Atlas, record: EntrapmentRecord) -> Reach:
    """The way from an entrapment's wall to the nerve in an intact atlas at rest, found once."""
    known = _reaches.setdefault(rest, {})
    if record.id not in known:
        site, nerve = record.site, rest[record.site.structure]
        middle = along_of(nerve)[nerve.mesh.regular_faces].mean(axis=1) - site.heart
        corners = corners_of(nerve)
        wide = max(HEART, float(np.sort(np.abs(middle))[LEAST_TRIANGLES]))
        gap = surface_gap(corners_of(rest[record.change.wall]), corners[np.abs(middle) <= wide])
        low, high = (
            corners[(np.abs(middle) <= 3 * wide) & side].reshape(-1, 3).mean(axis=0)
            for side in (middle < 0, middle > 0)
        )
        way = gap.points[1] - gap.points[0]
        ahead = (high - low) - way * ((high - low) @ way) / max(float(way @ way), 1e-9)
        ahead /= np.linalg.norm(ahead)
        known[record.id] = Reach(gap.points[0], gap.points[1], ahead, int(gap.triangles[0]))
    return known[record.id]


def _rise_mm(one: Entrapment, reach: Reach) -> float:
    """How far what reaches for the nerve has come; where room is scarce, less of it is left."""
    left = min(one.record.change.left_mm, reach.gap_mm / 4)
    return one.severity * (reach.gap_mm - left)


def _motion(atlas: Atlas, body: str) -> np.ndarray:
    rest = atlas.neutral
    if not atlas.posture:
        return np.eye(4)
    return rest._poser.pose(body, atlas.joints.configuration(dict(atlas.posture)))


def _at_heart(found: Room, record: EntrapmentRecord) -> float:
    return found.between(record.site.heart - HEART, record.site.heart + HEART)
