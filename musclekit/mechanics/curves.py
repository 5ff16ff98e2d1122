"""One quantity of several muscles over a joint angle: as table, as plot, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.atlas import Atlas, read_muscles
from musclekit.content import LeverRecord, Source
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.mechanics import drawing
from musclekit.mechanics.arguments import held_angle, rising_angles
from musclekit.mechanics.muscles import Muscle, joints_of, muscles
from musclekit.mechanics.torque import (
    MM_PER_M,
    Some,
    fibre_strain,
    lengths,
    moment_arms,
    must_be_coordinate,
    states,
    torques,
)

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

SETTINGS = ("speed_deg_per_s", "activation", "strength", "tendon")
STEP_DEG = 5.0
NEAR_DEG = 0.5
"""A published point belongs to a curve whose other angles are no farther from its own."""


@dataclass(frozen=True)
class Quantity:
    """What a curve shows.

    Attributes
    ----------
    column, label : str
        Column of its table, unit included; words on its axis.
    unit : str
    digits : int
        Decimals in words.
    of_joint : bool
        Whether it is about one joint.
    settings : tuple of str
        What it depends on besides angles.
    """

    column: str
    label: str
    unit: str
    digits: int = 0
    of_joint: bool = False
    settings: tuple[str, ...] = ()


QUANTITIES = {
    "length": Quantity("musculotendon_length_mm", "Musculotendon length", "mm"),
    "moment_arm": Quantity("moment_arm_mm", "Moment arm", "mm", 1, of_joint=True),
    "fibre_length": Quantity(
        "fibre_length_mm", "Fibre length", "mm", settings=("activation", "tendon")
    ),
    "fibre_strain": Quantity(
        "fibre_strain_percent", "Fibre strain", "%", settings=("activation", "tendon")
    ),
    "force": Quantity(
        "force_n", "Force", "N", settings=("speed_deg_per_s", "activation", "tendon")
    ),
    "passive_force": Quantity("passive_force_n", "Force at rest", "N", settings=("tendon",)),
    "torque": Quantity("torque_nm", "Torque", "Nm", 1, of_joint=True, settings=SETTINGS),
}


@dataclass(frozen=True, eq=False, repr=False)
class Curves:
    """One quantity of several muscles over the angle of one joint.

    Attributes
    ----------
    quantity : Quantity
    joint : str
        The joint a lever or a torque is about.
    along : str
        The coordinate that changes.
    angles_deg : (n,) float
    others_deg : mapping of str to float
        The angles that were held, if not nought.
    values : mapping of str to (n,) float
        By muscle, in the quantity's unit.
    names : mapping of str to str
        By muscle.
    published : tuple of LeverRecord
        What others give on these curves.
    overstretched : tuple of str
        Muscles whose fibres are somewhere so long that, relaxed, they would bear more than their
        peak force: the model exaggerates there.
    sources : mapping of str to Source
    """

    quantity: Quantity
    joint: str
    along: str
    angles_deg: np.ndarray
    others_deg: Mapping[str, float]
    values: Mapping[str, np.ndarray]
    names: Mapping[str, str]
    published: tuple[LeverRecord, ...]
    overstretched: tuple[str, ...]
    sources: Mapping[str, Source]

    @property
    def together(self) -> np.ndarray | None:
        """(n,) torque of all these muscles; None for what does not add up, or for one muscle."""
        if self.quantity.column != "torque_nm" or len(self.values) < 2:
            return None
        return np.sum(list(self.values.values()), axis=0)

    def table(self) -> pandas.DataFrame:
        """One row for each muscle and angle; units end the columns' names."""
        rows = (
            {
                "structure": name,
                f"{self.along}_deg": angle,
                **{f"{other}_deg": held for other, held in self.others_deg.items()},
                self.quantity.column: value,
            }
            for name, values in self.values.items()
            for angle, value in zip(self.angles_deg.tolist(), values.tolist(), strict=True)
        )
        others = [f"{name}_deg" for name in self.others_deg]
        return drawing.frame(
            rows, ["structure", f"{self.along}_deg", *others, self.quantity.column]
        )

    def published_table(self) -> pandas.DataFrame:
        """What others give, the model's own value beside it; empty where nothing is on record."""
        column = self.quantity.column
        rows = (
            {
                "structure": point.structure,
                f"{self.along}_deg": point.at[self.along],
                f"published_{column}": point.moment_arm_mm,
                f"model_{column}": self._at(point),
                "source": point.source,
            }
            for point in self.published
        )
        return drawing.frame(
            rows,
            ["structure", f"{self.along}_deg", f"published_{column}", f"model_{column}", "source"],
        )

    def figure(self) -> Figure:
        """The curves, with published points as markers."""
        figure, (axes,) = drawing.axes(f"{_words(self.along)} (°)", self._label())
        for name, values in self.values.items():
            axes.plot(self.angles_deg, values, label=self.names[name], **drawing.line_of(name))
        for name in self.values:
            points = [point for point in self.published if point.structure == name]
            if points:
                axes.plot(
                    [point.at[self.along] for point in points],
                    [point.moment_arm_mm for point in points],
                    label="_",
                    **drawing.mark_of(name),
                )
        if self.together is not None:
            axes.plot(self.angles_deg, self.together, label="Together", **drawing.line_of(""))
        if self.published:
            axes.plot(
                [],
                [],
                **drawing.mark_of("") | {"markerfacecolor": "none"},
                label=f"published: {', '.join(self._cited())}",
            )
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        return figure

    def describe(self) -> str:
        """The curves in words: ends, largest and smallest value of each muscle."""
        lines = [f"{self._label()}, over {_words(self.along).lower()}{self._held()}:"]
        lines += [
            f"  {self.names[name]}: {self._course(values)}" for name, values in self.values.items()
        ]
        if self.quantity.of_joint and any(one.min() < 0 for one in self.values.values()):
            lines.append("  Below nought it turns the joint the other way: it extends.")
        if self.together is not None:
            lines.append(f"  Together: {self._course(self.together)}")
        if self.published:
            lines.append(self._compared())
        elif self.quantity.column == "moment_arm_mm":
            lines.append("  Nothing published is on record for these postures.")
        if self.overstretched:
            names = "; ".join(self.names[one] for one in self.overstretched)
            lines.append(
                "  Stretched further than the model is good for, so that force at rest would pass "
                f"the peak force: {names}."
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        """The curves in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.describe(), "image/svg+xml": drawing.as_svg(self.figure())}

    # ------------------------------------------------------------------- words
    def _label(self) -> str:
        about = f" about {_words(self.joint).lower()}" if self.quantity.of_joint else ""
        return f"{self.quantity.label}{about} ({self.quantity.unit})"

    def _held(self) -> str:
        return "".join(f", {_words(k).lower()} {v:g}°" for k, v in self.others_deg.items())

    def _course(self, values: np.ndarray) -> str:
        angles, show = self.angles_deg, self._shown
        ends = f"{show(values[0])} at {angles[0]:g}°, {show(values[-1])} at {angles[-1]:g}°"
        size = -values if values.max() <= 0 else values  # of a lever that extends, its size counts
        largest, smallest = int(np.argmax(size)), int(np.argmin(size))
        return (
            f"{ends}; most {show(values[largest])} at {angles[largest]:g}°, "
            f"least {show(values[smallest])} at {angles[smallest]:g}°"
        )

    def _shown(self, value: float) -> str:
        return f"{round(float(value), self.quantity.digits) + 0.0:.{self.quantity.digits}f}"

    def _compared(self) -> str:
        off = [abs(self._at(point) - point.moment_arm_mm) for point in self.published]
        cited = self._cited()
        models = "one published model" if len(cited) == 1 else f"{len(cited)} published models"
        return (
            f"  Against {models} ({', '.join(cited)}), {len(off)} points: "
            f"on average {np.mean(off):.1f} mm apart, at most {max(off):.1f} mm."
        )

    def _cited(self) -> list[str]:
        return list(dict.fromkeys(self.sources[point.source].short for point in self.published))

    def _at(self, point: LeverRecord) -> float:
        return float(np.interp(point.at[self.along], self.angles_deg, self.values[point.structure]))


def curve(
    atlas: Atlas,
    quantity: str,
    structures: Some = "hamstrings",
    *,
    along: str = "knee_flexion",
    joint: str | None = None,
    **more: Any,
) -> Curves:
    """One quantity of muscles over the angle of a joint.

    Parameters
    ----------
    atlas : Atlas
    quantity : str
        One of "length", "moment_arm", "fibre_length", "fibre_strain", "force", "passive_force",
        "torque".
    structures : str, Structure or several
        Ids or groups.
    along : str
        The coordinate that changes: over its whole range, or over the angles given under its name.
    joint : str, optional
        What a moment arm or a torque is about, and what turns; `along` when left out.
    **more
        `speed_deg_per_s`, `activation`, `strength`, `tendon` as for `torques`, and the other
        angles, degrees, one number each.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        As `moment_arms` does, and for a quantity that does not exist.
    """
    if quantity not in QUANTITIES:
        raise UnknownName(
            f"No quantity '{quantity}'.", remedy=did_you_mean(str(quantity), QUANTITIES)
        )
    joint = joint or along
    must_be_coordinate(atlas, along)
    must_be_coordinate(atlas, joint)
    chosen = muscles(atlas, structures)
    given = more.pop(along, None)
    angles = _whole_range(atlas, along) if given is None else rising_angles(along, given)
    settings = {name: more.pop(name) for name in SETTINGS if name in more}
    for name in settings:
        if name not in QUANTITIES[quantity].settings:
            raise MusclekitError(
                f"'{name}' does not change what '{quantity}' shows.", remedy="Leave it out."
            )
    others = {name: held_angle(name, value) for name, value in more.items()}
    posture = {along: angles, **others}
    values = _MEASURE[quantity](atlas, chosen, joint, settings, posture)
    of_fibres = bool(QUANTITIES[quantity].settings)
    return Curves(
        quantity=QUANTITIES[quantity],
        joint=joint,
        along=along,
        angles_deg=angles,
        others_deg={name: angle for name, angle in others.items() if angle},
        values=values,
        names={muscle.id: muscle.name for muscle in chosen},
        published=_published(atlas, joint, values, posture) if quantity == "moment_arm" else (),
        overstretched=_overstretched(atlas, chosen, settings, posture) if of_fibres else (),
        sources=atlas.sources,
    )


Measure = Callable[[Atlas, tuple[Muscle, ...], str, dict, dict], dict[str, np.ndarray]]


def _of_states(read: Callable[[Muscle, Any], np.ndarray], **default: Any) -> Measure:
    def measure(atlas, chosen, joint, settings, posture):
        names = [muscle.id for muscle in chosen]
        found = states(atlas, names, joint=joint, **{**default, **settings}, **posture)
        return {muscle.id: read(muscle, found[muscle.id]) for muscle in chosen}

    return measure


def _length(atlas, chosen, joint, settings, posture):
    return {muscle.id: lengths(atlas, muscle.id, **posture) for muscle in chosen}


def _moment_arm(atlas, chosen, joint, settings, posture):
    return {
        muscle.id: moment_arms(atlas, muscle.id, joint, **posture) * MM_PER_M for muscle in chosen
    }


def _torque(atlas, chosen, joint, settings, posture):
    names = [muscle.id for muscle in chosen]
    return torques(atlas, names, joint=joint, **settings, **posture)


def _strain(muscle: Muscle, found: Any) -> np.ndarray:
    return (found.fibre_length_mm / muscle.optimal_fibre_length_mm - 1.0) * 100.0


_MEASURE: dict[str, Measure] = {
    "length": _length,
    "moment_arm": _moment_arm,
    "fibre_length": _of_states(lambda muscle, found: found.fibre_length_mm, activation=0.0),
    "fibre_strain": _of_states(_strain, activation=0.0),
    "force": _of_states(lambda muscle, found: found.force_n),
    "passive_force": _of_states(lambda muscle, found: found.passive_n, activation=0.0),
    "torque": _torque,
}


def _overstretched(
    atlas: Atlas,
    chosen: tuple[Muscle, ...],
    settings: Mapping[str, Any],
    posture: Mapping[str, Any],
) -> tuple[str, ...]:
    tendon = settings.get("tendon", "rigid")
    return tuple(
        muscle.id
        for muscle in chosen
        if fibre_strain(atlas, muscle.id, tendon=tendon, **posture).max()
        > muscle.contraction.passive_strain
    )


def _published(
    atlas: Atlas, joint: str, values: Mapping[str, np.ndarray], posture: Mapping[str, Any]
) -> tuple[LeverRecord, ...]:
    """Published moment arms at postures the curves run through."""
    along, angles = next(iter(posture.items()))
    others = {name: angle for name, angle in posture.items() if name != along}
    return tuple(
        point
        for point in read_muscles(atlas.folder).moment_arms
        if point.joint == joint
        and point.structure in values
        and along in point.at
        and angles.min() <= point.at[along] <= angles.max()
        and all(
            abs(others.get(name, 0.0) - point.at.get(name, 0.0)) <= NEAR_DEG
            for name in {*others, *point.at} - {along}
        )
    )


def _whole_range(atlas: Atlas, along: str) -> np.ndarray:
    here = joints_of(atlas).coordinates[along]
    return np.append(np.arange(here.low_deg, here.high_deg - 1e-6, STEP_DEG), here.high_deg)


def _words(name: str) -> str:
    """A coordinate's name for people."""
    return name.replace("_", " ").capitalize()
