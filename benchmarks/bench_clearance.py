"""Milliseconds of CPU for a clearance curve over 100 postures, beside trimesh's proximity query."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import common
import numpy as np
import trimesh
from bench_posing import cpu_ms

import musclekit as mk
from musclekit.nerve.clearance import corners_of

TITLE = "Clearance"
PAIR = "sciatic_nerve", "ischial_tuberosity"
POSTURES = 100
BOUND_MS = 2000
HIP_DEG = -20.0, 115.0
_THEIRS = """\
import json, sys, time
import numpy as np
import trimesh
from trimesh.proximity import closest_point
folder = sys.argv[1]
bodies = [np.load(f"{folder}/{name}.npz") for name in ("one", "other")]
began = time.process_time()
found = []
for row in range(len(bodies[0]["points"])):
    one, other = (trimesh.Trimesh(x["points"][row], x["faces"], process=False) for x in bodies)
    ways = [closest_point(a, b.vertices)[1].min() for a, b in ((one, other), (other, one))]
    found.append(float(min(ways)))
print(json.dumps([1e3 * (time.process_time() - began), found]))
"""


def angles(run: int) -> np.ndarray:
    """Other ones each time, so that nothing kept is of use."""
    return np.linspace(*HIP_DEG, POSTURES) + 0.01 * run


def posed(atlas, run: int) -> dict[str, np.ndarray]:
    """Points of both structures at every posture, and their faces."""
    found = {}
    for name in PAIR:
        meshes = [atlas.pose(hip_flexion=float(x))[name].mesh for x in angles(run)]
        found[f"{name}_points"] = np.array([x.points for x in meshes], float)
        found[f"{name}_faces"] = meshes[0].regular_faces
    return found


def by_trimesh(python: str, atlas, run: int) -> tuple[float, list[float]]:
    """Milliseconds and distances, of meshes that are posed before its clock starts."""
    bodies = posed(atlas, run)
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as folder:
        for own, name in zip(("one", "other"), PAIR, strict=True):
            file = Path(folder) / f"{own}.npz"
            np.savez(file, points=bodies[f"{name}_points"], faces=bodies[f"{name}_faces"])
        command = [python, "-c", _THEIRS, folder]
        done = subprocess.run(command, capture_output=True, text=True, env=kept, check=False)
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["it stopped"])[-1]
        raise common.CannotMeasure(f"trimesh's query did not run: {told}.")
    took, distances = json.loads(done.stdout)
    return took, distances


def measure(chosen) -> tuple[str, str]:
    """Each side's curve, taking turns."""
    version = trimesh.__version__
    python = common.environment("proximity", [f"trimesh=={version}", "rtree", "scipy"])
    atlas = mk.load_atlas()
    ours, theirs, above = [], [], []
    mk.clearance_curve(atlas, *PAIR, hip_flexion=[0, 1])
    for run in range(chosen.runs):
        curve = partial(mk.clearance_curve, atlas, *PAIR, hip_flexion=angles(run))
        ours.append(cpu_ms(curve))
        took, distances = by_trimesh(python, atlas, run)
        theirs.append(took)
        above.append(np.max(np.subtract(distances, curve().distances_mm)))
    fresh = mk.load_atlas()
    first = cpu_ms(partial(mk.clearance_curve, fresh, *PAIR, hip_flexion=angles(0)))
    rows = [
        [name, f"{common.median(took):.0f}", common.spread(took, 0)]
        for name, took in (
            ("`mk.clearance_curve`, posing included", ours),
            (f"trimesh {version}, meshes posed before", theirs),
        )
    ]
    text = common.table(["", "ms of CPU, median", "least–most"], rows)
    ratio = common.median(theirs) / common.median(ours)
    faces = " and ".join(f"{len(corners_of(atlas[name]))}" for name in PAIR)
    return TITLE, (
        f"{text}\n\nRatio of the medians {ratio:.1f}. {POSTURES} postures, hip flexion "
        f"{HIP_DEG[0]:g} to {HIP_DEG[1]:g}°, {' to '.join(f'`{x}`' for x in PAIR)} ({faces} "
        f"triangles). Meant to stay under {BOUND_MS} ms; in a fresh atlas, with all that is bound "
        f"at first use, {first:.0f}. trimesh is asked from the corners of each to the faces of the "
        "other; edge to edge it has no query, so its distance is up to "
        f"{max(above):.2f} mm too long.\n"
        f"{chosen.runs} curves a side, taking turns; {common.this_machine()}."
    )


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=7))
