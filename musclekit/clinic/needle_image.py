"""A needle in plane: the simulated ultrasound image that holds it and its target."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from musclekit.clinic.needle_words import TEACHES
from musclekit.content.words import Words
from musclekit.errors import MusclekitError
from musclekit.geometry import nearest_on_segments
from musclekit.imaging.plane import Plane, oblique
from musclekit.imaging.probe import LEANT_DEG, RANGES, UNDER_MM, Probe, skin_of
from musclekit.imaging.ultrasound import Image, held_at
from musclekit.mechanics import drawing
from musclekit.scene.palette import as_rgb

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from musclekit.clinic.needle import Needle

WIDTH_MM, BENEATH_MM, FREQUENCY_MHZ = 50.0, 15.0, 6.0
"""Of a curved probe; of the picture beneath the target; as for other deep views."""
STEP_MM = 5.0
"""Of the depths a picture can have."""
BESIDE_MM = 6.0
"""Between the end of the probe's face and the entry."""
UPRIGHT_DEG = 8.0
"""A needle nearer to straight behind is seen across the limb: any plane along it would do."""
SHAFT, BEYOND, TARGET = "#ffffff", "#8fb0dd", "#f0a94b"
SHAFT_MM, RING_MM = 0.7, (2.6, 3.4)
DOT_MM = 3.0
"""Dots of the way that is not taken, and as much between them."""


@dataclass(frozen=True, eq=False, repr=False)
class NeedleImage:
    """The image of a probe in whose plane a needle lies.

    Attributes
    ----------
    needle : Needle
    image : Image
        Without the needle: it is laid over the picture and casts no echo.
    """

    needle: Needle
    image: Image

    @cached_property
    def pixels(self) -> np.ndarray:
        """(rows, columns, 3) uint8: the picture with the needle, and a ring about its target.

        The needle is a bright line up to where it is stopped, the way beyond is dotted.
        """
        needle, seen = self.needle, self.seen
        places = self.image.plane.points_mm
        near = nearest_on_segments(places, needle.entry_mm, needle.tip_mm)
        apart = np.linalg.norm(places - near, axis=2)
        depth = np.linalg.norm(near - needle.entry_mm, axis=2)
        end = needle.length_mm if needle.stop is None else needle.stop.depth_mm
        from_tip = np.linalg.norm(places - needle.tip_mm, axis=2)
        shaft = seen & (apart <= SHAFT_MM)
        dotted = shaft & (depth > end) & (depth // DOT_MM % 2 == 0)
        ring = seen & (from_tip >= RING_MM[0]) & (from_tip <= RING_MM[1])
        drawn = np.repeat(self.image.pixels[..., None], 3, axis=2)
        marks = ((ring, TARGET), (dotted, BEYOND), (shaft & (depth <= end), SHAFT))
        for where, colour in marks:
            drawn[where] = as_rgb(colour)
        return drawn

    @cached_property
    def seen(self) -> np.ndarray:
        """(rows, columns) bool: pixels that some beam meets."""
        fan, plane = self.image.probe.fan, self.image.plane
        return (
            np.ones(plane.shape, bool) if fan is None else fan.within(plane.shape, plane.spacing_mm)
        )

    def figure(self) -> Figure:
        """The picture with its depth scale."""
        image = self.image
        return drawing.scan(
            self.pixels,
            (image.probe.depth_mm, image.plane.shape[1] * image.spacing_mm),
            image.sides,
            image.title,
            image.probe.fan.sag_mm if image.probe.fan else 0.0,
        )

    def describe(self) -> str:
        """What the image holds, and the needle in it."""
        needle = self.needle
        end = "ends at its target"
        if needle.stop is not None:
            end = f"is stopped by {needle.stop.passing.name}; dots show the way not taken"
        return (
            f"{self.image.describe()}\n  The needle, laid over the picture as a bright line, comes "
            f"in from the {self.side} side, lies in the image's plane over its whole way, and "
            f"{end}. The ring marks the target.\n  {TEACHES}"
        )

    @property
    def side(self) -> str:
        """Of the image, where the needle comes in, as "lateral"."""
        column = self.image.plane.pixel(self.needle.entry_mm)[1]
        return self.image.sides[column > self.image.plane.pixel(self.needle.tip_mm)[1]]

    def __repr__(self) -> str:
        """What the image holds, and the needle in it."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        words = self.describe()
        html = drawing.as_html([self.figure()], words, TEACHES)
        return Words(words, html)._repr_mimebundle_()


def image_of(needle: Needle) -> NeedleImage:
    """The image of a curved probe beside a needle's entry, in one plane with it.

    Raises
    ------
    MusclekitError
        If no probe can be held so that it sees the target.
    """
    plane, probe = _held(needle)
    image = held_at(needle.atlas, probe, plane, f"Needle to {needle.aim.name}, in plane")
    shown = NeedleImage(needle, image)
    row, column = (round(x) for x in plane.pixel(needle.tip_mm))
    high, wide = plane.shape
    if not (0 <= row < high and 0 <= column < wide and shown.seen[row, column]):
        raise MusclekitError(
            "No probe beside this needle sees its target.", where="Needle", remedy=_NEARER
        )
    return shown


_NEARER = "Enter nearer to straight behind the target."


def _held(needle: Needle) -> tuple[Plane, Probe]:
    """The probe straight behind the target, or as near to that as the entry beside it allows."""
    skin = skin_of(needle.atlas)
    way = needle.tip_mm - needle.entry_mm
    along, up = _axes(needle, skin.normal(needle.entry_mm, WIDTH_MM))
    aside = max(WIDTH_MM / 2 + BESIDE_MM, float(way @ along))
    contact = skin.hit(needle.entry_mm + aside * along - UNDER_MM * up, up)
    if contact is None:
        raise MusclekitError(
            "There is no skin beside the entry to hold a probe against.",
            where="Needle",
            remedy=_NEARER,
        )
    normal = skin.normal(contact, WIDTH_MM)
    beam = -_unit((normal @ along) * along + (normal @ up) * up)
    if normal @ -beam < np.cos(np.radians(LEANT_DEG)):
        raise MusclekitError(
            f"A probe in the needle's plane would lean more than {LEANT_DEG:g}°.",
            where="Needle",
            remedy=_NEARER,
        )
    deep = STEP_MM * np.ceil(((needle.tip_mm - contact) @ beam + BENEATH_MM) / STEP_MM)
    probe = Probe(
        over=(float(contact[0]), float(contact[1]), float(contact[2])),
        depth_mm=float(np.clip(deep, *RANGES["depth_mm"][:2])),
        width_mm=WIDTH_MM,
        frequency_mhz=FREQUENCY_MHZ,
        shape="curved",
    )
    return _plane(probe, contact, _right(needle, along, beam), beam), probe


def _axes(needle: Needle, normal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(3,) along the skin from the entry to straight behind the target, and (3,) out of it.

    Both lie in the plane of the needle and of straight back; of a needle that comes from straight
    behind, in the plane across the limb.
    """
    back, _, lateral = needle.aim.axes
    out = _unit(needle.entry_mm - needle.tip_mm)
    leant = out - (out @ back) * back
    aside = leant if np.linalg.norm(leant) > np.sin(np.radians(UPRIGHT_DEG)) else lateral
    aside = _unit(aside - (aside @ out) * out)
    up = _unit((normal @ out) * out + (normal @ aside) * aside)
    return -_unit(aside - (aside @ up) * up), up


def _right(needle: Needle, along: np.ndarray, beam: np.ndarray) -> np.ndarray:
    """(3,) to the right in the image: the body's left, or distally if the image is a long axis."""
    _, proximal, lateral = needle.aim.axes
    left = -lateral if needle.atlas.side == "right" else lateral
    right = along - (along @ beam) * beam
    long = abs(right @ proximal) > abs(right @ lateral)
    return _unit(right if right @ (-proximal if long else left) > 0 else -right)


def _plane(probe: Probe, contact: np.ndarray, right: np.ndarray, beam: np.ndarray) -> Plane:
    sag = probe.fan.sag_mm if probe.fan else 0.0
    middle = contact + ((probe.size_mm[0] - probe.spacing_mm) / 2 - sag) * beam
    return oblique(middle, right, beam, probe.size_mm, probe.spacing_mm)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)
