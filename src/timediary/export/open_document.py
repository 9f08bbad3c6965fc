"""OpenDocument spreadsheets, written as they come: XML by hand in a zip without times."""

from __future__ import annotations

import zipfile
from io import TextIOWrapper
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timediary.export.sheets import Sheet, Value

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_DECLARATION}<manifest:manifest xmlns:manifest="{_NAMESPACE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_OPENING = (
    f'{_DECLARATION}<office:document-content xmlns:office="{_NAMESPACE}:office:1.0" '
    f'xmlns:table="{_NAMESPACE}:table:1.0" xmlns:text="{_NAMESPACE}:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>"
)
_CLOSING = "</office:spreadsheet></office:body></office:document-content>"


def write_open_document(sheets: Sequence[Sheet], path: Path) -> None:
    """Write sheets as an .ods spreadsheet.

    Raises:
        OSError: the file can't be written.
    """
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), _MEDIA_TYPE)
        archive.writestr(_member("META-INF/manifest.xml"), _MANIFEST)
        with archive.open(_member("content.xml"), "w", force_zip64=True) as raw:
            stream = TextIOWrapper(raw, encoding="utf-8", newline="")
            stream.write(_OPENING)
            for sheet in sheets:
                stream.writelines(_table(sheet))
            stream.write(_CLOSING)
            stream.detach()


def _member(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = compression
    member.external_attr = 0o644 << 16
    return member


def _table(sheet: Sheet) -> Iterator[str]:
    yield f'<table:table table:name="{sheet.name}"><table:table-column'
    yield f' table:number-columns-repeated="{len(sheet.header)}"/>'
    yield _row(sheet.header)
    known: dict[Value, str] = {}
    for row in sheet.rows():
        yield _row(row, known)
    yield "</table:table>"


def _row(values: Sequence[Value], known: dict[Value, str] | None = None) -> str:
    """One row; `known` keeps the XML of cells that come again, as codes do."""
    parts = []
    known = {} if known is None else known
    for value, group in groupby(values):
        times = sum(1 for _ in group)
        if value is None:
            parts.append(f'<table:table-cell table:number-columns-repeated="{times}"/>')
            continue
        cell = known.get(value)
        if cell is None:
            cell = _cell(value)
            if len(known) < 1000:
                known[value] = cell
        parts.append(cell * times)
    return f"<table:table-row>{''.join(parts)}</table:table-row>"


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        paragraphs = "".join(f"<text:p>{_text(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
    number = number_text(value)
    return (
        f'<table:table-cell office:value-type="float" office:value="{number}">'
        f"<text:p>{number}</text:p></table:table-cell>"
    )


def _text(line: str) -> str:
    """A line of text; spaces that XML readers drop, at the ends and beside others, are elements of their own."""
    text = escape(line, {"\r": "&#13;", "\t": "&#9;"})
    if not text.startswith(" ") and not text.endswith(" ") and "  " not in text:
        return text
    return text.replace(" ", "<text:s/>")
