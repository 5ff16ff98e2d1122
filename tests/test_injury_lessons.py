"""Keys of the lessons on strains, tendon and bone: worked out here once more, from the tables."""

from __future__ import annotations

import nbformat
import pytest
import yaml

import musclekit as mk
from musclekit.assessment import kinds, load_bank
from musclekit.content import read_bank
from musclekit.paths import content_dir

BANKS = ("strains-and-grades", "tendon-and-bone")
GENERATED = {"strains-and-grades": 6, "tendon-and-bone": 5}
CLASSES = {
    "strains-and-grades": {
        "three-grades": ["1", "2", "3"],
        "extent-and-tissue": ["1b", "2b", "3b", "2a", "2c"],
        "munich-types": ["1B", "3A", "3B", "4", "direct"],
        "read-mlg-r": ["I_p P_p G1 R0", "I_p P_p G3 R1", "I_s D_d G2 R0", "T M G2 R0"],
        "chan-says-where": ["1", "3", "2Ba", "2Bc"],
    },
    "tendon-and-bone": {
        "tendon-in-classes": ["2b", "2c", "3c", "4c"],
        "wood-types": ["1", "3", "4", "5a", "5b"],
    },
}
STANDING = {
    "strains-and-grades": {"grade-is-enough": ["Agreed", "Imprecise", "Contested", "Wrong"]},
    "tendon-and-bone": {
        "how-sure-of-the-origin": ["Imprecise", "Contested", "Agreed", "Supported", "Wrong"]
    },
}
NUMBERS = {
    "strains-and-grades": {
        "bound-of-the-section": 10,
        "bound-of-the-length": 15,
        "bound-of-munich": 5,
        "force-of-a-one": 100 * (1 - 0.2),
        "measured-at-return": 9.6,
    },
    "tendon-and-bone": {
        "how-near-the-nerve": 12,
        "bound-of-the-tendon": 50,
        "force-of-a-torn-tendon": 100 * (1 - 0.4),
        "force-of-a-wasted-muscle": 100 * (1 - 0.4) * (1 - 0.3),
    },
}


@pytest.fixture(scope="module", params=BANKS)
def bank(request, atlas):
    return load_bank(request.param, atlas)


def item(bank, name):
    return next(one for one in bank.items if one.id == name)


def test_each_bank_is_large_mixed_and_mostly_derived(bank, atlas):
    written = read_bank(content_dir("quizzes") / f"{bank.id}.yaml")
    assert written.bank == written.lesson == bank.id and len(written.items) >= 14
    used = {one.kind for one in written.items}
    assert {"choose-one", "click-structure", "match", "numeric", "order"} <= used
    assert {aim for one in written.items for aim in one.aims} == set(written.aims)
    drawn = [one for one in written.items if one.kind == "grade-this-injury"]
    assert len(drawn) == GENERATED[bank.id]
    computed = [one for one in written.items if {"derive", "key", "injury"} & one.fields.keys()]
    assert len(computed) >= 12 and len(computed) > len(written.items) / 2
    known = {fact.id for fact in atlas.facts}
    for one in written.items:
        assert set(one.sources) <= set(atlas.sources), one.id
        assert set(one.claims) <= known, one.id


def test_classes_are_those_of_the_published_tables(bank, atlas):
    for name, expected in (CLASSES[bank.id] | STANDING[bank.id]).items():
        asked = item(bank, name)
        shown = kinds.find(asked.kind).present(asked, atlas, 0)
        said = {side: {x["id"]: x["text"] for x in shown[side]} for side in ("lefts", "rights")}
        key = kinds.find(asked.kind).key(asked, atlas)
        belongs = {said["lefts"][left]: said["rights"][right] for left, right in key.items()}
        assert [belongs[each] for each in asked.fields.derive.of] == expected, name


def test_numbers_follow_from_bounds_facts_and_the_rule(bank, atlas):
    for name, expected in NUMBERS[bank.id].items():
        asked = item(bank, name)
        assert kinds.find("numeric").key(asked, atlas)["value"] == pytest.approx(expected), name


@pytest.mark.parametrize(
    ("name", "asked", "left"),
    [
        ("strains-and-grades", "symmetry-of-a-one", {"biceps_femoris_long_head": 0.7}),
        (
            "tendon-and-bone",
            "symmetry-without-two",
            {"biceps_femoris_long_head": 0.0, "semitendinosus": 0.0},
        ),
    ],
)
def test_symmetry_is_that_of_the_strength_test(atlas, name, asked, left):
    key = kinds.find("numeric").key(item(load_bank(name, atlas), asked), atlas)["value"]
    test = mk.strength_test(atlas, speeds_deg_per_s=60.0, right=left)
    assert key == pytest.approx(test.limb_symmetry_percent("concentric", 60.0), abs=0.01)


def test_the_tendon_injured_is_the_one_two_muscles_pull_on(atlas):
    """What the item on symmetry takes from two muscles is what the avulsion takes."""
    left = mk.strength_left(mk.Injury("conjoint_tendon", "avulsion"))
    assert dict(left) == {"biceps_femoris_long_head": 0.0, "semitendinosus": 0.0}


def test_a_changed_bound_changes_the_bank(tmp_path):
    """British Athletics' 10 % moved to 20 %: another key, another version."""
    import shutil

    folder = shutil.copytree(mk.load_atlas().folder, tmp_path / "other")
    text = (folder / "gradings.yaml").read_text()
    before = "{field: csa_fraction, at_least: 0.1}"
    assert before in text
    (folder / "gradings.yaml").write_text(text.replace(before, before.replace("0.1", "0.2")))
    other = mk.load_atlas(folder)
    changed = load_bank("strains-and-grades", other)
    assert kinds.find("numeric").key(item(changed, "bound-of-the-section"), other)["value"] == 20
    assert changed.version != load_bank("strains-and-grades", mk.load_atlas()).version


@pytest.mark.parametrize("name", BANKS)
def test_lessons_ask_before_they_tell_and_show_what_is_hurt(name):
    notebook = nbformat.read(content_dir("lessons") / f"{name}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    bank = yaml.safe_load((content_dir("quizzes") / f"{name}.yaml").read_text())
    first = next(one["id"] for one in bank["items"] if one.get("prediction"))
    assert f'only=["{first}"]' in code[2].source, "after the healthy thigh"
    assert sum(".Scene(" in cell.source for cell in code) >= 6
    assert all(cell.source.count(".Scene(") <= 1 for cell in code), "one scene a screen"
    said = " ".join(
        output["data"]["text/plain"]
        for cell in code
        for output in cell.outputs
        if "text/plain" in output.get("data", {})
    )
    assert said.count("Injured: ") >= 6
    assert "advice" in notebook.cells[-1].source
