"""The generated atlas: closed, of published size, in the right place, and repeatable."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import pyvista
import trimesh
from scipy.spatial import cKDTree

ROOT = Path(__file__).resolve().parent.parent
ATLAS = ROOT / "anatomy_models" / "hamstrings"
ATLAS_FROM_GLTF = 1000.0 * np.array([[-1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])

BONES = (
    "hip_bone",
    "femur",
    "tibia",
    "fibula",
    "patella",
    "sacrum",
    "vertebra_l4",
    "vertebra_l5",
)
DISCS = ("disc_l4_l5", "disc_l5_s1")
HAMSTRING_VOLUMES_CM3 = {  # handsfield2014
    "biceps_femoris_long_head": 206.5,
    "biceps_femoris_short_head": 100.1,
    "semitendinosus": 186.0,
    "semimembranosus": 245.4,
}
NERVES = (
    "sciatic_nerve",
    "tibial_nerve",
    "common_fibular_nerve",
    "posterior_femoral_cutaneous_nerve",
    *(f"root_{root}" for root in ("l4", "l5", "s1", "s2", "s3")),
    "nerve_to_biceps_femoris_long_head",
    "nerve_to_biceps_femoris_short_head",
    "nerve_to_semitendinosus",
    "nerve_to_semimembranosus",
)
ARTERIES = ("profunda_femoris_artery", "popliteal_artery")
OTHERS = (
    "conjoint_tendon",
    "piriformis",
    "obturator_internus",
    "superior_gemellus",
    "inferior_gemellus",
    "quadratus_femoris",
    "adductor_magnus",
    "gluteus_maximus",
    "sacrotuberous_ligament",
    "sacrospinous_ligament",
    "skin",
)
SOLIDS = (*BONES, *DISCS, *HAMSTRING_VOLUMES_CM3, *NERVES, *ARTERIES, *OTHERS)
BONE_OF_PATCH = {
    "ischial_tuberosity": "hip_bone",
    "linea_aspera": "femur",
    "pes_anserinus": "tibia",
    "medial_tibial_condyle": "tibia",
    "fibular_head": "fibula",
}
FOOTPRINT_AREAS_95_CI_MM2 = {  # philippon2015; the first two share the conjoint tendon's footprint
    "biceps_femoris_long_head": (481.0, 652.9),
    "semitendinosus": (481.0, 652.9),
    "semimembranosus": (371.0, 453.8),
}
NERVE_TO_TUBEROSITY_MM = (8.0, 16.0)  # miller2007: 12 mm, SD 2, here two SDs either way
REFERENCE_FILES = {
    "hip_bone": "FJ3152_FMA16586_hip_bone_right.obj",
    "femur": "FJ3365_FMA24474_femur_right.obj",
    "tibia": "FJ3387_FMA24477_tibia_right.obj",
    "fibula": "FJ3366_FMA24480_fibula_right.obj",
    "sacrum": "FJ3393_FMA16202_sacrum_midline.obj",
    "vertebra_l4": "FJ3165_FMA13075_L4_vertebra_midline.obj",
    "vertebra_l5": "FJ3168_FMA13076_L5_vertebra_midline.obj",
}
MEAN_DISTANCE_BAR_MM = 2.0


def mesh_of(structure, folder=ATLAS / "meshes"):
    mesh = trimesh.load(folder / f"{structure}.glb", force="mesh", process=False)
    vertices = np.asarray(mesh.vertices) @ ATLAS_FROM_GLTF.T
    return trimesh.Trimesh(
        vertices, mesh.faces, vertex_attributes=mesh.vertex_attributes, process=False
    )


def dense(mesh, count=60_000):
    return np.asarray(trimesh.sample.sample_surface(mesh, count, seed=1)[0])


def distance_to_surface(mesh, points):
    """Exact distance of each point to the triangles, millimetres."""
    surface = pyvista.PolyData.from_regular_faces(mesh.vertices, mesh.faces)
    _, feet = surface.find_closest_cell(np.atleast_2d(points), return_closest_point=True)
    return np.linalg.norm(feet - points, axis=1)


@pytest.fixture(scope="module")
def meshes():
    return {name: mesh_of(name) for name in (*SOLIDS, *BONE_OF_PATCH)}


@pytest.fixture(scope="module")
def footprints():
    return json.loads((ATLAS / "footprints.json").read_text(encoding="utf-8"))


def test_there_is_a_mesh_for_every_structure_and_no_other():
    for folder in (ATLAS / "meshes", ATLAS / "meshes" / "light"):
        assert {path.stem for path in folder.glob("*.glb")} == {*SOLIDS, *BONE_OF_PATCH}


def test_meshes_are_small():
    sizes = [path.stat().st_size for path in (ATLAS / "meshes").rglob("*.glb")]
    assert sum(sizes) < 6_000_000


@pytest.mark.parametrize("name", SOLIDS)
def test_solids_are_closed_and_wound_outwards(meshes, name):
    mesh = meshes[name]
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.volume > 0
    assert len(mesh.faces) <= 6500


@pytest.mark.parametrize("name", BONES)
def test_bones_are_one_piece(meshes, name):
    corners = trimesh.graph.connected_component_labels(
        meshes[name].face_adjacency, node_count=len(meshes[name].faces)
    )
    assert len(set(corners)) == 1


@pytest.mark.parametrize(("name", "volume_cm3"), HAMSTRING_VOLUMES_CM3.items())
def test_hamstrings_have_their_published_volume(meshes, name, volume_cm3):
    assert meshes[name].volume / 1000.0 == pytest.approx(volume_cm3, rel=0.03)


@pytest.mark.parametrize("name", HAMSTRING_VOLUMES_CM3)
def test_hamstrings_run_downwards_from_tendon_through_belly_to_tendon(meshes, name):
    along = meshes[name].vertex_attributes["_ALONG"].ravel()
    tissue = meshes[name].vertex_attributes["_TISSUE"].ravel()
    assert (along.min(), along.max()) == (0.0, 1.0)
    assert np.corrcoef(along, meshes[name].vertices[:, 2])[0, 1] < -0.99
    assert tissue.max() == 1.0
    assert tissue[along > 0.98].max() < 0.3


@pytest.mark.parametrize(("name", "bone"), BONE_OF_PATCH.items())
def test_landmarks_are_open_patches_lying_on_their_bone(meshes, name, bone):
    assert not meshes[name].is_watertight
    assert distance_to_surface(meshes[bone], meshes[name].vertices).max() < 1.0


def test_every_hamstring_has_an_origin_and_an_insertion(footprints):
    ends = {(entry["structure"], entry["role"]) for entry in footprints}
    assert {(m, role) for m in HAMSTRING_VOLUMES_CM3 for role in ("origin", "insertion")} <= ends


def test_footprints_lie_on_their_bone(meshes, footprints):
    for entry in footprints:
        points = np.vstack([entry["centre_mm"], entry["outline_mm"]])
        gap = distance_to_surface(meshes[entry["bone"]], points)
        assert gap.max() < 1.0, entry["structure"]


def test_origin_footprints_have_published_areas(footprints):
    origins = {entry["structure"]: entry for entry in footprints if entry["role"] == "origin"}
    for name, (low, high) in FOOTPRINT_AREAS_95_CI_MM2.items():
        assert low <= origins[name]["area_mm2"] <= high, name


def test_the_stated_footprint_area_is_the_area_inside_the_outline(footprints):
    # Ovals; what neighbours touch has bays, and is measured on the bone in test_footprints.py.
    for entry in (one for one in footprints if one["structure"] in HAMSTRING_VOLUMES_CM3):
        outline = np.array(entry["outline_mm"])
        spokes = np.vstack([outline, outline[:1]]) - entry["centre_mm"]
        fan = 0.5 * np.linalg.norm(np.cross(spokes[:-1], spokes[1:]), axis=1).sum()
        assert fan == pytest.approx(entry["area_mm2"], rel=0.2), entry["structure"]


def test_conjoint_footprint_lies_medial_to_that_of_semimembranosus(footprints):
    x = {e["structure"]: e["centre_mm"][0] for e in footprints if e["role"] == "origin"}
    assert x["biceps_femoris_long_head"] == x["semitendinosus"] < x["semimembranosus"] - 8.0


def test_sciatic_nerve_passes_the_tuberosity_laterally_at_the_published_distance(meshes):
    tuberosity, nerve = meshes["ischial_tuberosity"], dense(meshes["sciatic_nerve"])
    low, high = tuberosity.bounds[:, 2]
    level = nerve[(nerve[:, 2] > low) & (nerve[:, 2] < high)]
    distance = cKDTree(dense(tuberosity)).query(level)[0].min()
    assert NERVE_TO_TUBEROSITY_MM[0] <= distance <= NERVE_TO_TUBEROSITY_MM[1]
    assert level[:, 0].min() > tuberosity.bounds[1, 0]


def test_sciatic_nerve_runs_deep_to_the_long_head_and_divides_above_the_knee(meshes):
    nerve = meshes["sciatic_nerve"].vertices
    biceps = meshes["biceps_femoris_long_head"].vertices
    for z in (-180.0, -240.0):
        nerve_y = nerve[np.abs(nerve[:, 2] - z) < 5.0, 1].mean()
        biceps_y = biceps[np.abs(biceps[:, 2] - z) < 5.0, 1].mean()
        assert nerve_y > biceps_y + 10.0
    joint_line = meshes["femur"].bounds[0, 2]
    assert 45.0 < nerve[:, 2].min() - joint_line < 85.0  # tomaszewski2016: 65 mm


@pytest.mark.parametrize("bone", REFERENCE_FILES)
def test_bones_are_shaped_like_a_real_one(meshes, bone):
    home = os.environ.get("MUSCLEKIT_REFERENCE_DIR")
    if not home:
        pytest.skip("MUSCLEKIT_REFERENCE_DIR names no folder of reference data")
    folder = Path(home) / "bodyparts3d"
    figures = json.loads((folder / "key_figures.json").read_text(encoding="utf-8"))
    _, y, z = figures["bp3d_hip_joint_centre_lps_mm"]
    reference = trimesh.load(folder / REFERENCE_FILES[bone], force="mesh", process=False)
    reference.vertices = (reference.vertices - [0.0, y, z]) * [-1.0, -1.0, 1.0]
    real, made = dense(reference), dense(meshes[bone])
    there = cKDTree(real).query(made[:8000])[0].mean()
    back = cKDTree(made).query(real[:8000])[0].mean()
    assert (there + back) / 2.0 < MEAN_DISTANCE_BAR_MM


def test_generating_again_gives_the_same_bytes(tmp_path):
    quick = ("fibula", "fibular_head")
    command = (sys.executable, "-m", "anatomy_models.hamstrings.generate")
    subprocess.run(
        [*command, "--output", tmp_path, "--only", *quick], check=True, cwd=ROOT, timeout=60
    )
    for name in (f"{detail}{bone}.glb" for detail in ("", "light/") for bone in quick):
        made = (tmp_path / "meshes" / name).read_bytes()
        assert made == (ATLAS / "meshes" / name).read_bytes(), name
