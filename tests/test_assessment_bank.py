"""Banks: every fault is told, nothing public tells the key, a new kind needs no change."""

from __future__ import annotations

import json
import shutil
import sys
import types
from pathlib import Path
from typing import Any

import pytest
import yaml
from assessment_support import BANK, SHIPPED, bank_data, write_bank

from musclekit import assessment
from musclekit.assessment import kinds, load_bank
from musclekit.assessment.outcome import Outcome
from musclekit.atlas import load_atlas
from musclekit.content import Record
from musclekit.errors import ContentError, MusclekitError, UnknownName


def problems(tmp_path: Path, atlas: Any, **changes: dict[str, Any]) -> list[str]:
    path = write_bank(tmp_path, bank_data(**changes))
    told = assessment.check_bank(path, atlas)
    if told:
        with pytest.raises(ContentError) as caught:
            load_bank(path, atlas)
        assert list(caught.value.problems) == told
    assert all(p.file.endswith("tiny-bank.yaml") for p in told)
    return [str(problem) for problem in told]


def test_a_sound_bank_has_no_problems_and_reads_as_written(bank, tiny, tmp_path):
    assert problems(tmp_path, tiny) == []
    assert (bank.id, bank.title, bank.licence) == ("tiny-bank", "A tiny bank", "CC-BY-4.0")
    assert [item.id for item in bank] == [item["id"] for item in BANK["items"]]
    assert len(bank) == len(bank.items) and "largest" in bank
    assert bank["largest"].prompt == "Which has the cord-like tendon?"
    with pytest.raises(UnknownName, match="Did you mean 'largest'"):
        bank["largst"]


OPTIONS = BANK["items"][0]["options"]
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "two right": (
        {"largest": {"options": [{**o, "correct": True} for o in OPTIONS[:2]]}},
        "item 'largest': 2 options are marked correct; 'choose-one' needs exactly 1.",
    ),
    "none right": (
        {"largest": {"options": OPTIONS[1:]}},
        "item 'largest': 0 options are marked correct",
    ),
    "no reason": (
        {"largest": {"options": [OPTIONS[0], {"text": "Neither"}]}},
        "item 'largest': Option 2 ('Neither') has no reason. Add 'why:'",
    ),
    "one option": ({"largest": {"options": OPTIONS[:1]}}, "at least 2 options"),
    "same option twice": ({"largest": {"options": [*OPTIONS, OPTIONS[1]]}}, "stands there twice"),
    "text and structure": (
        {"sit-bone": {"options": [{"structure": "tibia", "text": "Tibia"}, {}]}},
        "item 'sit-bone': Option 1 needs either 'text' or 'structure'",
    ),
    "unknown option": (
        {"not_hip": {"options": [{"structure": "semitendonosus"}, {"structure": "popliteus"}]}},
        "item 'not-hip': Option 1 names 'semitendonosus', which atlas 'tiny' has not. "
        "Did you mean 'semitendinosus'",
    ),
    "text beside key": (
        {"not_hip": {"options": [{"text": "x", "why": "y"}, {"structure": "popliteus"}]}},
        "Option 1 is a text, but 'key' judges structures",
    ),
    "mark beside key": (
        {
            "not_hip": {
                "options": [{"structure": "tibia"}, {"structure": "popliteus", "correct": 1}]
            }
        },
        "marked correct, but 'key' decides",
    ),
    "two match key": (
        {"not_hip": {"key": {"kind": "muscle"}}},
        "item 'not-hip': 3 options match 'key'; 'choose-one' needs exactly 1.",
    ),
    "dead value in key": (
        {"not_hip": {"key": {"origin": "ischial_tuberosty"}}},
        "'key' asks for origin 'ischial_tuberosty', which no structure of the atlas has. "
        "Did you mean 'ischial_tuberosity'?",
    ),
    "dead value behind not": (
        {"not_hip": {"key": {"not": {"nerve": "ulnar_nerve"}}}},
        "'key' asks for nerve 'ulnar_nerve'",
    ),
    "unknown part of key": ({"not_hip": {"key": {"colour": "red"}}}, "'colour'"),
    "empty key": ({"not_hip": {"key": {}}}, "'key' asks for nothing"),
    "unknown kind": (
        {"largest": {"kind": "chose-one"}},
        "item 'largest': No question kind 'chose-one'. Did you mean 'choose-one'?",
    ),
    "unknown field": ({"largest": {"optoins": []}}, "'optoins' is no field here"),
    "missing field": ({"largest": {"options": None}}, "'options' is missing"),
    "unknown about": (
        {"largest": {"about": ["hamstring"]}},
        "'about' names 'hamstring', which atlas 'tiny' has not. Did you mean 'hamstrings'",
    ),
    "dead source": (
        {"largest": {"sources": ["boook"]}},
        "The source 'boook' is not in the atlas's list. Did you mean 'book'?",
    ),
    "no source": ({"largest": {"sources": []}}, "'sources'"),
    "unknown aim": ({"largest": {"aims": ["atach"]}}, "Did you mean 'attach'?"),
    "unknown in scene": ({"click_cord": {"scene": {"show": ["bonse"]}}}, "'scene' names 'bonse'"),
    "unknown view": (
        {"name_lit": {"scene": {"view": "posterio"}}},
        "'scene' asks for view 'posterio'. Did you mean 'posterior'",
    ),
    "accept unknown": (
        {"click_cord": {"accept": ["semitendinosu"]}},
        "item 'click-cord': 'accept' names 'semitendinosu'",
    ),
    "accept a group": ({"click_cord": {"accept": ["hamstrings"]}}, "'accept' names 'hamstrings'"),
    "accept and key": ({"click_cord": {"key": {"kind": "nerve"}}}, "either 'accept' or 'key'"),
    "neither": ({"click_cord": {"accept": None}}, "either 'accept' or 'key'"),
    "right one not shown": (
        {"click_cord": {"scene": {"show": ["bones"]}}},
        "'semitendinosus' is right but not shown",
    ),
    "no match shown": (
        {"click_arise": {"scene": {"show": ["bones"]}}},
        "No structure on view matches 'key'",
    ),
    "all right": (
        {"click_arise": {"scene": {"show": ["hamstrings"]}}},
        "Every structure on view is right",
    ),
    "near miss right": (
        {"click_cord": {"near_misses": {"semitendinosus": "x"}}},
        "is right and stands under 'near_misses'",
    ),
    "highlight tells": (
        {"click_cord": {"scene": {"highlight": ["semitendinosus"]}}},
        "'scene: highlight' gives the answer away",
    ),
    "unknown in focus": ({"click_cord": {"scene": {"focus": ["knee"]}}}, "'scene' names 'knee'"),
    "focus tells": (
        {"click_cord": {"scene": {"focus": ["semi_t"]}}},
        "'scene: focus' gives the answer away",
    ),
    "name focus tells": (
        {"name_lit": {"scene": {"focus": ["semi_t"]}}},
        "'scene: focus' gives the answer away",
    ),
    "label tells": (
        {"click_cord": {"scene": {"label": ["hamstrings"]}}},
        "'scene: label' gives the answer away",
    ),
    "target unknown": ({"name_lit": {"target": "semitendinosu"}}, "'target' names 'semitendinosu'"),
    "target hidden": (
        {"name_lit": {"scene": {"show": ["bones"]}}},
        "is to be named but not shown",
    ),
    "two targets": (
        {"name_small": {"key": {"group": "hamstrings"}}},
        "2 structures match 'key' (semitendinosus, semimembranosus); exactly 1 must.",
    ),
    "prompt tells": (
        {"name_lit": {"prompt": "Is this the Semi-tendinosus muscle (ST)?"}},
        "The prompt names the structure",
    ),
    "id tells": ({"name_lit": {"id": "name-semitendinosus"}}, "id, which the page can read"),
    "name label tells": (
        {"name_lit": {"scene": {"label": ["hamstrings"]}}},
        "'scene: label' gives the answer away",
    ),
    "other highlight": (
        {"name_lit": {"scene": {"highlight": ["semimembranosus"]}}},
        "'scene: highlight' shows something else",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told_with_its_item(fault, tiny, tmp_path):
    changes, said = FAULTS[fault]
    told = problems(tmp_path, tiny, **{k.replace("-", "_"): v for k, v in changes.items()})
    assert told and all("\n" not in problem for problem in told)
    assert any(said in problem for problem in told), told


def test_all_problems_of_a_file_are_told_at_once(tiny, tmp_path):
    changes: dict[str, Any] = {}
    for fault in ("two right", "accept unknown", "two targets", "unknown part of key"):
        changes |= FAULTS[fault][0]
    told = problems(tmp_path, tiny, **changes)
    assert {problem.split("item '")[1].split("'")[0] for problem in told} == {
        "largest",
        "click-cord",
        "name-small",
        "not-hip",
    }


def test_faults_of_the_whole_file(tiny, tmp_path):
    assert "no such file" in str(assessment.check_bank(tmp_path / "none.yaml", tiny)[0])
    data = bank_data()
    data["bank"] = "other"
    told = assessment.check_bank(write_bank(tmp_path, data), tiny)
    assert ["Call the file other.yaml" in p.remedy for p in told] == [True]
    told = assessment.check_bank(write_bank(tmp_path, {**BANK, "items": []}), tiny)
    assert [p.what for p in told] == ["The bank has no items."]
    told = assessment.check_bank(write_bank(tmp_path, {**BANK, "atlas": "hamstrngs"}))
    assert len(told) == 1 and "Did you mean 'hamstrings'" in str(told[0])
    broken = tmp_path / "broken.yaml"
    broken.write_text("bank: [", encoding="utf-8")
    assert "not readable as YAML" in str(assessment.check_bank(broken, tiny)[0])


def test_an_unknown_bank_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'origins-and-insertions'"):
        load_bank("origin-and-insertions")


@pytest.mark.parametrize("name", assessment.banks())
def test_shipped_banks_are_sound(name, atlas):
    bank = load_bank(name, atlas)
    asked = {item.kind for item in bank}
    shapes = {"choose-one", "click-structure", "name-structure"}
    figures = {"choose-one", "match", "numeric", "order"}
    assert asked >= shapes or asked >= figures, "several kinds: of shape, or of function"
    assert len(bank) >= 10
    assert set(bank.aims) == {aim for item in bank for aim in item.aims}


def test_the_version_changes_with_the_bank_and_with_derived_keys(bank, tiny, tmp_path):
    again = load_bank(write_bank(tmp_path), tiny)
    assert again.version == bank.version
    changed = bank_data(largest={"prompt": "Which one is it?"})
    assert load_bank(write_bank(tmp_path, changed), tiny).version != bank.version
    # The same file, but a fact of the atlas has changed, and with it a key.
    assert kinds.find("click-structure").key(bank["click-arise"], tiny) == (
        "semitendinosus",
        "semimembranosus",
    )
    listing = tiny.folder / "structures.yaml"
    data = yaml.safe_load(listing.read_text(encoding="utf-8"))
    for record in data["structures"]:
        if record["id"] == "semimembranosus":
            record["origin"]["at"] = "hip_bone"
    listing.write_text(yaml.safe_dump(data), encoding="utf-8")
    revised = load_bank(write_bank(tmp_path), load_atlas(tiny.folder))
    assert revised.version != bank.version
    answer = "semimembranosus"
    assert assessment.grade(bank, "click-arise", answer).verdict == "right"
    assert assessment.grade(revised, "click-arise", answer).verdict == "wrong"


def _leaves(data: Any, path: tuple = ()):
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, (*path, name))
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value, path)
    else:
        yield path, data


PUBLIC = {
    ("id",), ("kind",), ("prompt",), ("level",), ("prediction",), ("input",), ("hint",),
    ("highlight",),
    ("options", "id"), ("options", "text"), ("choices", "id"), ("choices", "text"),
    ("starts", "id"), ("starts", "text"), ("ways",), ("unit",), ("first",), ("last",), ("reuse",),
    ("pictures",), ("asked", "id"), ("asked", "text"), ("asked", "unit"),
    *((side, part) for side in ("things", "lefts", "rights") for part in ("id", "text")),
}  # fmt: skip


def assert_keeps_the_key(bank, item) -> None:
    public = assessment.present(item, bank.atlas, 7)
    assert json.loads(json.dumps(public)) == public, "not plain JSON"
    for path, value in _leaves(public):
        assert path in PUBLIC or path[0] == "scene", f"{path} is public"
        assert path[:2] != ("scene", "highlight") or item.kind != "name-structure"
        if path == ("highlight",):
            assert value == "key"
    text = json.dumps(public, ensure_ascii=False)
    for option in getattr(item.fields, "options", ()):
        assert not option.why or option.why not in text
    for said in getattr(item.fields, "near_misses", {}).values():
        assert said not in text
    assert not getattr(item.fields, "why", "") or item.fields.why not in text
    offered = public.get("options", []) + public.get("choices", [])
    key = kinds.find(item.kind).key(item, bank.atlas)
    if item.kind in ("choose-one", "click-structure"):
        assert set(key) < {one["id"] for one in offered}, "the key is not one among several"
    if item.kind == "order":
        for seed in range(60):
            shown = [one["id"] for one in assessment.present(item, bank.atlas, seed)["things"]]
            assert sorted(shown) == sorted(key) and shown != key, "it is shown in the right order"
    if item.kind == "match":
        assert {one["id"] for one in public["lefts"]} == set(key)
        assert {one["id"] for one in public["rights"]} >= set(key.values())
    if item.kind == "numeric":
        assert f"{key['value']:g}"[:3] not in text
    names = [choice["text"].casefold() for choice in public.get("choices", [])]
    assert names == sorted(names)


@pytest.mark.parametrize(("name", "item_id"), SHIPPED)
def test_no_shipped_item_tells_its_key(name, item_id, atlas):
    bank = load_bank(name, atlas)
    assert_keeps_the_key(bank, bank[item_id])


def test_no_item_of_the_tiny_bank_tells_its_key(bank):
    for item in bank:
        assert_keeps_the_key(bank, item)


@pytest.mark.parametrize(
    ("item_id", "changes"),
    [
        ("largest", {"options": [{k: v for k, v in OPTIONS[0].items() if k != "correct"},
                                 {**OPTIONS[1], "correct": True}, OPTIONS[2]]}),
        ("largest", {"options": OPTIONS[::-1]}),
        ("largest", {"options": [{**o, "why": "Otherwise."} for o in OPTIONS]}),
        ("not-hip", {"key": {"kind": "muscle", "not": {"group": "hamstrings"}}}),
        ("sit-bone", {"options": [{"structure": "tibia", "correct": True},
                                  {"structure": "hip_bone"}]}),
        ("click-cord", {"accept": ["popliteus"], "near_misses": {}}),
        ("click-arise", {"key": {"kind": "nerve"}}),
        ("click-seat", {"accept": ["tibia"]}),
        ("name-lit", {"target": "semimembranosus", "about": ["semimembranosus"]}),
        ("name-lit", {"scene": {"show": ["hamstrings", "bones"], "view": "posterior",
                                "highlight": ["semitendinosus"]}}),
        ("name-small", {"key": {"kind": "nerve"}}),
    ],
)  # fmt: skip
def test_what_is_public_is_the_same_whatever_is_right(bank, tiny, tmp_path, item_id, changes):
    other = load_bank(write_bank(tmp_path, bank_data(**{item_id.replace("-", "_"): changes})), tiny)
    assert other.version != bank.version
    for seed in (0, 1, "ada"):
        before = assessment.present(bank[item_id], tiny, seed)
        assert assessment.present(other[item_id], tiny, seed) == before


def test_the_order_of_options_comes_from_the_seed_alone(bank, tiny):
    orders = {
        tuple(o["id"] for o in assessment.present(bank["largest"], tiny, seed)["options"])
        for seed in range(40)
    }
    assert len(orders) == 6
    again = [assessment.present(bank["largest"], tiny, "ada") for _ in range(2)]
    assert again[0] == again[1]


def test_only_the_kernel_resolves_what_is_highlighted(bank, tiny):
    public = assessment.present(bank["name-lit"], tiny)
    assert public["highlight"] == "key" and "highlight" not in public["scene"]
    private = assessment.private_scene(bank["name-lit"], tiny)
    assert private == {
        "show": ["semitendinosus", "semimembranosus", "hip_bone", "tibia"],
        "opacity": {},
        "highlight": ["semitendinosus"],
        "label": [],
        "view": "posterior",
        "focus": [],
    }
    cord = assessment.private_scene(bank["click-cord"], tiny)
    assert cord["opacity"] == {"hip_bone": 0.4, "tibia": 0.4} and cord["highlight"] == []


def test_after_the_answer_the_view_shows_what_was_right_and_what_was_clicked(bank, tiny):
    item = bank["click-cord"]
    outcome = assessment.grade(bank, item.id, "tibial_nerve")
    scene = assessment.reveal_scene(item, tiny, outcome)
    assert (scene["right"], scene["wrong"]) == (["semitendinosus"], ["tibial_nerve"])
    assert scene["highlight"] == scene["label"] == ["semitendinosus", "tibial_nerve"]
    assert "tibial_nerve" in scene["show"]  # even though the question did not show it
    almost = assessment.grade(bank, "click-seat", "hip_bone")
    scene = assessment.reveal_scene(bank["click-seat"], tiny, almost)
    nothing = {"right": [], "wrong": [], "footprints": [], "pin": None}
    assert scene == assessment.private_scene(bank["click-seat"], tiny) | nothing


# ---------------------------------------------------------------- a kind of one's own


class OrderFields(Record):
    steps: tuple[str, ...]


class PutInOrder:
    """A toy kind, made here and known nowhere else."""

    name = "toy-order"
    Fields = OrderFields

    def problems(self, item, atlas):
        return [] if len(item.fields.steps) > 1 else ["'toy-order' needs 2 steps. Add one."]

    def key(self, item, atlas):
        return item.fields.steps

    def model_answer(self, item, atlas):
        return list(item.fields.steps)

    def present(self, item, atlas, order_seed):
        return {"input": "order", "steps": sorted(item.fields.steps)}

    def grade(self, item, answer, atlas):
        if not isinstance(answer, list) or sorted(answer) != sorted(item.fields.steps):
            raise MusclekitError("The answer must hold every step once.", where=item.id)
        placed = sum(a == b for a, b in zip(answer, item.fields.steps, strict=True))
        score = placed / len(answer)
        return Outcome("right" if score == 1 else "wrong", score, ("So it goes.",))


@pytest.fixture
def toy_kind(monkeypatch):
    kinds.names()
    monkeypatch.setattr(kinds, "_known", dict(kinds._known))
    kinds.register(PutInOrder())


TOY = {
    "id": "in-order",
    "kind": "toy-order",
    "prompt": "From above down?",
    "about": ["bones"],
    "sources": ["book"],
    "steps": ["pelvis", "thigh", "leg"],
}


def test_a_kind_of_ones_own_goes_the_whole_way(toy_kind, tiny, tmp_path):
    path = write_bank(tmp_path, {**BANK, "items": [*BANK["items"], TOY]})
    bank = load_bank(path, tiny)
    item = bank["in-order"]
    public = assessment.present(item, tiny)
    assert public["input"] == "order" and public["steps"] == ["leg", "pelvis", "thigh"]
    assert assessment.private_scene(item, tiny)["highlight"] == []
    model = assessment.model_answer(bank, "in-order")
    assert assessment.grade(bank, "in-order", model).correct
    part = assessment.grade(bank, "in-order", ["pelvis", "leg", "thigh"])
    assert part.verdict == "wrong" and part.score == pytest.approx(1 / 3)
    with pytest.raises(MusclekitError, match="every step once"):
        assessment.grade(bank, "in-order", "pelvis")
    assert "in-order" not in load_bank(write_bank(tmp_path), tiny)


def test_faults_of_a_kind_of_ones_own_are_told_like_all_others(toy_kind, tiny, tmp_path):
    for steps, said in ((["one"], "'toy-order' needs 2 steps"), (None, "'steps'")):
        items = [*BANK["items"], {**TOY, "steps": steps}]
        (told,) = assessment.check_bank(write_bank(tmp_path, {**BANK, "items": items}), tiny)
        assert told.item == "in-order" and said in str(told)


def test_a_module_dropped_into_the_folder_is_a_kind(monkeypatch, tmp_path):
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "dropped_in.py").write_text(
        "from musclekit.content import Record\n"
        "name = 'dropped-in'\n"
        "class Fields(Record):\n    pass\n"
        "def problems(item, atlas): return []\n"
        "key = model_answer = problems\n"
        "def present(item, atlas, order_seed): return {}\n"
        "def grade(item, answer, atlas): raise NotImplementedError\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(kinds, "_known", {})
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    try:
        assert "dropped-in" in kinds.names()
        assert kinds.find("dropped-in").present(None, None, 0) == {}  # type: ignore[arg-type]
    finally:
        sys.modules.pop("musclekit.assessment.kinds.dropped_in", None)
        vars(kinds).pop("dropped_in", None)


def test_the_example_of_the_guide_is_a_kind(toy_kind, tiny, tmp_path):
    guide = Path(__file__).parent.parent / "docs" / "authoring-quiz-kinds.md"
    source = guide.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    example = types.ModuleType("example")
    exec(source, vars(example))  # the guide's own code
    kinds.register(example)
    item = {k: v for k, v in TOY.items() if k != "steps"}
    item |= {"kind": "true-or-false", "holds": False, "why": "The leg is below."}
    bank = load_bank(write_bank(tmp_path, {**BANK, "items": [item]}), tiny)
    public = assessment.present(bank["in-order"], tiny)
    assert [option["id"] for option in public["options"]] == ["true", "false"]
    assert not assessment.grade(bank, "in-order", "true").correct
    outcome = assessment.grade(bank, "in-order", assessment.model_answer(bank, "in-order"))
    assert outcome.correct and outcome.feedback == ("It is not true.", "The leg is below.")
    item["why"] = ""
    (told,) = assessment.check_bank(write_bank(tmp_path, {**BANK, "items": [item]}), tiny)
    assert told.what == "The answer has no reason. Add 'why:' to it."


def test_a_kind_that_lacks_something_or_takes_a_name_is_refused(toy_kind):
    with pytest.raises(MusclekitError, match="problems, key, model_answer, present, grade"):
        kinds.register(type("Half", (), {"name": "half", "Fields": Record}))
    with pytest.raises(MusclekitError, match="There is a question kind 'toy-order' already"):
        kinds.register(PutInOrder())
    assert "half" not in kinds.names()


def test_banks_share_their_atlas_until_a_file_of_it_changes(tmp_path, tiny_atlas, monkeypatch):
    """What is derived from an atlas is kept with it: a lesson's next quiz need not wait."""
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path))
    folder = shutil.copytree(tiny_atlas, tmp_path / "atlases" / BANK["atlas"])
    path = write_bank(tmp_path, bank_data())
    atlas = load_bank(path).atlas
    assert load_bank(path).atlas is atlas
    (folder / "facts.yaml").touch()
    assert load_bank(path).atlas is not atlas
