"""Save a workbook with openpyxl without what it would change beside the marks.

openpyxl leaves out the results of formulas and puts the present time into the file. Both are mended in the saved
package, so that formulas keep their results and the same input gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.workbook import Workbook

_PAGE = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_FORMULA = re.compile(
    rb'<c r="(?P<place>[A-Z]+\d+)"(?P<style>(?: s="\d+")?)>(?P<formula><f(?:/| [^>]*/|[^>]*>[^<]*</f)>)<v ?(?:/>|></v>)'
)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save_beside(workbook: Workbook, original: Path, path: Path) -> None:
    """Save a workbook opened from `original` at `path`, with the results of its formulas and the original's time.

    Args:
        workbook: opened with its formulas; changed since.
        original: the file that it was opened from.
        path: where to write it.

    Raises:
        OSError: it can't be written.
    """
    modified = workbook.properties.modified
    written_at = b"" if modified is None else modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    saved = BytesIO()
    workbook.save(saved)
    titles = {f"{number}": page.title for number, page in enumerate(workbook.worksheets, start=1)}
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(set(source.namelist()), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            page = _PAGE.fullmatch(name)
            if page and b"<f" in content:
                content = _with_results(content, original, titles[page[1]])
            elif name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + written_at, content)
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content)


def _with_results(content: bytes, original: Path, title: str) -> bytes:
    """The XML of a sheet with the results that its formulas had."""
    places = {match["place"].decode() for match in _FORMULA.finditer(content)}
    results = _results(original, title, places)

    def with_result(match: re.Match[bytes]) -> bytes:
        type_, text = results.get(match["place"].decode(), ("", ""))
        if not type_:
            return match[0]
        head = b'<c r="%s"%s t="%s">' % (match["place"], match["style"], type_.encode())
        return head + match["formula"] + b"<v>%s</v>" % escape(text, quote=False).encode()

    return _FORMULA.sub(with_result, content)


def _results(original: Path, title: str, places: set[str]) -> Mapping[str, tuple[str, str]]:
    """Type and text of the results of the formulas at these places, as a workbook's XML has them."""
    import openpyxl

    book = openpyxl.load_workbook(original, read_only=True, data_only=True)
    try:
        if title not in book.sheetnames:
            return {}
        return {
            cell.coordinate: _stored(cell, book.epoch)
            for row in book[title].iter_rows()
            for cell in row
            if cell.value is not None and cell.coordinate in places
        }
    finally:
        book.close()


def _stored(cell: Any, epoch: datetime) -> tuple[str, str]:
    """Type and text of a cell's value in a workbook's XML."""
    from openpyxl.utils.datetime import to_excel

    value = cell.value
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return "e" if cell.data_type == "e" else "str", value
    if isinstance(value, (datetime, date, time, timedelta)):
        return "n", repr(to_excel(value, epoch))  # type: ignore[no-untyped-call]
    return "n", repr(value)
