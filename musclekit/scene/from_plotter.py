"""Any PyVista plotter of surface meshes as a scene."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.errors import MusclekitError
from musclekit.scene.camera import FIELD_OF_VIEW_DEG
from musclekit.scene.model import Layer, Scene

if TYPE_CHECKING:
    import pyvista

_SURFACE = "surface"


def scene_of(plotter: pyvista.Plotter) -> Scene:
    """The plotter's surfaces with their colours, opacity, mapped scalars, labels and camera.

    Parameters
    ----------
    plotter : pyvista.Plotter
        Its first renderer is taken; actors without faces (points, lines, volumes) are left out
        with a warning that names them.

    Returns
    -------
    Scene

    Raises
    ------
    MusclekitError
        If no actor has a surface.
    """
    import pyvista

    renderer = plotter.renderers[0]
    scene, without = Scene(), []
    for name, actor in renderer.actors.items():
        if not isinstance(actor, pyvista.Actor):
            for text, point in _point_labels(actor):
                scene = scene.note(text, point)
            continue
        made = _layer(name, actor)
        if made is None:
            dots_of_labels = f"{name.removesuffix('-points')}-labels" in renderer.actors
            without += [] if dots_of_labels else [name]
        else:
            scene = scene.add(made)
    if not scene.layers:
        raise MusclekitError(
            "The plotter holds no surface mesh.", remedy="Add one with plotter.add_mesh(...)."
        )
    if without:
        warnings.warn(f"Not shown, since they have no faces: {', '.join(without)}.", stacklevel=2)
    return scene.from_camera(_camera(plotter))


def _layer(name: str, actor: pyvista.Actor) -> Layer | None:
    import pyvista

    data = actor.mapper.dataset
    if data is None:
        return None
    surface = data if isinstance(data, pyvista.PolyData) else data.extract_surface(algorithm=None)
    rgb = _mapped(actor, surface)
    if rgb is not None and len(rgb) == surface.n_cells != surface.n_points:
        surface, rgb = _split_cells(surface, rgb)
    if not surface.is_all_triangles:
        surface = surface.triangulate()
    if not surface.n_faces:
        return None
    if actor.user_matrix is not None:
        surface = surface.transform(actor.user_matrix, inplace=False)
    colours = rgb if rgb is not None and len(rgb) == surface.n_points else None
    layer = Layer(
        id=name,
        label=name if not name.startswith("PolyData(") else "Surface",
        kind=_SURFACE,
        get_mesh=lambda: surface,
        colour=actor.prop.color.hex_rgb,
        opacity=float(actor.prop.opacity),
        visible=bool(actor.visibility),
    )
    return layer if colours is None else replace(layer, get_rgb=lambda: colours)


def _mapped(actor: pyvista.Actor, surface: pyvista.PolyData) -> np.ndarray | None:
    """(n, 3) uint8 as the mapper colours points or cells, None where one colour is used."""
    mapper: Any = actor.mapper
    if not mapper.scalar_visibility:
        return None
    from vtkmodules.util.numpy_support import vtk_to_numpy

    before = mapper.interpolate_before_map
    mapper.interpolate_before_map = False  # otherwise VTK keeps the colours on the graphics card
    mapper.Update()
    coloured = mapper.MapScalars(surface, 1.0)
    mapper.interpolate_before_map = before
    return None if coloured is None else vtk_to_numpy(coloured)[:, :3].copy()


def _split_cells(surface: pyvista.PolyData, rgb: np.ndarray) -> tuple[pyvista.PolyData, np.ndarray]:
    """Triangles that share no vertex, so that each cell can keep its own colour."""
    import pyvista

    numbered = surface.copy(deep=False)
    numbered.cell_data["cell"] = np.arange(surface.n_cells)
    triangles = numbered.triangulate()
    corners = triangles.points[triangles.regular_faces].reshape(-1, 3)
    faces: Any = np.arange(len(corners)).reshape(-1, 3)
    apart = pyvista.PolyData.from_regular_faces(corners, faces)
    return apart, np.repeat(rgb[np.asarray(triangles.cell_data["cell"])], 3, axis=0)


def _point_labels(actor: Any) -> list[tuple[str, tuple[float, ...]]]:
    """Texts and points of `add_point_labels`, found upstream of its filter for visible points."""
    mapper: Any = actor.GetMapper() if hasattr(actor, "GetMapper") else None
    source = mapper.GetInputAlgorithm() if hasattr(mapper, "GetInputAlgorithm") else None
    while source is not None and source.GetNumberOfInputPorts():
        points = source.GetInputDataObject(0, 0)
        texts = points.GetPointData().GetAbstractArray("labels")
        if texts is not None:
            count = points.GetNumberOfPoints()
            return [(str(texts.GetValue(i)), points.GetPoint(i)) for i in range(count)]
        source = source.GetInputAlgorithm(0, 0)
    return []


def _camera(plotter: Any) -> list[float]:
    """The plotter's camera, moved to see as much with this view's field of view."""
    if not plotter.camera.is_set:
        plotter.view_isometric(render=False)
    position, target, up = (np.asarray(v, float) for v in plotter.camera_position)
    nearer = math.tan(math.radians(plotter.camera.view_angle / 2)) / math.tan(
        math.radians(FIELD_OF_VIEW_DEG / 2)
    )
    return [*(target + (position - target) * nearer), *target, *up]
