"""The injury builder as a learner uses it, in Voilà in a real browser."""

from __future__ import annotations

import machine
import nbformat
import numpy as np
import pytest
from browsing import Watched, theirs
from serving import notebook, serving, v4
from test_posing_browser import READY, SHAPE, listen, quiet

import musclekit as mk
from musclekit.injury import placing

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
CELL = """import musclekit as mk
atlas = mk.load_atlas(detail="light")
mk.injury_builder(atlas)"""
LONG_HEAD = "biceps_femoris_long_head"
BUILT = """() => { window.built = new Promise((done) =>
  document.addEventListener("mk-built", done, { once: true })); }"""
TURN = """([field, value]) => {
  const slider = document.querySelector(`.mk-dial input[type=range][data-field=${field}]`);
  slider.value = value;
  for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name, { bubbles: true }));
}"""
WELL_INSIDE = """() => {
  const stage = document.querySelector(".mk-stage").stage;
  const { width, height } = stage.canvas.getBoundingClientRect();
  const nodes = [...stage.leaders.children];
  const lines = nodes.filter((node) => node.tagName === "polyline");
  return [...stage.texts.children].map((label, i) => {
    const b = lines[i].points[1], dot = lines[i].nextElementSibling?.tagName === "circle";
    const around = Array.from({ length: 8 }, (_, k) => {
      stage.hovered = null;
      const turn = (k * Math.PI) / 4;
      const at = { x: (b.x + 3 * Math.cos(turn)) / width * 2 - 1,
        y: 1 - (b.y + 3 * Math.sin(turn)) / height * 2 };
      stage.k3d.dispatch(stage.k3d.events.MOUSE_MOVE, at);
      const met = stage.hovered && stage.thing(stage.idOf(stage.hovered)).name;
      return met && label.textContent.startsWith(met);
    });
    return { text: label.textContent, dot, around: around.filter(Boolean).length };
  });
}"""
PROJECTED = "(point) => document.querySelector('.mk-stage').stage.eye.project(point)"


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("builder")
    (folder / "lessons").mkdir()
    cells = [v4.new_markdown_cell("# Build"), v4.new_code_cell(CELL)]
    nbformat.write(notebook(*cells, title="Build"), folder / "lessons" / "build.ipynb")
    data, log = str(folder / "data"), folder / "voila.log"
    with serving(folder / "lessons", "--pool", "1", log=log, MUSCLEKIT_DATA_DIR=data) as running:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        watched, page.heard = Watched(page), []
        page.on("websocket", lambda socket: listen(socket, page.heard))
        page.goto(f"{running.url}/lesson/build")
        page.wait_for_selector(READY)
        page.wait_for_selector(".mk-strip")
        yield page
        page.close()
        assert watched.hosts() <= {"localhost"}
        assert not [x for x in watched.errors if not theirs(x)], "\n".join(watched.said)


@pytest.fixture
def begun(page):
    """The builder as it begins."""
    after(page, lambda: page.get_by_role("button", name="Start again").click())
    return page


def after(page, act) -> None:
    """Wait until what was asked for is there and drawn."""
    page.evaluate(BUILT)
    act()
    page.evaluate("() => window.built")
    page.wait_for_timeout(500)


def turn(page, field: str, value: float) -> None:
    after(page, lambda: page.evaluate(TURN, [field, value]))


def shown(page, field: str) -> str:
    return page.locator(f".mk-dial input[type=number][data-field={field}]").input_value()


def classes(page) -> list[str]:
    return page.locator(".mk-strip b").all_inner_texts()


def test_a_change_of_extent_sends_that_mesh_and_no_other(begun, light):
    told = quiet(begun, lambda: turn(begun, "csa_fraction", 60))
    injury = mk.Injury(LONG_HEAD, "strain", csa_fraction=0.6, atlas=light)
    mesh = mk.injure(light, injury)[LONG_HEAD].mesh
    assert sum(x.count(b'"vertices"') for x in told) <= 2  # where the hand is, and where it rests
    one = 16 * mesh.n_points + 12 * mesh.n_cells
    assert one < max(map(len, told)) < one + 5000
    others = sorted(map(len, told))[:-1]
    assert sum(others) < one / 2
    assert np.abs(np.subtract(begun.evaluate(SHAPE, LONG_HEAD), mesh.points)).max() < 0.01
    assert "2b → 3b" in classes(begun)
    tips = begun.locator(".mk-tips[aria-live=polite]").inner_text()
    assert "2b → 3b (part of the cross-section 60 % (3b: 50 % or more))" in tips
    grade = begun.locator("[data-scheme=british-athletics]")
    assert "Decided by: part of the cross-section 60 %" in grade.inner_text()
    assert "40 %" in begun.locator(".mk-force").inner_text()
    assert "injured leg" in begun.locator(".mk-legs").inner_text()
    assert begun.locator(".mk-legend", has_text="Oedema").is_visible()


def test_what_is_refused_says_so_and_goes_back(begun):
    number = begun.locator(".mk-dial input[type=number][data-field=csa_fraction]")
    number.fill("160")
    after(begun, lambda: number.press("Enter"))
    refused = begun.locator(".mk-refused")
    assert refused.inner_text() == "Part of the cross-section: 160 % is not within 1 to 100 %."
    assert number.input_value() == "15"
    tendon = begun.locator("select[data-field=structure] option[value=conjoint_tendon]")
    after(begun, lambda: begun.locator("select[data-field=kind]").select_option("contusion"))
    assert not refused.is_visible()
    assert tendon.is_disabled() and "it is a tendon" in tendon.get_attribute("title")


def test_the_hand_moves_it_and_makes_it_longer(begun, light):
    begun.get_by_role("button", name="Look closer").click()
    begun.wait_for_timeout(900)
    box = begun.locator(".mk-handle-middle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    begun.mouse.move(x, y)
    begun.mouse.down()
    for step in range(1, 7):
        begun.mouse.move(x + 2 * step, y + 25 * step)
    after(begun, begun.mouse.up)
    along = float(shown(begun, "along"))
    assert along > 29
    low = begun.locator(".mk-handle-lower")
    low.focus()
    after(begun, lambda: begun.keyboard.press("ArrowDown"))
    assert shown(begun, "length_mm") == "65"
    begun.locator(".mk-handle-middle").focus()
    after(begun, lambda: begun.keyboard.press("ArrowUp"))
    assert float(shown(begun, "along")) == pytest.approx(along - 1, abs=0.2)
    begun.get_by_role("button", name="Whole picture").click()
    begun.wait_for_timeout(900)


def test_dots_lie_on_what_they_name_beside_a_torn_muscle(begun):
    at_once = """() => document.addEventListener("mk-built", () => (window.told =
      document.querySelector(".mk-texts").textContent), { once: true })"""
    begun.evaluate(at_once)
    after(begun, lambda: begun.locator("select[data-field=kind]").select_option("complete_tear"))
    assert "long head (force 0" in begun.evaluate("() => window.told")
    assert begun.locator("input[type=range][data-field=csa_fraction]").is_hidden()
    assert shown(begun, "csa_fraction") == "100"
    begun.get_by_role("button", name="Look closer").click()
    for activation in (0, 80):
        if activation:
            turn(begun, "activation", activation)
        begun.wait_for_timeout(900)
        begun.wait_for_selector(".mk-stage[data-still=true]")
        found = begun.evaluate(WELL_INSIDE)
        assert len(found) == 5, found
        assert [x for x in found if x["dot"] and x["around"] < 8] == []
    begun.get_by_role("button", name="Whole picture").click()
    begun.wait_for_timeout(900)


def test_a_click_on_the_muscle_moves_it_and_on_a_bone_tells_of_the_bone(begun, light):
    far = mk.Injury(LONG_HEAD, "strain", "belly", along=0.58, around_deg=20, atlas=light)
    stage = begun.locator(".mk-canvas").bounding_box()

    def click(point):
        x, y, _ = begun.evaluate(PROJECTED, point)
        begun.mouse.click(stage["x"] + x, stage["y"] + y)

    point = placing.spots(light, far)[0].tolist()
    after(begun, lambda: click(point))
    assert float(shown(begun, "along")) == pytest.approx(58, abs=3)
    assert begun.locator("select[data-field=site]").input_value() == "belly"
    assert "It now lies in its belly." in begun.locator(".mk-tips").inner_text()
    wing = np.asarray(light["hip_bone"].mesh.points)
    click(wing[np.linalg.norm(wing - [95, -50, 60], axis=1).argmin()].tolist())
    begun.locator(".mk-card h3", has_text="Hip bone").wait_for()
    begun.locator(".mk-close").click()


def test_the_other_leg_of_the_dynamometer_and_the_gap_follow(begun, light):
    after(begun, lambda: begun.locator("select[data-field=kind]").select_option("complete_tear"))
    turn(begun, "activation", 80)
    injury = mk.Injury(LONG_HEAD, "complete_tear", atlas=light)
    pulled = mk.injure(light.pose(activation={LONG_HEAD: 0.8}), injury)[LONG_HEAD].mesh
    assert np.abs(np.subtract(begun.evaluate(SHAPE, LONG_HEAD), pulled.points)).max() < 0.1
    assert begun.locator(".mk-strip span", has_text="Wood").inner_text().endswith("– → 2")
    assert "(force 0" in begun.locator(".mk-texts").inner_text()
    assert "advice" in begun.locator(".mk-teaches").inner_text()
