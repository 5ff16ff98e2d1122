"""Everything that can be wrong with an atlas folder, told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from musclekit.atlas.activities import activity_problems
from musclekit.atlas.clinic import clinic_problems
from musclekit.atlas.entrapments import entrapment_problems
from musclekit.atlas.evidence import evidence_problems
from musclekit.atlas.files import AtlasFiles, read_files
from musclekit.atlas.gradings import grading_problems
from musclekit.atlas.injuries import injury_problems
from musclekit.atlas.meshes import DETAILS, has_light, mesh_path, read_glb, variant_mesh_path
from musclekit.atlas.nerves import nerve_problems
from musclekit.atlas.strength import strength_problems
from musclekit.atlas.targets import read_targets
from musclekit.errors import ContentError, MeshError, Problem, did_you_mean
from musclekit.paths import shown

if TYPE_CHECKING:
    from musclekit.kinematics import Joints


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
        problems += _joint_problems(files, Path(folder))
        problems += strength_problems(Path(folder), files)
        problems += evidence_problems(Path(folder), files)
        problems += activity_problems(Path(folder), files)
        problems += injury_problems(Path(folder), files)
        problems += grading_problems(Path(folder), files)
        problems += nerve_problems(Path(folder), files)
        problems += entrapment_problems(Path(folder), files)
        problems += clinic_problems(Path(folder), files)
        problems += [one for one in _mesh_problems(files, Path(folder)) if one.item not in faulty]
    return problems


def _joint_problems(files: AtlasFiles, folder: Path) -> list[Problem]:
    """Faults of the joints file; names in it that are no structures; bones it leaves behind."""
    if files.manifest.joints is None:
        return []
    from musclekit.kinematics import read_joints

    path = folder / files.manifest.joints
    try:
        joints = read_joints(path)
    except ContentError as error:
        return list(error.problems)
    return [
        Problem(shown(path), *fault)
        for fault in (*_strangers(files, joints), *_left_behind(files, joints))
    ]


def _strangers(files: AtlasFiles, joints: Joints) -> Iterator[tuple[str, str, str]]:
    """Item, fault and remedy of names in a joints file that are no structures."""
    known = [record.id for record in files.structures]
    named = dict.fromkeys([*joints.body_of, *joints.along, *joints.between])
    for name in named:
        if name not in known:
            yield name, "The joints move a structure there is not.", did_you_mean(name, known)


def _left_behind(files: AtlasFiles, joints: Joints) -> Iterator[tuple[str, str, str]]:
    """Of bones with a footprint that no body carries, and bodies between which nothing lies."""
    for bone in dict.fromkeys(patch.bone for patch in files.footprints):
        if bone not in joints.body_of:
            yield (
                bone,
                "The bone has a footprint, and no body carries it.",
                "Add it to the 'carried_by_<body>' text of one body.",
            )
    bones = {record.id for record in files.structures if record.kind == "bone"}
    boned = {body for name, body in joints.body_of.items() if name in bones}
    for name, bodies in joints.between.items():
        for body in bodies:
            if body not in boned:
                yield (
                    name,
                    f"It lies beside the body '{body}', which carries no bone.",
                    f"Name bodies that carry bones: {', '.join(sorted(boned))}.",
                )


def _mesh_problems(files: AtlasFiles, folder: Path) -> Iterator[Problem]:
    details = DETAILS if has_light(folder) else DETAILS[:1]
    meshes = {
        mesh_path(folder, record.id, detail): record.id
        for detail in details
        for record in files.structures
    }
    redrawn = {
        variant_mesh_path(folder, variant.id, name): variant.id
        for variant in files.variants
        for name in variant.replaces
    }
    for path, item in (meshes | redrawn).items():
        try:
            read_glb(path, path.stem, files.manifest.axes)
        except MeshError as error:
            yield Problem(shown(path), item, error.what, error.remedy)
    for path in sorted((folder / "meshes").rglob("*")):
        if path not in meshes and not path.is_dir():
            yield Problem(
                shown(path),
                path.stem,
                f"No structure of {files.manifest.structures} belongs to this file.",
                "Add the structure, or remove the file.",
            )
    for path in sorted((folder / "variants").glob("*/*")):
        if path not in redrawn:
            yield Problem(
                shown(path),
                path.parent.name,
                f"No variant of {files.manifest.variants or 'the atlas'} redraws this file.",
                "Name the structure in the variant's 'replaces', or remove the file.",
            )
