"""The respondents' attributes while they are read, and the attributes of the survey made of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.answers import NAN, Answers, canonical_number, is_number, merged_number, too_many
from timediary.ingest.cell import heading_key, text_of
from timediary.ingest.columns import Meanings, levels_of_texts
from timediary.ingest.days import date_of
from timediary.ingest.decoder import Decoder
from timediary.ingest.fault import REPEATED_COLUMN, Fault
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import NO_INFORMATION, Attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.columns import Meaning
    from timediary.ingest.draft import Draft
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import CodedColumn

WEEK_BEGINNING = heading_key("week_beginning")
_TYPES: dict[VariableKind, tuple[type[np.generic], float]] = {
    VariableKind.LEVEL: (np.int16, NO_INFORMATION),
    VariableKind.TEXT: (np.int32, NO_INFORMATION),
    VariableKind.NUMBER: (np.float64, NAN),
    VariableKind.MULTIPLE: (np.uint64, 0),
}
_DIGITS = re.compile(r"([0-9]+)")


class _Values:
    """The answers to one variable, by respondent; `texts` numbers the answers to one without levels."""

    def __init__(self, meaning: Meaning) -> None:
        self.variable = variable = meaning.variable
        self.meaning = meaning
        self.texts: dict[str, int] = {}
        dtype, self._nothing = _TYPES[variable.kind]
        self._values: NDArray[Any] = np.empty(0, dtype)

    def upto(self, length: int) -> NDArray[Any]:
        """The answers of the first `length` respondents; those not yet read are no information."""
        if length > len(self._values):
            more = max(length, 2 * len(self._values)) - len(self._values)
            self._values = np.append(self._values, np.full(more, self._nothing, self._values.dtype))
        return self._values[:length]

    def text_number(self, text: str) -> int:
        """The number of a text, -1 for no information."""
        return self.texts.setdefault(text, len(self.texts)) if text else NO_INFORMATION

    def finished(self, respondents: int) -> Attribute:
        """The attribute. One that nobody defines is a number if all its answers are."""
        if self.variable.kind is not VariableKind.TEXT:
            return Attribute(self.variable, self.upto(respondents).copy())
        texts = list(self.texts)
        numbers = [] if self.meaning.is_ours else [canonical_number(text) for text in texts]
        if numbers and None not in numbers:
            values = np.array([*numbers, NAN], np.float64)[self.upto(respondents)]
            return Attribute(Variable(self.variable.id, self.variable.label, VariableKind.NUMBER), values)
        order = sorted(range(len(texts)), key=lambda number: _natural(texts[number]))
        places = np.empty(len(texts) + 1, np.int32)
        places[order] = np.arange(len(texts))
        places[-1] = NO_INFORMATION
        variable = self.variable
        levels = levels_of_texts(texts[number] for number in order)
        variable = Variable(variable.id, variable.label, VariableKind.TEXT, variable.aliases, levels)
        return Attribute(variable, places[self.upto(respondents)])


class Attributes:
    """All attributes of a survey while it is read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.answers = Answers(draft.study.no_information)
        self._meanings = Meanings(draft.study)
        self._values: dict[str, _Values] = {}

    @property
    def ids(self) -> set[str]:
        """The ids of the variables found so far."""
        return set(self._values)

    def knows_any(self, layout: Layout) -> bool:
        """Whether a sheet has a column that the study's variables name."""
        return any(meaning.is_ours for meaning in self.meanings(layout)[0].values())

    def meanings(self, layout: Layout) -> tuple[dict[int, Meaning], list[int]]:
        """What the columns of a sheet hold, and those that hold once more what one before them does."""
        return self._meanings.of(layout)

    def of(self, layout: Layout) -> SheetAttributes:
        """What takes in the attributes of a sheet."""
        meanings, repeated = self.meanings(layout)
        for column in repeated:
            self.draft.report_column(layout, REPEATED_COLUMN, column)
        return SheetAttributes(self, layout, meanings)

    def values_of(self, meaning: Meaning) -> _Values:
        """The answers to a variable."""
        known = self._values.get(meaning.variable.id)
        if known is None:
            known = self._values[meaning.variable.id] = _Values(meaning)
        return known

    def finished(self) -> dict[str, Attribute]:
        """The attributes by id: the study's in its order, then others as they were found."""
        ours = [id_ for id_ in self.draft.study.variables if id_ in self._values]
        found = [id_ for id_, values in self._values.items() if values.texts or not values.meaning.is_nameless]
        ids = [*ours, *(id_ for id_ in found if id_ not in self.draft.study.variables)]
        return {id_: self._values[id_].finished(len(self.draft.ids)) for id_ in ids}


class _Target(NamedTuple):
    """What a column is read as; `weeks` reads the ordinals of week beginnings."""

    meaning: Meaning
    values: _Values
    decoder: Decoder
    weeks: Decoder | None


class SheetAttributes:
    """Takes in the attributes of one sheet."""

    def __init__(self, attributes: Attributes, layout: Layout, meanings: Mapping[int, Meaning]) -> None:
        self.layout = layout
        self.columns = tuple(meanings)
        self.variables = frozenset((meaning.variable.id, meaning.level) for meaning in meanings.values())
        self._attributes = attributes
        self._draft = attributes.draft
        self._meanings = meanings
        self._targets: dict[int, _Target] = {}
        self._merged = [block for block in layout.sheet.shape().merged if block.last_row > block.first_row]

    def take(self, columns: Mapping[int, CodedColumn], rows: NDArray[np.int64], respondents: NDArray[np.int64]) -> None:
        """Take in the answers of some rows.

        Args:
            columns: the sheet's columns that may be attributes, by position.
            rows: shape (m,), the numbers of the rows.
            respondents: shape (m,), whose they are; nobody twice.
        """
        if not len(rows):
            return
        self._targets = self._targets or {column: self._target(self._meanings[column]) for column in self.columns}
        for column, target in self._targets.items():
            coded = columns[column]
            values = target.values.upto(len(self._draft.ids))
            answers, faults = target.decoder(coded)
            if self._merged:
                answers = self._without_merged(column, coded, rows, answers, respondents)
            is_multiple = target.meaning.variable.kind is VariableKind.MULTIPLE
            values[respondents] = answers | values[respondents] if is_multiple else answers
            if target.weeks:
                self._draft.set_weeks(respondents, target.weeks(coded)[0])
            for row in np.flatnonzero(faults).tolist():
                fault = target.decoder.faults[int(faults[row]) - 1]
                cell = coded.values[int(coded.numbers[row])]
                self._report(fault, int(rows[row]), column, cell, int(respondents[row]))
        self._check_flags(columns, rows, respondents)

    def _without_merged(
        self,
        column: int,
        coded: CodedColumn,
        rows: NDArray[np.int64],
        answers: NDArray[Any],
        respondents: NDArray[np.int64],
    ) -> NDArray[Any]:
        """The answers of a column but for numbers in merged cells: whose they are, or how they part, can't be told."""
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
                answers[inside] = _TYPES[kind][1]
                self._report(
                    merged_number(cell, block.name), int(rows[inside[0]]), column, cell, int(respondents[inside[0]])
                )
        return answers

    def _target(self, meaning: Meaning) -> _Target:
        """What reads a column."""
        variable, answers = meaning.variable, self._attributes.answers
        values = self._attributes.values_of(meaning)
        dtype = values.upto(0).dtype
        if variable.kind is VariableKind.TEXT:
            is_week = heading_key(variable.id) == WEEK_BEGINNING
            decoder = Decoder(_text_reader(answers, values, is_week=is_week), dtype, NO_INFORMATION)
            return _Target(meaning, values, decoder, Decoder(date_of, np.int32, 0) if is_week else None)
        if variable.kind is VariableKind.NUMBER:
            return _Target(meaning, values, Decoder(answers.number(variable), dtype, NAN), None)
        if variable.kind is VariableKind.LEVEL:
            return _Target(meaning, values, Decoder(answers.level(variable), dtype, NO_INFORMATION), None)
        several = answers.several(variable)
        read = several if meaning.level is None else answers.one_of_several(variable, meaning.level)
        return _Target(meaning, values, Decoder(read, dtype, 0), None)

    def _check_flags(
        self, columns: Mapping[int, CodedColumn], rows: NDArray[np.int64], respondents: NDArray[np.int64]
    ) -> None:
        """Report respondents with more answers, each in a column of its own, than a variable takes."""
        flags: dict[str, list[int]] = {}
        for column, target in self._targets.items():
            if target.meaning.level is not None:
                flags.setdefault(target.meaning.variable.id, []).append(column)
        for of_variable in flags.values():
            target = self._targets[of_variable[0]]
            variable = target.meaning.variable
            most = variable.most_answers or len(variable.levels)
            values = target.values.upto(len(self._draft.ids))
            bits = np.arange(len(variable.levels), dtype=np.uint64)
            answers = (values[respondents][:, np.newaxis] >> bits & np.uint64(1)).sum(axis=1)
            for row in np.flatnonzero(answers > most).tolist():
                respondent = int(respondents[row])
                column = max(n for n in of_variable if self._targets[n].decoder(columns[n])[0][row])
                cell = columns[column].values[int(columns[column].numbers[row])]
                self._report(too_many(variable, int(answers[row])), int(rows[row]), column, cell, respondent)
                values[respondent] = 0

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: int) -> None:
        """Report a fault at a cell."""
        self._draft.account.report(
            self.layout.sheet,
            fault,
            row,
            column,
            header=self.layout.heading(column),
            content=text_of(cell),
            respondent=self._draft.ids[respondent],
        )


def _text_reader(answers: Answers, values: _Values, *, is_week: bool) -> Callable[[Cell], int | Fault]:
    """What reads a cell as the number of its text; the dates of week beginnings are written one way."""

    def read(cell: Cell) -> int | Fault:
        date = date_of(cell) if is_week else 0
        text = dt.date.fromordinal(date).isoformat() if date else answers.text(cell)
        return text if isinstance(text, Fault) else values.text_number(text)

    return read


def _natural(text: str) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts texts as people do: numbers in them by size, case last."""
    parts = [part for part in _DIGITS.split(text.casefold()) if part]
    return [
        (not part[0].isdecimal(), int(part) if part.isascii() and part.isdecimal() else 0, part) for part in parts
    ], text
