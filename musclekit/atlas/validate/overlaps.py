"""Which solids of an atlas share space, and whether they may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from musclekit.atlas.model import Atlas, Structure
from musclekit.atlas.validate.meshes import is_patch
from musclekit.atlas.validate.rows import Row, judged
from musclekit.atlas.validate.surfaces import arrays
from musclekit.content import EnvelopeRecord, OverlapRecord
from musclekit.geometry import is_closed
from musclekit.geometry.columns import Columns, columns, overlap

AT_MOST_PERCENT = 1.0
SPACING_MM = 0.5
SECTION = "Overlaps"
WHAT = "shared part of the smaller solid"
Shares = dict[tuple[str, str], float]


def sampled(
    structures: Iterable[Structure], envelopes: tuple[EnvelopeRecord, ...] = ()
) -> dict[str, Columns]:
    """Solids among some structures, by id, as lines inside them; envelopes hold others and are
    left out.
    """
    hollow = {envelope.structure for envelope in envelopes}
    return {
        st.id: columns(*arrays(st.mesh), SPACING_MM)
        for st in structures
        if st.id not in hollow and not is_patch(st) and is_closed(st.mesh.regular_faces)
    }


def shares(atlas: Atlas, solids: dict[str, Columns], of: Collection[str] | None = None) -> Shares:
    """For each pair of solids, how much of the smaller one they share, per cent.

    Parameters
    ----------
    atlas : Atlas
    solids : dict of str to Columns
        Its solids, as `sampled` gives them.
    of : collection of str, optional
        Only pairs with one of these.
    """
    return {
        (one, other): shared_percent(atlas, solids, one, other)
        for one, other in combinations(solids, 2)
        if of is None or one in of or other in of
    }


def overlap_rows(atlas: Atlas, declared: Sequence[OverlapRecord], shared: Shares) -> Iterator[Row]:
    """A row for each declared pair that overlaps, each other one that does too much, and the rest.

    Parameters
    ----------
    atlas : Atlas
    declared : sequence of OverlapRecord
        The pairs that may share more than `AT_MOST_PERCENT` of the smaller solid.
    shared : dict of (str, str) to float
        As `shares` gives it.
    """
    rest = []
    for (one, other), percent in shared.items():
        found = declaration(atlas, declared, one, other)
        if found is not None and percent > 0.0:
            yield _row(one, other, percent, found.at_most_percent, found.reason)
        elif found is None and percent > AT_MOST_PERCENT:
            yield _row(one, other, percent, AT_MOST_PERCENT, "not declared")
        elif found is None:
            rest.append(percent)
    yield Row(
        SECTION,
        "all other pairs",
        f"{WHAT}, {len(rest)} pairs",
        f"at most {max(rest, default=0.0):.2f} %",
        f"≤ {AT_MOST_PERCENT:g} %",
        "pass",
    )


def unneeded_rows(
    declared: Sequence[OverlapRecord], bodies: Sequence[tuple[Atlas, Shares]]
) -> Iterator[Row]:
    """A failing row for each declaration that lets no pair share more than any pair may.

    Parameters
    ----------
    declared : sequence of OverlapRecord
    bodies : sequence of (Atlas, dict of (str, str) to float)
        The atlas and its variants, each with its `shares`.
    """
    for record in declared:
        let = [
            percent
            for atlas, shared in bodies
            for pair, percent in shared.items()
            if declaration(atlas, declared, *pair) is record
        ]
        most = max(let, default=0.0)
        if most <= AT_MOST_PERCENT:
            yield Row(
                SECTION,
                ", ".join(record.pair),
                f"declared: {record.reason}",
                f"at most {most:.2f} % shared",
                f"> {AT_MOST_PERCENT:g} %, or not declared",
                "fail",
                note="Remove it from targets.yaml.",
            )


def shared_percent(atlas: Atlas, solids: dict[str, Columns], one: str, other: str) -> float:
    """Share of the smaller of two solids that lies in the other, per cent."""
    first, second = (np.reshape(atlas[name].mesh.bounds, (3, 2)) for name in (one, other))
    apart = (first[:, 0] > second[:, 1]) | (second[:, 0] > first[:, 1])
    smaller = min(solids[one].volume, solids[other].volume)
    if apart.any() or smaller <= 0.0:
        return 0.0
    return 100.0 * overlap(solids[one], solids[other]) / smaller


def declaration(
    atlas: Atlas, declared: Sequence[OverlapRecord], one: str, other: str
) -> OverlapRecord | None:
    """The first record that lets two structures of a body share space."""

    def means(member: str, name: str) -> bool:
        return member in ("*", name) or name in atlas.groups.get(member, ())

    for record in declared:
        if record.variant and record.variant not in atlas.shown_variants:
            continue
        a, b = record.pair
        if (means(a, one) and means(b, other)) or (means(a, other) and means(b, one)):
            return record
    return None


def _row(one: str, other: str, percent: float, most: float, why: str) -> Row:
    bar = f"≤ {most:g} % ({why})"
    return Row(SECTION, f"{one}, {other}", WHAT, f"{percent:.2f} %", bar, judged(percent <= most))
