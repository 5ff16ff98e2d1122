"""The way of a nerve: what it passes, what it supplies, how joints lengthen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from musclekit.assessment.derivations import Amount, Partner, amount, partner
from musclekit.assessment.derivations.evidence import Stands
from musclekit.assessment.things import Thing
from musclekit.assessment.wording import Said
from musclekit.atlas.naming import called
from musclekit.content import Record
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.content import EntrapmentRecord

Posture = dict[str, float]


class Way(Record):
    """`nerve`, `root`: the way that is followed, as `musclekit.nerve_path` takes them."""

    nerve: str = "tibial_nerve"
    root: str = ""


class At(Record):
    """`at`: the posture, degrees."""

    at: Posture


class Change(Record):
    """From posture `start`, upright when left out, to posture `end`."""

    start: Posture = Field(default_factory=dict)
    end: Posture


class Postures(Record):
    """`nerve`, and `postures`: what each of the names asked of stands for, degrees."""

    nerve: str
    postures: dict[str, Posture]


class Towards(Record):
    """`to`: the other structure; `at`: the posture, degrees."""

    to: str
    at: Posture = Field(default_factory=dict)


@amount("nerve-length", Way)
def nerve_length(atlas: Atlas, of: str, nerve: str, root: str) -> Amount:
    """How long a nerve's way is upright, from its root to its end; `of` names the end."""
    from musclekit.nerve import nerve_path

    return Amount(nerve_path(atlas.neutral, of, root).length_mm, "mm", "way from root to end")


@amount("place-on-way", Way)
def place_on_way(atlas: Atlas, of: str, nerve: str, root: str) -> Amount:
    """Where on its way a nerve comes nearest to a structure, percent from the root."""
    from musclekit.nerve import nerve_path

    share = nerve_path(atlas.neutral, nerve, root).nearest(of)[0]
    return Amount(100 * share, "%", f"place on the way of {called(atlas[nerve])}")


@amount("nerve-stretch", At)
def nerve_stretch(atlas: Atlas, of: str, at: Posture) -> Amount:
    """By how much a nerve's way, or a muscle with its tendons, is longer than upright, percent."""
    return Amount(_stretch(atlas, of, at), "%", "stretch against upright")


@amount("nerve-stretch-of-posture", Postures)
def nerve_stretch_of_posture(
    atlas: Atlas, of: str, nerve: str, postures: dict[str, Posture]
) -> Amount:
    """By how much a nerve's way is longer in a named posture than upright, percent."""
    if of not in postures:
        raise UnknownName(f"No posture '{of}'.", remedy=did_you_mean(of, postures))
    what = f"stretch of the way of {called(atlas[nerve])}"
    return Amount(_stretch(atlas, nerve, postures[of]), "%", what)


@amount("nerve-length-change", Change)
def nerve_length_change(atlas: Atlas, of: str, start: Posture, end: Posture) -> Amount:
    """By how much a nerve's way is longer at the end than at the start, mm."""
    from musclekit.nerve import nerve_lengths

    longer = nerve_lengths(atlas, of, **end) - nerve_lengths(atlas, of, **start)
    return Amount(float(longer), "mm", "change in length")


@amount("clearance", Towards)
def clearance(atlas: Atlas, of: str, to: str, at: Posture) -> Amount:
    """The shortest distance between two structures, mm."""
    import musclekit.nerve as nerve

    posture: dict[str, Any] = at
    posed = atlas.pose(**posture) if posture else atlas.neutral
    return Amount(nerve.clearance(posed, of, to).distance_mm, "mm", "clearance")


@partner("supplied-by", Stands)
def supplied_by(atlas: Atlas, of: str, named: dict[str, str]) -> Partner:
    """The nerve that supplies what an entry of nerves.yaml names."""
    from musclekit.atlas import read_nerves

    known = {one.id: one for one in read_nerves(atlas.folder).supply}
    wanted = named.get(of, of)
    if wanted not in known:
        raise UnknownName(f"No supply '{wanted}'.", remedy=did_you_mean(wanted, known))
    one = known[wanted]
    return Partner(Thing(structure=one.nerve), Said(one.text, one.sources))


def _stretch(atlas: Atlas, of: str, at: Posture) -> float:
    try:
        atlas.joints.angles(at)
    except MusclekitError as error:
        raise MusclekitError(error.what, where="the posture", remedy=error.remedy) from None
    if atlas[of].kind == "nerve":
        from musclekit.nerve import nerve_strain

        return float(nerve_strain(atlas, of, **at))
    from musclekit.mechanics import lengths

    return 100.0 * (lengths(atlas, of, **at).item() / lengths(atlas, of).item() - 1.0)


class State(Record):
    """A scenario of entrapments.yaml, its `severity`, and the posture `at` it is measured."""

    scenario: str
    severity: float = 0.5
    at: Posture = Field(default_factory=dict)


class States(Record):
    """`states`: what each of the names asked of stands for."""

    states: dict[str, State]


class Scenarios(Record):
    """`named`: ids of scenarios that the names asked of stand for."""

    named: dict[str, str] = Field(default_factory=dict)


class Drawn(Record):
    """`nerve`, `muscle`, and `postures`: what each of the names asked of stands for, degrees."""

    nerve: str
    muscle: str
    postures: dict[str, Posture]


LONGER_PERCENT = 0.2
"""By less than this nothing counts as drawn on."""


@amount("room-left", States)
def room_left(atlas: Atlas, of: str, states: dict[str, State]) -> Amount:
    """The room a nerve has at the heart of a scenario's site, mm."""
    from musclekit.nerve import caught, entrap

    if of not in states:
        raise UnknownName(f"No state '{of}'.", remedy=did_you_mean(of, states))
    one = states[of]
    altered = entrap(atlas.neutral, one.scenario, one.severity)
    posture: dict[str, Any] = one.at
    posed = altered.pose(**posture) if posture else altered
    return Amount(caught(posed)[0].clearance_mm, "mm", "room at the site")


@amount("site-on-way", Scenarios)
def site_on_way(atlas: Atlas, of: str, named: dict[str, str]) -> Amount:
    """Where on the way of the tibial nerve from S1 a scenario's site is, percent."""
    from musclekit.nerve import nerve_path

    site = _scenario(atlas, of, named).site
    parts = {one.id: one for one in nerve_path(atlas.neutral, "tibial_nerve", "S1").parts}
    if site.structure not in parts:
        raise MusclekitError(
            f"The site of '{named.get(of, of)}' is not on the way from S1.",
            remedy="Ask of scenarios of S1 and of the trunk.",
        )
    part = parts[site.structure]
    share = part.start + site.heart * (part.end - part.start)
    return Amount(100 * share, "%", "place on the way from S1")


@partner("narrowed-by", Scenarios)
def narrowed_by(atlas: Atlas, of: str, named: dict[str, str]) -> Partner:
    """The structure from which a scenario reaches for the nerve."""
    one = _scenario(atlas, of, named)
    return Partner(Thing(structure=one.change.wall), Said(one.text, one.sources))


@partner("drawn-on", Drawn)
def drawn_on(
    atlas: Atlas, of: str, nerve: str, muscle: str, postures: dict[str, Posture]
) -> Partner:
    """Whether a posture makes a nerve's way, a muscle, both or neither longer than upright."""
    if of not in postures:
        raise UnknownName(f"No posture '{of}'.", remedy=did_you_mean(of, postures))
    nerves, muscles = (_stretch(atlas, one, postures[of]) for one in (nerve, muscle))
    words = {
        (True, True): "Both",
        (True, False): "The nerve alone",
        (False, True): "The muscle alone",
        (False, False): "Neither",
    }
    longer = nerves > LONGER_PERCENT, muscles > LONGER_PERCENT
    why = f"In this model the nerve's way {nerves:+.1f} %, the muscle {muscles:+.1f} %."
    return Partner(Thing(text=words[longer]), Said(why, ()))


def _scenario(atlas: Atlas, of: str, named: dict[str, str]) -> EntrapmentRecord:
    from musclekit.nerve import entrapments

    known, wanted = entrapments(atlas), named.get(of, of)
    if wanted not in known:
        raise UnknownName(f"No entrapment '{wanted}'.", remedy=did_you_mean(wanted, known))
    return known[wanted]
