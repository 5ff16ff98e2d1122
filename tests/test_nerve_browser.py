"""The nerve in the page as a learner uses it: followed by keys, caught by a slider."""

from __future__ import annotations

import machine
import pytest
from browsing import one_lesson
from test_posing_browser import MOVE, READY

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
CELL = """import musclekit as mk
mk.entrapment_explorer(mk.load_atlas(detail="light"), severity=0.2)"""
HEARD = """(name) => { window.heard = new Promise((done) =>
  document.addEventListener(name, done, { once: true })); }"""
TARGET = "() => document.querySelector('.mk-stage').stage.eye.now.slice(3, 6)"


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nerve")
    with one_lesson(browser, folder, CELL, ready=READY) as page:
        page.wait_for_selector(".mk-gapend", state="attached")
        yield page


def after(page, event: str, act) -> None:
    page.evaluate(HEARD, event)
    act()
    page.evaluate("() => window.heard")


def test_severity_is_told_as_room_at_two_marked_points(page):
    before = page.locator(".mk-roomleft").inner_text()
    after(page, "mk-caught", lambda: page.evaluate(MOVE, ["[data-severity]", 1]))
    told = page.locator(".mk-roomleft").inner_text()
    assert before != told and told.startswith("Room at the site: contact")
    assert page.locator(".mk-gapend").count() == 2
    known = page.locator(".mk-caught").inner_text()
    assert "Hurts:" in known and "Not known to the model:" in known
    after(page, "mk-caught", lambda: page.locator("[data-scenario]").select_option("disc-l5-s1"))
    assert "Disc L5/S1" in page.locator(".mk-caught").inner_text()


def test_the_place_follows_the_keys_and_the_camera_follows_the_place(page):
    before = page.evaluate(TARGET)
    place = page.locator("[data-place]")
    place.focus()
    for _ in range(3):
        after(page, "mk-placed", lambda: page.keyboard.press("PageUp"))
    page.wait_for_timeout(300)
    assert "Sciatic nerve" in place.get_attribute("aria-valuetext")
    assert page.evaluate(TARGET)[2] < before[2] - 50
    assert page.locator(".mk-neighbours li").count() >= 1
    page.locator("[data-posture='Straight leg raised']").press("Enter")
    page.locator(".mk-readings tr", has_text="Tibial nerve").filter(has_text="+5.4").wait_for()
