"""Whether the meshes of an atlas's variants are as sound as its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from musclekit.atlas.model import Atlas
from musclekit.atlas.validate.meshes import surface_row, volume_row
from musclekit.atlas.validate.overlaps import overlap_rows, sampled
from musclekit.atlas.validate.rows import Row
from musclekit.content import OverlapRecord
from musclekit.geometry.columns import Columns

SECTION = "Variants"


def variant_rows(
    atlas: Atlas, declared: tuple[OverlapRecord, ...], solids: dict[str, Columns]
) -> Iterator[Row]:
    """Rows of every mesh a variant redraws: its surface, its volume, what it overlaps.

    Parameters
    ----------
    atlas : Atlas
        Showing no variant.
    declared : tuple of OverlapRecord
    solids : dict of str to Columns
        Its own solids, as `overlaps.sampled` gives them.
    """
    for variant in atlas.variants.values():
        if not variant.structures:
            continue
        rows = [
            row
            for structure in variant.structures
            for row in (surface_row(structure, SECTION), volume_row(structure, SECTION))
        ]
        redrawn = sampled(variant.structures)
        body = atlas.variant(variant.id)
        rows += overlap_rows(body, declared, solids | redrawn, of=redrawn)
        for row in rows:
            yield replace(row, section=SECTION, subject=f"{variant.id}: {row.subject}")
