"""Imports point down, and heavy libraries have one door: contracts that planted faults break."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FAULTS = {
    "Arrows point down": ("geometry/__init__.py", "def f():\n    import musclekit.atlas"),
    "Servers and commands": ("assessment/__init__.py", "import jupyter_server"),
    "Widgets: only widgets": ("scene/model.py", "import ipywidgets"),
    "K3D: only scene.k3d_view": ("scene/model.py", "def f():\n    from k3d import plot"),
    "Databases: only": ("assessment/progress.py", "import sqlalchemy"),
    "Records: only": ("atlas/model.py", "import pydantic"),
    "Mesh files: only atlas": ("scene/model.py", "import trimesh"),
    "VTK: only": ("scene/model.py", "import vtk"),
    "No PyVista below": ("geometry/__init__.py", "import pyvista"),
    "MuJoCo: only kinematics.engine": ("atlas/model.py", "import mujoco"),
    "Plots and tables: only": ("mechanics/curves.py", "def f():\n    import pandas"),
}


def lint(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"]
    done = subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "musclekit", folder / "musclekit")
    return folder


def test_the_layers_are_kept(copy):
    code, said = lint(copy)
    assert code == 0, said


def test_each_contract_has_a_fault_that_breaks_it(copy):
    changed = {}
    for file, line in FAULTS.values():
        path = copy / "musclekit" / file
        changed.setdefault(path, path.read_text())
        path.write_text(f"{path.read_text()}\n\n{line}\n")
    code, said = lint(copy)
    for path, text in changed.items():
        path.write_text(text)
    assert code == 1
    assert f"0 kept, {len(FAULTS)} broken." in said, said
    for name in FAULTS:
        assert name in said
