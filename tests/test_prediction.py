"""Which position stretches it most: measured as the model measures, and not told before."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError, UnknownName, UnknownStructure
from musclekit.mechanics import stretches
from musclekit.mechanics.postures import UNFELT_MM
from musclekit.widgets import prediction

LONG_HEAD = "biceps_femoris_long_head"
MIXED = {
    "Chair": {"hip_flexion": 90, "knee_flexion": 90, "pelvic_tilt": 10},
    "Stiff legs": "stiff_leg_deadlift",
    "Upright": {},
}


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture(scope="module")
def asked(light):
    return mk.predict_stretch(atlas=light)


@pytest.fixture
def host(asked):
    made = prediction.PredictionHost(asked)
    made.said = []
    made.send = lambda content, buffers=None: made.said.append(content)
    return made


def say(host, **message):
    host._hear(host, message, [])


def test_what_is_measured_is_what_the_library_computes(light):
    chair, stiff, upright = stretches(light, LONG_HEAD, MIXED)
    assert chair.length_mm == mk.lengths(light, LONG_HEAD, **MIXED["Chair"]).item()
    strain = mk.fibre_strain(light, LONG_HEAD, **MIXED["Chair"]).item()
    assert chair.fibre_strain_percent == pytest.approx(100 * strain)
    row = mk.activity("stiff_leg_deadlift", light).peaks().loc[LONG_HEAD]
    assert stiff.strain_percent == pytest.approx(row.longest_strain_percent)
    assert stiff.percent == row.longest_at_percent
    assert (upright.strain_percent, upright.shares) == (0.0, ())


def test_the_shares_of_the_joints_add_up_and_are_lever_times_angle(light):
    chair, stiff, upright = stretches(light, LONG_HEAD, MIXED)
    for one in (chair, stiff):
        changes = sum(share.change_mm for share in one.shares)
        assert changes == pytest.approx(one.length_mm - upright.length_mm, abs=UNFELT_MM)
        for share in one.shares:
            turned = np.radians(share.angle_deg) * -share.lever_mm
            assert share.change_mm == pytest.approx(turned)
    held = {}
    for share in chair.shares:
        way = np.linspace(0, share.angle_deg, 91)
        arms = mk.moment_arms(light, LONG_HEAD, share.coordinate, **held | {share.coordinate: way})
        mean_mm = 1000 * np.trapezoid(arms, way) / share.angle_deg
        assert share.lever_mm == pytest.approx(mean_mm, rel=0.01)
        held[share.coordinate] = share.angle_deg
    assert [share.change_mm > 0 for share in chair.shares] == [True, True, False]


def test_the_table_has_the_longest_first(asked):
    table = asked.table()
    assert (
        table.index[0] == "Hurdler's front leg" and table.index[-1] == "Heel drawn to the buttock"
    )
    assert table.strain_percent.is_monotonic_decreasing and len(table) == 5
    assert table.loc["Sitting on a chair", "knee_flexion_mm"] < 0


def test_nothing_is_told_before_the_commitment(asked, host):
    say(host, do="pose", of=host.panel["item"]["things"][0]["id"])
    say(host, do="reveal")
    state = host.get_state()
    page = json.dumps([state["panel"], state["result"], state["description"], host.said])
    assert host.result == {} and asked.describe() == host.description
    for one in asked.measured:
        assert one.name in page
        for number in (one.length_mm, one.strain_percent, one.fibre_strain_percent):
            assert abs(number) < 1 or f"{abs(number):.1f}" not in page
    shown = [x["id"] for x in host.panel["item"]["things"]]
    assert sorted(shown) == sorted(asked.by_id) and shown != list(asked.by_id)
    assert host.said and set(host.said[0]) == {"kind", "of", "bodies", "soft"}


def test_the_words_are_the_same_each_time(light, asked):
    first, metadata = asked._repr_mimebundle_()
    again, _ = mk.predict_stretch(atlas=light)._repr_mimebundle_()
    assert first["text/plain"] == again["text/plain"] == repr(asked)
    assert "Sitting on a chair (hip flexion 90°, knee flexion 90°)" in first["text/plain"]
    assert metadata == {"musclekit": {"prediction": True}}


def test_after_the_commitment_all_is_told_and_where_it_was_off(asked, host):
    right = list(asked.by_id)
    say(host, do="answer", answer=[right[1], right[0], *right[2:]])
    assert host.result["verdict"] == "wrong"
    assert re.search("One pair is swapped: you put Straight leg", host.result["feedback"][0])
    told = host.result["measured"]
    assert [one["id"] for one in told] == right
    assert [one["strain_percent"] for one in told] == [
        round(one.strain_percent, 2) for one in asked.measured
    ]
    assert told[2]["shares"][1]["told"] == "knee flexion 90° × mean lever over the way 32 mm"
    say(host, do="again")
    say(host, do="answer", answer=right)
    assert host.result["verdict"] == "right"


def test_presenting_starts_unanswered_reveals_and_gives_back(asked, host):
    right = list(asked.by_id)
    say(host, do="answer", answer=right)
    say(host, do="present", on=True)
    assert host.result == {}
    say(host, do="reveal")
    assert (host.result["verdict"], host.result["answer"]) == ("shown", right)
    say(host, do="present", on=False)
    assert host.result["verdict"] == "right"


def test_a_movement_can_be_gone_through_and_ends_where_it_is_longest(light):
    asked = mk.predict_stretch("semitendinosus", MIXED, light)
    host = prediction.PredictionHost(asked)
    sent = []
    host.send = lambda content, buffers=None: sent.append(content)
    stiff = next(id for id, one in asked.by_id.items() if one.activity)
    assert host.panel["seen"][stiff] == {"told": "a movement: stiff-leg deadlift", "moves": True}
    for percent in (0, asked.by_id[stiff].percent):
        say(host, do="pose", of=stiff, percent=percent)
    assert "femur" not in sent[0]["bodies"] and "femur" in sent[1]["bodies"]
    say(host, do="answer", answer=list(asked.by_id))
    moments = {one["id"]: one["moment"] for one in host.result["measured"]}
    assert re.fullmatch(r"longest at \d+ %, \w+", moments[stiff])


@pytest.mark.parametrize("message", [{"do": "pose", "of": "me"}, {"do": "answer", "answer": 3}])
def test_nonsense_from_the_page_is_told(host, message):
    say(host, **message)
    assert host.said[0]["kind"] == "trouble" and host.result == {}


@pytest.mark.parametrize(
    ("muscle", "postures", "kind", "said"),
    [
        (
            LONG_HEAD,
            {"A": {}, "B": {"hip_flexion": 9}},
            MusclekitError,
            "3 to 8 things; here are 2",
        ),
        (LONG_HEAD, {**MIXED, "C": {"hip_flexion": 1}}, MusclekitError, "'C' .* nearly as far"),
        (LONG_HEAD, {**MIXED, "C": "sprnt"}, UnknownName, "No activity 'sprnt'"),
        (LONG_HEAD, {**MIXED, "C": {"knee": 3}}, UnknownName, "No joint coordinate 'knee'"),
        (LONG_HEAD, {**MIXED, "C": {"knee_flexion": 200}}, MusclekitError, "outside the joint's"),
        (LONG_HEAD, ["sprint", "squat", "kick"], MusclekitError, "told by their names"),
        ("hamstrings", MIXED, MusclekitError, "are 4 muscles"),
        ("bicep", MIXED, UnknownStructure, "No structure"),
        ("femur", MIXED, MusclekitError, "femur"),
    ],
)
def test_mistakes_get_one_clear_error(light, muscle, postures, kind, said):
    with pytest.raises(kind, match=said):
        mk.predict_stretch(muscle, postures, light)
