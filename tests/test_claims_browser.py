"""Claims voted on by keys alone: the verdict comes after the vote, and is nowhere before."""

from __future__ import annotations

import re

import machine
import nbformat
import pytest
from browsing import Watched
from serving import notebook, serving, v4

import musclekit as mk

REASON = machine.why_no_browser()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(REASON), reason=str(REASON)),
    pytest.mark.xdist_group("lessons"),
]
CLAIM = "B055"
TOLD = "opinion paper on footballers"


def count(page) -> str:
    return page.locator(".mk-claims-all .mk-count").text_content()


def tally(page) -> str:
    return page.locator(".mk-tally").text_content()


def test_a_vote_by_keys_shows_the_verdict_and_filters_change_the_count(browser, tmp_path):
    folder = tmp_path / "lessons"
    folder.mkdir()
    cells = [v4.new_markdown_cell("# Claims"), v4.new_code_cell("mk.evidence_explorer()")]
    cells[1].source = f"import musclekit as mk\n{cells[1].source}"
    nbformat.write(notebook(*cells, title="Claims"), folder / "claims.ipynb")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, came, went = context.new_page(), [], []
    page.set_default_navigation_timeout(90_000)
    watched = Watched(page)
    page.on("websocket", lambda ws: ws.on("framereceived", lambda x: came.append(str(x))))
    page.on("websocket", lambda ws: ws.on("framesent", lambda x: went.append(str(x))))
    with serving(folder, log=tmp_path / "log", MUSCLEKIT_DATA_DIR=str(tmp_path)) as running:
        page.goto(f"{running.url}/lesson/claims")
        page.locator(".mk-claimlist li").first.wait_for(timeout=60_000)
        assert count(page) == "115 of 115 claims." and tally(page) == "No votes yet."
        assert page.locator(".mk-claimlist li").count() == 10, "not all at once"
        assert page.evaluate("document.documentElement.scrollWidth") == 390

        page.get_by_label("Words").focus()
        page.keyboard.type("special nerve")
        assert count(page) == "1 of 115 claims."
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        card = page.locator(f"[data-claim={CLAIM}]")
        assert card.get_by_role("button", expanded=True).count() == 1
        for _ in range(5):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.vote") == "unsupported"
        assert TOLD not in page.content() and not any(TOLD in x for x in came), "told too early"
        page.keyboard.press("Enter")
        card.locator(".mk-feedback:focus").wait_for(timeout=30_000)
        said = card.inner_text()
        assert "✓ You voted “unsupported”. The evidence: unsupported." in said and TOLD in said
        assert mk.load_atlas().sources["orchard2004"].short in said
        assert any(TOLD in x for x in came) and not any("unsupported" in x for x in went)
        assert tally(page) == "You agreed with the evidence in 1 of 1."

        page.get_by_label("Words").fill("")
        page.get_by_label("Topic").select_option("lumbar")
        assert count(page) == "13 of 115 claims."
        page.get_by_label("Status").select_option("open")
        assert count(page) == "12 of 115 claims."
        page.get_by_label("Status").select_option("unsupported")
        assert count(page).startswith("1 of 115 claims. Only those you voted on")
        page.get_by_label("Page").select_option("A")
        assert count(page).startswith("0 of 115 claims.")

        page.reload()
        page.locator(".mk-tally", has_text="in 1 of 1.").wait_for(timeout=60_000)
        page.get_by_label("Words").fill("clinic's gait")
        page.locator(".mk-claimed").click()
        page.get_by_role("button", name="I cannot say: tell me").click()
        page.locator(".mk-feedback", has_text="No source found").wait_for(timeout=30_000)
        assert "unconfirmed" in page.locator(".mk-feedback").inner_text()
        assert tally(page) == "You agreed with the evidence in 1 of 1.", "no vote, not counted"
        page.get_by_label("Words").fill("hamstrings are three muscles")
        page.locator(".mk-claimed").click()
        page.get_by_role("button", name=re.compile("^Supported")).click()
        held = "✓ You voted “supported”. The evidence: agreed."
        page.locator(".mk-feedback", has_text=held).wait_for()
        assert tally(page) == "You agreed with the evidence in 2 of 2.", "both say that it holds"
        page.evaluate("document.body.classList.add('mk-presenting')")
        page.locator(".mk-tally", has_text="No votes yet.").wait_for()
        page.evaluate("document.body.classList.remove('mk-presenting')")
        page.locator(".mk-tally", has_text="in 2 of 2.").wait_for()
    assert not watched.errors and watched.hosts() <= {"localhost"}
    context.close()
