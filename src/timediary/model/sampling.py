"""What is known of how respondents were drawn: weights, clusters, strata, and known totals of the workforce."""

from __future__ import annotations

from typing import Literal, NamedTuple

Remedy = Literal["error", "certainty", "adjust", "average"]


class KnownTotal(NamedTuple):
    """People of the workforce with certain levels, and how many of them were asked, if that is known."""

    levels: tuple[str, ...]
    people: float
    invited: float | None = None


class KnownTotals(NamedTuple):
    """How many people of the workforce there are, by the levels of one attribute or of several crossed.

    Attributes:
        names: ids of the attributes.
        totals: one entry for each level or combination that occurs.
        source: the file they come from, for messages.
    """

    names: tuple[str, ...]
    totals: tuple[KnownTotal, ...]
    source: str = ""


class Sampling(NamedTuple):
    """How the respondents were sampled, by the ids of the attributes that say so; nothing named, one by one.

    Attributes:
        weight: the respondents' weights.
        cluster: the cluster of each respondent, such as an agency.
        strata: the stratum of each respondent.
        fpc: the finite population: clusters (or respondents) in the stratum, or the sampled fraction of them.
        lonely: what to do with a stratum of one cluster; `error` names it.
        replicates: `jackknife`, `bootstrap` or `bootstrap:NUMBER` for replicate weights made from the above; or
            `PREFIX*`, the attributes that hold replicate weights; empty for Taylor linearisation.
        calibrate: known totals of the workforce that weights are brought to.
        trim: least and greatest factor by which calibration may change a weight.
    """

    weight: str | None = None
    cluster: str | None = None
    strata: str | None = None
    fpc: str | None = None
    lonely: Remedy = "error"
    replicates: str = ""
    calibrate: tuple[KnownTotals, ...] = ()
    trim: tuple[float, float] | None = None


SAMPLED_SINGLY = Sampling()
