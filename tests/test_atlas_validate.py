"""Validation of meshes: a sound atlas holds every line, each planted fault fails its own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import pyvista
import yaml
from click.testing import CliRunner
from conftest import SOURCES, fact

from musclekit.atlas import check_atlas, load_atlas, write_atlas
from musclekit.atlas.meshes import glb_bytes, mesh_path, read_glb
from musclekit.atlas.validate import Row, validate_atlas
from musclekit.atlas.validate.references import landmark_row
from musclekit.cli import main
from musclekit.content import LandmarkRecord
from musclekit.units import to_ras_mm

RADIUS, TOP, BOTTOM, SUNK = 12.0, 0.0, -200.0, 0.2
TWELVE_SIDED = 0.5 * 12 * np.sin(2 * np.pi / 12)
AREA = TWELVE_SIDED * RADIUS**2


def rod() -> pyvista.PolyData:
    """A muscle of twelve-sided rings whose upper end is sunk into the bone above it."""
    angle = 2 * np.pi * np.arange(12) / 12
    heights = np.linspace(TOP + SUNK, BOTTOM, 41)
    rings = np.stack([RADIUS * np.cos(angle), RADIUS * np.sin(angle)], axis=1)
    points = np.vstack([np.column_stack([rings, np.full(12, z)]) for z in heights])
    points = np.vstack([points, [0, 0, heights[0]], [0, 0, heights[-1]]])
    here, after = np.arange(12), (np.arange(12) + 1) % 12
    faces = [np.column_stack([np.full(12, 492), here, after])]
    for row in 12 * np.arange(40)[:, None]:
        faces += [np.column_stack([here + row, here + row + 12, after + row])]
        faces += [np.column_stack([after + row, here + row + 12, after + row + 12])]
    faces += [np.column_stack([np.full(12, 493), 480 + after, 480 + here])]
    surface = pyvista.PolyData.from_regular_faces(points, np.vstack(faces))
    along = np.r_[np.repeat(np.linspace(0, 1, 41), 12), 0, 1]
    surface.point_data["ALONG"] = along
    surface.point_data["TISSUE"] = np.where((along > 0.2) & (along < 0.9), 1.0, 0.0)
    return surface


def box(*bounds: float) -> pyvista.PolyData:
    return pyvista.Box(bounds, level=3).triangulate().clean()


def bone(name: str) -> dict:
    return {
        "id": name,
        "kind": "bone",
        "name": {"en": name},
        "groups": ["bones"],
        "tells": fact("A bone."),
    }


STRUCTURES = [
    bone("hip_bone"),
    bone("femur"),
    {
        "id": "ischial_tuberosity",
        "kind": "bone-feature",
        "name": {"en": "Ischial tuberosity"},
        "of": "hip_bone",
    },
    {"id": "skin", "kind": "skin", "name": {"en": "Skin"}},
    {"id": "twig", "kind": "nerve", "name": {"en": "Twig"}},
    {
        "id": "semitendinosus",
        "kind": "muscle",
        "name": {"en": "Semitendinosus"},
        "origin": fact("Tuberosity.", at="ischial_tuberosity"),
        "innervation": fact("None.", nerve="semitendinosus", roots=["L5"]),
    },
]
TWIG = {"pair": ["semitendinosus", "twig"], "reason": "blending", "at_most_percent": 60}
TARGETS = {
    "targets": [
        {
            "structure": "semitendinosus",
            "measure": "volume_cm3",
            "mean": 86.5,
            "interval": "mean",
            "within_percent": 3,
            "source": "book",
        },
        {
            "structure": "semitendinosus",
            "measure": "belly_length_mm",
            "low": 120,
            "high": 150,
            "interval": "SD",
            "source": "book",
            "basis": "memory-high",
        },
        {
            "structure": "semitendinosus",
            "measure": "distance_mm",
            "to": ["femur"],
            "low": 17.9,
            "high": 18.1,
            "interval": "range",
            "source": "book",
        },
        {
            "structure": "semitendinosus",
            "measure": "footprint_area_mm2",
            "role": "origin",
            "high": 440,
            "interval": "CI95",
            "source": "book",
        },
        {"structure": "semitendinosus", "measure": "distal_tendon_length_mm", "gap": True},
        {
            "structure": "semitendinosus",
            "measure": "proximal_tendon_length_mm",
            "mean": 10,
            "interval": "mean",
            "within_percent": 5,
            "source": "book",
            "yields_to": "belly_length_mm",
            "conflict": "The belly would be longer.",
        },
    ],
    "overlaps": [TWIG],
    "envelopes": [
        {
            "structure": "skin",
            "at_most_mm": 0.5,
            "rim_mm": 2,
            "cuts": [{"name": "foot", "end": "-z", "passed_by": ["semitendinosus", "femur"]}],
        }
    ],
    "references": [
        {"folder": "one", "alignment": "rigid"},
        {"folder": "two", "alignment": "similarity", "more_mm": 0.3},
    ],
    "bones": [{"structure": "hip_bone", "mean_mm": 0.5, "most_mm": 2}],
    "landmarks": [
        {
            "name": "upper corner",
            "structure": "hip_bone",
            "towards": [1, 1, 1],
            "low": [0, 0, 0],
            "high": [99, 99, 99],
        }
    ],
}


@pytest.fixture(scope="module")
def _sound(tmp_path_factory) -> Path:
    ring = rod().points[:12] * [1, 1, 0]
    folder = write_atlas(
        tmp_path_factory.mktemp("validate") / "sound",
        {
            "name": "sound",
            "title": "A sound atlas",
            "version": "1",
            "licence": "CC-BY-SA-4.0",
            "groups": {"bones": "Bones"},
        },
        STRUCTURES,
        {
            "hip_bone": box(-30, 30, -20, 20, 0, 40),
            "femur": box(30, 60, -20, 20, -200, -20),
            "ischial_tuberosity": pyvista.Disc(
                center=(0, 0, 0), inner=0, outer=15, normal=(0, 0, -1), c_res=12
            )
            .triangulate()
            .clean(),
            "skin": box(-40, 65, -25, 25, -190, 45),
            "twig": box(-2, 2, 9, 14, -120, -100),
            "semitendinosus": rod(),
        },
        sources=SOURCES,
        footprints=[
            {
                "structure": "semitendinosus",
                "role": "origin",
                "bone": "hip_bone",
                "centre_mm": [0, 0, 0],
                "area_mm2": AREA,
                "outline_mm": ring.tolist(),
            }
        ],
    )
    (folder / "targets.yaml").write_text(yaml.safe_dump(TARGETS))
    return folder


@pytest.fixture
def sound(_sound: Path, tmp_path: Path) -> Path:
    """Folder of a small atlas that holds every line, to break."""
    import shutil

    return shutil.copytree(_sound, tmp_path / "sound")


def rows_of(folder: Path, reference: Path | None = None) -> list[Row]:
    return list(validate_atlas(folder, reference))


def failed(rows: list[Row]) -> set[tuple[str, str]]:
    return {(row.section, row.subject) for row in rows if row.outcome == "fail"}


def test_a_sound_atlas_holds_every_line(sound):
    assert check_atlas(sound) == []
    rows = rows_of(sound)
    assert failed(rows) == set()
    assert [row.section for row in rows] == sorted(
        (row.section for row in rows),
        key=[
            "Meshes",
            "Overlaps",
            "Envelopes",
            "Tendons and footprints",
            "Published figures",
            "Bones against reference bodies",
            "Landmarks",
            "Size and time",
        ].index,
    )
    told = {(row.subject, row.what): row for row in rows}
    volume = told["semitendinosus", "volume"]
    assert volume.value == f"{AREA * 200.2 / 1000:.4g} cm³"
    assert (volume.bar, volume.source) == ("86.5 cm³ ± 3 %", "book")
    assert told["semitendinosus", "belly length"].source == "book (memory-high)"
    gap = told["semitendinosus", "distal tendon length"]
    assert (gap.outcome, gap.bar) == ("gap", "nothing published to compare with")
    assert float(gap.value.split()[0]) == pytest.approx(0.125 * 200.2, abs=0.1)
    conflict = told["semitendinosus", "proximal tendon length"]
    assert conflict.outcome == "conflict"
    assert conflict.bar == "10 mm ± 5 %, against belly length 120 to 150 mm (mean ± 1 SD) book"
    assert "The belly would be longer." in conflict.note
    passing = told["semitendinosus", "farthest point out of skin, away from its foot"]
    assert passing.value == "3.35 mm inside", "as judged above the cut end that it passes"
    assert told["all others", "farthest point out of skin, structures: 3"].outcome == "pass"
    unmeasured = [row for row in rows if row.outcome == "not measured"]
    assert len(unmeasured) == 3
    assert all("MUSCLEKIT_REFERENCE_DIR" in row.value for row in unmeasured)


# ------------------------------------------------------------------ planted faults


def mesh(name: str, change):
    """Read a mesh, let `change` make another of it, write that."""

    def plant(folder: Path) -> None:
        path = mesh_path(folder, name)
        path.write_bytes(glb_bytes(change(read_glb(path, name)), name))

    return plant


def moved(*shift: float):
    return lambda surface: surface.translate(shift)


def without_a_face(surface):
    return remade(surface, surface.regular_faces[1:])


def inside_out(surface):
    return remade(surface, surface.regular_faces[:, ::-1])


def one_face_turned(surface):
    faces = surface.regular_faces.copy()
    faces[100] = faces[100, ::-1]
    return remade(surface, faces)


def remade(surface, faces):
    made = pyvista.PolyData.from_regular_faces(surface.points, faces)
    for name in surface.point_data:
        made.point_data[name] = surface.point_data[name]
    return made


def pushed_through(surface):
    """One ring pushed out through the other side."""
    changed = surface.copy()
    changed.points[240] = -1.5 * changed.points[240] * [1, 1, 0] + changed.points[240] * [0, 0, 1]
    return changed


def with_a_doubled_point(surface):
    faces = surface.regular_faces.copy()
    faces[100, 0] = surface.n_points
    points = np.vstack([surface.points, surface.points[surface.regular_faces[100, 0]]])
    return pyvista.PolyData.from_regular_faces(points, faces)


def with_a_flat_face(surface):
    changed = surface.copy()
    changed.points[240] = (changed.points[239] + changed.points[241]) / 2
    changed.points[240] = changed.points[252] * 0.5 + changed.points[228] * 0.5
    changed.points[252] = changed.points[240] + [0, 0, 1e-5]
    return changed


def wider(surface):
    return surface.scale([1.05, 1.05, 1.0])


def with_another_inside(surface):
    return surface.merge(surface.scale([0.5, 0.5, 0.5]).translate((0, 0, -40)), merge_points=False)


def targets(change):
    def plant(folder: Path) -> None:
        data = yaml.safe_load((folder / "targets.yaml").read_text())
        change(data)
        (folder / "targets.yaml").write_text(yaml.safe_dump(data))

    return plant


def lift_footprint(folder: Path) -> None:
    path = folder / "footprints.json"
    data = json.loads(path.read_text())
    data["footprints"][0]["centre_mm"][2] = -0.3
    path.write_text(json.dumps(data))


FAULTS = {
    "self-intersection": (
        mesh("semitendinosus", pushed_through),
        ("Meshes", "semitendinosus", "self-intersection"),
    ),
    "open": (mesh("femur", without_a_face), ("Meshes", "femur", "3 × open edge")),
    "inside out": (mesh("femur", inside_out), ("Meshes", "femur", "inside out")),
    "one face turned": (mesh("femur", one_face_turned), ("Meshes", "femur", "3 × edge where")),
    "doubled point": (
        mesh("femur", with_a_doubled_point),
        ("Meshes", "femur", "1 × doubled point"),
    ),
    "flat face": (
        mesh("semitendinosus", with_a_flat_face),
        ("Meshes", "semitendinosus", "degenerate face"),
    ),
    "space wound twice": (
        mesh("semitendinosus", with_another_inside),
        ("Meshes", "semitendinosus", "apart"),
    ),
    "closed patch": (
        mesh("ischial_tuberosity", lambda _: box(-5, 5, -5, 5, 0, 5)),
        ("Meshes", "ischial_tuberosity", "border missing"),
    ),
    "patch off its bone": (
        mesh("ischial_tuberosity", moved(0, 0, -0.15)),
        ("Meshes", "ischial_tuberosity", "0.150 mm"),
    ),
    "overlap": (
        mesh("hip_bone", lambda _: box(-30, 50, -20, 20, -25, 40)),
        ("Overlaps", "hip_bone, femur", "%"),
    ),
    "too deep an enthesis": (
        mesh("hip_bone", lambda _: box(-30, 30, -20, 20, -10, 40)),
        ("Overlaps", "hip_bone, semitendinosus", "%"),
    ),
    "more shared than declared": (
        mesh("twig", moved(0, -1, 0)),
        ("Overlaps", "twig, semitendinosus", "74.6"),
    ),
    "a declaration that nothing needs": (
        mesh("twig", moved(0, 5, 0)),
        ("Overlaps", "semitendinosus, twig", "at most 0.00 % shared"),
    ),
    "a declaration for a variant that nothing needs": (
        targets(lambda data: data["overlaps"].insert(0, {**TWIG, "variant": "thin"})),
        ("Files", "semitendinosus, twig", "'thin' is no variant."),
    ),
    "a declaration behind one that serves": (
        targets(lambda data: data["overlaps"].append(TWIG)),
        ("Overlaps", "semitendinosus, twig", "at most 0.00 % shared"),
    ),
    "out of the skin": (
        mesh("hip_bone", lambda _: box(-30, 30, -20, 25.6, 0, 40)),
        ("Envelopes", "hip_bone", "0.60 mm outside"),
    ),
    "out of the skin where it is not cut": (
        mesh("femur", lambda _: box(30, 66, -20, 20, -200, -20)),
        ("Envelopes", "femur", "1.00 mm outside"),
    ),
    "out of the cut end undeclared": (
        targets(lambda data: data["envelopes"][0]["cuts"][0].update(passed_by=["femur"])),
        ("Envelopes", "semitendinosus", "10.00 mm outside"),
    ),
    "wholly outside": (
        mesh("femur", lambda _: box(30, 60, -20, 20, -300, -220)),
        ("Envelopes", "femur", "wholly outside"),
    ),
    "a cut that is not passed": (
        mesh("femur", lambda _: box(30, 60, -20, 20, -150, -20)),
        ("Envelopes", "femur", "does not pass its foot"),
    ),
    "a cut passed by nothing known": (
        targets(lambda data: data["envelopes"][0]["cuts"][0].update(passed_by=["femmur"])),
        ("Files", "skin, foot", "'femmur' is no structure."),
    ),
    "a conflict whose winner fails": (
        targets(lambda data: data["targets"][1].update(low=145)),
        ("Published figures", "semitendinosus", "45.04 mm"),
    ),
    "a conflict that is none": (
        targets(lambda data: data["targets"][5].update(mean=45)),
        ("Published figures", "semitendinosus", "45.04 mm"),
    ),
    "a conflict with nothing judged": (
        targets(lambda data: data["targets"][5].update(yields_to="distal_tendon_length_mm")),
        ("Files", "semitendinosus, proximal_tendon_length_mm", "a figure that is not judged"),
    ),
    "a conflict without a reason": (
        targets(lambda data: data["targets"][5].update(conflict="")),
        ("Files", "", "has bounds and a reason"),
    ),
    "an overlap without a cap": (
        targets(lambda data: data["overlaps"][0].pop("at_most_percent")),
        ("Files", "", "at_most_percent"),
    ),
    "wrong volume": (
        mesh("semitendinosus", wider),
        ("Published figures", "semitendinosus", "95.35 cm³"),
    ),
    "gap": (
        mesh("semitendinosus", moved(0, 0, -0.9)),
        ("Tendons and footprints", "semitendinosus", "0.70 mm"),
    ),
    "footprint off its bone": (
        lift_footprint,
        ("Tendons and footprints", "semitendinosus", "0.300 mm"),
    ),
    "missing target source": (
        targets(lambda data: data["targets"][0].update(source="boook")),
        ("Published figures", "semitendinosus", "86.49"),
    ),
    "figure outside its interval": (
        targets(lambda data: data["targets"][1].update(low=145)),
        ("Published figures", "semitendinosus", "130.1 mm"),
    ),
    "target of nothing known": (
        targets(lambda data: data["targets"][0].update(structure="semitendonosus")),
        ("Published figures", "semitendonosus", "cannot be measured"),
    ),
    "no such field": (
        targets(lambda data: data["targets"][0].update(measure="pennation_deg")),
        ("Published figures", "semitendinosus", "cannot be measured"),
    ),
    "no such measure": (
        targets(lambda data: data["targets"][0].update(measure="volume_cm4")),
        ("Files", "semitendinosus, volume_cm4", "'volume_cm4' is no measure."),
    ),
    "a target without a source": (
        targets(lambda data: data["targets"][0].update(source="")),
        ("Files", "", "names no source"),
    ),
    "a mesh that cannot be read": (
        lambda folder: mesh_path(folder, "femur").write_bytes(b"glTF"),
        ("Files", "femur", "cannot be read as GLB"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_fails_its_line(fault, sound):
    plant, (section, subject, value) = FAULTS[fault]
    plant(sound)
    rows = rows_of(sound)
    assert (section, subject) in failed(rows), [row for row in rows if row.outcome == "fail"]
    lines = [row for row in rows if (row.section, row.subject) == (section, subject)]
    told = [row.value for row in lines if row.outcome == "fail"]
    assert any(value in text for text in told), told


def test_a_dead_source_is_told_where_it_stands_and_in_its_line(sound):
    FAULTS["missing target source"][0](sound)
    rows = rows_of(sound)
    assert failed(rows) == {
        ("Files", "semitendinosus, volume_cm3"),
        ("Published figures", "semitendinosus"),
    }
    (row,) = (row for row in rows if row.section == "Files")
    assert row.value == "'boook' is no key of sources.yaml."
    assert "Did you mean 'book'" in row.note


def test_a_variant_is_validated_like_the_atlas(sound):
    record = {
        "id": "thicker",
        "feature": "girth",
        "name": {"en": "Thicker"},
        "text": "The muscle is thicker.",
        "status": "supported",
        "sources": ["book"],
        "basis": "found",
        "gap": "Nobody has counted.",
        "replaces": ["semitendinosus"],
    }
    manifest = yaml.safe_load((sound / "atlas.yaml").read_text())
    (sound / "atlas.yaml").write_text(yaml.safe_dump({**manifest, "variants": "variants.yaml"}))
    (sound / "variants.yaml").write_text(yaml.safe_dump({"variants": [record]}))
    path = sound / "variants" / "thicker" / "semitendinosus.glb"
    path.parent.mkdir(parents=True)
    path.write_bytes(glb_bytes(rod().scale([1.5, 1.5, 1.0]), "semitendinosus"))
    assert failed(rows_of(sound)) == {("Variants", "thicker: twig, semitendinosus")}
    more = {**TWIG, "variant": "thicker", "at_most_percent": 100}
    targets(lambda data: data["overlaps"].insert(0, more))(sound)
    assert failed(rows_of(sound)) == set()
    path.write_bytes(glb_bytes(pushed_through(rod().scale([3.0, 3.0, 1.0])), "semitendinosus"))
    assert failed(rows_of(sound)) == {
        ("Variants", "thicker: semitendinosus"),
        ("Variants", "thicker: femur, semitendinosus"),
    }


# ------------------------------------------------------------------ reference bodies


def write_obj(path: Path, surface: pyvista.PolyData) -> None:
    """As reference bodies come: millimetres, +x left, +y back."""
    points = to_ras_mm(surface.points, "mm", "LPS")
    lines = ["v {} {} {}".format(*point) for point in points]
    lines += ["f {} {} {}".format(*(corners + 1)) for corners in surface.regular_faces]
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("\n".join(lines))


@pytest.fixture
def body(sound, tmp_path) -> Path:
    """Two reference bodies: the hip bone turned and moved, and that enlarged by a tenth."""
    turned = read_glb(mesh_path(sound, "hip_bone"), "hip_bone").rotate_z(9).translate((200, 9, -30))
    write_obj(tmp_path / "bodies" / "one" / "A_hip_bone_right.obj", turned)
    write_obj(tmp_path / "bodies" / "two" / "hip_bone_right.obj", turned.scale([1.1, 1.1, 1.1]))
    return tmp_path / "bodies"


def of_bones(rows: list[Row]) -> list[tuple[str, str]]:
    return [
        (row.what, row.outcome)
        for row in rows
        if row.section in ("Bones against reference bodies", "Landmarks")
    ]


def test_a_bone_lies_on_its_own_copies_however_they_are_turned(sound, body):
    assert of_bones(rows_of(sound, body)) == [
        ("distance from one, rigid", "pass"),
        ("distance from two, similarity", "pass"),
        ("upper corner, to the nearest body", "pass"),
    ]


def test_another_bone_does_not(sound, body):
    other = box(-45, 45, -20, 20, 0, 40)
    write_obj(body / "one" / "A_hip_bone_right.obj", other)
    write_obj(body / "two" / "hip_bone_right.obj", other)
    assert [outcome for _, outcome in of_bones(rows_of(sound, body))] == ["fail", "fail", "fail"]


def test_an_enlarged_copy_is_no_rigid_one(sound, body):
    (body / "one" / "A_hip_bone_right.obj").unlink()
    (body / "two" / "hip_bone_right.obj").rename(body / "one" / "hip_bone_right.obj")
    (body / "two").rmdir()
    targets(lambda data: data["references"].pop())(sound)
    assert of_bones(rows_of(sound, body))[0] == ("distance from one, rigid", "fail")


@pytest.mark.parametrize(("distant", "outcome"), [(("one",), "pass"), (("one", "two"), "fail")])
def test_a_landmark_may_be_missing_in_one_body_but_not_in_all(distant, outcome, sound):
    atlas = load_atlas(sound)
    landmark = LandmarkRecord.model_validate(TARGETS["landmarks"][0])
    bone = atlas["hip_bone"].mesh
    bodies = {
        name: bone.translate((-500, 0, 0)) if name in distant else bone for name in ("one", "two")
    }
    assert landmark_row(landmark, atlas, bodies).outcome == outcome


# ------------------------------------------------------------------ the command


def call(*words: str | Path):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def _no_reference(monkeypatch):
    monkeypatch.delenv("MUSCLEKIT_REFERENCE_DIR", raising=False)


@pytest.mark.usefixtures("_no_reference")
def test_the_command_prints_a_table_and_ends_well(sound, tmp_path):
    result = call("atlas", "validate", sound, "--json", tmp_path / "rows.json")
    assert result.exit_code == 0, result.output
    assert "Published figures\n-----------------" in result.output
    assert "not measured  hip_bone" in result.output
    assert result.output.rstrip().endswith(
        "lines hold; 1 gap in the literature; 1 conflict between sources; 3 not measured."
    )
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert {"section", "subject", "what", "value", "bar", "source", "outcome", "note"} == set(
        rows[0]
    )
    assert len(rows) == len(rows_of(sound)) + 1, "and what a browser gets"


def test_bytes_sent_are_those_of_the_widgets_own_messages(sound):
    from musclekit.scene import Scene
    from musclekit.scene.k3d_view import PlotView, bytes_sent

    scene = Scene(load_atlas(sound)).show(["bones", "semitendinosus"])
    states = [mesh.get_state() for mesh in PlotView(scene).objects.values()]
    arrays = [state[name] for state in states for name in ("vertices", "indices", "colors")]
    sent = sum(memoryview(array["data"]).nbytes for array in arrays)
    assert bytes_sent(scene) == sent > 10_000


@pytest.mark.usefixtures("_no_reference")
def test_the_command_ends_with_1_where_a_line_fails(sound):
    FAULTS["gap"][0](sound)
    result = call("atlas", "validate", sound)
    assert result.exit_code == 1
    assert "fail  semitendinosus" in result.output
    assert "fail." in result.output and "Traceback" not in result.output


def test_the_reference_folder_must_be_there(sound, monkeypatch):
    monkeypatch.setenv("MUSCLEKIT_REFERENCE_DIR", str(sound / "nowhere"))
    result = call("atlas", "validate", sound)
    assert result.exit_code == 1
    assert "which is no folder" in result.output
    monkeypatch.setenv("MUSCLEKIT_REFERENCE_DIR", str(sound / "meshes"))
    result = call("atlas", "validate", sound)
    assert result.exit_code == 1
    assert "0 files for 'hip_bone'" in result.output
