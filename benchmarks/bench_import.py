"""Seconds that `import musclekit` takes in a fresh process, beside what it is built on."""

from __future__ import annotations

import subprocess
import sys

import common

STATEMENTS = (
    "import musclekit",
    "import musclekit; musclekit.load_atlas()",
    "import pyvista",
    "import k3d",
)
TITLE = "Import time"
_CODE = """\
import sys, time
began = time.perf_counter()
exec(sys.argv[1])
print(time.perf_counter() - began, len(sys.modules))
"""


def run_once(statement: str) -> tuple[float, int]:
    """Seconds for the statement alone, the interpreter's own start left out, and modules loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _CODE, statement], check=True, capture_output=True, text=True
    )
    seconds, modules = done.stdout.split()
    return float(seconds), int(modules)


def measure(chosen) -> tuple[str, str]:
    """Run each in turn, again and again; a first round, which compiles, is left out."""
    for statement in STATEMENTS:
        run_once(statement)
    found = {statement: [] for statement in STATEMENTS}
    for _ in range(chosen.runs):
        for statement in STATEMENTS:
            found[statement].append(run_once(statement))
    rows = []
    for statement, runs in found.items():
        seconds, modules = zip(*runs, strict=True)
        rows.append(
            [
                f"`{statement}`",
                f"{common.median(seconds):.3f}",
                common.spread(seconds, 3),
                str(modules[0]),
            ]
        )
    text = common.table(["", "seconds, median", "least–most", "modules loaded"], rows)
    bound = "`import musclekit` is meant to stay under 0.3 s; names load on first use."
    runs = f"{chosen.runs} fresh processes each, taking turns; {common.this_machine()}."
    return TITLE, f"{text}\n\n{bound}\n{runs}"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=15))
