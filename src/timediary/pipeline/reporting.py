"""Tables of a study's report: made anew from a survey, and as published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from timediary import __version__
from timediary.model.definition import ListedTable, TableSet
from timediary.model.number import counted
from timediary.model.problem import Ledger, RequestError
from timediary.model.provenance import Provenance
from timediary.model.results import Results
from timediary.model.statement import Contradictions
from timediary.model.study import VariableKind
from timediary.model.titles import titles_of
from timediary.pipeline.provenance import provenance_with, sample_options
from timediary.pipeline.requests import lacking, lacking_of
from timediary.sample import sample_of
from timediary.sample.conditions import selected
from timediary.study import load_study
from timediary.study.agencies import load_agency_tables
from timediary.study.contradictions import (
    FILE as CONTRADICTIONS,
    STATEMENTS,
    contradictions_text,
    impossible_statements_text,
    load_contradictions,
    load_impossible_statements,
)
from timediary.study.published import load_published, load_published_cells, row_lines
from timediary.study.tables import load_tables, table_of
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.certificate import Certificate
    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.statement import CertifiedStatement
    from timediary.model.study import Study
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.sample import Sample


def tables(sample: Survey | Sample, *ids: str, safe: Safe = False, progress: Progress | None = None) -> TableSet:
    """Tables of the study's report, made from a survey as the report made them, numbered and titled as there.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        ids: numbers of tables, such as `3.3`; all that the survey has the attributes for where none is given.
        safe: protect what is published, all the tables together: True for the study's policy, else a preset's name, a
            file or a policy.
        progress: called with what is being done, how much of it is done, and of how much.

    Returns:
        The tables, by number or in order; and with all of them, those that can't be made and why.

    Raises:
        RequestError: the report has no such table, or the survey lacks what one asked for needs.
        DefinitionError: there is no such policy, or its file can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> survey.tables("3.3")["3.3"].title
        'Table 3.3: Proportion of time spent in broad categories'
    """
    drawn = sample_of(sample)
    drawn.survey.needs_all_time()
    survey = drawn.survey
    definitions = _definitions(survey.study)
    wanted = [table_of(definitions, id_) for id_ in ids] or list(definitions.values())
    reported = Reported(drawn)
    made: dict[str, Table] = {}
    missing: dict[str, str] = {}
    for table in wanted:
        why = lacking(survey, table)
        if not why:
            # Sums of printed lines would give away a hidden line.
            made[table.id] = _made(reported, table._replace(subtotal="exact") if safe else table)
        elif ids:
            raise RequestError(f"Table {table.id} can't be made: {why}")
        else:
            missing[table.id] = why
    if not ids:
        told = "it is of agencies, not of respondents: 'timediary agencies FILE' makes it from a file of them."
        missing |= {table.id: told for table in load_agency_tables(survey.study)}
    if not safe:
        return TableSet(made, missing)
    from timediary.pipeline.protecting import policy_asked
    from timediary.pipeline.safe_reports import safe_report

    policy = policy_asked(survey.study, safe)
    return safe_report(TableSet(made, missing), reported, definitions, policy, progress=progress)


def listed(study: Study, survey: Survey | None = None) -> tuple[ListedTable, ...]:
    """The tables of a study's report: numbers, titles, and why a survey doesn't give one, if it doesn't.

    Raises:
        RequestError: the study has no tables of its report.
    """
    found = _definitions(study)
    return tuple(
        ListedTable(table.id, table.title, lacking(survey, table) if survey is not None else "")
        for table in found.values()
    )


def published_results(study: Study, tables: TableSet) -> Results:
    """Tables as published as results, to be written likewise; they rest on no diary."""
    headline = f"{counted(len(tables), 'table')} of the report as published"
    return Results(
        headline,
        tuple(tables),
        study,
        Ledger(),
        (),
        Provenance(program=f"timediary {__version__}", study=study.name, study_source=study.source),
        has_diaries=False,
    )


def report_results(sample: Survey | Sample, tables: TableSet) -> Results:
    """Tables of a report as results, to be written as `analyse` writes its own; nothing is worked out."""
    drawn = sample_of(sample)
    survey = drawn.survey
    if tables.protection is not None:
        from timediary.pipeline.safe_reports import published_report

        return published_report(drawn, tables)
    chosen = selected(survey, drawn.where)
    hours = float(survey.recorded_hours[chosen].sum())
    who = f"{int(chosen.sum()):,} diaries, {hours:,.0f} hours" if survey.has_diaries else f"{len(drawn)} respondents"
    headline = f"{counted(len(tables), 'table')} of the report; {who}"
    options = (("Tables", ", ".join(tables.made)), *sample_options(drawn))
    return Results(
        headline,
        tuple(tables),
        survey.study,
        survey.ledger,
        survey.problems,
        provenance_with(survey, options),
        has_diaries=survey.has_diaries,
        titles=titles_of([survey]),
    )


def published(study: Study | str | Path, *ids: str) -> TableSet:
    """Tables of a study's report as published.

    Args:
        study: whose report, as a value, a name or the path of a folder.
        ids: numbers of tables; all where none is given.

    Raises:
        RequestError: the report has no such table, or the study no tables.
        DefinitionError: there is no such study, or it contradicts itself.

    Examples:
        >>> import timediary as td
        >>> round(td.published("task_force_2009", "3.3")["3.3"].value("direct_contact"), 2)
        0.26
    """
    known = load_study(study)
    _definitions(known)
    return TableSet({table.id: table for table in load_published(known, ids)}, {})


def certify(sample: Survey | Sample, *ids: str, name: str = "") -> Certificate:
    """Compare each figure published in the study's report with the one a survey gives, at printed precision.

    No published figure is read to make a table: the tables are made first, from the survey alone. With all of them come
    the numbers in the report's text.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        ids: numbers of tables; all where none is given.
        name: what the survey is called; by its files where empty.

    Raises:
        RequestError: the report has no such table, or the survey lacks what one asked for needs.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> certificate = survey.certify("3.3")
        >>> certificate
        <Certificate: 48 of 48 published figures agree with diaries.xlsx>
    """
    from timediary.certification import certify as put_beside

    drawn = sample_of(sample)
    drawn.survey.needs_all_time()
    survey, study = drawn.survey, drawn.survey.study
    cells = load_published_cells(study, load_tables(study))
    regenerated = _with_figures(tables(drawn, *ids), {cell.table for cell in cells})
    called = name or ", ".join(PurePath(file).name for file in survey.source.files) or "survey"
    called += f" (only {' and '.join(map(str, drawn.where))})" if drawn.where else ""
    found = load_contradictions(study, cells)
    made = put_beside(cells, published(study, *ids), regenerated, found, (called, study.source))
    statements = () if ids else _stated(drawn, cells)
    return replace(made, inputs=survey.source.files, statements=statements)


def _stated(sample: Sample, cells: Sequence[PublishedCell]) -> tuple[CertifiedStatement, ...]:
    """Each number in the text of the study's report beside the survey's."""
    from timediary.certification import PrintedTables, certify_statement
    from timediary.study.statements import load_statements
    from timediary.tabulate.statements import measured

    survey, study = sample.survey, sample.survey.study
    several = {variable.id for variable in study.variables.values() if variable.kind is VariableKind.MULTIPLE}
    printed = PrintedTables(load_tables(study), cells, study.groupings, several)
    statements = load_statements(study)
    proofs = {one.statement: one.proof for one in load_impossible_statements(study, cells, statements)}
    found = []
    for statement in statements:
        why = lacking_of(survey, statement.attributes)
        if not why and statement.unsocial and not survey.has_times:
            why = "the survey has no times of day."
        found.append(certify_statement(statement, why or measured(sample, statement), printed, proofs.get(statement)))
    return tuple(found)


def find_contradictions(study: Study | str | Path, *, progress: Progress | None = None) -> Contradictions:
    """The published figures of a study that can't all be true, and the proofs; takes about a minute.

    With them go the numbers in the report's text that its tables leave no room for.

    Args:
        study: whose report, as a value, a name or the path of a folder.
        progress: called with what is being done, how much of it is done, and how much there is.

    Raises:
        RequestError: the study has no tables of its report.
        DefinitionError: there is no such study, or it contradicts itself.

    Examples:
        >>> import timediary as td
        >>> found = td.find_contradictions("task_force_2009")  # doctest: +SKIP
    """
    from timediary.consistency.contradictions import contradictions
    from timediary.consistency.statements import impossible_statements
    from timediary.study.statements import load_statements

    known = load_study(study)
    everything = _definitions(known)
    # A table with a question a row says nothing of how the answers to several go together.
    definitions = {id_: table for id_, table in everything.items() if table.measure != "answers"}
    cells = tuple(cell for cell in load_published_cells(known, everything) if cell.table in definitions)

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress("Looking for contradictions", done, total)

    found = contradictions(known, definitions, cells, tell)
    given_up = {one.cell for one in found}
    possible = [cell for cell in cells if cell not in given_up]
    stated = impossible_statements(known, definitions, possible, load_statements(known), tell)
    return Contradictions(known, found, {table.id: table.title for table in definitions.values()}, stated)


def write_contradictions(found: Contradictions) -> tuple[Path, ...]:
    """Write contradictions into the study's folder, where synthesis and certificates use them.

    They are `contradictions.csv`, and `impossible_statements.csv` where the report's text is among them.

    Raises:
        TimediaryError: the file can't be written, or the study has no folder.
    """
    from timediary.render.writing import write_file

    if found.study.folder is None:
        raise RequestError(f"The study '{found.study.id}' has no folder to write {CONTRADICTIONS} into.")
    texts = {CONTRADICTIONS: contradictions_text(found)}
    texts |= {STATEMENTS: impossible_statements_text(found.statements)} if found.statements else {}
    return tuple(write_file(found.study.folder / name, text.encode()) for name, text in texts.items())


def _with_figures(tables: TableSet, printed: set[str]) -> TableSet:
    """The tables of which figures are printed; others have nothing to be put beside."""
    made = {id_: table for id_, table in tables.made.items() if id_ in printed}
    return TableSet(made, {id_: why for id_, why in tables.missing.items() if id_ in printed})


def _definitions(study: Study) -> Mapping[str, TableDefinition]:
    definitions = load_tables(study)
    if not definitions:
        raise RequestError(f"The study '{study.id}' has no tables.toml, so there are no tables of its report.")
    return definitions


def _made(reported: Reported, table: TableDefinition) -> Table:
    rows = row_lines(table)
    if table.measure == "respondents":
        return reported.respondents(table, rows)
    if table.measure == "answers":
        return reported.answers(table, rows)
    return reported.time(table, rows)
