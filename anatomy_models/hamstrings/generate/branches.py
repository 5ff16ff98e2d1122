"""Branches of the sciatic nerve: from inside the nerve, between the neighbours, into a muscle."""

import numpy as np

from anatomy_models.hamstrings.generate.fields import curve_through, frames_along
from anatomy_models.hamstrings.generate.moulded import Obstacle
from anatomy_models.hamstrings.generate.nerves import ISCHIAL_TUBEROSITY, LATERAL_FEMORAL_CONDYLE
from anatomy_models.hamstrings.generate.strands import Strand, strand_mesh

POINTS = 30
ROUNDS = 150
ENTRY_SLACK_MM = 5.0
INSIDE_MUSCLE_MM = 8.0
INSIDE_NERVE = 0.5
GAP_MM = 0.4
STATIONS = 10


def branches_mesh(branches, nerve, solids):
    """Closed tubes of all branches to one muscle.

    Parameters
    ----------
    branches : sequence of nerves.Branch
    nerve : strands.Strand
        The nerve they leave.
    solids : dict of str to pyvista.PolyData
        What they stay out of, and the muscle they enter; not the nerve.

    Returns
    -------
    vertices, faces, along
        As of `strands.strand_mesh`.
    """
    strands = {
        f"branch {number}": as_strand(branch, nerve, solids)
        for number, branch in enumerate(branches, start=1)
    }
    return strand_mesh(strands, strands)


def as_strand(branch, nerve, solids):
    """Strand of one branch, led round everything in its way."""
    muscle = solids[branch.muscle]
    start = leaves_nerve(branch, nerve)
    entry, inwards = enters_muscle(branch, nerve, muscle)
    path = led_round(
        np.linspace(start, entry, POINTS),
        [mesh for name, mesh in solids.items() if name != branch.muscle],
        branch.radius_mm + GAP_MM,
    )
    stations = path[np.linspace(0, POINTS - 1, STATIONS).astype(int)]
    onwards = (stations[-1] - stations[-2]) / np.linalg.norm(stations[-1] - stations[-2])
    way = onwards + inwards
    stations = np.vstack([stations, entry + INSIDE_MUSCLE_MM * way / np.linalg.norm(way)])
    radii = np.full((len(stations), 2), branch.radius_mm)
    return Strand(toward=(0, 1, 0), stations=np.column_stack([stations, radii]), angles=8)


def down_the_thigh(points):
    """Distance (n,) from the ischial tuberosity towards the lateral femoral condyle."""
    start = np.array(ISCHIAL_TUBEROSITY, dtype=float)
    line = np.array(LATERAL_FEMORAL_CONDYLE, dtype=float) - start
    return (points - start) @ line / np.linalg.norm(line)


def leaves_nerve(branch, nerve):
    """Point (3,) inside the nerve where a branch begins."""
    samples = curve_through(nerve.stations)
    _, first, _ = frames_along(samples[:, :3], nerve.toward, np.zeros(len(samples)))
    level = branch.enters_mm - branch.run_mm
    at = np.abs(down_the_thigh(samples[:, :3]) - level).argmin()
    return samples[at, :3] + branch.side * INSIDE_NERVE * samples[at, 3] * first[at]


def enters_muscle(branch, nerve, muscle):
    """Point (3,) of the muscle nearest to the nerve at the branch's level, and the way in (3,)."""
    centres = np.asarray(muscle.cell_centers().points)
    level = np.abs(down_the_thigh(centres) - branch.enters_mm) < ENTRY_SLACK_MM
    course = curve_through(nerve.stations)[:, :3]
    beside = course[np.abs(down_the_thigh(course) - branch.enters_mm).argmin()]
    nearest = np.flatnonzero(level)[np.linalg.norm(centres[level] - beside, axis=1).argmin()]
    return centres[nearest], -np.asarray(muscle.face_normals)[nearest]


def led_round(path, meshes, clearance_mm):
    """A path (n, 3) drawn taut between its ends and pushed out of closed meshes."""
    obstacle = Obstacle(meshes, path.min(axis=0) - 20.0, path.max(axis=0) + 20.0)
    for _ in range(ROUNDS):
        path[1:-1] = (path[:-2] + 2.0 * path[1:-1] + path[2:]) / 4.0
        short = np.clip(clearance_mm - obstacle.distance(path[1:-1]), 0.0, 1.0)
        path[1:-1] += short[:, None] * obstacle.away(path[1:-1])
    return path
