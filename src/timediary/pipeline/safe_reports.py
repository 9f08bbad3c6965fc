"""The tables of a study's report as they may be published, all of them protected together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.definition import TableSet
from timediary.model.number import counted
from timediary.model.problem import Ledger, RequestError
from timediary.model.results import Results
from timediary.model.titles import titles_of
from timediary.pipeline.protecting import ToProtect, published, refuse_identifying
from timediary.pipeline.provenance import provenance_with, sample_options
from timediary.pipeline.publishing import without_people
from timediary.pipeline.table_figures import Measured
from timediary.study.tables import attributes_needed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.definition import TableDefinition
    from timediary.model.disclosure import DisclosurePolicy
    from timediary.pipeline.protecting import Progress
    from timediary.sample import Sample
    from timediary.tabulate.report import Reported


def safe_report(
    tables: TableSet,
    reported: Reported,
    definitions: Mapping[str, TableDefinition],
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> TableSet:
    """Tables of a study's report as they may be published, all of them protected together.

    Args:
        tables: with exact subtotals.
        reported: what made them.
        definitions: of the tables, by their numbers.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or is broken down by what is never shown.
    """
    sample = reported.sample
    measured = Measured(sample, policy)
    known = []
    for id_, table in tables.made.items():
        if definitions[id_].measure == "answers":
            raise RequestError(
                f"Table {id_} can't be published with --safe: it has a question a row, and the small groups of several "
                "questions aren't protected together. Publish them one by one: timediary respondents FILE --of "
                f"{definitions[id_].rows[0].of} --safe."
            )
        names = [name for name in attributes_needed(definitions[id_]) if name in sample.survey.study.variables]
        refuse_identifying(sample, names, policy)
        figures = measured.of_report(reported, definitions[id_], [row.id for row in table.rows])
        known.append(ToProtect(table, figures))
    safe, protection = published(measured, known, sample, sized=False, progress=progress)
    return TableSet(dict(zip(tables.made, safe, strict=True)), tables.missing, protection)


def published_report(sample: Sample, tables: TableSet) -> Results:
    """Protected tables of a report as results, to be written as `analyse` writes its own."""
    options = (("Tables", ", ".join(tables.made)), *sample_options(sample))
    results = Results(
        "",
        tuple(tables),
        sample.survey.study,
        Ledger(),
        (),
        provenance_with(sample.survey, options),
        protection=tables.protection,
        titles=titles_of([sample.survey]),
    )
    return without_people(results, f"{counted(len(tables), 'table')} of the report", sample.survey)
