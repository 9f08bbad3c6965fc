"""Two or more samples of one kind, such as the waves of a survey: differences, linear trends, tests of any change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.differences import (
    Differences,
    WaldTests,
    cluster_labels,
    degrees_allowing_for_kurtosis,
    satterthwaite_of,
    wald_statistic,
)
from timediary.estimate.distributions import f_upper

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import FloatArray, IntArray
    from timediary.estimate.ratios import Estimates


@dataclass(frozen=True, eq=False)
class Waves:
    """The same table from w samples.

    Attributes:
        estimates: w tables of shape (d, k).
        clusters: for a panel, the label of the cluster (respondent id, or agency) of each respondent of each wave,
            shapes (n_i,); None takes the waves as independent.

    Raises:
        ValueError: fewer than two waves, tables of different shapes, or a panel without linearised variances.
    """

    estimates: tuple[Estimates, ...]
    clusters: tuple[ArrayLike, ...] | None = None

    def __post_init__(self) -> None:
        """Check that the tables fit one another."""
        shapes = {estimates.values.shape for estimates in self.estimates}
        if len(self.estimates) < 2:
            raise ValueError("a change takes two waves at least")
        if len(shapes) > 1:
            raise ValueError(f"tables of shapes {sorted(shapes)} cannot be compared")

    @property
    def values(self) -> FloatArray:
        """The estimates, shape (w, d, k)."""
        return np.stack([estimates.values for estimates in self.estimates])

    @cached_property
    def _places(self) -> tuple[tuple[IntArray, ...], int]:
        """Where the clusters of each wave stand among those of all, and how many there are."""
        labels = [cluster_labels(e, c) for e, c in zip(self.estimates, self.clusters or (), strict=True)]
        union, place = np.unique(np.concatenate(labels), return_inverse=True)
        cuts = np.cumsum([label.size for label in labels])[:-1]
        return tuple(np.split(place.reshape(-1), cuts)), union.size

    def _scores(self, domain: int) -> FloatArray:
        """Rows whose cross-products are the covariances of one domain's cells, shape (units, w, k)."""
        count, columns = len(self.estimates), self.estimates[0].values.shape[1]
        places, units = self._places
        scores = np.zeros((units, count, columns))
        for wave, (estimates, place) in enumerate(zip(self.estimates, places, strict=True)):
            scores[place, wave] = estimates.scores([domain])[:, 0]
        return scores

    def contrast(self, coefficients: ArrayLike) -> Differences:
        """A weighted sum of the waves, cell by cell, such as a change or the slope of a straight line.

        Args:
            coefficients: one for each wave, adding up to 0, shape (w,).

        Returns:
            Of shape (d, k). Independent waves have Welch and Satterthwaite's degrees of freedom of the effective ones.
            In a panel they are the smallest of the waves', or fewer where a few clusters make most of the contrast.

        Raises:
            ValueError: as many coefficients as waves are needed.
        """
        factors = np.asarray(coefficients, dtype=np.float64)
        if factors.shape != (len(self.estimates),):
            raise ValueError(f"{factors.size} coefficients for {len(self.estimates)} waves")
        used = [(e, f) for e, f in zip(self.estimates, factors, strict=True) if f != 0.0]
        shape = (-1, 1, 1)
        # A wave that the contrast leaves out may lack the domain.
        values = np.sum([f * e.values for e, f in used], axis=0)
        degrees = np.stack([e.effective_degrees_of_freedom for e, _ in used])
        if self.clusters is None:
            variances = np.stack([e.variances for e, _ in used]) * np.square([f for _, f in used]).reshape(shape)
            return Differences(values, np.sqrt(variances.sum(axis=0)), satterthwaite_of(variances, degrees))
        se, df = np.empty(values.shape), np.empty(values.shape)
        for domain in range(values.shape[0]):
            squares = np.square(np.tensordot(self._scores_of(domain, factors), factors, axes=(1, 0)))
            variance, fourth = squares.sum(axis=0), np.square(squares).sum(axis=0)
            se[domain] = np.sqrt(variance)
            least = degrees[:, domain].min(axis=0)
            df[domain] = degrees_allowing_for_kurtosis(variance, fourth, self._units(factors), least)
        return Differences(values, se, df)

    def _scores_of(self, domain: int, factors: FloatArray) -> FloatArray:
        """The scores with those of waves left out as 0, so that what they lack doesn't matter."""
        scores = self._scores(domain)
        scores[:, factors == 0.0] = 0.0
        return scores

    def _units(self, factors: FloatArray) -> int:
        """Clusters of the waves that a contrast uses."""
        return int(np.unique(np.concatenate([p for p, f in zip(self._places[0], factors, strict=True) if f])).size)

    def linear_trend(self, times: ArrayLike) -> Differences:
        """Slope of the straight line through the waves by least squares, a unit of time.

        Each wave counts equally: a slope is the contrast (t - mean t) / sum of (t - mean t)^2 of the estimates (Korn
        and Graubard 1999, *Analysis of Health Surveys*, section 3.7; R survey, `svycontrast`).

        Args:
            times: of the waves, not all the same, shape (w,).

        Raises:
            ValueError: there is no time between the waves.
        """
        centred = np.asarray(times, dtype=np.float64)
        centred = centred - centred.mean()
        squares = float(centred @ centred)
        if not squares > 0.0:
            raise ValueError("a trend needs waves at different times")
        return self.contrast(centred / squares)

    def any_change(self) -> WaldTests:
        """Test, cell by cell, that all waves have the same value.

        Wald's statistic of the differences from the first wave, by their number w - 1, is compared with F on w - 1 and
        degf - (w - 1) degrees of freedom (Korn and Graubard 1999, chapter 3; R survey, `regTermTest`); degf is the sum
        of the waves' (clusters less strata with a member) where they are independent, and the smallest in a panel.

        Returns:
            Tests of shape (d, k); nan where a wave has no estimate.
        """
        values, shape = self.values, self.estimates[0].values.shape
        statistic, rank = np.full(shape, np.nan), np.zeros(shape)
        for domain in range(shape[0]):
            scores = self._scores(domain) if self.clusters is not None else None
            for column in range(shape[1]):
                change = values[1:, domain, column] - values[0, domain, column]
                rows = self._independent(domain, column) if scores is None else scores[:, :, column]
                statistic[domain, column], rank[domain, column] = wald_statistic(change, rows[:, 1:] - rows[:, :1])
        degrees = np.stack([e.degrees_of_freedom for e in self.estimates])
        degf = (degrees.sum(axis=0) if self.clusters is None else degrees.min(axis=0))[:, None]
        f = np.divide(statistic, rank, out=np.full(shape, np.nan), where=rank > 0.0)
        return WaldTests(statistic, f, rank, degf - rank, f_upper(f, rank, degf - rank))

    def _independent(self, domain: int, column: int) -> FloatArray:
        """Scores of a cell in independent waves: a unit for each wave, shape (w, w)."""
        return np.diag([float(e.se[domain, column]) for e in self.estimates])


def differences_between(
    first: Estimates,
    second: Estimates,
    clusters: tuple[ArrayLike, ArrayLike] | None = None,
) -> Differences:
    """Differences between two samples, cell by cell: two waves, or two services.

    Samples drawn independently have variances that add up. Where clusters (respondents drawn one by one, or
    agencies) are in both, as in a panel, twice their covariance is taken off: the sum over the shared clusters of
    the products of their centred and scaled residual totals (Kish 1965, *Survey Sampling*, chapter 12; Berger
    2004, *Canadian Journal of Statistics* 32, for samples that overlap in part). It is the sum of squares of each
    cluster's difference, so that it is never negative.

    Args:
        first: a table of shape (d, k).
        second: a table of the same shape, of another sample.
        clusters: for a panel, the cluster's label (respondent id, or agency) of each respondent in the first and
            in the second sample, shapes (n1,) and (n2,); None takes the samples as independent.

    Returns:
        Second less first, shape (d, k). The degrees of freedom are Welch and Satterthwaite's of the effective ones
        for independent samples. For a panel they are the smaller of the two, or fewer where a few clusters make most
        of the difference (as those do that one sample has and the other leaves out).

    Raises:
        ValueError: shapes differ, or a panel is asked for without a linearised variance.
    """
    return Waves((first, second), clusters).contrast((-1.0, 1.0))
