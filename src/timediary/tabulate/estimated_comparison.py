"""What respondents estimate that their time goes to, beside what their own diaries say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.ratios import means
from timediary.estimate.waves import Waves
from timediary.model.comparison import Comparison
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.sample.columns import Columns
from timediary.sample.values import variable_of
from timediary.tabulate.comparison import adjustment_note, sampled_as, varies
from timediary.tabulate.estimates import values_of
from timediary.tabulate.precision import precision_of_shares
from timediary.tabulate.shares import share_estimates, share_table, statuses
from timediary.tabulate.testing import differences_of, limits_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.study import Estimate, Grouping
    from timediary.model.table import TableSpec
    from timediary.sample import Sample


def compare_with_estimates(sample: Sample, estimate: Estimate, spec: TableSpec, name: str) -> Comparison:
    """The shares of the diaries less those that the same respondents estimate.

    Both are of those who did both: kept a diary and estimated. Each one's percentages are brought to a sum of 100, a
    blank among them counting as 0, and then averaged; the covariance with the diaries of the same people is taken into
    account. A category belongs to the row of the grouping that has its id or its label; a subtotal is the sum of its
    groups where all of them were asked for.

    Args:
        sample: the survey's.
        estimate: the question.
        spec: what is tabulated.
        name: what the diaries are called.

    Raises:
        RequestError: no category is a row of the grouping, nobody did both, or the sample can't be resolved.
    """
    percent = np.nan_to_num(values_of(sample, estimate))
    sums = percent.sum(axis=1)
    scaled = np.divide(percent, sums[:, None], out=np.zeros(percent.shape), where=sums[:, None] > 0)
    by_row, asked, beside = _rows_of(sample, estimate, spec.grouping, scaled)
    columns = _of_both(sample, spec, sums > 0)
    recorded = share_estimates(sample, spec.grouping, columns)
    estimated = means(by_row[sample.inside], sample.design, columns.members)
    diaries = share_table(sample, spec, columns, recorded)
    precision = precision_of_shares(estimated, diaries.base, sample)

    def told(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(asked[:, None], values, np.nan)

    precision = precision._replace(
        se=told(precision.se),
        low=told(precision.low),
        high=told(precision.high),
        deff=told(precision.deff),
        degrees_of_freedom=told(precision.degrees_of_freedom),
    )
    shares = told(estimated.values.T)
    first = replace(
        diaries,
        title=f"{estimate.label}, estimated",
        estimate=shares,
        hours=np.full(shares.shape, np.nan),
        status=statuses(sample.survey.study.defaults, shares, diaries.base, precision.se),
        precision=precision,
    )
    labels = sampled_as((sample, sample))
    if labels is None:
        raise RequestError("Estimates can't be set beside the diaries of the same people by replicate weights.")
    known = varies(recorded) & varies(estimated) & asked
    found = Waves((estimated, recorded), labels).contrast((-1.0, 1.0))
    different = differences_of(found, known, limits_of(estimated, sample), limits_of(recorded, sample))
    different = replace(different, difference=told(different.difference))
    names = (f"{estimate.label} (estimated)", name)
    notes = (
        f"'{names[0]}' is estimated by respondents and not recorded: each one's percentages brought to 100%, then "
        "averaged. Diaries are all the time in a row over all the time recorded. Both are of the same "
        f"{int(diaries.base[0, -1]):,} respondents, who did both; their covariance is taken into account.",
        *((f"Estimated as well, and no row of the table: {', '.join(beside)}.",) if beside else ()),
        *(() if asked.all() else ("Rows without an estimated share were not asked for.",)),
        adjustment_note(known),
    )
    return Comparison(first, diaries, different, f"{diaries.title}: {names[1]} less {names[0]}", names, notes)


def _of_both(sample: Sample, spec: TableSpec, answered: NDArray[np.bool_]) -> Columns:
    """The columns with those alone who kept a diary and estimated."""
    columns = sample.columns(spec.by)
    membership, members = columns.membership & answered[:, None], columns.members & answered[sample.inside, None]
    if not members.any():
        raise RequestError("Nobody of the sample both kept a diary and estimated shares of time.")
    return Columns(columns.lines, membership, members, columns.by)


def _rows_of(
    sample: Sample, estimate: Estimate, grouping: Grouping, scaled: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[str]]:
    """Estimated shares by row of the grouping, shape (n, r); which rows have any; labels of categories of no row.

    Raises:
        RequestError: no category is a row.
    """
    place: dict[str, int] = {}
    labels = [variable_of(sample.survey, name).label for name in estimate.categories]
    rows = {folded(row.label): row.id for row in grouping.rows} | {folded(row.id): row.id for row in grouping.rows}
    beside = []
    for position, (name, label) in enumerate(zip(estimate.categories, labels, strict=True)):
        found = rows.get(folded(name.removeprefix(f"{estimate.id}."))) or rows.get(folded(label))
        if found is None or found in place:
            beside.append(label)
        else:
            place[found] = position
    if not place:
        raise RequestError(
            f"No category of '{estimate.id}' has the id or the label of a row of the grouping '{grouping.id}', whose "
            f"rows are {', '.join(row.id for row in grouping.rows)}. Call the categories after them."
        )
    for row in grouping.rows:
        if row.id in place and any(part in place for part in row.sum_of):
            raise RequestError(
                f"'{estimate.id}' asks for '{row.id}' and for a part of it, so it counts time twice. Leave one out."
            )
    by_row, asked = np.zeros((len(scaled), len(grouping.rows))), np.zeros(len(grouping.rows), dtype=bool)
    for i, row in enumerate(grouping.rows):
        parts = (row.id,) if row.id in place else row.sum_of
        if parts and all(part in place for part in parts):
            by_row[:, i] = scaled[:, [place[part] for part in parts]].sum(axis=1)
            asked[i] = True
    return by_row, asked, beside
