"""Numbers, orders and pairs answered in a real browser: by mouse, by touch and by keys alone."""

from __future__ import annotations

import contextlib
import re
import shutil
from itertools import count

import machine
import nbformat
import pytest
from browsing import Watched, run_all_cells, theirs
from serving import TOKEN, lab_running, notebook, serving, v4

from musclekit import assessment

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
BANK = "meet-the-hamstrings"
MATCH, ORDER, NUMBER = ITEMS = ("nerve-of-each", "by-size", "nerve-width")
CELL = f'import musclekit as mk\nmk.quiz("{BANK}", only={list(ITEMS)})'
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


def write(folder):
    folder.mkdir()
    cells = [v4.new_markdown_cell("# Kinds"), v4.new_code_cell(CELL)]
    nbformat.write(notebook(*cells, title="Kinds"), folder / "kinds.ipynb")
    return folder


@pytest.fixture(scope="module")
def voila(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    lessons, data = write(folder / "lessons"), str(folder / "data")
    with serving(lessons, log=folder / "voila.log", MUSCLEKIT_DATA_DIR=data) as running:
        yield lambda page: page.goto(f"{running.url}/lesson/kinds")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    lessons, data = write(folder / "lessons"), str(folder / "data")
    numbers = count(1)

    def open_in(page):
        # A notebook of its own, and no tabs of the last test: their kernels send what was answered.
        name = f"kinds-{next(numbers)}.ipynb"
        shutil.copy(lessons / "kinds.ipynb", lessons / name)
        page.goto(f"{url}/lab/tree/{name}?reset&token={TOKEN}")
        run_all_cells(page)

    with lab_running(lessons, folder / "lab.log", MUSCLEKIT_DATA_DIR=data) as url:
        yield open_in


@pytest.fixture
def open_in(request):
    return request.getfixturevalue(getattr(request, "param", "voila"))


BOTH = pytest.mark.parametrize("open_in", ["voila", "lab"], indirect=True)


@contextlib.contextmanager
def learner(browser, open_in, **window):
    """The quiz in front of somebody who keeps nothing; the page may log no error."""
    context = browser.new_context(**window)
    page = context.new_page()
    watched = Watched(page)
    page.frames_heard = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda x: page.frames_heard.append(x)))
    open_in(page)
    decline = page.locator(".mk-quiz").get_by_role("button", name="Just try, keep nothing")
    decline.click(timeout=120_000)
    yield page
    context.close()
    assert [x for x in watched.errors if not theirs(x)] == [], "\n".join(watched.said)


def heard(page, words: str) -> bool:
    frames = (x.encode() if isinstance(x, str) else x for x in page.frames_heard)
    return any(words.encode() in frame for frame in frames)


def ask(page, item_id: str):
    number = ITEMS.index(item_id) + 1
    page.get_by_role("button", name=re.compile(f"^Question {number}")).click()
    page.locator(f".mk-question[data-item={item_id}]").wait_for(timeout=60_000)
    page.locator(".mk-stage[data-still=true]").wait_for(timeout=60_000)


def told(page, verdict: str) -> str:
    feedback = page.locator(f".mk-feedback.mk-v-{verdict}")
    feedback.wait_for(timeout=30_000)
    return feedback.inner_text()


def right(item_id: str):
    return assessment.model_answer(assessment.load_bank(BANK), item_id)


def order_of(page) -> list[str]:
    return [row.get_attribute("data-id") for row in page.locator(".mk-row").all()]


def key_of(page) -> str:
    return page.evaluate("document.activeElement.dataset.key")


def tab_to(page, key: str) -> None:
    """Press Tab until the control of that key has the focus."""
    for _ in range(40):
        if key_of(page) == key:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {key}")


@BOTH
def test_all_three_are_answered_by_keys_alone(browser, open_in):
    with learner(browser, open_in, **DESK) as page:
        ask(page, MATCH)
        wanted = right(MATCH)
        page.locator("[data-key^=match-]").first.focus()
        for key in [x.get_attribute("data-key") for x in page.locator("[data-key^=match-]").all()]:
            tab_to(page, key)
            for _ in range(3):
                if page.locator(f"[data-key={key}]").input_value() != wanted[key[6:]]:
                    page.keyboard.press("ArrowDown")
        tab_to(page, "check")
        page.keyboard.press("Enter")
        assert "Right, all of them." in told(page, "right")

        ask(page, ORDER)
        wanted = right(ORDER)
        assert order_of(page) != wanted
        for place, id in enumerate(wanted):
            way = "up" if order_of(page).index(id) > place else "down"
            page.locator(f"[data-key={way}-{id}]").focus()
            while order_of(page).index(id) != place:
                at = order_of(page).index(id)
                page.keyboard.press("ArrowUp" if place % 2 else "Enter")
                assert order_of(page).index(id) == at - 1
                assert key_of(page) == f"{way}-{id}", "a moved row has lost the focus"
                said = page.locator(".mk-question [role=status]").text_content()
                assert f"now in place {at} of 4" in said
        tab_to(page, "check")
        page.keyboard.press("Enter")
        assert "Right, from largest to smallest" in told(page, "right")

        ask(page, NUMBER)
        page.locator("[data-key=number]").focus()
        page.keyboard.type("1,6 cm")
        page.keyboard.press("Enter")
        assert "Right, 16 mm is near enough" in told(page, "right")


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["mouse", "touch"])
def test_rows_are_dragged_by_mouse_and_by_finger(browser, voila, window):
    with learner(browser, voila, **window) as page:
        ask(page, ORDER)
        assert page.locator("[data-key=check]").is_disabled()
        page.locator(".mk-rows").scroll_into_view_if_needed()
        before = order_of(page)
        grip = page.locator(".mk-row .mk-grip").first.bounding_box()
        last = page.locator(".mk-row").last.bounding_box()
        x, top, bottom = grip["x"] + 9, grip["y"] + 9, last["y"] + last["height"] - 3
        if window is DESK:
            page.mouse.move(x, top)
            page.mouse.down()
            page.mouse.move(x, bottom, steps=9)
            page.mouse.up()
        else:
            finger = page.context.new_cdp_session(page)
            for n in range(10):
                kind = "touchMove" if n else "touchStart"
                points = [{"x": x, "y": top + (bottom - top) * n / 9}]
                finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert order_of(page) == [*before[1:], before[0]]
        assert page.locator(".mk-dragged").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") == window["viewport"]["width"]
        page.locator("[data-key=check]").click(timeout=5_000)
        page.locator(".mk-feedback").wait_for(timeout=30_000)


@BOTH
def test_wrong_answers_are_explained_and_nothing_is_told_before(browser, open_in):
    with learner(browser, open_in, **DESK) as page:
        ask(page, MATCH)
        for select in page.locator(".mk-pair select").all():
            assert page.locator("[data-key=check]").is_disabled()
            select.select_option(label="Posterior femoral cutaneous nerve")
        assert not heard(page, "is supplied by the tibial division"), "told before the answer"
        page.locator("[data-key=check]").click()
        said = told(page, "wrong")
        assert "0 of 4 are right." in said and "Not the posterior femoral cutaneous nerve." in said
        assert "is supplied by the tibial division" in said and heard(page, "is supplied by the")
        assert page.locator(".mk-reasons .mk-mine", has_text="Right: Tibial nerve").count() == 3

        ask(page, ORDER)
        assert not heard(page, "245 cm") and not heard(page, "elderly donated bodies")
        wanted = right(ORDER)
        for place, id in enumerate([wanted[1], wanted[0], *wanted[2:]]):
            while order_of(page).index(id) > place:
                page.locator(f"[data-key=up-{id}]").click()
        page.locator("[data-key=check]").click()
        said = told(page, "wrong")
        assert "One pair is swapped: you put the long head of biceps femoris before semi" in said
        assert "semimembranosus 245 cm³" in said

        ask(page, NUMBER)
        page.locator("[data-key=number]").fill("16 kg")
        page.locator("[data-key=number]").press("Enter")
        assert "Not counted yet" in told(page, "almost")
        assert page.locator(".mk-quiz-head .mk-count").text_content() == "2 of 3 answered, 0 right"
        assert page.locator("[data-key=number]").input_value() == "16 kg"
        page.locator("[data-key=number]").fill("16 cm")
        page.locator("[data-key=number]").press("Enter")
        assert "The unit slipped: your number is right in mm." in told(page, "wrong")


def test_an_order_begun_is_there_after_a_look_at_another_question(browser, voila):
    with learner(browser, voila, **DESK) as page:
        ask(page, ORDER)
        page.locator(".mk-row .mk-move").nth(1).click()
        begun = order_of(page)
        ask(page, NUMBER)
        ask(page, ORDER)
        assert order_of(page) == begun
