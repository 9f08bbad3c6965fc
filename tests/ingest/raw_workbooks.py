"""Workbooks written byte by byte: .xlsb, which no library at hand writes, and .ods and .xlsx with odd contents."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.ingest.files import Rows

ERROR_NUMBERS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Error(NamedTuple):
    """An error in a cell: a constant, or the result of a formula."""

    text: str
    of_formula: bool = False


def _relations(targets: Mapping[str, str]) -> str:
    kinds = {id_: "officeDocument" if "workbook" in target else "worksheet" for id_, target in targets.items()}
    items = "".join(
        f'<Relationship Id="{id_}" Type="{OFFICE}/{kinds[id_]}" Target="{target}"/>' for id_, target in targets.items()
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def write_xlsx_xml(path: Path, sheets: Mapping[str, str | bytes], more: Mapping[str, bytes] | None = None) -> Path:
    """A workbook whose sheets' XML is given, from `<worksheet>` on or, as text, from within `<sheetData>`."""
    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr("_rels/.rels", _relations({"rId1": "xl/workbook.xml"}))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'
        )
        targets = {f"rId{i}": f"worksheets/sheet{i}.xml" for i in range(1, len(sheets) + 1)}
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(targets))
        for number, xml in enumerate(sheets.values(), 1):
            whole = (
                f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>' if isinstance(xml, str) else xml
            )
            archive.writestr(f"xl/worksheets/sheet{number}.xml", whole)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


def xlsx_cells(rows: Rows) -> str:
    """Rows as the XML of cells without references, each text inline."""
    return "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)


def _xlsx_cell(cell: object) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, Error):
        return f'<c t="e">{"<f>A1</f>" if cell.of_formula else ""}<v>{cell.text}</v></c>'
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


def write_xlsb(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A binary workbook."""
    return _write_xlsb(path, {name: _binary_sheet(rows) for name, rows in sheets.items()})


def write_shaped_xlsb(
    path: Path, sheets: Mapping[str, Rows], merged: Sequence[Sequence[int]], *, hidden_row: int, hidden_column: int
) -> Path:
    """A binary workbook with merged blocks (first row, first column, last row, last column), filtered, with a hidden
    row and column, all from 0.
    """
    parts = {}
    for name, rows in sheets.items():
        column = _record(60, struct.pack("<IIIIH", hidden_column, hidden_column, 2560, 0, 1))
        blocks = b"".join(_record(176, struct.pack("<4I", top, end, left, right)) for top, left, end, right in merged)
        after = _record(161) + _record(163, struct.pack("<IH", 0, 0)) + _record(164) + _record(162) + blocks
        parts[name] = _binary_sheet(rows, before=column, after=after, hidden_row=hidden_row)
    return _write_xlsb(path, parts)


def _write_xlsb(path: Path, sheets: Mapping[str, bytes]) -> Path:
    bundle = b"".join(
        _record(156, struct.pack("<II", 0, i) + _wide(f"rId{i}") + _wide(name)) for i, name in enumerate(sheets, 1)
    )
    workbook = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr("_rels/.rels", _relations({"rId1": "xl/workbook.bin"}))
        archive.writestr("xl/workbook.bin", workbook)
        targets = {f"rId{i}": f"worksheets/sheet{i}.bin" for i in range(1, len(sheets) + 1)}
        archive.writestr("xl/_rels/workbook.bin.rels", _relations(targets))
        for number, content in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", content)
    return path


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(content), b""
    while length > 127:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size + bytes([length]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_sheet(rows: Rows, before: bytes = b"", after: bytes = b"", hidden_row: int = -1) -> bytes:
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    parts = [_record(129), _record(148, size), before, _record(145)]
    for number, row in enumerate(rows):
        flags = 0x1000 if number == hidden_row else 0
        parts.append(_record(0, struct.pack("<IIHHBI", number, 0, 300, flags, 0, 0)))
        parts += [_binary_cell(column, cell) for column, cell in enumerate(row)]
    return b"".join([*parts, _record(146), after, _record(130)])


def _binary_cell(column: int, cell: object) -> bytes:
    head = struct.pack("<II", column, 0)
    if cell is None:
        return _record(1, head)
    if isinstance(cell, Error) and cell.of_formula:
        return _record(11, head + bytes([ERROR_NUMBERS[cell.text]]) + struct.pack("<HII", 0, 0, 0))
    if isinstance(cell, Error):
        return _record(3, head + bytes([ERROR_NUMBERS[cell.text]]))
    if isinstance(cell, bool):
        return _record(4, head + bytes([cell]))
    if isinstance(cell, (int, float)):
        return _record(5, head + struct.pack("<d", cell))
    return _record(6, head + _wide(str(cell)))


def write_ods(path: Path, sheets: Mapping[str, Rows | str], manifest: bytes = b"<manifest/>") -> Path:
    """An OpenDocument spreadsheet; a sheet may be given as the XML of its rows."""
    bodies = {name: rows if isinstance(rows, str) else "".join(map(_ods_row, rows)) for name, rows in sheets.items()}
    tables = "".join(f'<table:table table:name="{name}">{body}</table:table>' for name, body in bodies.items())
    spaces = "".join(f' xmlns:{s}="urn:oasis:names:tc:opendocument:xmlns:{s}:1.0"' for s in ("office", "table", "text"))
    content = (
        f'<office:document-content{spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def _ods_row(row: list[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, Error):
        kind = ' calcext:value-type="error"' if cell.of_formula else ""
        return (
            f'<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""{kind}>'
            f"<text:p>{cell.text}</text:p></table:table-cell>"
        )
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, (int, float)):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'


def write_xls(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook of Excel 97."""
    import xlwt

    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, Error):
                    sheet.row(number).set_cell_error(column, ERROR_NUMBERS[cell.text])
                elif cell is not None:
                    sheet.write(number, column, cell)
    book.save(str(path))
    return path
