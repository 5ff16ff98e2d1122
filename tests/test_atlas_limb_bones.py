"""Femur, tibia, fibula, patella and the landmarks on them: what an anatomist would look for."""

import numpy as np
import pytest
import pyvista

import musclekit as mk
from musclekit.geometry.quality import flat_triangles, intersecting_triangles, pinched_points

BONES = ("femur", "tibia", "fibula", "patella")
MIDDLE_OF_SHAFT_MM = (-195.0, -210.0, -225.0, -240.0, -255.0)
LIPS_AT_MM = {  # level: x of the medial lip, of the lateral lip
    -210.0: (96, 101),
    -240.0: (92, 98),
    -270.0: (88, 96),
}
BONE_OF_PATCH = {
    "linea_aspera": "femur",
    "pes_anserinus": "tibia",
    "medial_tibial_condyle": "tibia",
    "fibular_head": "fibula",
    "ischial_tuberosity": "hip_bone",
}


@pytest.fixture(scope="module")
def atlas():
    return mk.load_atlas("hamstrings")


def section(mesh, z):
    """Outline (n, 2) of a mesh at one level, seen from above, millimetres."""
    return np.asarray(mesh.slice(normal="z", origin=(0.0, 0.0, z)).points)[:, :2]


def surface_at(mesh, start, direction):
    """First point of a mesh from a point outside it along a direction."""
    start, direction = np.asarray(start, float), np.asarray(direction, float)
    hits, _ = mesh.ray_trace(start, start + 500.0 * direction)
    return hits[np.argmin(hits @ direction)]


def distance_to(mesh, points):
    _, feet = mesh.find_closest_cell(np.asarray(points, float), return_closest_point=True)
    return np.linalg.norm(feet - points, axis=1)


@pytest.mark.parametrize("bone", BONES)
def test_a_limb_bone_is_one_sound_ball_of_triangles(atlas, bone):
    mesh = atlas[bone].mesh
    assert mesh.n_open_edges == 0
    edges = mesh.n_cells * 3 // 2
    assert mesh.n_points - edges + mesh.n_cells == 2
    assert len(flat_triangles(mesh.points, mesh.regular_faces)) == 0
    assert len(intersecting_triangles(mesh.points, mesh.regular_faces)) == 0


@pytest.mark.parametrize("z", MIDDLE_OF_SHAFT_MM)
def test_the_linea_aspera_stands_above_the_shaft(atlas, z):
    outline = section(atlas["femur"].mesh, z)
    centre = (outline.min(axis=0) + outline.max(axis=0)) / 2.0
    centre[1] = outline[:, 1].max() - np.ptp(outline[:, 0]) / 2.0
    radius = np.linalg.norm(outline - centre, axis=1)
    behind = outline[:, 1] < centre[1] - 10.0
    in_front = outline[:, 1] > centre[1]
    assert radius[behind].max() > radius[in_front].mean() + 3.5


@pytest.mark.parametrize(("z", "lips"), LIPS_AT_MM.items())
def test_the_linea_aspera_has_two_lips(atlas, z, lips):
    femur = atlas["femur"].mesh
    medial, between, lateral = (
        surface_at(femur, (x, -200.0, z), (0, 1, 0))[1] for x in (lips[0], sum(lips) / 2.0, lips[1])
    )
    assert between > max(medial, lateral) + 0.4


def test_the_lips_diverge_upwards_and_downwards(atlas):
    def lips_apart(z):
        outline = section(atlas["femur"].mesh, z)
        hull = outline[outline[:, 1] < outline[:, 1].min() + 3.5]
        return np.ptp(hull[:, 0])

    assert lips_apart(-130.0) > lips_apart(-215.0) + 5.0
    assert lips_apart(-320.0) > lips_apart(-215.0) + 5.0


def test_the_lesser_trochanter_points_medially_and_backwards(atlas):
    femur = atlas["femur"].mesh
    at, below = section(femur, -69.0), section(femur, -95.0)
    assert at[:, 0].min() < below[:, 0].min() - 4.0
    tip = at[at[:, 0].argmin()]
    assert tip[1] < at[:, 1].mean() - 4.0


def test_a_deep_notch_parts_the_condyles_of_the_femur(atlas):
    femur = atlas["femur"].mesh
    medial, notch, lateral = (
        surface_at(femur, (x, -200.0, -422.0), (0, 1, 0))[1] for x in (50, 72, 97)
    )
    assert notch > max(medial, lateral) + 15.0


def test_the_groove_for_the_patella_is_deepest_between_its_borders(atlas):
    femur = atlas["femur"].mesh
    medial, groove, lateral = (
        surface_at(femur, (x, 200.0, -418.0), (0, -1, 0))[1] for x in (60, 75, 97)
    )
    assert groove < medial - 1.5
    assert groove < lateral - 4.0
    assert lateral > medial


def test_the_patella_keeps_a_cartilage_gap_to_the_femur(atlas):
    femur, patella = atlas["femur"].mesh, atlas["patella"].mesh
    assert 2.0 < distance_to(femur, patella.points).min() < 4.0
    assert patella.bounds[2] > section(femur, -410.0)[:, 1].mean()


def test_the_patella_has_its_apex_below_and_a_ridge_between_two_facets(atlas):
    patella = atlas["patella"].mesh
    low, high = patella.bounds[4:]
    widths = [np.ptp(section(patella, low + f * (high - low))[:, 0]) for f in (0.1, 0.6, 0.9)]
    assert widths[0] < widths[2] < widths[1]
    medial, ridge, lateral = (
        surface_at(patella, (x, -200.0, -408.0), (0, 1, 0))[1] for x in (63, 75, 88)
    )
    assert ridge < min(medial, lateral) - 1.5


def test_two_tubercles_stand_between_the_hollows_of_the_tibial_plateau(atlas):
    tibia = atlas["tibia"].mesh
    hollow, medial, valley, lateral = (
        surface_at(tibia, (x, -3.0, 0.0), (0, 0, -1))[2] for x in (48, 67, 72, 78)
    )
    assert min(medial, lateral) > valley + 1.0
    assert medial > hollow + 6.0


def test_the_bones_of_the_knee_and_leg_do_not_touch(atlas):
    for one, other in (("femur", "tibia"), ("tibia", "fibula")):
        points = pyvista.PolyData(np.asarray(atlas[other].mesh.points))
        inside = points.select_interior_points(atlas[one].mesh)["selected_points"]
        assert not inside.any(), (one, other)


@pytest.mark.parametrize(("patch", "bone"), BONE_OF_PATCH.items())
def test_a_landmark_lies_in_the_surface_of_its_bone(atlas, patch, bone):
    mesh = atlas[patch].mesh
    points = np.vstack([mesh.points, mesh.cell_centers().points])
    assert distance_to(atlas[bone].mesh, points).max() < 0.1


@pytest.mark.parametrize("patch", BONE_OF_PATCH)
def test_a_landmark_has_one_border_and_no_slivers(atlas, patch):
    mesh = atlas[patch].mesh
    border = mesh.extract_feature_edges(feature_edges=False, manifold_edges=False)
    assert len(np.unique(border.connectivity()["RegionId"])) == 1
    assert len(pinched_points(mesh.regular_faces)) == 0
    assert len(flat_triangles(mesh.points, mesh.regular_faces, least_height=0.02)) == 0
