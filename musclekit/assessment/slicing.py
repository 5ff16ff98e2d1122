"""Slices that questions show: where the plane lies, in which body, and what of it is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from musclekit.assessment import kinds
from musclekit.assessment.scenes import unknown
from musclekit.content import Record
from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    import numpy as np

    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas
    from musclekit.imaging.slices import Slice
    from musclekit.injury import Injury

INJURY = "injury"
"""Stands for the item's injury, as a place and as what is asked for."""
TITLES = {"t1": "T1-like", "stir": "STIR-like"}
LIES = {
    "axial": "Axial slice",
    "coronal": "Coronal slice",
    "sagittal": "Sagittal slice",
    "across": "Slice across the muscle",
    "along": "Slice along the muscle",
}


class Cut(Record):
    """Where a slice lies.

    Attributes
    ----------
    orientation : {"axial", "coronal", "sagittal", "across", "along"}
    at : float or str
        Millimetres, a structure, or "injury".
    picture : {"t1", "stir"}
    near : bool
        Whether only what is about that place is shown, in finer pixels.
    """

    orientation: Literal["axial", "coronal", "sagittal", "across", "along"] = "axial"
    at: float | str
    picture: Literal["t1", "stir"] = "stir"
    near: bool = False


class InBody(Record):
    """What the body of a slice is like: an `injury`, as fields of `Injury`, and a `pose`."""

    injury: dict[str, Any] | None = None
    pose: dict[str, float] = Field(default_factory=dict)


class Sought(InBody):
    """What is to be found in a picture.

    Attributes
    ----------
    find : tuple of str
        Structures, any of which is right; or "injury".
    why : str
        How it is recognised.
    """

    find: tuple[str, ...] = Field(min_length=1)
    why: str = ""

    @field_validator("find", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


def find_problems(fields: Sought, atlas: Atlas) -> list[str]:
    """No such structure; an injury asked for that is not given, or beside other things."""
    if INJURY in fields.find and (len(fields.find) > 1 or fields.injury is None):
        return ["'find: injury' stands alone and needs 'injury'. Correct one of them."]
    asked = [one for one in fields.find if one != INJURY]
    found = [unknown(atlas, one, "'find'", groups=False) for one in asked]
    return [problem for problem in found if problem]


@dataclass(frozen=True, eq=False)
class Shown:
    """One picture of a question.

    Attributes
    ----------
    slice : Slice
    picture : {"t1", "stir"}
    region : (rows, columns) bool
        What is right or measured: never for the browser before the answer.
    """

    slice: Slice
    picture: str
    region: np.ndarray

    @property
    def title(self) -> str:
        """Which picture it is, without saying where."""
        return f"{LIES[self.slice.orientation]}, {TITLES[self.picture]}"


def cuts(item: Item, atlas: Atlas) -> tuple[Shown, ...]:
    """Pictures that go with a question; none for most kinds."""
    made = getattr(kinds.find(item.kind), "cuts", None)
    return made(item, atlas) if made else ()


def injury_of(fields: InBody, atlas: Atlas) -> Injury | None:
    """The injury that an item describes, of this atlas.

    Raises
    ------
    MusclekitError
        If there is no such injury.
    """
    from musclekit.assessment.derivations.injuries import described

    return None if fields.injury is None else described(atlas, fields.injury)


def body_of(fields: InBody, atlas: Atlas, *, healthy: bool = False) -> Atlas:
    """The atlas in the item's pose and with its injury; without it where `healthy`.

    Raises
    ------
    MusclekitError
        If there is no such injury or pose.
    """
    injury = None if healthy else injury_of(fields, atlas)
    return _body(atlas, injury, tuple(sorted(fields.pose.items())))


@lru_cache(maxsize=8)
def _body(atlas: Atlas, injury: Injury | None, pose: tuple[tuple[str, float], ...]) -> Atlas:
    from musclekit.injury import injure

    hurt = atlas if injury is None else injure(atlas, injury)
    angles: dict[str, Any] = dict(pose)
    return hurt.pose(**angles) if angles else hurt


def slice_of(cut: Cut, fields: InBody, atlas: Atlas) -> Slice:
    """The slice that an item shows.

    Raises
    ------
    MusclekitError
        If there is no such place, injury or pose.
    """
    injury = injury_of(fields, atlas)
    if cut.at == INJURY and injury is None:
        raise MusclekitError("There is no injury for 'at: injury'.", remedy="Add 'injury'.")
    body = body_of(fields, atlas)
    return _slice(body, cut.orientation, injury if cut.at == INJURY else cut.at, cut.near)


@lru_cache(maxsize=16)
def _slice(body: Atlas, orientation: str, at: Any, near: bool) -> Slice:
    from musclekit.imaging.slices import slice
    from musclekit.imaging.standing import standing

    if orientation == "axial" and not near:
        return slice(body, orientation, at=at)
    return standing(body, orientation, at).nearer(near).slice()


def said(error: Exception) -> str:
    """An author's mistake in one sentence."""
    return str(error) if isinstance(error, MusclekitError) else f"'pose' does not fit: {error}."


def numbers(values: Collection[Any]) -> bool:
    """Whether all are finite numbers."""
    plain = (isinstance(x, int | float) and not isinstance(x, bool) for x in values)
    return all(plain) and all(abs(x) < 1e6 for x in values)
