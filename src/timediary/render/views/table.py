"""Tables: their figures as one reads them, how sure they are, what tests of columns found; and lists of them."""

from __future__ import annotations

from dataclasses import fields
from itertools import chain
from typing import TYPE_CHECKING

from timediary.model.comparison import DifferenceCell
from timediary.model.definition import TableSet
from timediary.model.differences import Test
from timediary.model.document import (
    Document,
    Grid,
    GridCell,
    GridRow,
    Medium,
    Pair,
    Pairs,
    Records,
    RowKind,
    Section,
    columns_of,
    text_cell,
    text_columns_of,
)
from timediary.model.line import Unit
from timediary.model.number import PROBABILITY, NumberForm, Quantity, counted, form_of, is_shown
from timediary.model.results import Adjustment
from timediary.model.table import Cell
from timediary.model.titles import titles_of
from timediary.render.findings import DIFFERENCE_UNITS, differences_in, outcomes_of
from timediary.render.grids import abbreviation_notes, count_of, grid_of, level_text, precision_note
from timediary.render.text_table import is_of_a_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.definition import ListedTable
    from timediary.model.document import Edition, Show
    from timediary.model.table import Precision, Table

_NAMES = {
    Unit.SHARE: "Share",
    Unit.HOURS: "Hours",
    Unit.HOURS_EACH: "Hours",
    Unit.RESPONDENTS: "Respondents",
    Unit.POINTS: "Percentage points",
    Unit.PROBABILITY: "Probability",
    Unit.MINUTES: "Minutes",
    Unit.CLOCK: "Time of day",
    Unit.NUMBER: "Number",
}
_NOTHING = (("[x]", "nothing to test, or no error to test it by"),)
_TEST_FIELDS = tuple(field.name for field in fields(Test))
_F, _DEGREES = NumberForm(decimals=2), NumberForm(decimals=0)


def document(table: Table | TableSet | Adjustment, edition: Edition) -> Document:
    """One table, those of a report, or those of an adjustment."""
    if isinstance(table, TableSet):
        return _table_set(table, edition)
    if isinstance(table, Adjustment):
        return _adjustment(table, edition)
    return Document(
        name="table",
        title=table.title,
        sections=(*sections_of([table], edition), *test_sections([table], edition)),
        provenance=(("Source", table.source),) if table.source else (),
        records=records_of([table], "table"),
    )


def _table_set(tables: TableSet, edition: Edition) -> Document:
    """The tables of a report, in order, and why others can't be made."""
    made = tuple(tables)
    missing = tuple(Pair(f"Table {id_}", (why,)) for id_, why in tables.missing.items())
    return Document(
        name="tables",
        title=counted(len(made), "table"),
        sections=(
            *sections_of(made, edition),
            *test_sections(made, edition),
            *([Section("Tables that can't be made", (Pairs(missing),), "missing")] if missing else []),
        ),
        records=records_of(made),
    )


def _adjustment(adjustment: Adjustment, edition: Edition) -> Document:
    """The response by each of the known totals that weights were brought to."""
    survey = adjustment.survey
    titles = titles_of([survey])
    return Document(
        name="adjustment",
        title=f"{survey.size_in_words} weighted to known totals",
        about=titles.title,
        subtitle=titles.subtitle,
        sections=tuple(sections_of(adjustment.tables, edition)),
        provenance=tuple(("Input", file) for file in survey.source.files),
        records=records_of(adjustment.tables, "adjustment"),
        inputs=survey.source.files,
    )


def list_of(listed: Sequence[ListedTable]) -> Document:
    """Numbers and titles of tables, and of each that can't be made why not."""
    pairs = tuple(Pair(one.id, (one.title, *([f"not made: {one.lacking}"] if one.lacking else []))) for one in listed)
    lacking = sum(bool(one.lacking) for one in listed)
    title = counted(len(listed), "table") + (f", of which {lacking:,} can't be made" if lacking else "")
    return Document("tables", title, (Section("Tables", (Pairs(pairs, ("Table", "What it shows")),), "tables"),))


def sections_of(tables: Iterable[Table], edition: Edition) -> Iterator[Section]:
    """A section for each table; in a workbook another for how sure its figures are."""
    show = edition.show or ("interval" if edition.medium is Medium.PAGE else "share")
    for number, table in enumerate(tables, start=1):
        if edition.medium is not Medium.BOOK:
            grid = grid_of(table, show, edition)
            yield Section(grid.title, (grid,), f"table-{number}")
            continue
        grid = grid_of(table, edition=edition)
        yield Section(grid.title, (grid._replace(lines=(_units_of(grid),)),), f"table-{number}")
        if table.precision is not None and edition.show != "share" and table.rows:
            # A protected table has limits, rounded as its figures are, and no standard errors.
            margins = _margins(table, grid, table.precision, "interval" if table.is_protected else edition.show)
            yield Section(margins.title, (margins,), f"table-{number}-margins")


def records_of(tables: Sequence[Table], name: str = "tables") -> tuple[Records, ...]:
    """Every cell in tidy form; and every difference and test, where columns were tested."""
    cells = Records(name, Cell._fields, lambda: chain.from_iterable(table.cells() for table in tables))
    if not any(table.tests for table in tables):
        return (cells,)
    return (
        cells,
        Records("differences", DifferenceCell._fields, lambda: chain.from_iterable(map(differences_in, tables))),
        Records("tests", ("table", *_TEST_FIELDS), lambda: chain.from_iterable(map(_tests_in, tables))),
    )


def test_sections(tables: Sequence[Table], edition: Edition) -> Iterator[Section]:
    """In a workbook every difference between columns, and every test that they are alike."""
    if edition.medium is not Medium.BOOK:
        return
    differences = tuple(chain.from_iterable(map(_difference_rows, tables)))
    heads = ("Unit", "95% lower limit", "95% upper limit", "p", "p adjusted")
    columns = (
        *text_columns_of("Row", "Column"),
        *columns_of("Figure"),
        *text_columns_of("Compared with"),
        *columns_of("Its figure", "Difference"),
        *text_columns_of(heads[0]),
        *columns_of(*heads[1:]),
    )
    if differences:
        title = "How far columns differ"
        grid = Grid("Differences", title, "Table", columns, differences, legend=_NOTHING)
        yield Section(title, (grid,), "differences")
    tests = tuple(chain.from_iterable(map(_test_rows, tables)))
    if tests:
        title = "Whether columns are alike"
        figures = columns_of("F", "Numerator degrees of freedom", "Denominator degrees of freedom", "p")
        grid = Grid("Tests", title, "Table", (*text_columns_of("Tested", "How"), *figures), tests, legend=_NOTHING)
        yield Section(title, (grid,), "tests")


def _tests_in(table: Table) -> Iterator[list[str | float]]:
    for test in table.tests.tests if table.tests else ():
        yield [table.id, *(getattr(test, name) for name in _TEST_FIELDS)]


def _difference_rows(table: Table) -> Iterator[GridRow]:
    rows, columns = ({line.id: line for line in lines} for lines in (table.rows, table.columns))
    for cell in differences_in(table):
        line = rows[cell.row]
        shown = form_of(line.unit, table.decimals)
        change = shown.finer(signed=True)
        cells = (
            text_cell(line.label.strip()),
            text_cell(columns[cell.column].label.strip()),
            _number(cell.estimate, shown),
            text_cell(columns[cell.reference].label.strip()),
            _number(cell.reference_estimate, shown),
            _number(cell.difference, change),
            text_cell(DIFFERENCE_UNITS[line.unit]),
            *(_number(limit, change) for limit in (cell.low, cell.high)),
            *(_number(p, PROBABILITY) for p in (cell.p, cell.p_adjusted)),
        )
        yield GridRow(table.title, RowKind.BODY, shown, cells)


def _test_rows(table: Table) -> Iterator[GridRow]:
    for test in outcomes_of(table):
        figures = ((test.f, _F), (test.numerator_df, _DEGREES), (test.denominator_df, _DEGREES), (test.p, PROBABILITY))
        cells = (text_cell(test.label), text_cell(test.method), *(_number(*figure) for figure in figures))
        yield GridRow(table.title, RowKind.BODY, PROBABILITY, cells)


def _margins(table: Table, grid: Grid, known: Precision, show: Show | None) -> Grid:
    """How sure the figures are: a row for each, with its limits, its standard error and its base."""
    level = level_text(known)
    # What is published has no standard errors.
    show = "interval" if table.is_protected else show
    units = {line.unit for line in table.rows}
    heads = [_NAMES[units.pop()] if len(units) == 1 else "Figure"]
    heads += [f"{level} interval, lower limit", f"{level} interval, upper limit"] if show != "se" else []
    heads += ["Standard error"] if show != "interval" else []
    kinds: list[Show] = ["interval", "se"] if show is None else [show]
    return Grid(
        id=grid.id,
        part="margins",
        title=f"{grid.title}: how sure the figures are",
        stub=grid.stub,
        columns=(*text_columns_of("Who"), *columns_of(*heads, "Respondents it rests on")),
        rows=tuple(_margin_rows(table, grid, known, show)),
        scope=grid.scope,
        notes=(
            *(precision_note(table, kind) for kind in kinds),
            *abbreviation_notes([table]),
            *filter(is_of_a_mark, grid.notes),
        ),
        source=grid.source,
    )


def _margin_rows(table: Table, grid: Grid, known: Precision, show: Show | None) -> Iterator[GridRow]:
    for i, (line, row) in enumerate(zip(table.rows, grid.rows, strict=True)):
        form = form_of(line.unit, table.decimals)
        finer = form.finer() if form.quantity is Quantity.CLOCK else form._replace(decimals=form.decimals + 1)
        for j, column in enumerate(grid.columns):
            cells = [text_cell(column.label.strip()), row.cells[j]._replace(sign="")]
            if show != "se":
                cells += [_number(float(values[i, j]), form) for values in (known.low, known.high)]
            if show != "interval":
                cells.append(_number(float(known.se[i, j]), finer))
            yield row._replace(kind=RowKind.BODY, form=form, cells=(*cells, count_of(int(table.base[i, j]))))


def _number(value: float, form: NumberForm) -> GridCell:
    """A number, or the shorthand that stands where there is none."""
    return GridCell(value, form.text(value), form=form) if is_shown(value) else text_cell("[x]")


def _units_of(grid: Grid) -> str:
    """What the figures are measured in, as far as it differs from row to row."""
    names = {Quantity.PERCENT: "percentages", Quantity.CLOCK: "times of day"}
    kinds = dict.fromkeys(names.get(row.form.quantity, "numbers") for row in grid.rows)
    bases = " and ".join(row.label for row in grid.bases)
    unit = "Figures are percentages where they have a percent sign, otherwise what the rows say."
    if len(kinds) == 1:
        unit = f"Figures are {next(iter(kinds))}."
    return f"{unit} The last rows are what they rest on: {bases}." if bases else unit
