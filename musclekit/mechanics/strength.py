"""A strength test of the knee flexors, as an isokinetic dynamometer shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from musclekit.atlas import Atlas, read_strength
from musclekit.content import NormRecord, Source, StrengthRecord, ThresholdRecord
from musclekit.errors import MusclekitError
from musclekit.mechanics import drawing
from musclekit.mechanics.arguments import rising_angles, several
from musclekit.mechanics.equilibrium import Tendon
from musclekit.mechanics.torque import torque
from musclekit.scene.palette import HIGHLIGHT, INK

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

JOINT = "knee_flexion"
LEGS = ("right", "left")
ACTIONS = {"concentric": 1.0, "eccentric": -1.0}
"""Action to the sign of the joint's speed: the knee flexors shorten as the knee flexes."""
ANGLES_DEG = tuple(range(0, 101, 5))
SEATED_HIP_DEG = 85.0


@dataclass(frozen=True, eq=False)
class Shares(Mapping[str, float]):
    """Shares of force that muscles have, and why they are weak.

    Attributes
    ----------
    shares : mapping of str to float
        By muscle.
    cause : str
        In words, as the test names the leg by it.
    rule : str
        By what the shares were found, where that is worth telling.
    """

    shares: Mapping[str, float]
    cause: str
    rule: str = ""

    def __getitem__(self, muscle: str) -> float:
        """The share of one muscle."""
        return self.shares[muscle]

    def __iter__(self) -> Iterator[str]:
        """Ids of the muscles that are weak."""
        return iter(self.shares)

    def describe(self) -> str:
        """The share of each muscle, and why."""
        if not self.shares:
            return "No muscle is weak."
        told = [
            f"  {name.replace('_', ' ')}: {100 * share:.0f} %"
            for name, share in self.shares.items()
        ]
        why = f" ({self.rule})" if self.rule else ""
        return "\n".join([f"Force left{why}: {self.cause}.", *told])

    def __repr__(self) -> str:
        """The shares in words."""
        return self.describe()

    def __len__(self) -> int:
        return len(self.shares)


Share = float | Mapping[str, float]


@dataclass(frozen=True)
class Peak:
    """The largest torque of one run.

    Attributes
    ----------
    torque_nm, angle_deg : float
        Torque, and the knee flexion at which it was reached.
    at_end : bool
        Whether that is the first or last angle tested: the true peak may lie beyond.
    """

    torque_nm: float
    angle_deg: float
    at_end: bool


@dataclass(frozen=True)
class Flag:
    """A result below a published cut-off, or among several.

    Attributes
    ----------
    result : str
        In words.
    value : float
    cut_off : ThresholdRecord
    source : Source
        Who gives the cut-off.
    """

    result: str
    value: float
    cut_off: ThresholdRecord
    source: Source

    def __str__(self) -> str:
        """The flag and what it is worth, in one sentence."""
        cut = self.cut_off
        several = "" if cut.low == cut.high else f" to {cut.high:g}"
        where = "below" if _below(self.value, cut.low) else "among the cut-offs in use,"
        unsure = "" if cut.basis == "found" else "; unconfirmed"
        return (
            f"{self.result}: {where} {cut.low:g}{several} ({self.source.short}{unsure}); "
            "what that is worth is contested."
        )


@dataclass(frozen=True, eq=False, repr=False)
class StrengthTest:
    """Torque of the knee flexors of both legs, at several speeds, shortening and lengthening.

    Attributes
    ----------
    angles_deg : (n,) float
        Knee flexion.
    speeds_deg_per_s : tuple of float
    hip_flexion_deg : float
    torques_nm : mapping of (leg, action, speed) to (n,) float
        What the muscles add to the relaxed leg's torque, as a dynamometer gives it after
        correcting for gravity.
    published : StrengthRecord
        Norms, the quadriceps' among them, and cut-offs.
    sources : mapping of str to Source
    injured : mapping of str to Shares
        Legs that are weak for a reason.
    """

    angles_deg: np.ndarray
    speeds_deg_per_s: tuple[float, ...]
    hip_flexion_deg: float
    torques_nm: Mapping[tuple[str, str, float], np.ndarray]
    published: StrengthRecord
    sources: Mapping[str, Source]
    injured: Mapping[str, Shares] = field(default_factory=dict)

    # ----------------------------------------------------------------- results
    def peak(self, leg: str, action: str, speed_deg_per_s: float) -> Peak:
        """The largest torque of one run."""
        run = self._run(leg, action, speed_deg_per_s)
        at = int(np.argmax(run))
        ends = (0, len(run) - 1)
        return Peak(float(run[at]), float(self.angles_deg[at]), at in ends)

    def limb_symmetry_percent(self, action: str, speed_deg_per_s: float) -> float:
        """Peak torque of the weaker leg, per cent of the stronger one's."""
        peaks = [self.peak(leg, action, speed_deg_per_s).torque_nm for leg in LEGS]
        return 100.0 if min(peaks) == max(peaks) else 100.0 * min(peaks) / max(peaks)

    def conventional_ratio(self, leg: str, speed_deg_per_s: float) -> float | None:
        """Concentric hamstrings over concentric quadriceps; None without a norm for these."""
        return self._ratio(leg, "concentric", speed_deg_per_s)

    def functional_ratio(self, leg: str, speed_deg_per_s: float) -> float | None:
        """Eccentric hamstrings over concentric quadriceps; None without a norm for these."""
        return self._ratio(leg, "eccentric", speed_deg_per_s)

    def norm(self, group: str, action: str, speed_deg_per_s: float) -> NormRecord | None:
        """What people reach at that speed; None where nothing is on record."""
        for one in self.published.norms:
            if (one.group, one.action, one.speed_deg_per_s) == (group, action, speed_deg_per_s):
                return one
        return None

    def flags(self) -> tuple[Flag, ...]:
        """Results below a published cut-off, or among several in use."""
        return tuple(
            Flag(label, value, cut, self.sources[cut.source])
            for measure, label, speed, value in self._measures()
            for cut in self.published.thresholds
            if cut.measure == measure and cut.speed_deg_per_s in (None, speed)
            if _below(value, cut.high)
        )

    # ------------------------------------------------------------------- views
    def table(self) -> pandas.DataFrame:
        """One row for each angle of each run."""
        rows = (
            {
                "leg": leg,
                "action": action,
                "speed_deg_per_s": speed,
                "hip_flexion_deg": self.hip_flexion_deg,
                "knee_flexion_deg": angle,
                "torque_nm": value,
            }
            for (leg, action, speed), values in self.torques_nm.items()
            for angle, value in zip(self.angles_deg.tolist(), values.tolist(), strict=True)
        )
        return drawing.frame(
            rows,
            [
                "leg",
                "action",
                "speed_deg_per_s",
                "hip_flexion_deg",
                "knee_flexion_deg",
                "torque_nm",
            ],
        )

    def results(self) -> pandas.DataFrame:
        """One row for each run: peak, its angle, what people reach, and ratios to quadriceps."""
        columns = [
            "leg",
            "action",
            "speed_deg_per_s",
            "peak_torque_nm",
            "peak_angle_deg",
            "limb_symmetry_percent",
            "ratio_to_quadriceps",
            "norm_mean_nm",
            "norm_sd_nm",
        ]
        return drawing.frame((self._result(*run) for run in self.torques_nm), columns)

    def figure(self) -> Figure:
        """Torque over knee angle: one panel an action, with the norm's mean ± SD of the peak."""
        figure, panels = drawing.axes("Knee flexion (°)", "Torque (Nm)", panels=len(ACTIONS))
        slowest = self.speeds_deg_per_s[0]
        for panel, action in zip(panels, ACTIONS, strict=True):
            panel.set_title(action.capitalize())
            norm = self.norm("hamstrings", action, slowest)
            if norm:
                low, high = norm.mean_nm - norm.sd_nm, norm.mean_nm + norm.sd_nm
                label = f"peak at {slowest:g}°/s, mean ± SD ({self._cited(norm)})"
                label = label if panel is panels[0] else "_"
                panel.axhspan(low, high, color="#e3e9ed", zorder=0, label=label)
            for number, (speed, leg) in enumerate(product(self.speeds_deg_per_s, LEGS)):
                panel.plot(
                    self.angles_deg,
                    self.torques_nm[leg, action, speed],
                    color=INK if leg == "right" else HIGHLIGHT,
                    dashes=_DASHES[number // len(LEGS) % len(_DASHES)],
                    linewidth=3.0 if leg == "right" else 1.5,
                    label=f"{self._named(leg)}, {speed:g}°/s" if panel is panels[0] else "_",
                )
        panels[0].set_ylim(bottom=0)  # shared, and only now does it know every curve
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        return figure

    def describe(self) -> str:
        """Every result in words, with cut-offs and what they are worth."""
        lines = [
            f"Knee flexors, hip flexed {self.hip_flexion_deg:g}°, torque beyond the relaxed leg's:"
        ]
        lines += [f"  {self._weak_in_words(*one)}" for one in self.injured.items()]
        lines += [f"  {self._run_in_words(*run)}" for run in self.torques_nm]
        lines += [
            f"  {label}: {_shown(measure, value)}." for measure, label, _, value in self._measures()
        ]
        lines += [f"  {flag}" for flag in self.flags()]
        quadriceps = next((one for one in self.published.norms if one.group == "quadriceps"), None)
        if quadriceps:
            lines.append(
                "  The model has no quadriceps: ratios are to those of "
                f"{quadriceps.who} ({self._cited(quadriceps)})."
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Every result in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.describe(), "image/svg+xml": drawing.as_svg(self.figure())}

    # ----------------------------------------------------------------- helpers
    def _named(self, leg: str) -> str:
        """A leg as it is called, with word of its injury."""
        return f"{leg} (injured)" if leg in self.injured else leg

    def _weak_in_words(self, leg: str, shares: Shares) -> str:
        left = ", ".join(
            f"{name.replace('_', ' ')} {100 * share:.0f} %" for name, share in shares.items()
        )
        rule = f", {shares.rule}" if shares.rule else ""
        return f"{leg.capitalize()} leg injured: {shares.cause}. Force left{rule}: {left}."

    def _run(self, leg: str, action: str, speed: float) -> np.ndarray:
        try:
            return self.torques_nm[leg, action, speed]
        except KeyError:
            speeds = ", ".join(f"{one:g}" for one in self.speeds_deg_per_s)
            raise MusclekitError(
                f"No run of the {leg} leg, {action}, at {speed:g}°/s.",
                remedy=f"Legs: right, left; actions: concentric, eccentric; speeds: {speeds}.",
            ) from None

    def _ratio(self, leg: str, action: str, speed: float) -> float | None:
        quadriceps = self.norm("quadriceps", "concentric", speed)
        if quadriceps is None:
            return None
        return self.peak(leg, action, speed).torque_nm / quadriceps.mean_nm

    def _measures(self) -> Iterable[tuple[str, str, float, float]]:
        """Measure, words, speed and value of every result that a cut-off can concern."""
        for action, speed in product(ACTIONS, self.speeds_deg_per_s):
            label = f"Limb symmetry, {action} at {speed:g}°/s"
            symmetry = self.limb_symmetry_percent(action, speed)
            yield "limb_symmetry_percent", label, speed, symmetry
        for leg, speed in product(LEGS, self.speeds_deg_per_s):
            for name, value in (
                ("conventional", self.conventional_ratio(leg, speed)),
                ("functional", self.functional_ratio(leg, speed)),
            ):
                if value is not None:
                    label = f"{name.capitalize()} ratio, {leg} at {speed:g}°/s"
                    yield f"{name}_ratio", label, speed, value

    def _result(self, leg: str, action: str, speed: float) -> dict[str, Any]:
        peak, norm = self.peak(leg, action, speed), self.norm("hamstrings", action, speed)
        ratio = self._ratio(leg, action, speed)
        return {
            "leg": leg,
            "action": action,
            "speed_deg_per_s": speed,
            "peak_torque_nm": peak.torque_nm,
            "peak_angle_deg": peak.angle_deg,
            "limb_symmetry_percent": self.limb_symmetry_percent(action, speed),
            "ratio_to_quadriceps": float("nan") if ratio is None else ratio,
            "norm_mean_nm": norm.mean_nm if norm else float("nan"),
            "norm_sd_nm": norm.sd_nm if norm else float("nan"),
        }

    def _run_in_words(self, leg: str, action: str, speed: float) -> str:
        peak, norm = self.peak(leg, action, speed), self.norm("hamstrings", action, speed)
        beyond = ", the end of the range tested" if peak.at_end else ""
        told = ""
        if norm:
            told = f"; measured: {norm.mean_nm:g} ± {norm.sd_nm:g} ({self._cited(norm)})"
        run = f"{self._named(leg).capitalize()}, {action} at {speed:g}°/s"
        return f"{run}: peak {peak.torque_nm:.0f} Nm at {peak.angle_deg:g}°{beyond}{told}."

    def _cited(self, norm: NormRecord) -> str:
        return self.sources[norm.source].short


_DASHES = ((), (6, 2), (1, 1.5), (6, 2, 1, 2))


def strength_test(
    atlas: Atlas,
    *,
    speeds_deg_per_s: float | Iterable[float] = (60.0, 180.0),
    hip_flexion: float = SEATED_HIP_DEG,
    knee_flexion: Iterable[float] = ANGLES_DEG,
    right: Share = 1.0,
    left: Share = 1.0,
    tendon: Tendon = "rigid",
) -> StrengthTest:
    """Test the knee flexors of both legs on a dynamometer that turns the knee at a constant speed.

    Parameters
    ----------
    atlas : Atlas
    speeds_deg_per_s : float or floats
        Each is run shortening (concentric) and lengthening (eccentric).
    hip_flexion : float
        Degrees; 85 seated.
    knee_flexion : floats
        Degrees at which torque is read, rising.
    right, left : float or mapping of str to float
        Share of its force each leg has, of all muscles or by id or group: a weak leg is below 1.
        `mk.strength_left(injury)` gives an injured leg's, and the test then names it.
    tendon : {"rigid", "elastic"}

    Raises
    ------
    MusclekitError
        If a speed is not above nought, an angle outside its joint's range, a share negative.
    UnknownStructure
        If a share names no structure or group.
    ContentError
        If the atlas's muscles.yaml or strength.yaml is missing or wrong.

    Notes
    -----
    Both legs are the atlas's one leg; they differ in their shares alone. Torque at full activation
    less that at rest, which a dynamometer's gravity correction takes off.
    """
    speeds = tuple(_speed(one) for one in several(speeds_deg_per_s))
    if not speeds:
        raise MusclekitError("No speed is given.", remedy="Give at least one, as in (60,).")
    angles = rising_angles(JOINT, knee_flexion)
    runs = {}
    for (leg, share), (action, sign), speed in product(
        zip(LEGS, (right, left), strict=True), ACTIONS.items(), speeds
    ):
        given: dict[str, Any] = {
            "strength": share,
            "tendon": tendon,
            "speed_deg_per_s": sign * speed,
        }
        posture: dict[str, Any] = {"hip_flexion": hip_flexion, JOINT: angles}
        whole = torque(atlas, joint=JOINT, **given, **posture)
        at_rest = torque(atlas, joint=JOINT, activation=0.0, **given, **posture)
        runs[leg, action, speed] = whole - at_rest
    return StrengthTest(
        angles_deg=angles,
        speeds_deg_per_s=speeds,
        hip_flexion_deg=float(hip_flexion),
        torques_nm=runs,
        published=read_strength(atlas.folder),
        sources=atlas.sources,
        injured={leg: one for leg, one in zip(LEGS, (right, left), strict=True) if _told(one)},
    )


def _told(share: Share) -> TypeGuard[Shares]:
    return isinstance(share, Shares) and bool(share.cause)


def _shown(measure: str, value: float) -> str:
    return f"{value:.0f} %" if measure.endswith("percent") else f"{value:.2f}"


def _below(value: float, bound: float) -> bool:
    # A result exactly on the cut-off is not to fall below it by a rounding in binary.
    return value < bound and not math.isclose(value, bound, rel_tol=1e-9)


def _speed(value: Any) -> float:
    try:
        speed = float(value)
    except (TypeError, ValueError):
        speed = float("nan")
    if not 0 < speed < float("inf"):
        raise MusclekitError(
            f"A speed of {value!r}°/s is none.", remedy="Give degrees a second, above 0."
        )
    return speed
