"""Where things are: content shipped with the library, and the user's own data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from musclekit.errors import MusclekitError

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


def reference_dir() -> Path | None:
    """Folder of reference bodies to measure against, as `MUSCLEKIT_REFERENCE_DIR` names it.

    Raises
    ------
    MusclekitError
        If it names something that is no folder.
    """
    chosen = os.environ.get("MUSCLEKIT_REFERENCE_DIR")
    if not chosen:
        return None
    folder = Path(chosen).expanduser()
    if not folder.is_dir():
        raise MusclekitError(
            f"MUSCLEKIT_REFERENCE_DIR names '{chosen}', which is no folder.",
            remedy="Correct it, or unset it: the reference bodies are then left out.",
        )
    return folder


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Whatever keeps a file from being written becomes one MusclekitError naming it."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MusclekitError(
            f"Cannot be written ({reason}).",
            where=shown(path),
            remedy="Name a file in a folder that exists and that you may write to.",
        ) from None


def shown(path: Path | str) -> str:
    """A path as a user should read it: relative to here where that is shorter."""
    try:
        return str(Path(path).resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
