"""The file entrapments.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.atlas.nerves import joints_of
from musclekit.content import EntrapmentRecord, EntrapmentsRecord
from musclekit.errors import Problem

ENTRAPMENTS = "entrapments.yaml"


def read_entrapments(folder: Path) -> EntrapmentsRecord:
    """The ways in which an atlas's nerves are caught.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / ENTRAPMENTS, EntrapmentsRecord)


def entrapment_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the file; none where an atlas has none."""
    return companion_problems(
        folder / ENTRAPMENTS, EntrapmentsRecord, partial(_dead, folder=folder, files=files)
    )


def _dead(
    record: EntrapmentsRecord, file: str, folder: Path, files: AtlasFiles
) -> Iterator[Problem]:
    """Names that lead nowhere."""
    nerves = [one.id for one in files.structures if one.kind == "nerve"]
    known = [one.id for one in files.structures]
    joints = joints_of(folder, files)
    bodies = tuple(dict.fromkeys(joints.body_of.values())) if joints else ()
    coordinates = tuple(joints.coordinates) if joints else ()
    others = [one.id for one in record.scenarios] + [one.id for one in files.variants]
    for one in record.scenarios:
        yield from unknown(file, one.id, [one.site.structure], nerves, "nerve")
        yield from unknown(file, one.id, one.change.against, known, "structure")
        yield from unknown(file, one.id, [one.change.body], bodies, "body of the joints")
        yield from unknown(file, one.id, one.not_with, others, "scenario or variant")
        for load in one.loads:
            yield from unknown(file, one.id, load.posture, coordinates, "joint coordinate")
        yield from uncited(file, [(one.id, key) for key in _cited(one)], files)
    for other in record.lookalikes:
        yield from uncited(file, [(other.id, key) for key in other.sources], files)


def _cited(one: EntrapmentRecord) -> list[str]:
    facts = (one, one.change.dimension, *one.effects, *one.loads)
    return [key for fact in facts for key in fact.sources]
