"""Parquet: columns in batches, as dictionaries where they are texts. Row numbers count records from 1."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.data_set import parquet_at, stamp_of
from timediary.ingest.fault import unreadable
from timediary.ingest.guard import DamageError, guarded
from timediary.ingest.sheet import Batch, CodedColumn, ColumnSheet
from timediary.model.reading import TIME_ZONE, UTC, ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.model.reading import Span

# Cells decoded at once, and the rows that a batch has at least and at most.
_CELLS = 1 << 22
_FEWEST_ROWS, _MOST_ROWS = 1 << 14, 1 << 20
_APART, _CELLS_APART = 1 << 17, 1 << 20
_BUFFER = 1 << 20
_UTC = ("UTC", "Etc/UTC", "Z", "+00:00", "GMT")
# Dictionaries up to the one size are compared with those of earlier batches; above the other, value by value.
_SMALL, _MANY = 2_000, 100_000


def open_parquet(path: Path, file: str) -> list[ParquetSheet]:
    """The one table of a Parquet file."""
    return [ParquetSheet(path, file)]


class ParquetSheet(ColumnSheet):
    """A Parquet file as a sheet; nothing but its description is in memory."""

    what = "Parquet file"

    def __init__(self, path: Path, file: str, span: Span | None = None) -> None:
        """A file, or of a large one a span of its rows, which are then read once and kept."""
        super().__init__(file, lettered=False)
        self._path = path
        self._source = _opened(path)
        self.columns = tuple(self._source.schema_arrow.names)
        _refuse_repeated(self.columns, file)
        for place, field in enumerate(self._source.schema_arrow):
            if getattr(field.type, "tz", None) in _UTC:
                self.record.decide(TIME_ZONE, UTC, by="the file", columns=(place,))
        self.total_rows = self._source.metadata.num_rows
        self._span = span
        self._kept: list[tuple[int, Any]] | None = None

    def coded_batches(self, columns: Sequence[int], first_row: int) -> Iterator[Batch]:
        """Coded columns of all records from `first_row` on, in batches of consecutive records."""
        names = self.columns or ()
        wanted = [names[column] for column in columns]
        coders = [_Column() for _ in columns]
        size = min(max(_CELLS // max(len(wanted), 1), _FEWEST_ROWS), _MOST_ROWS)
        batches = self._numbered(size, wanted) if self._span is None else self._of_span(self._span)
        for row, batch in batches:
            skipped = min(max(first_row - row, 0), batch.num_rows)
            part, number = batch.slice(skipped), row + skipped
            if part.num_rows:
                coded = [coder.code(part[name]) for coder, name in zip(coders, wanted, strict=True)]
                yield Batch(number, coded)

    @property
    def first_rows(self) -> list[int]:
        """The first row of each row group."""
        groups = self._source.metadata
        return [1, *(1 + np.cumsum([groups.row_group(n).num_rows for n in range(groups.num_row_groups)])).tolist()][:-1]

    def beginning(self, group: int, position: int) -> Batch:
        """One column of the first rows of a row group."""
        name = (self.columns or ())[position]
        with guarded(self.file, what=self.what):
            batches = self._source.iter_batches(batch_size=_FEWEST_ROWS, row_groups=[group], columns=[name])
            return Batch(self.first_rows[group], [_Column().code(next(batches)[name])])

    def column_apart(self, position: int) -> Iterator[Batch]:
        """One column of all rows, in batches of which each has values of its own, so that none are kept."""
        name = (self.columns or ())[position]
        with guarded(self.file, what=self.what):
            for row, batch in self._numbered(_APART, [name]) if self._span is None else self._of_span(self._span):
                column: Any = batch[name]
                if hasattr(column, "dictionary") and len(column.dictionary) > len(column):
                    column = column.dictionary_decode()
                yield Batch(row, [_Column().code(column)])

    def release(self) -> None:
        """Close the file; it isn't read again."""
        self._source.close()
        self._kept = None

    def _numbered(self, size: int, columns: Sequence[str]) -> Iterator[Any]:
        """Batches with the numbers of their first rows."""
        row = 1
        for batch in self._source.iter_batches(batch_size=size, columns=columns):
            yield row, batch
            row += batch.num_rows

    def _of_span(self, span: Span) -> list[tuple[int, Any]]:
        """The rows of a span with all columns, in batches with the numbers of their first rows."""
        if self._kept is None:
            self._kept = _LATEST.rows_of(self._path, stamp_of(self._path)).of(span)
        return self._kept


def _refuse_repeated(names: Sequence[str], file: str) -> None:
    """Refuse a file in which two columns have one name, by which alone columns of Parquet are told apart."""
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = f"Two columns are called '{twice}', so that the one can't be told from the other."
        raise ReadError(unreadable(file, message, "Give each column a name of its own where the file comes from."))


class _RowsInOrder:
    """Spans of a file's rows, one after the other, so that no row is decoded twice."""

    def __init__(self, path: Path) -> None:
        self._source = _opened(path, most_bytes=4)
        groups = self._source.metadata
        self._begins = np.cumsum([1, *(groups.row_group(n).num_rows for n in range(groups.num_row_groups))])
        self._size = _rows_at_once(groups.num_columns)
        self._batches: Iterator[Any] = iter(())
        self._row = 1
        self._batch: Any = None

    def of(self, span: Span) -> list[tuple[int, Any]]:
        """The rows of a span, in batches with the numbers of their first rows."""
        found: list[tuple[int, Any]] = []
        if self._batch is None or span.first < self._row or self._group(span.first) > self._group(self._row) + 1:
            self._begin(self._group(span.first))
        while self._batch is not None:
            last = self._row + self._batch.num_rows - 1
            first, end = max(span.first, self._row), min(span.last, last)
            if first <= end:
                found.append((first, self._batch.slice(first - self._row, end - first + 1)))
            if last >= span.last:
                break
            self._row, self._batch = last + 1, next(self._batches, None)
        return found

    def _group(self, row: int) -> int:
        """The row group that a row is in."""
        return min(int(np.searchsorted(self._begins, row, side="right")) - 1, len(self._begins) - 2)

    def _begin(self, group: int) -> None:
        """Go to the first row of a row group."""
        groups = range(group, len(self._begins) - 1)
        self._batches = self._source.iter_batches(batch_size=self._size, row_groups=groups)
        self._row, self._batch = int(self._begins[group]), next(self._batches, None)


def all_rows(path: Path) -> Iterator[tuple[Any, int]]:
    """Batches of all rows of a file with all columns, and how many rows there are."""
    source = _opened(path, most_bytes=4)
    size, rows = _rows_at_once(source.metadata.num_columns), source.metadata.num_rows
    for batch in source.iter_batches(size, use_threads=False):  # each thread keeps memory that others don't get
        yield batch.replace_schema_metadata(None), rows
    source.close()


def _rows_at_once(columns: int) -> int:
    return min(max(_CELLS_APART // max(columns, 1), _FEWEST_ROWS), _MOST_ROWS)


class _Latest(threading.local):
    """The last two files of which a thread has read spans, which stay open; one that has changed is another."""

    def __init__(self) -> None:
        self.rows_of = lru_cache(maxsize=2)(lambda path, _: _RowsInOrder(path))


_LATEST = _Latest()


def release_spans() -> None:
    """Close the files of which this thread has read spans."""
    _LATEST.rows_of.cache_clear()


def _opened(path: Path, most_bytes: float = np.inf) -> Any:
    """A file with its texts as dictionaries; nothing but its description is in memory.

    Args:
        path: the file.
        most_bytes: of a text in a row on average, for a dictionary: one of texts that are all different only grows.
    """
    import pyarrow as pa

    with parquet_at(path) as described:
        schema, metadata = described.schema_arrow, described.metadata
    texts = [field.name for field in schema if field.type in (pa.string(), pa.large_string())]
    if metadata.num_row_groups and np.isfinite(most_bytes):
        group = metadata.row_group(0)
        chunks = [group.column(n) for n in range(group.num_columns)]
        large = {c.path_in_schema for c in chunks if c.total_uncompressed_size > most_bytes * max(group.num_rows, 1)}
        texts = [name for name in texts if name not in large]
    return parquet_at(
        path, read_dictionary=texts, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True
    )


class _Column:
    """Codes one column, batch after batch, so that few distinct values are made anew.

    The same few values are the same list again. Where a batch has many, as respondents have in no order, they are
    looked up among all that came before and one list grows.
    """

    def __init__(self) -> None:
        self._small: dict[tuple[Any, ...], list[Cell]] = {}
        self._met: Any = None  # all values met, as an Arrow array; they begin at place 1 of the list
        self._growing: list[Cell] = [None]

    def code(self, column: Any) -> CodedColumn:
        """The distinct values of a batch and their positions."""
        import pyarrow as pa

        if not pa.types.is_dictionary(column.type):
            column = _plain(column).dictionary_encode()
        if self._met is not None or (len(column.dictionary) > _MANY and _is_text_or_whole(column.type.value_type)):
            places = self._places(column.dictionary)
            positions = np.append(places, np.int32(0))[_within(_positions(column.indices, len(places)), len(places))]
            return CodedColumn(self._growing, positions)
        dictionary, blank = column.dictionary, len(column.dictionary)
        positions = _within(_positions(column.indices, blank), blank)
        if blank > _SMALL and len(positions) and (last := int(positions.max())) < blank:
            # Sorted rows have neighbouring values, and the others needn't be made.
            first = int(positions.min())
            dictionary = dictionary.slice(first, last + 1 - first)
            positions = positions - np.int32(first)
        values: list[Cell] = dictionary.to_pylist()
        if not (_is_text_or_whole(column.type.value_type) or pa.types.is_floating(column.type.value_type)):
            values = list(map(_cell, values))
        values.append(None)
        if blank < _SMALL:
            values = self._small.setdefault(tuple(values), values)
        return CodedColumn(values, positions)

    def _places(self, dictionary: Any) -> NDArray[np.int32]:
        """Where the values of a dictionary stand in the growing list, shape (its length,)."""
        import pyarrow as pa
        import pyarrow.compute as pc

        known = dictionary.slice(0, 0) if self._met is None else self._met
        found = pc.index_in(dictionary, value_set=known)
        places = _positions(found, -1) + np.int32(1)
        new = dictionary.filter(pc.is_null(found))
        self._met = pa.concat_arrays([known, new])
        places[places == 0] = len(self._growing) + np.arange(len(new), dtype=np.int32)
        self._growing += new.to_pylist()
        return places


def coded(column: Any) -> CodedColumn:
    """The cells of an Arrow column."""
    return _Column().code(column)


def _positions(indices: Any, blank: int) -> NDArray[np.int32]:
    """The indices of a dictionary as numpy has them, `blank` where there is none.

    Taken from the memory itself, since pyarrow's own way imports pandas, which takes longer than most files.
    """
    first, end = indices.offset, indices.offset + len(indices)
    valid, numbers = indices.buffers()
    positions = np.frombuffer(numbers or b"", np.dtype(str(indices.type)))[first:end].astype(np.int32, copy=False)
    if indices.null_count:
        bits, positions = np.frombuffer(valid, np.uint8), positions.copy()
        positions[np.unpackbits(bits, count=end, bitorder="little")[first:] == 0] = blank
    return positions


def _within(positions: NDArray[np.int32], blank: int) -> NDArray[np.int32]:
    """Positions in a dictionary, none beyond `blank`; in damaged files there are some."""
    if len(positions) and not 0 <= int(positions.min()) <= int(positions.max()) <= blank:
        raise DamageError("a column refers to values that it doesn't hold")
    return positions


def _plain(column: Any) -> Any:
    """A column of a type whose values Python has: times to the microsecond, lists and records as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    type_ = column.type
    if pa.types.is_timestamp(type_):
        column = pc.local_timestamp(column) if type_.tz else column
        return column.cast(pa.timestamp("us"), safe=False)
    if pa.types.is_time64(type_):
        return column.cast(pa.time64("us"), safe=False)
    if pa.types.is_duration(type_):
        return column.cast(pa.duration("us"), safe=False)
    if pa.types.is_nested(type_):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column


def _is_text_or_whole(type_: Any) -> bool:
    """Whether the values of a type are cells as they are, texts or whole numbers."""
    import pyarrow as pa

    return any(check(type_) for check in (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer))


def _cell(value: Any) -> Cell:
    """A Python value as the content of a cell."""
    if value is None or isinstance(value, (str, bool, dt.datetime, dt.date, dt.time, dt.timedelta)):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
