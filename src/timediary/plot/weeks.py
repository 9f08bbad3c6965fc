"""The week as a grid: one line a respondent, one place a slot, coloured by what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.line import LineKind
from timediary.model.number import percent_text
from timediary.model.problem import RequestError
from timediary.model.sequences import SequenceTable
from timediary.plot.clock import TICKS, TIME, edges_of, ticks_within
from timediary.plot.marks import Line, Pen
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import HAIRLINE, INK, MARGIN, SMALL_SIZE, SOFT, line_height
from timediary.plot.words import shortened, widest, width_of, wrapped
from timediary.render.grids import grid_of

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

_LEAST_HEIGHT, _MOST_HEIGHT, _OF_ONE = 20.0, 120.0, 2.5
# More lines than this a printed page of such a height doesn't show apart.
MOST_LINES = 400
_BETWEEN_DAYS = 1.2
# The part of the page's width for what is written at the left of the lines: usually, and at most, for long words.
_OF_PAGE, _MOST_OF_PAGE, _TOWARDS_LINES = 0.13, 0.22, 1.5
_HEAD = "Most time"
# Of the recorded time, as much may lie outside the hours shown.
_OUTSIDE = 0.005
_TITLE = "The week of each respondent"


def week(table: Table, **looks: Unpack[Looks]) -> Plot:
    """One line a respondent through all days of the diary (the sequence index plot of sequence analysis).

    Args:
        table: a state distribution with the diaries it is made from, in order (`SequenceTable`).
        **looks: how it looks (`Looks`): width, title, palette and the like.

    Raises:
        RequestError: the table has no diaries.
    """
    if not isinstance(table, SequenceTable):
        raise RequestError("A table without diaries can't be drawn as weeks; use timediary.picture(survey, 'week').")
    diaries = table
    title = _TITLE if len(diaries.days) > 1 else "The day of each respondent"
    if not diaries.sequences.any():
        return nothing_to_show(title, [table], **looks)
    grid = grid_of(table)
    groups = [j for j, column in enumerate(table.columns) if column.kind is LineKind.GROUP]
    sheet = Sheet(**looks)
    sheet.heading(title, grid.scope)
    sheet.key([Entry(grid.columns[j].label, sheet.fill(place)) for place, j in enumerate(groups)])
    lines, taken = _lines(diaries.sequences)
    by_day = lines.reshape(len(lines), len(diaries.days), -1)
    edges = edges_of(table)[: by_day.shape[2] + 1]
    shown = _shown(diaries.sequences, len(diaries.days))
    height = float(np.clip(len(lines) * _OF_ONE, _LEAST_HEIGHT, _MOST_HEIGHT))
    if len(groups) > len(sheet.palette):
        raise RequestError(
            f"There are {len(groups)} categories and {len(sheet.palette)} colours, which lines as thin as these can't "
            "show hatched too. Give as many colours as there are categories."
        )
    colours = _colours([sheet.fill(place).colour for place in range(len(groups))])
    sheet.down += line_height(SMALL_SIZE) + 0.8
    bands = _bands(diaries.sequences, lines, [grid.columns[j].label for j in groups])
    left = _write_bands(sheet, bands, height / len(lines))
    wide = (sheet.room - left - _BETWEEN_DAYS * (len(diaries.days) - 1)) / len(diaries.days)
    for number, head in enumerate(_heads(diaries.days, wide)):
        panel = sheet.panel_at(MARGIN + left + number * (wide + _BETWEEN_DAYS), sheet.down, wide, height)
        sheet.write(head, panel.left, panel.top - line_height(SMALL_SIZE) - 0.6, size=SMALL_SIZE, bold=True)
        _draw(panel, colours[by_day[:, number, shown]], edges[:-1][shown], edges[1] - edges[0])
        for band in bands[1:]:
            y = panel.top + band.first * height / len(lines)
            panel.marks.append(Line(((panel.left, y), (panel.left + wide, y)), Pen(INK, HAIRLINE)))
    sheet.skip(height + TICKS)
    sheet.notes(_notes(diaries.sequences, taken, shown, edges), grid.source)
    return sheet.done(title, _told(diaries), [table])


def _lines(sequences: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """The diaries shown: all, or as many as a page can, taken evenly from their order; and how many."""
    number = len(sequences)
    if number <= MOST_LINES:
        return sequences, number
    places = np.floor((np.arange(MOST_LINES) + 0.5) * number / MOST_LINES).astype(np.intp)
    return sequences[places], MOST_LINES


class _Band(NamedTuple):
    """Lines that stand together: what most of their time goes to, the first of them, and how many are shown."""

    label: str
    first: int
    lines: int


def _bands(sequences: NDArray[np.uint8], lines: NDArray[np.uint8], labels: list[str]) -> list[_Band]:
    """The diaries by the group that takes most of their time, in the order in which they stand."""
    leading, number = _leading(lines, len(labels)), np.bincount(_leading(sequences, len(labels)), minlength=len(labels))
    starts = np.flatnonzero(np.diff(leading, prepend=-1))
    ends = [*starts[1:], len(lines)]
    found = []
    for first, end in zip(starts, ends, strict=True):
        group = leading[first]
        label = f"{labels[group]} ({number[group]:,})"
        found.append(_Band(label, int(first), int(end - first)))
    return found


def _leading(sequences: NDArray[np.uint8], groups: int) -> NDArray[np.intp]:
    """The group that takes most of each diary's time, from 0."""
    times = [np.count_nonzero(sequences == state, axis=1) for state in range(1, groups + 1)]
    return np.asarray(np.stack(times, axis=1).argmax(axis=1))


def _write_bands(sheet: Sheet, bands: list[_Band], each: float) -> float:
    """What the lines of each band have in common, at their left, where it has room; and the width that it takes.

    Args:
        sheet: filled down to the first line.
        bands: of lines.
        each: height of a line, in millimetres.
    """
    words = [word for band in bands for word in band.label.split()]
    longest = min(widest(words, SMALL_SIZE), sheet.width * _MOST_OF_PAGE)
    room = max(sheet.width * _OF_PAGE, longest + _TOWARDS_LINES)
    head = wrapped(_HEAD, room - _TOWARDS_LINES, SMALL_SIZE)[-1:]
    right = MARGIN + room - _TOWARDS_LINES
    above = sheet.down - line_height(SMALL_SIZE) - 0.6
    sheet.write(head, right, above, size=SMALL_SIZE, colour=SOFT, align="right")
    for band in bands:
        text = wrapped(band.label, room - _TOWARDS_LINES, SMALL_SIZE)
        middle, high = (band.first + band.lines / 2) * each, len(text) * line_height(SMALL_SIZE)
        if high <= band.lines * each:
            sheet.write(text, right, sheet.down + middle - high / 2, size=SMALL_SIZE, align="right")
    return room


def _shown(sequences: NDArray[np.uint8], days: int) -> slice:
    """The slots of a day that are shown: without the ends of the day in which next to nothing is recorded."""
    times = np.count_nonzero(sequences.reshape(len(sequences), days, -1), axis=(0, 1))
    spare = _OUTSIDE * times.sum() / 2
    first = int(np.searchsorted(np.cumsum(times), spare, side="right"))
    last = len(times) - int(np.searchsorted(np.cumsum(times[::-1]), spare, side="right"))
    return slice(first, last)


def _colours(categories: list[str]) -> NDArray[np.uint8]:
    """Red, green, blue and opacity of each state; time not worked is white on a dark page too, as colours are dark."""
    colours = np.full((len(categories) + 1, 4), 255, dtype=np.uint8)
    for place, code in enumerate(categories):
        colours[place + 1] = [*(int(code[i : i + 2], 16) for i in (1, 3, 5)), 255]
    return colours


def _heads(days: tuple[str, ...], room: float) -> list[str]:
    """The names of the days, or the first three letters of all where one is too long."""
    short = any(width_of(day, SMALL_SIZE, bold=True) > room for day in days)
    return [shortened(day[:3] if short else day, room, SMALL_SIZE, bold=True) for day in days]


def _draw(panel: Panel, pixels: NDArray[np.uint8], starts: NDArray[np.float64], length: float) -> None:
    first, last = float(starts[0]), float(starts[-1] + length)
    panel.image(pixels)
    panel.across = (first, last)
    panel.ticks_below(*ticks_within(panel), guides=False)
    panel.frame()


def _notes(sequences: NDArray[np.uint8], taken: int, shown: slice, edges: NDArray[np.float64]) -> list[str]:
    number = len(sequences)
    each = "One line per respondent, grouped by what takes most of their time, those with most of it at the top."
    if taken < number:
        each += f" {taken:,} of the {number:,} are shown, taken evenly from this order."
    notes = [f"{each} White is time not recorded."]
    times = np.count_nonzero(sequences, axis=0).reshape(-1, len(edges) - 1).sum(axis=0)
    left_out = 1 - times[shown].sum() / times.sum()
    if shown != slice(0, len(times)):
        first, last = (TIME.text(edges[place]) for place in (shown.start, shown.stop))
        notes[0] += f" From {first} to {last}; {percent_text(left_out, 1)} of the time was recorded outside."
    return notes


def _told(diaries: SequenceTable) -> str:
    recorded = np.count_nonzero(diaries.sequences, axis=1)
    number = len(diaries.sequences)
    works = (diaries.sequences > 0).reshape(number, len(diaries.days), -1).any(axis=2)
    respondents = "One respondent" if number == 1 else f"{number:,} respondents"
    each = f"{works.sum(axis=1).mean():.1f} of {len(diaries.days)} days on average"
    days = f", who recorded time on {each}" if len(diaries.days) > 1 else ""
    most, least = int(recorded.max()), int(recorded.min())
    return f"{respondents}{days}; {least:,} to {most:,} slots recorded."
