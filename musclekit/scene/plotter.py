"""The door to PyVista's plotting: stills, print, image tests, a desktop window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.scene import camera, palette, rendering
from musclekit.scene.anchors import anchors

if TYPE_CHECKING:
    import pyvista

    from musclekit.scene.model import Scene


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

    plotter = pyvista.Plotter(**{"off_screen": True, **options})
    plotter.set_background(palette.BACKGROUND)
    plotter.enable_anti_aliasing("ssaa")
    for layer in scene.layers:
        if not layer.visible:
            continue
        mesh = layer.get_mesh()
        look: dict[str, Any] = {"color": scene.colour(layer.id)}
        if layer.get_rgb is not None and layer.id not in scene.highlights:
            look = {"scalars": layer.get_rgb(), "rgb": True}
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
    _add_labels(plotter, scene)
    width, height = plotter.window_size
    at = scene.camera(aspect=width / height)
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
    plotter = build_plotter(scene, window_size=list(size))
    try:
        return plotter.screenshot(str(path) if path else None, return_img=True)
    finally:
        plotter.close()


def _add_labels(plotter: pyvista.Plotter, scene: Scene) -> None:
    shown = [x for x in scene.layers if x.visible and x.id in scene.labels]
    points = [anchors(x.get_mesh(), 1)[0][0] for x in shown] + [at for _, at in scene.notes]
    if not points:
        return
    plotter.add_point_labels(
        np.array(points, float),
        [x.label for x in shown] + [text for text, _ in scene.notes],
        font_size=18,
        text_color=palette.INK,
        shape_color="white",
        shape_opacity=0.85,
        point_size=8,
        point_color=palette.INK,
        always_visible=True,
        margin=4,
    )
