"""Nerves, roots, branches and arteries: in the right place, of published size, joined up."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista

from anatomy_models.hamstrings.generate.thigh import HAMSTRINGS
from musclekit.atlas import load_atlas
from musclekit.geometry.winding import winding_numbers

ROOTS = ("root_l4", "root_l5", "root_s1", "root_s2", "root_s3")
ARTERIES = ("profunda_femoris_artery", "popliteal_artery")
TUBEROSITY_MM = (10.0, 14.0)  # miller2007: mean 12, one SD either way
SCIATIC_TO_ORIGIN_MM = (10.0, 12.0)  # pudendal_pho: mean 11, one SD
CUTANEOUS_TO_ORIGIN_MM = (5.0, 9.0)  # pudendal_pho: mean 7, one SD
WIDTH_MM = 15.55  # tomaszewski2016; no interval at hand
DIVISION_MM = 65.43  # tomaszewski2016; no interval at hand
ENTRIES_MM = {  # motorpoints: mean and SD of each branch, along tuberosity to lateral condyle
    "nerve_to_biceps_femoris_long_head": ((69, 18), (126, 39)),
    "nerve_to_semitendinosus": ((71, 22), (143, 39)),
    "nerve_to_semimembranosus": ((131, 36),),
}
BRANCHES = {  # name to muscle; how many branches: woodley2005, koziol2024
    "nerve_to_biceps_femoris_long_head": ("biceps_femoris_long_head", 2),
    "nerve_to_biceps_femoris_short_head": ("biceps_femoris_short_head", 1),
    "nerve_to_semitendinosus": ("semitendinosus", 2),
    "nerve_to_semimembranosus": ("semimembranosus", 1),
}


def distance(mesh: pyvista.PolyData, points) -> np.ndarray:
    """Exact distance of points (n, 3) to a surface, millimetres."""
    _, feet = mesh.find_closest_cell(np.atleast_2d(points), return_closest_point=True)
    return np.linalg.norm(feet - points, axis=1)


def inside(mesh: pyvista.PolyData, points) -> np.ndarray:
    """Whether points (n, 3) lie inside a closed surface."""
    return winding_numbers(np.atleast_2d(points), mesh.points, mesh.regular_faces) > 0.5


def rings(mesh: pyvista.PolyData) -> list[np.ndarray]:
    """Points of each ring of a single tube, from its start to its end; caps left out."""
    along = np.asarray(mesh["ALONG"]).ravel()[:-2]
    return [mesh.points[:-2][along == value] for value in np.unique(along)]


def pieces(mesh: pyvista.PolyData) -> list[np.ndarray]:
    """Points (n, 3) of each closed tube of a mesh of several, highest first."""
    part = np.asarray(mesh.connectivity("all").point_data["RegionId"])
    found = [mesh.points[part == one] for one in np.unique(part)]
    return sorted(found, key=lambda points: -points[:, 2].max())


# ---------------------------------------------------------------- the sciatic nerve
def test_sciatic_nerve_keeps_the_published_distance_from_the_tuberosity(atlas):
    nerve = atlas["sciatic_nerve"].mesh
    nearest = distance(nerve, atlas["ischial_tuberosity"].mesh.points).min()
    assert TUBEROSITY_MM[0] <= nearest <= TUBEROSITY_MM[1]


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("sciatic_nerve", SCIATIC_TO_ORIGIN_MM),
        ("posterior_femoral_cutaneous_nerve", CUTANEOUS_TO_ORIGIN_MM),
    ],
)
def test_nerves_keep_the_published_distance_from_the_hamstring_origin(atlas, name, interval):
    origins = [atlas[one].origin.outline_mm for one in ("semimembranosus", "semitendinosus")]
    nearest = distance(atlas[name].mesh, np.vstack(origins)).min()
    assert interval[0] <= nearest <= interval[1]


def test_sciatic_nerve_has_its_published_width_where_it_leaves_piriformis(atlas):
    covered = [
        ring
        for ring in rings(atlas["sciatic_nerve"].mesh)
        if len(atlas["piriformis"].mesh.ray_trace(ring.mean(0), ring.mean(0) - [0, 80, 0])[0])
    ]
    last = covered[-1]
    width = np.linalg.norm(last[:, None] - last[None], axis=2).max()
    assert width == pytest.approx(WIDTH_MM, rel=0.05)


def test_sciatic_nerve_divides_at_the_published_height_above_the_knee(atlas):
    joint_line = atlas["femur"].mesh.bounds[4]
    assert atlas["sciatic_nerve"].mesh.bounds[4] - joint_line == pytest.approx(DIVISION_MM, rel=0.1)


def test_the_division_is_without_a_step(atlas):
    """The sections of the two divisions make up the section they come from."""
    end = rings(atlas["sciatic_nerve"].mesh)[-1]
    starts = [rings(atlas[name].mesh)[0] for name in ("tibial_nerve", "common_fibular_nerve")]
    assert sum(map(area, starts)) == pytest.approx(area(end), rel=0.05)
    assert distance(fan(end), np.vstack(starts)).max() < 0.3


def test_the_roots_make_up_the_start_of_the_nerve(atlas):
    start = rings(atlas["sciatic_nerve"].mesh)[0]
    ends = [rings(atlas[name].mesh)[-1] for name in ROOTS]
    assert sum(map(area, ends)) == pytest.approx(area(start), rel=0.1)
    assert distance(fan(start), np.vstack(ends)).max() < 0.3


def fan(ring: np.ndarray) -> pyvista.PolyData:
    """A flat ring as a surface."""
    here = np.arange(len(ring))
    faces = np.column_stack([np.full(len(ring), len(ring)), here, np.roll(here, -1)])
    return pyvista.PolyData.from_regular_faces(np.vstack([ring, ring.mean(0)]), faces)


def area(ring: np.ndarray) -> float:
    return fan(ring).area


# ---------------------------------------------------------------- roots and courses
def test_roots_leave_the_spine_one_below_the_other(atlas):
    starts = [rings(atlas[name].mesh)[0].mean(axis=0) for name in ROOTS]
    heights = [start[2] for start in starts]
    assert heights == sorted(heights, reverse=True)
    assert all(0 < start[0] < 25 for start in starts)


@pytest.mark.parametrize("name", [*ROOTS, "tibial_nerve", "common_fibular_nerve", *ARTERIES])
def test_nerves_and_arteries_stay_out_of_bone(atlas, name):
    for bone in atlas.groups["bones"]:
        mesh = atlas[bone].mesh
        near = atlas[name].mesh.points[distance(mesh, atlas[name].mesh.points) < 6.0]
        if len(near):
            assert not inside(mesh, near).any(), bone


def test_common_fibular_nerve_winds_round_the_neck_of_the_fibula(atlas):
    nerve = np.array([ring.mean(axis=0) for ring in rings(atlas["common_fibular_nerve"].mesh)])
    top = atlas["fibula"].mesh.bounds[5]
    shaft = atlas["fibula"].mesh.points
    neck = shaft[np.abs(shaft[:, 2] - (top - 40)) < 15].mean(axis=0)
    behind = nerve[nerve[:, 2] > top]
    beside = nerve[(nerve[:, 2] < top - 20) & (nerve[:, 2] > top - 45)]
    below = nerve[(nerve[:, 2] < top - 60) & (nerve[:, 2] > top - 90)]
    assert behind[-1, 1] < neck[1]
    assert beside[:, 0].max() > neck[0] + 8
    assert below[:, 1].min() > neck[1]


@pytest.mark.parametrize("name", ["tibial_nerve", "common_fibular_nerve"])
def test_nerves_reach_the_ankle(atlas, name):
    assert atlas[name].mesh.bounds[4] < atlas["tibia"].mesh.bounds[4] + 25


def test_popliteal_artery_lies_deep_to_the_tibial_nerve(atlas):
    artery = np.array([ring.mean(axis=0) for ring in rings(atlas["popliteal_artery"].mesh)])
    nerve = np.array([ring.mean(axis=0) for ring in rings(atlas["tibial_nerve"].mesh)])
    for z in (-400, -430, -460):
        deep, shallow = (np.interp(-z, -line[:, 2], line[:, 1]) for line in (artery, nerve))
        assert deep > shallow + 5


# ---------------------------------------------------------------- branches to the hamstrings
@pytest.mark.parametrize(("name", "muscle", "count"), [(n, *b) for n, b in BRANCHES.items()])
def test_each_hamstring_has_its_branches(atlas, name, muscle, count):
    """They begin inside the sciatic nerve and end inside their muscle."""
    found = pieces(atlas[name].mesh)
    assert len(found) == count
    for points in found:
        low, high = points[points[:, 2].argsort()[[0, -1]]]
        assert inside(atlas["sciatic_nerve"].mesh, high).all()
        assert inside(atlas[muscle].mesh, low).all()


@pytest.mark.parametrize("name", ENTRIES_MM)
def test_branches_enter_where_they_were_measured(atlas, name):
    muscle = atlas[BRANCHES[name][0]].mesh
    start = atlas["ischial_tuberosity"].centre_mm
    femur = atlas["femur"].mesh.points
    condyle = femur[np.where(femur[:, 2] < -390, femur[:, 0], -np.inf).argmax()]
    line = (condyle - start) / np.linalg.norm(condyle - start)
    for points, (mean, sd) in zip(pieces(atlas[name].mesh), ENTRIES_MM[name], strict=True):
        within = points[inside(muscle, points)]
        entry = within[within[:, 2].argmax()]
        assert (entry - start) @ line == pytest.approx(mean, abs=sd)


def test_semitendinosus_is_supplied_above_and_below_its_inscription(atlas):
    upper, lower = pieces(atlas["nerve_to_semitendinosus"].mesh)
    inscription = HAMSTRINGS["semitendinosus"].inscription.middle_z
    assert upper[:, 2].min() > inscription + 40
    within = lower[inside(atlas["semitendinosus"].mesh, lower)]
    assert within[:, 2].max() < inscription


# ---------------------------------------------------------------- variants
def nerve_and_muscle(atlas, letter):
    body = atlas.variant(f"sciatic_piriformis_type_{letter}")
    return body["sciatic_nerve"].mesh, body["piriformis"].mesh


@pytest.mark.parametrize("letter", "bcdef")
def test_piriformis_and_nerve_share_no_space_in_any_type(atlas, letter):
    nerve, muscle = nerve_and_muscle(atlas, letter)
    near = nerve.points[distance(muscle, nerve.points) < 5]
    assert inside(muscle, near).mean() < 0.02


@pytest.mark.parametrize("letter", "bde")
def test_piriformis_is_pierced_in_types_b_d_and_e(atlas, letter):
    """A ring of muscle has a hole: its Euler number is 0, a plain muscle's is 2."""
    _, muscle = nerve_and_muscle(atlas, letter)
    edges = muscle.extract_all_edges().n_cells
    assert muscle.n_points - edges + muscle.n_cells == 0


def test_the_division_moves_with_its_variants(atlas):
    heights = {
        name: atlas.variant(name)["tibial_nerve"].mesh.bounds[5]
        for name in ("sciatic_division_high", "sciatic_division_low")
    }
    usual = atlas["tibial_nerve"].mesh.bounds[5]
    assert heights["sciatic_division_high"] > usual + 100
    assert heights["sciatic_division_low"] < usual - 30


@pytest.mark.parametrize("side", ["right", "left"])
def test_every_variant_can_be_shown_on_both_sides(side):
    usual = load_atlas(side=side)
    for name, variant in usual.variants.items():
        body = usual.variant(name)
        for structure in variant.replaces:
            assert body[structure].volume_cm3 > 0
            assert (body[structure].centre_mm[0] > 0) == (side == "right")


def test_the_prevalences_are_those_of_the_literature(atlas):
    kinds = [name for name in atlas.variants if name.startswith("sciatic_piriformis")]
    assert [name[-1] for name in kinds] == list("abcdef")
    pooled = {
        name[-1]: one.percent
        for name in kinds
        for one in atlas.variants[name].prevalence
        if one.source == "tomaszewski2016"
    }
    assert pooled == {"a": 85.2, "b": 9.8}
    for name in kinds:
        assert atlas.variants[name].prevalence or atlas.variants[name].gap
