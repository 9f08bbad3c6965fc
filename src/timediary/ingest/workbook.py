"""Workbooks: .xlsx, .xlsm, .xlsb and .ods, through calamine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import python_calamine as calamine

from timediary.ingest import office_open
from timediary.ingest.archive import NOTHING_KNOWN, Archive, Inspection, check_size, password_error
from timediary.ingest.fault import unreadable
from timediary.ingest.guard import DamageError
from timediary.ingest.sheet import RowSheet, Shape, shaped, since_1904
from timediary.model.reading import ReadError
from timediary.silence import ERRORS, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from timediary.ingest.archive import Errors
    from timediary.ingest.cell import Cell

    Loaded = tuple[calamine.CalamineSheet, Inspection]

_BOOLEANS: dict[bool, str] = {True: "TRUE", False: "FALSE"}
_T = TypeVar("_T")


class WorkbookSheet(RowSheet):
    """One worksheet; it is loaded when its rows are first asked for."""

    what = "workbook"

    def __init__(
        self, file: str, meta: calamine.SheetMetadata, load: Callable[[], Loaded], *, from_1904: bool = False
    ) -> None:
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        super().__init__(file, meta.name, hidden=hidden)
        self._load = load
        self._from_1904 = from_1904
        self._loaded: Loaded | None = None

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first, with broken formulas in their cells, and merged cells' content in each of them."""
        sheet, inspection = self._loaded = self._loaded or self._load()
        self.total_rows = sheet.end[0] + 1 if sheet.end else 0
        rows = cast("Iterator[list[Cell]]", iter(()) if sheet.start is None else sheet.iter_rows())
        if sheet.start and sheet.start[1]:
            left: list[Cell] = [""] * sheet.start[1]
            rows = (left + row for row in rows)
        if inspection.has_booleans:
            rows = ([_BOOLEANS.get(cell, cell) if isinstance(cell, bool) else cell for cell in row] for row in rows)
        rows = since_1904(self, rows) if self._from_1904 else rows
        rows = _with_errors(rows, inspection.errors) if inspection.errors else rows
        return shaped(rows, inspection.shape, visible_only=self.visible_only)

    def shape(self) -> Shape:
        """Its merged blocks, and what is hidden of it."""
        self._loaded = self._loaded or self._load()
        return self._loaded[1].shape

    def load(self) -> None:
        """Unpack the sheet."""
        self._loaded = self._loaded or self._load()

    def release(self) -> None:
        """Let go of the loaded sheet."""
        self._loaded = None


def _with_errors(rows: Iterator[list[Cell]], errors: Errors) -> Iterator[list[Cell]]:
    """The rows with each broken formula in its cell, also where it lies outside the rows."""
    number = 0
    for number, row in enumerate(rows, start=1):
        yield _with_row_errors(row, errors[number]) if number in errors else row
    for beyond in range(number + 1, max(errors) + 1):
        yield _with_row_errors([], errors.get(beyond, {}))


def _with_row_errors(row: list[Cell], errors: Mapping[int, Cell]) -> list[Cell]:
    """A row with its broken formulas in their cells."""
    row.extend([""] * (max(errors, default=-1) + 1 - len(row)))
    for column, broken in errors.items():
        row[column] = broken
    return row


def open_workbook(path: Path, file: str) -> list[WorkbookSheet]:
    """The worksheets of an .xlsx, .xlsm, .xlsb or .ods file.

    Raises:
        ReadError: it isn't a workbook, is protected by a password, or too large.
    """
    archive = Archive(path, file)
    try:
        if "content.xml" in archive.parts and archive.read("mimetype").strip().endswith(b".spreadsheet"):
            return _open_ods(path, archive)
        if "xl/workbook.bin" in archive.parts:
            from timediary.ingest import excel_binary

            parts = office_open.relations(archive, "xl/workbook.bin")
            names = [parts.get(id_, "") for id_ in excel_binary.sheet_relations(archive.read("xl/workbook.bin"))]
            from_1904 = excel_binary.counts_from_1904(archive.read("xl/workbook.bin"))
            return _open_excel(path, archive, names, excel_binary.inspection_of, from_1904=from_1904)
        if workbook := office_open.workbook_part(archive):
            names = office_open.sheet_parts(archive, workbook)
            from_1904 = office_open.counts_from_1904(archive.read(workbook))
            return _open_excel(path, archive, names, office_open.inspection_of, from_1904=from_1904)
    finally:
        archive.close()
    looks = _looks(archive)
    raise ReadError(unreadable(file, f"The file is not a workbook: it is {looks}.", "Read the workbook itself."))


def _looks(archive: Archive) -> str:
    """What a zip file without a workbook is, in words."""
    folders = {name.partition("/")[0] for name in archive.parts}
    kinds = {"word": "a Word document", "ppt": "a presentation", "content.xml": "an OpenDocument text"}
    return next((words for folder, words in kinds.items() if folder in folders), "a zip archive of other files")


def _open_excel(
    path: Path,
    archive: Archive,
    parts: list[str],
    inspection_of: Callable[[bytes], Inspection],
    *,
    from_1904: bool,
) -> list[WorkbookSheet]:
    """The worksheets of an Excel workbook; each is looked into before calamine loads it."""
    for part in ("xl/sharedStrings.xml", "xl/sharedStrings.bin", "xl/styles.xml"):
        archive.read(part)
    book = _told(archive.file, partial(calamine.load_workbook, path))

    def load(number: int, name: str) -> Loaded:
        whole = Archive(path, archive.file)
        try:
            content = whole.read(parts[number]) if number < len(parts) else b""
        finally:
            whole.close()
        inspection = inspection_of(content)
        check_size(inspection, archive.file, name)
        return _told(archive.file, partial(book.get_sheet_by_index, number)), inspection

    return _sheets(archive.file, book, load, from_1904=from_1904)


def _open_ods(path: Path, archive: Archive) -> list[WorkbookSheet]:
    """The sheets of an OpenDocument spreadsheet, which calamine loads all at once."""
    from timediary.ingest import open_document

    if open_document.is_encrypted(archive.read("META-INF/manifest.xml")):
        raise password_error(archive.file)
    content = archive.read("content.xml")
    if open_document.has_endless_spaces(content):
        raise DamageError("a cell holds an endless row of spaces")
    inspections = open_document.inspections_of(content)
    for number, inspection in enumerate(inspections, start=1):
        check_size(inspection, archive.file, f"number {number}")
    book = _told(archive.file, partial(calamine.load_workbook, path))

    def load(number: int, name: str) -> Loaded:  # noqa: ARG001
        inspection = inspections[number] if number < len(inspections) else NOTHING_KNOWN
        return _told(archive.file, partial(book.get_sheet_by_index, number)), inspection

    return _sheets(archive.file, book, load)


def _sheets(
    file: str, book: calamine.CalamineWorkbook, load: Callable[[int, str], Loaded], *, from_1904: bool = False
) -> list[WorkbookSheet]:
    """The worksheets among the sheets of a workbook; charts and macro sheets are none."""
    return [
        WorkbookSheet(file, meta, partial(load, number, meta.name), from_1904=from_1904)
        for number, meta in enumerate(book.sheets_metadata)
        if meta.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _told(file: str, work: Callable[[], _T]) -> _T:
    """What calamine gives; that there is a password is told in its own words, and what a panic prints is kept back."""
    try:
        with silent(ERRORS):
            return work()
    except calamine.PasswordError as error:
        raise password_error(file) from error
