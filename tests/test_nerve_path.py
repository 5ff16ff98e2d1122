"""The nerve's way, against kinematics, meshes and published figures."""

from __future__ import annotations

import re

import numpy as np
import pytest
import yaml

import musclekit as mk
from musclekit.atlas import check_atlas, read_nerves
from musclekit.geometry.curves import arc_lengths
from musclekit.nerve.path import side_of

NERVES = ("tibial_nerve", "common_fibular_nerve")
HAMSTRINGS = ("biceps_femoris_long_head", "semitendinosus", "semimembranosus")
PASSIVE = {"ankle_dorsiflexion": (-40, 25), "lumbar_flexion": (-20, 60)}


def observed(atlas, name):
    return next(one for one in read_nerves(atlas.folder).observed if one.id == name)


@pytest.mark.parametrize("nerve", NERVES)
def test_raising_the_straight_leg_lengthens_nerve_and_hamstrings_alike(atlas, nerve):
    hips = np.arange(0, 91, 10)
    for longer in (
        mk.nerve_lengths(atlas, nerve, hip_flexion=hips),
        *(mk.lengths(atlas, muscle, hip_flexion=hips) for muscle in HAMSTRINGS),
    ):
        assert (np.diff(longer) > 1.0).all()


@pytest.mark.parametrize("hip", [0, 70])
@pytest.mark.parametrize("joint", PASSIVE)
def test_ankle_and_spine_draw_on_the_nerve_and_leave_the_hamstrings(atlas, joint, hip):
    row = np.linspace(*PASSIVE[joint], 8)
    nerve = mk.nerve_lengths(atlas, "tibial_nerve", hip_flexion=hip, **{joint: row})
    assert (np.diff(nerve) > 0.1).all()
    for muscle in HAMSTRINGS:
        assert np.ptp(mk.lengths(atlas, muscle, hip_flexion=hip, **{joint: row})) < 1e-6


def test_pointing_the_foot_draws_on_the_fibular_nerve(atlas):
    row = np.linspace(-40, 25, 8)
    assert (np.diff(mk.nerve_lengths(atlas, NERVES[1], ankle_dorsiflexion=row)) < -0.5).all()


@pytest.mark.parametrize("nerve", NERVES)
def test_straightening_the_knee_draws_on_the_nerve(atlas, nerve):
    knees = np.arange(0, 116, 5)
    assert (np.diff(mk.nerve_lengths(atlas, nerve, hip_flexion=60, knee_flexion=knees)) < 0).all()


@pytest.mark.parametrize("name", ["knee_at_30", "knee_at_60"])
def test_the_knee_asks_for_more_than_a_thigh_alone_was_seen_to_give(atlas, name):
    """The way's whole change; the nerve's sliding past one place of the thigh is a part of it."""
    seen = observed(atlas, name)
    ends = dict(zip(seen.at, np.array(list(seen.at.values())), strict=True))
    changed = float(np.diff(mk.nerve_lengths(atlas, "tibial_nerve", **ends))[0])
    assert seen.quantity.value < changed < 6 * seen.quantity.value


@pytest.mark.parametrize("posture", [{}, {"hip_flexion": 90}, {"knee_flexion": 90}])
@pytest.mark.parametrize("nerve", NERVES)
def test_what_is_drawn_is_about_as_long_as_what_is_told(atlas, nerve, posture):
    path = mk.nerve_path(atlas.pose(**posture), nerve)
    drawn = sum(arc_lengths(part.points_mm)[-1] for part in path.parts)
    assert drawn == pytest.approx(path.length_mm, rel=0.03)
    assert path.length_mm == pytest.approx(sum(part.length_mm for part in path.parts))
    assert [part.end for part in path.parts][-1] == pytest.approx(1.0)
    joints = np.linalg.norm(path.parts[0].points_mm[-1] - path.parts[1].points_mm[0])
    assert joints < 8.0
    assert path.strain_percent == pytest.approx(float(mk.nerve_strain(atlas, nerve, **posture)))


def test_it_passes_what_it_should_in_order(atlas):
    path = mk.nerve_path(atlas, "common_fibular_nerve", "S1")
    beside = [{x.id: x for x in path.neighbours(share)} for share in np.linspace(0, 1, 41)]
    first = {name: next(i for i, x in enumerate(beside) if name in x) for name in ORDER}
    assert list(first.values()) == sorted(first.values())
    below = beside[first["quadratus_femoris"]]
    assert "front" in below["quadratus_femoris"].side and "behind" in below["gluteus_maximus"].side
    thigh = next(x for x in beside if "biceps_femoris_long_head" in x and "adductor_magnus" in x)
    assert "behind" in thigh["biceps_femoris_long_head"].side
    assert "front" in thigh["adductor_magnus"].side
    assert all(x.distance_mm <= 20 for around in beside for x in around.values())


ORDER = ("disc_l5_s1", "piriformis", "quadratus_femoris", "biceps_femoris_short_head", "fibula")


def test_a_neighbour_is_as_near_as_clearance_says(atlas):
    path = mk.nerve_path(atlas)
    found = {}
    for share in np.linspace(path.parts[1].start + 1e-6, path.parts[1].end, 41):
        for one in path.neighbours(share, within_mm=30):
            found[one.id] = min(found.get(one.id, np.inf), one.distance_mm)
    for name in ("piriformis", "conjoint_tendon", "femur"):
        exact = mk.clearance(atlas, "sciatic_nerve", name).distance_mm
        assert found[name] == pytest.approx(exact, abs=1e-9)


def test_sides_are_told_alike_on_both_sides_and_in_flexion(atlas):
    left = mk.load_atlas(side="left")
    for posture in ({}, {"hip_flexion": 80}):
        told = [
            [(x.id, x.side) for x in mk.nerve_path(one.pose(**posture)).neighbours(0.4)]
            for one in (atlas, left)
        ]
        assert told[0] == told[1]
        assert dict(told[0])["adductor_magnus"].startswith("in front")
    assert side_of(np.array([-3.0, 0, 0]), np.array([0, 0, -1.0]), "left") == "lateral"


def test_what_it_supplies_is_told_with_its_sources(atlas):
    said = mk.nerve_path(atlas, "common_fibular_nerve", "L5").describe()
    assert "The short head of biceps femoris, alone of the hamstrings. (Gray" in said
    assert "unconfirmed" in said
    for one in read_nerves(atlas.folder).supply:
        for name in one.structures:
            fact = atlas[name].innervation
            if fact is None or fact.nerve is None:
                continue
            root = one.nerve.removeprefix("root_").upper()
            assert one.nerve == fact.nerve or root in fact.roots, (one.id, name)


def test_curves_put_nerve_and_muscle_side_by_side(atlas):
    curves = mk.stretch_curve(atlas, along="ankle_dorsiflexion", hip_flexion=60)
    assert set(curves.values) >= {*NERVES, *HAMSTRINGS}
    assert np.ptp(curves.values["semitendinosus"]) < 1e-6
    assert np.ptp(curves.values["tibial_nerve"]) > 20
    alone = mk.stretch_curve(atlas, "tibial_nerve", along="hip_flexion", hip_flexion=[0, 45])
    assert list(alone.values) == ["tibial_nerve"]
    assert alone.values["tibial_nerve"][0] == pytest.approx(0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda a: mk.nerve_path(a, "tibial_nerf"), "Did you mean 'tibial_nerve'"),
        (lambda a: mk.nerve_path(a, "sciatic_nerve"), "'sciatic_nerve' is not followed"),
        (lambda a: mk.nerve_path(a, "tibial_nerve", "L3"), "No root 'L3' of the tibial nerve"),
        (lambda a: mk.nerve_path(a).neighbours(1.2), "is no place on the nerve"),
        (lambda a: mk.nerve_lengths(a, hip_flexion=200), "outside the joint's range"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(atlas, asked, said):
    with pytest.raises(mk.MusclekitError, match=said):
        asked(atlas)


def test_an_atlas_that_is_silent_about_its_nerves_says_so(tiny):
    nerve = next(one.id for one in tiny.structures if one.kind == "nerve")
    with pytest.raises(mk.MusclekitError, match="does not say which way its nerves take"):
        mk.nerve_path(tiny, nerve)


@pytest.fixture(scope="module")
def texts(atlas, tmp_path_factory):
    import shutil

    folder = tmp_path_factory.mktemp("texts") / "hamstrings"
    kept = shutil.ignore_patterns("generate", "light", "__pycache__", "*.py")
    shutil.copytree(atlas.folder, folder, ignore=kept)
    return folder


@pytest.mark.parametrize(
    ("part", "field", "value", "said"),
    [
        ("paths", "course", "sciatic_course", "no path of the joints"),
        ("paths", "roots", ["root_l9"], "'root_l9', which is no nerve|'root_l9' is no nerve"),
        ("paths", "parts", ["sciatic_nerve"], "Let it be 'tibial_nerve'"),
        ("supply", "structures", ["semitendinosis"], "Did you mean 'semitendinosus'"),
        ("supply", "sources", [], "cites no source"),
        ("supply", "sources", ["nobody1900"], "'nobody1900' is no key"),
        ("observed", "at", {"knee": [0, 9]}, "'knee' is no joint coordinate"),
    ],
)
def test_a_fault_in_the_file_is_told(texts, part, field, value, said):
    path = texts / "nerves.yaml"
    whole = path.read_text()
    data = yaml.safe_load(whole)
    data[part][0][field] = value
    path.write_text(yaml.safe_dump(data))
    try:
        found = [str(one) for one in check_atlas(texts) if "nerves.yaml" in one.file]
    finally:
        path.write_text(whole)
    assert any(re.search(said, one) for one in found), found
