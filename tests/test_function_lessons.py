"""Keys of the lessons on function: they follow from the model, and change with it."""

from __future__ import annotations

import pytest

from musclekit.assessment import load_bank
from musclekit.assessment.derivations import Derive, derived
from musclekit.atlas import load_atlas
from musclekit.content import read_bank
from musclekit.errors import MusclekitError
from musclekit.paths import content_dir

BANKS = ("two-joints", "measuring-function")


def value(atlas, by, of, **settings):
    (amount,) = derived(Derive(by=by, of=of, **settings), atlas)
    return amount.value


@pytest.mark.parametrize("name", BANKS)
def test_each_bank_has_twelve_items_and_most_keys_are_computed(name, atlas):
    bank = read_bank(content_dir("quizzes") / f"{name}.yaml")
    assert bank.bank == bank.lesson == name
    assert len(bank.items) >= 12
    assert {"choose-one", "numeric", "order", "match"} <= {item.kind for item in bank.items}
    assert {aim for item in bank.items for aim in item.aims} == set(bank.aims)
    computed = [item for item in bank.items if "derive" in item.fields]
    assert len(computed) >= 12, "twelve of each follow from the model"
    known = {fact.id for fact in atlas.facts}
    for item in bank.items:
        assert set(item.sources) <= set(atlas.sources), item.id
        assert set(item.claims) <= known, item.id


@pytest.mark.parametrize("name", BANKS)
def test_a_changed_model_changes_the_bank(name, tmp_path):
    """The knee's axis moved by two millimetres: other levers, other lengths, another version."""
    import shutil

    folder = shutil.copytree(load_atlas().folder, tmp_path / "other")
    text = (folder / "joints.xml").read_text()
    before = '<joint name="knee_flexion" type="hinge" pos="0.073 -0.00525 -0.4185"'
    assert before in text
    moved = before.replace("-0.00525", "-0.00325")
    (folder / "joints.xml").write_text(text.replace(before, moved))
    assert load_bank(name, load_atlas(folder)).version != load_bank(name, load_atlas()).version


def test_levers_and_lengths_agree_with_the_model(atlas):
    at = {"knee_flexion": 45.0}
    arm = value(atlas, "moment-arm", "semitendinosus", joint="knee_flexion", at=at)
    own = atlas.joints.moment_arms("semitendinosus", "knee_flexion", at).item()
    assert arm == pytest.approx(1000 * own)
    change = value(atlas, "length-change", "semitendinosus", end={"hip_flexion": 90.0})
    posed = atlas.pose(hip_flexion=90)["semitendinosus"].musculotendon_length_mm
    assert change == pytest.approx(posed - atlas.joints.lengths_mm("semitendinosus", {}).item())
    short = value(atlas, "length-change", "biceps_femoris_short_head", end={"hip_flexion": 90.0})
    assert short == pytest.approx(0.0, abs=1e-9)


def test_shares_of_the_torque_are_a_whole(atlas):
    at = {"hip_flexion": 85.0, "knee_flexion": 90.0}
    parts = [
        value(atlas, "torque-share", muscle, joint="knee_flexion", at=at)
        for muscle in atlas.joints.tendons
        if muscle in atlas and atlas[muscle].kind == "muscle"
    ]
    assert len(parts) == 4 and sum(parts) == pytest.approx(100.0)


def test_a_sprint_stretches_the_long_head_most_and_late(atlas):
    peaks = {
        muscle: value(atlas, "peak-stretch", muscle, activity="sprint")
        for muscle in ("biceps_femoris_long_head", "semitendinosus", "semimembranosus")
    }
    assert max(peaks, key=peaks.__getitem__) == "biceps_femoris_long_head"
    (phase,) = derived(Derive(by="longest-in", of="Sprint", muscle=max(peaks)), atlas)
    assert phase.thing.text == "Late swing"


@pytest.mark.parametrize(
    ("by", "of", "settings", "says"),
    [
        ("moment-arm", "femur", {"joint": "knee_flexion"}, "femur"),
        ("moment-arm", "semitendinosus", {"joint": "elbow"}, "elbow"),
        ("stretch", "semitendinosus", {"at": {"hip_flexion": 300}}, "outside the joint's range"),
        ("peak-stretch", "semitendinosus", {"activity": "swimming"}, "No activity 'swimming'"),
        (
            "stretch-of-posture",
            "Kneeling",
            {"muscle": "semitendinosus", "postures": {"Sitting": {"hip_flexion": 90}}},
            "No posture 'Kneeling'",
        ),
    ],
)
def test_a_derivation_that_cannot_be_says_why(atlas, by, of, settings, says):
    with pytest.raises(MusclekitError, match=says) as error:
        derived(Derive(by=by, of=of, **settings), atlas)
    assert "\n" not in str(error.value)
