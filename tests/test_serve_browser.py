"""A tiny lesson in a real browser: widgets live, nothing asks another host, sessions end."""

from __future__ import annotations

import os
import re
import time
from urllib.parse import urlparse

import machine
import nbformat
import pytest
from serving import COUNTER, TWO_WITH_A_PAUSE, notebook, serving, v4, write_lessons

REASON = machine.why_no_browser()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(REASON), reason=str(REASON))]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = write_lessons(tmp_path_factory.mktemp("browsed") / "lessons")
    log = tmp_path_factory.mktemp("log") / "browser.log"
    with serving(folder, log=log, MUSCLEKIT_INSTRUCTOR_TOKEN="teach") as running:
        yield running


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


PHONES = [(375, 667), (667, 375), (390, 800)]


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """A server of one lesson with a real 3D view and a long title."""
    folder = tmp_path_factory.mktemp("staged") / "lessons"
    folder.mkdir()
    scene = "import musclekit as mk\nmk.Scene(mk.load_atlas()).show('hamstrings')"
    title = "Origins and insertions of the hamstrings, and what they tell about their action"
    made = notebook(v4.new_code_cell(scene), v4.new_code_cell(COUNTER), title=title)
    nbformat.write(made, folder / "staged.ipynb")
    with serving(folder, log=tmp_path_factory.mktemp("log") / "staged.log") as running:
        yield running


def test_phones_show_the_whole_view(browser, staged):
    page = browser.new_page(viewport={"width": 375, "height": 667})
    page.goto(f"{staged.url}/lesson/staged")
    page.wait_for_selector("#mk-stage .mk-stage[data-ready=true]", timeout=120_000)
    for width, height in PHONES:
        page.set_viewport_size({"width": width, "height": height})
        for down in (0, 150):
            page.evaluate(f"scrollTo(0, {down})")
            place, view, head, flow = (
                page.locator(x).bounding_box()
                for x in ("#mk-stage", ".mk-stage", "#mk-header", "#mk-flow")
            )
            said = f"{width}x{height}, scrolled by {down}: {place}, {view}, {head}"
            assert view["y"] >= place["y"] >= head["y"] + head["height"] - 1, said
            assert view["y"] + view["height"] <= place["y"] + place["height"] + 0.5, said
            assert view["x"] >= place["x"], said
            assert view["x"] + view["width"] <= place["x"] + place["width"] + 0.5, said
            assert place["y"] + place["height"] <= height + 0.5, said
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        beside = flow["x"] >= place["x"] + place["width"] - 1
        assert beside == (width > height)
        if folder := os.environ.get("MUSCLEKIT_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/phone-{width}x{height}.png")
    page.close()


# Contrast of a focused element's outline with what lies under the outline, as WCAG counts it.
CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  let under = parseFloat(style.outlineOffset) < 0 ? focused : focused.parentElement;
  if (focused.matches(".mk-skip") && under !== focused)
    under = document.getElementById("mk-header");
  while (under.parentElement && (numbers(getComputedStyle(under).backgroundColor)[3] ?? 1) === 0)
    under = under.parentElement;
  const two = [light(style.outlineColor), light(getComputedStyle(under).backgroundColor)].sort();
  return [focused.id || focused.className, style.outlineStyle, (two[1] + 0.05) / (two[0] + 0.05)];
}"""


def test_the_focus_ring_is_seen_on_white_and_on_the_header(page, server):
    open_lesson(page, server)
    page.keyboard.press("Tab")
    for name in (".mk-skip", "#mk-home", "#mk-present", "#counter"):
        page.locator(name).focus()  # after a key, so the ring shows
        which, outline, contrast = page.evaluate(CONTRAST)
        assert which in name
        assert outline == "solid" and contrast >= 3, (name, outline, contrast)


@pytest.mark.parametrize("pool", ["1", "0"])
def test_a_page_opened_at_once_finds_the_widgets_of_slow_cells(browser, tmp_path, pool):
    folder = tmp_path / "lessons"
    folder.mkdir()
    cells = [v4.new_code_cell(source) for source in TWO_WITH_A_PAUSE]
    nbformat.write(notebook(*cells, title="Slow"), folder / "slow.ipynb")
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda m: m.type == "error" and errors.append(m.text))
    scripts: list[float] = []
    page.on("request", lambda r: "/voila.js" in r.url and scripts.append(time.monotonic()))
    with serving(folder, "--pool", pool, log=tmp_path / "slow.log") as cold:
        start = time.monotonic()
        page.goto(f"{cold.url}/lesson/slow", timeout=90_000)
        for each in ("early", "late"):
            page.click(f".{each}", timeout=30_000)
            page.wait_for_selector(f".{each}:has-text('count 1')")
        page.close()
    assert scripts[0] - start > 3, "scripts start after the last cell"
    assert errors == []


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
