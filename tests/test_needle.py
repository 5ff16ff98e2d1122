"""Needles: clearances and stops against brute force, ways in order, views, what is refused."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import pyvista

import musclekit as mk
from musclekit.clinic.aiming import TIP_MM
from musclekit.clinic.passing import KEPT_CLEAR, MARGIN_MM
from musclekit.errors import MusclekitError, UnknownStructure
from musclekit.geometry.winding import winding_numbers

STEP_MM, NEAR_MM = 0.1, 0.2
FAN = {"proximal_deg": (-45, 0, 45), "lateral_deg": (-45, -15, 15, 30, 45)}
BODIES = {
    "right, upright": ("right", {}),
    "left, hip bent": ("left", {"hip_flexion": 60, "knee_flexion": 30}),
}


@pytest.fixture(scope="module")
def atlas():
    return mk.load_atlas()


@pytest.fixture(scope="module", params=BODIES)
def body(request):
    side, posture = BODIES[request.param]
    atlas = mk.load_atlas(side=side)
    return atlas.pose(**posture) if posture else atlas


@pytest.fixture(scope="module")
def fan(body):
    return mk.needle_paths(body, "semimembranosus", **FAN)


@pytest.fixture(scope="module")
def stopped(atlas):
    return mk.needle(atlas, "semimembranosus", lateral_deg=30)


def apart(atlas, kinds, places):
    """(n,) from places to the nearest structure of these kinds, by VTK."""
    meshes = [one.mesh for one in atlas.structures if one.kind in kinds]
    whole = pyvista.merge(meshes).extract_surface(algorithm="dataset_surface")
    found = pyvista.PolyData(places).compute_implicit_distance(whole)
    return np.abs(found["implicit_distance"])


def sampled(needle):
    """Depths every tenth of a millimetre, and how far bone, nerve and artery are there."""
    depths = np.linspace(0, needle.length_mm, int(needle.length_mm / STEP_MM) + 2)
    places = np.array([needle.at(x) for x in depths])
    thick = needle.diameter_mm / 2
    clear, bone = (apart(needle.atlas, x, places) - thick for x in (KEPT_CLEAR, ("bone",)))
    return depths, clear, bone


def faults(needles, margin_mm):
    """Where brute force finds another clearance, another stop, or a way that should not be."""
    found = []
    for one in needles:
        depths, clear, bone = sampled(one)
        if abs(one.nearest.clearance_mm - max(clear.min(), 0)) > NEAR_MM:
            found.append(("clearance", one))
        near = np.flatnonzero((clear < margin_mm) | (bone <= 0))
        if one.accepted and (clear.min() < margin_mm - 0.01 or bone.min() <= 0):
            found.append(("accepted", one))
        if one.stop and len(near) and abs(one.stop.depth_mm - depths[near[0]]) > NEAR_MM:
            found.append(("stop", one))
        if one.stop and clear.min() > margin_mm + 0.01 and bone.min() > 0.01:
            found.append(("stopped", one))
    return found


# ------------------------------------------------------------------- against brute force
def test_no_way_passes_within_the_margin_and_each_stop_is_where_brute_force_finds_it(fan):
    stops = {one.stop.passing.kind for one in fan.needles if one.stop}
    assert len(fan.needles) == 15 and 3 <= fan.accepted.sum() <= 12
    assert stops >= {"nerve"}
    assert faults(fan.needles, MARGIN_MM) == []


def test_brute_force_rejects_needles_without_a_margin(atlas, monkeypatch):
    monkeypatch.setattr(sys.modules["musclekit.clinic.needle"], "MARGIN_MM", 0.0)
    bold = mk.needle(atlas, "semimembranosus", lateral_deg=30)
    assert [name for name, _ in faults([bold], MARGIN_MM)] == ["accepted"]


def test_every_clearance_equals_brute_force(stopped):
    assert {one.kind for one in stopped.clearances} == {"nerve", "artery", "bone"}
    assert len(stopped.clearances) == 23
    depths = np.linspace(0, stopped.length_mm, int(stopped.length_mm / STEP_MM))
    places = pyvista.PolyData(np.array([stopped.at(x) for x in depths]))
    for one in stopped.clearances:
        measured = places.compute_implicit_distance(stopped.atlas[one.structure].mesh)
        least = np.abs(measured["implicit_distance"]).min() - stopped.diameter_mm / 2
        assert one.clearance_mm == pytest.approx(least, abs=NEAR_MM)
        on_axis, there = one.points_mm
        assert np.linalg.norm(there - on_axis) - 0.35 == pytest.approx(one.clearance_mm, abs=1e-6)
        assert np.linalg.norm(stopped.at(one.depth_mm) - on_axis) < 1e-6


def test_bone_stops_a_needle(atlas):
    one = mk.needle(atlas, "semimembranosus", proximal_deg=45, lateral_deg=-45)
    assert one.stop.passing.structure == "hip_bone" and one.stop.depth_mm < one.length_mm - 1
    assert "a way through bone is none" in one.stop.describe()
    assert one.nearest.clearance_mm > MARGIN_MM


def test_what_is_passed_is_where_winding_numbers_say(atlas):
    one = mk.needle(atlas, "semimembranosus")
    assert [x.structure for x in one.passed] == ["", "gluteus_maximus", "", "semimembranosus"]
    depths = np.arange(0.25, one.length_mm, 0.5)
    places = np.array([one.at(x) for x in depths])
    for name in ("gluteus_maximus", "semimembranosus", "conjoint_tendon"):
        mesh = atlas[name].mesh
        inside = winding_numbers(places, mesh.points, mesh.regular_faces) > 0.5
        told = np.zeros(len(depths), bool)
        for x in one.passed:
            told |= (x.structure == name) & (depths > x.enter_mm) & (depths < x.leave_mm)
        assert (inside == told).all()


# --------------------------------------------------------------------------- ways
def test_a_needle_goes_from_the_skin_to_just_off_its_bone(atlas, stopped):
    off = pyvista.PolyData(np.array([stopped.tip_mm])).compute_implicit_distance(
        atlas["hip_bone"].mesh
    )["implicit_distance"]
    assert off == pytest.approx(TIP_MM, abs=0.05)
    assert stopped.angles_deg == (0.0, 30.0)
    on = pyvista.PolyData(np.array([stopped.entry_mm]))
    skin = on.compute_implicit_distance(atlas["skin"].mesh)["implicit_distance"]
    assert skin == pytest.approx(0, abs=1e-3)


def test_moving_turns_it_about_its_target_and_leaves_the_first_as_it_was(atlas, stopped):
    moved = stopped.moved(proximal_deg=10, lateral_deg=-20)
    assert moved.angles_deg == (10.0, 10.0) and stopped.angles_deg == (0.0, 30.0)
    assert (moved.tip_mm == stopped.tip_mm).all()
    again = mk.needle(atlas, "semimembranosus", moved.entry_mm)
    assert again.angles_deg == pytest.approx(moved.angles_deg, abs=0.01)
    assert again.nearest.clearance_mm == pytest.approx(moved.nearest.clearance_mm, abs=0.01)


def test_the_other_side_is_its_mirror(stopped):
    left = mk.needle(mk.load_atlas(side="left"), "semimembranosus", lateral_deg=30)
    assert left.entry_mm == pytest.approx(stopped.entry_mm * [-1, 1, 1], abs=1e-3)
    assert left.nearest.clearance_mm == pytest.approx(stopped.nearest.clearance_mm, abs=1e-3)
    assert left.stop.depth_mm == pytest.approx(stopped.stop.depth_mm, abs=1e-3)


def test_a_point_in_a_nerve_is_never_reached(atlas):
    middle = atlas["sciatic_nerve"].mesh.points[800:816].mean(axis=0)
    one = mk.needle(atlas, tuple(middle))
    assert one.nearest.structure == "sciatic_nerve" and one.nearest.clearance_mm == 0
    assert one.stop.depth_mm < one.length_mm - MARGIN_MM
    assert "would go through it" in one.describe()


# -------------------------------------------------------------------------- views
def test_words_tell_the_reason_the_way_and_what_is_claimed(stopped):
    told = stopped.describe()
    for part in (
        "Teaching of anatomy, not of treatment",
        "Stopped 70 mm deep, 5 mm from the posterior femoral cutaneous nerve: farther on it would "
        "come as near as 3.4 mm, 74 mm deep. (The margin is 5 mm, chosen for teaching.)",
        "14 mm to 63 mm: gluteus maximus",
        "70 mm: stopped",
        "no veins, no pudendal or gluteal nerves",
        "Claim A037: ",
        "[wrong]",
    ):
        assert part in told
    assert "the target" not in told
    html = stopped._repr_mimebundle_()["text/html"]
    assert "Teaching of anatomy, not of treatment" in html and "Stopped 70 mm deep" in html


def test_claims_about_the_ischium_are_not_told_of_other_places(atlas):
    assert "A037" not in mk.needle(atlas, "semimembranosus.insertion").describe()


def test_a_fan_tells_every_way_as_the_needle_itself_does(fan):
    one = fan.grid[1][3]
    assert fan.clearance_mm[1, 3] == one.nearest.clearance_mm
    assert fan.accepted[1, 3] == one.accepted == bool(np.isnan(fan.stopped_mm[1, 3]))
    assert fan.best.nearest.clearance_mm == fan.clearance_mm[fan.accepted].max()
    assert len(fan.table()) == 15 and "Teaching of anatomy" in fan.describe()
    assert f"{fan.accepted.sum()} of 15 reach it" in fan.describe()


def test_a_fan_leaves_out_where_the_model_is_cut(atlas):
    fan = mk.needle_paths(atlas, lateral_deg=(-75, 0), proximal_deg=0)
    assert fan.grid[0][0] is None and fan.grid[0][1] is not None
    assert "no skin" in fan.describe() and np.isnan(fan.clearance_mm[0, 0])


@pytest.mark.parametrize("angles", [{"lateral_deg": 30}, {"proximal_deg": -30}, {}])
def test_the_image_holds_needle_and_target(atlas, angles):
    one = mk.needle(atlas, "semimembranosus", **angles)
    shown = one.ultrasound()
    plane = shown.image.plane
    assert abs(plane.distance_mm(np.array([one.entry_mm, one.tip_mm]))).max() < 1e-6
    row, column = (round(x) for x in plane.pixel(one.tip_mm))
    assert shown.seen[row, column]
    laid = (shown.pixels != shown.image.pixels[..., None]).any(axis=2)
    assert laid[row - 8 : row + 9, column - 8 : column + 9].sum() > 20
    shaft = np.argwhere((shown.pixels == 255).all(axis=2) & laid)
    end = one.length_mm if one.accepted else one.stop.depth_mm
    depths = np.linalg.norm(plane.points_mm[tuple(shaft.T)] - one.entry_mm, axis=1)
    assert depths.max() == pytest.approx(end, abs=1.5)
    sides = {"lateral", "medial"} if "proximal_deg" not in angles else {"proximal", "distal"}
    assert set(shown.image.sides) == sides
    assert "Teaching of anatomy, not of treatment" in shown.describe()


def test_the_scene_shows_the_needle_and_its_shortest_way(stopped):
    scene = stopped.scene()
    rod, beyond, gap = (
        scene.layer(x).get_mesh() for x in ("needle", "needle_beyond", "needle_clearance")
    )
    assert rod.length == pytest.approx(stopped.stop.depth_mm, rel=0.05)
    assert beyond.length == pytest.approx(stopped.length_mm - stopped.stop.depth_mm, rel=0.1)
    low, high = np.reshape(gap.bounds, (3, 2)).T
    assert ((low < stopped.nearest.points_mm) & (stopped.nearest.points_mm < high)).all()
    assert "teaching of anatomy, not of treatment" in scene.describe()


# ------------------------------------------------------------------------ refused
@pytest.mark.parametrize(
    ("given", "kind", "part"),
    [
        ({"target": "conjoint_tendom"}, UnknownStructure, "Did you mean"),
        ({"target": "femur"}, MusclekitError, "no end of a structure"),
        ({"target": "semimembranosus.belly"}, MusclekitError, "semimembranosus.insertion"),
        ({"target": (0, 400, 0)}, MusclekitError, "outside the skin"),
        ({"target": (1, 2)}, MusclekitError, "three numbers"),
        ({"lateral_deg": 90}, MusclekitError, "-75 to 75"),
        ({"lateral_deg": "far"}, MusclekitError, "lateral_deg='far'"),
        ({"proximal_deg": float("nan")}, MusclekitError, "proximal_deg=nan"),
        ({"lateral_deg": -75}, MusclekitError, "where the model is cut"),
        ({"entry": (60, 120, -30)}, MusclekitError, "not behind the target"),
        ({"entry": (0, -60, -30)}, MusclekitError, "The entry lies on a cut"),
        ({"entry": (60, -120, -34), "lateral_deg": 5}, MusclekitError, "not both"),
        ({"diameter_mm": 8}, MusclekitError, "0.2 to 3 mm"),
    ],
)
def test_what_is_no_needle_is_refused_with_the_reason(atlas, given, kind, part):
    with pytest.raises(kind, match=part.replace("(", r"\(")):
        mk.needle(atlas, **given)


def test_a_fan_needs_angles(atlas):
    with pytest.raises(MusclekitError, match="at least one angle"):
        mk.needle_paths(atlas, lateral_deg=())
    with pytest.raises(MusclekitError, match="proximal_deg='far'"):
        mk.needle_paths(atlas, proximal_deg="far")
