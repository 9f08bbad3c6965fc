"""Workbooks of Office Open XML (`.xlsx`, `.xlsm`), seen with openpyxl."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from timediary.accessibility.inspected import Look, SeenCell, SeenSheet, SeenTable, SeenWorkbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LITERAL = re.compile(r'"([^"]*)"')
_DRAWN = re.compile(rb"<xdr:(?:sp|pic|graphicFrame|cxnSp|grpSp)\b")


def see_office_open(content: bytes) -> SeenWorkbook:
    """The workbook in a file's content.

    Raises:
        Exception: whatever openpyxl raises for what is not a workbook.
    """
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(content))
    looks: dict[int, Look] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        drawn = sum(len(_DRAWN.findall(archive.read(name))) for name in names if name.startswith("xl/drawings/drawing"))
    sheets = [_sheet(page, looks) for page in book.worksheets]
    if sheets and drawn > sum(sheet.pictures for sheet in sheets):
        # openpyxl drops text boxes without saying on which sheet they were.
        sheets[0].pictures += drawn - sum(sheet.pictures for sheet in sheets)
    return SeenWorkbook(
        sheets=sheets,
        title=book.properties.title or "",
        language=book.properties.language or "",
        active=book.worksheets.index(book.active) if book.active in book.worksheets else 0,
        has_macros=any(name.endswith("vbaProject.bin") for name in names),
    )


def _sheet(page: Worksheet, looks: dict[int, Look]) -> SeenSheet:
    from openpyxl.utils import range_boundaries

    seen = SeenSheet(
        name=page.title,
        merged=[str(cells) for cells in page.merged_cells.ranges],
        widths=_widths(page),
        cursor=_cursor(page),
        is_hidden=page.sheet_state != "visible",
        has_hidden_lines=any(line.hidden for line in (*page.row_dimensions.values(), *page.column_dimensions.values())),
        is_frozen=page.freeze_panes is not None,
        is_filtered=page.auto_filter.ref is not None or any(t.autoFilter for t in page.tables.values()),
        pictures=len(page._images) + len(page._charts),  # type: ignore[attr-defined]
        has_header=_has_header(page),
    )
    for table in page.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        first, last = (int(top or 1), int(left or 1)), (int(bottom or 1), int(right or 1))
        seen.tables.append(SeenTable(table.displayName, *first, *last, has_head=bool(table.headerRowCount)))
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None and str(cell.value).strip():
                seen.cells[int(cell.row), int(cell.column)] = _cell(cell, looks)
    return seen


def _cursor(page: Worksheet) -> str:
    """The cell that the cursor is in, in the pane that it is in."""
    view = page.sheet_view
    pane = view.pane.activePane if view.pane else None
    chosen = [selection for selection in view.selection if selection.pane == pane] or view.selection
    return (chosen[0].activeCell or "A1") if chosen else "A1"


def _cell(cell: Any, looks: dict[int, Look]) -> SeenCell:
    look = looks.get(cell.style_id)
    if look is None:
        look = looks[cell.style_id] = _look(cell)
    link = cell.hyperlink
    is_number = cell.data_type in ("n", "d", "b", "f")
    shorthand = " ".join(_LITERAL.findall(cell.number_format)) if is_number else ""
    leads = (link.location or link.target or "") if link else ""
    return SeenCell(str(cell.value), is_number, shorthand, leads, look)


def _look(cell: Any) -> Look:
    font, fill = cell.font, cell.fill
    return Look(
        wraps=bool(cell.alignment.wrap_text),
        size=font.sz,
        colour=_colour(font.color),
        fill=_ground(fill),
        is_raised=font.vertAlign in ("superscript", "subscript"),
    )


def _ground(fill: Any) -> str | None:
    """What is behind a cell; the first colour of a theme is white."""
    if fill.fill_type is None:
        return None
    if fill.fgColor.type == "theme":
        return None if fill.fgColor.theme == 0 and not fill.fgColor.tint else "theme"
    return _colour(fill.fgColor)


def _colour(colour: Any) -> str | None:
    """Six digits where the colour is given as such; colours of the theme are the program's."""
    return colour.rgb[-6:] if colour is not None and colour.type == "rgb" else None


def _widths(page: Worksheet) -> dict[int, float]:
    """Widths of columns; openpyxl has one entry for neighbours that are alike."""
    widths = {}
    for line in page.column_dimensions.values():
        if line.width and line.min and line.max:
            widths.update(dict.fromkeys(range(line.min, min(line.max, 1000) + 1), float(line.width)))
    return widths


def _has_header(page: Worksheet) -> bool:
    parts = (page.oddHeader, page.oddFooter, page.evenHeader, page.evenFooter, page.firstHeader, page.firstFooter)
    return any(part.text for whole in parts if whole for part in (whole.left, whole.center, whole.right) if part)
