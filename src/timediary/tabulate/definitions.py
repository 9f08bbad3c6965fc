"""Rival definitions of a kind of work: the share of time inside each, and beside it what was published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.problem import RequestError
from timediary.model.table import TableSpec
from timediary.model.work_definition import HIDDEN, Definitions, SetBeside, as_rows
from timediary.tabulate.shares import tabulate_shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timediary.model.table import Condition, Table
    from timediary.model.work_definition import PublishedShare, WorkDefinition
    from timediary.sample import Sample

_OVERLAP = "Definitions overlap, so that their shares don't add up."


def tabulate_definitions(
    sample: Sample,
    definitions: Sequence[WorkDefinition],
    by: tuple[str, ...],
    printed: Mapping[str, float],
) -> tuple[Definitions, dict[tuple[Condition, ...], Table]]:
    """The share of recorded time inside each of some definitions, each a ratio of totals with its interval.

    Args:
        sample: who is in the tables, and how they were sampled.
        definitions: of one kind of work, at least one.
        by: ids of attributes that make the columns.
        printed: the share of each code as the study's report prints it, in percent, by the id of the code.

    Returns:
        What the survey says; and the shares of whoever is comparable with a published one, by the conditions that
        these meet.

    Raises:
        RequestError: an attribute doesn't fit the survey, or nobody recorded any time.
    """
    study = sample.survey.study
    grouping = as_rows(definitions, study.codes)
    ids = [one.id for one in definitions]
    whole = tabulate_shares(sample, TableSpec(grouping, by, decimals=1))
    if not whole.base.any():
        raise RequestError("Nobody who meets the conditions recorded any time, so there is no table to make.")
    counted = [code.id.lower() for code in study.codes if any(code.id in one.codes for one in definitions)]
    title = whole.title.removeprefix("Share of recorded time")
    shares = _rows_alone(whole, ids)
    codes = _rows_alone(whole, counted)
    of_whom = dict.fromkeys(
        () if known is None else known.where for known in _published(definitions) if not _why_not(sample, known)
    )
    alike = {
        where: _rows_alone(tabulate_shares(sample.narrowed(where), TableSpec(grouping, decimals=1)), ids)
        for where in of_whom
    }
    found = Definitions(
        definitions=tuple(definitions),
        shares=replace(
            shares,
            id=",".join(("definitions", *by)),
            title=f"Share of recorded time by definition{title.replace(' by ', ' and ', 1)}",
            notes=(_OVERLAP, *shares.notes),
        ),
        codes=replace(
            codes,
            id=",".join(("codes", *by)),
            title=f"Share of recorded time by activity{title.replace(' by ', ' and ', 1)}",
        ),
        beside=set_beside(sample, definitions, alike),
        printed=printed,
        study=study,
        inputs=sample.survey.source.files,
    )
    return found, alike


def set_beside(
    sample: Sample, definitions: Sequence[WorkDefinition], alike: Mapping[tuple[Condition, ...], Table]
) -> tuple[SetBeside, ...]:
    """Each published share with the survey's own of whoever is comparable; a definition without one by itself.

    Args:
        sample: whose figures.
        definitions: of one kind of work.
        alike: tables of one column, a row for each definition, by the conditions that those in it meet.
    """
    return tuple(_set_beside(sample, definitions, alike))


def _published(definitions: Sequence[WorkDefinition]) -> Iterator[PublishedShare | None]:
    for one in definitions:
        yield from one.published or (None,)


def _rows_alone(table: Table, ids: Sequence[str]) -> Table:
    """Some of the rows of a table."""
    places = {row.id: i for i, row in enumerate(table.rows)}
    return table.with_rows([places[id_] for id_ in ids])


def _set_beside(
    sample: Sample, definitions: Sequence[WorkDefinition], alike: Mapping[tuple[Condition, ...], Table]
) -> Iterator[SetBeside]:
    for row, one in enumerate(definitions):
        for published in one.published or (None,):
            if why := _why_not(sample, published):
                yield SetBeside(one, published, np.nan, np.nan, np.nan, 0, why)
                continue
            table = alike[() if published is None else published.where]
            base = int(table.base[row, 0])
            if not base:
                yield SetBeside(one, published, np.nan, np.nan, np.nan, 0, "the survey has nobody comparable")
                continue
            own, low, high = (round(100 * value, 9) for value in _with_interval(table, row))
            why = HIDDEN if table.is_protected and np.isnan(own) else ""
            yield SetBeside(one, published, own, low, high, base, why)


def _with_interval(table: Table, row: int) -> tuple[float, float, float]:
    """The figure of a row of a table of one column, and the limits of its interval."""
    known = table.precision
    limits = (np.nan, np.nan) if known is None else (float(known.low[row, 0]), float(known.high[row, 0]))
    return float(table.estimate[row, 0]), *limits


def _why_not(sample: Sample, published: PublishedShare | None) -> str:
    """Why no figure of the survey is comparable with a published one; empty if one is."""
    if published is None:
        return ""
    if not published.is_comparable:
        return "nobody in a survey by these codes is comparable"
    survey = sample.survey
    names = dict.fromkeys(condition.name.partition(".")[0] for condition in published.where)
    lacking = [name for name in names if name not in survey.attributes]
    return f"the survey has no {' or '.join(repr(name) for name in lacking)}" if lacking else ""
