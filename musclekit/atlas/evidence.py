"""The file evidence.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from musclekit.atlas.companions import companion_problems, read_companion, uncited, unknown
from musclekit.atlas.files import AtlasFiles
from musclekit.atlas.gradings import read_gradings
from musclekit.content import AppraisalRecord, DisputeRecord, EvidenceRecord
from musclekit.errors import ContentError, Problem

EVIDENCE = "evidence.yaml"


def read_evidence(folder: Path) -> EvidenceRecord:
    """What is known of recovery, treatment and prevention.

    Raises
    ------
    ContentError
        If the file is missing, or with every problem it has.
    """
    return read_companion(folder / EVIDENCE, EvidenceRecord)


def evidence_problems(folder: Path, files: AtlasFiles) -> list[Problem]:
    """Every problem of the file; none where an atlas has none."""
    return companion_problems(
        folder / EVIDENCE, EvidenceRecord, partial(_dead, folder=folder, files=files)
    )


def _dead(record: EvidenceRecord, file: str, folder: Path, files: AtlasFiles) -> Iterator[Problem]:
    """Sources, claims, topics and classes there are not, and a claim that is judged in two ways."""
    facts = {fact.id: fact for fact in files.facts}
    topics = [topic.id for topic in record.topics]
    yield from uncited(file, record.cited(), files)
    judged: tuple[DisputeRecord | AppraisalRecord, ...] = (*record.disputes, *record.appraisals)
    for one in judged:
        yield from unknown(file, one.id, one.claims, facts, f"fact of {files.manifest.facts}")
        told = {facts[claim].status for claim in one.claims if claim in facts}
        if told and one.status not in told:
            what = f"It is '{one.status}', its claims are {', '.join(sorted(told))}."
            yield Problem(file, one.id, what, "Let it have the status of one of its claims.")
    for dispute in record.disputes:
        yield from unknown(file, dispute.id, dispute.topics, topics, "topic of this file")
    yield from _other_classes(record, file, folder)


def _other_classes(record: EvidenceRecord, file: str, folder: Path) -> Iterator[Problem]:
    """Figures of classes that their scheme has not."""
    try:
        codes = {one.id: one.codes for one in read_gradings(folder).schemes}
    except ContentError:  # none, or told where the gradings are checked
        return
    for topic in record.topics:
        for one in topic.figures:
            if one.code and topic.id in codes:
                kind = f"class of {topic.id}"
                yield from unknown(file, one.id, [one.code], codes[topic.id], kind)
