"""An atlas at a posture: new structures that read their meshes from the old ones, moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    import pyvista

    from musclekit.atlas.model import Atlas, Attachment, Structure
    from musclekit.kinematics import Configuration

COVERED = ("muscle", "tendon", "nerve", "bone")
"""What the skin is laid over."""


def posed(
    atlas: Atlas,
    angles: Mapping[str, float],
    *,
    clamp: bool,
    activation: float | Mapping[str, float],
) -> Atlas:
    """A neutral atlas at a posture; see `Atlas.pose`."""
    joints = atlas.joints
    configuration = joints.configuration(angles, clamp=clamp)
    active = _activation(atlas, activation)
    set_angles = {name: value for name, value in configuration.angles_deg.items() if value}
    moved = {
        one.id: _structure(atlas, one, configuration, active.get(one.id, 0.0))
        for one in atlas.structures
    }
    covered = [one for one in moved.values() if one.kind in COVERED]
    for one in atlas.structures:
        if one.kind == "skin" and covered:
            moved[one.id] = replace(
                moved[one.id], _read_mesh=partial(_over, atlas, one, configuration, covered)
            )
    return replace(
        atlas,
        structures=tuple(moved.values()),
        posture=MappingProxyType(set_angles),
        activation=MappingProxyType({name: value for name, value in active.items() if value}),
        _neutral=atlas,
    )


def _activation(atlas: Atlas, given: float | Mapping[str, float]) -> dict[str, float]:
    """Muscle to activation."""
    if isinstance(given, Mapping):
        pairs = [(one, value) for name, value in given.items() for one in _muscles(atlas, name)]
    else:
        pairs = [(one.id, given) for one in atlas.structures if one.kind == "muscle"]
    for name, value in pairs:
        if not isinstance(value, Real) or not 0 <= value <= 1:
            raise MusclekitError(
                f"Activation {value!r} of '{name}' is not between 0 and 1.",
                remedy="Give 0 for rest, 1 for all there is.",
            )
    return {name: float(value) for name, value in pairs}


def _muscles(atlas: Atlas, name: str) -> list[str]:
    """The muscles an id or a group means."""
    found = [one for one in atlas.resolve(name) if atlas[one].kind == "muscle"]
    if not found:
        raise MusclekitError(
            f"'{name}' is no muscle and holds none, so it has no activation.",
            remedy="Name muscles, or groups with muscles in them.",
        )
    return found


def _structure(
    atlas: Atlas, structure: Structure, configuration: Configuration, activation: float
) -> Structure:
    length = configuration.lengths_mm.get(structure.id)
    return replace(
        structure,
        origin=_attachment(atlas, structure.origin, configuration),
        insertion=_attachment(atlas, structure.insertion, configuration),
        _read_mesh=partial(_mesh, atlas, structure, configuration, activation),
        _length_mm=lambda: length,
    )


def _mesh(
    atlas: Atlas, structure: Structure, configuration: Configuration, activation: float
) -> pyvista.PolyData:
    points, fields = atlas._poser.carried(structure, configuration, activation)
    mesh = _with_points(structure.mesh, points)
    for name, now in fields.items():
        mesh.point_data[name] = now.astype("float32")
    return mesh


def _over(
    atlas: Atlas, skin: Structure, configuration: Configuration, covered: Sequence[Structure]
) -> pyvista.PolyData:
    contents = {one.id: np.asarray(one.mesh.points, float) for one in covered}
    return _with_points(skin.mesh, atlas._poser.covering(skin, configuration, contents))


def _with_points(mesh: pyvista.PolyData, points: np.ndarray) -> pyvista.PolyData:
    import pyvista

    made = pyvista.PolyData()
    made.ShallowCopy(mesh)
    # New points: those of a shallow copy are shared, and writing to them would move the original.
    made.SetPoints(pyvista.vtk_points(np.asarray(points, "float32"), deep=False))
    return made


def _attachment(
    atlas: Atlas, attachment: Attachment | None, configuration: Configuration
) -> Attachment | None:
    if attachment is None or attachment.centre_mm is None or attachment.outline_mm is None:
        return attachment
    body = atlas.joints.body_of.get(attachment.bone)
    if body is None:
        return attachment
    motion = atlas._poser.pose(body, configuration)
    turn, shift = motion[:3, :3], motion[:3, 3]
    centre, outline = attachment.centre_mm @ turn.T + shift, attachment.outline_mm @ turn.T + shift
    for array in (centre, outline):
        array.flags.writeable = False
    return replace(attachment, centre_mm=centre, outline_mm=outline)
