"""One injury as a value: what is hurt, how, where and how far, checked against what can be."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from musclekit.atlas import Atlas, called, load_atlas, read_injuries
from musclekit.content import (
    DISORDERS,
    MARKS,
    MEASURES,
    MECHANISMS,
    SITES,
    InjuriesRecord,
    KindRecord,
    PlacesRecord,
)
from musclekit.errors import MusclekitError, did_you_mean
from musclekit.injury.sites import place

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
        record = read_injuries(self._atlas.folder)
        places = _places(self, record)
        kind = _kind(self, record)
        self._set(structure=places.structure, site=_site(self, kind, places, record))
        for name in MEASURES:
            self._set(**{name: _extent(self, name, kind, record)})
        _check_together(self)
        _check_findings(self, kind)
        if kind.disorders:
            self._set(disorder=self.disorder or kind.disorders[0])
        if self.along is not None:
            self._set(along=_along(self))
        self._set(around_deg=_between(self, "around_deg", 0.0, 360.0))
        self._set(episode=_episode(self))

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def _atlas(self) -> Atlas:
        return _embedded() if self.atlas is None else self.atlas

    @property
    def record(self) -> KindRecord:
        """What injuries.yaml says of its kind."""
        return next(k for k in read_injuries(self._atlas.folder).kinds if k.id == self.kind)

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
        if changes.get("kind", self.kind) != self.kind:
            kept |= _kept_by(self, changes["kind"])
        if {"structure", "site"} & changes.keys():
            kept["along"] = None
        if changes.get("csa_fraction", 1) != 1:
            kept["retraction_mm"] = None
        return Injury(**(kept | changes))

    def describe(self) -> str:
        """The injury in words, with its extents."""
        record = read_injuries(self._atlas.folder)
        name = called(self._atlas[self.structure])
        head = f"{_capital(self.record.name)} of {name}, {record.sites[self.site]}"
        told = [extent_said(name, value, record) for name, value in self.extents.items() if value]
        told += [_FOUND[name] for name in MARKS if getattr(self, name)]
        told += [_DISORDER[self.disorder]] if self.disorder else []
        told += [_CAME[self.mechanism]] if self.mechanism else []
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


_FOUND = {
    "tension_lost": "the tendon has lost its tension",
    "nerve_tethered": "the sciatic nerve is bound to the torn end",
}
_CAME = {
    "sprint": "it happened while sprinting",
    "stretch": "it happened while stretching",
    "direct": "it came from a direct blow",
}
_DISORDER = {
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
def _embedded() -> Atlas:
    return load_atlas()


def a(name: str) -> str:
    """A name with its article: "a strain", "an avulsion"."""
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _refused(field: str, what: str, remedy: str = "") -> MusclekitError:
    return MusclekitError(what, where=f"Injury, {field}", remedy=remedy)


def _places(injury: Injury, record: InjuriesRecord) -> PlacesRecord:
    """Where the structure can be hurt; refuses what is neither its muscle nor its tendon."""
    structure = injury._atlas[injury.structure]
    for places in record.structures:
        if places.structure == structure.id:
            return places
    known = ", ".join(one.structure for one in record.structures)
    name, kind = called(structure), structure.kind.replace("-", " ")
    what = (
        f"{_capital(name)} is a muscle outside the hamstrings; no injury is described for it."
        if kind == "muscle"
        else f"{_capital(name)} is no muscle or tendon of the hamstrings, but a {kind}."
    )
    raise _refused("structure", what, f"Injuries are described for: {known}.")


def _kind(injury: Injury, record: InjuriesRecord) -> KindRecord:
    for kind in record.kinds:
        if kind.id == injury.kind:
            return kind
    raise _refused(
        "kind",
        f"No kind of injury {injury.kind!r}.",
        did_you_mean(str(injury.kind), record.kind_ids),
    )


def _site(injury: Injury, kind: KindRecord, places: PlacesRecord, record: InjuriesRecord) -> str:
    """The site as asked, or the kind's usual one that the structure has."""
    can = [site for site in kind.sites if site in places.sites]
    name = places.structure
    if not can:
        reason = next((f": {places.lacks[s]}" for s in kind.sites if s in places.lacks), "")
        what = f"'{name}' cannot have {a(kind.name)}{reason}."
        raise _refused("kind", what, f"It has the sites: {', '.join(places.sites)}.")
    if injury.site is None:
        return can[0]
    if injury.site not in SITES:
        raise _refused("site", f"No site {injury.site!r}.", did_you_mean(str(injury.site), can))
    if injury.site not in places.sites:
        why = places.lacks.get(injury.site, "")
        what = f"'{name}' has no site '{injury.site}'{': ' * bool(why)}{why}."
        raise _refused("site", what, f"For {a(kind.name)} it has: {', '.join(can)}.")
    if injury.site not in can:
        what = f"{_capital(a(kind.name))} does not lie {record.sites[injury.site]}."
        raise _refused("site", what, f"For '{name}' use one of: {', '.join(can)}.")
    return injury.site


def _extent(injury: Injury, name: str, kind: KindRecord, record: InjuriesRecord) -> float:
    """One extent within its range, or the default; 0 where the kind has none."""
    given = getattr(injury, name)
    extent = kind.extents.get(name)
    if extent is None:
        if given is None or given == 0:
            return 0.0
        have = [k.name for k in record.kinds if name in k.extents]
        what = f"It is {given!r}, and {a(kind.name)} has none: it must be left out, or 0."
        raise _refused(name, what, f"It belongs to: {', '.join(have)}.")
    if given is None:
        whole = name != "retraction_mm" or injury.csa_fraction == 1
        return extent.default if whole else extent.low
    value = _number(given)
    unit = record.measures[name].unit
    if not extent.holds(value):
        of = "" if unit == "share" else f" {unit}"
        what = f"It is {given!r}; for {a(kind.name)} it must be {extent.said}{of}."
        raise _refused(name, what, f"As in {name}={extent.default:g}.")
    return value


def _number(given: Any) -> float:
    """A number, or NaN, which lies in no range."""
    if isinstance(given, bool):
        return math.nan
    try:
        return float(given)
    except (TypeError, ValueError):
        return math.nan


def _check_together(injury: Injury) -> None:
    """Nothing draws back that still hangs on."""
    if injury.retraction_mm and injury.csa_fraction < 1:
        raise _refused(
            "retraction_mm",
            f"It is {injury.retraction_mm:g}, and {injury.csa_fraction:g} of the section is torn; "
            "it must be 0 while a part holds.",
            "Leave it at 0, or give csa_fraction=1.",
        )


def _check_findings(injury: Injury, kind: KindRecord) -> None:
    """Mechanism, findings and disorder are among those of the kind, the tendon's at a tendon."""
    for name, known, can in (
        ("mechanism", MECHANISMS, kind.mechanisms),
        ("disorder", DISORDERS, kind.disorders),
    ):
        given = getattr(injury, name)
        if given is None or given in can:
            continue
        if given not in known:
            raise _refused(name, f"No {name} {given!r}.", did_you_mean(str(given), can or known))
        use = f"Use one of: {', '.join(can)}." if can else "Leave it out."
        raise _refused(name, f"{_capital(a(kind.name))} does not take '{given}'.", use)
    for name in MARKS:
        given = getattr(injury, name)
        if not isinstance(given, bool):
            raise _refused(name, f"It is {given!r}.", "Give True or False.")
        if given and (name not in kind.marks or injury.site not in _MARK_SITES[name]):
            what = f"It does not go with {a(kind.name)} at the site '{injury.site}'."
            sites = ", ".join(_MARK_SITES[name])
            raise _refused(name, what, f"Leave it False; it is told of the sites: {sites}.")


_MARK_SITES = {
    "tension_lost": ("intratendinous", "proximal_tendon", "distal_tendon"),
    "nerve_tethered": ("origin",),
}


def mark_sites(name: str) -> tuple[str, ...]:
    """Sites a finding is told of."""
    return _MARK_SITES[name]


def _along(injury: Injury) -> float:
    """The place along the structure as asked, which lies in the site."""
    value = _between(injury, "along", 0.0, 1.0, "Leave it out for the middle of the site.")
    try:
        return place(injury._atlas, injury.structure, injury.site, value)
    except MusclekitError as error:
        raise _refused("along", error.what, error.remedy) from None


def _between(injury: Injury, name: str, low: float, high: float, remedy: str = "") -> float:
    given = getattr(injury, name)
    value = _number(given)
    if not low <= value <= high:
        what = f"It is {given!r}; it must be at least {low:g} and at most {high:g}."
        raise _refused(name, what, remedy)
    return value


def _episode(injury: Injury) -> int:
    given = injury.episode
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 20:
        what = f"It is {given!r}; it must be a whole number from 0 to 20."
        raise _refused("episode", what, "0 is the first injury, 1 the first re-injury.")
    return given


def _kept_by(injury: Injury, kind_id: str) -> dict[str, Any]:
    """What an injury loses on becoming another kind."""
    record = read_injuries(injury._atlas.folder)
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
            lost[name] = getattr(injury, name) and injury.site in _MARK_SITES[name]
    return lost
