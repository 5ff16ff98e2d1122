"""`musclekit lab`: a learner's own copy of the lessons in JupyterLab, never overwritten."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from musclekit.errors import MusclekitError
from musclekit.paths import content_dir, shown

_KEPT = ".musclekit-lessons.json"


def copy_lessons(folder: Path, shipped: Path | None = None) -> list[str]:
    """Bring `folder` up to date with the shipped lessons; what is there stays as it is.

    A lesson that was changed in the library since it was copied is put beside the learner's copy
    as `name.new.ipynb`, once.

    Parameters
    ----------
    folder : Path
        Made if missing.
    shipped : Path, optional
        Lessons to copy; those of the library by default.

    Returns
    -------
    list of str
        What was done, a line each.
    """
    source = shipped or content_dir("lessons")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _read(folder / _KEPT)
        said = []
        for file in _files(source):
            name = file.relative_to(source).as_posix()
            mark = hashlib.sha256(file.read_bytes()).hexdigest()
            mine = folder / name
            if mine.exists():
                same = hashlib.sha256(mine.read_bytes()).hexdigest() == mark
                if same or kept.get(name) == mark:
                    kept[name] = mark
                    continue
                mine = _beside(mine)
                said.append(f"{name} has a newer version: {mine.name} (yours is untouched)")
            else:
                said.append(f"copied {name}")
            mine.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, mine)
            kept[name] = mark
        (folder / _KEPT).write_text(json.dumps(kept, indent=1), encoding="utf-8")
    except OSError as error:
        raise MusclekitError(
            f"Cannot copy the lessons ({error.strerror or error}).",
            where=shown(folder),
            remedy="Name another folder: musclekit lab FOLDER.",
        ) from None
    return said


def arguments(folder: Path, port: int | None, browser: bool) -> list[str]:
    """JupyterLab's command line: our folder, and no question to any other host."""
    chosen = [
        str(folder),
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # Settings that answer "no" to being asked for news.
        f"--LabApp.app_settings_dir={Path(__file__).parent / 'lab_settings'}",
    ]
    if port is not None:
        chosen += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    return chosen if browser else [*chosen, "--no-browser"]


def start(folder: Path, port: int | None, browser: bool) -> None:
    """Run JupyterLab in `folder` until it is stopped."""
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(arguments(folder, port, browser))


def _files(source: Path) -> list[Path]:
    """What a learner gets: all but hidden files and the instructor's."""
    return sorted(
        path
        for path in source.rglob("*")
        if path.is_file()
        and not any(
            part.startswith((".", "__")) or part == "instructor"
            for part in path.relative_to(source).parts
        )
    )


def _beside(mine: Path) -> Path:
    number, new = 1, mine.with_suffix(f".new{mine.suffix}")
    while new.exists():
        number += 1
        new = mine.with_suffix(f".new-{number}{mine.suffix}")
    return new


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
