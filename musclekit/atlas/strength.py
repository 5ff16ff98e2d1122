"""The files muscles.yaml and strength.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.atlas.targets import read_targets
from musclekit.content import MusclesRecord, StrengthRecord
from musclekit.errors import Problem

MUSCLES, STRENGTH = "muscles.yaml", "strength.yaml"


def read_muscles(folder: Path) -> MusclesRecord:
    """What an atlas's muscles can do.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / MUSCLES, MusclesRecord)


def read_strength(folder: Path) -> StrengthRecord:
    """Published strength about the knee, and cut-offs.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / STRENGTH, StrengthRecord)


def strength_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the two files; none where an atlas has neither."""
    muscles = partial(_dead_in_muscles, folder=folder, files=files)
    return [
        *companion_problems(folder / MUSCLES, MusclesRecord, muscles),
        *companion_problems(
            folder / STRENGTH, StrengthRecord, partial(_dead_in_strength, files=files)
        ),
    ]


def _dead_in_muscles(
    record: MusclesRecord, file: str, folder: Path, files: AtlasFiles
) -> Iterator[Problem]:
    """Names that lead nowhere, and volumes other than the meshes are held to."""
    muscles = [one.id for one in files.structures if one.kind == "muscle"]
    cited = [("contraction", one.source) for one in record.contraction.parameters.values()]
    for muscle in record.muscles:
        yield from unknown(file, muscle.structure, [muscle.structure], muscles, "muscle")
        cited += [(muscle.structure, one.source) for one in muscle.parameters.values()]
        cited += [(muscle.structure, one.source) for one in muscle.published]
    for lever in record.moment_arms:
        yield from unknown(file, lever.structure, [lever.structure], muscles, "muscle")
        cited.append((lever.structure, lever.source))
    yield from uncited(file, cited, files)
    yield from _other_volumes(record, file, folder, files)


def _dead_in_strength(record: StrengthRecord, file: str, files: AtlasFiles) -> Iterator[Problem]:
    facts = [fact.id for fact in files.facts]
    yield from uncited(
        file, [(f"{one.group}, {one.action}", one.source) for one in record.norms], files
    )
    for cut in record.thresholds:
        yield from unknown(file, cut.measure, [cut.fact], facts, f"fact of {files.manifest.facts}")
    yield from uncited(file, [(cut.measure, cut.source) for cut in record.thresholds], files)


def _other_volumes(
    record: MusclesRecord, file: str, folder: Path, files: AtlasFiles
) -> Iterator[Problem]:
    targets = read_targets(folder, files)[0].targets
    held = {one.structure: one.mean for one in targets if one.measure == "volume_cm3" and one.mean}
    for muscle in record.muscles:
        volume = held.get(muscle.structure)
        if volume is not None and volume != muscle.volume_cm3.value:
            what = f"Its volume is {muscle.volume_cm3.value:g} cm³; its mesh is held to {volume:g}."
            remedy = "Give the same figure here and in targets.yaml."
            yield Problem(file, muscle.structure, what, remedy)
