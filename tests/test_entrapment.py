"""Where the nerve is caught: less room at the site with each step, as much as before elsewhere."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
import yaml

import musclekit as mk
from musclekit.atlas import check_atlas, load_atlas, read_entrapments, read_nerves
from musclekit.geometry import is_closed, signed_volume
from musclekit.nerve.room import MIDDLE, NARROW, WIDE, WIDE_MM, painted
from musclekit.scene.palette import as_rgb

SAME_MM = 0.1
SEVERITIES = (0, 0.35, 0.7, 1)
SCENARIOS = tuple(mk.entrapments(load_atlas()))
TREE = ("root_l4", "root_l5", "root_s1", "root_s2", "sciatic_nerve", "tibial_nerve")


@pytest.fixture(scope="module")
def seen(atlas):
    """By scenario: the atlas caught at each severity, and what is told of it."""
    every = {}
    for name in SCENARIOS:
        every[name] = [mk.caught(mk.entrap(atlas, name, severity))[0] for severity in SEVERITIES]
    return every


@pytest.mark.parametrize("name", SCENARIOS)
def test_room_goes_step_by_step_at_the_site_and_nowhere_else(atlas, seen, name):
    steps, site = seen[name], seen[name][0].entrapment.record.site
    left = [one.clearance_mm for one in steps]
    assert left[0] == pytest.approx(steps[0].healthy_mm, abs=1e-6)
    assert (np.diff(left) < -0.05).all()
    assert left[-1] < 0.5
    for one in steps[1:]:
        lost = steps[0].room.distance_mm - one.room.distance_mm
        edges = one.room.edges
        outside = (edges[:-1] < site.low) | (edges[1:] > site.high)
        assert np.abs(lost[outside]).max(initial=0) <= SAME_MM
        assert lost.min() >= -1e-3
        assert site.low <= one.narrowed[0] < site.heart < one.narrowed[1] <= site.high
    assert steps[0].narrowed is None


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_rest_of_the_nerve_keeps_its_room(atlas, seen, name):
    worst, change = seen[name][-1], seen[name][-1].entrapment.record.change
    changed = worst.entrapment.structure or change.wall
    for other in TREE:
        if other == worst.entrapment.record.site.structure:
            continue
        before = min(mk.clearance(atlas, other, one).distance_mm for one in change.against)
        after = mk.clearance(worst.atlas, other, changed).distance_mm
        assert after >= before - SAME_MM


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_left_side_is_caught_alike(seen, name):
    left = mk.caught(mk.entrap(mk.load_atlas(side="left"), name, SEVERITIES[1]))[0]
    assert left.clearance_mm == pytest.approx(seen[name][1].clearance_mm, abs=0.02)
    assert left.describe() == seen[name][1].describe()


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_drawn_is_a_sound_surface_and_only_one_is(atlas, seen, name):
    one = seen[name][-1]
    structure = one.entrapment.structure or one.entrapment.record.change.wall
    mesh = one.atlas[structure].mesh
    assert is_closed(mesh.regular_faces)
    assert signed_volume(mesh.points, mesh.regular_faces) > 0
    assert {*one.atlas} - {*atlas} == ({structure} if one.entrapment.structure else set())
    for other in atlas:
        if other != structure:
            assert one.atlas[other] is atlas[other]
    assert one.entrapment.record.name in one.atlas.alteration.told(structure)
    assert "Narrowed: " in mk.Scene(one.atlas).show(structure).describe()


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_tells_what_it_does_with_sources_and_what_it_cannot_know(atlas, seen, name):
    record, said = seen[name][1].entrapment.record, seen[name][1].describe()
    for word in ("Where:", "Extent (", "Hurts:", "Weakens:", "Goes numb:", "Loaded by:"):
        assert word in said
    assert said.count("Not known to the model:") == len(record.unknown)
    assert not re.search(r"\d\s*(mmHg|kPa|N\b|/10)", said), "no number for pressure or pain"
    for load in record.loads:
        atlas.joints.angles(load.posture)  # one that can be taken
    for fact in (record, record.change.dimension, *record.effects, *record.loads):
        if not fact.confirmed:
            assert "unconfirmed" in said


def test_it_stays_caught_at_another_posture(atlas):
    posture = {"hip_flexion": 45, "pelvic_tilt": 10, "lumbar_flexion": 20}
    for name in ("disc-l5-s1", "hamstring-syndrome", "ischiofemoral-narrowing"):
        posed = mk.entrap(atlas, name, 0.7).pose(**posture)
        (one,) = mk.caught(posed)
        again = mk.caught(mk.entrap(atlas.pose(**posture), name, 0.7))[0]
        assert one.clearance_mm == pytest.approx(again.clearance_mm, abs=1e-6)
        assert one.narrowed is not None


@pytest.mark.parametrize("variant", ["type_b", "type_d"])
def test_piriformis_presses_a_nerve_that_goes_through_it(atlas, variant):
    other = atlas.variant(f"sciatic_piriformis_{variant}")
    left = [mk.caught(mk.entrap(other, "piriformis", x))[0].clearance_mm for x in SEVERITIES]
    assert (np.diff(left) <= 0).all() and left[-1] < left[0] - 0.1


def test_two_places_can_be_caught_at_once(atlas):
    both = mk.entrap(mk.entrap(atlas, "disc-l5-s1", 0.5), "mass", 1)
    assert [one.entrapment.id for one in mk.caught(both)] == ["disc-l5-s1", "mass"]
    again = mk.entrap(both, "disc-l5-s1", 0.9)
    assert {x.entrapment.id: x.entrapment.severity for x in mk.caught(again)} == {
        "mass": 1,
        "disc-l5-s1": 0.9,
    }
    assert mk.caught(atlas) == () == mk.caught(again.intact)


def test_the_room_is_painted_along_the_nerve(atlas, seen):
    one = seen["hamstring-syndrome"][-1]
    layer = one.layer()
    rgb, mesh = layer.get_rgb(), layer.get_mesh()
    assert rgb.shape == (mesh.n_points, 3)
    caught = np.abs(np.asarray(mesh.point_data["ALONG"]) - 0.24) < 0.01
    assert rgb[caught].mean(axis=0)[1] < 60 < 150 < rgb[~caught][:, 1].max()
    assert "dark red where they meet" in mk.Scene(one.atlas).add(layer).describe()
    ramp = painted(atlas, "sciatic_nerve", np.array([0, 0.5, 1]), np.array([0, WIDE_MM]), "")
    shades = {tuple(x) for x in ramp.get_rgb().tolist()}
    assert {as_rgb(NARROW), as_rgb(WIDE)} <= shades and MIDDLE not in (NARROW, WIDE)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda a: mk.entrap(a, "pirifomis"), "Did you mean 'piriformis'"),
        (lambda a: mk.entrap(a, "piriformis", 1.2), "Give a number from 0 to 1"),
        (lambda a: mk.entrap(a, "piriformis", "much"), "Give a number from 0 to 1"),
        (lambda a: mk.entrap(a, "piriformis", float("nan")), "Give a number from 0 to 1"),
        (lambda a: mk.entrap(a, "tight-hamstrings-of-the-spine"), "is no entrapment. In children"),
        (
            lambda a: mk.entrap(mk.entrap(a, "after-avulsion"), "hamstring-syndrome"),
            "come off the bone holds no band",
        ),
        (
            lambda a: mk.entrap(a.variant("sciatic_piriformis_type_f"), "piriformis"),
            "passes above piriformis",
        ),
        (
            lambda a: mk.entrap(mk.injure(a, mk.Injury("semitendinosus", "strain")), "mass"),
            "This atlas has injuries",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(atlas, ask, said):
    with pytest.raises(mk.MusclekitError, match=said):
        ask(atlas)


def test_an_atlas_without_the_nerve_is_refused(atlas, tiny):
    with pytest.raises(mk.MusclekitError, match="does not say where its nerves are caught"):
        mk.entrap(tiny, "piriformis")
    kept = tuple(one for one in atlas.structures if one.id != "sciatic_nerve")
    with pytest.raises(mk.MusclekitError, match="needs 'sciatic_nerve', which atlas"):
        mk.entrap(replace(atlas, structures=kept), "piriformis")


@pytest.fixture(scope="module")
def texts(atlas, tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts") / "hamstrings"
    kept = shutil.ignore_patterns("generate", "light", "__pycache__", "*.py")
    shutil.copytree(atlas.folder, folder, ignore=kept)
    return folder


@pytest.mark.parametrize(
    ("way", "value", "said"),
    [
        (("site", "heart"), 0.9, "do not rise"),
        (("site", "structure"), "femur", "'femur' is no nerve"),
        (("change", "against"), ["femur"], "leaves out the wall"),
        (("change", "name"), "Bulge", "only what is new has a name"),
        (("change", "body"), "hip_bone", "no body of the joints"),
        (("effects",), [], "nothing is said of pain"),
        (("silent",), ["pain"], "stands under 'effects' and under 'silent'"),
        (("loads", 0, "posture"), {"hip": 9}, "'hip' is no joint coordinate"),
        (("loads", 0, "sources"), ["nobody1900"], "'nobody1900' is no key"),
        (("not_with",), {"nothing": "so"}, "no scenario or variant"),
    ],
)
def test_a_fault_in_the_file_is_told(texts, way, value, said):
    path = texts / "entrapments.yaml"
    whole = path.read_text()
    data = yaml.safe_load(whole)
    at = data["scenarios"][0]
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = value
    path.write_text(yaml.safe_dump(data))
    try:
        found = [str(one) for one in check_atlas(texts) if "entrapments.yaml" in one.file]
    finally:
        path.write_text(whole)
    assert any(said in one for one in found), found


def test_the_childs_sign_is_recorded_as_another_thing(atlas):
    (other,) = read_entrapments(atlas.folder).lookalikes
    assert "kayser2005" in other.sources and other.id not in SCENARIOS
    assert read_nerves(atlas.folder).observed


def test_the_lighter_meshes_are_caught_alike(seen):
    light = mk.load_atlas(detail="light")
    for name in ("disc-l5-s1", "hamstring-syndrome"):
        one = mk.caught(mk.entrap(light, name, SEVERITIES[2]))[0]
        assert one.clearance_mm == pytest.approx(seen[name][2].clearance_mm, abs=0.5)
    assert mk.nerve_path(light).length_mm == pytest.approx(1005, rel=0.04)
