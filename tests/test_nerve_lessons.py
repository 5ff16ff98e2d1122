"""The lessons on the sciatic nerve: their keys follow from its way, and change with it."""

from __future__ import annotations

import pytest

import musclekit as mk
from musclekit.assessment.derivations import Derive, derived
from musclekit.content import read_bank
from musclekit.errors import MusclekitError
from musclekit.paths import content_dir

BANKS = {"the-sciatic-nerve": 9, "where-the-nerve-is-caught": 8}


def value(atlas, by, of, **settings):
    (one,) = derived(Derive(by=by, of=of, **settings), atlas)
    return one


@pytest.mark.parametrize("name", BANKS)
def test_each_bank_has_twelve_items_and_most_keys_are_derived(name, atlas):
    bank = read_bank(content_dir("quizzes") / f"{name}.yaml")
    assert bank.bank == bank.lesson == name
    assert len(bank.items) >= 12
    assert {"choose-one", "numeric", "order", "match"} <= {item.kind for item in bank.items}
    assert {aim for item in bank.items for aim in item.aims} == set(bank.aims)
    assert sum("derive" in item.fields for item in bank.items) >= BANKS[name]
    for item in bank.items:
        assert set(item.sources) <= set(atlas.sources), item.id
        assert set(item.claims) <= {fact.id for fact in atlas.facts}, item.id


def test_places_on_the_way_are_where_the_nerve_is_nearest(atlas):
    path = mk.nerve_path(atlas, "tibial_nerve", "S1")
    for one in ("piriformis", "popliteal_artery"):
        share, mm = path.nearest(one)
        assert value(atlas, "place-on-way", one, root="S1").value == pytest.approx(100 * share)
        assert mm == pytest.approx(
            min(mk.clearance(atlas, part.id, one).distance_mm for part in path.parts)
        )
        (there,) = (x for x in path.neighbours(share) if x.id == one)
        assert there.distance_mm == pytest.approx(mm, abs=0.5)


def test_stretch_is_told_of_nerves_as_of_muscles(atlas):
    at = {"hip_flexion": 60, "ankle_dorsiflexion": 20}
    nerve = value(atlas, "nerve-stretch", "tibial_nerve", at=at).value
    assert nerve == pytest.approx(float(mk.nerve_strain(atlas, "tibial_nerve", **at)))
    muscle = value(atlas, "nerve-stretch", "semimembranosus", at=at).value
    assert muscle == pytest.approx(value(atlas, "stretch", "semimembranosus", at=at).value)
    named = {"up": at}
    same = value(
        atlas, "nerve-stretch-of-posture", "up", nerve="tibial_nerve", postures=named
    ).value
    assert same == nerve


def test_who_supplies_what_is_read_from_the_atlas(atlas):
    told = value(atlas, "supplied-by", "fibular_short_head")
    assert told.thing.structure == "common_fibular_nerve"
    assert "tomaszewski2016" in told.why.sources


def test_room_and_site_are_those_of_the_scenario(atlas):
    states = {"caught": {"scenario": "piriformis", "severity": 0.7, "at": {"hip_flexion": 30}}}
    one = mk.caught(mk.entrap(atlas, "piriformis", 0.7).pose(hip_flexion=30))[0]
    assert value(atlas, "room-left", "caught", states=states).value == one.clearance_mm
    assert value(atlas, "narrowed-by", "piriformis").thing.structure == "piriformis"
    place = value(atlas, "site-on-way", "piriformis").value
    assert place > value(atlas, "site-on-way", "disc-l5-s1").value
    assert place == pytest.approx(
        value(atlas, "place-on-way", "piriformis", root="S1").value, abs=5
    )


@pytest.mark.parametrize(
    ("posture", "word"),
    [
        ({"hip_flexion": 60}, "Both"),
        ({"ankle_dorsiflexion": 20}, "The nerve alone"),
        ({"ankle_dorsiflexion": -20, "pelvic_tilt": 5}, "The muscle alone"),
        ({"knee_flexion": 60}, "Neither"),
    ],
)
def test_what_a_posture_draws_on_is_judged_by_both_lengths(atlas, posture, word):
    settings = {"nerve": "tibial_nerve", "muscle": "semimembranosus", "postures": {"it": posture}}
    assert value(atlas, "drawn-on", "it", **settings).thing.text == word


@pytest.mark.parametrize(
    ("by", "of", "settings", "says"),
    [
        ("supplied-by", "tibial_legs", {}, "Did you mean 'tibial_leg'"),
        ("nerve-stretch", "tibial_nerve", {"at": {"hip": 3}}, "hip"),
        (
            "nerve-stretch-of-posture",
            "slumped",
            {"nerve": "tibial_nerve", "postures": {"slump": {}}},
            "Did you mean 'slump'",
        ),
        ("site-on-way", "disc-l4-l5", {}, "not on the way from S1"),
        ("narrowed-by", "disc-l5", {}, "Did you mean"),
        ("room-left", "half", {"states": {"halve": {"scenario": "mass"}}}, "Did you mean 'halve'"),
        (
            "drawn-on",
            "legs",
            {"nerve": "tibial_nerve", "muscle": "semitendinosus", "postures": {"leg": {}}},
            "Did you mean 'leg'",
        ),
        ("clearance", "sciatic_nerve", {"to": "femurs"}, "Did you mean 'femur'"),
    ],
)
def test_what_cannot_be_derived_is_told(atlas, by, of, settings, says):
    with pytest.raises(MusclekitError, match=says):
        derived(Derive(by=by, of=of, **settings), atlas)
