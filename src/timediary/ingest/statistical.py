"""SPSS (.sav) and Stata (.dta) files, with pyreadstat: value labels are the cells where values have them.

User-missing values of SPSS and the extended missing values of Stata are blank. Rows are cases, counted from 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timediary.ingest.cell import Labelled
from timediary.ingest.guard import DamageError
from timediary.ingest.sheet import Batch, ColumnSheet, Numbering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from timediary.ingest.cell import Cell

# Cells in memory at once: each is a Python object.
_CELLS = 1 << 23
# The best that compression can do.
_MOST_CASES_A_BYTE = 1_100
# Files from other programs may hold texts in an older encoding without saying so.
_OTHER_ENCODING = "WINDOWS-1252"
# In files with this label, which timediary writes, variable labels are the headings of columns, as they
# were before names had to be made that SPSS and Stata allow.
_OWN_LABEL = "timediary"


def open_spss(path: Path, file: str) -> list[StatisticalSheet]:
    """The one table of an SPSS file."""
    import pyreadstat

    return [StatisticalSheet(path, file, "SPSS", pyreadstat.read_sav)]


def open_stata(path: Path, file: str) -> list[StatisticalSheet]:
    """The one table of a Stata file."""
    import pyreadstat

    return [StatisticalSheet(path, file, "Stata", pyreadstat.read_dta)]


class StatisticalSheet(ColumnSheet):
    """An SPSS or Stata file as a sheet; its cases are read in parts."""

    def __init__(self, path: Path, file: str, kind: str, read: Callable[..., tuple[Any, Any]]) -> None:
        super().__init__(file, lettered=False)
        self._path = path
        self.what = f"{kind} file"
        self._function = read
        self._encoding: str | None = None
        _, about = self._read(metadataonly=True)
        self._names: list[str] = about.column_names
        self._labels: dict[str, dict[Any, str]] = about.variable_value_labels
        self.columns = tuple(_headings(about))
        if about.number_rows and about.number_rows > path.stat().st_size * _MOST_CASES_A_BYTE:
            raise DamageError(f"it says that it has {about.number_rows:,} cases, for which it is too small")
        self.total_rows = about.number_rows

    def coded_batches(self, columns: Sequence[int], first_row: int) -> Iterator[Batch]:
        """Coded columns of all cases from `first_row` on, in batches of consecutive cases."""
        names = [self._names[column] for column in columns]
        numberings = [Numbering() for _ in names]
        size = max(_CELLS // max(len(names), 1), 1)
        row = first_row
        while names:
            data, _ = self._read(usecols=names, row_offset=row - 1, row_limit=size)
            found = len(data[names[0]])
            if found:
                coded = [
                    numbering.code(_cells(data[name], self._labels.get(name)))
                    for name, numbering in zip(names, numberings, strict=True)
                ]
                yield Batch(row, coded)
            if found < size:
                return
            row += found

    def _read(self, **options: Any) -> tuple[Any, Any]:
        """Values by name, and what the file says of itself; in another encoding where the first doesn't fit."""
        import pyreadstat

        try:
            return self._function(str(self._path), output_format="dict", encoding=self._encoding, **options)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError):
            if self._encoding == _OTHER_ENCODING:
                raise
        self._encoding = _OTHER_ENCODING
        return self._read(**options)


def _headings(about: Any) -> Iterator[str]:
    """The names of the variables, or in files written by timediary their labels."""
    own = about.file_label == _OWN_LABEL
    for name, label in zip(about.column_names, about.column_labels, strict=True):
        yield label if own and label else name


def _cells(values: Sequence[Any], labels: Mapping[Any, str] | None) -> Sequence[Cell]:
    """Values as the contents of cells: in words where they have labels, numbers still."""
    if not labels:
        return values
    words = {
        value: Labelled(label, value) if isinstance(value, (int, float)) else label for value, label in labels.items()
    }
    return [words.get(value, value) for value in values]
