"""The four hamstrings and their shared tendon: figures, fields, and how they hold together."""

import json

import numpy as np
import pytest
import pyvista

import musclekit as mk
from musclekit.paths import content_dir

ATLAS = content_dir("anatomy_models") / "hamstrings"
VOLUME_CM3 = {  # handsfield2014
    "biceps_femoris_long_head": 206.5,
    "biceps_femoris_short_head": 100.1,
    "semitendinosus": 186.0,
    "semimembranosus": 245.4,
}
BELLY_LENGTH_MM = {  # ward2009, mean and SD
    "biceps_femoris_long_head": (347.3, 36.5),
    "biceps_femoris_short_head": (223.9, 25.0),
    "semitendinosus": (296.7, 38.6),
    "semimembranosus": (293.4, 34.2),
}
PENNATION_DEG = {  # ward2009
    "biceps_femoris_long_head": 11.6,
    "biceps_femoris_short_head": 12.3,
    "semitendinosus": 12.9,
    "semimembranosus": 15.1,
}
CONJOINT_LENGTH_MM = (100.0, 13.0)  # feucht2015, mean and SD
SPLIT_FIBRES_CM = (7.0, 11.0)  # barrett1962: semitendinosus above and below its inscription
MET_BY = {  # mesh that meets the footprint where it is not the structure's own
    ("biceps_femoris_long_head", "origin"): "conjoint_tendon",
    ("semitendinosus", "origin"): "conjoint_tendon",
    ("biceps_femoris_short_head", "insertion"): "biceps_femoris_long_head",
}
SUNK_MM = 0.35  # entheses go a little into the bone
ONE_TENDON = (
    {"conjoint_tendon", "biceps_femoris_long_head"},
    {"conjoint_tendon", "semitendinosus"},
    {"biceps_femoris_long_head", "biceps_femoris_short_head"},
)
NEIGHBOURS = ("hip_bone", "femur", "tibia", "fibula", "sciatic_nerve", "tibial_nerve")


@pytest.fixture(scope="module")
def atlas():
    return mk.load_atlas()


@pytest.fixture(scope="module")
def footprints():
    records = json.loads((ATLAS / "footprints.json").read_text(encoding="utf-8"))
    return {(one["structure"], one["role"]): one for one in records}


def distance(points, mesh):
    """Signed distance of points (n, 3) from a closed mesh, negative inside, millimetres."""
    cloud = pyvista.PolyData(np.asarray(points, float))
    return np.asarray(cloud.compute_implicit_distance(mesh)["implicit_distance"])


def rings(mesh):
    """Share of length, centre and mean tissue of every ring of a muscle, in order."""
    along = np.asarray(mesh["ALONG"])
    shares = np.unique(along)
    centres = np.array([np.asarray(mesh.points)[along == share].mean(axis=0) for share in shares])
    tissue = np.array([np.asarray(mesh["TISSUE"])[along == share].mean() for share in shares])
    return shares, centres, tissue


def travelled(centres):
    return np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(centres, axis=0), axis=1))]


@pytest.mark.parametrize(("name", "volume_cm3"), VOLUME_CM3.items())
def test_volume_within_three_percent(atlas, name, volume_cm3):
    assert atlas[name].volume_cm3 == pytest.approx(volume_cm3, rel=0.03)


@pytest.mark.parametrize(("name", "figure"), BELLY_LENGTH_MM.items())
def test_belly_length_within_one_sd(atlas, name, figure):
    _, centres, tissue = rings(atlas[name].mesh)
    fleshy = travelled(centres)[tissue >= 0.5]
    mean, sd = figure
    assert mean - sd <= fleshy[-1] - fleshy[0] <= mean + sd


def test_conjoint_tendon_parts_at_the_published_length(atlas, footprints):
    outline = np.array(footprints["conjoint_tendon", "origin"]["outline_mm"])
    points = np.asarray(atlas["conjoint_tendon"].mesh.points)
    top, tip = outline[outline[:, 2].argmax()], points[points[:, 2].argmin()]
    mean, sd = CONJOINT_LENGTH_MM
    assert mean - sd <= np.linalg.norm(top - tip) <= mean + sd


def test_semitendinosus_ends_in_a_cord_and_its_inscription_divides_the_belly(atlas):
    mesh = atlas["semitendinosus"].mesh
    share, centres, tissue = rings(mesh)
    length = travelled(centres)
    fleshy = length[tissue >= 0.5]
    above, below = SPLIT_FIBRES_CM
    along = np.asarray(mesh["ALONG"])
    inscribed = (np.asarray(mesh["TISSUE"]) < 0.5) & (along > 0.2) & (along < 0.5)
    dip = along[inscribed].mean() * length[-1]
    assert (dip - fleshy[0]) / (fleshy[-1] - fleshy[0]) == pytest.approx(
        above / (above + below), abs=0.05
    )
    assert tissue[share > 2.0 / 3.0].max() < 0.05
    cord = np.asarray(mesh.points)[(np.asarray(mesh["ALONG"]) > 0.68)]
    assert np.linalg.norm(cord - centres[np.searchsorted(share, 0.72)], axis=1).min() < 5.0


@pytest.mark.parametrize(("name", "pennation_deg"), PENNATION_DEG.items())
def test_fibres_of_the_belly_leave_the_course_at_the_published_pennation(
    atlas, name, pennation_deg
):
    mesh = atlas[name].mesh
    fibre = np.asarray(mesh["FIBRE"])
    assert np.linalg.norm(fibre, axis=1) == pytest.approx(1.0, abs=1e-3)
    share, centres, tissue = rings(mesh)
    course = np.gradient(centres, axis=0)
    course /= np.linalg.norm(course, axis=1, keepdims=True)
    row = np.searchsorted(share, np.asarray(mesh["ALONG"]))
    middle = (tissue[row] > 0.6) & (np.abs(share[row] - 0.5) < 0.1)
    angle = np.degrees(np.arccos(np.sum(fibre[middle] * course[row[middle]], axis=1)))
    assert angle.mean() == pytest.approx(pennation_deg, abs=1.0)


def test_tendons_meet_their_footprints(atlas, footprints):
    for (name, role), entry in footprints.items():
        if name in VOLUME_CM3 or name == "conjoint_tendon":
            mesh = atlas[MET_BY.get((name, role), name)].mesh
            points = np.array([entry["centre_mm"], *entry["outline_mm"]])
            gap = np.abs(distance(points, mesh))
            assert np.quantile(gap, 0.9) < 0.5, (name, role)
            on_bone = np.abs(distance(points, atlas[entry["bone"]].mesh))
            assert on_bone.max() < 0.1, (name, role)


def test_hamstrings_overlap_nothing_but_what_is_one_tendon_with_them(atlas):
    names = (*VOLUME_CM3, "conjoint_tendon")
    for number, name in enumerate(names):
        mesh = atlas[name].mesh
        for other in (*names[number + 1 :], *NEIGHBOURS):
            if {name, other} in ONE_TENDON:
                continue
            points = np.asarray(mesh.points)
            depth = -distance(points, atlas[other].mesh)
            assert np.mean(depth > SUNK_MM) < 0.01 and depth.max() < 1.5, (name, other)


def test_the_shared_tendon_hides_the_strands_of_both_muscles(atlas):
    tendon = atlas["conjoint_tendon"].mesh
    for name in ("biceps_femoris_long_head", "semitendinosus"):
        points = np.asarray(atlas[name].mesh.points)
        strand = points[points[:, 2] > -62.0]
        assert len(strand) > 100
        assert distance(strand, tendon).max() < 0.4


def test_tendons_are_drawn_paler_than_the_belly(atlas):
    layer = mk.Scene(atlas).show("semitendinosus").layer("semitendinosus")
    rgb, tissue = layer.get_rgb().astype(int), np.asarray(atlas["semitendinosus"].mesh["TISSUE"])
    assert rgb[tissue > 0.95].sum(axis=1).max() < rgb[tissue < 0.05].sum(axis=1).min() - 100
    marked = mk.Scene(atlas).show("semitendinosus", colour="#1a1a1a").layer("semitendinosus")
    assert marked.get_rgb is None
