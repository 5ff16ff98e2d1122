"""The joints and tendon paths: held against a published model, and against themselves."""

from __future__ import annotations

import csv
import itertools
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from musclekit.atlas.check import check_atlas
from musclekit.errors import ContentError, MusclekitError, UnknownName
from musclekit.kinematics import read_joints
from musclekit.kinematics.paths import arc_on_cylinder

MUSCLES = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)
CROSSING = [
    (muscle, joint)
    for muscle, joint in itertools.product(MUSCLES, ("hip_flexion", "knee_flexion"))
    if (muscle, joint) != ("biceps_femoris_short_head", "hip_flexion")
]


@pytest.fixture(scope="module")
def joints(atlas):
    return atlas.joints


@pytest.fixture(scope="module")
def published():
    """Structure to hip and knee angles and (length, knee arm, hip arm) in millimetres."""
    folder = os.environ.get("MUSCLEKIT_REFERENCE_DIR")
    if not folder:
        pytest.skip("MUSCLEKIT_REFERENCE_DIR is not set")
    rows: dict[str, list] = {}
    with (Path(folder) / "curves" / "rajagopal2016.csv").open() as file:
        for row in csv.DictReader(file):
            figures = ("mtu_length_m", "knee_moment_arm_m", "hip_moment_arm_m")
            angles = (row["hip_flexion_deg"], row["knee_flexion_deg"])
            values = [*map(float, angles), *(1000 * float(row[name]) for name in figures)]
            rows.setdefault(row["structure"], []).append(values)
    return {name: np.array(values).T for name, values in rows.items()}


def measured(joints, muscle, hip, knee):
    at = {"hip_flexion": hip, "knee_flexion": knee}
    return (
        joints.lengths_mm(muscle, at),
        1000 * joints.moment_arms(muscle, "knee_flexion", at),
        1000 * joints.moment_arms(muscle, "hip_flexion", at),
    )


@pytest.mark.parametrize("muscle", MUSCLES)
def test_levers_lie_near_a_published_model(joints, published, muscle):
    hip, knee, _, knee_arm, hip_arm = published[muscle]
    _, own_knee, own_hip = measured(joints, muscle, hip, knee)
    assert np.abs(own_hip - hip_arm).max() < 8.0
    off = np.abs(own_knee - knee_arm)
    # Its short head loses its lever between 105 and 120 degrees (23 to 3 mm), which no other model
    # at hand shows (gait2392: 24 mm at 90): there and on the way up this model leaves it.
    if muscle == "biceps_femoris_short_head":
        assert off[knee <= 105].max() < 10.0
        assert np.mean(off[knee <= 105] < 8.0) > 0.85
        assert off.max() < 26.0
    else:
        assert off.max() < 9.0
        assert np.mean(off < 8.0) > 0.85


@pytest.mark.parametrize("muscle", MUSCLES)
def test_levers_have_the_right_sign_and_peak_within_the_range(joints, muscle):
    knee = np.arange(0.0, 121, 5)
    arms = joints.moment_arms(muscle, "knee_flexion", {"knee_flexion": knee})
    assert (arms > 0.015).all(), "all flex the knee"
    assert 20 < knee[arms.argmax()] < 100
    hip = np.arange(-20.0, 111, 5)
    arms = joints.moment_arms(muscle, "hip_flexion", {"hip_flexion": hip})
    if muscle == "biceps_femoris_short_head":
        assert (arms == 0.0).all(), "it does not cross the hip"
    else:
        assert (arms < -0.015).all(), "all others extend the hip"
        assert 0 < hip[arms.argmin()] < 70


@pytest.mark.parametrize("muscle", MUSCLES)
def test_length_changes_as_much_as_in_a_published_model(joints, published, muscle):
    hip, knee, length, *_ = published[muscle]
    own, *_ = measured(joints, muscle, hip, knee)
    assert np.ptp(own) == pytest.approx(np.ptp(length), rel=0.25)
    for fixed, moving in ((hip, knee), (knee, hip)):
        for value in (0, 60):
            there = fixed == value
            if np.ptp(length[there]) > 1:
                assert np.ptp(own[there]) == pytest.approx(np.ptp(length[there]), rel=0.25), moving


@pytest.mark.parametrize(("muscle", "joint"), CROSSING)
def test_lever_is_the_slope_of_length_and_neither_jumps(joints, muscle, joint):
    """Tendon excursion against geometry, over the whole range, the other joint at three angles."""
    other = {"hip_flexion": "knee_flexion", "knee_flexion": "hip_flexion"}[joint]
    here = joints.coordinates[joint]
    step = 0.25
    angles = np.arange(here.low_deg, here.high_deg + step / 2, step)
    for set_to in (0.0, 45.0, 110.0):
        at = {joint: angles, other: set_to}
        length, arm = joints.lengths_mm(muscle, at), joints.moment_arms(muscle, joint, at) * 1000
        excursion = -np.diff(length) / np.radians(step)
        middle = (arm[1:] + arm[:-1]) / 2
        assert np.abs(excursion - middle).max() < 0.01 * np.abs(arm).max()
        assert np.abs(np.diff(arm)).max() < 0.5, "mm from one quarter of a degree to the next"


def test_a_path_ends_on_its_footprints_and_wraps_behind_the_knee(joints, atlas):
    rest = joints.configuration({})
    for muscle in MUSCLES:
        path = rest.paths_mm[muscle]
        assert np.linalg.norm(path[-1] - atlas[muscle].insertion.centre_mm) < 0.1
        # Where the tendon leaves its footprint, which is up to 39 mm long.
        assert np.linalg.norm(path[0] - atlas[muscle].origin.centre_mm) < 20
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        assert steps.sum() == pytest.approx(rest.lengths_mm[muscle], rel=2e-3)


def test_paths_follow_the_drawn_tendons(joints, atlas):
    """In the neutral posture each path stays inside or close to its own mesh."""
    import pyvista

    for muscle in MUSCLES:
        path = pyvista.PolyData(joints.configuration({}).paths_mm[muscle])
        off = path.compute_implicit_distance(atlas[muscle].mesh)["implicit_distance"]
        assert np.max(off) < 16, f"{muscle}: {np.max(off):.1f} mm outside its mesh"


def test_the_knee_rolls_and_glides_without_gap_or_overlap(joints, atlas):
    """The plateau keeps its distance from the condyles through the whole range."""
    import pyvista

    femur, tibia = atlas["femur"].mesh, np.asarray(atlas["tibia"].mesh.points, float)
    plateau = tibia[tibia[:, 2] > tibia[:, 2].max() - 10]
    gaps = []
    for knee in range(0, 136, 15):
        pose = joints.configuration({"knee_flexion": knee}).bodies["tibia"]
        there = pyvista.PolyData(plateau @ pose[:3, :3].T + pose[:3, 3])
        gaps.append(there.compute_implicit_distance(femur)["implicit_distance"].min())
    assert min(gaps) > 0.3 and max(gaps) < 2.5 and np.ptp(gaps) < 1.5


def test_the_lateral_condyle_rolls_back_and_the_medial_one_hardly_moves(joints):
    """As freeman2005 describes it; how far is drawn."""
    pose = joints.configuration({"knee_flexion": 110}).bodies["tibia"]

    def on_the_tibia(condyle):
        return pose[:3, :3].T @ (np.array(condyle) - pose[:3, 3]) - condyle

    medial, lateral = on_the_tibia((50.0, -5.5, -420.0)), on_the_tibia((96.0, -5.0, -417.0))
    assert abs(medial[1]) < 1.5
    assert -12 < lateral[1] < -4


@pytest.mark.parametrize(
    ("angles", "says"),
    [
        ({"hip_flexion": 200}, "-30° to 120°"),
        ({"hip_flexion": float("nan")}, "no angle"),
        ({"hip_flexion": "bent"}, "no angle"),
        ({"knee_flexion": [1, 2]}, "one number"),
        ({"knee_flexing": 20}, "Did you mean 'knee_flexion'"),
        (
            {"hip_flexion": 120, "pelvic_tilt": 40},
            r"hip_flexion \+ pelvic_tilt is 160°, above 120°",
        ),
        ({"hip_flexion": -30, "pelvic_tilt": -5}, r"is -35°, below -30°.*clamp=True"),
        ({"hip_flexion": 90, "hip_adduction": 30, "hip_rotation": 30}, "rim of the socket"),
        ({"hip_flexion": -20, "hip_adduction": 20, "hip_rotation": -30}, "no room for the tendons"),
    ],
)
def test_a_posture_that_cannot_be_is_refused_in_one_sentence(atlas, angles, says):
    with pytest.raises(MusclekitError, match=says) as error:
        atlas.pose(**angles)
    assert "\n" not in str(error.value)


def test_an_angle_can_be_clamped(joints):
    assert joints.angles({"hip_flexion": 200}, clamp=True)["hip_flexion"] == 120


def test_angles_that_do_not_go_together_are_clamped_to_what_does(joints):
    eased = joints.angles({"hip_flexion": 120, "pelvic_tilt": 40, "knee_flexion": 30}, clamp=True)
    assert eased["pelvic_tilt"] == 0 and eased["hip_flexion"] == 120 and eased["knee_flexion"] == 30
    draw = np.random.default_rng(4)
    ends = {name: (one.low_deg, one.high_deg) for name, one in joints.coordinates.items()}
    kept = 0
    for _ in range(300):
        given = {name: draw.uniform(*pair) for name, pair in ends.items()}
        eased = joints.angles(given, clamp=True)
        assert joints.angles(eased) == pytest.approx(eased)  # it can be set, unclamped
        for name, angle in eased.items():  # back towards neutral, never past it
            assert min(0, given[name]) - 1e-9 <= angle <= max(0, given[name]) + 1e-9
        kept += eased == pytest.approx(given)
    assert 150 < kept < 290


def test_a_sweep_keeps_limits_too(joints):
    rows = {"hip_flexion": [0, 60, 120], "pelvic_tilt": 30.0}
    with pytest.raises(MusclekitError, match=r"hip_flexion \+ pelvic_tilt is 150°, above 120°"):
        joints.lengths_mm("semitendinosus", rows)
    clamped = joints.lengths_mm("semitendinosus", rows, clamp=True)
    assert clamped[2] == pytest.approx(joints.lengths_mm("semitendinosus", {"hip_flexion": 120.0}))


def test_each_angle_alone_reaches_the_ends_of_its_range(joints):
    for name, one in joints.coordinates.items():
        for end in (one.low_deg, one.high_deg):
            assert joints.angles({name: end})[name] == end


def test_angles_of_different_lengths_are_refused(joints):
    with pytest.raises(MusclekitError, match="do not go together"):
        joints.lengths_mm("semitendinosus", {"hip_flexion": [0, 1], "knee_flexion": [0, 1, 2]})


def test_a_structure_without_a_path_is_named(joints):
    with pytest.raises(UnknownName, match="'piriformis' has no path"):
        joints.lengths_mm("piriformis", {})


def test_pelvic_tilt_stretches_as_hip_flexion_does(joints):
    tilted = joints.lengths_mm("semimembranosus", {"pelvic_tilt": 20.0})
    flexed = joints.lengths_mm("semimembranosus", {"hip_flexion": 20.0})
    assert tilted == pytest.approx(flexed, abs=1e-6)


def test_ankle_and_spine_draw_on_the_nerve_alone(joints):
    for angles in ({"ankle_dorsiflexion": 20.0}, {"lumbar_flexion": 40.0}):
        course = joints.lengths_mm("sciatic_tibial_course", angles)
        assert course > joints.lengths_mm("sciatic_tibial_course", {}) + 0.5
        for muscle in MUSCLES:
            assert joints.lengths_mm(muscle, angles) == joints.lengths_mm(muscle, {})


def test_an_atlas_without_joints_says_so(tiny):
    with pytest.raises(MusclekitError, match=r"has no joints, so it cannot be posed.*joints\.xml"):
        tiny.pose(hip_flexion=10)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<mujoco", "does not accept"),
        (
            '<mujoco><worldbody><body name="a"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>'
            '<joint name="loose"/></body></worldbody></mujoco>',
            "no range and follows no other",
        ),
        (
            '<mujoco><worldbody><body name="a"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>'
            '<freejoint name="free"/></body></worldbody></mujoco>',
            "neither a hinge nor a slide",
        ),
        (
            '<mujoco><custom><text name="carried_by_thigh" data="femur"/></custom></mujoco>',
            "no body 'thigh'",
        ),
    ],
)
def test_a_wrong_joints_file_is_told(tmp_path, text, says):
    path = tmp_path / "joints.xml"
    path.write_text(text)
    with pytest.raises(ContentError, match=says):
        read_joints(path)


CHAIN = """<mujoco><compiler angle="radian" autolimits="true"/><custom>{texts}</custom><worldbody>
<site name="fixed"/><body name="thigh"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
<joint name="hip" range="-1 1"/><site name="high"/><body name="shin">
<inertial pos="0 0 -1" mass="1" diaginertia="1 1 1"/><joint name="knee" range="0 1"/>
<joint name="glide" type="slide" {glide}/><site name="low" pos="0 0 -1"/></body></body></worldbody>
<equality><joint joint1="glide" {leader} polycoef="0 1 0 0 0"/></equality><tendon>
<spatial name="strap"><site site="{start}"/><site site="low"/></spatial>
<fixed name="both" {bound}><joint joint="hip" coef="1"/><joint joint="{second}" coef="1"/></fixed>
</tendon></mujoco>"""


def chain(
    texts="", glide="", leader='joint2="knee"', start="high", bound='range="-1 1.5"', second="knee"
) -> str:
    """Two bodies, a follower and a limit, or that with one fault."""
    written = "".join(f'<text name="{k}" data="{v}"/>' for k, v in dict(texts).items())
    return CHAIN.format(
        texts=written, glide=glide, leader=leader, start=start, bound=bound, second=second
    )


def test_the_chain_the_faults_are_planted_in_is_sound(tmp_path):
    path = tmp_path / "joints.xml"
    texts = {"carried_by_thigh": "femur", "along_nerve": "strap", "between_skin": "thigh shin"}
    path.write_text(chain(texts))
    joints = read_joints(path)
    assert set(joints.coordinates) == {"hip", "knee"} and joints.tendons == ("strap",)
    (limit,) = joints.limits
    assert (limit.name, dict(limit.shares)) == ("both", {"hip": 1, "knee": 1})
    assert limit.high_deg == pytest.approx(np.degrees(1.5), abs=0.001)


@pytest.mark.parametrize(
    ("faulty", "item", "says"),
    [
        (chain({"along_nerve": "strop"}), "along_nerve", "no path 'strop'"),
        (chain({"along_nerve": "strap strap strap"}), "along_nerve", "names 3 paths"),
        (chain({"between_skin": "thigh shim"}), "between_skin", "no body 'shim'"),
        (chain({"carried_by_world": "femur"}), "carried_by_world", "no body 'world'"),
        (
            chain({"carried_by_thigh": "femur", "carried_by_shin": "tibia femur"}),
            "femur",
            "carried by thigh and by shin",
        ),
        (chain(glide='range="0 1"'), "glide", "has a range, so it can be set"),
        (chain(leader=""), "glide", "follows none that can be set"),
        (chain(start="fixed"), "strap", "a point on the world"),
        (chain(bound=""), "both", "has no range"),
        (chain(bound='range="0.5 1"'), "both", "neutral posture"),
        (chain(second="glide"), "both", "'glide', which cannot be set"),
        (chain({"along_nerve": "both"}), "along_nerve", "no path 'both'"),
    ],
)
def test_a_joints_file_that_would_fail_in_use_is_told(tmp_path, faulty, item, says):
    path = tmp_path / "joints.xml"
    path.write_text(faulty)
    with pytest.raises(ContentError, match=says) as told:
        read_joints(path)
    assert [problem.item for problem in told.value.problems] == [item]


def test_a_joints_file_that_is_not_utf8_is_told(tmp_path):
    path = tmp_path / "joints.xml"
    path.write_bytes("<mujoco><!-- Hüfte --></mujoco>".encode("latin-1"))
    with pytest.raises(ContentError, match="not UTF-8: byte 15 cannot be read"):
        read_joints(path)


@pytest.mark.parametrize(
    ("right", "wrong", "item", "says"),
    [
        ('data="tibia fibula"', 'data="tibia"', "fibula", "no body carries it"),
        (
            '"between_skin" data="pelvis',
            '"between_skin" data="thorax pelvis',
            "skin",
            "'thorax', which carries no bone",
        ),
        ('data="femur profunda', 'data="tibia profunda', "tibia", "by femur and by tibia"),
    ],
)
def test_check_names_bones_the_joints_leave_behind(atlas, tmp_path, right, wrong, item, says):
    folder = shutil.copytree(atlas.folder, tmp_path / "copy")
    path = folder / "joints.xml"
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong))
    assert [one.item for one in check_atlas(folder) if says in one.what] == [item]


def test_check_names_what_the_joints_move_and_is_not_there(atlas, tmp_path):
    folder = shutil.copytree(atlas.folder, tmp_path / "copy")
    path = folder / "joints.xml"
    path.write_text(path.read_text().replace('"femur profunda', '"femour profunda'))
    found = [one for one in check_atlas(folder) if one.item == "femour"]
    assert len(found) == 1 and "Did you mean 'femur'" in found[0].remedy


def test_an_arc_stays_on_its_cylinder():
    axes = np.eye(3)
    arc = arc_on_cylinder([2.0, 0, 0], [0, 2.0, 1], np.zeros(3), axes, 7)
    assert np.hypot(arc[:, 0], arc[:, 1]) == pytest.approx(np.full(7, 2.0))
    assert arc[0] == pytest.approx([2, 0, 0]) and arc[-1] == pytest.approx([0, 2, 1])
    quarter = np.hypot(np.pi, 1)
    assert np.linalg.norm(np.diff(arc, axis=0), axis=1).sum() == pytest.approx(quarter, rel=0.01)
