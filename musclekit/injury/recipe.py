"""Which changes, colours and solids make up an injury of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from musclekit.errors import MusclekitError
from musclekit.injury.body import Body, Depths, depths
from musclekit.injury.changes import OPENING, Change, Dent, Drawn, Gap, Thick, Wasted
from musclekit.injury.injury import Injury

FINE_MM, MIDDLING_MM = 1.2, 3.0
"""Edges of the mesh in a gap, and where an injury only colours it."""
SOFT_MM = (12.0, 5.0)
"""Over so much the border of a coloured part is soft, along the structure and across it."""
SOFT_SHARE = 0.7
"""And at most so much of the room it has across."""
AT_BONE_MM = 6.0
"""Width of the gap between a partly avulsed tendon and its bone, at rest: drawn."""
PARTING = ("complete_tear", "avulsion")
"""Kinds of injury after which nothing holds what was torn, where all of the section is."""
SLENDER = 1.8
"""A pool of blood is at least so many times longer than a ball of its volume: drawn."""
SUPERFICIAL = 0.35
"""How far a pool of blood beneath the fascia stands out of the muscle, of its thickness: drawn."""
ABOUT_BLOOD = 0.12
"""Share of the section with oedema about blood that came without an extent of its own: drawn."""
ML = 1000.0  # cubic millimetres


@dataclass(frozen=True, eq=False)
class Skin:
    """The surface of a structure at rest, to be coloured.

    Attributes
    ----------
    local : (n, 3) float
        Vertices, millimetres along, back and to the side.
    tissue : (n,) float
        0 tendon, 1 muscle.
    size_mm2 : (n,) float
        How much of the surface each vertex stands for.
    """

    local: np.ndarray
    tissue: np.ndarray
    size_mm2: np.ndarray


Paint = Callable[[Skin], np.ndarray]


@dataclass(frozen=True, eq=False)
class Pool:
    """Blood or other fluid: a spindle along the muscle.

    Attributes
    ----------
    name : str
        End of its id.
    middle : (3,) float
        Millimetres along, back and to the side.
    half_mm : float
        Half its length.
    volume_mm3 : float
    ends : tuple of Drawn
        Torn ends between which it lies: it stays in the middle of them.
    """

    name: str
    middle: np.ndarray
    half_mm: float
    volume_mm3: float
    ends: tuple[Drawn, ...] = ()

    def place(self, activation: float) -> np.ndarray:
        """(3,) its middle when torn ends have drawn back."""
        moved = [one.back(activation) * (1.0 if one.distal else -1.0) for one in self.ends]
        return self.middle + np.array([sum(moved) / 2, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class Recipe:
    """What one injury does to one structure.

    Attributes
    ----------
    changes : tuple of Change
        In order.
    paints : dict of str to callable
        Point field to its values (n,), 0 to 1, from the surface at rest.
    zones : tuple of (float, float, float)
        Stretches of the structure and the longest edge wanted there, millimetres.
    severed_mm : tuple of float
        Where the structure comes apart.
    pools : tuple of Pool
    """

    changes: tuple[Change, ...] = ()
    paints: dict[str, Paint] | None = None
    zones: tuple[tuple[float, float, float], ...] = ()
    severed_mm: tuple[float, ...] = ()
    pools: tuple[Pool, ...] = ()


def recipe(body: Body, injury: Injury, along: float, pull_mm: float) -> Recipe:
    """What an injury does to the structure it lies in.

    Parameters
    ----------
    body : Body
    injury : Injury
    along : float
        Its middle, 0 to 1.
    pull_mm : float
        How much of the muscle that pulls at it there is, along its length.
    """
    at = centre_mm(body, injury, along)
    if injury.kind in _PULLED:
        return _PULLED[injury.kind](body, injury, at, pull_mm)
    return _BY_KIND[injury.kind](body, injury, at)


def centre_mm(body: Body, injury: Injury, along: float) -> float:
    """Where an injury's middle lies along its structure, moved so that all of it has room.

    Raises
    ------
    MusclekitError
        If it is longer than the structure.
    """
    if injury.length_mm > body.long_mm:
        raise MusclekitError(
            f"It is {injury.length_mm:g} mm, and '{body.structure}' is {body.long_mm:.0f} mm long.",
            where="Injury, length_mm",
            remedy="Give less.",
        )
    # Torn ends that part need no room: they draw back into the rest.
    gap_mm = 0.0 if injury.kind in PARTING else injury.disruption_mm
    half = min(max(injury.length_mm, gap_mm), body.long_mm) / 2
    at = float(body.course.arc(np.array([along]))[0])
    return min(max(at, half), body.long_mm - half)


def follower(body: Body, injury: Injury, pull_mm: float) -> Recipe:
    """What becomes of a muscle whose tendon, a structure of its own, no longer holds it."""
    distal = injury.site != "insertion"
    place = 0.0 if distal else float(np.nextafter(body.long_mm, np.inf))
    opens = OPENING * pull_mm
    back = max(injury.retraction_mm, injury.disruption_mm)
    return Recipe((Drawn(body, place, back, opens, distal),))


# ---------------------------------------------------------------------- kinds


def _tear(body: Body, injury: Injury, at: float, pull_mm: float) -> Recipe:
    """Oedema; a gap where fibres have come apart, with blood in it."""
    share = injury.csa_fraction
    half = injury.length_mm / 2
    opens = OPENING * pull_mm * share
    far = max(half, (injury.disruption_mm + opens) / 2) + SOFT_MM[0] / 2
    measured = depths(body, at - far, at + far, injury.around_deg)
    changes: tuple[Change, ...] = ()
    zones: tuple[tuple[float, float, float], ...] = ((at - far, at + far, MIDDLING_MM),)
    if injury.disruption_mm > 0:
        gap = Gap(measured, at, injury.disruption_mm, share, opens)
        changes = (gap,)
        wide, rim = gap.width(1.0) / 2 + 1.0, injury.disruption_mm / 2
        zones += ((at - wide, at + wide, FINE_MM),)
        zones += tuple((one - 1.0, one + 1.0, FINE_MM / 2) for one in (at - rim, at + rim))
    pools = _pools(injury, measured, at, share, half / 2)
    paints = {"OEDEMA": _part(measured, at - half, at + half, injury.csa_fraction)}
    return Recipe(changes, paints, zones, (), pools)


def _complete(body: Body, injury: Injury, at: float, pull_mm: float) -> Recipe:
    """Two stumps, drawn back by the muscle each holds."""
    gap = max(injury.retraction_mm, injury.disruption_mm)
    before = float(body.flesh_before(at)) / max(body.flesh_mm, 1.0)
    opens = OPENING * pull_mm
    ends = tuple(
        Drawn(body, at, gap * part, opens * part, distal, gap, opens)
        for part, distal in ((before, False), (1 - before, True))
    )
    half = injury.length_mm / 2
    measured = depths(body, at - half - 4, at + half + 4, 0.0)
    paints = {"OEDEMA": _part(measured, at - half, at + half, 1.0)}
    zones = ((at - half, at + half, MIDDLING_MM), (at - 10.0, at + 10.0, FINE_MM))
    pools: tuple[Pool, ...] = ()
    if injury.fluid_ml:
        middle = np.array([at, 0.0, 0.0])
        volume = injury.fluid_ml * ML
        pools = (Pool("haematoma", middle, _half_for(volume, max(gap / 2, 6.0)), volume, ends),)
    return Recipe(ends, paints, zones, (at,), pools)


def _avulsion(body: Body, injury: Injury, at: float, pull_mm: float) -> Recipe:
    """The tendon off its bone; partly, a gap at the bone."""
    distal = injury.site == "origin"
    bone = 0.0 if distal else float(np.nextafter(body.long_mm, np.inf))
    pools: tuple[Pool, ...] = ()
    volume = injury.fluid_ml * ML
    if injury.csa_fraction < 1:
        near = bone + (5.0 if distal else -5.0)
        measured = depths(body, near - 14, near + 14, injury.around_deg)
        opens = OPENING * pull_mm * injury.csa_fraction
        gap = Gap(measured, near, AT_BONE_MM, injury.csa_fraction, opens)
        if volume:
            pools = (Pool("haematoma", np.array([near, 0, 0]), _half_for(volume, 10.0), volume),)
        # What holds keeps a piece of bone where it was.
        held = (Drawn(body, bone, 0.0, 0.0, distal),) if injury.fragment_mm else ()
        return Recipe((gap, *held), {}, ((near - 10, near + 10, FINE_MM),), (), pools)
    opens = OPENING * pull_mm
    back = injury.retraction_mm
    # With a piece of bone at its end a tendon does not fray.
    apart = (0.0, 0.0) if injury.fragment_mm else (back, opens)
    end = Drawn(body, bone, back, opens, distal, *apart)
    if volume:
        half = _half_for(volume, max(injury.retraction_mm / 2, 10.0))
        pools = (Pool("haematoma", np.array([bone, 0, 0]), half, volume, (end,)),)
    low, high = (0.0, 30.0) if distal else (bone - 30.0, bone)
    return Recipe((end,), {}, ((low, high, MIDDLING_MM),), (), pools)


def _tendinopathy(body: Body, injury: Injury, at: float) -> Recipe:
    """A tendon thicker and paler over a stretch."""
    low, high = at - injury.length_mm / 2, at + injury.length_mm / 2
    thick = Thick(low, high, injury.thickening)
    measured = depths(body, low, high, injury.around_deg)
    paints = {"TENDINOSIS": _part(measured, low, high, injury.csa_fraction)}
    return Recipe((thick,), paints, ((low, high, MIDDLING_MM),))


def _bruise(body: Body, injury: Injury, at: float) -> Recipe:
    """Oedema and a pool of blood beneath the fascia on the side of the blow."""
    volume = injury.fluid_ml * ML
    half = injury.length_mm / 2 if injury.length_mm else _half_for(volume, 0.0)
    measured = depths(body, at - half - 4, at + half + 4, injury.around_deg)
    paints = {"OEDEMA": _part(measured, at - half, at + half, injury.csa_fraction or ABOUT_BLOOD)}
    pools = _pools(injury, measured, at, 0.0, 0.7 * half)
    return Recipe((), paints, ((at - half, at + half, MIDDLING_MM),), (), pools)


def _scar(body: Body, injury: Injury, at: float) -> Recipe:
    """A pale band, drawn in a little; no gap."""
    half = injury.length_mm / 2
    measured = depths(body, at - half - 4, at + half + 4, injury.around_deg)
    dent = Dent(measured, at - half, at + half, injury.csa_fraction)
    paints = {"SCAR": _part(measured, at - half, at + half, injury.csa_fraction)}
    return Recipe((dent,), paints, ((at - half, at + half, MIDDLING_MM),))


def _wasting(body: Body, injury: Injury, at: float) -> Recipe:
    """A thinner belly, streaked with fat."""
    changes: tuple[Change, ...] = ()
    if injury.atrophy:
        arcs = np.linspace(1.0, body.long_mm - 1.0, 60)
        sizes = np.array([body.section_mm2(one) for one in arcs])
        flesh = float((sizes * body.flesh(arcs)).sum() / sizes.sum())
        changes = (Wasted(body, min(injury.atrophy / flesh, 0.98)),)
    low, high = float(body.course.arc_mm[0]), body.long_mm
    return Recipe(changes, {"FAT": _streaks(injury.fatty_fraction)}, ((low, high, MIDDLING_MM),))


def _unseen(body: Body, injury: Injury, at: float) -> Recipe:
    """Nothing that a picture shows."""
    return Recipe()


_PULLED: dict[str, Callable[[Body, Injury, float, float], Recipe]] = {
    "strain": _tear,
    "partial_tear": _tear,
    "complete_tear": _complete,
    "avulsion": _avulsion,
}
"""What a contracting muscle opens."""
_BY_KIND: dict[str, Callable[[Body, Injury, float], Recipe]] = {
    "tendinopathy": _tendinopathy,
    "contusion": _bruise,
    "haematoma": _bruise,
    "scar": _scar,
    "degeneration": _wasting,
    "wasting": _wasting,
    "functional": _unseen,
}


# ---------------------------------------------------------------------- parts


def _part(measured: Depths, low: float, high: float, share: float) -> Paint:
    """1 in the outer `share` of the section between two places, 0 elsewhere."""

    def values(skin: Skin) -> np.ndarray:
        local, (along, across) = skin.local, SOFT_MM
        level, top, bottom = (measured.level(local[:, 0], one) for one in (share, 0.0, 1.0))
        across = np.clip(SOFT_SHARE * np.minimum(top - level, level - bottom), 0.2, across)
        outer = 1.0 if share >= 1 else (measured.out(local) - level) / across + 0.5
        within = np.minimum(local[:, 0] - low, high - local[:, 0]) / along + 0.5
        return np.clip(outer, 0.0, 1.0) * np.clip(within, 0.0, 1.0)

    return values


def _streaks(fraction: float) -> Paint:
    """Fat in streaks along the fibres, over so much of the belly's surface."""

    def values(skin: Skin) -> np.ndarray:
        belly = np.flatnonzero(skin.tissue > 0.5)
        if not fraction or not len(belly):
            return np.zeros(len(skin.tissue))
        turn, along = np.arctan2(skin.local[:, 2], skin.local[:, 1]), skin.local[:, 0]
        wave = np.sin(5 * turn + 2.2 * np.sin(0.045 * along)) + np.sin(9 * turn + 0.03 * along)
        wave = wave + 0.8 * np.sin(0.08 * along)
        order = belly[np.argsort(wave[belly])[::-1]]
        covered = np.cumsum(skin.size_mm2[order]) / skin.size_mm2[belly].sum()
        last = min(int(np.searchsorted(covered, fraction)), len(order) - 1)
        bound = wave[order[last]]
        return np.clip((wave - bound) * 3 + 0.5, 0.0, 1.0) * (skin.tissue > 0.5)

    return values


def _pools(
    injury: Injury, measured: Depths, at: float, share: float, half: float
) -> tuple[Pool, ...]:
    if not injury.fluid_ml:
        return ()
    volume = injury.fluid_ml * ML
    half = _half_for(volume, half)
    thick = np.sqrt(3 * volume / (4 * np.pi * half))
    top = float(measured.level(at, 0.0))
    floor = float(measured.level(at, share)) if share else top - 2 * (1 - SUPERFICIAL) * thick
    out = (top + floor) / 2 if share else top - (1 - SUPERFICIAL) * thick
    return (Pool("haematoma", np.array([at, *(out * measured.way)]), half, volume),)


def _half_for(volume: float, half: float) -> float:
    """Half length of a spindle, long enough not to look like a ball."""
    return max(half, SLENDER * float(np.cbrt(3 * volume / (4 * np.pi))))
