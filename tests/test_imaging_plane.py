"""Planes and what they cut: pixels against analytic solids and against containment."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista

from musclekit.errors import MusclekitError, UnknownName
from musclekit.geometry.winding import winding_numbers
from musclekit.imaging.plane import oblique, plane
from musclekit.imaging.raster import inside


def test_pixels_and_places_answer_one_another():
    axial = plane("axial", np.array([10.0, -20.0, 30.0]), (40.0, 60.0), 0.5)
    assert axial.shape == (80, 120)
    place = axial.point_mm(7, 11)
    assert axial.pixel(place) == pytest.approx((7, 11))
    assert np.allclose(axial.points_mm[7, 11], place)
    assert np.allclose(axial.points_mm.mean(axis=(0, 1)), [10, -20, 30])
    assert axial.distance_mm(axial.moved(3.0).points_mm.reshape(-1, 3)) == pytest.approx(3.0)


@pytest.mark.parametrize("orientation", ["axial", "coronal"])
def test_the_bodys_right_is_on_the_left(orientation):
    """As radiologists look: from below, and from in front."""
    assert plane(orientation, np.zeros(3), (10, 10)).right[0] == -1


def test_a_ball_is_cut_in_a_disc():
    ball = pyvista.Icosphere(radius=30.0, center=(1.0, 2.0, 3.0), nsub=5)
    points, faces = np.asarray(ball.points, float), ball.regular_faces
    for high in (0.0, 12.0, 24.0):
        cut = plane("axial", np.array([1.0, 2.0, 3.0 + high]), (80, 80), 0.25)
        area = inside(points, faces, cut).sum() * 0.25**2
        assert area == pytest.approx(np.pi * (30.0**2 - high**2), rel=0.005)
    assert not inside(points, faces, cut.moved(100)).any()


def test_a_hollow_stays_hollow_and_a_vertex_in_the_plane_harms_nothing():
    outer = pyvista.Cube(x_length=20, y_length=20, z_length=20).triangulate()
    inner = pyvista.Cube(x_length=10, y_length=10, z_length=10).triangulate().flip_faces()
    both = outer.merge(inner)
    cut = plane("axial", np.array([0.0, 0.0, 5.0 - 1e-12]), (30, 30), 0.5)
    seen = inside(np.asarray(both.points, float), both.regular_faces, cut)
    assert seen.sum() * 0.25 == pytest.approx(300, rel=0.03)
    touching = plane("axial", np.array([0.25, 0.25, 10.0]), (30, 30), 0.5)
    assert inside(np.asarray(outer.points, float), outer.regular_faces, touching).sum() in (0, 1600)


@pytest.mark.parametrize("structure", ["semimembranosus", "femur", "sciatic_nerve"])
def test_a_pixel_is_inside_where_its_centre_is(atlas, structure):
    mesh = atlas[structure].mesh
    points, faces = np.asarray(mesh.points, float), mesh.regular_faces
    cut = oblique(atlas[structure].centre_mm, [1, 0.3, 0], [0.2, -0.4, -1], (120, 120), 2.0)
    seen = inside(points, faces, cut)
    assert seen.any() and not seen.all()
    wanted = winding_numbers(cut.points_mm.reshape(-1, 3)[::7], points, faces) > 0.5
    assert np.array_equal(seen.ravel()[::7], wanted)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("top", np.zeros(3), (10, 10)), "No orientation 'top'"),
        (("axial", np.zeros(3), (10, 0)), "is none"),
        (("axial", np.zeros(3), (10, 10), -1), "is none"),
        (("axial", np.zeros(3), (1e4, 10), 0.5), "too large"),
    ],
)
def test_what_is_no_picture_is_refused(given, said):
    with pytest.raises((MusclekitError, UnknownName), match=said):
        plane(*given)
    with pytest.raises(MusclekitError, match="parallel"):
        oblique(np.zeros(3), [1, 0, 0], [2, 0, 0], (10, 10))
