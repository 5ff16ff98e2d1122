"""Records of how injuries are graded: levels, the criteria that reach them, their limits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import product
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import AllowInfNan, Field, StringConstraints, field_validator, model_validator

from musclekit.content.facts import Basis, Fact
from musclekit.content.injuries import DISORDERS, MEASURES, MECHANISMS, SITES
from musclekit.content.records import Id, Record, Text, refuse
from musclekit.errors import did_you_mean

SchemeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Bound = Annotated[float, AllowInfNan(False)]
Allowed = tuple[str | bool | int | None, ...]

THIRDS = ("proximal", "middle", "distal")
JUNCTIONS = ("proximal", "distal")
MEASURED = (*MEASURES, "torn_fraction", "tension_lost")
"""What a criterion can be about: extents, the torn part of the section, a finding."""
VALUES: Mapping[str, Allowed | None] = {
    "kind": None,
    "structure": None,
    "site": SITES,
    "mechanism": (*MECHANISMS, None),
    "disorder": DISORDERS,
    "third": THIRDS,
    "junction": JUNCTIONS,
    "bony": (True, False),
    "nerve_tethered": (True, False),
}
"""What a level can be reserved for, and the values there are; None where the atlas says them."""

When = dict[str, Allowed]


def _said(when: object) -> object:
    """One value as a row of one, so that a file may leave the brackets out."""
    if not isinstance(when, dict):
        return when
    return {
        key: value if isinstance(value, list | tuple) else (value,) for key, value in when.items()
    }


def _checked(when: When) -> When:
    for name, values in when.items():
        if name not in VALUES:
            refuse(f"'{name}' is nothing a level can be reserved for.", did_you_mean(name, VALUES))
        known = VALUES[name]
        for value in values:
            if known is not None and value not in known:
                refuse(
                    f"'{name}' is never {value!r}.", f"Use one of: {', '.join(map(str, known))}."
                )
    return when


class CriterionRecord(Record):
    """One bound: what is measured, and from where on it counts.

    Attributes
    ----------
    field : str
        One of `MEASURED`.
    at_least, above : float or None
        The bound, itself included or not; shares as parts of 1, lengths in mm, volumes in ml.
    holds : bool
        For a finding: that it is there.
    of : str
        What the extent is of, where that differs: "the tendon".
    judgement : bool
        The bound is ours: the scheme gives none.
    """

    field: Literal[MEASURED]  # type: ignore[valid-type]
    at_least: Bound | None = None
    above: Bound | None = None
    holds: bool = False
    of: str = ""
    judgement: bool = False

    @model_validator(mode="after")
    def _one_bound(self) -> CriterionRecord:
        given = [self.at_least is not None, self.above is not None, self.holds]
        if sum(given) != 1:
            refuse("a criterion needs exactly one bound.", "Give 'at_least', 'above' or 'holds'.")
        if self.holds != (self.field == "tension_lost"):
            refuse(f"'{self.field}' has no such bound.", "'holds' is for findings, alone.")
        return self

    @property
    def bound(self) -> float:
        """The number from which on it counts; 1 for a finding."""
        return next((b for b in (self.at_least, self.above) if b is not None), 1.0)

    def met(self, value: float) -> bool:
        """Whether a value reaches it."""
        return value > self.above if self.above is not None else value >= self.bound


class LevelRecord(Record):
    """One level of a part of a scheme.

    Attributes
    ----------
    code : str
        What it adds to the code; may be empty.
    name : str
        What it is called.
    when : mapping of str to values
        Which injuries it is for; every one must hold.
    any : tuple of CriterionRecord
        Any one of them reaches it; a level without is reached where nothing higher is.
    basis : str or None
        Where it differs from the scheme's.
    note : str
        What was read into it, or is not said.
    """

    code: str
    name: str
    when: When = Field(default_factory=dict)
    any: tuple[CriterionRecord, ...] = ()
    basis: Basis | None = None
    note: str = ""

    _say = field_validator("when", mode="before")(_said)
    _check = field_validator("when")(_checked)


class PartRecord(Record):
    """One part of a code; its levels rise in the order they stand in."""

    id: Id
    levels: tuple[LevelRecord, ...] = Field(min_length=1)


class ExceptionRecord(Record):
    """Injuries a scheme has no class for, and why."""

    when: When
    why: Text

    _say = field_validator("when", mode="before")(_said)
    _check = field_validator("when")(_checked)


class SchemeRecord(Fact):
    """A way to grade injuries; `text` says what it is.

    Attributes
    ----------
    code : str
        How the parts make up a code, as in "{site}{grade}"; may name `episode`.
    episodes : tuple of int
        Those listed among the codes, where the code names them.
    rules : tuple of str
        How bounds and several criteria are read.
    cannot_say : tuple of str
        What a class of it does not tell.
    limit_sources : tuple of str
        Sources that `cannot_say` names besides the scheme's own.
    not_classed : tuple of ExceptionRecord
        The first that holds is given as the reason.
    """

    id: SchemeId
    name: Text
    code: Text
    episodes: tuple[int, ...] = ()
    rules: tuple[Text, ...] = Field(min_length=1)
    cannot_say: tuple[Text, ...] = Field(min_length=1)
    limit_sources: tuple[Text, ...] = ()
    not_classed: tuple[ExceptionRecord, ...] = ()
    parts: tuple[PartRecord, ...] = Field(min_length=1)

    @cached_property
    def ways(self) -> tuple[tuple[str, tuple[LevelRecord, ...], int], ...]:
        """Code, levels and episode of every class; only levels that can go together."""
        return tuple(
            (self.put([level.code for level in levels], episode), levels, episode)
            for levels in product(*(part.levels for part in self.parts))
            if _together(levels)
            for episode in self.episodes or (0,)
        )

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, in the order of the levels."""
        return tuple(dict.fromkeys(code for code, _, _ in self.ways))

    def put(self, codes: list[str], episode: int) -> str:
        """The code that the parts' codes make up."""
        names = [part.id for part in self.parts]
        return self.code.format(episode=episode, **dict(zip(names, codes, strict=True)))

    @model_validator(mode="after")
    def _put_together(self) -> SchemeRecord:
        named = {name for _, name, _, _ in Formatter().parse(self.code) if name is not None}
        parts = {part.id for part in self.parts}
        if named - {"episode"} != parts:
            refuse(f"'code' names {sorted(named)}; the parts are {sorted(parts)}.", "Name each.")
        if ("episode" in named) != bool(self.episodes):
            refuse("'episodes' goes with a code that names 'episode'.", "Give both or neither.")
        return self


def _together(levels: tuple[LevelRecord, ...]) -> bool:
    """Whether some injury could be at all these levels."""
    allowed: dict[str, set[Any]] = {}
    for level in levels:
        for name, values in level.when.items():
            allowed[name] = allowed.get(name, set(values)) & set(values)
    return all(allowed.values())


class GradingsRecord(Record):
    """The file gradings.yaml of an atlas."""

    schemes: tuple[SchemeRecord, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> GradingsRecord:
        names = [scheme.id for scheme in self.schemes]
        for name in sorted({name for name in names if names.count(name) > 1}):
            refuse(f"'{name}' is described twice.", "Remove one of the two.")
        return self
