"""What a question puts in order or together: a text, or a structure that stands for its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import model_validator

from musclekit.assessment.scenes import unknown
from musclekit.atlas.naming import called
from musclekit.content import Record

if TYPE_CHECKING:
    from musclekit.atlas import Atlas


class Thing(Record):
    """A `text`, which may be written alone, or a `structure`."""

    text: str = ""
    structure: str = ""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


def public_id(item_id: str, thing: Thing, atlas: Atlas) -> str:
    """A name in which neither its place in the file nor its being right shows."""
    if thing.structure:
        return atlas[thing.structure].id
    return "o" + hashlib.sha256(f"{item_id}\0{thing.text}".encode()).hexdigest()[:10]


def text_of(thing: Thing, atlas: Atlas) -> str:
    """As it stands in a list."""
    return thing.text.rstrip(".") if thing.text else atlas[thing.structure].name()


def said_of(thing: Thing, atlas: Atlas) -> str:
    """As it stands within a sentence."""
    return thing.text.rstrip(".") if thing.text else called(atlas[thing.structure])


def thing_problems(things: Iterable[Thing], atlas: Atlas, place: str) -> list[str]:
    """Neither or both of text and structure, no such structure, an id that is taken for a text."""
    found = []
    for thing in things:
        if bool(thing.text) == bool(thing.structure):
            found.append(f"An entry of {place} needs either 'text' or 'structure'. Give one.")
        elif thing.structure:
            found.append(unknown(atlas, thing.structure, place, groups=False))
        elif thing.text in atlas:
            found.append(
                f"{place} has the text '{thing.text}', which is a structure. "
                f"Write {{structure: {thing.text}}}."
            )
    return [problem for problem in found if problem]


def said_twice(things: Iterable[Thing], atlas: Atlas, place: str) -> list[str]:
    """Things that read the same."""
    texts = [text_of(thing, atlas).casefold() for thing in things]
    return [
        f"'{text}' stands twice in {place}. Remove one."
        for text in dict.fromkeys(texts)
        if texts.count(text) > 1
    ]
