"""The rows and columns of a table: what each stands for and what its estimates are measured in."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

# How a note begins that says that a row of times stands for several slots.
IN_STEPS = "Times of day are in steps of"


class Unit(StrEnum):
    """What an estimate is measured in; a time of day in hours after midnight, hours each by a case or the like."""

    SHARE = "share"
    HOURS = "hours"
    RESPONDENTS = "respondents"
    MINUTES = "minutes"
    CLOCK = "clock"
    NUMBER = "number"
    HOURS_EACH = "hours_each"
    POINTS = "points"
    PROBABILITY = "probability"


class LineKind(StrEnum):
    """What a row or column of a table stands for; a slot is a time of day."""

    GROUP = "group"
    SUBTOTAL = "subtotal"
    LEVEL = "level"
    SLOT = "slot"
    NO_INFORMATION = "no_information"
    ALL = "all"


class Line(NamedTuple):
    """A row or a column: its id, its label, and for rows the unit of its estimates.

    In crossed tables `parts` holds the labels of the crossed levels, outermost first. A column whose figures are in
    another unit than those of its rows, such as the percentages beside counts, names it as its `own_unit`.
    """

    id: str
    label: str
    kind: LineKind
    unit: Unit = Unit.SHARE
    parts: tuple[str, ...] = ()
    own_unit: Unit | None = None


def unit_of(row: Line, column: Line) -> Unit:
    """The unit of the figure where a row and a column meet."""
    return column.own_unit or row.unit
