"""The opening scene: sent with the page, drawn without a kernel, then the kernel's own."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.error
import urllib.request
from types import SimpleNamespace

import machine
import pytest
from browsing import pixel_of
from serving import copied, serving

import musclekit as mk
from musclekit.serve.opening import Openings

REASON = machine.why_no_browser()
NEEDS_BROWSER = pytest.mark.skipif(bool(REASON), reason=str(REASON))
LESSON = "meet-the-hamstrings"


def widget(**state):
    return {"_model_name": "AnyModel", "_esm": "code", "_css": "style", **state}


def executor(**more):
    """What an executor heard of a stage, its plot with one mesh, and a mesh of another plot."""
    states = {
        "s": widget(things=[{"name": "</script>"}], plot="IPY_MODEL_p"),
        "p": widget(object_ids=[7]),
        "m": widget(_kind="object", id=7, vertices={"dtype": "float32"}, colors=[]),
        "x": widget(_kind="object", id=8, vertices={"dtype": "float32"}),
        "q": widget(prompt="Which one?", key="secret"),
    }
    here = {"path": ["vertices", "compressed_data"], "data": base64.b64encode(b"abcd").decode()}
    gone = {"path": ["colors", "compressed_data"], "data": base64.b64encode(b"old").decode()}
    buffers = {"m": {tuple(x["path"]): x for x in (here, gone)}}
    return SimpleNamespace(widget_state=states | more, widget_buffers=buffers)


def test_the_page_gets_the_stage_its_plot_and_their_meshes_and_nothing_else():
    openings = Openings("/opening/")
    told = str(openings.of(executor()))
    assert "</script>" not in told and "secret" not in told and "code" not in told
    opening = json.loads(told)
    assert opening["stage"]["things"] == [{"name": "</script>"}]
    assert [x["id"] for x in opening["objects"]] == [7]
    start, length = opening["objects"][0]["vertices"]["compressed_data"]["mk-buffer"]
    file = openings.get(opening["meshes"].removeprefix("/opening/"))
    assert file[start : start + length] == b"abcd"
    assert opening["objects"][0]["colors"] == []  # its buffer was taken back since


def test_the_same_meshes_have_the_same_address():
    openings = Openings("/opening/")
    assert openings.of(executor()) == openings.of(executor())


def test_what_is_kept_is_bounded_by_bytes_and_the_oldest_goes_first():
    openings = Openings("/opening/", at_most_bytes=1000)
    small = [openings.keep(bytes([i])) for i in range(200)]
    assert all(openings.get(name) for name in small)
    openings.keep(bytes([0]))
    large = openings.keep(b"x" * 999)
    assert openings.get(small[0]) and openings.get(large)
    assert not any(openings.get(name) for name in small[1:])
    larger = openings.keep(b"y" * 2000)
    assert openings.get(larger) and openings.get(large) is None


def test_a_page_without_a_3d_view_opens_without_a_scene():
    assert Openings("/opening/").of(SimpleNamespace(widget_state={}, widget_buffers={})) == ""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "opening.log"
    data = str(tmp_path_factory.mktemp("data"))
    lessons = copied(tmp_path_factory.mktemp("lessons"), LESSON)
    with serving(lessons, log=log, MUSCLEKIT_DATA_DIR=data) as running:
        yield running


def test_a_lesson_is_sent_with_its_opening_scene_and_no_quiz(server):
    page = urllib.request.urlopen(f"{server.url}/lesson/{LESSON}", timeout=120).read().decode()
    told = re.search(r'<script id="mk-opening"[^>]*>(.*?)</script>', page, re.S)[1]
    opening = json.loads(html.unescape(told))
    shown = {x["id"] for x in opening["stage"]["things"] if x["visible"]}
    assert set(mk.load_atlas().groups["hamstrings"]) <= shown
    assert not any(word in told for word in ("prompt", "options", "correct"))
    answer = urllib.request.urlopen(f"http://localhost:{server.port}{opening['meshes']}")
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.read()) > 100_000
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{server.url}/opening/{'0' * 32}")


@pytest.fixture
def page(browser, server):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    yield page
    context.close()


def at_semitendinosus(page) -> tuple[float, float]:
    page.wait_for_selector(".mk-stage[data-still=true]", timeout=30_000)
    scene = mk.Scene(mk.load_atlas()).show("bones").show("hamstrings").view("posterior")
    box = page.locator(".mk-canvas").bounding_box()
    x, y = pixel_of(scene, "semitendinosus", box["width"], box["height"])
    return box["x"] + x, box["y"] + y


@pytest.mark.browser
@NEEDS_BROWSER
def test_the_scene_answers_before_the_kernel_does_and_is_the_kernels_afterwards(page, server):
    held = []
    page.route(re.compile(r"/voila/static/.*/voila\.js"), lambda route: held.append(route))
    page.goto(f"{server.url}/lesson/{LESSON}")
    page.wait_for_selector(".mk-stage[data-ready=true]", timeout=60_000)
    at = at_semitendinosus(page)
    page.mouse.move(*at)
    page.locator(".mk-tip", has_text="Semitendinosus").wait_for(timeout=10_000)
    assert page.locator(".mk-host").count() == 0  # no widget is there yet
    page.mouse.click(*at)  # heard when the kernel comes
    for request in held:
        request.continue_()
    page.locator(".mk-card h3", has_text="Semitendinosus").wait_for(timeout=90_000)
    assert page.locator(".mk-stage canvas").count() == 1
    page.locator(".mk-close").click()
    page.locator(".mk-b-xray").click()
    page.locator(".mk-b-xray[aria-pressed=true]").wait_for()


@pytest.mark.browser
@NEEDS_BROWSER
@pytest.mark.parametrize("fate", ["late", "lost"])
def test_a_lesson_does_not_wait_for_meshes_for_ever(page, server, fate):
    held = []
    page.route(re.compile(r"/opening/"), lambda route: held.append(route))
    page.add_init_script("window.musclekitPatienceMs = 500")
    page.goto(f"{server.url}/lesson/{LESSON}")
    page.wait_for_selector(".mk-stage[data-ready=true]", timeout=90_000)  # the kernel's own
    assert len(held) == 1 and page.locator(".mk-host").count() > 0
    with page.expect_response(re.compile(r"/opening/")):
        held[0].continue_() if fate == "late" else held[0].fulfill(status=404)
    page.mouse.click(*at_semitendinosus(page))
    page.locator(".mk-card h3", has_text="Semitendinosus").wait_for(timeout=30_000)
    assert page.locator(".mk-stage").count() == page.locator(".mk-stage canvas").count() == 1
    assert page.evaluate("__k3dWidgets.plots.length") == 1
