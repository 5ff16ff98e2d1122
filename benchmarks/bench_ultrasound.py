"""Milliseconds of CPU for one simulated ultrasound image of 256 x 256 pixels."""

from __future__ import annotations

import statistics
from dataclasses import replace
from functools import partial

import common
from bench_posing import cpu_ms

import musclekit as mk
from musclekit.imaging.views import VIEWS

TITLE = "Ultrasound"
BOUND_MS = 33
SIZE_MM = 70.0


def measure(chosen) -> tuple[str, str]:
    """Every standard view at 256 x 256 while the probe slides; then a contracting, torn muscle."""
    atlas = mk.load_atlas()
    found: dict[str, list[float]] = {}
    for name, view in VIEWS.items():
        probe = replace(view.probe, depth_mm=SIZE_MM, width_mm=SIZE_MM)
        mk.ultrasound(atlas, probe)
        found[name.replace("_", " ")] = [
            cpu_ms(partial(mk.ultrasound, atlas, replace(probe, slide_mm=run / 4)))
            for run in range(chosen.runs)
        ]
    torn = mk.injure(atlas, mk.Injury("semitendinosus", "partial_tear", "belly"))
    probe = mk.Probe("semitendinosus", 0.28, "long", depth_mm=SIZE_MM, width_mm=SIZE_MM)
    contracting = found["torn, contracting (meshes at hand)"] = []
    for run in range(chosen.runs):
        moved = torn.pose(activation=run / chosen.runs)
        for name in moved:
            moved[name].mesh  # noqa: B018
            moved.intact[name if name in moved.intact else "semitendinosus"].mesh  # noqa: B018
        contracting.append(cpu_ms(partial(mk.ultrasound, moved, probe)))
    rows = [
        [name, f"{statistics.median(x):.1f}", f"{min(x):.1f}", f"{max(x):.1f}"]
        for name, x in found.items()
    ]
    text = common.table(["ms of CPU", "median", "least", "most"], rows)
    bound = f"From probe to grey pixels, 256 x 256. Meant to stay under {BOUND_MS} ms."
    return TITLE, f"{text}\n\n{bound}\n{chosen.runs} times; {common.this_machine()}."


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=15))
