"""Bones against reference bodies: how far apart the surfaces lie, and their landmarks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas.model import Atlas
from musclekit.atlas.validate.rows import Row, judged
from musclekit.atlas.validate.surfaces import arrays, distances
from musclekit.content import BoneRecord, LandmarkRecord, ReferenceRecord, TargetsRecord
from musclekit.errors import MusclekitError
from musclekit.geometry import surface_centroid
from musclekit.geometry.align import iterated
from musclekit.geometry.sampling import spread_points
from musclekit.paths import shown
from musclekit.units import to_ras_mm

if TYPE_CHECKING:
    import pyvista

BONES, LANDMARKS = "Bones against reference bodies", "Landmarks"
UNSET = "set MUSCLEKIT_REFERENCE_DIR"
SAMPLES = 8_000
DENSE = 60_000
PAIRED = 2_000
TIP_MM = 1.0


def reference_rows(atlas: Atlas, targets: TargetsRecord, home: Path | None) -> Iterator[Row]:
    """Rows of every bone and landmark that has a bar.

    Parameters
    ----------
    atlas : Atlas
    targets : TargetsRecord
    home : Path or None
        Folder of the reference bodies; without it nothing is measured, and the rows say so.
    """
    bodies: dict[tuple[str, str], pyvista.PolyData] = {}
    for bone in targets.bones:
        for reference in targets.references:
            if home is None:
                yield _distance_row(bone, reference, None)
                continue
            ours = atlas[bone.structure].mesh
            theirs = laid_onto(read_body(home, reference, bone.structure), ours, reference)
            bodies[reference.folder, bone.structure] = theirs
            yield _distance_row(bone, reference, symmetric_distances(ours, theirs))
    for landmark in targets.landmarks:
        near = {
            folder: theirs
            for (folder, name), theirs in bodies.items()
            if name == landmark.structure
        }
        yield landmark_row(landmark, atlas, near)


def read_body(home: Path, reference: ReferenceRecord, structure: str) -> pyvista.PolyData:
    """A bone of a reference body in millimetres and RAS, where it stands.

    Raises
    ------
    MusclekitError
        If there is not exactly one file for it.
    """
    import pyvista

    folder = home / reference.folder
    paths = [*folder.glob(f"*{structure}_right.obj"), *folder.glob(f"*{structure}_midline.obj")]
    if len(paths) != 1:
        raise MusclekitError(
            f"{len(paths)} files for '{structure}', where one is expected.",
            where=shown(folder),
            remedy="MUSCLEKIT_REFERENCE_DIR must name the folder of the reference bodies.",
        )
    lines = [line.split() for line in paths[0].read_text(encoding="utf-8").splitlines()]
    points = np.array([line[1:4] for line in lines if line[:1] == ["v"]], float)
    faces = [[int(c.split("/")[0]) - 1 for c in line[1:4]] for line in lines if line[:1] == ["f"]]
    return pyvista.PolyData.from_regular_faces(
        to_ras_mm(points, "mm", reference.axes), np.array(faces)
    )


def laid_onto(
    theirs: pyvista.PolyData, ours: pyvista.PolyData, reference: ReferenceRecord
) -> pyvista.PolyData:
    """A reference bone moved onto ours, from centre on centre, by nearest points in turn."""
    from scipy.spatial import cKDTree

    dense = spread_points(*arrays(ours), DENSE)
    tree = cKDTree(dense)
    points, triangles = arrays(theirs)
    shift = surface_centroid(*arrays(ours)) - surface_centroid(points, triangles)
    movement = iterated(
        spread_points(points, triangles, PAIRED) + shift,
        lambda places: dense[tree.query(places)[1]],
        scaled=reference.alignment == "similarity",
    )
    moved = theirs.copy()
    moved.points = movement(points + shift)
    return moved


def symmetric_distances(one: pyvista.PolyData, other: pyvista.PolyData) -> np.ndarray:
    """Distances of points spread over each of two surfaces to the other; (n,) millimetres."""
    there = distances(other, spread_points(*arrays(one), SAMPLES))
    back = distances(one, spread_points(*arrays(other), SAMPLES))
    return np.concatenate([there, back])


def landmark_row(
    landmark: LandmarkRecord, atlas: Atlas, bodies: dict[str, pyvista.PolyData]
) -> Row:
    """How far a landmark lies from the same one of the nearest reference body."""
    what, bar = f"{landmark.name}, to the nearest body", f"≤ {landmark.within_mm:g} mm"
    if not bodies:
        return Row(LANDMARKS, landmark.structure, what, UNSET, bar, "not measured")
    ours = landmark_of(atlas[landmark.structure].mesh, landmark)
    apart = {
        folder: float(np.linalg.norm(landmark_of(theirs, landmark) - ours))
        for folder, theirs in bodies.items()
    }
    told = ", ".join(f"{folder} {mm:.1f}" for folder, mm in apart.items())
    # Not a number where a box holds nothing; another body may still show the landmark.
    good = np.nanmin([*apart.values(), np.inf]) <= landmark.within_mm
    at = " ".join(f"{number:.0f}" for number in ours)
    return Row(
        LANDMARKS, landmark.structure, what, f"{told} mm", bar, judged(good), note=f"at {at}"
    )


def landmark_of(surface: pyvista.PolyData, landmark: LandmarkRecord) -> np.ndarray:
    """(3,) middle of the surface within `TIP_MM` of the farthest point of the landmark's box.

    Not a number where the box holds nothing.
    """
    points = spread_points(*arrays(surface), DENSE)
    points = points[((points >= landmark.low) & (points <= landmark.high)).all(axis=1)]
    if len(points) == 0:
        return np.full(3, np.nan)
    reach = points @ (np.asarray(landmark.towards) / np.linalg.norm(landmark.towards))
    return points[reach >= reach.max() - TIP_MM].mean(axis=0)


def _distance_row(bone: BoneRecord, reference: ReferenceRecord, apart: np.ndarray | None) -> Row:
    most = bone.mean_mm + reference.more_mm
    bar = f"mean ≤ {most:g}, 95 % ≤ {bone.most_mm:g} mm"
    what = f"distance from {reference.folder}, {reference.alignment}"
    if apart is None:
        return Row(BONES, bone.structure, what, UNSET, bar, "not measured")
    # Both directions count alike, as each has as many points.
    mean, most_of = float(apart.mean()), float(np.percentile(apart, 95))
    return Row(
        BONES,
        bone.structure,
        what,
        f"mean {mean:.2f}, 95 % {most_of:.2f} mm",
        bar,
        judged(mean <= most and most_of <= bone.most_mm),
    )
