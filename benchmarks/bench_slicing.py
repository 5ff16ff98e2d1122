"""The slice explorer in a real browser: from a slider's move to the drawn picture, and to rest."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import common
import nbformat
from serving import notebook, serving, v4

MOVES = 24
"""Moves of one run for each way; the first is not counted."""
STEP_MM = 3
TITLE = "Slices in the view"
CELL = """import musclekit as mk
atlas = mk.load_atlas()
tear = mk.Injury("biceps_femoris_long_head", "partial_tear", "belly", csa_fraction=0.5)
mk.slice_explorer(mk.injure(atlas, tear), kinds="labels")"""
WAYS = {
    "axial, labels": (1, ""),
    "axial, STIR-like": (1, "il"),
    "axial, labels and STIR-like": (1, "l"),
    "coronal, labels and STIR-like": (2, ""),
    "free, labels and STIR-like": (6, ""),
}
_MOVE = """async ([by, heard]) => {
  const slider = document.querySelector(".mk-slicer [data-way=through]");
  const drawn = new Promise((done) => document.addEventListener(heard, done, { once: true }));
  const began = performance.now();
  slider.value = Number(slider.value) + by;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn;
  return performance.now() - began;
}"""


def one_run(page, url: str) -> dict[str, list[float]]:
    """Milliseconds of one visit: each move until its picture is drawn; one until all rests."""
    page.goto(url)
    page.wait_for_selector(".mk-stage[data-ready=true]")
    page.wait_for_selector(".mk-picture canvas")
    found: dict[str, list[float]] = {}
    for name, (number, keys) in WAYS.items():
        common.settle(patience=5)
        page.wait_for_timeout(2000)
        face = page.locator(".mk-picture-face").first
        for key in (str(number), *keys):
            face.focus()
            page.keyboard.press(key)
            page.wait_for_timeout(2000)
            face = page.locator(".mk-picture-face").first
        steps = [STEP_MM] * (MOVES // 2) + [-STEP_MM] * (MOVES // 2)
        found[name] = [page.evaluate(_MOVE, [by, "mk-sliced"]) for by in steps][1:]
        page.wait_for_timeout(2000)
        rested = [page.evaluate(_MOVE, [by, "mk-rested"]) for by in (STEP_MM, -STEP_MM) * 3]
        found[f"{name}, at rest"] = rested
    return found


def measure(chosen) -> tuple[str, str]:
    """A few visits to one lesson."""
    found: dict[str, list[float]] = {}
    with common.chromium() as browser, tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "lessons"
        folder.mkdir()
        made = notebook(v4.new_code_cell(CELL), title="Slices")
        nbformat.write(made, folder / "slices.ipynb")
        data, log = str(Path(home) / "data"), Path(home) / "voila.log"
        with serving(folder, "--pool", "1", log=log, MUSCLEKIT_DATA_DIR=data) as site:
            for _ in range(chosen.runs):
                page = browser.new_page(viewport=common.WINDOW)
                page.set_default_timeout(180_000)
                for what, times in one_run(page, f"{site.url}/lesson/slices").items():
                    found.setdefault(what, []).extend(times)
                page.close()
                common.say(", ".join(f"{name} {_told(times)}" for name, times in found.items()))
    return TITLE, report(found, chosen.runs)


def report(found: dict[str, list[float]], runs: int) -> str:
    """Medians and 95th percentiles."""
    rows = [[name, _told(found[name]), _told(found[f"{name}, at rest"])] for name in WAYS]
    head = ["milliseconds: median (95th percentile)", "until drawn", "until at rest"]
    told = (
        f"A torn atlas of full meshes; visits: {runs}, {MOVES} moves each. At rest: 220 ms after "
        "the last move, with finer pictures, names, words and the plane in the 3D view"
    )
    return f"{common.table(head, rows)}\n\n{told}; {common.this_machine()}."


def _told(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} ({statistics.quantiles(times, n=20)[-1]:.0f})"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=2))
