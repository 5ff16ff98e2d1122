"""Lengths, levers, forces, torques and the strength test, held against physics."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

import musclekit as mk
from musclekit.atlas.files import read_files
from musclekit.atlas.strength import strength_problems
from musclekit.errors import MusclekitError
from musclekit.mechanics import muscles, states
from musclekit.mechanics.contraction import Contraction
from musclekit.mechanics.equilibrium import state
from musclekit.mechanics.strength import Flag
from musclekit.paths import content_dir

EMBEDDED = content_dir("anatomy_models") / "hamstrings"
LONG, SHORT = "biceps_femoris_long_head", "biceps_femoris_short_head"
FOUR = (LONG, SHORT, "semitendinosus", "semimembranosus")
TWO_JOINTS = tuple(name for name in FOUR if name != SHORT)
KNEE = np.linspace(0, 120, 121)
CURVES = Contraction(
    shortest_active=0.4,
    longest_active=1.7,
    maximal_velocity_per_s=10.0,
    eccentric_force=1.4,
    passive_strain=0.7,
    tendon_strain=0.05,
)


@pytest.fixture(scope="module")
def atlas():
    return mk.load_atlas()


@pytest.fixture(scope="module")
def equal(atlas):
    return mk.strength_test(atlas)


# ---------------------------------------------------------------- lengths and levers
def test_the_contract_of_moment_arms(atlas):
    arms = mk.moment_arms(
        atlas, "semitendinosus", joint="knee_flexion", hip_flexion=0, knee_flexion=range(0, 121, 5)
    )
    assert arms.shape == (25,) and (arms > 0).all()
    assert 0.02 < arms.max() < 0.07, "metres"
    same = mk.moment_arms(atlas, atlas["semitendinosus"], "knee_flexion", knee_flexion=[20])
    assert same == pytest.approx(arms[4])
    assert mk.moment_arms(atlas, "semitendinosus", "knee_flexion").shape == (1,)


def test_the_short_head_does_not_cross_the_hip(atlas):
    arms = mk.moment_arms(atlas, SHORT, joint="hip_flexion", hip_flexion=range(0, 91, 10))
    assert arms.tolist() == [0.0] * 10
    assert np.ptp(mk.lengths(atlas, SHORT, hip_flexion=range(0, 91, 10))) < 1e-9


@pytest.mark.parametrize("name", TWO_JOINTS)
def test_the_others_extend_the_hip(atlas, name):
    assert (mk.moment_arms(atlas, name, "hip_flexion", hip_flexion=range(0, 91, 5)) < 0).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda a: mk.moment_arms(a, "femur", "knee_flexion"), ("femur", "bone", SHORT)),
        (lambda a: mk.moment_arms(a, "piriformis", "knee_flexion"), ("iriformis", "path")),
        (lambda a: mk.moment_arms(a, "sciatic_nerve", "knee_flexion"), ("nerve", "path")),
        (lambda a: mk.moment_arms(a, "semitendonosus", "knee_flexion"), ("'semitendinosus'",)),
        (lambda a: mk.moment_arms(a, "hamstrings", "knee_flexion"), ("4 muscles", SHORT)),
        (lambda a: mk.torque(a, "bones"), ("bone", "path")),
        (lambda a: mk.moment_arms(a, LONG, "knee_flexoin"), ("mean 'knee_flexion'",)),
        (lambda a: mk.moment_arms(a, LONG, "knee_flexion", hip=3), ("coordinate 'hip'",)),
        (lambda a: mk.lengths(a, LONG, knee_flexion=190), ("190", "range")),
        (lambda a: mk.lengths(a, LONG, knee_flexion="much"), ("much", "degrees")),
        (
            lambda a: mk.lengths(a, LONG, knee_flexion=range(3), hip_flexion=range(4)),
            ("do not go together",),
        ),
        (lambda a: mk.torque(a, activation=1.2), ("1.2", "0 (at rest) to 1")),
        (lambda a: mk.torque(a, activation=float("nan")), ("nan", "number")),
        (lambda a: mk.torque(a, tendon="soft"), ("'soft'", '"elastic"')),
        (lambda a: mk.torque(a, speed_deg_per_s="fast"), ("fast", "number")),
        (lambda a: mk.torque(a, strength={"femur": 1}), ("femur", "path")),
        (lambda a: mk.torque(a, strength=-0.5), ("-0.5", "0 or more")),
        (lambda a: mk.curve(a, "lenght"), ("'length'?",)),
        (lambda a: mk.curve(a, "length", along="knee"), ("coordinate 'knee'",)),
        (lambda a: mk.curve(a, "length", knee_flexion=[5]), ("at least two",)),
        (lambda a: mk.curve(a, "length", knee_flexion=[9, 5]), ("rising",)),
        (lambda a: mk.curve(a, "length", hip_flexion=range(9)), ("one number",)),
        (lambda a: mk.curve(a, "moment_arm", tendon="elastic"), ("'tendon'", "Leave it out")),
        (lambda a: mk.strength_test(a, speeds_deg_per_s=(0,)), ("speed of 0", "above 0")),
        (lambda a: mk.strength_test(a, speeds_deg_per_s=()), ("No speed",)),
        (lambda a: mk.strength_test(a, knee_flexion=(90, 0)), ("rising",)),
        (lambda a: mk.strength_test(a, knee_flexion=(0, 170)), ("170", "range")),
        (lambda a: mk.strength_test(a, left={"biceps": 1}), ("'biceps'",)),
    ],
)
def test_a_mistake_gets_one_clear_sentence(atlas, call, words):
    with pytest.raises(MusclekitError) as caught:
        call(atlas)
    told = str(caught.value)
    assert "\n" not in told and all(word in told for word in words), told


# ---------------------------------------------------------------- contraction
def test_the_curves_pass_through_the_points_that_define_them():
    assert CURVES.active([1.0, 0.4, 1.7, 0.2, 2.0]).tolist() == [1, 0, 0, 0, 0]
    assert CURVES.active(1.0, [-10.0, -20.0]).tolist() == [0, 0]
    assert CURVES.active(1.0, [4.0, 10.0]) == pytest.approx([1.4, 1.4])
    assert CURVES.passive([0.5, 1.0, 1.7]) == pytest.approx([0, 0, 1])
    assert CURVES.tendon([-0.1, 0.0, 0.05]) == pytest.approx([0, 0, 1])


def test_the_curves_have_no_steps_and_go_the_right_way():
    length, velocity = np.linspace(0.3, 1.8, 1501), np.linspace(-11, 11, 2201)
    assert np.abs(np.diff(CURVES.active(length))).max() < 0.01
    assert (np.diff(CURVES.passive(length)) >= 0).all()
    assert (np.diff(CURVES.active(1.0, velocity)) >= -1e-12).all()
    assert np.abs(np.diff(CURVES.active(1.0, velocity))).max() < 0.01
    strain = np.linspace(-0.01, 0.2, 500)
    assert (np.diff(CURVES.tendon(strain), 2) >= -1e-12).all(), "stiffens"


@given(length=st.floats(0, 3), velocity=st.floats(-50, 50))
def test_fibres_only_pull_and_never_more_than_stretched(length, velocity):
    force = float(CURVES.active(length, velocity))
    assert 0 <= force <= CURVES.eccentric_force
    assert float(CURVES.active(length, 0.0)) <= 1


# ---------------------------------------------------------------- muscles
def test_cross_section_and_force_follow_from_volume(atlas):
    published = {LONG: (206.5, 9.76, 11.6), "semimembranosus": (245.4, 6.9, 15.1)}
    known = {muscle.id: muscle for muscle in muscles(atlas)}
    assert tuple(known) == FOUR
    for name, (volume_cm3, fibre_cm, pennation_deg) in published.items():
        pcsa_cm2 = volume_cm3 / fibre_cm * np.cos(np.radians(pennation_deg))
        assert known[name].pcsa_cm2 == pytest.approx(pcsa_cm2)
        assert known[name].peak_force_n == pytest.approx(60 * pcsa_cm2)


@pytest.mark.parametrize("name", FOUR)
def test_upright_the_fibres_have_the_sarcomeres_that_were_measured(atlas, name):
    (muscle,) = muscles(atlas, name)
    stretch = muscle.record.sarcomere_length_um.value / 2.7 - 1
    assert mk.fibre_strain(atlas, name) == pytest.approx(stretch)


@pytest.mark.parametrize("name", FOUR)
@pytest.mark.parametrize("tendon", ["rigid", "elastic"])
def test_at_optimal_length_the_tendon_bears_the_peak_force(atlas, name, tendon):
    (muscle,) = muscles(atlas, name)
    stretched = 1 + (muscle.contraction.tendon_strain if tendon == "elastic" else 0)
    span = muscle.optimal_fibre_length_mm * np.cos(np.radians(muscle.pennation_deg))
    length = muscle.tendon_slack_length_mm * stretched + span
    found = state(muscle, [length], tendon=tendon)
    assert found.force_n == pytest.approx(muscle.peak_force_n, rel=1e-6)
    assert found.fibre_length_mm == pytest.approx(muscle.optimal_fibre_length_mm, rel=1e-6)


@pytest.mark.parametrize("name", FOUR)
def test_an_elastic_tendon_bears_what_the_fibres_do(atlas, name):
    (muscle,) = muscles(atlas, name)
    lengths = mk.lengths(atlas, name, hip_flexion=30, knee_flexion=KNEE[::10])
    found = state(muscle, lengths, activation=0.6, tendon="elastic")
    span = np.sqrt(found.fibre_length_mm**2 - muscle.thickness_mm**2)
    strain = (lengths - span) / muscle.tendon_slack_length_mm - 1
    borne = muscle.peak_force_n * muscle.contraction.tendon(strain)
    taut = span > 0.02 * muscle.optimal_fibre_length_mm
    assert taut.sum() > 6
    assert found.force_n[taut] == pytest.approx(borne[taut], abs=0.01)


def test_a_stiff_tendon_is_a_rigid_one(atlas):
    (muscle,) = muscles(atlas, LONG)
    stiff = dataclasses.replace(
        muscle, contraction=dataclasses.replace(muscle.contraction, tendon_strain=1e-6)
    )
    lengths = mk.lengths(atlas, LONG, hip_flexion=60, knee_flexion=KNEE[::10])
    rigid = state(muscle, lengths).force_n
    assert state(stiff, lengths, tendon="elastic").force_n == pytest.approx(rigid, rel=1e-3)


# ---------------------------------------------------------------- torque
@pytest.mark.parametrize("name", FOUR)
def test_torque_does_the_work_that_the_muscle_does(atlas, name):
    """Over the knee's range, the torque's work is that of the shortening force."""
    posture = {"hip_flexion": 70, "knee_flexion": KNEE}
    force = states(atlas, name, **posture)[name].force_n
    length_m = mk.lengths(atlas, name, **posture) / 1000
    done = -np.trapezoid(force, length_m)
    assert np.trapezoid(mk.torque(atlas, name, **posture), np.radians(KNEE)) == pytest.approx(
        done, rel=0.01
    )
    assert done > 1, "joules"


def test_torque_at_rest_is_the_slope_of_stored_energy(atlas):
    """Of both joints at once: hip and knee torque come from one energy."""

    def energy(hip, knee):
        total = 0.0
        for muscle in muscles(atlas):
            end = float(mk.lengths(atlas, muscle.id, hip_flexion=hip, knee_flexion=knee)[0])
            path = np.linspace(muscle.tendon_slack_length_mm, end, 4001)
            total += np.trapezoid(state(muscle, path, activation=0).force_n, path / 1000)
        return total

    hip, knee, step = 80.0, 40.0, 0.5
    turned = np.radians(2 * step)
    for joint, slope in (
        ("hip_flexion", (energy(hip + step, knee) - energy(hip - step, knee)) / turned),
        ("knee_flexion", (energy(hip, knee + step) - energy(hip, knee - step)) / turned),
    ):
        held = mk.torque(atlas, joint=joint, activation=0, hip_flexion=hip, knee_flexion=knee)
        assert held == pytest.approx(-slope, rel=0.01), joint


def test_standing_still_is_isometric_and_speed_acts_smoothly(atlas):
    posture = {"hip_flexion": 45, "knee_flexion": KNEE[::10]}
    isometric = mk.torque(atlas, **posture)
    assert mk.torque(atlas, speed_deg_per_s=0, **posture).tolist() == isometric.tolist()
    for speed in (-1e-6, 1e-6):
        assert mk.torque(atlas, speed_deg_per_s=speed, **posture) == pytest.approx(isometric)
    shortening = mk.torque(atlas, speed_deg_per_s=120, **posture)
    lengthening = mk.torque(atlas, speed_deg_per_s=-120, **posture)
    assert (shortening < isometric).all() and (isometric < lengthening).all()


def test_contributions_add_up_and_scale(atlas):
    posture = {"hip_flexion": 45, "knee_flexion": KNEE[::10]}
    each = mk.torques(atlas, **posture)
    assert tuple(each) == FOUR
    whole = mk.torque(atlas, **posture)
    assert whole == pytest.approx(sum(each.values()))
    weaker = mk.torque(atlas, strength={LONG: 0.5}, **posture)
    assert whole - weaker == pytest.approx(each[LONG] / 2)
    alone = mk.torque(atlas, activation={LONG: 1.0}, **posture)
    at_rest = mk.torque(atlas, activation=0, **posture)
    active = each[LONG] - mk.torque(atlas, LONG, activation=0, **posture)
    assert alone - at_rest == pytest.approx(active)


def test_a_group_counts_its_muscles_only(atlas):
    assert "conjoint_tendon" in atlas.groups["hamstrings"]
    assert mk.torque(atlas, "hamstrings") == pytest.approx(mk.torque(atlas, FOUR))


def test_the_left_leg_is_as_strong(atlas):
    left = mk.load_atlas(side="left")
    assert mk.torque(left, hip_flexion=30) == pytest.approx(mk.torque(atlas, hip_flexion=30))


# ---------------------------------------------------------------- the strength test
def test_equal_legs_are_symmetrical(equal):
    for action in ("concentric", "eccentric"):
        for speed in equal.speeds_deg_per_s:
            assert equal.limb_symmetry_percent(action, speed) == 100
    assert not [flag for flag in equal.flags() if "symmetry" in flag.result]


def test_a_weak_muscle_costs_its_share(atlas, equal):
    weak = mk.strength_test(atlas, left={LONG: 0.5})
    only = mk.strength_test(atlas, right=dict.fromkeys(FOUR, 0) | {LONG: 1})
    for run, torque in equal.torques_nm.items():
        leg, action, speed = run
        lost = only.torques_nm["right", action, speed] / 2 if leg == "left" else 0
        assert weak.torques_nm[run] == pytest.approx(torque - lost)
    assert weak.limb_symmetry_percent("concentric", 60) < 95


def test_a_leg_at_four_fifths_is_flagged_with_what_that_is_worth(atlas):
    weak = mk.strength_test(atlas, left=0.8, speeds_deg_per_s=(60,))
    assert weak.limb_symmetry_percent("eccentric", 60) == pytest.approx(80)
    flagged = [flag for flag in weak.flags() if "symmetry" in flag.result]
    assert {flag.cut_off.source for flag in flagged} == {"ardern2015", "croisier2008"}
    facts = {fact.id: fact for fact in atlas.facts}
    for flag in weak.flags():
        assert facts[flag.cut_off.fact].status == "contested"
        assert str(flag) in weak.describe()


def test_ratios_are_to_the_quadriceps_on_record(equal):
    peak = equal.peak("right", "eccentric", 60)
    assert equal.functional_ratio("right", 60) == pytest.approx(peak.torque_nm / 251)
    assert peak.torque_nm == equal.torques_nm["right", "eccentric", 60].max()
    assert equal.conventional_ratio("left", 60) < equal.functional_ratio("left", 60)
    assert "no quadriceps" in equal.describe()


def test_without_a_norm_there_is_no_ratio(atlas):
    test = mk.strength_test(atlas, speeds_deg_per_s=(90,))
    assert test.conventional_ratio("right", 90) is None
    assert "ratio," not in test.describe() and test.results().ratio_to_quadriceps.isna().all()
    with pytest.raises(MusclekitError, match="speeds: 90"):
        test.peak("right", "concentric", 60)


def test_without_any_quadriceps_nothing_is_said_of_them(equal):
    norms = tuple(one for one in equal.published.norms if one.group != "quadriceps")
    published = equal.published.model_copy(update={"norms": norms})
    test = dataclasses.replace(equal, published=published)
    assert "quadriceps" in repr(equal) and "quadriceps" not in repr(test)
    assert test.conventional_ratio("right", 60) is None


@pytest.mark.parametrize(("left", "flagged"), [(0.86, False), (0.8601, False), (0.8599, True)])
def test_a_result_on_the_cut_off_is_not_below_it(atlas, left, flagged):
    test = mk.strength_test(atlas, left=left)
    flags = [one for one in test.flags() if one.cut_off.measure == "limb_symmetry_percent"]
    assert len(flags) == 4 * flagged
    assert all(": below 86 (Ardern 2015)" in str(one) for one in flags)


def test_a_result_on_the_lower_of_several_cut_offs_is_among_them(equal):
    (cut,) = (one for one in equal.published.thresholds if one.measure == "functional_ratio")
    source = equal.sources[cut.source]
    on_it, below = cut.low * (1 - 1e-15), cut.low * 0.999
    assert on_it < cut.low
    assert "among the cut-offs" in str(Flag("Ratio", on_it, cut, source))
    assert ": below" in str(Flag("Ratio", below, cut, source))


def test_a_number_alone_is_one_speed(atlas):
    for one in (60, 60.0, np.float64(60), np.array(60)):
        assert mk.strength_test(atlas, speeds_deg_per_s=one).speeds_deg_per_s == (60.0,)


@pytest.mark.parametrize("given", [90, ["a"], "ab", None, [[1], [2, 3]], [0, 90, 45], []])
def test_angles_that_are_no_row_get_one_clear_error(atlas, given):
    with pytest.raises(MusclekitError, match=r"is no row of rising angles\. Give"):
        mk.strength_test(atlas, knee_flexion=given)
    if given is not None:  # a curve then takes the whole range
        with pytest.raises(MusclekitError, match="is no row of rising angles"):
            mk.curve(atlas, "length", knee_flexion=given)


@pytest.mark.parametrize("action", ["concentric", "eccentric"])
@pytest.mark.parametrize("speed", [60.0, 180.0])
def test_peak_torque_is_a_persons(equal, action, speed):
    norm = equal.norm("hamstrings", action, speed)
    peak = equal.peak("right", action, speed)
    assert abs(peak.torque_nm - norm.mean_nm) < norm.sd_nm


# ---------------------------------------------------------------- tables and plots
def test_a_curve_says_the_same_in_numbers_plot_and_words(atlas):
    curve = mk.curve(atlas, "moment_arm", knee_flexion=range(0, 121, 5))
    table = curve.table()
    assert list(table) == ["structure", "knee_flexion_deg", "moment_arm_mm"]
    assert len(table) == 4 * 25
    row = table[(table.structure == SHORT) & (table.knee_flexion_deg == 90)]
    arm = mk.moment_arms(atlas, SHORT, "knee_flexion", knee_flexion=90)
    assert row.moment_arm_mm.item() == pytest.approx(1000 * arm[0])
    lines = {line.get_label(): line for line in curve.figure().axes[0].get_lines()}
    drawn = lines["Biceps femoris, short head"]
    assert drawn.get_ydata() == pytest.approx(table[table.structure == SHORT].moment_arm_mm)
    shown = curve._repr_mimebundle_()
    assert shown["text/plain"] == curve.describe() == repr(curve)
    assert "one published model (gait2392 model), 12 points" in shown["text/plain"]


def test_a_plot_is_drawn_the_same_every_time(atlas, equal):
    for shown in (mk.curve(atlas, "torque"), equal):
        first, again = (shown._repr_mimebundle_()["image/svg+xml"] for _ in range(2))
        assert first == again and "<text" in first and "Knee flexion" in first


def test_torques_are_also_shown_together(atlas):
    curve = mk.curve(atlas, "torque", hip_flexion=45)
    whole = mk.torque(atlas, hip_flexion=45, knee_flexion=curve.angles_deg)
    assert curve.together == pytest.approx(whole)
    assert f"Together: {whole[0]:.1f} at 0°" in curve.describe()
    drawn = {line.get_label(): line for line in curve.figure().axes[0].get_lines()}
    assert drawn["Together"].get_ydata() == pytest.approx(whole)
    assert mk.curve(atlas, "torque", LONG).together is None
    assert mk.curve(atlas, "force").together is None


def test_the_strength_plot_shows_all_of_every_curve(atlas):
    test = mk.strength_test(atlas, hip_flexion=45, left=0.5)
    panels = test.figure().axes
    assert [panel.get_title() for panel in panels] == ["Concentric", "Eccentric"]
    for panel in panels:
        low, high = panel.get_ylim()
        drawn = np.concatenate([line.get_ydata() for line in panel.get_lines()])
        assert len(panel.get_lines()) == 4
        assert low == 0 and drawn.min() >= low and drawn.max() <= high


def test_the_words_of_a_strength_plot_are_large_enough_in_a_lesson(atlas):
    """In a column 600 pixels wide, with an injured leg named in the legend."""
    shares = mk.strength_left(mk.Injury(LONG, "strain", atlas=atlas))
    figure = mk.strength_test(atlas, right=shares).figure()
    figure.draw_without_rendering()
    wide = figure.get_size_inches()[0]
    words = [x for x in figure.findobj(Text) if x.get_visible() and x.get_text()]
    assert len(words) > 15
    assert min(x.get_fontsize() for x in words) / 72 / wide * 600 >= 11
    (legend,) = figure.legends
    box = legend.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= figure.bbox.width


def test_muscles_are_told_apart_without_colour(atlas):
    lines = mk.curve(atlas, "length").figure().axes[0].get_lines()
    patterns = {str(line._unscaled_dash_pattern) for line in lines}
    assert len(patterns) == len(lines) == 4


def test_published_points_belong_to_their_posture(atlas):
    assert len(mk.curve(atlas, "moment_arm").published) == 12
    bent = mk.curve(atlas, "moment_arm", hip_flexion=60)
    assert bent.published == () and "Nothing published is on record" in bent.describe()
    assert list(bent.table())[:3] == ["structure", "knee_flexion_deg", "hip_flexion_deg"]
    hip = mk.curve(atlas, "moment_arm", along="hip_flexion").published_table()
    assert (hip.published_moment_arm_mm < 0).all() and len(hip) == 9
    off = hip.published_moment_arm_mm - hip.model_moment_arm_mm
    assert off.abs().max() < 12


@pytest.mark.parametrize("quantity", mk.mechanics.QUANTITIES)
def test_every_quantity_can_be_asked_for(atlas, quantity):
    curve = mk.curve(atlas, quantity, "semimembranosus", hip_flexion=50)
    table = curve.table()
    assert np.isfinite(table.iloc[:, -1]).all()
    assert table.columns[-1].endswith(("_mm", "_percent", "_n", "_nm"))


def test_a_curve_says_where_the_model_exaggerates(atlas):
    upright = mk.curve(atlas, "passive_force")
    assert upright.overstretched == () and "further than" not in upright.describe()
    bent = mk.curve(atlas, "passive_force", hip_flexion=90)
    assert bent.overstretched == (LONG, "semimembranosus")
    for muscle in muscles(atlas, bent.overstretched):
        assert bent.values[muscle.id].max() > muscle.peak_force_n
    assert "further than the model is good for" in bent.describe()
    assert mk.curve(atlas, "moment_arm", hip_flexion=90).overstretched == ()


def test_architecture_shows_what_others_give(atlas):
    shown = mk.architecture(atlas)
    table = shown.table().set_index(["structure", "figure"])
    slack = table.loc[("semimembranosus", "tendon_slack_length_mm")]
    assert slack.how == "computed" and "347.6 in rajagopal2016" in slack.conflict
    assert table.loc[(LONG, "volume_cm3")].sources == "handsfield2014"
    bundle = shown._repr_mimebundle_()
    assert "347.6 in Rajagopal 2016" in bundle["text/plain"]
    assert "347.6 in Rajagopal 2016" in bundle["text/html"]
    for sentence in (
        "(published: Ward 2009). gait2392 model has 15°, Rajagopal 2016",
        "Measured in",
    ):
        assert sentence in bundle["text/plain"]


@pytest.mark.parametrize(
    "show",
    [
        mk.architecture,
        lambda atlas: mk.curve(atlas, "moment_arm"),
        lambda atlas: mk.strength_test(atlas, left=0.5),
    ],
)
def test_a_learner_reads_no_keys_nor_files(atlas, show):
    shown = show(atlas)._repr_mimebundle_()
    models = {"gait2392"}  # whose key is their name
    for text in shown.values():
        words = set(re.findall(r"\w+", text))
        assert not words & (set(atlas.sources) | {fact.id for fact in atlas.facts}) - models
        assert ".md" not in text


def test_the_warning_of_overstretch_follows_the_tendon(atlas):
    """An elastic tendon takes up what a rigid one leaves to the fibres."""
    rigid, elastic = (
        mk.curve(atlas, "passive_force", hip_flexion=70, tendon=tendon)
        for tendon in ("rigid", "elastic")
    )
    assert rigid.overstretched == ("semimembranosus",)
    assert elastic.overstretched == () and "further than" not in elastic.describe()
    for muscle in muscles(atlas):
        assert elastic.values[muscle.id].max() < muscle.peak_force_n


def test_numbers_come_without_pandas_or_matplotlib():
    code = (
        "import sys, musclekit as mk\n"
        "assert 'mujoco' not in sys.modules\n"
        "a = mk.load_atlas(); mk.torque(a); c = mk.curve(a, 'length'); c.describe()\n"
        "mk.strength_test(a).describe()\n"
        "assert not {'pandas', 'matplotlib'} & set(sys.modules)\n"
        "c.table(); assert 'pandas' in sys.modules and 'matplotlib' not in sys.modules\n"
        "c.figure(); assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ---------------------------------------------------------------- content
@pytest.fixture
def folder(tmp_path):
    for file in EMBEDDED.glob("*.*"):
        if file.suffix in (".yaml", ".json", ".xml"):
            shutil.copy(file, tmp_path)
    return tmp_path


def faults(folder):
    files, problems = read_files(folder)
    assert not problems
    return strength_problems(folder, files)


def test_the_embedded_files_are_sound(folder):
    assert faults(folder) == []


def set_in(path, value):
    def change(data):
        *above, last = path
        for part in above:
            data = data[part]
        if value is None:
            del data[last]
        else:
            data[last] = value

    return change


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("muscles.yaml", set_in(["muscles", 0, "structure"], "bizeps"), ("'bizeps' is no muscle",)),
        ("muscles.yaml", set_in(["muscles", 1, "structure"], LONG), ("described twice",)),
        ("muscles.yaml", set_in(["muscles", 0, "volume_cm3", "value"], 300), ("300", "206.5")),
        ("muscles.yaml", set_in(["muscles", 0, "volume_cm3", "value"], -3), ("-3",)),
        ("muscles.yaml", set_in(["muscles", 0, "volume_cm3", "source"], "nobody"), ("'nobody'",)),
        ("muscles.yaml", set_in(["muscles", 0, "pennation_deg", "value"], 90), ("90",)),
        ("muscles.yaml", set_in(["muscles", 0, "pennation_deg"], None), ("missing",)),
        (
            "muscles.yaml",
            set_in(["muscles", 0, "sarcomere_length_um", "conflict"], ""),
            ("contested",),
        ),
        (
            "muscles.yaml",
            set_in(["contraction", "longest_active", "value"], 0.9),
            ("optimal length",),
        ),
        ("muscles.yaml", set_in(["contraction", "eccentric_force", "value"], 1), ("isometric",)),
        ("muscles.yaml", set_in(["contraction", "eccentric_force", "basis"], "hunch"), ("hunch",)),
        (
            "muscles.yaml",
            set_in(["moment_arms", 0, "structure"], "femur"),
            ("'femur' is no muscle",),
        ),
        ("muscles.yaml", set_in(["moment_arms", 0, "at"], {}), ("'at'",)),
        ("strength.yaml", set_in(["thresholds", 0, "fact"], "M999"), ("M999",)),
        ("strength.yaml", set_in(["thresholds", 0, "low"], 90), ("Exchange them",)),
        ("strength.yaml", set_in(["norms", 0, "source"], "nobody"), ("'nobody'",)),
        ("strength.yaml", set_in(["norms", 0, "sd_nm"], 0), ("sd_nm",)),
        ("strength.yaml", set_in(["norms"], []), ("norms",)),
    ],
)
def test_each_fault_is_told_with_its_file(folder, file, change, words):
    path = folder / file
    data = yaml.safe_load(path.read_text())
    change(data)
    path.write_text(yaml.safe_dump(data))
    told = "\n".join(map(str, faults(folder)))
    assert file in told and all(word in told for word in words), told


def test_an_atlas_without_the_file_says_so(folder):
    (folder / "muscles.yaml").unlink()
    with pytest.raises(MusclekitError, match=r"muscles\.yaml: no such file"):
        mk.torque(mk.load_atlas(folder))
