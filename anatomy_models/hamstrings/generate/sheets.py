"""Sheets of fibres: fans and straps from an origin to an insertion, each fibre with a thickness."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from anatomy_models.hamstrings.generate.fields import curve_through
from anatomy_models.hamstrings.generate.footprints import Footprint, on_surface
from anatomy_models.hamstrings.generate.rings import smoothstep

SNAP_WITHIN_MM = 15.0
SNAP_SHARE = 0.3
PAD_MM = (1.0, 2.5)
PAD_THINS_OVER_MM = 2.0
PAD_STEP_MM = 0.8
ALL_OF_IT_MM = 1e6


@dataclass(frozen=True)
class Sheet:
    """Fibres side by side, from the first border to the last.

    Every fibre is a tuple of stations from origin to insertion: x, y, z and half the sheet's
    thickness there, millimetres. Fibres end on the surface of `origin_on` and `insertion_on`
    (ids of solids; none: free). `attached_mm` is how far from either end, along the fibres, the
    sheet may lie on those solids; `lifted_mm` how high over them its middle surface ends;
    `tendon_mm` how far from either end it is tendon.
    """

    fibres: tuple
    origin_on: tuple = ()
    insertion_on: tuple = ()
    attached_mm: tuple = (8.0, 8.0)
    lifted_mm: tuple = (-1.5, -1.5)
    tendon_mm: tuple = (0.0, 0.0)


@dataclass(frozen=True)
class Moulded:
    """A structure of sheets that fills the room its neighbours leave.

    The sheets' thickness is scaled until the volume is `volume_cm3`, if one is published.
    `behind`: it lies behind all it meets, and nothing of it in front. Where `origin` or `insertion`
    is drawn, the fibres of the first sheet end on that footprint and spread over all of it.
    """

    parts: tuple
    origin: Footprint | None = None
    insertion: Footprint | None = None
    spacing_mm: float = 1.2
    faces: int = 1300
    blend_mm: float = 2.0
    behind: bool = False
    volume_cm3: float | None = None


@dataclass(frozen=True)
class SheetSamples:
    """Points of a sheet's middle surface, with what is known at each.

    positions (n, 3), half_thickness (n,), along (n,) share of the fibre's length, fibre (n, 3)
    unit direction, from_origin and from_insertion (n,) millimetres along the fibre.
    """

    positions: np.ndarray
    half_thickness: np.ndarray
    along: np.ndarray
    fibre: np.ndarray
    from_origin: np.ndarray
    from_insertion: np.ndarray


def sheet_samples(sheet, solids, step_mm, laid=(None, None)):
    """Samples of a sheet whose fibres end on the solids.

    Parameters
    ----------
    sheet : Sheet
    solids : dict of str to pyvista.PolyData
        All that fibres may end on.
    step_mm : float
        Distance between samples, about.
    laid : two footprints.LaidFootprint or None
        Drawn origin and insertion: fibres end on these instead.

    Returns
    -------
    SheetSamples
    """
    grid = fibre_grid(sheet, step_mm)
    share = np.linspace(0.0, 1.0, grid.shape[1])
    for end, names in ((0, sheet.origin_on), (-1, sheet.insertion_on)):
        if names:
            meshes = [laid[end].surface] if laid[end] else [solids[name] for name in names]
            shift = snapped(grid[:, end, :3], meshes, sheet.lifted_mm[end]) - grid[:, end, :3]
            weight = 1.0 - smoothstep(share if end == 0 else 1.0 - share, 0.0, SNAP_SHARE)
            grid[:, :, :3] += weight[None, :, None] * shift[:, None]
    steps = np.linalg.norm(np.diff(grid[:, :, :3], axis=1), axis=2)
    travelled = np.concatenate([np.zeros((len(grid), 1)), np.cumsum(steps, axis=1)], axis=1)
    fibre = np.gradient(grid[:, :, :3], axis=1)
    fibre /= np.linalg.norm(fibre, axis=2, keepdims=True)
    length = travelled[:, -1:]
    return SheetSamples(
        positions=grid[:, :, :3].reshape(-1, 3),
        half_thickness=grid[:, :, 3].ravel(),
        along=(travelled / length).ravel(),
        fibre=fibre.reshape(-1, 3),
        from_origin=travelled.ravel(),
        from_insertion=(length - travelled).ravel(),
    )


def pad(sheet, samples, laid, end):
    """The part of a sheet that spreads over its drawn footprint: a thin layer on the bone.

    Parameters
    ----------
    sheet : Sheet
    samples : SheetSamples
        Of that sheet.
    laid : footprints.LaidFootprint
    end : {0, -1}
        Whether it is the origin or the insertion.

    Returns
    -------
    Sheet, SheetSamples
        The samples cover the footprint, thinner towards its border, and carry on the fibres of
        the sheet nearest to them.
    """
    shares = np.linspace(0.0, 1.0, 1 + int(np.ceil(laid.reach_mm / PAD_STEP_MM)))
    positions = np.concatenate([laid.ring(share) for share in shares])
    from_border = np.outer(1.0 - shares, np.linalg.norm(laid.outline - laid.centre, axis=1))
    thickness = np.interp(from_border.ravel(), (0.0, PAD_THINS_OVER_MM), PAD_MM)
    nearest = cKDTree(samples.positions).query(positions)[1]
    bone, everywhere = (laid.footprint.bone,), (ALL_OF_IT_MM, ALL_OF_IT_MM)
    ends = {"origin_on": bone} if end == 0 else {"insertion_on": bone}
    own = replace(sheet, **{"origin_on": (), "insertion_on": (), "attached_mm": everywhere, **ends})
    taken = ("along", "fibre", "from_origin", "from_insertion")
    carried = {name: getattr(samples, name)[nearest] for name in taken}
    return own, SheetSamples(positions=positions, half_thickness=thickness, **carried)


def fibre_grid(sheet, step_mm):
    """Stations all over a sheet; (across, along, 4): position and half-thickness."""
    fibres = [curve_through(fibre) for fibre in sheet.fibres]
    lengths = [np.linalg.norm(np.diff(fibre[:, :3], axis=0), axis=1).sum() for fibre in fibres]
    count = max(8, int(max(lengths) / step_mm))
    rows = np.array([evenly(fibre, count) for fibre in fibres])
    gaps = np.linalg.norm(np.diff(rows[:, :, :3], axis=0), axis=2).max(axis=1)
    across = max(2, int(gaps.sum() / step_mm))
    return np.stack([evenly(curve_through(rows[:, at]), across) for at in range(count)], axis=1)


def evenly(samples, count):
    """`count` points evenly spread along a polyline (n, m) by its first three columns."""
    steps = np.linalg.norm(np.diff(samples[:, :3], axis=0), axis=1)
    travelled = np.r_[0.0, np.cumsum(np.maximum(steps, 1e-9))]
    at = np.linspace(0.0, travelled[-1], count)
    return np.column_stack([np.interp(at, travelled, column) for column in samples.T])


def snapped(points, meshes, height_mm):
    """Points (n, 3) moved to a height over the nearest of some surfaces, if one is near; (n, 3)."""
    laid = [on_surface(mesh, points) for mesh in meshes]
    feet = np.stack([foot for foot, _ in laid])
    raised = np.stack([foot + height_mm * normal for foot, normal in laid])
    far = np.linalg.norm(feet - points, axis=2)
    nearest = far.argmin(axis=0)
    rows = np.arange(len(points))
    near = far[nearest, rows] < SNAP_WITHIN_MM
    return np.where(near[:, None], raised[nearest, rows], points)


def tissue(sheet, samples):
    """0 on tendon, 1 on muscle, smooth between; (n,) for the samples of a sheet."""
    ends = (
        (samples.from_origin, sheet.tendon_mm[0]),
        (samples.from_insertion, sheet.tendon_mm[1]),
    )
    return np.prod([smoothstep(far, 0.5 * reach, 1.5 * reach + 1.0) for far, reach in ends], axis=0)
