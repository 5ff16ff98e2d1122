"""Atlas folders from records and surfaces."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from musclekit.atlas.files import MANIFEST, AtlasFiles, cross_check, dump
from musclekit.atlas.meshes import glb_bytes, mesh_path
from musclekit.content import (
    AtlasManifest,
    FactRecord,
    FootprintRecord,
    Source,
    StructureRecord,
    parse_record,
)
from musclekit.content.records import R
from musclekit.errors import ContentError, MusclekitError, Problem
from musclekit.paths import shown

if TYPE_CHECKING:
    import pyvista


def write_atlas(
    folder: Path | str,
    manifest: AtlasManifest | Mapping[str, Any],
    structures: Iterable[StructureRecord | Mapping[str, Any]],
    meshes: Mapping[str, pyvista.PolyData],
    *,
    sources: Mapping[str, Source | Mapping[str, Any]],
    facts: Iterable[FactRecord | Mapping[str, Any]] = (),
    footprints: Iterable[FootprintRecord | Mapping[str, Any]] = (),
) -> Path:
    """Write an atlas folder that `load_atlas` reads; without variants and joints.

    Parameters
    ----------
    folder : path
        Made if need be; must be empty.
    manifest, structures, sources, facts, footprints
        Records, or the plain data their files would hold.
    meshes : mapping of str to pyvista.PolyData
        Structure id to surface, millimetres, RAS; one for every structure.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ContentError
        With every problem of the records; nothing is written then.
    MusclekitError
        If the folder is not empty.
    MeshError
        If a surface is empty.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise MusclekitError(
            "The folder is not empty.", where=shown(folder), remedy="Name a new one."
        )
    files = _files(folder, manifest, structures, sources, facts, footprints)
    elsewhere: dict[str, None] = dict.fromkeys(("variants", "joints", "activities"))
    files = replace(files, manifest=files.manifest.model_copy(update=elsewhere))
    problems = cross_check(files, folder)
    ids = [record.id for record in files.structures]
    for name in sorted({*ids} ^ {*meshes}):
        what = "No mesh for this structure." if name in ids else "A mesh for no structure."
        problems.append(Problem(shown(folder), name, what))
    if problems:
        raise ContentError(problems)
    solids = {name: glb_bytes(meshes[name], name, files.manifest.axes) for name in ids}

    (folder / "meshes").mkdir(parents=True, exist_ok=True)
    for name, content in solids.items():
        mesh_path(folder, name).write_bytes(content)
    head = files.manifest
    _write_yaml(folder / head.structures, {"structures": [dump(one) for one in files.structures]})
    _write_yaml(
        folder / head.sources,
        {key: dump(one.model_copy(update={"key": ""})) for key, one in files.sources.items()},
    )
    _write_yaml(folder / head.facts, {"facts": [dump(one) for one in files.facts]})
    if head.footprints:
        patches = {"footprints": [dump(one) for one in files.footprints]}
        (folder / head.footprints).write_text(json.dumps(patches, indent=1) + "\n", "utf-8")
    # Last, so that a folder written by half is no atlas.
    _write_yaml(folder / MANIFEST, {**dump(head), "units": head.units, "axes": head.axes})
    return folder


def _files(
    folder: Path, manifest: Any, structures: Any, sources: Any, facts: Any, footprints: Any
) -> AtlasFiles:
    problems: list[Problem] = []

    def parsed(model: type[R], data: Any, item: str) -> list[R]:
        if isinstance(data, model):
            return [data]
        record = parse_record(model, data, shown(folder), item)
        if isinstance(record, list):
            problems.extend(record)
            return []
        return [record]

    def rows(model: type[R], data: Iterable[Any], key: str = "id") -> tuple[R, ...]:
        named = ((getattr(row, key, None) or row.get(key, ""), row) for row in data)
        return tuple(one for item, row in named for one in parsed(model, row, str(item)))

    heads = parsed(AtlasManifest, manifest, MANIFEST)
    keyed = {key: parsed(Source, _keyed(key, row), key) for key, row in sources.items()}
    content = (
        rows(StructureRecord, structures),
        {key: found[0] for key, found in keyed.items() if found},
        rows(FactRecord, facts),
        rows(FootprintRecord, footprints, "structure"),
    )
    if problems:
        raise ContentError(problems)
    return AtlasFiles(heads[0], *content)


def _keyed(key: str, row: Source | Mapping[str, Any]) -> Any:
    return row.model_copy(update={"key": key}) if isinstance(row, Source) else {**row, "key": key}


def _write_yaml(path: Path, data: Any) -> None:
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")
