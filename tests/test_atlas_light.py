"""The lighter level of detail: read on request, complete, and as sound as the full one."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import pyvista
from click.testing import CliRunner

from anatomy_models.hamstrings.generate.light import carried, lightened
from musclekit.atlas import check_atlas, load_atlas
from musclekit.atlas.validate import validate_atlas
from musclekit.atlas.validate.meshes import faults
from musclekit.cli import main
from musclekit.errors import MeshError, MusclekitError


@pytest.fixture
def with_light(tiny_atlas):
    """A tiny atlas whose light meshes are its full ones, but for a smaller ball of a hip bone."""
    light = tiny_atlas / "meshes" / "light"
    shutil.copytree(tiny_atlas / "meshes", light)
    shutil.copy(light / "tibia.glb", light / "hip_bone.glb")
    return tiny_atlas


def faces(atlas) -> int:
    return atlas["hip_bone"].mesh.n_cells


def test_light_meshes_are_read_on_request(with_light, monkeypatch):
    monkeypatch.delenv("MUSCLEKIT_DETAIL", raising=False)
    full, light = load_atlas(with_light), load_atlas(with_light, detail="light")
    assert faces(light) < faces(full)
    assert light["hip_bone"].mesh_path.parent.name == "light"
    assert faces(load_atlas(with_light, detail="light", side="left")) == faces(light)
    monkeypatch.setenv("MUSCLEKIT_DETAIL", "light")
    assert faces(load_atlas(with_light)) == faces(light)
    assert faces(load_atlas(with_light, detail="full")) == faces(full)


def test_a_detail_that_is_not_there(tiny_atlas, monkeypatch):
    monkeypatch.delenv("MUSCLEKIT_DETAIL", raising=False)
    with pytest.raises(MusclekitError, match="No detail 'lite'"):
        load_atlas(tiny_atlas, detail="lite")
    with pytest.raises(MusclekitError, match="no light meshes"):
        load_atlas(tiny_atlas, detail="light")
    monkeypatch.setenv("MUSCLEKIT_DETAIL", "light")
    assert load_atlas(tiny_atlas)["hip_bone"].mesh.n_cells, "its only meshes"
    monkeypatch.setenv("MUSCLEKIT_DETAIL", "lite")
    with pytest.raises(MusclekitError, match="No MUSCLEKIT_DETAIL 'lite'"):
        load_atlas(tiny_atlas)


def test_a_light_mesh_missing_or_too_many_is_a_problem(with_light):
    assert check_atlas(with_light) == []
    light = with_light / "meshes" / "light"
    (light / "tibia.glb").rename(light / "fibula.glb")
    assert {(p.item, p.what.split(" ", 2)[0]) for p in check_atlas(with_light)} == {
        ("tibia", "The"),
        ("fibula", "No"),
    }
    with pytest.raises(MeshError, match=r"light.tibia\.glb"):
        _ = load_atlas(with_light, detail="light")["tibia"].mesh


def test_faulty_light_meshes_fail_their_lines(with_light):
    light = with_light / "meshes" / "light"
    shutil.copy(light / "ischial_tuberosity.glb", light / "tibia.glb")
    shutil.copy(light.parent / "hip_bone.glb", light / "hip_bone.glb")
    rows = [row for row in validate_atlas(with_light) if row.section == "Light meshes"]
    failed = {row.subject for row in rows if row.outcome == "fail"}
    assert "tibia" in failed, "it is open"
    assert "tiny" in failed, "hardly any lighter"


def test_a_lightened_surface_is_sound_and_near():
    whole = pyvista.Icosphere(radius=1, nsub=4).scale([10, 20, 60])
    points = np.asarray(whole.points, float)
    fibre = np.tile([0.6, 0.8, 0.0], (len(points), 1))
    made = lightened(points, whole.regular_faces, {"_ALONG": points[:, 2], "_FIBRE": fibre})
    light = pyvista.PolyData.from_regular_faces(*made[:2])
    assert light.n_cells < 0.4 * whole.n_cells
    assert faults(light, closed=True) == []
    assert light.volume == pytest.approx(whole.volume, rel=0.02)
    assert np.abs(made[2]["_ALONG"] - light.points[:, 2]).max() < 0.7
    assert np.allclose(made[2]["_FIBRE"], [0.6, 0.8, 0.0])


def test_attributes_are_mixed_inside_a_face():
    flat = pyvista.PolyData.from_regular_faces(
        np.array([[0, 0, 0], [4, 0, 0], [0, 4, 0]], float), [[0, 1, 2]]
    )
    found = carried(flat, {"_ALONG": np.array([0.0, 1.0, 2.0])}, np.array([[1.0, 2.0, 0.3]]))
    assert found["_ALONG"] == pytest.approx([1.25])


@pytest.mark.parametrize("command", ["serve", "lab"])
def test_commands_offer_light_meshes(command):
    assert "--light" in CliRunner().invoke(main, [command, "--help"]).output


def test_the_embedded_atlas_is_lighter_in_light(atlas):
    light = load_atlas(detail="light")
    assert list(light) == list(atlas)
    cells = [sum(st.mesh.n_cells for st in one.structures) for one in (light, atlas)]
    assert cells[0] < 0.5 * cells[1]
    for structure in light.structures:
        whole = atlas[structure.id]
        assert set(structure.mesh.point_data) == set(whole.mesh.point_data), structure.id
        assert (structure.volume_cm3 is None) == (whole.volume_cm3 is None)
        if whole.volume_cm3:
            assert structure.volume_cm3 == pytest.approx(whole.volume_cm3, rel=0.05)
