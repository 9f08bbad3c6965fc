"""The page that a picture is painted on: it fills from the top down, and nothing leaves it.

    sheet = Sheet(width=89)
    sheet.heading("Share of recorded time by setting", "1,153 diaries")
    sheet.key([Entry("Direct contact", fill_of(0)), Entry("Recording", fill_of(1))])
    panel = sheet.panel(60, left=30, below=6)  # 60 mm high, with 30 mm for labels at its left and 6 mm below
    panel.bar(0.0, 0.26, 10, 18, fill_of(0))
    sheet.notes(["* fewer than 30 respondents."])
    return sheet.done(title, description, [table])

Lengths are in millimetres from the page's top left corner. Text is broken to the room it has, and its height is known
before anything is drawn, so that no layout has to be tried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from timediary.plot.colours import fill_of, palette_of
from timediary.plot.marks import Box, Words
from timediary.plot.panel import Panel, outline
from timediary.plot.picture import Plot
from timediary.plot.style import (
    HEADING_SIZE,
    INK,
    MARGIN,
    MM_PER_POINT,
    PAGE_WIDTH,
    SMALL_SIZE,
    SOFT,
    TEXT_SIZE,
    line_height,
)
from timediary.plot.words import width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from timediary.model.table import Table
    from timediary.plot.marks import Align, Fill, Mark

NOTHING_TO_SHOW = "There is nothing to show: nobody who is meant here recorded any time."

_SWATCH, _SWATCH_HEIGHT = 3.2, 2.7
_GAP = 1.2
_BETWEEN_ENTRIES = 4.0


class Entry(NamedTuple):
    """One entry of a key: what a category is called, and how it is filled."""

    label: str
    fill: Fill


class Looks(TypedDict, total=False):
    """How somebody wants a picture to look, whatever it shows; every painter takes it, key by key.

    Attributes:
        width: of the page, in millimetres; 170 where not given.
        headed: whether title, scope and source stand on it; where they stand beside it already, they needn't.
        title: in place of the picture's own, which then stands in the line below it.
        subtitle: what that line begins with.
        palette: the name of one of `PALETTES`, or colours as `#rrggbb`, in the order of the categories.
    """

    width: float
    headed: bool
    title: str
    subtitle: str
    palette: str | Sequence[str] | None


class Sheet:
    """A page of a given width that grows as it fills.

    Attributes:
        width: of the page.
        headed: whether title, scope and source stand on it.
        palette: the colours of categories, in order.
        down: where the next thing goes, from the top.
        marks: what is on it.
    """

    def __init__(self, **looks: Unpack[Looks]) -> None:
        self.width = looks.get("width", PAGE_WIDTH)
        self.headed = looks.get("headed", True)
        self.palette = palette_of(looks.get("palette"))
        self._title, self._subtitle = looks.get("title", ""), looks.get("subtitle", "")
        self._scope = self._source = ""
        self.down = MARGIN
        self.marks: list[Mark] = []

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    def fill(self, position: int) -> Fill:
        """The fill of the category at a position among the groups of its grouping, from 0."""
        return fill_of(position, self.palette)

    def colour(self, position: int) -> str:
        """The colour of that category where it is shown alone, so that it need not be hatched."""
        return self.palette[position % len(self.palette)]

    def shows(self, text: str) -> bool:
        """Whether a text, such as a mark of a figure, stands anywhere on the page."""
        return any(text in mark.text for mark in self.marks if isinstance(mark, Words))

    def skip(self, height: float) -> None:
        """Leave some room free."""
        self.down += height

    def write(
        self,
        text: str | Sequence[str],
        x: float,
        y: float,
        *,
        size: float = TEXT_SIZE,
        colour: str = INK,
        align: Align = "left",
        bold: bool = False,
    ) -> float:
        """Write lines as they are, the first one's top at `y`; returns their height.

        Args:
            text: one line, or several that were broken before (`wrapped`).
            x: left end, centre or right end, by `align`.
            y: top of the first line.
            size: of the type, in points.
            colour: of the type.
            align: which end `x` is.
            bold: whether the type is bold.
        """
        lines = [text] if isinstance(text, str) else list(text)
        for i, line in enumerate(lines):
            # Each line by itself and by its base line, so that neither depends on which letters it has.
            base = y + i * line_height(size) + size * MM_PER_POINT
            if line:
                self.marks.append(Words(line, x, base, size, colour, align, bold))
        return len(lines) * line_height(size)

    def paragraph(
        self,
        text: str,
        *,
        size: float = TEXT_SIZE,
        colour: str = INK,
        bold: bool = False,
        most: int | None = None,
    ) -> None:
        """Text across the page, from where the page is filled to."""
        lines = wrapped(text, self.room, size, most=most, bold=bold)
        self.down += self.write(lines, MARGIN, self.down, size=size, colour=colour, bold=bold)

    def heading(self, title: str, below: str = "") -> None:
        """The title, and in softer ink who is meant; nothing on a page that isn't headed.

        Somebody's own title stands above what is shown, and their subtitle in its place; who is meant always stands.
        """
        self._scope = below
        if not self.headed:
            return
        said = self._subtitle or (title if self._title else "")
        below = "; ".join(filter(None, (said, below)))
        self.paragraph(self._title or title, size=HEADING_SIZE, bold=True, most=4)
        if below:
            self.paragraph(below, size=TEXT_SIZE, colour=SOFT, most=4)
        self.skip(2.0)

    def key(self, entries: Sequence[Entry], *, left: float = MARGIN) -> None:
        """What the fills mean, in as many lines as it takes, from `left` to the right margin."""
        x, right, height = left, self.width - MARGIN, 0.0
        for entry in entries:
            lines = wrapped(entry.label, right - left - _SWATCH - _GAP, TEXT_SIZE, most=2)
            wide = _SWATCH + _GAP + max(width_of(line, TEXT_SIZE) for line in lines)
            if x > left and x + wide > right:
                self.down += height
                x, height = left, 0.0
            self.swatch(x, self.down + 0.2, entry.fill)
            self.write(lines, x + _SWATCH + _GAP, self.down)
            height = max(height, len(lines) * line_height(TEXT_SIZE) + 0.6)
            x += wide + _BETWEEN_ENTRIES
        self.down += height + 1.0

    def swatch(self, x: float, y: float, fill: Fill) -> None:
        """A small filled square whose top left corner is at (x, y)."""
        self.marks.append(Box(x, y, _SWATCH, _SWATCH_HEIGHT, fill, outline(fill)))

    def panel(
        self,
        height: float,
        *,
        left: float = 0.0,
        right: float = 0.0,
        above: float = 0.0,
        below: float = 0.0,
    ) -> Panel:
        """A panel of a given height across the page, without frame or ticks until they are asked for.

        Args:
            height: of the panel itself.
            left: room for labels at their left.
            right: room at their right.
            above: room above them.
            below: room below them, for ticks and what they count.
        """
        panel = self.panel_at(MARGIN + left, self.down + above, self.room - left - right, height)
        self.down += above + height + below
        return panel

    def panel_at(self, x: float, y: float, width: float, height: float) -> Panel:
        """A panel with its top left corner at (x, y), for several beside one another; `down` stays where it is."""
        return Panel(self.marks, x, y, width, height)

    def notes(self, notes: Sequence[str], source: str = "") -> None:
        """What a reader must know, in small type, and on a headed page where the figures come from."""
        self._source = source
        for note in notes:
            self.paragraph(note, size=SMALL_SIZE, colour=SOFT)
        if source and self.headed:
            self.paragraph(f"Source: {source}", size=SMALL_SIZE, colour=SOFT, most=3)

    def done(self, title: str, description: str, tables: Sequence[Table]) -> Plot:
        """The picture, its page as high as what is on it.

        Args:
            title: what it shows, in a few words.
            description: what it says, in a sentence with its main figures; for readers who can't see it.
            tables: the numbers under it.
        """
        size = self.width, self.down + MARGIN
        told = self._scope, self._source
        return Plot(self._title or title, description, tuple(tables), *size, tuple(self.marks), *told)


def nothing_to_show(meant: str, tables: Sequence[Table], **looks: Unpack[Looks]) -> Plot:
    """The picture of nothing, which says so; `meant` is what it would show."""
    sheet = Sheet(**looks)
    sheet.heading(meant)
    sheet.skip(4.0)
    sheet.paragraph(NOTHING_TO_SHOW, colour=SOFT)
    sheet.skip(4.0)
    return sheet.done(meant, NOTHING_TO_SHOW, tables)
