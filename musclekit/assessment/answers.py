"""What every kind of question needs: answers of the right shape, and a fair order."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from typing import Any, TypeVar

from musclekit.errors import MusclekitError

LONGEST = 200
FARTHEST_MM = 3000.0
_T = TypeVar("_T")


def text_answer(answer: Any, item_id: str) -> str:
    """An answer that must be one line of at most 200 characters, without the space around it.

    Raises
    ------
    MusclekitError
        If it is anything else. The message never repeats the answer.
    """
    if not isinstance(answer, str) or len(answer) > LONGEST:
        raise MusclekitError(
            f"The answer must be a text of at most {LONGEST} characters.",
            where=f"item '{item_id}'",
        )
    text = answer.strip()
    # Half a surrogate pair is no character that a store could keep; a control character no name.
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise MusclekitError(
            "The answer has characters in it that cannot be read.",
            where=f"item '{item_id}'",
            remedy="Type it with letters and spaces.",
        )
    return text


def point_answer(answer: Any, item_id: str) -> tuple[float, float, float]:
    """An answer that must be a point: three numbers, millimetres, atlas axes.

    Raises
    ------
    MusclekitError
        If it is anything else.
    """
    if not isinstance(answer, list | tuple) or len(answer) != 3 or not all(map(_in_reach, answer)):
        raise MusclekitError(
            "The answer must be a point: three numbers in millimetres.",
            where=f"item '{item_id}'",
            remedy="Click a bone in the view, or move the pin with the buttons.",
        )
    x, y, z = map(float, answer)
    return x, y, z


def _in_reach(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) < FARTHEST_MM  # which is false of nan as well


def one_of(answer: Any, ids: Iterable[str], what: str, item_id: str) -> str:
    """An answer that must be one of the ids on offer.

    Raises
    ------
    MusclekitError
        If it is anything else.
    """
    known = list(ids)
    if not isinstance(answer, str) or answer not in known:
        raise MusclekitError(
            f"The answer is no {what} of this question.",
            where=f"item '{item_id}'",
            remedy=f"It takes one of: {', '.join(known)}.",
        )
    return answer


def shuffled(things: Iterable[_T], seed: str) -> list[_T]:
    """Things of plain data in an order made from the seed alone.

    The order they came in does not show: neither in the result nor through it.

    >>> shuffled("abc", "1") == shuffled("cba", "1")
    True
    """

    def place(thing: _T) -> str:
        text = f"{seed}\0{json.dumps(thing, sort_keys=True)}"
        return hashlib.sha256(text.encode()).hexdigest()

    return sorted(things, key=place)
