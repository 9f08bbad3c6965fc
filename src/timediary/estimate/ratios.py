"""Ratios of totals, means and totals for all columns and all domains of a table at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

from timediary.estimate.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    as_columns,
    as_membership,
    as_vector,
    without_values_outside,
)
from timediary.estimate.cells import Cells
from timediary.estimate.design import Design
from timediary.estimate.linearisation import Linearised
from timediary.estimate.replication import ReplicateDeviations, Replicates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

AnyDesign: TypeAlias = Design | Replicates


class VarianceSource(Protocol):
    """Where the variance of a table comes from: linearised residuals or replicate estimates."""

    def variances(self) -> FloatArray:
        """Variances of all cells, shape (d, k)."""
        ...

    def scores(self, domains: IntArray) -> FloatArray:
        """Rows whose cross-products are the covariances of the cells, shape (units, m, k)."""
        ...

    def degrees_of_freedom(self) -> IntArray:
        """By domain, shape (d,)."""
        ...

    def effective_degrees_of_freedom(self) -> FloatArray:
        """By cell, allowing for kurtosis, shape (d, k)."""
        ...

    def total_degrees_of_freedom(self) -> int:
        """Of the whole sample."""
        ...


@dataclass(frozen=True, eq=False)
class Estimates:
    """A table of d domains by k columns with what its variances come from.

    Everything but the estimates is worked out when it is first asked for.

    Attributes:
        values: the estimates, nan where a domain has nothing to divide by, shape (d, k).
        bases: respondents in each domain, unweighted, shape (d,).
        cells: what was estimated.
        source: where the variances come from.
    """

    values: FloatArray
    bases: IntArray
    cells: Cells = field(repr=False)
    source: VarianceSource = field(repr=False)

    @cached_property
    def variances(self) -> FloatArray:
        """Variances of the estimates, shape (d, k)."""
        return self.source.variances()

    @cached_property
    def se(self) -> FloatArray:
        """Standard errors of the estimates, shape (d, k)."""
        return np.sqrt(self.variances)

    @cached_property
    def cv(self) -> FloatArray:
        """Coefficients of variation, se / |estimate|; nan where the estimate is 0, shape (d, k)."""
        nowhere = np.full(self.values.shape, np.nan)
        return np.asarray(np.divide(self.se, np.abs(self.values), out=nowhere, where=self.values != 0.0))

    @cached_property
    def deff(self) -> FloatArray:
        """Design effects against random sampling with replacement, shape (d, k).

        The variance over what as many respondents of the same domain, drawn at random with replacement, would
        give (Kish 1965, section 8.2; R survey, `deff="replace"`). It needs no size of population, so that it
        does not change when weights are rescaled. nan where both are 0.
        """
        srs = self.cells.srs_variances()
        return np.asarray(np.divide(self.variances, srs, out=np.full(srs.shape, np.nan), where=srs > 0.0))

    @cached_property
    def degrees_of_freedom(self) -> IntArray:
        """Degrees of freedom of each domain's variance, shape (d,): clusters less strata with a member."""
        return self.source.degrees_of_freedom()

    @cached_property
    def effective_degrees_of_freedom(self) -> FloatArray:
        """Degrees of freedom of each cell's variance, shape (d, k), at most the domain's.

        Fewer where a few clusters hold most of what varies, as in a rare activity: intervals with these hold the
        truth as often as they say where those with the domain's are too short. Without kurtosis they are the same.
        Replicates don't tell, and give the domain's.
        """
        return self.source.effective_degrees_of_freedom()

    @property
    def total_degrees_of_freedom(self) -> int:
        """Degrees of freedom of the whole sample, for tests across domains."""
        return self.source.total_degrees_of_freedom()

    def scores(self, domains: ArrayLike | None = None) -> FloatArray:
        """Rows whose cross-products are the covariances of the cells.

        Args:
            domains: numbers of the domains wanted, shape (m,); None for all.

        Returns:
            Shape (units, m, k), a unit being a cluster or a replicate.
        """
        wanted = np.arange(self.values.shape[0]) if domains is None else np.asarray(domains, dtype=np.intp)
        return self.source.scores(np.atleast_1d(wanted))

    def covariance(self, domains: ArrayLike | None = None) -> FloatArray:
        """Covariances between all cells of some domains.

        Args:
            domains: numbers of the domains wanted, shape (m,); None for all.

        Returns:
            Shape (m, k, m, k).
        """
        scores = self.scores(domains)
        units, chosen, columns = scores.shape
        flat = scores.reshape(units, chosen * columns)
        return (flat.T @ flat).reshape(chosen, columns, chosen, columns)


def ratios(
    numerators: ArrayLike,
    denominator: ArrayLike,
    design: AnyDesign,
    membership: ArrayLike | None = None,
) -> Estimates:
    """Ratios of weighted totals: of all the time recorded in a domain, the share in each category.

    Never a mean of personal shares (Cochran 1977, chapter 6; R survey, `svyratio` through `svyby`).

    Args:
        numerators: hours by category, shape (n, k).
        denominator: hours in all, shape (n,).
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d); domains may overlap; None is everybody.

    Returns:
        Estimates of shape (d, k); nan in a domain whose denominators add up to 0.

    Raises:
        ValueError: shapes differ, or a member of a domain has a value that is not finite.
    """
    count = design.respondents
    inside = as_membership(membership, count)
    top = without_values_outside(as_columns(numerators, "numerators", count), inside, "numerators")
    bottom = as_vector(denominator, "denominator", count)
    bottom = without_values_outside(bottom[:, None], inside, "denominator")[:, 0]
    return estimates_of(Cells(top, bottom, inside, design.weights), design)


def means(values: ArrayLike, design: AnyDesign, membership: ArrayLike | None = None) -> Estimates:
    """Weighted means: hours per respondent; with 0 and 1 as values, shares of respondents.

    A mean is a ratio to the weighted number of respondents (R survey, `svymean`).

    Args:
        values: shape (n, k); missing values are allowed outside all domains only.
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d); None is everybody.

    Returns:
        Estimates of shape (d, k); nan in a domain without members.

    Raises:
        ValueError: shapes differ, or a member of a domain has a value that is not finite.
    """
    return ratios(values, np.ones(design.respondents), design, membership)


def totals(values: ArrayLike, design: AnyDesign, membership: ArrayLike | None = None) -> Estimates:
    """Weighted totals (R survey, `svytotal`).

    Args:
        values: shape (n, k); missing values are allowed outside all domains only.
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d); None is everybody.

    Returns:
        Estimates of shape (d, k); 0 in a domain without members.

    Raises:
        ValueError: shapes differ, or a member of a domain has a value that is not finite.
    """
    inside = as_membership(membership, design.respondents)
    columns = as_columns(values, "values", design.respondents)
    columns = without_values_outside(columns, inside, "values")
    return estimates_of(Cells(columns, None, inside, design.weights), design)


def level_membership(levels: ArrayLike, count: int) -> BoolArray:
    """Domains of a single-answer question: one for each level.

    Args:
        levels: level of each respondent from 0 to `count` - 1; anything below 0 is not an answer, shape (n,).
        count: number of levels.

    Returns:
        Shape (n, count).

    Raises:
        ValueError: a level is `count` or more.
    """
    given = np.asarray(levels)
    if given.size and given.max() >= count:
        raise ValueError(f"level {given.max()} of a question with {count} levels, numbered from 0")
    return np.asarray(given[:, None] == np.arange(count))


def crossed(memberships: Sequence[BoolArray]) -> BoolArray:
    """Domains crossed with one another, the first varying slowest.

    Args:
        memberships: at least one, each of shape (n, d_i).

    Returns:
        Shape (n, product of all d_i).
    """
    crossing = memberships[0]
    for other in memberships[1:]:
        crossing = (crossing[:, :, None] & other[:, None, :]).reshape(crossing.shape[0], -1)
    return crossing


def estimates_of(cells: Cells, design: AnyDesign) -> Estimates:
    """The estimates of some cells, with the source of variance that the design has."""
    source: VarianceSource
    source = Linearised(cells, design) if isinstance(design, Design) else ReplicateDeviations(cells, design)
    return Estimates(values=cells.estimates, bases=design.bases(cells.membership), cells=cells, source=source)
