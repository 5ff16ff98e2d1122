"""nbval compares what lessons say: the same words pass, one changed sentence fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from musclekit.paths import content_dir

LESSONS = sorted(content_dir("lessons").glob("*.ipynb"))


def nbval(folder: Path, name: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", name]
    environment = {**os.environ, "MUSCLEKIT_DATA_DIR": str(folder / "data")}
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_one_changed_sentence_fails(tmp_path):
    lesson = tmp_path / LESSONS[0].name
    shutil.copy(LESSONS[0], lesson)
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
    shown = [o.get("data", {}) for cell in notebook.cells for o in cell.get("outputs", [])]
    assert len(shown) >= 6 and "widgets" not in notebook.metadata
    assert all("text/plain" in data and "0x" not in data["text/plain"] for data in shown)
    assert not any("application/vnd.jupyter.widget-view+json" in data for data in shown)
