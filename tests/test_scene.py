"""Scenes as values: what they show, what they say, how they are drawn by PyVista and K3D."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pytest
from conftest import loaded_by

import musclekit as mk
from musclekit.errors import MusclekitError, RenderingUnavailable, UnknownName, UnknownStructure
from musclekit.scene import Layer, Scene, camera, palette, rendering
from musclekit.scene.anchors import anchors, seen_from
from musclekit.scene.plotter import build_plotter

HAMSTRINGS = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)
GL, WHY_NOT = rendering.probe()
# In CI a machine that cannot draw is a failure, not a skip.
needs_gl = pytest.mark.skipif(
    not GL and os.environ.get("CI") != "true", reason=f"no stills here: {WHY_NOT}"
)


@pytest.fixture(scope="module")
def scene(atlas):
    return Scene(atlas).show("bones").show("hamstrings").view("posterior")


def test_a_scene_is_a_value(scene):
    before = scene.describe()
    scene.hide("hamstrings").xray("bones").highlight("femur").label("bones").view("lateral")
    assert scene.describe() == before
    with pytest.raises(AttributeError):
        scene.current_view = "lateral"


def test_show_hide_isolate(scene):
    assert set(HAMSTRINGS) <= set(scene.visible)
    hidden = scene.hide("semitendinosus")
    assert set(scene.visible) - set(hidden.visible) == {"semitendinosus"}
    assert hidden.show("semitendinosus").visible == scene.visible
    assert scene.isolate("semitendinosus").visible == ("semitendinosus",)


def test_an_alias_and_an_id_are_one_layer(scene):
    assert scene.show("bf_long_head").visible == scene.visible


def test_xray_lets_clicks_through_and_solid_does_not(scene):
    glass = scene.xray("bones")
    assert not any(glass.layer(x).pickable for x in ("femur", "hip_bone"))
    assert all(glass.layer(x).pickable for x in HAMSTRINGS)


def test_unknown_names_are_refused_with_a_suggestion(scene):
    with pytest.raises(UnknownStructure, match="Did you mean 'semitendinosus'"):
        scene.show("semitendonosus")
    with pytest.raises(UnknownName, match="Did you mean 'posterior'"):
        scene.view("posteriour")
    with pytest.raises(MusclekitError, match="from 0 to 1"):
        scene.show("femur", opacity=40)
    with pytest.raises(MusclekitError, match="from 0 to 1"):
        scene.show("femur", opacity="half")
    with pytest.raises(MusclekitError, match="#rrggbb"):
        scene.show("femur", colour="red")
    with pytest.raises(UnknownName):
        Scene().show("ball")


def test_a_file_that_cannot_be_written_is_one_paragraph(scene, tmp_path):
    for save in (scene.save_html, *([scene.screenshot] if GL else [])):
        with pytest.raises(MusclekitError, match="Cannot be written") as caught:
            save(tmp_path / "no-such-folder" / "page.png")
        assert "no-such-folder" in str(caught.value) and "\n" not in str(caught.value)


def test_description_names_what_is_seen_and_nothing_hidden(scene, atlas):
    text = scene.hide("semitendinosus").xray("femur").highlight("semimembranosus").describe()
    assert "Semitendinosus" not in text
    assert "Femur (see-through)" in text and "Highlighted: Semimembranosus." in text
    assert "posterior view (from behind)" in text
    for name in ("biceps_femoris_long_head", "tibia"):
        assert atlas[name].name() in text


def test_description_follows_the_picture_from_left_to_right(atlas):
    ends = Scene(atlas).show(["medial_tibial_condyle", "fibular_head"])
    behind, front = (ends.view(x).describe() for x in ("posterior", "anterior"))
    # Right leg: the fibula is to the right of the picture from behind, to the left from the front.
    assert behind.index("Medial condyle") < behind.index("Head of the fibula")
    assert front.index("Head of the fibula") < front.index("Medial condyle")


@pytest.mark.parametrize("view", camera.VIEWS)
def test_everything_framed_is_inside_the_picture(scene, view):
    for aspect in (0.5, 0.75, 1.6):
        eye, target, up = np.reshape(scene.frame(view).camera(aspect), (3, 3))
        back = (eye - target) / np.linalg.norm(eye - target)
        right = np.cross(up, back)
        assert np.linalg.norm(right) == pytest.approx(1, abs=1e-6)
        whole = (*HAMSTRINGS, "hip_bone", "sacrum", "femur")
        points = np.concatenate([scene.layer(x).get_mesh().points for x in whole]) - eye
        depth = -points @ back
        half = np.tan(np.radians(camera.FIELD_OF_VIEW_DEG / 2))
        assert (depth > 0).all()
        assert np.abs(points @ right / depth).max() <= half * aspect
        assert np.abs(points @ up / depth).max() <= half


def test_the_picture_is_filled_and_the_leg_may_run_out_of_it(scene):
    for view in ("posterior", "medial", "lateral", "anterior"):
        frame = scene.frame(view)
        tops = [scene.layer(x).get_mesh().bounds[5] for x in ("hip_bone", "vertebra_l4")]
        lowest = min(scene.layer(x).get_mesh().bounds[4] for x in HAMSTRINGS)
        assert frame.height_mm == pytest.approx(max(tops) - lowest)
        assert lowest > scene.layer("tibia").get_mesh().bounds[4] + 200
    alone = scene.isolate("semitendinosus").frame("posterior")
    assert alone.height_mm < 0.8 * scene.frame("posterior").height_mm


def test_a_slanting_view_is_framed_on_the_bodies_not_on_a_box_round_all():
    both = camera.frame("proximal", [(0, 10, 0, 10, 90, 100), (0, 10, 90, 100, 0, 10)])
    assert both.height_mm < camera.frame("proximal", (0, 10, 0, 100, 0, 100)).height_mm


def test_medial_and_lateral_trade_places_on_the_left():
    box = (0, 1, 0, 1, 0, 1)
    assert camera.frame("medial", box, "right").direction == (-1, 0, 0)
    assert camera.frame("medial", box, "left").direction == (1, 0, 0)
    assert camera.frame("posterior", box, "left") == camera.frame("posterior", box, "right")


def test_labels_point_at_what_is_seen():
    import pyvista

    ball = pyvista.Sphere(radius=10, theta_resolution=40, phi_resolution=40)
    wall = pyvista.Plane(center=(0, -30, 12), direction=(0, 1, 0), i_size=20, j_size=60,
                         i_resolution=30, j_resolution=30)  # fmt: skip
    spots, normals = anchors(ball, 200)
    free = seen_from([0, -500, 0], spots, normals, np.empty((0, 3)))
    assert free.any() and (spots[free][:, 1] < 0).all()
    hidden = seen_from([0, -500, 0], spots, normals, wall.points, clearance_mm=2)
    assert free[hidden].all() and 0 < hidden.sum() < free.sum()


# ---------------------------------------------------------------- colour
_EYES = {  # Machado, Oliveira and Fernandes 2009, severity 1.0; linear RGB
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def _lab(colour: str, eyes) -> np.ndarray:
    """CIE L*a*b* (D65) of "#rrggbb" as those eyes see it."""
    packed = palette.as_int(colour)
    srgb = np.array([packed >> 16, packed >> 8 & 255, packed & 255]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.asarray(eyes) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ linear / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", _EYES)
def test_colours_stay_apart_for_colour_blind_eyes(eyes):
    shown = [palette.STRUCTURE[x] for x in HAMSTRINGS]
    shown += [palette.KIND[kind] for kind in ("bone", "nerve", "artery")]
    shown += [palette.HIGHLIGHT, palette.CLICKED]
    apart = {
        (a, b): np.linalg.norm(_lab(a, _EYES[eyes]) - _lab(b, _EYES[eyes]))
        for a, b in itertools.combinations(shown, 2)
    }
    assert min(apart.values()) > 15, min(apart, key=apart.__getitem__)


# ---------------------------------------------------------------- PyVista
@needs_gl
def test_the_highlighted_structure_is_seen_in_its_colour(scene, tmp_path):
    plain = scene.screenshot(size=(300, 400)).astype(int)
    marked = scene.highlight("semitendinosus").screenshot(tmp_path / "st.png", size=(300, 400))
    blue = _is_blue(marked.astype(int))
    assert blue.mean() > 0.02
    assert _is_blue(plain).sum() == 0
    assert (tmp_path / "st.png").stat().st_size > 5_000


def test_the_letters_of_a_picture_are_the_bodys_own(scene):
    seen = {x: camera.letters(scene.view(x).camera()) for x in camera.VIEWS}
    assert seen["posterior"] == ("L", "R", "S", "I") and seen["anterior"] == ("R", "L", "S", "I")
    assert seen["lateral"] == ("P", "A", "S", "I") and seen["medial"] == ("A", "P", "S", "I")
    left = Scene(mk.load_atlas(side="left", detail="light")).show("bones")
    assert camera.letters(left.view("lateral").camera()) == ("A", "P", "S", "I")
    assert left.caption() == "Left side, posterior view. "


@needs_gl
def test_a_still_says_which_side_it_shows(scene):
    plotter = build_plotter(scene)
    told = {x.GetInput() for x in plotter.actors.values() if hasattr(x, "GetInput")}
    plotter.close()
    assert {"L", "R", "S", "I", "Right side, posterior view."} <= told


@needs_gl
def test_hidden_structures_leave_no_pixel_and_views_differ(scene):
    only = scene.isolate("semitendinosus")
    pictures = {
        x: only.view(x, focus="hamstrings").screenshot(size=(150, 200)) for x in camera.VIEWS
    }
    for a, b in itertools.combinations(pictures.values(), 2):
        assert (a != b).any()
    nothing = only.hide("semitendinosus").screenshot(size=(150, 200))
    assert (nothing == 255).all()


@needs_gl
def test_labels_are_drawn(scene):
    bare = scene.screenshot(size=(300, 400)).astype(int)
    named = scene.label("hamstrings").screenshot(size=(300, 400)).astype(int)
    assert (np.abs(bare - named).sum(axis=2) > 60).sum() > 300


def _is_blue(picture):
    red, green, blue = np.moveaxis(picture[..., :3], 2, 0)
    return (blue > 90) & (blue > red + 60) & (blue > green + 25)


def test_without_gl_a_still_is_refused_and_names_the_packages(scene, monkeypatch):
    monkeypatch.setattr(rendering, "probe", lambda: (False, "the drawing process died"))
    for draw in (scene.plotter, scene.screenshot):
        with pytest.raises(RenderingUnavailable, match="libegl1 libgl1-mesa-dri") as caught:
            draw()
        assert "\n" not in str(caught.value)


def test_a_killed_probe_is_an_answer_not_a_crash(monkeypatch):
    rendering.probe.cache_clear()
    monkeypatch.setattr(
        rendering, "_PROBE", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    )
    assert rendering.probe() == (False, "the drawing process died with signal 11")
    rendering.probe.cache_clear()


@needs_gl
def test_real_meshes_show_lesson_one_too(reference_atlas, scene):
    """BodyParts3D's own surfaces in the embedded atlas's records: the same scene, real shapes."""
    real = Scene(reference_atlas).show("bones").show("hamstrings").view("posterior")
    assert set(real.visible) == set(scene.visible)
    femurs = [x.layer("femur").get_mesh().length for x in (real, scene)]
    assert femurs[0] == pytest.approx(femurs[1], rel=0.05) and femurs[0] != femurs[1]
    picture = real.highlight("semitendinosus").screenshot(size=(300, 400)).astype(int)
    assert _is_blue(picture).mean() > 0.02
    assert real.widget().object_ids
    assert "Semitendinosus" in real.describe()


# ---------------------------------------------------------------- K3D
def test_the_widget_holds_the_meshes_as_they_are(scene):
    from musclekit.scene.k3d_view import PlotView

    view = PlotView(scene)
    for name in HAMSTRINGS:
        mesh, sent = scene.layer(name).get_mesh(), view.objects[name]
        assert np.allclose(sent.vertices, mesh.points, atol=1e-3)
        assert sent.vertices.dtype == np.float32 and sent.indices.dtype == np.uint32
        assert palette.as_int(palette.STRUCTURE[name]) in sent.colors, "the belly's own colour"
    assert set(view.objects) == set(scene.visible)
    assert scene.widget().object_ids


def test_a_later_scene_sends_only_what_differs(scene):
    from musclekit.scene.k3d_view import PlotView

    view = PlotView(scene)
    sent = {name: shown.vertices for name, shown in view.objects.items()}
    view.update(scene.hide("femur").xray("tibia").highlight("semitendinosus").show("nerves"))
    assert all(view.objects[name].vertices is sent[name] for name in sent)
    assert not view.objects["femur"].visible
    assert view.objects["tibia"].click_callback is None
    assert view.objects["semitendinosus"].color == palette.as_int(palette.HIGHLIGHT)
    assert set(view.objects) - set(sent) == set(scene.atlas.groups["nerves"])


def test_one_page_holds_the_scene_and_asks_nobody(scene, tmp_path):
    page = scene.titled("Offline <b>").save_html(tmp_path / "page.html").read_text()
    assert "Offline &lt;b&gt;" in page and "Semitendinosus" in page
    assert "Right side, posterior view. In words" in page and "<details" in page
    assert 'src="http' not in page and 'href="http' not in page


# ---------------------------------------------------------------- other people's plotters
@needs_gl
def test_any_plotter_of_surfaces_becomes_a_scene():
    import pyvista

    plotter = pyvista.Plotter(off_screen=True)
    plotter.add_mesh(pyvista.Cube(), color="red", opacity=0.5, name="box")
    ball = pyvista.Sphere()
    ball["height"] = ball.points[:, 2]
    plotter.add_mesh(ball, scalars="height", cmap="viridis", name="ball", show_scalar_bar=False)
    cells = pyvista.Sphere(center=(3, 0, 0))
    cells.cell_data["face"] = np.arange(cells.n_cells)
    plotter.add_mesh(cells, scalars="face", name="cells", show_scalar_bar=False)
    plotter.add_point_labels([[0.0, 0.0, 1.0]], ["top"], name="words")
    plotter.camera_position = [(0, -9, 0), (0, 0, 0), (0, 0, 1)]
    from musclekit.scene.from_plotter import scene_of

    scene = scene_of(plotter)
    assert {x.id for x in scene.layers} >= {"box", "ball", "cells"}
    box, shown, split = (scene.layer(x) for x in ("box", "ball", "cells"))
    assert (box.colour, box.opacity, box.get_rgb) == ("#ff0000", 0.5, None)
    assert box.get_mesh().n_cells == 12
    rgb = shown.get_rgb()
    assert rgb.shape == (ball.n_points, 3)
    assert rgb[np.argmin(ball.points[:, 2])].tolist() == [68, 1, 84]  # viridis, its low end
    assert len(split.get_rgb()) == split.get_mesh().n_points == 3 * cells.n_cells
    assert scene.notes == (("top", (0.0, 0.0, 1.0)),)
    assert scene.start[:2] == pytest.approx(
        (0, -9 * np.tan(np.radians(15)) / np.tan(np.radians(12.5)))
    )
    plotter.close()


@needs_gl
def test_what_has_no_faces_is_named_and_left_out():
    import pyvista

    from musclekit.scene.from_plotter import scene_of

    plotter = pyvista.Plotter(off_screen=True)
    plotter.add_mesh(pyvista.Line(), name="line")
    with pytest.raises(MusclekitError, match="no surface mesh"):
        scene_of(plotter)
    plotter.add_mesh(pyvista.Sphere(), name="ball")
    with pytest.warns(UserWarning, match="line"):
        assert scene_of(plotter).visible == ("ball",)
    plotter.close()


def test_the_backend_is_registered_with_pyvista():
    import pyvista

    assert "musclekit" in {x.name for x in pyvista.registered_jupyter_backends()}


# ---------------------------------------------------------------- importing
@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import musclekit", {"numpy", "pyvista", "vtkmodules", "k3d", "ipywidgets", "pydantic"}),
        ("import musclekit as mk; mk.Scene", {"vtkmodules", "k3d", "ipywidgets", "sqlalchemy"}),
        (
            "import musclekit as mk; mk.Scene(mk.load_atlas()).show('bones').highlight('femur')",
            {"vtkmodules", "k3d", "ipywidgets"},
        ),
    ],
)
def test_importing_loads_only_what_is_needed(statement, absent):
    assert loaded_by(statement) & absent == set()


def test_layers_without_an_atlas_are_described():
    ball = Layer("ball", "A ball", "surface", lambda: None)
    assert "A ball" in Scene().add(Layer("ball", "A ball", "surface", _ball)).describe()
    assert not ball.get_mesh()


def _ball():
    import pyvista

    return pyvista.Sphere()


def test_labels_are_named_one_by_one_or_together(atlas):
    scene = mk.Scene(atlas).show("bones")
    assert scene.label("femur", "tibia").labels == scene.label(["femur", "tibia"]).labels
    assert scene.label("femur").label().labels == ()
