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
    "artery": "Arteries",
    "tendon": "Tendons",
    "ligament": "Ligaments",
    "disc": "Discs",
    "footprint": "Footprints",
    "pin": "Pins",
    "skin": "Skin",
    "haematoma": "Haematomas",
    "bone-fragment": "Bone fragments",
    "mass": "Masses",
}


def describe(scene: Scene, names: bool = True) -> str:
    """What is shown, kind by kind, each kind in its order across the picture.

    Parameters
    ----------
    scene : Scene
    names : bool
        False while a question is open: how many of each kind, and nothing that answers it.

    Returns
    -------
    str
        A few lines of plain text; the same scene always gives the same text.
    """
    shown = [x for x in scene.layers if x.visible]
    if not shown:
        return "\n".join(["An empty scene: nothing is shown.", *_waiting(scene)])
    if not names:
        return _without_names(scene, shown)
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
    lines += _waiting(scene)
    if scene.footprint_legend:
        rows = "; ".join(words for _, words in scene.footprint_legend)
        lines.append(f"Footprint colours: {rows}.")
    lines += _injuries(scene)
    if scene.highlights:
        marked = ", ".join(scene.layer(x).label for x in scene.highlights)
        lines.append(f"Highlighted: {marked}.")
    named = [x.label for x in shown if x.id in scene.labels]
    if named:
        lines.append(f"Labelled: {', '.join(named)}.")
    if scene.notes:
        lines.append(f"Notes: {'; '.join(text for text, _ in scene.notes)}.")
    return "\n".join(lines)


def _injuries(scene: Scene) -> list[str]:
    """What was done to the structures on view."""
    if scene.atlas is None or scene.atlas.alteration is None:
        return []
    told = (scene.atlas.alteration.told(x) for x in scene.visible)
    lines = [f"{scene.atlas.alteration.heading}: {one}" for one in told if one]
    if scene.injury_legend:
        lines.append(f"Colours: {'; '.join(words for _, words in scene.injury_legend)}.")
    return lines


def _without_names(scene: Scene, shown: list[Layer]) -> str:
    kinds = dict.fromkeys(x.kind for x in shown)
    counts = (f"{_PLURAL.get(k, 'Surfaces')}: {sum(x.kind == k for x in shown)}" for k in kinds)
    marked = "One structure is highlighted. " if scene.highlights else ""
    return (
        f"3D view, {scene.current_view} view ({camera.words(scene.current_view)}). {marked}"
        f"{'; '.join(counts)}. Names are withheld while the question is open."
    )


def _waiting(scene: Scene) -> list[str]:
    """A line on the footprints whose bone is not shown; none where there are none."""
    if scene.atlas is None:
        return []
    bones = {x.label: scene.atlas[x.waits_for] for x in scene.layers if x.waits_for}
    told = "; ".join(f"{label} ({bone.name().lower()})" for label, bone in bones.items())
    return [f"Footprints not painted, as the bone is not shown: {told}."] if told else []


def _listing(scene: Scene, group: list[Layer]) -> str:
    return "; ".join(
        x.label + (f" {x.told}" if x.told else "") + (" (see-through)" if x.opacity < 1 else "")
        for x in group
    )


def _place(layer: Layer, right: np.ndarray) -> tuple[float, str]:
    bounds = np.asarray(layer.get_mesh().bounds).reshape(3, 2)
    return (round(float(bounds.mean(axis=1) @ right), 1), layer.id)
