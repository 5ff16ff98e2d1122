"""A nerve caught in the page: scenarios, severities, postures, and what is told of each."""

from __future__ import annotations

import json

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError
from musclekit.widgets import entrapping
from musclekit.widgets.stage import Stage


@pytest.fixture(scope="module", params=["right", "left"])
def light(request):
    return mk.load_atlas(detail="light", side=request.param)


@pytest.fixture
def hosted(light, monkeypatch):
    monkeypatch.setattr(Stage, "current", None)
    host = entrapping.EntrapmentHost(mk.entrapment_explorer(light))
    said = []
    monkeypatch.setattr(host, "send", lambda message, buffers=None: said.append(message))

    def ask(**message):
        said.clear()
        host._hear(host, message, [])
        return {one["kind"]: one for one in said}

    ask(do="anew")
    return host, ask


def test_what_is_told_is_what_the_library_finds(light, hosted):
    host, ask = hosted
    told = ask(do="rest")["caught"]
    one = mk.caught(mk.entrap(light, "hamstring-syndrome", 0.5))[0]
    assert told["room_mm"] == pytest.approx(one.clearance_mm, abs=0.05)
    assert told["healthy_mm"] == pytest.approx(one.healthy_mm, abs=0.05)
    assert np.linalg.norm(np.diff(told["points"], axis=0)) == pytest.approx(
        one.clearance_mm, abs=0.05
    )
    labels = [row["label"] for row in told["rows"]]
    assert {"Where", "Hurts", "Weakens", "Goes numb", "Not known to the model"} <= set(labels)
    assert all(row["sources"] for row in told["rows"] if row["status"])
    assert any(row["angles"] for row in told["rows"] if row["label"] == "Loaded by")
    assert json.loads(json.dumps(told)) == told
    painted = host.stage.scene.layer("sciatic_nerve").get_rgb()
    assert len(np.unique(painted, axis=0)) > 5


def test_severity_takes_room_and_another_scenario_another_site(hosted):
    host, ask = hosted
    rooms = []
    for severity in (0, 0.4, 0.8):
        assert "pose" in ask(do="entrap", scenario="hamstring-syndrome", severity=severity)
        assert ("hamstring_syndrome" in host.stage.scene.visible) == bool(severity)
        rooms.append(ask(do="rest")["caught"]["room_mm"])
    assert rooms[0] > rooms[1] + 1 > rooms[2] + 2
    fresh = ask(do="entrap", scenario="mass", severity=0.6)["fresh"]
    assert fresh["moved"]["mass"] == "pelvis"
    assert "hamstring_syndrome" not in host.stage.scene.visible
    assert "mass" in host.stage.scene.visible
    ask(do="entrap", scenario="disc-l5-s1", severity=0.6)
    assert host.made.root == "root_s1"
    assert ask(do="rest")["caught"]["scenario"] == "disc-l5-s1"


def test_a_posture_stays_when_the_scenario_changes(hosted):
    _, ask = hosted
    there = ask(do="pose", angles={"hip_flexion": 60})["way"]["track"]
    same = ask(do="entrap", scenario="piriformis", severity=0.5)
    assert np.allclose(same["way"]["track"], there, atol=0.2)
    assert same["pose"]["bodies"]


def test_what_cannot_be_is_refused_in_words_and_leaves_what_was(hosted):
    host, ask = hosted
    child = ask(do="entrap", scenario="tight-hamstrings-of-the-spine", severity=0.5)
    assert "spine" in child["trouble"]["text"]
    assert "0 to 1" in ask(do="entrap", scenario="mass", severity=3)["trouble"]["text"]
    assert host.made.scenario == "hamstring-syndrome"
    assert ask(do="rest")["caught"]["scenario"] == "hamstring-syndrome"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"scenario": "disc-l5"}, "Did you mean"),
        ({"severity": -1}, "severity is -1"),
        ({"show": "femurs"}, "Did you mean"),
        ({"hip_flexion": 999}, "999"),
    ],
)
def test_a_bad_beginning_is_refused(light, given, says):
    with pytest.raises(MusclekitError, match=says):
        mk.entrapment_explorer(light, **given)


def test_it_keeps_other_entrapments_and_refuses_what_does_not_go_together(light):
    both = mk.entrapment_explorer(mk.entrap(light, "piriformis", 0.4), "disc-l5-s1")
    assert len(mk.caught(both.rig.atlas)) == 2
    with pytest.raises(MusclekitError, match="holds no band tight"):
        mk.entrapment_explorer(mk.entrap(light, "after-avulsion", 0.4), "hamstring-syndrome")


def test_it_says_itself_in_words(light):
    words = mk.entrapment_explorer(light, "piriformis").describe()
    assert words.startswith("Entrapment explorer") and "Not known to the model" in words
