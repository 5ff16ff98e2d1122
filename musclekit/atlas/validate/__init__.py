"""Everything an atlas's meshes must hold, measured and judged line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from musclekit.atlas.check import check_atlas
from musclekit.atlas.files import read_files
from musclekit.atlas.load import load_atlas
from musclekit.atlas.meshes import has_light
from musclekit.atlas.targets import TARGETS, read_targets
from musclekit.atlas.validate.envelopes import envelope_rows
from musclekit.atlas.validate.measures import MEASURES
from musclekit.atlas.validate.meshes import LIGHT, light_rows, mesh_rows
from musclekit.atlas.validate.overlaps import overlap_rows, sampled, shares, unneeded_rows
from musclekit.atlas.validate.published import footprint_rows, target_rows
from musclekit.atlas.validate.references import reference_rows
from musclekit.atlas.validate.rows import Row
from musclekit.atlas.validate.sizes import size_rows
from musclekit.atlas.validate.variants import variant_bodies, variant_rows
from musclekit.errors import Problem

__all__ = ["MEASURES", "Row", "validate_atlas"]


def validate_atlas(folder: Path | str, reference: Path | None = None) -> Iterator[Row]:
    """Every line an atlas's meshes must hold, section by section.

    Parameters
    ----------
    folder : path
        Folder that holds atlas.yaml.
    reference : Path or None
        Folder of the reference bodies; without it their rows say "not measured".

    Yields
    ------
    Row
        As soon as it is measured. Problems of files and meshes come first; where any of them
        keeps the meshes from being measured, nothing follows.
    """
    folder = Path(folder)
    problems = check_atlas(folder)
    yield from map(_problem_row, problems)
    if any(Path(problem.file).name != TARGETS for problem in problems):
        return
    atlas = load_atlas(folder, detail="full")
    files, _ = read_files(folder)
    assert files is not None
    targets, _ = read_targets(folder, files)
    yield from mesh_rows(atlas, "Meshes")
    if has_light(folder):
        light = load_atlas(folder, detail="light")
        yield from light_rows(atlas, light)
        for row in envelope_rows(light, targets.envelopes):
            yield replace(row, section=LIGHT)
    solids = sampled(atlas.structures, targets.envelopes)
    shared = shares(atlas, solids)
    bodies = variant_bodies(atlas, targets, solids)
    yield from overlap_rows(atlas, targets.overlaps, shared)
    yield from unneeded_rows(targets.overlaps, [(atlas, shared), *bodies.values()])
    yield from envelope_rows(atlas, targets.envelopes)
    yield from variant_rows(atlas, targets, bodies)
    yield from footprint_rows(atlas, targets)
    yield from target_rows(atlas, targets)
    yield from reference_rows(atlas, targets, reference)
    yield from size_rows(atlas)


def _problem_row(problem: Problem) -> Row:
    return Row("Files", problem.item, problem.file, problem.what, "", "fail", note=problem.remedy)
