"""Simulated ultrasound images of an atlas: what a probe on its skin shows, and that in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import binary_erosion

from musclekit.atlas import Atlas
from musclekit.content.words import Words
from musclekit.errors import MusclekitError
from musclekit.imaging.bmode import DARK, SOLID, Echo, echo, tendon_kept
from musclekit.imaging.labels import GAP, SOFT, Labels, called, labels
from musclekit.imaging.marks import MARKS, marks
from musclekit.imaging.material import carried
from musclekit.imaging.measuring import HALF
from musclekit.imaging.plane import Plane
from musclekit.imaging.probe import Probe, plane_of
from musclekit.imaging.stiffness import stiffness
from musclekit.imaging.views import View, ultrasound_view
from musclekit.injury import injuries_of
from musclekit.mechanics import drawing
from musclekit.scene import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEEN_MM2 = 3.0
"""Less of a structure is not told of."""
DARKER_DB, DARK_DB = 3.0, 14.0
"""A tendon whose echo lost the first by the beam's angle looks a little darker; the second, as dark
as muscle."""
BORDER_MM = 0.9
"""So far within its border the echo of a structure is its own."""
STIFFER, SOFTER = 0.35, 0.25
"""Muscle at rest lies between these."""
ASIDE = 1 / 6
"""Of the width, how far off the middle counts as a side."""


@dataclass(frozen=True, eq=False, repr=False)
class Image:
    """A simulated ultrasound image.

    Attributes
    ----------
    atlas : Atlas
    probe : Probe
    labels : Labels
        What lies under each pixel.
    echo : Echo
        Levels in decibels before they are made grey, and the shadow of bone.
    title : str
    """

    atlas: Atlas
    probe: Probe
    labels: Labels
    echo: Echo
    title: str = ""

    @cached_property
    def pixels(self) -> np.ndarray:
        """(rows, columns) uint8, from black to white; row 0 at the probe."""
        return self.echo.pixels

    @cached_property
    def stiffness(self) -> np.ndarray:
        """(rows, columns) float32: 0 soft to 1 stiff, nan where there is no reading.

        A simulated order of tissues, not measured: fluid and bone give no reading, a muscle
        stiffens as it contracts.
        """
        return stiffness(self.atlas, self.labels, self.echo.shadow)

    @property
    def elastogram(self) -> np.ndarray:
        """(rows, columns, 3) uint8: the picture with its stiffness in colours over it."""
        grey = np.repeat(self.pixels[..., None], 3, axis=2)
        read = np.isfinite(self.stiffness)
        stops = np.array([palette.as_rgb(one) for one in palette.STIFFNESS], float)
        at = np.linspace(0, 1, len(stops))
        colour = np.stack([np.interp(self.stiffness[read], at, x) for x in stops.T], axis=-1)
        grey[read] = (0.5 * grey[read] + 0.5 * colour).astype(np.uint8)
        return grey

    @property
    def plane(self) -> Plane:
        """Where the pixels lie in the body."""
        return self.labels.plane

    @property
    def spacing_mm(self) -> float:
        """Between neighbouring pixels."""
        return self.plane.spacing_mm

    @cached_property
    def depth_mm(self) -> np.ndarray:
        """(rows, columns) from the face of the probe, along the beam, to the middle of a pixel."""
        fan, shape = self.probe.fan, self.plane.shape
        if fan is not None:
            return fan.places(shape, self.spacing_mm)[0] + self.spacing_mm / 2
        rows = (np.arange(shape[0], dtype="float32") + 0.5) * self.spacing_mm
        return np.broadcast_to(rows[:, None], shape)

    @property
    def sides(self) -> tuple[str, str]:
        """What lies to the left and to the right of the image, as "lateral" and "medial"."""
        turn = carried(self.atlas)[0].T @ self.plane.right
        towards_right = self.atlas.side == "right"
        pairs = {
            0: ("lateral", "medial") if towards_right else ("medial", "lateral"),
            1: ("posterior", "anterior"),
            2: ("proximal", "distal"),
        }
        axis = int(np.abs(turn).argmax())
        left, right = pairs[axis]
        forwards = turn[axis] > 0 if axis == 1 else turn[axis] < 0
        return (left, right) if forwards else (right, left)

    def visible(self, name: str) -> np.ndarray:
        """(rows, columns) bool: where a label is, and not in the shadow of bone."""
        return self.labels.mask(name) & ~self.echo.shadow

    def extent_mm(self, name: str) -> tuple[float, float, float, float] | None:
        """Nearest and deepest depth, left and right end of what is seen of a label; None if not.

        Parameters
        ----------
        name : str
            Id of a structure, or "gap".
        """
        return self._extent(self.visible(name))

    def _extent(self, seen: np.ndarray) -> tuple[float, float, float, float] | None:
        if not seen.any():
            return None
        columns = np.flatnonzero(seen.any(axis=0))
        depth, half = self.depth_mm[seen], self.spacing_mm / 2
        left, right = (float(end) * self.spacing_mm for end in (columns[0], columns[-1] + 1))
        return float(depth.min()) - half, float(depth.max()) + half, left, right

    def level_db(self, name: str) -> float | None:
        """Mean echo of what is seen of a label, decibels against plain muscle; None if not seen.

        Parameters
        ----------
        name : str
            Id of a structure, or "gap".

        Notes
        -----
        Powers are averaged. A level compares tissues and holds of the probe within this simulation
        alone: levels are drawn, not measured.
        """
        seen = self.visible(name)
        if name in self.atlas and self.atlas[name].kind not in SOLID:
            # Its border draws a bright line, which is not the tissue's own echo.
            within = binary_erosion(seen, iterations=max(round(BORDER_MM / self.spacing_mm), 1))
            seen = within if within.any() else seen
        if not seen.any():
            return None
        return float(10 * np.log10(np.mean(10 ** (self.echo.level_db[seen] / 10))))

    @cached_property
    def marked(self) -> dict[tuple[str, str], np.ndarray]:
        """(structure, "OEDEMA", "SCAR", "FAT" or "TENDINOSIS") to (rows, columns) bool: marks seen.

        Of structures that injuries marked; those that cover less than `SEEN_MM2` are left out.
        """
        shares = marks(self.atlas, self.labels)
        found = {
            (structure, mark): self.visible(structure) & (share > HALF)
            for structure in dict.fromkeys(x.structure for x in injuries_of(self.atlas))
            for mark, share in shares.items()
        }
        return {key: mask for key, mask in found.items() if self._mm2(mask) >= SEEN_MM2}

    def lost_db(self, name: str) -> float | None:
        """How much of a tendon's or ligament's echo the beam's angle to its fibres takes.

        On average of power; None for what is not in the image, or neither tendon nor ligament.
        """
        off = self.echo.off_deg[self.visible(name)]
        off = off[np.isfinite(off)]
        if not off.size or self.atlas[name].kind not in ("tendon", "ligament"):
            return None
        return float(-10 * np.log10((tendon_kept(off) ** 2).mean()))

    def darkened(self, name: str) -> str:
        """How a tendon looks for the beam's angle: "", "a little darker" or "as dark as muscle"."""
        lost = self.lost_db(name) or 0.0
        if lost < DARKER_DB:
            return ""
        return "a little darker" if lost < DARK_DB else "as dark as muscle"

    def describe(self, stiffness: bool = False) -> str:
        """What is in the image, and where: depth and side; in the end its stiffness, if asked."""
        lines = [*self.lines(), *([self.stiffness_said()] if stiffness else [])]
        return "\n".join([self.head, *(f"  {line}" for line in lines)])

    @property
    def head(self) -> str:
        """Which image it is: how it is held, how large it is, which side is which."""
        probe, left_right = self.probe, self.sides
        return (
            f"Simulated ultrasound: {self.title or self._held()}. "
            f"{probe.depth_mm:g} mm deep, {self._wide()}, {probe.frequency_mhz:g} MHz; "
            f"{left_right[0]} on the left, {left_right[1]} on the right."
        )

    def lines(self) -> list[str]:
        """A sentence for each structure, gap and mark of an injury that is seen, nearest first."""
        if not (self.labels.image > 0).any():
            return ["Nothing but air: the probe does not touch the skin."]
        lines = [(self._extent(self.visible(x)), x) for x in self._large()]
        told = [(where[0], self._told(name, where)) for where, name in lines if where]
        for (structure, mark), mask in self.marked.items():
            if where := self._extent(mask):
                what = f"{MARKS[mark].capitalize()} in {called(self.atlas, structure)}"
                told.append((where[0], f"{what}: {self._lies(where)}."))
        return [line for _, line in sorted(told)]

    def stiffness_said(self) -> str:
        """What is stiffer than muscle at rest, like it, softer, or gives no reading."""
        masks = {called(self.atlas, x): self.visible(x) for x in (*self._large(), SOFT)}
        for (structure, mark), mask in self.marked.items():
            masks[f"{MARKS[mark]} in {called(self.atlas, structure)}"] = mask
        read = {name: self.stiffness[mask] for name, mask in masks.items() if mask.any()}
        level = {x: np.nanmedian(v) for x, v in read.items() if np.isfinite(v).mean() > HALF}
        order = sorted(level, key=level.__getitem__)[::-1]
        groups = {
            "stiffer than muscle at rest": [x for x in order if level[x] > STIFFER],
            "like it": [x for x in order if SOFTER <= level[x] <= STIFFER],
            "softer": [x for x in order if level[x] < SOFTER],
            "no reading": [x for x in read if x not in level],
        }
        told = "; ".join(f"{x}: {', '.join(names)}" for x, names in groups.items() if names)
        return f"Stiffness: {told}. A simulated order, not measured."

    def figure(self, stiffness: bool = False) -> Figure:
        """The image with its depth scale; with its stiffness over it, if asked."""
        return drawing.scan(
            self.elastogram if stiffness else self.pixels,
            (self.probe.depth_mm, self.plane.shape[1] * self.spacing_mm),
            self.sides,
            self.title or self._held(),
            self.probe.fan.sag_mm if self.probe.fan else 0.0,
            palette.STIFFNESS if stiffness else (),
        )

    def beside(self, *others: Image) -> Words:
        """This image and others side by side, as a notebook shows them."""
        images = (self, *others)
        words = "\n".join(image.describe() for image in images)
        return Words(words, drawing.as_html([image.figure() for image in images], words))

    def __repr__(self) -> str:
        """What is in the image."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.beside()._repr_mimebundle_()

    # ------------------------------------------------------------------- words
    def _wide(self) -> str:
        probe = self.probe
        if probe.fan is None:
            return f"{probe.width_mm:g} mm wide"
        return f"a fan from a curved face {probe.width_mm:g} mm wide"

    def _held(self) -> str:
        over = self.probe.over
        place = self.atlas[over].name() if isinstance(over, str) else "a point on the skin"
        return f"{place}, {self.probe.axis} axis"

    def _told(self, name: str, where: tuple[float, float, float, float]) -> str:
        top, _, left, right = where
        kind = GAP if name == GAP else self.atlas[name].kind
        title = called(self.atlas, name)
        if kind in SOLID:
            side = self._side((left + right) / 2)
            return f"{title}: surface from {top:.0f} mm deep, {side}; nothing is seen behind it."
        told = f"{title}: {self._lies(where)}"
        if kind in DARK:
            told += f"; dark, {self._wide_mm(name):.0f} mm wide on the mean"
        if looks := self.darkened(name):
            off = np.nanmean(self.echo.off_deg[self.visible(name)])
            told += f"; the beam is {off:.0f}° off a right angle to its fibres, so it looks {looks}"
        return f"{told}."

    def _lies(self, where: tuple[float, float, float, float]) -> str:
        top, bottom, left, right = where
        return f"{top:.0f} to {bottom:.0f} mm deep, {self._side((left + right) / 2)}"

    def _large(self) -> list[str]:
        """Labels of which enough is seen to tell of them; not fat and what is not modelled."""
        names = self.labels.names[2:]
        return [name for name in names if self._mm2(self.visible(name)) >= SEEN_MM2]

    def _mm2(self, mask: np.ndarray) -> float:
        return float(mask.sum()) * self.spacing_mm**2

    def _wide_mm(self, name: str) -> float:
        """Mean width of what is seen of a label; slivers at the rim of a gap hardly count."""
        rows = self.visible(name).sum(axis=1)
        return float(rows[rows > 0].mean()) * self.spacing_mm

    def _side(self, across_mm: float) -> str:
        share = across_mm / (self.plane.shape[1] * self.spacing_mm) - 0.5
        if abs(share) <= ASIDE:
            return "in the middle"
        return self.sides[0] if share < 0 else self.sides[1]


def ultrasound(atlas: Atlas, probe: Probe | View | str) -> Image:
    """A simulated ultrasound image of an atlas as it is: posed, contracting, injured.

    Parameters
    ----------
    atlas : Atlas
    probe : Probe, View or str
        How the probe is held; a standard view, or its name.

    Returns
    -------
    Image
        The same every time it is asked for.

    Raises
    ------
    UnknownName, UnknownStructure
        If there is no such view, or the atlas lacks the structure it is held over.
    MusclekitError
        If the atlas has no skin there, or what was given is no probe.

    Notes
    -----
    Simulated, and much simplified: docs/imaging.md lists how.

    >>> import musclekit as mk
    >>> image = mk.ultrasound(mk.load_atlas(), "three_bellies")
    >>> image.pixels.shape, image.sides
    ((256, 256), ('lateral', 'medial'))
    """
    title = ""
    if isinstance(probe, str):
        probe = ultrasound_view(probe)
    if isinstance(probe, View):
        title, probe = probe.title, probe.probe
    if not isinstance(probe, Probe):
        raise MusclekitError(
            f"{probe!r} is no probe.", remedy="Give mk.Probe(...), or the name of a standard view."
        )
    return held_at(atlas, probe, plane_of(atlas, probe), title)


def held_at(atlas: Atlas, probe: Probe, plane: Plane, title: str = "") -> Image:
    """The image of a probe whose plane is known, as that of the other leg is."""
    named = labels(atlas, plane)
    received = echo(atlas, named, probe)
    if probe.fan is not None:
        met = probe.fan.within(plane.shape, plane.spacing_mm)
        named = replace(named, image=np.where(met, named.image, 0).astype(named.image.dtype))
    return Image(atlas, probe, named, received, title)
