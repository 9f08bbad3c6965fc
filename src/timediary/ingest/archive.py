"""What is looked at in a zipped workbook before it is opened: its size, its soundness, a password."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.fault import unreadable
from timediary.ingest.sheet import PLAIN, Shape
from timediary.model.reading import ReadError
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.ingest.cell import BrokenFormula

_UNZIP_ERRORS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, struct.error)
MOST_BYTES = 512 * 2**20
# calamine takes 24 to 32 bytes for each place between the first filled cell and the last.
MOST_CELLS = 28_000_000
MOST_COLUMNS = 16_384
Errors = dict[int, dict[int, "BrokenFormula"]]


class Inspection(NamedTuple):
    """What is known of a sheet before it is loaded.

    Attributes:
        rows, columns: how far its filled cells reach.
        errors: its broken formulas by row (from 1) and column (from 0).
        has_booleans: whether there are cells with TRUE or FALSE, which Python can't tell from 1 and 0.
        shape: its merged blocks, and what is hidden of it.
    """

    rows: int
    columns: int
    errors: Errors
    has_booleans: bool = False
    shape: Shape = PLAIN


NOTHING_KNOWN = Inspection(0, 0, {})


class Archive:
    """The parts of a zipped workbook.

    Raises:
        ReadError: on opening or reading a part, where the file is damaged or would be too large unpacked.
    """

    def __init__(self, path: Path, file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(path)
            self.parts = {entry.filename.lstrip("/"): entry for entry in self._zip.infolist()}
        except _UNZIP_ERRORS as error:
            raise self._damaged() from error
        unpacked = sum(entry.file_size for entry in self.parts.values())
        if unpacked > MOST_BYTES:
            message = f"Unpacked, the workbook would take {unpacked / 2**20:,.0f} MiB; at most 512 MiB are read."
            raise ReadError(unreadable(file, message, "Save the sheets with the diaries as CSV and read those."))

    def read(self, part: str) -> bytes:
        """The content of a part; empty if there is none of that name."""
        if part not in self.parts:
            return b""
        try:
            return self._zip.read(self.parts[part])
        except _UNZIP_ERRORS as error:
            raise self._damaged() from error

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _damaged(self) -> ReadError:
        """The error of a zip file that is cut short or broken."""
        message = "The workbook is damaged or was cut short: it can't be unpacked."
        return ReadError(unreadable(self.file, message, "Get the file again, or open it and save a copy."))


def check_size(inspection: Inspection, file: str, sheet: str) -> None:
    """Refuse a sheet that would fill the memory.

    Raises:
        ReadError: it has more cells, blank ones between filled ones counted, than can be read.
    """
    if inspection.columns <= MOST_COLUMNS and inspection.rows * inspection.columns <= MOST_CELLS:
        return
    column = column_letters(inspection.columns - 1)
    message = f"The sheet reaches to row {inspection.rows:,} and column {column}: too large to be read."
    remedy = "Delete the empty rows below and the empty columns beside the data, and whatever stands far out."
    raise ReadError(unreadable(file, message, remedy, sheet=sheet))


def password_error(file: str) -> ReadError:
    """The error of a file that is protected by a password."""
    message = "The workbook is protected by a password."
    return ReadError(unreadable(file, message, "Open it, save a copy without a password, and read that."))
