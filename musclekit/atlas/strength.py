"""The files muscles.yaml and strength.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from musclekit.atlas.files import AtlasFiles
from musclekit.atlas.targets import read_targets
from musclekit.content import MusclesRecord, StrengthRecord, parse_record, read_yaml
from musclekit.content.records import R
from musclekit.errors import ContentError, Problem, did_you_mean
from musclekit.paths import shown

MUSCLES, STRENGTH = "muscles.yaml", "strength.yaml"


def read_muscles(folder: Path) -> MusclesRecord:
    """What an atlas's muscles can do.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return _read(folder / MUSCLES, MusclesRecord)


def read_strength(folder: Path) -> StrengthRecord:
    """Published strength about the knee, and cut-offs.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return _read(folder / STRENGTH, StrengthRecord)


def strength_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the two files; none where an atlas has neither."""
    return [
        *_problems(folder, files, MUSCLES, read_muscles, _dead_in_muscles),
        *_problems(folder, files, STRENGTH, read_strength, _dead_in_strength),
    ]


def _problems(
    folder: Path,
    files: AtlasFiles,
    name: str,
    read: Callable[[Path], R],
    dead: Callable[[R, Path, AtlasFiles], Iterable[Problem]],
) -> list[Problem]:
    """Faults of one of the files, or the names in it that lead nowhere."""
    if not (folder / name).is_file():
        return []
    try:
        return list(dead(read(folder), folder, files))
    except ContentError as error:
        return list(error.problems)


def _read(path: Path, model: type[R]) -> R:
    parsed = parse_record(model, read_yaml(path), shown(path))
    if isinstance(parsed, list):
        raise ContentError(parsed)
    return parsed


def _dead_in_muscles(record: MusclesRecord, folder: Path, files: AtlasFiles) -> Iterator[Problem]:
    """Names that lead nowhere, and volumes other than the meshes are held to."""
    file = shown(folder / MUSCLES)
    muscles = [one.id for one in files.structures if one.kind == "muscle"]
    cited = [("contraction", one.source) for one in record.contraction.parameters.values()]
    for muscle in record.muscles:
        yield from _unknown(file, muscle.structure, [muscle.structure], muscles, "muscle")
        cited += [(muscle.structure, one.source) for one in muscle.parameters.values()]
        cited += [(muscle.structure, one.source) for one in muscle.published]
    for lever in record.moment_arms:
        yield from _unknown(file, lever.structure, [lever.structure], muscles, "muscle")
        cited.append((lever.structure, lever.source))
    yield from _uncited(file, cited, files)
    yield from _other_volumes(record, folder, files)


def _dead_in_strength(record: StrengthRecord, folder: Path, files: AtlasFiles) -> Iterator[Problem]:
    file = shown(folder / STRENGTH)
    facts = [fact.id for fact in files.facts]
    yield from _uncited(
        file, [(f"{one.group}, {one.action}", one.source) for one in record.norms], files
    )
    for cut in record.thresholds:
        yield from _unknown(file, cut.measure, [cut.fact], facts, f"fact of {files.manifest.facts}")
    yield from _uncited(file, [(cut.measure, cut.source) for cut in record.thresholds], files)


def _other_volumes(record: MusclesRecord, folder: Path, files: AtlasFiles) -> Iterator[Problem]:
    targets = read_targets(folder, files)[0].targets
    held = {one.structure: one.mean for one in targets if one.measure == "volume_cm3" and one.mean}
    for muscle in record.muscles:
        volume = held.get(muscle.structure)
        if volume is not None and volume != muscle.volume_cm3.value:
            what = f"Its volume is {muscle.volume_cm3.value:g} cm³; its mesh is held to {volume:g}."
            remedy = "Give the same figure here and in targets.yaml."
            yield Problem(shown(folder / MUSCLES), muscle.structure, what, remedy)


def _uncited(file: str, cited: Iterable[tuple[str, str]], files: AtlasFiles) -> Iterator[Problem]:
    kind = f"key of {files.manifest.sources}"
    for item, key in dict.fromkeys(cited):
        yield from _unknown(file, item, [key], files.sources, kind)


def _unknown(
    file: str, item: str, names: Iterable[str], known: Iterable[str], kind: str
) -> Iterator[Problem]:
    choices = list(known)
    for name in names:
        if name not in choices:
            yield Problem(file, item, f"'{name}' is no {kind}.", did_you_mean(name, choices))
