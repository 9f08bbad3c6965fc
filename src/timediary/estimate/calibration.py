"""Weights that meet known totals: calibration and raking."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from timediary.estimate.arrays import FloatArray, IntArray, as_columns, as_vector
from timediary.estimate.design import AuxiliaryData, Design
from timediary.estimate.factors import GivenFactors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from timediary.estimate.replication import Replicates

Distance: TypeAlias = Literal["linear", "raking", "logit"]


class CalibrationError(ValueError):
    """Weights that meet the totals were not found.

    Attributes:
        margin: the name of the total that is furthest from being met.
        wanted: that total.
        reached: what the weights add up to instead.
    """

    def __init__(self, margin: str, wanted: float, reached: float, reason: str) -> None:
        self.margin = margin
        self.wanted = wanted
        self.reached = reached
        super().__init__(f"{margin}: wanted {wanted:g}, reached {reached:g}. {reason}")


@dataclass(frozen=True, eq=False)
class Margin:
    """Known totals of the levels of one variable.

    Attributes:
        name: of the variable, for messages.
        levels: level of each respondent, from 0 to L - 1, shape (n,).
        totals: people of each level in the population, shape (L,).
        level_names: for messages; empty uses the numbers.
    """

    name: str
    levels: ArrayLike
    totals: ArrayLike
    level_names: Sequence[str] = field(default=())


@dataclass(frozen=True, eq=False)
class Calibration:
    """Calibrated weights and what they were calibrated to.

    Attributes:
        weights: shape (n,).
        factors: calibrated weights divided by those before, shape (n,).
        base_weights: the weights before, shape (n,).
        auxiliaries: shape (n, p).
        totals: met by the weights, shape (p,).
        iterations: of Newton's method.
    """

    weights: FloatArray
    factors: FloatArray
    base_weights: FloatArray
    auxiliaries: FloatArray
    totals: FloatArray
    iterations: int


def rake(
    weights: ArrayLike,
    margins: Sequence[Margin],
    *,
    distance: Distance = "raking",
    bounds: tuple[float, float] | None = None,
) -> Calibration:
    """Weights that add up to known totals for the levels of several variables.

    They are what adjusting to one margin after another, over and over, leads to (Deming and Stephan 1940), found
    directly by Newton's method (Deville, Särndal and Sautory 1993, *JASA* 88).

    Args:
        weights: positive, shape (n,).
        margins: at least one; their totals must have the same sum.
        distance: as in `calibrate`.
        bounds: as in `calibrate`.

    Returns:
        The calibrated weights.

    Raises:
        CalibrationError: no weights meet all margins; says which margin and level is furthest.
        ValueError: no margins; a respondent's level is outside the margin; margins have different sums; a level
            with a total has no respondents.
    """
    base = as_vector(weights, "weights")
    if not margins:
        raise ValueError("raking needs at least one margin")
    columns, totals, names = [], [], []
    for margin in margins:
        levels, wanted = _checked_margin(margin, base.shape[0])
        labels = margin.level_names or [str(level) for level in range(wanted.size)]
        columns.append(levels[:, None] == np.arange(wanted.size))
        totals.append(wanted)
        names += [f"{margin.name} = {label}" for label in labels]
    sums = [float(total.sum()) for total in totals]
    for margin, total in zip(margins[1:], sums[1:], strict=True):
        if abs(total - sums[0]) > 1e-6 * sums[0]:
            raise ValueError(f"{margins[0].name} adds up to {sums[0]:g} and {margin.name} to {total:g}")
    auxiliaries = np.column_stack(columns).astype(np.float64)
    return calibrate(base, auxiliaries, np.concatenate(totals), distance=distance, bounds=bounds, names=names)


def calibrate(
    weights: ArrayLike,
    auxiliaries: ArrayLike,
    totals: ArrayLike,
    *,
    distance: Distance = "linear",
    bounds: tuple[float, float] | None = None,
    names: Sequence[str] = (),
    tolerance: float = 1e-10,
    iterations: int = 200,
) -> Calibration:
    """Weights that meet known totals and are as near as possible to those given (Deville and Särndal 1992, *JASA* 87).

    Args:
        weights: positive, shape (n,).
        auxiliaries: variables with known totals, shape (n, p); columns may depend on one another.
        totals: shape (p,).
        distance: of the factors g from 1. `linear` is generalised regression, and may give negative weights
            without bounds; `raking` is multiplicative and keeps weights positive; `logit` stays within bounds
            smoothly. Their case 1, 2 and 6; `linear` with bounds is case 7.
        bounds: least and greatest factor, around 1; needed by `logit`, not allowed with `raking`.
        names: of the totals, for messages.
        tolerance: greatest relative distance from a total that counts as met.
        iterations: at most.

    Returns:
        The calibrated weights.

    Raises:
        CalibrationError: no weights meet the totals, for instance within the bounds; says which is furthest.
        ValueError: shapes differ, values are not finite, a weight isn't positive, bounds don't lie around 1 or
            don't go with the distance.
    """
    base = as_vector(weights, "weights")
    columns = as_columns(auxiliaries, "auxiliaries", base.shape[0])
    wanted = np.atleast_1d(np.asarray(totals, dtype=np.float64))
    if wanted.shape != (columns.shape[1],):
        raise ValueError(f"{columns.shape[1]} auxiliaries and totals of shape {wanted.shape}")
    if not (np.isfinite(base).all() and np.isfinite(columns).all() and np.isfinite(wanted).all()):
        raise ValueError("weights, auxiliaries and totals must be finite")
    if not (base > 0.0).all():
        raise ValueError("weights must be positive")
    _check_bounds(distance, bounds)
    labels = names or [f"total {number}" for number in range(wanted.size)]
    factors, steps = _solve(base, columns, wanted, distance, bounds, tolerance, iterations)
    reached = columns.T @ (base * factors)
    gap = _relative_gap(reached, wanted, base, columns)
    if not gap.max() <= tolerance:
        worst = int(np.argmax(gap))
        reason = "No weights" + (f" between {bounds[0]:g} and {bounds[1]:g} times those given" if bounds else "")
        raise CalibrationError(
            labels[worst], float(wanted[worst]), float(reached[worst]), reason + " meet all the totals."
        )
    return Calibration(base * factors, factors, base, columns, wanted, steps)


def calibrated_design(design: Design, calibration: Calibration) -> Design:
    """The design with calibrated weights; its variances are those of residuals from a regression on the auxiliaries.

    The regression uses the weights before calibration, and the residuals are weighted by those after it (Deville and
    Särndal 1992, equation 3.4; R survey, `calibrate`). The formula is the same for every distance, since they all
    agree in large samples.

    Args:
        design: with the weights that were calibrated.
        calibration: of those weights.

    Returns:
        A design with the calibrated weights.

    Raises:
        ValueError: the calibration is of other weights, or left a weight that isn't positive.
    """
    if not np.array_equal(design.weights, calibration.base_weights):
        raise ValueError("the calibration started from other weights than the design's")
    if not (calibration.weights > 0.0).all():
        raise ValueError("calibration left weights that aren't positive: use raking, or bounds above 0")
    auxiliary = AuxiliaryData(calibration.base_weights, calibration.auxiliaries)
    return replace(design, weights=calibration.weights, auxiliary=auxiliary)


def calibrated_replicates(
    replicates: Replicates,
    auxiliaries: ArrayLike,
    totals: ArrayLike,
    *,
    distance: Distance = "linear",
    bounds: tuple[float, float] | None = None,
    names: Sequence[str] = (),
) -> Replicates:
    """Calibrate the full sample's weights, and those of every replicate, to the same known totals.

    Since each replicate meets the totals too, their spread already shows how much more precise calibration makes the
    estimates: the variance needs no residuals (Rao, Wu and Yue 1992, section 4; R survey, `calibrate` of a replicate
    design).

    Args:
        replicates: made before calibration.
        auxiliaries: as in `calibrate`.
        totals: as in `calibrate`.
        distance: as in `calibrate`.
        bounds: as in `calibrate`.
        names: as in `calibrate`.

    Returns:
        The same number of replicates, with calibrated weights.

    Raises:
        CalibrationError: the full sample or a replicate can't meet the totals. A replicate can't where nobody in it
            has one of the levels: join that level to another, or use the jackknife.
        ValueError: as `calibrate`.
    """
    columns = as_columns(auxiliaries, "auxiliaries", replicates.respondents)
    full = calibrate(replicates.weights, columns, totals, distance=distance, bounds=bounds, names=names)
    factors = np.zeros((replicates.respondents, replicates.count))
    for number in range(replicates.count):
        weights = replicates.replicate_weights(number)
        drawn = weights > 0.0
        calibration = calibrate(weights[drawn], columns[drawn], totals, distance=distance, bounds=bounds, names=names)
        factors[drawn, number] = calibration.weights
    return replace(
        replicates,
        weights=full.weights,
        unit_weights=np.ones(replicates.respondents),
        units=np.arange(replicates.respondents),
        factors=GivenFactors(factors),
    )


def _checked_margin(margin: Margin, respondents: int) -> tuple[IntArray, FloatArray]:
    """Levels and totals of a margin."""
    levels, totals = np.asarray(margin.levels), np.asarray(margin.totals, dtype=np.float64)
    if levels.shape != (respondents,):
        raise ValueError(f"{margin.name} has shape {levels.shape} for {respondents} respondents")
    if totals.ndim != 1 or not (np.isfinite(totals).all() and (totals >= 0.0).all() and totals.sum() > 0.0):
        raise ValueError(f"{margin.name} must have totals that are finite and not negative")
    outside = np.flatnonzero((levels < 0) | (levels >= totals.size))
    if outside.size:
        raise ValueError(f"respondent {outside[0]} has no level of {margin.name}: level {levels[outside[0]]}")
    found = np.bincount(levels.astype(np.intp), minlength=totals.size)
    for level in np.flatnonzero((found == 0) != (totals == 0.0)).tolist():
        label = margin.level_names[level] if margin.level_names else str(level)
        who = "respondents but no people" if found[level] else "people but no respondents"
        raise ValueError(f"{margin.name} = {label} has {who}: join the level to another")
    return levels.astype(np.intp), totals


def _check_bounds(distance: Distance, bounds: tuple[float, float] | None) -> None:
    """Raise unless the bounds go with the distance."""
    if distance not in ("linear", "raking", "logit"):
        raise ValueError(f"unknown distance {distance!r}: linear, raking or logit")
    if bounds is None:
        if distance == "logit":
            raise ValueError("logit calibration needs bounds")
        return
    if distance == "raking":
        raise ValueError("raking has no bounds: use logit")
    if not 0.0 <= bounds[0] < 1.0 < bounds[1] < np.inf:
        raise ValueError(f"bounds must lie around 1, the lower not below 0: {bounds[0]:g} and {bounds[1]:g}")


def _relative_gap(reached: FloatArray, wanted: FloatArray, base: FloatArray, columns: FloatArray) -> FloatArray:
    """Distance from each total, by the size of its terms: a total may be 0, and still be missed."""
    size = np.maximum(np.abs(wanted), np.abs(columns).T @ base)
    return np.divide(np.abs(reached - wanted), size, out=np.zeros_like(wanted), where=size > 0.0)


def _solve(
    base: FloatArray,
    columns: FloatArray,
    wanted: FloatArray,
    distance: Distance,
    bounds: tuple[float, float] | None,
    tolerance: float,
    iterations: int,
) -> tuple[FloatArray, int]:
    """Factors by Newton's method with halved steps, and the number of steps.

    Stops when the totals are met to a thousandth of the tolerance or nothing gets nearer; the caller judges.
    """
    # Bring the auxiliaries to one size, so that a small column isn't mistaken for one that depends on the others.
    size = np.maximum(np.abs(columns).max(axis=0, initial=0.0), np.finfo(np.float64).tiny)
    scaled, target = columns / size, wanted / size
    multiplier = np.zeros(wanted.size)
    factors, slopes = _factors(scaled @ multiplier, distance, bounds)
    miss = target - scaled.T @ (base * factors)
    for step in range(iterations):
        if _relative_gap(target - miss, target, base, scaled).max(initial=0.0) <= tolerance * 1e-3:
            return factors, step
        jacobian = scaled.T @ (scaled * (base * slopes)[:, None])
        direction = np.linalg.lstsq(jacobian, miss, rcond=1e-12)[0]
        length = 1.0
        while length > 1e-6:
            trial = multiplier + length * direction
            new_factors, new_slopes = _factors(scaled @ trial, distance, bounds)
            new_miss = target - scaled.T @ (base * new_factors)
            if np.linalg.norm(new_miss) < np.linalg.norm(miss):
                break
            length /= 2.0
        else:
            return factors, step
        multiplier, factors, slopes, miss = trial, new_factors, new_slopes, new_miss
    return factors, iterations


def _factors(
    argument: FloatArray, distance: Distance, bounds: tuple[float, float] | None
) -> tuple[FloatArray, FloatArray]:
    """Factors and their derivatives, both shape (n,) (Deville and Särndal 1992, table 1)."""
    if distance == "raking":
        # Beyond e^50 the step is halved anyway; an infinity would be no guide.
        factors = np.exp(np.clip(argument, -50.0, 50.0))
        return factors, factors
    if distance == "linear":
        low, high = bounds or (-np.inf, np.inf)
        factors = 1.0 + argument
        slopes = ((factors > low) & (factors < high)).astype(np.float64)
        return np.clip(factors, low, high), slopes
    low, high = bounds or (0.0, 2.0)
    steepness = (high - low) / ((1.0 - low) * (high - 1.0))
    growth = np.exp(np.clip(steepness * argument, -500.0, 500.0))
    below = (high - 1.0) + (1.0 - low) * growth
    factors = (low * (high - 1.0) + high * (1.0 - low) * growth) / below
    slopes = (factors - low) * (high - factors) * steepness / (high - low)
    return factors, slopes
