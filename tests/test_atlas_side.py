"""The left side: the right one in a mirror, down to what a scene says and a click meets."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import musclekit as mk
from musclekit.atlas import load_atlas, write_atlas
from musclekit.atlas.mirror import ACROSS, mirrored, mirrored_mesh
from musclekit.errors import MusclekitError
from musclekit.geometry import is_closed
from musclekit.scene import Scene, camera
from musclekit.widgets.stage import Stage


@pytest.fixture(scope="module")
def left():
    return load_atlas(side="left")


def signed_volume(mesh) -> float:
    """Positive where the triangles face outward."""
    a, b, c = np.moveaxis(np.asarray(mesh.points, float)[mesh.regular_faces], 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def with_fibres(mesh):
    mesh = mesh.copy()
    mesh.point_data["ALONG"] = np.linspace(0, 1, mesh.n_points, dtype=np.float32)
    mesh.point_data["FIBRE"] = np.asarray(mesh.points, np.float32) / 100
    return mesh


def patch_of(structure) -> dict:
    return {
        "structure": structure.id,
        "role": "origin",
        "bone": structure.origin.bone,
        "centre_mm": structure.origin.centre_mm.tolist(),
        "area_mm2": structure.origin.area_mm2,
        "outline_mm": structure.origin.outline_mm.tolist(),
    }


def test_every_structure_is_its_mirror_image(atlas, left):
    assert (left.side, list(left)) == ("left", list(atlas))
    assert {st.side for st in left.structures} == {"left"}
    for id in atlas:
        right_mesh, left_mesh = atlas[id].mesh, left[id].mesh
        assert np.array_equal(left_mesh.points, right_mesh.points * ACROSS), id
        assert is_closed(left_mesh.regular_faces) == is_closed(right_mesh.regular_faces), id
        if is_closed(left_mesh.regular_faces):
            assert signed_volume(left_mesh) == pytest.approx(signed_volume(right_mesh), rel=1e-6)
            assert signed_volume(left_mesh) > 0, f"{id} is turned inside out"
    assert left["femur"].centre_mm[0] < 0


def test_fibres_turn_with_the_body_and_other_fields_stay(tiny_atlas):
    mesh = with_fibres(load_atlas(tiny_atlas)["semitendinosus"].mesh)
    other = mirrored_mesh(mesh)
    assert np.array_equal(other.point_data["ALONG"], mesh.point_data["ALONG"])
    assert np.allclose(other.point_data["FIBRE"], np.asarray(other.points) / 100, atol=1e-6)
    assert other.point_data["FIBRE"].dtype == np.float32


def test_mirroring_twice_is_identity(atlas):
    again = mirrored(mirrored(atlas))
    assert again.side == "right"
    for id in ("semitendinosus", "hip_bone", "linea_aspera"):
        assert np.array_equal(again[id].mesh.points, atlas[id].mesh.points)
        assert np.array_equal(again[id].mesh.regular_faces, atlas[id].mesh.regular_faces)
    for role in ("origin", "insertion"):
        first, second = (getattr(one["semitendinosus"], role) for one in (atlas, again))
        assert np.array_equal(first.outline_mm, second.outline_mm)
        assert np.array_equal(first.centre_mm, second.centre_mm)


def test_footprints_lie_on_the_mirrored_bone(atlas, left):
    for id in atlas.groups["hamstrings"]:
        for role in ("origin", "insertion"):
            here, there = getattr(left[id], role), getattr(atlas[id], role)
            if there is None:
                continue
            assert (here.at, here.bone, here.text) == (there.at, there.bone, there.text)
            if there.centre_mm is None:
                continue
            assert np.array_equal(here.centre_mm, there.centre_mm * ACROSS)
            points = np.asarray(left[here.bone].mesh.points)
            nearest = np.linalg.norm(points - here.centre_mm, axis=1).min()
            assert nearest < 15, f"{role} of {id} is {nearest:.0f} mm from its bone"
            with pytest.raises(ValueError, match="read-only"):
                here.outline_mm[0] = 0


def test_meshes_are_mirrored_when_asked_for(tiny_atlas):
    (tiny_atlas / "meshes" / "tibia.glb").write_bytes(b"damaged")
    atlas = load_atlas(tiny_atlas, side="left")
    assert atlas["semitendinosus"].mesh is atlas["semitendinosus"].mesh
    with pytest.raises(MusclekitError, match="cannot be read as GLB"):
        _ = atlas["tibia"].mesh


def test_an_atlas_of_the_left_gives_both_sides(tiny_atlas, tmp_path):
    right, left = load_atlas(tiny_atlas), load_atlas(tiny_atlas, side="left")
    folder = write_atlas(
        tmp_path / "lefty",
        left.manifest,
        [st.record for st in left.structures],
        {st.id: with_fibres(st.mesh) for st in left.structures},
        sources=left.sources,
        facts=left.facts,
        footprints=[patch_of(left[id]) for id in ("semitendinosus", "semimembranosus")],
    )
    assert yaml.safe_load((folder / "atlas.yaml").read_text())["side"] == "left"
    assert load_atlas(folder, side="left").side == "left"
    back = load_atlas(folder)
    assert back.side == "right"
    for id in right:
        assert np.allclose(back[id].mesh.points, right[id].mesh.points, atol=1e-3)
        assert np.array_equal(back[id].mesh.regular_faces, right[id].mesh.regular_faces)
    origins = [one["semitendinosus"].origin.outline_mm for one in (back, right)]
    assert np.array_equal(*origins)


@pytest.mark.parametrize("side", ["up", "Left", "", None])
def test_another_side_is_one_clear_error(tiny_atlas, side):
    with pytest.raises(MusclekitError) as caught:
        load_atlas(tiny_atlas, side=side)
    assert str(caught.value) == f'No side {side!r}. Use side="right" or side="left".'


# ---------------------------------------------------------------- scenes
@pytest.mark.parametrize("view", camera.VIEWS)
def test_a_view_of_the_left_is_the_picture_of_the_right_in_a_mirror(atlas, left, view):
    def seen(body):
        scene = Scene(body).show("bones").show("hamstrings").view(view)
        eye, target, up = np.reshape(scene.camera(), (3, 3))
        back = (eye - target) / np.linalg.norm(eye - target)
        points = np.asarray(body["semimembranosus"].mesh.points, float) - eye
        depth = -points @ back
        return points @ np.cross(up, back) / depth, points @ up / depth

    (across, upward), (mirror, level) = seen(left), seen(atlas)
    assert np.allclose(across, -mirror, atol=1e-5)
    assert np.allclose(upward, level, atol=1e-5)


def test_lateral_is_from_the_left_and_words_say_so(atlas, left):
    def scene(body):
        return Scene(body).show(["medial_tibial_condyle", "fibular_head"])

    assert scene(left).view("lateral").camera()[0] < left["tibia"].mesh.bounds[0]
    assert scene(left).view("medial").camera()[0] > left["tibia"].mesh.bounds[1]
    here, there = scene(left).describe(), scene(atlas).describe()
    assert "3D view, left side, posterior view" in here
    assert here.index("Head of the fibula") < here.index("Medial condyle")
    assert there.index("Medial condyle") < there.index("Head of the fibula")
    assert camera.across_screen("posterior", "left")[0] == 1, "the right stays right from behind"


def test_a_click_on_the_left_meets_what_is_there(monkeypatch, left):
    monkeypatch.setattr(Stage, "current", None)
    stage = Stage.shared(mk.Scene(left).show("bones").show("hamstrings"))
    spots = {x["id"]: np.array(x["points"]) for x in stage.things if x["visible"]}
    assert all(spots[id][:, 0].max() < 0 for id in left.groups["hamstrings"])
    stage._handle_custom_msg({"do": "pick", "id": "semitendinosus"}, [])
    assert stage.card["name"] == "Semitendinosus"
    assert stage.axes == list("RLAPSI"), "the letters are of the body, not of the side"
