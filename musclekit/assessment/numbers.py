"""Numbers as learners type them: "1 234.5", "12,5", "−8 mm", and how they are said again."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from musclekit.errors import MusclekitError
from musclekit.units import UNITS, unit_called

_QUANTITY = re.compile(
    r"[~≈]?\s*(?P<sign>[+-]?)\s*(?P<digits>[0-9][0-9 .,']*|[.,][0-9]+)"
    r"(?:e(?P<power>[+-]?[0-9]{1,3}))?\s*(?P<unit>[^0-9\s].*)?",
    re.IGNORECASE,
)
TOO_LARGE = 1e12
"""From here on a number is taken for a slip of the keys, in whatever unit."""
_PLAIN = str.maketrans(dict.fromkeys("−–‒—", "-") | dict.fromkeys("’‘´`", "'"))


class NotANumber(MusclekitError):
    """What was typed is no number, or none that can be read in one way only."""


@dataclass(frozen=True)
class Typed:
    """A number, and the unit typed behind it: a name of `units.UNITS`, or None."""

    value: float
    unit: str | None


def read_quantity(text: str) -> Typed:
    """A number with or without a unit, as people write them.

    Parameters
    ----------
    text : str
        Decimal point or comma; thousands parted by spaces, by apostrophes, or by points or commas
        where that can mean nothing else.

    Raises
    ------
    NotANumber
        In one sentence for the learner, which does not repeat what was typed.

    >>> read_quantity("1 234,5 mm")
    Typed(value=1234.5, unit='mm')
    """
    found = _QUANTITY.fullmatch(" ".join(text.translate(_PLAIN).split()))
    if not found:
        raise NotANumber("That is no number that can be read here.", remedy="Write it in digits.")
    value = float(found["sign"] + _plain(found["digits"]) + f"e{found['power'] or 0}")
    if not abs(value) < TOO_LARGE:
        raise NotANumber("That number is too large to be meant.")
    return Typed(value, _unit(found["unit"]))


def said(value: float, unit: str, step: float) -> str:
    """A value for people, rounded so that it is off by at most a tenth of `step`.

    >>> said(245.4005, "cm3", 25.0), said(-0.0421, "m", 0.004)
    ('245 cm³', '−0.0421 m')
    """
    places = max(0, math.ceil(-math.log10(step / 5))) if step > 0 else 6
    text = f"{value:.{min(places, 9)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if float(text) == 0:
        text = "0"
    sign = UNITS[unit].sign
    gap = "" if sign.startswith("°") or not sign else " "
    return f"{text.replace('-', '−')}{gap}{sign}"


def reach(value: float, absolute: float | None, percent: float | None) -> float:
    """A bound given either in the value's own unit or in percent of it.

    >>> reach(50.0, 2.0, None), reach(-50.0, None, 10.0)
    (2.0, 5.0)
    """
    return absolute if absolute is not None else abs(value) * (percent or 0.0) / 100


def _plain(digits: str) -> str:
    """Digits with a decimal point and nothing else between them."""
    text = digits.strip()
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text):
        raise NotANumber(
            "A comma before three digits can mean two things.",
            remedy="Write a point for decimals, and nothing between thousands.",
        )
    for parts, point in ((" ", ".,"), ("'", ".,"), (",", "."), (".", ",")):
        # One point or comma could be either; several of them, or the other behind, cannot.
        least = 2 if parts in ",." else 1
        part = re.escape(parts)
        whole = rf"[0-9]{{1,3}}(?:{part}[0-9]{{3}})"
        if re.fullmatch(rf"{whole}{{{least},}}(?:[{point}][0-9]*)?|{whole}[{point}][0-9]*", text):
            text = text.replace(parts, "")
            break
    text = text.replace(",", ".")
    if not re.fullmatch(r"[0-9]+\.?[0-9]*|\.[0-9]+", text):
        raise NotANumber(
            "It is not clear where one number ends.",
            remedy="Write a single one, with a point for decimals.",
        )
    return text


def _unit(text: str | None) -> str | None:
    if not text:
        return None
    unit = unit_called(text)
    if unit is None:
        raise NotANumber(
            "The unit behind the number is not known here.",
            remedy="Write the number alone, or with the unit asked for.",
        )
    return unit
