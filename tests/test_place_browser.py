"""Pins put on bone in a real browser, at pixels computed here: right, wrong, and by keys alone."""

from __future__ import annotations

import re

import machine
import nbformat
import pytest
from browsing import Watched, pixel_at
from serving import notebook, serving, v4

import musclekit as mk
from musclekit import assessment
from musclekit.widgets.questions import scene_from

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
BANK = "origins-and-insertions"
CONJOINT, SEMIMEMBRANOSUS = "place-conjoint-origin", "place-semimembranosus-origin"
CELL = f'import musclekit as mk\nmk.quiz("{BANK}", only=["{CONJOINT}", "{SEMIMEMBRANOSUS}"])'


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pins")
    cells = [v4.new_markdown_cell("# Pins"), v4.new_code_cell(CELL)]
    (folder / "lessons").mkdir()
    nbformat.write(notebook(*cells, title="Pins"), folder / "lessons" / "pins.ipynb")
    data = str(folder / "data")
    with serving(folder / "lessons", log=folder / "voila.log", MUSCLEKIT_DATA_DIR=data) as running:
        yield f"{running.url}/lesson/pins"


@pytest.fixture
def page(browser, lesson):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    watched = Watched(page)
    page.frames_heard = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda x: page.frames_heard.append(x)))
    page.goto(lesson)
    page.locator(".mk-quiz").get_by_role("button", name="Just try, keep nothing").click(
        timeout=120_000
    )
    yield page
    context.close()
    assert watched.errors == [], "\n".join(watched.said)


def heard(page, words: str) -> bool:
    frames = (x.encode() if isinstance(x, str) else x for x in page.frames_heard)
    return any(words.encode() in frame for frame in frames)


def ask(page, number: int):
    page.get_by_role("button", name=re.compile(f"^Question {number}")).click()
    page.locator(".mk-stage[data-mode=quiz][data-ready=true]").wait_for(timeout=120_000)
    page.locator(".mk-stage[data-still=true]").wait_for(timeout=30_000)


def put_pin(page, item_id: str, footprint_id: str) -> None:
    bank = assessment.load_bank(BANK)
    scene = scene_from(bank.atlas, assessment.private_scene(bank[item_id], bank.atlas))
    page.locator(".mk-canvas").scroll_into_view_if_needed()
    box = page.locator(".mk-canvas").bounding_box()
    middle = bank.atlas.footprints[footprint_id].middle_mm
    x, y = pixel_at(scene, middle, box["width"], box["height"])
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.locator(".mk-pinned", has_text="Your pin: Hip bone").wait_for(timeout=20_000)
    listed = page.get_by_label("Bone to start on").locator("option:checked")
    assert listed.text_content() == "Hip bone", "the list names another bone than the pin's"
    page.get_by_role("button", name="Check my pin").click()


def test_a_pin_on_the_footprint_is_right_and_one_beside_it_is_told_how_far(page):
    ask(page, 1)
    put_pin(page, CONJOINT, "biceps_femoris_long_head.origin")
    page.locator(".mk-feedback.mk-v-right").wait_for(timeout=30_000)
    page.get_by_role("button", name="Next question").click()
    page.locator(".mk-stage[data-mode=quiz]").wait_for(timeout=20_000)
    page.locator(".mk-stage[data-still=true]").wait_for(timeout=30_000)
    assert not heard(page, "Origin of semimembranosus"), "told before the answer"
    put_pin(page, SEMIMEMBRANOSUS, "biceps_femoris_long_head.origin")
    wrong = page.locator(".mk-feedback.mk-v-wrong")
    wrong.wait_for(timeout=30_000)
    said = wrong.text_content()
    assert re.search(r"Your pin is \d+ mm from the footprint", said) and "too medial" in said
    assert "There lies the origin of the long head of biceps femoris and semitendinosus" in said
    for label in ("Origin of semimembranosus", "Your pin"):
        page.locator(".mk-texts .mk-label", has_text=label).wait_for(timeout=30_000)
    assert heard(page, "Origin of semimembranosus")
    legend = page.locator(".mk-legend li").all_text_contents()
    assert legend == ["Origin: red, stripes"]


def test_a_pin_is_moved_by_keys_alone(page):
    ask(page, 2)
    page.locator("[data-key=pin-open]").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Bone to start on").select_option(label="Hip bone")
    page.locator("[data-key=pin-put]").focus()
    page.keyboard.press("Enter")
    page.locator(".mk-pinned", has_text="Your pin: Hip bone").wait_for(timeout=20_000)
    page.locator(".mk-texts .mk-chosen").wait_for(timeout=20_000)
    height = "document.querySelector('.mk-texts .mk-chosen').getBoundingClientRect().top"
    before = page.evaluate(height)
    for _ in range(3):
        page.locator("[data-key=pin-down]").focus()
        now = page.evaluate(height)
        page.keyboard.press("Enter")
        page.wait_for_function(f"{height.replace(').', ')?.')} > {now} + 1", timeout=20_000)
    assert page.evaluate("document.activeElement.dataset.key") == "pin-down"
    assert page.evaluate(height) > before + 15
    page.get_by_role("button", name="Check my pin").click()
    page.locator(".mk-feedback").wait_for(timeout=30_000)


def test_the_pixel_is_that_of_the_point():
    scene = mk.Scene(mk.load_atlas()).show("bones").view("posterior")
    target = scene.camera(1.0)[3:6]
    assert pixel_at(scene, target, 400, 400) == pytest.approx((200, 200))
