"""A tiny lesson in a real browser: widgets live, nothing asks another host, sessions end."""

from __future__ import annotations

import os
import re
import time
from urllib.parse import urlparse

import machine
import pytest
from serving import serving, write_lessons

REASON = machine.why_no_browser()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(REASON), reason=str(REASON))]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = write_lessons(tmp_path_factory.mktemp("browsed") / "lessons")
    log = tmp_path_factory.mktemp("log") / "browser.log"
    with serving(folder, log=log, MUSCLEKIT_INSTRUCTOR_TOKEN="teach") as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=machine.find_chromium(), args=machine.FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, server):
    """A fresh page that fails its test if it asked another host or logged an error."""
    context = browser.new_context(viewport={"width": 1400, "height": 850})
    opened = context.new_page()
    opened.set_default_timeout(90_000)
    requests, errors = [], []
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("websocket", lambda socket: requests.append(socket.url))
    opened.on("console", lambda m: m.type == "error" and errors.append(m.text))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.requests, opened.errors = requests, errors
    yield opened
    context.close()
    hosts = {urlparse(url).netloc for url in requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {f"localhost:{server.port}"}
    assert errors == []


def open_lesson(page, server, stem="counting"):
    page.goto(f"{server.url}/lesson/{stem}")
    page.wait_for_selector("#counter")


def test_widgets_of_every_kind_work(page, server):
    open_lesson(page, server, "tiny")
    page.click("#counter")
    page.wait_for_function("document.querySelector('#counter').textContent === 'count 1'")
    page.wait_for_selector(".widget-slider")
    page.wait_for_selector("#mk-flow canvas")
    page.wait_for_selector("mjx-container")
    assert page.locator("#mk-progress").count() == 0
    modules = [url for url in page.requests if url.endswith("/widget.mjs")]
    assert len(modules) == 1
    if folder := os.environ.get("MUSCLEKIT_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/tiny.png")


def test_stage_stands_beside_the_text_or_above_it(page, server):
    open_lesson(page, server)
    stage, flow = page.locator("#mk-stage"), page.locator("#mk-flow")
    wide = stage.bounding_box()
    assert wide["width"] == pytest.approx(0.58 * 1400, abs=12)
    assert wide["height"] == pytest.approx(
        850 - page.locator("#mk-header").bounding_box()["height"]
    )
    assert flow.bounding_box()["x"] >= wide["x"] + wide["width"] - 1
    page.set_viewport_size({"width": 400, "height": 800})
    narrow = stage.bounding_box()
    assert (narrow["width"], narrow["height"]) == (
        pytest.approx(400, abs=1),
        pytest.approx(360, abs=2),
    )
    assert flow.bounding_box()["y"] >= narrow["y"] + narrow["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.evaluate("window.scrollTo(0, 200)")
    assert stage.bounding_box()["y"] == pytest.approx(
        page.locator("#mk-header").bounding_box()["height"], abs=1
    )


def test_keyboard_goes_from_the_index_into_the_lesson(page, server):
    page.goto(server.url)
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Counting"
    page.keyboard.press("Enter")
    page.wait_for_selector("#mk-stage")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "mk-skip"
    page.wait_for_selector("#counter")


def test_a_preheated_kernel_knows_its_own_request_only(page, server):
    page.goto(f"{server.url}/lesson/counting?name=first")
    page.wait_for_selector("text=query: name=first")
    page.goto(f"{server.url}/lesson/counting?name=second")
    page.wait_for_selector("text=query: name=second")
    said = page.locator("#mk-flow").inner_text()
    assert "before the request: None" in said
    assert "tokens: []" in said
    assert "first" not in said


def test_leaving_the_page_ends_its_session(page, server):
    open_lesson(page, server)
    kernel = re.search(r'"kernelId": "([^"]+)"', page.content())[1]
    assert server.get(f"/api/kernels/{kernel}").status == 200
    page.goto(server.url)
    deadline = time.monotonic() + 20
    while server.get(f"/api/kernels/{kernel}").status == 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert server.get(f"/api/kernels/{kernel}").status == 404


def test_a_page_whose_session_was_closed_says_so(page, server):
    open_lesson(page, server)
    kernel = re.search(r'"kernelId": "([^"]+)"', page.content())[1]
    server.get(f"/voila/api/shutdown/{kernel}", "POST", Content_Length="0")
    with page.expect_response(re.compile("/api/kernels/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.wait_for_selector("#mk-rested")
    assert "session was closed" in notice.inner_text()
    assert len(page.errors) == 1 and "404" in page.errors.pop()


def test_the_dashboard_is_one_column(page, server):
    page.goto(f"{server.url}/class?token=teach")
    page.wait_for_selector("text=who did what")
    assert page.url == f"{server.url}/class"
    assert page.locator("#mk-stage").count() == 0
    assert page.evaluate("document.cookie") == ""
