"""Writing an atlas and its GLB files: what goes in comes out."""

from __future__ import annotations

import functools
import json

import numpy as np
import pytest
from glb_parts import glb_of
from hypothesis import given, settings
from hypothesis import strategies as st

from musclekit.atlas import load_atlas, write_atlas
from musclekit.atlas.meshes import glb_bytes, read_glb
from musclekit.errors import ContentError, MeshError, MusclekitError
from musclekit.geometry import decode_glb


@functools.cache
def small_ball() -> bytes:
    import pyvista

    return glb_bytes(pyvista.Sphere(theta_resolution=4, phi_resolution=4), "ball")


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
