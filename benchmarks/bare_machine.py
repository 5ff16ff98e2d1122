"""What works without any GL library, and what a still says. Run by bare_machine.sh."""

from __future__ import annotations

import ctypes.util
import os
import sys
import tempfile
from pathlib import Path

os.environ["MUSCLEKIT_DATA_DIR"] = tempfile.mkdtemp()


def main() -> int:
    found = [name for name in ("GL", "EGL", "OSMesa") if ctypes.util.find_library(name)]
    if found:
        print(f"This machine has {', '.join(found)}: nothing to be learnt here.")
        return 2
    print("no libGL, libEGL, libOSMesa here")

    import musclekit as mk

    atlas = mk.load_atlas()
    volume = atlas["semitendinosus"].volume_cm3
    print(f"atlas: {len(atlas)} structures, semitendinosus {volume:.0f} cm3")
    scene = mk.Scene(atlas).show("hamstrings").show("bones", opacity=0.4).view("posterior")
    assert scene.describe()
    scene.widget()
    print("scene: described, and its widget made")

    for act in (lambda: scene.screenshot("still.png"), scene.plotter):
        try:
            act()
        except mk.RenderingUnavailable as error:
            assert "libegl1 libgl1-mesa-dri" in str(error), error
            print(f"still: {error}")
        else:
            raise AssertionError("A still was drawn without GL.")

    for path in sorted((Path(__file__).parent.parent / "lessons").glob("*.ipynb")):
        cells = run(path)
        print(f"lesson {path.name}: {cells} cells ran")

    from click.testing import CliRunner

    from musclekit.cli import main as command

    for words in (["doctor"], ["check"]):
        result = CliRunner().invoke(command, words)
        assert result.exit_code == 0, result.output
        print(result.output.rstrip())
    print("all of it without GL")
    return 0


def run(path: Path) -> int:
    """Run a notebook in a kernel; raises if a cell does."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name="python3", timeout=300).execute()
    return sum(cell.cell_type == "code" for cell in notebook.cells)


if __name__ == "__main__":
    sys.exit(main())
