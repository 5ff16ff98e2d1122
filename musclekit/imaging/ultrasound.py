"""Simulated ultrasound images of an atlas: what a probe on its skin shows, and that in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas import Atlas
from musclekit.content.words import Words
from musclekit.errors import MusclekitError
from musclekit.imaging.bmode import DARK, SOLID, Echo, echo
from musclekit.imaging.labels import Labels, labels
from musclekit.imaging.material import carried
from musclekit.imaging.plane import Plane
from musclekit.imaging.probe import Probe, plane_of
from musclekit.imaging.stiffness import stiffness
from musclekit.imaging.views import View, ultrasound_view
from musclekit.mechanics import drawing
from musclekit.scene import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEEN_MM2 = 3.0
"""Less of a structure is not told of."""
OFF_DEG = 6.0
"""Further from a right angle to its fibres, a tendon is said to look dark."""
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

    def extent_mm(self, name: str) -> tuple[float, float, float, float] | None:
        """Nearest and deepest depth, left and right end of what is seen of a label; None if not.

        Parameters
        ----------
        name : str
            Id of a structure, or "gap".
        """
        seen = self.labels.mask(name) & ~self.echo.shadow
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
        seen = self.labels.mask(name) & ~self.echo.shadow
        if not seen.any():
            return None
        return float(10 * np.log10(np.mean(10 ** (self.echo.level_db[seen] / 10))))

    def describe(self) -> str:
        """What is in the image, and where: depth and side."""
        probe, left_right = self.probe, self.sides
        head = (
            f"Simulated ultrasound: {self.title or self._held()}. "
            f"{probe.depth_mm:g} mm deep, {self._wide()}, {probe.frequency_mhz:g} MHz; "
            f"{left_right[0]} on the left, {left_right[1]} on the right."
        )
        if not (self.labels.image > 0).any():
            return f"{head}\n  Nothing but air: the probe does not touch the skin."
        found = [(name, self.extent_mm(name)) for name in self.labels.names[2:]]
        areas = {
            name: float((self.labels.mask(name) & ~self.echo.shadow).sum()) for name, _ in found
        }
        lines = [
            (where[0], self._told(name, where))
            for name, where in found
            if where is not None and areas[name] * self.spacing_mm**2 >= SEEN_MM2
        ]
        return "\n".join([head, *(f"  {line}" for _, line in sorted(lines))])

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
        top, bottom, left, right = where
        kind = "gap" if name == "gap" else self.atlas[name].kind
        called = "Gap in torn fibres" if name == "gap" else self.atlas[name].name()
        side = self._side((left + right) / 2)
        if kind in SOLID:
            return f"{called}: surface from {top:.0f} mm deep, {side}; nothing is seen behind it."
        told = f"{called}: {top:.0f} to {bottom:.0f} mm deep, {side}"
        if kind in DARK:
            told += f"; dark, {self._wide_mm(name):.0f} mm wide on the mean"
        off = self.echo.off_deg[self.labels.mask(name)]
        if kind == "tendon" and np.isfinite(off).any() and np.nanmean(off) > OFF_DEG:
            told += f"; the beam is {np.nanmean(off):.0f}° off its fibres, so it looks dark"
        return f"{told}."

    def _wide_mm(self, name: str) -> float:
        """Mean width of what is seen of a label; slivers at the rim of a gap hardly count."""
        rows = (self.labels.mask(name) & ~self.echo.shadow).sum(axis=1)
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
