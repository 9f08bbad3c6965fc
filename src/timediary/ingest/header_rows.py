"""Which rows of a sheet may be its header, with names as an option, a reading file or a known layout has them."""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from typing import TYPE_CHECKING

from timediary.ingest.cell import heading_key, is_blank, text_of
from timediary.ingest.code_column import preview
from timediary.ingest.columns import names_of
from timediary.ingest.dates import decide_order, evening_dates, in_one_week, next_midnight, three_numbers
from timediary.ingest.fault import Fault
from timediary.ingest.header import Header, is_all_names
from timediary.ingest.headings import joined_names
from timediary.ingest.known_layouts import KnownLayouts, columns_of
from timediary.ingest.layout import ROLES, ROWS_SEARCHED
from timediary.ingest.renaming import Renamed, Renamer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from timediary.ingest.cell import Cell
    from timediary.ingest.header import Row
    from timediary.ingest.known_layouts import Nearly
    from timediary.ingest.sheet import Sheet
    from timediary.ingest.slot_series import SlotSeries
    from timediary.ingest.spelling import CellParser
    from timediary.model.choices import Choices
    from timediary.model.study import Study


class HeaderRows:
    """Finds what may be the header of a sheet.

    Attributes:
        respondent_names: what the column of respondents may be called.
        attribute_keys: the keys of what other columns of the study's attributes may be called.
    """

    def __init__(self, study: Study, spelling: CellParser, choices: Choices) -> None:
        self._spelling = spelling
        self._conventions = study.conventions
        self._days = study.grid.days
        self._renamer = Renamer(study, ROLES, choices)
        asked = study.conventions.layout
        self._known = KnownLayouts(choices.layouts if asked is None else (asked,))
        self.respondent_names = names_of(study.identifier)
        self._respondent_keys = set(map(heading_key, self.respondent_names))
        self.attribute_keys = {
            heading_key(name) for variable in study.variables.values() for name in names_of(variable)
        } - self._respondent_keys

    def nearly(self, sheet: Sheet) -> Nearly | None:
        """The known layout that a sheet has more than half of the columns of, but not all."""
        return self._known.nearly(preview(sheet) if sheet.columns is None else [sheet.columns])

    def in_series(self, header: Header, series: SlotSeries, beside: Collection[str]) -> Header:
        """A header whose numbered columns are named by the times of their slots."""
        return Header(header.row, self._renamer.in_series(header.renamed, series, beside))

    def all_of(self, sheet: Sheet) -> Iterator[Header]:
        """The first rows of a sheet, each as a header."""
        if sheet.columns is not None:
            yield Header(None, self._renamed(sheet, sheet.columns))
            return
        for number, row in enumerate(preview(sheet), start=1):
            yield Header(number, self._renamed(sheet, row))

    def headers(self, sheet: Sheet) -> Iterator[Header]:
        """What may be the header: a row that names the respondents, alone and with a row beside it."""
        if sheet.columns is not None:
            yield Header(None, self._renamed(sheet, sheet.columns))
            return
        settled = sheet.settled.header
        renamed = [self._renamed(sheet, row) for row in preview(sheet)]
        rows = [row.names for row in renamed]
        sure: int | None = None
        for number, row in enumerate(rows[: settled or ROWS_SEARCHED], start=1):
            keys = {heading_key(text_of(cell)) for cell in row}
            if settled not in (None, number) or self._respondent_keys.isdisjoint(keys):
                continue
            header = Header(number, renamed[number - 1])
            column = header.find(self.respondent_names)
            if sure is not None and column != sure:
                # An answer below a header: nurses may be asked for by that name, and be nurses by grade.
                continue
            if not self.attribute_keys.isdisjoint(header.keys) or is_all_names(row):
                sure = column
            yield header
            for above in (number - 1, number):
                if 0 < above < len(rows) and any(map(self._spelling.is_day, rows[above - 1])):
                    yield self._joined(above + 1, renamed[above - 1], renamed[above])

    def _renamed(self, sheet: Sheet, names: Row) -> Renamed:
        """A row of names as an option, a reading file or a known layout has them."""
        known = self._known.of(names)
        if known is None:
            return self._renamer.renamed(names, sheet.settled.columns)
        columns, together = columns_of(known, names, sheet.settled.columns)
        return self._renamer.renamed(names, columns)._replace(known=known, together=together)

    def _joined(self, row: int, above: Renamed, below: Renamed) -> Header:
        """Two rows of names as one: a day holds for all columns up to the next name beside it."""
        uppers = above.names
        if evening_dates(cell for cell in uppers if not is_blank(cell)):
            uppers = [next_midnight(cell) for cell in uppers]
        pairs = list(zip_longest(uppers, below.names, fillvalue=""))
        order = in_one_week(decide_order(uppers, self._conventions.date_order), uppers)
        spelling = self._spelling.by(date_order=order.chosen) if order and order.chosen else self._spelling
        days: list[str] = []
        for upper, _ in pairs:
            is_open = order is not None and order.chosen is None and three_numbers(upper)
            name = text_of(upper) if is_open else self._day_name(upper, spelling)
            days.append((days[-1] if days else "") if is_blank(upper) else name)
        names, odd = joined_names(days, [lower for _, lower in pairs], spelling, self._conventions)
        names = [upper if is_blank(name) else name for name, (upper, _) in zip(names, pairs, strict=True)]
        renamed = Renamed(names, above.settled | below.settled, above.unused | below.unused)
        return Header(row, renamed, names, below.names, odd)

    def _day_name(self, cell: Cell, spelling: CellParser) -> str:
        """The name or date of the day that a cell stands for; empty if it stands for none."""
        day = spelling.day(cell)
        if isinstance(day, Fault):
            return ""
        return dt.date.fromordinal(day.date).isoformat() if day.date else self._days[day.position]
