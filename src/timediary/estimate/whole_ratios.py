"""Ratios of whole minutes of respondents drawn one by one, without rounding on the way to a figure.

Estimates, variances, design effects and degrees of freedom come from sums of whole numbers, so that a survey in memory
has the very figures that `timediary.estimate.sums` gives of it in windows, on any processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.cells import Cells
from timediary.estimate.linearisation import Linearised
from timediary.estimate.ratios import Estimates
from timediary.estimate.sums import DrawnSingly, SummedCells, ratio_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.arrays import BoolArray, FloatArray
    from timediary.estimate.design import Design


def whole_ratios(
    numerators: NDArray[np.int64], denominator: NDArray[np.int64], design: Design, membership: BoolArray
) -> Estimates:
    """Ratios of totals of whole numbers, as `timediary.estimate.ratios.ratios` gives them to 15 digits.

    Args:
        numerators: minutes by category, shape (n, k).
        denominator: minutes in all, shape (n,).
        design: of respondents who were drawn one by one and count alike (`Design.draws_singly`).
        membership: who is in which domain, shape (n, d); domains may overlap.

    Returns:
        Estimates of shape (d, k); nan in a domain whose denominators add up to 0.
    """
    patterns, cells = np.unique(np.packbits(membership, axis=1), axis=0, return_inverse=True)
    alike = np.unpackbits(patterns, axis=1, count=membership.shape[1]).astype(np.bool_)
    sums = ratio_sums(cells.reshape(-1), [(number,) for number in range(len(patterns))], numerators, denominator)
    minutes, recorded = numerators.astype(np.float64), denominator.astype(np.float64)
    summed = SummedCells(sums.arrays["y"], sums.arrays["x"], alike, np.ones(len(patterns)), sums)
    known = _WholeCells(minutes, recorded, membership, design.weights, summed)
    source = _WholeLinearised(known, design, DrawnSingly(summed, design.respondents))
    return Estimates(values=known.estimates, bases=known.bases, cells=known, source=source)


@dataclass(frozen=True, eq=False)
class _WholeCells(Cells):
    """Cells of respondents, whose figures come from sums of whole numbers."""

    summed: SummedCells

    @property
    def estimates(self) -> FloatArray:
        """The estimates, shape (d, k)."""
        return self.summed.estimates

    def srs_variances(self) -> FloatArray:
        """Variance that as many respondents drawn at random, with replacement, would give, shape (d, k)."""
        return self.summed.srs_variances()


@dataclass(frozen=True, eq=False)
class _WholeLinearised(Linearised):
    """The variance from sums of whole numbers; covariances from the respondents, who are at hand."""

    exactly: DrawnSingly

    def variances(self) -> FloatArray:
        """Variances of all cells, shape (d, k)."""
        return self.exactly.variances()

    def effective_degrees_of_freedom(self) -> FloatArray:
        """Degrees of freedom that allow for the kurtosis of the respondents, shape (d, k)."""
        return self.exactly.effective_degrees_of_freedom()
