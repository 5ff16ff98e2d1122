"""Every measure of a published figure, on bodies that measure what they were made to."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista
from conftest import SOURCES, fact

from musclekit.atlas import load_atlas, write_atlas
from musclekit.atlas.validate.measures import MEASURES, measured, unit_of
from musclekit.content import TargetRecord
from musclekit.errors import MusclekitError

RINGS, ANGLES = 101, 24


def tube(start, end, wide: float, thick: float) -> pyvista.PolyData:
    """A straight tube of ellipses, its wide side along x; belly from a fifth to four fifths."""
    share = np.linspace(0, 1, RINGS)
    middles = np.array(start, float) + share[:, None] * np.subtract(end, start)
    turn = 2 * np.pi * np.arange(ANGLES) / ANGLES
    ring = np.column_stack([wide / 2 * np.cos(turn), thick / 2 * np.sin(turn), 0 * turn])
    points = np.vstack([(middles[:, None] + ring).reshape(-1, 3), middles[[0, -1]]])
    here, after = np.arange(ANGLES), (np.arange(ANGLES) + 1) % ANGLES
    count = RINGS * ANGLES
    faces = [np.column_stack([np.full(ANGLES, count), here, after])]
    for row in range(0, count - ANGLES, ANGLES):
        faces.append(np.column_stack([here + row, here + row + ANGLES, after + row]))
        faces.append(np.column_stack([after + row, here + row + ANGLES, after + row + ANGLES]))
    last = count - ANGLES
    faces.append(np.column_stack([np.full(ANGLES, count + 1), last + after, last + here]))
    surface = pyvista.PolyData.from_regular_faces(points, np.vstack(faces))
    along = np.r_[np.repeat(share, ANGLES), 0, 1]
    surface.point_data["ALONG"] = along
    surface.point_data["TISSUE"] = ((along > 0.195) & (along < 0.805)).astype(float)
    slant = np.radians(15.0)
    surface.point_data["FIBRE"] = np.tile([0, np.sin(slant), -np.cos(slant)], (len(along), 1))
    return surface


def record(name: str, kind: str, **more) -> dict:
    return {"id": name, "kind": kind, "name": {"en": name}, **more}


def oval(x: float, long: float, wide: float) -> list[list[float]]:
    turn = 2 * np.pi * np.arange(48) / 48
    return np.column_stack(
        [x + long / 2 * np.cos(turn), 0 * turn - 20, wide / 2 * np.sin(turn)]
    ).tolist()


def footprint(name: str, role: str, x: float, long: float, wide: float) -> dict:
    return {
        "structure": name,
        "role": role,
        "bone": "hip_bone",
        "centre_mm": [x, -20, 0],
        "area_mm2": np.pi * long * wide / 4,
        "outline_mm": oval(x, long, wide),
    }


@pytest.fixture(scope="module")
def body(tmp_path_factory):
    """A muscle 300 mm long below its origin, a ligament beside it, a nerve with two branches."""
    branch = tube((40, -20, -60), (0, -20, -80), 2, 2).merge(
        tube((40, -20, -160), (0, -20, -180), 2, 2), merge_points=False
    )
    attached = fact("Bone.", at="ischial_tuberosity")
    return load_atlas(
        write_atlas(
            tmp_path_factory.mktemp("measures") / "body",
            {"name": "body", "title": "B", "version": "1", "licence": "CC-BY-SA-4.0"},
            [
                record("hip_bone", "bone"),
                record("femur", "bone"),
                record("ischial_tuberosity", "bone-feature", of="hip_bone"),
                record("muscle", "muscle", origin=attached),
                record("ligament", "ligament", insertion=attached),
                record("nerve", "nerve"),
                record("branch", "nerve"),
            ],
            {
                "hip_bone": pyvista.Cube(bounds=(-60, 60, -20, 20, 0, 40)).triangulate().clean(),
                "femur": pyvista.Cube(bounds=(-10, 10, -20, 20, -400, -200)).triangulate().clean(),
                "ischial_tuberosity": pyvista.Disc(center=(0, -20, 0), outer=9, inner=0)
                .triangulate()
                .clean(),
                "muscle": tube((0, -20, 0), (0, -20, -300), 30, 12),
                "ligament": tube((-40, -20, 0), (-40, -20, -50), 10, 4),
                "nerve": tube((40, -20, -30), (40, -20, -330), 14, 6),
                "branch": branch,
            },
            sources=SOURCES,
            footprints=[
                footprint("muscle", "origin", 0, 30, 12),
                footprint("ligament", "insertion", -40, 20, 8),
            ],
        )
    )


FIGURES = {
    "volume_cm3": ({}, 0.5 * 24 * np.sin(2 * np.pi / 24) * 15 * 6 * 300 / 1000),
    "length_mm": ({}, 300),
    "belly_length_mm": ({}, 180),
    "proximal_tendon_length_mm": ({}, 60),
    "distal_tendon_length_mm": ({}, 60),
    "pennation_deg": ({}, 15),
    "footprint_area_mm2": ({"role": "origin"}, np.pi * 30 * 12 / 4),
    "footprint_length_mm": ({"role": "origin"}, 30),
    "footprint_width_mm": ({"role": "origin"}, 12),
    "footprint_centre_to_footprint_mm": ({"role": "origin", "to": ["ligament"]}, 30),
    "footprint_top_to_lowest_mm": ({"role": "origin"}, 306),
    "footprint_top_to_lower_border_mm": ({"role": "origin", "to": ["femur"]}, 406),
    "section_width_mm": ({"below_mm": 10}, 30),
    "section_thickness_mm": ({"below_mm": 10}, 12),
    "distance_mm": ({"to": ["nerve", "ligament"]}, 18),
    "space_mm": ({"structure": "femur", "to": ["muscle", "hip_bone", "nerve"]}, 18),
    "distance_to_origins_mm": ({"structure": "nerve", "to": ["muscle"]}, np.hypot(20, 27)),
    "height_above_mm": ({"to": ["femur"]}, 100),
    "entry_along_thigh_mm": ({"structure": "branch", "number": 2, "to": ["muscle"]}, 172),
    "branches": ({"structure": "branch"}, 2),
}


def target(measure: str, **fields) -> TargetRecord:
    return TargetRecord(**{"structure": "muscle", "measure": measure, "gap": True, **fields})


def test_every_measure_is_tried():
    assert set(FIGURES) == set(MEASURES)
    assert {unit_of(name) for name in MEASURES} == {"mm", "mm²", "cm³", "°", ""}


@pytest.mark.parametrize("measure", FIGURES)
def test_measure(measure, body):
    fields, expected = FIGURES[measure]
    assert measured(body, target(measure, **fields)) == pytest.approx(expected, rel=0.02)


def test_the_first_branch_lies_above_the_second(body):
    first, second = (
        measured(body, target("entry_along_thigh_mm", structure="branch", number=n, to=["muscle"]))
        for n in (1, 2)
    )
    assert first == pytest.approx(second - 100, abs=3)


def test_a_section_where_a_course_leaves_another_structure(body):
    across = target("section_width_mm", structure="nerve", to=["hip_bone"])
    assert measured(body, across) == pytest.approx(14)


@pytest.mark.parametrize(
    ("measure", "fields", "says"),
    [
        ("pennation_deg", {"structure": "femur"}, "no field"),
        ("belly_length_mm", {"structure": "hip_bone"}, "no field _ALONG"),
        ("footprint_area_mm2", {"role": "insertion"}, "no footprint as insertion"),
        ("footprint_centre_to_footprint_mm", {"to": ["nerve"]}, "no footprint of nerve"),
        ("distance_to_origins_mm", {"to": ["nerve"]}, "no footprint of nerve"),
        ("footprint_top_to_lower_border_mm", {"to": ["nerve"]}, "does not lie behind"),
        (
            "space_mm",
            {"to": ["nerve", "femur", "hip_bone"], "structure": "ligament"},
            "do not reach",
        ),
        ("space_mm", {}, "not said what it is measured to"),
        ("space_mm", {"to": ["femur"]}, "needs 2 structures in 'to'; here is 1"),
        ("height_above_mm", {}, "not said what it is measured to"),
        ("distance_to_origins_mm", {}, "not said what it is measured to"),
        ("section_width_mm", {}, "not said what it is measured to"),
        ("volume_cm3", {"structure": "ischial_tuberosity"}, "not closed"),
        ("entry_along_thigh_mm", {"structure": "branch", "number": 3}, "2 branches"),
        ("volume", {}, "no measure 'volume'"),
        ("volume_cm3", {"structure": "muskle"}, "No structure 'muskle'"),
    ],
)
def test_what_cannot_be_measured_is_said(measure, fields, says, body):
    with pytest.raises(MusclekitError, match=says):
        measured(body, target(measure, **fields))


@pytest.mark.parametrize("error", [IndexError("no row 7"), ValueError("no row 7")])
def test_what_a_measure_stumbles_over_is_said_with_its_structure(body, monkeypatch, error):
    def stumbling(atlas, asked):
        raise error

    monkeypatch.setitem(MEASURES, "distance_mm", stumbling)
    with pytest.raises(MusclekitError, match=r"muscle: 'distance_mm' cannot be measured.*no row 7"):
        measured(body, target("distance_mm", to=["nerve"]))
