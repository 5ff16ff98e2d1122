"""What lies beside the hamstrings: of published size, in its place, attached, and apart."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import pyvista

from anatomy_models.hamstrings.generate.contact import contact
from anatomy_models.hamstrings.generate.footprints import Footprint, lay
from anatomy_models.hamstrings.generate.moulded import moulded_mesh
from anatomy_models.hamstrings.generate.neighbours import DEEP_MUSCLES, NEIGHBOURS
from anatomy_models.hamstrings.generate.sheets import Moulded, Sheet
from musclekit.atlas.validate.surfaces import gaps

CUT_BY_SKIN = {
    "sacrum",
    "vertebra_l4",
    "vertebra_l5",
    "tibia",
    "fibula",
    "tibial_nerve",
    "common_fibular_nerve",
}
LEAST_COVER_MM = 2.0
SPREAD = ("adductor_magnus", "gluteus_maximus")


def depth_in(solid, points):
    """How deep points (n, 3) lie inside a closed surface, negative outside; (n,) millimetres."""
    cloud = pyvista.PolyData(np.asarray(points, dtype=float))
    return -np.asarray(cloud.compute_implicit_distance(solid)["implicit_distance"])


def below_plate(thickness_mm=4.0):
    """A sheet 40 mm square in front of a plate of bone, attached to its left edge."""
    bone = pyvista.Box(bounds=(5, 15, -30, 30, -30, 30), level=14).triangulate().clean()
    fibres = tuple(
        ((15, 0, z, thickness_mm), (35, 0, z, thickness_mm), (55, 0, z, thickness_mm))
        for z in (-20, 0, 20)
    )
    sheet = Sheet(fibres=fibres, origin_on=("femur",))
    return Moulded(parts=(sheet,), faces=600), {"femur": bone}


def test_a_sheet_keeps_its_distance_but_not_from_its_origin():
    structure, solids = below_plate()
    wire = pyvista.Cylinder(
        center=(40, 6, 0), direction=(0, 0, 1), radius=3.0, height=80.0, resolution=40
    ).triangulate()
    wire = wire.extract_surface(algorithm="dataset_surface").clean()
    vertices, faces, attributes = moulded_mesh(structure, {**solids, "wire": wire})
    mesh = pyvista.PolyData.from_regular_faces(vertices, faces)
    assert mesh.is_manifold
    assert 0.2 < -depth_in(wire, vertices).max() < 3.0
    assert contact(mesh, solids["femur"], "femur").area_mm2 > 200.0
    assert np.abs(attributes["_FIBRE"][:, 0]).min() > 0.9
    assert np.corrcoef(attributes["_ALONG"], vertices[:, 0])[0, 1] > 0.99


def test_a_muscle_spreads_over_its_drawn_origin_and_not_over_the_rest_of_the_bone():
    structure, solids = below_plate()
    structure = replace(structure, spacing_mm=0.8, faces=2000)
    drawn = Footprint("femur", (15, 0, 0), (0, 0, 1), 36.0, 24.0)
    laid = lay(drawn, solids["femur"])
    wide = np.vstack([laid.centre[None], *laid.rings])
    gap = {}
    for name, one in (("undrawn", structure), ("drawn", replace(structure, origin=drawn))):
        vertices, faces, attributes = moulded_mesh(one, solids)
        mesh = pyvista.PolyData.from_regular_faces(vertices, faces)
        assert mesh.is_manifold
        assert (attributes["_ALONG"].min(), attributes["_ALONG"].max()) == (0.0, 1.0)
        gap[name] = gaps(mesh, wide).max()
    assert gap["undrawn"] > 4.0 and gap["drawn"] < 0.5
    beyond = laid.centre + 1.4 * (laid.outline - laid.centre)
    assert gaps(mesh, beyond[np.abs(beyond[:, 1]) > 8.0]).min() > 0.5


def test_what_is_not_drawn_is_said_to_be_contact(atlas):
    touched = {name for name, one in atlas.footprints.items() if not one.drawn}
    large = [f"{name}.{role}" for name in SPREAD for role in ("origin", "insertion")]
    assert touched == {*large, "obturator_internus.origin"}


def test_a_published_volume_is_reached():
    structure, solids = below_plate()
    wanted = Moulded(parts=structure.parts, faces=600, volume_cm3=12.0)
    vertices, faces, _ = moulded_mesh(wanted, solids)
    mesh = pyvista.PolyData.from_regular_faces(vertices, faces)
    assert mesh.volume / 1000.0 == pytest.approx(12.0, rel=0.01)


def test_making_again_gives_the_same_numbers():
    structure, solids = below_plate()
    first, second = (moulded_mesh(structure, solids) for _ in range(2))
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_volumes_are_the_published_ones(atlas):
    for name, structure in NEIGHBOURS.items():
        if structure.volume_cm3:  # handsfield2014
            assert atlas[name].volume_cm3 == pytest.approx(structure.volume_cm3, rel=0.03)


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_both_ends_lie_on_bone(name, atlas):
    for end in (atlas[name].origin, atlas[name].insertion):
        mesh = atlas[name].mesh
        assert depth_in(mesh, end.outline_mm).min() > -0.7


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(NEIGHBOURS, 2)))
def test_neighbours_stay_out_of_each_other(one, other, atlas):
    for a, b in ((one, other), (other, one)):
        assert (depth_in(atlas[a].mesh, atlas[b].mesh.points) > 0.5).mean() < 0.01


@pytest.mark.parametrize("name", DEEP_MUSCLES)
def test_fibres_are_unit_vectors_and_the_ends_are_there(name, atlas):
    mesh = atlas[name].mesh
    assert np.linalg.norm(mesh["FIBRE"], axis=1) == pytest.approx(1.0, abs=1e-3)
    assert (mesh["ALONG"].min(), mesh["ALONG"].max()) == (0.0, 1.0)
    assert mesh["TISSUE"].max() > 0.9


def test_obturator_internus_turns_round_the_lesser_sciatic_notch(atlas):
    """It runs backwards inside the pelvis and forwards outside it."""
    mesh = atlas["obturator_internus"].mesh
    fibre, along = np.asarray(mesh["FIBRE"]), np.asarray(mesh["ALONG"])
    assert fibre[along < 0.25, 1].mean() < -0.5
    assert fibre[along > 0.75, 1].mean() > 0.3
    spine_z, tuberosity_z = 8.0, -20.0
    turning = mesh.points[np.argmin(mesh.points[:, 1])]
    assert tuberosity_z < turning[2] < spine_z


def test_gemelli_lie_above_and_below_the_obturator_tendon(atlas):
    heights = []
    for name in ("superior_gemellus", "obturator_internus", "inferior_gemellus"):
        points = np.asarray(atlas[name].mesh.points)
        heights.append(points[np.abs(points[:, 0] - 85.0) < 6.0, 2].mean())
    assert heights[0] > heights[1] > heights[2]


def test_gluteus_maximus_covers_the_hamstring_origin_to_the_published_depth(atlas):
    """miller2007: 63 mm, SD 13, from the top of the origin to the muscle's lower border."""
    muscle = np.asarray(atlas["gluteus_maximus"].mesh.points)
    origin = np.asarray(atlas["biceps_femoris_long_head"].origin.outline_mm)
    over = np.abs(muscle[:, 0] - origin[:, 0].mean()) < 4.0
    covered = origin[:, 2].max() - muscle[over, 2].min()
    assert 50.0 <= covered <= 76.0


def test_adductor_magnus_leaves_the_hiatus_open(atlas):
    """Above the knee its tendon stands off the femur, so that the vessels can pass."""
    muscle = np.asarray(atlas["adductor_magnus"].mesh.points)
    low = muscle[(muscle[:, 2] < -325.0) & (muscle[:, 2] > -370.0)]
    assert low[:, 0].max() < 60.0
    assert muscle[:, 2].min() < -390.0


@pytest.mark.parametrize("name", [*NEIGHBOURS, "femur", "hip_bone", "semitendinosus"])
def test_skin_covers(name, atlas):
    points = np.asarray(atlas[name].mesh.points)
    skin = atlas["skin"].mesh
    away_from_cuts = points[(points[:, 0] > 4.0) & (points[:, 2] < 145.0)]
    assert name not in CUT_BY_SKIN
    assert depth_in(skin, away_from_cuts).min() > LEAST_COVER_MM


def test_skin_narrows_from_buttock_to_knee_and_widens_at_the_calf(atlas):
    skin = atlas["skin"].mesh
    girths = [
        skin.slice("z", origin=(0, 0, z)).compute_cell_sizes()["Length"].sum()
        for z in (0, -150, -250, -400, -540)
    ]
    buttock, upper, middle, knee, calf = girths
    assert buttock > upper > middle > knee
    assert calf > 0.98 * knee
