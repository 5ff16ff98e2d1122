"""Milliseconds to cut all structures of the atlas, beside plain trimesh and PyVista."""

from __future__ import annotations

import statistics
from functools import partial

import common
import numpy as np
import trimesh
from bench_posing import cpu_ms

import musclekit as mk
from musclekit.imaging.labels import labels
from musclekit.imaging.plane import Plane, plane

TITLE = "Slices"
BOUND_MS = 50
MIDDLE = (85.0, -20.0, -230.0)
PLANES = ("axial", "coronal", "sagittal")


def by_trimesh(meshes, cut: Plane) -> None:
    """Outlines only."""
    for one in meshes:
        one.section(cut.normal, cut.corner_mm)


def by_pyvista(meshes, cut: Plane) -> None:
    """Outlines only."""
    for one in meshes:
        one.slice(normal=cut.normal, origin=cut.corner_mm)


def pictured(atlas, fine: bool, cut: Plane) -> None:
    """Labels and a picture."""
    mk.slice(atlas, cut).picture("stir", fine)


def measure(chosen) -> tuple[str, str]:
    """Each plane a little farther on each time, all taking turns."""
    atlas = mk.load_atlas()
    tear = mk.Injury("biceps_femoris_long_head", "partial_tear", "belly")
    hurt = mk.injure(atlas, tear).pose(knee_flexion=30, activation=0.5)
    plain = [one.mesh for one in atlas.structures]
    triangles = [trimesh.Trimesh(one.points, one.regular_faces, process=False) for one in plain]
    ways = {
        "labels of every pixel, healthy": partial(labels, atlas),
        "labels of every pixel, posed and injured": partial(labels, hurt),
        "and a STIR-like picture, posed and injured": partial(pictured, hurt, True),
        "the same in passing, while a slice is moved": partial(pictured, hurt, False),
        "trimesh, outlines alone": partial(by_trimesh, triangles),
        "PyVista, outlines alone": partial(by_pyvista, plain),
    }
    rows = []
    for name in PLANES:
        found: dict[str, list[float]] = {way: [] for way in ways}
        for run in range(-1, chosen.runs):
            cut = plane(name, np.array(MIDDLE), (256.0, 256.0)).moved(2.0 * run)
            for way, cutting in ways.items():
                spent = cpu_ms(partial(cutting, cut))
                found[way] += [spent] if run >= 0 else []
        rows += [
            [f"{name}: {way}", f"{statistics.median(x):.1f}", f"{min(x):.1f}", f"{max(x):.1f}"]
            for way, x in found.items()
        ]
    text = common.table(["ms of CPU", "median", "least", "most"], rows)
    bound = (
        f"All {len(atlas)} structures, 256 x 256 pixels of 1 mm; labels are meant to stay under "
        f"{BOUND_MS} ms. Meshes are loaded and posed before."
    )
    return TITLE, f"{text}\n\n{bound}\n{chosen.runs} planes; {common.this_machine()}."


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=9))
