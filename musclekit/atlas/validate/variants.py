"""Whether the meshes of an atlas's variants are as sound as its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from musclekit.atlas.model import Atlas
from musclekit.atlas.validate.envelopes import envelope_rows
from musclekit.atlas.validate.meshes import surface_row, volume_row
from musclekit.atlas.validate.overlaps import Shares, overlap_rows, sampled, shares
from musclekit.atlas.validate.rows import Row
from musclekit.content import TargetsRecord
from musclekit.geometry.columns import Columns

SECTION = "Variants"


def variant_bodies(
    atlas: Atlas, targets: TargetsRecord, solids: dict[str, Columns]
) -> dict[str, tuple[Atlas, Shares]]:
    """For each variant that redraws something, the body that has it and what it overlaps there.

    Parameters
    ----------
    atlas : Atlas
        Showing no variant.
    targets : TargetsRecord
    solids : dict of str to Columns
        Its own solids, as `overlaps.sampled` gives them.
    """
    bodies = {}
    for variant in atlas.variants.values():
        if variant.structures:
            redrawn = sampled(variant.structures, targets.envelopes)
            body = atlas.variant(variant.id)
            bodies[variant.id] = body, shares(body, solids | redrawn, of=redrawn)
    return bodies


def variant_rows(
    atlas: Atlas, targets: TargetsRecord, bodies: dict[str, tuple[Atlas, Shares]]
) -> Iterator[Row]:
    """Rows of every mesh a variant redraws: its surface, its volume, what it overlaps and what
    it sticks out of.
    """
    for name, (body, shared) in bodies.items():
        redrawn = atlas.variants[name].structures
        rows = [
            row
            for structure in redrawn
            for row in (surface_row(structure, SECTION), volume_row(structure, SECTION))
        ]
        rows += overlap_rows(body, targets.overlaps, shared)
        rows += envelope_rows(body, targets.envelopes, of=[one.id for one in redrawn])
        for row in rows:
            yield replace(row, section=SECTION, subject=f"{name}: {row.subject}")
