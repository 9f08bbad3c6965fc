"""A survey: one diary and one set of attributes per respondent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

import numpy as np

from timediary.model.problem import Ledger, RequestError
from timediary.model.reading import Reading
from timediary.model.spelling import number_text
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from timediary.model.problem import Problem
    from timediary.model.study import Study, Variable

NO_INFORMATION = -1

# Of a multi-answer, the lower half of the bits says what was answered, the upper half what of it is not known.
UNKNOWN_FROM = 32
ANSWERS = np.uint64((1 << UNKNOWN_FROM) - 1)

# Respondents whose slots are counted at once: the block and its counts stay in the processor's cache.
_BLOCK = 512


@dataclass(frozen=True, eq=False)
class Attribute:
    """One variable and its value for every respondent.

    Attributes:
        variable: its definition.
        values: shape (n,), by the kind of the variable:
            `level` and `text`: int16 or int32 position in `variable.levels`, -1 for no information;
            `multiple`: uint64 set of bits, bit i for `variable.levels[i]`, 0 for no information; bit
            `UNKNOWN_FROM` + i where nothing is known of that one level, though others were answered;
            `number`: float64, NaN for no information.
    """

    variable: Variable
    values: NDArray[np.generic]

    def __eq__(self, other: object) -> bool:
        """Equal definitions and equal values; NaN equals NaN."""
        if not isinstance(other, Attribute):
            return NotImplemented
        numbers = self.variable.kind is VariableKind.NUMBER
        return self.variable == other.variable and np.array_equal(self.values, other.values, equal_nan=numbers)

    __hash__ = None  # type: ignore[assignment]

    def answers(self, position: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of a multi-answer, who gave the answer at a position, and of whom that is not known, both of shape (n,)."""
        bits = self.values.astype(np.uint64)
        given, unknown = (bits >> np.uint64(place) & np.uint64(1) for place in (position, UNKNOWN_FROM + position))
        return given.astype(np.bool_), unknown.astype(np.bool_)

    def texts(self) -> list[str]:
        """Each respondent's value in words: labels, several joined with `; `, numbers as short as exact."""
        labels = [level.label for level in self.variable.levels]
        if self.variable.kind is VariableKind.NUMBER:
            return ["" if np.isnan(value) else number_text(value) for value in self.values.tolist()]
        if self.variable.kind is VariableKind.MULTIPLE:
            known: dict[int, str] = {}
            for bits in np.unique(self.values).tolist():
                known[bits] = "; ".join(label for i, label in enumerate(labels) if bits >> i & 1)
            return [known[bits] for bits in self.values.tolist()]
        return ["" if value == NO_INFORMATION else labels[value] for value in self.values.tolist()]


@dataclass(frozen=True)
class Source:
    """Where a survey came from: the files as named by the caller, and the SHA-256 of the contents of each."""

    files: tuple[str, ...] = ()
    sha256: tuple[str, ...] = ()


class SurveyOutput(Protocol):
    """How a survey is shown. Values know no writer: the pipeline hands one in."""

    def html(self, survey: Survey) -> str:
        """The survey in short, as a fragment of HTML."""


@dataclass(frozen=True, eq=False)
class Survey:
    """Respondents, their diaries and attributes.

    Attributes:
        study: the definitions the survey follows.
        respondents: the n unique ids.
        codes: uint8, shape (n, slots): the number of the activity code in each slot of the study's grid,
            0 for time not worked.
        attributes: by variable id, in the order of the study, then columns the study doesn't name.
        problems: all that was found wrong on reading.
        ledger: accounts for every diary cell read.
        source: the files it was read from.
        left_out: diaries that were left out on request, in words: `12 diaries of quality grade C`; every table says so.
        note: what its files say of it beside the data, a line each: that it is synthetic. Empty of one that was read.
        reading: what was understood of its files: sheet by sheet, column by column, and what was not used.
    """

    study: Study
    respondents: tuple[str, ...]
    codes: NDArray[np.uint8]
    attributes: Mapping[str, Attribute]
    problems: tuple[Problem, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    source: Source = field(default_factory=Source)
    left_out: str = ""
    note: str = ""
    reading: Reading = field(default_factory=Reading)
    output: ClassVar[SurveyOutput | None] = None

    def __eq__(self, other: object) -> bool:
        """Same study, respondents, diaries and attributes; where they were read from doesn't matter."""
        if not isinstance(other, Survey):
            return NotImplemented
        return (
            self.study == other.study
            and self.respondents == other.respondents
            and np.array_equal(self.codes, other.codes)
            and dict(self.attributes) == dict(other.attributes)
        )

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Number of respondents."""
        return len(self.respondents)

    def __repr__(self) -> str:
        """What it is in one line."""
        filled = self.recorded_hours.sum()
        return f"<Survey of {len(self):,} respondents, {filled:,.0f} hours recorded, study {self.study.id}>"

    def _repr_html_(self) -> str | None:
        """What a notebook shows."""
        return None if self.output is None else self.output.html(self)

    @cached_property
    def slots_by_code(self) -> NDArray[np.uint16]:
        """Slots of each respondent under each code, shape (n, number of codes).

        All shares, their bases and their variances follow from it; it is counted once.
        """
        wide = len(self.study.codes) + 1
        counts = np.empty((len(self), wide - 1), dtype=np.uint16)
        for start in range(0, len(self), _BLOCK):
            block = self.codes[start : start + _BLOCK]
            cells = np.repeat(np.arange(len(block)) * wide, np.count_nonzero(block, axis=1))
            cells += block[block != 0]
            flat = np.bincount(cells, minlength=len(block) * wide)
            counts[start : start + _BLOCK] = flat.reshape(len(block), wide)[:, 1:]
        return counts

    @cached_property
    def recorded_hours(self) -> NDArray[np.float64]:
        """Hours each respondent recorded, shape (n,)."""
        hours: NDArray[np.float64] = self.slots_by_code.sum(axis=1, dtype=np.int64) * self.study.grid.hours_per_slot
        return hours

    def attribute(self, name: str) -> Attribute:
        """The attribute with this id.

        Raises:
            RequestError: the survey has none of that name; the message lists those it has.
        """
        if name in self.attributes:
            return self.attributes[name]
        known = ", ".join(self.attributes) or "none"
        raise RequestError(f"The survey has no attribute '{name}'. It has: {known}.")

    def select(self, chosen: NDArray[np.bool_] | Sequence[bool]) -> Self:
        """The survey of the chosen respondents alone; problems and ledger stay those of the whole input.

        Args:
            chosen: shape (n,), True for each respondent to keep.
        """
        mask = np.asarray(chosen, dtype=bool)
        attributes = {
            name: Attribute(attribute.variable, attribute.values[mask]) for name, attribute in self.attributes.items()
        }
        kept = tuple(id_ for id_, keep in zip(self.respondents, mask.tolist(), strict=True) if keep)
        return replace(self, respondents=kept, codes=self.codes[mask], attributes=attributes)

    def to_frame(self) -> pd.DataFrame:
        """Attributes as a pandas DataFrame, one row a respondent, with ordered categoricals for levels."""
        import pandas as pd

        columns: dict[str, object] = {}
        for name, attribute in self.attributes.items():
            variable = attribute.variable
            if variable.kind in (VariableKind.LEVEL, VariableKind.TEXT):
                columns[name] = _categorical(attribute.values, [level.label for level in variable.levels])
            elif variable.kind is VariableKind.NUMBER:
                columns[name] = attribute.values
            else:
                columns[name] = attribute.texts()
        return pd.DataFrame(columns, index=pd.Index(self.respondents, name="respondent"))

    def diary_frame(self) -> pd.DataFrame:
        """The diary as a long pandas DataFrame: `respondent, day, time, code`, one row a filled slot."""
        import pandas as pd

        grid = self.study.grid
        rows, slots = np.nonzero(self.codes)
        times = [grid.slot_name(slot).rpartition(" ")[2] for slot in range(grid.slots_per_day)]
        return pd.DataFrame(
            {
                "respondent": np.asarray(self.respondents, dtype=object)[rows],
                "day": _categorical(slots // grid.slots_per_day, grid.days),
                "time": _categorical(slots % grid.slots_per_day, times),
                "code": _categorical(self.codes[rows, slots].astype(np.int16) - 1, [c.id for c in self.study.codes]),
            }
        )


def _categorical(positions: NDArray[np.generic], labels: Sequence[str]) -> pd.Categorical[str]:
    """An ordered categorical of labels; position -1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(positions.astype(np.int64), pd.Index(list(labels)), ordered=True)
