"""`report.html`: the results as one page that needs nothing but itself, to read, print and send on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.compared import compared, headline_of
from timediary.render.grid import grid_of
from timediary.render.html_page import document, entries, header, scrolled, section
from timediary.render.html_table import findings_markup, list_markup, notes_markup, table_markup, unbroken
from timediary.render.inert import escaped
from timediary.render.problems import groups_of, ledger_lines, summary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.compared import Compared
    from timediary.render.grid import Grid
    from timediary.render.intervals import Show
    from timediary.render.problems import ProblemGroup

_PLACES = 20
# Columns of a table that fit on upright paper, and across it, in type of the usual size.
_MOST_UPRIGHT = 9
_MOST_ACROSS = 14


def render(results: Results, show: Show | None = None) -> bytes:
    """`report.html`."""
    return page_of(results, show or "interval").encode("utf-8")


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table as a page of its own."""
    grid = grid_of(table, show or "interval")
    page = document(grid.title, f"<main>\n{_table_section(grid, 'table-1', 1)}</main>\n")
    return page.encode("utf-8")


def render_comparisons(comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> bytes:
    """`comparison.html`."""
    views = [compared(comparison) for comparison in comparisons]
    links = [(f"comparison-{i}", view.title) for i, view in enumerate(views, start=1)]
    sections = [_comparison_section(view, anchor) for view, (anchor, _) in zip(views, links, strict=True)]
    if inputs:
        links.append(("provenance", "Provenance"))
        sections.append(section("provenance", "Provenance", entries(("Input", escaped(file)) for file in inputs)))
    title, over = headline_of(comparisons), views[0].source if views else ""
    page = document(title, f"{header(over, unbroken(title), links)}<main>\n{''.join(sections)}</main>\n")
    return page.encode("utf-8")


def page_of(results: Results, show: Show = "interval") -> str:
    """The whole page. Its sections stand in the order in which they are listed here."""
    grids = [grid_of(table, show) for table in results.tables]
    links = [(f"table-{i}", grid.title) for i, grid in enumerate(grids, start=1)]
    sections = [_table_section(grid, anchor) for grid, (anchor, _) in zip(grids, links, strict=True)]
    sections += [_ledger_section(results), _problems_section(results), _provenance_section(results)]
    links += [("cells", "Diary cells"), ("problems", "Problems"), ("provenance", "Provenance")]
    top = header(results.study.name, _headline(results.headline), links)
    title = f"{results.headline} | {results.study.name}"
    return document(title, f"{top}<main>\n{''.join(sections)}</main>\n")


def _headline(text: str) -> str:
    """The headline, what follows its semicolon set apart."""
    result, _, basis = text.partition("; ")
    return unbroken(result) + (f' <span class="tail">{escaped(basis)}</span>' if basis else "")


def _table_section(grid: Grid, anchor: str, level: int = 2) -> str:
    kinds = ["table"]
    kinds += ["many"] if len(grid.columns) > 1 else []
    kinds += ["wide"] if len(grid.columns) > _MOST_UPRIGHT else []
    kinds += ["widest"] if len(grid.columns) > _MOST_ACROSS else []
    caption = f'<caption class="soft">{escaped(grid.scope or grid.title)}</caption>'
    content = f"{scrolled(table_markup(grid, caption), f'{anchor}-title')}\n{notes_markup(grid)}"
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


def _ledger_section(results: Results) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escaped(label)}</th><td>{number:,}</td></tr>\n'
        for label, number in ledger_lines(results.ledger)
    )
    content = (
        '<table><caption class="soft">Every cell of the diary is counted once.</caption>\n'
        '<thead><tr><th scope="col">Cells</th><th scope="col">Number</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table>"
    )
    return section("cells", "Diary cells", content)


def _problems_section(results: Results) -> str:
    kind = "alert" if results.problems else "soft"
    parts = [f'<p class="{kind}">{escaped(summary_of(results.problems))}</p>']
    parts += [_problem_group(group) for group in groups_of(results.problems)]
    if results.problems:
        parts.append('<p class="soft">All of them, with place and content, are in <code>problems.csv</code>.</p>')
    return section("problems", "Problems", "\n".join(parts))


def _problem_group(group: ProblemGroup) -> str:
    places = [f"<li>{escaped(place)}</li>" for place in group.places(_PLACES)]
    more = len(group.problems) - _PLACES
    if more > 0:
        places.append(f'<li class="soft">and {more:,} more</li>')
    remedies = "".join(f"<p>{escaped(remedy)}</p>" for remedy in group.remedies(_PLACES))
    items = "\n".join(places)
    return f'<h3>{escaped(group.label)}: {group.count_text}</h3>\n{remedies}\n<ul class="places">{items}</ul>'


def _provenance_section(results: Results) -> str:
    found = [
        (label, f'<span class="hash">{escaped(text)}</span>' if label == "SHA-256" else escaped(text))
        for label, text in results.provenance.lines
    ]
    return section("provenance", "Provenance", entries(found))
