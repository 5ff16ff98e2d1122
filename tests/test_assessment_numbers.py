"""Numbers as people type them: every way of writing one is read, and nothing is read two ways."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclekit.assessment.numbers import TOO_LARGE, NotANumber, Typed, read_quantity, said
from musclekit.errors import MusclekitError
from musclekit.units import UNITS, convert, unit_called

SIGNED = [name for name in UNITS if UNITS[name].sign]


def grouped(whole: int, gap: str) -> str:
    return f"{whole:,}".replace(",", gap)


@given(
    st.integers(0, 10**12 - 2),
    st.text("0123456789", min_size=1, max_size=6),
    st.sampled_from([" ", "\u00a0", "\u202f", "'", "\u2019"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["", "-", "\u2212", "+", "\u2013 "]),
    st.sampled_from(["", *SIGNED]),
    st.sampled_from(["", " ", "\u2009"]),
)
def test_however_it_is_written_it_is_the_same_number(
    whole, decimals, gap, point, sign, unit, space
):
    expected = float(f"{whole}.{decimals}") * (
        -1 if sign.strip() in ("-", "\u2212", "\u2013") else 1
    )
    text = f"{sign}{grouped(whole, gap)}{point}{decimals}{space}{UNITS[unit].sign if unit else ''}"
    if point == "," and len(decimals) == 3 and 1 <= whole <= 999:
        with pytest.raises(NotANumber, match="two things"):
            read_quantity(text)
    else:
        assert read_quantity(text) == Typed(expected, unit or None)


@given(st.integers(1000, 10**12 - 2), st.text("0123456789", min_size=1, max_size=6))
def test_points_and_commas_between_thousands_are_told_by_the_other(whole, decimals):
    expected = float(f"{whole}.{decimals}")
    assert read_quantity(f"{grouped(whole, ',')}.{decimals}").value == expected
    assert read_quantity(f"{grouped(whole, '.')},{decimals}").value == expected


@given(st.floats(-TOO_LARGE, TOO_LARGE, exclude_min=True, exclude_max=True))
def test_what_python_writes_is_read(value):
    assert read_quantity(repr(value)).value == value


@given(st.text(max_size=200))
def test_any_text_is_a_finite_number_or_one_remark(text):
    try:
        typed = read_quantity(text)
    except NotANumber as error:
        assert "\n" not in str(error) and str(error).endswith(".")
    else:
        assert abs(typed.value) < TOO_LARGE
        assert typed.unit is None or typed.unit in UNITS
        assert any(letter.isdigit() for letter in text)


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("1 234.5", 1234.5, None), ("12,5", 12.5, None), ("12,5 mm", 12.5, "mm"),
        ("1,234.5", 1234.5, None), ("1.234,5", 1234.5, None), ("1,234,567", 1234567.0, None),
        ("0,123", 0.123, None), ("1234,567", 1234.567, None), (".5", 0.5, None), ("5.", 5.0, None),
        ("≈ 40 Nm", 40.0, "N·m"), ("3 N m", 3.0, "N·m"), ("45°", 45.0, "deg"),
        ("60 deg/s", 60.0, "deg/s"), ("2 Degrees", 2.0, "deg"), ("12 CM²", 12.0, "cm2"),
        ("12 cm^2", 12.0, "cm2"), ("250 ml", 250.0, "cm3"), ("7 %", 7.0, "%"),
        ("1.5e-2 m", 0.015, "m"), ("8ms", 8.0, "ms"), ("20 percent", 20.0, "%"),
    ],
)  # fmt: skip
def test_reading(typed, value, unit):
    assert read_quantity(typed) == Typed(value, unit)


@pytest.mark.parametrize(
    ("typed", "remark"),
    [
        ("", "no number"), ("many", "no number"), ("--5", "no number"), ("½", "no number"),
        ("∞", "no number"), ("nan", "no number"), ("1,234", "two things"), ("12,345 mm", "two"),
        ("5 2", "one number ends"), ("1 23", "one number ends"), ("12,34,5", "one number ends"),
        ("1.2.3", "one number ends"), ("5-6 mm", "unit"), ("1/2", "unit"), ("5²", "unit"),
        ("5 kg", "unit"), ("3 mm mm", "unit"), ("1e999", "too large"),
        ("1e12", "too large"), ("-1e300 mm", "too large"), ("1 000 000 000 000", "too large"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_without_repeating_it(typed, remark):
    with pytest.raises(NotANumber, match=remark) as caught:
        read_quantity(typed)
    assert len(typed) < 3 or typed not in str(caught.value)


# ---------------------------------------------------------------- units
@given(st.floats(-1e6, 1e6), st.sampled_from(SIGNED), st.sampled_from(SIGNED))
def test_there_and_back_is_the_same_and_dimensions_do_not_mix(value, one, other):
    if UNITS[one].dimension != UNITS[other].dimension:
        with pytest.raises(MusclekitError, match=UNITS[other].dimension):
            convert(value, one, other)
    else:
        back = convert(convert(value, one, other), other, one)
        assert back == pytest.approx(value, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1, "m", "mm", 1000), (1, "cm", "mm", 10), (180, "deg", "rad", math.pi),
        (1, "l", "cm3", 1000), (1, "cm2", "mm2", 100), (1, "cm3", "mm3", 1000),
        (2, "s", "ms", 2000),
        (50, "%", "1", 0.5), (1, "kN", "N", 1000), (180, "deg/s", "rad/s", math.pi),
    ],
)  # fmt: skip
def test_units_are_as_large_as_they_are(value, unit, to, expected):
    assert convert(value, unit, to) == pytest.approx(expected)


@pytest.mark.parametrize("name", SIGNED)
def test_every_unit_is_known_by_its_name_and_by_how_it_is_written(name):
    assert unit_called(name) == unit_called(UNITS[name].sign) == unit_called(name.upper()) == name


def test_an_unknown_unit_is_answered_with_the_nearest():
    with pytest.raises(MusclekitError, match="Did you mean 'deg/s'"):
        convert(1, "degs/s", "rad/s")


@given(st.floats(-1e7, 1e7), st.sampled_from([0.001, 0.02, 0.5, 3.0, 40.0, 1000.0]))
def test_what_is_said_is_as_near_as_promised_and_reads_back(value, step):
    back = read_quantity(said(value, "mm", step))
    assert back.unit == "mm" and abs(back.value - value) <= step / 10 * (1 + 1e-6)
