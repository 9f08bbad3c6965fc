"""What each replicate multiplies the weights by: a factor for every unit and replicate, without a matrix of them.

A jackknife of 100,000 respondents has 10,000,000,000 factors, nearly all alike within a stratum; a bootstrap's are
small whole numbers. What they are for, totals in every replicate, needs no more than what is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from timediary.estimate.arrays import sums_by
from timediary.estimate.cells import BLOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.arrays import FloatArray, IntArray


class Factors(Protocol):
    """Factors of u units in r replicates."""

    @property
    def shape(self) -> tuple[int, int]:
        """Units and replicates, (u, r)."""

    def of(self, replicate: int) -> FloatArray:
        """The factors of one replicate, shape (u,)."""

    def totals(self, by_unit: FloatArray) -> FloatArray:
        """Sums over the units in every replicate, shape (r, q), of columns of shape (u, q)."""


@dataclass(frozen=True, eq=False)
class GivenFactors:
    """A matrix of factors, shape (u, r)."""

    matrix: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Units and replicates."""
        units, replicates = self.matrix.shape
        return units, replicates

    def of(self, replicate: int) -> FloatArray:
        """The factors of one replicate."""
        return np.asarray(self.matrix[:, replicate])

    def totals(self, by_unit: FloatArray) -> FloatArray:
        """Sums in every replicate."""
        # In this order the product of a wide matrix and a narrow one runs along memory, in half the time.
        return np.asarray((by_unit.T @ self.matrix).T)


@dataclass(frozen=True, eq=False)
class DeletedUnits:
    """Replicate r leaves out unit r and raises the other units of its stratum to make up for it.

    Attributes:
        strata: of each unit, numbered from 0, shape (u,).
        raised: the factor of the others of a stratum, by stratum, shape (s,).
    """

    strata: IntArray
    raised: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Units and replicates; there are as many of both."""
        return len(self.strata), len(self.strata)

    def of(self, replicate: int) -> FloatArray:
        """The factors of one replicate."""
        stratum = self.strata[replicate]
        factors = np.where(self.strata == stratum, self.raised[stratum], 1.0)
        factors[replicate] = 0.0
        return np.asarray(factors)

    def totals(self, by_unit: FloatArray) -> FloatArray:
        """Sums in every replicate: all units, the others of the stratum raised, and the unit itself left out."""
        of_stratum = sums_by(self.strata, len(self.raised), by_unit)
        gained = by_unit.sum(axis=0) + of_stratum * (self.raised - 1.0)[:, None]
        return np.asarray(gained[self.strata] - by_unit * self.raised[self.strata][:, None])


@dataclass(frozen=True, eq=False)
class DrawnUnits:
    """Units drawn with replacement: a factor is `least + each` times how often the unit was drawn.

    Attributes:
        times: how often, small whole numbers, shape (u, r).
        least: factor of a unit that wasn't drawn, shape (u,).
        each: what each time adds, shape (u,).
    """

    times: NDArray[np.unsignedinteger]
    least: FloatArray
    each: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Units and replicates."""
        units, replicates = self.times.shape
        return units, replicates

    def of(self, replicate: int) -> FloatArray:
        """The factors of one replicate."""
        return np.asarray(self.least + self.each * self.times[:, replicate])

    def totals(self, by_unit: FloatArray) -> FloatArray:
        """Sums in every replicate, of as many replicates at once as fit in memory."""
        units, replicates = self.shape
        found = np.empty((by_unit.shape[1], replicates))
        raised = (by_unit * self.each[:, None]).T
        at_once = max(1, BLOCK // max(1, units))
        for first in range(0, replicates, at_once):
            found[:, first : first + at_once] = raised @ self.times[:, first : first + at_once].astype(np.float64)
        return np.asarray(found.T + self.least @ by_unit)
