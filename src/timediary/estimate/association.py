"""Tests of association in two-way tables of respondents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.estimate.arrays import BoolArray, FloatArray, as_membership
from timediary.estimate.distributions import f_upper
from timediary.estimate.ratios import AnyDesign, crossed, level_membership, means

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class RaoScottTest:
    """A test that rows and columns of a table of respondents are independent.

    Attributes:
        f: the adjusted statistic; nan if the table has fewer than two rows or columns with anybody in them.
        numerator_df: not a whole number.
        denominator_df: likewise.
        p: probability of a larger F.
        pearson: Pearson's statistic of the weighted table, scaled to the number of respondents.
        base: respondents who answered both questions.
    """

    f: float
    numerator_df: float
    denominator_df: float
    p: float
    pearson: float
    base: int


def rao_scott_test(
    rows: ArrayLike, columns: ArrayLike, design: AnyDesign, membership: ArrayLike | None = None
) -> RaoScottTest:
    """Rao and Scott's second-order test of a two-way table, as an F.

    Pearson's statistic by the sum of the generalised design effects, on d0 and d0 times the design's degrees of
    freedom, d0 being the sum squared over the sum of squares (Rao and Scott 1984, *Annals of Statistics* 12;
    Thomas and Rao 1987, *JASA* 82; R survey, `svychisq(statistic="F")`).

    Args:
        rows: level of each respondent, from 0; below 0 is not an answer, shape (n,).
        columns: likewise.
        design: how the sample was drawn, or its replicate weights.
        membership: who is counted, bool, shape (n,); None is everybody. Who didn't answer both isn't counted.

    Returns:
        The test.

    Raises:
        ValueError: shapes differ.
    """
    inside = as_membership(membership, design.respondents)[:, 0]
    table = []
    for levels in (np.asarray(rows), np.asarray(columns)):
        if levels.shape != inside.shape:
            raise ValueError(f"levels have shape {levels.shape} for {inside.size} respondents")
        inside = inside & (levels >= 0)
        table.append(levels)
    base = int(np.count_nonzero(inside))
    # Levels nobody chose would make every matrix below singular.
    memberships = [_chosen_levels(levels, inside) for levels in table]
    shape = memberships[0].shape[1], memberships[1].shape[1]
    if min(shape) < 2:
        return RaoScottTest(np.nan, np.nan, np.nan, np.nan, np.nan, base)
    shares = means(crossed(memberships), design, inside)
    covariance = shares.covariance()[0, :, 0, :]
    pearson, effects = _pearson(shares.values[0].reshape(shape), covariance, base)
    mean_square = float((effects @ effects).trace())
    total = float(effects.trace())
    if not (total > 0.0 and mean_square > 0.0):
        return RaoScottTest(np.nan, np.nan, np.nan, np.nan, pearson, base)
    numerator = total**2 / mean_square
    denominator = numerator * float(shares.degrees_of_freedom[0])
    f = pearson / total
    return RaoScottTest(f, numerator, denominator, float(f_upper(f, numerator, denominator)), pearson, base)


def _chosen_levels(levels: NDArray[Any], inside: BoolArray) -> BoolArray:
    """Membership of the levels that somebody counted has, shape (n, levels)."""
    counted = np.where(inside, levels, -1)
    membership = level_membership(counted, int(counted.max(initial=-1)) + 1)
    return membership[:, membership.any(axis=0)]


def _pearson(shares: FloatArray, covariance: FloatArray, base: int) -> tuple[float, FloatArray]:
    """Pearson's statistic of a table of shares and the matrix of generalised design effects.

    Args:
        shares: cells, summing to 1, shape (r, c).
        covariance: of the cells in that order, shape (r * c, r * c).
        base: respondents.

    Returns:
        The statistic, and the matrix whose eigenvalues are the design effects, of order (r - 1)(c - 1).
    """
    rows, columns = shares.shape
    expected = shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)
    pearson = float(base * (np.square(shares - expected) / expected).sum())
    # The log-linear model's interaction, with what rows and columns explain taken out.
    main = np.column_stack([np.kron(np.eye(rows), np.ones((columns, 1))), np.kron(np.ones((rows, 1)), np.eye(columns))])
    interaction = np.kron(np.eye(rows)[:, 1:], np.eye(columns)[:, 1:])
    contrasts = interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
    flat = shares.reshape(-1)
    inverse = np.divide(1.0, flat, out=np.zeros_like(flat), where=flat > 0.0)
    weighted = contrasts * inverse[:, None]
    random = contrasts.T @ weighted / base
    designed = weighted.T @ covariance @ weighted
    return pearson, np.linalg.lstsq(random, designed, rcond=None)[0]
