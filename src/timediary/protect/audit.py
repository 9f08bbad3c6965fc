"""What a reader can work out from published tables: of one run, or of several about the same diaries."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.problem import RequestError
from timediary.protect.attack import TOLERANCE, Targets, feasible_interval, told
from timediary.protect.book import Atoms, Book
from timediary.protect.contributors import contributors_of, respondents_in, unsafe_cells
from timediary.protect.differencing import differencing_pairs
from timediary.protect.publication import classes_of, difference_of, groups_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.protect.attack import Statements

# Classes of respondents by groups of codes that programmes are still quick for.
MOST_ATOMS = 40_000


class PublishedTable(NamedTuple):
    """A table of shares as it was published.

    Attributes:
        name: file or folder and the table's id, for messages.
        where: the conditions on its respondents, as texts.
        rows: the codes of each row, by its id.
        columns: the level of each attribute that a column is of, by the column's id; none of the column 'All'.
        decimals: decimals of its percentages.
        shares: float64 (r, c), as fractions; NaN where a figure is hidden.
        hours: float64 (c,), hours recorded, rounded; NaN where hidden.
        bases: float64 (c,), respondents, rounded; NaN where hidden.
        round_hours: what hours are rounded to multiples of.
        round_bases: likewise respondents.
    """

    name: str
    where: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Mapping[str, str]]
    decimals: int
    shares: NDArray[np.float64]
    hours: NDArray[np.float64]
    bases: NDArray[np.float64]
    round_hours: int
    round_bases: int


class Exposed(NamedTuple):
    """A figure that can be worked out more closely than the policy allows, and the interval that it lies in."""

    table: str
    row: str
    column: str
    low: float
    high: float


class SmallDifference(NamedTuple):
    """Two published columns that differ by few respondents."""

    first: str
    second: str
    respondents: int


class Audit(NamedTuple):
    """What can be worked out about the hidden figures of some tables.

    Attributes:
        checked: how many hidden figures were looked at.
        exposed: those that can be told too closely.
        differences: columns that differ by too few; known only with the survey.
    """

    checked: int
    exposed: tuple[Exposed, ...]
    differences: tuple[SmallDifference, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.exposed and not self.differences


class Members(NamedTuple):
    """Who is in the columns of some tables, for an audit that knows the survey.

    Attributes:
        membership: of each table, which of n diaries are in its columns, bool (n, c).
        hours: float64 (n, k), weighted, in each diary under each code.
        codes: the k codes.
        people: who kept each diary, as numbers from 0, (n,).
    """

    membership: Sequence[NDArray[np.bool_]]
    hours: NDArray[np.float64]
    codes: tuple[str, ...]
    people: NDArray[np.int64]


def audit_tables(
    tables: Sequence[PublishedTable], policy: DisclosurePolicy, most_hours: float, members: Members | None = None
) -> Audit:
    """What can be told of every hidden figure of some tables, from all of them together.

    Without the survey, nothing is known of a hidden figure but the interval it lies in: it is told too closely where
    no value at all could be in the middle of it, half below and half above. With the survey, the true values of all
    figures that the policy hides are held against their intervals, shown or not, and small differences are found.

    Args:
        tables: everything that is published of the same respondents.
        policy: how wide intervals must be.
        most_hours: what one respondent can have recorded at most, weighted; infinite where it isn't known.
        members: who is in the columns, where the survey is known.

    Raises:
        RequestError: the tables break respondents down by so many attributes that only the survey itself can tell which
            of their combinations there are; or they contradict one another.
    """
    in_rows = sorted({code for table in tables for group in table.rows.values() for code in group})
    codes = in_rows if members is None else members.codes
    rows, _ = groups_of([_rows_of(table, codes) for table in tables])
    if members is None:
        columns = kinds = _possible_classes(tables)
    else:
        columns, _ = classes_of(members.membership)
        kinds, _ = classes_of([respondents_in(part, members.people) for part in members.membership])
    book = Book(Atoms(columns[0].shape[1], rows[0].shape[1], kinds[0].shape[1]))
    if book.atoms.unknowns > MOST_ATOMS:
        raise RequestError(
            "The tables cross so many attributes that all their combinations can't be tried. Give the survey they were "
            "made of (--survey), which says which combinations there are."
        )
    figures = [
        figure
        for number, (table, *part) in enumerate(zip(tables, rows, columns, kinds, strict=True))
        for figure in _enter(book, number, table, *part)
    ]
    if np.isfinite(most_hours) and (members is None or len(np.unique(members.people)) == len(members.people)):
        book.limit_hours(most_hours)
    try:
        if members is None:
            return _without_survey(book, tables, figures, policy.width)
        return _with_survey(book, tables, figures, policy, members, np.vstack(columns), np.vstack(kinds))
    except ValueError:
        raise RequestError(
            "The tables contradict one another, so they aren't of the same respondents. Audit them one by one."
        ) from None


class _Figure(NamedTuple):
    """A figure of a table, and whether it is shown."""

    table: int
    row: int
    column: int
    number: int
    is_shown: bool


# Positions that stand for the hours and the respondents of a column, beside the rows from 0.
_HOURS, _BASE = -1, -2
_NAMES = {_HOURS: "recorded_hours", _BASE: "respondents"}


def _rows_of(table: PublishedTable, codes: Sequence[str]) -> NDArray[np.bool_]:
    """Which codes each row of a table has, (r, k)."""
    return np.array([[code in group for code in codes] for group in table.rows.values()], dtype=np.bool_)


def _possible_classes(tables: Sequence[PublishedTable]) -> list[NDArray[np.bool_]]:
    """Which classes the columns of each table have, (c, a): a class is any combination of levels and conditions."""
    levels: dict[str, dict[str, None]] = {}
    for table in tables:
        for column in table.columns.values():
            for name, level in column.items():
                levels.setdefault(name, {})[level] = None
    conditions = list(dict.fromkeys(table.where for table in tables if table.where))
    sides = [list(known) for known in levels.values()] + [[True, False]] * len(conditions)
    if np.prod([len(side) for side in sides]) > MOST_ATOMS:
        raise RequestError(
            "The tables cross so many attributes that all their combinations can't be tried. Give the survey they were "
            "made of (--survey), which says which combinations there are."
        )
    classes = list(product(*sides))
    position = {name: i for i, name in enumerate(levels)}

    def inside(table: PublishedTable, column: Mapping[str, str], one: tuple[object, ...]) -> bool:
        met = not table.where or bool(one[len(levels) + conditions.index(table.where)])
        return met and all(one[position[name]] == level for name, level in column.items())

    return [
        np.array([[inside(table, column, one) for one in classes] for column in table.columns.values()])
        for table in tables
    ]


def _enter(
    book: Book,
    number: int,
    table: PublishedTable,
    rows: NDArray[np.bool_],
    columns: NDArray[np.bool_],
    kinds: NDArray[np.bool_],
) -> Iterator[_Figure]:
    """Enter all that one table says, by its number among the tables."""
    for j, column in enumerate(columns):
        for i, row in enumerate(rows):
            printed = _known(table.shares[i, j])
            yield _Figure(number, i, j, book.share(column, row, table.decimals, printed), printed is not None)
        hours, base = _known(table.hours[j]), _known(table.bases[j])
        yield _Figure(number, _HOURS, j, book.hours(column, table.round_hours, hours), hours is not None)
        yield _Figure(number, _BASE, j, book.base(kinds[j], table.round_bases, base), base is not None)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _without_survey(book: Book, tables: Sequence[PublishedTable], figures: list[_Figure], width: float) -> Audit:
    """Each hidden figure's interval: some value must be in the middle, as far off both ends as the policy asks."""
    statements = book.statements()
    hidden = {figure.number: figure for figure in reversed(figures) if not figure.is_shown}
    exposed = []
    for number, figure in sorted(hidden.items()):
        target = book.matrix_of([book.sums[number]]).toarray()[0]
        low, high = feasible_interval(statements, target)
        if high * (1 - width) < low * (1 + width) - TOLERANCE:
            exposed.append(_exposed(tables, figure, low, high))
    return Audit(len(hidden), tuple(exposed))


def _with_survey(
    book: Book,
    tables: Sequence[PublishedTable],
    figures: list[_Figure],
    policy: DisclosurePolicy,
    members: Members,
    columns: NDArray[np.bool_],
    kinds: NDArray[np.bool_],
) -> Audit:
    """The true values of all figures that tell too much, held against what can be told of them."""
    statements = book.statements()
    secret = _true_values(tables, figures, policy, members)
    numbers, values = list(secret), np.array([value for _, value in secret.values()])
    targets = Targets(
        book.matrix_of([book.sums[number] for number in numbers]),
        (1 - policy.width) * values,
        (1 + policy.width) * values,
    )
    exposed = []
    for i in np.flatnonzero(told(statements, targets)).tolist():
        low, high = feasible_interval(statements, targets.matrix[[i]].toarray()[0])
        exposed.append(_exposed(tables, secret[numbers[i]][0], low, high))
    differences = _differences(book, statements, tables, policy, members, columns, kinds)
    return Audit(len(numbers), tuple(exposed), differences)


def _differences(
    book: Book,
    statements: Statements,
    tables: Sequence[PublishedTable],
    policy: DisclosurePolicy,
    members: Members,
    columns: NDArray[np.bool_],
    kinds: NDArray[np.bool_],
) -> tuple[SmallDifference, ...]:
    """The pairs of columns that differ by few, of whom something can be told too closely."""
    names = [f"{table.name}, {column}" for table in tables for column in table.columns]
    truth = _truth(members, book, columns, tables)
    everybody = np.hstack([respondents_in(part, members.people) for part in members.membership])
    found = []
    for pair in differencing_pairs(everybody, policy.least_respondents):
        sums = [part for part in difference_of(book.atoms, columns, kinds, pair) if truth[part.unknowns].sum() > 0]
        values = np.array([truth[part.unknowns].sum() for part in sums])
        targets = Targets(book.matrix_of(sums), (1 - policy.width) * values, (1 + policy.width) * values)
        if told(statements, targets).any():
            found.append(SmallDifference(names[pair.first], names[pair.second], pair.respondents))
    return tuple(found)


def _truth(
    members: Members, book: Book, columns: NDArray[np.bool_], tables: Sequence[PublishedTable]
) -> NDArray[np.float64]:
    """The true values of the unknowns, for those who know the survey, (unknowns,)."""
    _, group_of = groups_of([_rows_of(table, members.codes) for table in tables])
    _, class_of = classes_of(members.membership)
    _, kind_of = classes_of([respondents_in(part, members.people) for part in members.membership])
    hours = np.zeros((columns.shape[1], book.atoms.groups))
    inside = class_of >= 0
    np.add.at(hours, (class_of[inside, None], group_of[None, :]), members.hours[inside])
    sizes = np.bincount(kind_of[kind_of >= 0], minlength=book.atoms.kinds)
    return np.concatenate([hours.ravel(), sizes])


def _true_values(
    tables: Sequence[PublishedTable], figures: list[_Figure], policy: DisclosurePolicy, members: Members
) -> dict[int, tuple[_Figure, float]]:
    """Each figure that tells too much of somebody, by its number, with its true value."""
    unsafe, values = [], []
    for table, membership in zip(tables, members.membership, strict=True):
        in_row = _rows_of(table, members.codes)
        respondents = respondents_in(membership, members.people).sum(axis=0)
        recorded = members.hours.sum(axis=1) @ membership
        found = contributors_of(members.hours @ in_row.T, membership, members.people)
        few = (respondents > 0) & (respondents < policy.least_respondents)
        # In the order of `_HOURS` and `_BASE`, which count from the end.
        values.append(np.vstack([found.hours, respondents, recorded]))
        unsafe.append(np.vstack([unsafe_cells(found, respondents, recorded, policy), few, few]))
    return {
        figure.number: (figure, float(values[figure.table][figure.row, figure.column]))
        for figure in figures
        if unsafe[figure.table][figure.row, figure.column] and values[figure.table][figure.row, figure.column] > 0
    }


def _exposed(tables: Sequence[PublishedTable], figure: _Figure, low: float, high: float) -> Exposed:
    table = tables[figure.table]
    row = _NAMES.get(figure.row) or list(table.rows)[figure.row]
    return Exposed(table.name, row, list(table.columns)[figure.column], low, high)
