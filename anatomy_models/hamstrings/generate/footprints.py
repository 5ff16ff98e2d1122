"""Attachment footprints: outlines laid onto a bone's surface and scaled to their published area."""

from dataclasses import dataclass

import numpy as np
import pyvista as pv

from anatomy_models.hamstrings.generate.rings import area_mm2
from musclekit.geometry import cut_patch

OUTLINE_POINTS = 28
PATCH_RINGS = 6


@dataclass(frozen=True)
class Footprint:
    """An oval on a bone: about where, how long and wide, how turned and bent.

    `centre` is near the surface (millimetres); `length_mm` runs along `lengthwise`; `bend_mm`
    shifts both tips sideways, which makes a crescent; `area_mm2` (with its `source`) fixes the
    size where it is published, keeping the proportions. `basis` is "contact" where the outline is
    merely where a finished mesh touches the bone.
    """

    bone: str
    centre: tuple
    lengthwise: tuple
    length_mm: float
    width_mm: float
    bend_mm: float = 0.0
    area_mm2: float = 0.0
    source: str = ""
    basis: str = "drawn"


@dataclass(frozen=True)
class LaidFootprint:
    """A footprint on a bone mesh: centre (3,), normal (3,), outline (n, 3), drawn area.

    `rings` (k, n, 3) fill it from the middle outwards; the last is the outline.
    """

    footprint: Footprint
    centre: np.ndarray
    normal: np.ndarray
    outline: np.ndarray
    area_mm2: float
    rings: np.ndarray

    @property
    def surface(self):
        """The rings as a pyvista surface."""
        return as_polydata(*fan(self.centre, self.rings))

    @property
    def reach_mm(self):
        """From the centre to the farthest point of the outline, float."""
        return float(np.linalg.norm(self.outline - self.centre, axis=1).max())

    def ring(self, share):
        """Points (n, 3) at a share of the way from the centre to the outline."""
        rings = np.concatenate([np.broadcast_to(self.centre, (1, *self.outline.shape)), self.rings])
        at = share * (len(rings) - 1)
        below = min(int(at), len(rings) - 2)
        return rings[below] + (at - below) * (rings[below + 1] - rings[below])


def on_surface(mesh, points):
    """Nearest points (n, 3) of a pyvista surface and its unit normals (n, 3) there."""
    cells, nearest = mesh.find_closest_cell(np.atleast_2d(points), return_closest_point=True)
    return np.asarray(nearest), np.asarray(mesh.face_normals)[cells]


def lay(footprint, mesh):
    """Lay a footprint onto the surface of its bone.

    Parameters
    ----------
    footprint : Footprint
    mesh : pyvista.PolyData
        The bone, wound outwards.

    Returns
    -------
    LaidFootprint
        The outline runs counter-clockwise seen from outside.
    """
    centre = on_surface(mesh, footprint.centre)[0][0]
    around = centre + 4.0 * np.random.default_rng(0).normal(size=(60, 3))
    normal = on_surface(mesh, around)[1].mean(axis=0)
    normal /= np.linalg.norm(normal)
    lengthwise = np.asarray(footprint.lengthwise, dtype=float)
    lengthwise = lengthwise - (lengthwise @ normal) * normal
    lengthwise /= np.linalg.norm(lengthwise)
    sideways = np.cross(normal, lengthwise)
    scale = 1.0
    for _ in range(12):
        rings = []
        for share in np.linspace(0.0, 1.0, PATCH_RINGS + 1)[1:]:
            angle = 2.0 * np.pi * np.arange(OUTLINE_POINTS) / OUTLINE_POINTS
            along = share * np.cos(angle) * footprint.length_mm / 2.0
            across = share * np.sin(angle) * footprint.width_mm / 2.0
            across = across - footprint.bend_mm * (2.0 * along / footprint.length_mm) ** 2
            flat = along[:, None] * lengthwise + across[:, None] * sideways
            rings.append(on_surface(mesh, centre + scale * flat)[0])
        drawn = area_mm2(*fan(centre, np.array(rings)))
        if not footprint.area_mm2 or abs(drawn / footprint.area_mm2 - 1.0) < 1e-4:
            break
        scale *= np.sqrt(footprint.area_mm2 / drawn)
    return LaidFootprint(footprint, centre, normal, rings[-1], drawn, np.array(rings))


def area_on(mesh, outline):
    """Area of a bone's surface inside an outline (n, 3) on it; float, square millimetres."""
    patch = cut_patch(mesh.points, mesh.regular_faces, outline)
    return area_mm2(patch.points, patch.triangles)


def fan(centre, rings):
    """Vertices (1 + k n, 3) and triangles (m, 3) of rings (k, n, 3) laid about a centre (3,)."""
    count = rings.shape[1]
    vertices = np.vstack([centre[None], rings.reshape(-1, 3)])
    here = 1 + np.arange(count)
    after = 1 + (np.arange(count) + 1) % count
    faces = [np.column_stack([np.zeros(count, dtype=int), here, after])]
    for ring in range(len(rings) - 1):
        a, b = ring * count + here, ring * count + after
        faces += [np.column_stack([a, a + count, b]), np.column_stack([b, a + count, b + count])]
    return vertices, np.vstack(faces)


def as_polydata(vertices, faces):
    """A pyvista surface of triangles."""
    return pv.PolyData.from_regular_faces(vertices, faces)
