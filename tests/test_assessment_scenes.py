"""Scenes of the shipped questions: what is right can be seen, and is large enough to be met."""

from __future__ import annotations

import numpy as np
import pytest

from musclekit import assessment
from musclekit.assessment import kinds, load_bank
from musclekit.assessment.scenes import private_scene
from musclekit.content import read_bank
from musclekit.paths import content_dir
from musclekit.scene import Scene, camera
from musclekit.widgets.questions import scene_from

WINDOW = (800, 760)
STEP_PX = 6
LEAST_PX2 = 400
GLASS = 0.5
"""A skin no more solid than this is seen through."""

POINTED_AT = [
    (name, item.id)
    for name in assessment.banks()
    for item in read_bank(content_dir("quizzes") / f"{name}.yaml").items
    if item.kind in ("click-structure", "name-structure")
]
PLACED = [
    (name, item.id)
    for name in assessment.banks()
    for item in read_bank(content_dir("quizzes") / f"{name}.yaml").items
    if item.kind == "place-the-footprint"
]


def seen_px2(scene: Scene) -> dict[str, int]:
    """Area of the window in which each layer is the first that a click meets.

    One ray a grid point, as `browsing.pixel_of` casts them. All rays start at the camera, so every
    triangle is projected once and asked only about the grid points within its bounds.
    """
    width, height = WINDOW
    eye, target, up = np.reshape(scene.camera(aspect=width / height), (3, 3))
    ahead = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(ahead, up) / np.linalg.norm(np.cross(ahead, up))
    axes = np.stack([right, np.cross(right, ahead), ahead])
    columns, rows = width // STEP_PX, height // STEP_PX
    scale = height / 2 / np.tan(np.radians(camera.FIELD_OF_VIEW_DEG / 2)) / STEP_PX
    solids = [layer for layer in scene.layers if layer.pickable]
    nearest = np.zeros(columns * rows)  # as 1 / depth, which is linear across a projected triangle
    first = np.full(columns * rows, -1)
    for number, layer in enumerate(solids):
        mesh = layer.get_mesh()
        across, upwards, depth = axes @ (np.asarray(mesh.points) - eye).T
        at = np.stack([columns / 2 + scale * across / depth, rows / 2 - scale * upwards / depth], 1)
        triangles = mesh.regular_faces
        cells, closeness = _hits(at[triangles], 1 / depth[triangles], columns, rows)
        best = np.zeros_like(nearest)
        np.maximum.at(best, cells, closeness)
        first[best > nearest] = number
        nearest = np.maximum(nearest, best)
    return {x.id: int((first == n).sum()) * STEP_PX**2 for n, x in enumerate(solids)}


def _hits(corners, closeness, columns: int, rows: int):
    """Grid points inside triangles (n, 3, 2), and how close the surface is there."""
    low = np.maximum(np.ceil(corners.min(axis=1)), 0).astype(int)
    high = np.minimum(np.floor(corners.max(axis=1)), (columns - 1, rows - 1)).astype(int)
    wide, tall = np.maximum(high - low + 1, 0).T
    count = wide * tall
    which = np.repeat(np.arange(len(corners)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    point = low[which] + np.stack([step % wide[which], step // wide[which]], axis=1)
    a, b, c = (corners[which, k] for k in range(3))
    share = np.stack([_cross(b - point, c - point), _cross(c - point, a - point)], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # seen edge on, a triangle has no area
        share = share / _cross(b - a, c - a)[:, None]
    share = np.column_stack([share, 1 - share.sum(axis=1)])
    inside = (share >= 0).all(axis=1)
    x, y = point[inside].T
    return y * columns + x, (share[inside] * closeness[which[inside]]).sum(axis=1)


def _cross(u, v):
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]


@pytest.mark.parametrize(("name", "item_id"), POINTED_AT)
def test_what_is_right_is_in_sight_and_can_be_met(name, item_id, atlas):
    """Of several right ones each is in sight, and one at least is large."""
    item = load_bank(name, atlas)[item_id]
    seen = seen_px2(scene_from(atlas, assessment.private_scene(item, atlas)))
    right = kinds.find(item.kind).key(item, atlas)
    assert min(seen[id] for id in right) > 0, seen
    assert max(seen[id] for id in right) >= LEAST_PX2, seen


@pytest.mark.parametrize(("name", "item_id"), PLACED)
def test_a_footprint_asked_for_faces_the_view(name, item_id, atlas):
    item = load_bank(name, atlas)[item_id]
    scene = scene_from(atlas, assessment.private_scene(item, atlas))
    painted = scene.show_footprints(item.fields.structures, item.fields.role)
    seen = seen_px2(painted)
    assert max(seen[id] for id in painted.visible if id not in scene.visible) >= LEAST_PX2, seen


def test_what_is_hidden_is_found_out(atlas):
    """The measure itself: nothing is seen through a bone, all of it through glass or alone."""
    behind = Scene(atlas).show(["femur", "linea_aspera"])
    assert seen_px2(behind.view("anterior"))["linea_aspera"] == 0
    assert seen_px2(behind.view("posterior"))["linea_aspera"] > LEAST_PX2
    glass = behind.xray("femur").view("anterior", focus="femur")
    alone = Scene(atlas).show("linea_aspera").view("anterior", focus="femur")
    assert seen_px2(glass) == seen_px2(alone)


def test_area_is_that_of_a_ball_in_the_picture():
    import pyvista

    from musclekit.scene.model import Layer

    ball = pyvista.Sphere(radius=50, theta_resolution=60, phi_resolution=60)
    scene = Scene(layers=(Layer("ball", "Ball", "body", lambda: ball),))
    eye, target, _ = np.reshape(scene.camera(aspect=WINDOW[0] / WINDOW[1]), (3, 3))
    tangent = np.tan(np.arcsin(50 / np.linalg.norm(eye - target)))
    half = np.tan(np.radians(camera.FIELD_OF_VIEW_DEG / 2))
    radius_px = tangent / half * WINDOW[1] / 2
    assert seen_px2(scene)["ball"] == pytest.approx(np.pi * radius_px**2, rel=0.02)


@pytest.mark.parametrize("name", assessment.banks())
def test_no_question_hides_what_it_asks_about_beneath_the_skin(name, atlas):
    bank = load_bank(name)
    scenes = [(item, private_scene(item, bank.atlas)) for item in bank.items]
    covered = [(item, scene) for item, scene in scenes if "skin" in scene["show"]]
    assert [x.id for x, scene in covered if scene["opacity"].get("skin", 1.0) > GLASS] == []


def test_a_question_on_a_slice_shows_bones_and_no_more_unless_told(atlas):
    bank = load_bank("looking-inside")
    shown = private_scene(bank["spot-semimembranosus"], bank.atlas)["show"]
    assert {atlas[id].kind for id in shown if id in atlas} == {"bone"}
