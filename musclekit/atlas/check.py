"""Everything that can be wrong with an atlas folder, told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from musclekit.atlas.files import AtlasFiles, read_files
from musclekit.atlas.meshes import mesh_path, read_glb
from musclekit.atlas.targets import read_targets
from musclekit.errors import MeshError, Problem
from musclekit.paths import shown


def check_atlas(folder: Path | str) -> list[Problem]:
    """Every problem of an atlas folder: text, references between records, and meshes.

    Parameters
    ----------
    folder : path
        Folder that holds atlas.yaml.

    Returns
    -------
    list of Problem
        Empty when all is well.
    """
    files, problems = read_files(Path(folder))
    if files is not None and files.structures:
        faulty = {problem.item for problem in problems}
        problems += read_targets(Path(folder), files)[1]
        problems += [one for one in _mesh_problems(files, Path(folder)) if one.item not in faulty]
    return problems


def _mesh_problems(files: AtlasFiles, folder: Path) -> Iterator[Problem]:
    for record in files.structures:
        path = mesh_path(folder, record.id)
        try:
            read_glb(path, record.id, files.manifest.axes)
        except MeshError as error:
            yield Problem(shown(path), record.id, error.what, error.remedy)
    expected = {mesh_path(folder, record.id).name for record in files.structures}
    for path in sorted((folder / "meshes").glob("*")):
        if path.name not in expected:
            yield Problem(
                shown(path),
                path.stem,
                f"No structure of {files.manifest.structures} belongs to this file.",
                "Add the structure, or remove the file.",
            )
