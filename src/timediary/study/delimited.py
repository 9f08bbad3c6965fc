"""Strict access to the delimited files of a study: UTF-8, the columns that it must have, and whole lines."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.problem import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Line(NamedTuple):
    """A line of a file: its cells by column, and where it ends."""

    file: str
    number: int
    cells: dict[str, str]

    def error(self, complaint: str) -> DefinitionError:
        """An error that names file and line."""
        return DefinitionError(f"{self.file}, line {self.number}: {complaint}")

    def number_in(self, column: str) -> float:
        """The number in a column.

        Raises:
            DefinitionError: there is none.
        """
        try:
            value = float(self.cells[column])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.error(f"'{self.cells[column][:80]}' in the column '{column}' is not a number.")
        return value


def lines_of(path: Path, columns: Sequence[str]) -> Iterator[Line]:
    """The lines of a file below its first, which names the columns; blank ones are passed over.

    Raises:
        DefinitionError: it can't be read, is not text in UTF-8, has other columns, or a line has fewer or more cells;
            the message names the file and, where it is one, the line.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DefinitionError(f"{name}: the file can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        told = "the file is not text in UTF-8. Save it again as 'UTF-8' or 'CSV UTF-8'."
        raise DefinitionError(f"{name}: {told}") from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        if next(reader, None) != list(columns):
            raise DefinitionError(f"{name}: the first line must be {','.join(columns)}.")
        for cells in reader:
            if cells and len(cells) != len(columns):
                told = f"{len(cells)} cells under {len(columns)} names of columns. Look for a comma or a quotation mark"
                raise DefinitionError(f"{name}, line {reader.line_num}: {told} too many or too few.")
            if cells:
                yield Line(name, reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        told = f"can't be read as delimited text ({error}). Look for a quotation mark that isn't closed."
        raise DefinitionError(f"{name}, line {reader.line_num}: {told}") from error
