"""The file gradings.yaml of an atlas, read and checked against its records and injuries.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.atlas.injuries import INJURIES, read_injuries
from musclekit.content import GradingsRecord, InjuriesRecord, SchemeRecord
from musclekit.errors import ContentError, Problem

GRADINGS = "gradings.yaml"


def read_gradings(folder: Path) -> GradingsRecord:
    """How injuries of an atlas's structures are graded.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / GRADINGS, GradingsRecord)


def grading_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the file; none where an atlas has none."""
    dead = partial(_dead, folder=folder, files=files)
    return companion_problems(folder / GRADINGS, GradingsRecord, dead)


def _dead(record: GradingsRecord, file: str, folder: Path, files: AtlasFiles) -> Iterator[Problem]:
    """Names that lead nowhere."""
    try:
        injuries = read_injuries(folder)
    except ContentError:  # told of that file
        return
    for scheme in record.schemes:
        yield from _strangers(scheme, file, injuries)
        keys = (*scheme.sources, *scheme.limit_sources)
        yield from uncited(file, [(scheme.id, key) for key in keys], files)


def _strangers(scheme: SchemeRecord, file: str, injuries: InjuriesRecord) -> Iterator[Problem]:
    """Kinds and structures a scheme names that injuries.yaml does not."""
    known = {
        "kind": injuries.kind_ids,
        "structure": tuple(one.structure for one in injuries.structures),
    }
    levels = [level.when for part in scheme.parts for level in part.levels]
    for when in (*levels, *(one.when for one in scheme.not_classed)):
        for name, choices in known.items():
            named = [str(value) for value in when.get(name, ())]
            yield from unknown(file, scheme.id, named, choices, f"{name} of {INJURIES}")
