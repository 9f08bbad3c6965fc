"""Files that are zips of parts, made again with parts changed, and without the time at which they were made."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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
