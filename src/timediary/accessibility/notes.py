"""Rules about notes, shorthand and symbols."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.accessibility.inspected import SeenSheet, SeenWorkbook

_NOTE = re.compile(r"\[note (\d+)\]", re.IGNORECASE)
# Symbols and raised figures with which people mark notes.
_SYMBOLS = "*†‡§¶#¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜ"
_AT_END = re.compile(rf"[^\W_)\]%][{_SYMBOLS}]+$|\s[{_SYMBOLS}]+$|^[{_SYMBOLS}]+\s")
# The letters that the Analysis Function gives a meaning.
_SHORTHAND = re.compile(r"\[(b|c|e|er|f|low|ns|p|r|s|ss|sss|t|u|w|x|z)\]")
_ALONE = re.compile(r"[^\w\s]+")


def symbols(book: SeenWorkbook) -> Iterator[str]:
    """Texts and figures that a symbol or superscript marks."""
    for sheet in book.sheets:
        for at, cell in sheet.cells.items():
            if cell.look.is_raised:
                yield f"{sheet.place(*at)}: superscript or subscript"
            elif _AT_END.search(cell.text.strip()) and not cell.is_number:
                yield f"{sheet.place(*at)}: a symbol where [note 1] belongs: '{_short(cell.text)}'"
            elif any(symbol in cell.shorthand for symbol in _SYMBOLS):
                yield f"{sheet.place(*at)}: the symbol '{cell.shorthand.strip()}' beside a figure"


def markers(book: SeenWorkbook) -> Iterator[str]:
    """Notes that are referred to and aren't there, or are there and aren't referred to."""
    sheets = [sheet for sheet in book.sheets if is_notes(sheet)]
    given = {number for sheet in sheets for number in _numbered(sheet)}
    used: set[str] = set()
    for sheet in book.sheets:
        if sheet in sheets:
            continue
        for place, text in sheet.texts():
            for number in () if _is_example(text) else _NOTE.findall(text):
                if number not in given:
                    yield f"{place}: [note {number}] is on no sheet of notes"
                used.add(number)
    for number in sorted(given - used, key=int):
        yield f"{sheets[0].name}: [note {number}] is referred to nowhere"


def in_figures(book: SeenWorkbook) -> Iterator[str]:
    """Notes in the cells of figures, where they make text of numbers or are easily overlooked."""
    for sheet in book.sheets:
        if is_notes(sheet):
            continue
        for table in sheet.tables:
            for at in table.places():
                cell = sheet.cells.get(at)
                if at[1] > table.left and cell and _NOTE.search(f"{cell.text} {cell.shorthand}"):
                    yield f"{sheet.place(*at)}: a note beside a figure; heads and titles are the place for it"


def shorthand(book: SeenWorkbook) -> Iterator[str]:
    """Shorthand in a table that neither its sheet, nor the cover, nor the notes explain."""
    front = [text for i, sheet in enumerate(book.sheets) if i == 0 or is_notes(sheet) for _, text in sheet.texts()]
    for sheet in book.sheets:
        above = [cell.text for at, cell in sheet.cells.items() if not any(t.holds(*at) for t in sheet.tables)]
        explained = {mark for text in (*above, *front) for mark in _SHORTHAND.findall(text) if _explains(text)}
        missing: dict[str, str] = {}
        for place, cell in sheet.table_cells():
            shown = cell.shorthand if cell.is_number else cell.text
            for mark in _SHORTHAND.findall(shown) if len(shown) < 20 else ():
                missing.setdefault(mark, place)
        yield from (
            f"{place}: [{mark}] is explained nowhere" for mark, place in missing.items() if mark not in explained
        )


def symbols_alone(book: SeenWorkbook) -> Iterator[str]:
    """Cells with nothing but symbols, which screen readers skip or spell."""
    for sheet in book.sheets:
        for place, cell in sheet.table_cells():
            if not cell.is_number and _ALONE.fullmatch(cell.text.strip()):
                yield f"{place}: '{_short(cell.text)}'; shorthand such as [x] or [z] says what is meant"


def is_notes(sheet: SeenSheet) -> bool:
    """Whether a sheet is one of notes."""
    return "note" in sheet.name.casefold()


def _numbered(sheet: SeenSheet) -> Iterator[str]:
    """The numbers of the notes on a sheet, which begin its rows: further on, 6 may be a sheet that a note is of."""
    first = min((column for _, column in sheet.cells), default=0)
    for (_, column), cell in sheet.cells.items():
        if column == first:
            yield from _given(cell.text)


def _given(text: str) -> list[str]:
    """The number of a note where a text is one: `[note 1]`, `Note 1` or `1`."""
    found = re.fullmatch(r"\[?(?:note\s*)?(\d+)\]?", text.strip(), re.IGNORECASE)
    return [found[1]] if found else []


def _explains(text: str) -> bool:
    return len(text.split()) > 1 and not _is_example(text)


def _is_example(text: str) -> bool:
    """Whether a text speaks of how notes and shorthand are written."""
    return "and so on" in text or "for example" in text or "such as" in text


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
