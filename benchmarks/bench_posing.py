"""Milliseconds of CPU for one pose with its meshes, beside moving every mesh whole."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import common
import numpy as np

import musclekit as mk

TITLE = "Posing"
SHOWN = ("hamstrings", "bones", "nerves")
ALONE = "semitendinosus"
POSES = [(10, 0), (45, 30), (90, 20), (110, 90), (-20, 60)]
BOUND_ALL_MS, BOUND_ALONE_MS = 15, 3


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU time, which others on the machine add less to than to time on the clock."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1e3


def ours(atlas, ids, hip: float, knee: float) -> None:
    posed = atlas.pose(hip_flexion=hip, knee_flexion=knee)
    for name in ids:
        posed[name].mesh  # noqa: B018


def rigid(atlas, ids, hip: float, knee: float) -> None:
    """Every mesh moved whole by its bone's motion, a muscle by the thigh's: nothing bends."""
    bodies = atlas.joints.configuration({"hip_flexion": hip, "knee_flexion": knee}).bodies
    for name in ids:
        body = atlas.joints.body_of.get(name, "femur")
        atlas[name].mesh.transform(np.asarray(bodies[body]), inplace=False)


def measure(chosen) -> tuple[str, str]:
    """First use in a fresh atlas, then the same poses over and over by both ways."""
    binding = []
    for _ in range(3):
        fresh = mk.load_atlas()
        ids = fresh.resolve(list(SHOWN))
        for name in fresh:
            fresh[name].mesh  # noqa: B018
        binding.append(cpu_ms(partial(ours, fresh, ids, 10, 0)))
    atlas = fresh
    asked = {
        "hamstrings, bones and nerves": (ours, ids),
        f"`{ALONE}` alone": (ours, (ALONE,)),
        "hamstrings, bones and nerves, moved whole": (rigid, ids),
        f"`{ALONE}` alone, moved whole": (rigid, (ALONE,)),
    }
    found: dict[str, list[float]] = {name: [] for name in asked}
    for run in range(chosen.runs):
        for hip, knee in POSES:
            for name, (way, which) in asked.items():
                angle = hip + run * 0.01
                found[name].append(cpu_ms(partial(way, atlas, which, angle, knee)))
    rows = [
        [name, f"{statistics.median(x):.1f}", f"{min(x):.1f}", f"{max(x):.1f}"]
        for name, x in found.items()
    ]
    rows.append(
        [
            "first use: all of them bound",
            f"{statistics.median(binding):.0f}",
            f"{min(binding):.0f}",
            f"{max(binding):.0f}",
        ]
    )
    text = common.table(["ms of CPU", "median", "least", "most"], rows)
    bound = (
        f"Meant to stay under {BOUND_ALL_MS} ms and, alone, {BOUND_ALONE_MS} ms on a quiet core."
    )
    runs = f"{chosen.runs} times {len(POSES)} postures, taking turns; {common.this_machine()}."
    return TITLE, f"{text}\n\n{bound}\n{runs}"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=9))
