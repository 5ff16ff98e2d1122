"""Whether solids that hold others, as the skin does, hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from musclekit.atlas.model import Atlas, Structure
from musclekit.atlas.validate.rows import Row, judged
from musclekit.atlas.validate.surfaces import points_and_middles, signed_distances
from musclekit.content import CutRecord, EnvelopeRecord

SECTION = "Envelopes"
WHAT = "farthest point out of"


def envelope_rows(
    atlas: Atlas, envelopes: tuple[EnvelopeRecord, ...], of: Collection[str] | None = None
) -> Iterator[Row]:
    """A row for each structure that passes a cut, each other one that sticks out, and the rest.

    Parameters
    ----------
    atlas : Atlas
    envelopes : tuple of EnvelopeRecord
    of : collection of str, optional
        Only these structures; all of them where the envelope is among these.
    """
    for envelope in envelopes:
        others: list[tuple[float, str]] = []
        for structure in _held(atlas, envelope, of):
            cuts = [cut for cut in envelope.cuts if structure.id in cut.passed_by]
            out, short_of = sticking_out(structure, atlas[envelope.structure], cuts, envelope)
            if cuts or out > envelope.at_most_mm:
                yield _row(envelope, structure.id, out, cuts, short_of)
            else:
                others.append((out, structure.id))
        if others:
            out, name = max(others)
            what = f"{WHAT} {envelope.structure}, structures: {len(others)}"
            yield Row(SECTION, "all others", what, f"{_told(out)} ({name})", _bar(envelope), "pass")


def sticking_out(
    structure: Structure,
    envelope: Structure,
    cuts: Sequence[CutRecord],
    record: EnvelopeRecord,
) -> tuple[float, list[str]]:
    """How far a structure sticks out of an envelope, away from the cuts that it passes.

    Parameters
    ----------
    structure, envelope : Structure
    cuts : sequence of CutRecord
        Those it is declared to pass.
    record : EnvelopeRecord
        What its rims are.

    Returns
    -------
    float
        Of its points and the middles of its faces, the farthest outside, millimetres; negative
        where all lie inside, infinite where all lie beyond the cuts.
    list of str
        Names of the cuts that it does not reach.
    """
    points = points_and_middles(structure.mesh)
    judged_here = np.ones(len(points), bool)
    short_of = []
    for cut in cuts:
        axis, sign = "xyz".index(cut.end[1]), 1.0 if cut.end[0] == "+" else -1.0
        plane = (sign * envelope.mesh.points[:, axis]).max()
        beyond = sign * points[:, axis] - plane
        judged_here &= beyond < -record.rim_mm
        short_of += [cut.name] if beyond.max() <= 0.0 else []
    if not judged_here.any():
        return np.inf, short_of
    return float(signed_distances(envelope.mesh, points[judged_here]).max()), short_of


def _held(
    atlas: Atlas, envelope: EnvelopeRecord, of: Collection[str] | None
) -> Iterator[Structure]:
    """The structures that an envelope must hold, among some of the atlas."""
    for structure in atlas.structures:
        wanted = of is None or envelope.structure in of or structure.id in of
        if wanted and structure.id != envelope.structure:
            yield structure


def _row(
    envelope: EnvelopeRecord, name: str, out: float, cuts: Sequence[CutRecord], short_of: list[str]
) -> Row:
    where = f", away from its {', '.join(cut.name for cut in cuts)}" if cuts else ""
    faults = [f"does not pass its {cut}: no need to say so" for cut in short_of]
    return Row(
        SECTION,
        name,
        f"{WHAT} {envelope.structure}{where}",
        "; ".join([_told(out), *faults]),
        _bar(envelope),
        judged(out <= envelope.at_most_mm and not short_of),
    )


def _bar(envelope: EnvelopeRecord) -> str:
    return f"≤ {envelope.at_most_mm:g} mm outside"


def _told(out: float) -> str:
    if out == np.inf:
        return "wholly outside, beyond the cuts"
    return f"{abs(out):.2f} mm {'outside' if out > 0.0 else 'inside'}"
