"""Lessons of a folder, as records read from their notebooks' metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from musclekit.errors import MusclekitError
from musclekit.paths import shown

PRIVATE_FOLDER = "instructor"
DASHBOARD = f"{PRIVATE_FOLDER}/class-dashboard.ipynb"
_DASHBOARD_FILE = DASHBOARD.split("/")[1]


@dataclass(frozen=True)
class Lesson:
    """One notebook that learners open.

    Attributes
    ----------
    stem : str
        File name without ending; the last part of the lesson's address.
    path : str
        Notebook relative to the lessons folder, with forward slashes.
    title, aims, minutes, order
        As the notebook's metadata.musclekit says.
    layout : str
        "lesson" (3D view beside the text) or "page" (one column).
    """

    stem: str
    path: str
    title: str
    aims: tuple[str, ...] = ()
    minutes: int | None = None
    order: float = float("inf")
    layout: str = "lesson"


@dataclass(frozen=True)
class Lessons:
    """What one server serves: `root` and the notebooks in it, in teaching order."""

    root: Path
    lessons: tuple[Lesson, ...]
    dashboard: Lesson | None

    def get(self, stem: str) -> Lesson | None:
        """The lesson of that name, or None; names are looked up, never joined to a path."""
        return next((lesson for lesson in self.lessons if lesson.stem == stem), None)


def read_lessons(place: Path) -> Lessons:
    """Lessons of a folder, or the one lesson in a notebook file.

    Raises
    ------
    MusclekitError
        If there is no such place, it is the instructor's, there is no notebook in it, or a
        notebook cannot be read.
    """
    if not place.exists():
        raise MusclekitError(
            "There is no such file or folder.", where=shown(place), remedy="Name a lessons folder."
        )
    if _is_private(place):
        raise MusclekitError(
            "The class dashboard and what lies beside it are the instructor's, not lessons.",
            where=shown(place),
            remedy="Name the lessons folder above; the dashboard then opens at /class, "
            "with the instructor's token.",
        )
    root = place if place.is_dir() else place.parent
    files = sorted(place.glob("*.ipynb")) if place.is_dir() else [place]
    files = [file for file in files if not _is_private(file)]
    if not files:
        raise MusclekitError(
            "No lessons here.",
            where=shown(place),
            remedy="Name a folder that holds notebooks (.ipynb), or leave it out.",
        )
    lessons = sorted((read_lesson(f, root) for f in files), key=lambda x: (x.order, x.stem))
    dashboard = root / DASHBOARD
    return Lessons(
        root=root.resolve(),
        lessons=tuple(lessons),
        dashboard=read_lesson(dashboard, root) if dashboard.is_file() else None,
    )


def read_lesson(file: Path, root: Path) -> Lesson:
    """One notebook's record; what its metadata leaves out is made up for from the file."""
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        about = dict(notebook["metadata"].get("musclekit", {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MusclekitError(
            f"This is not a notebook that can be read ({error}).",
            where=shown(file),
            remedy="Open and save it in JupyterLab, or restore it.",
        ) from None
    aims = about.get("aims", [])
    return Lesson(
        stem=file.stem,
        path=file.relative_to(root).as_posix(),
        title=str(about.get("title") or _heading(notebook) or file.stem.replace("-", " ")),
        aims=tuple(str(aim) for aim in aims) if isinstance(aims, list) else (),
        minutes=about.get("minutes") if isinstance(about.get("minutes"), int) else None,
        order=about["order"] if isinstance(about.get("order"), int | float) else float("inf"),
        layout="page" if about.get("layout") == "page" else "lesson",
    )


def _is_private(place: Path) -> bool:
    """Whether this is the dashboard's notebook, or an instructor's folder or something below it.

    A folder of that name counts where it holds the dashboard or stands among lessons: a teacher
    may be logged in as "instructor" and serve lessons from /home/instructor.
    """
    place = place.resolve()
    if place.name.casefold() == _DASHBOARD_FILE:
        return True
    return any(
        folder.name.casefold() == PRIVATE_FOLDER
        and ((folder / _DASHBOARD_FILE).exists() or any(folder.parent.glob("*.ipynb")))
        for folder in (place, *place.parents)
    )


def _heading(notebook: dict) -> str:
    for cell in notebook.get("cells", []):
        text = "".join(cell.get("source", ""))
        if cell.get("cell_type") == "markdown" and text.startswith("# "):
            return text.splitlines()[0][2:].strip()
    return ""
