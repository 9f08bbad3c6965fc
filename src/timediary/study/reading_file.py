"""Reading files: TOML in which somebody settles how diary files are to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.choices import Choices, Settled, SheetChoices
from timediary.study.conventions import load_conventions
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from pathlib import Path

GUESS = "?"
NOTHING = "nothing"


def load_reading_file(path: Path) -> Choices:
    """What a reading file settles.

    Args:
        path: a file as `timediary describe FILE --save reading.toml` writes it.

    Raises:
        DefinitionError: it can't be read, or has a key that means nothing; the message names file and line.
    """
    by = path.name
    section = StrictToml.of_file(path)
    visible_only = section.flag("visible_only")
    columns = _texts(section.optional_section("columns"), by)
    conventions = load_conventions(section.optional_section("conventions"), path.parent)
    values = _texts(section.optional_section("values"), by)
    sheets = {}
    for name, sheet in _sections(section.optional_section("sheets")):
        header = sheet.whole("header") if sheet.has("header") else None
        is_left_out = sheet.flag("left_out")
        sheets[name] = SheetChoices(header, is_left_out, _texts(sheet.optional_section("columns"), by), by)
        sheet.finish()
    section.finish()
    guesses = tuple(written for written, settled in values.items() if settled.chosen.endswith(GUESS))
    confirmed = {
        written: settled._replace(chosen="") if settled.chosen == NOTHING else settled
        for written, settled in values.items()
        if written not in guesses
    }
    return Choices(visible_only, columns, confirmed, conventions, sheets, str(path), guesses)


def _sections(section: StrictToml | None) -> list[tuple[str, StrictToml]]:
    """The tables in a table whose keys may be any."""
    return [(name, section.section(name)) for name in section.names()] if section else []


def _texts(section: StrictToml | None, by: str) -> dict[str, Settled]:
    """The texts of a table whose keys may be any."""
    return {key: Settled(section.text(key), by) for key in section.names()} if section else {}
