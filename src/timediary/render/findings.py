"""What tests found, in words: which figures differ from those they are compared with, and whether columns are alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.comparison import test_cells
from timediary.model.line import Unit
from timediary.render.inert import visible
from timediary.render.numbers import PROBABILITY, NumberForm, form_of, is_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from timediary.model.comparison import Comparison, DifferenceCell
    from timediary.model.differences import Differences, Test
    from timediary.model.table import Table

# Signs beside a figure that differs. Their explanation is a note of the grid.
ABOVE, BELOW = "▲", "▼"

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


@dataclass(frozen=True, slots=True)
class Findings:
    """What tests found.

    Attributes:
        title: what is asked, in words.
        differences: a sentence for each notable difference, the largest first.
        verdict: what is to be said where none is notable; else empty, as where none was looked for.
        tests: that columns are alike.
        notes: what a reader must know of the tests.
    """

    title: str
    differences: tuple[str, ...]
    verdict: str = ""
    tests: tuple[Outcome, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def overall(self) -> tuple[Outcome, ...]:
        """The tests of all rows together."""
        return tuple(test for test in self.tests if test.is_overall)

    def by_method(self) -> list[tuple[str, list[Outcome]]]:
        """The tests that were made in the same way, in order."""
        return [(method, list(tests)) for method, tests in groupby(self.tests, lambda test: test.method)]


def findings_of_table(table: Table) -> Findings | None:
    """What the tests between the columns of a table found; None where there were none."""
    if table.tests is None:
        return None
    reference = visible(table.tests.reference.label).strip()
    sentences = _sentences(table, table.tests.differences, reference)
    labels = {row.id: visible(row.label).strip() for row in table.rows}
    is_compared = _is_any(table.tests.differences.difference)
    return Findings(
        title=f"What differs from {reference}" if is_compared else "Are the columns alike?",
        differences=sentences,
        verdict=_verdict(table.tests.differences) if is_compared and not sentences else "",
        tests=tuple(_outcome(test, labels) for test in table.tests.tests),
        notes=tuple(visible(note) for note in table.tests.notes),
    )


def findings_of_comparison(comparison: Comparison) -> Findings:
    """Which figures of the second table differ from the first's."""
    first = visible(comparison.names[0])
    sentences = _sentences(comparison.second, comparison.differences, first)
    verdict = "" if sentences else _verdict(comparison.differences)
    return Findings(f"What differs from {first}", sentences, verdict)


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


def _verdict(found: Differences) -> str:
    return "No difference is notable." if _is_any(found.p) else "No difference can be tested."


def _is_any(values: NDArray[np.float64]) -> bool:
    """Whether there is any number among the values."""
    return any(is_shown(value) for row in values.tolist() for value in row)


def _outcome(test: Test, labels: dict[str, str]) -> Outcome:
    label = labels.get(test.row, visible(test.row)) if test.row else ALL_ROWS
    method, is_overall = visible(test.method), not test.row
    return Outcome(label, method, test.statistic, test.numerator_df, test.denominator_df, test.p, is_overall)
