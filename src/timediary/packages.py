"""Office files, which are zips of parts: how workbooks are started, and how packages are put together.

What is written holds no time, so that the same content makes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import IO

# The same for every file.
CREATED = datetime(2010, 1, 1)

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    [
        *(
            f'xmlns:{name}="{NAMESPACE}:{name}:1.0"'
            for name in ("office", "table", "text", "style", "meta", "config", "manifest")
        ),
        f'xmlns:number="{NAMESPACE}:datastyle:1.0"',
        f'xmlns:fo="{NAMESPACE}:xsl-fo-compatible:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def new_workbook(target: str | IO[bytes], properties: Mapping[str, str], **options: Any) -> Any:
    """An XlsxWriter workbook in which texts are texts, never formulas, links or numbers.

    Args:
        target: a file or its path.
        properties: what the workbook says of itself: title, subject, author, comments.
        options: further ones of XlsxWriter.
    """
    import xlsxwriter

    inert = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **inert, **options})
    book.set_properties({**properties, "created": CREATED})
    return book


def write_spreadsheet(target: Path | IO[bytes], parts: Mapping[str, str | Iterable[str]]) -> None:
    """Write an OpenDocument spreadsheet of these parts, long ones as they come.

    Raises:
        OSError: the file can't be written.
    """
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    manifest = (
        f'{DECLARATION}<manifest:manifest {NAMESPACES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_SPREADSHEET}"/>'
        f"{entries}</manifest:manifest>"
    )
    with zipfile.ZipFile(target, "w") as archive:
        # The first member, and not compressed: by it a file is known without opening it.
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), _SPREADSHEET)
        archive.writestr(_member("META-INF/manifest.xml"), manifest)
        for name, texts in parts.items():
            with archive.open(_member(name), "w", force_zip64=True) as raw:
                stream = TextIOWrapper(raw, encoding="utf-8", newline="")
                stream.writelines([texts] if isinstance(texts, str) else texts)
                stream.detach()


def spaced(text: str) -> str:
    """A text as content of an OpenDocument element; spaces that readers drop are elements of their own."""
    text = (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;")
        .replace("\t", "&#9;")
    )
    if text.startswith(" ") or text.endswith(" ") or "  " in text:
        return text.replace(" ", "<text:s/>")
    return text


def repacked(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """The same parts in the same order, those named in `changes` as that makes them; the same bytes at any time."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for member in source.infolist():
            part = source.read(member)
            change = (changes or {}).get(member.filename)
            plain = zipfile.ZipInfo(member.filename)
            plain.compress_type = member.compress_type
            target.writestr(plain, change(part) if change else part)
    return file.getvalue()


def _member(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = compression
    member.external_attr = 0o644 << 16
    return member
