"""Kinds of files, and how each is recognised and opened.

A new kind is a module with a function `open(path, file) -> list[Sheet]` and a line in `KINDS`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from timediary.ingest.data_set import is_remote, parts_of
from timediary.ingest.fault import unreadable
from timediary.ingest.guard import guarded
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from timediary.ingest.sheet import Sheet

HEAD = 4096
PARQUET = b"PAR1"


@dataclass(frozen=True)
class SourceKind:
    """A kind of file.

    Attributes:
        name: what it is, in words.
        suffixes: the endings of its names, in lower case.
        recognises: whether a file's first bytes are those of this kind.
        opener: `module:function` that opens it; the module is imported when the first such file is read.
        is_read_in_stores: whether it is read where it lies in an object store.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    opener: str
    is_read_in_stores: bool = False

    def open(self, path: Path, file: str) -> Sequence[Sheet]:
        """The sheets of a file; `file` is its name as the caller gave it."""
        module, function = self.opener.split(":")
        opener: Callable[[Path, str], Sequence[Sheet]] = getattr(import_module(module), function)
        with guarded(file, what=self.name):
            return opener(path, file)


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    """A test whether bytes begin with one of some signatures."""
    return lambda head: head.startswith(signatures)


def _is_text(head: bytes) -> bool:
    """Whether bytes may be text: a byte order mark, or no zero bytes and none of a known kind of file."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" not in head and looks_like(head) == TEXT)


def _is_stata(head: bytes) -> bool:
    """Whether bytes are the head of a Stata file, of Stata 13 and later or, by release and byte order, before."""
    return head.startswith(b"<stata_dta>") or (len(head) > 3 and 102 <= head[0] <= 115 and head[1:4] in _OLD_STATA)


_OLD_STATA = (b"\x01\x01\x00", b"\x02\x01\x00")
TEXT = "plain text"
_LOOKS = (
    ((b"%PDF",), "a PDF document"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture"),
    ((b"PK",), "a zip archive"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"), "a compressed archive"),
    ((b"\xd0\xcf\x11\xe0",), "an old Office document"),
    ((b"{\\rtf",), "a rich text document"),
)
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<?xml")

KINDS: tuple[SourceKind, ...] = (
    SourceKind(
        "workbook",
        (".xlsx", ".xlsm", ".xlsb", ".ods", ".xltx", ".xltm", ".ots"),
        _begins(b"PK\x03\x04", b"PK\x05\x06"),
        "timediary.ingest.workbook:open_workbook",
    ),
    SourceKind("workbook", (".xls", ".xlt"), _begins(b"\xd0\xcf\x11\xe0"), "timediary.ingest.excel_97:open_excel_97"),
    SourceKind(
        "Parquet file",
        (".parquet", ".pq"),
        _begins(PARQUET, b"PARE"),
        "timediary.ingest.parquet:open_parquet",
        is_read_in_stores=True,
    ),
    SourceKind("SPSS file", (".sav", ".zsav"), _begins(b"$FL2", b"$FL3"), "timediary.ingest.statistical:open_spss"),
    SourceKind("Stata file", (".dta",), _is_stata, "timediary.ingest.statistical:open_stata"),
    SourceKind(
        "delimited text",
        (".csv", ".tsv", ".tab", ".txt"),
        _is_text,
        "timediary.ingest.delimited:open_delimited",
    ),
)


def looks_like(head: bytes) -> str:
    """What a file is by its first bytes, in words."""
    for signatures, words in _LOOKS:
        if head.startswith(signatures):
            return words
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_WEB_PAGE):
        return "a web page or XML"
    if not any(head):
        return "nothing but zero bytes"
    return TEXT if b"\0" not in head else "data of an unknown kind"


def open_source(path: Path, file: str) -> Sequence[Sheet]:
    """The sheets of a file of any kind, which its content tells, not its name.

    Raises:
        ReadError: there is no such file, it is empty, or of no kind that can be read.
    """
    head = PARQUET if parts_of(path) else _head(path, file)
    kind = next((kind for kind in KINDS if kind.recognises(head)), None)
    if is_remote(path) and not (kind and kind.is_read_in_stores):
        raise ReadError(
            unreadable(file, "Only Parquet is read where it lies; this is none.", "Copy it to this machine.")
        )
    named = next((kind for kind in KINDS if path.suffix.lower() in kind.suffixes), None)
    if kind is None or (named is not None and named is not kind and kind.recognises is _is_text):
        what = f"The file is not {_article(named.name)}" if named else "The file can't be read as a survey"
        message = f"{what}: it looks like {looks_like(head)}."
        remedy = "Read a workbook, delimited text, Parquet, SPSS or Stata file, with its right ending."
        raise ReadError(unreadable(file, message, remedy))
    return kind.open(path, file)


def _article(name: str) -> str:
    """A kind's name as it stands in a sentence."""
    return name if name.endswith("text") else f"a {name}"


def _head(path: Path, file: str) -> bytes:
    """The first bytes of a file."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            remedy = "Save what comes out of it as a file, or read '-' for standard input."
            raise ReadError(unreadable(file, "This is a pipe or a device, not a file.", remedy))
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except FileNotFoundError as error:
        message, remedy = "There is no such file.", "Check the name and the folder."
        raise ReadError(unreadable(file, message, remedy)) from error
    except IsADirectoryError as error:
        message, remedy = "This is a folder, not a file.", "Name the files in it that are to be read."
        raise ReadError(unreadable(file, message, remedy)) from error
    except OSError as error:
        message = f"The file can't be opened: {error.strerror or error}."
        raise ReadError(unreadable(file, message, "Close it in other programs, or copy it elsewhere.")) from error
    if not head:
        raise ReadError(unreadable(file, "The file is empty.", "Get the file again, or export it anew."))
    return head


def beside(path: Path) -> Path | None:
    """The file with the respondents' attributes that stands beside a diary file, if there is one.

    Beside `pilot_diary.csv` that is `pilot_diary_respondents`, `pilot_respondents` or `respondents`, with
    the same ending or another that can be read.
    """
    stem = path.stem.casefold()
    stems = [f"{stem}_respondents"]
    stems += [stem.replace(word, "respondents") for word in ("diaries", "diary") if word in stem]
    stems.append("respondents")
    suffixes = [path.suffix.casefold(), *(suffix for kind in KINDS[::-1] for suffix in kind.suffixes)]
    files = {entry.name.casefold(): entry for entry in path.parent.iterdir()}
    names = (stem + suffix for stem in stems for suffix in suffixes)
    return next((files[name] for name in names if name in files and files[name] != path), None)


def fingerprints(paths: Sequence[Path]) -> tuple[str, ...]:
    """SHA-256 of the contents of each file, as `sha256sum` prints it; of a data set, of what it prints of the parts."""
    return tuple(map(_fingerprint, paths))


def _fingerprint(path: Path) -> str:
    if parts := parts_of(path):
        listed = "".join(f"{_fingerprint(part)}  {part.name}\n" for part in parts)
        return hashlib.sha256(listed.encode()).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
