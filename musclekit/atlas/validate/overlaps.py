"""Which solids of an atlas share space, and whether they may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

import numpy as np

from musclekit.atlas.model import Atlas, Structure
from musclekit.atlas.validate.meshes import is_patch
from musclekit.atlas.validate.rows import Row, judged
from musclekit.atlas.validate.surfaces import arrays
from musclekit.content import OverlapRecord
from musclekit.geometry import is_closed
from musclekit.geometry.columns import Columns, columns, overlap

AT_MOST_PERCENT = 1.0
SPACING_MM = 0.5
SECTION = "Overlaps"


def sampled(structures: Iterable[Structure]) -> dict[str, Columns]:
    """Solids among some structures, by id, as lines inside them."""
    return {
        st.id: columns(*arrays(st.mesh), SPACING_MM)
        for st in structures
        if not is_patch(st) and is_closed(st.mesh.regular_faces)
    }


def overlap_rows(
    atlas: Atlas,
    declared: tuple[OverlapRecord, ...],
    solids: dict[str, Columns],
    of: Collection[str] | None = None,
) -> Iterator[Row]:
    """A row for each declared pair that overlaps, each other one that does too much, and the rest.

    Parameters
    ----------
    atlas : Atlas
    declared : tuple of OverlapRecord
        The pairs that may share more than `AT_MOST_PERCENT` of the smaller solid.
    solids : dict of str to Columns
        Its solids, as `sampled` gives them.
    of : collection of str, optional
        Only pairs with one of these.
    """
    least = 0.0
    clear = 0
    for one, other in combinations(solids, 2):
        if of is not None and one not in of and other not in of:
            continue
        percent = shared_percent(atlas, solids, one, other)
        found = declaration(atlas, declared, one, other)
        if found is None and percent <= AT_MOST_PERCENT:
            clear += 1
            least = max(least, percent)
        elif found is None:
            yield _row(one, other, percent, AT_MOST_PERCENT, "not declared")
        elif percent > 0.0 and found.reason != "inside":
            yield _row(one, other, percent, found.at_most_percent, found.reason)
    yield Row(
        SECTION,
        "all other pairs",
        f"shared part of the smaller solid, {clear} pairs",
        f"at most {least:.2f} %",
        f"≤ {AT_MOST_PERCENT:g} %",
        "pass",
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
    atlas: Atlas, declared: tuple[OverlapRecord, ...], one: str, other: str
) -> OverlapRecord | None:
    """The first record that lets two structures share space."""

    def means(member: str, name: str) -> bool:
        return member in ("*", name) or name in atlas.groups.get(member, ())

    for record in declared:
        a, b = record.pair
        if (means(a, one) and means(b, other)) or (means(a, other) and means(b, one)):
            return record
    return None


def _row(one: str, other: str, percent: float, most: float | None, why: str) -> Row:
    return Row(
        SECTION,
        f"{one}, {other}",
        "shared part of the smaller solid",
        f"{percent:.2f} %",
        f"declared: {why}" if most is None else f"≤ {most:g} % ({why})",
        judged(most is None or percent <= most),
    )
