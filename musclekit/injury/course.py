"""A muscle's own coordinates: how far along it and where in its section, at any posture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from musclekit.geometry.curves import arc_lengths, frames

STATIONS = 90
BELL_MM = 6.0
"""Standard deviation of the bell in which vertices count towards a station."""
END_MM = 10.0
"""Over so much of its end a course is straight enough to tell how it would go on."""
POSTERIOR = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Placed:
    """The stations of a course at a posture.

    Attributes
    ----------
    middles : (k, 3) float
        Millimetres.
    axes : (k, 2, 3) float
        What points to the back and to the side at rest, at right angles to the course.
    """

    middles: np.ndarray
    axes: np.ndarray


@dataclass(frozen=True, eq=False)
class Course:
    """The stations of one structure, at which the vertices of its mesh are looked up.

    Attributes
    ----------
    along : (k,) float
        0 at the origin to 1 at the insertion.
    arc_mm : (k,) float
        Distance from the first station at rest.
    means : sparse (k, n)
        Middles of the sections, from vertices.
    back, side : sparse (k, n)
        Moments of the vertices about the middle, from which the turn about the course is found.
    lateral : float
        Sign that makes the side axis point laterally.
    rest : Placed
    """

    along: np.ndarray
    arc_mm: np.ndarray
    means: Any
    back: Any
    side: Any
    lateral: float
    rest: Placed

    def at(self, points: np.ndarray) -> Placed:
        """The stations when the vertices (n, 3) of the structure's mesh lie elsewhere."""
        middles = self.means @ points
        frame = _frames(middles, self.lateral)
        back, side = (moment @ points for moment in (self.back, self.side))
        # Two axes turn as the section as a whole turns: Procrustes in the plane.
        cosine = _dots(back, frame[:, 0]) + _dots(side, frame[:, 1])
        sine = _dots(back, frame[:, 1]) - _dots(side, frame[:, 0])
        size = np.maximum(np.hypot(cosine, sine), 1e-9)
        cosine, sine = cosine / size, sine / size
        first = cosine[:, None] * frame[:, 0] + sine[:, None] * frame[:, 1]
        second = cosine[:, None] * frame[:, 1] - sine[:, None] * frame[:, 0]
        return Placed(middles, np.stack([first, second], axis=1))

    def arc(self, along: np.ndarray) -> np.ndarray:
        """Millimetres from the first station to places given from 0 to 1, at rest."""
        return np.interp(along, self.along, self.arc_mm)

    def local(self, points: np.ndarray, along: np.ndarray) -> np.ndarray:
        """(m, 3) millimetres along, back and to the side, of points at rest."""
        arc = self.arc(along)
        middle, axes = self._between(self.rest, arc)
        out = points - middle
        return np.stack([arc, _dots(out, axes[:, 0]), _dots(out, axes[:, 1])], axis=1)

    def placed(self, local: np.ndarray, where: Placed) -> np.ndarray:
        """(m, 3) points of places given as `local` does."""
        middle, axes = self._between(where, local[:, 0])
        return middle + local[:, 1, None] * axes[:, 0] + local[:, 2, None] * axes[:, 1]

    def carried(
        self, points: np.ndarray, rest: np.ndarray, now: np.ndarray, where: Placed
    ) -> np.ndarray:
        """(m, 3) points moved from their places at rest to others, at a posture.

        Parameters
        ----------
        points : (m, 3) float
            Where the posture has put them. What tells them from `placed` turns with the course.
        rest, now : (m, 3) float
            Places as `local` gives them.
        where : Placed
        """
        out = points - self.placed(rest, where)
        own, other = (_upright(self._between(where, one[:, 0])[1]) for one in (rest, now))
        turned = np.einsum("nji,njk,nk->ni", other, own, out, optimize=True)
        return self.placed(now, where) + turned

    def frame(self, local: np.ndarray, where: Placed) -> np.ndarray:
        """(4, 3) a place (1, 3) on the course, and the ways along, back and to the side there."""
        middle, axes = self._between(where, local[:, 0])
        back, side = axes[0]
        return np.stack([middle[0], np.cross(back, side), back, side])

    def _between(self, where: Placed, arc: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        within = np.clip(arc, self.arc_mm[0], self.arc_mm[-1])
        at = np.clip(np.searchsorted(self.arc_mm, within) - 1, 0, len(self.arc_mm) - 2)
        share = (within - self.arc_mm[at]) / (self.arc_mm[at + 1] - self.arc_mm[at])
        middle = where.middles[at] + share[:, None] * (where.middles[at + 1] - where.middles[at])
        axes = where.axes[at] + share[:, None, None] * (where.axes[at + 1] - where.axes[at])
        return middle + self._beyond(where, arc - within), axes

    def _beyond(self, where: Placed, over_mm: np.ndarray) -> np.ndarray:
        """(m, 3) ways from the ends to places that lie beyond them, straight on."""
        inner = int(np.clip(np.searchsorted(self.arc_mm, END_MM), 1, len(self.arc_mm) - 1))
        ways = where.middles[[inner, -1]] - where.middles[[0, -1 - inner]]
        ways /= np.linalg.norm(ways, axis=1)[:, None]
        return over_mm[:, None] * np.where((over_mm < 0)[:, None], *ways)


def course(points: np.ndarray, along: np.ndarray, side: str) -> Course:
    """Find the stations of a structure.

    Parameters
    ----------
    points : (n, 3) float
        Vertices at rest, millimetres, RAS.
    along : (n,) float
        0 at the origin to 1 at the insertion.
    side : str
        "right" or "left" side of the body.
    """
    lateral = -1.0 if side == "right" else 1.0
    at = np.linspace(0.0, 1.0, STATIONS)
    long = arc_lengths(_means(along, at, 0.02) @ points)[-1]
    means = _means(along, at, BELL_MM / long)
    middles = means @ points
    axes = _frames(middles, lateral)
    weights = _bell(along, at, BELL_MM / long).tocoo()
    out = points[weights.col] - middles[weights.row]
    back, sideways = (
        _centred(weights, weights.data * _dots(out, axes[weights.row, one])) for one in (0, 1)
    )
    return Course(at, arc_lengths(middles), means, back, sideways, lateral, Placed(middles, axes))


def _frames(middles: np.ndarray, lateral: float) -> np.ndarray:
    frame = frames(middles, POSTERIOR)
    return np.stack([frame[:, 1], lateral * frame[:, 2]], axis=1)


def _upright(axes: np.ndarray) -> np.ndarray:
    """(m, 3, 3) unit ways along, back and to the side, at right angles, from axes (m, 2, 3)."""
    back = axes[:, 0] / np.linalg.norm(axes[:, 0], axis=1)[:, None]
    along = np.cross(back, axes[:, 1])
    along /= np.linalg.norm(along, axis=1)[:, None]
    return np.stack([along, back, np.cross(along, back)], axis=1)


def _bell(along: np.ndarray, at: np.ndarray, reach: float) -> Any:
    weights = np.exp(-0.5 * ((at[:, None] - along) / reach) ** 2)
    # However thinly a stretch is meshed, its station has vertices to go by.
    nearest = abs(at[:, None] - along).argmin(axis=1)
    weights[weights < 1e-3] = 0.0
    weights[np.arange(len(at)), nearest] += 1e-3
    return sparse.csr_matrix(weights)


def _means(along: np.ndarray, at: np.ndarray, reach: float) -> Any:
    """Rows that give the middle at each station: a straight line laid through those about it."""
    weights = _bell(along, at, reach).tocoo()
    away = along[weights.col] - at[weights.row]
    whole, first, second = (
        np.bincount(weights.row, weights.data * away**power, len(at)) for power in range(3)
    )
    second = second + 0.05 * whole * reach**2
    straight = second[weights.row] - first[weights.row] * away
    values = weights.data * straight / (whole * second - first**2)[weights.row]
    return sparse.csr_matrix((values, (weights.row, weights.col)), weights.shape)


def _centred(weights: Any, values: np.ndarray) -> Any:
    """Rows that sum to nought, so that they see turns and no shifts."""
    total = np.bincount(weights.row, weights.data, weights.shape[0])
    excess = np.bincount(weights.row, values, weights.shape[0]) / total
    values = values - excess[weights.row] * weights.data
    return sparse.csr_matrix((values, (weights.row, weights.col)), weights.shape)


def _dots(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", one, other)
