"""The force an injury leaves the muscles, by the rule of injuries.yaml, for the strength test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod

from musclekit.atlas import Atlas, read_injuries
from musclekit.content import DeficitRecord, ForceRecord, Source
from musclekit.errors import MusclekitError
from musclekit.injury.injury import Injury, embedded
from musclekit.mechanics.strength import Shares, strength_test

SPEED_DEG_PER_S = 60.0
"""At which published deficits were measured."""


def strength_left(*injuries: Injury | Iterable[Injury]) -> Shares:
    """Share of their force that injured muscles keep.

    Parameters
    ----------
    *injuries : Injury or several
        Of one leg.

    Returns
    -------
    Shares
        Muscle id to share, 0 to 1, of the muscles that are hurt; `cause` says it in words. Give it
        to `strength_test` as `right` or `left`.

    Raises
    ------
    MusclekitError
        If something else than injuries is given.

    Notes
    -----
    Each step of `force` in injuries.yaml says what it takes, and whether that is sourced or chosen
    for teaching. An injury of a tendon takes it from every muscle that pulls through it; several
    injuries take one after the other.

    >>> strength_left(Injury("semitendinosus", "partial_tear", csa_fraction=0.4))["semitendinosus"]
    0.6
    """
    given = tuple(_each(injuries))
    shares: dict[str, float] = {}
    for injury in given:
        for muscle in pulled_by(injury):
            shares[muscle] = shares.get(muscle, 1.0) * kept(injury)
    chosen = any(rule(injury).judgement for injury in given)
    return Shares(
        shares,
        cause="; ".join(injury.describe().rstrip(".") for injury in given),
        rule="by a rule chosen for teaching" if chosen else "",
    )


def kept(injury: Injury) -> float:
    """Share of its force that one injury leaves a muscle."""
    step = rule(injury)
    return prod(1.0 - step.weight * getattr(injury, name) for name in step.measures)


def rule(injury: Injury) -> ForceRecord:
    """The step of the rule that an injury falls under: what it takes, and on whose word."""
    return next(
        step for step in read_injuries(injury.body.folder).force if injury.kind in step.kinds
    )


def pulled_by(injury: Injury) -> tuple[str, ...]:
    """The muscles whose force goes through the injured structure."""
    places = read_injuries(injury.body.folder).structures
    return next(one.pulled_by for one in places if one.structure == injury.structure)


@dataclass(frozen=True)
class Held:
    """The rule held against a deficit somebody measured.

    Attributes
    ----------
    published : DeficitRecord
    injury : Injury
        As published.
    deficit_percent : float
        What the rule gives: peak concentric torque of the knee flexors below the other leg's.
    source : Source
    """

    published: DeficitRecord
    injury: Injury
    deficit_percent: float
    source: Source

    def __str__(self) -> str:
        """Both figures, and how the case was taken."""
        return (
            f"{self.injury.describe()} Measured: {self.published.deficit_percent:g} % less torque "
            f"than the other leg ({self.source.short}); by the rule {self.deficit_percent:.1f} %. "
            f"{self.published.note}"
        )


def against_published(atlas: Atlas | None = None) -> tuple[Held, ...]:
    """Each published deficit beside what the rule gives for it."""
    body = atlas or embedded()
    return tuple(_held(one, body) for one in read_injuries(body.folder).deficits)


def _held(published: DeficitRecord, atlas: Atlas) -> Held:
    injury = Injury(published.structure, published.kind, atlas=atlas)
    injury = injury.replace(**published.extents)
    test = strength_test(atlas, speeds_deg_per_s=SPEED_DEG_PER_S, right=strength_left(injury))
    symmetry = test.limb_symmetry_percent("concentric", SPEED_DEG_PER_S)
    return Held(published, injury, 100.0 - symmetry, atlas.sources[published.source])


def _each(given: Iterable[Injury | Iterable[Injury]]) -> Iterator[Injury]:
    for one in given:
        if isinstance(one, Injury):
            yield one
        elif isinstance(one, Iterable) and not isinstance(one, str):
            yield from _each(one)
        else:
            raise MusclekitError(
                f"{one!r} is no injury.",
                where="strength_left",
                remedy='Give injuries, as in mk.Injury("semitendinosus", "strain").',
            )
