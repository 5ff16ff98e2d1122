"""GLB files (binary glTF 2.0) as arrays of triangles.

Reading one needs the standard's header and a few array views. trimesh reads far more, and costs a
kernel about 1 s and 50 MB for it, so here it only writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

_COMPONENT = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_TRIANGLES = 4


def decode_glb(content: bytes) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Triangles of a GLB file, all its nodes in one piece.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    points : (n, 3) float
        In the file's own unit and axes, the nodes' transforms applied.
    triangles : (m, 3) int
        As the file says; not checked against the number of points.
    attributes : dict of str to (n,) or (n, k) array
        The file's own vertex attributes ("_NAME"), where every piece has them.

    Raises
    ------
    ValueError, KeyError, IndexError, TypeError
        If it is no GLB, is damaged, or needs an extension of the standard.
    """
    head, binary = _chunks(content)
    if head.get("extensionsRequired"):
        raise ValueError(f"it needs {', '.join(head['extensionsRequired'])}")
    pieces = [
        (matrix, primitive)
        for matrix, mesh in _placed(head)
        for primitive in head["meshes"][mesh]["primitives"]
    ]
    if not pieces:
        return np.empty((0, 3)), np.empty((0, 3), int), {}
    points, triangles, attributes = [], [], []
    count = 0
    for matrix, primitive in pieces:
        if primitive.get("mode", _TRIANGLES) != _TRIANGLES:
            raise ValueError("it holds lines, points or strips where triangles are expected")
        own = {name: _array(head, binary, n) for name, n in primitive["attributes"].items()}
        where = own.pop("POSITION").astype(float)
        corners = (
            _array(head, binary, primitive["indices"]).astype(np.int64)
            if "indices" in primitive
            else np.arange(len(where))
        )
        points.append(where @ matrix[:3, :3].T + matrix[:3, 3])
        triangles.append(corners.reshape(-1, 3) + count)
        attributes.append({name: values for name, values in own.items() if name[0] == "_"})
        count += len(where)
    shared = [name for name in attributes[0] if all(name in piece for piece in attributes)]
    joined = {name: np.concatenate([piece[name] for piece in attributes]) for name in shared}
    return np.concatenate(points), np.concatenate(triangles), joined


def _chunks(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The JSON head and the binary part."""
    if content[:4] != b"glTF" or len(content) < 20:
        raise ValueError("it does not start as a GLB file does")
    version, length = np.frombuffer(content, "<u4", 2, offset=4)
    if version != 2:
        raise ValueError(f"version {version} of glTF, where 2 is expected")
    if length != len(content):
        raise ValueError(f"it is {len(content)} bytes long and says {length}")
    found: dict[int, bytes] = {}
    at = 12
    while at + 8 <= len(content):
        size, kind = (int(number) for number in np.frombuffer(content, "<u4", 2, offset=at))
        found.setdefault(kind, content[at + 8 : at + 8 + size])
        at += 8 + size
    return json.loads(found[_JSON]), found.get(_BIN, b"")


def _placed(head: dict[str, Any]) -> Iterator[tuple[np.ndarray, int]]:
    """Every mesh of the scene with the (4, 4) matrix that places it."""
    if "scenes" not in head:
        return
    nodes = head.get("nodes", [])
    waiting = [
        (number, np.eye(4)) for number in head["scenes"][head.get("scene", 0)].get("nodes", [])
    ]
    for _ in range(len(nodes)):  # each node has one parent, so more steps would be a circle
        if not waiting:
            return
        number, above = waiting.pop()
        node = nodes[number]
        here = above @ _matrix(node)
        if "mesh" in node:
            yield here, node["mesh"]
        waiting += [(child, here) for child in node.get("children", [])]
    if waiting:
        raise ValueError("its nodes go round in a circle")


def _matrix(node: dict[str, Any]) -> np.ndarray:
    if "matrix" in node:
        return np.reshape(np.array(node["matrix"], float), (4, 4)).T
    x, y, z, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = turn * np.array(node.get("scale", (1.0, 1.0, 1.0)), float)
    matrix[:3, 3] = node.get("translation", (0.0, 0.0, 0.0))
    return matrix


def _array(head: dict[str, Any], binary: bytes, number: int) -> np.ndarray:
    """What one accessor reads: (n,) or (n, k)."""
    accessor = head["accessors"][number]
    if "sparse" in accessor:
        raise ValueError("it holds sparse arrays, which are not supported")
    view = head["bufferViews"][accessor["bufferView"]]
    if view["buffer"] != 0 or "uri" in head["buffers"][0]:
        raise ValueError("part of it lies in another file")
    kind = np.dtype(_COMPONENT[accessor["componentType"]])
    width, count = _WIDTH[accessor["type"]], int(accessor["count"])
    start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
    stride = view.get("byteStride", width * kind.itemsize)
    if start < 0 or count < 1 or start + stride * (count - 1) + width * kind.itemsize > len(binary):
        raise ValueError("it is cut short")
    values = np.ndarray((count, width), kind, binary, start, (stride, kind.itemsize)).copy()
    return values[:, 0] if width == 1 else values
