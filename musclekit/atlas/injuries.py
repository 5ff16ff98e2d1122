"""The file injuries.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.content import InjuriesRecord
from musclekit.errors import Problem

INJURIES = "injuries.yaml"
INJURABLE = ("muscle", "tendon")


def read_injuries(folder: Path) -> InjuriesRecord:
    """What an injury of an atlas's structures can be.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / INJURIES, InjuriesRecord)


def injury_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the file; none where an atlas has none."""
    return companion_problems(folder / INJURIES, InjuriesRecord, partial(_dead, files=files))


def _dead(record: InjuriesRecord, file: str, files: AtlasFiles) -> Iterator[Problem]:
    """Names that lead nowhere."""
    tissue = [one.id for one in files.structures if one.kind in INJURABLE]
    muscles = [one.id for one in files.structures if one.kind == "muscle"]
    for places in record.structures:
        name = places.structure
        yield from unknown(file, name, [name], tissue, "muscle or tendon")
        yield from unknown(file, name, places.pulled_by, muscles, "muscle")
    placed = [one.structure for one in record.structures]
    for deficit in record.deficits:
        yield from unknown(file, deficit.id, [deficit.kind], record.kind_ids, "kind of injury")
        yield from unknown(file, deficit.id, [deficit.structure], placed, "structure of this file")
    cited = [(kind.id, key) for kind in record.kinds for key in kind.sources]
    cited += [(step.id, key) for step in record.force for key in step.sources]
    cited += [(one.id, one.source) for one in record.deficits]
    yield from uncited(file, cited, files)
