"""Lessons as a learner meets them, in Voilà and in JupyterLab, in a real browser."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import machine
import pytest
import pyvista
from browsing import Watched, pixel_of, run_all_cells, theirs
from serving import TOKEN, copied, lab_running, serving

import musclekit as mk

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
LESSON = "meet-the-hamstrings"
READY = ".mk-stage[data-ready=true]"
ARRIVED = """() => document.querySelector(".mk-stage[data-ready=true]")
  && document.querySelector(".mk-host.mk-current")
  && ![...document.querySelectorAll(".jupyter-widgets")]
    .some((one) => one.textContent.startsWith("Error displaying widget"))"""
HAMSTRINGS = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)


def unfold(page) -> None:
    """Read on without predicting, to the lesson's end; the page stays where it is."""
    page.evaluate("document.querySelectorAll('.mk-waits button').forEach((one) => one.click())")


@dataclass
class Place:
    """Somewhere lessons are opened: how to get to a lesson there."""

    kind: str
    url: str

    def open(self, page) -> None:
        """Open lesson 1 and wait until its 3D view answers."""
        if self.kind == "voila":
            page.goto(f"{self.url}/lesson/{LESSON}")
        else:
            page.goto(f"{self.url}/lab/tree/{LESSON}.ipynb?token={TOKEN}")
            run_all_cells(page)
            # Running all leaves the notebook at its end; the 3D view is at its first scene.
            page.locator(".mk-host").last.wait_for(state="attached", timeout=120_000)
            page.locator(".mk-host").first.scroll_into_view_if_needed()
        page.wait_for_selector(READY, timeout=120_000)
        # A page whose parts did not all arrive loads itself once more: what is done before is gone.
        page.wait_for_function(ARRIVED, timeout=120_000)
        unfold(page)

    def reload(self, page) -> None:
        """Come back as the same learner in the same browser."""
        self.open(page)


# Each label with its leader line: its length, whether it ends in a dot, and what lies under that.
LEADERS = """() => {
  const stage = document.querySelector(".mk-stage").stage;
  const { width, height } = stage.canvas.getBoundingClientRect();
  const nodes = [...stage.leaders.children];
  const lines = nodes.filter((node) => node.tagName === "polyline");
  return [...stage.texts.children].map((label, i) => {
    const [a, b] = [...lines[i].points], dot = lines[i].nextElementSibling?.tagName === "circle";
    stage.hovered = null;
    const at = { x: b.x / width * 2 - 1, y: 1 - b.y / height * 2 };
    stage.k3d.dispatch(stage.k3d.events.MOUSE_MOVE, at);
    const met = stage.hovered && stage.thing(stage.idOf(stage.hovered)).name;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    return { text: label.textContent, length, dot, met };
  });
}"""


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def voila(data, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "voila.log"
    lessons = copied(tmp_path_factory.mktemp("lessons"), LESSON, "origins-and-insertions")
    with serving(lessons, log=log, MUSCLEKIT_DATA_DIR=str(data)) as running:
        yield Place("voila", running.url)


@pytest.fixture(scope="module")
def lab(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    log = folder / "lab.log"
    with lab_running(folder / "lessons", log, MUSCLEKIT_DATA_DIR=str(data)) as url:
        yield Place("lab", url)


@pytest.fixture
def place(request):
    """Voilà, unless a test names others: opening JupyterLab takes its time."""
    return request.getfixturevalue(getattr(request, "param", "voila"))


BOTH = pytest.mark.parametrize("place", ["voila", "lab"], indirect=True)


@pytest.fixture
def learner(browser, place):
    """A browser of one learner; its page may ask no other host and log no error."""
    with someone(browser, place) as page:
        yield page


@contextlib.contextmanager
def someone(browser, place, width=1400, height=900):
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_navigation_timeout(90_000)  # the server may still be preparing every lesson
    watched = Watched(page)
    yield page
    broken = page.get_by_text("Error displaying widget").count()
    context.close()
    assert not broken
    assert watched.hosts() == {"localhost"}
    assert [x for x in watched.errors if not theirs(x)] == [], "\n".join(watched.said)


def rest(page) -> None:
    """Wait until the camera rests and labels have found their places."""
    page.locator(".mk-stage[data-still=true]").wait_for(timeout=30_000)


def canvas(page):
    rest(page)
    return page.locator(".mk-canvas").bounding_box()


def click_structure(page, scene, structure_id: str) -> None:
    box = canvas(page)
    x, y = pixel_of(scene, structure_id, box["width"], box["height"])
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.click(box["x"] + x, box["y"] + y)


def lesson_scene() -> mk.Scene:
    return mk.Scene(mk.load_atlas()).show(["skeleton", "hamstrings"]).view("posterior")


def big_quiz(page):
    quiz = page.locator(".mk-quiz", has_text="19 questions").or_(
        page.locator(".mk-quiz", has_text=re.compile("of 19 answered"))
    )
    quiz.first.scroll_into_view_if_needed()
    return quiz.first


@BOTH
def test_clicking_each_hamstring_names_it(learner, place):
    place.open(learner)
    scene, atlas = lesson_scene(), mk.load_atlas()
    for structure_id in HAMSTRINGS:
        learner.locator(".mk-canvas").scroll_into_view_if_needed()
        # From behind, the long head hides all but a sliver of the short one.
        view = "lateral" if structure_id == "biceps_femoris_short_head" else "posterior"
        learner.locator(f".mk-view-{view}").click()
        learner.locator(f".mk-view-{view}[aria-pressed=true]").wait_for()
        click_structure(learner, scene.view(view), structure_id)
        name = atlas[structure_id].name()
        learner.locator(".mk-card h3", has_text=name).wait_for(timeout=10_000)
        assert learner.locator(".mk-latin").first.text_content() == atlas[structure_id].name("la")
        assert "Insertion" in learner.locator(".mk-card dl").text_content()
        learner.locator(".mk-close").click(timeout=5_000)
        learner.locator(".mk-card").wait_for(state="hidden")


def test_a_label_points_at_what_is_seen_and_one_of_the_hidden_at_nothing(learner, voila):
    """Every dot lies on the structure named; of a sliver of tendon as well."""
    learner.goto(f"{voila.url}/lesson/origins-and-insertions", timeout=120_000)
    learner.wait_for_selector(READY, timeout=120_000)
    unfold(learner)
    for title, view, hidden in (
        ("At the ischial tuberosity", "posterior", []),
        ("At the ischial tuberosity", "lateral", []),
        ("Where they end, inner side", "medial", ["Insertion of the long head of biceps"]),
        ("Where they end, outer side", "lateral", ["semimembranosus", "semitendinosus"]),
    ):
        learner.locator(".mk-host", has_text=title).locator(".mk-goto").first.click()
        learner.locator(f".mk-view-{view}").click()
        learner.wait_for_timeout(600)  # the flight begins
        rest(learner)
        found = learner.evaluate(LEADERS)
        assert len(found) >= 3
        behind = [one["text"] for one in found if not one["dot"]]
        assert all(text.endswith("(hidden)") for text in behind)
        assert len(behind) == len(hidden)
        assert all(any(name in text for text in behind) for name in hidden)
        assert [x["text"] for x in found if x["dot"] and x["met"] != x["text"]] == []
        assert all(one["length"] <= 27 for one in found if not one["dot"])


def test_hovering_names_what_is_under_the_pointer(learner, place):
    place.open(learner)
    box = canvas(learner)
    x, y = pixel_of(lesson_scene(), "semitendinosus", box["width"], box["height"])
    learner.mouse.move(box["x"] + x, box["y"] + y)
    learner.locator(".mk-tip", has_text="Semitendinosus").wait_for(timeout=5_000)


@BOTH
def test_an_answer_is_there_after_a_reload_and_not_for_another(browser, learner, place):
    place.open(learner)
    quiz = big_quiz(learner)
    quiz.get_by_label("Your name").fill("Same Name")
    quiz.get_by_role("button", name="Keep my answers").click()
    quiz.locator(".mk-start").click()
    option = quiz.locator(".mk-options label", has_text="Biceps femoris, semitendinosus and semi")
    option.click()
    quiz.get_by_role("button", name="Check", exact=True).click()
    quiz.locator(".mk-feedback.mk-v-right").wait_for(timeout=10_000)

    place.reload(learner)
    answered = learner.locator(".mk-quiz .mk-count", has_text="1 of 19 answered, 1 right")
    answered.wait_for(timeout=20_000)
    if place.kind == "voila":
        learner.goto(place.url)
        here = learner.locator(".mk-lessons > li", has=learner.locator(".mk-here"))
        assert here.locator("a").text_content() == "Meet the hamstrings"
        assert here.locator(".mk-here").text_content() == "Go on here"
        assert here.locator(".mk-done").text_content() == "1 of 19 questions answered"
    with someone(browser, place) as other:
        place.open(other)
        quiz = big_quiz(other)
        quiz.get_by_label("Your name").fill("Same Name")
        quiz.get_by_role("button", name="Keep my answers").click()
        quiz.locator(".mk-me", has_text="Same Name").wait_for(timeout=10_000)
        assert quiz.locator(".mk-count").first.text_content() == "19 questions"


def test_a_picture_is_saved_with_its_labels(learner, place, tmp_path):
    place.open(learner)
    rest(learner)
    with learner.expect_download() as coming:
        learner.locator(".mk-b-picture").click()
    coming.value.save_as(tmp_path / "view.png")
    assert coming.value.suggested_filename == "from-behind.png"
    pixels = pyvista.read(tmp_path / "view.png").active_scalars
    assert len(pixels) > 800 * 800 and 0.05 < (pixels.min(axis=1) < 230).mean() < 0.8


def test_a_wrong_click_is_shown_beside_the_right_structure(learner, place):
    place.open(learner)
    quiz = big_quiz(learner)
    quiz.get_by_role("button", name="Just try, keep nothing").click()
    quiz.get_by_role("button", name="Question 2", exact=True).click()
    learner.locator(".mk-stage[data-mode=quiz]").wait_for(timeout=10_000)
    assert "Click semitendinosus" in quiz.locator(".mk-prompt").text_content()
    box = canvas(learner)
    x, y = pixel_of(lesson_scene(), "biceps_femoris_long_head", box["width"], box["height"])
    learner.mouse.move(box["x"] + x - 2, box["y"] + y)
    learner.mouse.move(box["x"] + x, box["y"] + y)
    assert not learner.locator(".mk-tip").is_visible(), "a name is given away while asking"
    learner.mouse.click(box["x"] + x, box["y"] + y)
    quiz.get_by_role("button", name="Check my choice").click(timeout=10_000)
    quiz.locator(".mk-feedback.mk-v-wrong").wait_for(timeout=10_000)
    assert "long head" in quiz.locator(".mk-feedback").text_content()
    marks = learner.locator(".mk-texts .mk-label").all_text_contents()
    assert sorted(marks) == ["Semitendinosus", "You: Biceps femoris, long head"]


def test_a_typed_name_with_a_slip_is_taken_and_another_muscle_is_not(learner, place):
    place.open(learner)
    quiz = big_quiz(learner)
    quiz.get_by_role("button", name="Just try, keep nothing").click()
    quiz.get_by_role("button", name="Question 6", exact=True).click()
    field = quiz.get_by_label("Name of the highlighted structure")
    field.fill("M. semitendinosis")
    quiz.get_by_role("button", name="Check", exact=True).click()
    quiz.locator(".mk-feedback.mk-v-right").wait_for(timeout=10_000)
    quiz.get_by_role("button", name="Question 7", exact=True).click()
    field.fill("semitendinosus")
    quiz.get_by_role("button", name="Check", exact=True).click()
    quiz.locator(".mk-feedback.mk-v-wrong").wait_for(timeout=10_000)
    assert "semimembranosus" in quiz.locator(".mk-feedback").text_content().lower()


def test_the_keyboard_reaches_everything(learner, place):
    place.open(learner)
    view = learner.locator(".mk-canvas")
    view.focus()
    learner.keyboard.press("n")
    learner.keyboard.press("n")
    pointed = learner.locator(".mk-label.mk-pointer")
    named = pointed.text_content(timeout=5_000).removesuffix(" (hidden)")
    learner.keyboard.press("Enter")
    learner.locator(".mk-card h3", has_text=named).wait_for(timeout=60_000)
    view.focus()
    learner.keyboard.press("3")
    learner.locator(".mk-view-lateral[aria-pressed=true]").wait_for(timeout=5_000)
    learner.keyboard.press("x")
    learner.locator(".mk-b-xray[aria-pressed=true]").wait_for(timeout=5_000)
    learner.keyboard.press("w")
    assert "lateral view" in learner.locator(".mk-words").text_content()
    learner.keyboard.press("s")
    learner.keyboard.type("membran")
    rows = learner.locator(".mk-tree .mk-name")
    found = [x.split("Musculus")[0] for x in rows.all_text_contents()]
    # The muscle, and its nerve below the nerves it branches from.
    assert found[0] == "Semimembranosus" and "Semitendinosus" not in found and len(found) < 6
    eye = learner.locator("input[data-key=eye-semimembranosus]")
    eye.focus()
    for shown in (":not(:checked)", ":checked"):
        eye.evaluate("node => (node.dataset.old = 'drawn before')")
        learner.keyboard.press("Space")
        learner.locator(f"input[data-key=eye-semimembranosus]{shown}:not([data-old])").wait_for(
            timeout=5_000
        )
        assert learner.evaluate("document.activeElement.dataset.key") == "eye-semimembranosus"
    learner.keyboard.press("Escape")
    learner.locator(".mk-drawer").wait_for(state="hidden")
    described = view.get_attribute("aria-describedby")
    words = learner.locator(f"#{described}", has_text="Semimembranosus")
    words.filter(has_text="lateral view").wait_for(state="attached", timeout=5_000)


def test_groups_are_folded_and_shown_whole(learner, place):
    place.open(learner)
    learner.locator(".mk-b-structures").click()
    assert learner.locator(".mk-tree .mk-leaf").count() == 0
    nerves = learner.locator(".mk-group", has_text="Nerves")
    assert nerves.locator("small").text_content().startswith("0 of ")
    nerves.get_by_label("Show all of Nerves").click()
    whole = re.compile(r"^(\d+) of \1 shown$")
    nerves.locator("small").filter(has_text=whole).wait_for(timeout=10_000)
    nerves.locator(".mk-fold").click()
    assert learner.locator("[data-id=sciatic_nerve] input").is_checked()


@BOTH
def test_one_3d_view_a_page(learner, place):
    place.open(learner)
    hosts = learner.locator(".mk-host")
    for i in range(hosts.count()):
        hosts.nth(i).scroll_into_view_if_needed()
        learner.wait_for_timeout(250)
    assert "news" not in learner.locator("body").inner_text()
    assert learner.locator(".mk-stage").count() == 1
    assert learner.evaluate("__k3dWidgets.plots.length") == 1


def test_what_the_browser_is_sent_holds_no_key(browser, voila):
    """Every frame of the page's websocket while every question is opened and none answered."""
    frames: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: frames.append(_text(data))))
    voila.open(page)
    quiz = big_quiz(page)
    quiz.get_by_role("button", name="Just try, keep nothing").click()
    quiz.locator(".mk-start").click()
    quiz.locator(".mk-question").wait_for(timeout=10_000)
    bank = mk.quiz(LESSON).bank
    for at in range(2, 20):
        quiz.get_by_role("button", name=f"Question {at}", exact=True).click()
        quiz.locator(".mk-count", has_text=f"Question {at} of 19").wait_for(timeout=30_000)
        rest(page)
    said = "".join(frames) + page.content()

    def heard(text: str) -> bool:
        return text[:40] in said or json.dumps(text[:40], ensure_ascii=False)[1:-1] in said

    assert [item.id for item in bank if not heard(item.prompt)] == [], "frames were missed"
    whys = [o.why for item in bank for o in getattr(item.fields, "options", ()) if o.why]
    whys += [x for item in bank for x in getattr(item.fields, "near_misses", {}).values()]
    whys += [item.fields.why for item in bank if getattr(item.fields, "why", "")]
    assert len(whys) > 20
    assert [why for why in whys if heard(why)] == []
    for word in (
        "correct",
        "accept",
        "near_misses",
        "derive",
        "tolerance",
        "sort",
        "apart_percent",
    ):
        assert not re.search(rf'"{word}\\?":', said), word
    context.close()


def _text(data) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "ignore")


def test_a_browser_without_webgl_is_told_and_can_still_answer(browser, voila):
    with contextlib.closing(
        browser.browser_type.launch(
            executable_path=machine.find_chromium(), args=["--no-sandbox", "--disable-3d-apis"]
        )
    ) as chromium:
        page = chromium.new_page()
        page.goto(f"{voila.url}/lesson/{LESSON}")
        page.locator(".mk-failed", has_text="WebGL").wait_for(timeout=60_000)
        quiz = page.locator(".mk-quiz").first
        quiz.locator(".mk-options label").first.click()
        quiz.get_by_role("button", name="Check", exact=True).click()
        quiz.locator(".mk-feedback").wait_for(timeout=10_000)
        assert page.evaluate("document.activeElement.classList.contains('mk-feedback')")


def test_who_cannot_click_chooses_from_a_list(learner, place):
    place.open(learner)
    quiz = big_quiz(learner)
    quiz.get_by_role("button", name="Just try, keep nothing").click()
    quiz.get_by_role("button", name="Question 2", exact=True).click()
    quiz.get_by_text("Choose from a list instead").click(timeout=10_000)
    quiz.get_by_label("Structures in the view").select_option(label="Semitendinosus")
    quiz.get_by_role("button", name="Check this one").click()
    quiz.locator(".mk-feedback.mk-v-right").wait_for(timeout=10_000)


def test_a_page_that_lost_a_widget_mends_itself_once_and_then_says_so(browser, voila):
    lose = """() => { const node = document.createElement("div");
        node.className = "jupyter-widgets";
        node.textContent = "Error displaying widget: model not found";
        document.getElementById("mk-flow").append(node); }"""
    context = browser.new_context()
    page = context.new_page()
    voila.open(page)
    with page.expect_navigation(timeout=20_000):
        page.evaluate(lose)
    page.wait_for_selector("#mk-flow", timeout=60_000)
    page.evaluate(lose)
    page.locator("#mk-rested", has_text="did not arrive").wait_for(timeout=20_000)
    context.close()


def test_a_phone_gets_the_view_above_the_text(browser, voila):
    with someone(browser, voila, width=390, height=800) as page:
        voila.open(page)
        stage, flow = (page.locator(x).bounding_box() for x in ("#mk-stage", "#mk-flow"))
        assert stage["y"] + stage["height"] <= flow["y"] + 1
        assert stage["width"] == pytest.approx(390, abs=2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_phone_shows_the_view_above_the_card_and_sources_by_tap(browser, voila, tmp_path):
    with someone(browser, voila, width=390, height=844) as page:
        voila.open(page)
        click_structure(page, lesson_scene(), "semitendinosus")
        page.locator(".mk-card h3", has_text="Semitendinosus").wait_for(timeout=60_000)
        rest(page)
        view, card = (page.locator(x).bounding_box() for x in (".mk-canvas", ".mk-card"))
        above = {**view, "y": view["y"] + 4, "height": card["y"] - view["y"] - 8}
        page.screenshot(path=tmp_path / "above.png", clip=above)
        assert (pyvista.read(tmp_path / "above.png").active_scalars.min(axis=1) < 230).mean() > 0.02
        source = page.locator(".mk-cited abbr").first
        source.click()
        shown = source.evaluate("node => getComputedStyle(node, '::after').content")
        assert shown.strip('"') == source.get_attribute("title")


def test_a_small_window_is_not_scrolled_sideways(browser, voila):
    with someone(browser, voila, width=1024, height=768) as page:
        voila.open(page)
        page.locator(".mk-facts").last.wait_for(state="attached", timeout=60_000)
        wide = """() => [...document.querySelectorAll(".mk-facts, .mk-quiz, .mk-claims, .mk-bar")]
            .filter((node) => node.scrollWidth > node.parentElement.clientWidth + 1)
            .map((node) => node.className)"""
        assert page.evaluate(wide) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1024


def test_presenting_goes_step_by_step_and_hides_the_answer(browser, voila):
    with someone(browser, voila) as page:
        voila.open(page)
        page.locator(".mk-quiz").first.wait_for(state="attached", timeout=60_000)
        page.locator("#mk-present").click()
        size = "parseFloat(getComputedStyle(document.querySelector('#mk-flow p')).fontSize)"
        assert page.evaluate(size) >= 24
        seen = []
        while not page.locator(".mk-quiz:visible").count():
            seen.append(
                page.locator("#mk-flow h1:visible, #mk-flow h2:visible").all_text_contents()
            )
            page.locator("#mk-step-next").click()
        assert all(len(headings) <= 1 for headings in seen) and len(seen) >= 3
        assert len({str(headings) for headings in seen}) == len(seen)
        quiz = page.locator(".mk-quiz:visible")
        assert not quiz.locator(".mk-feedback, .mk-reasons").count()
        quiz.locator(".mk-reveal").click()
        quiz.locator(".mk-reasons .mk-ok", has_text="Semitendinosus").wait_for(timeout=10_000)


def test_what_follows_a_prediction_waits_for_it(browser, voila):
    with someone(browser, voila) as page:
        page.goto(f"{voila.url}/lesson/{LESSON}")
        page.wait_for_selector(READY, timeout=120_000)
        page.wait_for_function(ARRIVED, timeout=120_000)
        first, second = page.locator(".mk-predicts").nth(0), page.locator(".mk-predicts").nth(1)
        summary = page.locator("#mk-flow h2", has_text="Take with you")
        assert first.is_visible() and second.is_hidden() and summary.is_hidden()
        first.locator(".mk-options label").first.click(timeout=60_000)
        first.get_by_role("button", name="Check", exact=True).click()
        second.locator(".mk-waits").wait_for(timeout=10_000)
        assert first.locator(".mk-waits").is_hidden() and summary.is_hidden()
        first.locator(".mk-again").click()
        first.locator(".mk-options label").first.wait_for(timeout=10_000)
        assert second.is_visible(), "trying again folds nothing"
        second.locator(".mk-waits button").click()
        summary.wait_for(timeout=10_000)


def test_presenting_begins_where_the_reader_is(browser, voila):
    with someone(browser, voila) as page:
        voila.open(page)
        page.locator(".mk-host").last.wait_for(timeout=60_000)
        heading = page.locator("#mk-flow h2", has_text="Show: the nerve next door")
        heading.evaluate("node => node.scrollIntoView({ block: 'start' })")
        page.wait_for_timeout(500)
        page.locator("#mk-present").click()
        page.wait_for_timeout(1500)
        assert heading.is_visible()
        shown = "document.querySelector('.mk-stage').stage.model.get('heading')"
        assert page.evaluate(shown) == "The sciatic nerve"
        page.locator("#mk-step-next").click()  # a step without a scene keeps the picture
        page.wait_for_timeout(1500)
        assert page.evaluate(shown) == "The sciatic nerve"
