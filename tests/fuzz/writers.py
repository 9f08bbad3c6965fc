"""Tables as files of every kind."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.ingest.raw_workbooks import write_ods, write_xlsb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.fuzz.tables import Rows

Sheets = dict[str, "Rows"]
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32)], "?")
_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LONGEST_TEXT = 32_767
_THEN = dt.datetime(2027, 1, 1)


def xlsx(sheets: Sheets) -> bytes:
    """A workbook, as xlsxwriter makes it."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd hh:mm", "in_memory": True})
    book.set_properties({"created": _THEN})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, _text(cell))
                elif cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return stream.getvalue()


def xlsm(sheets: Sheets) -> bytes:
    """A workbook of the kind that may hold macros."""
    parts = parts_of(xlsx(sheets))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(_PLAIN, _MACROS)
    return zipped(parts)


def xlsb(sheets: Sheets) -> bytes:
    """A binary workbook."""
    plain = {name: [[_plain(cell) for cell in row] for row in rows] for name, rows in sheets.items()}
    return zipped(parts_of(written(lambda path: write_xlsb(path, plain), "a.xlsb")))


def ods(sheets: Sheets) -> bytes:
    """An OpenDocument spreadsheet."""
    plain = {name: [[_escaped(cell) for cell in row] for row in rows] for name, rows in sheets.items()}
    return zipped(parts_of(written(lambda path: write_ods(path, plain), "a.ods")))


def xls(sheets: Sheets) -> bytes:
    """A workbook of Excel 97, whose sheets have 256 columns."""
    import xlwt

    stream = io.BytesIO()
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[:256]):
                if cell is not None:
                    sheet.write(number, column, _text(cell) if isinstance(cell, str) else _plain(cell))
    book.save(stream)
    return stream.getvalue()


def delimited(delimiter: str) -> Callable[[Sheets], bytes]:
    """What writes the last of some tables as delimited text."""

    def write(sheets: Sheets) -> bytes:
        stream = io.StringIO(newline="")
        rows = list(sheets.values())[-1]
        csv.writer(stream, delimiter=delimiter).writerows(["" if c is None else c for c in row] for row in rows)
        return stream.getvalue().encode("utf-8", "replace")

    return write


def parquet(sheets: Sheets) -> bytes:
    """The last of some tables as a Parquet file; its columns may share a name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, columns = _columns(sheets)
    stream = io.BytesIO()
    pq.write_table(pa.table([pa.array(column) for column in columns], names=names), stream)
    return stream.getvalue()


def sav(sheets: Sheets) -> bytes:
    """The last of some tables as an SPSS file."""
    import pyreadstat

    content = written(lambda path: pyreadstat.write_sav(_frame(sheets), str(path)), "a.sav")
    return re.sub(rb"\d\d \w{3} \d\d\d\d:\d\d:\d\d", b"01 Jan 2700:00:00", content, count=1)


def dta(sheets: Sheets) -> bytes:
    """The last of some tables as a Stata file."""
    import pyreadstat

    content = written(lambda path: pyreadstat.write_dta(_frame(sheets), str(path)), "a.dta")
    return re.sub(rb"\d\d \w{3} \d{4} \d\d:\d\d", b"01 Jan 2027 00:00", content, count=1)


WRITERS: Mapping[str, Callable[[Sheets], bytes]] = {
    "xlsx": xlsx,
    "xlsm": xlsm,
    "xlsb": xlsb,
    "xls": xls,
    "ods": ods,
    "csv": delimited(","),
    "tsv": delimited("\t"),
    "parquet": parquet,
    "sav": sav,
    "dta": dta,
}


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a zipped file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a zipped file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _THEN.timetuple()[:6])
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def written(write: Callable[[Path], object], name: str) -> bytes:
    """What a function writes to a file of some name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def _text(cell: str) -> str:
    return cell.translate(NOT_IN_XML)[:LONGEST_TEXT]


def _plain(cell: Any) -> Any:
    """A cell as the plainest writers take it."""
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    if isinstance(cell, int) and abs(cell) > 2**53:
        return float(cell)
    return _text(cell) if isinstance(cell, str) else cell


def _escaped(cell: Any) -> Any:
    plain = _plain(cell)
    return escape(plain) if isinstance(plain, str) else plain


def _columns(sheets: Sheets) -> tuple[list[str], list[list[str | None]]]:
    head, *rows = list(sheets.values())[-1]
    names = ["" if name is None else str(name)[:200] for name in head]
    cells = [[None if c is None else str(c) for c in (*row, *[None] * (len(names) - len(row)))] for row in rows]
    return names, [[row[number] for row in cells] for number in range(len(names))]


def _frame(sheets: Sheets) -> Any:
    """A table for the writer of SPSS and Stata files, with names that they allow."""
    import pandas as pd

    names, columns = _columns(sheets)
    plain = ["".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name)[:20] for name in names]
    named = [f"{name}_{n}" if not name[:1].isalpha() or name in plain[:n] else name for n, name in enumerate(plain)]
    named = [name if name[:1].isalpha() else f"v{name}" for name in named]
    texts = [[(cell or "")[:200] for cell in column] for column in columns]
    return pd.DataFrame(dict(zip(named, texts, strict=True)))
