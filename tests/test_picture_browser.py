"""The picture board in a real browser, without a kernel: names, calipers and outlines."""

from __future__ import annotations

import base64

import machine
import numpy as np
import pytest

from musclekit.widgets import pictures
from musclekit.widgets.modules import STATIC, page_style

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
ROWS, COLUMNS, SPACING = 60, 80, 2.0
MADE = """({ head, buffers }) => {
  const bytes = (text) => { const all = Uint8Array.from(atob(text), (x) => x.charCodeAt(0));
    return new DataView(all.buffer); };
  window.heard = []; window.measured = null;
  window.board = new PictureBoard(h, { label: "A disc", pointed: (...at) => heard.push(at),
    measured: (values) => (window.measured = values) });
  document.body.append(board.el);
  board.show(head, buffers.map(bytes));
}"""
AT = """([row, column]) => { const box = board.face.getBoundingClientRect();
  return [box.left + ((column + 0.5) / board.head.columns) * box.width,
    box.top + ((row + 0.5) / board.head.rows) * box.height]; }"""


def disc() -> tuple[dict, list[bytes]]:
    """A bright disc, 20 pixels wide, left of the middle."""
    row, column = np.indices((ROWS, COLUMNS))
    inside = np.hypot(row - 30, column - 25) < 10
    image = np.where(inside, 220, 40).astype(np.uint8)
    sides = {"left": "R", "right": "L", "top": "A", "bottom": "P"}
    return pictures.told(image, SPACING, sides, inside.astype(int), ["", "Disc"])


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 500, "height": 700})
    page.set_default_timeout(20_000)
    files = [(STATIC / name).read_text() for name in ("stage/dom.js", *pictures.FILES)]
    page.set_content(f"<style>{page_style('imaging/picture.css')}</style>")
    page.add_script_tag(content="\n".join(files))
    head, buffers = disc()
    told = {"head": head, "buffers": [base64.b64encode(x).decode() for x in buffers]}
    page.evaluate(MADE, told)
    page.wait_for_function("board.scale > 0")
    yield page
    page.close()


def drag(page, *places) -> None:
    at = [page.evaluate(AT, place) for place in places]
    page.mouse.move(*at[0])
    page.mouse.down()
    for one in at[1:]:
        page.mouse.move(*one, steps=3)
    page.mouse.up()


def test_names_are_told_to_pointer_and_keys(page):
    page.mouse.move(*page.evaluate(AT, [30, 25]))
    assert page.locator(".mk-under").inner_text() == "Disc"
    page.mouse.move(*page.evaluate(AT, [30, 60]))
    assert page.locator(".mk-under").is_hidden()
    page.locator(".mk-picture-face").focus()
    page.evaluate("board.crossTo([30, 40])")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")  # 5 mm each: to column 27.5
    assert page.locator(".mk-picture-say").inner_text() == "Disc"
    page.keyboard.press("Enter")
    assert page.evaluate("heard.at(-1)") == [30, 27.5, "Disc"]
    assert page.locator(".mk-side-left").inner_text() == "R"


def test_calipers_give_millimetres_and_square_centimetres(page):
    page.get_by_role("button", name="Measure a line").click()
    drag(page, [30, 15], [30, 35])
    page.get_by_role("button", name="Outline an area").click()
    turn = np.linspace(0, 2 * np.pi, 25)
    drag(page, *[[30 + 10 * float(np.sin(x)), 25 + 10 * float(np.cos(x))] for x in turn])
    told = page.evaluate("measured")
    assert told["lines_mm"] == [pytest.approx(40, abs=0.5)]
    assert told["areas_cm2"] == [pytest.approx(np.pi * 4, rel=0.05)]
    end = page.get_by_role("button", name="Line 1, end 2")
    end.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("measured.lines_mm[0]") == pytest.approx(41, abs=0.5)
    assert "41" in page.locator(".mk-picture-say").inner_text()
    page.get_by_role("button", name="Clear").click()


def test_calipers_by_keys_alone(page):
    page.locator(".mk-picture-face").focus()
    page.evaluate("board.crossTo([20, 20])")
    page.keyboard.press("m")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("m")
    assert page.evaluate("measured.lines_mm") == [pytest.approx(10)]
    for way in ("ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press("o")
        page.keyboard.press(way)
        page.keyboard.press(way)
    page.keyboard.press("o")
    page.keyboard.press("Enter")
    assert page.evaluate("measured.areas_cm2") == [pytest.approx(1.0)]
    page.keyboard.press("Delete")
    assert page.evaluate("measured.areas_cm2") == []
