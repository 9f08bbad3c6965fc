"""The sampling design of a survey: weights, strata, clusters and finite populations.

A design is always that of the full sample. A domain (a setting, a role) never shortens it: outside the domain a
respondent counts as zero (Cochran 1977, *Sampling Techniques*, section 2.13; R survey, `subset.survey.design`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from timediary.estimate.arrays import BoolArray, FloatArray, IntArray, as_vector, distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

Remedy: TypeAlias = Literal["error", "certainty", "adjust", "average"]


class LonelyClusterError(ValueError):
    """A stratum holds one sampled cluster, so nothing in the data says how clusters vary within it.

    Attributes:
        stratum: label of the first such stratum.
        cluster: label of its only cluster.
        strata: labels of all such strata.
    """

    def __init__(self, stratum: object, cluster: object, strata: Sequence[object]) -> None:
        self.stratum = stratum
        self.cluster = cluster
        self.strata = tuple(strata)
        others = f" ({len(self.strata)} strata are like that)" if len(self.strata) > 1 else ""
        super().__init__(
            f"stratum {stratum!s} has only one cluster, {cluster!s}{others}: join it to a similar stratum, "
            "or choose a remedy: certainty, adjust or average"
        )


@dataclass(frozen=True, eq=False)
class AuxiliaryData:
    """What a calibrated design keeps of the calibration: the variance is that of the residuals from it.

    Attributes:
        base_weights: the weights before calibration, shape (n,).
        auxiliaries: the variables whose totals were met, shape (n, p).
    """

    base_weights: FloatArray
    auxiliaries: FloatArray


@dataclass(frozen=True, eq=False)
class Design:
    """How the sample was drawn; build it with `survey_design`.

    Strata are numbered from 0; clusters are numbered from 0 so that those of a stratum are neighbours.

    Attributes:
        weights: one positive weight per respondent, shape (n,).
        clusters: cluster of each respondent, shape (n,).
        stratum_of_cluster: stratum of each cluster, ascending, shape (c,).
        clusters_per_stratum: sampled clusters, shape (h,).
        sampled_fraction: sampled share of the population's clusters, 0 where the population is taken as
            infinite, shape (h,).
        lonely: what to do with a stratum of one cluster.
        stratum_labels: the labels given for the strata, shape (h,).
        cluster_labels: the labels given for the clusters, shape (c,).
        auxiliary: set when the weights are calibrated.
        owners: the respondent who kept each row, numbered from 0, where some kept several; bases count them.
    """

    weights: FloatArray
    clusters: IntArray
    stratum_of_cluster: IntArray
    clusters_per_stratum: IntArray
    sampled_fraction: FloatArray
    lonely: Remedy
    stratum_labels: NDArray[Any]
    cluster_labels: NDArray[Any]
    auxiliary: AuxiliaryData | None = None
    owners: IntArray | None = None

    def bases(self, membership: BoolArray) -> IntArray:
        """Respondents in each domain, unweighted, shape (d,), from rows by domains, shape (n, d)."""
        return distinct(self.owners, membership)

    @property
    def respondents(self) -> int:
        """Number of respondents, n."""
        return len(self.weights)

    @property
    def cluster_count(self) -> int:
        """Number of sampled clusters, c."""
        return len(self.stratum_of_cluster)

    @property
    def stratum_count(self) -> int:
        """Number of strata, h."""
        return len(self.clusters_per_stratum)

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata (R survey, `degf`)."""
        return self.cluster_count - self.stratum_count

    @property
    def one_respondent_a_cluster(self) -> bool:
        """Whether respondents were drawn one by one."""
        return self.cluster_count == self.respondents

    @property
    def draws_singly(self) -> bool:
        """Whether it is the plainest of designs: several respondents, drawn one by one, without weights or strata."""
        return bool(
            self.respondents == self.cluster_count > 1 == self.stratum_count
            and self.sampled_fraction[0] == 0.0
            and self.auxiliary is None
            and (self.weights == 1.0).all()
        )

    @property
    def lonely_strata(self) -> IntArray:
        """Strata of one cluster that is not the whole stratum, ascending."""
        return np.flatnonzero((self.clusters_per_stratum == 1) & (self.sampled_fraction < 1.0))

    @property
    def variance_factors(self) -> FloatArray:
        """What the centred sum of squares of each stratum is multiplied by, shape (h,).

        (1 - f) n / (n - 1) for n sampled clusters and sampled fraction f (Cochran 1977, chapter 5). A lonely
        stratum has 0, but under `adjust` 1 - f (R survey, `surveyoptions`, `survey.lonely.psu`).
        """
        count = self.clusters_per_stratum.astype(np.float64)
        factors = (1.0 - self.sampled_fraction) * count / np.maximum(count - 1.0, 1.0)
        if self.lonely != "adjust":
            factors[self.lonely_strata] = 0.0
        return factors

    def average_factors(self, membership: BoolArray) -> FloatArray:
        """What `average` multiplies the variance of each domain by, shape (d,).

        The lonely strata of a domain add what its other strata add on average. A stratum without a member adds
        nothing and isn't counted, as in R survey, where a subset no longer has that stratum.

        Args:
            membership: shape (n, d).

        Returns:
            1 where nothing is lonely or another remedy is chosen; nan where every stratum of the domain is lonely.
        """
        factors = np.ones(membership.shape[1])
        if self.lonely != "average" or self.lonely_strata.size == 0:
            return factors
        present = self.strata_present(membership)
        strata = np.count_nonzero(present, axis=0)
        others = strata - np.count_nonzero(present[self.lonely_strata], axis=0)
        alone = np.full(factors.shape, np.nan)
        return np.where(strata == 0, 1.0, np.divide(strata, others, out=alone, where=others > 0))

    def strata_present(self, membership: BoolArray) -> BoolArray:
        """Which strata have a member of a domain.

        Args:
            membership: shape (n, d).

        Returns:
            Shape (h, d).
        """
        if self.stratum_count == 1:
            return np.asarray(membership.any(axis=0, keepdims=True))
        return _any_by(self.stratum_of_cluster[self.clusters], self.stratum_count, membership)

    def domain_degrees_of_freedom(self, membership: BoolArray) -> IntArray:
        """Clusters less strata, counting only those with a member of the domain.

        A domain that lives in a few clusters has a variance estimated from those few (Korn and Graubard 1999,
        *Analysis of Health Surveys*, chapter 5; R survey, `degf` of a subset).

        Args:
            membership: shape (n, d).

        Returns:
            Shape (d,); 0 for a domain without members.
        """
        strata = np.count_nonzero(self.strata_present(membership), axis=0)
        return np.asarray(self.domain_clusters(membership) - strata)

    def domain_clusters(self, membership: BoolArray) -> IntArray:
        """Clusters with a member of the domain.

        Args:
            membership: shape (n, d).

        Returns:
            Shape (d,).
        """
        if self.one_respondent_a_cluster:
            return np.asarray(np.count_nonzero(membership, axis=0))
        in_cluster = _any_by(self.clusters, self.cluster_count, membership)
        return np.asarray(np.count_nonzero(in_cluster, axis=0))


def survey_design(
    respondents: int,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    fpc: ArrayLike | None = None,
    nest: bool = False,
    lonely: Remedy = "error",
) -> Design:
    """Describe how a sample was drawn, one value per respondent for whatever was used.

    Only the first stage of sampling is described: later stages are inside the clusters' totals (the ultimate
    cluster method, Hansen, Hurwitz and Madow 1953; R survey, `svydesign`).

    Args:
        respondents: n.
        weights: positive; None weighs everybody 1.
        strata: labels (numbers or text); None is one stratum.
        clusters: labels; None makes every respondent a cluster of their own.
        fpc: the finite population, constant within a stratum: either the number of clusters in the population
            (all values from 1, infinity allowed) or the sampled fraction (all values up to 1). None takes the
            population as infinite.
        nest: True where cluster labels start anew in every stratum, so that 1 in one is not 1 in another.
        lonely: what to do with a stratum of one cluster: `error`; `certainty` (it was sure to be drawn and
            adds no variance); `adjust` (it is centred at the mean of all clusters); `average` (it adds what a
            stratum adds on average).

    Returns:
        The design.

    Raises:
        LonelyClusterError: a stratum has one cluster and `lonely` is `error`. A single respondent without strata or
            clusters is let through, with standard errors that are nan.
        ValueError: lengths differ; a weight is not positive and finite; a label is missing; a cluster lies in
            two strata without `nest`; `fpc` varies within a stratum, mixes counts and fractions, or is smaller
            than the sample; `lonely` is unknown; there are no respondents.
    """
    if respondents < 1:
        raise ValueError("a design needs at least one respondent")
    if lonely not in get_args(Remedy):
        raise ValueError(f"unknown remedy for a lonely cluster {lonely!r}: one of {', '.join(get_args(Remedy))}")
    if respondents == 1 and strata is None and clusters is None and lonely == "error":
        # A single diary with no design described is no mistake: it gets a table without errors. `average` over no other
        # stratum is not a number.
        lonely = "average"
    stratum_labels, stratum = _numbered(strata, "strata", respondents, whole=True)
    cluster_labels, cluster = _numbered(clusters, "clusters", respondents, whole=False)
    pairs, numbered = np.unique(stratum * cluster_labels.shape[0] + cluster, return_inverse=True)
    stratum_of_cluster, label_of_cluster = np.divmod(pairs, cluster_labels.shape[0])
    if not nest:
        _refuse_shared_clusters(stratum_of_cluster, label_of_cluster, stratum_labels, cluster_labels)
    per_stratum = np.bincount(stratum_of_cluster, minlength=stratum_labels.shape[0])
    design = Design(
        weights=_positive(weights, respondents),
        clusters=numbered.reshape(-1),
        stratum_of_cluster=stratum_of_cluster,
        clusters_per_stratum=per_stratum,
        sampled_fraction=_sampled_fraction(fpc, stratum, per_stratum, stratum_labels),
        lonely=lonely,
        stratum_labels=stratum_labels,
        cluster_labels=cluster_labels[label_of_cluster],
    )
    alone = design.lonely_strata
    if lonely == "error" and alone.size:
        only = int(np.flatnonzero(stratum_of_cluster == alone[0])[0])
        names = [_plain(stratum_labels[number]) for number in alone]
        raise LonelyClusterError(names[0], _plain(design.cluster_labels[only]), names)
    return design


def _any_by(groups: IntArray, count: int, membership: BoolArray) -> BoolArray:
    """Whether a group has a row in the domain, shape (count, d)."""
    found = np.zeros((count, membership.shape[1]), dtype=np.bool_)
    row, domain = np.nonzero(membership)
    found[groups[row], domain] = True
    return found


def _plain(label: Any) -> object:
    """A numpy scalar as the Python value it stands for, so that messages read `3` and not `np.int64(3)`."""
    return label.item() if isinstance(label, np.generic) else label


def _numbered(labels: ArrayLike | None, name: str, respondents: int, *, whole: bool) -> tuple[NDArray[Any], IntArray]:
    """Sorted labels and the number of each respondent's; without labels all in one, or each alone."""
    if labels is None:
        if whole:
            return np.zeros(1, dtype=np.intp), np.zeros(respondents, dtype=np.intp)
        alone = np.arange(respondents, dtype=np.intp)
        return alone, alone
    given = np.asarray(labels)
    if given.shape != (respondents,):
        raise ValueError(f"{name} have shape {given.shape} for {respondents} respondents")
    if given.dtype.kind == "O":
        given = np.array(["" if label is None or label != label else str(label) for label in given])
    missing = _missing(given)
    if missing.any():
        raise ValueError(f"respondent {int(np.flatnonzero(missing)[0])} has no value in {name}")
    found, numbers = np.unique(given, return_inverse=True)
    return found, numbers.reshape(-1).astype(np.intp, copy=False)


def _missing(labels: NDArray[Any]) -> BoolArray:
    """Which labels are NaN or empty text."""
    if labels.dtype.kind == "f":
        return np.asarray(~np.isfinite(labels))
    if labels.dtype.kind in "US":
        return np.asarray(np.char.str_len(labels) == 0)
    return np.zeros(labels.shape, dtype=np.bool_)


def _positive(weights: ArrayLike | None, respondents: int) -> FloatArray:
    """The weights as floats of their own, checked."""
    if weights is None:
        return np.ones(respondents)
    checked = as_vector(weights, "weights", respondents).copy()
    bad = ~(np.isfinite(checked) & (checked > 0.0))
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise ValueError(f"weight of respondent {first} is {checked[first]}: weights must be positive and finite")
    return checked


def _refuse_shared_clusters(
    stratum_of_cluster: IntArray, label: IntArray, stratum_labels: NDArray[Any], cluster_labels: NDArray[Any]
) -> None:
    """Raise where one cluster label occurs in two strata."""
    shared = np.flatnonzero(np.bincount(label) > 1)
    if shared.size:
        places = stratum_labels[stratum_of_cluster[label == shared[0]]]
        raise ValueError(
            f"cluster {_plain(cluster_labels[shared[0]])} lies in strata {_plain(places[0])} and "
            f"{_plain(places[1])}: if these are different clusters of the same name, say nest=True"
        )


def _sampled_fraction(
    fpc: ArrayLike | None, stratum: IntArray, per_stratum: IntArray, stratum_labels: NDArray[Any]
) -> FloatArray:
    """Sampled clusters over the population's, by stratum, shape (h,)."""
    if fpc is None:
        return np.zeros(per_stratum.shape[0])
    given = as_vector(fpc, "fpc", stratum.shape[0])
    if np.isnan(given).any() or (given <= 0.0).any():
        raise ValueError("fpc must be positive: a number of clusters in the population, or a sampled fraction")
    first = np.zeros(per_stratum.shape[0])
    first[stratum[::-1]] = given[::-1]
    varies = np.flatnonzero(given != first[stratum])
    if varies.size:
        where = _plain(stratum_labels[stratum[varies[0]]])
        raise ValueError(f"fpc varies within stratum {where}")
    if (first <= 1.0).all():
        return first
    if (first < 1.0).any():
        raise ValueError("fpc mixes numbers of clusters (from 1) and sampled fractions (up to 1)")
    short = np.flatnonzero(first < per_stratum)
    if short.size:
        where = _plain(stratum_labels[short[0]])
        raise ValueError(
            f"stratum {where} has {per_stratum[short[0]]} clusters in the sample and fpc says "
            f"{first[short[0]]:g} in the population"
        )
    return np.asarray(per_stratum / first)
