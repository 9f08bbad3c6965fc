"""What is said of a result, before any format paints it: headline, text, lists, grids and pictures, in order.

A view turns one kind of result into a Document for an edition; a painter turns any Document into one format. Texts
stand in a document as they came from an input: painters make them harmless.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from timediary.model.number import COUNT, NumberForm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timediary.model.picture import Picture

# What stands with a figure: nothing, its interval, or its standard error.
Show = Literal["share", "interval", "se"]

Fields: TypeAlias = "Iterable[str | float | None]"


class Medium(StrEnum):
    """What a document is read on; views say more or less by it, and order it otherwise."""

    SCREEN = "screen"
    TEXT = "text"
    WIKI = "wiki"
    PAGE = "page"
    PAPER = "paper"
    BOOK = "book"


class Edition(NamedTuple):
    """For what a document is made.

    Attributes:
        medium: what it is read on.
        show: what stands with each figure; None for what is usual there.
        folder: where the files of the result are; empty where they are beside the document, None where there are none.
    """

    medium: Medium
    show: Show | None = None
    folder: str | None = None

    def file(self, name: str) -> str:
        """A file of the result as the document names it; empty where there is none."""
        return "" if self.folder is None else str(PurePath(self.folder, name))

    @property
    def is_brief(self) -> bool:
        """Whether there is room for the first of many things only."""
        return self.medium in (Medium.SCREEN, Medium.TEXT)


class Tone(StrEnum):
    """How a text or a cell is meant, for formats with colours or weights."""

    PLAIN = ""
    FAINT = "faint"
    STRONG = "strong"
    GOOD = "good"
    ALERT = "alert"
    ACCENT = "accent"


class Text(NamedTuple):
    """A paragraph."""

    text: str
    tone: Tone = Tone.PLAIN


class Items(NamedTuple):
    """A list, or the beginning of one.

    Attributes:
        texts: what is listed.
        more: how many more there are.
        where: the file that has all of them, if one has.
        tone: how they are meant.
        targets: anchors of the sections that they speak of, if any, one each.
    """

    texts: tuple[str, ...]
    more: int = 0
    where: str = ""
    tone: Tone = Tone.PLAIN
    targets: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        """How many more there are, and where; empty if none."""
        if not self.more:
            return ""
        return f"and {self.more:,} more" + (f", in {self.where}" if self.where else "")

    @property
    def all_texts(self) -> tuple[str, ...]:
        """What is listed, and how many more there are."""
        return (*self.texts, self.rest) if self.rest else self.texts


class Notes(NamedTuple):
    """What a reader must know of what stands above, or of the whole document."""

    texts: tuple[str, ...]


class Pair(NamedTuple):
    """A name, and what it stands for: lines of text, or a number."""

    name: str
    value: tuple[str, ...] | int

    @property
    def text(self) -> str:
        """The value on one line."""
        return f"{self.value:,}" if isinstance(self.value, int) else "; ".join(self.value)


class Pairs(NamedTuple):
    """Names and what they stand for, as a table where values are numbers.

    Attributes:
        pairs: in order.
        heads: of the names and the values, where it is a table.
        caption: what the table is.
    """

    pairs: tuple[Pair, ...]
    heads: tuple[str, str] = ("What", "Which")
    caption: str = ""

    @property
    def are_numbers(self) -> bool:
        """Whether values are numbers."""
        return any(isinstance(pair.value, int) for pair in self.pairs)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Names, and what they stand for on one line each."""
        return [(pair.name, pair.text) for pair in self.pairs]


class RowKind(StrEnum):
    """What a row of a grid is, for writers that set some rows apart; a head stands over the rows that follow."""

    HEAD = "head"
    BODY = "body"
    SUBTOTAL = "subtotal"
    BASE = "base"


class GridCell(NamedTuple):
    """One figure, and what goes beside it; or a text.

    Attributes:
        value: the number, or None where there is none.
        text: the number as shown, or what stands in its place.
        mark: how reliable it is: `*`, or nothing to say.
        sign: that it differs notably from what it is compared with, and which way.
        aside: its interval or standard error, as shown.
        form: how the number is shown, where not as those of its row are.
        hours: hours that it counts, where they can be shown in its place.
        base: respondents that it rests on, likewise.
        tone: how it is meant.
        footnote: the number of the footnote on it, from 1; 0 where there is none.
    """

    value: float | None
    text: str
    mark: str = ""
    sign: str = ""
    aside: str = ""
    form: NumberForm | None = None
    hours: float | None = None
    base: int | None = None
    tone: Tone = Tone.PLAIN
    footnote: int = 0

    @property
    def marks(self) -> str:
        """What stands after the figure: its sign, then its mark, then the number of its footnote."""
        return self.sign + self.mark + (f" [{self.footnote}]" if self.footnote else "")

    @property
    def full(self) -> str:
        """The figure with all that goes beside it, on one line."""
        return f"{self.text} ({self.aside}){self.marks}" if self.aside else self.text + self.marks


BLANK = GridCell(None, "")


class GridRow(NamedTuple):
    """One row: its label, how deep it is indented, its kind, how its numbers are shown, its cells, where it leads."""

    label: str
    kind: RowKind
    form: NumberForm
    cells: tuple[GridCell, ...]
    indent: int = 0
    target: str = ""


def count_cell(number: int) -> GridCell:
    """A number of things."""
    return GridCell(number, COUNT.text(number), form=COUNT)


def text_cell(text: str) -> GridCell:
    """A text in place of a figure."""
    return GridCell(None, text)


def text_row(label: str, *texts: str) -> GridRow:
    """A row of texts."""
    return GridRow(label, RowKind.BODY, COUNT, tuple(map(text_cell, texts)))


class GridColumn(NamedTuple):
    """One column: its full label, and for crossed columns the same in two levels, `outer` over `inner`."""

    label: str
    inner: str
    outer: str = ""
    is_total: bool = False
    is_text: bool = False


def columns_of(*heads: str) -> tuple[GridColumn, ...]:
    """Columns of figures under single heads."""
    return tuple(GridColumn(head, head) for head in heads)


def text_columns_of(*heads: str) -> tuple[GridColumn, ...]:
    """Columns of texts under single heads."""
    return tuple(GridColumn(head, head, is_text=True) for head in heads)


class Footnote(NamedTuple):
    """What is to be said of one cell: its number, of which cell, what, and a list that belongs to it."""

    number: int
    cell: str
    text: str
    items: tuple[str, ...] = ()


class Grid(NamedTuple):
    """A table as it is read.

    Attributes:
        id: the table's id.
        title: what it shows.
        stub: heading of the row labels.
        columns: the heads.
        rows: the figures.
        bases: respondents, and hours recorded, by column.
        scope: who is in it.
        part: which part of the table it is, where it is not the table itself: `margins`.
        notes: what a reader must know, with the marks used in this grid explained.
        source: where the figures come from.
        findings: what tests between the columns found, if any were made.
        reference: what signs beside figures say they differ from.
        asides: what stands beside figures, in a word.
        lines: what is said above it where it has a sheet of its own, such as what its figures are measured in.
        legend: what else is to be said of shorthand, by shorthand.
        footnotes: what cells refer to by number.
        footnotes_title: what they are.
        is_sortable: whether its rows may be put in another order by readers.
        is_searchable: whether its rows are to be found by their words.
    """

    id: str
    title: str
    stub: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    bases: tuple[GridRow, ...] = ()
    scope: str = ""
    part: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    findings: Section | None = None
    reference: str = ""
    asides: str = ""
    lines: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    footnotes_title: str = ""
    is_sortable: bool = False
    is_searchable: bool = False

    @property
    def is_crossed(self) -> bool:
        """Whether the heads have two levels."""
        return any(column.outer for column in self.columns)

    def outer_runs(self, columns: Iterable[int] | None = None) -> list[tuple[str, list[int]]]:
        """Neighbouring columns under one outer head: the head and the columns' positions, in order."""
        chosen = range(len(self.columns)) if columns is None else columns
        return [(head, list(run)) for head, run in groupby(chosen, lambda j: self.columns[j].outer)]


class Section(NamedTuple):
    """Blocks under a title.

    Attributes:
        title: what they are about.
        blocks: in order.
        anchor: its name within the document, for links; empty for a part of another section.
        is_silent: whether its title goes without saying.
    """

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    is_silent: bool = False

    @property
    def is_said(self) -> bool:
        """Whether its title needs no heading, because it is obvious or is the caption of a table."""
        return self.is_silent or any(isinstance(block, Grid) and block.title == self.title for block in self.blocks)


Block: TypeAlias = "Text | Items | Notes | Pairs | Grid | Picture | Section"


class Records(NamedTuple):
    """Figures in tidy form, for other programs.

    Attributes:
        name: of the file, without ending.
        header: names of the columns.
        rows: gives the rows; numbers unrounded, None or NaN where there is none.
    """

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterable[Fields]]


class Document(NamedTuple):
    """What is said of a result.

    Attributes:
        name: of its files, without ending.
        title: the result in one sentence.
        sections: in order.
        about: what the document is, where its title is the result: the title of the survey.
        subtitle: a line under that.
        lead: what stands before the sections.
        notes: what a reader must know of all of it.
        provenance: where it comes from, as labels and texts.
        records: the figures in tidy form; those after the first come with whatever format is asked for.
        inputs: files that it was made of, which are never replaced.
        formats: the usual ones, where none is asked for.
        page_name: of the web page, where it has another name than the other files.
    """

    name: str
    title: str
    sections: tuple[Section, ...] = ()
    about: str = ""
    subtitle: str = ""
    lead: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    records: tuple[Records, ...] = ()
    inputs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("xlsx", "csv", "html")
    page_name: str = ""

    @property
    def is_one_table(self) -> bool:
        """Whether it is nothing but one section of its own title."""
        return len(self.sections) == 1 and self.sections[0].title == self.title
