"""Labels of slices: every pixel against containment in the meshes, healthy, posed and injured."""

from __future__ import annotations

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError
from musclekit.geometry.winding import winding_numbers
from musclekit.imaging.labels import KINDS, labels
from musclekit.imaging.plane import Plane, oblique, plane

LONG = "biceps_femoris_long_head"
HAMSTRINGS = {
    LONG,
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
}
TEAR = mk.Injury(LONG, "partial_tear", "belly", csa_fraction=0.6, disruption_mm=20, length_mm=90)
MIDDLE = np.array([85.0, -20.0, -230.0])


@pytest.fixture(scope="module")
def bodies(atlas):
    """Upright; bent and contracting with a tear; the other side with a variant."""
    variant = next(iter(atlas.variants))
    return {
        "upright": atlas,
        "torn": mk.injure(atlas, TEAR).pose(knee_flexion=40, hip_flexion=20, activation=0.7),
        "other": mk.load_atlas(side="left").variant(variant),
    }


def anywhere(seed: int, mirrored: bool) -> Plane:
    """A plane of random direction through the thigh."""
    random = np.random.default_rng(seed)
    middle = (MIDDLE + random.uniform(-30, 30, 3)) * [-1 if mirrored else 1, 1, 1]
    return oblique(middle, *random.normal(size=(2, 3)), (240.0, 240.0), 6.0)


def covering(body, points: np.ndarray) -> list[str]:
    """What each point lies in, of all meshes, by solid angles: slow and plain."""
    found = ["outside"] * len(points)
    closed = [one for one in body.structures if one.volume_cm3 is not None]
    kinds = ("skin", *KINDS)
    for one in sorted(closed, key=lambda one: kinds.index(one.kind)):
        mesh = one.mesh
        low, high = np.reshape(mesh.bounds, (3, 2)).T
        near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        round_it = winding_numbers(points[near], mesh.points, mesh.regular_faces)
        for each in near[abs(round_it) > 0.5]:
            found[each] = "soft_tissue" if one.kind == "skin" else one.id
    return found


@pytest.mark.parametrize(("body", "seed"), [("upright", 1), ("torn", 2), ("torn", 3), ("other", 4)])
def test_the_label_is_what_the_pixels_centre_lies_in(bodies, body, seed):
    cut = anywhere(seed, body == "other")
    named = labels(bodies[body], cut)
    some = np.random.default_rng(seed).choice(named.image.size, 120, replace=False)
    seen = np.array(named.names)[named.image.ravel()[some]]
    wanted = np.array(covering(bodies[body], cut.points_mm.reshape(-1, 3)[some]))
    assert len(set(wanted)) > 5
    gap = seen == "gap"
    assert set(wanted[gap]) <= {"soft_tissue"}
    assert np.array_equal(seen[~gap], wanted[~gap])


def test_torn_room_is_a_gap_that_widens_with_contraction(atlas):
    hurt = mk.injure(atlas, TEAR)
    widths = []
    for active in (0.0, 1.0):
        body = hurt.pose(knee_flexion=10, activation=active)
        middle = body.intact[LONG].centre_mm
        named = labels(body, plane("sagittal", middle, (400.0, 120.0), 1.0))
        row, column = np.nonzero(named.mask("gap"))
        widths.append(np.ptp(row) + 1)
        whole = labels(body.intact, named.plane)
        assert (whole.image[row, column] > 0).all() and "gap" not in whole.names
    assert widths[0] == pytest.approx(20, abs=3)
    assert widths[1] > widths[0] + 5


def test_chosen_structures_alone_are_named(atlas):
    cut = plane("axial", MIDDLE, (200.0, 200.0), 2.0)
    named = labels(atlas, cut, ["hamstrings"])
    assert set(named.areas_mm2) == {"soft_tissue", *HAMSTRINGS}
    every = labels(atlas, cut)
    assert every.areas_mm2[LONG] == named.areas_mm2[LONG] == every.mask(LONG).sum() * 4.0
    assert not every.mask("tibia").any()


def test_what_cannot_be_looked_up_is_refused(atlas):
    named = labels(atlas, plane("axial", MIDDLE, (20.0, 20.0), 2.0), [])
    with pytest.raises(MusclekitError, match=r"no pixel \(10, 0\) in a picture of 10 x 10"):
        named.at(10, 0)
    with pytest.raises(mk.UnknownStructure, match="Did you mean"):
        labels(atlas, named.plane, ["femurr"])
