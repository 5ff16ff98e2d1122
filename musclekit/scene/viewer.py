"""How a scene shows itself in a notebook: by the registered viewer, else by plain K3D."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from musclekit.scene.model import Scene


def bundle(scene: Scene) -> dict[str, Any]:
    """MIME bundle of a scene: the view for people, its description as text/plain.

    The viewer is an entry point of group "musclekit.viewers", so that this layer need not know
    the widgets above it; the first by name is taken.
    """
    viewer = _viewer()
    if viewer is not None:
        return viewer(scene)
    data = scene.widget()._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    return {**data, "text/plain": scene.describe()}


@cache
def _viewer():
    found = sorted(entry_points(group="musclekit.viewers"), key=lambda entry: entry.name)
    return found[0].load() if found else None
