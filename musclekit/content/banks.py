"""Records of a question bank: what every item has, whatever its kind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from musclekit.content.files import read_yaml
from musclekit.content.records import Record, Text, parse_record, parse_records
from musclekit.errors import ContentError, Problem
from musclekit.paths import shown

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""lower-case-with-hyphens, as banks, items and lessons are called."""

Opacity = Annotated[float, Field(ge=0, le=1)]


class SceneRecord(Record):
    """What the 3D view shows with an item; ids may be structures or groups.

    `focus` is what the picture is framed on, shown or not; the view's own choice without it.
    """

    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    opacity: dict[str, Opacity] = Field(default_factory=dict)
    highlight: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    view: str | None = None
    focus: tuple[str, ...] = ()


class ItemRecord(Record):
    """One item; what only its kind knows is kept, unread, in `fields`.

    A `prediction` is asked by itself, before the lesson tells; it is not counted.
    """

    model_config = ConfigDict(extra="allow")

    id: Slug
    kind: Text
    prompt: Text
    about: tuple[str, ...] = Field(min_length=1)
    aims: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    claims: tuple[str, ...] = ()
    level: Literal[1, 2, 3] = 1
    prediction: bool = False
    scene: SceneRecord | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """Plain data of the fields that belong to the item's kind."""
        return dict(self.model_extra or {})


class BankRecord(Record):
    """A question bank."""

    bank: Slug
    title: Text
    atlas: Text
    lesson: str | None = None
    licence: Text
    aims: dict[str, Text] = Field(default_factory=dict)
    items: tuple[ItemRecord, ...] = ()


def parse_bank(path: Path | str) -> tuple[BankRecord | None, list[Problem]]:
    """A bank with its sound items, and the problems of all others.

    Returns
    -------
    (BankRecord or None, list of Problem)
        None when the file cannot be read or its head is faulty.
    """
    file = shown(path)
    try:
        data = read_yaml(path)
    except ContentError as error:
        return None, list(error.problems)
    if not isinstance(data, dict):
        return None, [Problem(file, "", "not a question bank.", "Start it with 'bank: <id>'.")]
    items, problems = parse_records(ItemRecord, data.get("items"), file)
    head = parse_record(BankRecord, {**data, "items": []}, file)
    if isinstance(head, list):
        return None, head + problems
    return head.model_copy(update={"items": tuple(items)}), problems


def read_bank(path: Path | str) -> BankRecord:
    """A bank.

    Raises
    ------
    ContentError
        With every problem of the file.
    """
    bank, problems = parse_bank(path)
    if bank is None or problems:
        raise ContentError(problems)
    return bank
