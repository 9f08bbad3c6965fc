"""What stands on a screen, line by line, each line with its role; plain text and terminal paint the same lines."""

from __future__ import annotations

from enum import Enum, auto
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from timediary.render.grid import RowKind, grid_of
from timediary.render.inert import visible
from timediary.render.measure import left, right, width_of, wrapped
from timediary.render.panels import GAP, bracketed, layout_of
from timediary.render.problems import groups_of, ledger_lines, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.problem import Ledger, Problem
    from timediary.model.results import Results
    from timediary.render.compared import Compared
    from timediary.render.findings import Findings
    from timediary.render.grid import Grid, GridCell, GridRow
    from timediary.render.intervals import Show
    from timediary.render.panels import Layout
    from timediary.render.problems import ProblemGroup

NARROWEST = 40
PLACES = 3
DIFFERENCES = 10


class Role(Enum):
    """What a line on the screen is."""

    HEADLINE = auto()
    TITLE = auto()
    HEAD = auto()
    RULE = auto()
    BODY = auto()
    STRONG = auto()
    FAINT = auto()
    GOOD = auto()
    WARNING = auto()


class ScreenLine(NamedTuple):
    """One line and its role; a rule is written with hyphens."""

    text: str
    role: Role = Role.BODY


BLANK = ScreenLine("")


def results_lines(results: Results, width: int, problems_file: str, show: Show = "share") -> Iterator[ScreenLine]:
    """Headline, tables, notes, ledger and problems; no line wider than the screen.

    Args:
        results: what to show.
        width: columns of the screen; 40 if it has fewer.
        problems_file: where all problems are listed, for those that are not shown; empty if nowhere.
        show: what stands with each figure.
    """
    width = max(width, NARROWEST)
    grids = [grid_of(table, show) for table in results.tables]
    yield from paragraph(visible(results.headline), width, Role.HEADLINE)
    shared = shared_notes(grids)
    differences_file = str(PurePath(problems_file).with_name("differences.csv")) if problems_file else ""
    scope = ""
    for grid in grids:
        yield from (BLANK, BLANK)
        yield from table_lines(grid, width, leave_out=(*shared, scope), differences_file=differences_file)
        scope = grid.scope
    if shared:
        yield BLANK
        for note in shared:
            yield from paragraph(note, width, Role.FAINT)
    if results.has_diaries:
        yield from (BLANK, BLANK)
        yield from check_lines(results.ledger, results.problems, width, problems_file)


def check_lines(ledger: Ledger, problems: Sequence[Problem], width: int, problems_file: str) -> Iterator[ScreenLine]:
    """Ledger and problems alone; arguments as in `results_lines`."""
    width = max(width, NARROWEST)
    yield ScreenLine("Diary cells", Role.TITLE)
    accounts = [(label, f"{number:,}") for label, number in ledger_lines(ledger)]
    labels = max(len(label) for label, _ in accounts)
    figures = max(len(figure) for _, figure in accounts)
    for label, figure in accounts:
        yield ScreenLine(f"{left(label, labels)}{' ' * GAP}{right(figure, figures)}")
    yield BLANK
    summary_role = Role.WARNING if problems else Role.GOOD
    yield from paragraph(summary_of(problems), width, summary_role)
    for group in groups_of(problems):
        yield BLANK
        yield from _group_lines(group, width)
    if problems and problems_file:
        yield BLANK
        all_of_them = "It is" if len(problems) == 1 else f"All {len(problems):,} are"
        yield from paragraph(f"{all_of_them} in {visible(problems_file)}.", width, Role.FAINT)


def table_lines(
    grid: Grid, width: int, leave_out: Sequence[str] = (), differences_file: str = ""
) -> Iterator[ScreenLine]:
    """One table, in as many panels as it needs; without the notes or scope that stand elsewhere."""
    yield from paragraph(grid.title, width, Role.TITLE)
    if grid.scope and grid.scope not in leave_out:
        yield from paragraph(grid.scope, width, Role.FAINT)
    layout = layout_of(grid, width)
    for columns in layout.panels:
        yield BLANK
        yield from _panel_lines(grid, layout, columns)
    if grid.findings is not None:
        yield BLANK
        yield from findings_lines(grid.findings, width, differences_file)
    notes = [note for note in grid.notes if note not in leave_out]
    if notes:
        yield BLANK
    for note in notes:
        yield from paragraph(note, width, Role.FAINT)


def findings_lines(findings: Findings, width: int, differences_file: str = "") -> Iterator[ScreenLine]:
    """The largest differences, the tests of all rows together, and what they rest on.

    Args:
        findings: what tests found.
        width: columns of the screen.
        differences_file: where all differences are, for those that are not shown; empty if nowhere.
    """
    yield from paragraph(findings.title, width, Role.STRONG)
    for sentence in findings.differences[:DIFFERENCES] or filter(None, [findings.verdict]):
        yield from paragraph(sentence, width, Role.BODY, indent=2)
    more = len(findings.differences) - DIFFERENCES
    if more > 0:
        where = f", in {visible(differences_file)}" if differences_file else ""
        yield from paragraph(f"and {more:,} more{where}", width, Role.BODY, indent=2)
    for test in findings.overall:
        yield from paragraph(test.sentence, width, Role.BODY)
    for note in findings.notes:
        yield from paragraph(note, width, Role.FAINT)


def comparison_lines(view: Compared, width: int) -> Iterator[ScreenLine]:
    """One comparison: a table a column under its label, what differs, and notes."""
    width = max(width, NARROWEST)
    yield from paragraph(view.title, width, Role.TITLE)
    for scope in view.scopes:
        yield from paragraph(scope, width, Role.FAINT)
    for grid in view.grids:
        yield BLANK
        yield from table_lines(grid, width)
    yield BLANK
    yield from findings_lines(view.findings, width)
    if view.notes:
        yield BLANK
    for note in view.notes:
        yield from paragraph(note, width, Role.FAINT)


def shared_notes(grids: Sequence[Grid]) -> tuple[str, ...]:
    """Notes of more than one table, which are said once after the last."""
    notes = list(chain.from_iterable(grid.notes for grid in grids))
    return tuple(note for note in dict.fromkeys(notes) if notes.count(note) > 1)


def _panel_lines(grid: Grid, layout: Layout, columns: Sequence[int]) -> Iterator[ScreenLine]:
    rule = ScreenLine("-" * (layout.labels + GAP + layout.room(columns)), Role.RULE)
    if any(grid.columns[j].outer for j in columns):
        yield from _outer_lines(grid, layout, columns)
    heads = [wrapped(grid.columns[j].inner, layout.figures[j]) for j in columns]
    for parts in _bottom_aligned(heads):
        yield ScreenLine(_across("", parts, layout, columns), Role.HEAD)
    yield rule
    for row in grid.rows:
        yield from _row_lines(row, layout, columns)
    if grid.bases:
        yield rule
    for row in grid.bases:
        yield from _row_lines(row, layout, columns)


def _outer_lines(grid: Grid, layout: Layout, columns: Sequence[int]) -> Iterator[ScreenLine]:
    runs = [(head, layout.room(run)) for head, run in grid.outer_runs(columns)]
    heads = [wrapped(head, room) for head, room in runs]
    start = " " * layout.labels
    for parts in _bottom_aligned(heads):
        pairs = zip(parts, runs, strict=True)
        yield _trimmed(start + "".join(" " * GAP + left(part, room) for part, (_, room) in pairs), Role.HEAD)
    rules = [" " * GAP + ("-" if head else " ") * room for head, room in runs]
    yield _trimmed(start + "".join(rules), Role.RULE)


def _row_lines(row: GridRow, layout: Layout, columns: Sequence[int]) -> Iterator[ScreenLine]:
    role = {RowKind.HEAD: Role.STRONG, RowKind.SUBTOTAL: Role.STRONG, RowKind.BASE: Role.FAINT}.get(row.kind, Role.BODY)
    indent = "  " * row.indent
    *above, last = _label_lines(row.label, layout.labels - len(indent))
    for part in above:
        yield ScreenLine(indent + part, role)
    figures = [_figure(row.cells[j], layout.asides[j], layout.marks[j]) for j in columns]
    yield ScreenLine(_across(indent + last, figures, layout, columns, marked=True), role)


def _figure(cell: GridCell, aside: int, marks: int) -> str:
    """A figure with what goes beside it, which takes the same room in the whole column."""
    return cell.text + (right(bracketed(cell), aside) if cell.aside else "") + cell.marks.ljust(marks)


def _label_lines(label: str, width: int) -> list[str]:
    """A label, over several lines if it must be; those after the first stand further in."""
    if width_of(label) <= width:
        return [label]
    first, *rest = wrapped(label, width - 2)
    return [first, *(f"  {line}" for line in rest)]


def _across(label: str, texts: Sequence[str], layout: Layout, columns: Sequence[int], *, marked: bool = False) -> str:
    """A label and a text a column; texts that aren't `marked` leave the room for the mark free."""
    parts = [left(label, layout.labels)]
    for text, j in zip(texts, columns, strict=True):
        free = 0 if marked else layout.marks[j]
        parts.append(" " * GAP + right(text, layout.figures[j] + layout.marks[j] - free) + " " * free)
    return "".join(parts).rstrip()


def _bottom_aligned(heads: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Heads of several lines side by side, line by line, the last lines level."""
    height = max(map(len, heads), default=0)
    for i in range(height):
        yield [head[i - height] if height - i <= len(head) else "" for head in heads]


def _group_lines(group: ProblemGroup, width: int) -> Iterator[ScreenLine]:
    yield ScreenLine(f"{group.label}: {group.count_text}", Role.STRONG)
    for place in group.places(PLACES):
        yield from paragraph(place, width, Role.BODY, indent=2)
    more = len(group.problems) - PLACES
    if more > 0:
        yield ScreenLine(f"  and {more:,} more", Role.BODY)
    for remedy in group.remedies(PLACES):
        yield from paragraph(remedy, width, Role.FAINT, indent=2)


def paragraph(text: str, width: int, role: Role, indent: int = 0, hanging: int | None = None) -> Iterator[ScreenLine]:
    """Text over as many lines as it takes, those after the first indented by `hanging`, or twice as far."""
    hanging = 2 * indent if hanging is None else hanging
    first, *rest = wrapped(text, width - max(indent, hanging))
    yield ScreenLine(" " * indent + first, role)
    for line in rest:
        yield ScreenLine(" " * hanging + line, role)


def _trimmed(text: str, role: Role) -> ScreenLine:
    return ScreenLine(text.rstrip(), role)
