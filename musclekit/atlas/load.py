"""Atlases by name or folder."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from musclekit.atlas.files import MANIFEST, AtlasFiles, read_files
from musclekit.atlas.meshes import (
    DETAILS,
    has_light,
    mesh_path,
    read_glb,
    variant_mesh_path,
)
from musclekit.atlas.mirror import SIDES, mirrored
from musclekit.atlas.model import Atlas, Attachment, Structure, _fixed
from musclekit.atlas.variants import Variant
from musclekit.content import AttachmentRecord, FootprintRecord, StructureRecord, VariantRecord
from musclekit.errors import ContentError, MusclekitError, UnknownName, did_you_mean
from musclekit.paths import content_dir, data_dir, shown

EMBEDDED = "hamstrings"


def atlas_folders() -> dict[str, Path]:
    """Name to folder of every atlas that can be loaded by name: shipped ones, then installed."""
    folders: dict[str, Path] = {}
    for home in (content_dir("anatomy_models"), data_dir() / "atlases"):
        for manifest in sorted(home.glob(f"*/{MANIFEST}")):
            folders.setdefault(manifest.parent.name, manifest.parent)
    return folders


def load_atlas(
    name_or_path: str | Path | None = None, side: str = "right", detail: str | None = None
) -> Atlas:
    """An atlas; its meshes are read when they are first asked for.

    Parameters
    ----------
    name_or_path : str or Path, optional
        Name of a shipped or installed atlas, or any folder in the same format. The embedded
        atlas when left out.
    side : {"right", "left"}
        Side of the body; mirrored where the atlas's files hold the other one.
    detail : {"full", "light"}, optional
        "light": meshes of about a third of the faces, for slow machines. As the environment's
        `MUSCLEKIT_DETAIL` says when left out, else "full".

    Raises
    ------
    UnknownName
        If no atlas has that name.
    ContentError
        With every problem of its text files.
    MusclekitError
        If there is no such side or detail.
    """
    if side not in SIDES:
        raise MusclekitError(f"No side {side!r}.", remedy='Use side="right" or side="left".')
    folder = _folder(name_or_path)
    files, problems = read_files(folder)
    if files is None or problems:
        raise ContentError(problems)
    atlas = _atlas(files, folder, _detail(detail, folder))
    return atlas if atlas.side == side else mirrored(atlas)


def _folder(name_or_path: str | Path | None) -> Path:
    if name_or_path is None:
        return content_dir("anatomy_models") / EMBEDDED
    folders = {} if isinstance(name_or_path, Path) else atlas_folders()
    if name_or_path in folders:
        return folders[str(name_or_path)]
    path = Path(name_or_path).expanduser()
    if path.is_dir():
        return path
    if isinstance(name_or_path, Path) or os.sep in name_or_path or "/" in name_or_path:
        raise UnknownName(f"No such atlas folder: {path}.", remedy="Check the path.")
    raise UnknownName(
        f"No atlas '{name_or_path}'.",
        remedy=f"{did_you_mean(name_or_path, folders)} A folder needs its path.",
    )


def _detail(asked: str | None, folder: Path) -> str:
    """Level of detail to read: as asked, or as the environment says where the atlas has it."""
    chosen = asked or os.environ.get("MUSCLEKIT_DETAIL") or "full"
    if chosen not in DETAILS:
        source = "detail" if asked else "MUSCLEKIT_DETAIL"
        raise MusclekitError(f"No {source} '{chosen}'.", remedy='There are "full" and "light".')
    if chosen == "light" and not has_light(folder):
        if asked:
            raise MusclekitError("The atlas has no light meshes.", where=shown(folder))
        return "full"
    return chosen


def _atlas(files: AtlasFiles, folder: Path, detail: str) -> Atlas:
    records = {record.id: record for record in files.structures}
    patches = {(patch.structure, patch.role): patch for patch in files.footprints}
    axes = files.manifest.axes

    def structure(record: StructureRecord, path: Path) -> Structure:
        return Structure(
            record=record,
            side=files.manifest.side,
            origin=_attachment(record.origin, patches.get((record.id, "origin")), records),
            insertion=_attachment(record.insertion, patches.get((record.id, "insertion")), records),
            mesh_path=path,
            _read_mesh=partial(read_glb, path, record.id, axes),
        )

    def variant(record: VariantRecord) -> Variant:
        paths = {name: variant_mesh_path(folder, record.id, name) for name in record.replaces}
        redrawn = tuple(structure(records[name], path) for name, path in paths.items())
        return Variant(record=record, structures=redrawn)

    return Atlas(
        manifest=files.manifest,
        structures=tuple(
            structure(one, mesh_path(folder, one.id, detail)) for one in files.structures
        ),
        facts=files.facts,
        sources=files.sources,
        folder=folder,
        variants={record.id: variant(record) for record in files.variants},
        activities={record.id: record for record in files.activities},
    )


def _attachment(
    fact: AttachmentRecord | None,
    patch: FootprintRecord | None,
    records: dict[str, StructureRecord],
) -> Attachment | None:
    if fact is None:
        return None
    if patch is None:
        return Attachment(fact=fact, bone=records[fact.at].of or fact.at)
    return Attachment(
        fact=fact,
        bone=patch.bone,
        centre_mm=_fixed(patch.centre_mm),
        area_mm2=patch.area_mm2,
        outline_mm=_fixed(patch.outline_mm),
        area_source=patch.source or None,
        drawn=patch.basis == "drawn",
    )
