"""The probe and its image plane as surfaces where they are held."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from musclekit.errors import MusclekitError
from musclekit.imaging.ultrasound import Image

GRID = 64
"""Vertices along each side of the image plane."""
WIDTH_MM = 60.0
"""Of the face of the modelled housing; others are stretched."""
AROUND = 28
SEEN_RAD, SEEN_MM = np.radians(38.0), 1450.0
_SECTIONS = (  # behind the face, half width, half thickness, millimetres
    (0.0, 27.0, 4.0),
    (0.0, 31.0, 8.0),
    (8.0, 32.0, 10.0),
    (26.0, 29.0, 11.0),
    (44.0, 17.0, 11.0),
    (58.0, 13.0, 11.0),
    (96.0, 13.0, 10.0),
    (108.0, 8.0, 7.0),
    (110.0, 3.0, 3.0),
    (140.0, 3.0, 3.0),
)
_MARK_MM = (-33.0, -14.0, 0.0)
"""Where on the housing the mark is: at the side that the picture has on its left."""


def point(told: Any) -> np.ndarray:
    """(3,) three numbers.

    Raises
    ------
    MusclekitError
        If they are not that.
    """
    try:
        found = np.asarray(told, float)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.shape != (3,) or not np.isfinite(found).all():
        raise MusclekitError("A place is three numbers.", where="Probe")
    return found


def camera(bounds_mm: tuple[float, ...]) -> tuple[float, ...]:
    """(9,) position, target and up that see a body from behind and above."""
    low, high = np.reshape(bounds_mm, (3, 2)).T
    way = np.array([0.0, -np.cos(SEEN_RAD), np.sin(SEEN_RAD)])
    middle = (low + high) / 2
    up = np.array([0.0, np.sin(SEEN_RAD), np.cos(SEEN_RAD)])
    return tuple(float(x) for x in (*(middle + SEEN_MM * way), *middle, *up))


@lru_cache(maxsize=1)
def parts() -> dict[str, np.ndarray]:
    """(n, 3) vertices of the housing and its mark: along the face, down the beam, across."""
    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    round_ = np.stack([np.cos(turn), np.sin(turn)])
    round_ = np.sign(round_) * np.abs(round_) ** 0.6
    rings = [
        np.column_stack([wide * round_[0], np.full(AROUND, -far), thick * round_[1]])
        for far, wide, thick in _SECTIONS
    ]
    ends = [[0.0, -_SECTIONS[0][0], 0.0]], [[0.0, -_SECTIONS[-1][0], 0.0]]
    return {"probe": np.vstack([*rings, *ends]), "probe_mark": _ball(_MARK_MM, 4.0)[0]}


def _housing_faces() -> np.ndarray:
    faces, last = [], len(_SECTIONS) * AROUND
    step = np.arange(AROUND)
    after = (step + 1) % AROUND
    for ring in range(len(_SECTIONS) - 1):
        a, b = ring * AROUND + step, ring * AROUND + after
        faces += [np.column_stack([a, b, b + AROUND]), np.column_stack([a, b + AROUND, a + AROUND])]
    faces.append(np.column_stack([after, step, np.full(AROUND, last)]))
    top = last - AROUND
    faces.append(np.column_stack([top + step, top + after, np.full(AROUND, last + 1)]))
    return np.vstack(faces)


def placed(image: Image) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray | None]]:
    """Vertices (n, 3), triangles and colours of the probe, its mark and the image plane."""
    plane, probe = image.plane, image.probe
    sag = probe.fan.sag_mm if probe.fan else 0.0
    contact = plane.point_mm(sag / plane.spacing_mm, (plane.shape[1] - 1) / 2)
    axes = np.stack([plane.right, plane.down, plane.normal])
    stretch = np.array([probe.width_mm / WIDTH_MM, 1.0, 1.0])
    known = parts()
    flat, rows, columns = _grid(image)
    grey = image.pixels[rows, columns]
    return {
        "probe": (contact + known["probe"] * stretch @ axes, _housing_faces(), None),
        "probe_mark": (
            contact + known["probe_mark"] * stretch @ axes,
            _ball(_MARK_MM, 4.0)[1],
            None,
        ),
        "image": (contact + flat @ axes[:2], _grid_faces(), np.repeat(grey[:, None], 3, axis=1)),
    }


def _grid(image: Image) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places (n, 2) along and down from the contact, and the pixels there, row by row."""
    probe, mm = image.probe, image.spacing_mm
    share = np.linspace(0, 1, GRID)
    across, down = np.meshgrid(share - 0.5, share * probe.depth_mm)
    sag = 0.0
    if probe.fan is None:
        flat = np.stack([across.ravel() * probe.width_mm, down.ravel()], axis=1)
    else:
        turn, far = 2 * across.ravel() * probe.fan.half_rad, probe.radius_mm + down.ravel()
        flat = np.stack([far * np.sin(turn), far * np.cos(turn) - probe.radius_mm], axis=1)
        sag = probe.fan.sag_mm
    high, wide = image.plane.shape
    rows = np.clip(np.rint((flat[:, 1] + sag) / mm), 0, high - 1).astype(int)
    columns = np.clip(np.rint(flat[:, 0] / mm + (wide - 1) / 2), 0, wide - 1).astype(int)
    return flat, rows, columns


def _grid_faces() -> np.ndarray:
    number = np.arange(GRID * GRID).reshape(GRID, GRID)
    a, b, c, d = (
        x.ravel() for x in (number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1])
    )
    return np.vstack([np.column_stack([a, b, c]), np.column_stack([a, c, d])])


def _ball(centre: tuple[float, float, float], radius_mm: float) -> tuple[np.ndarray, np.ndarray]:
    from musclekit.scene.painting import ball

    made = ball(centre, radius_mm)
    return np.asarray(made.points, float), made.regular_faces
