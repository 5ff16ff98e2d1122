"""A scene in words, for screen readers, print and notebook comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from musclekit.scene import camera

if TYPE_CHECKING:
    from musclekit.scene.model import Layer, Scene

_PLURAL = {
    "muscle": "Muscles",
    "bone": "Bones",
    "bone-feature": "Bone features",
    "nerve": "Nerves",
    "ligament": "Ligaments",
}


def describe(scene: Scene) -> str:
    """What is shown, kind by kind, each kind in its order across the picture.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    str
        A few lines of plain text; the same scene always gives the same text.
    """
    shown = [x for x in scene.layers if x.visible]
    if not shown:
        return "An empty scene: nothing is shown."
    heading = f"{scene.heading}: " if scene.heading else ""
    if scene.atlas is None:
        lines = [f"{heading}3D view of surfaces."]
    else:
        lines = [
            f"{heading}3D view, {scene.side} side, {scene.current_view} view "
            f"({camera.words(scene.current_view)}); left to right in the picture."
        ]
    right = camera.across_screen(scene.current_view, scene.side)
    for kind in dict.fromkeys(x.kind for x in shown):
        group = sorted((x for x in shown if x.kind == kind), key=lambda x: _place(x, right))
        lines.append(f"{_PLURAL.get(kind, 'Surfaces')}: {_listing(scene, group)}.")
    if scene.highlights:
        names = ", ".join(scene.layer(x).label for x in scene.highlights)
        lines.append(f"Highlighted: {names}.")
    if scene.labels:
        named = [x.label for x in shown if x.id in scene.labels]
        lines.append(f"Labelled: {', '.join(named)}.")
    if scene.notes:
        lines.append(f"Notes: {'; '.join(text for text, _ in scene.notes)}.")
    return "\n".join(lines)


def _listing(scene: Scene, group: list[Layer]) -> str:
    return "; ".join(x.label + (" (see-through)" if x.opacity < 1 else "") for x in group)


def _place(layer: Layer, right: np.ndarray) -> tuple[float, str]:
    bounds = np.asarray(layer.get_mesh().bounds).reshape(3, 2)
    return (round(float(bounds.mean(axis=1) @ right), 1), layer.id)
