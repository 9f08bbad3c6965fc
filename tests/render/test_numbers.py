"""Rounding as people round, held against decimal arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from timediary.model.line import Unit
from timediary.model.number import NumberForm, Quantity, form_of, half_up, is_shown, percent_text
from timediary.model.rounding import round_half_up

DECIMALS = st.integers(0, 4)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), DECIMALS)
@example(285, 3, 2)
@example(1005, 3, 2)
def test_a_decimal_rounds_as_on_paper(digits: int, places: int, decimals: int) -> None:
    written = Decimal(digits).scaleb(-places)
    expected = written.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert half_up(float(written), decimals) == expected


@given(st.integers(0, 400_000), st.integers(1, 400_000), DECIMALS)
@example(1, 8, 2)
@example(57, 200, 2)
def test_a_share_is_shown_to_the_nearest_and_halves_go_up(part: int, whole: int, decimals: int) -> None:
    exact = Fraction(part, whole)
    unit = Fraction(1, 10**decimals)
    above = Fraction(half_up(part / whole, decimals)) - exact
    assert -unit / 2 < above <= unit / 2 + unit / 10**9


@given(st.integers(0, 20_000), st.integers(1, 20_000), DECIMALS)
def test_what_is_shown_is_what_rounded_subtotals_add(part: int, whole: int, decimals: int) -> None:
    added = round_half_up(np.array([part / whole]), decimals + 2)[0]
    assert float(half_up(part / whole, decimals + 2)) == pytest.approx(added, abs=1e-12)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.125, 0, "13%"),
        (0.285, 0, "29%"),
        (0.1249, 0, "12%"),
        (1, 0, "100%"),
        (12.5, 0, "1,250%"),
        (0.26666, 1, "26.7%"),
    ],
)
def test_percentages(value: float, decimals: int, text: str) -> None:
    assert percent_text(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(43012.5, 0, "43,013"), (37.25, 1, "37.3"), (-0.04, 1, "0.0"), (-2.5, 0, "-3"), (1e22, 0, f"{10**22:,}")],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert NumberForm(Quantity.NUMBER, decimals).text(value) == text


def test_a_half_missed_by_a_hair_is_a_half() -> None:
    assert percent_text(float(np.nextafter(0.285, 0))) == "29%"
    assert percent_text(0.28499) == "28%"


def test_numbers_of_numpy_are_numbers() -> None:
    assert percent_text(np.float64(0.125)) == "13%"
    assert is_shown(np.float64(0.5))
    assert not is_shown(float("nan"))
    assert not is_shown(float("inf"))


@pytest.mark.parametrize(
    ("hours", "text"), [(8.5, "08:30"), (0.0, "00:00"), (24.0, "24:00"), (25.75, "01:45"), (16 + 1 / 3, "16:20")]
)
def test_a_time_of_day_is_shown_as_on_a_clock(hours: float, text: str) -> None:
    assert form_of(Unit.CLOCK, 0).text(hours) == text


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_a_form_and_its_errors_too(unit: Unit) -> None:
    form = form_of(unit, 0)
    assert form.text(0.5)
    assert form.finer(signed=True).text(0.25).startswith("+")
