"""What tests found, in words: which figures differ from those they are compared with, and whether columns are alike."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.comparison import test_cells
from timediary.model.document import (
    BLANK,
    Grid,
    GridCell,
    GridRow,
    Items,
    Medium,
    Notes,
    RowKind,
    Section,
    Text,
    columns_of,
)
from timediary.model.line import Unit
from timediary.model.number import PROBABILITY, NumberForm, form_of, is_shown
from timediary.render.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from timediary.model.comparison import Comparison, DifferenceCell
    from timediary.model.differences import Differences, Test
    from timediary.model.document import Block, Edition
    from timediary.model.table import Table

# Signs beside a figure that differs. Their explanation is a note of the grid.
ABOVE, BELOW = "▲", "▼"

# On a screen, and in a file of plain text.
MOST_DIFFERENCES = 10

ALL_ROWS = "All rows together"
DIFFERENCE_UNITS = {
    Unit.SHARE: "points",
    Unit.HOURS: "hours",
    Unit.HOURS_EACH: "hours",
    Unit.POINTS: "percentage points",
    Unit.PROBABILITY: "probability",
    Unit.RESPONDENTS: "respondents",
    Unit.MINUTES: "minutes",
    Unit.CLOCK: "hours",
    Unit.NUMBER: "units",
}


class Outcome(NamedTuple):
    """One test: what was tested, how, and with which result."""

    label: str
    method: str
    f: float
    numerator_df: float
    denominator_df: float
    p: float
    is_overall: bool

    @property
    def figures(self) -> tuple[str, str, str]:
        """F, its degrees of freedom and the probability, as shown; dashes where the test can't be made."""
        if not is_shown(self.p):
            return ("–", "–", "–")  # noqa: RUF001
        degrees = f"{_degrees_text(self.numerator_df)} and {_degrees_text(self.denominator_df)}"
        return (NumberForm(decimals=2).text(self.f), degrees, PROBABILITY.text(self.p))

    @property
    def sentence(self) -> str:
        """The test on one line."""
        if not is_shown(self.p):
            return f"{self.method}; can't be tested here."
        f, degrees, _ = self.figures
        return f"{self.method}; F = {f} with {degrees} degrees of freedom, {probability_text(self.p)}."


def findings_of_table(table: Table, edition: Edition) -> Section | None:
    """What the tests between the columns of a table found; None where there were none."""
    if table.tests is None:
        return None
    reference = visible(table.tests.reference.label).strip()
    labels = {row.id: visible(row.label).strip() for row in table.rows}
    is_compared = _is_any(table.tests.differences.difference)
    blocks = _differences(table, table.tests.differences, reference, edition) if is_compared else []
    blocks += _tests([_outcome(test, labels) for test in table.tests.tests], edition.medium)
    blocks += [Notes(table.tests.notes)] if table.tests.notes else []
    return Section(f"What differs from {reference}" if is_compared else "Are the columns alike?", tuple(blocks))


def findings_of_comparison(comparison: Comparison, edition: Edition) -> Section:
    """Which figures of the second table differ from the first's."""
    first = visible(comparison.names[0])
    blocks = _differences(comparison.second, comparison.differences, first, edition)
    return Section(f"What differs from {first}", tuple(blocks))


def outcomes_of(table: Table) -> list[Outcome]:
    """The tests of a table, in words."""
    labels = {row.id: visible(row.label).strip() for row in table.rows}
    return [_outcome(test, labels) for test in table.tests.tests] if table.tests else []


def _differences(table: Table, found: Differences, reference: str, edition: Edition) -> list[Block]:
    """A sentence for each notable difference, the largest first; or that none is."""
    sentences = _sentences(table, found, reference)
    if not sentences:
        return [Items(("No difference is notable." if _is_any(found.p) else "No difference can be tested.",))]
    most = MOST_DIFFERENCES if edition.is_brief else len(sentences)
    return [Items(sentences[:most], max(len(sentences) - most, 0), edition.file("differences.csv"))]


def _tests(tests: list[Outcome], medium: Medium) -> list[Block]:
    """Whether columns are alike: every test as a table where there is room, else those of all rows in words."""
    if not tests:
        return []
    if medium in (Medium.PAGE, Medium.WIKI):
        rows = []
        for method, made in groupby(tests, lambda test: test.method):
            rows.append(GridRow(method, RowKind.HEAD, PROBABILITY, (BLANK,) * 3))
            rows += [
                GridRow(test.label, RowKind.BODY, PROBABILITY, tuple(GridCell(None, text) for text in test.figures), 1)
                for test in made
            ]
        title = "Tests that the columns are alike."
        return [Grid("tests", title, "Tested", columns_of("F", "Degrees of freedom", "p"), tuple(rows))]
    named = "" if medium in (Medium.SCREEN, Medium.TEXT) else f"{ALL_ROWS}: "
    return [Text(f"{named}{test.sentence}") for test in tests if test.is_overall]


def differences_in(table: Table) -> Iterator[DifferenceCell]:
    """Every difference between columns that there is, notable or not."""
    return (cell for cell in test_cells(table) if is_shown(cell.difference))


def signs_of(differences: Differences) -> list[list[str]]:
    """The sign beside each figure, by row and column; empty where it doesn't differ notably."""
    pairs = zip(differences.difference.tolist(), differences.notable.tolist(), strict=True)
    return [[_sign(value, is_notable) for value, is_notable in zip(*pair, strict=True)] for pair in pairs]


def probability_text(p: float) -> str:
    """A probability in a sentence: `p < 0.001`, `p = 0.023`."""
    text = PROBABILITY.text(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def _degrees_text(degrees: float) -> str:
    """Degrees of freedom: whole numbers as such, others with one decimal."""
    return NumberForm(decimals=1).text(degrees).removesuffix(".0") if is_shown(degrees) else "∞"


def _sign(difference: float, is_notable: bool) -> str:
    if not is_notable:
        return ""
    return ABOVE if difference > 0 else BELOW


def _sentences(table: Table, found: Differences, reference: str) -> tuple[str, ...]:
    """Every notable difference, the largest first; ties in the order of the table."""
    notable: list[tuple[int, int]] = [(int(i), int(j)) for i, j in zip(*found.notable.nonzero(), strict=True)]
    places = sorted(notable, key=lambda at: -abs(found.difference[at]))
    return tuple(_sentence(table, found, at, reference) for at in places)


def _sentence(table: Table, found: Differences, at: tuple[int, int], reference: str) -> str:
    """One difference: `Recording, PVI: 8.1 points below All (6.0 to 10.2), p < 0.001`."""
    row, column = table.rows[at[0]], table.columns[at[1]]
    difference, low, high, p = (
        float(values[at]) for values in (found.difference, found.low, found.high, found.p_adjusted)
    )
    form = form_of(row.unit, table.decimals).finer()
    if difference < 0:
        low, high = -high, -low
    limits = f" ({form.text(low)} to {form.text(high)})" if math.isfinite(low) and math.isfinite(high) else ""
    lines = (row, column) if len(table.columns) > 1 else (row,)
    where = ", ".join(visible(line.label).strip() for line in lines)
    direction = "above" if difference > 0 else "below"
    amount = f"{form.text(abs(difference))} {DIFFERENCE_UNITS[row.unit]}"
    return f"{where}: {amount} {direction} {reference}{limits}, {probability_text(p)}"


def _is_any(values: NDArray[np.float64]) -> bool:
    """Whether there is any number among the values."""
    return any(is_shown(value) for row in values.tolist() for value in row)


def _outcome(test: Test, labels: dict[str, str]) -> Outcome:
    label = labels.get(test.row, visible(test.row)) if test.row else ALL_ROWS
    method, is_overall = visible(test.method), not test.row
    return Outcome(label, method, test.statistic, test.numerator_df, test.denominator_df, test.p, is_overall)
