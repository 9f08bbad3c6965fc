"""`tables.md`: tables in Markdown, as code hosts and wikis show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.render.compared import compared
from timediary.render.grid import RowKind, grid_of
from timediary.render.inert import visible
from timediary.render.problems import groups_of, ledger_lines, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.compared import Compared
    from timediary.render.findings import Findings
    from timediary.render.grid import Grid, GridRow
    from timediary.render.intervals import Show

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~!&$^:@]|(?<=www)\.")
_ACTIVE_AT_START = re.compile(r"^[-+](?=\s)|^\d+(?=[.)])")
_PLACES = 20


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table with its title, scope, notes and source."""
    return _joined(_table_blocks(grid_of(table, show or "share")))


def render_comparisons(comparisons: Sequence[Comparison], _inputs: Sequence[str] = ()) -> bytes:
    """`comparison.md`."""
    return _joined(block for comparison in comparisons for block in _comparison_blocks(compared(comparison)))


def render(results: Results, show: Show | None = None) -> bytes:
    """`tables.md`."""
    blocks = [f"# {_inert(results.headline)}"]
    for table in results.tables:
        blocks += _table_blocks(grid_of(table, show or "share"))
    if results.has_diaries:
        blocks += ["## Diary cells", _ledger(results), "## Problems", _inert(summary_of(results.problems))]
    for group in groups_of(results.problems):
        more = len(group.problems) - _PLACES
        places = [f"- {_inert(place)}" for place in group.places(_PLACES)]
        places += [f"- and {more:,} more in problems.csv"] if more > 0 else []
        blocks += [f"### {_inert(group.label)}: {group.count_text}", "\n".join(places)]
        blocks += [_inert(remedy) for remedy in group.remedies(_PLACES)]
    files = [f"{_inert(file.name)}, SHA-256 {file.sha256}" for file in results.provenance.inputs]
    blocks.append("; ".join(files) or _inert(results.study.name))
    return _joined(blocks)


def _joined(blocks: Iterable[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _table_blocks(grid: Grid) -> list[str]:
    blocks = [f"## {_inert(grid.title)}"]
    blocks += [_inert(grid.scope)] if grid.scope else []
    blocks.append(_table(grid))
    if grid.notes:
        blocks.append(_list(grid.notes))
    if grid.findings is not None:
        blocks += _findings_blocks(grid.findings)
    return [*blocks, f"Source: {_inert(grid.source)}"] if grid.source else blocks


def _comparison_blocks(view: Compared) -> list[str]:
    blocks = [f"## {_inert(view.title)}", *(_inert(scope) for scope in view.scopes)]
    blocks += _findings_blocks(view.findings)
    for grid in view.grids:
        blocks += [f"### {_inert(grid.title)}", _table(grid)]
    return [*blocks, _list(view.notes)] if view.notes else blocks


def _findings_blocks(findings: Findings) -> list[str]:
    """What differs notably, and the tests that columns are alike, each method with its table."""
    blocks = [f"### {_inert(findings.title)}"]
    blocks += [_list(findings.differences)] if findings.differences else []
    blocks += [_inert(findings.verdict)] if findings.verdict else []
    for method, tests in findings.by_method():
        lines = [_line(["Tested", "F", "Degrees of freedom", "p"]), _line([":--", *["--:"] * 3])]
        lines += [_line([_inert_cell(text) for text in (test.label, *test.figures)]) for test in tests]
        blocks += [_inert(method), "\n".join(lines)]
    return [*blocks, _list(findings.notes)] if findings.notes else blocks


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {_inert(text)}" for text in texts)


def _table(grid: Grid) -> str:
    heads = [grid.stub, *(column.label for column in grid.columns)]
    lines = [_line([_inert_cell(head) for head in heads]), _line([":--", *["--:"] * len(grid.columns)])]
    lines += [_row(row) for row in (*grid.rows, *grid.bases)]
    return "\n".join(lines)


def _row(row: GridRow) -> str:
    around = "**" if row.kind is RowKind.SUBTOTAL else ""
    texts = [row.label, *(cell.full for cell in row.cells)]
    inert = [f"{around}{_inert_cell(text)}{around}" if text else "" for text in texts]
    inert[0] = "&emsp;" * row.indent + inert[0]
    return _line(inert)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _ledger(results: Results) -> str:
    lines = [_line(["Cells", "Number"]), _line([":--", "--:"])]
    lines += [_line([_inert_cell(label), f"{number:,}"]) for label, number in ledger_lines(results.ledger)]
    return "\n".join(lines)


def _inert(text: str) -> str:
    """Text of a line of its own."""
    return _ACTIVE_AT_START.sub(_escaped, _inert_cell(text))


def _inert_cell(text: str) -> str:
    """Text within a line."""
    return _ACTIVE.sub(_escaped, visible(text))


def _escaped(match: re.Match[str]) -> str:
    """A mark with a backslash before it; a number at the start of a line with one before its full stop."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"
