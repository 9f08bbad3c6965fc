"""`report.html`: the results as one page that needs nothing but itself, to read, sort, print and send on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.compared import compared, headline_of
from timediary.render.grid import grid_of
from timediary.render.html.definitions import definitions_section, reading_section
from timediary.render.html.page import document, entries, header, scrolled, section
from timediary.render.html.pictures import left_out_section, picture_section
from timediary.render.html.problems import ledger_section, problems_section
from timediary.render.html.table import findings_markup, list_markup, notes_markup, table_markup, unbroken
from timediary.render.html.views import can_switch, views_of
from timediary.render.inert import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.provenance import Provenance
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.compared import Compared
    from timediary.render.grid import Grid
    from timediary.render.intervals import Show

# Columns of a table that fit on upright paper, and across it, in type of the usual size.
_MOST_UPRIGHT = 9
_MOST_ACROSS = 14
# Rows of a table that is never broken between two pages of paper.
_MOST_UNBROKEN = 24

_STATUS = '<p id="said" class="unseen" role="status"></p>\n'
_ASIDES = {"interval": "Intervals", "se": "Standard errors"}


def render(results: Results, show: Show | None = None) -> bytes:
    """`report.html`."""
    return page_of(results, show or "interval").encode("utf-8")


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table as a page of its own."""
    show = show or "interval"
    grid = grid_of(table, show)
    body = f"<main>\n{_STATUS}{_controls([table], show)}{_table_section(table, grid, 'table-1', 1)}</main>\n"
    return document(grid.title, body).encode("utf-8")


def render_comparisons(comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> bytes:
    """`comparison.html`."""
    views = [compared(comparison) for comparison in comparisons]
    links = [(f"comparison-{i}", view.title) for i, view in enumerate(views, start=1)]
    sections = [_comparison_section(view, anchor) for view, (anchor, _) in zip(views, links, strict=True)]
    if inputs:
        links.append(("provenance", "Provenance"))
        sections.append(section("provenance", "Provenance", entries(("Input", escaped(file)) for file in inputs)))
    title, over = headline_of(comparisons), views[0].source if views else ""
    page = document(title, f"{header(over, unbroken(title), links)}<main>\n{_STATUS}{''.join(sections)}</main>\n")
    return page.encode("utf-8")


def page_of(results: Results, show: Show = "interval") -> str:
    """The whole page. Its sections stand in the order in which they are listed here."""
    grids = [grid_of(table, show) for table in results.tables]
    links = [(f"table-{i}", grid.title) for i, grid in enumerate(grids, start=1)]
    sections = [
        _table_section(table, grid, anchor)
        for table, grid, (anchor, _) in zip(results.tables, grids, links, strict=True)
    ]
    links += [(f"picture-{i}", f"Picture: {picture.title}") for i, picture in enumerate(results.pictures, start=1)]
    sections += [picture_section(picture, f"picture-{i}") for i, picture in enumerate(results.pictures, start=1)]
    if results.pictures_left_out:
        links.append(("left-out", "Pictures left out"))
        sections.append(left_out_section(results.pictures_left_out))
    if results.has_diaries:
        links += [("cells", "Diary cells"), ("problems", "Problems")]
        sections += [ledger_section(results.ledger), problems_section(results.problems)]
    links += [("definitions", "Definitions used"), ("reading", "How to read it"), ("provenance", "Provenance")]
    sections += [definitions_section(results), reading_section(results.study)]
    sections.append(_provenance_section(results.provenance))
    top = header(results.study.name, _headline(results.headline), links)
    body = f"{top}<main>\n{_STATUS}{_controls(results.tables, show)}{''.join(sections)}</main>\n"
    return document(f"{results.headline} | {results.study.name}", body)


def _headline(text: str) -> str:
    """The headline, what follows its semicolon set apart."""
    result, _, basis = text.partition("; ")
    return unbroken(result) + (f' <span class="tail">{escaped(basis)}</span>' if basis else "")


def _controls(tables: Sequence[Table], show: Show) -> str:
    """What shows other figures in all tables; hidden until a script can carry it out."""
    parts = []
    if any(map(can_switch, tables)):
        choices = (("share", "Shares"), ("hours", "Hours"), ("base", "Respondents"))
        radios = "".join(
            f'<label><input type="radio" name="shown" value="{value}" autocomplete="off"'
            f"{' checked' if value == 'share' else ''}>{label}</label>"
            for value, label in choices
        )
        parts.append(f"<fieldset><legend>Show in tables</legend>{radios}</fieldset>")
    if show in _ASIDES and any(table.precision for table in tables):
        parts.append(f'<label><input type="checkbox" id="asides" autocomplete="off" checked>{_ASIDES[show]}</label>')
    return f'<div id="controls" class="controls" hidden>{"".join(parts)}</div>\n' if parts else ""


def _table_section(table: Table, grid: Grid, anchor: str, level: int = 2) -> str:
    kinds = ["table"]
    kinds += ["many"] if len(grid.columns) > 1 else []
    kinds += ["short"] if len(grid.rows) <= _MOST_UNBROKEN else []
    kinds += ["wide"] if len(grid.columns) > _MOST_UPRIGHT else []
    kinds += ["widest"] if len(grid.columns) > _MOST_ACROSS else []
    caption = f'<caption class="soft">{escaped(grid.scope or grid.title)}<span class="shown"></span></caption>'
    content = f"{scrolled(table_markup(grid, caption, views_of(table)), f'{anchor}-title')}\n{notes_markup(grid)}"
    if grid.findings is not None:
        content += f"\n{findings_markup(grid.findings, f'h{level + 1}')}"
    return section(anchor, grid.title, content, " ".join(kinds), f"h{level}")


def _comparison_section(view: Compared, anchor: str) -> str:
    """What differs, then a table a column, then the notes."""
    parts = [f'<p class="soft">{escaped(scope)}</p>' for scope in view.scopes]
    parts.append(findings_markup(view.findings, "h3"))
    for grid in view.grids:
        caption = f"<caption><strong>{escaped(grid.title)}</strong></caption>"
        parts.append(scrolled(table_markup(grid, caption), f"{anchor}-title"))
    sources = [f"Source: {view.source}"] if view.source else []
    parts.append(list_markup((*view.notes, *sources), "notes"))
    return section(anchor, view.title, "\n".join(parts), "comparison many")


def _provenance_section(provenance: Provenance) -> str:
    found = [
        (label, f'<span class="hash">{escaped(text)}</span>' if label == "SHA-256" else escaped(text))
        for label, text in provenance.lines
    ]
    return section("provenance", "Provenance", entries(found))
