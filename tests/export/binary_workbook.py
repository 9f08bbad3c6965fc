"""A minimal writer of binary Excel workbooks (.xlsb), which no free program writes: texts and numbers in cells."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_xlsb(path: Path, sheets: Mapping[str, Iterable[Sequence[str | float | None]]]) -> Path:
    """Write sheets of rows."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations({"rId1": ("officeDocument", "xl/workbook.bin")}))
        parts = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(names) + 1)}
        archive.writestr("xl/_rels/workbook.bin.rels", _relations(parts))
        bundles = [
            _record(156, struct.pack("<II", 0, n) + _text(f"rId{n}") + _text(name)) for n, name in enumerate(names, 1)
        ]
        book = _record(131) + _record(143) + b"".join(bundles) + _record(144) + _record(132)
        archive.writestr("xl/workbook.bin", book)
        for n, name in enumerate(names, start=1):
            archive.writestr(f"xl/worksheets/sheet{n}.bin", _sheet(list(sheets[name])))
    return path


def _relations(parts: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f"<Relationship Id={quoteattr(id_)} Type={quoteattr(f'{_OFFICE}/{kind}')} Target={quoteattr(target)}/>"
        for id_, (kind, target) in parts.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'


def _sheet(rows: list[Sequence[str | float | None]]) -> bytes:
    width = max(map(len, rows))
    head = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _record(145)
    body = []
    for number, row in enumerate(rows):
        body.append(_record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0)))
        body += [_cell(column, value) for column, value in enumerate(row) if value is not None]
    return head + b"".join(body) + _record(146) + _record(130)


def _cell(column: int, value: str | float) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(value, str):
        return _record(6, place + _text(value))
    return _record(5, place + struct.pack("<d", value))


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def _record(type_: int, content: bytes = b"") -> bytes:
    kind = bytes([type_]) if type_ < 128 else bytes([type_ & 0x7F | 0x80, type_ >> 7])
    length, size = b"", len(content)
    while size > 127:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return kind + length + bytes([size]) + content
