"""Files of the atlas: meshes as GLB in metres with Y up, footprints as JSON in millimetres."""

import json

import numpy as np
import trimesh

# glTF: metres, Y up, Z forward, so X points to the body's left.
GLTF_FROM_ATLAS = np.array([[-1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]) / 1000.0
DECIMALS_MM = 3


def write_glb(path, vertices, faces, attributes):
    """Write one structure.

    Parameters
    ----------
    path : pathlib.Path
    vertices : (n, 3) float
        Atlas millimetres.
    faces : (m, 3) int
        Wound outwards.
    attributes : dict of str to (n,) or (n, 3) float
        Custom vertex attributes; their names start with an underscore. Those of three columns are
        directions in atlas axes.
    """
    vertices = np.round(vertices, DECIMALS_MM) @ GLTF_FROM_ATLAS.T
    mesh = trimesh.Trimesh(
        vertices=vertices,
        faces=faces,
        vertex_attributes={name: in_file_axes(values) for name, values in attributes.items()},
        process=False,
    )
    scene = trimesh.Scene()
    scene.add_geometry(mesh, geom_name=path.stem, node_name=path.stem)
    path.write_bytes(scene.export(file_type="glb", include_normals=True))


def in_file_axes(values):
    """Vertex attribute as float32, directions (n, 3) turned into glTF's axes."""
    if np.ndim(values) == 2:
        values = np.asarray(values) @ (1000.0 * GLTF_FROM_ATLAS.T)
    return np.ascontiguousarray(values, np.float32)


def write_footprints(path, records):
    """Write footprint records (list of dicts) as JSON with sorted keys."""
    path.write_text(json.dumps(records, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def footprint_record(structure, role, laid):
    """One footprint as plain data: structure, role, bone, centre, area and outline."""
    return {
        "structure": structure,
        "role": role,
        "bone": laid.footprint.bone,
        "centre_mm": [round(float(x), 2) for x in laid.centre],
        "area_mm2": round(float(laid.area_mm2), 2),
        "basis": laid.footprint.basis,
        "source": laid.footprint.source,
        "outline_mm": [[round(float(x), 2) for x in point] for point in laid.outline],
    }
