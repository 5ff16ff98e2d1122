"""Questions on slices: what is right follows from the labels, and nothing of it is sent early."""

from __future__ import annotations

import json

import numpy as np
import pytest
from assessment_support import write_items
from test_assessment_bank import assert_keeps_the_key

from musclekit import assessment
from musclekit.errors import ContentError, MusclekitError
from musclekit.widgets.questions import Quiz
from musclekit.widgets.session import Session
from musclekit.widgets.stage import Stage

LONG = "biceps_femoris_long_head"
STRAIN = {"structure": LONG, "kind": "strain", "csa_fraction": 0.3, "length_mm": 60}
COMMON = {
    "about": ["hamstrings"],
    "aims": ["see"],
    "sources": ["pollock2014"],
    "scene": {"show": ["bones"]},
}
HOTSPOT = {"kind": "hotspot-on-a-slice", "prompt": "Click it."}
MUSCLE = {
    **HOTSPOT,
    "id": "muscle",
    "find": "semitendinosus",
    "slice": {"orientation": "axial", "at": -220, "picture": "t1"},
}
HURT = {
    **HOTSPOT,
    "id": "hurt",
    "find": "injury",
    "injury": STRAIN,
    "pose": {"knee_flexion": 20},
    "slice": {"at": "injury", "near": True},
    "why": "Oedema is bright on STIR.",
}
MEASURE = {
    "kind": "measure-and-grade",
    "prompt": "Measure and grade.",
    "id": "measure",
    "scheme": "british-athletics",
    "injury": STRAIN,
    "slices": [{"orientation": "across", "at": "injury"}, {"orientation": "along", "at": "injury"}],
    "measure": ["csa_fraction", "length_mm"],
    "tolerance": 0.15,
}


def written(folder, *items):
    return write_items(folder, *(COMMON | item for item in items))


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return assessment.load_bank(str(written(tmp_path_factory.mktemp("b"), MUSCLE, HURT, MEASURE)))


@pytest.mark.parametrize("name", ["muscle", "hurt", "measure"])
def test_the_model_answer_is_right_and_the_page_is_not_told_it(bank, name):
    answer = assessment.model_answer(bank, name)
    outcome = assessment.grade(bank, name, answer)
    assert (outcome.verdict, outcome.score) == ("right", 1.0)
    assert json.loads(json.dumps(answer)) == answer
    assert_keeps_the_key(bank, bank[name])


def test_a_hotspot_is_right_exactly_where_the_label_is_and_a_little_beside(bank):
    (shown,) = assessment.cuts(bank["muscle"], bank.atlas)
    mask = shown.slice.labels.mask("semitendinosus")
    assert (shown.region == mask).all()
    rng = np.random.default_rng(1)
    for row, column in rng.integers(0, mask.shape, (60, 2)).tolist():
        rows, columns = np.nonzero(mask)
        away = np.hypot(rows - row, columns - column).min() * shown.slice.spacing_mm
        outcome = assessment.grade(bank, "muscle", [row, column])
        assert outcome.correct == (away <= 2.0), (row, column, away)
    femur = np.argwhere(shown.slice.labels.mask("femur"))[0].tolist()
    wrong = assessment.grade(bank, "muscle", femur)
    assert wrong.clicked == "femur" and wrong.right == ("semitendinosus",)
    assert "There lies the femur" in wrong.feedback[0]


def test_an_injury_is_found_where_it_is_marked(bank):
    (shown,) = assessment.cuts(bank["hurt"], bank.atlas)
    assert shown.slice.spacing_mm == 0.5
    row, column = assessment.model_answer(bank, "hurt")
    assert max(one[int(row), int(column)] for one in shown.slice.marks.values()) > 0.5
    healthy = np.argwhere(shown.slice.labels.mask("femur"))[0].tolist()
    told = assessment.grade(bank, "hurt", healthy)
    assert not told.correct and "Oedema is bright on STIR." in told.feedback
    assert "OEDEMA" not in assessment.body(bank["hurt"], bank.atlas)[LONG].mesh.point_data


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("muscle", [1, 2, 3]),
        ("muscle", [-5, 4]),
        ("muscle", [float("nan"), 4]),
        ("muscle", "here"),
        ("measure", {"code": "1b"}),
        ("measure", {"code": "1b", "measured": {"length_mm": 3}}),
        ("measure", {"code": "9z", "measured": {"length_mm": 3, "csa_fraction": 2}}),
        ("measure", [1, 2]),
    ],
)
def test_answers_of_another_shape_are_refused(bank, name, answer):
    with pytest.raises(MusclekitError, match=name):
        assessment.grade(bank, name, answer)


def test_measures_follow_from_the_injury_and_count_within_the_tolerance(bank):
    right = assessment.model_answer(bank, "measure")
    assert right["measured"]["csa_fraction"] == pytest.approx(30, abs=3)
    assert right["measured"]["length_mm"] == pytest.approx(60, rel=0.05)
    assert right["code"] == "2b"
    measured = right["measured"]
    near = {**right, "measured": {**measured, "length_mm": 1.14 * measured["length_mm"]}}
    assert assessment.grade(bank, "measure", near).correct
    far = {**right, "measured": {**measured, "length_mm": 1.17 * measured["length_mm"]}}
    outcome = assessment.grade(bank, "measure", far)
    assert not outcome.correct and outcome.score == 0.75
    assert any("is too far off" in x for x in outcome.feedback)
    prompt = assessment.present(bank["measure"], bank.atlas, "")["prompt"]
    assert "60" not in prompt and "30" not in prompt and "Strain of the long head" in prompt


@pytest.mark.parametrize(
    ("item", "change", "said"),
    [
        (MUSCLE, {"find": "semitendinosis"}, "Did you mean 'semitendinosus'"),
        (MUSCLE, {"slice": {"at": 140}}, "covers 0.00 cm²"),
        (MUSCLE, {"slice": {"at": "injury"}}, "no injury for 'at: injury'"),
        (MUSCLE, {"slice": {"orientation": "across", "at": "femur"}}, "no course"),
        (MUSCLE, {"find": "injury"}, "stands alone and needs 'injury'"),
        (MUSCLE, {"pose": {"knee_flexin": 3}}, "knee_flexion"),
        (HURT, {"why": ""}, "Add 'why:'"),
        (HURT, {"injury": {**STRAIN, "kind": "sprain"}}, "strain"),
        (MEASURE, {"measure": ["retraction_mm"]}, "cannot be measured in these slices"),
        (MEASURE, {"measure": ["width"]}, "none of"),
        (MEASURE, {"injury": {**STRAIN, "csa_fraction": 0.05, "length_mm": 52}}, "near a bound"),
        (MEASURE, {"scheme": "british"}, "british-athletics"),
        (MEASURE, {"slices": []}, "slices"),
    ],
)
def test_authors_are_told_what_is_wrong(tmp_path, item, change, said):
    with pytest.raises(ContentError, match=said):
        assessment.load_bank(str(written(tmp_path, {**item, **change})))


def test_names_and_region_are_sent_only_after_the_answer(bank, monkeypatch):
    monkeypatch.setattr(Stage, "current", None)
    monkeypatch.setattr(Session, "_shared", None, raising=False)
    widget = Quiz(bank, ("muscle", "hurt", "measure")).widget()
    sent = []
    monkeypatch.setattr(widget, "send", lambda told, buffers=(): sent.append((told, buffers)))
    for item in ("muscle", "hurt", "measure"):
        widget._hear(widget, {"do": "pictures", "item": item}, [])
        told, buffers = sent[-1]
        assert not told["answered"] and all(one["names"] == [] for one in told["pictures"])
        assert len(buffers) == len(told["pictures"])
    widget._hear(widget, {"do": "open", "at": 1}, [])
    stage = widget.stage.scene
    assert "slice-0" in stage.visible and LONG not in stage.visible
    widget._hear(widget, {"do": "answer", "item": "muscle", "answer": [3, 3]}, [])
    widget._hear(widget, {"do": "pictures", "item": "muscle"}, [])
    told, (pixels, labels, region) = sent[-1]
    assert told["answered"] and "Semitendinosus" in told["pictures"][0]["names"]
    number = told["pictures"][0]["names"].index("Semitendinosus")
    assert (np.frombuffer(region, bool) == (np.frombuffer(labels, np.uint8) == number)).all()
    assert len(pixels) == len(labels)
