"""From navigation to an interactive scene in Voilà: lesson 1 beside a PyVista trame notebook.

Interactive means, on both sides: the muscles' colours are on the screen. Of ours it is asked
besides that the page calls itself ready and that moving the mouse onto a muscle names it, which
the trame view cannot do. Both are looked at every 50 ms, in a browser that has seen neither.
"""

from __future__ import annotations

import base64
import io
import time
from dataclasses import dataclass

import common
import numpy as np
from PIL import Image

EVERY_S = 0.05
LIMIT_S = 90
MUSCLE_PIXELS = 1500
NAMES = ("Semitendinosus", "Semimembranosus", "Biceps femoris")
VISITS = ("first visit", "second visit")
TITLE = "Time to an interactive scene"


@dataclass
class View:
    """How to find a side's 3D view in its page: not before it is there, and where."""

    site: common.Site
    names_what_is_hovered: bool

    def box(self, page) -> dict | None:
        """Where the view's canvas is in the page, or None while there is none."""
        if self.names_what_is_hovered:
            found = page.query_selector(".mk-stage[data-ready=true] .mk-canvas")
            return found.bounding_box() if found else None
        outer = page.query_selector("iframe.pyvista")
        inner = outer and outer.content_frame()
        return outer.bounding_box() if inner and inner.query_selector("canvas") else None


def time_to_interactive(context, view: View) -> float:
    """Seconds from navigation until the view answers."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    began = time.perf_counter()
    page.goto(view.site.url, wait_until="commit")
    while not _interactive(page, devtools, view):
        if time.perf_counter() - began > LIMIT_S:
            raise common.CannotMeasure(f"{view.site.name}: nothing to see after {LIMIT_S} s.")
        page.wait_for_timeout(1000 * EVERY_S)
    seconds = time.perf_counter() - began
    view.site.leave(page)
    return seconds


def _interactive(page, devtools, view: View) -> bool:
    try:
        box = view.box(page)
        muscle = muscle_pixels(devtools, box) if box else None
    except Exception as error:  # a frame that is being replaced, a screen not drawn yet
        common.say(f"  ... {str(error).splitlines()[0]}")
        return False
    if muscle is None or muscle.sum() < MUSCLE_PIXELS:
        return False
    return not view.names_what_is_hovered or _names_muscle(page, box, muscle)


def muscle_pixels(devtools, box: dict) -> np.ndarray:
    """Where the screen shows the red to orange of the muscles: (height, width) bool."""
    shot = devtools.send(
        "Page.captureScreenshot",
        {"format": "png", "optimizeForSpeed": True, "clip": {**box, "scale": 1}},
    )
    rgb = np.asarray(Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB"), int)
    return rgb[..., 0] - rgb[..., 1] > 40


def _names_muscle(page, box: dict, muscle: np.ndarray) -> bool:
    inside = np.lib.stride_tricks.sliding_window_view(muscle, (9, 9)).all(axis=(2, 3))
    places = np.argwhere(inside)
    if not len(places):
        return False
    y, x = places[len(places) // 2] + 4
    page.mouse.move(box["x"] + int(x) - 1, box["y"] + int(y))
    page.mouse.move(box["x"] + int(x), box["y"] + int(y))
    tip = page.query_selector(".mk-tip")
    return bool(tip and tip.is_visible() and tip.inner_text().startswith(NAMES))


def measure(chosen) -> tuple[str, str]:
    """Alternate the sides; a first and a second visit each, always to a full pool."""
    times: dict[tuple[str, str], list[float]] = {}
    with (
        common.chromium() as browser,
        common.our_lessons() as ours,
        common.trame_notebook() as theirs,
    ):
        views = [View(ours, True), View(theirs, False)]
        for run in range(chosen.runs + 1):
            for view in views:
                context = browser.new_context(viewport=common.WINDOW)
                for visit in VISITS:
                    common.settle(ours, theirs)
                    seconds = time_to_interactive(context, view)
                    told = f"{view.site.name}, {visit}: {seconds:.2f} s"
                    common.say(f"{f'run {run}' if run else 'warming up'}: {told}")
                    if run:
                        times.setdefault((view.site.name, visit), []).append(seconds)
                context.close()
    return TITLE, report(times, chosen.runs)


def report(times: dict[tuple[str, str], list[float]], runs: int) -> str:
    """Medians, spread and ratios."""
    medians = {key: common.median(values) for key, values in times.items()}
    rows = []
    for visit in VISITS:
        ours, theirs = (times[name, visit] for name in ("musclekit", "PyVista trame"))
        rows.append(
            [
                visit,
                *(f"{common.median(x):.2f} ({common.spread(x)})" for x in (ours, theirs)),
                f"{medians['musclekit', visit] / medians['PyVista trame', visit]:.2f}",
            ]
        )
    head = ["seconds: median (least–most)", "musclekit lesson 1", "PyVista trame", "ratio"]
    return "\n".join(
        [
            common.table(head, rows),
            "",
            f"{runs} runs, the sides alternating; {common.this_machine()}.",
            f"Beside ours: {common.trame_versions()}, in an environment of its own.",
        ]
    )


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=7))
