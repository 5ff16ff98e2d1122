"""Activities: their files, their curves, and what they do to the length of the hamstrings."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import musclekit as mk
from musclekit.atlas import check_atlas
from musclekit.content import ActivityRecord, parse_record
from musclekit.errors import MusclekitError, UnknownName
from musclekit.paths import content_dir

HOME = content_dir("anatomy_models") / "hamstrings"
RECORDS = yaml.safe_load((HOME / "activities.yaml").read_text("utf-8"))["activities"]
NAMES = [row["id"] for row in RECORDS]
TWO_JOINT = ("biceps_femoris_long_head", "semitendinosus", "semimembranosus")
FINE = np.linspace(0, 100, 1001)


@pytest.fixture(scope="module")
def atlas():
    return mk.load_atlas()


@pytest.fixture(scope="module", params=NAMES)
def activity(request, atlas):
    return mk.activity(request.param, atlas)


@pytest.mark.parametrize("samples", [0, -1, 1, True, 2.5, "many", None])
def test_a_table_has_at_least_its_two_ends(atlas, samples):
    walking = mk.activity("walking", atlas)
    for ask in (walking.table, walking.peaks):
        with pytest.raises(MusclekitError, match="is no number of rows"):
            ask(samples=samples)
    assert walking.table(samples=np.int64(2)).index.tolist() == [0, 100]


def test_the_asked_for_activities_are_there(atlas):
    wanted = "walking running sprint straight_leg_raise sit_and_reach squat kick nordic"
    assert [*wanted.split(), "stiff_leg_deadlift"] == list(atlas.activities)


# ------------------------------------------------------------------- curves


def test_curves_stay_between_their_points_and_inside_the_joints_range(activity, atlas):
    angles = activity.angles(FINE)
    for curve in activity.record.curves:
        degrees = [y for _, y in curve.points]
        found = angles[curve.coordinate]
        assert min(degrees) - 1e-9 <= found.min() and found.max() <= max(degrees) + 1e-9
        coordinate = atlas.joints.coordinates[curve.coordinate]
        assert coordinate.low_deg <= found.min() and found.max() <= coordinate.high_deg
        for percent, y in curve.points[:-1]:
            assert activity.angles(percent)[curve.coordinate] == pytest.approx(y)


def test_a_looped_activity_has_no_seam(activity):
    if not activity.looped:
        end = activity.angles(100)
        assert activity.angles(250) == end != activity.angles(50)
        return
    step = 0.01
    for name in activity.coordinates:
        before, at, after = activity.angles([100 - step, 100, 100 + step])[name]
        assert after - at == pytest.approx(at - before, abs=step * step * 5)
        assert activity.angles(130)[name] == activity.angles(30)[name]


def test_muscles_lengthen_without_a_jump(activity):
    for lengths in activity.lengths_mm(FINE).values():
        steps = np.abs(np.diff(lengths))
        assert steps.max() < 1.5  # mm in a thousandth of the movement
        assert np.abs(np.diff(lengths, 2)).max() < 0.2


def test_phases_cover_it_and_a_limit_belongs_to_the_next(activity):
    assert activity.phases[0].start == 0 and activity.phases[-1].end == 100
    for one, following in zip(activity.phases, activity.phases[1:], strict=False):
        assert one.end == following.start
        assert activity.phase(one.end) == following
        assert activity.phase(one.end - 0.01) == one


def test_what_is_drawn_says_so(activity):
    drawn = [curve for curve in activity.record.curves if curve.schematic]
    for curve in drawn:
        assert curve.note
        assert curve.coordinate.replace("_", " ") in activity.describe().split("Schematic")[1]
    measured = {"walking", "running"}
    assert activity.schematic == (activity.id not in measured)


# ------------------------------------------------------------------- published figures


def test_table_strain_is_length_over_upright(activity, atlas):
    table = activity.table(11)
    assert list(table.index) == list(range(0, 101, 10))
    for muscle in activity.muscles:
        upright = atlas.pose()[muscle].musculotendon_length_mm
        at_30 = activity.pose(30)[muscle].musculotendon_length_mm
        assert table[f"{muscle}_length_mm"][30] == pytest.approx(at_30)
        assert table[f"{muscle}_strain_percent"][30] == pytest.approx(100 * (at_30 / upright - 1))


def test_sprint_is_longest_in_late_swing_and_the_long_head_most(atlas):
    peaks = mk.activity("sprint", atlas).peaks().loc[list(TWO_JOINT)]
    assert set(peaks.longest_phase) == {"Late swing"}
    order = peaks.longest_strain_percent.sort_values(ascending=False).index
    assert list(order) == list(TWO_JOINT)  # thelen2005: 9.5, 8.1 and 7.4 %
    published = np.array([9.5, 8.1, 7.4])
    assert np.abs(peaks.longest_strain_percent - published).max() < 2.0


def test_hamstrings_lengthen_through_the_swing_of_a_sprint(atlas):
    """chumanov2011: they lengthen from 50 to 90 % of the cycle, then shorten through stance."""
    strains = mk.activity("sprint", atlas).strains(FINE)
    for muscle in TWO_JOINT:
        lengthening = np.diff(strains[muscle]) > 0
        assert lengthening[500:880].all()
        assert not lengthening[930:].any() and not lengthening[60:220].any()


WALKING = {  # pycgm2: longest at 96 %, shortest at 66 % of the cycle, % of standing length
    "biceps_femoris_long_head": (105.6, 91.2),
    "semimembranosus": (104.9, 90.8),
    "semitendinosus": (105.4, 90.9),
}


@pytest.mark.parametrize("muscle", WALKING)
def test_walking_agrees_with_the_model_its_angles_come_with(atlas, muscle):
    row = mk.activity("walking", atlas).peaks().loc[muscle]
    longest, shortest = WALKING[muscle]
    assert row.longest_phase == "Terminal swing" and 90 <= row.longest_at_percent <= 100
    assert row.longest_at_percent == pytest.approx(96, abs=2)
    assert row.shortest_at_percent == pytest.approx(66, abs=4)
    assert 100 + row.longest_strain_percent == pytest.approx(longest, abs=1.5)
    assert 100 + row.shortest_strain_percent == pytest.approx(shortest, abs=2.5)


RUNNING = {  # hamner2010 with gait2392: % of the anatomical pose, at percent
    "biceps_femoris_long_head": (105.9, 92),
    "semimembranosus": (104.6, 94),
    "semitendinosus": (105.0, 94),
}


@pytest.mark.parametrize("muscle", RUNNING)
def test_running_agrees_with_the_model_its_angles_were_read_from(atlas, muscle):
    row = mk.activity("running", atlas).peaks().loc[muscle]
    longest, at = RUNNING[muscle]
    assert row.longest_phase == "Late swing"
    assert row.longest_at_percent == pytest.approx(at, abs=4)
    assert 100 + row.longest_strain_percent == pytest.approx(longest, abs=1.5)


def test_a_squat_stretches_less_than_bending_over_straight_knees(atlas):
    def longest(name):
        return mk.activity(name, atlas).peaks().longest_strain_percent[list(TWO_JOINT)]

    assert (longest("squat") < longest("stiff_leg_deadlift") / 1.9).all()
    assert (longest("nordic") < 0).all()  # hip straight: never as long as upright


def test_the_left_side_does_the_same(atlas):
    left = mk.activity("sprint", mk.load_atlas(side="left")).peaks()
    right = mk.activity("sprint", atlas).peaks()
    assert left.equals(right)


# ------------------------------------------------------------------- users' mistakes


def test_no_such_activity(atlas):
    with pytest.raises(UnknownName, match=r"No activity 'sprnt'.*Did you mean 'sprint'"):
        mk.activity("sprnt", atlas)


@pytest.mark.parametrize("percent", ["late", float("nan"), [0, float("inf")]])
def test_no_percent(atlas, percent):
    with pytest.raises(MusclekitError, match="is no percent of 'sprint'"):
        mk.activity("sprint", atlas).angles(percent)


def test_an_atlas_without_activities_says_so(tiny):
    with pytest.raises(UnknownName, match=r"No activity 'sprint' in atlas 'tiny'\. There are none"):
        mk.activity("sprint", tiny)


def curve(**changes):
    return {
        "coordinate": "knee_flexion",
        "points": [[0, 10], [50, 60], [100, 10]],
        "sources": ["book"],
        "basis": "found",
        **changes,
    }


def record(**changes):
    return {
        "id": "hop",
        "name": {"en": "Hop"},
        "text": "A hop.",
        "status": "consensus",
        "sources": ["book"],
        "basis": "found",
        "looped": True,
        "duration_s": 1.0,
        "duration_note": "Drawn.",
        "phases": [{"name": "Up", "until": 50}, {"name": "Down", "until": 100}],
        "phase_sources": ["book"],
        "phase_basis": "found",
        "curves": [curve()],
        **changes,
    }


def test_the_sound_record_of_these_tests_is_sound():
    assert isinstance(parse_record(ActivityRecord, record(), "f", "hop"), ActivityRecord)


FAULTS = {
    "the phases end at 90 %": {"phases": [{"name": "Up", "until": 90}]},
    "the phases do not follow": {
        "phases": [{"name": "Up", "until": 60}, {"name": "D", "until": 40}]
    },
    "the fact cites no source": {"sources": []},
    "the curve cites no source": {"curves": [curve(sources=[])]},
    "no 'note' says after what": {"curves": [curve(schematic=True)]},
    "percents of 'points' do not rise": {"curves": [curve(points=[[0, 1], [60, 2], [40, 2]])]},
    "'points' go from 10 to 100 %": {"curves": [curve(points=[[10, 1], [100, 1]])]},
    "begins at 10° and ends at 20°": {"curves": [curve(points=[[0, 10], [100, 20]])]},
    "'knee_flexion' has two curves": {"curves": [curve(), curve()]},
    "'duration_s' is 0": {"duration_s": 0},
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_faulty_record_is_refused(said):
    problems = parse_record(ActivityRecord, record(**FAULTS[said]), "activities.yaml", "hop")
    assert isinstance(problems, list) and said in str(problems[0])
    assert problems[0].remedy


JOINTS = """<mujoco><compiler angle="radian" autolimits="true"/>
<custom><text name="carried_by_pelvis" data="hip_bone"/></custom>
<worldbody><body name="pelvis"/><body name="tibia">
<inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
<joint name="knee_flexion" type="hinge" axis="1 0 0" range="0 2.0943951"/>
</body></worldbody></mujoco>"""


def given(folder, activities, joints=JOINTS):
    path = folder / "atlas.yaml"
    manifest = yaml.safe_load(path.read_text("utf-8")) | {"activities": "activities.yaml"}
    if joints:
        (folder / "joints.xml").write_text(joints, "utf-8")
        manifest["joints"] = "joints.xml"
    path.write_text(yaml.safe_dump(manifest), "utf-8")
    (folder / "activities.yaml").write_text(yaml.safe_dump({"activities": activities}), "utf-8")
    return [str(one) for one in check_atlas(folder)]


def test_check_finds_nothing_wrong_with_a_sound_file(tiny_atlas):
    assert given(tiny_atlas, [record()]) == []
    assert mk.activity("hop", mk.load_atlas(tiny_atlas)).angles(25)["knee_flexion"] > 10


def test_check_names_every_fault_of_an_activity(tiny_atlas):
    wrong = [
        curve(coordinate="knee_flexon"),
        curve(points=[[0, 10], [50, 130], [100, 10]]),
    ]
    said = given(tiny_atlas, [record(curves=wrong, phase_sources=["nowhere"])])
    assert any("'knee_flexon', which is no joint coordinate. Did you mean" in x for x in said)
    assert any("130° at 50 %, outside its range of 0° to 120°" in x for x in said)
    assert any("'sources' names 'nowhere'" in x for x in said)
    assert all("activities.yaml, item 'hop'" in x for x in said) and len(said) == 3


def test_check_names_angles_that_do_not_go_together(tiny_atlas):
    bound = (
        '<tendon><fixed name="bent" range="-1 1.0471976"><joint joint="knee_flexion" coef="0.5"/>'
        '<joint joint="other" coef="1"/></fixed></tendon></mujoco>'
    )
    other = '<joint name="other" type="hinge" axis="0 1 0" range="0 1.5707963"/></body>'
    joints = JOINTS.replace("</body>", other, 1).replace("</mujoco>", bound)
    both = [
        curve(points=[[0, 10], [50, 60], [100, 10]]),
        curve(coordinate="other", points=[[0, 0], [50, 40], [100, 0]]),
    ]
    said = given(tiny_atlas, [record(curves=both)], joints)
    assert len(said) == 1 and "At 50 % 0.5 knee_flexion + other is 70°, above 60°" in said[0]


def test_activities_need_joints(tiny_atlas):
    said = given(tiny_atlas, [record()], joints=None)
    assert len(said) == 1 and "no joints to do them with" in said[0]
