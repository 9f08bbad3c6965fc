"""`tables.md` as a renderer of Markdown reads it: the cells of the grid and nothing that acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt
from tests.render.samples import FORMATS, columns_of, hostile_results, odd_results, table_of, with_precision

from timediary.model.line import Line, LineKind
from timediary.render.escaping import visible
from timediary.render.grids import grid_of

if TYPE_CHECKING:
    from markdown_it.token import Token

    from timediary.model.document import Show
    from timediary.model.table import Table

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TABLES = [table for results in (*odd_results().values(), hostile_results()) for table in results.tables]


def tokens_of(text: str) -> list[Token]:
    """All tokens, those within lines too."""
    found = []
    for token in RENDERER.parse(text):
        found += [token, *(token.children or [])]
    return found


def cells_of(text: str) -> list[list[str]]:
    """The first table, a row at a time."""
    rows: list[list[str]] = []
    for token in RENDERER.parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.level > 3:
            rows[-1].append("".join(child.content for child in token.children or []))
        elif token.type == "table_close":
            break
    return rows


def expected(table: Table, show: Show) -> list[list[str]]:
    grid = grid_of(table, show)
    rows = [[row.label, *(cell.full for cell in row.cells)] for row in (*grid.rows, *grid.bases)]
    heads = [grid.stub, *(column.label for column in grid.columns)]
    return [[text.strip() for text in row] for row in [heads, *rows]]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("show", ["share", "interval"])
def test_a_renderer_finds_the_cells_of_the_grid(table: Table, show: Show) -> None:
    text = FORMATS["markdown"].render(table, show).decode()
    shown = [[cell.strip("\u2003 ") for cell in row] for row in cells_of(text)]
    assert shown == expected(table, show)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_no_label_acts(label: str) -> None:
    line = Line("a", label, LineKind.GROUP)
    table = with_precision(table_of(columns_of(label), [line], estimate=[[0.1, 0.2]], title=label, notes=(label,)))
    text = FORMATS["markdown"].render(table).decode()
    kinds = {token.type for token in tokens_of(text)}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "em_open", "fence", "hr"}
    rows = cells_of(text)
    assert len(rows) == 1 + 1 + 2
    assert rows[1][0].strip() == visible(label).strip()
