"""A grid as an HTML table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.render.findings import ABOVE
from timediary.render.grid import RowKind, grid_of
from timediary.render.html.page import part
from timediary.render.inert import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.table import Table
    from timediary.render.findings import Findings
    from timediary.render.grid import Grid, GridCell, GridRow
    from timediary.render.html.views import View
    from timediary.render.intervals import Show


_LONGEST_WHOLE = 18
_PROBABILITY = re.compile(r"\bp (&lt;|=) ")


def html_of_table(table: Table, *, show: Show = "interval") -> str:
    """One table as a fragment with its own looks, for a notebook or somebody else's page, light or dark."""
    grid = grid_of(table, show)
    caption = f"<caption><strong>{escaped(grid.title)}</strong><br>{escaped(grid.scope)}</caption>"
    style = part("fragment.css")
    findings = findings_markup(grid.findings, "h4") if grid.findings else ""
    return (
        f'<div class="timediary"><style>{style}</style><div class="scroll">'
        f"{table_markup(grid, caption)}</div>{notes_markup(grid)}{findings}</div>"
    )


def table_markup(grid: Grid, caption: str, views: Sequence[Sequence[View]] | None = None) -> str:
    """The `table` element.

    Args:
        grid: what it shows.
        caption: the whole `caption` element.
        views: by row and column, what its cells carry to be sorted by and to be shown instead; the table is sortable
            where they are given.
    """
    carried = [[view.markup for view in row] for row in views] if views else [[""] * len(grid.columns)] * len(grid.rows)
    body = "".join(_row(row, grid, attributes) for row, attributes in zip(grid.rows, carried, strict=True))
    bases = "".join(_row(row, grid) for row in grid.bases)
    return (
        f"<table{_kinds(grid, is_sortable=bool(views))}>{caption}\n<thead>{_heads(grid)}</thead>\n"
        f"<tbody>\n{body}</tbody>\n<tfoot>\n{bases}</tfoot></table>"
    )


def notes_markup(grid: Grid) -> str:
    """The notes and the source as a list."""
    return list_markup((*grid.notes, *([f"Source: {grid.source}"] if grid.source else [])), "notes")


def findings_markup(findings: Findings, head: str) -> str:
    """What differs notably, the largest difference first, and the tests that columns are alike.

    Args:
        findings: what tests found.
        head: the element of the heading, `h3`.
    """
    parts = [f"<{head}>{escaped(findings.title)}</{head}>"]
    items = "".join(f"<li>{_tied(sentence)}</li>" for sentence in findings.differences)
    parts.append(f'<ul class="places">{items}</ul>' if items else "")
    parts.append(f"<p>{escaped(findings.verdict)}</p>" if findings.verdict else "")
    if findings.tests:
        parts.append(f'<div class="scroll">{_tests(findings)}</div>')
    parts.append(list_markup(findings.notes, "notes"))
    return "\n".join(filter(None, parts))


def list_markup(texts: Iterable[str], kind: str) -> str:
    """Texts as a list; empty if there are none."""
    items = "".join(f"<li>{escaped(text)}</li>" for text in texts)
    return f'<ul class="{kind}">{items}</ul>' if items else ""


def unbroken(text: str) -> str:
    """Escaped text in which no word is broken at a hyphen, unless it is a long one."""
    words = (escaped(word) for word in text.split(" "))
    return " ".join(
        f'<span class="whole">{word}</span>' if "-" in word and len(word) <= _LONGEST_WHOLE else word for word in words
    )


def _tests(findings: Findings) -> str:
    """The tests as a table, those made in the same way under what was tested and how."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Tested", "F", "Degrees of freedom", "p"))
    bodies = []
    for method, tests in findings.by_method():
        rows = [f'<tr><th scope="rowgroup" colspan="4" class="method">{escaped(method)}</th></tr>\n']
        for test in tests:
            cells = "".join(f"<td>{escaped(figure)}</td>" for figure in test.figures)
            rows.append(f'<tr><th scope="row" class="indent">{unbroken(test.label)}</th>{cells}</tr>\n')
        bodies.append(f"<tbody>\n{''.join(rows)}</tbody>\n")
    caption = '<caption class="soft">Tests that the columns are alike.</caption>'
    return f'<table class="tests">{caption}\n<thead><tr>{heads}</tr></thead>\n{"".join(bodies)}</table>'


def _kinds(grid: Grid, *, is_sortable: bool) -> str:
    """What the looks of a table go by: whether figures have ranges below them, and signs beside them."""
    cells = [cell for row in grid.rows for cell in row.cells]
    kinds = ["ranged"] if any(cell.aside for cell in cells) else []
    kinds += ["signed"] if any(cell.sign for cell in cells) else []
    kinds += ["sortable"] if is_sortable and len(grid.rows) > 1 else []
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _heads(grid: Grid) -> str:
    stub = f'<th scope="col">{grid.stub}</th>'
    heads = [f'<th scope="col"{_total(grid, j)}>{escaped(column.inner)}</th>' for j, column in enumerate(grid.columns)]
    inner = f"<tr>{stub}{''.join(heads)}</tr>"
    if not grid.is_crossed:
        return inner
    outer = "".join(
        f'<th scope="colgroup" class="outer" colspan="{len(run)}">{escaped(head)}</th>'
        if head
        else f'<td colspan="{len(run)}"></td>'
        for head, run in grid.outer_runs()
    )
    return f"<tr><td></td>{outer}</tr>\n{inner}"


def _row(row: GridRow, grid: Grid, carried: Sequence[str] = ()) -> str:
    kind = "" if row.kind is RowKind.BODY else f' class="{row.kind}"'
    indent = ' class="indent"' if row.indent else ""
    attributes = carried or [""] * len(row.cells)
    cells = "".join(f"<td{_total(grid, j)}{attributes[j]}>{_figure(cell)}</td>" for j, cell in enumerate(row.cells))
    return f'<tr{kind}><th scope="row"{indent}>{unbroken(row.label)}</th>{cells}</tr>\n'


def _total(grid: Grid, j: int) -> str:
    return ' class="total"' if grid.columns[j].is_total and len(grid.columns) > 1 else ""


def _figure(cell: GridCell) -> str:
    figure = escaped(cell.text)
    if cell.marks:
        figure += f'<span class="mark">{_sign(cell.sign)}{cell.mark}</span>'
    return f'{figure} <span class="aside">{escaped(cell.aside)}</span>' if cell.aside else figure


def _sign(sign: str) -> str:
    """A sign, in a word for those who can't see it."""
    if not sign:
        return ""
    return f'<span class="sign" role="img" aria-label="{"above" if sign == ABOVE else "below"}">{sign}</span>'


def _tied(sentence: str) -> str:
    """Escaped text in which no line ends within `p < 0.001`."""
    return _PROBABILITY.sub(r"p&nbsp;\1&nbsp;", escaped(sentence))
