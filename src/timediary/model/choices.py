"""What is settled before a file is read, by options or a reading file; it goes before what the file says itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.conventions import UNSETTLED, Conventions
from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timediary.model.conventions import KnownLayout

NOT_USED = "not used"
OWN = "attribute of its own"


class Settled(NamedTuple):
    """What was settled, and where that was said: `--read-as`, `reading.toml`."""

    chosen: str
    by: str


@dataclass(frozen=True)
class SheetChoices:
    """What is settled for one sheet.

    Attributes:
        header: the row with the names of its columns, from 1; None where the sheet tells.
        is_left_out: whether it isn't to be read.
        columns: what columns are, by their headings: a role such as `code`, an attribute's name, or `not used`.
        by: where that was said.
    """

    header: int | None = None
    is_left_out: bool = False
    columns: Mapping[str, Settled] = field(default_factory=dict)
    by: str = ""

    def of_column(self, heading: str) -> Settled | None:
        """What is settled for a column with a heading."""
        key = folded(heading)
        return next((settled for name, settled in self.columns.items() if folded(name) == key), None)


@dataclass(frozen=True)
class Choices:
    """All that is settled beforehand. Names are compared without regard to case and spaces.

    Attributes:
        visible_only: whether hidden rows and columns are left out.
        columns: what columns are, by their headings, in any sheet.
        values: what spellings stand for, by how they are written: the id of a code or of a level, or nothing (empty).
        conventions: how dates, times and numbers are written, where it is settled.
        sheets: what is settled for single sheets, by their names, or the names of files without sheets.
        source: the reading file that it comes from, as it was named; empty if from none.
        guesses: spellings for which the reading file has a guess that nobody has confirmed.
        layouts: the layouts that files are recognised by where none is settled.
    """

    visible_only: bool = False
    columns: Mapping[str, Settled] = field(default_factory=dict)
    values: Mapping[str, Settled] = field(default_factory=dict)
    conventions: Conventions = UNSETTLED
    sheets: Mapping[str, SheetChoices] = field(default_factory=dict)
    source: str = ""
    guesses: tuple[str, ...] = ()
    layouts: tuple[KnownLayout, ...] = ()

    def sheet(self, name: str) -> SheetChoices:
        """What is settled for a sheet: options go first, then what is said of the sheet, then what is said of all."""
        own = next((one for other, one in self.sheets.items() if folded(other) == folded(name)), SheetChoices())
        options = {heading: settled for heading, settled in self.columns.items() if settled.by.startswith("--")}
        return SheetChoices(own.header, own.is_left_out, merged(options, own.columns, self.columns), own.by)

    def after(self, first: Choices) -> Choices:
        """These, after others that go before them."""
        return Choices(
            first.visible_only or self.visible_only,
            merged(first.columns, self.columns),
            merged(first.values, self.values),
            settling(self.conventions, first.conventions),
            {**self.sheets, **first.sheets},
            first.source or self.source,
            (*first.guesses, *self.guesses),
            first.layouts or self.layouts,
        )

    def lines(self) -> Iterator[tuple[str, str]]:
        """What is settled, as pairs of what it is about and words, for the provenance of results."""
        if self.visible_only:
            yield "Hidden rows and columns", "left out"
        for heading, settled in self.columns.items():
            yield "Column", f"'{heading}' is {settled.chosen} ({settled.by})"
        for name, sheet in self.sheets.items():
            if sheet.is_left_out:
                yield "Sheet", f"'{name}' is left out ({sheet.by})"
            if sheet.header is not None:
                yield "Sheet", f"'{name}' has its header in row {sheet.header} ({sheet.by})"
            for heading, settled in sheet.columns.items():
                yield f"Column of '{name}'", f"'{heading}' is {settled.chosen} ({settled.by})"
        for written, settled in self.values.items():
            yield "Read as", f"'{written}' is {settled.chosen or 'nothing'} ({settled.by})"
        for key, way in self.conventions._asdict().items():
            if way:
                yield key.replace("_", " ").capitalize(), str(way)


NOTHING_SETTLED = Choices()


def settling(conventions: Conventions, first: Conventions) -> Conventions:
    """Conventions, of which those that `first` settles go before the others."""
    return conventions._replace(**{key: way for key, way in first._asdict().items() if way})


def merged(*mappings: Mapping[str, Settled]) -> dict[str, Settled]:
    """Mappings as one, of which those that come first go before the others."""
    found: dict[str, Settled] = {}
    keys: set[str] = set()
    for mapping in mappings:
        for name, settled in mapping.items():
            if folded(name) not in keys:
                keys.add(folded(name))
                found[name] = settled
    return found
