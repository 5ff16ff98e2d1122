"""The probe explorer as a learner uses it, in Voilà in a real browser."""

from __future__ import annotations

from itertools import pairwise

import machine
import pytest
from browsing import one_lesson
from test_posing_browser import READY

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
CELL = """import musclekit as mk
atlas = mk.load_atlas(detail="light")
tear = mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=12, atlas=atlas)
mk.probe_explorer(mk.injure(atlas, tear), mk.Probe("semitendinosus", 0.28, "long", depth_mm=60))"""
BANK = """bank: held
title: Held
atlas: hamstrings
licence: CC-BY-4.0
aims: {see: Find your way.}
items:
- {id: nerve, kind: find-it-with-the-probe, prompt: Find the sciatic nerve., about: [sciatic_nerve],
   aims: [see], sources: [pollock2014], find: sciatic_nerve, start: {over: semitendinosus,
   along: 0.42, shift_mm: 2, depth_mm: 60, width_mm: 80, frequency_mhz: 7},
   hold: {over: semitendinosus, along: 0.42, depth_mm: 80, width_mm: 80, frequency_mhz: 7},
   scene: {show: [bones]}}
- {id: tendon, kind: find-it-with-the-probe, prompt: Find it., about: [conjoint_tendon],
   aims: [see], sources: [pollock2014], find: conjoint_tendon, scene: {show: [bones]}}
"""
GREY = """() => { const canvas = document.querySelector(".mk-scanner canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  for (let i = 0; i < data.length; i += 4 * 97) found.push(data[i]);
  return found; }"""
FRAMED = """(name) => { window.framed = new Promise((done) =>
  document.addEventListener(name, done, { once: true })); }"""

AT_ONCE = """(acts) => { const canvas = document.querySelector(".mk-canvas canvas");
  const face = document.querySelector(".mk-scanner .mk-picture-face");
  const press = (key) => face.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const all = (list) => () => { for (const one of list)
    one.startsWith("[") ? document.querySelector(one).click() : press(one); };
  canvas.addEventListener("pointerdown", all(acts.before), { once: true });
  canvas.addEventListener("pointerup", all(acts.after), { once: true }); }"""

DEEPER = """(face) => {
  face.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
  return document.querySelector(".mk-quiz .mk-check[data-key=check]").disabled; }"""

FOLLOWED = """() => Boolean(document.querySelector(".mk-stage").stage.overlay
  && document.querySelector(".mk-handle-probe"))"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("probe")
    (folder / "held.yaml").write_text(BANK)
    asked = f"mk.quiz({str(folder / 'held.yaml')!r})"
    with one_lesson(browser, folder, CELL, asked, ready=READY) as page:
        page.wait_for_function("document.querySelector('.mk-scanner canvas')?.width > 200")
        page.wait_for_timeout(1500)
        yield page


def after(page, act, event: str = "mk-worded") -> None:
    """Wait until what was asked for is there: words come when the probe rests."""
    page.evaluate(FRAMED, event)
    act()
    page.evaluate("() => window.framed")
    page.wait_for_timeout(100)


def changed(before: list[int], now: list[int]) -> float:
    return sum(abs(a - b) > 8 for a, b in zip(before, now, strict=True)) / len(before)


def test_keys_move_the_probe_to_another_frame_and_other_words(page):
    face = page.locator(".mk-scanner .mk-picture-face").first
    face.focus()
    grey, words = page.evaluate(GREY), page.locator(".mk-inside").inner_text()
    after(page, lambda: [page.keyboard.press("ArrowRight") for _ in range(4)])
    assert changed(grey, page.evaluate(GREY)) > 0.3
    assert page.locator("[data-move=slide_mm]").input_value() == "20"
    assert page.locator(".mk-inside").inner_text() != words
    before = page.locator(".mk-handle-probe").bounding_box()
    after(page, lambda: page.keyboard.press("x"))
    assert "short axis" in page.locator(".mk-inside").inner_text()
    after(page, lambda: page.keyboard.press("Shift+ArrowDown"))
    assert page.locator("[data-move=slide_mm]").input_value() == "21"
    assert page.locator(".mk-handle-probe").bounding_box() != before
    assert page.locator(".mk-scanner .mk-simulated").first.is_visible()


def test_a_standard_view_is_one_click_away_and_names_what_is_under_the_pointer(page):
    after(page, lambda: page.locator("[data-view=ischial_tuberosity]").click())
    assert "a bright line with nothing behind it" in page.locator(".mk-find").inner_text()
    assert "Hip bone: surface from" in page.locator(".mk-inside").inner_text()
    box = page.locator(".mk-scanner .mk-picture-face").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    assert page.locator(".mk-under").first.inner_text() == "Gluteus maximus"


def test_a_contraction_plays_and_pauses(page):
    page.locator("[data-view=three_bellies]").click()
    page.locator(".mk-moment .mk-play").first.click()
    after(page, lambda: None, "mk-framed")
    frames = []
    for _ in range(3):
        after(page, lambda: None, "mk-framed")
        frames.append(page.evaluate(GREY))
    assert min(changed(a, b) for a, b in pairwise(frames)) > 0.02
    after(page, lambda: page.get_by_role("button", name="Pause").click())
    assert page.locator("[data-moment=contract]").input_value() != "0"
    assert "Semitendinosus" in page.locator(".mk-inside").inner_text()


def test_the_other_leg_and_stiffness_are_laid_beside_and_over_it(page):
    after(page, lambda: page.get_by_role("button", name="The other leg").click())
    other = page.locator(".mk-scanner .mk-picture").nth(1)
    assert other.is_visible()
    assert other.locator(".mk-side-left").inner_text() == "medial"
    after(page, lambda: page.get_by_role("button", name="Stiffness").click())
    assert "a simulated order, not measured" in page.locator(".mk-stiffness").inner_text()
    after(page, lambda: page.get_by_role("button", name="Stiffness").click())
    after(page, lambda: page.get_by_role("button", name="The other leg").click())
    assert not other.is_visible()


def test_a_click_on_the_leg_puts_the_probe_there(page):
    box = page.locator(".mk-handle-probe").bounding_box()
    canvas = page.locator(".mk-canvas").bounding_box()
    x, y = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] * 0.62
    after(page, lambda: page.mouse.click(x, y))
    now = page.locator(".mk-handle-probe").bounding_box()
    assert abs(now["y"] - box["y"]) + abs(now["x"] - box["x"]) > 10
    assert "a point on the skin" in page.locator(".mk-inside").inner_text()
    assert page.locator(".mk-card").is_hidden()


@pytest.mark.parametrize("before", [[], ["t"]], ids=["asked at once", "waiting"])
def test_a_click_on_the_leg_and_what_follows_before_its_frame_both_count(page, before):
    """A line of sight goes out at once, or waits while another frame is on its way."""
    canvas = page.locator(".mk-canvas").bounding_box()
    x, y = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] * 0.6
    slide, tilt = page.locator("[data-move=slide_mm]"), page.locator("[data-move=tilt_deg]")
    after(page, lambda: page.locator("[data-view=three_bellies]").click())
    page.evaluate(AT_ONCE, {"before": before, "after": ["ArrowDown", "ArrowDown"]})
    after(page, lambda: page.mouse.click(x, y))
    assert "a point on the skin" in page.locator(".mk-inside").inner_text()
    assert (slide.input_value(), tilt.input_value()) == ("10", "2" if before else "0")
    page.evaluate(AT_ONCE, {"before": before, "after": ["[data-view=sciatic_nerve]"]})
    after(page, lambda: page.mouse.click(x, y))
    assert "Sciatic nerve" in page.locator(".mk-scanner figcaption").first.inner_text()
    assert "a point on the skin" not in page.locator(".mk-inside").inner_text()


def test_a_frozen_picture_is_measured_by_keys(page):
    page.locator(".mk-scanner .mk-picture-face").first.focus()
    page.keyboard.press("m")
    assert "Freeze" in page.locator(".mk-scanner .mk-picture-say").first.inner_text()
    page.keyboard.press(" ")
    for key in ("m", "ArrowRight", "ArrowRight", "m"):
        page.keyboard.press(key)
    assert "Line 1: 10.0 mm" in page.locator(".mk-measures").first.inner_text()
    page.keyboard.press(" ")
    assert page.locator(".mk-measuring").first.is_hidden()


def test_a_question_is_answered_by_keys_and_named_only_then(page):
    quiz = page.locator(".mk-quiz")
    quiz.get_by_role("button", name="Just try, keep nothing").press("Enter")
    quiz.get_by_role("button", name="Start").press("Enter")
    page.wait_for_function("document.querySelector('.mk-quiz .mk-picture canvas')?.width > 50")
    face = quiz.locator(".mk-picture-face").first
    page.locator(".mk-handle-probe").wait_for()
    box = face.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert quiz.locator(".mk-under").first.is_hidden()
    face.focus()
    for _ in range(3):
        after(page, lambda: page.keyboard.press("d"), "mk-framed")
    check = quiz.get_by_role("button", name="Check my hold")
    waits = []
    after(page, lambda: waits.append(face.evaluate(DEEPER)), "mk-framed")
    assert waits == [True] and check.is_enabled()
    check.press("Enter")
    quiz.locator(".mk-feedback.mk-v-right").wait_for()
    quiz.get_by_role("button", name="A good hold").press("Enter")
    page.wait_for_timeout(1500)
    names = set()
    box = face.bounding_box()
    for share in (0.3, 0.4, 0.45, 0.5, 0.55):
        face.hover(position={"x": share * box["width"], "y": 0.84 * box["height"]})
        names.add(quiz.locator(".mk-under").first.inner_text())
    assert "Sciatic nerve" in names
    page.wait_for_timeout(300)


def test_a_question_come_back_to_has_its_probe_in_the_3d_view(page):
    quiz, handle = page.locator(".mk-quiz"), page.locator(".mk-handle-probe")
    quiz.get_by_role("button", name="Next question").press("Enter")
    quiz.locator("[data-item=tendon] .mk-picture canvas").first.wait_for()
    page.wait_for_function(FOLLOWED)
    quiz.locator("[data-key=dot-0]").click()
    quiz.locator("[data-item=nerve] .mk-picture canvas").first.wait_for()
    page.wait_for_timeout(1500)
    assert handle.count() == 1 and page.evaluate(FOLLOWED)
