"""A sheet: one table of raw cells from any kind of file, by rows or by coded columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import wraps
from itertools import islice
from operator import itemgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from timediary.ingest.cell import Since1904
from timediary.ingest.guard import guarded
from timediary.ingest.record import MOST_SPANS, SheetRecord
from timediary.model.choices import SheetChoices
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.model.choices import Choices
    from timediary.model.reading import Span

_DECODED_AT_ONCE = 1024
ROWS_IN_A_BATCH = 65_536
_MOST_ROWS = 1 << 20
_A_YEAR = 366
# The context in which a kind of file reads its content; there, any exception of its library is put into words.
_READING = ("rows", "coded_batches", "shape", "load")


class CodedColumn(NamedTuple):
    """One column of a batch: its distinct cells, and which of them stands in each row.

    `values` may hold cells that no row of the batch has, and may be one list that grows from batch to
    batch; a reader that meets the same list again decodes only what is new in it.
    """

    values: Sequence[Cell]
    numbers: NDArray[np.int32]


class Block(NamedTuple):
    """Cells from one corner to another, both within; rows and columns count from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        """As a spreadsheet writes it: `F2:F4`."""
        first, last = column_letters(self.first_column), column_letters(self.last_column)
        return f"{first}{self.first_row + 1}:{last}{self.last_row + 1}"


class Shape(NamedTuple):
    """How a workbook shows a sheet, beside what its cells hold.

    Attributes:
        merged: blocks of cells that are merged into one.
        hidden_rows: counted from 1.
        hidden_columns: counted from 0.
        is_filtered: whether it is a filter that hides rows.
    """

    merged: tuple[Block, ...] = ()
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    is_filtered: bool = False


PLAIN = Shape()


class Batch(NamedTuple):
    """Consecutive rows of a sheet as coded columns; `first_row` is the number of the first of them."""

    first_row: int
    columns: list[CodedColumn]


class Numbering(dict["Cell", int]):
    """Numbers distinct cells from 0, in the order in which they appear; `values_in_order` lists them."""

    def __init__(self) -> None:
        super().__init__()
        self.values_in_order: list[Cell] = []

    def __missing__(self, cell: Cell) -> int:
        number = self[cell] = len(self.values_in_order)
        self.values_in_order.append(cell)
        return number

    def code(self, cells: Sequence[Cell]) -> CodedColumn:
        """A column of cells as a coded column; `values` keeps growing with every call."""
        import numpy as np  # not at the top: a workbook is opened while numpy is still being imported

        if cells and cells[0] not in self and cells[-1] not in self:  # as in a column of ids, of which all may be new
            new = [cell for cell in dict.fromkeys(cells) if cell not in self]
            self.update(zip(new, range(len(self), len(self) + len(new)), strict=True))
            self.values_in_order += new
        numbers = np.fromiter(map(self.__getitem__, cells), np.int32, len(cells))
        return CodedColumn(self.values_in_order, numbers)


def _guarded_method(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method that reads a sheet, and the iterator that it may give, guarded."""

    @wraps(method)
    def read(sheet: Sheet, *arguments: Any) -> Any:
        with guarded(sheet.file, sheet.name, sheet.what):
            result = method(sheet, *arguments)
        return _guarded_iterator(sheet, result) if isinstance(result, Iterator) else result

    return read


def _guarded_iterator(sheet: Sheet, items: Iterator[Any]) -> Iterator[Any]:
    """What an iterator gives while it reads a sheet."""
    with guarded(sheet.file, sheet.name, sheet.what):
        yield from items


class Sheet:
    """One table of raw cells.

    A kind of file makes a subclass that implements `rows` or, where the file holds columns,
    `coded_batches`; each of the two has a default that is made from the other. Whatever a subclass raises while it
    reads is a `ReadError` with the names of file and sheet.

    Attributes:
        what: the kind of file, in words.
        doubt: what is wrong with the file as a whole though it can be read, and what to do about it.
        file: the file as the caller named it.
        name: name of the sheet in a workbook, else empty.
        lettered: whether columns have spreadsheet letters (workbooks and delimited text).
        hidden: whether the workbook hides it.
        columns: names of the columns where the file keeps them apart from its rows (Parquet, SPSS,
            Stata); row numbers then count records from 1. None where they stand in a row of the sheet.
        total_rows: how many rows there are, if that is known without reading them.
        most_spans: how many stretches of rows that weren't used are told.
        skipped: rows between the first, a header, and the next that the sheet shows, which is a span of another's.
        settled: what options or a reading file settle of it: `sheet.settled.decisions.get("date order")`.
        visible_only: whether what the workbook hides of its rows and columns is left out.
        record: what has been understood of it so far; whoever decides something writes it there.
    """

    what = "file"
    doubt: tuple[str, str] | None = None
    columns: tuple[str, ...] | None = None
    total_rows: int | None = None
    most_spans: int = MOST_SPANS
    skipped: int = 0
    visible_only = False

    def __init_subclass__(cls) -> None:
        """Guard what reads the file."""
        for name in _READING:
            if name in vars(cls):
                setattr(cls, name, _guarded_method(vars(cls)[name]))

    def __init__(self, file: str, name: str = "", *, lettered: bool = True, hidden: bool = False) -> None:
        self.file = file
        self.name = name
        self.lettered = lettered
        self.hidden = hidden
        self.record = SheetRecord()
        self.settled = SheetChoices()

    def settle(self, choices: Choices) -> None:
        """Take in what is settled of the sheet beforehand."""
        self.visible_only = choices.visible_only
        self.settled = choices.sheet(self.name or PurePath(self.file).name)

    @property
    def whole(self) -> Sheet:
        """The sheet with all of its rows, also where this is one without those that are nobody's."""
        return self

    def row_in_file(self, row: int) -> int:
        """The number that a row has in the file, which is told of it."""
        return row

    @property
    def title(self) -> str:
        """File and sheet in words."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first, blank ones too; a row may be shorter than others."""
        width = len(self.columns or ())
        for batch in self.coded_batches(range(width), 1):
            # Few at a time, for often only the first rows are looked at.
            for first in range(0, len(batch.columns[0].numbers) if width else 0, _DECODED_AT_ONCE):
                part = slice(first, first + _DECODED_AT_ONCE)
                decoded = [[column.values[i] for i in column.numbers[part].tolist()] for column in batch.columns]
                yield from zip(*decoded, strict=True)

    def coded_batches(self, columns: Sequence[int], first_row: int) -> Iterator[Batch]:
        """Coded columns of all rows from `first_row` on, in batches of consecutive rows.

        Args:
            columns: positions of the columns wanted, from 0.
            first_row: number of the first row wanted, from 1.
        """
        numberings = [Numbering() for _ in columns]
        for row, rows in self.blocks(first_row, ROWS_IN_A_BATCH):
            coded = [
                numbering.code(column_of(rows, column)) for numbering, column in zip(numberings, columns, strict=True)
            ]
            yield Batch(row, coded)

    def blocks(self, first_row: int, size: int) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
        """Rows from `first_row` on, `size` at a time, each time with the number of the first of them."""
        rows = islice(self.rows(), first_row - 1, None)
        first_row += self.skipped if first_row > 1 else 0
        while block := list(islice(rows, size)):
            self.record.meet(first_row + len(block) - 1, max(map(len, block)))
            yield first_row, block
            first_row += len(block)

    def shape(self) -> Shape:
        """How the workbook shows the sheet; a file that isn't a workbook has nothing merged or hidden."""
        return PLAIN

    def load(self) -> None:
        """Get ready what can be got ready before rows are asked for."""

    def release(self) -> None:
        """Let go of what was loaded; the sheet isn't read again."""

    def account(self) -> None:
        """Write into the record why rows that were read as blank are none, in a sheet that is made of another."""


class RowSheet(Sheet, ABC):
    """A sheet of a file that holds rows."""

    @abstractmethod
    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first, blank ones too; a row may be shorter than others."""


class ColumnSheet(Sheet, ABC):
    """A sheet of a file that holds columns."""

    @abstractmethod
    def coded_batches(self, columns: Sequence[int], first_row: int) -> Iterator[Batch]:
        """Coded columns of all rows from `first_row` on, in batches of consecutive rows."""


def column_of(rows: Sequence[Sequence[Cell]], column: int) -> list[Cell]:
    """One column of some rows; rows too short for it have a blank there."""
    try:
        return list(map(itemgetter(column), rows))
    except IndexError:
        return [row[column] if column < len(row) else None for row in rows]


def shaped(rows: Iterator[list[Cell]], shape: Shape, *, visible_only: bool) -> Iterator[list[Cell]]:
    """Rows with the content of merged cells in each of them; with `visible_only`, what is hidden is blank."""
    if shape.merged:
        rows = _spread(rows, shape.merged)
    return _visible(rows, shape) if visible_only and (shape.hidden_rows or shape.hidden_columns) else rows


def since_1904(sheet: Sheet, rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    """The rows of a workbook that counts days from 1904, with numbers that know it; the sheet's record has it."""
    sheet.record.decide("date system", "days are counted from 1904", by="the file")
    for row in rows:
        yield [Since1904(cell) if isinstance(cell, float) and cell > _A_YEAR else cell for cell in row]


def _spread(rows: Iterator[list[Cell]], merged: Sequence[Block]) -> Iterator[list[Cell]]:
    """Rows with the content of the first cell of each merged block in all of its cells that the rows reach."""
    waiting = sorted(merged, reverse=True)
    open_: list[tuple[Block, Cell]] = []
    width = 0
    for number, row in enumerate(rows):
        width = max(width, len(row))
        while waiting and waiting[-1].first_row <= number:
            block = waiting.pop()
            content = row[block.first_column] if block.first_column < len(row) else ""
            if content not in ("", None):
                open_.append((block, content))
        if open_:
            row.extend([""] * (width - len(row)))
            for block, content in open_:
                last = min(block.last_column + 1, width)
                row[block.first_column : last] = [content] * (last - block.first_column)
            open_ = [(block, content) for block, content in open_ if block.last_row > number]
        yield row


def _visible(rows: Iterator[list[Cell]], shape: Shape) -> Iterator[list[Cell]]:
    """Rows with blanks for what is hidden."""
    hidden = {row for span in shape.hidden_rows for row in range(span.first, min(span.last, _MOST_ROWS) + 1)}
    for number, row in enumerate(rows, start=1):
        if number in hidden:
            yield []
            continue
        for span in shape.hidden_columns:
            last = min(span.last + 1, len(row))
            row[span.first : last] = [""] * max(last - span.first, 0)
        yield row
