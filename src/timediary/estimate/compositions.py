"""Whole profiles of shares, which sum to 1: tests that domains have the same one, and log-ratio coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.arrays import FloatArray, as_columns, as_membership
from timediary.estimate.differences import WaldTests, defined_domains, wald_statistic
from timediary.estimate.distributions import f_upper
from timediary.estimate.ratios import AnyDesign, Estimates, means

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def equal_profiles(
    estimates: Estimates, domains: ArrayLike | None = None, *, degrees_of_freedom: int | None = None
) -> WaldTests:
    """Test that some domains have the same profile of shares, all categories at once.

    Wald's statistic W of the differences of every share from the first domain's. Shares that sum to 1 follow from
    one another and are counted once, whichever is thought of as the last. The m independent differences may be
    many for the degrees of freedom at hand, and F = W (degf - m + 1) / (degf m), on m and degf - m + 1, is less
    ready to reject than W / m (Korn and Graubard 1990, *The American Statistician* 44).

    Args:
        estimates: shares of shape (d, k).
        domains: which, shape (m,); None for all. Domains with nothing to estimate are left out.
        degrees_of_freedom: degf; None takes the whole sample's.

    Returns:
        One test, its arrays without dimension.
    """
    chosen = defined_domains(estimates, domains)
    scores = estimates.scores(chosen)
    return _profile_test(estimates.values[chosen], scores, _degf(estimates, degrees_of_freedom))


def equal_profiles_of_totals(
    estimates: Estimates, domains: ArrayLike | None = None, *, degrees_of_freedom: int | None = None
) -> WaldTests:
    """The same question in log-ratio coordinates of the domains' shares (ratios of totals).

    The shares' covariance is carried to the coordinates by the delta method (Egozcue et al. 2003, *Mathematical
    Geology* 35, pp. 279-300; Graf 2006, *Proceedings of the ASA Section on Survey
    Research Methods*, for surveys).

    Args:
        estimates: shares of shape (d, k), all categories of a partition.
        domains: which, shape (m,); None for all. Domains with nothing to estimate are left out.
        degrees_of_freedom: degf; None takes the whole sample's.

    Returns:
        One test, its arrays without dimension.

    Raises:
        ValueError: a share is 0. It has no logarithm and no standard error to go with a replacement: join the
            category to another, or use `equal_profiles_of_respondents`.
    """
    chosen = defined_domains(estimates, domains)
    shares = estimates.values[chosen]
    if (shares <= 0.0).any():
        domain, category = np.argwhere(shares <= 0.0)[0]
        raise ValueError(
            f"domain {int(chosen[domain])} has no time in category {int(category)}: a log-ratio needs all "
            "categories; join it to another, or compare respondents' profiles"
        )
    basis = ilr_basis(shares.shape[1])
    # The derivative of log p . basis: relative changes, turned to the coordinates.
    scores = (estimates.scores(chosen) / shares) @ basis
    return _profile_test(np.log(shares) @ basis, scores, _degf(estimates, degrees_of_freedom))


def equal_profiles_of_respondents(
    hours: ArrayLike,
    design: AnyDesign,
    membership: ArrayLike,
    detection: float,
    *,
    degrees_of_freedom: int | None = None,
) -> WaldTests:
    """The method of the time-use literature: are the domains' mean log-ratio coordinates the same?

    Each respondent's hours become a composition, zeros are replaced, and the coordinates are averaged like any
    other variable, here with the weights and the design (Chastin et al. 2015, *PLoS ONE* 10; Dumuid et al. 2018,
    *Statistical Methods in Medical Research* 27). It compares typical respondents; a share of time compares all
    the hours, where those who work more count more.

    Args:
        hours: by category, all categories of a partition, shape (n, k).
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d). Who recorded nothing has no composition and is
            left out.
        detection: the shortest time a diary can show, in hours: one slot.
        degrees_of_freedom: degf; None takes the whole sample's.

    Returns:
        One test, its arrays without dimension.

    Raises:
        ValueError: shapes differ, there are fewer than two categories, or hours are negative or not finite.
    """
    averaged = mean_coordinates(hours, design, membership, detection)
    return equal_profiles(averaged, degrees_of_freedom=degrees_of_freedom)


def mean_coordinates(hours: ArrayLike, design: AnyDesign, membership: ArrayLike, detection: float) -> Estimates:
    """Mean log-ratio coordinates of the respondents of each domain.

    Args:
        hours: by category, shape (n, k).
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d).
        detection: the shortest time a diary can show, in hours.

    Returns:
        Estimates of shape (d, k - 1); `inverse_ilr` of their values are the domains' compositional means, the
        closed geometric means of their members' shares.

    Raises:
        ValueError: as `equal_profiles_of_respondents`.
    """
    parts = as_columns(hours, "hours", design.respondents)
    inside = as_membership(membership, design.respondents)
    recorded = np.nan_to_num(parts, nan=1.0).sum(axis=1) > 0.0
    coordinates = np.zeros((parts.shape[0], parts.shape[1] - 1))
    used = recorded & inside.any(axis=1)
    coordinates[used] = ilr(replace_zeros(parts[used], detection))
    return means(coordinates, design, inside & recorded[:, None])


def replace_zeros(hours: ArrayLike, detection: float) -> FloatArray:
    """Compositions without zeros, by multiplicative replacement.

    A zero becomes 0.65 of the shortest time the diary can show, and the other parts give way in proportion, so that
    their ratios stay (Martín-Fernández, Barceló-Vidal and Pawlowsky-Glahn 2003, *Mathematical Geology* 35,
    pp. 253-278). In a diary of a few slots the replacements are held to half of the whole.

    Args:
        hours: not negative, not all zero, shape (n, k).
        detection: the shortest time a diary can show, in hours.

    Returns:
        Shares that are positive and sum to 1, shape (n, k).

    Raises:
        ValueError: hours are negative, not finite or all zero for a respondent, or `detection` isn't positive.
    """
    parts = np.asarray(hours, dtype=np.float64)
    if not (np.isfinite(parts).all() and (parts >= 0.0).all()):
        raise ValueError("hours must be finite and not negative")
    if not detection > 0.0:
        raise ValueError(f"the shortest time must be positive, not {detection}")
    whole = parts.sum(axis=-1, keepdims=True)
    if (whole == 0.0).any():
        raise ValueError("a respondent who recorded nothing has no composition")
    zero = parts == 0.0
    replacement = np.minimum(0.65 * detection / whole, 0.5 / parts.shape[-1])
    left = 1.0 - replacement * zero.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(zero, replacement, parts / whole * left))


def ilr_basis(parts: int) -> FloatArray:
    """An orthonormal basis of log-ratios, each of one part against those before it.

    Args:
        parts: k, at least 2.

    Returns:
        Shape (k, k - 1); columns are orthonormal and sum to 0 (Egozcue et al. 2003).

    Raises:
        ValueError: fewer than two parts.
    """
    if parts < 2:
        raise ValueError("a composition has at least two parts")
    basis = np.zeros((parts, parts - 1))
    for column in range(parts - 1):
        before = column + 1.0
        basis[: column + 1, column] = np.sqrt(1.0 / (before * (before + 1.0)))
        basis[column + 1, column] = -np.sqrt(before / (before + 1.0))
    return basis


def ilr(shares: ArrayLike) -> FloatArray:
    """Isometric log-ratio coordinates of compositions (Egozcue et al. 2003).

    Args:
        shares: positive, shape (..., k).

    Returns:
        Shape (..., k - 1).

    Raises:
        ValueError: a part is not positive, or there are fewer than two.
    """
    parts = np.asarray(shares, dtype=np.float64)
    if not (parts > 0.0).all():
        raise ValueError("log-ratios need positive parts: replace zeros first")
    return np.asarray(np.log(parts) @ ilr_basis(parts.shape[-1]))


def inverse_ilr(coordinates: ArrayLike) -> FloatArray:
    """Compositions that have some isometric log-ratio coordinates.

    Args:
        coordinates: shape (..., k - 1).

    Returns:
        Positive and summing to 1, shape (..., k).
    """
    given = np.asarray(coordinates, dtype=np.float64)
    logarithms = given @ ilr_basis(given.shape[-1] + 1).T
    parts = np.exp(logarithms - logarithms.max(axis=-1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=-1, keepdims=True))


def _degf(estimates: Estimates, degrees_of_freedom: int | None) -> int:
    """The degrees of freedom given, or the whole sample's."""
    return estimates.total_degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom


def _profile_test(values: FloatArray, scores: FloatArray, degf: int) -> WaldTests:
    """Test that the rows of `values`, shape (m, q), are equal, from scores of shape (units, m, q)."""
    statistic, rank = float("nan"), 0
    if values.shape[0] > 1:
        contrasts = (values[1:] - values[0]).reshape(-1)
        contrast_scores = (scores[:, 1:] - scores[:, :1]).reshape(scores.shape[0], -1)
        statistic, rank = wald_statistic(contrasts, contrast_scores)
    left = degf - rank + 1
    f = statistic * left / (degf * rank) if rank and degf > 0 and left > 0 else float("nan")
    return WaldTests(
        np.asarray(statistic),
        np.asarray(f),
        np.asarray(float(rank)),
        np.asarray(float(left)),
        f_upper(f, rank, left),
    )
