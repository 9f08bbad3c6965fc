"""Tables of a study's report: made anew from a survey, and as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import timediary.pipeline.output  # noqa: F401 - lets tables show and write themselves
from timediary.categorise import categorise
from timediary.model.definition import TableSet
from timediary.model.problem import RequestError
from timediary.pipeline.asked import sampling_asked
from timediary.study.published import load_published, row_lines
from timediary.study.tables import load_tables, table_of
from timediary.tabulate.report import Reported, attributes_needed

if TYPE_CHECKING:
    from timediary.model.definition import TableDefinition
    from timediary.model.study import Sampling, Study
    from timediary.model.survey import Survey
    from timediary.model.table import Table


def tables(survey: Survey, *ids: str, sampling: Sampling | None = None) -> TableSet:
    """Tables of the study's report, made from a survey as the report made them, numbered and titled as there.

    Args:
        survey: what `read` returned.
        ids: numbers of tables, such as `3.3`; all that the survey has the attributes for where none is given.
        sampling: how the respondents were sampled, for the errors of shares; the study's own where None.

    Returns:
        The tables, by number or in order; and with all of them, those that can't be made and why.

    Raises:
        RequestError: the report has no such table, or the survey lacks what one asked for needs.
    """
    definitions = load_tables(survey.study)
    wanted = [table_of(definitions, id_) for id_ in ids] or list(definitions.values())
    if not wanted:
        raise RequestError(f"The study '{survey.study.id}' has no tables.toml, so there are no tables of its report.")
    reported = Reported(survey, sampling_asked(survey, sampling))
    made: dict[str, Table] = {}
    missing: dict[str, str] = {}
    for table in wanted:
        lacking = _lacking(survey, table)
        if not lacking:
            made[table.id] = _made(reported, table)
        elif ids:
            raise RequestError(f"Table {table.id} can't be made: {lacking}")
        else:
            missing[table.id] = lacking
    return TableSet(made, missing)


def published(study: Study, *ids: str) -> TableSet:
    """Tables of a study's report as published.

    Args:
        study: whose report.
        ids: numbers of tables; all where none is given.

    Raises:
        RequestError: the report has no such table.
    """
    return TableSet({table.id: table for table in load_published(study, ids)}, {})


def _made(reported: Reported, table: TableDefinition) -> Table:
    rows = row_lines(table)
    if table.measure == "respondents":
        return reported.respondents(table, rows)
    survey = reported.survey
    return reported.time(table, rows, categorise(survey, survey.study.groupings[table.grouping]))


def _lacking(survey: Survey, table: TableDefinition) -> str:
    """What a survey lacks for a table, in words; empty if nothing."""
    needed: list[str] = []
    for name in attributes_needed(table):
        variable = survey.study.variables[name]
        needed += variable.minus or ([] if variable.derived else [name])
    absent = [name for name in dict.fromkeys(needed) if name not in survey.attributes]
    if not absent:
        return ""
    labels = " and ".join(f"'{name}' ({survey.study.variables[name].label})" for name in absent)
    return f"the survey has no attribute {labels}."
