"""The question kind grade-this-injury, and derivations about injuries."""

from __future__ import annotations

import pytest
import yaml
from test_assessment_bank import assert_keeps_the_key

import musclekit as mk
from musclekit import assessment
from musclekit.assessment import kinds
from musclekit.assessment.derivations import Amount, Derive, Partner, derive_problems, derived
from musclekit.injury import schemes
from musclekit.injury.grading import scheme
from musclekit.widgets.questions import scene_from

LONG = "biceps_femoris_long_head"
STRAIN = {
    "structure": LONG,
    "kind": "strain",
    "site": "proximal_mtj",
    "csa_fraction": 0.3,
    "length_mm": 40,
}
COMMON = {
    "kind": "grade-this-injury",
    "prompt": "Which class has this injury?",
    "about": ["hamstrings"],
    "aims": ["grade"],
    "sources": ["pollock2014"],
}
ITEMS = [
    {"id": "given", "scheme": "british-athletics", "injury": STRAIN, "codes": ["1b", "2b", "3b"]},
    {
        "id": "blow",
        "scheme": "british-athletics",
        "injury": {"structure": LONG, "kind": "contusion"},
        "codes": ["none", "1b", "2b"],
    },
    *(
        {"id": f"{name}-{seed}", "scheme": name, "derive": {"seed": seed}}
        for name in schemes()
        for seed in range(6)
    ),
    {"id": "drawn", "scheme": "wood", "derive": {"seed": 3, "code": "5b"}},
]


def written(tmp_path, items):
    path = tmp_path / "graded.yaml"
    bank = {
        "bank": "graded",
        "title": "Graded",
        "atlas": "hamstrings",
        "licence": "CC-BY-4.0",
        "aims": {"grade": "Grade an injury."},
        "items": [COMMON | item for item in items],
    }
    path.write_text(yaml.safe_dump(bank))
    return path


@pytest.fixture(scope="module")
def bank(tmp_path_factory, atlas):
    return assessment.load_bank(written(tmp_path_factory.mktemp("bank"), ITEMS), atlas)


def shown(bank, item_id):
    return assessment.present(bank[item_id], bank.atlas, 0)


def test_the_key_is_the_evaluators_and_hidden(bank):
    for item in bank:
        assert_keeps_the_key(bank, item)
        public = assessment.present(item, bank.atlas, 1)
        right = assessment.model_answer(bank, item.id)
        offered = [one["id"] for one in public["options"]]
        assert offered.count(right) == 1 and len(set(offered)) == len(offered) >= 2
        injury = kinds.find(item.kind).injury_of(item, bank.atlas)
        assert injury.grade(item.fields.scheme).code == (None if right == "none" else right)
        assert injury.describe() in public["prompt"]


def test_the_right_one_has_no_place_of_its_own(tmp_path, atlas):
    """Drawn cases of one class: among four shown, it stands at every place."""
    items = [
        {"id": f"c-{n}", "scheme": "british-athletics", "derive": {"seed": 1, "code": "2b"}}
        for n in range(30)
    ]
    bank = assessment.load_bank(written(tmp_path, items), atlas)
    places = {[o["id"] for o in shown(bank, item.id)["options"]].index("2b") for item in bank}
    assert places == {0, 1, 2, 3}


def test_classes_of_several_parts_differ_crosswise(bank):
    options = [one["id"].split() for one in shown(bank, "mlg-r-1")["options"]]
    assert len(options) == 4
    near = [
        sum(sum(a != b for a, b in zip(x, y, strict=True)) == 1 for y in options) for x in options
    ]
    assert near == [2, 2, 2, 2]


def test_feedback_says_which_criterion_decided(bank):
    right = assessment.grade(bank, "given", "2b")
    assert right.correct and "what decides: part of the cross-section 30 %" in right.feedback[0]
    wrong = assessment.grade(bank, "given", "3b")
    assert not wrong.correct
    assert (
        "3b is: extensive, musculotendinous. Not met: part of the cross-section 30 % (3b"
        in (wrong.feedback[0])
    )
    assert "Right is: 2b" in wrong.feedback[0] and "cannot say" in wrong.feedback[-1]
    assert {"pollock2014", "radiopaedia_bamic"} <= set(wrong.sources)
    blow = assessment.grade(bank, "blow", "2b")
    assert (
        "No class in this scheme" in blow.feedback[0] and "a blow has no class" in blow.feedback[0]
    )
    assert "unconfirmed" in assessment.grade(bank, "drawn", "5b").feedback[0]


def test_what_is_needed_is_told(bank):
    assert "no gap between the fibre ends and no fluid" in shown(bank, "given")["prompt"].lower()
    assert "third of the belly" in shown(bank, "mlg-r-1")["prompt"]
    assert "third of the belly" not in shown(bank, "given")["prompt"]


def test_a_drawn_case_stays_the_same(bank, tmp_path, atlas):
    again = assessment.load_bank(written(tmp_path, ITEMS), atlas)
    assert again.version == bank.version
    assert [shown(again, item.id) for item in again] == [shown(bank, item.id) for item in bank]


@pytest.mark.parametrize("answer", [None, 3, "", "4c", [], {}])
def test_an_answer_of_the_wrong_shape_is_refused(bank, answer):
    with pytest.raises(mk.MusclekitError, match="item 'given'"):
        assessment.grade(bank, "given", answer)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"scheme": "bamic", "injury": STRAIN}, "Known: british-athletics"),
        ({"scheme": "wood"}, "needs either 'injury' or 'derive'"),
        ({"scheme": "wood", "injury": STRAIN, "derive": {"seed": 1}}, "Give exactly one"),
        ({"scheme": "wood", "injury": STRAIN}, "has no class for it. Give 'codes'"),
        ({"scheme": "munich", "injury": {**STRAIN, "csa_fraction": 2}}, "It is 2; for a strain"),
        ({"scheme": "munich", "injury": {**STRAIN, "width": 2}}, "unexpected keyword argument"),
        ({"scheme": "munich", "injury": {"kind": "strain"}}, "missing 1 required"),
        ({"scheme": "munich", "injury": STRAIN, "codes": ["3A", "3C"]}, "'3C', which is no class"),
        ({"scheme": "munich", "injury": STRAIN, "codes": ["3B", "4"]}, "class, 3A, is not among"),
        ({"scheme": "munich", "injury": STRAIN, "codes": ["3A", "3A"]}, "'3A' twice"),
        ({"scheme": "munich", "injury": STRAIN, "codes": ["3A"]}, "at least 2"),
        ({"scheme": "munich", "derive": {"seed": 1, "code": "5"}}, "has no class '5'"),
        ({"scheme": "munich", "derive": {"seed": -1}}, "seed"),
        ({"scheme": "mlg-r", "injury": STRAIN | {"episode": 5}}, "'episode' is one of 0, 1, 2, 3"),
    ],
)
def test_each_fault_of_an_item_is_told(tmp_path, atlas, item, said):
    told = [str(p) for p in assessment.check_bank(written(tmp_path, [{"id": "x", **item}]), atlas)]
    assert any(said in one for one in told), told


# ------------------------------------------------------------------ derivations
def asked(atlas, **derive):
    return derived(Derive(**derive), atlas)


def test_bounds_of_schemes_can_be_asked(atlas):
    (bound,) = asked(
        atlas, by="grade-bound", of="british-athletics", code="3b", measure="csa_fraction"
    )
    assert (bound.value, bound.unit) == (50, "%") and "pollock2014" in bound.sources
    (bound,) = asked(atlas, by="grade-bound", of="wood", code="5a", measure="retraction_mm")
    assert (bound.value, bound.unit) == (20, "mm")
    for code, said in (("9", "has no class '9'"), ("1b", "has no bound")):
        wrong = Derive(
            by="grade-bound", of=("british-athletics",), code=code, measure="csa_fraction"
        )
        assert said in derive_problems(wrong, atlas, Amount)[0]


def test_classes_and_force_of_named_injuries_can_be_asked(atlas):
    injuries = {"A": STRAIN, "B": {"structure": LONG, "kind": "complete_tear"}}
    given = asked(
        atlas, by="class-of", of=("A", "B"), injuries=injuries, scheme="british-athletics"
    )
    assert [one.thing.text for one in given] == ["2b", "4"]
    left = asked(atlas, by="force-left", of=("A", "B"), injuries=injuries)
    assert [one.value for one in left] == pytest.approx([70, 0])
    for change, said in (
        ({"scheme": "wood"}, "has no class"),
        ({"injuries": {"A": {"site": "belly"}}}, "does not fit"),
        ({"injuries": {"C": STRAIN}}, "No injury 'A'"),
    ):
        derive = {"by": "class-of", "of": ("A",), "injuries": injuries, "scheme": "munich"}
        assert said in derive_problems(Derive(**(derive | change)), atlas, Partner)[0]


def test_every_scheme_can_be_asked(bank):
    assert {item.fields.scheme for item in bank} == set(schemes())
    assert all(scheme(name).cannot_say for name in schemes())


# ------------------------------------------------------------------------- view
def test_the_view_shows_the_injury(tmp_path, atlas):
    """The muscle is another mesh, a pool of blood one more; nothing else is changed."""
    scene = {"show": ["hamstrings"], "view": "posterior"}
    bleeding = {"structure": LONG, "kind": "haematoma"}
    items = [
        {"id": "strain", "scheme": "munich", "injury": STRAIN, "scene": scene},
        {
            "id": "blood",
            "scheme": "munich",
            "injury": bleeding | {"mechanism": "direct"},
            "scene": scene,
        },
        {"id": "drawn", "scheme": "munich", "derive": {"seed": 1}, "scene": scene},
    ]
    bank = assessment.load_bank(written(tmp_path, items), atlas)
    for item in bank:
        body = assessment.body(item, atlas)
        told = assessment.private_scene(item, atlas)
        assert set(told["show"]) >= set(atlas.groups["hamstrings"])
        assert (f"{LONG}_haematoma" in told["show"]) == (item.id == "blood")
        assert set(scene_from(body, told).visible) == set(told["show"])
        changed = [id for id in atlas if body[id].mesh is not atlas[id].mesh]
        assert changed == [kinds.find(item.kind).injury_of(item, atlas).structure]
