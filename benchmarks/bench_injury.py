"""Milliseconds to injure the atlas and to pose it again, beside posing it uninjured."""

from __future__ import annotations

import statistics
from functools import partial

import common
from bench_posing import cpu_ms

import musclekit as mk

TITLE = "Injuries"
SHOWN = ("hamstrings", "bones", "nerves")
BOUND_MS = 100
KINDS = ("strain", "partial_tear", "complete_tear", "wasting")
LONG = "biceps_femoris_long_head"


def posed(atlas, ids, hip: float) -> None:
    """Pose and touch every mesh."""
    moved = atlas.pose(hip_flexion=hip, knee_flexion=30.0, activation=0.5)
    for name in ids:
        moved[name].mesh  # noqa: B018


def injured(atlas, ids, kind: str, number: int, hip: float) -> None:
    """A new injury each time, at a new posture."""
    extent = {"atrophy": 0.3} if kind == "wasting" else {"length_mm": 60.0}
    extent = {name: value * (1 + number / 1000) for name, value in extent.items()}
    hurt = mk.injure(atlas, mk.Injury(LONG, kind, **extent))
    posed(hurt, [*ids, *(name for name in hurt if name not in atlas)], hip)


def measure(chosen) -> tuple[str, str]:
    """Injure and pose, and pose alone, taking turns."""
    atlas = mk.load_atlas()
    ids = atlas.resolve(list(SHOWN))
    for kind in KINDS:
        injured(atlas, ids, kind, 999, 1.0)
    found: dict[str, list[float]] = {kind: [] for kind in (*KINDS, "uninjured, posed alone")}
    for run in range(chosen.runs):
        for number, kind in enumerate(KINDS):
            hip = 10.0 + run + number / 10
            found[kind].append(cpu_ms(partial(injured, atlas, ids, kind, run, hip)))
        found["uninjured, posed alone"].append(cpu_ms(partial(posed, atlas, ids, 10.05 + run)))
    rows = [
        [name.replace("_", " "), f"{statistics.median(x):.0f}", f"{min(x):.0f}", f"{max(x):.0f}"]
        for name, x in found.items()
    ]
    text = common.table(["ms of CPU", "median", "least", "most"], rows)
    bound = (
        f"A new injury of the long head, then hamstrings, bones and nerves at a new posture. "
        f"Meant to stay under {BOUND_MS} ms."
    )
    return TITLE, f"{text}\n\n{bound}\n{chosen.runs} times; {common.this_machine()}."


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=9))
