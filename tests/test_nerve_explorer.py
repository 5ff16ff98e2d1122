"""Following a nerve in the page: what is asked for, what is answered, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError
from musclekit.widgets import nerves
from musclekit.widgets.stage import Stage


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture
def hosted(light, monkeypatch):
    monkeypatch.setattr(Stage, "current", None)
    host = nerves.NerveHost(mk.nerve_explorer(light))
    said = []
    monkeypatch.setattr(host, "send", lambda message, buffers=None: said.append(message))

    def ask(**message):
        said.clear()
        host._hear(host, message, [])
        return {one["kind"]: one for one in said}

    return host, ask


def test_a_posture_is_answered_with_the_way_and_its_stretch(light, hosted):
    _, ask = hosted
    upright = ask(do="anew")["way"]
    bent = ask(do="pose", angles={"hip_flexion": 60, "ankle_dorsiflexion": 20})
    assert {"pose", "way"} == set(bent)
    moved = np.array(bent["way"]["track"]) - upright["track"]
    assert np.linalg.norm(moved[-1]) > 300 and np.linalg.norm(moved[0]) < 1
    wanted = mk.nerve_strain(light, "tibial_nerve", hip_flexion=60, ankle_dorsiflexion=20)
    told = bent["way"]["readings"]["tibial_nerve"]
    assert told["strain_percent"] == pytest.approx(float(wanted), abs=0.01)
    long = mk.nerve_path(light, "tibial_nerve", "S1").length_mm
    assert told["length_mm"] == pytest.approx(long * (1 + float(wanted) / 100), abs=0.1)


def test_a_place_is_answered_with_its_neighbours_and_what_was_supplied(light, hosted):
    _, ask = hosted
    ask(do="anew")
    told = ask(do="place", share=0.25)["place"]
    path = mk.nerve_path(light, "tibial_nerve", "S1")
    assert [x["id"] for x in told["neighbours"]] == [
        x.id for x in path.neighbours(0.25)[: nerves.NEAREST]
    ]
    counts = [len(list(nerves.supplied(path, x))) for x in (0.0, 0.3, 1.0)]
    assert counts[0] < counts[1] < counts[2] == len(path.supply)
    assert all(x["sources"] and x["status"] for x in nerves.supplied(path, 1.0))
    assert "0 at the spine" in ask(do="place", share=2)["trouble"]["text"]
    assert "number" in ask(do="place", share="low")["trouble"]["text"]


def test_room_is_painted_on_the_mesh_that_the_page_has_and_goes_again(light, hosted):
    host, ask = hosted
    plain = host.stage.scene.layer("sciatic_nerve")
    ask(do="pose", angles={"hip_flexion": 90})
    told = ask(do="paint", on=True)["painted"]
    painted = host.stage.scene.layer("sciatic_nerve")
    assert told["on"] and "dark red" in told["text"]
    assert np.array_equal(painted.get_mesh().points, plain.get_mesh().points)
    rgb = painted.get_rgb()
    assert len(rgb) == painted.get_mesh().n_points and len(np.unique(rgb, axis=0)) > 5
    ask(do="pose", angles={})
    ask(do="rest")
    assert not np.array_equal(rgb, host.stage.scene.layer("sciatic_nerve").get_rgb())
    assert not ask(do="paint", on=False)["painted"]["on"]
    assert host.stage.scene.layer("sciatic_nerve").colour == plain.colour


def test_it_says_itself_in_words_and_goes_with_the_left_side():
    made = mk.nerve_explorer(mk.load_atlas(detail="light", side="left"), "common_fibular_nerve")
    words = made.describe()
    assert words.startswith("Nerve explorer") and "common fibular nerve" in words
    assert "At 100%" in words and "mm" in words


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"nerve": "femur"}, "is not followed"),
        ({"nerve": "tibial"}, "Did you mean"),
        ({"root": "L1"}, "L1"),
        ({"hip_flexion": 400}, "400"),
        ({"view": "under"}, "under"),
    ],
)
def test_what_cannot_be_is_refused_in_words(light, given, says):
    with pytest.raises(MusclekitError, match=says):
        mk.nerve_explorer(light, **given)
