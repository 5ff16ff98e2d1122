"""The slice explorer as a learner uses it, in Voilà in a real browser: slider, clicks, keys."""

from __future__ import annotations

import machine
import numpy as np
import pytest
from browsing import one_lesson
from test_posing_browser import READY

import musclekit as mk
from musclekit.imaging.standing import standing

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
CELL = """import musclekit as mk
atlas = mk.load_atlas(detail="light")
tear = mk.Injury("semitendinosus", "partial_tear", "belly", csa_fraction=0.6, atlas=atlas)
mk.slice_explorer(mk.injure(atlas, tear), at=-100, kinds="labels")"""
BANK = """bank: inside
title: Inside
atlas: hamstrings
licence: CC-BY-4.0
aims: {see: Find your way.}
items:
- {id: muscle, kind: hotspot-on-a-slice, prompt: Click the femur., about: [femur], aims: [see],
   sources: [pollock2014], find: femur, slice: {at: -220}, scene: {show: [bones]}}
- {id: other, kind: hotspot-on-a-slice, prompt: Click the tibia., about: [tibia], aims: [see],
   sources: [pollock2014], find: tibia, slice: {at: -500}, scene: {show: [bones]}}
"""
RESTED = """() => { window.rested = new Promise((done) =>
  document.addEventListener("mk-rested", done, { once: true })); }"""
SLIDE = """([name, value]) => {
  const slider = document.querySelector(`.mk-slicer [data-way=${name}]`);
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
PROJECTED = "(point) => document.querySelector('.mk-stage').stage.eye.project(point)"
COLOURS = """() => { const one = document.querySelector(".mk-picture canvas");
  const all = one.getContext("2d").getImageData(0, 0, one.width, one.height).data;
  let sum = 0; for (let i = 0; i < all.length; i += 4) sum += all[i] * 3 + all[i + 1] * 5;
  return sum; }"""
TWO_KEYS = """(face, keys) => { for (const key of keys)
  face.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
PICTURED = """(names) => names.join() ===
  [...document.querySelectorAll(".mk-slicer figcaption")].map((x) => x.textContent).join()"""
PRESSED = ".mk-slicer [aria-label=Pictures] [aria-pressed=true]"


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("slicing")
    (folder / "inside.yaml").write_text(BANK)
    asked = f"mk.quiz({str(folder / 'inside.yaml')!r})"
    with one_lesson(browser, folder, CELL, asked, ready=READY) as page:
        page.wait_for_selector(".mk-sliceframe polygon", state="attached")
        yield page


def rest(page, act) -> str:
    """Do something, wait until the slice rests; what it says then."""
    page.evaluate(RESTED)
    act()
    page.evaluate("() => window.rested")
    page.wait_for_timeout(100)
    return page.locator(".mk-said[aria-live=polite]").inner_text()


def test_the_slider_changes_the_picture_and_the_words(page):
    before = page.evaluate(COLOURS)
    said = rest(page, lambda: page.evaluate(SLIDE, ["through", -250]))
    assert "-250 mm (right, front, up)" in said
    assert page.evaluate(COLOURS) != before
    assert said.partition(" Largest")[0] in page.locator(".mk-slicewords").text_content()
    assert page.locator(".mk-simulated").first.is_visible()


def test_a_click_in_the_3d_view_moves_the_slice_there_and_one_in_the_picture_marks_it(page):
    stage = page.locator(".mk-canvas").bounding_box()
    x, y, _ = page.evaluate(PROJECTED, [70, -70, -180])
    said = rest(page, lambda: page.mouse.click(stage["x"] + x, stage["y"] + y))
    height = float(page.locator("[data-way=through]").input_value())
    assert abs(height + 180) < 40 and f"{height:.0f} mm (right" in said
    named = page.locator(".mk-sliceflag").inner_text()
    assert named in page.locator(".mk-slicewords").text_content()
    at = standing(mk.load_atlas(detail="light"), "axial", height)
    row, column = np.argwhere(at.slice().labels.mask("femur")).mean(axis=0)
    rows, columns = at.plane.shape
    face = page.locator(".mk-picture-face").bounding_box()
    across, down = (column + 0.5) / columns, (row + 0.5) / rows
    page.mouse.click(face["x"] + across * face["width"], face["y"] + down * face["height"])
    page.locator(".mk-sliceflag", has_text="Femur").wait_for()
    ring = page.evaluate(
        "() => [...document.querySelectorAll('.mk-sliceframe circle')].map((x) => "
        "[Number(x.getAttribute('cx')), Number(x.getAttribute('cy'))])[0]"
    )
    there = page.evaluate(PROJECTED, at.plane.point_mm(row, column).tolist())[:2]
    assert ring == pytest.approx(there, abs=3)


def test_keys_alone_turn_move_and_name(page):
    page.locator(".mk-picture-face").focus()
    said = rest(page, lambda: page.keyboard.press("j"))
    assert "Seen in it: Partial-thickness tear" in said
    before = float(page.locator("[data-way=through]").input_value())
    rest(page, lambda: page.keyboard.press("PageUp"))
    assert float(page.locator("[data-way=through]").input_value()) == pytest.approx(
        before + 5, abs=1
    )
    said = rest(page, lambda: page.keyboard.press("5"))
    assert said.startswith("Along slice")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert page.locator(".mk-picture-say").inner_text().endswith("emitendinosus")
    rest(page, lambda: page.keyboard.press("i"))
    assert page.locator(".mk-picture").count() == 2
    page.locator(".mk-picture-face").first.evaluate(TWO_KEYS, ["l", "t"])
    page.wait_for_function(PICTURED, arg=["T1-like", "STIR-like"])
    assert page.locator(PRESSED).all_inner_texts() == ["T1-like", "STIR-like"]


def test_a_place_on_a_slice_is_answered_by_keys_and_named_only_then(page):
    quiz = page.locator(".mk-quiz")
    quiz.get_by_role("button", name="Just try, keep nothing").press("Enter")
    quiz.get_by_role("button", name="Start").press("Enter")
    face = quiz.locator(".mk-picture-face")
    quiz.locator(".mk-scalebar", has_text="mm").wait_for()  # the picture has come
    cut = mk.slice(mk.load_atlas(), "axial", at=-220)
    wanted = np.argwhere(cut.labels.mask("femur")).mean(axis=0)
    begun = (np.array(cut.plane.shape) - 1) / 2
    face.focus()
    for (less, more), steps in zip(
        (("ArrowUp", "ArrowDown"), ("ArrowLeft", "ArrowRight")),
        np.round((wanted - begun) / 5).astype(int),
        strict=True,
    ):
        for _ in range(abs(steps)):
            page.keyboard.press(more if steps > 0 else less)
    assert "mm from the left" in quiz.locator(".mk-picture-say").inner_text()
    page.keyboard.press("Enter")
    quiz.get_by_role("button", name="Check this place").press("Enter")
    quiz.locator(".mk-feedback.mk-v-right").wait_for()
    page.wait_for_function("document.querySelector('.mk-question[data-item=muscle]') !== null")
    page.locator(".mk-quiz .mk-picture-say", has_text="Femur").wait_for()
