"""What is settled before a file is read, by options or a reading file; it goes before what the file says itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_USED = "not used"

# What can be decided for a sheet as a whole, by its key in a reading file, and the ways in which it can be.
DECISIONS: Mapping[str, tuple[str, ...]] = {
    "date order": ("day first", "month first", "year first"),
    "clock": ("24 hours", "12 hours"),
    "unit of time": ("slot number", "hour", "minute of the day", "fraction of a day", "serial number"),
    "decimal mark": ("point", "comma"),
}


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
        decisions: how what is named in `DECISIONS` is decided.
    """

    header: int | None = None
    is_left_out: bool = False
    columns: Mapping[str, Settled] = field(default_factory=dict)
    decisions: Mapping[str, Settled] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """All that is settled beforehand. Names are compared without regard to case and spaces.

    Attributes:
        visible_only: whether hidden rows, columns and sheets are left out.
        columns: what columns are, by their headings, in any sheet.
        values: what spellings stand for: the id of a code or of a level, or nothing (empty), by how they are written.
        decisions: how what is named in `DECISIONS` is decided, in any sheet.
        sheets: what is settled for single sheets, by their names, or the names of files without sheets.
        source: the reading file it was read from, or empty.
        expected: the headings that the reading file was made for, by sheet; a file of other columns is told.
    """

    visible_only: bool = False
    columns: Mapping[str, Settled] = field(default_factory=dict)
    values: Mapping[str, Settled] = field(default_factory=dict)
    decisions: Mapping[str, Settled] = field(default_factory=dict)
    sheets: Mapping[str, SheetChoices] = field(default_factory=dict)
    source: str = ""
    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sheet(self, name: str) -> SheetChoices:
        """What is settled for a sheet, with what holds for all sheets where it says nothing itself."""
        own = next((one for other, one in self.sheets.items() if folded(other) == folded(name)), SheetChoices())
        return SheetChoices(
            own.header,
            own.is_left_out,
            _first(self.columns, own.columns),
            _first(self.decisions, own.decisions),
        )


NOTHING_SETTLED = Choices()


def _first(general: Mapping[str, Settled], own: Mapping[str, Settled]) -> dict[str, Settled]:
    """What is settled for a sheet: an option goes first, then what is said of the sheet, then what is said of all."""
    keys = {folded(key): key for key in (*own, *general)}
    found = {}
    for key, name in keys.items():
        candidates = [settled for words in (own, general) for text, settled in words.items() if folded(text) == key]
        found[name] = next((one for one in candidates if one.by.startswith("--")), candidates[0])
    return found
