"""Records of where a nerve can be caught: what narrows its room, and what that does."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AllowInfNan, Field, PositiveFloat, StringConstraints, model_validator

from musclekit.content.facts import Fact
from musclekit.content.records import Id, Record, Text, refuse

Shape = Literal["swelling", "lump", "band"]
Effect = Literal["pain", "weakness", "numbness"]
EFFECTS: tuple[str, ...] = get_args(Effect)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[PositiveFloat, AllowInfNan(False)]
Degrees = Annotated[float, AllowInfNan(False)]


class NerveSiteRecord(Record):
    """A stretch of a nerve, in shares of one structure's own length from the spine downwards.

    Attributes
    ----------
    structure : str
    low, high : float
        Nothing outside the stretch comes nearer to the nerve.
    heart : float
        Where the room becomes narrowest.
    name : str
        The stretch in words.
    """

    structure: Id
    low: Share
    high: Share
    heart: Share
    name: Text

    @model_validator(mode="after")
    def _in_order(self) -> NerveSiteRecord:
        if not self.low < self.heart < self.high:
            refuse("'low', 'heart' and 'high' do not rise.", "Put the heart inside the stretch.")
        return self


class ChangeRecord(Record):
    """How the room is narrowed: something reaches from a wall towards the nerve.

    Attributes
    ----------
    shape : str
        "swelling": the wall itself is drawn out; "lump": a new body grows out of it; "band": a
        strand along it is drawn off it.
    wall : str
        The structure it comes from.
    against : tuple of str
        Structures, the wall among them, that bound the room.
    body : str
        The body of the joints that carries it.
    across_mm, along_mm : float
        Half its extent across and along the nerve when severity is 1.
    left_mm : float
        What is left between it and the nerve then.
    name : str
        Of the new structure; "" for a swelling.
    schematic : bool
        Whether its extent is drawn, not published.
    dimension : Fact
        What is known of its extent.
    """

    shape: Shape
    wall: Id
    against: tuple[Id, ...] = Field(min_length=1)
    body: Id
    across_mm: Length
    along_mm: Length
    left_mm: Length
    name: str = ""
    schematic: bool = True
    dimension: Fact

    @model_validator(mode="after")
    def _complete(self) -> ChangeRecord:
        if self.wall not in self.against:
            refuse(f"'against' leaves out the wall '{self.wall}'.", "Add it.")
        if (self.shape == "swelling") == bool(self.name):
            refuse("only what is new has a name.", "Name a lump or a band, and no swelling.")
        return self


class NerveEffectRecord(Fact):
    """Something that hurts, weakens or goes numb; `text` says it."""

    effect: Effect


class LoadRecord(Fact):
    """A posture that loads the nerve there; `text` says it.

    Attributes
    ----------
    posture : mapping of str to float
        Degrees by coordinate.
    """

    posture: dict[Id, Degrees] = Field(min_length=1)


class EntrapmentRecord(Fact):
    """A way in which a nerve is caught; `text` says it.

    Attributes
    ----------
    effects : tuple of NerveEffectRecord
    silent : tuple of str
        Of pain, weakness and numbness, that on which nothing is on record.
    not_with : mapping of str to str
        Scenarios and variants it cannot be shown with, and why.
    unknown : tuple of str
        What the model cannot know.
    """

    id: Slug
    name: Text
    site: NerveSiteRecord
    change: ChangeRecord
    effects: tuple[NerveEffectRecord, ...]
    silent: tuple[Effect, ...] = ()
    loads: tuple[LoadRecord, ...] = Field(min_length=1)
    not_with: dict[str, Text] = Field(default_factory=dict)
    unknown: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _all_told(self) -> EntrapmentRecord:
        told = [*(one.effect for one in self.effects), *self.silent]
        for effect in EFFECTS:
            if effect not in told:
                refuse(f"nothing is said of {effect}.", "Add it to 'effects' or to 'silent'.")
        for effect in self.silent:
            if any(one.effect == effect for one in self.effects):
                refuse(f"{effect} stands under 'effects' and under 'silent'.", "Remove one.")
        return self


class LookalikeRecord(Fact):
    """Something that is taken for an entrapment and is another thing; `text` says which."""

    id: Slug
    name: Text


class EntrapmentsRecord(Record):
    """The file entrapments.yaml of an atlas."""

    scenarios: tuple[EntrapmentRecord, ...] = Field(min_length=1)
    lookalikes: tuple[LookalikeRecord, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> EntrapmentsRecord:
        ids = [one.id for one in self.scenarios] + [one.id for one in self.lookalikes]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            refuse(f"'{name}' is described twice.", "Rename or remove one of the two.")
        return self
