"""Parquet data sets: folders of files that are one table; and whatever lies in an object store."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timediary.ingest.fault import shown, unreadable
from timediary.ingest.guard import guarded
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUFFIXES = (".parquet", ".pq")
# Programs that write data sets put files with such names beside the parts, which hold no rows.
_NO_PARTS = ("_", ".")


def is_remote(path: Path | str) -> bool:
    """Whether a path is the address of something in an object store, such as `s3://bucket/diary.parquet`."""
    return "://" in str(path)


def remote(address: str) -> Path:
    """What is at an address, which has all that paths have: `file://` is a path; fsspec and its driver reach the rest.

    Raises:
        ReadError: what reaches it isn't installed, or it can't be reached.
    """
    try:
        from upath import UPath

        path: Any = UPath(address)
        path.exists()
    except ImportError as error:
        message = f"What reads it isn't installed: {error}."
        remedy = "Install it: pip install 'timediary[cluster]', and the driver of the store, such as s3fs for s3://."
        raise ReadError(unreadable(address, message, remedy)) from error
    except Exception as error:  # whatever a driver raises: no such protocol, no right to read, no network
        message = f"It can't be reached: {error}."
        raise ReadError(unreadable(address, message, "Check the address, and the rights to read it.")) from error
    return Path(path) if isinstance(path, PathLike) else path


def parts_of(path: Path) -> list[Path]:
    """The files of a data set in the order of their names; none where a path is no folder with Parquet files alone."""
    if not path.is_dir():
        return []
    files = sorted((file for file in path.iterdir() if not file.name.startswith(_NO_PARTS)), key=lambda file: file.name)
    return files if all(file.suffix.lower() in SUFFIXES and file.is_file() for file in files) else []


def parquet_at(path: Path, **options: Any) -> Any:
    """A Parquet file or data set, opened; `options` are those of `pyarrow.parquet.ParquetFile`."""
    import pyarrow.parquet as pq

    if path.is_dir():
        return DataSet(parts_of(path), options)
    where: Any = path
    return (
        pq.ParquetFile(where.path, filesystem=where.fs, **options)
        if is_remote(path)
        else pq.ParquetFile(path, **options)
    )


def size_of(path: Path) -> int:
    """The size of a file, or of a data set's files together, in bytes."""
    return sum(part.stat().st_size for part in parts_of(path) or [path])


def stamp_of(path: Path) -> str:
    """Something that is another where a file, or one of a data set's, has changed."""
    if is_remote(path):
        where: Any = path
        return repr(where.fs.ls(where.path, detail=True, refresh=True))
    about = ((part.name, part.stat()) for part in parts_of(path) or [path])
    return repr([(name, found.st_size, found.st_mtime_ns) for name, found in about])


class DataSet:
    """The files of a data set one after the other, as the one `ParquetFile` that they make together.

    Rows and row groups are counted through all files. Each file is open only while it is read.
    """

    def __init__(self, parts: Sequence[Path], options: dict[str, Any]) -> None:
        self._parts, self._options = parts, options
        self._row_groups: list[tuple[int, int, Any]] = []  # of which file, its number there, and its description
        self.num_rows = 0
        self.schema_arrow: Any = None
        for number, part in enumerate(parts):
            with guarded(shown(part), what="Parquet file"), parquet_at(part) as file:
                schema, known = file.schema_arrow.remove_metadata(), file.metadata
            if number == 0:
                self.schema_arrow = schema
            if sorted(schema.names) != sorted(self.schema_arrow.names):
                message = f"Its files aren't one table: {part.name} has other columns than {parts[0].name}."
                remedy = "Name the files; or keep diaries and respondents in folders of their own, and name both."
                raise ReadError(unreadable(shown(part.parent), message, remedy))
            self.num_rows += known.num_rows
            self._row_groups += [(number, group, known.row_group(group)) for group in range(known.num_row_groups)]

    @property
    def metadata(self) -> DataSet:
        """What is known of all files together."""
        return self

    @property
    def num_row_groups(self) -> int:
        """How many row groups all files have."""
        return len(self._row_groups)

    @property
    def num_columns(self) -> int:
        """How many columns they have."""
        return len(self.schema_arrow.names)

    def row_group(self, number: int) -> Any:
        """The description of one row group."""
        return self._row_groups[number][2]

    def iter_batches(
        self,
        batch_size: int,
        columns: Sequence[str] | None = None,
        row_groups: Sequence[int] | None = None,
        *,
        use_threads: bool = True,
    ) -> Iterator[Any]:
        """Batches of the rows of some row groups, or of all."""
        chosen = self._row_groups if row_groups is None else [self._row_groups[number] for number in row_groups]
        for part, groups in groupby(chosen, key=itemgetter(0)):
            path = self._parts[part]
            with guarded(shown(path), what="Parquet file"), parquet_at(path, **self._options) as file:
                numbers = [group for _, group, _ in groups]
                yield from file.iter_batches(
                    batch_size=batch_size, columns=columns, row_groups=numbers, use_threads=use_threads
                )

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> DataSet:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
