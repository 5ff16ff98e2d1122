"""Plain data to immutable records, every fault reported as file, item, what and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from musclekit.content.files import read_yaml
from musclekit.errors import ContentError, Problem, did_you_mean
from musclekit.paths import shown

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
"""snake_case id, as structures and groups have."""

Text = Annotated[str, StringConstraints(min_length=1)]
"""Text that is not empty."""

R = TypeVar("R", bound="Record")


class Record(BaseModel):
    """Base of all records: unknown fields are refused, nothing can be changed afterwards."""

    model_config = ConfigDict(
        defer_build=True, extra="forbid", frozen=True, str_strip_whitespace=True
    )


class Names(Record):
    """A name in English and, where it has one, in Latin."""

    en: Text
    la: str = ""


def refuse(what: str, remedy: str = "") -> NoReturn:
    """Reject a value inside a record's validator.

    Parameters
    ----------
    what : str
        One sentence: what is wrong with it.
    remedy : str, optional
        How to put it right.
    """
    raise PydanticCustomError("musclekit", "{what}", {"what": what, "remedy": remedy})


def parse_record(model: type[R], data: object, file: str, item: str = "") -> R | list[Problem]:
    """One record from plain data, or every problem it has.

    Parameters
    ----------
    model : type
        Subclass of `Record`.
    data : object
        Plain data, as YAML gives it.
    file, item : str
        File as the user knows it and id of the record, for the problems.

    Returns
    -------
    Record or list of Problem

    >>> parse_record(Names, {"em": "Femur"}, "bones.yaml", "femur")[0].what
    "'en' is missing."
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        return [_problem(details, model, file, item) for details in error.errors()]


def parse_records(
    model: type[R], rows: object, file: str, *, key: str = "id"
) -> tuple[list[R], list[Problem]]:
    """Records from the rows of a file: those that are sound, and the problems of the others.

    Parameters
    ----------
    model : type
        Subclass of `Record`.
    rows : object
        A list of mappings, as YAML gives it; anything else is a problem.
    file : str
        File as the user knows it.
    key : str
        Field that names a row; two rows with one name are a problem. "" where rows have none.

    Returns
    -------
    (list of Record, list of Problem)
        In the file's order.
    """
    if not isinstance(rows, list):
        return [], [Problem(file, "", f"{_said(rows)} where a list of records is expected.")]
    records: list[R] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = row.get(key) if isinstance(row, dict) and key else None
        item = name if isinstance(name, str) else f"entry {number}"
        if name is not None and item in seen:
            problems.append(
                Problem(file, item, f"The {key} is used twice.", "Rename or remove one of the two.")
            )
        seen.add(item)
        parsed = parse_record(model, row, file, item)
        if isinstance(parsed, list):
            problems += parsed
        else:
            records.append(parsed)
    return records, problems


def read_records(path: Path | str, model: type[R], *, under: str, key: str = "id") -> tuple[R, ...]:
    """Records of one YAML file.

    Parameters
    ----------
    path : path
        The file.
    model : type
        Subclass of `Record`.
    under : str
        Top-level key the list stands under.
    key : str
        Field that names a row.

    Raises
    ------
    ContentError
        With every problem of the file.
    """
    records, problems = parse_records(model, rows_under(path, under), shown(path), key=key)
    if problems:
        raise ContentError(problems)
    return tuple(records)


def rows_under(path: Path | str, under: str) -> object:
    """What a YAML file has under its one top-level key."""
    data = read_yaml(path)
    if not isinstance(data, dict) or list(data) != [under]:
        found = ", ".join(map(str, data)) if isinstance(data, dict) else _said(data)
        what = f"Expected one top-level key '{under}'; found: {found or 'nothing'}."
        raise ContentError([Problem(shown(path), "", what, f"Put everything under '{under}:'.")])
    return data[under]


def _problem(details: ErrorDetails, model: type[BaseModel], file: str, item: str) -> Problem:
    place, kind, given = details["loc"], details["type"], details["input"]
    context = details.get("ctx", {})
    *above, last = place or ("",)
    within = f" (in {_place(above)})" if above else ""
    field = f"'{last}'{within}" if isinstance(last, str) and last else _place(place)
    if kind == "musclekit":
        what, remedy = context["what"], context["remedy"]
        what = f"{field}: {what}" if field else what
    elif kind == "missing":
        what, remedy = f"{field} is missing.", "Add it."
    elif kind == "extra_forbidden":
        known = _fields_at(model, above)
        what, remedy = f"{field} is no field here.", did_you_mean(str(last), known)
    elif kind in ("literal_error", "enum"):
        what = f"{field} is {_said(given)}."
        remedy = f"Use {context['expected']}."
    elif kind in ("model_type", "dict_type"):
        what = f"{field or 'The record'} is {_said(given)} where a mapping of fields is expected."
        remedy = "Write 'field: value' lines."
    elif kind == "string_pattern_mismatch":
        what = f"{field} is {_said(given)}."
        remedy = f"It must match {context['pattern']}."
    else:
        what, remedy = f"{field} is {_said(given)}.", f"{details['msg']}."
    return Problem(file, item, what, remedy)


def _place(place: Iterable[int | str]) -> str:
    parts = [f"entry {part + 1}" if isinstance(part, int) else f"'{part}'" for part in place]
    return ", ".join(parts)


def _said(value: object) -> str:
    if value is None or value == "":
        return "empty"
    text = f"'{value}'" if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _fields_at(model: type[BaseModel], place: Iterable[int | str]) -> list[str]:
    """Field names of the record found by following `place` into `model`."""
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            inner = _record_in(model.model_fields[part].annotation)
            if inner is not None:
                model = inner
    return list(model.model_fields)


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_record_in(argument) for argument in get_args(annotation))
    return next((inner for inner in found if inner is not None), None)
