"""Files beside an atlas's records, read whole; and names in them that must stand in a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from musclekit.content import parse_record, read_yaml
from musclekit.content.records import R
from musclekit.errors import ContentError, Problem, did_you_mean
from musclekit.paths import shown

if TYPE_CHECKING:
    from musclekit.atlas.files import AtlasFiles


def read_companion(path: Path, model: type[R]) -> R:
    """A file that is one record; kept until the file changes.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return _read(path, model, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=32)
def _read(path: Path, model: type[R], changed_ns: int) -> R:
    parsed = parse_record(model, read_yaml(path), shown(path))
    if isinstance(parsed, list):
        raise ContentError(parsed)
    return parsed


def companion_problems(
    path: Path, model: type[R], dead: Callable[[R, str], Iterable[Problem]]
) -> list[Problem]:
    """Every problem of a file that an atlas may have; none where it has not.

    Parameters
    ----------
    path : Path
    model : type
        Record the file is.
    dead : callable
        From the record, and the file as the user knows it, to the names in it that lead nowhere.
    """
    if not path.is_file():
        return []
    try:
        return list(dead(read_companion(path, model), shown(path)))
    except ContentError as error:
        return list(error.problems)


def unknown(
    file: str, item: str, names: Iterable[str], known: Iterable[str], kind: str, label: str = ""
) -> Iterator[Problem]:
    """A problem for each name that is not among the known ones; `label` says where it stands."""
    choices = list(known)
    for name in names:
        if name not in choices:
            what = f"{label} names '{name}', which is no {kind}." if label else ""
            yield Problem(
                file, item, what or f"'{name}' is no {kind}.", did_you_mean(name, choices)
            )


def uncited(file: str, cited: Iterable[tuple[str, str]], files: AtlasFiles) -> Iterator[Problem]:
    """A problem for each (item, key of a source) whose key is none of the atlas's, told once."""
    kind = f"key of {files.manifest.sources}"
    for item, key in dict.fromkeys(cited):
        yield from unknown(file, item, [key], files.sources, kind)
