"""What rows say beside the activity, while files are read.

An entry of a diary with fields is one number, for the activity and all that is noted beside it together, so that slots
and episodes are put together, parted and counted as those of any other diary. `Fields.apart` takes the numbers apart
again. Of a study without fields, the number of an entry is that of its code.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.cell import alike, heading_key, is_blank, quoted, text_of
from timediary.ingest.codes import Codes
from timediary.ingest.fault import Fault
from timediary.model.code_minutes import CodeMinutes, code_type
from timediary.model.fields import FieldEntries, JointMinutes
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import DTypeLike, NDArray

    from timediary.ingest.cell import Cell
    from timediary.model.choices import Choices
    from timediary.model.study import Field, Study

NO_ANSWER = 0
_BETWEEN_ANSWERS = re.compile("[;,]")
_BEFORE_NAME = " \t\r\n_,;:/|-("
WITHOUT_ACTIVITY = Fault(
    ProblemKind.FIELD_WITHOUT_ACTIVITY,
    "This is noted beside an activity that isn't there; it is left out.",
    "Fill in the activity, or clear this cell too.",
)


class Apart(NamedTuple):
    """Entries taken apart: the activity codes, what is noted beside them, and minutes that slots can't tell.

    Attributes:
        codes: shape (n, slots).
        fields: by the field's id.
        durations: None where the slots tell them.
        joint: None where the slots tell it.
    """

    codes: NDArray[np.uint8 | np.uint16]
    fields: dict[str, FieldEntries]
    durations: CodeMinutes | None
    joint: JointMinutes | None


class FieldAnswers:
    """Reads the cells of one field: each as the number of an answer, in the order in which answers are met."""

    def __init__(self, field: Field, study: Study, choices: Choices) -> None:
        self.field = field
        listed = f"the {len(field.codes)} codes of {field.label}"
        codes = Codes(replace(study, codes=field.codes, fields=()), choices.values, listed)
        self._code = codes.number
        self._nothing = {alike(text) for text in study.no_information}
        self._numbers: dict[tuple[int, ...], int] = {}
        self._known: dict[tuple[type, Cell], int | Fault] = {}

    @property
    def answers(self) -> list[tuple[int, ...]]:
        """The different answers met so far."""
        return list(self._numbers)

    def __call__(self, cell: Cell) -> int | Fault:
        """The number of the answer in a cell, `NO_ANSWER` for none; or why it is not an answer."""
        key = (type(cell), cell)
        if key not in self._known:
            found = self._read(cell)
            if isinstance(found, list):
                found = self._numbers.setdefault(tuple(found), len(self._numbers) + 1)
            self._known[key] = found
        return self._known[key]

    def _read(self, cell: Cell) -> int | Fault | list[int]:
        """The codes in a cell, rising; or none, or a fault."""
        if is_blank(cell) or alike(text_of(cell)) in self._nothing:
            return NO_ANSWER
        whole = self._code(cell)
        if not isinstance(whole, Fault):
            return [whole] if whole else NO_ANSWER
        parts = [part.strip() for part in _BETWEEN_ANSWERS.split(text_of(cell)) if part.strip()]
        read = [self._code(part) for part in parts]
        fault = next((one for one in read if isinstance(one, Fault)), None)
        if not self.field.several or len(parts) < 2:
            return whole if self.field.several or len(parts) < 2 or fault else _only_one(cell, self.field)
        return fault or sorted({one for one in read if isinstance(one, int) and one})


class Fields:
    """The fields of a study while its files are read.

    Attributes:
        readers: what reads the cells of each, in the study's order.
    """

    def __init__(self, study: Study, choices: Choices) -> None:
        self.readers = [FieldAnswers(field, study, choices) for field in study.fields]
        self._study = study
        self._entries: dict[tuple[int, ...], int] = {(0,) * (1 + len(self.readers)): 0}

    @property
    def entry_type(self) -> DTypeLike:
        """The type of an entry's number."""
        return np.uint32 if self.readers else code_type(self._study)

    def together(
        self, codes: NDArray[np.unsignedinteger], answers: Sequence[NDArray[np.int64] | None]
    ) -> NDArray[np.unsignedinteger]:
        """The entries of some codes with the answers beside them; all of shape (m,).

        Args:
            codes: the numbers of codes, 0 for none, which stays no entry.
            answers: the numbers of the answers of each field; None where a sheet doesn't have it.
        """
        if not self.readers:
            return codes
        columns = [codes.astype(np.int64)]
        columns += [np.zeros(len(codes), np.int64) if one is None else np.where(codes > 0, one, 0) for one in answers]
        different, which = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        numbers = [self._entries.setdefault(tuple(row), len(self._entries)) for row in different.tolist()]
        self.__dict__.pop("_table", None)
        return np.array(numbers, np.uint32)[which.reshape(-1)]

    def entry(self, code: int, answers: Sequence[int]) -> int:
        """The entry of one code with the answers beside it."""
        if not self.readers or not code:
            return code
        self.__dict__.pop("_table", None)
        return self._entries.setdefault((code, *answers), len(self._entries))

    @property
    def most(self) -> int:
        """The greatest number that an entry has."""
        return len(self._entries) - 1 if self.readers else len(self._study.codes)

    def code_of(self, entry: int) -> int:
        """The number of the code of an entry."""
        return int(self._table[entry, 0]) if self.readers else entry

    def answers_in(self, entry: int) -> int:
        """In how many fields an entry has an answer."""
        return int(np.count_nonzero(self._table[entry, 1:])) if self.readers else 0

    @cached_property
    def _table(self) -> NDArray[np.int64]:
        """Code and answers of each entry, by its number."""
        return np.array(list(self._entries), np.int64).reshape(len(self._entries), -1)

    def apart(self, entries: NDArray[np.unsignedinteger], durations: CodeMinutes | None) -> Apart:
        """Entries as activity codes, and what was noted beside them.

        Args:
            entries: shape (n, slots), or (n, 0).
            durations: minutes by entry, where the slots don't tell them.
        """
        if not self.readers:
            return Apart(entries, {}, durations, None)
        table = self._table.copy()
        used = np.bincount(entries.reshape(-1), minlength=len(table)) > 0
        if durations is not None:
            used[durations.numbers[durations.minutes.any(axis=0)]] = True
        fields = {}
        for place, reader in enumerate(self.readers, start=1):
            # (an answer that no entry of the survey has isn't one of its answers)
            answers = sorted(reader.answers[number - 1] for number in np.unique(table[used, place]).tolist() if number)
            renumbered = np.zeros(len(reader.answers) + 1, np.int64)
            for number, answer in enumerate(reader.answers, start=1):
                renumbered[number] = answers.index(answer) + 1 if answer in answers else 0
            table[:, place] = renumbered[table[:, place]]
            slots = table[:, place].astype(np.min_scalar_type(len(answers)))[entries]
            fields[reader.field.id] = FieldEntries(reader.field, tuple(answers), slots)
        codes = table[:, 0].astype(code_type(self._study))[entries]
        if durations is None:
            return Apart(codes, fields, None, None)
        return Apart(codes, fields, *self._minutes(table, durations))

    def _minutes(self, table: NDArray[np.int64], durations: CodeMinutes) -> tuple[CodeMinutes, JointMinutes]:
        """Minutes by code, and by code and answers, of minutes by entry."""
        diaries, columns = np.nonzero(durations.minutes)
        rows = table[durations.numbers[columns]]
        minutes = durations.minutes[diaries, columns]
        order = np.lexsort([*rows.T[::-1], diaries])
        joint = JointMinutes(diaries[order], rows[order, 0], rows[order, 1:], minutes[order])
        numbers, which = np.unique(joint.codes, return_inverse=True)
        by_code = joint.by(which.reshape(-1).astype(np.int64), len(durations.minutes), max(len(numbers), 1))
        return CodeMinutes(numbers, by_code[:, : len(numbers)]), joint


def _only_one(cell: Cell, field: Field) -> Fault:
    """The fault of several answers where one may be given."""
    message = f"{quoted(text_of(cell))} holds several answers, and {field.label} takes one."
    remedy = f"Keep one of them, or write  several = true  under the field '{field.id}' in study.toml."
    return Fault(ProblemKind.SEVERAL_CODES, message, remedy)


def field_columns(fields: Sequence[Field], keys: Sequence[str], taken: Iterable[int | None]) -> dict[int, int]:
    """The columns of fields among the names of a sheet's columns: the position of the field by column."""
    others, found = set(taken), dict[int, int]()
    for position, field in enumerate(fields):
        names = [heading_key(name) for name in (field.id, field.label, *field.aliases)]
        column = next((keys.index(name) for name in names if name in keys), None)
        if column is not None and column not in others:
            found[column] = position
    return found


def repeated_field_columns(
    fields: Sequence[Field], keys: Sequence[str], found: dict[int, int], taken: Iterable[int | None]
) -> dict[int, Fault]:
    """The columns called as a field that is read from another column, with what is wrong with them."""
    others = {*taken, *found}
    repeated: dict[int, Fault] = {}
    for column, position in found.items():
        field = fields[position]
        names = {heading_key(name) for name in (field.id, field.label, *field.aliases)}
        message = f"{field.label} is read from another column, {quoted(keys[column])}; this one is not read."
        fault = Fault(ProblemKind.REPEATED_COLUMN, message, "Delete one of the two, or give it another name.")
        repeated |= {other: fault for other, key in enumerate(keys) if key in names and other not in others}
    return repeated


def block_names(fields: Sequence[Field], names: Sequence[Cell]) -> list[dict[int, str]]:
    """The columns of each field's block in a wide diary, `Mon 08:00 place`, with what stands before its name."""
    found: list[dict[int, str]] = []
    for field in fields:
        known = sorted({alike(name) for name in (field.id, field.label, *field.aliases)}, key=len, reverse=True)
        block = {}
        for column, name in enumerate(names):
            text = text_of(name) if isinstance(name, str) else ""
            key = alike(text.rstrip(" )"))
            end = next((end for end in known if key.endswith(end) and len(key) > len(end)), None)
            if end is not None:
                start = _cut(text.rstrip(" )"), end)
                if start and any(sign.isdigit() for sign in start):
                    block[column] = start
        found.append(block)
    return found


def _cut(text: str, end: str) -> str:
    """A text without its end, as it is written; empty where something else than a sign stands before that."""
    for place in range(1, len(text)):
        if alike(text[place:]) == end and text[place - 1] in _BEFORE_NAME:
            return text[:place].rstrip(_BEFORE_NAME)
    return ""
