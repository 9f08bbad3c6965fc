"""Delimited text: any common delimiter; UTF-8 with or without BOM, UTF-16 with BOM, Windows-1252."""

from __future__ import annotations

import codecs
import csv
import re
import threading
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from timediary.ingest.fault import unreadable
from timediary.ingest.sheet import RowSheet
from timediary.model.formulas import MAY_BE_NEUTRALISED, restored
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from timediary.ingest.cell import Cell
    from timediary.model.reading import Span

DELIMITERS = ",;\t|"
SAMPLE = 1 << 16
CHUNK = 1 << 20
_FORCED = re.compile(r'\A="([^"]*)"\Z')
# What stands in a cell behind its first quotation mark, and its last one, as far as the line has them.
_QUOTED = re.compile(r'(?:[^"]|"")*"?')
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8, as its mark says",
    "utf-16": "UTF-16, as its mark says",
    "cp1252": "Windows-1252, for it isn't UTF-8",
}
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_delimited(path: Path, file: str) -> list[DelimitedSheet]:
    """The one sheet of a delimited text file."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE)
    if len(sample) == SAMPLE and "\n" not in sample and "\r" not in sample:
        message = "The file has no lines, so it can't be a table."
        raise ReadError(unreadable(file, message, "Save the table as CSV or as a workbook and read that."))
    sheet = DelimitedSheet(path, file, encoding, delimiter_of(sample))
    if _is_cut(path, encoding, sample, delimiter_of(sample)):
        message = "The file ends within a row: it was cut short, and what followed is missing."
        sheet.doubt = message, "Get the file again, or export it anew; a row that is whole ends with its line."
    return [sheet]


class DelimitedSheet(RowSheet):
    """A delimited text file as a sheet; its rows count as they do when a spreadsheet opens it."""

    def __init__(self, path: Path, file: str, encoding: str, delimiter: str) -> None:
        super().__init__(file)
        self._path = path
        self._encoding = encoding
        self._delimiter = delimiter
        self.record.decide("encoding", _ENCODINGS.get(encoding, encoding), by="the file")
        name = _DELIMITER_NAMES.get(delimiter, f"'{delimiter}'")
        self.record.decide("delimiter", name, by="the file")

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row as texts; those that were kept from acting in a spreadsheet are as they were before.

        So are those that were made texts there by a formula: `="001"`.
        """
        neutral = forced = within = False
        gaps = ('" ',) if self._delimiter == "\t" else ('" ', '"\t')

        def lines(stream: Iterable[str]) -> Iterator[str]:
            nonlocal neutral, forced, within
            for line in stream:
                if "'" in line and MAY_BE_NEUTRALISED.search(line):
                    neutral = True
                if '="' in line:
                    forced = True
                continued, within = within, True  # until the row is read
                has_gap = any(gap in line for gap in gaps)
                yield _without_gaps(line, self._delimiter, within=continued) if has_gap else line

        with self._path.open(encoding=self._encoding, errors="replace", newline="") as stream:
            reader = csv.reader(lines(stream), delimiter=self._delimiter, strict=True)
            try:
                for row in reader:
                    cells = [_FORCED.sub(r"\1", cell) for cell in row] if forced else row
                    yield list(map(restored, cells)) if neutral else cells
                    neutral = forced = within = False
            except csv.Error as error:
                message = f"Line {reader.line_num} can't be read as delimited text ({error})."
                remedy = "Look for an unclosed quotation mark there."
                raise ReadError(unreadable(self.file, message, remedy)) from error


class DelimitedSpan(RowSheet):
    """A span of the rows of a large delimited text file below its header, kept and numbered as in the whole."""

    def __init__(self, path: Path, file: str, span: Span) -> None:
        super().__init__(file)
        self._whole = _LATEST.rows_of(path, file, path.stat().st_mtime_ns)
        self._span = span
        self._kept: list[Sequence[Cell]] | None = None
        self.skipped = span.first - 2
        self.doubt = self._whole.sheet.doubt
        for decision in self._whole.sheet.record.decisions:
            self.record.decide(decision.what, decision.chosen, by=decision.by)

    def rows(self) -> Iterator[Sequence[Cell]]:
        """The header and the rows of the span."""
        if self._kept is None:
            self._kept = self._whole.of(self._span)
        yield self._whole.header
        yield from self._kept

    def release(self) -> None:
        """Let go of the rows."""
        self._kept = None


class _RowsInOrder:
    """Spans of a file's rows, one after the other, so that no row is parsed twice."""

    def __init__(self, path: Path, file: str) -> None:
        (self.sheet,) = open_delimited(path, file)
        self.header: Sequence[Cell] = next(self.sheet.rows(), [])
        self._rows = self.sheet.rows()
        self._next = 1

    def of(self, span: Span) -> list[Sequence[Cell]]:
        """The rows of a span."""
        if span.first < self._next:
            self._rows, self._next = self.sheet.rows(), 1
        found = list(islice(self._rows, span.first - self._next, span.last - self._next + 1))
        self._next = span.last + 1
        return found


class _Latest(threading.local):
    """The last two files of which a thread has read spans, which stay open; one that has changed is another."""

    def __init__(self) -> None:
        self.rows_of = lru_cache(maxsize=2)(lambda path, file, _: _RowsInOrder(path, file))


_LATEST = _Latest()


def release_texts() -> None:
    """Close the files of which this thread has read spans."""
    _LATEST.rows_of.cache_clear()


def _without_gaps(line: str, delimiter: str, *, within: bool) -> str:
    """A line without the white space between the last quotation mark of a cell and the delimiter behind it.

    Args:
        line: with its end.
        delimiter: which may be white space itself, and isn't a gap then.
        within: whether the line begins inside of a quoted cell that an earlier one began.
    """
    kept, start = [], 0
    while start < len(line):
        opened = within or line[start] == '"'
        quoted = _QUOTED.match(line, start if within else start + 1) if opened else None
        end = start if quoted is None else quoted.end()
        stop = line.find(delimiter, end) + 1 or len(line)
        behind = line[end:stop]
        if opened and not behind.removesuffix(delimiter).strip(" \t\r\n"):
            behind = behind.removesuffix(delimiter).lstrip(" \t") + delimiter * behind.endswith(delimiter)
        kept += [line[start:end], behind]
        start, within = stop, False
    return "".join(kept)


def _is_cut(path: Path, encoding: str, sample: str, delimiter: str) -> bool:
    """Whether the last line isn't ended and has fewer cells than the header and the line before it."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - SAMPLE, 0) // 2 * 2)  # two bytes of UTF-16 stay together
        end = stream.read().decode(encoding.replace("utf-8-sig", "utf-8"), "replace")
    if end[-1:] in ("\n", "\r", ""):
        return False
    counts = [_outside_quotes(line).count(delimiter) for line in (sample.splitlines()[:1] + end.splitlines()[-2:])]
    return len(counts) == 3 and counts[2] < counts[1] == counts[0]


def delimiter_of(sample: str) -> str:
    """The delimiter that parts the lines of a sample into the most columns; a line `sep=;` says it."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) > 4:
        return lines[0][4]
    return max(DELIMITERS, key=lambda delimiter: _consistency(lines, delimiter))


def _consistency(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many of the lines have as many delimiters as the fullest, and how many that is."""
    counts = [_outside_quotes(line).count(delimiter) for line in lines]
    most = max(counts, default=0)
    return (counts.count(most) if most else 0, most)


def _outside_quotes(line: str) -> str:
    """A line without what stands between quotation marks."""
    return "".join(line.split('"')[::2])


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 by the byte order mark, UTF-8 if all of the file is, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK)
        for mark, encoding in _BYTE_ORDER_MARKS:
            if chunk.startswith(mark):
                return encoding
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
