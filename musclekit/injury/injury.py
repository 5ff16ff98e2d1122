"""One injury as a value: what is hurt, how, where and how far, checked against what can be."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from musclekit.atlas import Atlas, called, load_atlas, read_injuries
from musclekit.content import (
    MARKS,
    MEASURES,
    InjuriesRecord,
    KindRecord,
)
from musclekit.errors import MusclekitError, did_you_mean
from musclekit.injury.checks import (
    along_of,
    between,
    capital,
    check_findings,
    check_together,
    episode_of,
    extent_of,
    kind_of,
    mark_sites,
    places_of,
    site_of,
)

if TYPE_CHECKING:
    from musclekit.injury.grading import Grade, Grades

_ABSENT = {name: None for name in MEASURES} | {name: False for name in MARKS} | {"disorder": None}


@dataclass(frozen=True)
class Injury:
    """An injury of one structure; immutable, and equal to another of the same figures.

    Parameters
    ----------
    structure : str
        Id or alias of a muscle or tendon of the atlas.
    kind : str
        As injuries.yaml names it: strain, partial_tear, complete_tear, avulsion, tendinopathy,
        contusion, haematoma, scar, degeneration, wasting, functional.
    site : str, optional
        origin, proximal_tendon, proximal_mtj, belly, myofascial, intratendinous, distal_mtj,
        distal_tendon, insertion; the kind's usual one that the structure has when left out.
    csa_fraction : float
        Part of the cross-section with signal change, 0 to 1; the torn part of tears and avulsions.
        Of the tendon's section where the site is a tendon.
    length_mm : float
        Length of the signal change along the structure.
    disruption_mm : float
        Gap between the fibre ends at rest; 0 for none.
    retraction_mm : float
        How far the torn end has drawn back.
    fluid_ml : float
        Blood or other fluid.
    thickening : float
        Of a tendon: 0.4 for 40 % thicker.
    fragment_mm : float
        Length of the piece of bone that came with the tendon; 0 for the tendon alone.
    atrophy, fatty_fraction : float
        Share of the volume lost, and of what is left that is fat.
    along : float, optional
        Middle of the injury, 0 at the origin to 1 at the insertion.
    around_deg : float
        Where round the section: 0 superficial, 90 lateral, 180 deep, 270 medial.
    mechanism : {"sprint", "stretch", "direct"}, optional
    episode : int
        0 for the first, 1 for the first re-injury.
    tension_lost : bool
        Whether the tendon is slack or wavy.
    nerve_tethered : bool
        Whether the sciatic nerve is bound to the torn end.
    disorder : {"neuromuscular", "fatigue", "soreness", "spine"}, optional
        Of a functional disorder alone.
    atlas : Atlas, optional
        Whose names and sites hold; the embedded one when left out. No part of comparisons.

    Raises
    ------
    UnknownStructure
        If the atlas has no such structure.
    MusclekitError
        If a field is not of the kind or outside its range; names field and range.
    ContentError
        If the atlas's injuries.yaml is missing or wrong.

    Notes
    -----
    An extent that is left out takes its kind's default, drawn for teaching (docs/injuries.md).

    >>> strain = Injury("biceps_femoris_long_head", "strain", csa_fraction=0.3, length_mm=80)
    >>> strain.site, strain.disruption_mm
    ('proximal_mtj', 0.0)
    """

    structure: str
    kind: str
    site: str = None  # type: ignore[assignment]  # filled in
    csa_fraction: float = None  # type: ignore[assignment]
    length_mm: float = None  # type: ignore[assignment]
    disruption_mm: float = None  # type: ignore[assignment]
    retraction_mm: float = None  # type: ignore[assignment]
    fluid_ml: float = None  # type: ignore[assignment]
    thickening: float = None  # type: ignore[assignment]
    fragment_mm: float = None  # type: ignore[assignment]
    atrophy: float = None  # type: ignore[assignment]
    fatty_fraction: float = None  # type: ignore[assignment]
    along: float | None = None
    around_deg: float = 0.0
    mechanism: str | None = None
    episode: int = 0
    tension_lost: bool = False
    nerve_tethered: bool = False
    disorder: str | None = None
    atlas: Atlas | None = field(default=None, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        """Check every field and fill in what was left out."""
        if not isinstance(self.atlas, Atlas | None):
            raise MusclekitError(
                f"{self.atlas!r} is no atlas.",
                where="Injury, atlas",
                remedy="Give mk.load_atlas(...), or leave it out for the embedded one.",
            )
        record = read_injuries(self.body.folder)
        places = places_of(self, record)
        kind = kind_of(self, record)
        self._set(structure=places.structure, site=site_of(self, kind, places, record))
        for name in MEASURES:
            self._set(**{name: extent_of(self, name, kind, places, record)})
        check_together(self)
        check_findings(self, kind)
        if kind.disorders:
            self._set(disorder=self.disorder or kind.disorders[0])
        if self.along is not None:
            self._set(along=along_of(self))
        self._set(around_deg=between(self, "around_deg", 0.0, 360.0))
        self._set(episode=episode_of(self))

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def body(self) -> Atlas:
        """The atlas its names and sites are looked up in."""
        return embedded() if self.atlas is None else self.atlas

    @property
    def record(self) -> KindRecord:
        """What injuries.yaml says of its kind."""
        return next(k for k in read_injuries(self.body.folder).kinds if k.id == self.kind)

    @property
    def extents(self) -> dict[str, float]:
        """The extents its kind is measured by."""
        return {name: getattr(self, name) for name in self.record.extents}

    def replace(self, **changes: Any) -> Injury:
        """The same injury with some fields changed.

        Notes
        -----
        What the new kind or site does not have is dropped rather than refused, as long as it is
        not among the changes: extents and findings of another kind, the place along another site,
        the retraction of what is no longer torn through.
        """
        kept = {f.name: getattr(self, f.name) for f in fields(self)}
        for name in changes.keys() - kept.keys():
            raise MusclekitError(
                f"An injury has no '{name}'.",
                where="Injury.replace",
                remedy=did_you_mean(name, kept),
            )
        if changes.get("kind", self.kind) != self.kind:
            kept |= _kept_by(self, changes["kind"])
        if {"structure", "site"} & changes.keys():
            kept["along"] = None
        if changes.get("csa_fraction", 1) != 1:
            kept["retraction_mm"] = None
        return Injury(**(kept | changes))

    def describe(self, without: Container[str] = ()) -> str:
        """The injury in words, with its extents but those left out."""
        record = read_injuries(self.body.folder)
        name = called(self.body[self.structure])
        head = f"{capital(self.record.name)} of {name}, {record.sites[self.site]}"
        told = [
            extent_said(name, value, record)
            for name, value in self.extents.items()
            if value and name not in without
        ]
        told += [FOUND[name] for name in MARKS if getattr(self, name)]
        told += [DISORDER[self.disorder]] if self.disorder else []
        told += [CAME[self.mechanism]] if self.mechanism else []
        told += [f"re-injury number {self.episode}"] if self.episode else []
        return f"{head}{': ' if told else ''}{'; '.join(told)}."

    def grade(self, scheme: str) -> Grade:
        """Its class in one scheme, with the criteria that decide it.

        Raises
        ------
        UnknownName
            If there is no such scheme.
        """
        from musclekit.injury.grading import grade

        return grade(self, scheme)

    def grades(self) -> Grades:
        """Its class in every scheme, beside one another."""
        from musclekit.injury.grading import compare

        return compare(self)


FOUND = {
    "tension_lost": "the tendon has lost its tension",
    "nerve_tethered": "the sciatic nerve is bound to the torn end",
}
CAME = {
    "sprint": "it happened while sprinting",
    "stretch": "it happened while stretching",
    "direct": "it came from a direct blow",
}
DISORDER = {
    "fatigue": "tired muscle",
    "soreness": "delayed-onset soreness",
    "spine": "from the spine or its nerves",
    "neuromuscular": "from the muscle's own control",
}
_SHOWN = {"share": lambda v: f"{100 * v:.3g} %", "mm": lambda v: f"{v:g} mm"}


def extent_said(name: str, value: float, record: InjuriesRecord) -> str:
    """An extent in words with its unit: "gap between the fibre ends 12 mm"."""
    measure = record.measures[name]
    shown = _SHOWN.get(measure.unit, lambda v: f"{v:g} {measure.unit}")
    return f"{measure.name} {shown(value)}"


@cache
def embedded() -> Atlas:
    """The atlas of an injury that names none."""
    return load_atlas()


def _kept_by(injury: Injury, kind_id: str) -> dict[str, Any]:
    """What an injury loses on becoming another kind."""
    record = read_injuries(injury.body.folder)
    kind = next((one for one in record.kinds if one.id == kind_id), None)
    if kind is None:
        return {}  # refused when it is made
    lost: dict[str, Any] = dict(_ABSENT)
    for name, extent in kind.extents.items():
        if name in injury.record.extents and extent.holds(getattr(injury, name)):
            del lost[name]
    lost |= {"mechanism": injury.mechanism if injury.mechanism in kind.mechanisms else None}
    places = next(one for one in record.structures if one.structure == injury.structure)
    if injury.site not in kind.sites or injury.site not in places.sites:
        lost |= {"site": None, "along": None}
    for name in MARKS:
        if name in kind.marks:
            lost[name] = getattr(injury, name) and injury.site in mark_sites(name)
    return lost
