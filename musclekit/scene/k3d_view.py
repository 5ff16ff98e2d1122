"""The door to K3D: a scene as a plot, kept in step with later scenes; loaded on first display."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import k3d
import numpy as np

from musclekit.paths import writing
from musclekit.scene import camera, palette

if TYPE_CHECKING:
    import pyvista

    from musclekit.scene.model import Layer, Scene

_LIGHTING = 1.35
UNSEEN_MM = 0.05
"""A mesh whose vertices have moved less than so much since it was sent is not sent again."""


class PlotView:
    """One K3D plot showing one scene after another.

    Meshes are sent once each; a later scene only changes what differs. Hover and click are found
    in the browser: the plot's mode lets its front end report them without a message to the kernel.

    Parameters
    ----------
    scene : Scene
    render_on_change : bool
        False for a page that draws the first frame itself once every mesh is there; otherwise
        K3D draws anew for each mesh that arrives.

    Attributes
    ----------
    plot : k3d.Plot
    objects : dict
        Layer id to its `k3d.objects.Mesh`.
    """

    def __init__(self, scene: Scene, render_on_change: bool = True) -> None:
        self.plot = k3d.plot(
            render_on_change=render_on_change,
            height=480,
            camera_auto_fit=False,
            grid_auto_fit=False,
            grid_visible=False,
            menu_visibility=False,
            axes_helper=0,
            background_color=palette.as_int(palette.BACKGROUND),
            lighting=_LIGHTING,
            camera_mode="trackball",
            camera_fov=camera.FIELD_OF_VIEW_DEG,
            mode="change",
            antialias=3,
            fps_meter=False,
        )
        self.objects: dict[str, k3d.objects.Mesh] = {}
        self._sources: dict[str, pyvista.PolyData] = {}
        self._painted: dict[str, bool] = {}
        self.update(scene, move_camera=True)

    def update(self, scene: Scene, move_camera: bool = True) -> None:
        """Show `scene`: add meshes not sent yet, change looks that differ, hide the rest."""
        wanted = {x.id: x for x in scene.layers}
        for layer_id, layer in wanted.items():
            mesh = layer.get_mesh() if layer.visible else None
            if mesh is not None and self._sources.get(layer_id) is not mesh:
                self._send(layer, mesh, scene.shade(layer) is not None)
        for layer_id, shown in self.objects.items():
            look = wanted.get(layer_id)
            if look is None or not look.visible:
                _set(shown, visible=False)
                continue
            shade = scene.shade(look)
            painted = shade is not None
            if painted != self._painted[layer_id]:
                shown.colors = _packed(look) if painted else []
                self._painted[layer_id] = painted
            # K3D multiplies the colours of vertices by the mesh's own.
            own = palette.as_int(scene.colour(layer_id))
            colour = _grey(shade) if shade is not None and np.size(shown.colors) else own
            _set(
                shown,
                visible=True,
                opacity=look.opacity,
                color=colour,
                click_callback=_picked if look.pickable else None,
            )
        # K3D takes its near and far planes from the grid's box, drawn or not.
        self.plot.grid = _box(scene.bounds_mm)
        if move_camera:
            self.plot.camera = scene.camera()

    def _send(self, layer: Layer, mesh: pyvista.PolyData, painted: bool) -> None:
        surface = mesh if mesh.is_all_triangles else mesh.triangulate()
        vertices = np.ascontiguousarray(surface.points, np.float32)
        faces = np.ascontiguousarray(surface.regular_faces, np.uint32)
        colours = _packed(layer) if painted else []
        old = self.objects.get(layer.id)
        self._sources[layer.id], self._painted[layer.id] = mesh, painted
        if old is None:
            made = k3d.mesh(
                vertices,
                faces,
                colors=colours,
                color=palette.as_int(layer.colour),
                flat_shading=False,
                side="double",
                opacity=layer.opacity,
                click_callback=_picked,
            )
            self.plot += made
            self.objects[layer.id] = made
        elif not _same(old, vertices, faces, colours):
            # In one message: K3D makes the mesh anew for each.
            with old.hold_sync():
                old.vertices, old.indices, old.colors = vertices, faces, colours


def build_plot(scene: Scene) -> k3d.Plot:
    """The scene as a K3D plot, ready to display anywhere ipywidgets are shown."""
    return PlotView(scene).plot


def bytes_sent(scene: Scene) -> int:
    """Bytes of points, triangles and colours that a browser gets to show a scene."""
    shown = PlotView(scene).objects.values()
    return sum(
        np.asarray(values).nbytes
        for mesh in shown
        for values in (mesh.vertices, mesh.indices, mesh.colors)
    )


def save_html(scene: Scene, path: Path) -> Path:
    """Write one self-contained page: K3D's own standalone viewer with the scene in it.

    Parameters
    ----------
    scene : Scene
    path : Path
        Where to write; its folder must exist.

    Returns
    -------
    Path
        `path`.
    """
    view = PlotView(scene)
    view.plot.mode = "view"
    for layer in scene.layers:
        if layer.visible and layer.id in scene.labels:
            anchor = np.asarray(layer.get_mesh().center, np.float32)
            view.plot += k3d.label(
                layer.label, position=anchor, color=palette.as_int(palette.INK), size=1.0
            )
    if scene.atlas is not None:
        # Arrows that turn with the view: towards the right, the front, the head.
        view.plot.axes, view.plot.axes_helper = list("RAS"), 1.0
    view.plot.snapshot_type = "full"
    page = view.plot.get_snapshot()
    title = html.escape(scene.heading or "musclekit scene")
    words = html.escape(scene.describe()).replace("\n", "<br>")
    note = (
        '<details style="position:fixed;left:0;bottom:0;max-width:min(46em,100%);max-height:60%;'
        "box-sizing:border-box;overflow:auto;padding:.4em 1em;background:#fff;"
        'border:1px solid #c3cfd6;font:14px/1.4 sans-serif;color:#1b2a33">'
        f'<summary style="cursor:pointer">{html.escape(scene.caption())}In words</summary>'
        f"<p>{words}</p></details>"
    )
    page = page.replace("</body>", f"{note}</body>", 1)
    if "<title>" in page:
        head, _, tail = page.partition("<title>")
        page = f"{head}<title>{title}{tail[tail.index('</title>') :]}"
    with writing(path):
        path.write_text(page, encoding="utf-8")
    return path


def _grey(share: float) -> int:
    """White so much darker, packed."""
    return round(255 * share) * 0x010101


def _picked(_params) -> None:
    """Mark a mesh as one the browser casts rays at; the browser handles the click itself."""


def _box(bounds: tuple[float, ...]) -> list[float]:
    """xmin, ymin, zmin, xmax, ymax, zmax of a cube round `bounds` (xmin, xmax, ...)."""
    low, high = np.asarray(bounds, float).reshape(3, 2).T
    middle, half = (low + high) / 2, max(float((high - low).max()), 1.0)
    return [*map(float, middle - half), *map(float, middle + half)]


def _packed(layer: Layer) -> np.ndarray | list[int]:
    """Colours a vertex as K3D packs them; none where the layer has only one."""
    rgb = layer.get_rgb() if layer.get_rgb else None
    if rgb is None:
        return []
    rgb = np.asarray(rgb, np.uint32)
    return np.ascontiguousarray((rgb[:, 0] << 16) | (rgb[:, 1] << 8) | rgb[:, 2], np.uint32)


def _same(shown: k3d.objects.Mesh, vertices: np.ndarray, faces: np.ndarray, colours) -> bool:
    """Whether a mesh looks like what a page has of it."""
    return (
        np.array_equal(shown.indices, faces)
        and np.shape(shown.vertices) == vertices.shape
        and bool(np.abs(shown.vertices - vertices).max(initial=0.0) < UNSEEN_MM)
        and np.array_equal(shown.colors, colours)
    )


def _set(shown, **looks) -> None:
    for name, value in looks.items():
        if getattr(shown, name) != value:
            setattr(shown, name, value)
