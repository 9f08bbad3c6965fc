"""What a sheet is, by its header: a long diary, one of episodes, a wide one, respondents' attributes, or not ours."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from timediary.ingest.cell import alike, heading_key, is_blank, text_of
from timediary.ingest.code_column import code_column, preview, sample
from timediary.ingest.columns import names_of
from timediary.ingest.derived import together as joined_respondents, with_respondent
from timediary.ingest.fault import Fault
from timediary.ingest.fields import block_names, field_columns, repeated_field_columns
from timediary.ingest.header_rows import HeaderRows
from timediary.ingest.headings import read_headings
from timediary.ingest.known_layouts import conventions_of, misfit, without_code
from timediary.ingest.layout import (
    CODE_NAMES,
    DATE_NAMES,
    DAY_NAMES,
    END_DATE_NAMES,
    ROLES,
    ROWS_SEARCHED,
    START_DATE_NAMES,
    START_NAMES,
    TIME_NAMES,
    Layout,
    Role,
)
from timediary.ingest.screening import ScreenedSheet
from timediary.ingest.slot_series import series_in
from timediary.ingest.spelling import Slot
from timediary.model.choices import NOTHING_SETTLED, Settled
from timediary.model.conventions import DateOrder
from timediary.model.problem import ProblemKind
from timediary.model.spelling import number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.header import Header, Row
    from timediary.ingest.known_layouts import Nearly
    from timediary.ingest.sheet import Sheet
    from timediary.ingest.spelling import CellParser
    from timediary.model.choices import Choices
    from timediary.model.study import Study

PROBLEM_LIST = "timediary problems"  # the sheet that an annotated copy has beside the user's own


class Recogniser:
    """Recognises the sheets of a study's survey."""

    def __init__(self, study: Study, spelling: CellParser, choices: Choices = NOTHING_SETTLED) -> None:
        self._spelling = spelling
        self._conventions = study.conventions
        self._rows = HeaderRows(study, spelling, choices)
        self._study = study
        self.settled_respondent = study.conventions.respondent
        self._variables = study.variables
        self._fields = study.fields
        self._days = study.grid.days
        self.refused: dict[str, Fault] = {}
        self._dates_tell_days = study.grid.is_week or len(study.grid.days) == 1
        self.respondent_names = self._rows.respondent_names

    def layout_of(self, sheet: Sheet) -> Layout | None:
        """What a sheet is; None if it isn't ours: it has no column of respondents."""
        if sheet.name == PROBLEM_LIST or sheet.settled.is_left_out:
            return None
        attributes = None
        for header in self._rows.headers(sheet):
            respondent = header.find(self.respondent_names)
            if respondent is None:
                continue
            if header.renamed.known and header.renamed.known.is_of_people:
                return self._attributes_of(self._joined_by(sheet, header), header, respondent)
            diary = self._known_diary(sheet, header, respondent)
            if diary:
                return diary
            if sheet.title in self.refused:
                return None
            if attributes is None and not header.joined:
                attributes = self._attributes_of(sheet, header, respondent)
        return attributes

    def _attributes_of(self, sheet: Sheet, header: Header, respondent: int) -> Layout:
        """The layout of a sheet of respondents' attributes."""
        others = tuple(n for n in range(len(header.names)) if n not in (respondent, *header.renamed.unused))
        return self._layout(sheet, Role.ATTRIBUTES, header, respondent, others=others)

    def why_not(self, sheet: Sheet) -> str:
        """Why a sheet isn't read, in words."""
        if sheet.name == PROBLEM_LIST:
            return "it lists problems that were found before"
        if sheet.settled.is_left_out:
            return f"{sheet.settled.by} leaves it out"
        if sheet.title in self.refused:
            return self.refused[sheet.title].message.rstrip(".")
        return f"no column is called '{self.respondent_names[0]}' or otherwise names the respondents"

    def nearly(self, sheet: Sheet) -> Nearly | None:
        """The known layout that a sheet has more than half of the columns of, but not all."""
        return self._rows.nearly(sheet)

    def _known_diary(self, sheet: Sheet, header: Header, respondent: int) -> Layout | None:
        """The layout of a sheet as a diary; why one of a known layout isn't read is in `refused`."""
        known = header.renamed.known
        if known is None:
            return self._diary(sheet, header, respondent)
        if fault := misfit(known, self._study.grid, self._study.id):
            self.refused[sheet.title] = fault
            return None
        diary = self._diary(self._joined_by(sheet, header), header, respondent)
        if diary is None:
            self.refused.setdefault(sheet.title, without_code(known))
        return diary

    def _joined_by(self, sheet: Sheet, header: Header) -> Sheet:
        """A sheet of a known layout with respondents named by one column, and the rows that are read alone."""
        wanted = {} if header.renamed.known is None else header.renamed.known.rows
        keys = {heading_key(heading): text for heading, text in wanted.items()}
        rows = {column: keys[key] for column, key in enumerate(header.keys) if key in keys}
        words = " and ".join(f"'{text}' in '{heading}'" for heading, text in wanted.items())
        why_not = f"only rows with {words} are read"
        return joined_respondents(sheet, header.first_row, header.renamed.together, rows, why_not)

    def is_diary_without_respondents(self, sheet: Sheet) -> bool:
        """Whether a sheet would be a diary if it had a column of respondents."""
        return self._header_without_respondents(sheet) is not None

    def has_diary_beside(self, answers: Layout) -> bool:
        """Whether a sheet of answers would be a diary by a row that isn't one of its answers.

        Numbers below the header are answers: 20 and 80 hours or percent are no times of day, although a header of slots
        might say them so.
        """

        def is_of_slots(header: Header) -> bool:
            found = self._diary(answers.sheet, header, -1)
            if found is None or answers.header_row is None or (header.row or 0) <= answers.header_row:
                return found is not None
            return any(number_of(header.texts[column]) is None for column in found.slots)

        return any(map(is_of_slots, self._rows.all_of(answers.sheet)))

    def layout_as_of(self, sheet: Sheet, respondent: str, by: str) -> Layout | None:
        """The layout of a sheet without a column of respondents as one respondent's diary.

        Args:
            sheet: the sheet.
            respondent: whose it is.
            by: what says so.
        """
        header = self._header_without_respondents(sheet)
        if header is None:
            return None
        width = len(header.names)
        own = with_respondent(sheet, header.first_row, width, self.respondent_names[0], respondent)
        layout = self.layout_of(own)
        if layout is None:
            return None
        sheet.record.decide("respondent", respondent, by=by)
        return replace(layout, settled={**layout.settled, width: ("", Settled("respondent", by))})

    def _header_without_respondents(self, sheet: Sheet) -> Header | None:
        """The header of a sheet that would be a diary if it had a column of respondents."""
        if sheet.name == PROBLEM_LIST or sheet.settled.is_left_out:
            return None
        return next((header for header in self._rows.all_of(sheet) if self._diary(sheet, header, -1)), None)

    def _diary(self, sheet: Sheet, header: Header, respondent: int) -> Layout | None:
        """The layout of a sheet as a diary, if it is one."""
        day = header.find((*self._named("day", ()), *self._named("date", ()), *DAY_NAMES))
        time = header.find(self._named("time", TIME_NAMES))
        code, rivals, labels = code_column(sheet, header, self._named("code", CODE_NAMES), self._spelling)
        episodes = None if code is None else self._episodes(sheet, header, respondent, day, code)
        if episodes:
            return episodes
        if time is not None and code is not None:
            day_known = day is not None or len(self._days) == 1
            if day_known or self._time_has_day(sheet, header, time):
                date = header.find(self._named("date", DATE_NAMES))
                date = date if day is not None and date != day and self._dates_tell_days else None
                used = {respondent, day, date, time, code}
                fields = field_columns(self._fields, header.keys, used)
                odd = rivals | self._repeated_fields(header, fields, used)
                used |= fields.keys() | odd.keys()
                keys = {header.keys[column] for column in used if column is not None and column >= 0}
                repeated = tuple(n for n, key in enumerate(header.keys) if key in keys and n not in used)
                named: dict[str, Any] = {"day": day, "date": date, "time": time, "code": code, "fields": fields}
                named |= {"repeated": repeated, "odd": odd, "labels": labels}
                return self._layout(sheet, Role.LONG, header, respondent, **named)
        header = self._in_series(sheet, header)
        blocks, odd_blocks = self._blocks(header)
        names = [None if n == respondent or n in blocks else name for n, name in enumerate(header.names)]
        found = read_headings(names, header.times, self._spelling, self._conventions)
        read = {respondent, *found.slots, *found.faulty, *blocks, *odd_blocks, *header.renamed.unused}
        others = tuple(n for n in range(len(header.names)) if n not in read)
        parts: dict[str, Any] = {**found._asdict(), "others": others, "odd": header.odd, "blocks": blocks}
        parts["faulty"] = found.faulty | odd_blocks
        is_wide = found.slots or any(fault.kind is ProblemKind.TWO_READINGS for fault in found.faulty.values())
        return self._layout(sheet, Role.WIDE, header, respondent, **parts) if is_wide else None

    def _in_series(self, sheet: Sheet, header: Header) -> Header:
        """A header whose numbered columns of slots, if it has such, are named by their times."""
        if header.joined:
            return header
        known = header.renamed.known
        says = conventions_of(known, self._conventions)
        by = f"the layout '{known.id}'" if known else ""
        beside = {heading_key(name) for field in self._fields for name in (field.id, field.label, *field.aliases)}
        series = series_in(header.names, self._study.grid, says, by, beside)
        if isinstance(series, Fault):
            self.refused.setdefault(sheet.title, series)
        if series is None or isinstance(series, Fault):
            return header
        sheet.record.decide("slot columns", series.stem, evidence=[(len(series.times), str(series.unit))], by=series.by)
        return self._rows.in_series(header, series, beside)

    def _blocks(self, header: Header) -> tuple[dict[int, tuple[int, Slot]], dict[int, Fault]]:
        """The columns of fields by slot, and those of them whose day or time can't be read."""
        slots: dict[int, tuple[int, Slot]] = {}
        faulty: dict[int, Fault] = {}
        for position, block in enumerate(block_names(self._fields, header.names)):
            names = [block.get(column) for column in range(len(header.names))]
            found = read_headings(names, names, self._spelling, self._conventions)
            slots |= {column: (position, slot) for column, slot in found.slots.items()}
            faulty |= found.faulty
        return slots, faulty

    def _episodes(self, sheet: Sheet, header: Header, respondent: int, day: int | None, code: int) -> Layout | None:
        """The layout of a sheet whose rows have an end or a length, if it has such a column."""
        ours = {place for place, key in enumerate(header.keys) if key in self._rows.attribute_keys}
        end, duration = (header.find(self._named(role, ROLES[role])) for role in ("end", "duration"))
        end, duration = (column if column not in ours else None for column in (end, duration))
        time = header.find(self._named("time", START_NAMES))
        if (end is None and duration is None) or (time is None and duration is None):
            return None
        date = header.find(self._named("date", START_DATE_NAMES))
        day = date if day is None else day
        if day is None and len(self._days) > 1 and (time is None or not self._start_has_date(sheet, header, time)):
            return None
        end_date = header.find(self._named("end date", END_DATE_NAMES))
        used = {respondent, day, date, time, code, end, end_date, duration, *header.renamed.unused}
        fields = field_columns(self._fields, header.keys, used)
        odd = self._repeated_fields(header, fields, used)
        used |= fields.keys() | odd.keys()
        others = tuple(n for n in range(len(header.names)) if n not in used)
        when: dict[str, Any] = {"day": day, "date": date, "time": -1 if time is None else time}
        until = {"end": end, "end_date": end_date, "duration": duration}
        parts = {"code": code, "others": others, "fields": fields, "odd": odd, **when, **until}
        return self._layout(sheet, Role.EPISODES, header, respondent, **parts)

    def _repeated_fields(
        self, header: Header, fields: dict[int, int], used: set[int | None] | set[int]
    ) -> dict[int, Fault]:
        """Columns called as a field that another column has, but for those of the study's attributes."""
        ours = {place for place, key in enumerate(header.keys) if key in self._rows.attribute_keys}
        return repeated_field_columns(self._fields, header.keys, fields, {*used, *ours})

    def _start_has_date(self, sheet: Sheet, header: Header, time: int) -> bool:
        """Whether the first starts of a sheet are moments, with their date."""
        from timediary.ingest.instants import Instant, instant_of

        cells = sample(sheet, header, time)[:ROWS_SEARCHED]
        found = [instant_of(cell, order) for cell in cells for order in DateOrder]
        return any(isinstance(instant, Instant) and instant.date for instant in found)

    def _layout(self, sheet: Sheet, role: Role, header: Header, respondent: int, **parts: Any) -> Layout:
        """A layout with the header's place and names, of the sheet without rows that are nobody's."""
        settled, unused = header.renamed.settled, header.renamed.unused
        known = header.renamed.known
        parts |= {"joined": header.joined, "settled": settled, "unused": unused, "known": known}
        parts["conventions"] = conventions_of(known, self._conventions)
        layout = Layout(sheet, role, header.row, header.first_row, header.texts, respondent, **parts)
        if header.row is None or respondent < 0:
            return layout
        top = header.row - header.joined
        above = [n for n, row in enumerate(preview(sheet)[: top - 1], start=1) if self._is_like(layout, row)]
        screened = ScreenedSheet(sheet, header.texts, respondent, header.first_row, above)
        return replace(layout, sheet=screened, first_row=above[0] if above else header.first_row, above=tuple(above))

    def _is_like(self, layout: Layout, row: Row) -> bool:
        """Whether a row above the header is like those below it: somebody's."""
        cells = [*row, *[""] * (len(layout.headings) - len(row))]
        if is_blank(cells[layout.respondent]):
            return False
        if layout.role is Role.EPISODES:
            code = self._spelling.code(cells[layout.code])
            return not isinstance(code, Fault) and code != 0
        if layout.role is Role.LONG:
            day = layout.day is None or self._spelling.is_day(cells[layout.day])
            return day and (self._spelling.is_time(cells[layout.time]) or layout.day is None)
        if layout.role is Role.WIDE:
            codes = [self._spelling.code(cells[column]) for column in layout.slots]
            return any(not isinstance(code, Fault) and code != 0 for code in codes)
        return any(
            alike(text_of(cell)) in self._answers.get(heading_key(heading), ())
            for cell, heading in zip(cells, layout.headings, strict=False)
            if not is_blank(cell)
        )

    @cached_property
    def _answers(self) -> dict[str, set[str]]:
        """What may be answered in a column, by its names."""
        found: dict[str, set[str]] = {}
        for variable in self._variables.values():
            levels = {alike(name) for level in variable.levels for name in (level.id, level.label, *level.aliases)}
            found |= {heading_key(name): levels for name in names_of(variable)}
        return found

    def _named(self, column: str, names: Sequence[str]) -> tuple[str, ...]:
        """The names of a column of a diary, the study's own first."""
        return (*self._conventions.columns.get(column, ()), *names)

    def _time_has_day(self, sheet: Sheet, header: Header, time: int) -> bool:
        """Whether the first times of a sheet are moments, with their day."""
        batch = next(iter(sheet.coded_batches([time], header.first_row)), None)
        if batch is None:
            return False
        (column,) = batch.columns
        cells = (column.values[number] for number in column.numbers[:ROWS_SEARCHED].tolist())
        return any(isinstance(self._spelling.slot(cell), Slot) for cell in cells if not is_blank(cell))
