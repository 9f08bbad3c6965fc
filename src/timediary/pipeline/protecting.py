"""Tables of one run, protected together and attacked before anybody sees them, whatever verb made them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.disclosure import DisclosurePolicy, Protection
from timediary.model.line import Unit
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind
from timediary.model.table import Precision, Status
from timediary.model.titles import titles_of
from timediary.protect.columns import protect_columns
from timediary.protect.tables import protect_tables
from timediary.sample.values import attribute_of, variable_of
from timediary.study.disclosure import load_policy
from timediary.tabulate.hours import LOW_BASE_OF_QUOTIENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.study import Study
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.table_figures import Measured
    from timediary.protect.amounts import TableFigures
    from timediary.protect.tables import Hiding
    from timediary.sample import Sample

# What `safe=True` and a bare `--safe` mean: the study's own policy.
STUDYS_OWN = "study"
# Quartiles part a column into four, of each of which as many respondents are needed as of a column: of few, a quartile
# is what one of them has, and the limits of its interval are what the least and the greatest have.
_PARTS_OF_QUARTILES = 4

_COUNTING = re.compile(r"^Without [\d,]+ |^[\d,]+ (?:respondents?|clusters?)? ?(?:has|have|are|is) |^Nobody is in ")
_PARTS = re.compile(r" \([^()]*\d%[^()]*\)")

Safe = bool | str | Path | DisclosurePolicy
Progress = Callable[[str, int, int | None], None]


class ToProtect(NamedTuple):
    """A table before it is protected.

    Attributes:
        table: with figures as they are.
        figures: what they are sums of, of the first rows.
        rows: how many rows these are; the others are quartiles, which aren't sums, and are shown without intervals
            where the first row is and each of the four parts has enough respondents.
    """

    table: Table
    figures: TableFigures
    rows: int | None = None


def policy_asked(study: Study, safe: Safe) -> DisclosurePolicy:
    """The policy meant by a value, a preset's name or a file; the study's own, or the usual preset, for True.

    Raises:
        DefinitionError: there is no such preset or file, or it makes no sense.
    """
    if isinstance(safe, DisclosurePolicy):
        return safe
    return load_policy(None if safe in (True, STUDYS_OWN) else str(safe), study)


def protected(
    parts: Sequence[tuple[Measured, Sequence[ToProtect]]],
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> tuple[list[tuple[Table, ...]], Protection]:
    """Tables of several surveys, those of each protected together.

    Surveys of one workforce a year apart share people, but no hours: what one tells is not a statement about another.

    Args:
        parts: of each survey, or each set of weights of one, what is measured and its tables.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Returns:
        The tables of each part in their order, and what was done to them.

    Raises:
        RequestError: a table can't be protected.
    """
    told = None if progress is None else partial(progress, "Protecting")
    made: list[tuple[Table, ...]] = []
    found: list[Hiding] = []
    for measured, tables in parts:
        figures = measured.finished([one.figures for one in tables])
        together = [(_first_rows(one.table, one.rows), each) for one, each in zip(tables, figures, strict=True)]
        safe, hiding = protect_tables(together, measured.amounts, policy, progress=told)
        low_base = measured.survey.study.defaults.low_base
        whole = (_with_others(one, table, policy) for one, table in zip(tables, safe, strict=True))
        made.append(tuple(marked(table, low_base) for table in whole))
        found.append(hiding)
    cells = sum(one.cells for one in found)
    shown = sum(one.hours_shown * one.cells for one in found) / max(cells, 1)
    protection = Protection(policy, cells, sum(one.hidden for one in found), shown, all(one.is_least for one in found))
    return made, protection


def published(
    measured: Measured,
    tables: Sequence[ToProtect],
    sample: Sample,
    *,
    sized: bool = True,
    progress: Progress | None = None,
) -> tuple[tuple[Table, ...], Protection]:
    """Tables of one sample, protected together, that say what was done to them, who is in them, and their source.

    Args:
        measured: what is measured in the sample's survey.
        tables: before they are protected.
        sample: whom they are of.
        sized: whether they say how many are in the first of them.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected.
    """
    policy = measured.policy
    (safe,), protection = protected([(measured, tables)], policy, progress=progress)
    scope = scope_of_published(sample, safe[0], policy) if sized else conditions_of(sample)
    source = source_of_published(sample.survey)
    return tuple(noted(table, protection, scope, source) for table in safe), described(protection, sample)


def refuse_identifying(sample: Sample, by: Iterable[str], policy: DisclosurePolicy) -> None:
    """Refuse columns that name people: free text, what the policy never shows, and levels nearly as many as people.

    Raises:
        RequestError: an attribute is such a column.
    """
    for name in by:
        variable = variable_of(sample.survey, name)
        levels = len(variable.levels)
        if variable.kind is VariableKind.NUMBER and not variable.bands:
            values = np.asarray(attribute_of(sample.survey, name).values, dtype=np.float64)
            levels = len(np.unique(values[~np.isnan(values)]))
        many = levels > policy.most_levels and levels > policy.most_level_share * max(len(sample), 1)
        if name in policy.never_shown or many:
            why = "it is never shown" if name in policy.never_shown else f"it has {levels:,} different values"
            raise RequestError(
                f"A table by '{name}' can't be published under the policy '{policy.id}': {why}. Leave it out, or give "
                "it fewer levels."
            )


def scope_of_published(sample: Sample, overall: Table, policy: DisclosurePolicy) -> str:
    """Who is in the tables, as coarsely as the figures are."""
    base = int(overall.base[0, -1])
    hours = float(overall.column_hours[-1]) if overall.column_hours.size else np.nan
    counted = "respondents" if sample.survey.has_repeated else "diaries"
    scope = f"fewer than {policy.least_respondents} {counted}" if base < 0 else f"about {base:,} {counted}"
    if base >= 0 and not np.isnan(hours):
        scope += f", {hours:,.0f} hours"
    scope += f"; {sample.survey.aspect}" if sample.survey.aspect else ""
    scope += "; without some diaries" if sample.survey.left_out else ""
    return "; ".join(filter(None, (scope, conditions_of(sample))))


def conditions_of(sample: Sample) -> str:
    """Whom alone a sample is of, in words; empty where it is of all."""
    return f"only {' and '.join(map(str, sample.where))}" if sample.where else ""


def weighting_of(sample: Sample) -> str | None:
    """What a sample is weighted by, for those who audit what is published of it; None where it isn't."""
    sampling = sample.sampling
    parts = [*filter(None, [sampling.weight]), *(f"calibrated to {','.join(one.names)}" for one in sampling.calibrate)]
    return ", ".join(parts) or None


def described(protection: Protection, sample: Sample) -> Protection:
    """What was done to tables, with whom they are of, how these are weighted and by what they are seen."""
    return protection._replace(
        where=tuple(map(str, sample.where)), weight=weighting_of(sample), aspect=sample.survey.aspect
    )


def source_of_published(survey: Survey) -> str:
    """Where published figures come from: never the names of files, which may be those of people."""
    titles = titles_of([survey])
    return f"{survey.titles.source or titles.title}; {survey.study.defines} of {survey.study.name}"


def noted(table: Table, protection: Protection, scope: str, source: str) -> Table:
    """A protected table that says what was done to it, who is in it, and where it comes from."""
    notes = (*notes_of_published(table.notes), protection.sentence())
    return replace(table, notes=notes, scope=scope, source=source)


def notes_of_published(notes: Sequence[str]) -> tuple[str, ...]:
    """Notes without those that count respondents one by one, or give the parts of a mix to a tenth of a percent."""
    return tuple(_PARTS.sub("", note) for note in notes if not _COUNTING.search(note))


def marked(table: Table, low_base: int) -> Table:
    """A table whose marks of few respondents, and of large errors, say no more than the respondents that are shown."""
    if Unit.HOURS_EACH in {line.unit for line in table.rows}:
        low_base = max(low_base, LOW_BASE_OF_QUOTIENTS)
    few = (table.base > 0) & (table.base < low_base)
    status = table.status.copy()
    status[(status == Status.LOW_BASE) & ~few] = Status.ORDINARY
    status[(status == Status.HIGH_VARIATION) & (table.base < 0)] = Status.ORDINARY
    status[((status == Status.ORDINARY) | (status == Status.HIGH_VARIATION)) & few] = Status.LOW_BASE
    return replace(table, status=status)


def _first_rows(table: Table, rows: int | None) -> Table:
    """The rows of a table whose figures are sums."""
    if rows is None:
        return table
    precision = table.precision
    if precision is not None:
        precision = Precision(
            precision.se[:rows],
            precision.low[:rows],
            precision.high[:rows],
            precision.deff[:rows],
            precision.degrees_of_freedom[:rows],
            precision.level,
            precision.method,
        )
    return replace(
        table,
        rows=table.rows[:rows],
        estimate=table.estimate[:rows],
        base=table.base[:rows],
        hours=table.hours[:rows],
        status=table.status[:rows],
        precision=precision,
    )


def _with_others(one: ToProtect, safe: Table, policy: DisclosurePolicy) -> Table:
    """Quartiles back below the rows that are sums, hidden in each column where the first of these is, or of few."""
    if one.rows is None:
        return safe
    alone = protect_columns(one.table, policy)
    gone = np.isnan(safe.estimate[0]) | (safe.base[0] < _PARTS_OF_QUARTILES * policy.least_respondents)
    rest = slice(one.rows, None)
    hidden = np.broadcast_to(gone, alone.estimate[rest].shape)
    precision = safe.precision
    if precision is not None:
        below = np.full(hidden.shape, np.nan)
        precision = precision._replace(
            se=np.vstack([precision.se, below]),
            low=np.vstack([precision.low, below]),
            high=np.vstack([precision.high, below]),
            deff=np.vstack([precision.deff, below]),
            degrees_of_freedom=np.vstack([precision.degrees_of_freedom, below]),
        )
    applies = alone.status[rest] != "not_applicable"
    return replace(
        alone,
        estimate=np.vstack([safe.estimate, np.where(hidden, np.nan, alone.estimate[rest])]),
        base=np.vstack([safe.base, np.broadcast_to(safe.base[0], alone.base[rest].shape)]),
        status=np.vstack([safe.status, np.where(hidden & applies, "suppressed", alone.status[rest])]).astype(object),
        precision=precision,
    )
