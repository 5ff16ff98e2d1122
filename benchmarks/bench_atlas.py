"""Seconds to load the embedded atlas with every mesh, beside trimesh and VTK on the same files."""

from __future__ import annotations

import subprocess
import sys

import common

import musclekit as mk

TITLE = "Loading the atlas"
_SIDES = {
    "`load_atlas()`, records and facts": (
        "import musclekit as mk, pyvista, numpy",
        "atlas = mk.load_atlas()",
    ),
    "`load_atlas()` and every mesh": (
        "import musclekit as mk, pyvista, numpy",
        "atlas = mk.load_atlas(); [atlas[name].mesh for name in atlas]",
    ),
    "`load_atlas(detail='light')` and every mesh": (
        "import musclekit as mk, pyvista, numpy",
        "atlas = mk.load_atlas(detail='light'); [atlas[name].mesh for name in atlas]",
    ),
    "trimesh, the same files": (
        "import trimesh, pyvista, numpy",
        "[trimesh.load(path, force='mesh', process=False) for path in paths]",
    ),
    "`pyvista.read` (VTK), the same files": (
        "import pyvista, numpy",
        "[pyvista.read(path).combine() for path in paths]",
    ),
}
_CODE = """\
import sys, time
paths = sys.argv[3:]
exec(sys.argv[1])
began = time.perf_counter()
exec(sys.argv[2])
print(time.perf_counter() - began)
"""


def run_once(imports: str, statement: str, paths: list[str]) -> float:
    """Seconds for the statement in a fresh process, its imports left out."""
    command = [sys.executable, "-c", _CODE, imports, statement, *paths]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def sizes() -> list[list[str]]:
    """Files, triangles and megabytes of the two levels of detail."""
    rows = []
    for detail in ("full", "light"):
        atlas = mk.load_atlas(detail=detail)
        files = [atlas[name].mesh_path for name in atlas]
        triangles = sum(atlas[name].mesh.n_cells for name in atlas)
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        rows.append([f"{detail} detail", str(len(files)), str(triangles), f"{megabytes:.2f}"])
    return rows


def measure(chosen) -> tuple[str, str]:
    """Take turns in fresh processes; a first round, which warms the disk, is left out."""
    atlas = mk.load_atlas()
    paths = [str(atlas[name].mesh_path) for name in atlas]
    found: dict[str, list[float]] = {name: [] for name in _SIDES}
    for run in range(chosen.runs + 1):
        for name, (imports, statement) in _SIDES.items():
            seconds = run_once(imports, statement, paths)
            if run:
                found[name].append(seconds)
        common.say(f"round {run} of {chosen.runs}")
    ours = common.median(found["`load_atlas()` and every mesh"])
    rows = [
        [name, f"{common.median(x):.3f}", common.spread(x, 3), f"{common.median(x) / ours:.2f}"]
        for name, x in found.items()
    ]
    times = common.table(["", "seconds, median", "least–most", "ours = 1"], rows)
    held = common.table(["on disk", "meshes", "triangles", "MB"], sizes())
    runs = f"{chosen.runs} fresh processes each, imports left out; {common.this_machine()}."
    return TITLE, f"{times}\n\n{held}\n\n{runs}"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=9))
