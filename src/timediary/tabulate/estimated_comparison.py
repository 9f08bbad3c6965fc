"""What respondents estimate that their time goes to, beside what diaries say, or what others estimate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.ratios import means
from timediary.estimate.waves import Waves
from timediary.model.comparison import Comparison
from timediary.model.line import Line, LineKind
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.table import Table
from timediary.sample.columns import Columns
from timediary.sample.values import variable_of
from timediary.tabulate.comparison import adjustment_note, aligned, sampled_as, sampling_notes, varies
from timediary.tabulate.estimates import values_of
from timediary.tabulate.precision import precision_of_shares
from timediary.tabulate.scope import scope_of, source_of
from timediary.tabulate.shares import lines_of, share_estimates, share_table, statuses
from timediary.tabulate.testing import differences_of, limits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.study import Estimate, Grouping
    from timediary.model.table import TableSpec
    from timediary.sample import Sample

_HOW = "estimated by respondents and not recorded: each one's percentages brought to 100%, then averaged."


class _Side(NamedTuple):
    """One of the two that are compared: shares and their variances, their table, and which rows have any, bool (r,)."""

    found: Estimates
    table: Table
    asked: NDArray[np.bool_]


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
    scaled, answered = _scaled(sample, estimate)
    by_row, asked, beside = _rows_of(sample, estimate, spec.grouping, scaled)
    columns = _of_both(sample, spec, answered)
    recorded = share_estimates(sample, spec.grouping, columns)
    diaries = share_table(sample, spec, columns, recorded)
    first = _estimated(sample, estimate, columns, diaries, by_row, asked)
    labels = sampled_as((sample, sample))
    if labels is None:
        raise RequestError("Estimates can't be set beside the diaries of the same people by replicate weights.")
    names = (f"{estimate.label} (estimated)", name)
    notes = (
        f"'{names[0]}' is {_HOW} Diaries are all the time in a row over all the time recorded. Both are of the same "
        f"{int(diaries.base[0, -1]):,} respondents, who did both; their covariance is taken into account.",
        *_beside_notes(beside, asked),
    )
    sides = first, _Side(recorded, diaries, np.ones(len(asked), dtype=bool))
    return _compared(sides, (sample, sample), labels, names, notes)


def compare_estimated(
    samples: tuple[Sample, Sample],
    questions: tuple[Estimate | None, Estimate | None],
    spec: TableSpec,
    names: tuple[str, str],
    *,
    independent: bool = False,
) -> Comparison:
    """Two surveys of which one at least asked for shares of time: estimates beside estimates, or beside diaries.

    Each respondent's percentages are brought to a sum of 100, a blank among them counting as 0, and then averaged. Two
    questions are compared in the categories that both have, by their ids or labels; a question and diaries in the rows
    of the grouping that the categories are called after. Whoever is in both by id is a panel.

    Args:
        samples: the one compared with, and the one compared.
        questions: what each was asked; None for the one whose diaries count.
        spec: what is tabulated; the grouping is that of the diaries.
        names: what the two are called.
        independent: whether ids that are in both belong to different people.

    Raises:
        RequestError: the two have no category in common, nobody answered, or a panel is compared by replicate weights.
    """
    columns = aligned([sample.columns(spec.by) for sample in samples])
    rows, values, asked, beside = _in_common(samples, questions, spec.grouping)
    sides, members = [], []
    for sample, question, among, shares in zip(samples, questions, columns, values, strict=True):
        members.append(among.members[:, -1])
        if question is None or shares is None:
            found = share_estimates(sample, spec.grouping, among)
            sides.append(_Side(found, share_table(sample, spec, among, found), np.ones(len(asked), dtype=bool)))
            continue
        answered = _scaled(sample, question)[1]
        some = among._replace(
            membership=among.membership & answered[:, None], members=among.members & answered[sample.inside, None]
        )
        if not some.members.any():
            raise RequestError(f"Nobody of the sample answered '{question.id}'.")
        members[-1] = some.members[:, -1]
        blank = _blank(sample, some, rows, spec)
        sides.append(_estimated(sample, question, some, blank, shares, asked))
    labels = None if independent else sampled_as(samples)
    titles = [f"'{name}' is {_HOW}" for name, question in zip(names, questions, strict=True) if question is not None]
    told = [f"Both are {_HOW}"] if len(titles) == 2 else titles
    shared = sampling_notes(labels, samples, members, independent=independent)
    notes = (*told, *shared, *_beside_notes(beside, asked))
    return _compared((sides[0], sides[1]), samples, labels, names, notes)


def _compared(
    sides: tuple[_Side, _Side],
    samples: tuple[Sample, Sample],
    labels: Sequence[NDArray[np.object_]] | None,
    names: tuple[str, str],
    notes: tuple[str, ...],
) -> Comparison:
    first, second = sides
    asked = first.asked & second.asked
    known = varies(first.found) & varies(second.found) & asked
    try:
        found = Waves((first.found, second.found), None if labels is None else tuple(labels)).contrast((-1.0, 1.0))
    except ValueError as error:
        raise RequestError(f"The two can't be compared as a panel: {error}.") from None
    different = differences_of(found, known, limits_of(first.found, samples[0]), limits_of(second.found, samples[1]))
    different = replace(different, difference=np.where(asked[:, None], different.difference, np.nan))
    title = f"{second.table.title}: {names[1]} less {names[0]}"
    return Comparison(first.table, second.table, different, title, names, (*notes, adjustment_note(known)))


def _estimated(
    sample: Sample,
    estimate: Estimate,
    columns: Columns,
    like: Table,
    values: NDArray[np.float64],
    asked: NDArray[np.bool_],
) -> _Side:
    """Estimated shares as a table of the rows and columns of another; `values` are those of n respondents, (n, r)."""
    found = means(values[sample.inside], sample.design, columns.members)
    base = np.broadcast_to(sample.bases(columns.members), (values.shape[1], len(columns.lines))).astype(np.int64)
    precision = precision_of_shares(found, base, sample)

    def told(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(asked[:, None], values, np.nan)

    precision = precision._replace(
        se=told(precision.se),
        low=told(precision.low),
        high=told(precision.high),
        deff=told(precision.deff),
        degrees_of_freedom=told(precision.degrees_of_freedom),
    )
    shares = told(found.values.T)
    table = replace(
        like,
        title=f"{estimate.label}, estimated",
        estimate=shares,
        base=base,
        hours=np.full(shares.shape, np.nan),
        status=statuses(sample.survey.study.defaults, shares, base, precision.se),
        precision=precision,
    )
    return _Side(found, table, asked)


def _blank(sample: Sample, columns: Columns, rows: tuple[Line, ...], spec: TableSpec) -> Table:
    """A table of some rows and columns without figures."""
    shape = (len(rows), len(columns.lines))
    return Table(
        id=",".join(spec.by) or "overall",
        title="",
        rows=rows,
        columns=columns.lines,
        estimate=np.full(shape, np.nan),
        base=np.zeros(shape, dtype=np.int64),
        hours=np.full(shape, np.nan),
        status=np.full(shape, "", dtype=object),
        scope=scope_of(sample),
        source=source_of(sample.survey),
        abbreviations=sample.survey.study.abbreviations,
        decimals=spec.decimals,
    )


def _scaled(sample: Sample, estimate: Estimate) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Each respondent's shares brought to a sum of 1, (n, categories), and who gave any, (n,)."""
    percent = np.nan_to_num(values_of(sample, estimate))
    sums = percent.sum(axis=1)
    return np.divide(percent, sums[:, None], out=np.zeros(percent.shape), where=sums[:, None] > 0), sums > 0


def _in_common(
    samples: tuple[Sample, Sample], questions: tuple[Estimate | None, Estimate | None], grouping: Grouping
) -> tuple[tuple[Line, ...], list[NDArray[np.float64] | None], NDArray[np.bool_], list[str]]:
    """The rows that are compared, estimated shares by row of each, which rows have any, and labels of what has none."""
    one, other = questions
    if one is not None and other is not None:
        return _both_estimated(samples, (one, other))
    values: list[NDArray[np.float64] | None] = [None, None]
    asked, beside = np.zeros(len(grouping.rows), dtype=bool), list[str]()
    for at, question in enumerate(questions):
        if question is not None:
            scaled = _scaled(samples[at], question)[0]
            values[at], asked, beside = _rows_of(samples[at], question, grouping, scaled)
    return lines_of(grouping), values, asked, beside


def _both_estimated(
    samples: tuple[Sample, Sample], questions: tuple[Estimate, Estimate]
) -> tuple[tuple[Line, ...], list[NDArray[np.float64] | None], NDArray[np.bool_], list[str]]:
    """Likewise of two questions: the categories that both have and that were answered in both."""
    first, second = (_known(sample, question) for sample, question in zip(samples, questions, strict=True))
    pairs, left = list[tuple[int, int]](), dict(second)
    for i, one in first.items():
        j = next((j for j, other in left.items() if set(map(folded, one)) & set(map(folded, other))), None)
        if j is not None:
            pairs.append((i, j))
            del left[j]
    if not pairs:
        labels = " and ".join(f"'{question.label}'" for question in questions)
        raise RequestError(f"{labels} have no category in common, by id or by label, that was answered in both.")
    places = tuple(zip(*pairs, strict=True))
    lines = tuple(Line(*first[i], LineKind.GROUP) for i in places[0])
    values = [_scaled(samples[k], questions[k])[0][:, list(places[k])] for k in (0, 1)]
    beside = [label for k, known in enumerate((first, second)) for i, (_, label) in known.items() if i not in places[k]]
    return lines, [*values], np.ones(len(pairs), dtype=bool), beside


def _known(sample: Sample, estimate: Estimate) -> dict[int, tuple[str, str]]:
    """The id and label of each category that anybody answered, by its position; what nobody was asked isn't nought."""
    survey, answered = sample.survey, np.any(np.isfinite(values_of(sample, estimate)), axis=0).tolist()
    return {
        i: (name.removeprefix(f"{estimate.id}."), variable_of(survey, name).label)
        for i, name in enumerate(estimate.categories)
        if answered[i]
    }


def _beside_notes(beside: Sequence[str], asked: NDArray[np.bool_]) -> tuple[str, ...]:
    return (
        *((f"Estimated as well, and no row of the table: {', '.join(beside)}.",) if beside else ()),
        *(() if asked.all() else ("Rows without an estimated share were not asked for.",)),
    )


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
    rows = {folded(row.label): row.id for row in grouping.rows} | {folded(row.id): row.id for row in grouping.rows}
    beside = []
    for position, (name, label) in _known(sample, estimate).items():
        found = rows.get(folded(name)) or rows.get(folded(label))
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
