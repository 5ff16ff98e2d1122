"""Footprints: cut from the bone, painted with colour and pattern, shown through both doors."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musclekit.atlas import load_atlas
from musclekit.errors import UnknownName, UnknownStructure
from musclekit.geometry import cut_patch, nearest_on_surface, signed_distance, split
from musclekit.scene import Scene, painting, palette, rendering
from musclekit.widgets.stage import Stage, footprint_facts

GL, WHY_NOT = rendering.probe()
needs_gl = pytest.mark.skipif(
    not GL and os.environ.get("CI") != "true", reason=f"no stills here: {WHY_NOT}"
)
ALL = tuple(load_atlas().footprints)


def area(points, triangles) -> float:
    a, b, c = np.moveaxis(np.asarray(points)[np.asarray(triangles)], 1, 0)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def ball(radius: float):
    import pyvista

    mesh = pyvista.Icosphere(radius=radius, nsub=4)
    return np.asarray(mesh.points, float), mesh.regular_faces


def circle(radius: float, angle: float, count: int = 90) -> np.ndarray:
    """A circle of latitude on a ball, about +z."""
    turn = 2 * np.pi * np.arange(count) / count
    ring = np.stack([np.cos(turn), np.sin(turn), np.full(count, 1 / np.tan(angle))], axis=1)
    return radius * np.sin(angle) * ring


# ---------------------------------------------------------------- geometry
@settings(max_examples=15, deadline=None)
@given(st.floats(20, 80), st.floats(0.15, 0.9))
def test_a_cap_of_a_ball_has_the_area_of_a_cap(radius, angle):
    patch = cut_patch(*ball(radius), circle(radius, angle), edge=radius / 25)
    cap = 2 * np.pi * radius**2 * (1 - np.cos(angle))
    assert area(patch.points, patch.triangles) == pytest.approx(cap, rel=0.02)
    assert np.linalg.norm(patch.points, axis=1) == pytest.approx(radius, rel=0.01)
    assert patch.facing @ (0, 0, 1) == pytest.approx(1, abs=0.01)


def test_a_patch_does_not_depend_on_how_its_outline_is_turned_nor_on_the_side_of_the_body():
    points, triangles = ball(40)
    outline = circle(40, 0.4)[:, [1, 2, 0]] * (1, 1, 0.7)  # an oval towards +y
    one = cut_patch(points, triangles, outline)
    for other in (
        cut_patch(points, triangles, outline[::-1]),
        cut_patch(points * (-1, 1, 1), triangles[:, ::-1], outline * (-1, 1, 1)),
    ):
        assert area(other.points, other.triangles) == pytest.approx(
            area(one.points, one.triangles), rel=1e-3
        )
    far_side = cut_patch(points, triangles, outline * (1, -1, 1))
    assert far_side.points[:, 1].max() < 0 < one.points[:, 1].min()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1.5, 1.5))
def test_a_cut_keeps_the_surface_and_leaves_no_triangle_across_it(seed, level):
    values = np.random.default_rng(seed).normal(size=len(ball(1)[0]))
    points, triangles = ball(1)
    rows, pieces, below = split(np.column_stack([points, values]), triangles, values - level)
    assert area(rows[:, :3], pieces) == pytest.approx(area(points, triangles))
    side = rows[pieces, 3] - level
    assert (side[below] <= 1e-9).all() and (side[~below] >= -1e-9).all()


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(-3, 3)] * 3))
def test_the_nearest_point_of_a_surface_is_the_one_vtk_finds(point):
    import pyvista

    points, triangles = ball(1)
    mesh = pyvista.PolyData.from_regular_faces(points, triangles)
    _, expected = mesh.find_closest_cell(point, return_closest_point=True)
    found = nearest_on_surface(point, points, triangles)
    far = np.linalg.norm(found - point)
    assert far == pytest.approx(np.linalg.norm(expected - point), abs=1e-5)


def test_the_distance_to_a_hollow_outline_is_that_to_its_nearest_side():
    boomerang = [[0, 0], [4, 0], [4, 4], [3, 1]]
    assert signed_distance([[2, 2], [3.5, 0.5]], boomerang) == pytest.approx(
        [np.hypot(1, 1.0) * np.sin(np.pi / 4 + np.arctan(1 / 3)), -0.5], abs=0.3
    )
    assert signed_distance([[2, 2]], boomerang)[0] > 0, "the hollow is outside"


# ---------------------------------------------------------------- the atlas
@pytest.mark.parametrize("name", ALL)
def test_the_patch_of_a_footprint_is_bone_and_as_large_as_said(name, atlas):
    footprint = atlas.footprints[name]
    patch, bone = footprint.patch, atlas[footprint.bone].mesh
    assert area(patch.points, patch.triangles) == pytest.approx(footprint.area_mm2, rel=0.02)
    for point in patch.points[:: len(patch.points) // 8]:
        on_bone = nearest_on_surface(point, bone.points, bone.regular_faces)
        assert np.linalg.norm(on_bone - point) < 0.01
    assert np.linalg.norm(patch.points - footprint.middle_mm, axis=1).min() == 0


def test_what_shares_a_footprint_shares_one(atlas):
    shared = atlas.footprint("semitendinosus", "origin")
    assert shared is atlas.footprint("biceps_femoris_long_head", "origin")
    assert shared.name == "Origin of the long head of biceps femoris and semitendinosus"
    assert atlas.footprint("femur", "origin") is None
    with pytest.raises(UnknownStructure):
        atlas.footprint("appendix", "origin")


# ---------------------------------------------------------------- painting
@pytest.mark.parametrize("name", ALL)
def test_a_painted_footprint_has_a_border_and_a_pattern_of_its_own(name, atlas):
    footprint = atlas.footprints[name]
    mesh, rgb = painting.painted(footprint)
    assert rgb.shape == (mesh.n_points, 3) and rgb.dtype == np.uint8
    corners = rgb[mesh.regular_faces]
    assert (corners == corners[:, :1]).all(), "a triangle has two colours"
    assert area(mesh.points, mesh.regular_faces) == pytest.approx(footprint.area_mm2, rel=0.3)
    colours = [tuple(int(v) for v in row) for row in np.unique(rgb, axis=0)]
    bright = sorted(0.299 * r + 0.587 * g + 0.114 * b for r, g, b in colours)
    assert len(bright) == 3 and np.diff(bright).min() > 40, "not told apart without colour"


def test_origins_and_insertions_differ_without_colour(atlas):
    """The grid has twice the lines of the stripes, so more of the fill is covered."""

    def covered(role: str) -> float:
        mesh, rgb = painting.painted(atlas.footprint("semimembranosus", role))
        a, b, c = np.moveaxis(np.asarray(mesh.points)[mesh.regular_faces], 1, 0)
        size = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        bright = rgb.astype(int).sum(axis=1)[mesh.regular_faces[:, 0]] > 500
        dark = rgb.astype(int).sum(axis=1)[mesh.regular_faces[:, 0]] < 200
        return size[bright].sum() / size[~dark].sum()

    assert 0.2 < covered("origin") < 0.32 < covered("insertion") < 0.5
    assert {painting.pattern(role) for role in ("origin", "insertion")} == {"stripes", "grid"}


def test_patches_are_drawn_off_the_bone_and_stay_on_it_in_the_atlas(atlas):
    scene = Scene(atlas).show(["bones", "landmarks"]).show_footprints("hamstrings")
    for layer in (x for x in scene.layers if x.kind != "bone"):
        bone = atlas[atlas[layer.id].of if layer.id in atlas else atlas.footprints[layer.id].bone]
        points = np.asarray(layer.get_mesh().points)[::23]
        surface = bone.mesh.points, bone.mesh.regular_faces
        gaps = [np.linalg.norm(nearest_on_surface(p, *surface) - p) for p in points]
        assert np.median(gaps) > 0.15 and max(gaps) < 1.0, layer.id
        assert layer.get_mesh() is layer.get_mesh(), "sent anew at every change"
    drawn = scene.layer("ischial_tuberosity").get_mesh()
    own = atlas["ischial_tuberosity"].mesh
    assert drawn is not own and drawn.n_points == own.n_points
    assert painting.drawn_mesh(atlas["femur"]) is atlas["femur"].mesh


# ---------------------------------------------------------------- scenes
def test_a_scene_shows_says_and_explains_them(atlas):
    scene = Scene(atlas).show("bones").show_footprints("hamstrings").view("posterior")
    text = scene.describe()
    assert "Origin of semimembranosus on the ischial tuberosity, " in text and " mm²" in text
    assert "Footprint colours: Origin: red, stripes; Insertion: blue, grid." in text
    assert [role for role, _ in scene.legend] == ["origin", "insertion"]
    origins = Scene(atlas).show("hip_bone").show_footprints("semitendinosus", role="origin")
    assert origins.visible == ("hip_bone", "biceps_femoris_long_head.origin")
    assert [role for role, _ in origins.legend] == ["origin"]
    named = origins.label("semitendinosus.origin").labels
    assert named == ("biceps_femoris_long_head.origin",)
    assert origins.hide("semitendinosus.origin").legend == ()
    count = sum(layer.kind == "footprint" for layer in scene.layers)
    withheld = scene.describe(names=False)
    assert "mm²" not in withheld and f"Footprints: {count}" in withheld


def test_a_footprint_waits_for_its_bone(atlas):
    short, long = (f"biceps_femoris_{head}_head.origin" for head in ("short", "long"))
    hip = Scene(atlas).show("hip_bone").show_footprints("hamstrings", role="origin")
    assert short not in hip.visible and long in hip.visible
    said = (
        "not painted, as the bone is not shown: Origin of the short head of biceps femoris (femur)."
    )
    assert said in hip.describe() and "linea aspera" not in hip.describe()
    both = hip.show("femur")
    assert short in both.visible and "not painted" not in both.describe()
    early = Scene(atlas).show_footprints("hamstrings", role="origin")
    assert early.visible == () and early.legend == ()
    assert "Origin of semimembranosus (hip bone)" in early.describe()
    assert set(early.show(["hip_bone", "femur"]).visible) == set(both.visible)
    assert short in hip.show(short).visible, "asked for by name"
    assert short not in hip.hide(short).show("femur").visible, "hidden while it waited"
    assert short not in both.hide(short).show("tibia").visible, "hidden ones stay hidden"


def test_a_highlighted_footprint_keeps_the_colours_of_its_role(atlas):
    from musclekit.scene.k3d_view import PlotView

    scene = Scene(atlas).show("hip_bone").show_footprints("semimembranosus", role="origin")
    view = PlotView(scene)
    [name] = set(view.objects) - {"hip_bone"}
    own = view.objects[name].colors
    view.update(scene.highlight(name))
    assert view.objects[name].colors is own and len(own)
    grey = palette.as_rgb(f"#{view.objects[name].color:06x}")
    assert len(set(grey)) == 1 and grey[0] == round(255 * palette.HIGHLIGHT_PAINT)
    assert scene.highlight(name).colour(name) == palette.FOOTPRINT["origin"][0]
    view.update(scene)
    assert view.objects[name].color == 0xFFFFFF


def test_what_cannot_be_painted_is_refused(atlas):
    scene = Scene(atlas)
    with pytest.raises(UnknownName, match="Did you mean 'origin'"):
        scene.show_footprints("hamstrings", role="orgin")
    with pytest.raises(UnknownName, match="no footprint of femur"):
        scene.show_footprints("femur")
    with pytest.raises(UnknownStructure, match="semitendinosus"):
        scene.show_footprints("semitendonosus")
    with pytest.raises(UnknownName, match="atlas"):
        Scene().show_footprints("hamstrings")


def test_k3d_gets_the_colours_and_a_later_scene_hides_them(atlas):
    from musclekit.scene.k3d_view import PlotView

    scene = Scene(atlas).show("hip_bone").show_footprints("semimembranosus", role="origin")
    view = PlotView(scene)
    shown = view.objects["semimembranosus.origin"]
    assert len(shown.colors) == len(shown.vertices)
    assert len({int(x) for x in shown.colors}) == 3 and shown.click_callback
    view.update(scene.hide("semimembranosus.origin"))
    assert not shown.visible
    view.update(scene.pin("Here", (0, 0, 0)))
    before = np.array(view.objects["pin"].vertices)
    view.update(scene.pin("There", (10, 0, 0)))
    assert np.array(view.objects["pin"].vertices) - before == pytest.approx(
        np.tile([10, 0, 0], (len(before), 1))
    )
    assert not view.objects["pin"].click_callback, "a pin is in the way of clicks"


@needs_gl
def test_a_still_shows_red_where_a_muscle_arises_and_blue_where_it_ends(atlas):
    def picture(scene) -> np.ndarray:
        return scene.screenshot(size=(300, 300)).astype(int)

    bare = Scene(atlas).show("bones")
    seat = bare.view("posterior", focus="ischial_tuberosity")
    knee = bare.view("medial", focus="pes_anserinus")
    for scene, role, red in ((seat, "origin", 1), (knee, "insertion", -1)):
        change = picture(scene.show_footprints("semitendinosus", role=role)) - picture(scene)
        change[:40, :120] = 0  # the legend
        seen = np.abs(change).sum(axis=2) > 60
        assert 0.001 < seen.mean() < 0.05
        assert red * (change[..., 0] - change[..., 2])[seen].mean() > 20


def test_the_view_names_a_footprint_and_its_card_cites(atlas):
    Stage.current = None
    scene = Scene(atlas).show("bones").show_footprints("semimembranosus")
    stage = Stage.shared(scene)
    names = {x["id"]: x["name"] for x in stage.things}
    assert names["semimembranosus.origin"] == "Origin of semimembranosus"
    assert [x["role"] for x in stage.legend] == ["origin", "insertion"]
    stage._hear(stage, {"do": "pick", "id": "semimembranosus.origin", "point": [0, 0, 0]}, [])
    told = {x["label"]: x for x in stage.card["facts"]}
    assert "facet of the ischial tuberosity" in told["Origin"]["text"] and told["Origin"]["sources"]
    area = told["Area"]
    assert area["text"] == "412 mm², drawn after Philippon 2015"
    assert (area["status"], area["confirmed"]) == ("supported", True) and area["sources"]
    plain = footprint_facts(atlas, atlas.footprint("semitendinosus", "insertion"))[-1]
    assert (plain["status"], plain["confirmed"], plain["sources"]) == ("drawn", False, [])
    touched = next(x for x in atlas.footprints.values() if not x.drawn)
    assert "Area" not in {x["label"] for x in footprint_facts(atlas, touched)}
    Stage.current = None
