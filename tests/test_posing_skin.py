"""The posed skin: what it covers stays beneath it, on both sides, and a probe finds it there."""

from __future__ import annotations

import numpy as np
import pytest

import musclekit as mk
from musclekit.geometry.winding import winding_numbers

POSES = (
    {"hip_flexion": 60},
    {"hip_flexion": -30},
    {"knee_flexion": 60},
    {"knee_flexion": 135},
    {"hip_flexion": 45, "knee_flexion": 90},
    {"hip_adduction": -30},
    {"hip_rotation": 30},
)
SOME = 4
"""Of so many vertices one is looked at."""


@pytest.fixture(scope="module")
def atlas():
    return mk.load_atlas()


def outside(body) -> dict[str, float]:
    """Share of the vertices of muscles, tendons and the long nerve that lie out of the skin."""
    skin = body["skin"].mesh
    found = {}
    for one in body.structures:
        if one.kind in ("muscle", "tendon") or one.id == "sciatic_nerve":
            points = np.asarray(one.mesh.points, float)[::SOME]
            within = winding_numbers(points, np.asarray(skin.points), skin.regular_faces) > 0.5
            found[one.id] = float((~within).mean())
    return {name: share for name, share in found.items() if share}


@pytest.mark.parametrize(
    "pose", POSES, ids=lambda pose: " ".join(f"{k} {v}" for k, v in pose.items())
)
def test_what_the_skin_covers_stays_beneath_it(atlas, pose):
    assert outside(atlas.pose(**pose)) == {}


def test_of_a_hip_bent_further_hardly_anything_comes_through(atlas):
    found = outside(atlas.pose(hip_flexion=90))
    assert max(found.values()) < 0.05


def test_the_skin_is_pushed_out_by_a_muscle_that_bulges(atlas):
    active = atlas.pose(knee_flexion=20, activation=1.0)
    assert outside(active) == {}
    rest = atlas.pose(knee_flexion=20)
    gap = np.asarray(active["skin"].mesh.points) - np.asarray(rest["skin"].mesh.points)
    assert np.linalg.norm(gap, axis=1).max() > 0.5


def test_the_left_skin_mirrors_the_right(atlas):
    right = atlas.pose(knee_flexion=90)["skin"].mesh.points
    left = mk.load_atlas(side="left").pose(knee_flexion=90)["skin"].mesh.points
    assert np.abs(left * [-1, 1, 1] - right).max() < 0.01


@pytest.mark.parametrize("pose", [{"hip_flexion": 60}, {"hip_flexion": 90}])
def test_views_of_the_buttock_find_the_nerve_on_a_bent_hip(atlas, pose):
    body = atlas.pose(**pose)
    for view in ("sciatic_nerve", "conjoint_tendon"):
        assert mk.ultrasound(body, view).extent_mm("sciatic_nerve") is not None
