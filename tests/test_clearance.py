"""Distances between surfaces, against formulas, certificates and brute force."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista
from hypothesis import given, settings
from hypothesis import strategies as st

import musclekit as mk
from musclekit.atlas.posing import Poser
from musclekit.geometry.gaps import surface_gap, triangle_gaps
from musclekit.geometry.sampling import spread_points

NERVE, BONE = "sciatic_nerve", "ischial_tuberosity"
NEAR_MM = 0.1
COORDINATE = st.integers(-6, 6).map(float) | st.floats(-5, 5)
TRIANGLE = st.lists(COORDINATE, min_size=9, max_size=9).map(lambda x: np.reshape(x, (3, 3)))


def corners(surface: pyvista.PolyData) -> np.ndarray:
    return np.asarray(surface.points, float)[surface.regular_faces]


def tube(centre, direction, radius, height=80.0):
    shape = pyvista.Cylinder(
        center=centre,
        direction=direction,
        radius=radius,
        height=height,
        resolution=120,
        capping=True,
    )
    return corners(shape.triangulate())


def ball(centre, radius):
    return corners(pyvista.Icosphere(radius=radius, center=centre, nsub=4))


def plate(centre, direction):
    return corners(
        pyvista.Plane(
            center=centre, direction=direction, i_size=50, j_size=50, i_resolution=3, j_resolution=3
        ).triangulate()
    )


FORMULAS = {
    "crossing tubes": (tube((0, 0, 0), (1, 0, 0), 4), tube((0, 0, 20), (1, 2, 0), 7), 9.0),
    "side by side": (tube((0, 0, 0), (0, 0, 1), 5), tube((3, 14, 6), (0, 0, 1), 2), 7.318),
    "balls": (ball((0, 0, 0), 10), ball((10, 20, 20), 5), 15.0),
    "ball and tube": (ball((0, 30, 7), 6), tube((0, 0, 0), (1, 0, 1), 3), 21.406),
    "ball and plate": (ball((5, 5, 20), 8), plate((0, 0, 0), (0, 0, 1)), 12.0),
    "plates": (plate((0, 0, 0), (0, 0, 1)), plate((0, 0, 3), (0, 0, 1)), 3.0),
    "plate through tube": (tube((0, 0, 0), (0, 0, 1), 5), plate((0, 0, 0), (0, 0, 1)), 0.0),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_distances_of_simple_bodies_follow_their_formulas(name):
    one, other, expected = FORMULAS[name]
    gap = surface_gap(one, other)
    assert gap.distance == pytest.approx(expected, abs=NEAR_MM)
    assert np.linalg.norm(gap.points[0] - gap.points[1]) == pytest.approx(gap.distance, abs=1e-9)
    assert surface_gap(other, one).distance == pytest.approx(gap.distance, abs=1e-9)
    assert surface_gap(one, other, (0, 0)).distance == pytest.approx(gap.distance, abs=1e-9)


@given(TRIANGLE, TRIANGLE)
@settings(max_examples=400, deadline=None)
def test_no_way_between_two_triangles_is_shorter(one, other):
    """Of convex bodies the ends of a way are nearest if neither body passes the planes there."""
    (distance,), ((p, q),) = triangle_gaps(one[None], other[None])
    assert np.linalg.norm(p - q) == pytest.approx(distance, abs=1e-6)
    for point, triangle in ((p, one), (q, other)):
        (off,), _ = triangle_gaps(np.tile(point, (1, 3, 1)), triangle[None])
        assert off == pytest.approx(0, abs=1e-6)
    slack = 1e-5 * (1 + distance)
    assert ((one - p) @ (q - p) <= slack).all()
    assert ((other - q) @ (p - q) <= slack).all()


@pytest.mark.parametrize("pair", [(NERVE, BONE), ("piriformis", NERVE), ("tibial_nerve", "tibia")])
def test_on_the_meshes_it_equals_brute_force(atlas, pair):
    posed = atlas.pose(hip_flexion=70, knee_flexion=35)
    found = mk.clearance(posed, *pair)
    one, other = (posed[name].mesh for name in pair)
    spots = spread_points(one.points, one.regular_faces, 60_000)
    measured = pyvista.PolyData(spots).compute_implicit_distance(other)["implicit_distance"]
    brute = float(np.abs(measured).min())
    assert found.distance_mm - 1e-3 <= brute <= found.distance_mm + NEAR_MM


def test_bodies_inside_one_another_have_no_clearance_and_surfaces_enclose_nothing():
    from musclekit.nerve.clearance import _gap

    assert _gap(ball((0, 0, 1), 3), ball((0, 0, 0), 12)).distance == 0
    assert _gap(ball((0, 0, 0), 12), ball((0, 0, 1), 3)).distance == 0
    half = ball((0, 0, 0), 12)
    half = half[(half[:, :, 2] < 6).all(axis=1)]
    assert _gap(ball((0, 0, 1), 3), half).distance > 5


def test_a_curve_is_what_each_posture_alone_gives(atlas):
    angles = [-20, 15, 50, 85, 120]
    curve = mk.clearance_curve(atlas, NERVE, BONE, hip_flexion=angles, knee_flexion=20)
    for row, angle in enumerate(angles):
        alone = mk.clearance(atlas.pose(hip_flexion=angle, knee_flexion=20), NERVE, BONE)
        assert curve.distances_mm[row] == pytest.approx(alone.distance_mm, abs=1e-9)
        ends = curve.points_mm[row]
        assert np.linalg.norm(ends[0] - ends[1]) == pytest.approx(alone.distance_mm, abs=1e-6)
    assert list(curve.table().columns) == [
        "structure",
        "hip_flexion_deg",
        "knee_flexion_deg",
        "clearance_mm",
    ]
    assert "Clearance to the ischial tuberosity (mm), over hip flexion" in curve.describe()


def test_a_curve_poses_nothing_else(atlas, monkeypatch):
    carried, plain = [], Poser.carried

    def counted(self, structure, *more):
        carried.append(structure.id)
        return plain(self, structure, *more)

    monkeypatch.setattr(Poser, "carried", counted)
    mk.clearance_curve(atlas, NERVE, BONE, hip_flexion=range(0, 60, 10))
    assert carried == [NERVE, BONE] * 6


def test_both_sides_have_the_same_clearance():
    found = [
        mk.clearance(mk.load_atlas(side=side).pose(hip_flexion=60), NERVE, BONE)
        for side in ("right", "left")
    ]
    assert found[0].distance_mm == pytest.approx(found[1].distance_mm, abs=1e-3)
    assert found[0].points_mm[:, 0] == pytest.approx(-found[1].points_mm[:, 0], abs=0.1)


@pytest.mark.parametrize(
    ("pair", "angles", "said"),
    [
        ((NERVE, "ischial_tuberositi"), {"hip_flexion": [0, 9]}, "Did you mean"),
        ((NERVE, "sciatic_nerve"), {"hip_flexion": [0, 9]}, "no clearance from itself"),
        ((NERVE, BONE), {"hip_flexion": 3}, "one joint that moves"),
        ((NERVE, BONE), {"hip_flexion": [0, 9], "knee_flexion": [0, 9]}, "hip_flexion, knee"),
        ((NERVE, BONE), {"hip_flexion": [0, 9], "knee_flexion": "bent"}, "is no angle"),
        ((NERVE, BONE), {"hip_flexed": [0, 9]}, "hip_flexion"),
        ((NERVE, BONE), {"hip_flexion": [9, 0]}, "rising"),
        ((NERVE, BONE), {"hip_flexion": [0, 999]}, "outside the joint's range"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(atlas, pair, angles, said):
    with pytest.raises(mk.MusclekitError, match=said):
        mk.clearance_curve(atlas, *pair, **angles)


def test_an_atlas_without_the_nerve_says_so(tiny):
    with pytest.raises(mk.UnknownStructure, match="No structure 'sciatic_nerve'"):
        mk.clearance(tiny, NERVE, "tibia")
