"""Structures moulded between their neighbours: implicit sheets less what lies beside them."""

from dataclasses import replace

import numpy as np
import pyvista as pv
from scipy.ndimage import distance_transform_edt, label, map_coordinates
from scipy.spatial import cKDTree

from anatomy_models.hamstrings.generate.bones import BONES, outward, thinned
from anatomy_models.hamstrings.generate.fields import smooth_union
from anatomy_models.hamstrings.generate.footprints import area_on, lay
from anatomy_models.hamstrings.generate.light import is_sound
from anatomy_models.hamstrings.generate.rings import smoothstep, volume_mm3
from anatomy_models.hamstrings.generate.sheets import pad, sheet_samples, tissue

GAP_MM = 0.6
SUNK_MM = 0.3
TOUCH_MM = 0.2
ATTACHED_BLEND_MM = 6.0
CUT_BLEND = 0.5
SAMPLES = 0.8
SLIVER_DEPTH = 0.5
SLIVER_REACH = 1.5
OBSTACLE_STEP_MM = 1.5
FAR_MM = 10.0
CLOSE_MM = 8.0
COARSE_STEPS = 3
MARGIN_MM = 4.0
SMOOTHING_ROUNDS = 20
PASS_BAND = 0.08
ROUNDS = 4
ATTEMPTS = (1.0, 0.97, 1.03, 0.94, 0.9, 1.06)
SCALES = (0.2, 3.0)
PUSHES = 3
DEEPEST_PUSH_MM = 1.0
VOLUME_TOLERANCE = 0.004


class Obstacle:
    """How far points lie outside a group of closed surfaces."""

    def __init__(self, meshes, low=-np.inf, high=np.inf):
        """Take closed meshes (pyvista.PolyData, wound outwards), as far as they are near a box.

        `low` and `high` (3,) are the box's corners.
        """
        sampled = [surface_samples(mesh) for mesh in meshes]
        positions, normals = (np.vstack(values) for values in zip(*sampled, strict=True))
        inside = np.all((positions > low - FAR_MM) & (positions < high + FAR_MM), axis=1)
        self.positions, self.normals = positions[inside], normals[inside]
        self.nearest = cKDTree(self.positions)

    def distance(self, points):
        """Signed distance (n,) of points (n, 3), negative inside, at most `FAR_MM`."""
        far, near = self.nearest.query(points, distance_upper_bound=FAR_MM)
        found = np.isfinite(far)
        near = np.where(found, near, 0)
        height = np.sum((points - self.positions[near]) * self.normals[near], axis=1)
        exact = np.where(far < 2.0 * OBSTACLE_STEP_MM, height, np.sign(height) * far)
        return np.where(found, exact, FAR_MM)

    def away(self, points):
        """Unit directions (n, 3) that lead points (n, 3) out of the nearest surface."""
        return self.normals[self.nearest.query(points)[1]]


def surface_samples(mesh):
    """Points (n, 3) about `OBSTACLE_STEP_MM` apart on a closed mesh, and unit normals (n, 3)."""
    mesh = mesh.compute_normals(
        cell_normals=False, point_normals=True, split_vertices=False, consistent_normals=False
    )
    corners = np.asarray(mesh.points, dtype=float)[mesh.regular_faces]
    normals = np.asarray(mesh["Normals"], dtype=float)[mesh.regular_faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    divisions = np.ceil(longest / OBSTACLE_STEP_MM).astype(int)
    sampled = []
    for count in np.unique(divisions):
        weights = np.array(
            [(i, j, count - i - j) for i in range(count + 1) for j in range(count + 1 - i)]
        )
        of_count = divisions == count
        sampled.append(
            [
                np.einsum("wk,fkc->fwc", weights / count, values[of_count]).reshape(-1, 3)
                for values in (corners, normals)
            ]
        )
    positions, directions = (np.vstack(values) for values in zip(*sampled, strict=True))
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    return positions, directions / np.maximum(lengths, 1e-9)


class Mould:
    """One structure's sheets and neighbours: the field whose zero is its surface."""

    def __init__(self, structure, solids):
        """Take the structure (sheets.Moulded) and every solid made so far (dict of id to mesh)."""
        self.structure = structure
        step = SAMPLES * structure.spacing_mm
        laid = drawn_ends(structure, solids)
        self.sheets = list(structure.parts)
        self.parts = [sheet_samples(self.sheets[0], solids, step, laid)]
        self.parts += [sheet_samples(sheet, solids, step) for sheet in self.sheets[1:]]
        for end in (0, -1):
            if laid[end]:
                sheet, samples = pad(self.sheets[0], self.parts[0], laid[end], end)
                self.sheets.append(sheet)
                self.parts.append(samples)
        self.trees = [cKDTree(part.positions) for part in self.parts]
        low, high = self.bounds()
        near = {name: mesh for name, mesh in solids.items() if reaches(mesh, low, high)}
        own = {name for sheet in structure.parts for name in sheet.origin_on + sheet.insertion_on}
        self.own = {name: Obstacle([near[name]], low, high) for name in sorted(own & set(near))}
        others = [mesh for name, mesh in near.items() if name not in own]
        self.others = Obstacle(others, low, high) if others else None

    def bounds(self):
        """Lower and upper corner (3,) of the box the structure may fill."""
        reach = MARGIN_MM + 1.6 * max(part.half_thickness.max() for part in self.parts)
        positions = np.vstack([part.positions for part in self.parts])
        return positions.min(axis=0) - reach, positions.max(axis=0) + reach

    def measured(self, points):
        """What the field needs at points (n, 3): per part distance and half-thickness, limit."""
        near = [tree.query(points) for tree in self.trees]
        sheets = [
            (far, part.half_thickness[index])
            for (far, index), part in zip(near, self.parts, strict=True)
        ]
        beyond = np.min([far - thickness for far, thickness in sheets], axis=0)
        limit = np.full(len(points), -FAR_MM)
        close = beyond < CLOSE_MM
        limit[close] = self.limit(
            points[close], [(far[close], index[close]) for far, index in near]
        )
        return sheets, limit

    def limit(self, points, near):
        """How far points (n, 3) are inside what the structure must stay out of; (n,)."""
        limit = GAP_MM - points[:, 0]
        if self.others:
            limit = np.maximum(limit, GAP_MM - self.others.distance(points))
        for name, obstacle in self.own.items():
            limit = np.maximum(limit, self.gap_to(name, near) - obstacle.distance(points))
        return limit

    def gap_to(self, name, near):
        """Least height over a solid it is attached to; (n,).

        A gap, but at its ends it is sunk into bones and touches what is softer.
        """
        lowest = -SUNK_MM if name in BONES else TOUCH_MM
        free = 1.0
        best = np.argmin([far for far, _ in near], axis=0)
        for at, ((_, index), part, sheet) in enumerate(
            zip(near, self.parts, self.sheets, strict=True)
        ):
            for names, travelled, reach in (
                (sheet.origin_on, part.from_origin, sheet.attached_mm[0]),
                (sheet.insertion_on, part.from_insertion, sheet.attached_mm[1]),
            ):
                if name in names:
                    there = smoothstep(travelled[index], reach, reach + ATTACHED_BLEND_MM)
                    free = np.where(best == at, np.minimum(free, there), free)
        return lowest + free * (GAP_MM - lowest)

    def field(self, measured, scale):
        """Signed distance (n,) at measured points, sheets' thickness times `scale`."""
        sheets, limit = measured
        union = smooth_union(
            [far - scale * thickness for far, thickness in sheets], self.structure.blend_mm
        )
        larger, smaller = np.maximum(union, limit), np.minimum(union, limit)
        blend = CUT_BLEND * self.structure.spacing_mm
        return larger + blend * np.log1p(np.exp((smaller - larger) / blend))

    def kept_out(self, vertices):
        """Vertices (n, 3), those inside what the structure must stay out of moved out of it."""
        for _ in range(PUSHES):
            for name, obstacle in self.obstacles():
                near = [tree.query(vertices) for tree in self.trees]
                gap = self.gap_to(name, near) if name else GAP_MM
                short = np.clip(gap - obstacle.distance(vertices), 0.0, DEEPEST_PUSH_MM)
                vertices = vertices + short[:, None] * obstacle.away(vertices)
        return vertices

    def obstacles(self):
        """Name (None: not attached to it) and Obstacle of all it must stay out of."""
        return [*self.own.items(), *([(None, self.others)] if self.others else [])]

    def attributes(self, vertices):
        """Share of length, tissue and fibre direction at vertices (n, 3), by attribute name."""
        near = [tree.query(vertices) for tree in self.trees]
        best = np.argmin([far for far, _ in near], axis=0)
        found = {"_ALONG": 0.0, "_TISSUE": 0.0, "_FIBRE": np.zeros((1, 3))}
        for at, ((_, index), part) in enumerate(zip(near, self.parts, strict=True)):
            kind = tissue(self.sheets[at], part)
            for name, values in (
                ("_ALONG", part.along),
                ("_TISSUE", kind),
                ("_FIBRE", part.fibre),
            ):
                chosen = (best == at).reshape(-1, *(1,) * (values.ndim - 1))
                found[name] = np.where(chosen, values[index], found[name])
        along = found["_ALONG"]
        found["_ALONG"] = (along - along.min()) / np.ptp(along)
        return found


def drawn_ends(structure, solids):
    """Drawn origin and insertion of a structure, laid onto their bones; None where not drawn."""
    return tuple(
        on_bone(lay(drawn, solids[drawn.bone]), solids[drawn.bone]) if drawn else None
        for drawn in (structure.origin, structure.insertion)
    )


def on_bone(laid, bone):
    """The footprint with its area as measured on the bone, which rings cut short at an edge."""
    return replace(laid, area_mm2=area_on(bone, laid.outline))


def reaches(mesh, low, high):
    """Whether a mesh's box meets the box from `low` to `high`."""
    lower, upper = np.reshape(mesh.bounds, (3, 2)).T
    return bool(np.all(lower < high) and np.all(upper > low))


class Grid:
    """A mould measured on a coarse grid, and on a fine one near its surface."""

    def __init__(self, mould):
        """Measure a mould; the sheets' scale is chosen for its volume, if one is published."""
        self.mould = mould
        self.spacing = mould.structure.spacing_mm
        low, high = mould.bounds()
        step = COARSE_STEPS * self.spacing
        self.low = low
        self.coarse_counts = np.ceil((high - low) / step).astype(int) + 1
        self.coarse = mould.measured(low + step * lattice(self.coarse_counts))
        everywhere = np.ones(self.coarse_counts.prod(), dtype=bool)
        self.coarse = self.cut_in_front(self.coarse, self.coarse_counts, everywhere)
        self.scale = self.scale_for_volume()
        self.counts = (self.coarse_counts - 1) * COARSE_STEPS + 1
        self.index = lattice(self.counts)
        self.near = np.abs(self.interpolated(self.scale)) < 1.2 * step
        self.fine = mould.measured(low + self.spacing * self.index[self.near])
        self.fine = self.cut_in_front(self.fine, self.counts, self.near)

    def cut_in_front(self, measured, counts, where):
        """Measured points (those `where` of a grid), obstacles reaching forward if they should."""
        sheets, limit = measured
        if self.mould.structure.behind:
            whole = np.full(where.size, -FAR_MM)
            whole[where] = limit
            whole = np.maximum.accumulate(whole.reshape(counts), axis=1).ravel()
            limit = whole[where]
        return sheets, limit

    def scale_for_volume(self):
        """Scale (float) of the sheets' thickness that gives the published volume, about."""
        if not self.mould.structure.volume_cm3:
            return 1.0
        step = COARSE_STEPS * self.spacing
        low, high = SCALES
        for _ in range(24):
            middle = 0.5 * (low + high)
            filled = np.clip(0.5 - self.mould.field(self.coarse, middle) / step, 0.0, 1.0).sum()
            if filled * step**3 < 1000.0 * self.mould.structure.volume_cm3:
                low = middle
            else:
                high = middle
        return 0.5 * (low + high)

    def interpolated(self, scale):
        """The coarse field at every point of the fine grid, flat."""
        coarse = self.mould.field(self.coarse, scale).reshape(self.coarse_counts)
        return map_coordinates(coarse, self.index.T / COARSE_STEPS, order=1)

    def surface(self, scale):
        """Zero surface (pyvista.PolyData) with the sheets' thickness times `scale`, smoothed."""
        field = self.interpolated(scale)
        field[self.near] = self.mould.field(self.fine, scale)
        field = without_slivers(field.reshape(self.counts), self.spacing).ravel()
        grid = pv.ImageData(dimensions=self.counts, spacing=(self.spacing,) * 3, origin=self.low)
        grid["distance_mm"] = field.reshape(self.counts).ravel(order="F")
        surface = grid.contour([0.0], scalars="distance_mm").extract_largest().triangulate()
        return surface.smooth_taubin(n_iter=SMOOTHING_ROUNDS, pass_band=PASS_BAND)


def without_slivers(field, spacing_mm):
    """A grid's signed distances, with what is thinner than about one step outside.

    Slivers that reach round a ridge of bone would meet behind it and make a handle.
    """
    inside, count = label(field < -SLIVER_DEPTH * spacing_mm)
    sizes = np.bincount(inside.ravel(), minlength=count + 1)
    core = inside == 1 + int(np.argmax(sizes[1:]))
    from_core = spacing_mm * distance_transform_edt(~core)
    return np.maximum(field, from_core - SLIVER_REACH * spacing_mm)


def lattice(counts):
    """Every index (n, 3) of a grid of `counts` points."""
    return np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), axis=-1).reshape(-1, 3)


def thinned_sound(surface, face_count, kept_out=lambda vertices: vertices):
    """Vertices and faces of a closed surface with about as many triangles as wanted.

    Parameters
    ----------
    surface : pyvista.PolyData
    face_count : int
    kept_out : function of (n, 3) points to (n, 3) points
        Moves the thinned surface's vertices.

    Returns
    -------
    vertices : (n, 3) float
    faces : (m, 3) int
        Wound outwards; free of self-intersection if any attempt is.
    """
    for attempt in ATTEMPTS:
        kept = attempt * face_count / surface.n_cells
        try:
            thin = thinned(surface, int(attempt * face_count))
        except ValueError:
            thin = surface.decimate_pro(1.0 - kept, preserve_topology=True, feature_angle=60.0)
        vertices, faces = outward(
            kept_out(np.asarray(thin.points, dtype=float)), thin.regular_faces
        )
        if is_sound(pv.PolyData.from_regular_faces(vertices, faces)):
            break
    return vertices, faces


def moulded_mesh(structure, solids):
    """Closed mesh of a structure and its vertex attributes.

    Parameters
    ----------
    structure : sheets.Moulded
    solids : dict of str to pyvista.PolyData
        Everything made so far: it is attached to some and stays out of the others.

    Returns
    -------
    vertices : (n, 3) float, millimetres
    faces : (m, 3) int
        Wound outwards.
    attributes : dict of str to array
        `_ALONG` and `_TISSUE` (n,), `_FIBRE` (n, 3).
    """
    mould = Mould(structure, solids)
    grid = Grid(mould)
    scale = grid.scale
    for _ in range(ROUNDS):
        vertices, faces = thinned_sound(grid.surface(scale), structure.faces, mould.kept_out)
        if not structure.volume_cm3:
            break
        missing = 1000.0 * structure.volume_cm3 / volume_mm3(vertices, faces) - 1.0
        if abs(missing) < VOLUME_TOLERANCE:
            break
        scale *= 1.0 + 1.2 * missing
    return vertices, faces, mould.attributes(vertices)
