"""Activities: joint angles over a movement, and what they do to the length of each muscle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.atlas.activities import smooth_curve
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.mechanics.drawing import frame

if TYPE_CHECKING:
    import pandas
    from scipy.interpolate import PchipInterpolator

    from musclekit.atlas import Atlas
    from musclekit.content import ActivityRecord

SAMPLES = 201
"""Points of a table unless told otherwise: every half percent."""


@dataclass(frozen=True)
class Phase:
    """A named part of an activity, `start` to `end` percent."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, eq=False, repr=False)
class Activity:
    """One activity, done with the joints of one atlas.

    Attributes
    ----------
    record : ActivityRecord
        What its file says: text, sources, curves, which are schematic.
    atlas : Atlas
        Where its joints and muscles are.
    """

    record: ActivityRecord
    atlas: Atlas

    @property
    def id(self) -> str:
        """Permanent snake_case id."""
        return self.record.id

    def name(self) -> str:
        """Name in English."""
        return self.record.name.en

    @property
    def looped(self) -> bool:
        """Whether it goes round."""
        return self.record.looped

    @property
    def schematic(self) -> bool:
        """Whether its hip or knee was drawn rather than measured."""
        return self.record.schematic

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """Its phases in order, from 0 to 100 %."""
        ends = [0.0, *(one.until for one in self.record.phases)]
        return tuple(
            Phase(one.name, start, end)
            for one, (start, end) in zip(self.record.phases, pairwise(ends), strict=True)
        )

    @cached_property
    def muscles(self) -> tuple[str, ...]:
        """Ids of the muscles that have a path across the joints, in the atlas's order."""
        paths = self.atlas.joints.tendons
        return tuple(x for x in self.atlas if x in paths and self.atlas[x].kind == "muscle")

    @cached_property
    def coordinates(self) -> tuple[str, ...]:
        """Joint coordinates that have a curve."""
        return tuple(curve.coordinate for curve in self.record.curves)

    def angles(self, percent: Any) -> dict[str, Any]:
        """Angle of every coordinate that has a curve.

        Parameters
        ----------
        percent : float or array_like
            Of the cycle. A looped activity goes on beyond 100; any other stays at its ends.

        Returns
        -------
        dict of str to float or float array
            Degrees, of the shape of `percent`.

        Raises
        ------
        MusclekitError
            If it is no number.
        """
        at = self._percent(percent)
        found = {}
        for curve in self.record.curves:
            degrees = [y for _, y in curve.points]
            smooth = self._curves[curve.coordinate](at)
            # Rounding alone can carry it over the end of its joint's range.
            found[curve.coordinate] = np.clip(smooth, min(degrees), max(degrees))
        return {name: float(x) if x.ndim == 0 else x for name, x in found.items()}

    def phase(self, percent: float) -> Phase:
        """The phase at a percent; where one ends the next has begun."""
        at = float(self._percent(percent))
        return next((one for one in self.phases if at < one.end), self.phases[-1])

    def lengths_mm(self, percent: Any) -> dict[str, np.ndarray]:
        """Musculotendon length of every muscle, millimetres, of the shape of `percent`."""
        angles = self.angles(percent)
        return {one: self.atlas.joints.lengths_mm(one, angles) for one in self.muscles}

    def strains(self, percent: Any) -> dict[str, np.ndarray]:
        """Musculotendon length of every muscle against upright: 0.1 is a tenth longer."""
        lengths = self.lengths_mm(percent)
        return {one: length / self._upright_mm[one] - 1.0 for one, length in lengths.items()}

    def table(self, samples: int = SAMPLES) -> pandas.DataFrame:
        """Angles, lengths and strains over the activity.

        Parameters
        ----------
        samples : int
            Rows, evenly from 0 to 100 %; at least 2.

        Returns
        -------
        pandas.DataFrame
            Index `percent`; columns `phase`, `<coordinate>_deg`, `<muscle>_length_mm`,
            `<muscle>_strain_percent` (against upright).

        Raises
        ------
        MusclekitError
            If `samples` is no whole number from 2.
        """
        percent = _evenly(samples)
        columns: dict[str, Any] = {"percent": percent}
        columns["phase"] = [self.phase(x).name for x in self._row(percent)]
        columns |= {f"{name}_deg": x for name, x in self.angles(self._row(percent)).items()}
        lengths = self.lengths_mm(self._row(percent))
        for one in self.muscles:
            columns[f"{one}_length_mm"] = lengths[one]
            columns[f"{one}_strain_percent"] = 100 * (lengths[one] / self._upright_mm[one] - 1)
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        return frame(rows, columns).set_index("percent")

    def peaks(self, samples: int = SAMPLES) -> pandas.DataFrame:
        """When each muscle is longest, and when shortest.

        Returns
        -------
        pandas.DataFrame
            Index `muscle`; columns `longest_strain_percent` (against upright),
            `longest_at_percent`, `longest_phase`, and the same of `shortest`. The first such
            moment where it lasts. Raises as `table` does.
        """
        percent = self._row(_evenly(samples))
        strains = self.strains(percent)
        rows = []
        for one in self.muscles:
            row: dict[str, Any] = {"muscle": one}
            for word, place in (("longest", np.argmax), ("shortest", np.argmin)):
                here = int(place(strains[one].round(9)))
                row[f"{word}_strain_percent"] = 100 * float(strains[one][here])
                row[f"{word}_at_percent"] = float(percent[here])
                row[f"{word}_phase"] = self.phase(percent[here]).name
            rows.append(row)
        return frame(rows, row if rows else ["muscle"]).set_index("muscle")

    def pose(self, percent: float) -> Atlas:
        """The atlas as it stands at a percent."""
        return self.atlas.pose(**self.angles(percent))

    def describe(self) -> str:
        """The activity in words: what it is, what is schematic, when the muscles are longest."""
        record = self.record
        drawn = [curve.coordinate for curve in record.curves if curve.schematic]
        phases = (f"{one.name} {one.start:g}–{one.end:g} %" for one in self.phases)
        lines = [f"{self.name()}: {record.text}", f"Phases: {'; '.join(phases)}."]
        if drawn:
            lines.append(f"Schematic, drawn and not measured: {', '.join(map(_words, drawn))}.")
        for one, row in self.peaks().iterrows():
            lines.append(
                f"{self.atlas[str(one)].name()}: longest at {row.longest_at_percent:.0f} % "
                f"({row.longest_phase}), {row.longest_strain_percent:+.1f} % against upright."
            )
        cited = (self.atlas.sources[key].short for key in record.cited)
        return "\n".join([*lines, f"Sources: {'; '.join(cited)}."])

    def __repr__(self) -> str:
        """Id and atlas."""
        return f"Activity({self.id!r}, {self.atlas.name!r})"

    # ------------------------------------------------------------------ inside

    @cached_property
    def _curves(self) -> Mapping[str, PchipInterpolator]:
        return MappingProxyType(
            {one.coordinate: smooth_curve(one.points, self.looped) for one in self.record.curves}
        )

    @cached_property
    def _upright_mm(self) -> Mapping[str, float]:
        return {one: float(self.atlas.joints.lengths_mm(one, {})) for one in self.muscles}

    def _percent(self, percent: Any) -> np.ndarray:
        try:
            at = np.asarray(percent, float)
        except (TypeError, ValueError):
            at = np.array(np.nan)
        if not np.isfinite(at).all():
            raise MusclekitError(
                f"{percent!r} is no percent of '{self.id}'.", remedy="Give numbers from 0 to 100."
            )
        return at % 100.0 if self.looped else np.clip(at, 0.0, 100.0)

    def _row(self, percent: np.ndarray) -> np.ndarray:
        """Percents of a table whose last row is the end and not the beginning anew."""
        if not self.looped:
            return percent
        return np.where(percent == 100.0, np.nextafter(100.0, 0.0), percent)


def activity(name: str, atlas: Atlas | None = None) -> Activity:
    """One of an atlas's activities.

    Parameters
    ----------
    name : str
        Its id, as `atlas.activities` lists them.
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    UnknownName
        If the atlas has no such activity.
    MusclekitError, ContentError
        If the atlas has no joints, or a curve asks them for what they cannot do.

    >>> activity("walking").phase(95).name
    'Terminal swing'
    """
    from musclekit.atlas import load_atlas

    atlas = atlas if atlas is not None else load_atlas()
    if not isinstance(name, str) or name not in atlas.activities:
        raise UnknownName(
            f"No activity '{name}' in atlas '{atlas.name}'.",
            remedy=did_you_mean(str(name), atlas.activities),
        )
    found = Activity(atlas.activities[name], atlas)
    for record in found.record.curves:
        for _, degrees in record.points:
            atlas.joints.angles({record.coordinate: degrees})
    return found


def _evenly(samples: int) -> np.ndarray:
    if not isinstance(samples, int | np.integer) or samples < 2:
        raise MusclekitError(
            f"samples={samples!r} is no number of rows.", remedy="Give a whole number from 2."
        )
    return np.linspace(0.0, 100.0, samples)


def _words(coordinate: str) -> str:
    return coordinate.replace("_", " ")
