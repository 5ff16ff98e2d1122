"""What a B-mode image shows of labelled tissue: speckle, lines, shadows, brightness in decibels.

Every level here is drawn to look as textbooks describe it, not measured (docs/imaging.md).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_erosion, uniform_filter1d

from musclekit.atlas import Atlas
from musclekit.imaging.fan import Fan
from musclekit.imaging.labels import Labels
from musclekit.imaging.material import Material, PlacedCourse, carried, placed_course, tendinous
from musclekit.imaging.plane import Plane
from musclekit.imaging.probe import Probe
from musclekit.imaging.texture import hiss, looked_up, scattered, walls

SPEED_MM_PER_US = 1.54
LATTICE_MM = 0.2
"""Scatterers lie so far apart."""
SKIN_MM = 1.6
CLEAR_MM = 1.2
"""Behind the surface of bone its echo fades over so much; beyond it nothing is drawn."""
DARKEST_DB, BRIGHTEST_DB = -32.0, 18.0
HISS_DB, MOST_GAIN_DB = -100.0, 84.0
"""Of the receiver against muscle at the skin; the most that depth is made up for."""
LEVEL_DB = {  # of the echo of plain tissue, against a muscle's
    "gel": -90.0,
    "skin": 9.0,
    "fat": -12.0,
    "soft_tissue": -10.0,
    "muscle": -11.0,
    "tendon": 8.0,
    "ligament": 6.0,
    "nerve": -26.0,
    "artery": -36.0,
    "disc": -4.0,
    "haematoma": -40.0,
    "gap": -38.0,
    "bone": -90.0,
    "bone-fragment": -90.0,
}
LOSS_DB_PER_CM_MHZ = {  # one way
    "skin": 1.0,
    "fat": 0.6,
    "tendon": 1.1,
    "ligament": 1.1,
    "artery": 0.4,
    "haematoma": 0.4,
    "gap": 0.4,
}
USUAL_LOSS = 0.8
TENDON_DEG, TENDON_LEAST_DB = 7.0, -20.0
"""Off the right angle to its fibres a tendon's echo falls by e at the first, to the second."""
MUSCLE_DEG, NERVE_DEG = 25.0, 20.0
PERIMYSIUM_DB, BUNDLE_MM, ALONG_MM = 17.0, 2.4, 22.0
"""Walls between a muscle's bundles; how wide these are; how long a line stays bright."""
FIBRIL_MM, FASCICLE_MM, LOBULE_MM = 0.8, 2.4, 3.4
NET_DB, NET_THICK = 1.5, 0.16
"""Of the net between a nerve's fascicles; how thick it is, in parts of a fascicle."""
APONEUROSIS_MM, EPINEURIUM_MM = 0.9, 0.5
FASCIA_DB, BONE_DB, SKIN_LINE_DB = 9.0, 26.0, 14.0
OEDEMA_DB, SCAR_DB, TENDINOSIS_DB, FATTY_DB = 6.0, 9.0, -9.0, 9.0
DARK = ("artery", "haematoma", "gap")
SOLID = ("bone", "bone-fragment")
ALIKE = {"bone-feature": "bone"}


@dataclass(frozen=True, eq=False)
class Echo:
    """Brightness before it is made grey.

    Attributes
    ----------
    level_db : (rows, columns) float32
        Against the echo of muscle; -inf where nothing comes back.
    shadow : (rows, columns) bool
        Behind bone, where nothing is drawn.
    off_deg : (rows, columns) float32
        Angle between the beam and a right angle to the fibres; nan where there are none.
    """

    level_db: np.ndarray
    shadow: np.ndarray
    off_deg: np.ndarray

    @property
    def pixels(self) -> np.ndarray:
        """(rows, columns) uint8, black to white."""
        share = (self.level_db - DARKEST_DB) / (BRIGHTEST_DB - DARKEST_DB)
        return (np.clip(share, 0.0, 1.0) * 255).astype(np.uint8)


class _Canvas:
    """The image while tissue is drawn into it."""

    def __init__(self, atlas: Atlas, named: Labels, fan: Fan | None) -> None:
        self.atlas, self.named, self.plane = atlas, named, named.plane
        self.kinds = [_kind(atlas, name) for name in named.names]
        self.image = named.image.astype(np.intp)
        plane, turn_shift = named.plane, carried(atlas)
        rows, columns = (np.arange(n, dtype="float32") for n in plane.shape)
        turn, shift = turn_shift
        corner = turn.T @ (plane.corner_mm - shift)
        right, down = (turn.T @ way * plane.spacing_mm for way in (plane.right, plane.down))
        self.where = np.empty((3, *plane.shape), "float32")
        for axis in range(3):
            self.where[axis] = (corner[axis] + rows * down[axis])[:, None]
            self.where[axis] += columns * np.float32(right[axis])
        self.beam = _ways(plane, fan)
        self.off_deg = np.full(plane.shape, np.nan, "float32")
        levels = np.array([LEVEL_DB[kind] for kind in self.kinds], "float32")
        loss = np.array([LOSS_DB_PER_CM_MHZ.get(kind, USUAL_LOSS) for kind in self.kinds])
        self.amplitude = np.take(_times(levels), self.image)
        self.loss = np.take(loss.astype("float32"), self.image)

    def has(self, *kinds: str) -> np.ndarray:
        """(rows, columns) bool."""
        return np.take(np.array([kind in kinds for kind in self.kinds]), self.image)

    def along(self, fan: Fan) -> _Canvas:
        """What is drawn, by depth and beam in place of rows and columns."""
        other, mm = copy(self), self.plane.spacing_mm
        for name in ("where", "amplitude", "loss", "image"):
            setattr(other, name, fan.beams(getattr(self, name), mm))
        # Beams closer than pixels hear the same scatterers twice.
        apart = fan.apart_mm(other.image.shape, mm)
        other.amplitude *= np.sqrt(np.minimum(apart / mm, 1)).astype("float32")[:, None]
        return other


def echo(atlas: Atlas, named: Labels, probe: Probe) -> Echo:
    """What a probe receives from labelled tissue.

    Parameters
    ----------
    atlas : Atlas
    named : Labels
        Of the probe's plane.
    probe : Probe

    Returns
    -------
    Echo
    """
    fan = probe.fan
    canvas = _Canvas(atlas, named, fan)
    _draw_cover(canvas)
    for label, kind in enumerate(canvas.kinds):
        if kind in _DRAWN:
            mask = canvas.image == label
            course = placed_course(atlas, named.names[label])
            if course is not None and mask.any():
                _DRAWN[kind](canvas, course, course.material(canvas.plane, mask), mask)
    if fan is None:
        return Echo(*_received(canvas, probe), canvas.off_deg)
    level, shadow = _received(canvas.along(fan), probe)
    shape, mm = named.plane.shape, probe.spacing_mm
    level = fan.picture(level, shape, mm, -np.inf)
    return Echo(level, fan.picture(shadow.astype("uint8"), shape, mm, 0) > 0, canvas.off_deg)


def _received(canvas: _Canvas, probe: Probe) -> tuple[np.ndarray, np.ndarray]:
    """Level in decibels and shadow of bone, by depth and beam."""
    surface, shadow = _behind(canvas)
    mirror = _mirrors(canvas, surface)
    signal = scattered(canvas.where.reshape(3, -1), LATTICE_MM).reshape(canvas.image.shape)
    signal = blurred(signal * canvas.amplitude + mirror * (0.75 + 0.25j * signal.real), probe)
    gain, lost = _gain(canvas, probe, shadow)
    noise = _times(HISS_DB + gain)[:, None] * hiss(canvas.image.shape)
    received = np.abs(signal * _times(gain[:, None] - lost) + noise)
    received[shadow | ~canvas.has(*_tissue(canvas))] = 0.0
    with np.errstate(divide="ignore"):
        return 20 * np.log10(received), shadow


# ------------------------------------------------------------------------- tissue


def _draw_cover(canvas: _Canvas) -> None:
    """Skin, fat with its septa down to the deep fascia, and what is not modelled beneath it."""
    plane, image = canvas.plane, canvas.image
    inside = image > 0
    top = _first(inside)
    deep = inside & ~canvas.has("soft_tissue")
    below = np.where(deep.any(axis=0), _first(deep) - top, np.nan)
    if np.isfinite(below).any():
        usual = np.nanmedian(below)
        below = np.where(below < 1.5 * usual + 8, below, np.nan)
    seen = np.isfinite(below)
    at = np.arange(plane.shape[1])
    below = np.interp(at, at[seen], below[seen]) if seen.any() else np.full(len(at), 1e6)
    below = uniform_filter1d(below, 31, mode="nearest")
    under = np.arange(plane.shape[0], dtype="float32")[:, None] - top
    soft = canvas.has("soft_tissue")
    fat = soft & (under < below)
    mm = plane.spacing_mm
    x, y, z = canvas.where
    septa = walls(0.13).seen(1.0, 0.0)[0]
    pick = looked_up(under[fat] * np.float32(mm), (x + 0.35 * z + 0.3 * y)[fat] / 3.0, LOBULE_MM)
    canvas.amplitude[fat] = _times(LEVEL_DB["fat"]) * (1 + 9 * septa[pick])
    canvas.loss[fat] = LOSS_DB_PER_CM_MHZ["fat"]
    rest = soft & ~fat
    if rest.any():
        pick = looked_up(y[rest] + 0.2 * z[rest], x[rest] / 2.5, LOBULE_MM)
        canvas.amplitude[rest] *= 0.8 + 3 * septa[pick]
    skin = soft & (under < SKIN_MM / mm)
    canvas.amplitude[skin] = _times(LEVEL_DB["skin"])
    canvas.loss[skin] = LOSS_DB_PER_CM_MHZ["skin"]


def _draw_muscle(canvas: _Canvas, course: PlacedCourse, found: Material, mask: np.ndarray) -> None:
    """Dark bundles with bright walls; tendon where it is that; marks of injury."""
    here, mask = (found.rows, found.columns), mask[found.rows, found.columns]
    u, v = np.moveaxis(found.across, -1, 0)
    beam = _beam_in(canvas, course, found)
    lines = walls(0.16).seen(*beam)
    pick = looked_up(u, v, BUNDLE_MM)
    turn = np.cos(found.local[..., 0] * np.float32(2 * np.pi / ALONG_MM)) * 0.5 + 0.5
    wall = lines[0][pick] * turn + lines[1][pick] * (1 - turn)
    off = _off_deg(canvas, found)
    held = 0.35 + 0.65 * np.exp(-((off / MUSCLE_DEG) ** 2))
    oedema, scar, fatty = (course.painted(x, found) for x in ("OEDEMA", "SCAR", "FAT"))
    plain = LEVEL_DB["muscle"] + OEDEMA_DB * oedema + SCAR_DB * scar + FATTY_DB * fatty
    wall = wall * held * (1 - 0.75 * oedema) * (1 - 0.8 * scar) * (1 - 0.6 * fatty)
    muscle = _times(plain) + wall * _times(PERIMYSIUM_DB)
    tendon = _tendon(course, found, beam, off)
    inner = tendinous(found)
    sheet = np.clip(1.5 - found.under_mm / APONEUROSIS_MM, 0.0, 1.0) * (1 - found.tissue)
    share = np.maximum(inner, sheet)
    _put(canvas, here, mask, muscle + (tendon - muscle) * share, off, found)


def _draw_tendon(canvas: _Canvas, course: PlacedCourse, found: Material, mask: np.ndarray) -> None:
    here, mask = (found.rows, found.columns), mask[found.rows, found.columns]
    off = _off_deg(canvas, found)
    tendon = _tendon(course, found, _beam_in(canvas, course, found), off)
    _put(canvas, here, mask, tendon, off, found)


def _tendon(
    course: PlacedCourse, found: Material, beam: tuple[float, float], off: np.ndarray
) -> np.ndarray:
    """Fine bright lines along the fibres, which fade as the beam leaves the right angle to them."""
    lines = walls(0.3).seen(*beam)[0] + 0.4 * walls(0.3).plain
    pick = looked_up(found.across[..., 0], found.across[..., 1], FIBRIL_MM)
    level = LEVEL_DB["tendon"] + TENDINOSIS_DB * course.painted("TENDINOSIS", found)
    return _times(level) * tendon_kept(off) * (0.45 + 1.1 * lines[pick])


def tendon_kept(off_deg: np.ndarray) -> np.ndarray:
    """Share of its amplitude that a tendon's echo keeps, so far off a right angle to its fibres."""
    least = _times(TENDON_LEAST_DB)
    return least + (1 - least) * np.exp(-((off_deg / TENDON_DEG) ** 2))


def _draw_nerve(canvas: _Canvas, course: PlacedCourse, found: Material, mask: np.ndarray) -> None:
    """Dark fascicles in a bright net, with a bright rim."""
    here, mask = (found.rows, found.columns), mask[found.rows, found.columns]
    net = walls(NET_THICK).plain[looked_up(found.across[..., 0], found.across[..., 1], FASCICLE_MM)]
    deep = binary_erosion(mask, iterations=max(round(EPINEURIUM_MM / canvas.plane.spacing_mm), 1))
    off = _off_deg(canvas, found)
    held = 0.45 + 0.55 * np.exp(-((off / NERVE_DEG) ** 2))
    net = np.where(deep, net, 1.0) * held
    _put(canvas, here, mask, _times(LEVEL_DB["nerve"]) + net * _times(NET_DB), off, found)


_DRAWN = {
    "muscle": _draw_muscle,
    "tendon": _draw_tendon,
    "ligament": _draw_tendon,
    "nerve": _draw_nerve,
}


def _put(
    canvas: _Canvas,
    here: tuple[slice, slice],
    mask: np.ndarray,
    amplitude: np.ndarray,
    off: np.ndarray,
    found: Material,
) -> None:
    """Tissue into the image; its scatterers from here on lie in its own coordinates."""
    canvas.amplitude[here][mask] = amplitude[mask]
    canvas.off_deg[here][mask] = off[mask]
    for axis in range(3):
        canvas.where[axis][here][mask] = found.local[..., axis][mask]


def _off_deg(canvas: _Canvas, found: Material) -> np.ndarray:
    x, y, z = np.moveaxis(found.fibre, -1, 0)
    down = canvas.beam
    if down.ndim > 1:
        down = down[:, found.rows, found.columns]
    sine = x * down[0] + y * down[1] + z * down[2]
    return np.degrees(np.arcsin(np.clip(np.abs(sine), 0.0, 1.0)))


def _beam_in(canvas: _Canvas, course: PlacedCourse, found: Material) -> tuple[float, float]:
    """The beam's part to the back and to the side, where the structure lies."""
    arc = float(found.local[..., 0].mean())
    station = int(np.abs(course.rest.course.arc_mm - arc).argmin())
    way = canvas.beam
    if way.ndim > 1:
        way = way[:, found.rows, found.columns].mean(axis=(1, 2))
    back, side = course.axes[station] @ way
    return float(back), float(side)


def _ways(plane: Plane, fan: Fan | None) -> np.ndarray:
    """(3,) way of all beams, or (3, rows, columns) of the beam at each pixel."""
    if fan is None:
        return plane.down.astype("float32")
    turn = fan.places(plane.shape, plane.spacing_mm)[1]
    down, right = (way.astype("float32")[:, None, None] for way in (plane.down, plane.right))
    return np.cos(turn) * down + np.sin(turn) * right


# ------------------------------------------------------------------------- the machine


def _mirrors(canvas: _Canvas, surface: np.ndarray) -> np.ndarray:
    """Echoes of surfaces that face the probe: skin, fasciae, the surface of bone."""
    image, mm = canvas.image, canvas.plane.spacing_mm
    found = np.zeros(image.shape, "float32")
    change = np.zeros(image.shape, bool)
    change[1:] = image[1:] != image[:-1]
    # A border that faces the probe goes on from column to column in a row.
    level = uniform_filter1d(change.astype("float32"), 7, axis=1, mode="nearest")
    found[change] = _times(FASCIA_DB) * (0.12 + 0.88 * level[change])
    dark = canvas.has(*DARK)
    found[change & (dark | np.roll(dark, 1, axis=0))] *= 0.5
    first = _first(image > 0)
    columns = np.flatnonzero((image > 0).any(axis=0))
    found[first[columns], columns] = _times(SKIN_LINE_DB)
    columns = np.flatnonzero(surface < image.shape[0])
    slope = np.gradient(uniform_filter1d(surface.astype(float), 5)) if len(surface) > 1 else 0.0
    facing = 1 / (1 + np.minimum(np.abs(slope), 8.0) ** 2)
    thick = max(round(0.35 / mm), 1)
    for row in range(thick):
        at = np.minimum(surface[columns] + row, image.shape[0] - 1)
        found[at, columns] = _times(BONE_DB) * (0.12 + 0.88 * facing[columns])
    return found


def _behind(canvas: _Canvas) -> tuple[np.ndarray, np.ndarray]:
    """(columns,) row where bone begins, the number of rows where none; what lies behind it."""
    bone = canvas.has(*SOLID)
    rows = bone.shape[0]
    surface = np.where(bone.any(axis=0), bone.argmax(axis=0), rows)
    clear = surface + max(round(CLEAR_MM / canvas.plane.spacing_mm), 1)
    return surface, np.arange(rows)[:, None] > clear


def blurred(signal: np.ndarray, probe: Probe) -> np.ndarray:
    """The signal as a pulse of some length and a beam of some width blur it; power is kept."""
    mm, wave = probe.spacing_mm, SPEED_MM_PER_US / probe.frequency_mhz
    signal = _convolved(signal, np.array([1.6 * wave / 2.355 / mm]), 0)
    depth = np.arange(signal.shape[0]) * mm
    width = 3.4 * wave + 0.012 * np.abs(depth - 0.5 * probe.depth_mm)
    apart = probe.fan.apart_mm(signal.shape, mm) if probe.fan else mm
    return _convolved(signal, width / 2.355 / apart, 1)


def _convolved(signal: np.ndarray, sigma: np.ndarray, axis: int) -> np.ndarray:
    """Normal weights along an axis, of a width for every row; their squares sum to 1."""
    reach = int(np.ceil(2.6 * sigma.max()))
    steps = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (steps[:, None] / np.maximum(sigma, 0.25)) ** 2)
    weights = (weights / np.sqrt((weights**2).sum(axis=0))).astype("float32")
    pad = [(reach, reach) if one == axis else (0, 0) for one in (0, 1)]
    wide = np.pad(signal, pad, mode="edge")
    count = signal.shape[axis]
    total = np.zeros_like(signal)
    for step, weight in enumerate(weights):
        part = wide[step : step + count] if axis == 0 else wide[:, step : step + count]
        total += part * weight.reshape(-1, 1)
    return total


def _gain(canvas: _Canvas, probe: Probe, shadow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) gain that makes up for depth on average; (rows, columns) loss; both in decibels."""
    per_row = 2 * probe.frequency_mhz * canvas.plane.spacing_mm / 10
    lost = np.cumsum(canvas.loss * np.float32(per_row), axis=0)
    depth = np.arange(len(lost)) * USUAL_LOSS * per_row
    return np.minimum(depth, MOST_GAIN_DB).astype("float32"), lost


def _tissue(canvas: _Canvas) -> set[str]:
    return set(canvas.kinds) - {"gel"}


def _first(mask: np.ndarray) -> np.ndarray:
    """(columns,) first row that is set; 0 where none is."""
    return mask.argmax(axis=0)


def _kind(atlas: Atlas, name: str) -> str:
    if name == "outside":
        return "gel"
    if name in ("soft_tissue", "gap"):
        return name
    return ALIKE.get(atlas[name].kind, atlas[name].kind)


def _times(level_db):
    """Decibels as a factor of amplitude."""
    return np.asarray(10.0 ** (np.asarray(level_db, "float32") / 20), "float32")
