"""Parquet files whose rows come in any order, divided by respondent among partitions on disk, in one pass.

All rows of a respondent are in one partition, in the order of the file and with their numbers in it, so that problems
and accounts speak of the file. Which it is follows from the id as readers read it: `7`, `7.0` and ` 7` are one's.
"""

from __future__ import annotations

import tempfile
import weakref
from bisect import bisect_left
from contextlib import suppress
from itertools import accumulate, groupby
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.fault import shown
from timediary.ingest.guard import guarded
from timediary.ingest.id_hashes import as_read, hashes_of, is_text
from timediary.ingest.parquet import ParquetSheet, all_rows
from timediary.ingest.standard_input import located
from timediary.model.problem import TimediaryError
from timediary.model.reading import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Progress = Callable[[str, int, int | None], None]

# So many at most: with more of them each is written in pieces that are too small.
MOST_PARTITIONS = 256
_ROW = "row of the file, by timediary"
# Bytes of rows that wait to be written.
_WAITING = 32 << 20
_HALF = np.uint64(32)


class NotPartitionedError(TimediaryError):
    """Why the rows of a file can't be divided."""


class Partitions:
    """The rows of a file by partition, in a temporary file without a name, which the system removes with the process.

    Attributes:
        rows: how many each partition has.
        named: how many of them have an id.
        has_repeated: whether a respondent has several.
    """

    def __init__(self, respondent: str, number: int) -> None:
        self.rows, self.named = [0] * number, [0] * number
        self.has_repeated = False
        self._respondent = respondent
        self._file = tempfile.TemporaryFile(prefix="timediary-")  # noqa: SIM115 - open as long as windows are read
        self._pieces: list[list[tuple[int, int]]] = [[] for _ in range(number)]
        self._lock = Lock()
        weakref.finalize(self, _close, self._file)

    def __reduce__(self) -> tuple[Any, ...]:
        """They can't be sent elsewhere.

        Raises:
            NotPartitionedError: always.
        """
        raise NotPartitionedError("Rows that were put together on the way can't be sent elsewhere: sort the file.")

    @property
    def ends(self) -> list[int]:
        """The last row of each partition, counted through all of them."""
        return list(accumulate(self.rows))

    def take(self, partition: int, batches: Sequence[Any]) -> None:
        """Write rows to a partition.

        Raises:
            OSError: there is no room.
        """
        import pyarrow as pa

        for batch in _as_one(batches):
            place = batch.schema.get_field_index(self._respondent)
            ids = batch.column(place)
            self.has_repeated = self.has_repeated or _has_repeated(ids)
            ids = ids.dictionary_encode() if is_text(ids.type) else ids
            small, piece = _small(batch.set_column(place, self._respondent, ids)), pa.BufferOutputStream()
            with pa.ipc.new_stream(piece, small.schema) as stream:
                stream.write_batch(small)
            content = piece.getvalue()
            self._pieces[partition].append((self._file.tell(), content.size))
            self._file.write(content)
            self.rows[partition] += batch.num_rows

    def finish(self) -> None:
        """Write what is left to be written.

        Raises:
            OSError: there is no room.
        """
        self._file.flush()

    def batches(self, span: Span) -> list[tuple[int, Any]]:
        """The rows of some partitions, by their places among all rows, in batches with the places of the first."""
        ends = self.ends
        first, last = bisect_left(ends, span.first), bisect_left(ends, span.last)
        found, row = [], span.first
        for batch in _as_one([batch for partition in range(first, last + 1) for batch in self._read(partition)]):
            found.append((row, batch))
            row += batch.num_rows
        return found

    def ids(self) -> Iterator[list[str]]:
        """The ids in each partition, each once."""
        for partition in range(len(self.rows)):
            found: dict[str, None] = {}
            for batch in _as_one(list(self._read(partition, only_ids=True))):
                cells = batch.column(0)
                texts = as_read(cells.dictionary if hasattr(cells, "dictionary") else cells)
                found |= dict.fromkeys(filter(None, texts.unique().to_pylist()))
            yield list(found)

    def _read(self, partition: int, *, only_ids: bool = False) -> Iterator[Any]:
        """The pieces of a partition."""
        import pyarrow as pa

        for begin, length in self._pieces[partition]:
            with self._lock:
                self._file.seek(begin)
                content = self._file.read(length)
            options = pa.ipc.IpcReadOptions()
            if only_ids:
                place = pa.ipc.open_stream(content).schema.get_field_index(self._respondent)
                options = pa.ipc.IpcReadOptions(included_fields=[place])
            yield from pa.ipc.open_stream(content, options=options)


class PartitionedSheet(ParquetSheet):
    """Some partitions of a file's rows, which bear the numbers that they have in the file."""

    # Those of other windows may lie before its stretches of rows that weren't used.
    most_spans = 1 << 62

    def __init__(self, path: Path, file: str, span: Span, partitions: Partitions) -> None:
        super().__init__(path, file, span)
        self._partitions = partitions
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
            numbers = [_whole_numbers(batch.column(batch.num_columns - 1)) for _, batch in self._of_span(span)]
            self._numbers = np.concatenate([np.zeros(0, np.int64), *numbers])
        return self._numbers

    def _of_span(self, span: Span) -> list[tuple[int, Any]]:
        """The rows of some partitions with all columns."""
        if self._kept is None:
            self._kept = self._partitions.batches(span)
        return self._kept


def partitioned(respondents: Mapping[str, str], number: int, progress: Progress | None = None) -> dict[str, Partitions]:
    """The rows of Parquet files or data sets, divided by respondent.

    Args:
        respondents: the column of respondents of each file.
        number: how many partitions there are; a respondent is in the same one of each file.
        progress: told of which file how many rows are done.

    Raises:
        NotPartitionedError: they can't be divided, or there is no room for them.
        ReadError: a file can't be read.
    """
    import pyarrow as pa

    found: dict[str, Partitions] = {}
    for file, respondent in respondents.items():
        try:
            found[file] = Partitions(respondent, min(max(number, 1), MOST_PARTITIONS))
            _divide(file, found[file], respondent, progress)
        except OSError as error:
            folder = tempfile.gettempdir()
            raise NotPartitionedError(
                f"they can't be kept in the folder for temporary files, {folder}: {error.strerror or error}. Set "
                "TMPDIR to a folder with room for the file's rows."
            ) from None
        except pa.ArrowNotImplementedError as error:
            raise NotPartitionedError(f"pyarrow can't: {' '.join(str(error).split())}") from None
    return found


def windows_of(several: Sequence[Partitions]) -> list[list[Span]]:
    """Neighbouring partitions together, as few as have respondents in each of the files: a span of each file's rows."""
    number = len(several[0].rows)
    ends, met = [], [0] * len(several)
    for partition in range(number):
        met = [before + one.named[partition] for before, one in zip(met, several, strict=True)]
        if all(met):
            ends.append(partition)
            met = [0] * len(several)
    ends = [*ends[:-1], number - 1]
    found = []
    for first, last in zip([0, *(end + 1 for end in ends)], ends, strict=False):
        found.append([Span(one.ends[first] - one.rows[first] + 1, one.ends[last]) for one in several])
    return found


def _close(file: IO[bytes]) -> None:
    with suppress(OSError):  # told when it was written
        file.close()


def _divide(file: str, partitions: Partitions, respondent: str, progress: Progress | None) -> None:
    """Divide the rows of one file."""
    waiting: list[list[Any]] = [[] for _ in partitions.rows]
    row, size = 1, 0
    for batch, rows in _rows_of(file):
        if progress is not None:
            progress(f"Putting together {shown(file)}", row - 1, rows)
        place = batch.schema.get_field_index(respondent)
        hashes, lengths = hashes_of(as_read(batch.column(place)))
        which = _which(hashes, lengths, row, len(waiting))
        named = np.bincount(which[lengths > 0], minlength=len(waiting)).tolist()
        partitions.named = [before + more for before, more in zip(partitions.named, named, strict=True)]
        divided = _divided(batch, place, row, which, np.int32 if rows < 1 << 31 else np.int64)
        begin = 0
        for partition, number in enumerate(np.bincount(which, minlength=len(waiting)).tolist()):
            if number:
                waiting[partition].append(divided.slice(begin, number))
            begin += number
        row, size = row + batch.num_rows, size + divided.nbytes
        if size > _WAITING:
            _write(waiting, partitions)
            size = 0
    _write(waiting, partitions)
    partitions.finish()


def _divided(batch: Any, place: int, row: int, which: NDArray[np.uint8], row_type: type[np.integer[Any]]) -> Any:
    """The rows of a batch in the order of their partitions, with their numbers.

    Args:
        batch: the m rows.
        place: of the column of respondents.
        row: the number of the first.
        which: the partition of each, shape (m,).
        row_type: what holds the numbers of rows.
    """
    import pyarrow as pa

    ids, name = batch.column(place), batch.schema.names[place]
    if pa.types.is_dictionary(ids.type):  # with the ids of all rows around, too many for each of the pieces
        batch = batch.set_column(place, name, ids.dictionary_decode())
    rows = pa.array(np.arange(row, row + len(which), dtype=row_type))
    return _small(batch).append_column(_ROW, rows).take(pa.array(np.argsort(which, kind="stable")))


def _has_repeated(ids: Any) -> bool:
    """Whether a respondent has several of some rows."""
    _, lengths = hashes_of(as_read(ids))
    return len(as_read(ids.unique()).unique().drop_null()) < int(np.count_nonzero(lengths))


def _rows_of(file: str) -> Iterator[tuple[Any, int]]:
    """Batches of all rows of a file, and how many these are."""
    with guarded(shown(file), what="Parquet file"):
        yield from all_rows(located(file))


def _write(waiting: list[list[Any]], partitions: Partitions) -> None:
    """Write the rows that wait for it."""
    for partition, batches in enumerate(waiting):
        if batches:
            partitions.take(partition, batches)
            waiting[partition] = []


def _which(hashes: NDArray[np.uint64], lengths: NDArray[np.int64], row: int, number: int) -> NDArray[np.uint8]:
    """The partition of each of m rows, shape (m,); those without an id go to all in turn.

    Args:
        hashes: of their ids, shape (m,).
        lengths: of the ids, 0 where there is none, shape (m,).
        row: the number of the first.
        number: of the partitions.
    """
    which = ((hashes >> _HALF) * np.uint64(number) >> _HALF).astype(np.uint8)
    nameless = np.flatnonzero(lengths == 0)
    which[nameless] = (row + nameless) % number
    return which


def _small(batch: Any) -> Any:
    """A batch whose places in dictionaries take as few bytes as hold them."""
    import pyarrow as pa

    def kind(column: Any) -> Any:
        size = len(column.dictionary)
        return pa.int8() if size < 1 << 7 else pa.int16() if size < 1 << 15 else pa.int32()

    return _with_places(batch, kind)


def _with_places(batch: Any, kind: Callable[[Any], Any]) -> Any:
    """A batch whose places in dictionaries are of a kind, which is told by the column."""
    import pyarrow as pa

    columns = [
        pa.DictionaryArray.from_arrays(column.indices.cast(kind(column)), column.dictionary)
        if pa.types.is_dictionary(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _as_one(batches: Sequence[Any]) -> Iterator[Any]:
    """Batches as one for each schema that follows on another, with one dictionary for each column that has them."""
    import pyarrow as pa

    wide = (_with_places(batch, lambda _: pa.int32()) for batch in batches)
    for _, alike in groupby(wide, key=lambda batch: batch.schema):
        yield from pa.Table.from_batches(list(alike)).combine_chunks().to_batches()


def _whole_numbers(column: Any) -> NDArray[np.int64]:
    """A column of whole numbers without blanks; pyarrow's own way imports pandas."""
    numbers = np.frombuffer(column.buffers()[1] or b"", str(column.type))
    return numbers[column.offset : column.offset + len(column)].astype(np.int64)
