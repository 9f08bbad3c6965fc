"""All answers to one variable while a survey is read, and the attribute made of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.answers import NAN, are_canonical, canonical_number
from timediary.ingest.cell import Labelled
from timediary.ingest.columns import levels_of_texts
from timediary.ingest.numbers import may_be_two, number_of_text
from timediary.model.conventions import DecimalMark
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import NO_INFORMATION, Attribute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.columns import Meaning
    from timediary.ingest.diaries import InOrder
    from timediary.ingest.layout import Layout

# How the answers of each kind are kept, and what stands for no answer.
STORAGE: dict[VariableKind, tuple[type[np.generic], float]] = {
    VariableKind.LEVEL: (np.int16, NO_INFORMATION),
    VariableKind.TEXT: (np.int32, NO_INFORMATION),
    VariableKind.NUMBER: (np.float64, NAN),
    VariableKind.MULTIPLE: (np.uint64, 0),
}
_DIGITS = re.compile(r"([0-9]+)")


class VariableAnswers:
    """The answers to one variable, by respondent or by diary; `texts` numbers the answers to one without levels."""

    def __init__(self, meaning: Meaning) -> None:
        self.variable = variable = meaning.variable
        self.meaning = meaning
        self.texts: dict[str, int] = {}
        self.labelled: dict[str, float] = {}
        self.mark: DecimalMark | None = DecimalMark.POINT
        self.place: tuple[Layout, int] | None = None
        dtype, self._nothing = STORAGE[variable.kind]
        self._by_respondent: NDArray[Any] = np.empty(0, dtype)
        self._by_diary: NDArray[Any] = np.empty(0, dtype)

    def upto(self, length: int) -> NDArray[Any]:
        """The answers of the first `length` respondents; those not yet read have no information."""
        self._by_respondent = self._longer(self._by_respondent, length)
        return self._by_respondent[:length]

    def of_diaries(self, length: int) -> NDArray[Any]:
        """The answers given for the first `length` diaries apart from others of the same respondent."""
        self._by_diary = self._longer(self._by_diary, length)
        return self._by_diary[:length]

    def _longer(self, values: NDArray[Any], length: int) -> NDArray[Any]:
        more = max(length, 2 * len(values)) - len(values)
        return np.append(values, np.full(more, self._nothing, values.dtype)) if length > len(values) else values

    def in_order(self, order: InOrder, described: NDArray[np.bool_]) -> NDArray[Any]:
        """The answers for each diary: its own, else its respondent's.

        Args:
            order: the n diaries.
            described: whether a row of the files describes each diary, by number; one that none does has the answers of
                the respondent's only diary that is.
        """
        values = self.upto(int(order.respondents.max(initial=-1)) + 1)[order.respondents]
        if not len(self._by_diary):
            return values
        own = self.of_diaries(len(described))
        alone = self._longer(np.empty(0, own.dtype), int(order.respondents.max(initial=-1)) + 1)
        told = order.numbers[described[order.numbers]]
        owners = order.respondents[described[order.numbers]]
        alone[owners] = own[told]
        alone[np.bincount(owners, minlength=len(alone)) != 1] = self._nothing
        own = np.where(described[order.numbers], own[order.numbers], alone[order.respondents])
        is_nothing = np.isnan(own) if self.variable.kind is VariableKind.NUMBER else own == self._nothing
        return np.where(is_nothing, values, own)

    def text_number(self, text: str, cell: Cell = None) -> int:
        """The number of a text, -1 for no information; the cell may have it as the label of a number."""
        if isinstance(cell, Labelled):
            self.labelled[text] = cell.number
        return self.texts.setdefault(text, len(self.texts)) if text else NO_INFORMATION

    def _own_numbers(self, texts: Sequence[str]) -> Sequence[float | None]:
        """The numbers of texts of an attribute that nobody defines, None for those that are none."""
        if not self.labelled and self.mark is not DecimalMark.COMMA and are_canonical(texts):
            return list(map(float, texts))
        return list(map(self._own_number, texts))

    def _own_number(self, text: str) -> float | None:
        """The number of a text of an attribute that nobody defines, also where it is the label of one."""
        if text in self.labelled:
            return self.labelled[text]
        number = canonical_number(text)
        is_marked = any(sign in text for sign in ",. '")
        if is_marked and (number is None or (self.mark is DecimalMark.COMMA and may_be_two(text))):
            return number_of_text(text, self.mark)
        return number

    def finished(self, order: InOrder, described: NDArray[np.bool_]) -> Attribute:
        """The attribute. One that nobody defines is a number if all its answers are."""
        found = self.in_order(order, described)
        if self.variable.kind is not VariableKind.TEXT:
            return Attribute(self.variable, found)
        texts = list(self.texts)
        numbers = [] if self.meaning.is_ours else self._own_numbers(texts)
        if numbers and None not in numbers and not all(text in self.labelled for text in texts):
            values = np.array([*numbers, NAN], np.float64)[found]
            return Attribute(Variable(self.variable.id, self.variable.label, VariableKind.NUMBER), values)
        return attribute_of_texts(self.variable, texts, found)


def attribute_of_texts(variable: Variable, texts: Sequence[str], numbers: NDArray[Any]) -> Attribute:
    """The attribute of a variable whose levels are the texts that occur, in the order in which people sort them.

    Args:
        variable: of the kind `text`.
        texts: all different.
        numbers: which of them each diary has, -1 for none, shape (n,).
    """
    rising = sorted(range(len(texts)), key=lambda number: _natural(texts[number]))
    places = np.empty(len(texts) + 1, np.int32)
    places[rising] = np.arange(len(texts))
    places[-1] = NO_INFORMATION
    levels = levels_of_texts(texts[number] for number in rising)
    return Attribute(variable._replace(levels=levels), places[numbers])


def _natural(text: str) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts texts as people do: numbers in them by size, case last."""
    parts = [part for part in _DIGITS.split(text.casefold()) if part]
    return [
        (not part[0].isdecimal(), int(part) if part.isascii() and part.isdecimal() else 0, part) for part in parts
    ], text
