"""The file nerves.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.content import NervesRecord
from musclekit.errors import MusclekitError, Problem

if TYPE_CHECKING:
    from musclekit.kinematics import Joints

NERVES = "nerves.yaml"


def read_nerves(folder: Path) -> NervesRecord:
    """The courses of an atlas's nerves and what they supply.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / NERVES, NervesRecord)


def nerve_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the file; none where an atlas has none."""
    return companion_problems(
        folder / NERVES, NervesRecord, partial(_dead, folder=folder, files=files)
    )


def _dead(record: NervesRecord, file: str, folder: Path, files: AtlasFiles) -> Iterator[Problem]:
    """Names that lead nowhere."""
    nerves = [one.id for one in files.structures if one.kind == "nerve"]
    known = [one.id for one in files.structures]
    joints = joints_of(folder, files)
    tendons, coordinates = (joints.tendons, joints.coordinates) if joints else ((), ())
    for path in record.paths:
        yield from unknown(file, path.nerve, (*path.roots, *path.parts), nerves, "nerve")
        yield from unknown(file, path.nerve, [path.course], tendons, "path of the joints")
    for one in record.supply:
        yield from unknown(file, one.id, [one.nerve], nerves, "nerve")
        yield from unknown(file, one.id, one.structures, known, "structure")
    for seen in record.observed:
        yield from unknown(file, seen.id, seen.at, coordinates, "joint coordinate")
    cited = [(one.id, key) for one in record.supply for key in one.sources]
    cited += [(seen.id, key) for seen in record.observed for key in seen.sources]
    yield from uncited(file, cited, files)


def joints_of(folder: Path, files: AtlasFiles) -> Joints | None:
    """The joints; None where there are none, or none that can be read, which is told there."""
    if files.manifest.joints is None:
        return None
    from musclekit.kinematics import read_joints

    try:
        return read_joints(folder / files.manifest.joints)
    except MusclekitError:
        return None
