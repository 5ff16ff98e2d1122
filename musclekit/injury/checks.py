"""What an injury's fields must hold, and the one error that says what a field may be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from musclekit.atlas import called
from musclekit.content import (
    DISORDERS,
    MARKS,
    MECHANISMS,
    SITES,
    ExtentRecord,
    InjuriesRecord,
    KindRecord,
    PlacesRecord,
)
from musclekit.errors import MusclekitError, did_you_mean
from musclekit.injury.sites import place

if TYPE_CHECKING:
    from musclekit.injury.injury import Injury


def capital(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def _refused(field: str, what: str, remedy: str = "") -> MusclekitError:
    return MusclekitError(what, where=f"Injury, {field}", remedy=remedy)


def places_of(injury: Injury, record: InjuriesRecord) -> PlacesRecord:
    """Where the structure can be hurt; refuses what is neither its muscle nor its tendon."""
    structure = injury.body[injury.structure]
    for places in record.structures:
        if places.structure == structure.id:
            return places
    known = ", ".join(one.structure for one in record.structures)
    name, kind = called(structure), structure.kind.replace("-", " ")
    what = (
        f"{capital(name)} is a muscle outside the hamstrings; no injury is described for it."
        if kind == "muscle"
        else f"{capital(name)} is no muscle or tendon of the hamstrings, but a {kind}."
    )
    raise _refused("structure", what, f"Injuries are described for: {known}.")


def kind_of(injury: Injury, record: InjuriesRecord) -> KindRecord:
    """What the file says of the kind."""
    for kind in record.kinds:
        if kind.id == injury.kind:
            return kind
    raise _refused(
        "kind",
        f"No kind of injury {injury.kind!r}.",
        did_you_mean(str(injury.kind), record.kind_ids),
    )


def site_of(injury: Injury, kind: KindRecord, places: PlacesRecord, record: InjuriesRecord) -> str:
    """The site as asked, or the kind's usual one that the structure has."""
    can = [site for site in kind.sites if site in places.sites]
    name = places.structure
    if not can:
        reason = next((f": {places.lacks[s]}" for s in kind.sites if s in places.lacks), "")
        what = f"'{name}' cannot have {with_article(kind.name)}{reason}."
        raise _refused("kind", what, f"It has the sites: {', '.join(places.sites)}.")
    if injury.site is None:
        return can[0]
    if injury.site not in SITES:
        raise _refused("site", f"No site {injury.site!r}.", did_you_mean(str(injury.site), can))
    if injury.site not in places.sites:
        why = places.lacks.get(injury.site, "")
        what = f"'{name}' has no site '{injury.site}'{': ' * bool(why)}{why}."
        raise _refused("site", what, f"For {with_article(kind.name)} it has: {', '.join(can)}.")
    if injury.site not in can:
        what = f"{capital(with_article(kind.name))} does not lie {record.sites[injury.site]}."
        raise _refused("site", what, f"For '{name}' use one of: {', '.join(can)}.")
    return injury.site


def within(name: str, extent: ExtentRecord, places: PlacesRecord) -> ExtentRecord:
    """An extent's range in one structure: no length is longer than that is."""
    if name != "length_mm" or extent.high <= places.length_mm:
        return extent
    longest = places.length_mm
    cases = (min(extent.span[0], longest), min(extent.span[1], longest))
    changes = {"high": longest, "default": min(extent.default, longest), "cases": cases}
    return extent.model_copy(update=changes)


def extent_of(
    injury: Injury, name: str, kind: KindRecord, places: PlacesRecord, record: InjuriesRecord
) -> float:
    """One extent within its range, or the default; 0 where the kind has none."""
    given = getattr(injury, name)
    if name not in kind.extents:
        if given is None or given == 0:
            return 0.0
        have = [k.name for k in record.kinds if name in k.extents]
        what = (
            f"It is {given!r}, and {with_article(kind.name)} has none: it must be left out, or 0."
        )
        raise _refused(name, what, f"It belongs to: {', '.join(have)}.")
    extent = within(name, kind.extents[name], places)
    if given is None:
        whole = name != "retraction_mm" or injury.csa_fraction == 1
        return extent.default if whole else extent.low
    value = _number(given)
    unit = record.measures[name].unit
    if not extent.holds(value):
        of = "" if unit == "share" else f" {unit}"
        what = f"It is {given!r}; for {with_article(kind.name)} it must be {extent.said}{of}."
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


def check_together(injury: Injury) -> None:
    """Nothing draws back that still hangs on."""
    if injury.retraction_mm and injury.csa_fraction < 1:
        raise _refused(
            "retraction_mm",
            f"It is {injury.retraction_mm:g}, and {injury.csa_fraction:g} of the section is torn; "
            "it must be 0 while a part holds.",
            "Leave it at 0, or give csa_fraction=1.",
        )


def check_findings(injury: Injury, kind: KindRecord) -> None:
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
        raise _refused(name, f"{capital(with_article(kind.name))} does not take '{given}'.", use)
    for name in MARKS:
        given = getattr(injury, name)
        if not isinstance(given, bool):
            raise _refused(name, f"It is {given!r}.", "Give True or False.")
        if given and (name not in kind.marks or injury.site not in _MARK_SITES[name]):
            what = f"It does not go with {with_article(kind.name)} at the site '{injury.site}'."
            sites = ", ".join(_MARK_SITES[name])
            raise _refused(name, what, f"Leave it False; it is told of the sites: {sites}.")


_MARK_SITES = {
    "tension_lost": ("intratendinous", "proximal_tendon", "distal_tendon"),
    "nerve_tethered": ("origin",),
}


def mark_sites(name: str) -> tuple[str, ...]:
    """Sites a finding is told of."""
    return _MARK_SITES[name]


def along_of(injury: Injury) -> float:
    """The place along the structure as asked, which lies in the site."""
    value = between(injury, "along", 0.0, 1.0, "Leave it out for the middle of the site.")
    try:
        return place(injury.body, injury.structure, injury.site, value)
    except MusclekitError as error:
        raise _refused("along", error.what, error.remedy) from None


def between(injury: Injury, name: str, low: float, high: float, remedy: str = "") -> float:
    """A number from `low` to `high`."""
    given = getattr(injury, name)
    value = _number(given)
    if not low <= value <= high:
        what = f"It is {given!r}; it must be at least {low:g} and at most {high:g}."
        raise _refused(name, what, remedy)
    return value


def episode_of(injury: Injury) -> int:
    """How often it has come back, a whole number."""
    given = injury.episode
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 20:
        what = f"It is {given!r}; it must be a whole number from 0 to 20."
        raise _refused("episode", what, "0 is the first injury, 1 the first re-injury.")
    return given


def with_article(name: str) -> str:
    """A name with its article: "a strain", "an avulsion"."""
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
