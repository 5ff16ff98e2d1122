"""Where things are: content shipped with the library, and the user's own data folder."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def content_dir(kind: str) -> Path:
    """Folder of shipped content.

    Parameters
    ----------
    kind : {"anatomy_models", "lessons", "quizzes"}

    Returns
    -------
    Path
        Beside the package in a source checkout, inside it when installed from a wheel.
    """
    installed = _HERE / "_content" / kind
    return installed if installed.is_dir() else _HERE.parent / kind


def data_dir() -> Path:
    """The user's data folder (attempts, installed atlases); not created by asking.

    `MUSCLEKIT_DATA_DIR` overrides the platform's own place.
    """
    chosen = os.environ.get("MUSCLEKIT_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("musclekit", appauthor=False))


def shown(path: Path | str) -> str:
    """A path as a user should read it: relative to here where that is shorter."""
    try:
        return str(Path(path).resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
