"""Question banks from their files: loaded, checked, presented and graded."""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from musclekit.assessment import kinds
from musclekit.assessment.items import Bank, Item
from musclekit.assessment.outcome import Outcome
from musclekit.assessment.scenes import scene_problems, unknown
from musclekit.content import BankRecord, ItemRecord, parse_bank, parse_record
from musclekit.errors import ContentError, Problem, UnknownName, did_you_mean
from musclekit.paths import content_dir, shown

if TYPE_CHECKING:
    from musclekit.atlas import Atlas


def banks() -> tuple[str, ...]:
    """Ids of the shipped banks."""
    return tuple(sorted(path.stem for path in content_dir("quizzes").glob("*.yaml")))


def load_bank(name_or_path: str | Path, atlas: Atlas | None = None) -> Bank:
    """A question bank, checked against its atlas.

    Parameters
    ----------
    name_or_path : str or Path
        Id of a shipped bank, or a file.
    atlas : Atlas, optional
        The atlas that the bank names, when left out.

    Raises
    ------
    UnknownName
        If no bank has that id.
    ContentError
        With every problem of the file.
    """
    path = _path(name_or_path)
    record, problems = parse_bank(path)
    if record is None:
        raise ContentError(problems)
    if atlas is None:
        atlas = _own_atlas(record, path)
    items, more = _checked(record, atlas, path)
    problems = problems + more
    if problems:
        raise ContentError(problems)
    return Bank(
        id=record.bank,
        title=record.title,
        aims=MappingProxyType(dict(record.aims)),
        items=tuple(items),
        atlas=atlas,
        version=_version(record, items, atlas),
        licence=record.licence,
        lesson=record.lesson,
    )


def check_bank(path: Path | str, atlas: Atlas | None = None) -> list[Problem]:
    """Every problem of a bank file; of the atlas it names, unless one is given."""
    record, problems = parse_bank(path)
    if record is None:
        return problems
    try:
        return problems + _checked(record, atlas or _own_atlas(record, Path(path)), Path(path))[1]
    except ContentError as error:
        return problems + list(error.problems)


def present(item: Item, atlas: Atlas, order_seed: int | str = 0) -> dict[str, Any]:
    """What the browser may know of an item: plain JSON data without the key.

    Parameters
    ----------
    item : Item
    atlas : Atlas
    order_seed : int or str
        Decides the order of options; the same seed gives the same order.

    Returns
    -------
    dict
        `id`, `kind`, `prompt`, `level`, `prediction`, `scene` (as written, without what it
        highlights where that is the key), and what the kind adds: `input` ("choose", "click",
        "type" ...), `options`, `choices` or `things` ([{id, text}]), `hint`, `highlight`.
    """
    own = kinds.find(item.kind).present(item, atlas, order_seed)
    scene = item.scene.model_dump(mode="json", exclude_defaults=True) if item.scene else {}
    if own.get("highlight"):
        scene.pop("highlight", None)
    return {
        "id": item.id,
        "kind": item.kind,
        "prompt": item.prompt,
        "level": item.level,
        "prediction": item.prediction,
        "scene": scene,
        **own,
    }


def grade(bank: Bank, item_id: str, answer: Any, atlas: Atlas | None = None) -> Outcome:
    """Judge an answer.

    Parameters
    ----------
    bank : Bank
    item_id : str
    answer : JSON value
        choose-one: id of an option; click-structure: id of a structure; name-structure: text;
        numeric: text; place-the-footprint: a point, three numbers in millimetres; order: ids in
        a list; match: id on the left to id on the right; grade-this-injury: a class.
    atlas : Atlas, optional
        Judged by another atlas than the bank's, when given.

    Raises
    ------
    UnknownName
        If there is no such item.
    MusclekitError
        If the answer has not the shape the kind takes.
    """
    item = bank[item_id]
    return kinds.find(item.kind).grade(item, answer, atlas or bank.atlas)


def model_answer(bank: Bank, item_id: str) -> Any:
    """A right answer, in the shape a learner's has: for showing, and never before the answer."""
    item = bank[item_id]
    return kinds.find(item.kind).model_answer(item, bank.atlas)


def _path(name_or_path: str | Path) -> Path:
    text = os.fspath(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or os.sep in text or text.endswith(".yaml"):
        return Path(name_or_path)
    if text not in banks():
        raise UnknownName(f"No question bank '{text}'.", remedy=did_you_mean(text, banks()))
    return content_dir("quizzes") / f"{text}.yaml"


def _own_atlas(record: BankRecord, path: Path) -> Atlas:
    """The atlas that a bank names: the same one for every bank, until a file of it changes.

    What was derived from an atlas is kept with it, so a lesson's next quiz need not wait for it.
    """
    from musclekit.atlas import atlas_folders, load_atlas

    folder = atlas_folders().get(record.atlas)
    try:
        if folder is None:
            return load_atlas(record.atlas)
        changed = max(one.stat().st_mtime_ns for one in (folder, *folder.rglob("*")))
        return _kept_atlas(folder, changed, os.environ.get("MUSCLEKIT_DETAIL"))
    except UnknownName as error:
        raise ContentError([Problem(shown(path), "", error.what, error.remedy)]) from None


@lru_cache(maxsize=2)
def _kept_atlas(folder: Path, _changed_ns: int, _detail: str | None) -> Atlas:
    from musclekit.atlas import load_atlas

    return load_atlas(folder)


def _checked(record: BankRecord, atlas: Atlas, path: Path) -> tuple[list[Item], list[Problem]]:
    file = shown(path)
    problems = []
    if not record.items:
        problems.append(Problem(file, "", "The bank has no items.", "Write some under 'items:'."))
    if record.bank != path.stem:
        remedy = f"Call the file {record.bank}.yaml: that name is what it is loaded by."
        problems.append(Problem(file, "", f"The bank inside is '{record.bank}'.", remedy))
    items = []
    for each in record.items:
        item, found = _item(each, record, atlas, file)
        problems += found
        if item is not None and not found:
            items.append(item)
    return items, problems


def _item(
    record: ItemRecord, bank: BankRecord, atlas: Atlas, file: str
) -> tuple[Item | None, list[Problem]]:
    said = [unknown(atlas, name, "'about'") for name in record.about]
    said += [
        f"The source '{key}' is not in the atlas's list. {did_you_mean(key, atlas.sources)}"
        for key in record.sources
        if key not in atlas.sources
    ]
    said += [
        f"The aim '{aim}' is not among the bank's. {did_you_mean(aim, bank.aims)}"
        for aim in record.aims
        if aim not in bank.aims
    ]
    problems = [Problem(file, record.id, what) for what in said if what]
    try:
        kind = kinds.find(record.kind)
    except UnknownName as error:
        return None, [*problems, Problem(file, record.id, error.what, error.remedy)]
    fields = parse_record(kind.Fields, record.fields, file, record.id)
    if isinstance(fields, list):
        return None, problems + fields
    item = Item(
        id=record.id,
        kind=record.kind,
        prompt=record.prompt,
        about=record.about,
        aims=record.aims,
        sources=record.sources,
        claims=record.claims,
        level=record.level,
        scene=record.scene,
        fields=fields,
        prediction=record.prediction,
    )
    # The kind may look its structures up in the scene, so that must be sound first.
    found = scene_problems(item, atlas) or kind.problems(item, atlas)
    return item, problems + [Problem(file, record.id, what) for what in found]


def _version(record: BankRecord, items: list[Item], atlas: Atlas) -> str:
    keys = {item.id: kinds.find(item.kind).key(item, atlas) for item in items}
    data = {"bank": record.model_dump(mode="json"), "keys": keys}
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:12]
