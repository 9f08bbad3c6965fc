"""How far a figure may be from the truth, as it is shown beside the figure and said in a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from timediary.model.line import Unit, unit_of
from timediary.render.inert import visible
from timediary.render.numbers import NumberForm, Quantity, form_of, is_shown

if TYPE_CHECKING:
    from timediary.model.table import Precision, Table

Show = Literal["share", "interval", "se"]

_UNITS = {
    Unit.SHARE: "percentage points",
    Unit.HOURS: "hours",
    Unit.HOURS_EACH: "hours",
    Unit.POINTS: "percentage points",
    Unit.PROBABILITY: "probability",
    Unit.RESPONDENTS: "respondents",
    Unit.MINUTES: "minutes",
    Unit.CLOCK: "hours",
    Unit.NUMBER: "the figure's own unit",
}


def asides_of(table: Table, show: Show) -> list[list[str]]:
    """What stands beside each figure, by row and column; empty where there is nothing to say."""
    known = table.precision
    if known is None or show == "share":
        return [[""] * len(table.columns) for _ in table.rows]
    if show == "se":
        return [
            [_aside(form.finer(), se) for form, se in zip(forms, row, strict=True)]
            for forms, row in zip(_forms(table), known.se.tolist(), strict=True)
        ]
    limits = zip(_forms(table), known.low.tolist(), known.high.tolist(), strict=True)
    return [
        [_range(_bare(form), *pair) for form, *pair in zip(forms, low, high, strict=True)]
        for forms, low, high in limits
    ]


def _forms(table: Table) -> list[list[NumberForm]]:
    return [[form_of(unit_of(row, column), table.decimals) for column in table.columns] for row in table.rows]


def precision_note(table: Table, show: Show) -> str:
    """What the asides are, in a sentence for everybody; empty where there are none."""
    known = table.precision
    if known is None or show == "share":
        return ""
    if show == "se":
        units = " or ".join(
            dict.fromkeys(_UNITS[unit_of(row, column)] for row in table.rows for column in table.columns)
        )
        return (
            f"Standard error with each figure, in {units}: how far surveys drawn like this one typically land from "
            f"the true figure ({visible(known.method)})."
        )
    return (
        f"{level_text(known)} interval with each figure: of 100 surveys drawn like this one, about "
        f"{level_text(known).removesuffix('%')} would give an interval that holds the true figure "
        f"({visible(known.method)})."
    )


def level_text(precision: Precision) -> str:
    """The level of the intervals: `95%`, `99.5%`."""
    return f"{100 * precision.level:g}%"


def range_text(low: str, high: str) -> str:
    """Two limits as a range; a dash between them is no minus before either."""
    return f"{low} to {high}" if low.startswith("-") or high.startswith("-") else f"{low}–{high}"  # noqa: RUF001


def _bare(form: NumberForm) -> NumberForm:
    """The form of limits: as many decimals as the figure, and no sign of percent."""
    return form._replace(quantity=Quantity.POINTS) if form.quantity is Quantity.PERCENT else form


def _range(form: NumberForm, low: float, high: float) -> str:
    return range_text(form.text(low), form.text(high)) if is_shown(low) and is_shown(high) else ""


def _aside(form: NumberForm, value: float) -> str:
    return form.text(value) if is_shown(value) else ""
