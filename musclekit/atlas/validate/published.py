"""Published figures against what the meshes measure, and tendons against their footprints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from musclekit.atlas.model import Atlas, Attachment
from musclekit.atlas.validate.measures import measured, unit_of
from musclekit.atlas.validate.rows import Row, judged
from musclekit.atlas.validate.surfaces import distances, gaps, nearest_points
from musclekit.content import Source, TargetRecord, TargetsRecord
from musclekit.errors import MusclekitError

FIGURES, ATTACHED = "Published figures", "Tendons and footprints"
GAP_MM = 0.5
ON_BONE_MM = 0.1
_PLUS_MINUS = {"SD": "mean ± 1 SD", "CI95": "95 % CI", "range": "range"}


def target_rows(atlas: Atlas, targets: TargetsRecord) -> Iterator[Row]:
    """A row for each published figure, conflict between two of them, and declared gap."""
    for target in targets.targets:
        value, reason = _try(atlas, target)
        row = target_row(target, value, reason, atlas.sources.get(target.source))
        if target.yields_to:
            winner = targets.winner(target)
            won = winner is not None and _meets(winner, _try(atlas, winner)[0])
            row = conflict_row(row, winner, won) if value is not None else row
        yield row


def target_row(
    target: TargetRecord, value: float | None, reason: str, source: Source | None
) -> Row:
    """One figure compared; `reason` says why nothing was measured.

    Parameters
    ----------
    target : TargetRecord
    value : float or None
        As measured; None where it cannot be.
    reason : str
    source : Source or None
        That the target cites.
    """
    unit = unit_of(target.measure)
    told = "cannot be measured" if value is None else f"{value:.4g} {unit}".strip()
    known = source is not None
    sure = "" if target.basis == "found" else f" ({target.basis})"
    notes = [] if known or target.gap else [f"no source '{target.source}'"]
    notes += [text for text in (reason, target.conflict, target.note) if text]
    return Row(
        FIGURES,
        target.structure,
        _what(target),
        told,
        "nothing published to compare with" if target.gap else _bar(target),
        "gap" if target.gap else judged(_meets(target, value) and known),
        f"{target.source}{sure}",
        "; ".join(notes),
    )


def conflict_row(row: Row, winner: TargetRecord | None, won: bool) -> Row:
    """A figure's row where the figure yields to another that excludes it.

    Parameters
    ----------
    row : Row
        As judged by itself.
    winner : TargetRecord or None
    won : bool
        Whether the winner is met.
    """
    if winner is None or not won:
        return replace(row, outcome="fail", note=f"yields to a figure that fails; {row.note}")
    if row.outcome == "pass":
        return replace(row, outcome="fail", note=f"met: remove 'yields_to'; {row.note}")
    bar = f"{row.bar}, against {_what(winner)} {_bar(winner)} {winner.source}"
    return replace(row, outcome="conflict", bar=bar)


def _try(atlas: Atlas, target: TargetRecord) -> tuple[float | None, str]:
    """What a target's structure measures, or why it cannot be measured."""
    try:
        return measured(atlas, target), ""
    except MusclekitError as error:
        return None, error.what


def _meets(target: TargetRecord, value: float | None) -> bool:
    low, high = target.bounds
    return value is not None and low <= value <= high


def _what(target: TargetRecord) -> str:
    words = target.measure.rsplit("_", 1)[0] if unit_of(target.measure) else target.measure
    parts = [words.replace("_", " ")]
    parts += [target.role] if target.role else []
    parts += [f"{target.below_mm:g} mm below the footprint"] if target.below_mm is not None else []
    parts += [f"branch {target.number}"] if target.number else []
    parts += [f"to {', '.join(target.to)}"] if target.to else []
    return ", ".join(parts)


def _bar(target: TargetRecord) -> str:
    low, high = target.bounds
    unit = unit_of(target.measure)
    if target.interval == "mean":
        return f"{target.mean:g} {unit} ± {target.within_percent:g} %".replace("  ", " ")
    kind = _PLUS_MINUS[str(target.interval)]
    if not np.isfinite(low):
        return f"≤ {high:g} {unit} ({kind})"
    if not np.isfinite(high):
        return f"≥ {low:g} {unit} ({kind})"
    return f"{low:g} to {high:g} {unit} ({kind})".replace("  ", " ")


def footprint_rows(atlas: Atlas, targets: TargetsRecord) -> Iterator[Row]:
    """Rows of every footprint: whether it lies on its bone, and how near the tendon comes."""
    instead: dict[tuple[str, str], tuple[str, ...]] = {
        (one.structure, one.role): one.met_by for one in targets.footprints
    }
    for structure in atlas.structures:
        for role, end in (("origin", structure.origin), ("insertion", structure.insertion)):
            if end is None or end.outline_mm is None:
                continue
            places = footprint_points(atlas, end)
            yield _on_bone(atlas, structure.id, role, end)
            met_by = instead.get((structure.id, role), (structure.id,))
            apart = np.min([gaps(atlas[name].mesh, places) for name in met_by], axis=0).max()
            yield Row(
                ATTACHED,
                structure.id,
                f"gap at the {role}, {', '.join(met_by)} to footprint",
                f"{apart:.2f} mm",
                f"< {GAP_MM:g} mm",
                judged(apart < GAP_MM),
            )


def footprint_points(atlas: Atlas, end: Attachment) -> np.ndarray:
    """Points (n, 3) of bone spread over a footprint: its border and rings within."""
    centre, outline = np.asarray(end.centre_mm), np.asarray(end.outline_mm)
    rings = [centre + share * (outline - centre) for share in (0.25, 0.5, 0.75)]
    within = nearest_points(atlas[end.bone].mesh, np.vstack([centre[None], *rings]))
    return np.vstack([within, outline])


def _on_bone(atlas: Atlas, name: str, role: str, end: Attachment) -> Row:
    border = np.vstack([np.asarray(end.centre_mm)[None], np.asarray(end.outline_mm)])
    apart = float(distances(atlas[end.bone].mesh, border).max())
    return Row(
        ATTACHED,
        name,
        f"{role}'s footprint, distance from {end.bone}",
        f"at most {apart:.3f} mm",
        f"≤ {ON_BONE_MM:g} mm",
        judged(apart <= ON_BONE_MM),
    )
