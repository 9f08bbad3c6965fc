"""How a survey's respondents were drawn, as the design that variances are worked out from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.estimate.design import LonelyClusterError, survey_design
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind
from timediary.sample.values import attribute_of, numbers_of, weights_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.design import Design
    from timediary.estimate.ratios import AnyDesign
    from timediary.model.sampling import Sampling
    from timediary.model.survey import Survey

# Every run draws the same bootstrap, so that the same input gives the same figures.
BOOTSTRAP_SEED = 2009
BOOTSTRAP_REPLICATES = 1000
SINGLY = "respondents sampled singly"
OF_SEVERAL = "respondents sampled singly, the diaries of each as a cluster"


class Drawn(NamedTuple):
    """The diaries that estimates rest on: those with recorded time and a weight above 0.

    Attributes:
        inside: which they are, bool (n,).
        weights: float64 (n,), 0 for those who are not.
        design: how the m of them were sampled.
        method: how variances are worked out, in words for readers.
    """

    inside: NDArray[np.bool_]
    weights: NDArray[np.float64]
    design: AnyDesign
    method: str


def draw(survey: Survey, sampling: Sampling) -> Drawn:
    """Who of a survey the estimates rest on, and how they were drawn, by what its attributes say of it.

    Raises:
        RequestError: an attribute is unknown or has no usable value for somebody, a cluster is alone in its stratum and
            no remedy is chosen, or nobody recorded any time.
    """
    weights = weights_of(survey, sampling.weight)
    inside = survey.counted
    if not inside.any():
        raise RequestError("Nobody recorded any time, so there is nothing to tabulate.")
    if weights is not None:
        inside &= weights > 0
        if not inside.any():
            raise RequestError(
                f"Everybody who recorded time has a '{sampling.weight}' of 0, so nobody is left to count."
            )
    everyone = np.where(inside, 1.0 if weights is None else weights, 0.0)
    owners = survey.respondent_numbers[inside] if survey.has_repeated else None
    if sampling.replicates.endswith("*"):
        design, method = _supplied(survey, sampling, everyone, inside)
    else:
        drawn = replace(_design(survey, sampling, everyone, inside), owners=owners)
        if sampling.calibrate:
            from timediary.sample.calibration import calibrated

            drawn = calibrated(survey, sampling, drawn, inside)
            everyone[inside] = drawn.weights
        design, method = _resampled(drawn, sampling)
        if owners is not None and sampling.cluster is None:
            method = method.replace(SINGLY, OF_SEVERAL)
    return Drawn(inside, everyone, replace(design, owners=owners), method)


def _design(survey: Survey, sampling: Sampling, weights: NDArray[np.float64], inside: NDArray[np.bool_]) -> Design:
    strata = _labels(survey, sampling.strata, inside)
    clusters: NDArray[Any] | None = _labels(survey, sampling.cluster, inside)
    if clusters is None and survey.has_repeated:
        # Diaries of one respondent are alike, and it is respondents who were drawn: so they are the clusters.
        clusters = survey.respondent_numbers[inside]
    population = None if sampling.fpc is None else numbers_of(survey, sampling.fpc)[inside]
    # A single respondent, drawn singly, has no variance: a gap in the table, not a fault of the design.
    drawn = int(inside.sum()) if clusters is None else len(np.unique(clusters))
    alone = drawn == 1 and strata is None and sampling.cluster is None
    try:
        return survey_design(
            int(inside.sum()),
            weights=weights[inside],
            strata=strata,
            clusters=clusters,
            fpc=population,
            nest=True,
            lonely="certainty" if alone else sampling.lonely,
        )
    except LonelyClusterError as error:
        cluster = error.cluster
        if sampling.cluster is None:
            # A respondent's number, or the position among those who are in, has an id that people know.
            numbers = survey.respondent_numbers if survey.has_repeated else np.cumsum(inside) - inside
            cluster = survey.respondents[int(np.argmax(inside & (numbers == cluster)))]
        one = f"one {_named(survey, sampling.cluster)} only ('{cluster}')"
        if strata is None:
            told = f"All who recorded time are of {one}, so that no variance can be worked out."
            raise RequestError(f"{told} Leave the clusters out (--cluster).") from None
        raise RequestError(
            f"{_named(survey, sampling.strata)} '{error.stratum}' has {one}, so that its variance can't be worked out. "
            "Join it to another, or choose a remedy: --lonely certainty, adjust or average."
        ) from None
    except ValueError as error:
        raise RequestError(f"The sampling doesn't fit the survey: {error}.") from None


def _named(survey: Survey, name: str | None) -> str:
    return "respondent" if name is None else attribute_of(survey, name).variable.label.lower()


def _labels(survey: Survey, name: str | None, inside: NDArray[np.bool_]) -> NDArray[np.object_] | None:
    """The label of each of the m respondents; everybody must have one."""
    if name is None:
        return None
    attribute = attribute_of(survey, name)
    if attribute.variable.kind is VariableKind.MULTIPLE:
        raise RequestError(f"'{name}' has several answers and can't be a stratum or cluster.")
    labels = np.array(attribute.texts(), dtype=object)
    without = inside & (labels == "")
    if without.any():
        first = survey.respondents[int(np.argmax(without))]
        raise RequestError(
            f"{int(without.sum()):,} respondents have no '{name}' (the first is {first}), so it is not known how they "
            "were sampled. Fill it in, or leave it out of the design."
        )
    return np.asarray(labels[inside])


def _resampled(design: Design, sampling: Sampling) -> tuple[AnyDesign, str]:
    """The design itself, or replicate weights made from it."""
    drawn = in_words(sampling)
    if not sampling.replicates:
        return design, f"Taylor linearisation, {drawn}"
    from timediary.estimate.replication import jackknife, rescaled_bootstrap

    kind, _, number = sampling.replicates.partition(":")
    try:
        if kind == "jackknife":
            return jackknife(design), f"jackknife, {drawn}"
        if kind == "bootstrap" and (not number or number.isdecimal()):
            count = int(number or BOOTSTRAP_REPLICATES)
            replicates = rescaled_bootstrap(design, count, np.random.default_rng(BOOTSTRAP_SEED))
            return replicates, f"rescaled bootstrap of {count:,} replicates, {drawn}"
    except ValueError as error:
        raise RequestError(f"The replicates can't be made: {error}.") from None
    raise RequestError(
        f"'{sampling.replicates}' is not a way to replicate: jackknife, bootstrap, bootstrap:NUMBER, or PREFIX* for "
        "replicate weights in the file."
    )


def in_words(sampling: Sampling) -> str:
    """How respondents were drawn, in words: `respondents sampled in clusters (agency), strata region`."""
    words = f"respondents sampled in clusters ({sampling.cluster})" if sampling.cluster else SINGLY
    words += f", calibrated to {'; '.join(known.source for known in sampling.calibrate)}" if sampling.calibrate else ""
    words += f", strata {sampling.strata}" if sampling.strata else ""
    return words + (f", finite population {sampling.fpc}" if sampling.fpc else "")


def _supplied(
    survey: Survey, sampling: Sampling, weights: NDArray[np.float64], inside: NDArray[np.bool_]
) -> tuple[AnyDesign, str]:
    """Replicate weights that came with the data: their squares count 1 / r each, as for a bootstrap."""
    from timediary.estimate.replication import supplied_replicates

    prefix = sampling.replicates.removesuffix("*")
    names = [name for name in survey.attributes if name.startswith(prefix) and name != prefix]
    if len(names) < 2:
        raise RequestError(f"The survey has no replicate weights whose names begin with '{prefix}'.")
    columns = np.column_stack([numbers_of(survey, name)[inside] for name in names])
    try:
        design = supplied_replicates(weights[inside], columns, scale=1 / len(names))
    except ValueError as error:
        raise RequestError(f"The replicate weights '{sampling.replicates}' can't be used: {error}.") from None
    return design, f"{len(names):,} replicate weights of the file ({sampling.replicates})"
