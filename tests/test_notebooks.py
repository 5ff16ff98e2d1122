"""nbval compares what lessons say: the same words pass, one changed sentence fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from musclekit.paths import content_dir
from musclekit.scene import rendering

VIEW = "application/vnd.jupyter.widget-view+json"
LESSONS = sorted(content_dir("lessons").glob("*.ipynb"))


def nbval(folder: Path, name: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", name]
    environment = {**os.environ, "MUSCLEKIT_DATA_DIR": str(folder / "data")}
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_one_changed_sentence_fails(tmp_path):
    first = next(path for path in LESSONS if path.stem == "meet-the-hamstrings")
    lesson = tmp_path / first.name
    shutil.copy(first, lesson)
    notebook = nbformat.read(lesson, as_version=4)
    spoken = [
        output["data"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "left to right in the picture." in output.get("data", {}).get("text/plain", "")
    ]
    spoken[0]["text/plain"] = spoken[0]["text/plain"].replace("from behind", "from beneath", 1)
    nbformat.write(notebook, lesson)
    done = nbval(tmp_path, lesson.name)
    assert done.returncode == 1, done.stdout
    assert "1 failed" in done.stdout and "from beneath" in done.stdout


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_stored_outputs_are_words_not_widgets(path):
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = [o.text for o in outputs if o.output_type == "stream" and o.name == "stdout"]
    shown = [o.get("data", {}) for o in outputs if o.get("name") != "stdout"]
    assert len(shown) >= 6 and "widgets" not in notebook.metadata
    said = [*printed, *(data.get("text/plain", "") for data in shown)]
    assert all(text and "0x" not in text for text in said)
    assert not any(VIEW in data for data in shown)


PLOTTER = """
import psutil, pyvista
pyvista.set_jupyter_backend("musclekit")
ports = lambda: {c.laddr for c in psutil.Process().net_connections() if c.status == "LISTEN"}
before = ports()
plotter = pyvista.Plotter(notebook=True)
plotter.add_mesh(pyvista.Sphere(), color="tomato", name="ball")
plotter.add_mesh(pyvista.Cube(center=(2, 0, 0)), opacity=0.5, name="box")
plotter.show()
"""


def test_a_pyvista_user_keeps_the_habit_and_no_port_is_opened(tmp_path):
    ok, why = rendering.probe()
    if not ok and os.environ.get("CI") != "true":
        pytest.skip(f"no plotter can be made here: {why}")
    cells = [nbformat.v4.new_code_cell(x) for x in (PLOTTER, "ports() - before")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (shown,) = [o.data for o in notebook.cells[0].outputs if VIEW in o.get("data", {})]
    assert shown["text/plain"] == "3D view of surfaces.\nSurfaces: ball; box (see-through)."
    assert notebook.cells[1].outputs[0].data["text/plain"] == "set()"
