"""Type a number with its unit; judged within a tolerance, common slips named as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from musclekit.assessment import wording
from musclekit.assessment.answers import text_answer
from musclekit.assessment.derivations import Amount, Derive, derive_problems, derived
from musclekit.assessment.numbers import NotANumber, Typed, reach, read_quantity, said
from musclekit.assessment.outcome import Outcome
from musclekit.content import Record
from musclekit.errors import MusclekitError, did_you_mean
from musclekit.units import UNITS, convert

if TYPE_CHECKING:
    from musclekit.assessment.items import Item
    from musclekit.atlas import Atlas

name = "numeric"

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
FINER = 4
"""How much finer than the key an answer is said again, lest it read as one that counts."""

POWERS = (1, -1, 2, -2, 3, -3)


class Fields(Record):
    """The number, how near is near enough, and why it is that number.

    Attributes
    ----------
    unit : str
        Name of one of `units.UNITS`, in which it is asked for.
    value : float or None
        In that unit; or `derive`, which gives one amount.
    tolerance : float or None
        In that unit; or `tolerance_percent`, of the value.
    why : str
    """

    unit: str
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    derive: Derive | None = None
    tolerance: Positive | None = None
    tolerance_percent: Positive | None = None
    why: Annotated[str, Field(min_length=1)]


def problems(item: Item, atlas: Atlas) -> list[str]:
    """Key or tolerance missing or given twice, no such unit, a tolerance that takes everything."""
    fields: Fields = item.fields
    found = []
    if (fields.value is None) == (fields.derive is None):
        found.append("'numeric' needs either 'value' or 'derive'. Give exactly one.")
    if (fields.tolerance is None) == (fields.tolerance_percent is None):
        found.append(
            "'numeric' needs either 'tolerance', in its unit, or 'tolerance_percent'. "
            "Give exactly one."
        )
    if fields.unit not in UNITS:
        found.append(f"There is no unit '{fields.unit}'. {did_you_mean(fields.unit, UNITS)}")
    if fields.derive:
        found += _derive_problems(fields.derive, fields.unit, atlas)
    if found:
        return found
    value, tolerance = _value(item, atlas), _tolerance(item, atlas)
    if value == 0 and fields.tolerance_percent:
        found.append("The value is 0, and a share of 0 is nothing. Give 'tolerance' instead.")
    elif value != 0 and tolerance >= abs(value):
        found.append(
            f"The tolerance is as large as the value ({_said(value, item, atlas)}): "
            "0 would count as right. Lower it."
        )
    return found


def key(item: Item, atlas: Atlas) -> dict[str, Any]:
    """The value to six figures, its unit and its tolerance."""
    value, tolerance = (float(f"{x:.6g}") for x in (_value(item, atlas), _tolerance(item, atlas)))
    return {"value": value, "unit": item.fields.unit, "tolerance": tolerance}


def model_answer(item: Item, atlas: Atlas) -> str:
    """The value with its unit, as one would type it."""
    return _said(_value(item, atlas), item, atlas)


def present(item: Item, atlas: Atlas, order_seed: int | str) -> dict[str, Any]:
    """The unit, and how near is near enough."""
    fields: Fields = item.fields
    if fields.tolerance is not None:
        near = said(fields.tolerance, fields.unit, fields.tolerance)
    else:
        near = f"{fields.tolerance_percent:g} %"
    return {
        "input": "number",
        "unit": UNITS[fields.unit].sign,
        "hint": f"Up to {near} off counts.",
    }


def grade(item: Item, answer: Any, atlas: Atlas) -> Outcome:
    """Judge a typed number; what is none, or of another dimension, may be typed again."""
    typed = text_answer(answer, item.id)
    if not typed:
        raise MusclekitError("Type a number first.", where=f"item '{item.id}'")
    try:
        given = read_quantity(typed)
    except NotANumber as error:
        return _again(item, str(error))
    unit = given.unit or item.fields.unit
    wanted = UNITS[item.fields.unit]
    if UNITS[unit].dimension != wanted.dimension:
        asked = f", in {wanted.sign} for instance" if wanted.sign else ", without a unit"
        return _again(
            item,
            f"That is a unit of {UNITS[unit].dimension}. "
            f"Asked is one of {wanted.dimension}{asked}.",
        )
    number = convert(given.value, unit, item.fields.unit)
    value, tolerance = _value(item, atlas), _tolerance(item, atlas)
    correct = _near(number, value, tolerance)
    right = _said(value, item, atlas)
    mine = _said(number, item, atlas, FINER)
    if correct:
        near_enough = "" if mine == right else f", {mine} is near enough"
        told = [f"Right{near_enough}: it is {right}."]
    else:
        told = [f"{_off(number, item, atlas)} It is {right}.", _slip(given, number, item, atlas)]
    return Outcome(
        verdict="right" if correct else "wrong",
        score=float(correct),
        feedback=tuple(text for text in (*told, item.fields.why) if text),
        sources=wording.unique([*item.sources, *_amount(item, atlas).sources]),
    )


def _derive_problems(derive: Derive, unit: str, atlas: Atlas) -> list[str]:
    found = derive_problems(derive, atlas, Amount)
    if len(derive.of) != 1:
        found.append(f"'derive' is asked of {len(derive.of)} things; 'numeric' takes exactly 1.")
    if found or unit not in UNITS:
        return found
    try:
        convert(1.0, derived(derive, atlas)[0].unit, unit)
    except MusclekitError as error:
        return [f"'derive' by '{derive.by}' does not give '{unit}': {error} Change 'unit'."]
    return []


def _amount(item: Item, atlas: Atlas) -> Amount:
    fields: Fields = item.fields
    if fields.derive:
        return derived(fields.derive, atlas)[0]
    return Amount(fields.value or 0.0, fields.unit, "")


def _value(item: Item, atlas: Atlas) -> float:
    amount = _amount(item, atlas)
    return convert(amount.value, amount.unit, item.fields.unit)


def _tolerance(item: Item, atlas: Atlas) -> float:
    fields: Fields = item.fields
    return reach(_value(item, atlas), fields.tolerance, fields.tolerance_percent)


def _near(number: float, value: float, tolerance: float) -> bool:
    # What a learner reads as the border, "9.9 ± 0.1", is not to fail by a rounding in binary.
    return abs(number - value) <= tolerance * (1 + 1e-9)


def _said(number: float, item: Item, atlas: Atlas, finer: int = 1) -> str:
    return said(number, item.fields.unit, _tolerance(item, atlas) / finer)


def _again(item: Item, remark: str) -> Outcome:
    return Outcome(verdict="almost", score=0.0, feedback=(remark,), sources=item.sources)


def _off(number: float, item: Item, atlas: Atlas) -> str:
    value = _value(item, atlas)
    way = "large" if number > value else "small"
    far = _said(abs(number - value), item, atlas, FINER)
    return f"You answered {_said(number, item, atlas, FINER)}, which is {far} too {way}."


def _slip(given: Typed, number: float, item: Item, atlas: Atlas) -> str:
    """What made a number wrong that is right but for its sign, its unit or a power of ten."""
    value, tolerance = _value(item, atlas), _tolerance(item, atlas)
    if value == 0:
        return ""
    unit = item.fields.unit
    used = given.unit or unit
    other_sign = number * value < 0
    size = abs(number)

    def fits(candidate: float) -> bool:
        return _near(candidate, abs(value), tolerance)

    if other_sign and fits(size):
        return "The size is right, but the sign is not: think of the direction it stands for."
    and_sign = " The sign is the other one as well." if other_sign else ""
    for meant, one in UNITS.items():
        same = one.dimension == UNITS[unit].dimension and meant != used
        if same and fits(abs(convert(given.value, meant, unit))):
            as_given = "a plain ratio" if not one.sign else one.sign
            return f"The unit slipped: your number is right in {as_given}.{and_sign}"
    for power in POWERS:
        if fits(size / 10.0**power):
            way = "large" if power > 0 else "small"
            times = f"{10 ** abs(power)} times"
            return f"The decimal point slipped: the number is {times} too {way}.{and_sign}"
    return ""
