"""Two surveys, cell by cell: two waves, two services, or a survey beside published figures."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.design import Design
from timediary.estimate.differences import Differences as Estimated
from timediary.estimate.distributions import t_quantile
from timediary.estimate.waves import Waves
from timediary.model.comparison import Comparison
from timediary.model.line import LineKind
from timediary.model.problem import RequestError
from timediary.model.spelling import likeness
from timediary.sample.columns import Columns
from timediary.tabulate.precision import LEVEL
from timediary.tabulate.report import Reported
from timediary.tabulate.shares import share_estimates, share_table
from timediary.tabulate.standardising import standard_of
from timediary.tabulate.testing import Limits, differences_of, limits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.definition import PublishedShares, TableDefinition
    from timediary.model.line import Line
    from timediary.model.table import TableSpec
    from timediary.sample import Sample


def compare_surveys(
    first: Sample,
    second: Sample,
    spec: TableSpec,
    names: tuple[str, str],
    *,
    independent: bool = False,
) -> Comparison:
    """The shares of two surveys and their differences, second less first.

    Respondents (or, where they were sampled in clusters, clusters) that are in both by id are a panel: the covariance
    of their two diaries is taken off (Kish 1965, Survey Sampling, chapter 12).

    Args:
        first: the sample compared with.
        second: the sample compared.
        spec: what is tabulated of each.
        names: what the two are called.
        independent: whether ids that are in both belong to different people.

    Raises:
        RequestError: the specification doesn't fit a survey, or a panel is compared by replicate weights.
    """
    samples = (first, second)
    columns = aligned([first.columns(spec.by), second.columns(spec.by)])
    standard = None if spec.standardise is None else standard_of(first, spec.by, spec.standardise)
    both = list(zip(samples, columns, strict=True))
    estimates = [share_estimates(sample, spec.grouping, each, standard) for sample, each in both]
    tables = [
        share_table(sample, spec, each, found, standard) for (sample, each), found in zip(both, estimates, strict=True)
    ]
    labels = None if independent else sampled_as(samples)
    try:
        found = Waves(tuple(estimates), labels).contrast((-1.0, 1.0))
    except ValueError as error:
        raise RequestError(f"The two can't be compared as a panel: {error}.") from None
    known = varies(estimates[0]) & varies(estimates[1])
    return Comparison(
        first=tables[0],
        second=tables[1],
        differences=differences_of(found, known, *map(limits_of, estimates, samples)),
        title=f"{tables[1].title}: {names[1]} less {names[0]}",
        names=names,
        notes=(*sampling_notes(labels, samples, independent=independent), adjustment_note(known)),
    )


def compare_with_figures(published: PublishedShares, sample: Sample, spec: TableSpec, name: str) -> Comparison:
    """A survey beside published figures, which have no published error; both of the same people.

    Who counts in the table and in each of its columns is decided by the published table's own conditions, so that
    social workers as one report counts them are set beside the same. A figure is taken as fixed but for its rounding:
    a share printed to a whole percent is anywhere within half a point, a variance of 1/12 squared point (a subtotal of
    printed lines, as many times that). Its sampling error is not known and not counted, so that a difference from the
    population the figure stands for is less certain than shown.

    Args:
        published: a table of the same rows, with decimals as printed; columns in which the survey has nobody are left
            out.
        sample: the survey's.
        spec: what is tabulated.
        name: what the survey is called.

    Raises:
        RequestError: the survey lacks an attribute that the table's conditions name, or has nobody in any column.
    """
    figures, definition = published
    names = (figures.source, name)
    columns = Reported(sample).columns(definition)
    filled = np.flatnonzero(columns.membership.any(axis=0)).tolist()
    if not filled:
        raise RequestError(f"The survey has nobody in any column of the published table '{figures.id}'.")
    lines = tuple(columns.lines[j] for j in filled)
    kept = Columns(lines, columns.membership[:, filled], columns.members[:, filled], columns.by)
    estimates = share_estimates(sample, spec.grouping, kept)
    table = share_table(sample, spec, kept, estimates)
    printed = replace(
        figures,
        columns=kept.lines,
        estimate=figures.estimate[:, filled],
        base=figures.base[:, filled],
        hours=figures.hours[:, filled],
        status=figures.status[:, filled],
    )
    added = np.array([max(1, len(row.sum_of)) for row in spec.grouping.rows])
    rounding = added / 12 / 10.0 ** (2 * (figures.decimals + 2))
    found = Estimated(
        estimates.values - printed.estimate.T,
        np.sqrt(estimates.variances + rounding),
        np.broadcast_to(estimates.degrees_of_freedom[:, None] * 1.0, estimates.values.shape),
    )
    known = varies(estimates) & ~np.isnan(printed.estimate.T)
    different = differences_of(found, known, _as_printed(printed.estimate, rounding), limits_of(estimates, sample))
    notes = (
        f"{names[0]} has no published standard errors: its figures are taken as fixed, but for their rounding. The "
        "differences are from the figures as printed; from the workforce they stand for they are less certain.",
        *_universe_note(definition),
        adjustment_note(known),
    )
    return Comparison(printed, table, different, f"{table.title}: {names[1]} less {names[0]}", names, notes)


def _universe_note(definition: TableDefinition) -> tuple[str, ...]:
    """Which conditions of its own a published table has, beside the levels that its columns are called after."""
    own = [f"only {' and '.join(map(str, definition.where))}"] if definition.where else []
    for column in definition.columns:
        if column.others:
            own.append(f"'{column.label}' are all whom no column before takes")
        elif {condition.name for condition in column.where} - set(definition.by or ()):
            own.append(f"'{column.label}' is {' and '.join(map(str, column.where))}")
    return (
        (f"Table {definition.id} has conditions of its own, which both sides meet: {'; '.join(own)}.",) if own else ()
    )


def _as_printed(figures: NDArray[np.float64], rounding: NDArray[np.float64]) -> Limits:
    """Published shares (r, c), with the variance of their rounding (r,) for an error."""
    se = np.broadcast_to(np.sqrt(rounding)[:, None], figures.shape)
    beyond = float(t_quantile(LEVEL, np.inf)) * se
    known = np.full(figures.shape, np.inf)
    return Limits(figures, se, known, np.maximum(figures - beyond, 0.0), np.minimum(figures + beyond, 1.0))


def varies(estimates: Estimates) -> NDArray[np.bool_]:
    """Which cells (c, r) have a standard error to go by."""
    known: NDArray[np.bool_] = (estimates.se > 0) & (estimates.degrees_of_freedom >= 1)[:, None]
    return known


def aligned(several: Sequence[Columns]) -> list[Columns]:
    """All with the columns of any, 'All' last; nobody is in a column that a survey lacks."""
    by_id: dict[str, Line] = {}
    for columns in several:
        for line in columns.lines:
            by_id.setdefault(line.id, line)
    last = (LineKind.LEVEL, LineKind.NO_INFORMATION, LineKind.ALL)
    ordered = sorted(by_id.values(), key=lambda line: last.index(line.kind))
    return [_filled(columns, ordered) for columns in several]


def _filled(columns: Columns, lines: list[Line]) -> Columns:
    position = {line.id: j for j, line in enumerate(columns.lines)}

    def filled(membership: NDArray[np.bool_]) -> NDArray[np.bool_]:
        nobody = np.zeros(len(membership), dtype=bool)
        each = (membership[:, position[line.id]] if line.id in position else nobody for line in lines)
        return np.column_stack(list(each))

    return Columns(tuple(lines), filled(columns.membership), filled(columns.members), columns.by)


def sampled_as(samples: Sequence[Sample]) -> tuple[NDArray[np.object_], ...] | None:
    """What each respondent of each survey was sampled as, by label, where some are in two of them; None elsewhere."""
    labels = _labels(samples)
    again = any(len(np.intersect1d(one, other)) for one, other in combinations(labels, 2))
    return tuple(labels) if again else None


def _labels(samples: Sequence[Sample]) -> list[NDArray[np.object_]]:
    """Each respondent's id, or cluster where clusters were sampled; nothing where replicates don't tell."""
    labels = []
    for sample in samples:
        if not isinstance(sample.design, Design):
            return []
        if sample.sampling.cluster is None:
            ids = np.array(sample.survey.respondents, dtype=object)
        else:
            ids = np.array(sample.survey.attribute(sample.sampling.cluster).texts(), dtype=object)
        labels.append(ids[sample.inside])
    return labels


def sampling_notes(
    labels: Sequence[NDArray[np.object_]] | None,
    samples: Sequence[Sample],
    among: Sequence[NDArray[np.bool_]] | None = None,
    *,
    independent: bool = False,
) -> tuple[str, ...]:
    """How samples that share respondents, or don't, are taken, and whether more of them seem to be the same people.

    Args:
        labels: what `sampled_as` found, or None.
        samples: of the surveys.
        among: those inside whose figures are compared.
        independent: whether equal ids belong to different people.
    """
    how = _sampling_note(labels, samples, among)
    if independent or not _are_nearly_the_same(samples):
        return (how,)
    units = "respondents" if samples[-1].sampling.cluster is None else "clusters"
    between = "the two" if len(samples) == 2 else "waves"
    told = (
        f"Some {units} have ids that differ between {between} only in case, spaces, leading zeros or as 1E5 and 100000 "
        f"do; they count as different {units}. If they are the same, write their ids in one way in all files."
    )
    return (how, told)


def _are_nearly_the_same(samples: Sequence[Sample]) -> bool:
    """Whether somebody's id is in one sample, and in another as people write it without noticing a difference."""
    waves = [set(ids.tolist()) for ids in _labels(samples)]
    for one, other in combinations(waves, 2):
        alone = {likeness(id_) for id_ in one - other} if one and other else set()
        if any(likeness(id_) in alone for id_ in other - one):
            return True
    return False


def _sampling_note(
    labels: Sequence[NDArray[np.object_]] | None,
    samples: Sequence[Sample],
    among: Sequence[NDArray[np.bool_]] | None,
) -> str:
    if labels is None:
        return f"The {'two ' if len(samples) == 2 else ''}samples are taken as independent."
    members = among or [sample.chosen[sample.inside] for sample in samples]
    chosen = [each[inside] for each, inside in zip(labels, members, strict=True)]
    count, units = _in_several(chosen), "respondents are" if samples[-1].sampling.cluster is None else "clusters are"
    where = "both" if len(labels) == 2 else "two waves or more"
    if not count:
        return (
            f"Nobody is in {where}, but the samples that they are chosen from share {_in_several(labels):,} by id, "
            "which is taken into account."
        )
    alone = "the two" if len(labels) == 2 else "the waves"
    return (
        f"{count:,} {units} in {where} by id: a panel, whose covariance is taken into account. "
        f"(If the ids only happen to coincide, say that {alone} are independent.)"
    )


def _in_several(labels: Sequence[NDArray[np.object_]]) -> int:
    """How many labels there are in two of several lists at least."""
    _, waves = np.unique(np.concatenate([np.unique(each) for each in labels]), return_counts=True)
    return int((waves > 1).sum())


def adjustment_note(known: NDArray[np.bool_]) -> str:
    """How probabilities are adjusted, for so many differences."""
    return f"Probabilities are adjusted by Holm's method for the {int(known.sum())} differences of the table."
