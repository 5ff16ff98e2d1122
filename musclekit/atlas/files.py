"""The text files of an atlas folder, read and checked against one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from musclekit.atlas.companions import unknown
from musclekit.content import (
    ActivityRecord,
    AtlasManifest,
    Fact,
    FactRecord,
    FootprintRecord,
    Record,
    Source,
    StructureRecord,
    VariantRecord,
    parse_record,
    parse_records,
    read_json,
    read_yaml,
)
from musclekit.content.records import R, rows_under
from musclekit.errors import ContentError, Problem
from musclekit.paths import shown

MANIFEST = "atlas.yaml"


@dataclass(frozen=True)
class AtlasFiles:
    """Records of an atlas folder, without its meshes."""

    manifest: AtlasManifest
    structures: tuple[StructureRecord, ...]
    sources: dict[str, Source]
    facts: tuple[FactRecord, ...]
    footprints: tuple[FootprintRecord, ...]
    variants: tuple[VariantRecord, ...] = ()
    activities: tuple[ActivityRecord, ...] = ()


def read_files(folder: Path) -> tuple[AtlasFiles | None, list[Problem]]:
    """Records of an atlas folder, and every problem of its text files.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    (AtlasFiles or None, list of Problem)
        Sound records are there even when others are not; None without a sound manifest.
    """
    problems: list[Problem] = []
    manifest = _manifest(folder, problems)
    if manifest is None:
        return None, problems
    files = AtlasFiles(
        manifest=manifest,
        structures=_rows(folder / manifest.structures, StructureRecord, "structures", problems),
        sources=_sources(folder / manifest.sources, problems),
        facts=_rows(folder / manifest.facts, FactRecord, "facts", problems),
        footprints=_footprints(folder, manifest, problems),
        variants=_variants(folder, manifest, problems),
        activities=_activities(folder, manifest, problems),
    )
    faulty = {problem.item for problem in problems}
    if "" in faulty:  # a whole file is missing: every reference into it would be one more problem
        return files, problems
    return files, problems + cross_check(files, folder, faulty)


def _manifest(folder: Path, problems: list[Problem]) -> AtlasManifest | None:
    data = _data(read_yaml, folder / MANIFEST, problems)
    if data is None:
        return None
    parsed = parse_record(AtlasManifest, data, shown(folder / MANIFEST))
    if isinstance(parsed, list):
        problems += parsed
        return None
    return parsed


def _data(read: Callable[[Path], Any], path: Path, problems: list[Problem]) -> Any:
    """What a file holds; None, and its problems noted, where it cannot be read."""
    try:
        return read(path)
    except ContentError as error:
        problems += error.problems
        return None


def _rows(path: Path, model: type[R], under: str, problems: list[Problem]) -> tuple[R, ...]:
    rows = _data(partial(rows_under, under=under), path, problems)
    if rows is None:
        return ()
    records, found = parse_records(model, rows, shown(path))
    problems += found
    return tuple(records)


def _sources(path: Path, problems: list[Problem]) -> dict[str, Source]:
    before = len(problems)
    data = _data(read_yaml, path, problems)
    if len(problems) > before:
        return {}
    if not isinstance(data, dict):
        what = "Expected a mapping of keys to sources."
        problems.append(Problem(shown(path), "", what, "Write '<key>:' and its fields below."))
        return {}
    rows = [{**row, "key": key} if isinstance(row, dict) else row for key, row in data.items()]
    records, found = parse_records(Source, rows, shown(path), key="key")
    problems += found
    return {record.key: record for record in records}


def _footprints(
    folder: Path, manifest: AtlasManifest, problems: list[Problem]
) -> tuple[FootprintRecord, ...]:
    if manifest.footprints is None:
        return ()
    path = folder / manifest.footprints
    data = _data(read_json, path, problems)
    if data is None:
        return ()
    rows = data.get("footprints") if isinstance(data, dict) else data
    records, found = parse_records(FootprintRecord, rows, shown(path), key="")
    problems += found
    return tuple(records)


def _variants(
    folder: Path, manifest: AtlasManifest, problems: list[Problem]
) -> tuple[VariantRecord, ...]:
    if manifest.variants is None:
        return ()
    return _rows(folder / manifest.variants, VariantRecord, "variants", problems)


def _activities(
    folder: Path, manifest: AtlasManifest, problems: list[Problem]
) -> tuple[ActivityRecord, ...]:
    if manifest.activities is None:
        return ()
    return _rows(folder / manifest.activities, ActivityRecord, "activities", problems)


def cross_check(
    files: AtlasFiles, folder: Path, faulty: Collection[str] = frozenset()
) -> list[Problem]:
    """Every reference from one record to another that leads nowhere.

    Parameters
    ----------
    files : AtlasFiles
    folder : Path
        For the messages.
    faulty : collection of str
        Items that exist but could not be read; a reference to one is no second problem.
    """
    manifest, ids = files.manifest, {record.id: record for record in files.structures}
    nodes = {node.id: node for node in manifest.tree}
    aliases = [alias for record in files.structures for alias in record.aliases]
    problems: list[Problem] = []

    def must_know(
        file: str, item: str, label: str, name: str | None, known: Iterable[str], kind: str
    ) -> None:
        names = [name] if name and name not in faulty else []
        problems.extend(unknown(file, item, names, known, kind, label))

    def must_cite(file: str, item: str, label: str, fact: Fact) -> None:
        for key in fact.sources:
            must_know(file, item, label, key, files.sources, f"key of {manifest.sources}")

    file = shown(folder / manifest.structures)
    problems += _names(files, file)
    for record in files.structures:
        for group in record.groups:
            must_know(file, record.id, "'groups'", group, manifest.groups, "group of atlas.yaml")
        must_know(file, record.id, "'parent'", record.parent, [*ids, *nodes], "place in the tree")
        must_know(file, record.id, "'of'", record.of, ids, "structure")
        for role, end in (("origin", record.origin), ("insertion", record.insertion)):
            must_know(
                file, record.id, f"'at' of the {role}", end.at if end else None, ids, "structure"
            )
        nerve = record.innervation.nerve if record.innervation else None
        must_know(file, record.id, "'nerve' of the innervation", nerve, ids, "structure")
        for role, fact in record.facts:
            must_cite(file, record.id, f"'sources' of {role}", fact)

    file = shown(folder / manifest.facts)
    known = [*ids, *aliases, *manifest.groups]
    for row in files.facts:
        must_cite(file, row.id, "'sources'", row)
        for name in row.about:
            must_know(file, row.id, "'about'", name, known, "structure or group")

    file = shown(folder / (manifest.footprints or ""))
    for patch in files.footprints:
        item = f"{patch.structure}, {patch.role}"
        must_know(file, item, "'structure'", patch.structure, ids, "structure")
        must_know(file, item, "'bone'", patch.bone, ids, "structure")
        kind = f"key of {manifest.sources}"
        must_know(file, item, "'source'", patch.source, files.sources, kind)

    file = shown(folder / (manifest.variants or ""))
    for variant in files.variants:
        must_cite(file, variant.id, "'sources'", variant)
        for name in variant.replaces:
            must_know(file, variant.id, "'replaces'", name, ids, "structure")
        for count in variant.prevalence:
            kind = f"key of {manifest.sources}"
            must_know(
                file, variant.id, "'source' of a prevalence", count.source, files.sources, kind
            )

    file = shown(folder / (manifest.activities or ""))
    for activity in files.activities:
        for key in activity.cited:
            kind = f"key of {manifest.sources}"
            must_know(file, activity.id, "'sources'", key, files.sources, kind)

    file = shown(folder / MANIFEST)
    for node in manifest.tree:
        must_know(file, node.id, "'parent'", node.parent, nodes, "heading of the tree")
    for code, source in manifest.codes.items():
        kind = f"key of {manifest.sources}"
        must_know(file, "codes", f"'{code}'", source, files.sources, kind)
    return [*problems, *_circles(files, folder)]


def _names(files: AtlasFiles, where: str) -> Iterator[Problem]:
    """Ids, aliases, groups and headings share one name space in what people type."""
    taken = {record.id: f"the id of '{record.id}'" for record in files.structures}
    taken |= {group: "a group" for group in files.manifest.groups}
    for record in files.structures:
        if record.id in files.manifest.groups:
            yield Problem(where, record.id, "The id is also a group.", "Rename one of the two.")
        for alias in record.aliases:
            if alias in taken:
                what = f"The alias '{alias}' is already {taken[alias]}."
                yield Problem(where, record.id, what, "Remove it.")
            taken[alias] = f"an alias of '{record.id}'"


def _circles(files: AtlasFiles, folder: Path) -> Iterator[Problem]:
    """Structures and headings that stand below themselves in the tree."""
    nodes = {node.id: node.parent for node in files.manifest.tree}
    parents = nodes | {record.id: record.parent for record in files.structures}
    for name in parents:
        if _goes_round(name, parents):
            file = MANIFEST if name in nodes else files.manifest.structures
            what = "It stands below itself in the tree."
            yield Problem(shown(folder / file), name, what, "Change a 'parent'.")


def _goes_round(name: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    here: str | None = name
    while here is not None and here not in seen:
        seen.add(here)
        here = parents.get(here)
    return here == name


def dump(record: Record) -> dict:
    """A record as plain data, without fields left at their defaults."""
    return record.model_dump(mode="json", exclude_defaults=True)
