"""What belongs to a structure by the atlas's facts: its nerve, where it attaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from musclekit.assessment import wording
from musclekit.assessment.derivations import Partner, partner
from musclekit.assessment.things import Thing
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.atlas import Atlas


class End(Record):
    """`role`: which end is meant."""

    role: Literal["origin", "insertion"]


@partner("nerve")
def nerve(atlas: Atlas, of: str) -> Partner:
    """The nerve that supplies a muscle."""
    fact = atlas[of].innervation
    if fact is None or fact.nerve is None:
        raise MusclekitError("The atlas names no nerve of it.", remedy="Take it out.")
    return Partner(Thing(structure=fact.nerve), wording.innervation(atlas, of))


@partner("attachment", End)
def attachment(atlas: Atlas, of: str, role: str) -> Partner:
    """What an end is attached to: a landmark, or a bone where no landmark is named."""
    return Partner(Thing(structure=_at(atlas, of, role)), _told(atlas, of, role))


@partner("bone", End)
def bone(atlas: Atlas, of: str, role: str) -> Partner:
    """The bone an end is attached to."""
    at = _at(atlas, of, role)
    landmark = atlas[at].of
    why = [_told(atlas, of, role), wording.is_a(atlas, at) if landmark else wording.Said()]
    return Partner(Thing(structure=landmark or at), wording.joined(why))


def _at(atlas: Atlas, of: str, role: str) -> str:
    end = getattr(atlas[of], role)
    if end is None:
        raise MusclekitError(f"The atlas gives no {role} of it.", remedy="Take it out.")
    return end.at


def _told(atlas: Atlas, of: str, role: str) -> wording.Said:
    return wording.origin(atlas, of) if role == "origin" else wording.insertion(atlas, of)
