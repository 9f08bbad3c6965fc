"""What a study settles about its files where no file can tell: `[conventions]` of study.toml."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from timediary.model.conventions import (
    UNSETTLED,
    Clock,
    Conventions,
    DateOrder,
    DayNumbers,
    DecimalMark,
    DurationUnit,
    TimeUnit,
)

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.known_layout import KnownLayout
    from timediary.study.section import StrictToml

E = TypeVar("E", bound=StrEnum)

COLUMNS = ("day", "date", "time", "end", "end date", "duration", "code")


def load_conventions(section: StrictToml | None, folder: Path | None = None) -> Conventions:
    """How dates, times and numbers are written, and further names of a diary's columns, as `[conventions]` has them.

    ```toml
    [conventions]
    date_order = "month first"
    clock = "12 hours"

    [conventions.columns]
    time = ["Uhrzeit", "Beginn"]
    ```

    Args:
        section: the table; None for none.
        folder: where a file of a layout that it names may lie, beside those that come with the package.

    Raises:
        DefinitionError: an unknown key, or a way of writing that there isn't.
    """
    if section is None:
        return UNSETTLED
    names = section.optional_section("columns")
    columns: dict[str, tuple[str, ...]] = {}
    if names is not None:
        keys = {column: column.replace(" ", "_") for column in COLUMNS}
        columns = {column: names.texts(key) for column, key in keys.items() if names.has(key)}
        names.finish()
    found = Conventions(
        _one_of(section, "date_order", DateOrder),
        _one_of(section, "day_numbers", DayNumbers),
        _one_of(section, "time_unit", TimeUnit),
        _one_of(section, "duration_unit", DurationUnit),
        _one_of(section, "clock", Clock),
        _one_of(section, "decimal_mark", DecimalMark),
        section.numbers("numbers") if section.has("numbers") else (),
        columns,
        _layout(section, folder),
        section.optional_text("slot_columns"),
        section.optional_text("respondent"),
    )
    section.finish()
    return found


def _layout(section: StrictToml, folder: Path | None) -> KnownLayout | None:
    """The known layout under `layout`: the name of one that comes with the package, a file, or `none`."""
    name = section.optional_text("layout")
    if name is None:
        return None
    from timediary.study.known_layouts import find_layout

    return find_layout(section, name, folder)


def _one_of(section: StrictToml, key: str, ways: type[E]) -> E | None:
    """The way of writing under a key, None where it isn't there."""
    text = section.optional_text(key)
    if text is None:
        return None
    if text not in list(ways):
        raise section.error(key, f"'{text}' is not one of: {', '.join(ways)}.")
    return ways(text)
