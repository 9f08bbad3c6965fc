"""All figures of one publication as statements on the same unknowns, whatever tables they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.rounding import round_half_up
from timediary.protect.attack import Targets
from timediary.protect.book import Atoms, Book
from timediary.protect.contributors import contributors_of, respondents_in, unsafe_cells
from timediary.protect.differencing import differencing_pairs
from timediary.protect.suppression import Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.protect.attack import Statements
    from timediary.protect.differencing import DifferencingPair


class PublishedShares(NamedTuple):
    """A table of shares before anything is hidden.

    Attributes:
        rows: which of k activity codes are in each of r rows, bool (r, k).
        membership: which of n diaries are in each of c columns, bool (n, c).
        decimals: decimals of its percentages as published.
    """

    rows: NDArray[np.bool_]
    membership: NDArray[np.bool_]
    decimals: int


class Places(NamedTuple):
    """Where the figures of one table stand among all figures.

    Attributes:
        shares: int64 (r, c).
        hours: int64 (c,), the hours recorded in each column.
        bases: int64 (c,), the respondents in each column.
    """

    shares: NDArray[np.int64]
    hours: NDArray[np.int64]
    bases: NDArray[np.int64]


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


def publication_of(
    tables: Sequence[PublishedShares],
    hours: NDArray[np.float64],
    weights: NDArray[np.float64],
    people: NDArray[np.int64],
    policy: DisclosurePolicy,
    most_hours: float,
) -> Publication:
    """All figures of some tables as statements on the same unknowns.

    Args:
        tables: the tables of one run; the same diaries and codes in all.
        hours: recorded in each of n diaries under each of k codes, (n, k).
        weights: of the diaries, (n,); 0 of those that no figure rests on.
        people: who kept each diary, as numbers from 0, (n,).
        policy: how figures are rounded, and which are unsafe.
        most_hours: what can have been recorded in one diary at most, which everybody knows.
    """
    weighted = hours * weights[:, None]
    rows, group_of = groups_of([table.rows for table in tables])
    columns, class_of = classes_of([table.membership for table in tables])
    kinds, kind_of = classes_of([respondents_in(table.membership, people) for table in tables])
    truth = np.zeros((columns[0].shape[1], rows[0].shape[1]))
    np.add.at(truth, (class_of[:, None], group_of[None, :]), weighted * (class_of >= 0)[:, None])
    sizes = np.bincount(kind_of[kind_of >= 0], minlength=kinds[0].shape[1])
    secret = _Secret(Book(Atoms(*truth.shape, len(sizes))), np.concatenate([truth.ravel(), sizes]), policy)
    places = tuple(
        _collect(secret, table, _Part(*part), weighted, people)
        for table, *part in zip(tables, rows, columns, kinds, strict=True)
    )
    _hide_differences(secret, np.vstack(columns), np.vstack(kinds), sizes)
    if len(np.unique(people[class_of >= 0])) == np.count_nonzero(class_of >= 0):
        secret.book.limit_hours(most_hours * float(weights.max()))
    scale = np.array([secret.value(sums) for sums in secret.book.sums])
    hidden = np.isin(np.arange(len(scale)), list(secret.unsafe))
    totals = np.array([secret.value(sums) for sums in secret.sums])
    # The matrix comes last: totals of columns have joined the unknowns meanwhile.
    targets = Targets(secret.book.matrix_of(secret.sums), (1 - policy.width) * totals, (1 + policy.width) * totals)
    return Publication(secret.book.statements(), targets, Figures(scale + 1.0, hidden, scale), places)


class _Part(NamedTuple):
    """One table: the groups of its rows, the classes of its columns, and the kinds of respondents in them."""

    rows: NDArray[np.bool_]
    columns: NDArray[np.bool_]
    kinds: NDArray[np.bool_]


class _Secret:
    """What must not be told, with the true values of the unknowns."""

    def __init__(self, book: Book, truth: NDArray[np.float64], policy: DisclosurePolicy) -> None:
        self.book, self.truth, self.policy = book, truth, policy
        self.unsafe: set[int] = set()
        self.sums: list[NDArray[np.intp]] = []
        self._kept: set[bytes] = set()

    def value(self, sums: NDArray[np.intp]) -> float:
        """The true value of a sum of unknowns."""
        return float(self.truth[sums].sum())

    def printed(self, sums: NDArray[np.intp], step: float) -> float:
        """The same as printed."""
        return step * float(round_half_up(self.value(sums) / step, 0))

    def keep(self, sums: NDArray[np.intp]) -> None:
        """Let a sum not be told; nothing is kept of one that is nought, or kept already."""
        if self.value(sums) > 0 and sums.tobytes() not in self._kept:
            self._kept.add(sums.tobytes())
            self.sums.append(sums)

    def mark(self, figure: int) -> int:
        """Hide a figure in any case, and let it not be told."""
        if figure not in self.unsafe:
            self.unsafe.add(figure)
            self.keep(self.book.sums[figure])
        return figure


def _collect(
    secret: _Secret,
    table: PublishedShares,
    part: _Part,
    weighted: NDArray[np.float64],
    people: NDArray[np.int64],
) -> Places:
    """The figures of one table."""
    book, atoms, policy = secret.book, secret.book.atoms, secret.policy
    respondents = respondents_in(table.membership, people).sum(axis=0)
    found = contributors_of(weighted @ table.rows.T, table.membership, people)
    recorded = weighted.sum(axis=1) @ table.membership
    unsafe = unsafe_cells(found, respondents, recorded, policy)
    shares = np.empty(unsafe.shape, dtype=np.int64)
    unit = 10.0 ** -(table.decimals + 2)
    for i, j in np.ndindex(*unsafe.shape):
        share = found.hours[i, j] / recorded[j] if recorded[j] else 0.0
        shown = unit * float(round_half_up(share / unit, 0))
        shares[i, j] = book.share(part.columns[j], part.rows[i], table.decimals, shown)
        if unsafe[i, j]:
            secret.mark(int(shares[i, j]))
    hours = np.empty(len(respondents), dtype=np.int64)
    bases = np.empty(len(respondents), dtype=np.int64)
    for j, (column, kinds) in enumerate(zip(part.columns, part.kinds, strict=True)):
        steps = policy.round_hours, policy.round_bases
        hours[j] = book.hours(column, steps[0], secret.printed(atoms.column(column), steps[0]))
        bases[j] = book.base(kinds, steps[1], secret.printed(atoms.base(kinds), steps[1]))
        if 0 < respondents[j] < policy.least_respondents:
            secret.mark(int(hours[j]))
            secret.mark(int(bases[j]))
    return Places(shares, hours, bases)


def _hide_differences(
    secret: _Secret, columns: NDArray[np.bool_], kinds: NDArray[np.bool_], sizes: NDArray[np.int64]
) -> None:
    """Let nothing be told of the few respondents by whom two columns differ; columns by classes and by kinds."""
    for pair in differencing_pairs(kinds.T, secret.policy.least_respondents, sizes):
        for sums in difference_of(secret.book.atoms, columns, kinds, pair):
            secret.keep(sums)


def difference_of(
    atoms: Atoms, columns: NDArray[np.bool_], kinds: NDArray[np.bool_], pair: DifferencingPair
) -> list[NDArray[np.intp]]:
    """All that there is to tell of the respondents by whom two columns differ: their number, and hours by group."""
    rows = np.eye(atoms.groups, dtype=np.bool_)
    found = []
    for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
        classes, people = columns[one] & ~columns[other], kinds[one] & ~kinds[other]
        found += [atoms.base(people), atoms.column(classes), *(atoms.cell(classes, row) for row in rows)]
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
