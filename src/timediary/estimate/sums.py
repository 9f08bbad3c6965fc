"""Additive sums behind ratios of totals: of any number of respondents, in windows and in any order.

The shares of a table, their standard errors, design effects and effective degrees of freedom follow from sums of
products of what respondents did and recorded, by cell; a cell is of respondents who are alike in all that tables ask.
Sums of whole numbers are exact, and so is the arithmetic on them, so that the figures don't depend on how respondents
were divided among windows or machines. Nothing here knows of files or surveys, and all of it can be pickled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.estimate.cells import Cells, starts_of
from timediary.estimate.linearisation import Linearised, effective_degrees
from timediary.estimate.ratios import Estimates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.estimate.arrays import BoolArray, FloatArray, IntArray
    from timediary.estimate.design import Design

    Key = tuple[Any, ...]

# Respondents whose products are summed at once, at most and where that pays.
_BLOCK = 4_096
_FEW = 64
# The powers of a respondent's time in a category, of all their time, and of their weight, in the sums of each name.
_POWERS = {"y": (1, 0, 1), "x": (0, 1, 1), "yy": (2, 0, 1), "xy": (1, 1, 1), "xx": (0, 2, 1)}
_WEIGHTED = {"yy2": (2, 0, 2), "xy2": (1, 1, 2), "xx2": (0, 2, 2)}
_FOURTH = {"y4": (4, 0, 4), "y3x": (3, 1, 4), "y2x2": (2, 2, 4), "yx3": (1, 3, 4), "x4": (0, 4, 4)}
# Weighted variances below this part of what they are a difference of are rounding errors of 0.
_ROUNDING = Fraction(1, 10**14)


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums by cell, which add up: `whole = first + second`.

    Attributes:
        keys: what the c cells are of, rising.
        arrays: by name, each of shape (c, ...): whole numbers where they are exact (int64, or Python's own where
            those would not do), else float64.
    """

    keys: tuple[Key, ...] = ()
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __add__(self, other: Sums) -> Sums:
        """The sums of both."""
        if not self.keys or not other.keys:
            return self if self.keys else other
        if self.keys == other.keys:
            return Sums(self.keys, {name: array + other.arrays[name] for name, array in self.arrays.items()})
        keys = dict.fromkeys(sorted((*self.keys, *other.keys)))  # two rising rows are merged at a stroke
        places = {key: place for place, key in enumerate(keys)}
        ours, theirs = (np.array([places[key] for key in one.keys]) for one in (self, other))
        arrays: dict[str, NDArray[Any]] = {}
        for name, array in self.arrays.items():
            arrays[name] = np.zeros((len(keys), *array.shape[1:]), array.dtype)
            arrays[name][ours] = array
            arrays[name][theirs] += other.arrays[name]
        return Sums(tuple(keys), arrays)


def ratio_sums(
    cells: IntArray,
    keys: Sequence[Key],
    numerators: NDArray[np.int64],
    denominator: NDArray[np.int64],
    weights: FloatArray | None = None,
    *,
    fourth: bool = True,
) -> Sums:
    """What ratios of totals rest on, by cell.

    Args:
        cells: the cell of each of n respondents, from 0, shape (n,).
        keys: what the c cells are of, rising.
        numerators: whole minutes by category, shape (n, k).
        denominator: whole minutes in all, shape (n,).
        weights: shape (n,); None weighs everybody 1, and all sums are exact.
        fourth: whether sums of fourth powers are wanted, for effective degrees of freedom where each respondent was
            drawn by themselves.

    Returns:
        `count` (c,), `weight` (c,); totals `y` (c, k), `x` (c,); `yy`, `xy`, `xx` of products; with weights `yy2`,
        `xy2`, `xx2` of products by squared weights; and `y4` to `x4` of four factors, by weights to the fourth.
    """
    unit = int(np.gcd(np.gcd.reduce(numerators, axis=None), np.gcd.reduce(denominator))) or 1
    powers = _POWERS | (_WEIGHTED if weights is not None else {}) | (_FOURTH if fourth else {})
    count = np.bincount(cells, minlength=len(keys))
    sums: dict[str, Any] = {"count": count, "weight": np.bincount(cells, weights, minlength=len(keys))}
    most = int(max(numerators.max(initial=0), denominator.max(initial=0)))
    # So many respondents at once that 64 bits hold the sum of their powers; Python's own numbers where that is too few.
    block = min(_BLOCK, (2**63 - 1) // max(most // unit, 1) ** (4 if fourth else 2))
    is_narrow = block >= _FEW and most**2 * len(cells) < 2**63
    type_ = np.float64 if weights is not None else np.int64 if is_narrow else np.object_
    for name, (y, x, _) in powers.items():
        kept_as = np.object_ if weights is None and y + x == 4 else type_
        sums[name] = np.zeros((numerators.shape[1] if y else 1, len(keys)), kept_as)
    # Respondents of one cell after another, and columns first, so that sums over them run along memory.
    order = np.argsort(cells, kind="stable")
    for first in range(0, len(cells), max(block, _FEW)):
        rows = order[first : first + max(block, _FEW)]
        top, bottom = ((array[rows].T // unit).astype(type_) for array in (numerators, denominator[:, None]))
        starts, present = starts_of(cells[rows])
        for name, (y, x, power) in powers.items():
            product = math.prod([top] * y + [bottom] * x, start=1 if weights is None else weights[rows] ** power)
            sums[name][:, present] += np.add.reduceat(product, starts, axis=1)
    for name, (y, x, _) in powers.items():
        sums[name] = (sums[name].T if y else sums[name][0]) * unit ** (y + x)
    return Sums(tuple(keys), sums)


def totals_by_cell(cells: IntArray, number: int, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of whole numbers by cell, shape (number, k), of values of shape (n, k) whose cells have shape (n,)."""
    order = np.argsort(cells, kind="stable")
    starts, present = starts_of(cells[order])
    totals = np.zeros((number, values.shape[1]), np.int64)
    totals[present] = np.add.reduceat(values[order].T, starts, axis=1).T
    return totals


def summed_ratios(sums: Sums, membership: BoolArray, design: Design | int) -> Estimates:
    """Ratios of totals in domains that are made of cells, as `timediary.estimate.ratios.ratios` gives them.

    Args:
        sums: what `ratio_sums` found, of all respondents.
        membership: which of the c cells are in which of d domains, shape (c, d).
        design: how many respondents were drawn one by one; or where they were drawn in clusters, and the cells are of
            one cluster each, the design with the cells as its respondents.

    Returns:
        Estimates of shape (d, k); nan in a domain whose denominators add up to 0.
    """
    arrays = sums.arrays
    cells = SummedCells(
        np.asarray(arrays["y"], np.float64),
        np.asarray(arrays["x"], np.float64),
        membership,
        np.ones(len(sums.keys)),
        sums,
    )
    source = DrawnSingly(cells, design) if isinstance(design, int) else Linearised(cells, design)
    return Estimates(values=cells.estimates, bases=cells.bases, cells=cells, source=source)


@dataclass(frozen=True, eq=False)
class SummedCells(Cells):
    """The cells of a table from sums: their rows are not respondents but sums of some.

    Attributes:
        sums: of all respondents.
    """

    sums: Sums = field(default_factory=Sums)

    def of(self, name: str) -> NDArray[Any]:
        """Sums by domain, exact numbers, (d, k) or (d, 1)."""
        array = self.sums.arrays[name]
        array = array.reshape(len(array), -1)
        exact = array if array.dtype == object else np.array(_exact(array), dtype=object).reshape(array.shape)
        inside = (np.flatnonzero(members) for members in self.membership.T)
        return np.array([exact[rows].sum(axis=0) for rows in inside], dtype=object).reshape(
            self.membership.shape[1], array.shape[1]
        )

    @property
    def is_weighted(self) -> bool:
        """Whether respondents have weights, whose sums are rounded."""
        return "yy2" in self.sums.arrays

    @cached_property
    def bases(self) -> IntArray:
        """Respondents in each domain, unweighted, shape (d,)."""
        return np.asarray(self.sums.arrays["count"] @ self.membership)

    @cached_property
    def estimates(self) -> FloatArray:
        """The estimates, shape (d, k)."""
        return _quotients(self.of("y"), self.of("x"))

    def spread(self, suffix: str = "") -> FloatArray:
        """Sums of the squared influence of respondents, by weights or with the suffix `2` squared weights, (d, k)."""
        y, x = self.of("y"), self.of("x")
        yy, xy, xx = (self.of(name + suffix) for name in ("yy", "xy", "xx"))
        found = yy * x**2 - 2 * y * x * xy + y**2 * xx
        if self.is_weighted:
            found[found < _ROUNDING * yy * x**2] = 0
        return _quotients(found, x**4)

    def fourth(self) -> FloatArray:
        """Sums of the influence to the fourth, by weights to the fourth, shape (d, k)."""
        y, x = self.of("y"), self.of("x")
        y4, y3x, y2x2, yx3, x4 = (self.of(name) for name in ("y4", "y3x", "y2x2", "yx3", "x4"))
        found = y4 * x**4 - 4 * y3x * x**3 * y + 6 * y2x2 * x**2 * y**2 - 4 * yx3 * x * y**3 + x4 * y**4
        return _quotients(found, x**8)

    def srs_variances(self) -> FloatArray:
        """Variance that as many respondents drawn at random, with replacement, would give, shape (d, k)."""
        weight = np.asarray(self.of("weight"), np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(weight / (self.bases[:, None] - 1.0) * self.spread())


@dataclass(frozen=True, eq=False)
class DrawnSingly:
    """The variance of ratios where each respondent was drawn by themselves, from one stratum.

    The influences of a ratio's respondents add up to 0, so that nothing is left to be centred.

    Attributes:
        cells: what is estimated.
        respondents: how many were drawn, those in no domain counted.
    """

    cells: SummedCells
    respondents: int

    @property
    def _factor(self) -> float:
        """What a sum of squares is multiplied by, n / (n - 1); of one respondent nothing is known of how they vary."""
        return self.respondents / (self.respondents - 1) if self.respondents > 1 else 0.0

    def variances(self) -> FloatArray:
        """Variances of all cells, shape (d, k)."""
        return np.asarray(self._factor * self.cells.spread("2" if self.cells.is_weighted else ""))

    def scores(self, domains: IntArray) -> FloatArray:  # noqa: ARG002 - what every source of variance has
        """Sums don't tell respondents apart.

        Raises:
            ValueError: always.
        """
        raise ValueError("covariances between cells need the respondents themselves")

    def degrees_of_freedom(self) -> IntArray:
        """Respondents less 1, by domain, shape (d,)."""
        return np.maximum(self.cells.bases - 1, 0)

    def effective_degrees_of_freedom(self) -> FloatArray:
        """By cell, allowing for kurtosis, shape (d, k)."""
        fourth = self._factor**2 * self.cells.fourth()
        return effective_degrees(self.variances(), fourth, self.cells.bases, self.degrees_of_freedom())

    def total_degrees_of_freedom(self) -> int:
        """Of the whole sample."""
        return self.respondents - 1


def _exact(array: NDArray[Any]) -> list[Any]:
    """Numbers as Python's own: whole ones, or of floats fractions."""
    return array.ravel().tolist() if array.dtype.kind in "iu" else list(map(Fraction, array.ravel().tolist()))


def _quotients(top: NDArray[Any], bottom: NDArray[Any]) -> FloatArray:
    """Exact quotients as the nearest floats, nan where there is nothing to divide by."""
    pairs = zip(top.ravel(), np.broadcast_to(bottom, top.shape).ravel(), strict=True)
    found = [float(a / b) if b else np.nan for a, b in pairs]
    return np.array(found, dtype=np.float64).reshape(top.shape)
