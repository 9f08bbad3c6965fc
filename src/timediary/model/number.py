"""Numbers as a reader sees them: rounded as people round, in exact decimal arithmetic."""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.line import Unit

if TYPE_CHECKING:
    from decimal import Context, Decimal

LEAST_PROBABILITY = 0.001


class Quantity(StrEnum):
    """How a number is read."""

    PERCENT = "percent"
    POINTS = "points"
    NUMBER = "number"
    PROBABILITY = "probability"
    CLOCK = "clock"


class NumberForm(NamedTuple):
    """How a number is shown, with so many decimals, and if it is `signed` with a plus where it is above 0.

    A fraction is shown as a percentage or in percentage points, another number as it is, a probability with three
    decimals at least, hours after midnight as a time of day.
    """

    quantity: Quantity = Quantity.NUMBER
    decimals: int = 0
    signed: bool = False

    def text(self, value: float) -> str:
        """The number as shown: `0.125` is `13%`, `43012.5` with one decimal is `43,012.5`."""
        return _text(self, value)

    def finer(self, *, signed: bool = False) -> NumberForm:
        """The form of errors and differences of numbers shown so: one decimal more, points for percentages."""
        quantity = {Quantity.PERCENT: Quantity.POINTS, Quantity.CLOCK: Quantity.NUMBER}.get(
            self.quantity, self.quantity
        )
        return NumberForm(quantity, self.decimals + 1, signed)


@lru_cache(maxsize=8192)
def _text(form: NumberForm, value: float) -> str:
    """A number as shown, kept, for each document of a result shows the same numbers."""
    if form.quantity is Quantity.NUMBER and type(value) is int and not form.decimals:
        return f"{value:+,}" if form.signed and value > 0 else f"{value:,}"
    if form.quantity is Quantity.PROBABILITY and value < LEAST_PROBABILITY:
        return f"< {LEAST_PROBABILITY}"
    if form.quantity is Quantity.CLOCK:
        minutes = int(half_up(60 * on_the_clock(value), 0))
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if form.quantity in (Quantity.PERCENT, Quantity.POINTS):
        number = half_up(value, form.decimals + 2).scaleb(2, _places(0)[0])
    else:
        number = half_up(value, form.decimals)
    sign = "+" if form.signed and number > 0 else ""
    return f"{sign}{number:,f}" + ("%" if form.quantity is Quantity.PERCENT else "")


COUNT = NumberForm()
PROBABILITY = NumberForm(Quantity.PROBABILITY, 3)
_FORMS = {
    Unit.HOURS: NumberForm(decimals=1),
    Unit.HOURS_EACH: NumberForm(decimals=2),
    Unit.POINTS: NumberForm(Quantity.POINTS, 1, signed=True),
    Unit.PROBABILITY: PROBABILITY,
    Unit.RESPONDENTS: COUNT,
    Unit.MINUTES: COUNT,
    Unit.CLOCK: NumberForm(Quantity.CLOCK, 1),
    Unit.NUMBER: NumberForm(decimals=2),
}


def form_of(unit: Unit, decimals: int) -> NumberForm:
    """How estimates of a unit are shown: shares with so many decimals, hours with one, respondents with none."""
    return NumberForm(Quantity.PERCENT, decimals) if unit is Unit.SHARE else _FORMS[unit]


def on_the_clock(hours: float) -> float:
    """Hours after the midnight before, as a clock shows them: 1.5 for 25.5; the midnight after is 24."""
    return hours - 24 if hours > 24 else hours


def percent_text(fraction: float, decimals: int = 0) -> str:
    """A fraction as a percentage, as tables show it: `0.125` is `13%`."""
    return NumberForm(Quantity.PERCENT, decimals).text(fraction)


def half_up(value: float, decimals: int) -> Decimal:
    """A number rounded to `decimals`, halves away from zero; what rounds to nothing has no sign.

    The number is taken as the shortest decimal that stands for it, so that 0.285 is the half it looks like.
    """
    exact, unit, hair = _places(decimals)
    number = exact.create_decimal(repr(float(value)))
    rounded = exact.quantize(exact.add(number.copy_abs(), hair), unit)
    return rounded.copy_sign(number) if rounded else rounded


@cache
def _places(decimals: int) -> tuple[Context, Decimal, Decimal]:
    """Arithmetic in which nothing but the last step rounds, one of the last decimal, and a part of it.

    A half that binary arithmetic misses by less than this part is still a half.
    """
    from decimal import ROUND_HALF_UP, Context, Decimal

    # Wide enough for every float there is.
    exact = Context(prec=800, rounding=ROUND_HALF_UP)
    return exact, exact.scaleb(Decimal(1), -decimals), exact.scaleb(Decimal(1), -decimals - 9)


def counted(number: int, thing: str, many: str = "") -> str:
    """A number of things: `1 cell`, `1,200 cells`, `2 diaries` where `many` says so."""
    return f"{number:,} {thing if number == 1 else many or f'{thing}s'}"


def is_shown(value: float) -> bool:
    """Whether there is a number to show: neither NaN nor infinite."""
    return math.isfinite(value)
