"""A sample whose rows are not diaries but sums of them: of respondents who are alike in all that tables ask.

Tables of shares are made of it as of any sample, for a survey too large to be in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.categorise import minutes_by_row
from timediary.estimate.sums import Sums, ratio_sums, summed_ratios, totals_by_cell
from timediary.model.problem import RequestError
from timediary.model.study import Level, VariableKind
from timediary.model.survey import Attribute
from timediary.sample.conditions import selected
from timediary.sample.drawing import Drawn, draw, in_words
from timediary.sample.sample import Sample
from timediary.sample.values import attribute_of, levels_of, numbers_of, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.estimate.sums import Key
    from timediary.model.study import Grouping, Variable
    from timediary.model.survey import Survey
    from timediary.sample.columns import Columns

# Sums of more cells than this would take as much memory as the respondents themselves.
MOST_CELLS = 200_000
_NOTHING = -np.inf


class CellSums(NamedTuple):
    """The sums of a window's diaries by cell; `add` makes those of two windows one.

    Attributes:
        sums: by cell; the key is whether a cell is in the tables, the values of what they are broken down by, and of
            what respondents were drawn in. With `ratio_sums`, minutes by code and in all.
        respondents: all who recorded time and have a weight above 0, those in no table counted.
        weightless: those who would be in tables but for a weight of 0.
        values: by attribute that tables are broken down by, what makes a column even if nobody in a table has it.
    """

    sums: Sums = Sums()
    respondents: int = 0
    weightless: int = 0
    values: tuple[frozenset[Any], ...] = ()

    def add(self, other: CellSums) -> CellSums:
        """Those of both.

        Raises:
            RequestError: there are too many cells.
        """
        sums = self.sums + other.sums
        if len(sums.keys) > MOST_CELLS:
            raise RequestError(f"What was asked for parts respondents into more than {MOST_CELLS:,} cells.")
        both = zip(self.values, other.values, strict=True) if self.values and other.values else ()
        values = tuple(one | two for one, two in both) or self.values or other.values
        return CellSums(sums, self.respondents + other.respondents, self.weightless + other.weightless, values)

    def with_all_columns(self) -> CellSums:
        """These with a cell of nobody for each column that would be missing; not where respondents came in clusters."""
        first = next((key for key in self.sums.keys if key[0]), None)
        if first is None or first[2]:  # a cell of nobody is in no cluster
            return self
        met = [{key[1][place] for key in self.sums.keys if key[0]} for place in range(len(self.values))]
        nobody = tuple(
            (True, (*first[1][:place], value, *first[1][place + 1 :]), first[2])
            for place, values in enumerate(self.values)
            for value in sorted(values - met[place])
        )
        zeros = {
            name: np.zeros((len(nobody), *array.shape[1:]), array.dtype) for name, array in self.sums.arrays.items()
        }
        return self._replace(sums=self.sums + Sums(nobody, zeros))


NOTHING_SUMMED = CellSums()


def cell_sums(sample: Sample, by: Sequence[str], grouping: Grouping) -> CellSums:
    """The sums of the diaries of one window.

    Args:
        sample: the window's, as respondents were drawn.
        by: ids of all attributes that tables are broken down by.
        grouping: the rows of the tables.

    Raises:
        RequestError: an attribute doesn't fit the survey, or somebody has no usable weight, cluster or stratum.
    """
    survey, sampling = sample.survey, sample.sampling
    weights = weights_of(survey, sampling.weight)
    kept = selected(survey, sample.where)
    inside = survey.counted if weights is None else survey.counted & (weights > 0)
    weightless = int(np.count_nonzero(survey.counted & kept & ~inside))
    drawn_in = tuple(filter(None, (sampling.strata, sampling.cluster, sampling.fpc)))
    # Respondents who don't meet the conditions still belong to their clusters; without clusters they aren't needed.
    rows = np.flatnonzero(inside if sampling.cluster else inside & kept)
    values = tuple(_values_of(attribute_of(survey, name)) for name in by)
    if not len(rows):
        return CellSums(respondents=int(np.count_nonzero(inside)), weightless=weightless, values=values)
    columns = [_keys(attribute_of(survey, name), rows) for name in by]
    design = [_labels(survey, name, rows, is_number=name == sampling.fpc) for name in drawn_in]
    keys, cells = _cells(kept[rows], columns, design)
    minutes = minutes_by_row(survey, grouping)[rows]
    groups = [bool(row.codes) for row in grouping.rows]
    given = None if weights is None else weights[rows]
    sums = ratio_sums(cells, keys, minutes, minutes[:, groups].sum(axis=1), given, fourth=not sampling.cluster)
    by_code = np.zeros((len(keys), len(survey.study.codes)), np.int64)
    counted, minutes_of_codes = survey.code_minutes
    by_code[:, counted - 1] = totals_by_cell(cells, len(keys), minutes_of_codes[rows])
    sums = Sums(sums.keys, {**sums.arrays, "by_code": by_code})
    return CellSums(sums, int(np.count_nonzero(inside)), weightless, values)


class _Values(NamedTuple):
    """The different values of an attribute, rising, and which of them each of m diaries has."""

    values: list[Any]
    numbers: NDArray[np.intp]


def _values_of(attribute: Attribute) -> frozenset[Any]:
    """What makes a column of a table and isn't known from the study: all texts, and numbers without bands."""
    variable = attribute.variable
    if variable.kind is VariableKind.TEXT:
        return frozenset(level.label for level in variable.levels)
    if variable.kind is VariableKind.NUMBER and not variable.bands:
        numbers = attribute.values.astype(np.float64)
        return frozenset(np.unique(numbers[~np.isnan(numbers)]).tolist())
    return frozenset()


def _keys(attribute: Attribute, rows: NDArray[np.intp]) -> _Values:
    """The values of an attribute that tables tell apart: bands of a number, texts, levels, sets of answers."""
    kind, values = attribute.variable.kind, attribute.values[rows]
    if kind is VariableKind.TEXT:
        return _texts(attribute, rows)
    if kind is VariableKind.NUMBER and attribute.variable.bands:
        _, membership, without = levels_of(attribute)
        values = np.where(without, -1, membership.argmax(axis=1))[rows]
    elif kind is VariableKind.NUMBER:
        levels_of(attribute)  # refuses one with too many values
        values = np.where(np.isnan(values.astype(np.float64)), _NOTHING, values)
    found, numbers = np.unique(values, return_inverse=True)
    return _Values(found.tolist(), numbers.reshape(-1))


def _labels(survey: Survey, name: str, rows: NDArray[np.intp], *, is_number: bool) -> _Values:
    """A stratum, cluster or population of everybody who was drawn."""
    attribute = attribute_of(survey, name)
    if attribute.variable.kind is VariableKind.MULTIPLE:
        raise RequestError(f"'{name}' has several answers and can't be a stratum or cluster.")
    if is_number:
        found, numbers = np.unique(numbers_of(survey, name)[rows], return_inverse=True)
        labels = _Values(found.tolist(), numbers.reshape(-1))
    else:
        labels = _texts(attribute, rows)
    if (np.isnan(labels.values) if is_number else np.array(labels.values) == "").any():
        raise RequestError(f"Some respondents have no '{name}', so it is not known how they were sampled.")
    return labels


def _texts(attribute: Attribute, rows: NDArray[np.intp]) -> _Values:
    """What an attribute is in words, empty for no information; put into words once for each value."""
    found, which = np.unique(attribute.values[rows], return_inverse=True)
    texts, places = np.unique(np.array(Attribute(attribute.variable, found).texts(), dtype=str), return_inverse=True)
    return _Values(texts.tolist(), places.reshape(-1)[which.reshape(-1)])


def _cells(
    chosen: NDArray[np.bool_], columns: Sequence[_Values], design: Sequence[_Values]
) -> tuple[list[Key], NDArray[np.intp]]:
    """The keys of the c cells of some diaries, rising, and the cell of each of m diaries, shape (m,)."""
    numbers = np.column_stack(
        [chosen, *(np.where(chosen, one.numbers, 0) for one in columns), *(one.numbers for one in design)]
    )
    order = np.lexsort(numbers.T[::-1])
    differs = np.append(True, (numbers[order[1:]] != numbers[order[:-1]]).any(axis=1))
    cells = np.empty(len(chosen), np.intp)
    cells[order] = np.cumsum(differs) - 1
    first, *others = numbers[order[differs]].T.tolist()
    values = [[one.values[n] for n in column] for one, column in zip((*columns, *design), others, strict=True)]
    inside = zip(*values[: len(columns)], strict=True) if columns else repeat(())
    drawn = zip(*values[len(columns) :], strict=True) if design else repeat(())
    return [(bool(one), of if one else (), by) for one, of, by in zip(first, inside, drawn, strict=False)], cells


@dataclass(frozen=True, eq=False)
class SummedSample(Sample):
    """A sample that only sums are known of. Its survey's rows are the c cells.

    Attributes:
        cells: the sums.
        rows: the ids of the rows of the grouping that was summed.
        few: a sample of the diaries themselves, for what sums don't tell; None where none were kept.
        how: how the diaries were read, in words.
        every: of how many diaries one was kept.
    """

    cells: CellSums = NOTHING_SUMMED
    rows: tuple[str, ...] = ()
    few: Sample | None = field(default=None, repr=False)
    how: str = ""
    every: int = 1

    @property
    def which_at_hand(self) -> str:
        """Which of the diaries those at hand are, where they aren't all."""
        return f"of one diary in {self.every:,}" if self.every > 1 else ""

    @property
    def reading_in_words(self) -> str:
        """How the diaries were read."""
        return self.how

    @property
    def at_hand(self) -> Sample:
        """A sample with some of the diaries themselves, for what their sums don't tell.

        Raises:
            RequestError: none were kept.
        """
        if self.few is None:
            raise RequestError("Nothing is known of the diaries themselves.")
        return self.few

    @cached_property
    def drawn(self) -> Drawn:
        """How respondents were drawn; the design is one of clusters, whose rows are the cells, or stands for none."""
        inside = np.ones(len(self.survey), dtype=np.bool_)
        if self.sampling.cluster:
            return draw(self.survey, self.sampling._replace(weight=None))
        singly = draw(self.survey, self.sampling._replace(weight=None, cluster=None))
        return Drawn(
            inside, inside.astype(np.float64), singly.design, f"Taylor linearisation, {in_words(self.sampling)}"
        )

    @cached_property
    def chosen(self) -> NDArray[np.bool_]:
        """Which cells are in a table, bool (c,)."""
        return np.array([key[0] for key in self.cells.sums.keys], dtype=np.bool_)

    def __len__(self) -> int:
        """How many diaries are in its tables."""
        return self.count(self.chosen)

    def count(self, rows: NDArray[np.bool_]) -> int:
        """How many diaries some of the c cells are of."""
        return int(self.cells.sums.arrays["count"][rows].sum())

    @property
    def weightless(self) -> int:
        """How many respondents kept a diary and meet the conditions, but have a weight of 0."""
        return self.cells.weightless

    def bases(self, members: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Different respondents in each of d columns, shape (d,), from cells by columns, (c, d)."""
        return np.asarray(self.cells.sums.arrays["count"] @ members, dtype=np.int64)

    def hours_in(self, grouping: Grouping, *, mentions_too: bool = False) -> NDArray[np.float64]:  # noqa: ARG002
        """Hours of each cell on each of the r rows of a grouping, weighted where respondents are, shape (c, r)."""
        return np.asarray(self.cells.sums.arrays["y"][:, self._places(grouping)] / 60, dtype=np.float64)

    def shares(self, grouping: Grouping, columns: Columns) -> Estimates:
        """Of all the time recorded in each of d columns, the share in each of the r rows of a grouping."""
        places, sums = self._places(grouping), self.cells.sums
        by_row = ("y", "yy", "xy", "yy2", "xy2", "y4", "y3x", "y2x2", "yx3")
        picked = {name: array[:, places] if name in by_row else array for name, array in sums.arrays.items()}
        design = self.design if self.sampling.cluster else self.cells.respondents
        return summed_ratios(Sums(sums.keys, picked), columns.membership, design)  # type: ignore[arg-type]

    def _places(self, grouping: Grouping) -> list[int]:
        """Where the rows of a grouping stand among those that were summed."""
        if missing := [row.label for row in grouping.rows if row.id not in self.rows]:
            raise RequestError(f"The diaries weren't summed by '{missing[0]}'.")
        return [self.rows.index(row.id) for row in grouping.rows]


def attribute_of_cells(
    variable: Variable, keys: Sequence[Key], place: int, *, of_design: bool = False
) -> tuple[Variable, list[Any]]:
    """A variable as cells have it, with their values; a number in bands is its bands.

    Args:
        variable: its definition.
        keys: of the c cells.
        place: where its values stand in the keys.
        of_design: whether they stand among what respondents were drawn in.
    """
    parts = [key[2] if of_design else key[1] for key in keys]
    nothing: Any = {VariableKind.TEXT: "", VariableKind.MULTIPLE: 0, VariableKind.NUMBER: np.nan}.get(variable.kind, -1)
    if variable.kind is VariableKind.NUMBER and variable.bands:
        levels = tuple(Level(band.id, band.label) for band in variable.bands)
        variable, nothing = variable._replace(kind=VariableKind.LEVEL, levels=levels, bands=()), -1
    values = [part[place] if place < len(part) else nothing for part in parts]
    return variable, [nothing if value == _NOTHING else value for value in values]
