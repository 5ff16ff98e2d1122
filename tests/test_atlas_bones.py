"""Pelvis and lower spine: openings, joints and facets as an anatomist would look for them."""

import itertools

import numpy as np
import pytest
import pyvista

import musclekit as mk

HIP_JOINT_CENTRE_MM = (87.0, 0.0, 0.0)
ACETABULUM_RADIUS_MM = 25.0
SOCKET_REACH_MM = 31.0
ROOF, FOSSA = np.array([-0.2, 0.0, 0.98]), np.array([-0.99, 0.0, -0.1])
OPENINGS = {
    "hip_bone": 1,  # obturator foramen
    "sacrum": 17,  # eight anterior and eight posterior foramina and the two ends of one canal
    "vertebra_l4": 1,
    "vertebra_l5": 1,
    "disc_l4_l5": 0,
    "disc_l5_s1": 0,
}
# Each right foramen of the sacrum: from the canal to its fork, to the front, to the back; mm.
SACRAL_FORAMINA = {
    "first": (
        ((8, -46, 84), (20, -43, 80)),
        ((22, -38, 74), (22, -28, 67)),
        ((23, -47, 81), (24, -55, 88)),
    ),
    "second": (
        ((6, -62, 66), (17, -59, 64)),
        ((19, -54, 59), (21, -44, 56)),
        ((17, -63, 67), (17, -70, 71)),
    ),
    "third": (
        ((5, -73, 49), (16, -70, 48)),
        ((16, -66, 46), (17, -54, 44)),
        ((17, -75, 47), (17, -82, 48)),
    ),
    "fourth": (
        ((5, -77, 30), (15, -73, 28)),
        ((16, -67, 27), (17, -58, 26)),
        ((16, -76, 28), (16, -84, 28)),
    ),
}
NERVE_BALL_MM = 2.0
INTERVERTEBRAL_FORAMINA = {"L4/5": (20, -14, 144), "L5/S1": (20, -25, 110)}
ROOT_BALL_MM = 2.5
NARROWEST_MM, WIDEST_MM = 0.0, 1.5
JOINTS = (
    ("hip_bone", "sacrum"),
    ("vertebra_l4", "vertebra_l5"),
    ("vertebra_l5", "sacrum"),
    ("vertebra_l4", "disc_l4_l5"),
    ("vertebra_l5", "disc_l4_l5"),
    ("vertebra_l5", "disc_l5_s1"),
    ("sacrum", "disc_l5_s1"),
)
SUPEROLATERAL_FACET, POSTEROMEDIAL_FACET = (73, -44, -28), (58, -48, -32)
RIDGE_BETWEEN = (67, -50, -30)


@pytest.fixture(scope="module")
def meshes():
    atlas = mk.load_atlas()
    return {name: atlas[name].mesh for name in OPENINGS}


def signed_distance(mesh, points):
    """Signed distance (n,) of points (n, 3) to a closed surface, negative inside, millimetres."""
    cloud = pyvista.PolyData(np.atleast_2d(np.asarray(points, dtype=float)))
    return np.asarray(cloud.compute_implicit_distance(mesh)["implicit_distance"])


def along(*corners):
    """Points every tenth of the way along a path through corners."""
    steps = itertools.pairwise(corners)
    return np.vstack([np.linspace(start, end, 11) for start, end in steps])


@pytest.mark.parametrize(("bone", "openings"), OPENINGS.items())
def test_bones_have_their_real_openings_and_no_tunnel_besides(meshes, bone, openings):
    mesh = meshes[bone]
    edges = np.sort(mesh.regular_faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    euler = mesh.n_points - len(np.unique(edges, axis=0)) + mesh.n_cells
    assert 1 - euler // 2 == openings


@pytest.mark.parametrize("foramen", SACRAL_FORAMINA)
@pytest.mark.parametrize("side", [1, -1])
def test_sacral_foramina_lead_from_the_canal_forwards_and_backwards(meshes, foramen, side):
    inside, front, back = SACRAL_FORAMINA[foramen]
    for way in (front, back):
        path = along(*inside, *way) * [side, 1, 1]
        assert signed_distance(meshes["sacrum"], path).min() > NERVE_BALL_MM


@pytest.mark.parametrize("foramen", INTERVERTEBRAL_FORAMINA)
@pytest.mark.parametrize("side", [1, -1])
def test_a_root_passes_between_the_vertebrae(meshes, foramen, side):
    x, y, z = INTERVERTEBRAL_FORAMINA[foramen]
    out = [(side * across, y, z) for across in np.arange(6.0, x + 12.0, 2.0)]
    for mesh in meshes.values():
        assert signed_distance(mesh, out).min() > ROOT_BALL_MM


@pytest.mark.parametrize(("first", "second"), JOINTS)
def test_neighbours_come_close_without_touching(meshes, first, second):
    points = np.vstack([meshes[first].points, meshes[first].cell_centers().points])
    back = np.vstack([meshes[second].points, meshes[second].cell_centers().points])
    gap = min(
        signed_distance(meshes[second], points).min(), signed_distance(meshes[first], back).min()
    )
    assert NARROWEST_MM < gap < WIDEST_MM


def test_the_socket_is_a_ball_with_a_deeper_fossa(meshes):
    offset = np.asarray(meshes["hip_bone"].points) - HIP_JOINT_CENTRE_MM
    reach = np.linalg.norm(offset, axis=1)
    offset, reach = offset[reach < SOCKET_REACH_MM], reach[reach < SOCKET_REACH_MM]
    assert reach.min() == pytest.approx(ACETABULUM_RADIUS_MM, abs=0.5)
    roof, fossa = (reach[np.argmax(offset @ direction / reach)] for direction in (ROOF, FOSSA))
    assert roof == pytest.approx(ACETABULUM_RADIUS_MM, abs=1.0)
    assert fossa > ACETABULUM_RADIUS_MM + 2.0


def test_two_facets_of_the_tuberosity_meet_in_a_ridge(meshes):
    mesh = meshes["hip_bone"]
    normals = np.asarray(mesh.point_normals)
    lateral, medial = (
        normals[np.linalg.norm(mesh.points - np.array(centre), axis=1) < 6.0].mean(axis=0)
        for centre in (SUPEROLATERAL_FACET, POSTEROMEDIAL_FACET)
    )
    lateral, medial = (normal / np.linalg.norm(normal) for normal in (lateral, medial))
    assert np.degrees(np.arccos(lateral @ medial)) > 40.0
    feet = [
        mesh.points[mesh.find_closest_point(centre)]
        for centre in (SUPEROLATERAL_FACET, POSTEROMEDIAL_FACET, RIDGE_BETWEEN)
    ]
    assert feet[2][1] < min(feet[0][1], feet[1][1]) - 1.0


def test_discs_are_a_kind_and_a_group_of_their_own():
    atlas = mk.load_atlas()
    discs = [structure.id for structure in atlas.structures if structure.kind == "disc"]
    assert discs == list(atlas.groups["discs"]) == ["disc_l4_l5", "disc_l5_s1"]
    assert {"vertebra_l4", "vertebra_l5"} <= set(atlas.groups["bones"])
    assert set(atlas.groups["skeleton"]) == {*atlas.groups["bones"], *discs}
    assert "Discs" in mk.Scene(atlas).show("discs").describe()
