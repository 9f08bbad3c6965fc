"""Tests between the columns of a table: which differ, by how much, and whether the levels are alike at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.association import rao_scott_test
from timediary.estimate.compositions import equal_profiles, equal_profiles_of_respondents
from timediary.estimate.differences import differences, equal_domains, holm
from timediary.estimate.distributions import t_quantile
from timediary.estimate.intervals import Interval, contrast_interval, correlation_of
from timediary.estimate.ratios import ratios
from timediary.model.differences import ColumnTests, Differences, Test
from timediary.model.line import LineKind
from timediary.tabulate.precision import LEVEL, precision_of_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.differences import Differences as Estimated, WaldTests
    from timediary.estimate.ratios import Estimates
    from timediary.model.line import Line
    from timediary.model.table import Table
    from timediary.sample import Sample
    from timediary.sample.columns import Columns

WALD = "Wald F on the design: the same share in every column"
PROFILE = "Wald F on the design: the same profile of shares in every column"
RAO_SCOTT = "Rao-Scott F: rows and columns are independent"
LOG_RATIO = "Isometric log-ratios of respondents' profiles, zeros replaced: the same mean in every column"


def tested(
    table: Table,
    estimates: Estimates,
    reference: str,
    profile: NDArray[np.float64],
    sample: Sample,
    columns: Columns,
    detection: float,
) -> Table:
    """A table with the tests between its columns.

    Args:
        table: r rows by c columns.
        estimates: what the table was made from, c domains by r categories.
        reference: id of the column the others are compared with; 'All' where the table has no such column.
        profile: hours of each of the m sampled respondents in each group of activities, shape (m, g).
        sample: how the respondents were sampled.
        columns: who is in which column.
        detection: the shortest time a diary shows, in hours.
    """
    ids = [column.id for column in table.columns]
    if len(ids) < 2:
        return table
    against, found, notes = _from_reference(table, estimates, reference, sample)
    levels = _levels(table, estimates)
    by_row = equal_domains(estimates, levels)
    tests = [_test(row.id, WALD, by_row, i) for i, row in enumerate(table.rows)]
    tests += _profile_tests(levels, profile, sample, columns, detection)
    return replace(table, tests=ColumnTests(against, found, tuple(tests), notes))


def _from_reference(
    table: Table, estimates: Estimates, reference: str, sample: Sample
) -> tuple[Line, Differences, tuple[str, ...]]:
    """The column that the others are compared with ('All' where there is no such one), how they differ, and a note."""
    ids = [column.id for column in table.columns]
    against = ids.index(reference if reference in ids else "all")
    compared = (np.arange(len(ids)) != against)[:, None] & (estimates.se > 0)
    own = limits_of(estimates, sample)
    estimated = differences(estimates, [(j, against) for j in range(len(ids))])
    found = differences_of(estimated, compared, own.of_column(against), own)
    note = (
        f"Differences from '{table.columns[against].label}': covariance taken into account, p adjusted by Holm's "
        f"method for the {int(np.isfinite(found.p).sum())} differences of the table."
    )
    return table.columns[against], found, (note,)


def differences_of(estimated: Estimated, compared: NDArray[np.bool_], reference: Limits, own: Limits) -> Differences:
    """Estimated differences (c, r) as those of a table (r, c), adjusted by Holm's method over all of them.

    Args:
        estimated: differences of c domains by r categories.
        compared: where a difference can be tested, shape (c, r): not against itself, and not where the estimate has a
            standard error of 0, which says nothing of how far it is from the truth.
        reference: what is taken away, with its limits.
        own: what it is taken from.
    """
    pairs = np.broadcast_to(estimated.se.T, (2, 2, *estimated.se.T.shape))
    interval = interval_of_contrast(estimated, (-1.0, 1.0), (reference, own), pairs)
    sound = compared & (estimated.se > 0)

    def shown(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(sound, values, np.nan).T

    p = shown(estimated.p)
    difference = estimated.values.T
    return Differences(
        difference,
        shown(estimated.se),
        shown(interval.low.T),
        shown(interval.high.T),
        shown(estimated.degrees_of_freedom),
        p,
        holm(p),
    )


class Limits(NamedTuple):
    """Figures of a table with their errors, degrees of freedom and limits, each of shape (r, c)."""

    estimate: NDArray[np.float64]
    se: NDArray[np.float64]
    degrees_of_freedom: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def of_column(self, position: int) -> Limits:
        """The figures of one column in the place of each."""
        return Limits(*(np.broadcast_to(values[:, [position]], values.shape) for values in self))


def limits_of(estimates: Estimates, sample: Sample) -> Limits:
    """The shares of a table with the limits that it prints, whatever it does with subtotals.

    Args:
        estimates: c domains by r categories.
        sample: how the respondents were sampled.
    """
    base = np.broadcast_to(estimates.bases, estimates.values.T.shape).astype(np.int64)
    known = precision_of_shares(estimates, base, sample)
    return Limits(estimates.values.T, known.se, known.degrees_of_freedom, known.low, known.high)


def interval_of_contrast(
    estimated: Estimated,
    coefficients: Sequence[float],
    parts: Sequence[Limits],
    pairs: NDArray[np.float64],
    furthest: float = 1.0,
) -> Interval:
    """Intervals of weighted sums of figures, shape (r, c), that stay in the possible range as those of the figures do.

    They follow from the limits of the figures. Where a few respondents make most of a sum, as in a panel in which few
    changed, it has fewer degrees of freedom than the figures have, and its interval is longer by as much.

    Args:
        estimated: the sums, shape (c, r).
        coefficients: one for each of m parts.
        parts: the figures with their limits.
        pairs: standard errors of the difference of each two parts, shape (m, m, r, c).
        furthest: how far from 0 a sum can be.
    """
    errors = np.stack([part.se for part in parts])
    correlations = correlation_of(pairs, errors[:, None], errors[None, :])
    for place in range(len(parts)):
        correlations[place, place] = 1.0
    used = [part for part, factor in zip(parts, coefficients, strict=True) if factor]
    fewest = np.min([part.degrees_of_freedom for part in used], axis=0)
    stretch = np.fmax(t_quantile(LEVEL, estimated.degrees_of_freedom.T) / t_quantile(LEVEL, fewest), 1.0)
    limits = Interval(np.stack([part.low for part in parts]), np.stack([part.high for part in parts]), LEVEL)
    values = np.stack([part.estimate for part in parts])
    found = contrast_interval(coefficients, values, limits, correlations, stretch)
    return Interval(np.maximum(found.low, -furthest), np.minimum(found.high, furthest), LEVEL)


def _levels(table: Table, estimates: Estimates) -> NDArray[np.int64]:
    """Positions of the columns that are levels and have a variance; two at least, or none."""
    substantive = np.array([column.kind is LineKind.LEVEL for column in table.columns])
    usable = substantive & np.isfinite(estimates.values).all(axis=1) & (estimates.degrees_of_freedom >= 1)
    return np.flatnonzero(usable)


def _test(row: str, method: str, tests: WaldTests, position: int | tuple[()]) -> Test:
    """One of several Wald tests."""
    return Test(
        row,
        method,
        float(tests.f[position]),
        float(tests.numerator_df[position]),
        float(tests.denominator_df[position]),
        float(tests.p[position]),
    )


def _profile_tests(
    levels: NDArray[np.int64],
    profile: NDArray[np.float64],
    sample: Sample,
    columns: Columns,
    detection: float,
) -> list[Test]:
    """Tests of the whole profile of shares, by the design and by the method of the time-use literature."""
    if len(levels) < 2 or profile.shape[1] < 2:
        return []
    membership = columns.members
    shares = ratios(profile, profile.sum(axis=1), sample.design, membership)
    log_ratio = equal_profiles_of_respondents(profile, sample.design, membership[:, levels], detection)
    return [_test("", PROFILE, equal_profiles(shares, levels), ()), _test("", LOG_RATIO, log_ratio, ())]


def tested_distribution(
    table: Table,
    estimates: Estimates,
    reference: str,
    answers: NDArray[np.bool_],
    membership: NDArray[np.bool_],
    sample: Sample,
) -> Table:
    """A table of respondents with the differences of its columns, and Rao and Scott's test of rows against columns.

    The test is that they have nothing to do with one another. Who gave no information, in rows or columns, is left out
    of it; so is a table with several answers a respondent.

    Args:
        table: r levels, and no information, by c columns.
        estimates: what the table was made from, c domains by r categories.
        reference: id of the column the others are compared with; 'All' where the table has no such column.
        answers: who gave which answer, shape (m, r).
        membership: who is in which column, shape (m, c).
        sample: how the respondents were sampled.
    """
    if len(table.columns) < 2:
        return table
    against, differing, notes = _from_reference(table, estimates, reference, sample)
    levels = [j for j, column in enumerate(table.columns) if column.kind is LineKind.LEVEL]
    columns = membership[:, levels]
    tests: tuple[Test, ...] = ()
    if not ((answers.sum(axis=1) > 1).any() or (columns.sum(axis=1) > 1).any()):
        found = rao_scott_test(_position(answers), _position(columns), sample.design)
        tests = (Test("", RAO_SCOTT, found.f, found.numerator_df, found.denominator_df, found.p),)
    return replace(table, tests=ColumnTests(against, differing, tests, notes))


def _position(membership: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The one column that each respondent is in, -1 for none; shape (m,)."""
    return np.where(membership.any(axis=1), membership.argmax(axis=1), -1)
