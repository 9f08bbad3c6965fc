"""The attributes that one sheet holds: how its columns are read, and whose or which diary's its rows are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.answers import NAN, Answers, is_number, merged_number, too_many
from timediary.ingest.cell import heading_key, quoted, text_of
from timediary.ingest.dates import date_of, dates_among, decide_order, three_numbers, undecided_order
from timediary.ingest.decoder import Decoder
from timediary.ingest.fault import REPEATED_COLUMN, Fault
from timediary.ingest.layout import Role
from timediary.ingest.numbers import decide_mark
from timediary.ingest.variable_answers import STORAGE, VariableAnswers
from timediary.model.problem import ProblemKind
from timediary.model.reading import ColumnRole
from timediary.model.spelling import folded
from timediary.model.study import WEEKDAYS, VariableKind
from timediary.model.survey import NO_INFORMATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.columns import Meaning
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import CodedColumn
    from timediary.ingest.verdict import Verdict
    from timediary.model.conventions import DateOrder, DecimalMark

WEEK_BEGINNING = heading_key("week_beginning")
DIARY_DATE = heading_key("diary date")
DATE_NAMES = (DIARY_DATE, *map(heading_key, ("date", "date of diary")))
DAY_NAMES = tuple(map(heading_key, ("day", "diary day", "weekday", "day of week")))


class _Target(NamedTuple):
    """What a column is read as."""

    meaning: Meaning
    values: VariableAnswers
    decoder: Decoder


def all_attributes(attributes: Attributes, layout: Layout) -> SheetAttributes:
    """What takes in the attributes of all columns of a sheet; one that is there twice is told."""
    meanings, repeated = attributes.meanings(layout)
    for column in repeated:
        attributes.draft.report_column(layout, REPEATED_COLUMN, column)
    return SheetAttributes(attributes, layout, meanings)


class SheetAttributes:
    """Takes in the attributes of one sheet.

    Attributes:
        columns: those that hold attributes.
        variables: what they hold.
        begin: the column with the date of the diary that a row describes, or the day on which its week begins; None
            where rows describe respondents.
    """

    def __init__(
        self, attributes: Attributes, layout: Layout, meanings: Mapping[int, Meaning], *, by_diary: bool = False
    ) -> None:
        self.layout = layout
        self._attributes = attributes
        self._draft = attributes.draft
        self.begin = None if layout.role is Role.EPISODES else self._begin_column(meanings)
        self._by_diary = by_diary or self.begin is not None
        self._is_date = self.begin is not None and heading_key(layout.name(self.begin)) in DATE_NAMES
        if self._is_date:
            # What a diary is known by is not an attribute beside it.
            meanings = {column: meaning for column, meaning in meanings.items() if column != self.begin}
            layout.sheet.record.take(self.begin or 0, ColumnRole.DAY, rule="it tells a respondent's diaries apart")
        self.columns = tuple(meanings)
        self.variables = frozenset((meaning.variable.id, meaning.level) for meaning in meanings.values())
        self._meanings = meanings
        self._targets: dict[int, _Target] = {}
        self._mark: Verdict[DecimalMark] | None = None
        self._order: Verdict[DateOrder] | None = None
        self._merged = [block for block in layout.sheet.shape().merged if block.last_row > block.first_row]
        self._begins = Decoder(self._begin_of, np.int32, 0)

    @property
    def is_decided(self) -> bool:
        """Whether the first cells have been looked at for how numbers are written, and the columns' readers made."""
        return bool(self._targets)

    def _begin_column(self, meanings: Mapping[int, Meaning]) -> int | None:
        """The column that says which day or week a row's diary is of."""
        one_day = len(self._draft.study.grid.days) == 1
        names = (*DATE_NAMES, *DAY_NAMES) if one_day else (DIARY_DATE, WEEK_BEGINNING)
        keys = {heading_key(self.layout.name(column)): column for column in reversed(list(meanings))}
        by_id = {heading_key(meaning.variable.id): column for column, meaning in meanings.items()}
        return next((found for name in names if (found := keys.get(name, by_id.get(name))) is not None), None)

    def _decide_order(self, cells: Sequence[Cell]) -> None:
        """Decide in which order day, month and year stand in the dates at which weeks begin: all on one weekday."""
        says = self._draft.study.conventions.date_order
        self._order = order = decide_order(cells, says)
        if order is None:
            return
        if order.chosen is None:
            weekdays = {way: {(date - 1) % 7 for cell in cells if (date := date_of(cell, way))} for way in order.ways}
            one = [way for way, found in weekdays.items() if len(found) == 1]
            order = order.narrowed(one, (len(cells), "weeks that begin on one weekday so"))
            begins = WEEKDAYS.index(self._draft.study.grid.days[0]) if self._draft.study.grid.is_week else -1
            first = [way for way in order.ways if weekdays[way] == {begins}]
            self._order = order = order.narrowed(first, (len(cells), "weeks that begin on the diary's first day so"))
        order.record(self.layout.sheet.record, self.begin or 0)
        if order.chosen is None:
            example = next(cell for cell in cells if three_numbers(cell))
            self._draft.report_column(self.layout, undecided_order(order.ways, example), self.begin or 0)

    def _week_of(self, cell: Cell) -> int:
        """The ordinal of the date at which a week begins, 0 where there is none or it may be two."""
        if self._order is None:
            return date_of(cell)
        dates = {date_of(cell, way) for way in self._order.ways}
        return dates.pop() if len(dates) == 1 else 0

    def _begin_of(self, cell: Cell) -> int | Fault:
        """The ordinal of a diary's date, 0 where there is none."""
        if len(self._draft.study.grid.days) > 1:
            return self._week_of(cell)
        day = self._draft.spelling.day(cell)
        return day.date if not isinstance(day, Fault) else day if self._is_date else 0

    def diaries(
        self, respondents: NDArray[np.int64], begins: CodedColumn | None, rows: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The diaries that rows describe, `NO_DIARY` where the row has no date and the respondent several.

        Args:
            respondents: shape (m,).
            begins: the rows' cells in the column `begin`, whose faults are reported.
            rows: shape (m,), the numbers of the rows.
        """
        if begins is None:
            return self._draft.diaries.described(respondents, np.zeros(len(respondents), np.int32))
        if self._order is None:
            self._decide_order(begins.values)
        dates, faults = self._begins(begins)
        for row in np.flatnonzero(faults).tolist():
            cell, column = begins.values[int(begins.numbers[row])], self.begin or 0
            self._tell(self._begins.faults[int(faults[row]) - 1], int(rows[row]), column, cell, int(respondents[row]))
        return self._draft.diaries.described(respondents, dates)

    def take(self, columns: Mapping[int, CodedColumn], rows: NDArray[np.int64], diaries: NDArray[np.int64]) -> None:
        """Take in the answers of some rows.

        Args:
            columns: the sheet's columns that may be attributes, by position.
            rows: shape (m,), the numbers of the rows.
            diaries: shape (m,), the diaries they describe, or the respondents where the sheet has no dates of diaries;
                none twice.
        """
        if not len(rows):
            return
        if not self._targets:
            self._decide(columns)
            self._tell_made_dates(columns)
            self._targets = {column: self._target(column, self._meanings[column]) for column in self.columns}
        if self._by_diary:
            self._attributes.described.update(diaries.tolist())
        for column, target in self._targets.items():
            coded = columns[column]
            values = self._held(target)
            answers, faults = target.decoder(coded)
            if self._merged:
                answers = self._without_merged(column, coded, rows, answers, diaries)
            if target.meaning.variable.kind is VariableKind.MULTIPLE:
                values[diaries] |= answers
            else:
                values[diaries] = self._with_known(column, coded, rows, answers, values[diaries], diaries)
            for row in np.flatnonzero(faults).tolist():
                fault = target.decoder.faults[int(faults[row]) - 1]
                cell = coded.values[int(coded.numbers[row])]
                self._report(fault, int(rows[row]), column, cell, int(diaries[row]))
            self._record_spellings(column, target, coded, answers, faults)
        self._check_flags(columns, rows, diaries)

    def _decide(self, columns: Mapping[int, CodedColumn]) -> None:
        """Decide what stands before the decimals of numbers in this sheet."""
        kinds = (VariableKind.NUMBER, VariableKind.TEXT)
        texts = [column for column in self.columns if self._meanings[column].variable.kind in kinds]
        says = self._draft.study.conventions.decimal_mark
        self._mark = decide_mark((columns[column].values for column in texts), says)
        if self._mark.evidence or says:
            self._mark.record(self.layout.sheet.record)

    def _tell_made_dates(self, columns: Mapping[int, CodedColumn]) -> None:
        """Report columns of texts in which a spreadsheet may have made dates of some, as the first of May of 1-5."""
        for column in self.columns:
            variable = self._meanings[column].variable
            is_text = variable.kind is VariableKind.TEXT and heading_key(variable.id) != WEEK_BEGINNING
            if is_text and (fault := dates_among(columns[column].values)):
                self._draft.report_column(self.layout, fault, column)

    def _record_spellings(
        self, column: int, target: _Target, coded: CodedColumn, answers: NDArray[Any], faults: NDArray[np.int32]
    ) -> None:
        """Write down which spellings were taken for levels of another name."""
        variable = target.meaning.variable
        if variable.kind is not VariableKind.LEVEL:
            return
        numbers, first, cells = np.unique(coded.numbers, return_index=True, return_counts=True)
        for number, row, times in zip(numbers.tolist(), first.tolist(), cells.tolist(), strict=True):
            if faults[row] or answers[row] < 0:
                continue
            level, written = variable.levels[int(answers[row])], text_of(coded.values[number])
            if folded(written) not in (folded(level.label), folded(level.id)):
                self.layout.sheet.record.spell(column, written, level.label, times)

    def _held(self, target: _Target) -> NDArray[Any]:
        """The answers so far, by respondent, or by diary where the sheet describes diaries."""
        if self._by_diary:
            return target.values.of_diaries(self._draft.diaries.count)
        return target.values.upto(len(self._draft.ids))

    def _with_known(
        self,
        column: int,
        coded: CodedColumn,
        rows: NDArray[np.int64],
        answers: NDArray[Any],
        known: NDArray[Any],
        diaries: NDArray[np.int64],
    ) -> NDArray[Any]:
        """The answers where an earlier sheet has none; where it has another one, that counts, and this is reported."""
        variable = self._meanings[column].variable
        is_number, nothing = variable.kind is VariableKind.NUMBER, STORAGE[variable.kind][1]
        had, has = (~np.isnan(v) if is_number else v != nothing for v in (known, answers))
        for row in np.flatnonzero(had & has & (known != answers)).tolist():
            cell = coded.values[int(coded.numbers[row])]
            message = f"{quoted(text_of(cell))} is another answer to {variable.label} than in a sheet read before."
            fault = Fault(ProblemKind.CONFLICTING_ANSWER, message, "The first counts. Find out which is right.")
            self._report(fault, int(rows[row]), column, cell, int(diaries[row]))
        return np.asarray(np.where(had, known, answers))

    def _without_merged(
        self,
        column: int,
        coded: CodedColumn,
        rows: NDArray[np.int64],
        answers: NDArray[Any],
        diaries: NDArray[np.int64],
    ) -> NDArray[Any]:
        """The answers of a column, without numbers in merged cells: it is not clear whose those are."""
        kind = self._meanings[column].variable.kind
        if kind not in (VariableKind.NUMBER, VariableKind.TEXT):
            return answers
        answers = answers.copy()
        for block in self._merged:
            if not block.first_column <= column <= block.last_column:
                continue
            inside = np.flatnonzero((rows > block.first_row) & (rows <= block.last_row + 1))
            cell = coded.values[int(coded.numbers[inside[0]])] if len(inside) else ""
            if is_number(cell):
                answers[inside] = STORAGE[kind][1]
                self._report(
                    merged_number(cell, block.name), int(rows[inside[0]]), column, cell, int(diaries[inside[0]])
                )
        return answers

    def _target(self, column: int, meaning: Meaning) -> _Target:
        """What reads a column."""
        variable, answers = meaning.variable, self._attributes.answers
        values = self._attributes.values_of(meaning)
        values.mark = self._mark.chosen if self._mark else None
        values.place = values.place or (self.layout, column)
        dtype = values.upto(0).dtype
        if variable.kind is VariableKind.TEXT:
            is_week = heading_key(variable.id) == WEEK_BEGINNING
            read_week = self._week_of if is_week else None
            at_once = None if is_week else _numbers_reader(answers, values)
            decoder = Decoder(_text_reader(answers, values, read_week), dtype, NO_INFORMATION, at_once)
            return _Target(meaning, values, decoder)
        if variable.kind is VariableKind.NUMBER:
            read = answers.number(variable, self._mark)
            return _Target(meaning, values, Decoder(read, dtype, NAN, answers.numbers(variable)))
        if variable.kind is VariableKind.LEVEL:
            return _Target(meaning, values, Decoder(answers.level(variable), dtype, NO_INFORMATION))
        several = answers.several(variable)
        bits = several if meaning.level is None else answers.one_of_several(variable, meaning.level)
        return _Target(meaning, values, Decoder(bits, dtype, 0))

    def _check_flags(
        self, columns: Mapping[int, CodedColumn], rows: NDArray[np.int64], diaries: NDArray[np.int64]
    ) -> None:
        """Report rows with more answers, each in a column of its own, than a variable takes."""
        flags: dict[str, list[int]] = {}
        for column, target in self._targets.items():
            if target.meaning.level is not None:
                flags.setdefault(target.meaning.variable.id, []).append(column)
        for of_variable in flags.values():
            target = self._targets[of_variable[0]]
            variable = target.meaning.variable
            most = variable.most_answers or len(variable.levels)
            values = self._held(target)
            bits = np.arange(len(variable.levels), dtype=np.uint64)
            answers = (values[diaries][:, np.newaxis] >> bits & np.uint64(1)).sum(axis=1)
            for row in np.flatnonzero(answers > most).tolist():
                diary = int(diaries[row])
                column = max(n for n in of_variable if self._targets[n].decoder(columns[n])[0][row])
                cell = columns[column].values[int(columns[column].numbers[row])]
                self._report(too_many(variable, int(answers[row])), int(rows[row]), column, cell, diary)
                values[diary] = 0

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, diary: int) -> None:
        """Report a fault at a cell."""
        respondent = diary if not self._by_diary else self._draft.diaries.respondent_of(diary)
        self._tell(fault, row, column, cell, respondent)

    def _tell(self, fault: Fault, row: int, column: int, cell: Cell, respondent: int) -> None:
        self._draft.account.report_at(
            self.layout, fault, row, column, content=text_of(cell), respondent=self._draft.ids[respondent]
        )


def _text_reader(
    answers: Answers, values: VariableAnswers, read_week: Callable[[Cell], int] | None
) -> Callable[[Cell], int | Fault]:
    """What reads a cell as the number of its text; the dates of week beginnings are written one way."""

    def read(cell: Cell) -> int | Fault:
        date = read_week(cell) if read_week else 0
        text = dt.date.fromordinal(date).isoformat() if date else answers.text(cell)
        return text if isinstance(text, Fault) else values.text_number(text, cell)

    return read


def _numbers_reader(answers: Answers, values: VariableAnswers) -> Callable[[Sequence[Cell]], list[int] | None]:
    """What reads cells that are all numbers or blank as the numbers of their texts."""

    def read(cells: Sequence[Cell]) -> list[int] | None:
        texts = answers.texts(cells)
        return None if texts is None else [values.text_number(text) for text in texts]

    return read
