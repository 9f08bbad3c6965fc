"""What diaries note beside the activity - a second activity, the place, with whom - and minutes by all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from timediary.model.study import Field

# Diaries whose slots are put together at once.
_BLOCK = 512
_WIDEST = 2**40


@dataclass(frozen=True, eq=False)
class FieldEntries:
    """One field of the diaries of a survey.

    Attributes:
        field: its definition.
        answers: the different answers that occur, each the numbers of its codes from 1, rising; in order.
        slots: shape (n, slots): the number of the answer in each slot, from 1; 0 where nothing is noted. Shape (n, 0)
            where times of day are not known.
    """

    field: Field
    answers: tuple[tuple[int, ...], ...]
    slots: NDArray[np.unsignedinteger]

    def __eq__(self, other: object) -> bool:
        """The same answers in the same slots."""
        if not isinstance(other, FieldEntries):
            return NotImplemented
        return self.field == other.field and self.answers == other.answers and np.array_equal(self.slots, other.slots)

    __hash__ = None  # type: ignore[assignment]

    def texts(self) -> list[str | None]:
        """Each answer as files hold it, by its number: codes joined with `; `, and first None for no answer."""
        ids = [code.id for code in self.field.codes]
        return [None, *("; ".join(ids[number - 1] for number in answer) for answer in self.answers)]

    def with_any(self, numbers: Collection[int]) -> NDArray[np.bool_]:
        """Which answers have one of some codes, by the number of the answer; shape (answers + 1,)."""
        wanted = set(numbers)
        return np.array([False, *(bool(wanted & set(answer)) for answer in self.answers)], dtype=bool)


class JointMinutes(NamedTuple):
    """Minutes of diaries by the activity and what is noted beside it, together: m combinations that occur in a diary.

    Attributes:
        diaries: the diary of each, by its position in the survey, rising, shape (m,).
        codes: the number of the activity's code, shape (m,).
        answers: the number of the answer in each of f fields, 0 for none, shape (m, f).
        minutes: whole minutes, shape (m,).
    """

    diaries: NDArray[np.int64]
    codes: NDArray[np.int64]
    answers: NDArray[np.int64]
    minutes: NDArray[np.int64]

    @classmethod
    def of_codes(cls, numbers: NDArray[np.int64], minutes: NDArray[np.int64]) -> Self:
        """Minutes of diaries by code alone, where there are no fields.

        Args:
            numbers: the codes, shape (k,).
            minutes: of each diary, shape (n, k).
        """
        diaries, columns = np.nonzero(minutes)
        return cls(diaries, numbers[columns], np.zeros((len(diaries), 0), np.int64), minutes[diaries, columns])

    def chosen(self, rows: NDArray[np.bool_]) -> Self:
        """Some of the combinations."""
        return type(self)(*(part[rows] for part in self))

    def of_diaries(self, kept: NDArray[np.bool_]) -> Self:
        """The combinations of some diaries, which are numbered anew."""
        places = np.cumsum(kept) - 1
        some = self.chosen(kept[self.diaries])
        return some._replace(diaries=places[some.diaries])

    def by(self, numbers: NDArray[np.int64], diaries: int, wide: int) -> NDArray[np.int64]:
        """Minutes of each diary by some number of each combination, shape (diaries, wide)."""
        cells = self.diaries * wide + numbers
        total = np.bincount(cells, weights=self.minutes, minlength=diaries * wide)
        return np.rint(total).astype(np.int64).reshape(diaries, wide)


class Mentions(NamedTuple):
    """Minutes of diaries by the set of all codes that are mentioned at once, main activity or not.

    Attributes:
        sets: the different sets of codes' numbers.
        diaries, which: the diary and the position of the set of each of m combinations, shape (m,).
        minutes: whole minutes, shape (m,).
    """

    sets: tuple[frozenset[int], ...]
    diaries: NDArray[np.int64]
    which: NDArray[np.int64]
    minutes: NDArray[np.int64]

    def of_diaries(self, kept: NDArray[np.bool_]) -> Self:
        """Those of some diaries, which are numbered anew."""
        places, rows = np.cumsum(kept) - 1, kept[self.diaries]
        return self._replace(diaries=places[self.diaries[rows]], which=self.which[rows], minutes=self.minutes[rows])

    def under(self, numbers: Iterable[int], diaries: int) -> NDArray[np.int64]:
        """Minutes of each diary that mention one or more of some codes, each minute once; shape (diaries,)."""
        wanted = set(numbers)
        has = np.array([bool(wanted & codes) for codes in self.sets], dtype=bool)
        rows = has[self.which] if len(self.which) else np.zeros(0, bool)
        total = np.bincount(self.diaries[rows], weights=self.minutes[rows], minlength=diaries)
        return np.rint(total).astype(np.int64)


def joint_minutes(
    codes: NDArray[np.unsignedinteger], fields: Sequence[FieldEntries], slot_minutes: int
) -> JointMinutes:
    """Minutes by activity and fields that the slots of diaries hold.

    Args:
        codes: the number of the activity's code in each slot, 0 for none, shape (n, slots).
        fields: what is noted beside it.
        slot_minutes: length of a slot.
    """
    parts = []
    for start in range(0, len(codes), _BLOCK):
        block = codes[start : start + _BLOCK]
        diaries, slots = np.nonzero(block)
        columns = [block[diaries, slots].astype(np.int64)]
        columns += [one.slots[start + diaries, slots].astype(np.int64) for one in fields]
        first, counts = _distinct([diaries, *columns])
        answers = np.array([column[first] for column in columns[1:]], np.int64).reshape(len(fields), len(first)).T
        parts.append(JointMinutes(start + diaries[first], columns[0][first], answers, counts * slot_minutes))
    if not parts:
        nothing = np.zeros(0, np.int64)
        return JointMinutes(nothing, nothing, np.zeros((0, len(fields)), np.int64), nothing)
    return JointMinutes(*map(np.concatenate, zip(*parts, strict=True)))


def _distinct(columns: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The first place of each different row of some columns, in order, and how often it occurs."""
    key, wide = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        here = int(column.max(initial=0)) + 1
        if wide * here > _WIDEST:
            key = np.unique(key, return_inverse=True)[1].reshape(-1)
            wide = int(key.max(initial=0)) + 1
        key, wide = key * here + column, wide * here
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    return first, counts.astype(np.int64)
