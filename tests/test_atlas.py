"""Atlases: what goes in comes out, every planted fault is found, and the embedded one is whole."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from musclekit.atlas import Atlas, atlas_folders, check_atlas, load_atlas, write_atlas
from musclekit.atlas.meshes import glb_bytes, read_glb
from musclekit.errors import (
    ContentError,
    MeshError,
    MusclekitError,
    UnknownName,
    UnknownStructure,
)
from musclekit.geometry import decode_glb
from musclekit.paths import content_dir

EMBEDDED = content_dir("anatomy_models") / "hamstrings"
CONTRACT = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
    "sciatic_nerve",
    "tibial_nerve",
    "common_fibular_nerve",
    "ischial_tuberosity",
    "hip_bone",
    "femur",
    "tibia",
    "fibula",
    "sacrum",
    "piriformis",
    "quadratus_femoris",
    "sacrotuberous_ligament",
    "fibular_head",
    "linea_aspera",
    "pes_anserinus",
    "medial_tibial_condyle",
)
PATCHES = {
    "ischial_tuberosity",
    "linea_aspera",
    "pes_anserinus",
    "medial_tibial_condyle",
    "fibular_head",
}
HAMSTRINGS = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)


@functools.cache
def small_ball() -> bytes:
    import pyvista

    return glb_bytes(pyvista.Sphere(theta_resolution=4, phi_resolution=4), "ball")


def glb_of(head: dict, binary: bytes) -> bytes:
    """A GLB file of these two parts."""
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    total = 20 + len(text) + (8 + len(binary) if binary else 0)
    start = np.array([0x46546C67, 2, total, len(text), 0x4E4F534A], "<u4").tobytes()
    rest = np.array([len(binary), 0x004E4942], "<u4").tobytes() + binary if binary else b""
    return start + text + rest


# ------------------------------------------------------------------ looking things up


def test_structure_by_id_and_alias(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    st = atlas["semitendinosus"]
    assert atlas["semi_t"] is st
    assert (st.name(), st.name("la")) == ("Semitendinosus", "Musculus semitendinosus")
    assert (st.id, st.kind, st.side, st.fma) == ("semitendinosus", "muscle", "right", "FMA22357")
    assert st.innervation.nerve == "tibial_nerve"
    assert [(a.joint, a.motion) for a in st.actions] == [("hip", "extension"), ("knee", "flexion")]
    assert (st.origin.at, st.origin.bone) == ("ischial_tuberosity", "hip_bone")
    assert (st.insertion.at, st.insertion.bone, st.insertion.centre_mm) == ("tibia", "tibia", None)
    assert st.origin.area_mm2 == 200.0
    assert st.origin.outline_mm.shape == (3, 3)
    assert st.origin.text == "Ischial tuberosity."
    assert atlas["tibia"].origin is None
    with pytest.raises(UnknownName, match="No names in 'de'"):
        st.name("de")


def test_unknown_structure_offers_the_nearest(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    with pytest.raises(UnknownStructure) as caught:
        atlas["semitendonosus"]
    said = "No structure 'semitendonosus' in atlas 'tiny'. Did you mean 'semitendinosus'"
    assert str(caught.value).startswith(said)
    for nonsense in (None, 3, ["tibia"]):
        with pytest.raises(UnknownStructure):
            atlas[nonsense]
        assert nonsense not in atlas


def test_atlas_is_a_collection_of_ids(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    assert list(atlas) == [st.id for st in atlas.structures]
    assert len(atlas) == 7
    assert "tibia" in atlas
    assert "semi_t" in atlas
    assert "bones" not in atlas
    assert atlas.groups["hamstrings"] == ("semitendinosus", "semimembranosus")
    assert repr(atlas) == "Atlas('tiny', right, 7 structures)"
    assert repr(atlas["tibia"]) == "Structure('tibia', bone, right)"


def test_resolve(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    assert atlas.resolve("bones") == ("hip_bone", "tibia")
    assert atlas.resolve("semi_t") == ("semitendinosus",)
    assert atlas.resolve(atlas["tibia"]) == ("tibia",)
    assert atlas.resolve(["tibia", "bones", ["semi_t"]]) == ("tibia", "hip_bone", "semitendinosus")
    assert atlas.resolve([]) == ()
    for unknown in ("bone", ["tibia", "bone"]):
        with pytest.raises(UnknownStructure, match="Did you mean 'bones'"):
            atlas.resolve(unknown)


def test_tree_shows_every_structure_once_and_no_empty_heading(tiny_atlas):
    def walk(nodes):
        for node in nodes:
            yield node
            yield from walk(node["children"])

    tree = load_atlas(tiny_atlas).tree()
    assert [node["label"] for node in tree] == ["Hamstrings", "Bones", "Nerves"]
    assert tree[1]["children"][0] == {
        "id": "hip_bone",
        "label": "Hip bone",
        "children": [{"id": "ischial_tuberosity", "label": "Ischial tuberosity", "children": []}],
    }
    shown = [node["id"] for node in walk(tree) if node["id"]]
    assert sorted(shown) == sorted(load_atlas(tiny_atlas))


def test_facts_about(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    assert [fact.id for fact in atlas.facts_about("semi_t")] == ["T001"]
    assert [fact.id for fact in atlas.facts_about("popliteus")] == ["T002"]
    assert atlas.sources["book"].key == "book"


def test_nothing_can_be_changed(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    st = atlas["semitendinosus"]
    with pytest.raises(AttributeError):
        atlas.folder = Path()
    with pytest.raises(AttributeError):
        st.side = "left"
    with pytest.raises(AttributeError):
        st.origin.area_mm2 = 1.0
    with pytest.raises(TypeError):
        atlas.sources["x"] = None
    with pytest.raises(TypeError):
        atlas.groups["x"] = ()
    for array in (st.origin.centre_mm, st.origin.outline_mm, st.centre_mm):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


# ------------------------------------------------------------------ loading


def test_loading_by_name(tiny_atlas, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data" / "atlases").mkdir(parents=True)
    tiny_atlas.rename(tmp_path / "data" / "atlases" / "mine")
    assert load_atlas("mine").name == "tiny"
    assert list(atlas_folders()) == ["hamstrings", "mine"]
    assert load_atlas().name == load_atlas("hamstrings").name == "hamstrings"
    with pytest.raises(UnknownName, match=r"No atlas 'hamstring'\. Did you mean 'hamstrings'"):
        load_atlas("hamstring")
    for missing in (tmp_path / "none", str(tmp_path / "none")):
        with pytest.raises(UnknownName, match="No such atlas folder"):
            load_atlas(missing)
    with pytest.raises(ContentError, match=r"atlas\.yaml: no such file"):
        load_atlas(tmp_path / "data")


def test_only_the_right_side_so_far(tiny_atlas):
    with pytest.raises(MusclekitError, match="left side is not there yet"):
        load_atlas(tiny_atlas, side="left")
    with pytest.raises(MusclekitError, match="No side 'up'"):
        load_atlas(tiny_atlas, side="up")


def test_facts_need_no_vtk():
    code = (
        "import sys; import musclekit.atlas as a; t = a.load_atlas();"
        "t['femur'].name(); t.tree();"
        "print([m for m in ('vtkmodules', 'pyvista', 'trimesh', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------ writing


def test_what_is_written_is_read(tiny_atlas, tmp_path):
    first = load_atlas(tiny_atlas)
    again = write_atlas(
        tmp_path / "again",
        first.manifest,
        [st.record for st in first.structures],
        {st.id: st.mesh for st in first.structures},
        sources=first.sources,
        facts=first.facts,
        footprints=json.loads((tiny_atlas / "footprints.json").read_text())["footprints"],
    )
    files = sorted(path.relative_to(tiny_atlas) for path in tiny_atlas.rglob("*") if path.is_file())
    assert len(files) == 12
    for file in files:
        assert (again / file).read_bytes() == (tiny_atlas / file).read_bytes(), file
    second = load_atlas(again)
    assert [st.record for st in second.structures] == [st.record for st in first.structures]
    assert second.facts == first.facts
    assert dict(second.sources) == dict(first.sources)


def test_glb_is_metres_and_y_up(tmp_path):
    """Read with trimesh alone: right becomes -X, up becomes Y, front becomes Z."""
    import pyvista
    import trimesh

    corners = np.array([[0, 0, 0], [1000, 0, 0], [0, 2000, 0], [0, 0, 3000]], float)
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]])
    surface = pyvista.PolyData.from_regular_faces(corners, faces)
    surface.point_data["along"] = np.arange(4.0)
    path = tmp_path / "corner.glb"
    path.write_bytes(glb_bytes(surface, "corner"))

    raw = trimesh.load_scene(path, process=False)
    (mesh,) = raw.geometry.values()
    assert np.allclose(mesh.vertices, [[0, 0, 0], [-1, 0, 0], [0, 0, 2], [0, 3, 0]])
    assert list(raw.graph.nodes_geometry) == ["corner"]
    assert mesh.volume > 0, "turned inside out"

    back = read_glb(path, "corner")
    assert np.allclose(back.points, corners)
    assert (back.regular_faces == faces).all()
    assert np.allclose(back.point_data["along"], np.arange(4))


@settings(max_examples=25)
@given(
    st.lists(st.tuples(*[st.floats(-2000, 2000, width=32)] * 3), min_size=3, max_size=12),
    st.sampled_from(["LSA", "RAS", "LPS", "RSP"]),
)
def test_any_points_survive_in_any_axes(tmp_path_factory, points, axes):
    import pyvista

    surface = pyvista.PolyData.from_regular_faces(np.array(points), [[0, 1, 2]])
    path = tmp_path_factory.mktemp("glb") / "any.glb"
    path.write_bytes(glb_bytes(surface, "any", axes))
    assert np.allclose(read_glb(path, "any", axes).points, points, atol=1e-3)


def test_scene_of_several_nodes_reads_as_trimesh_reads_it(tmp_path):
    """Rotated, scaled, nested: two readers that know nothing of each other agree."""
    import trimesh

    scene = trimesh.Scene()
    turn = trimesh.transformations.rotation_matrix(0.7, [1, 2, 3], [0.1, 0, 0.2])
    box = trimesh.creation.box((0.01, 0.02, 0.03))
    ball = trimesh.creation.icosphere(subdivisions=1, radius=0.02)
    scene.add_geometry(box, node_name="box", transform=turn)
    scene.add_geometry(ball, node_name="ball", parent_node_name="box", transform=turn)
    content = scene.export(file_type="glb")

    expected = trimesh.load_scene(
        trimesh.util.wrap_as_stream(content), file_type="glb", process=False
    ).to_mesh()
    points, triangles, _ = decode_glb(content)
    assert len(triangles) == len(expected.faces) == 12 + 80
    by_reader = [
        np.sort(np.round(p[t].reshape(-1, 9), 5), axis=0)
        for p, t in (
            (points, triangles),
            (np.asarray(expected.vertices), np.asarray(expected.faces)),
        )
    ]
    assert np.allclose(*by_reader, atol=2e-5)

    path = tmp_path / "several.glb"
    path.write_bytes(content)
    assert read_glb(path, "several").n_cells == 92


def test_glb_with_translation_rotation_and_scale():
    """As other programmes write it: no matrix, 16-bit indices, interleaved vertices."""
    vertices = np.array([[0, 0, 0, 9], [1, 0, 0, 8], [0, 1, 0, 7]], "<f4")
    binary = vertices.tobytes() + np.array([0, 1, 2, 0], "<u2").tobytes()
    half = np.sqrt(0.5)
    head = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [1]}],
        "nodes": [
            {"mesh": 0, "scale": [2, 2, 2]},
            {"children": [0], "translation": [0, 0, 5], "rotation": [0, 0, half, half]},
        ],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "_ALONG": 1}, "indices": 2}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
            {
                "bufferView": 0,
                "byteOffset": 12,
                "componentType": 5126,
                "count": 3,
                "type": "SCALAR",
            },
            {"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteLength": 48, "byteStride": 16},
            {"buffer": 0, "byteOffset": 48, "byteLength": 6},
        ],
        "buffers": [{"byteLength": len(binary)}],
    }
    points, triangles, attributes = decode_glb(glb_of(head, binary))
    assert np.allclose(points, [[0, 0, 5], [0, 2, 5], [-2, 0, 5]], atol=1e-6)
    assert triangles.tolist() == [[0, 1, 2]]
    assert attributes["_ALONG"].tolist() == [9, 8, 7]

    circle = {**head, "nodes": [{"children": [1]}, {"children": [0]}]}
    with pytest.raises(ValueError, match="circle"):
        decode_glb(glb_of(circle, binary))
    with pytest.raises(ValueError, match="KHR_draco"):
        decode_glb(glb_of({**head, "extensionsRequired": ["KHR_draco"]}, binary))
    with pytest.raises(ValueError, match="cut short"):
        decode_glb(glb_of(head, binary[:40]))


@settings(max_examples=60)
@given(st.data())
def test_damaged_mesh_is_a_mesh_error_or_a_mesh(tmp_path_factory, data):
    """Any bytes overwritten anywhere: a message, never another exception, never a crash."""
    content = bytearray(small_ball())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "ball.glb"
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    try:
        surface = read_glb(path, "ball")
    except MeshError as error:
        assert "ball.glb, structure 'ball'" in str(error)
        assert "\n" not in str(error)
    else:
        assert surface.n_cells
        assert np.isfinite(surface.points).all()


def test_write_refuses_what_does_not_fit(tiny_atlas, tmp_path):
    atlas = load_atlas(tiny_atlas)
    records = [st.record for st in atlas.structures]
    meshes = {st.id: st.mesh for st in atlas.structures}
    new = tmp_path / "new"
    with pytest.raises(MusclekitError, match="not empty"):
        write_atlas(tiny_atlas, atlas.manifest, records, meshes, sources=atlas.sources)
    with pytest.raises(ContentError, match="No mesh for this structure"):
        write_atlas(new, atlas.manifest, records, {}, sources=atlas.sources)
    with pytest.raises(ContentError, match=r"no key of sources\.yaml"):
        write_atlas(new, atlas.manifest, records, meshes, sources={})
    with pytest.raises(ContentError, match="'titel' is no field here"):
        write_atlas(new, {"titel": "x"}, records, meshes, sources=atlas.sources)
    assert not new.exists()


# ------------------------------------------------------------------ geometry


def test_volume_and_centre_of_a_known_body(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    rod = atlas["tibia"]
    twelve_sided = 0.5 * 12 * np.sin(2 * np.pi / 12) * 1.5**2 * 38
    assert rod.volume_cm3 == pytest.approx(twelve_sided, rel=1e-5)
    assert rod.volume_cm3 == pytest.approx(rod.mesh.volume / 1000, rel=1e-5)
    assert np.allclose(rod.centre_mm, [80, 0, -610], atol=1e-3)
    assert atlas["ischial_tuberosity"].volume_cm3 is None
    assert rod.mesh is rod.mesh


# ------------------------------------------------------------------ planted faults


def edit(file: str, change):
    def plant(folder: Path) -> None:
        path = folder / file
        data = yaml.safe_load(path.read_text())
        change(data)
        dumped = json.dumps(data) if file.endswith("json") else yaml.safe_dump(data)
        path.write_text(dumped)

    return plant


def of(data: dict, name: str) -> dict:
    rows = next(iter(data.values()))
    return next(row for row in rows if row["id"] == name)


def structure(name: str, **fields):
    return edit("structures.yaml", lambda data: of(data, name).update(fields))


def in_fact(name: str, field: str, **fields):
    return edit("structures.yaml", lambda data: of(data, name)[field].update(fields))


def row(name: str, **fields):
    return edit("facts.yaml", lambda data: of(data, name).update(fields))


def twice(data: dict) -> None:
    data["structures"].append(of(data, "tibia"))


def mesh(name: str, change):
    return lambda folder: change(folder / "meshes" / f"{name}.glb")


def empty_mesh(path: Path) -> None:
    """A sound GLB without any geometry."""
    path.write_bytes(
        glb_of({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": []}]}, b"")
    )


def overwrite(path: Path, accessor, value: bytes) -> None:
    """Put other bytes at the start of what one accessor of a GLB reads."""
    content = bytearray(path.read_bytes())
    length = int.from_bytes(content[12:16], "little")
    head = json.loads(content[20 : 20 + length])
    view = head["bufferViews"][head["accessors"][accessor(head)]["bufferView"]]
    at = 28 + length + view.get("byteOffset", 0)
    content[at : at + len(value)] = value
    path.write_bytes(content)


def bad_index(path: Path) -> None:
    def indices(head):
        return head["meshes"][0]["primitives"][0]["indices"]

    overwrite(path, indices, (10**6).to_bytes(4, "little"))


def not_a_number(path: Path) -> None:
    def positions(head):
        return head["meshes"][0]["primitives"][0]["attributes"]["POSITION"]

    overwrite(path, positions, np.float32("nan").tobytes())


FAULTS = {
    "uncited fact": (
        row("T001", sources=[]),
        ("facts.yaml", "T001", "cites no source", "Give at least one key"),
    ),
    "uncited attachment": (
        in_fact("semitendinosus", "origin", sources=[]),
        ("structures.yaml", "semitendinosus", "cites no source", "Give at least one key"),
    ),
    "dead source of a fact": (
        row("T001", sources=["boook"]),
        ("facts.yaml", "T001", "'boook', which is no key of sources.yaml", "'book'"),
    ),
    "dead source of an attachment": (
        in_fact("semitendinosus", "insertion", sources=["boook"]),
        ("structures.yaml", "semitendinosus", "'sources' of insertion names 'boook'", "'book'"),
    ),
    "fact about nothing known": (
        row("T001", about=["tibiia"]),
        ("facts.yaml", "T001", "'tibiia', which is no structure or group", "'tibia'"),
    ),
    "wrong fact without a reason": (
        row("T002", why=""),
        ("facts.yaml", "T002", "says no 'why'", "Add 'why:'"),
    ),
    "bad status": (
        row("T001", status="certain"),
        ("facts.yaml", "T001", "'status' is 'certain'", "'consensus'"),
    ),
    "attached to nothing known": (
        in_fact("semitendinosus", "origin", at="ischial_tuberosty"),
        ("structures.yaml", "semitendinosus", "'at' of the origin", "'ischial_tuberosity'"),
    ),
    "unknown nerve": (
        in_fact("semitendinosus", "innervation", nerve="tibal_nerve"),
        ("structures.yaml", "semitendinosus", "'nerve' of the innervation", "'tibial_nerve'"),
    ),
    "unknown group": (
        structure("tibia", groups=["bone"]),
        ("structures.yaml", "tibia", "no group of atlas.yaml", "'bones'"),
    ),
    "unknown parent": (
        structure("tibia", parent="bonez"),
        ("structures.yaml", "tibia", "no place in the tree", "'bones'"),
    ),
    "feature of nothing known": (
        structure("ischial_tuberosity", of="hipbone"),
        ("structures.yaml", "ischial_tuberosity", "'of' names 'hipbone'", "'hip_bone'"),
    ),
    "below itself": (
        structure("hip_bone", parent="ischial_tuberosity"),
        ("structures.yaml", "hip_bone", "below itself", "Change a 'parent'"),
    ),
    "duplicate id": (
        edit("structures.yaml", twice),
        ("structures.yaml", "tibia", "used twice", "Rename or remove"),
    ),
    "alias of another": (
        structure("tibia", aliases=["semi_t"]),
        ("structures.yaml", "semitendinosus", "alias 'semi_t' is already", "Remove it"),
    ),
    "unknown field": (
        structure("tibia", colour="white"),
        ("structures.yaml", "tibia", "'colour' is no field", "Known:"),
    ),
    "source without citation": (
        edit("sources.yaml", lambda data: data["memory"].pop("citation")),
        ("sources.yaml", "memory", "'citation' is missing", "Add it"),
    ),
    "footprint of nothing known": (
        edit("footprints.json", lambda data: data["footprints"][0].update(structure="semi")),
        ("footprints.json", "semi, origin", "'structure' names 'semi'", ""),
    ),
    "footprint not finite": (
        edit("footprints.json", lambda data: data["footprints"][0].update(centre_mm=[0, 0])),
        ("footprints.json", "entry 1", "centre_mm", ""),
    ),
    "heading below nothing": (
        edit("atlas.yaml", lambda data: data["tree"][0].update(parent="none")),
        ("atlas.yaml", "hamstrings", "no heading of the tree", ""),
    ),
    "missing file": (
        lambda folder: (folder / "facts.yaml").unlink(),
        ("facts.yaml", "", "no such file", "Create it"),
    ),
    "no mesh": (
        mesh("tibia", Path.unlink),
        ("tibia.glb", "tibia", "missing", "Restore"),
    ),
    "orphan mesh": (
        mesh("tibia", lambda path: (path.parent / "fibula.glb").write_bytes(path.read_bytes())),
        ("fibula.glb", "fibula", "No structure", "remove the file"),
    ),
    "empty mesh": (
        mesh("tibia", empty_mesh),
        ("tibia.glb", "tibia", "empty", "Restore"),
    ),
    "empty mesh file": (
        mesh("tibia", lambda path: path.write_bytes(b"")),
        ("tibia.glb", "tibia", "cannot be read as GLB", "Restore"),
    ),
    "corrupt mesh": (
        mesh("tibia", lambda path: path.write_bytes(b"glTF" + b"\x07" * 400)),
        ("tibia.glb", "tibia", "cannot be read as GLB", "Restore"),
    ),
    "mesh cut short": (
        mesh("tibia", lambda path: path.write_bytes(path.read_bytes()[:-300])),
        ("tibia.glb", "tibia", "", "Restore"),
    ),
    "corner that is not there": (
        mesh("tibia", bad_index),
        ("tibia.glb", "tibia", "corrupt", "Restore"),
    ),
    "point that is no number": (
        mesh("tibia", not_a_number),
        ("tibia.glb", "tibia", "corrupt", "Restore"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault, tiny_atlas):
    assert check_atlas(tiny_atlas) == []
    plant, (file, item, what, remedy) = FAULTS[fault]
    plant(tiny_atlas)
    problems = check_atlas(tiny_atlas)
    about = [p for p in problems if p.item == item and what in p.what]
    assert about, [str(p) for p in problems]
    assert Path(about[0].file).name == file
    assert remedy in about[0].remedy
    others = [str(p) for p in problems if p not in about and p.item != item]
    assert others == [] or fault in ("below itself",), "one fault, one problem"


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_stops_loading_or_its_mesh_alone(fault, tiny_atlas):
    plant, (file, _item, what, remedy) = FAULTS[fault]
    plant(tiny_atlas)
    if file.endswith(".glb"):
        atlas = load_atlas(tiny_atlas)
        assert atlas["hip_bone"].mesh.n_cells
        if fault == "orphan mesh":
            return
        with pytest.raises(MeshError) as caught:
            _ = atlas["tibia"].mesh
        said = str(caught.value)
        assert "tibia.glb" in said
        assert "structure 'tibia'" in said
        assert "\n" not in said
        assert what in said
        assert remedy in said
    else:
        with pytest.raises(ContentError, match=re.escape(what)):
            load_atlas(tiny_atlas)


@pytest.mark.parametrize("file", ["structures", "sources", "facts"])
@pytest.mark.parametrize("content", [None, "", "- 1\n", "a: [\n"])
def test_a_whole_file_missing_is_one_problem(file, content, tiny_atlas):
    path = tiny_atlas / f"{file}.yaml"
    path.unlink() if content is None else path.write_text(content)
    (problem,) = check_atlas(tiny_atlas)
    assert Path(problem.file) == path
    assert problem.remedy


def test_all_faults_at_once(tiny_atlas):
    for name in ("uncited fact", "unknown nerve", "orphan mesh", "no mesh"):
        FAULTS[name][0](tiny_atlas)
    found = {(Path(p.file).name, p.item) for p in check_atlas(tiny_atlas)}
    assert found == {
        ("facts.yaml", "T001"),
        ("structures.yaml", "semitendinosus"),
        ("tibia.glb", "tibia"),
        ("fibula.glb", "fibula"),
    }


# ------------------------------------------------------------------ the embedded atlas


def test_embedded_atlas_is_whole(atlas):
    assert check_atlas(EMBEDDED) == []
    assert set(CONTRACT) == set(atlas)
    assert atlas.groups["hamstrings"] == HAMSTRINGS
    assert set(atlas.groups["bones"]) == {"hip_bone", "femur", "tibia", "fibula", "sacrum"}
    assert set(atlas.groups["nerves"]) == {"sciatic_nerve", "tibial_nerve", "common_fibular_nerve"}
    assert atlas.licence == "CC-BY-SA-4.0"
    assert atlas.credits


@pytest.mark.parametrize("name", CONTRACT)
def test_embedded_structure(name, atlas):
    structure = atlas[name]
    assert structure.name()
    assert structure.record.name.la
    assert structure.side == "right"
    assert structure.tells is not None
    assert structure.fma is None or structure.fma_basis
    for _, fact in structure.record.facts:
        assert fact.sources
        assert set(fact.sources) <= set(atlas.sources)
        if fact.confirmed:
            assert any(atlas.sources[key].basis == "found" for key in fact.sources), fact.text
    if structure.kind == "muscle":
        assert structure.origin
        assert structure.insertion
        assert structure.innervation
        assert structure.actions
    assert structure.mesh.n_cells > 50
    assert structure.mesh.is_all_triangles
    assert (structure.volume_cm3 is None) == (name in PATCHES)
    assert structure.mesh_path.name == f"{name}.glb"
    assert len(atlas.facts_about(name)) or structure.kind in ("bone", "muscle")


@pytest.mark.parametrize("name", HAMSTRINGS)
def test_embedded_footprint(name, atlas):
    from scipy.spatial import cKDTree

    for end in (atlas[name].origin, atlas[name].insertion):
        assert end.centre_mm.shape == (3,)
        assert end.outline_mm.shape[1] == 3
        assert end.area_mm2 > 0
        bone = cKDTree(atlas[end.bone].mesh.points)
        assert bone.query(end.centre_mm)[0] < 8.0, "lies on its bone"
        assert atlas[end.at].of == end.bone


def test_embedded_footprints_have_the_published_area(atlas):
    published = {fact.id: fact.quantity for fact in atlas.facts if fact.quantity}
    for name, fact in {
        "biceps_femoris_long_head": "F011",
        "semitendinosus": "F011",
        "semimembranosus": "F012",
    }.items():
        quantity = published[fact]
        assert quantity.low < atlas[name].origin.area_mm2 < quantity.high


def test_short_head_is_the_odd_one_out(atlas):
    """The facts say what lessons 1 and 2 teach."""
    for name in HAMSTRINGS:
        odd = name == "biceps_femoris_short_head"
        structure = atlas[name]
        assert (structure.origin.at == "ischial_tuberosity") != odd
        assert any(action.joint == "hip" for action in structure.actions) != odd
        assert (structure.innervation.nerve == "tibial_nerve") != odd


def test_ids_of_the_tables_of_facts_resolve(atlas):
    for alias, name in {
        "bf_long_head": "biceps_femoris_long_head",
        "bf_short_head": "biceps_femoris_short_head",
        "tibial_division": "tibial_nerve",
        "common_fibular_division": "common_fibular_nerve",
    }.items():
        assert atlas[alias].id == name


def test_every_claim_about_anatomy_is_told(atlas):
    facts = {fact.id: fact for fact in atlas.facts}
    assert {f"B{number:03}" for number in range(1, 19)} <= set(facts)
    imprecise = {fact.id for fact in atlas.facts if fact.status == "imprecise"}
    assert imprecise == {"B002", "B012", "B015", "B017", "B018"}
    assert facts["B016"].status == "wrong"
    assert facts["F010"].status == "contested"
    # What the page says, not a caricature of it.
    assert "direct" in facts["B018"].text
    assert "tendons" in facts["B017"].text and "muscles" in facts["B017"].text
    assert not facts["B016"].confirmed
    cited = {key for fact in atlas.facts for key in fact.sources}
    cited |= {key for st in atlas.structures for _, fact in st.record.facts for key in fact.sources}
    assert cited == set(atlas.sources), "only works that are cited"


def test_ids_claim_no_more_than_was_read(atlas):
    basis = {id: atlas[id].record.fma_basis for id in atlas if atlas[id].fma}
    unread = {id: how for id, how in basis.items() if how != "found"}
    assert unread == {
        "biceps_femoris_short_head": "memory-high",
        "sciatic_nerve": "memory-medium",
        "tibial_nerve": "memory-medium",
        "hip_bone": "memory-high",
        "piriformis": "memory-medium",
    }
    assert all(atlas[id].record.ta98_basis == "found" for id in atlas if atlas[id].ta98)


def test_roots_are_told_as_unconfirmed(atlas):
    """No source that was read gives the roots of a hamstring; the nerve is another matter."""
    for name in HAMSTRINGS:
        innervation = atlas[name].innervation
        assert innervation.confirmed
        assert not innervation.roots_confirmed
        assert "(unconfirmed)" in innervation.text


def test_ids_are_distinct(atlas):
    for attribute in ("fma", "ta98"):
        values = [getattr(st, attribute) for st in atlas.structures if getattr(st, attribute)]
        assert len(values) == len(set(values))


# ------------------------------------------------------------------ real bodies


def test_folder_from_real_meshes(reference_atlas: Atlas, atlas: Atlas):
    """The same records on BodyParts3D's surfaces: another body in the same format."""
    assert check_atlas(reference_atlas.folder) == []
    assert [st.record for st in reference_atlas.structures] == [
        st.record for st in atlas.structures
    ]
    assert reference_atlas["semitendinosus"].fma == "FMA22357"
    for structure in reference_atlas.structures:
        assert structure.mesh.n_cells, structure.id
        assert np.allclose(structure.centre_mm, structure.mesh.center, atol=120)
    femur, tibia = reference_atlas["femur"].centre_mm, reference_atlas["tibia"].centre_mm
    assert femur[2] - tibia[2] > 300, "the femur stands above the tibia"
    assert femur[0] > 0, "the right leg lies on the right"
    sacrum, pubis = reference_atlas["sacrum"].centre_mm, reference_atlas["hip_bone"].centre_mm
    assert sacrum[1] < pubis[1], "the sacrum lies behind the hip bone"
