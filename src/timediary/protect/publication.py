"""All figures of one publication as statements on the same unknowns, whatever tables they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.problem import RequestError
from timediary.model.rounding import round_half_up
from timediary.protect.attack import Targets
from timediary.protect.book import Atoms, Book, Sum
from timediary.protect.contributors import contributors_of, respondents_in, unsafe_cells
from timediary.protect.differencing import differencing_pairs
from timediary.protect.suppression import Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.protect.amounts import Amounts, TableFigures
    from timediary.protect.attack import Statements
    from timediary.protect.differencing import DifferencingPair


_DIGITS = 9
# Groups of respondents by groups of activities that programmes are solved for in minutes.
MOST_UNKNOWNS = 15_000
# A number of respondents says how far all figures of its column are to be trusted.
_LOSS_OF_A_BASE = 10


class Places(NamedTuple):
    """Where the figures of one table stand among all figures, and what is printed of them.

    Attributes:
        figures: int64 (r, c).
        bases: int64 (r, c), the respondents that each figure rests on.
        hours: int64 (c,), the hours recorded in each column; empty where they aren't published.
        values: float64 (r, c), the figures as they are.
        printed: float64 (r, c), as they are printed.
        printed_bases: likewise the respondents, int64 (r, c).
        printed_hours: likewise the hours, float64 (c,).
        is_few: bool (c,), columns of too few respondents, which show nothing, not even what none of these has.
    """

    figures: NDArray[np.int64]
    bases: NDArray[np.int64]
    hours: NDArray[np.int64]
    values: NDArray[np.float64]
    printed: NDArray[np.float64]
    printed_bases: NDArray[np.int64]
    printed_hours: NDArray[np.float64]
    is_few: NDArray[np.bool_]

    @classmethod
    def blank(cls, shape: tuple[int, int], columns: int) -> Places:
        """To be filled in."""
        whole, number = np.int64, np.float64
        return cls(
            np.empty(shape, whole),
            np.empty(shape, whole),
            np.empty(columns, whole),
            np.empty(shape, number),
            np.empty(shape, number),
            np.empty(shape, whole),
            np.empty(columns, number),
            np.zeros(shape[1], np.bool_),
        )


class Publication(NamedTuple):
    """What is published, what of it must not be told, and where each figure stands.

    Attributes:
        statements: what the f figures say of the unknowns, and what everybody knows.
        targets: the hours and respondents that must not be told.
        figures: the loss of hiding each figure; those hidden by themselves.
        places: of each table, the numbers of its figures.
    """

    statements: Statements
    targets: Targets
    figures: Figures
    places: tuple[Places, ...]


def publication_of(tables: Sequence[TableFigures], amounts: Amounts, policy: DisclosurePolicy) -> Publication:
    """All figures of some tables as statements on the same unknowns.

    Args:
        tables: the tables of one run; the same diaries and amounts in all.
        amounts: of the diaries; 0 of those that no figure rests on.
        policy: how figures are rounded, and which are unsafe.

    Raises:
        RequestError: the tables tell so many groups apart that no programme could be solved in minutes.
    """
    layout = _Layout.of(tables, amounts)
    if layout.truth.size + len(layout.sizes) > MOST_UNKNOWNS:
        raise RequestError(
            f"These tables tell {len(layout.truth):,} groups of respondents by {layout.truth.shape[1]:,} groups of "
            "activities apart: too many to protect them together. Publish fewer of them, or a coarser grouping."
        )
    book = Book(Atoms(layout.truth.shape[0], layout.truth.shape[1], len(layout.sizes), layout.is_time))
    secret = _Secret(book, np.concatenate([layout.truth.ravel(), layout.sizes]), policy)
    places = tuple(_collect(secret, table, part, amounts) for table, part in zip(tables, layout.parts, strict=True))
    _hide_differences(secret, layout)
    if layout.kinds_of_class is not None:
        book.limit_hours(amounts.most_hours, layout.kinds_of_class)
        if layout.diaries is not None:
            book.count_diaries(layout.diaries, layout.kinds_of_class)
    for part in layout.parts_of_time:
        book.limit_part(part)
    book.leave_out(layout.has_none)
    scale = np.array([secret.size(sums) for sums in book.sums])
    weights = scale + 1.0
    for part in places:
        weights[np.unique(part.bases)] *= _LOSS_OF_A_BASE
    hidden = np.isin(np.arange(len(scale)), list(secret.unsafe))
    totals = np.array([secret.value(sums) for sums in secret.sums])
    # The matrix comes last: totals of columns have joined the unknowns meanwhile.
    low, high = (1 - policy.width) * totals, (1 + policy.width) * totals
    # There is no half a respondent: between a half and one and a half a reader knows that it is one.
    of_one = [value == 1 and layout.counts(sums) for value, sums in zip(totals, secret.sums, strict=True)]
    alone = np.array(of_one, dtype=np.bool_)
    low[alone], high[alone] = 0.0, 2.0
    targets = Targets(book.matrix_of(secret.sums), low, high)
    return Publication(book.statements(), targets, Figures(weights, hidden, scale), places)


class _Part(NamedTuple):
    """One table in terms of the unknowns.

    Attributes:
        rows: which of g groups of amounts are in each row, (r, g).
        of: likewise below the line.
        classes: which of a classes of diaries are in each of its m groups, (m, a).
        kinds: likewise which of p kinds of respondents, (m, p).
        factors: what each class counts for in each group, (m, a).
    """

    rows: NDArray[np.bool_]
    of: NDArray[np.bool_]
    classes: NDArray[np.bool_]
    kinds: NDArray[np.bool_]
    factors: NDArray[np.float64]


class _Layout(NamedTuple):
    """The unknowns and their true values.

    Attributes:
        parts: each table in terms of them.
        truth: float64 (a, g), amounts by class and group.
        sizes: int64 (p,), respondents by kind.
        is_time: bool (g,).
        kinds_of_class: of each class the kinds of those in it, (p,); None where somebody kept several diaries.
        diaries: bool (g,), the group that counts diaries, of which each respondent kept one; None where none does.
        parts_of_time: the groups that are part of all time recorded, a row each, bool (t, g).
        has_none: which classes everybody knows to have none of a group, bool (a, g).
    """

    parts: list[_Part]
    truth: NDArray[np.float64]
    sizes: NDArray[np.int64]
    is_time: NDArray[np.bool_]
    kinds_of_class: list[NDArray[np.bool_]] | None
    diaries: NDArray[np.bool_] | None
    parts_of_time: NDArray[np.bool_]
    has_none: NDArray[np.bool_]

    def counts(self, sums: Sum) -> bool:
        """Whether a sum is a number of respondents."""
        return bool((sums.unknowns >= self.truth.size).all())

    @classmethod
    def of(cls, tables: Sequence[TableFigures], amounts: Amounts) -> _Layout:
        """Of the tables of one run."""
        people = amounts.people
        counted = np.arange(len(amounts.is_time)) == (-1 if amounts.diaries is None else amounts.diaries)
        named = [part for table in tables for part in (table.rows, table.of)]
        part = np.zeros(len(counted), dtype=np.bool_) if amounts.is_part is None else amounts.is_part
        named.append(np.stack([amounts.is_time, counted, part]))
        by_row, group_of = groups_of(named)
        # Respondents alone need no classes of hours, of which there would be many more.
        timed = [table.groups if table.has_amounts else table.groups[:, :0] for table in tables]
        by_class, class_of = classes_of(timed)
        by_kind, kind_of = classes_of([respondents_in(table.groups, people) for table in tables])
        truth = np.zeros((by_class[0].shape[1], by_row[0].shape[1]))
        inside = class_of >= 0
        np.add.at(truth, (class_of[inside, None], group_of[None, :]), amounts.values[inside])
        parts = []
        for i, table in enumerate(tables):
            classes = by_class[i] if table.has_amounts else np.zeros((table.groups.shape[1], len(truth)), np.bool_)
            factors = np.ones(classes.shape)
            if table.factors is not None:
                factors[:, class_of[inside]] = table.factors[inside].T
            parts.append(_Part(by_row[2 * i], by_row[2 * i + 1], classes, by_kind[i], factors))
        sizes = np.bincount(kind_of[kind_of >= 0], minlength=by_kind[0].shape[1])
        kinds_of_class = None
        if len(np.unique(people[inside])) == np.count_nonzero(inside):
            met = np.zeros((len(truth), len(sizes)), dtype=np.bool_)
            met[class_of[inside], kind_of[people[inside]]] = True
            kinds_of_class = list(met)
        is_time, diaries, of_time = by_row[-1]
        alone = np.eye(len(of_time), dtype=np.bool_)[of_time]
        none = np.full(truth.shape, amounts.has_none is not None)
        if amounts.has_none is not None:
            np.logical_and.at(none, (class_of[inside, None], group_of[None, :]), amounts.has_none[inside])
        return cls(parts, truth, sizes, is_time, kinds_of_class, diaries if diaries.any() else None, alone, none)


class _Secret:
    """What must not be told, with the true values of the unknowns."""

    def __init__(self, book: Book, truth: NDArray[np.float64], policy: DisclosurePolicy) -> None:
        self.book, self.truth, self.policy = book, truth, policy
        self.unsafe: set[int] = set()
        self.sums: list[Sum] = []
        self._kept: set[bytes] = set()

    def value(self, sums: Sum) -> float:
        """The true value of a sum of unknowns."""
        return float(self.truth[sums.unknowns] @ sums.factors)

    def size(self, sums: Sum) -> float:
        """The hours or respondents that a sum is about, whatever they count for."""
        return float(self.truth[sums.unknowns].sum())

    def keep(self, sums: Sum) -> None:
        """Let a sum not be told; nothing is kept of one that is nought, or kept already."""
        if self.value(sums) > 0 and sums.key not in self._kept:
            self._kept.add(sums.key)
            self.sums.append(sums)

    def rounded(self, sums: Sum, step: int, *, hide: bool) -> tuple[int, float]:
        """A sum as a figure, rounded to a multiple of a step: its number and what is printed."""
        printed = step * float(round_half_up(self.value(sums) / step, 0))
        number = self.book.figure(sums, None, step, printed)
        return self.mark(number) if hide else number, printed

    def mark(self, figure: int) -> int:
        """Hide a figure in any case, and let it not be told."""
        if figure not in self.unsafe:
            self.unsafe.add(figure)
            self.keep(self.book.sums[figure])
        return figure


def _collect(secret: _Secret, table: TableFigures, part: _Part, amounts: Amounts) -> Places:
    """The figures of one table."""
    book, policy = secret.book, secret.policy
    respondents = respondents_in(table.groups, amounts.people).sum(axis=0)
    unsafe = _unsafe(table, amounts, respondents, policy)
    columns = [] if table.columns is None else table.columns.tolist()
    places = Places.blank((len(table.above), table.above.shape[1]), len(columns))
    most = respondents[np.where(table.below < 0, table.above, table.below)].max(axis=0, initial=0)
    places.is_few[:] = (most > 0) & (most < policy.least_respondents)
    for i, j in np.ndindex(*table.above.shape):
        above = _sum(book.atoms, part, part.rows[i], int(table.above[i, j]))
        of = int(table.below[i, j])
        below = None if of < 0 else _sum(book.atoms, part, part.of[i], of)
        whole = 1.0 if below is None else secret.value(below)
        value = secret.value(above) / whole if whole else np.nan
        unit = float(table.units[i, j])
        # As short as it is written: 0.94, not 0.9400000000000001.
        printed = round(unit * float(round_half_up(value / unit, 0)), _DIGITS)
        places.values[i, j], places.printed[i, j] = value, printed
        places.figures[i, j] = book.figure(above, below, unit, None if np.isnan(value) else printed)
        if unsafe[i, j]:
            secret.mark(int(places.figures[i, j]))
        of = int(table.above[i, j]) if of < 0 else of
        is_few = bool(0 < respondents[of] < policy.least_respondents)
        people = book.atoms.base(part.kinds[of])
        places.bases[i, j], places.printed_bases[i, j] = secret.rounded(people, policy.round_bases, hide=is_few)
    for j, column in enumerate(columns):
        is_few = bool(0 < respondents[column] < policy.least_respondents)
        hours = book.atoms.column(part.classes[column])
        places.hours[j], places.printed_hours[j] = secret.rounded(hours, policy.round_hours, hide=is_few)
    return places


def _sum(atoms: Atoms, part: _Part, amounts: NDArray[np.bool_], group: int) -> Sum:
    """What stands above or below a line: amounts of a group of diaries, or its respondents where these are none."""
    if not amounts.any():
        return atoms.base(part.kinds[group])
    return atoms.weighted_cell(part.classes[group], amounts, part.factors[group])


def _unsafe(
    table: TableFigures, amounts: Amounts, respondents: NDArray[np.int64], policy: DisclosurePolicy
) -> NDArray[np.bool_]:
    """Which figures tell too much by themselves, bool (r, c)."""
    few: NDArray[np.bool_] = np.zeros(len(respondents), dtype=np.bool_)
    few |= (respondents > 0) & (respondents < policy.least_respondents)
    whole = np.where(table.below < 0, table.above, table.below)
    unsafe = np.asarray(few[whole])
    counts = np.asarray(~table.rows.any(axis=1))
    unsafe |= counts[:, None] & few[table.above]
    if policy.extremes == "hidden":
        number, of = respondents[table.above], respondents[whole]
        unsafe |= counts[:, None] & (table.below >= 0) & (of > 0) & ((number == 0) | (number == of))
    if table.has_amounts:
        for rows, places, of_time in ((table.rows, table.above, True), (table.of, table.below, False)):
            found = contributors_of(amounts.values @ rows.T, table.groups, amounts.people)
            recorded = amounts.values[:, amounts.is_time].sum(axis=1) @ table.groups
            told = unsafe_cells(found, respondents, recorded, policy)
            # What all time recorded is made of is a matter of the hours that stand in the column.
            shown = rows.any(axis=1) & (of_time | ~(rows == amounts.is_time).all(axis=1))
            chosen = np.take_along_axis(told, np.maximum(places, 0), axis=1)
            unsafe |= shown[:, None] & (places >= 0) & chosen
    return np.asarray(unsafe)


def _hide_differences(secret: _Secret, layout: _Layout) -> None:
    """Let nothing be told of the few respondents by whom two groups differ."""
    least = secret.policy.least_respondents
    parts = layout.parts
    classes, kinds = np.vstack([part.classes for part in parts]), np.vstack([part.kinds for part in parts])
    timed = np.asarray(classes.any(axis=1))
    places = np.unique(np.hstack([kinds, classes]), axis=0, return_index=True)[1]
    for pair in differencing_pairs(kinds[places].T, least, layout.sizes):
        both = pair._replace(first=int(places[pair.first]), second=int(places[pair.second]))
        with_hours = bool(timed[both.first] and timed[both.second])
        for sums in difference_of(secret.book.atoms, classes, kinds, both, with_hours=with_hours):
            secret.keep(sums)


def difference_of(
    atoms: Atoms,
    columns: NDArray[np.bool_],
    kinds: NDArray[np.bool_],
    pair: DifferencingPair,
    *,
    with_hours: bool = True,
) -> list[Sum]:
    """All that there is to tell of the respondents by whom two columns differ: their number, and hours by group."""
    rows = np.eye(atoms.groups, dtype=np.bool_)
    found = []
    for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
        classes, people = columns[one] & ~columns[other], kinds[one] & ~kinds[other]
        found.append(atoms.base(people))
        if with_hours:
            found += [atoms.column(classes), *(atoms.cell(classes, row) for row in rows)]
    return found


def groups_of(rows: Sequence[NDArray[np.bool_]]) -> tuple[list[NDArray[np.bool_]], NDArray[np.intp]]:
    """Codes that no row tells apart as one group: of each table the groups of its rows, (r, g); each code's group."""
    distinct, group_of = np.unique(np.vstack(list(rows)), axis=1, return_inverse=True)
    return np.split(distinct, np.cumsum([len(part) for part in rows])[:-1]), np.ravel(group_of)


def classes_of(membership: Sequence[NDArray[np.bool_]]) -> tuple[list[NDArray[np.bool_]], NDArray[np.intp]]:
    """Rows that no column tells apart as one class.

    Args:
        membership: of each table, which of n diaries or respondents are in its columns, bool (n, c).

    Returns:
        Of each table the classes of its columns, (c, a), and each row's class, (n,); -1 of those in no column.
    """
    together = np.hstack(list(membership))
    somewhere = together.any(axis=1)
    patterns, found = np.unique(together[somewhere], axis=0, return_inverse=True)
    class_of = np.full(len(together), -1, dtype=np.intp)
    class_of[somewhere] = np.ravel(found)
    return np.split(patterns.T, np.cumsum([part.shape[1] for part in membership])[:-1]), class_of
