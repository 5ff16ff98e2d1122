"""Place the footprint: judged in millimetres, said in anatomical words, told to nobody early."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import musclekit as mk
from musclekit import assessment
from musclekit.assessment import places
from musclekit.assessment.kinds import place_footprint
from musclekit.atlas import load_atlas
from musclekit.errors import MusclekitError, UnknownName
from musclekit.paths import content_dir
from musclekit.widgets.board import report
from musclekit.widgets.session import Session
from musclekit.widgets.stage import Stage

BANK = "origins-and-insertions"
ATLAS = load_atlas()
BANKS = {name: assessment.load_bank(name, ATLAS) for name in assessment.banks()}
ALL_ITEMS = [
    (bank, item) for bank in BANKS.values() for item in bank if item.kind == "place-the-footprint"
]
ITEMS = [item for bank, item in ALL_ITEMS if bank is BANKS[BANK]]
DRAWN = [footprint for footprint in ATLAS.footprints.values() if footprint.drawn]
TOUCHED = [footprint for footprint in ATLAS.footprints.values() if not footprint.drawn]
SEMIMEMBRANOSUS = "place-semimembranosus-origin"
NONSENSE = (None, "", "femur", 3, [], [1, 2], [1, 2, "3"], [1, 2, 3, 4], [1, 2, None],
            [1, 2, True], [1, 2, float("nan")], [1, 2, float("inf")], [1, 2, 1e9],
            {"point_mm": [1, 2, 3]}, [[1, 2, 3]])  # fmt: skip


@pytest.fixture(scope="module")
def bank():
    return assessment.load_bank(BANK, ATLAS)


def right_ones(item):
    return [ATLAS.footprint(id, item.fields.role) for id in item.fields.structures]


# ---------------------------------------------------------------- grading
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_footprint_is_right_and_every_other_is_wrong(item, bank):
    right = {footprint.id for footprint in right_ones(item)}
    shown = assessment.private_scene(item, ATLAS)["show"]
    for footprint in (x for x in DRAWN if x.role == item.fields.role):
        outcome = assessment.grade(bank, item.id, footprint.middle_mm.tolist())
        assert outcome.correct == (footprint.id in right), footprint.id
        if footprint.bone in shown:
            met = ATLAS.footprints[outcome.clicked]
            assert places.distance_mm(footprint.middle_mm, met) == 0.0, footprint.id
        assert outcome.footprints[0] in right and outcome.right == ()
    model = assessment.model_answer(bank, item.id)
    assert assessment.grade(bank, item.id, model).score == 1.0
    assert json.loads(json.dumps(model)) == model


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(ITEMS))
def test_right_is_what_lies_within_tolerance_of_the_outline(seed, item):
    """Points of the bone, judged by an independent measure: VTK's, on the outline's own patch."""
    import pyvista

    bank = assessment.load_bank(BANK, ATLAS)
    footprint = right_ones(item)[0]
    bone = np.asarray(ATLAS[footprint.bone].mesh.points, float)
    near = bone[np.linalg.norm(bone - footprint.centre_mm, axis=1) < 60]
    point = near[seed % len(near)]
    far = np.inf
    for one in right_ones(item):
        patch = pyvista.PolyData.from_regular_faces(one.patch.points, one.patch.triangles)
        nearest = patch.find_closest_cell(point, return_closest_point=True)[1]
        far = min(far, float(np.linalg.norm(nearest - point)))
    outcome = assessment.grade(bank, item.id, point.tolist())
    assert outcome.correct == (far <= item.fields.tolerance_mm)
    expected = 1.0 if outcome.correct else item.fields.tolerance_mm / far
    assert outcome.score == pytest.approx(expected, abs=1e-4)
    if not outcome.correct:
        assert f"{far:.0f} mm" in outcome.feedback[0]


@pytest.mark.parametrize(
    ("bank", "item"), [pytest.param(bank, item, id=item.id) for bank, item in ALL_ITEMS]
)
def test_no_component_in_the_words_exceeds_the_distance(bank, item):
    """Of points all over the right bone, half of them on it and half beside it."""
    random = np.random.default_rng(0)
    bone = np.asarray(ATLAS[right_ones(item)[0].bone].mesh.points, float)
    near = bone[np.linalg.norm(bone - right_ones(item)[0].centre_mm, axis=1) < 120]
    points = near[random.integers(0, len(near), 80)]
    points[::2] += random.uniform(-4, 4, points[::2].shape)
    told = 0
    for point in points:
        first = assessment.grade(bank, item.id, point.tolist()).feedback[0]
        if first.startswith("Right"):
            continue
        far, *components = map(int, re.findall(r"(\d+) mm", first))
        assert all(places.SAID_FROM_MM <= x <= far for x in components), first
        assert sum(x**2 for x in components) <= (far + 1.5) ** 2, first
        told += bool(components)
    assert told > 20


def test_beside_a_long_footprint_the_words_are_those_of_the_nearest_point(bank):
    """Beside the lower end of the linea aspera: not too low by half its length."""
    footprint = ATLAS.footprint("biceps_femoris_short_head", "origin")
    low = footprint.patch.points[footprint.patch.points[:, 2].argmin()]
    beside = places.moved(ATLAS["femur"], np.add(low, (0, 0, 8)), "lateral", 20)
    said = assessment.grade(bank, "place-short-head-origin", beside.tolist())
    assert not said.correct and "too lateral" in said.feedback[0], said.feedback[0]
    assert "too low" not in said.feedback[0]


def test_a_pin_on_another_bone_is_wrong_however_near(bank):
    """The femur's head lies in the hip bone, nearer than a wide tolerance."""
    item = bank[SEMIMEMBRANOSUS]
    wide = replace(item, fields=item.fields.model_copy(update={"tolerance_mm": 30.0}))
    footprint = ATLAS.footprint("semimembranosus", "origin")
    femur = np.asarray(ATLAS["femur"].mesh.points, float)
    far = [places.distance_mm(point, footprint) for point in femur[::7]]
    nearest = femur[::7][int(np.argmin(far))]
    assert min(far) < 30
    outcome = place_footprint.grade(wide, nearest.tolist(), ATLAS)
    assert (outcome.verdict, outcome.score) == ("wrong", 0.0)
    assert "on the femur; the footprint is on the hip bone" in outcome.feedback[0]
    on_bone = footprint.middle_mm.tolist()
    assert place_footprint.grade(wide, on_bone, ATLAS).score == 1.0


@pytest.mark.parametrize("footprint", DRAWN, ids=lambda footprint: footprint.id)
def test_in_the_middle_of_a_drawn_footprint_lies_no_other(footprint):
    assert places.what_is_at(ATLAS, footprint.middle_mm, footprint.bone) == footprint.id


def test_where_a_mesh_merely_touches_the_bone_is_no_ones_place():
    assert TOUCHED
    for footprint in TOUCHED:
        there = places.what_is_at(ATLAS, footprint.middle_mm, footprint.bone)
        assert there not in {x.id for x in TOUCHED} and footprint.size == ""
        assert "touches" in footprint.told and "mm²" not in footprint.told


def test_an_area_is_said_to_be_drawn_and_after_whom(bank):
    measured = assessment.grade(bank, SEMIMEMBRANOSUS, ATLAS["femur"].centre_mm.tolist())
    assert "412 mm², drawn after Philippon 2015" in measured.feedback[-1]
    assert "philippon2015" in measured.sources
    drawn = assessment.grade(bank, "place-short-head-origin", ATLAS["tibia"].centre_mm.tolist())
    assert "526 mm², drawn, not measured" in drawn.feedback[-1]
    for footprint in DRAWN:
        after = footprint.attachment.area_source
        said = f"drawn after {ATLAS.sources[after].short}" if after else "drawn, not measured"
        assert footprint.size.endswith(said) and footprint.told.endswith(footprint.size)


def test_feedback_says_how_far_which_way_and_whose_place_it_is(bank):
    centre = ATLAS["semimembranosus"].origin.centre_mm
    on_bone = places.moved(ATLAS["hip_bone"], centre, "up", 30)
    wrong = assessment.grade(bank, SEMIMEMBRANOSUS, on_bone.tolist())
    assert "mm too high" in wrong.feedback[0] and "Your pin is " in wrong.feedback[0]
    neighbour = ATLAS["semitendinosus"].origin.centre_mm.tolist()
    said = assessment.grade(bank, SEMIMEMBRANOSUS, neighbour)
    assert "too medial" in said.feedback[0]
    assert said.feedback[1].startswith("There lies the origin of the long head of biceps femoris")
    assert "facet of the ischial tuberosity" in said.feedback[-1] and "mm²" in said.feedback[-1]
    assert set(ATLAS["semimembranosus"].origin.sources) <= set(said.sources)
    assert said.footprints == ("semimembranosus.origin", "biceps_femoris_long_head.origin")
    thigh = assessment.grade(bank, SEMIMEMBRANOSUS, ATLAS["femur"].centre_mm.tolist())
    assert "on the femur; the footprint is on the hip bone" in thigh.feedback[0]


def test_the_left_side_is_judged_and_worded_as_the_right(bank):
    left = load_atlas(side="left")
    for offset in ((0, 0, 0), (-14, -7, 0), (0, 0, 30), (20, 0, -10)):
        point = np.add(ATLAS["semimembranosus"].origin.centre_mm, offset)
        here = assessment.grade(bank, SEMIMEMBRANOSUS, point.tolist())
        there = assessment.grade(bank, SEMIMEMBRANOSUS, (point * (-1, 1, 1)).tolist(), left)
        assert there.feedback == here.feedback and there.clicked == here.clicked


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
def test_an_answer_that_is_no_point_is_refused(bank, answer):
    with pytest.raises(MusclekitError, match="three numbers"):
        assessment.grade(bank, SEMIMEMBRANOSUS, answer)


# ---------------------------------------------------------------- words and ways
@settings(deadline=None)
@given(st.lists(st.floats(-60, 60), min_size=3, max_size=3))
def test_words_mirror_with_the_body_and_turn_with_the_offset(offset):
    right = places.astray(offset, "right")
    assert right == places.astray(np.multiply(offset, (-1, 1, 1)), "left")
    swapped = places.astray(np.negative(offset), "right")
    for one, other in (("medial", "lateral"), ("high", "low"), ("forward", "back")):
        assert (f"too far {one}" in right or f"too {one}" in right) == (
            f"too far {other}" in swapped or f"too {other}" in swapped
        )
    assert (right == "") == (max(np.abs(offset)) < places.SAID_FROM_MM)


def test_ways_are_six_and_opposite():
    for there, back in zip(places.WAYS[::2], places.WAYS[1::2], strict=True):
        for side in ("right", "left"):
            assert (places.way(there, side) == -places.way(back, side)).all()
    assert places.way("up", "right").tolist() == [0, 0, 1]
    assert places.way("lateral", "right").tolist() == [1, 0, 0]
    assert places.way("forward", "left").tolist() == [0, 1, 0]
    with pytest.raises(UnknownName, match="'up'"):
        places.way("upp", "right")


def test_a_pin_moves_over_the_bone_and_stays_on_it():
    bone = ATLAS["hip_bone"]
    pin = places.start_on(bone, (0, -1, 0))
    heights = [pin[2]]
    for _ in range(20):
        pin = places.moved(bone, pin, "down", 10)
        heights.append(pin[2])
        assert places.bone_at(ATLAS, pin, ATLAS.groups["bones"]) == "hip_bone"
    assert heights[-1] < heights[0] - 50 and (np.diff(heights) <= 0.5).all()
    assert "lower" in places.part_of(bone, pin)


# ---------------------------------------------------------------- what an author may get wrong
def _with(**changes) -> dict:
    data = yaml.safe_load((content_dir("quizzes") / f"{BANK}.yaml").read_text("utf-8"))
    (item,) = (x for x in data["items"] if x["id"] == SEMIMEMBRANOSUS)
    item.update(changes)
    return data | {"items": [{k: v for k, v in item.items() if v is not None}]}


FAULTS = {
    "unknown structure": ({"structures": "semitendonosus"}, "Did you mean 'semitendinosus'"),
    "no footprint": ({"structures": "sciatic_nerve"}, "no footprint of the origin of 'sciatic"),
    "no structure": ({"structures": []}, "structures"),
    "no such role": ({"role": "orgin"}, "role"),
    "no role": ({"role": None}, "'role' is missing"),
    "tolerance nothing": ({"tolerance_mm": 0}, "tolerance_mm"),
    "tolerance negative": ({"tolerance_mm": -4}, "tolerance_mm"),
    "tolerance a thigh": ({"tolerance_mm": 300}, "tolerance_mm"),
    "tolerance not finite": ({"tolerance_mm": float("nan")}, "tolerance_mm"),
    "tolerance takes a neighbour": (
        {"tolerance_mm": 25}, "'biceps_femoris_long_head.origin', which would count as right"
    ),
    "merely touched": (
        {"structures": "gluteus_maximus", "role": "insertion"}, "no footprint of the insertion of"
    ),
    "bone not shown": ({"scene": {"show": ["femur"]}}, "'hip_bone' is not shown"),
    "bone too faint": (
        {"scene": {"show": ["bones"], "opacity": {"bones": 0.2}}}, "'hip_bone' is too faint"
    ),
    "muscle shown": (
        {"scene": {"show": ["bones", "hamstrings"]}}, "'semimembranosus' is shown and ends on"
    ),
    "no scene": ({"scene": None}, "gives the answer away"),
    "unknown field": ({"tolerance": 4}, "tolerance"),
}  # fmt: skip


@pytest.mark.parametrize(("id", "wider"), [("place-conjoint-origin", 5), (SEMIMEMBRANOSUS, 4)])
def test_a_pin_of_a_few_millimetres_beside_the_origin_counts(tmp_path, id, wider):
    data = yaml.safe_load((content_dir("quizzes") / f"{BANK}.yaml").read_text("utf-8"))
    assert 4 <= BANKS[BANK][id].fields.tolerance_mm <= wider
    data["items"] = [x | {"tolerance_mm": wider} for x in data["items"] if x["id"] == id]
    path = tmp_path / f"{BANK}.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert assessment.check_bank(path, ATLAS) == []


@pytest.mark.parametrize(("changes", "said"), FAULTS.values(), ids=FAULTS)
def test_faults_are_told(tmp_path, changes, said):
    path = tmp_path / f"{BANK}.yaml"
    path.write_text(yaml.safe_dump(_with(**changes)), encoding="utf-8")
    problems = assessment.check_bank(path, ATLAS)
    assert problems and any(said in str(problem) for problem in problems), list(map(str, problems))
    assert all(problem.item == SEMIMEMBRANOSUS for problem in problems)


def test_a_moved_footprint_changes_the_version(tmp_path, bank, monkeypatch):
    moved = load_atlas()
    end = moved["semimembranosus"].origin
    object.__setattr__(end, "outline_mm", end.outline_mm + 0.1)
    assert assessment.load_bank(BANK, moved).version != bank.version
    assert assessment.load_bank(BANK, load_atlas()).version == bank.version


# ---------------------------------------------------------------- in the page
@pytest.fixture
def widget(tmp_path, monkeypatch):
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("MUSCLEKIT_DATABASE_URL", raising=False)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    Session._shared = Stage.current = None
    yield mk.quiz(BANK, only=[SEMIMEMBRANOSUS]).widget()
    Session._shared = Stage.current = None


def hear(widget, **message):
    widget._hear(widget, message, [])


def wire(widget) -> str:
    """Everything the browser holds of the quiz, the view and its plot."""
    stage = Stage.current
    shown = [x.get_state() for x in stage._plot_view.objects.values()]
    told = [widget.get_state(), stage.get_state(), *shown]
    return repr([{k: v for k, v in x.items() if not k.startswith("_")} for x in told])


def test_a_click_puts_the_pin_and_the_answer_paints_the_footprint(widget):
    hear(widget, do="open", at=0)
    stage = Stage.current
    assert stage.mode == "quiz" and widget.pin == []
    on_femur = ATLAS["femur"].mesh.points[0].tolist()
    hear(stage, do="pick", id="femur", point=on_femur)
    assert widget.pin == pytest.approx(on_femur, abs=0.01) and "Femur" in widget.pinned
    assert [x["text"] for x in stage.marks] == ["your pin"]
    neighbour = ATLAS["semitendinosus"].origin.centre_mm.tolist()
    hear(stage, do="pick", id="hip_bone", point=neighbour)
    before = wire(widget)
    assert "footprint" not in " ".join(stage._plot_view.objects)
    x, y, z = (f"{v:.2f}" for v in ATLAS["semimembranosus"].origin.outline_mm[3])
    assert not all(v in before for v in (x, y, z)), "the outline is in the page already"
    moves = stage.move
    hear(widget, do="answer", item=SEMIMEMBRANOSUS, answer=widget.pin)
    state = widget.states[SEMIMEMBRANOSUS]
    assert state["verdict"] == "wrong" and "too medial" in state["feedback"][0]
    assert {x["text"]: x["tone"] for x in stage.marks} == {
        "Origin of semimembranosus": "right-answer",
        "Origin of the long head of biceps femoris and semitendinosus": "plain",
        "Your pin": "clicked-answer",
    }
    assert "semimembranosus.origin" in stage.scene.visible and stage.move == moves + 1
    pin = widget.pin
    hear(stage, do="pick", id="femur", point=on_femur)
    assert widget.pin == pin, "a click moved the pin after the answer"
    hear(widget, do="again", item=SEMIMEMBRANOSUS)
    assert widget.pin == [] and "semimembranosus.origin" not in stage.scene.visible


def test_the_page_knows_the_same_whichever_footprint_is_right(tmp_path):
    public = []
    for structure in ("semimembranosus", "semitendinosus"):
        path = tmp_path / f"{BANK}.yaml"
        data = _with(structures=structure, tolerance_mm=1)
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        item = assessment.load_bank(path, ATLAS)[SEMIMEMBRANOSUS]
        public.append(assessment.present(item, ATLAS, 1))
    assert public[0] == public[1]


def test_a_pin_is_placed_without_a_pointer(widget):
    hear(widget, do="open", at=0)
    hear(widget, do="nudge", way="up", by=10)
    assert widget.pin == [], "there was no pin to move"
    hear(widget, do="pin", bone="hip_bone")
    assert widget.pinned.startswith("Hip bone")
    start = list(widget.pin)
    for way, by in (("down", 10), ("back", 3), ("down", 1)):
        hear(widget, do="nudge", way=way, by=by)
    assert widget.pin[2] < start[2] - 5
    hear(Stage.current, do="pick", id="femur")  # N and Enter in the view: no point, a structure
    assert widget.pinned.startswith("Femur")
    pin = list(widget.pin)
    for message in ({"bone": "ischial_tuberosity"}, {"bone": "semitendinosus"}):
        hear(widget, do="pin", **message)
        assert widget.pin == pin and "bone of this question" in widget.notice
    hear(widget, do="nudge", way="sideways", by=10)
    hear(widget, do="nudge", way="up", by=1e9)
    assert np.linalg.norm(np.subtract(widget.pin, pin)) < 60


def test_presenting_reveals_and_keeps_nothing(widget):
    hear(widget, do="present", on=True)
    hear(widget, do="open", at=0)
    hear(widget, do="reveal", item=SEMIMEMBRANOSUS)
    state = widget.states[SEMIMEMBRANOSUS]
    assert state["verdict"] == "shown"
    assert "semimembranosus.origin" in Stage.current.scene.visible
    assert assessment.open_store().attempts() == ()


def test_answers_are_kept_come_back_and_reach_the_dashboard(widget):
    secret = "0123456789abcdef" * 2
    hear(widget, do="hello", secret=secret, name="Ada")
    for point in (
        ATLAS["semitendinosus"].origin.centre_mm.tolist(),
        ATLAS["femur"].mesh.points[0].tolist(),
    ):
        hear(widget, do="answer", item=SEMIMEMBRANOSUS, answer=point, secret=secret)
    Session._shared = Stage.current = None
    again = mk.quiz(BANK, only=[SEMIMEMBRANOSUS]).widget()
    hear(again, do="hello", secret=secret, name="Ada")
    assert again.states[SEMIMEMBRANOSUS]["answer"] == pytest.approx(point)
    hear(again, do="open", at=0)
    assert "semimembranosus.origin" in Stage.current.scene.visible
    made = report(mk.dashboard([BANK]), assessment.open_store())
    (row,) = made["clicks"]
    assert {x["name"] for x in row["counts"]} == {
        "Origin of the long head of biceps femoris and semitendinosus",
        "Femur",
    }


@pytest.mark.parametrize("name", assessment.banks())
def test_a_quiz_and_the_dashboard_count_the_same_questions(name):
    bank = assessment.load_bank(name, ATLAS)
    asked = mk.quiz(name).items
    assert len(asked) == assessment.progress([], bank).total
    assert asked == tuple(item.id for item in bank if not item.prediction)
