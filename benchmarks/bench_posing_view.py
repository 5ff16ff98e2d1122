"""Postures in a real browser: from a slider's move to its picture, and an activity's frames."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import common
import nbformat
from serving import notebook, serving, v4

MOVES = 20
"""Slider moves of one run; the first, which binds the meshes, is told apart."""
PLAYED_MS = 5000
TITLE = "Postures in the view"
_SLIDE = """async ([name, value]) => {
  const slider = document.querySelector(`[data-coordinate=${name}]`), began = performance.now();
  const once = { once: true };
  const posed = new Promise((done) => document.addEventListener("mk-posed", done, once));
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await posed;
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
_PLAY = """async (forMs) => {
  const { motion, k3d } = document.querySelector(".mk-stage").stage;
  const button = document.querySelector(".mk-play");
  const drawn = [], placed = [], apply = motion.apply;
  motion.apply = function () {
    const began = performance.now();
    apply.call(this);
    placed.push(performance.now() - began);
  };
  const heard = k3d.on(k3d.events.RENDERED, () => drawn.push(performance.now()));
  button.click();
  await new Promise((done) => setTimeout(done, forMs));
  button.click();
  k3d.off(k3d.events.RENDERED, heard);
  motion.apply = apply;
  return { frames: drawn.slice(1).map((at, i) => at - drawn[i]), placed };
}"""


def lesson(folder: Path, detail: str) -> None:
    """A lesson with a player and sliders, of the meshes of one level of detail."""
    atlas = f"import musclekit as mk\natlas = mk.load_atlas(detail='{detail}')"
    cells = [f"{atlas}\nmk.play('sprint', atlas)", "mk.pose_explorer(atlas)"]
    made = notebook(*map(v4.new_code_cell, cells), title="Postures")
    nbformat.write(made, folder / "postures.ipynb")


def one_run(page, url: str) -> dict[str, list[float]]:
    """Milliseconds of one visit: frames and what of them is ours, first move, later moves."""
    page.goto(url)
    page.wait_for_selector(".mk-stage[data-ready=true]")
    page.wait_for_selector(".mk-play:not([disabled])")
    page.wait_for_timeout(1500)
    played = page.evaluate(_PLAY, PLAYED_MS)
    explorer = page.locator(".mk-host").nth(1)
    explorer.get_by_role("button", name="Show in 3D").click()
    explorer.locator(".mk-goto", has_text="Showing in 3D").wait_for()
    page.wait_for_timeout(1500)
    first = page.evaluate(_SLIDE, ["hip_flexion", 5])
    angles = [("hip_flexion", 5 + 3 * i) for i in range(1, MOVES // 2 + 1)]
    angles += [("knee_flexion", 4 * i) for i in range(1, MOVES // 2 + 1)]
    moves = [page.evaluate(_SLIDE, list(one)) for one in angles]
    return {"frame": played["frames"], "placing": played["placed"], "first": [first], "move": moves}


def measure(chosen) -> tuple[str, str]:
    """Full and light meshes in turn."""
    found: dict[tuple[str, str], list[float]] = {}
    with common.chromium() as browser:
        for _ in range(chosen.runs):
            for detail in ("full", "light"):
                with tempfile.TemporaryDirectory() as home:
                    folder = Path(home) / "lessons"
                    folder.mkdir()
                    lesson(folder, detail)
                    data, log = str(Path(home) / "data"), Path(home) / "voila.log"
                    with serving(folder, "--pool", "1", log=log, MUSCLEKIT_DATA_DIR=data) as site:
                        page = browser.new_page(viewport=common.WINDOW)
                        page.set_default_timeout(180_000)
                        for what, times in one_run(page, f"{site.url}/lesson/postures").items():
                            found.setdefault((detail, what), []).extend(times)
                        page.close()
                common.say(f"{detail}: {_told(found[detail, 'move'])} a move")
    return TITLE, report(found, chosen.runs)


def report(found: dict[tuple[str, str], list[float]], runs: int) -> str:
    """Medians and 95th percentiles."""
    names = {
        "move": "slider moved until redrawn",
        "first": "the first such move, which binds the meshes",
        "frame": "from frame to frame while a sprint plays",
        "placing": "of which bringing the meshes into place",
    }
    rows = [
        [text, *(_told(found[x, key]) for x in ("full", "light"))] for key, text in names.items()
    ]
    head = ["milliseconds: median (95th percentile)", "full meshes", "light meshes"]
    told = f"{runs} visits each, {MOVES} moves and {PLAYED_MS / 1000:g} s of play"
    note = f"{told}; {common.this_machine()}."
    return f"{common.table(head, rows)}\n\n{note}"


def _told(times: list[float]) -> str:
    if len(times) < 2:
        return f"{times[0]:.0f}"
    return f"{statistics.median(times):.0f} ({statistics.quantiles(times, n=20)[-1]:.0f})"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=2))
