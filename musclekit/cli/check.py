"""`musclekit check`: every content problem of atlases, question banks and lessons, told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from musclekit.assessment import check_bank
from musclekit.atlas import atlas_folders, check_atlas
from musclekit.cli.notebooks import check_lesson
from musclekit.errors import Problem
from musclekit.paths import content_dir, shown

_SKIPPED = {".ipynb_checkpoints", ".venv", "node_modules"}


def find_content(paths: Iterable[Path]) -> list[Path]:
    """Atlas folders, bank files and lessons at or below `paths`; those shipped, without any."""
    places = list(paths)
    if not places:
        places = [*atlas_folders().values(), content_dir("quizzes"), content_dir("lessons")]
    found: dict[Path, None] = {}
    for place in places:
        for path in [place] if place.is_file() else _below(place):
            found.setdefault(path)
    return list(found)


def check(path: Path) -> list[Problem]:
    """Problems of one atlas folder, bank file or lesson."""
    return _checker(path)(path)


def nothing_to_check(path: Path) -> Problem:
    """The problem of a place that holds no content at all."""
    return Problem(
        shown(path), "", "Nothing to check here.", "Name an atlas folder, a bank or a lesson."
    )


def _below(folder: Path) -> Iterator[Path]:
    if (folder / "atlas.yaml").is_file():
        yield folder
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in _SKIPPED and not path.name.startswith("."):
                yield from _below(path)
        elif path.suffix == ".ipynb" or (path.suffix in {".yaml", ".yml"} and _is_bank(path)):
            yield path


def _is_bank(path: Path) -> bool:
    """Whether a YAML file means to be a bank, even one that cannot be parsed."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(line.startswith(("bank:", "items:")) for line in lines)


def _checker(path: Path) -> Callable[[Path], list[Problem]]:
    if path.is_dir():
        return check_atlas
    if path.name == "atlas.yaml":
        return lambda file: check_atlas(file.parent)
    if path.suffix == ".ipynb":
        return check_lesson
    if path.suffix in {".yaml", ".yml"}:
        return check_bank
    return lambda file: [nothing_to_check(file)]
