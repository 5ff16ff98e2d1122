"""What the joints and muscles of an atlas do at a posture or over an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from musclekit.assessment.derivations import Amount, Partner, amount, partner
from musclekit.assessment.things import Thing
from musclekit.assessment.wording import Said
from musclekit.atlas.naming import called
from musclekit.content import Record
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.units import convert

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.mechanics import Activity

Posture = dict[str, float]


class Lever(Record):
    """`joint`: what it turns; `at`: the other angles, degrees."""

    joint: str
    at: Posture = Field(default_factory=dict)


class At(Record):
    """`at`: the posture, degrees."""

    at: Posture


class Between(Record):
    """`start`, `end`: two postures, degrees; `start` is upright when left out."""

    start: Posture = Field(default_factory=dict)
    end: Posture


class Postures(Record):
    """`muscle`, and `postures`: what each of the names asked of stands for, degrees."""

    muscle: str
    postures: dict[str, Posture]


class Levers(Record):
    """As `Postures`, and `joint`: what the lever is about."""

    muscle: str
    joint: str
    postures: dict[str, Posture]


class Run(Record):
    """One run of a dynamometer."""

    action: Literal["concentric", "eccentric"]
    speed_deg_per_s: float


class Runs(Record):
    """`runs`: what each of the names asked of stands for; `hip_flexion` of the seat."""

    runs: dict[str, Run]
    hip_flexion: float = 85.0


class Lost(Record):
    """`left`: the share of force the muscle keeps; `action`, `speed_deg_per_s`: the run."""

    action: Literal["concentric", "eccentric"]
    speed_deg_per_s: float
    left: float
    hip_flexion: float = 85.0


class In(Record):
    """`activity`: id or name of one of the atlas's activities."""

    activity: str


class Of(Record):
    """`muscle`: whose length it is."""

    muscle: str


class Weak(Record):
    """`speed_deg_per_s` of a dynamometer, `hip_flexion` there, `weak`: share of force left."""

    speed_deg_per_s: float
    hip_flexion: float = 85.0
    weak: dict[str, float] = Field(default_factory=dict)


@amount("moment-arm", Lever)
def moment_arm(atlas: Atlas, of: str, joint: str, at: Posture) -> Amount:
    """How long a muscle's lever is about a joint, whichever way it turns it."""
    from musclekit.mechanics import moment_arms

    arm_m = moment_arms(atlas, of, joint, **_checked(atlas, at, "at")).item()
    return Amount(convert(abs(arm_m), "m", "mm"), "mm", f"moment arm at the {_named(joint)}")


@amount("moment-arm-of-posture", Levers)
def moment_arm_of_posture(
    atlas: Atlas, of: str, muscle: str, joint: str, postures: dict[str, Posture]
) -> Amount:
    """How long a muscle's lever is in a named posture."""
    return moment_arm(atlas, muscle, joint, _posture(atlas, of, postures))


@amount("length-change", Between)
def length_change(atlas: Atlas, of: str, start: Posture, end: Posture) -> Amount:
    """By how much a muscle with its tendons is longer at the end than at the start."""
    from musclekit.mechanics import lengths

    before = lengths(atlas, of, **_checked(atlas, start, "start")).item()
    after = lengths(atlas, of, **_checked(atlas, end, "end")).item()
    return Amount(after - before, "mm", "change of length")


@amount("stretch", At)
def stretch(atlas: Atlas, of: str, at: Posture) -> Amount:
    """By how much a muscle with its tendons is longer than upright, percent."""
    return Amount(_stretch(atlas, of, _checked(atlas, at, "at")), "%", "stretch against upright")


@amount("stretch-of-posture", Postures)
def stretch_of_posture(atlas: Atlas, of: str, muscle: str, postures: dict[str, Posture]) -> Amount:
    """By how much a muscle is longer in a named posture than upright, percent."""
    at = _posture(atlas, of, postures)
    return Amount(_stretch(atlas, muscle, at), "%", f"stretch of {_of(atlas, muscle)}")


@amount("peak-stretch", In)
def peak_stretch(atlas: Atlas, of: str, activity: str) -> Amount:
    """The greatest stretch of a muscle in an activity, percent of its upright length."""
    row = _peak(atlas, activity, of)
    return Amount(float(row.longest_strain_percent), "%", "greatest stretch")


@amount("peak-stretch-of-activity", Of)
def peak_stretch_of_activity(atlas: Atlas, of: str, muscle: str) -> Amount:
    """The greatest stretch an activity brings to a muscle, percent of its upright length."""
    row = _peak(atlas, of, muscle)
    what = f"greatest stretch of {_of(atlas, muscle)}"
    return Amount(float(row.longest_strain_percent), "%", what)


@amount("when-longest", Of)
def when_longest(atlas: Atlas, of: str, muscle: str) -> Amount:
    """At what percent of an activity a muscle is longest."""
    row = _peak(atlas, of, muscle)
    what = f"place in the cycle where {_of(atlas, muscle)} is longest"
    return Amount(float(row.longest_at_percent), "%", what)


@amount("torque-share", Lever)
def torque_share(atlas: Atlas, of: str, joint: str, at: Posture) -> Amount:
    """A muscle's part of what all hamstrings can turn a joint with, percent."""
    from musclekit.mechanics import torques

    turned = torques(atlas, "hamstrings", joint=joint, **_checked(atlas, at, "at"))
    each = {name: value.item() for name, value in turned.items()}
    if of not in each:
        raise UnknownName(f"No torque of '{of}'.", remedy=did_you_mean(of, each))
    whole = sum(each.values())
    return Amount(100.0 * each[of] / whole, "%", f"share of the torque at the {_named(joint)}")


@amount("symmetry", Weak)
def symmetry(
    atlas: Atlas, of: str, speed_deg_per_s: float, hip_flexion: float, weak: dict[str, float]
) -> Amount:
    """Limb symmetry index when one leg has lost force: `of` is the action, percent."""
    from musclekit.mechanics import strength_test

    test = strength_test(
        atlas, speeds_deg_per_s=(speed_deg_per_s,), hip_flexion=hip_flexion, left=weak or 1.0
    )
    return Amount(test.limb_symmetry_percent(of, speed_deg_per_s), "%", "limb symmetry index")


@amount("symmetry-lost", Lost)
def symmetry_lost(
    atlas: Atlas, of: str, action: str, speed_deg_per_s: float, left: float, hip_flexion: float
) -> Amount:
    """By how much the limb symmetry index falls when one muscle loses force, percent."""
    index = symmetry(atlas, action, speed_deg_per_s, hip_flexion, {of: left})
    return Amount(100.0 - index.value, "%", "loss of symmetry")


@amount("peak-torque", Runs)
def peak_torque(atlas: Atlas, of: str, runs: dict[str, Run], hip_flexion: float) -> Amount:
    """The peak torque of a named run of the dynamometer."""
    from musclekit.mechanics import strength_test

    if of not in runs:
        raise UnknownName(f"No run '{of}'.", remedy=did_you_mean(of, runs))
    run = runs[of]
    test = strength_test(atlas, speeds_deg_per_s=(run.speed_deg_per_s,), hip_flexion=hip_flexion)
    peak = test.peak("right", run.action, run.speed_deg_per_s)
    return Amount(peak.torque_nm, "N·m", "peak torque")


@partner("longest-in", Of)
def longest_in(atlas: Atlas, of: str, muscle: str) -> Partner:
    """The phase of an activity in which a muscle is longest."""
    row = _peak(atlas, of, muscle)
    said = (
        f"In the model {_of(atlas, muscle)} is longest at {row.longest_at_percent:.0f} % of "
        f"{_activity(atlas, of).name().lower()}."
    )
    return Partner(Thing(text=row.longest_phase), Said(said))


def _posture(atlas: Atlas, name: str, postures: dict[str, Posture]) -> Posture:
    """The posture of a name; all of them are checked."""
    if name not in postures:
        raise UnknownName(f"No posture '{name}'.", remedy=did_you_mean(name, postures))
    return {one: _checked(atlas, at, "postures") for one, at in postures.items()}[name]


def _checked(atlas: Atlas, angles: Posture, field: str) -> Posture:
    """A posture of an item, whose names must be joint coordinates and no other settings."""
    try:
        atlas.joints.angles(angles)
    except MusclekitError as error:
        raise MusclekitError(error.what, where=f"'{field}'", remedy=error.remedy) from None
    return angles


def _stretch(atlas: Atlas, muscle: str, at: Posture) -> float:
    from musclekit.mechanics import lengths

    return 100.0 * (lengths(atlas, muscle, **at).item() / lengths(atlas, muscle).item() - 1.0)


def _peak(atlas: Atlas, activity: str, muscle: str) -> Any:
    """The row of a muscle in the table of an activity's peaks."""
    peaks = _activity(atlas, activity).peaks()
    name = atlas[muscle].id
    if name not in peaks.index:
        raise MusclekitError(f"The joints move no muscle '{name}'.", remedy="Take a hamstring.")
    return peaks.loc[name]


def _activity(atlas: Atlas, name: str) -> Activity:
    """An activity by its id, or by its name: what is asked of is shown to the learner."""
    from musclekit.mechanics import activity

    ids = {record.name.en: one for one, record in atlas.activities.items()}
    return activity(ids.get(name, name), atlas)


def _of(atlas: Atlas, muscle: str) -> str:
    return called(atlas[muscle])


def _named(joint: str) -> str:
    return joint.partition("_")[0]
