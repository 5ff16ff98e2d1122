"""`musclekit doctor`: what this machine can do, without starting anything that could kill us."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from musclekit.errors import MusclekitError
from musclekit.paths import content_dir, data_dir

PACKAGES = ("jupyterlab", "voila", "ipywidgets", "anywidget", "k3d", "pyvista", "vtk", "trimesh",
            "numpy", "scipy", "sqlalchemy", "pydantic")  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
            "microsoft-edge", "firefox")  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One line of the report; only `missing` is a failure."""

    state: Literal["ok", "note", "missing"]
    what: str
    detail: str


def examine() -> Iterator[Finding]:
    """Findings one by one, as each is known."""
    yield Finding("ok", "Python", f"{sys.version.split()[0]} at {sys.executable}")
    yield from _packages()
    yield _content()
    yield _kernel()
    yield _store()
    yield _port(8866)
    yield _stills()
    yield _browser()


def _packages() -> Iterator[Finding]:
    have = {}
    for name in PACKAGES:
        try:
            have[name] = version(name)
        except PackageNotFoundError:
            yield Finding("missing", name, "not installed; run: pip install musclekit")
    yield Finding("ok", "packages", ", ".join(f"{name} {it}" for name, it in have.items()))


def _content() -> Finding:
    places = [content_dir(kind) for kind in ("anatomy_models", "lessons", "quizzes")]
    gone = [place for place in places if not place.is_dir()]
    if gone:
        return Finding("missing", "content", f"{gone[0]} is not there; install musclekit again")
    lessons = len(list(places[1].glob("*.ipynb")))
    return Finding("ok", "content", f"{lessons} lessons in {places[1]}")


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding("missing", "kernel", "no 'python3' kernel; run: pip install ipykernel")
    program = Path(shutil.which(spec.argv[0]) or spec.argv[0])
    bare = not Path(spec.argv[0]).is_absolute()
    if bare or program.parent.resolve() == Path(sys.executable).parent.resolve():
        return Finding("ok", "kernel", f"python3, {sys.executable}")
    return Finding(
        "note", "kernel", f"'python3' is {program}, another Python: lessons run in that one"
    )


def _store() -> Finding:
    from musclekit.assessment import open_store

    address = os.environ.get("MUSCLEKIT_DATABASE_URL")
    folder = data_dir()
    if not address and not (folder / "attempts.sqlite3").exists():
        there = next(place for place in [folder, *folder.parents] if place.exists())
        if os.access(there, os.W_OK):
            return Finding("ok", "attempts", f"will be kept in {folder}")
        return Finding(
            "missing", "attempts", f"{there} is not writable; set MUSCLEKIT_DATA_DIR to a folder"
        )
    try:
        store = open_store()
        return Finding("ok", "attempts", f"{len(store.learners())} learners in {store.where}")
    except MusclekitError as error:
        return Finding("missing", "attempts", str(error))


def _port(port: int) -> Finding:
    with socket.socket() as asked:
        if asked.connect_ex(("127.0.0.1", port)):
            return Finding("ok", "port", f"{port} is free")
    return Finding("note", "port", f"{port} is in use; `musclekit serve` takes the next one free")


def _stills() -> Finding:
    from musclekit.scene.rendering import PACKAGES as needed
    from musclekit.scene.rendering import probe

    ok, detail = probe()
    if ok:
        return Finding("ok", "still pictures", detail)
    return Finding(
        "note",
        "still pictures",
        f"not on this machine ({detail}); lessons work without. Debian: apt-get install {needed}",
    )


def _browser() -> Finding:
    chosen = os.environ.get("MUSCLEKIT_CHROMIUM")
    names = [chosen, *BROWSERS] if chosen else list(BROWSERS)
    found = next(filter(None, (shutil.which(name) for name in names)), None)
    if found:
        return Finding("ok", "browser", found)
    return Finding("note", "browser", "none found here; lessons open in one on any other machine")
