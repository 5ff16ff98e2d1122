"""A scene's place in the page: it takes its turn in the one 3D view and says itself in words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import anywidget
import traitlets as t
from ipywidgets import Widget, widget_serialization

from musclekit.scene import Scene
from musclekit.widgets.modules import page_module, page_style
from musclekit.widgets.stage import Stage

PREDICTION = {"prediction": True}
"""Metadata of an output below which a lesson is folded until the learner has predicted."""


class SceneHost(anywidget.AnyWidget):
    """One scene's place in the flow of the page."""

    _esm = page_module("place.js", "host.js")
    _css = page_style("host.css")

    stage = t.Instance(Widget).tag(sync=True, **widget_serialization)
    key = t.Unicode().tag(sync=True)
    heading = t.Unicode().tag(sync=True)
    description = t.Unicode().tag(sync=True)

    def __init__(self, scene: Scene, words: str = "") -> None:
        self._scene = scene
        key = uuid4().hex
        stage = Stage.shared(scene)
        if not stage.host:
            stage.present(scene, host=key)
        super().__init__(
            stage=stage, key=key, heading=scene.heading, description=words or scene.describe()
        )
        self.on_msg(self._hear)

    def _hear(self, _widget, message: dict, _buffers) -> None:
        if message.get("do") == "activate" and not self.stage.held:
            self.stage.present(self._scene, host=self.key)


def scene_bundle(scene: Scene) -> dict[str, Any]:
    """The host widget for people, the description as text/plain."""
    return widget_bundle(SceneHost(scene), scene.describe())


def widget_bundle(widget: Widget, words: str) -> dict[str, Any]:
    """MIME bundle of a widget whose text/plain is `words`, the same on every run."""
    view = "application/vnd.jupyter.widget-view+json"
    shown = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"text/plain": words, view: shown}


def show_plotter(plotter: Any, screenshot: Any = None, **_options: Any) -> Scene:
    """Show a `pyvista.Plotter` in the page's view.

    Parameters
    ----------
    plotter : pyvista.Plotter
        Holding surface meshes.
    screenshot : path, optional
        Where a still is to be written as well, as PyVista's own backends do.

    Returns
    -------
    Scene
        For IPython to display.
    """
    from musclekit.scene.from_plotter import scene_of

    scene = scene_of(plotter)
    if screenshot:
        plotter.screenshot(screenshot if screenshot is not True else None)
    return scene
