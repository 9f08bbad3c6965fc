"""What a study settles about its files where no file can tell: `[conventions]` of study.toml, and known layouts.

The layouts of known exports are one file of facts each, in `categories/layouts/` or a user's own.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from timediary.model.choices import NOT_USED
from timediary.model.conventions import (
    NO_LAYOUT,
    UNSETTLED,
    Clock,
    Conventions,
    DateOrder,
    DayNumbers,
    DecimalMark,
    DurationUnit,
    KnownLayout,
    TimeUnit,
)
from timediary.model.study import MINUTES_PER_DAY
from timediary.study.section import StrictToml
from timediary.study.shipped import shipped

if TYPE_CHECKING:
    from timediary.model.problem import DefinitionError

E = TypeVar("E", bound=StrEnum)

COLUMNS = ("day", "date", "time", "end", "end date", "duration", "code")
# What a column of a diary may be; the respondent's has a key of its own, for several may name one together.
ROLES = (*COLUMNS, NOT_USED)


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
    return None if name is None else find_layout(section, name, folder)


def _one_of(section: StrictToml, key: str, ways: type[E]) -> E | None:
    """The way of writing under a key, None where it isn't there."""
    text = section.optional_text(key)
    if text is None:
        return None
    if text not in list(ways):
        raise section.error(key, f"'{text}' is not one of: {', '.join(ways)}.")
    return ways(text)


@cache
def known_layouts() -> tuple[KnownLayout, ...]:
    """The layouts that come with the package, in the order of their names."""
    return tuple(load_layout(path) for path in sorted((shipped() / "layouts").glob("*.toml")))


def load_layout(path: Path) -> KnownLayout:
    """Read the file of a layout.

    Raises:
        DefinitionError: an unknown key, or a layout that contradicts itself; the message names the file and the key.
    """
    section = StrictToml.of_file(path)
    diary = section.optional_section("diary")
    found = KnownLayout(
        path.stem,
        section.text("label"),
        section.text("source"),
        _some(section, "recognised_by"),
        _some(section, "respondent"),
        _columns(section),
        _rows(section.optional_section("rows")),
        load_conventions(section.optional_section("conventions"), path.parent),
        None if diary is None else diary.minutes("first_slot"),
        diary.whole("slot_minutes") if diary is not None and diary.has("slot_minutes") else None,
    )
    if diary is not None:
        diary.finish()
    section.finish()
    _check(section, found)
    return found


def find_layout(section: StrictToml, name: str, folder: Path | None) -> KnownLayout:
    """The layout that a key `layout` names.

    Raises:
        DefinitionError: there is no such layout.
    """
    if name == NO_LAYOUT.id:
        return NO_LAYOUT
    for layout in known_layouts():
        if layout.id == name:
            return layout
    path = Path(name) if folder is None else folder / name
    if path.is_file():
        return load_layout(path)._replace(file=str(path))
    raise _no_layout(section, name)


def _no_layout(section: StrictToml, name: str) -> DefinitionError:
    from timediary.model.nearest import meant

    known = [layout.id for layout in known_layouts()]
    return section.error(
        "layout",
        f"there is no layout '{name}': neither a file nor one of {', '.join(known)}, none.{meant(name, known)}",
    )


def _some(section: StrictToml, key: str) -> tuple[str, ...]:
    """A list of texts with one at least."""
    found = section.texts(key)
    if not found:
        raise section.error(key, "must name one column at least.")
    return found


def _columns(section: StrictToml) -> dict[str, tuple[str, ...]]:
    """The headings of columns by their roles."""
    columns = section.optional_section("columns")
    if columns is None:
        return {}
    found = {role: columns.texts(key) for role in ROLES if columns.has(key := role.replace(" ", "_"))}
    columns.finish()
    return found


def _rows(section: StrictToml | None) -> dict[str, str]:
    """What must stand in columns."""
    return {} if section is None else {heading: section.text(heading) for heading in section.names()}


def _check(section: StrictToml, layout: KnownLayout) -> None:
    """See that a layout says what is needed of it."""
    is_wide = layout.conventions.slot_columns is not None
    if is_wide and "code" in layout.columns:
        told = "by [columns] code and by [conventions] slot_columns. Leave one of them out."
        raise section.error("columns", f"says in two ways where the activities are, {told}")
    if layout.is_of_people and {"time", "end", "duration"} & layout.columns.keys():
        told = "must say where the activities stand, as code, or say nothing of times, for a file of people."
        raise section.error("columns", told)
    if is_wide and (layout.slot_minutes is None or layout.first_minute is None):
        raise section.error("diary", "must have first_slot and slot_minutes, for columns of slots don't tell them.")
    if layout.slot_minutes and MINUTES_PER_DAY % layout.slot_minutes:
        raise section.error("diary", f"slot_minutes must divide a day, and {layout.slot_minutes} doesn't.")
    if layout.conventions.layout is not None:
        raise section.error("conventions", "layout can't name another layout.")
    if layout.conventions._replace(slot_columns=None, respondent=None) == UNSETTLED and is_wide:
        raise section.error("conventions", "must have time_unit: what the numbers of the slots' columns are.")
