"""Injuries and how they are graded: bounds of schemes, classes, the force that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.assessment.derivations import Amount, Partner, amount, partner
from musclekit.assessment.things import Thing
from musclekit.assessment.wording import Said
from musclekit.content import Record
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.injury import Injury

Described = dict[str, dict[str, Any]]


class Level(Record):
    """`code`: a class of the scheme; `measure`: the extent its bound is about."""

    code: str
    measure: str


class Cases(Record):
    """`injuries`: what each of the names asked of stands for, as fields of `Injury`."""

    injuries: Described


class Graded(Record):
    """As `Cases`, and the `scheme` by which they are graded."""

    injuries: Described
    scheme: str


@amount("grade-bound", Level)
def grade_bound(atlas: Atlas, of: str, code: str, measure: str) -> Amount:
    """From where on an extent has a class in a scheme, which `of` names."""
    from musclekit.atlas import read_injuries
    from musclekit.injury.grading import scheme

    record = scheme(of, atlas)
    if code not in record.codes:
        raise UnknownName(f"'{of}' has no class '{code}'.", remedy=did_you_mean(code, record.codes))
    bounds = {
        one.field: one.bound
        for made, levels, _ in record.ways
        for level in levels
        for one in level.any
        if made == code
    }
    if measure not in bounds:
        raise UnknownName(
            f"The class '{code}' has no bound of '{measure}'.", remedy=did_you_mean(measure, bounds)
        )
    known = read_injuries(atlas.folder).measures
    name = known[measure].name if measure in known else measure.replace("_", " ")
    unit = known[measure].unit if measure in known else "share"
    value, said = _plain(bounds[measure], unit)
    return Amount(value, said, f"{name} from which {code} counts", record.sources)


@amount("force-left", Cases)
def force_left(atlas: Atlas, of: str, injuries: Described) -> Amount:
    """The part of its force that a named injury leaves, by the rule for teaching, percent."""
    from musclekit.injury.strength import kept, rule

    injury = _named(atlas, of, injuries)
    return Amount(
        100.0 * kept(injury), "%", "force left by a rule for teaching", rule(injury).sources
    )


@partner("class-of", Graded)
def class_of(atlas: Atlas, of: str, injuries: Described, scheme: str) -> Partner:
    """The class of a named injury in a scheme."""
    graded = _named(atlas, of, injuries).grade(scheme)
    keys = tuple(source.key for source in graded.sources)
    if graded.code is None:
        raise MusclekitError(f"It has no class: {graded.name}", remedy="Ask of another injury.")
    return Partner(Thing(text=graded.code), Said(f"{graded.name}; {graded.why}.", keys))


def _named(atlas: Atlas, of: str, injuries: Described) -> Injury:
    if of not in injuries:
        raise UnknownName(f"No injury '{of}'.", remedy=did_you_mean(of, injuries))
    return described(atlas, injuries[of])


def described(atlas: Atlas, fields: dict[str, Any]) -> Injury:
    """The injury that an item describes.

    Raises
    ------
    MusclekitError
        If there is no such injury.
    """
    from musclekit.injury import Injury

    try:
        return Injury(**fields, atlas=atlas)
    except TypeError as error:
        what = str(error).replace("Injury.__init__()", "it")
        raise MusclekitError(f"The injury does not fit: {what}.", remedy="Correct it.") from None


def _plain(value: float, unit: str) -> tuple[float, str]:
    """A value and its unit as questions write them."""
    if unit == "share":
        return 100.0 * value, "%"
    return value, "cm3" if unit == "ml" else unit
