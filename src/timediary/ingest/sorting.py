"""Parquet files whose rows come in any order, sorted by respondent once, on disk, by duckdb.

The copy has one column more: the row of the file in which each of its rows stood. A sheet of the copy tells rows by it,
so that problems and accounts speak of the file.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.data_set import is_remote, parquet_at, parts_of
from timediary.ingest.parquet import ParquetSheet
from timediary.ingest.standard_input import located
from timediary.model.problem import TimediaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from timediary.model.reading import Span

    Progress = Callable[[str, int, int | None], None]

INSTALL = "duckdb, which would do it, isn't installed (pip install 'timediary[scale]')."
ROW = "row of the file, by timediary"
# What duckdb may take of memory, in MB, at all and for each column, since it sorts whole rows. With half of it a sort
# of 37 million rows doesn't end.
_MEMORY, _MEMORY_OF_COLUMN = 1_000, 2
_THREADS = 2
# Cells of a row group of the copy, and its rows at most.
_CELLS, _ROWS = 8_000_000, 122_880
# Rows without a respondent are read with the last window.
_MOST_NAMELESS = 100_000
# What is never a total, a title, a note or a unit, whose meaning may lie in where it stands.
_SURELY_ID = "^[!-~]*[0-9][!-~]*$"
_UNITS = ("1-7", "0/1")
# Another way to write a whole number.
_OTHERWISE = "^[0-9]+[.]0+$"


class NotSortedError(TimediaryError):
    """Why a file can't be sorted so that it reads as it does unsorted."""


class SortedSheet(ParquetSheet):
    """A span of the rows of a sorted copy, which bear the numbers that they have in the file."""

    most_spans = sys.maxsize  # those of other windows may lie before them

    def __init__(self, path: Path, file: str, span: Span | None = None) -> None:
        super().__init__(path, file, span)
        self.columns = (self.columns or ())[:-1]
        self._numbers: NDArray[np.int64] | None = None

    def row_in_file(self, row: int) -> int:
        """The row of the file in which a row of the span stood."""
        if self._span is None or not self._span.first <= row <= self._span.last:
            return row
        return int(self._rows_in_file(self._span)[row - self._span.first])

    def release(self) -> None:
        """Close the file; it isn't read again, but its rows may still be spoken of."""
        if self._span is not None:
            self._rows_in_file(self._span)
        super().release()

    def _rows_in_file(self, span: Span) -> NDArray[np.int64]:
        if self._numbers is None:
            self._numbers = np.concatenate([_whole_numbers(batch[ROW]) for _, batch in self._of_span(span)])
        return self._numbers


class Copies(dict[str, Path]):
    """The copies of some files, in a folder that goes with them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="timediary-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent elsewhere, they are names alone."""
        return dict, (dict(self),)


def sort_by_respondent(respondents: Mapping[str, str], progress: Progress | None = None) -> Copies:
    """Copies of Parquet files or data sets, sorted by respondent and then by row.

    Args:
        respondents: the column of respondents of each file.
        progress: told what is being sorted.

    Raises:
        NotSortedError: duckdb isn't there, or a copy wouldn't read as the file does.
    """
    try:
        import duckdb
    except ImportError:
        raise NotSortedError(INSTALL) from None
    copies = Copies()
    spilled = copies.folder / "spilled"
    try:
        for file, respondent in respondents.items():
            if progress is not None:
                progress(f"Sorting {file}", 0, None)
            copies[file] = copies.folder / f"{len(copies)}.parquet"
            # A connection of its own for each, so that what one has held is given back before the next.
            with duckdb.connect() as connection:
                for setting, value in {
                    "memory_limit": f"{_MEMORY + _MEMORY_OF_COLUMN * len(_kinds(located(file)))}MB",
                    "temp_directory": str(spilled),
                    "threads": _THREADS,
                    "preserve_insertion_order": True,
                    "enable_progress_bar": False,
                }.items():
                    connection.execute(f"SET {setting} = {_literal(value)}")
                _sort(connection, located(file), respondent, copies[file])
            shutil.rmtree(spilled, ignore_errors=True)
    except (duckdb.Error, OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise NotSortedError(f"duckdb can't: {' '.join(str(error).split())}") from None
    return copies


def _sort(connection: Any, path: Path, respondent: str, copy: Path) -> None:
    """Sort one file."""
    import pyarrow as pa

    if is_remote(path):
        raise NotSortedError("what lies in a store isn't sorted on the way; copy it to this machine.")
    with parquet_at(path) as opened:
        schema, rows = opened.schema_arrow, opened.metadata.num_rows
    rows_of = _rows_with_numbers(path)
    options = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {min(_ROWS, max(2_048, _CELLS // len(schema)))}"
    connection.execute(f"COPY (FROM ({rows_of}) LIMIT 0) TO {_literal(str(copy))} ({options})")
    if _kinds(copy) != [*_kinds(path), (ROW, pa.int64())]:
        raise NotSortedError("it has columns of kinds that duckdb doesn't write as they are.")
    key, kind = _name(respondent), dict(_kinds(path))[respondent]
    if pa.types.is_string(kind):
        key = f"nullif({key}, '')"
        units = ", ".join(map(_literal, _UNITS))
        odd = f"NOT regexp_full_match({key}, {_literal(_SURELY_ID)}) OR length({key}) > 60 OR {key} IN ({units})"
        odd += f" OR regexp_full_match({key}, {_literal(_OTHERWISE)})"
    elif pa.types.is_integer(kind):
        odd = "false"
    else:
        raise NotSortedError("its ids are neither texts nor whole numbers.")
    asked = f"count(*) FILTER ({odd}), min({key}) FILTER ({odd}), count(*) FILTER ({key} IS NULL)"
    first = f"count(*) FILTER ({key} IS NULL AND {_name(ROW)} = 1)"
    number, example, nameless, starts_nameless = connection.execute(
        f"SELECT {asked}, {first} FROM ({rows_of})"  # noqa: S608 - names and texts are quoted
    ).fetchone()
    if number:
        raise NotSortedError(f"'{example}' may be no id, or another's, by what stands around it.")
    if starts_nameless or nameless > _MOST_NAMELESS:
        raise NotSortedError("rows without a respondent may belong to those around them.")
    order = f"{key} ASC NULLS LAST, {_name(ROW)} ASC"
    connection.execute(f"COPY (FROM ({rows_of}) ORDER BY {order}) TO {_literal(str(copy))} ({options})")
    _see_that_it_is_sorted(copy, respondent, rows)


def _rows_with_numbers(path: Path) -> str:
    """A query of all rows with their numbers from 1 on, through all parts of a data set."""
    selected, before = [], 0
    for part in parts_of(path) or [path]:
        if any(sign in str(part) for sign in "*?[]{}"):
            raise NotSortedError("duckdb takes a sign in its name for a pattern.")
        source = f"read_parquet({_literal(str(part))}, file_row_number = true, hive_partitioning = false)"
        number = f"file_row_number + {before + 1} AS {_name(ROW)}"
        selected.append(f"SELECT * EXCLUDE (file_row_number), {number} FROM {source}")  # noqa: S608 - as above
        with parquet_at(part) as opened:
            before += opened.metadata.num_rows
    return " UNION ALL ".join(selected)


def _kinds(path: Path) -> list[tuple[str, Any]]:
    """Names and kinds of a file's columns; texts are one kind, however they are kept."""
    import pyarrow as pa

    with parquet_at(path) as opened:
        found = [(field.name, field.type) for field in opened.schema_arrow]
    found = [(name, kind.value_type if pa.types.is_dictionary(kind) else kind) for name, kind in found]
    return [(name, pa.string() if pa.types.is_large_string(kind) else kind) for name, kind in found]


def _see_that_it_is_sorted(copy: Path, respondent: str, rows: int) -> None:
    """See that a copy has each row of the file once, and those of a respondent in their order.

    That respondents come in order is looked at when windows are planned.
    """
    import pyarrow.compute as pc

    met, total, squares = 0, 0, 0
    before: tuple[Any, int] | None = None
    with parquet_at(copy) as opened:
        for batch in opened.iter_batches(batch_size=1 << 17, columns=[respondent, ROW]):
            ids, numbers = batch[respondent], _whole_numbers(batch[ROW])
            same = _whole_numbers(pc.fill_null(pc.equal(ids[1:], ids[:-1]), False).cast("int64")) == 1
            falls = bool((np.diff(numbers)[same] <= 0).any())
            if before is not None and before[0] == ids[0].as_py():
                falls |= before[1] >= numbers[0]
            if falls:
                raise NotSortedError("the copy isn't in the order that was asked for.")
            met, total = met + len(numbers), total + int(numbers.sum())
            squares = (squares + int((numbers.astype(np.uint64) ** np.uint64(2)).sum())) % (1 << 64)
            before = ids[-1].as_py(), int(numbers[-1])
    all_squares = rows * (rows + 1) * (2 * rows + 1) // 6 % (1 << 64)
    if (met, total, squares) != (rows, rows * (rows + 1) // 2, all_squares):
        raise NotSortedError("the copy doesn't have each row once.")


def _whole_numbers(column: Any) -> NDArray[np.int64]:
    """A column of whole numbers without blanks; pyarrow's own way imports pandas."""
    return np.frombuffer(column.buffers()[1] or b"", np.int64)[column.offset : column.offset + len(column)]


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()
