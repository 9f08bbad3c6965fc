"""How an answer of each kind of variable may be written."""

from __future__ import annotations

import re
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import numpy as np

from timediary.ingest.cell import Labelled, alike, broken, identifier, is_blank, is_no_value, quoted, text_of
from timediary.ingest.fault import Fault, formula_fault, read_as
from timediary.ingest.numbers import may_be_two, number_of_text
from timediary.model.conventions import DecimalMark
from timediary.model.nearest import nearest
from timediary.model.problem import ProblemKind
from timediary.model.spelling import number_text
from timediary.model.survey import NO_INFORMATION, UNKNOWN_FROM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.verdict import Verdict
    from timediary.model.choices import Settled
    from timediary.model.study import Variable

NAN = float("nan")
MOST_LISTED = 8
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?")
_MOMENT = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2})[T ])?([0-9]{2}:[0-9]{2})(?::00(?:\.0+)?)?")
_OTHER_SEPARATORS = re.compile(r"[;,|/\n]")
_LARGEST = sys.float_info.max
_YES = frozenset(("yes", "y", "true", "t", "1", "x", "\u2713", "\u2714", "ticked", "selected"))
_NO = frozenset(("no", "n", "false", "f", "0", "\u2717", "\u2718", "notselected", "unticked"))


class Answers:
    """Reads the answers of respondents.

    `no_information` are spellings that stand for none; `values` says what others stand for where that is settled.
    """

    def __init__(self, no_information: Iterable[str], values: Mapping[str, Settled] = MappingProxyType({})) -> None:
        self._none = {alike(text) for text in no_information} | {""}
        self._has_numbers = any(number_of_text(text) is not None for text in self._none if text)
        self._settled = {alike(written): settled.chosen for written, settled in values.items()}

    def is_none(self, text: str) -> bool:
        """Whether a text stands for no answer: by the study, or for it is what programs write for no value."""
        return alike(text) in self._none or is_no_value(text)

    def _levels(self, variable: Variable) -> dict[str, int]:
        """The positions of a variable's levels by all that stands for them; what is settled goes first."""
        levels = _level_keys(variable)
        settled = {written: levels[alike(id_)] for written, id_ in self._settled.items() if alike(id_) in levels}
        nothing = {written: NO_INFORMATION for written, id_ in self._settled.items() if not id_}
        return levels | settled | nothing

    def level(self, variable: Variable) -> Callable[[Cell], int | Fault]:
        """What reads a cell as the position of a level of a variable, -1 for no information."""
        levels = self._levels(variable)

        def read(cell: Cell) -> int | Fault:
            if formula := broken(cell):
                return formula_fault(formula)
            known = _known_level(levels, cell)
            if known is not None:
                return known
            text = text_of(cell)
            return NO_INFORMATION if self.is_none(text) else _unknown_level(variable, [text])

        return read

    def several(self, variable: Variable) -> Callable[[Cell], int | Fault]:
        """What reads a cell with answers parted by `;` as a set of bits, 0 for no information."""
        levels = self._levels(variable)

        def read(cell: Cell) -> int | Fault:
            if formula := broken(cell):
                return formula_fault(formula)
            text = text_of(cell)
            whole = _known_level(levels, cell)
            if whole is not None:
                return 0 if whole == NO_INFORMATION else 1 << whole
            if self.is_none(text):
                return 0
            parts = [part.strip() for part in text.split(";") if not self.is_none(part)]
            if not all(alike(part) in levels for part in parts):
                other = [part.strip() for part in _OTHER_SEPARATORS.split(text) if not self.is_none(part)]
                parts = other if all(alike(part) in levels for part in other) else parts
            unknown = [part for part in parts if alike(part) not in levels]
            if unknown:
                return _unknown_level(variable, unknown)
            answers = {levels[alike(part)] for part in parts} - {NO_INFORMATION}
            if variable.most_answers and len(answers) > variable.most_answers:
                return too_many(variable, len(answers))
            return sum(1 << answer for answer in answers)

        return read

    def one_of_several(self, variable: Variable, level: int) -> Callable[[Cell], int | Fault]:
        """What reads the cell of a column that asks for one level with yes or no, as a set of bits.

        A blank is no; a spelling of no information says that nothing is known of this one level.
        """
        names = {alike(name) for name in _names(variable, level)}

        def read(cell: Cell) -> int | Fault:
            if formula := broken(cell):
                return formula_fault(formula)
            text = identifier(cell)
            key = alike(text)
            if key in _YES or key in names:
                return 1 << level
            if key in _NO or not text:
                return 0
            if self.is_none(text):
                return 1 << UNKNOWN_FROM + level
            message = f"{quoted(text)} is neither yes nor no."
            return Fault(ProblemKind.UNKNOWN_LEVEL, message, "Write yes or no, or clear the cell.")

        return read

    def number(self, variable: Variable, mark: Verdict[DecimalMark] | None = None) -> Callable[[Cell], float | Fault]:
        """What reads a cell as a number within the limits of a variable, NaN for no information.

        Args:
            variable: the variable.
            mark: what stands before the decimals of numbers in text.
        """
        sign = mark.chosen if mark else DecimalMark.POINT
        low = -_LARGEST if variable.minimum is None else variable.minimum
        high = _LARGEST if variable.maximum is None else variable.maximum
        looks_closer = self._has_numbers or variable.boxes is not None

        def read(cell: Cell) -> float | Fault:
            if type(cell) is float and low <= cell <= high and not looks_closer:
                return cell
            if formula := broken(cell):
                return formula_fault(formula)
            if is_blank(cell) or ((self._has_numbers or isinstance(cell, str)) and self.is_none(text_of(cell))):
                return NAN
            value = _number(cell, sign)
            if value is None and isinstance(cell, str) and may_be_two(cell):
                return _two_numbers(text_of(cell))
            if value is None:
                message = f"{quoted(text_of(cell))} is not a number."
                return Fault(ProblemKind.NOT_A_NUMBER, message, "Write it in figures, such as 37.5, or clear the cell.")
            return _out_of_range(variable, value) or value

        return read

    def numbers(self, variable: Variable) -> Callable[[Sequence[Cell]], NDArray[np.float64] | None]:
        """What reads many cells, if all are blank or numbers within the limits of a variable, as `number` does each."""
        low = -_LARGEST if variable.minimum is None else variable.minimum
        high = _LARGEST if variable.maximum is None else variable.maximum

        def read(cells: Sequence[Cell]) -> NDArray[np.float64] | None:
            if self._has_numbers or not set(map(type, cells)) <= {float, type(None)}:
                return None
            values = np.array(cells, np.float64)
            if variable.boxes and not bool((np.isnan(values) | (values == np.round(values))).all()):
                return None
            return values if bool((np.isnan(values) | ((low <= values) & (values <= high))).all()) else None

        return read

    def text(self, cell: Cell) -> str | Fault:
        """A cell as text, empty for no information; truth and moments are written the same in every file."""
        if formula := broken(cell):
            return formula_fault(formula)
        text = " ".join(text_of(cell).split())
        if ":" in text and (moment := _MOMENT.fullmatch(text)):
            text = " ".join(part for part in moment.groups() if part and part != "00:00") or "00:00"
        truth = {"true": "yes", "false": "no"}.get(text.casefold())
        return truth or ("" if self.is_none(text) else text)

    def texts(self, cells: Sequence[Cell]) -> list[str] | None:
        """Many cells as texts, as `text` makes one of each, if all of them are numbers or blank."""
        if self._has_numbers or not set(map(type, cells)) <= {float, int, type(None)}:
            return None
        numbers = cast("Sequence[float | None]", cells)
        return ["" if number is None or number != number else number_text(number) for number in numbers]


def are_canonical(texts: Iterable[str]) -> bool:
    """Whether all of some texts are written as the number that they are in every file."""
    return all(map(_CANONICAL.fullmatch, texts))


def canonical_number(text: str) -> float | None:
    """The number that a text is in every file; None for texts such as `007` or `1e5`."""
    if _CANONICAL.fullmatch(text):
        return float(text)
    if _NUMBER.fullmatch(text) and number_text(float(text)) == text:
        return float(text)
    return None


def too_many(variable: Variable, answers: int) -> Fault:
    """The fault of more answers than a variable takes."""
    message = f"{answers} answers to {variable.label}, but at most {variable.most_answers} may be given."
    return Fault(ProblemKind.TOO_MANY_ANSWERS, message, "Keep those that matter most.")


def merged_number(cell: Cell, block: str) -> Fault:
    """The fault of a number in a block of merged cells over several rows."""
    message = f"{quoted(text_of(cell))} is in merged cells, {block}: is it each respondent's, or that of all together?"
    return Fault(ProblemKind.MERGED_NUMBER, message, "Unmerge the cells, and write the number of each into its row.")


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number."""
    return _number(cell) is not None


def _names(variable: Variable, level: int) -> tuple[str, ...]:
    """All names of a level."""
    return (variable.levels[level].id, variable.levels[level].label, *variable.levels[level].aliases)


def _level_keys(variable: Variable) -> dict[str, int]:
    """The positions of a variable's levels by all their names; ids come before labels and aliases."""
    keys: dict[str, int] = {}
    for rank in range(1 + max((len(level.aliases) + 1 for level in variable.levels), default=0)):
        for number in range(len(variable.levels)):
            names = _names(variable, number)
            if rank < len(names):
                keys.setdefault(alike(names[rank]), number)
    return keys


def _known_level(levels: dict[str, int], cell: Cell) -> int | None:
    """The level that a cell names, if it names one."""
    text = text_of(cell)
    truth = {"TRUE": "yes", "FALSE": "no"}.get(text.upper(), text)
    for name in (text, identifier(cell), truth):
        if name and alike(name) in levels:
            return levels[alike(name)]
    return None


def _unknown_level(variable: Variable, unknown: list[str]) -> Fault:
    """The fault of answers that a variable doesn't have."""
    message = f"{' and '.join(map(quoted, unknown[:3]))} is not an answer to {variable.label}."
    if len(unknown) > 1:
        message = message.replace(" is not an answer", " are not answers")
    labels = [level.label for level in variable.levels]
    names = {name: level for level in variable.levels for name in (*level.aliases, level.label, level.id)}
    near = nearest(unknown[0], names, 1)
    if len(labels) > MOST_LISTED:
        labels = list(dict.fromkeys(names[name].label for name in nearest(unknown[0], names)))
    known = f" Accepted answers: {'; '.join(labels)}." if labels else ""
    mend = f" {read_as(unknown[0], names[near[0]].id)}" if near and len(unknown) == 1 else ""
    return Fault(ProblemKind.UNKNOWN_LEVEL, message, f"Correct it, or clear the cell.{known}{mend}")


def _two_numbers(text: str) -> Fault:
    """The fault of a number whose mark may part thousands or decimals."""
    two = [number_text(number_of_text(text, mark) or 0) for mark in DecimalMark]
    message = f"{quoted(text)} can be {' or '.join(two)}: nothing in this file says what stands before decimals."
    remedy = "Write it without a mark for thousands, or say which: --settle decimal_mark=comma, or point."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)


def _number(cell: Cell, mark: DecimalMark | None = DecimalMark.POINT) -> float | None:
    """The number in a cell, if it holds one."""
    if isinstance(cell, Labelled):
        return cell.number
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell) if abs(cell) < float("inf") else None
    return number_of_text(text_of(cell), mark) if isinstance(cell, str) else None


def _out_of_range(variable: Variable, value: float) -> Fault | None:
    """The fault of a number beyond the limits of its variable."""
    low, high = variable.minimum, variable.maximum
    if low is not None and value < low:
        message = f"{number_text(value)} is too small: {variable.label} is at least {number_text(low)}."
    elif high is not None and value > high:
        message = f"{number_text(value)} is too large: {variable.label} is at most {number_text(high)}."
    elif variable.boxes and value != round(value):
        message = f"{number_text(value)} is between two points of the scale: {variable.label} is a whole number."
    else:
        return None
    return Fault(ProblemKind.NUMBER_OUT_OF_RANGE, message, "Correct the number, or clear the cell.")
