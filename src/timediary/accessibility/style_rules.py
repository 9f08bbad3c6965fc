"""Rules about how a workbook looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from timediary.accessibility.inspected import Look, SeenWorkbook

_LEAST_SIZE = 12
_LEAST_CONTRAST = 4.5


def headers(book: SeenWorkbook) -> Iterator[str]:
    """Headers and footers, which screen readers don't find."""
    return (f"{sheet.name}: a header or footer" for sheet in book.sheets if sheet.has_header)


def pictures(book: SeenWorkbook) -> Iterator[str]:
    """Pictures, charts, shapes and text boxes."""
    return (f"{sheet.name}: {sheet.pictures} of them" for sheet in book.sheets if sheet.pictures)


def filled(book: SeenWorkbook) -> Iterator[str]:
    """Cells with a background that isn't white."""
    return _first_on_each_sheet(book, lambda look: _is_filled(look) and f"a background ({look.fill})")


def contrast(book: SeenWorkbook) -> Iterator[str]:
    """Text that hardly stands out from what is behind it."""

    def fault(look: Look) -> str | bool:
        if look.fill == "theme":
            return False
        ratio = contrast_of(look.colour or "000000", look.fill or "FFFFFF")
        return ratio < _LEAST_CONTRAST and f"#{look.colour or '000000'} stands out by {ratio:.1f} to 1"

    return _first_on_each_sheet(book, fault)


def small(book: SeenWorkbook) -> Iterator[str]:
    """Small text."""
    return _first_on_each_sheet(book, lambda look: (look.size or _LEAST_SIZE) < _LEAST_SIZE and f"{look.size:g} points")


def macros(book: SeenWorkbook) -> Iterator[str]:
    """Programs in the workbook."""
    if book.has_macros:
        yield "the workbook has macros"


def contrast_of(first: str, second: str) -> float:
    """The contrast ratio of two colours, each six hexadecimal digits: 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _is_filled(look: Look) -> bool:
    return look.fill is not None and look.fill.upper() != "FFFFFF"


def _first_on_each_sheet(book: SeenWorkbook, fault: Callable[[Look], str | bool]) -> Iterator[str]:
    """The first fault of a look on each sheet; others there are likely of the same kind."""
    for sheet in book.sheets:
        for at, cell in sheet.cells.items():
            reason = fault(cell.look)
            if reason:
                yield f"{sheet.place(*at)}: {reason}"
                break
