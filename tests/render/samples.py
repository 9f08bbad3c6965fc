"""Tables and results made by hand, tame and hostile."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.comparison import Comparison
from timediary.model.differences import ColumnTests, Differences, Test
from timediary.model.document import Edition, Medium
from timediary.model.line import Line, LineKind, Unit
from timediary.model.plan import DayNeed, Need, Plan
from timediary.model.problem import Ledger, Problem, ProblemKind
from timediary.model.provenance import InputFile, Provenance
from timediary.model.results import Results
from timediary.model.table import Precision, Status, Table
from timediary.render.painters import format_names, format_of
from timediary.render.painters.csv import csv_of
from timediary.render.views import document_of
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Sequence

STUDY = load_study()
FORMATS = {name: format_of(name) for name in format_names()}


class Tidy(NamedTuple):
    """One of the files of figures in tidy form that come with results, such as `problems.csv`."""

    name: str

    def render(self, result: object) -> bytes:
        document = document_of(result, Edition(Medium.TEXT, folder=""))
        return next(csv_of(records) for records in document.records if records.name == self.name)


PROBLEMS, DIFFERENCES, TESTS = Tidy("problems"), Tidy("differences"), Tidy("tests")

HOSTILE = ("=cmd()", "<script>alert(1)</script>", "@SUM(A1)", "[red]x[/red]", "+1|2", "\x1b[31mred", "-2+3\ttab")


def columns_of(*labels: str | tuple[str, ...]) -> tuple[Line, ...]:
    """Columns with these labels (a tuple for crossed ones), and 'All'."""
    lines = []
    for i, label in enumerate(labels):
        parts = label if isinstance(label, tuple) else ()
        text = " / ".join(label) if isinstance(label, tuple) else label
        lines.append(Line(f"level_{i}", text, LineKind.LEVEL, parts=parts))
    return (*lines, Line("all", "All", LineKind.ALL))


ROWS = (
    Line("direct_contact", "Direct contact", LineKind.GROUP),
    Line("recording", "Case-related recording", LineKind.GROUP),
    Line("client_related", "Client-related work", LineKind.SUBTOTAL),
    Line("sundry", "Other sundry", LineKind.GROUP),
)


def table_of(
    columns: Sequence[Line] | None = None,
    rows: Sequence[Line] = ROWS,
    *,
    estimate: object = None,
    base: object = None,
    low_base: int = 30,
    id_: str = "setting",
    title: str = "Share of recorded time by setting",
    decimals: int = 0,
    notes: tuple[str, ...] = ("Each figure is all the time in the row.", "* fewer than 30 respondents."),
) -> Table:
    """A table whose cells are marked as the library marks them."""
    columns = columns_of("CSD", "DASS") if columns is None else columns
    shape = (len(rows), len(columns))
    values = np.random.default_rng(1).random(shape) if estimate is None else np.array(estimate, dtype=np.float64)
    bases = np.full(shape, 100) if base is None else np.broadcast_to(np.array(base), shape).copy()
    status = np.full(shape, Status.ORDINARY, dtype=object)
    status[bases < low_base] = Status.LOW_BASE
    status[np.isnan(values)] = Status.NOT_APPLICABLE
    return Table(
        id=id_,
        title=title,
        rows=tuple(rows),
        columns=tuple(columns),
        estimate=values,
        base=bases,
        hours=values * 1000,
        status=status,
        scope="300 diaries, 12,000 hours",
        notes=notes,
        source="A survey",
        decimals=decimals,
        column_hours=np.linspace(900.5, 12000.5, len(columns)),
    )


def with_precision(table: Table, se: object = 0.01, *, level: float = 0.95, method: str = "Taylor") -> Table:
    """The table with standard errors and limits two of them away."""
    errors = np.broadcast_to(np.array(se, dtype=np.float64), table.estimate.shape).copy()
    low, high = table.estimate - 2 * errors, table.estimate + 2 * errors
    ones = np.ones(table.estimate.shape)
    return replace(table, precision=Precision(errors, low, high, ones, 99 * ones, level, method))


def differences_of(difference: object, p_adjusted: object, se: float = 0.01) -> Differences:
    """Differences with limits two standard errors away; nothing but the difference where there is no probability."""
    values = np.array(difference, dtype=np.float64)
    p = np.broadcast_to(np.array(p_adjusted, dtype=np.float64), values.shape).copy()
    errors = np.where(np.isnan(p), np.nan, se)
    return Differences(values, errors, values - 2 * errors, values + 2 * errors, errors * 0 + 99, p / 10, p)


def with_tests(
    table: Table,
    difference: object,
    p_adjusted: object,
    *,
    tests: Sequence[Test] | None = None,
    notes: tuple[str, ...] = ("Adjusted by Holm's method.",),
) -> Table:
    """The table with its columns tested against the last one."""
    if tests is None:
        tests = [Test(row.id, "Wald F: the same share", 2.5, 1, 98.5, 0.1171) for row in table.rows]
        tests = [*tests, Test("", "Wald F: the same profile", 12.345, 3, 96, 2e-7)]
    found = differences_of(difference, p_adjusted)
    return replace(table, tests=ColumnTests(table.columns[-1], found, tuple(tests), notes))


def setting_tested(*, base: object = None, decimals: int = 0) -> Table:
    """Shares by setting, tested against all: recording is notably low in CSD and high in DASS."""
    estimate = [[0.3, 0.3, 0.3], [0.2, 0.45, 0.28], [0.5, 0.75, 0.58], [0.5, 0.25, 0.42]]
    table = table_of(estimate=estimate, base=base, decimals=decimals)
    difference = table.estimate - table.estimate[:, [-1]]
    p = np.ones(table.estimate.shape)
    p[1, :2] = 0.0312, 0.0004
    p[:, -1] = np.nan
    return with_tests(with_precision(table), difference, p)


def comparison_of(
    first: Table,
    second: Table,
    p_adjusted: object,
    *,
    title: str = "Share of recorded time by setting: 2019 less 2009",
    names: tuple[str, str] = ("2009", "2019"),
    notes: tuple[str, ...] = ("2009 has no error of its own.",),
) -> Comparison:
    """Two tables compared, with a standard error of a point."""
    found = differences_of(second.estimate - first.estimate, p_adjusted)
    return Comparison(first, second, found, title, names, notes)


def plan_of(
    needed: Sequence[int] = (1234, 88),
    *,
    labels: Sequence[str] = ("Client-related work", "Other sundry"),
    clusters: int = 0,
    numbers: tuple[int, ...] = (100, 1000),
    half_width: float = 0.0141,
) -> Plan:
    """A plan for CSD and for all respondents, to within two points; CSD needs ten fewer."""
    rows = [Line(f"row_{i}", label, LineKind.GROUP) for i, label in enumerate(labels)]
    columns = columns_of("CSD")
    bought = tuple(0.5 / number**0.5 for number in numbers)
    needs = [
        Need(row, column, 0.7249 - 0.1 * i, 1153 - fewer, half_width, 1.25, max(n - fewer, 0), clusters, bought)
        for column, fewer in zip(columns, (10, 0), strict=True)
        for i, (row, n) in enumerate(zip(rows, needed, strict=True))
    ]
    days = [DayNeed(row, length, 0.03 / length, 900 // length) for row in rows for length in (1, 3)]
    name = "agency" if clusters else ""
    return Plan("The next survey", 0.02, numbers, tuple(needs), tuple(days), name, 20.0, ("From this survey.",))


def problems_of(count: int, kind: ProblemKind = ProblemKind.UNKNOWN_CODE, content: str = "D99") -> tuple[Problem, ...]:
    """Problems in cells C2, C3 ..."""
    return tuple(
        Problem(
            kind,
            f"'{content}' is not a code of the study.",
            "Correct it, or clear the cell.",
            "diaries.xlsx",
            "diary",
            i + 2,
            "C",
            "Mon 08:30",
            content,
            f"R{i}",
            1,
        )
        for i in range(count)
    )


def results_of(
    *tables: Table,
    problems: Sequence[Problem] = (),
    headline: str = "26% direct contact; 300 diaries",
    file: str = "a.xlsx",
) -> Results:
    """Results with a ledger that balances."""
    left_out = {ProblemKind.UNKNOWN_CODE: len(problems)} if problems else {}
    return Results(
        headline=headline,
        tables=tables or (table_of(),),
        study=STUDY,
        ledger=Ledger(cells_read=1200 + len(problems), kept=1000, left_out=left_out, blank=200),
        problems=tuple(problems),
        provenance=Provenance(
            (InputFile(file, "ab12" * 16),),
            "timediary 1.0",
            STUDY.name,
            options=(("Grouping", "Broad groups of activities"),),
        ),
    )


@cache
def hostile_results() -> Results:
    """Results in which every text that can come from an input is an attack."""
    table = table_of(
        tuple(Line(text, text, LineKind.LEVEL) for text in HOSTILE),
        tuple(Line(text, text, LineKind.GROUP) for text in HOSTILE),
        id_=HOSTILE[0],
        title=HOSTILE[1],
        notes=HOSTILE,
    )
    crossed = table_of(columns_of(*((text, HOSTILE[1]) for text in HOSTILE)), id_=HOSTILE[3], title=HOSTILE[5])
    table = with_precision(table, method=HOSTILE[1])
    tests = [Test(text, text, 1, 2, 3, 0.5) for text in HOSTILE]
    table = with_tests(table, table.estimate, 0.01, tests=tests, notes=HOSTILE)
    problems = tuple(
        Problem(ProblemKind.UNKNOWN_CODE, text, text, text, text, 3, text, text, text, text, 1) for text in HOSTILE
    )
    return results_of(table, crossed, problems=problems, headline=HOSTILE[1], file=HOSTILE[0])


def hostile_comparison() -> Comparison:
    """A comparison in which every text is an attack."""
    first, second = hostile_results().tables[0], hostile_results().tables[0]
    return comparison_of(first, second, 0.01, title=HOSTILE[1], names=(HOSTILE[0], HOSTILE[5]), notes=HOSTILE)


def hostile_plan() -> Plan:
    """A plan in which every text is an attack."""
    plan = plan_of(range(90, 90 + len(HOSTILE)), labels=HOSTILE, clusters=3)
    lines = {f"row_{i}": Line(text, text, LineKind.GROUP) for i, text in enumerate(HOSTILE)}
    return replace(
        plan,
        title=HOSTILE[1],
        needs=tuple(need._replace(row=lines[need.row.id]) for need in plan.needs),
        days=tuple(day._replace(row=lines[day.row.id]) for day in plan.days),
        cluster_name=HOSTILE[5],
        notes=HOSTILE,
    )


@cache
def odd_comparisons() -> dict[str, Comparison]:
    """Comparisons at the edges of what can be shown."""
    table = table_of()
    nowhere = table_of(estimate=np.full((4, 3), np.nan), base=0)
    one = table_of(columns_of(), estimate=np.full((4, 1), 0.25))
    hours = (Line("mean", "Mean", LineKind.LEVEL, Unit.HOURS), *ROWS[:1])
    timed = table_of(columns_of(), hours, estimate=[[37.25], [0.3]])
    return {
        "no difference": comparison_of(table, table, 1.0),
        "one column": comparison_of(one, replace(one, estimate=one.estimate + 0.05), 0.001),
        "nothing known": comparison_of(nowhere, table, np.nan),
        "nothing at all": comparison_of(nowhere, nowhere, np.nan),
        "hours": comparison_of(timed, replace(timed, estimate=timed.estimate - 0.25), 0.01),
        "hostile": hostile_comparison(),
    }


@cache
def odd_results() -> dict[str, Results]:
    """Results at the edges of what can be shown."""
    one = np.ones((4, 1))
    hours = (
        Line("mean", "Mean", LineKind.LEVEL, Unit.HOURS),
        Line("n", "   of those", LineKind.LEVEL, Unit.RESPONDENTS),
    )
    long = "Local safeguarding and looked-after-children's residential/community services " * 2
    return {
        "one respondent": results_of(table_of(columns_of(), estimate=one * 0.25, base=1)),
        "30 columns": results_of(table_of(columns_of(*(f"Level number {i}" for i in range(30))))),
        "long labels": results_of(
            table_of(columns_of(long, "x" * 90, "児童福祉サービス部門" * 4), [Line("a", long, LineKind.GROUP), *ROWS]),
            problems=problems_of(5, content="y" * 300),
            headline=long,
        ),
        "all blank": results_of(table_of(estimate=np.full((4, 3), np.nan), base=0)),
        "hours": results_of(table_of(rows=hours, estimate=[[37.25, 36.75, 1e6], [12, 13, 1_234_567]])),
        "crossed": results_of(
            table_of(columns_of(*((outer, f"Role {i}") for outer in ("CSD", "DASS", "Joint") for i in range(5))))
        ),
        "no rows": results_of(table_of(rows=(), estimate=np.empty((0, 3)))),
        "many problems": results_of(
            problems=(
                *problems_of(50),
                *problems_of(1, ProblemKind.UNKNOWN_LEVEL),
                *problems_of(4, ProblemKind.UNKNOWN_DAY),
            )
        ),
        "intervals": results_of(with_precision(table_of()), with_precision(table_of(base=5, decimals=2), 0.3)),
        "no errors": results_of(with_precision(table_of(), np.nan)),
        "one column with an interval": results_of(with_precision(table_of(columns_of(), estimate=one * 0.5))),
        "tested": results_of(setting_tested(), setting_tested(base=5)),
        "nothing to test": results_of(with_tests(table_of(), np.full((4, 3), np.nan), np.nan)),
        "no tables": Results("", (), STUDY, Ledger(), ()),
    }
