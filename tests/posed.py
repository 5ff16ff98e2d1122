"""What is measured on posed meshes: volume, faces, footprints and bones."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from musclekit.atlas.posing.binding import face_hinges
from musclekit.atlas.posing.strands import face_normals, unit
from musclekit.geometry import signed_volume

ALONG_A_PATH = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
    "conjoint_tendon",
)
BONES = ("hip_bone", "femur", "tibia", "fibula")
VOLUME, ON_FOOTPRINT_MM, IN_BONE_MM, GROWN_MM = 0.03, 0.5, 1.0, 1.0
FOLDED = -0.5


def points_of(structure) -> np.ndarray:
    return np.asarray(structure.mesh.points, float)


def carried_normals(rest: np.ndarray, posed: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Normals at rest, turned as the forty vertices about each face have turned (Kabsch)."""
    _, near = cKDTree(rest).query(rest[faces].mean(axis=1), k=40)
    before, after = rest[near], posed[near]
    before = before - before.mean(axis=1, keepdims=True)
    after = after - after.mean(axis=1, keepdims=True)
    left, _, right = np.linalg.svd(np.einsum("nki,nkj->nij", after, before))
    left[:, :, 2] *= np.linalg.det(left @ right)[:, None]
    return np.einsum("nij,nj->ni", left @ right, face_normals(rest, faces))


def inverted(rest: np.ndarray, posed: np.ndarray, faces: np.ndarray) -> int:
    """Faces that look the other way than the tissue about them has turned."""
    now = face_normals(posed, faces)
    return int(np.count_nonzero((now * carried_normals(rest, posed, faces)).sum(axis=1) < 0))


def folded(rest: np.ndarray, posed: np.ndarray, faces: np.ndarray) -> int:
    """Edges about which two faces lie on one another and at rest did not."""
    one, other = face_hinges(faces, unit(face_normals(rest, faces))).T
    now = unit(face_normals(posed, faces))
    return int(np.count_nonzero((now[one] * now[other]).sum(axis=1) < FOLDED))


def depth_mm(points: np.ndarray, bone) -> np.ndarray:
    """How deep each point lies in a bone, measured against its surface; below 0 outside."""
    import pyvista

    low, high = np.reshape(bone.mesh.bounds, (3, 2)).T
    near = ((points > low) & (points < high)).all(axis=1)
    deep = np.full(len(points), -1.0)
    if near.any():
        cloud = pyvista.PolyData(points[near])
        deep[near] = -cloud.compute_implicit_distance(bone.mesh)["implicit_distance"]
    return deep


def entered_mm(atlas, posed, name: str, points: np.ndarray) -> float:
    """How much deeper than at rest a structure at `points` lies in any bone."""
    rest = points_of(atlas[name])
    return max(
        float((depth_mm(points, posed[bone]) - depth_mm(rest, atlas[bone]).clip(0)).max())
        for bone in BONES
    )


def on_footprint(atlas, name: str):
    """Vertices of a structure that touch a footprint, by the body that carries its bone."""
    for role in ("origin", "insertion"):
        footprint = atlas.footprint(name, role)
        if footprint is not None:
            away, _ = cKDTree(footprint.patch.points).query(points_of(atlas[name]))
            touching = np.flatnonzero(away < max(GROWN_MM, away.min() + 0.05))
            yield atlas.joints.body_of[footprint.bone], touching


def off_footprint_mm(atlas, pose: dict, name: str, points: np.ndarray) -> float:
    bodies = atlas.joints.configuration(pose).bodies
    apart = []
    for body, touching in on_footprint(atlas, name):
        turn, shift = bodies[body][:3, :3], bodies[body][:3, 3]
        wanted = points_of(atlas[name])[touching] @ turn.T + shift
        apart.append(np.linalg.norm(points[touching] - wanted, axis=1).max())
    return float(max(apart))


def figures(atlas, pose: dict) -> list[tuple[str, str, float, float]]:
    """Structure, what is measured, how much it is, and the most it may be."""
    posed = atlas.pose(**pose)
    rows = []
    for name in ALONG_A_PATH:
        rest, now = points_of(atlas[name]), points_of(posed[name])
        faces = atlas[name].mesh.regular_faces
        change = signed_volume(now, faces) / signed_volume(rest, faces) - 1
        off = off_footprint_mm(atlas, pose, name, now)
        rows += [
            (name, "volume", abs(change), VOLUME),
            (name, "off its footprint, mm", off, ON_FOOTPRINT_MM),
            (name, "in bone, mm", entered_mm(atlas, posed, name, now), IN_BONE_MM),
            (name, "inverted faces", inverted(rest, now, faces), 0),
            (name, "folded edges", folded(rest, now, faces), 0),
        ]
    return rows


def faults(rows: list[tuple[str, str, float, float]]) -> list[tuple[str, str, float]]:
    """Of the figures: structure, what is too much, and how much it is."""
    return [(name, what, got) for name, what, got, most in rows if got > most]
