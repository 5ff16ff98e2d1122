"""Every planted fault of an atlas folder is found, named and mended by its remedy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from glb_parts import glb_of

from musclekit.atlas import check_atlas, load_atlas
from musclekit.errors import ContentError, MeshError


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
    "footprint of contact that cites an area": (
        edit(
            "footprints.json",
            lambda data: data["footprints"][0].update(basis="contact", source="memory"),
        ),
        ("footprints.json", "entry 1", "basis 'contact' cites", "Remove 'source'"),
    ),
    "heading below nothing": (
        edit("atlas.yaml", lambda data: data["tree"][0].update(parent="none")),
        ("atlas.yaml", "hamstrings", "no heading of the tree", ""),
    ),
    "dead source of codes": (
        edit("atlas.yaml", lambda data: data.update(codes={"ta98": "boook"})),
        ("atlas.yaml", "codes", "'boook', which is no key of sources.yaml", "'book'"),
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
