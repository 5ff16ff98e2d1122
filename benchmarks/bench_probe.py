"""The probe in a real browser: from a key to the drawn frame, beside a figure drawn anew."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import common
import nbformat
from serving import notebook, serving, v4

MOVES = 12
"""Moves of one run for each way; the first two are not counted."""
TITLE = "The probe in the view"
OURS = """import musclekit as mk
atlas = mk.load_atlas()
tear = mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=8)
mk.probe_explorer(mk.injure(atlas, tear), mk.Probe("semitendinosus", 0.28, "long", width_mm=60))"""
FIGURE = """import io
import ipywidgets
import musclekit as mk
from dataclasses import replace
from matplotlib import pyplot as plt
atlas = mk.load_atlas()
tear = mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=8)
body = mk.injure(atlas, tear)
probe = mk.Probe("semitendinosus", 0.28, "long", width_mm=60)
figure, axes = plt.subplots(figsize=(5, 5))
plt.close(figure)
shown = axes.imshow(mk.ultrasound(body, probe).pixels, cmap="gray", extent=(0, 60, 60, 0))
picture, place = ipywidgets.Image(), ipywidgets.IntText()
def redraw(_=None):
    shown.set_data(mk.ultrasound(body, replace(probe, slide_mm=place.value)).pixels)
    png = io.BytesIO()
    figure.savefig(png, format="png")
    picture.value = png.getvalue()
place.observe(redraw, "value")
redraw()
ipywidgets.VBox([place, picture])"""
WAYS = {"key to frame": "", "and the other leg": "l", "and stiffness on both": "s"}
_KEY = """(key) => new Promise((done) => {
  const face = document.querySelector(".mk-scanner .mk-picture-face"), began = performance.now();
  document.addEventListener("mk-framed", () =>
    requestAnimationFrame(() => done(performance.now() - began)), { once: true });
  face.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
})"""
_REDRAW = """(value) => new Promise((done) => {
  const input = document.querySelector(".widget-text input, input[type=number]");
  const img = document.querySelector("img.widget-image, .widget-image img");
  const began = performance.now();
  img.addEventListener("load", () =>
    requestAnimationFrame(() => done(performance.now() - began)), { once: true });
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
})"""
_PLAY = """(frames) => new Promise((done) => {
  const times = [];
  const heard = () => {
    times.push(performance.now());
    if (times.length <= frames) return;
    document.removeEventListener("mk-framed", heard);
    done(times.slice(1).map((at, i) => at - times[i]));
  };
  document.addEventListener("mk-framed", heard);
})"""


def one_run(page, url: str) -> dict[str, list[float]]:
    """Milliseconds of one visit: moves one by one, and frames of a contraction."""
    page.goto(f"{url}/lesson/probe")
    page.wait_for_selector(".mk-stage[data-ready=true]")
    page.wait_for_function("document.querySelector('.mk-scanner canvas')?.width > 200")
    common.settle()
    found: dict[str, list[float]] = {}
    for name, key in WAYS.items():
        face = page.locator(".mk-scanner .mk-picture-face").first
        face.focus()
        if key:
            page.keyboard.press(key)
        page.wait_for_timeout(2500)
        keys = ["ArrowRight"] * (MOVES // 2) + ["ArrowLeft"] * (MOVES // 2)
        found[name] = [_moved(page, _KEY, one) for one in keys][2:]
    for key in "ls":
        page.keyboard.press(key)
    page.locator(".mk-moment .mk-play").first.click()
    page.wait_for_timeout(6000)  # each moment has been made once
    found["frame to frame of a contraction"] = page.evaluate(_PLAY, MOVES)
    page.goto(f"{url}/lesson/figure")
    page.wait_for_selector("img.widget-image, .widget-image img")
    common.settle()
    found["a matplotlib figure redrawn"] = [_moved(page, _REDRAW, x) for x in range(1, MOVES)][2:]
    return found


def _moved(page, act: str, argument) -> float:
    """One move, after the view of the one before has come to rest."""
    page.wait_for_timeout(700)
    return page.evaluate(act, argument)


def measure(chosen) -> tuple[str, str]:
    """A few visits to one lesson, and to the same picture as a figure."""
    found: dict[str, list[float]] = {}
    with common.chromium() as browser, tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "lessons"
        folder.mkdir()
        for name, cell in (("probe", OURS), ("figure", FIGURE)):
            made = notebook(v4.new_code_cell(cell), title=name.capitalize())
            nbformat.write(made, folder / f"{name}.ipynb")
        data, log = str(Path(home) / "data"), Path(home) / "voila.log"
        with serving(folder, "--pool", "1", log=log, MUSCLEKIT_DATA_DIR=data) as site:
            for _ in range(chosen.runs):
                page = browser.new_page(viewport=common.WINDOW)
                page.set_default_timeout(180_000)
                for what, times in one_run(page, site.url).items():
                    found.setdefault(what, []).extend(times)
                page.close()
                common.say(", ".join(f"{name} {_told(times)}" for name, times in found.items()))
    return TITLE, report(found, chosen.runs)


def report(found: dict[str, list[float]], runs: int) -> str:
    """Medians and 95th percentiles."""
    rows = [[name, _told(times)] for name, times in found.items()]
    told = (
        f"A torn atlas of full meshes, 256 x 256 pixels; {runs} visit{'s' * (runs > 1)}, "
        f"{MOVES} moves each, 0.7 s apart so that the 3D view, drawn in software here, has come "
        "to rest. Frames of a contraction are sent no sooner than 110 ms after each other"
    )
    table = common.table(["milliseconds", "median (95th percentile)"], rows)
    return f"{table}\n\n{told}; {common.this_machine()}."


def _told(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} ({statistics.quantiles(times, n=20)[-1]:.0f})"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=1))
