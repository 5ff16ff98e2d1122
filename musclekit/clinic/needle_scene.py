"""A needle in the 3D view, with its shortest way to the nearest nerve or artery."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from musclekit.scene import Scene
from musclekit.scene.model import Layer

if TYPE_CHECKING:
    import pyvista

    from musclekit.clinic.needle import Needle

SHOWN = ("skeleton", "conjoint_tendon", "semimembranosus", "nerves", "vessels")
GLASS = ("skin", "gluteus_maximus")
NEEDLE, BEYOND, APART = "#1f4e9c", "#8fb0dd", "#c2185b"
THICK_MM, THIN_MM = 1.2, 0.5
"""Radii as drawn; a needle as thin as it is would hardly be seen."""


def scene_of(needle: Needle) -> Scene:
    """The body about a needle, from behind, framed on what it comes near."""
    atlas, near = needle.atlas, needle.nearest
    known = [*atlas, *atlas.groups]
    scene = Scene(atlas).show([one for one in SHOWN if one in known])
    scene = scene.xray([one for one in GLASS if one in known])
    for layer in _layers(needle):
        scene = scene.add(layer)
    title = "Needle: teaching of anatomy, not of treatment"
    scene = scene.titled(title).view("posterior", [one.id for one in _layers(needle)])
    if near is None:
        return scene
    return scene.note(f"{near.name}: {near.clearance_mm:.1f} mm", near.points_mm[1])


def _layers(needle: Needle) -> Iterator[Layer]:
    end = needle.length_mm if needle.stop is None else needle.stop.depth_mm
    reached = f"({end:.0f} mm from the skin{'' if needle.accepted else ', where it is stopped'})"
    yield _rod("needle", "Needle", needle.at(0), needle.at(end), NEEDLE, reached, THICK_MM)
    if not needle.accepted:
        yield _rod("needle_beyond", "Way not taken", needle.at(end), needle.tip_mm, BEYOND)
    if needle.nearest is not None:
        one = needle.nearest
        on_axis, there = one.points_mm
        told = f"({one.clearance_mm:.1f} mm, {one.depth_mm:.0f} mm deep)"
        name = f"Shortest way to {one.name}"
        yield _rod("needle_clearance", name, on_axis, there, APART, told)


def _rod(
    name: str,
    label: str,
    start: np.ndarray,
    end: np.ndarray,
    colour: str,
    told: str = "",
    radius_mm: float = THIN_MM,
) -> Layer:
    @cache
    def mesh() -> pyvista.PolyData:
        import pyvista

        line = pyvista.Line(start, end, resolution=1)
        return line.tube(radius=radius_mm, n_sides=16, capping=True).triangulate()

    return Layer(name, label, "needle", mesh, colour=colour, told=told, solid=False)
