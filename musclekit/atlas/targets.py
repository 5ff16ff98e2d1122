"""The file targets.yaml of an atlas, read and checked against its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from musclekit.atlas import companions
from musclekit.atlas.files import AtlasFiles
from musclekit.content import TargetsRecord, parse_record, read_yaml
from musclekit.errors import ContentError, Problem
from musclekit.paths import shown

TARGETS = "targets.yaml"


def read_targets(folder: Path, files: AtlasFiles) -> tuple[TargetsRecord, list[Problem]]:
    """What an atlas's meshes must measure, and every problem of the file that says so.

    Parameters
    ----------
    folder : Path
    files : AtlasFiles
        What the targets name.

    Returns
    -------
    (TargetsRecord, list of Problem)
        An empty record where there is no file, or none that can be read.
    """
    path = folder / TARGETS
    if not path.is_file():
        return TargetsRecord(), []
    try:
        parsed = parse_record(TargetsRecord, read_yaml(path), shown(path))
    except ContentError as error:
        return TargetsRecord(), list(error.problems)
    if isinstance(parsed, list):
        return TargetsRecord(), parsed
    return parsed, list(_dead_names(parsed, files, shown(path)))


def _dead_names(targets: TargetsRecord, files: AtlasFiles, file: str) -> Iterator[Problem]:
    """Every name in the targets that leads nowhere."""
    from musclekit.atlas.validate.measures import MEASURES

    ids = [record.id for record in files.structures]
    members = [*ids, *files.manifest.groups, "*"]
    variants = [record.id for record in files.variants]

    unknown = partial(companions.unknown, file)
    for target in targets.targets:
        item = f"{target.structure}, {target.measure}"
        sources = [target.source] if target.source else []
        yield from unknown(item, (target.structure, *target.to), ids, "structure")
        yield from unknown(item, [target.measure], MEASURES, "measure")
        yield from unknown(item, sources, files.sources, f"key of {files.manifest.sources}")
        if target.yields_to and targets.winner(target) is None:
            what = f"it yields to '{target.yields_to}', a figure that is not judged."
            yield Problem(file, item, what, "Name a measure of the same structure that is.")
    for overlap in targets.overlaps:
        kind = "structure or group"
        item = ", ".join(overlap.pair)
        yield from unknown(item, overlap.pair, members, kind)
        yield from unknown(item, [overlap.variant] if overlap.variant else [], variants, "variant")
    for envelope in targets.envelopes:
        yield from unknown(envelope.structure, [envelope.structure], ids, "structure")
        for cut in envelope.cuts:
            yield from unknown(f"{envelope.structure}, {cut.name}", cut.passed_by, ids, "structure")
    for meeting in targets.footprints:
        item = f"{meeting.structure}, {meeting.role}"
        yield from unknown(item, (meeting.structure, *meeting.met_by), ids, "structure")
    bones = {bone.structure for bone in targets.bones}
    for name in sorted(bones | {landmark.structure for landmark in targets.landmarks}):
        yield from unknown(name, [name], ids, "structure")
