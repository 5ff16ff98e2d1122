"""Files of an atlas on examination, differential and vignettes, checked against one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from musclekit.atlas.activities import movement_faults
from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.content import (
    DifferentialRecord,
    ExaminationsRecord,
    VignetteRecord,
    VignettesRecord,
)
from musclekit.content.records import R
from musclekit.errors import ContentError, Problem

EXAMINATION = "examination.yaml"
DIFFERENTIAL = "differential.yaml"
VIGNETTES = "vignettes.yaml"


def read_examination(folder: Path) -> ExaminationsRecord:
    """How people are examined; raises ContentError with every problem of the file."""
    return read_companion(folder / EXAMINATION, ExaminationsRecord)


def read_differential(folder: Path) -> DifferentialRecord:
    """What tells causes apart; raises ContentError with every problem of the file."""
    return read_companion(folder / DIFFERENTIAL, DifferentialRecord)


def read_vignettes(folder: Path) -> VignettesRecord:
    """Invented people to reason about; raises ContentError with every problem of the file."""
    return read_companion(folder / VIGNETTES, VignettesRecord)


def clinic_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the three files; none where an atlas has none."""
    joined = partial(_dead_tests, folder=folder, files=files)
    problems = companion_problems(folder / EXAMINATION, ExaminationsRecord, joined)
    joined = partial(_dead_features, folder=folder, files=files)
    problems += companion_problems(folder / DIFFERENTIAL, DifferentialRecord, joined)
    unsolved = partial(_unsolved, folder=folder)
    return problems + companion_problems(folder / VIGNETTES, VignettesRecord, unsolved)


def _sound(folder: Path, file: str, model: type[R]) -> R | None:
    """Another of the files; None where it is missing or its own problems are told of it."""
    try:
        return read_companion(folder / file, model)
    except ContentError:
        return None


def _dead_tests(
    record: ExaminationsRecord, file: str, folder: Path, files: AtlasFiles
) -> Iterator[Problem]:
    """Sources, structures, findings and conditions there are not; postures nobody can take."""
    structures = [one.id for one in files.structures]
    facts = [fact.id for fact in files.facts]
    shown = [*structures, *files.manifest.groups]
    yield from uncited(file, ((one.id, key) for one in record.tests for key in one.cited), files)
    causes = _sound(folder, DIFFERENTIAL, DifferentialRecord)
    for test in record.tests:
        yield from unknown(file, test.id, test.claims, facts, f"fact of {files.manifest.facts}")
        yield from unknown(
            file, test.id, (*test.show, *test.glass, *test.focus), shown, "structure or group"
        )
        if causes is None:
            continue
        named = [name for one in test.accuracy for name in one.conditions]
        found = [test.finding] if test.finding else []
        known = [one.id for one in causes.conditions]
        yield from unknown(file, test.id, named, known, f"condition of {DIFFERENTIAL}")
        features = [one.id for one in causes.features]
        yield from unknown(file, test.id, found, features, f"feature of {DIFFERENTIAL}")
    yield from _unreached(record, file, folder, files)


def _unreached(
    record: ExaminationsRecord, file: str, folder: Path, files: AtlasFiles
) -> Iterator[Problem]:
    """Angles that the atlas's joints do not have or do not reach."""
    if files.manifest.joints is None:
        return
    from musclekit.kinematics import read_joints

    try:
        joints = read_joints(folder / files.manifest.joints)
    except ContentError:  # told where the joints are checked
        return
    for test in record.tests:
        if test.movement:
            faults = movement_faults(test.movement.activity(test), joints)
            yield from (Problem(file, test.id, *fault) for fault in faults)


def _dead_features(
    record: DifferentialRecord, file: str, folder: Path, files: AtlasFiles
) -> Iterator[Problem]:
    """Sources and studies there are not."""
    yield from uncited(file, record.cited(), files)
    tests = _sound(folder, EXAMINATION, ExaminationsRecord)
    if tests is None:
        return
    for one in record.features:
        for condition, named in one.published.items():
            yield from unknown(file, one.id, named, tests.accuracy, f"study of {EXAMINATION}")
            strays = [x for x in named if x in tests.accuracy]
            for name in strays:
                if condition not in tests.accuracy[name][1].conditions:
                    what = f"'{name}' gives no figures for '{condition}'."
                    yield Problem(file, one.id, what, "Put it under its own condition.")


def _unsolved(record: VignettesRecord, file: str, folder: Path) -> Iterator[Problem]:
    """Names there are not, answers that do not fit best, tests at odds with findings."""
    causes = _sound(folder, DIFFERENTIAL, DifferentialRecord)
    tests = _sound(folder, EXAMINATION, ExaminationsRecord)
    if causes is None or tests is None:
        return
    known = {one.id: one.finding for one in tests.tests}
    for one in record.vignettes:
        dead = [
            *unknown(
                file,
                one.id,
                one.findings,
                [feature.id for feature in causes.features],
                f"feature of {DIFFERENTIAL}",
            ),
            *unknown(
                file,
                one.id,
                [one.answer],
                [cause.id for cause in causes.conditions],
                f"condition of {DIFFERENTIAL}",
            ),
            *unknown(file, one.id, one.tests, known, f"test of {EXAMINATION}"),
        ]
        yield from dead
        if not dead:
            yield from (Problem(file, one.id, *fault) for fault in _at_odds(one, causes, known))


def _at_odds(
    one: VignetteRecord, causes: DifferentialRecord, finding_of: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    """Fault and remedy where a vignette contradicts itself."""
    first = causes.ranked(one.findings)[0]
    if first != (one.answer,):
        what = f"Its findings put {' and '.join(first)} first, its answer is '{one.answer}'."
        yield what, "Give findings that tell it from them, or correct the answer."
    for name, positive in one.tests.items():
        finding = finding_of[name]
        if positive and finding and not one.findings.get(finding, False):
            yield f"'{name}' is positive, and the finding '{finding}' is not.", "Let both agree."
    raised = causes.raised(one.findings)
    if raised and not one.action.casefold().startswith(raised[0].urgency):
        what = f"The red flag '{raised[0].id}' is raised, and 'action' does not say so."
        yield what, f"Begin it with '{raised[0].urgency.capitalize()}'."
