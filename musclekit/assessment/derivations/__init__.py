"""Keys that follow from a model: a name in a bank file to a function of the atlas.

Every module of this folder is imported when the first name is looked up; its functions are marked
with `amount` or `partner`. A model that lives elsewhere marks its own in the same way.
"""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from pydantic import ConfigDict, Field, field_validator

from musclekit.assessment.things import Thing
from musclekit.assessment.wording import Said, listed
from musclekit.content import Record, parse_record
from musclekit.errors import MusclekitError, UnknownName, did_you_mean

if TYPE_CHECKING:
    from musclekit.atlas import Atlas

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Amount:
    """A value of one thing.

    Attributes
    ----------
    value : float
    unit : str
        Name of one of `units.UNITS`.
    what : str
        What was measured, as it stands in a sentence: "volume".
    sources : tuple of str
        Keys of sources it rests on beside the item's own.
    above : str
        From where a height counts, said after it wherever it stands alone: "the lower end of the
        tibia".
    published : bool
        Whether it is of what others printed, where else it is of this model.
    """

    value: float
    unit: str
    what: str
    sources: tuple[str, ...] = ()
    above: str = ""
    published: bool = False


@dataclass(frozen=True)
class Partner:
    """What belongs to one thing, and why."""

    thing: Thing
    why: Said


class Derive(Record):
    """`by`: the name of a derivation; `of`: what it is asked of; all else goes to the function."""

    model_config = ConfigDict(extra="allow")

    by: str = Field(min_length=1)
    of: tuple[str, ...] = Field(min_length=1)

    @field_validator("of", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


@dataclass(frozen=True)
class _Derivation:
    gives: type
    function: Callable[..., Any]
    settings: type[Record]


_known: dict[str, _Derivation] = {}
# An atlas does not change, and a model may take its time.
_given: WeakKeyDictionary[Atlas, dict[tuple[str, str, str], Any]] = WeakKeyDictionary()


def amount(name: str, settings: type[Record] = Record) -> Callable[[_F], _F]:
    """Mark a function as the derivation of that name: what it gives can be asked and put in order.

    Parameters
    ----------
    name : str
        As it stands in `derive: {by: ...}`.
    settings : type, optional
        Record of what may stand beside `by` and `of`; its fields become keyword arguments.

    Notes
    -----
    The function is called as `function(atlas, of, **settings)` and returns an `Amount`; `of` is a
    structure's id, or what else the derivation knows. It raises MusclekitError where there is none.
    """
    return _marked(name, Amount, settings)


def partner(name: str, settings: type[Record] = Record) -> Callable[[_F], _F]:
    """Mark a function as `amount` does; it returns a `Partner`, to be matched."""
    return _marked(name, Partner, settings)


def names(gives: type) -> tuple[str, ...]:
    """Names of all derivations that give amounts, or partners."""
    _discover()
    return tuple(sorted(name for name, one in _known.items() if one.gives is gives))


def derived(derive: Derive, atlas: Atlas) -> tuple[Any, ...]:
    """The `Amount` or `Partner` of each thing asked of.

    Raises
    ------
    MusclekitError
        If the derivation does not give one; a checked item's always does.
    """
    given, settings = _given.setdefault(atlas, {}), json.dumps(derive.model_extra, sort_keys=True)
    for of in derive.of:
        if (derive.by, of, settings) not in given:
            given[derive.by, of, settings] = _derived(derive, of, atlas)
    return tuple(given[derive.by, of, settings] for of in derive.of)


def _derived(derive: Derive, of: str, atlas: Atlas) -> Any:
    _discover()
    one = _known[derive.by]
    settings = one.settings.model_validate(derive.model_extra or {})
    told = {name: getattr(settings, name) for name in one.settings.model_fields}
    return one.function(atlas, of, **told)


def asked_of(derive: Derive, atlas: Atlas) -> tuple[Thing, ...]:
    """What a derivation is asked of, as things: structures where they are."""
    return tuple(Thing(structure=of) if of in atlas else Thing(text=of) for of in derive.of)


def derive_problems(derive: Derive, atlas: Atlas, gives: type) -> list[str]:
    """No such derivation, wrong settings, something that it cannot be asked of."""
    try:
        return list(_problems(derive, atlas, gives))
    except UnknownName as error:
        return [str(error)]


def _problems(derive: Derive, atlas: Atlas, gives: type) -> Iterator[str]:
    if derive.by not in names(gives):
        raise UnknownName(
            f"'derive' is by '{derive.by}', which gives no {gives.__name__.lower()}.",
            remedy=did_you_mean(derive.by, names(gives)),
        )
    settings = parse_record(_known[derive.by].settings, derive.model_extra or {}, "", "")
    if isinstance(settings, list):
        for problem in settings:
            yield f"'derive' by '{derive.by}': {problem.what} {problem.remedy}".rstrip()
        return
    for of in dict.fromkeys(derive.of):
        try:
            (one,) = derived(derive.model_copy(update={"of": (of,)}), atlas)
        except MusclekitError as error:
            yield f"'derive' by '{derive.by}' of '{of}': {error}"
            continue
        if isinstance(one, Amount) and not math.isfinite(one.value):
            yield f"'derive' by '{derive.by}' of '{of}' gives no number. Take it out."
    twice = [of for of in dict.fromkeys(derive.of) if derive.of.count(of) > 1]
    if twice:
        yield f"'derive' is asked of {listed(twice)} twice. Remove one."


def _marked(name: str, gives: type, settings: type[Record]) -> Callable[[_F], _F]:
    def keep(function: _F) -> _F:
        there = _known.get(name)
        if there and there.function.__qualname__ != function.__qualname__:
            raise MusclekitError(
                f"There is a derivation '{name}' already.", remedy="Give this one another name."
            )
        _known[name] = _Derivation(gives, function, settings)
        return function

    return keep


def _discover() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
