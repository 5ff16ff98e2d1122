"""Measurements of surfaces, against bodies whose figures are known and against other routes."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from musclekit.geometry import enclosed_volume, is_closed, signed_volume
from musclekit.geometry.align import best_similarity, iterated
from musclekit.geometry.columns import columns, overlap
from musclekit.geometry.quality import (
    crowded_edges,
    doubled_points,
    flat_triangles,
    intersecting_triangles,
    open_edges,
    pinched_points,
    turned_edges,
)
from musclekit.geometry.sampling import spread_points
from musclekit.geometry.winding import winding_numbers


def arrays(surface: pyvista.PolyData):
    return np.asarray(surface.points, float), surface.regular_faces


def ball(radius=10.0, centre=(0, 0, 0), detail=3):
    return arrays(pyvista.Icosphere(radius=radius, center=centre, nsub=detail))


def joined(*bodies):
    points, triangles, count = [], [], 0
    for where, corners in bodies:
        points.append(where)
        triangles.append(corners + count)
        count += len(where)
    return np.vstack(points), np.vstack(triangles)


def faults(points, triangles) -> dict[str, int]:
    return {
        "open": len(open_edges(triangles)),
        "crowded": len(crowded_edges(triangles)),
        "turned": len(turned_edges(triangles)),
        "pinched": len(pinched_points(triangles)),
        "flat": len(flat_triangles(points, triangles)),
        "doubled": doubled_points(points),
        "crossing": len(intersecting_triangles(points, triangles)),
    }


def found(points, triangles) -> set[str]:
    return {name for name, count in faults(points, triangles).items() if count}


def test_a_sound_body_has_no_fault():
    for body in (ball(), arrays(pyvista.ParametricTorus().triangulate().clean())):
        assert found(*body) == set()


def test_each_fault_is_found_and_no_other():
    points, triangles = ball()
    assert found(points, triangles[1:]) == {"open"}
    assert faults(points, triangles[1:])["open"] == 3
    flipped = triangles.copy()
    flipped[5] = flipped[5, ::-1]
    assert found(points, flipped) == {"turned"}
    assert found(*joined(ball(), ball(centre=(5, 0, 0)))) == {"crossing"}
    assert found(*joined(ball(), ball(radius=3))) == set(), "nested, nothing crosses"
    assert "doubled" in found(*joined(ball(), ball()))
    deep = points.copy()
    deep[0] = -1.5 * deep[0]
    assert found(deep, triangles) == {"crossing"}


def test_two_bodies_that_touch_in_a_point_are_pinched():
    first, second = ball(detail=1), ball(centre=(20, 0, 0), detail=1)
    triangles = joined(first, second)[1]
    nearest = np.argmax(first[0][:, 0])
    other = len(first[0]) + np.argmin(second[0][:, 0])
    welded = np.where(triangles == other, nearest, triangles)
    assert pinched_points(welded).tolist() == [nearest]
    assert is_closed(welded), "edges alone do not tell"


def test_faces_folded_onto_each_other_cross():
    points = np.array([[0, 0, 0], [1, 0, 0], [0.3, 1, 0], [0.6, 1, 0]], float)
    assert len(intersecting_triangles(points, [[0, 1, 2], [1, 0, 3]])) == 1
    points[3, 2] = 0.2
    assert len(intersecting_triangles(points, [[0, 1, 2], [1, 0, 3]])) == 0


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_crossing_faces_agree_with_a_search_of_all_pairs(seed):
    """Brute force with barycentric coordinates, as another route."""
    random = np.random.default_rng(seed)
    points = random.random((24, 3))
    triangles = np.arange(24).reshape(8, 3)
    expected = {
        (i, j)
        for i in range(8)
        for j in range(i + 1, 8)
        if pierces(points[triangles[i]], points[triangles[j]])
        or pierces(points[triangles[j]], points[triangles[i]])
    }
    pairs = {tuple(sorted(pair)) for pair in intersecting_triangles(points, triangles).tolist()}
    assert pairs == expected


def pierces(one, other) -> bool:
    for start, end in ((0, 1), (1, 2), (2, 0)):
        ray = one[end] - one[start]
        matrix = np.column_stack([ray, other[0] - other[1], other[0] - other[2]])
        share, u, v = np.linalg.solve(matrix, other[0] - one[start])
        if 0 < share < 1 and u > 0 and v > 0 and u + v < 1:
            return True
    return False


@settings(max_examples=20)
@given(
    st.floats(1.0, 40.0),
    st.tuples(*[st.floats(-300, 300)] * 3),
    st.sampled_from([0, 1, 2]),
)
def test_volume_by_columns_is_volume_by_faces(radius, centre, axis):
    body = ball(radius, centre, detail=2)
    assert columns(*body, spacing=radius / 60, axis=axis).volume == pytest.approx(
        enclosed_volume(*body), rel=0.002
    )


def test_doubly_wound_space_counts_once_by_columns_and_twice_by_faces():
    nested = joined(ball(10), ball(5))
    assert signed_volume(*nested) == pytest.approx(4.19e3 * 1.125, rel=0.02)
    assert columns(*nested, spacing=0.2).volume == pytest.approx(4.19e3, rel=0.02)
    points, triangles = ball()
    assert columns(points, triangles[:, ::-1], spacing=0.2).volume == 0.0, "inside out"


def test_columns_and_solid_angles_agree_on_what_is_inside():
    body = ball(10, (3, -2, 7), detail=2)
    places = np.random.default_rng(0).uniform(-12, 20, (400, 3))
    inside = winding_numbers(places, *body)
    assert np.allclose(inside, np.round(inside), atol=1e-6)
    share = (inside > 0.5).mean() * 32**3
    assert share == pytest.approx(columns(*body, spacing=0.3).volume, rel=0.25)


def test_overlap_of_two_boxes_and_of_a_ball_in_another():
    box, shifted = (arrays(pyvista.Cube(center=(x, 0, 0)).triangulate().clean()) for x in (0, 0.75))
    shared = overlap(columns(*box, spacing=0.01), columns(*shifted, spacing=0.01))
    assert shared == pytest.approx(0.25, rel=0.02)
    small, large = (columns(*ball(radius), spacing=0.2) for radius in (3, 10))
    assert overlap(small, large) == pytest.approx(small.volume)
    assert overlap(small, large) == overlap(large, small)
    far = columns(*ball(3, (40, 0, 0)), spacing=0.2)
    assert overlap(small, far) == 0.0
    with pytest.raises(ValueError, match="spacings"):
        overlap(small, columns(*ball(3), spacing=0.1))


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_movement_is_found_again(seed, scaled):
    random = np.random.default_rng(seed)
    points = random.normal(size=(30, 3))
    turn = Rotation.random(rng=random).as_matrix()
    scale = random.uniform(0.5, 2.0) if scaled else 1.0
    moved = scale * points @ turn.T + random.normal(size=3)
    movement = best_similarity(points, moved, scaled)
    assert np.allclose(movement(points), moved)
    assert movement.scale == pytest.approx(scale)
    assert np.linalg.det(movement.rotation) == pytest.approx(1.0)


def test_a_body_turned_and_scaled_is_laid_back_onto_itself():
    from scipy.spatial import cKDTree

    points, triangles = ball(10, detail=3)
    points = points * [1.0, 2.0, 4.0]
    dense = spread_points(points, triangles, 20_000)
    turned = 1.1 * points @ Rotation.from_euler("xyz", [8, -6, 5], degrees=True).as_matrix()
    tree = cKDTree(dense)
    movement = iterated(turned, lambda places: dense[tree.query(places)[1]], scaled=True)
    assert movement.scale == pytest.approx(1 / 1.1, rel=0.01)
    assert np.abs(movement(turned) - points).max() < 0.6


def test_points_are_spread_evenly_and_alike_each_time():
    body = ball(10)
    first = spread_points(*body, 5000)
    assert (first == spread_points(*body, 5000)).all()
    assert (np.linalg.norm(first, axis=1) < 10.001).all()
    octants = np.unique((first > 0) @ [1, 2, 4], return_counts=True)[1]
    assert octants.min() > 560
