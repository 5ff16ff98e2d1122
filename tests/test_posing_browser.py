"""Sliders and activities as a learner uses them, in Voilà and JupyterLab, in a real browser."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import machine
import nbformat
import numpy as np
import pytest
from browsing import Watched
from serving import notebook, serving, v4
from test_lessons_browser import TOKEN, lab_running

import musclekit as mk
from musclekit.widgets import motion, posing

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
ATLAS = 'import musclekit as mk\natlas = mk.load_atlas(detail="light")'
CELLS = [
    f"{ATLAS}\nmk.play('walking', atlas)",
    "mk.pose_explorer(atlas)",
    "mk.Scene(atlas).show('bones').titled('Only bones')",
    "mk.predict_stretch(atlas=atlas)",
]
READY = ".mk-stage[data-ready=true]"
LONG_HEAD = "biceps_femoris_long_head"
SHAPE = """id => {
  const stage = document.querySelector(".mk-stage").stage, object = stage.motion.object(id);
  const { array } = object.geometry.attributes.position, m = object.matrixWorld.elements;
  const points = [];
  for (let i = 0; i < array.length; i += 3) {
    const [x, y, z] = array.slice(i, i + 3);
    points.push([0, 1, 2].map((r) => m[r] * x + m[4 + r] * y + m[8 + r] * z + m[12 + r]));
  }
  return points;
}"""
HITS = """([id, points]) => {
  const stage = document.querySelector(".mk-stage").stage, { k3d } = stage;
  const { width, height } = stage.canvas.getBoundingClientRect();
  const met = points.filter((point) => {
    const [x, y] = stage.eye.project(point);
    stage.hovered = null;
    k3d.dispatch(k3d.events.MOUSE_MOVE, { x: (x / width) * 2 - 1, y: 1 - (y / height) * 2 });
    return stage.hovered && stage.idOf(stage.hovered) === id;
  });
  return met.length / points.length;
}"""
MOVE = """([selector, value]) => {
  const slider = document.querySelector(selector);
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
AND_WAIT = f"""async (asked) => {{
  const once = {{ once: true }};
  const posed = new Promise((done) => document.addEventListener("mk-posed", done, once));
  ({MOVE})(asked);
  await posed;
}}"""


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moving")
    words = "\n\n".join(["Read on."] * 20)
    cells = [x for code in CELLS for x in (v4.new_code_cell(code), v4.new_markdown_cell(words))]
    (folder / "lessons").mkdir()
    path = folder / "lessons" / "moving.ipynb"
    nbformat.write(notebook(v4.new_markdown_cell("# Moving"), *cells, title="Moving"), path)
    return path


@pytest.fixture(scope="module")
def voila(lesson):
    data, log = str(lesson.parent.parent / "data"), lesson.parent.parent / "voila.log"
    with serving(lesson.parent, "--pool", "1", log=log, MUSCLEKIT_DATA_DIR=data) as running:
        yield f"{running.url}/lesson/moving"


def listen(websocket, heard: list) -> None:
    """Keep what goes to and from the kernel; JupyterLab has a socket of its own for its files."""
    if "/channels" in websocket.url:
        for event in ("framereceived", "framesent"):
            websocket.on(event, lambda x: heard.append(x))


@contextmanager
def opened(browser, url: str, *, webgl: bool = True):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    watched, heard = Watched(page), []
    if not webgl:
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page.on("websocket", lambda ws: listen(ws, heard))
    page.goto(url)
    page.heard = heard
    yield page
    assert watched.hosts() <= {"localhost"}
    context.close()
    if webgl:
        assert watched.errors == [], "\n".join(watched.said)


@pytest.fixture(scope="module")
def shared(browser, voila):
    with opened(browser, voila) as page:
        page.wait_for_selector(READY)
        page.wait_for_selector(".mk-play:not([disabled])")
        yield page


def show(page, number: int) -> None:
    """Bring the view to one of the lesson's scenes."""
    host = page.locator(".mk-host").nth(number)
    host.evaluate("node => node.scrollIntoView({ block: 'center' })")
    host.get_by_role("button", name=re.compile("(Show|Showing) in 3D")).click(force=True)
    host.locator(".mk-goto", has_text="Showing in 3D").wait_for()
    page.wait_for_timeout(400)


def quiet(page, act) -> list[bytes]:
    """What the websocket carried meanwhile; once more where the connection itself was renewed."""
    for _ in range(3):
        before = len(page.heard)
        act()
        carried = [x.encode() if isinstance(x, str) else x for x in page.heard[before:]]
        if not any(b"kernel_info_request" in x for x in carried):
            return carried
    return carried


def settled(page) -> None:
    """Wait until the websocket has had a rest: an answer may be under way yet."""
    for _ in range(40):
        heard = len(page.heard)
        page.wait_for_timeout(500)
        if len(page.heard) == heard:
            return


def scrub(page, percent: float) -> None:
    page.evaluate(MOVE, [".mk-scrub", percent])
    page.wait_for_timeout(700)


@pytest.fixture
def player(shared):
    show(shared, 0)
    scrub(shared, 0)
    return shared


def test_nothing_travels_while_an_activity_plays(player):
    def play():
        player.get_by_role("button", name="Play").click()
        player.wait_for_timeout(3000)
        moving.append(player.evaluate(SHAPE, "tibia"))
        player.get_by_role("button", name="Pause").click()
        player.wait_for_timeout(600)

    still, moving = player.evaluate(SHAPE, "tibia"), []
    assert quiet(player, play) == []
    assert np.abs(np.subtract(still, moving[-1])).max() > 5
    assert quiet(player, lambda: scrub(player, 40)) == []


def test_what_is_drawn_is_the_posed_atlas(player, light):
    activity = mk.activity("walking", light)
    for percent in (33.5, 71.0, 96.5):
        scrub(player, percent)
        posed = activity.pose(percent)
        for one in ("femur", "tibia", "sacrum"):
            away = np.subtract(player.evaluate(SHAPE, one), posed[one].mesh.points)
            assert np.abs(away).max() < 0.3, (one, percent)
        for one in ("semitendinosus", "biceps_femoris_long_head", "sciatic_nerve"):
            away = np.subtract(player.evaluate(SHAPE, one), posed[one].mesh.points)
            assert np.linalg.norm(away, axis=1).max() < 1.5, (one, percent)


def test_phase_and_numbers_are_told_in_words(player, light):
    scrub(player, 96.5)
    panel = player.locator(".mk-panel").first
    assert panel.locator(".mk-now").inner_text() == "97 % Terminal swing"
    pressed = panel.locator(".mk-phases [aria-pressed=true]")
    assert pressed.get_attribute("aria-label") == "Terminal swing"
    row = mk.activity("walking", light).peaks().loc["semitendinosus"]
    told = panel.get_by_role("row", name=re.compile("^Semitendinosus"))
    assert f"+{row.longest_strain_percent:.1f}" in told.inner_text()
    assert re.search(r"\d+ extends\s+\d+ flexes", told.inner_text())
    value = panel.locator(".mk-scrub").get_attribute("aria-valuetext")
    assert value == "97 percent, Terminal swing"
    say = player.locator(".mk-stage .mk-say")
    assert "97 percent, Terminal swing. Biceps femoris, long head +5" in say.text_content()
    names = player.locator(".mk-texts .mk-label").all_text_contents()
    assert any(x.startswith("Semitendinosus +4.") for x in names)


def test_keys_scrub_play_and_pause(player):
    player.locator(".mk-scrub").first.focus()
    player.keyboard.press("ArrowRight")
    player.keyboard.press("ArrowRight")
    assert player.locator(".mk-scrub").first.input_value() == "1"
    player.keyboard.press(" ")
    player.get_by_role("button", name="Pause").wait_for()
    player.locator(".mk-canvas").focus()
    player.keyboard.press(" ")
    player.get_by_role("button", name="Play").wait_for()


def test_strain_colours_the_muscles_and_the_bar_is_hatched_when_shorter(player):
    def colour(percent):
        scrub(player, percent)
        return player.evaluate(
            """id => document.querySelector(".mk-stage").stage.motion.object(id)
              .material.color.toArray()""",
            "semimembranosus",
        )

    longer, shorter = colour(96), colour(66)
    assert longer[0] > longer[2] and shorter[2] > shorter[0]
    bar = player.locator(".mk-readings .mk-strainbar i").nth(3)
    assert bar.get_attribute("class") == "mk-shorter"


def test_a_ray_meets_structures_where_they_are_and_not_where_they_were(player, light):
    scrub(player, 70)
    for one, least in (("tibia", 0.3), ("biceps_femoris_long_head", 0.1)):
        now = player.evaluate(SHAPE, one)[::10]
        assert player.evaluate(HITS, [one, now]) > least, one
    before = np.asarray(light["tibia"].mesh.points)
    low = before[before[:, 2] < -700].tolist()  # at 70 % the shank has left that place
    assert player.evaluate(HITS, ["tibia", low]) == 0


def test_the_next_scene_finds_everything_at_rest(player, light):
    scrub(player, 70)
    show(player, 2)
    for one in ("tibia", "femur"):
        away = np.subtract(player.evaluate(SHAPE, one), light[one].mesh.points)
        assert np.abs(away).max() < 0.01


def test_a_slider_sends_the_change_and_no_more(shared, light):
    show(shared, 1)
    knee, ankle = ("[data-coordinate=knee_flexion]", "[data-coordinate=ankle_dorsiflexion]")
    shared.evaluate(AND_WAIT, [knee, 20])
    settled(shared)
    rig = motion.Rig(light, light.resolve(["hamstrings", "bones", "nerves"]))
    sent = motion.Sent(rig)
    sent.changes({"knee_flexion": 20.0})

    def carried(asked, angles):
        message, buffers = sent.changes(angles)
        told = quiet(shared, lambda: (shared.evaluate(AND_WAIT, asked), settled(shared)))
        assert not any(b'"vertices"' in x or b'"model_matrix"' in x for x in told)
        assert message["soft"]
        return sum(map(len, told)), sum(map(len, buffers))

    bytes_told, bytes_changed = carried([knee, 30], {"knee_flexion": 30.0})
    assert bytes_changed <= bytes_told < bytes_changed + 12_000
    whole = sum(12 * light[one].mesh.n_points for one in rig.ids)
    assert bytes_told < whole / 3
    less_told, less_changed = carried(
        [ankle, 15], {"knee_flexion": 30.0, "ankle_dorsiflexion": 15.0}
    )
    assert less_changed <= less_told < less_changed + 12_000 and less_told < bytes_told


def test_the_slider_shows_the_posed_atlas_and_its_numbers(shared, light):
    show(shared, 1)
    shared.evaluate(AND_WAIT, ["[data-coordinate=ankle_dorsiflexion]", 0])
    shared.evaluate(AND_WAIT, ["[data-coordinate=knee_flexion]", 0])
    shared.evaluate(AND_WAIT, ["[data-coordinate=hip_flexion]", 60])
    posed = light.pose(hip_flexion=60)
    for one in ("femur", "fibula", "semimembranosus", "tibial_nerve"):
        away = np.subtract(shared.evaluate(SHAPE, one), posed[one].mesh.points)
        assert np.abs(away).max() < 0.1, one
    row = motion.readings(light, ["semimembranosus"], {"hip_flexion": 60})["semimembranosus"]
    told = (
        shared.locator(".mk-panel").nth(1).get_by_role("row", name=re.compile("^Semimembranosus"))
    )
    assert f"+{row['strain_percent']:.1f}" in told.inner_text()
    assert f"{row['hip_flexion_lever_mm']:.0f}".strip("-") in told.inner_text()


COVERED = """() => {
  const stage = document.querySelector(".mk-stage").stage, { k3d } = stage;
  const box = stage.canvas.getBoundingClientRect();
  return [...stage.texts.children].map((label) => {
    const at = label.getBoundingClientRect();
    const met = [];
    for (let x = at.left; x <= at.right; x += 4)
      for (let y = at.top; y <= at.bottom; y += 4) {
        const [across, down] = [(x - box.left) / box.width, (y - box.top) / box.height];
        stage.hovered = null;
        k3d.dispatch(k3d.events.MOUSE_MOVE, { x: across * 2 - 1, y: 1 - down * 2 });
        if (stage.hovered) met.push(stage.idOf(stage.hovered));
      }
    return [label.textContent, [...new Set(met)], at.left, at.top, at.right, at.bottom];
  });
}"""


@pytest.mark.parametrize("bent", [(120, 0), (0, 135), (80, 0)])
def test_names_stand_beside_the_leg_and_not_on_it(shared, bent):
    show(shared, 1)
    for name, angle in zip(("hip_flexion", "knee_flexion"), bent, strict=True):
        if shared.locator(f"[data-coordinate={name}]").input_value() != str(angle):
            shared.evaluate(AND_WAIT, [f"[data-coordinate={name}]", angle])
    shared.wait_for_timeout(700)
    shared.wait_for_selector(".mk-stage[data-still=true]")
    labels = shared.evaluate(COVERED)
    assert len(labels) == 4
    for n, (text, met, left, top, right, bottom) in enumerate(labels):
        assert not met, text
        for _, _, l2, t2, r2, b2 in labels[:n]:
            assert left >= r2 or right <= l2 or top >= b2 or bottom <= t2, text


def test_a_prediction_is_made_by_keyboard_and_then_measured(shared, light):
    show(shared, 3)
    host = shared.locator(".mk-host").nth(3)
    posed = "() => new Promise((done) => document.addEventListener('mk-posed', done))"
    host.locator(".mk-see button", has_text="Sitting on a chair").focus()
    shared.evaluate(f"() => {{ window.posed = ({posed})(); }}")
    shared.keyboard.press("Enter")
    shared.evaluate("() => window.posed")
    chair = light.pose(hip_flexion=90, knee_flexion=90)
    away = np.subtract(shared.evaluate(SHAPE, "tibia"), chair["tibia"].mesh.points)
    assert np.abs(away).max() < 0.1
    asked = mk.predict_stretch(atlas=light)
    strains = [f"{abs(one.strain_percent):.1f}" for one in asked.measured if one.strain_percent]
    assert not any(x in host.text_content() for x in strains)
    assert host.get_attribute("data-prediction") == "open"
    last = host.locator(".mk-thing").last.inner_text()
    up = host.get_by_role("button", name=f"Move {last} up")
    up.focus()
    for _ in range(4):
        shared.keyboard.press("Enter")
    assert host.locator(".mk-thing").first.inner_text() == last
    host.get_by_role("button", name="Check my order").focus()
    shared.evaluate(f"() => {{ window.posed = ({posed})(); }}")
    shared.keyboard.press("Enter")
    host.locator(".mk-measured").wait_for()
    shared.evaluate("() => window.posed")
    rows = host.locator(".mk-measured > li").all_inner_texts()
    for one, row in zip(asked.measured, rows, strict=True):
        assert one.name in row and f"{abs(one.strain_percent):.1f}" in row
    assert "knee flexion 90° × mean lever over the way 32 mm: −51 mm" in rows[2]
    hurdler = light.pose(hip_flexion=90)
    away = np.subtract(shared.evaluate(SHAPE, LONG_HEAD), hurdler[LONG_HEAD].mesh.points)
    assert np.abs(away).max() < 0.1
    shared.locator(".mk-texts .mk-label", has_text="+19.1").wait_for()
    assert host.get_attribute("data-prediction") == "made"


def test_a_pose_survives_being_selected(shared, light):
    show(shared, 1)
    shared.evaluate(AND_WAIT, ["[data-coordinate=hip_flexion]", 45])
    shared.evaluate("document.querySelector('.mk-stage').stage.send('select', { id: 'femur' })")
    shared.locator(".mk-card h3", has_text="Femur").wait_for()
    shared.wait_for_timeout(800)
    away = np.subtract(
        shared.evaluate(SHAPE, "femur"), light.pose(hip_flexion=45)["femur"].mesh.points
    )
    assert np.abs(away).max() < 0.1
    shared.locator(".mk-close").click()


def test_a_key_does_not_zoom_to_where_a_posed_structure_was(shared):
    show(shared, 1)
    shared.evaluate(AND_WAIT, ["[data-coordinate=hip_flexion]", 50])
    shared.evaluate("document.querySelector('.mk-stage').stage.send('select', { id: 'patella' })")
    shared.locator(".mk-card h3", has_text="Patella").wait_for()
    seen = "document.querySelector('.mk-stage').stage.eye.project([70, 0, -400])"
    shared.wait_for_timeout(800)
    before = shared.evaluate(seen)
    shared.locator(".mk-canvas").first.press("z")
    shared.wait_for_timeout(1500)
    assert shared.evaluate(seen) == pytest.approx(before, abs=0.5)
    shared.locator(".mk-close").click()


SLIDERS = """source => {
  class Readings {
    constructor() { this.el = document.createElement("p"); }
    show() {}
  }
  const h = (tag, props, ...inside) => {
    const node = Object.assign(document.createElement(tag), { value: props.value ?? 0 });
    node.append(...inside.flat().filter(Boolean));
    return node;
  };
  const coordinates = [{ name: "knee", label: "Knee", value: 0 }];
  const sent = [], model = {
    get: () => ({ coordinates, muscles: [], levers: [], readings: {} }),
    on: (name, told) => (model.tell = told), send: (message) => sent.push(message),
  };
  const made = new Function("Readings", "scaleLegend", source + "; return Sliders;");
  const Sliders = made(Readings, () => "");
  Object.assign(window, { model, sent, sliders: new Sliders({ h, model, el: document.body }) });
}"""


def test_trouble_stays_told_and_the_latest_posture_is_still_asked_for(browser):
    moving = Path(posing.__file__).parent / "static/moving"
    source = "\n".join((moving / name).read_text() for name in ("panels.js", "sliders.js"))
    page = browser.new_page()
    page.evaluate(SLIDERS, source)
    page.evaluate("sliders.ask(); sliders.ask(); model.tell({ kind: 'trouble', text: 'No.' })")
    assert page.evaluate("sent.map((x) => x.do)") == ["anew", "pose", "pose"]
    page.evaluate("model.tell({ kind: 'trouble', text: 'Still no.' })")
    page.wait_for_timeout(900)
    assert page.evaluate("sliders.status.textContent") == "Still no."
    page.evaluate("sliders.ask()")
    assert page.evaluate("sent.length") == 4
    page.close()


def test_without_webgl_the_numbers_still_work(browser, voila):
    with opened(browser, voila, webgl=False) as page:
        page.get_by_text("The 3D view could not start").first.wait_for()
        page.wait_for_selector(".mk-play:not([disabled])")
        scrub(page, 96.5)
        assert "Terminal swing" in page.locator(".mk-now").first.inner_text()
        page.get_by_text("the numbers work without it").first.wait_for()


def test_in_jupyterlab_nothing_travels_either(browser, lesson, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    data = str(folder / "data")
    with lab_running(folder / "lessons", folder / "lab.log", MUSCLEKIT_DATA_DIR=data) as url:
        shutil.copy(lesson, folder / "lessons" / "moving.ipynb")
        with opened(browser, f"{url}/lab/tree/moving.ipynb?token={TOKEN}") as page:
            page.wait_for_selector(".jp-Toolbar-kernelName:has-text('ipykernel')")
            page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            page.locator(".mk-host").last.wait_for(state="attached")
            page.locator(".mk-host").first.scroll_into_view_if_needed()
            page.wait_for_selector(READY)
            page.wait_for_selector(".mk-play:not([disabled])")
            page.locator(".mk-play").scroll_into_view_if_needed()
            page.wait_for_timeout(2000)
            before = page.evaluate(SHAPE, "tibia")

            def play():
                page.get_by_role("button", name="Play").click()
                page.wait_for_timeout(2000)
                page.get_by_role("button", name="Pause").click()
                page.wait_for_timeout(600)

            assert quiet(page, play) == []
            assert np.abs(np.subtract(before, page.evaluate(SHAPE, "tibia"))).max() > 2
            page.locator(".mk-rows .mk-row").first.wait_for()
            assert page.locator(".mk-rows .mk-row").count() == 5
