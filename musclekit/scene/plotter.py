"""The door to PyVista's plotting: stills, print, image tests, a desktop window."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.paths import writing
from musclekit.scene import camera, palette, rendering
from musclekit.scene.anchors import anchors, seen_from

if TYPE_CHECKING:
    import pyvista

    from musclekit.scene.model import Layer, Scene


LABEL_WIDTH = 28


def build_plotter(scene: Scene, **options: Any) -> pyvista.Plotter:
    """A plotter holding the scene.

    Parameters
    ----------
    scene : Scene
    **options
        For `pyvista.Plotter`; `off_screen` is True unless given.

    Returns
    -------
    pyvista.Plotter
        Each layer an actor named by its id.

    Raises
    ------
    RenderingUnavailable
        If this machine has no working GL.
    """
    rendering.require()
    import pyvista

    plotter: Any = pyvista.Plotter(**{"off_screen": True, **options})
    plotter.set_background(palette.BACKGROUND)
    plotter.enable_anti_aliasing("ssaa")
    for layer in scene.layers:
        if not layer.visible:
            continue
        mesh = layer.get_mesh()
        look: dict[str, Any] = {"color": scene.colour(layer.id)}
        shade = scene.shade(layer)
        rgb = layer.get_rgb() if layer.get_rgb and shade else None
        if rgb is not None:
            look = {"scalars": np.round(rgb * shade).astype(np.uint8), "rgb": True}
        plotter.add_mesh(
            mesh,
            name=layer.id,
            opacity=layer.opacity,
            smooth_shading=True,
            ambient=0.12,
            specular=0.15,
            specular_power=12,
            copy_mesh=True,
            **look,
        )
    if scene.legend:
        rows = [[words, palette.legend_colour(role)] for role, words in scene.legend]
        size = (0.3, 0.03 * len(rows))
        plotter.add_legend(rows, bcolor="w", face="r", loc="upper left", size=size)
    width, height = plotter.window_size
    at = scene.camera(aspect=width / height)
    _add_labels(plotter, scene, at)
    if scene.atlas is not None and scene.visible:
        _add_sides(plotter, scene, at)
    plotter.camera.position, plotter.camera.focal_point, plotter.camera.up = (
        tuple(at[0:3]),
        tuple(at[3:6]),
        tuple(at[6:9]),
    )
    plotter.camera.view_angle = camera.FIELD_OF_VIEW_DEG
    plotter.reset_camera_clipping_range()
    return plotter


def screenshot(scene: Scene, path: str | Path | None, size: tuple[int, int]) -> np.ndarray:
    """A still of the scene; see `Scene.screenshot`."""
    plotter: Any = build_plotter(scene, window_size=list(size))
    try:
        with writing(path or ""):
            return plotter.screenshot(str(path) if path else None, return_img=True)
    finally:
        plotter.close()


def _add_sides(plotter: pyvista.Plotter, scene: Scene, at: list[float]) -> None:
    """Letters of the body's sides at the picture's edges, and the side and view in words."""
    size = max(round(plotter.window_size[1] / 90), 7)
    places = ((0.01, 0.49), (0.96, 0.49), (0.485, 0.955), (0.485, 0.01))
    told = [*zip(camera.letters(at), places, strict=True), (scene.caption().strip(), (0.01, 0.01))]
    for text, place in told:
        plotter.add_text(
            text,
            position=place,
            font_size=size,
            color=palette.INK,
            viewport=True,
            name=f"at {place}",
        )


def _add_labels(plotter: pyvista.Plotter, scene: Scene, at: list[float]) -> None:
    """Names in two columns beside the picture's middle, with leader lines to the structures."""
    shown = [x for x in scene.layers if x.visible and x.id in scene.labels]
    if not shown and not scene.notes:
        return
    position, target, up = np.reshape(at, (3, 3))
    width, height = plotter.window_size
    named = [(x.label, _tip(scene, x, at, width / height)) for x in shown] + [
        (text, np.array(point)) for text, point in scene.notes
    ]
    back = (position - target) / np.linalg.norm(position - target)
    across = np.cross(up, back)
    reach = np.linalg.norm(position - target) * np.tan(np.radians(camera.FIELD_OF_VIEW_DEG / 2))
    tips = np.array([tip for _, tip in named], float)
    sideways, upward = (tips - target) @ across, (tips - target) @ up
    near = (tips - target) @ back
    middle = float(np.median(sideways))
    for sign in (-1, 1):
        column = [i for i in range(len(named)) if (sideways[i] > middle) == (sign > 0)]
        column.sort(key=lambda i: -upward[i])
        free, step = np.inf, 0.09 * reach
        for i in column:
            free = min(float(upward[i]), free - step)
            spot = target + 0.34 * sign * reach * min(width / height, 1) * across
            spot = spot + free * up + near[i] * back
            line = np.array([spot, tips[i]])
            line += 0.3 * (position - line)  # nearer to the eye, so that nothing hides it
            plotter.add_lines(line, color=palette.INK, width=2)
            plotter.add_point_labels(
                spot[None],
                [fill(named[i][0], LABEL_WIDTH)],
                font_size=max(round(height / 62), 11),
                text_color=palette.INK,
                shape_color="white",
                shape_opacity=0.9,
                show_points=False,
                always_visible=True,
                justification_horizontal="left" if sign > 0 else "right",
                justification_vertical="center",
                margin=4,
            )


def _tip(scene: Scene, layer: Layer, at: list[float], aspect: float) -> np.ndarray:
    """(3,) where a leader line ends: the seen surface point nearest the structure's middle.

    Of a structure that runs out of the picture, the part inside counts.
    """
    spots, normals = anchors(layer.get_mesh(), 60)
    inside = camera.in_picture(spots, at, aspect)
    if inside.any():
        spots, normals = spots[inside], normals[inside]
    others = [x for x in scene.layers if x.visible and x.pickable and x.id != layer.id]
    solid = np.concatenate([np.asarray(x.get_mesh().points) for x in others] or [np.empty((0, 3))])
    seen = np.flatnonzero(seen_from(at[:3], spots, normals, solid))
    middle = (spots.min(axis=0) + spots.max(axis=0)) / 2
    candidates = spots[seen] if len(seen) else spots
    return candidates[np.argmin(np.linalg.norm(candidates - middle, axis=1))]
