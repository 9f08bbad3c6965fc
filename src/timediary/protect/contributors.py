"""Whose time is in a cell: how many respondents, and how much of it the largest of them have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy


class Contributors(NamedTuple):
    """What the cells of a table rest on; all (r, c).

    Attributes:
        hours: float64, the hours in the cell.
        number: int64, respondents with time in it.
        largest: float64, the part of the hours that the largest contributor has; 0 where there are none.
        largest_two: float64, the part of the two largest.
    """

    hours: NDArray[np.float64]
    number: NDArray[np.int64]
    largest: NDArray[np.float64]
    largest_two: NDArray[np.float64]


def contributors_of(
    hours: NDArray[np.float64], membership: NDArray[np.bool_], people: NDArray[np.int64]
) -> Contributors:
    """The contributors of each cell.

    Args:
        hours: what each of n diaries has in each of r rows, weighted as in the table, (n, r).
        membership: which are in each of c columns, (n, c).
        people: who kept each diary, as numbers from 0, (n,).
    """
    total = hours.T @ membership.astype(np.float64)
    number = np.zeros(total.shape, dtype=np.int64)
    first, second = np.zeros(total.shape), np.zeros(total.shape)
    for j in range(membership.shape[1]):
        distinct, who = np.unique(people[membership[:, j]], return_inverse=True)
        # Two of nobody, so that there always are two largest.
        inside = np.zeros((len(distinct) + 2, hours.shape[1]))
        np.add.at(inside, np.ravel(who), hours[membership[:, j]])
        number[:, j] = np.count_nonzero(inside > 0, axis=0)
        first[:, j], second[:, j] = np.partition(inside, -2, axis=0)[[-1, -2]]
    whole = np.where(total > 0, total, 1.0)
    return Contributors(total, number, first / whole, (first + second) / whole)


def respondents_in(membership: NDArray[np.bool_], people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which respondents have a diary in each column, bool (respondents, c)."""
    inside = np.zeros((int(people.max(initial=-1)) + 1, membership.shape[1]), dtype=np.bool_)
    np.logical_or.at(inside, people, membership)
    return inside


def unsafe_cells(
    found: Contributors, respondents: NDArray[np.int64], recorded: NDArray[np.float64], policy: DisclosurePolicy
) -> NDArray[np.bool_]:
    """Which cells tell too much by themselves, bool (r, c).

    Args:
        found: the contributors of the cells.
        respondents: how many are in each column, (c,).
        recorded: all hours of each column, (c,), which tell whether a cell has all of them.
        policy: when a cell is unsafe.
    """
    few = (found.number > 0) & (found.number < policy.least_contributors)
    dominated = (found.number > 0) & ((found.largest > policy.largest) | (found.largest_two > policy.largest_two))
    unsafe = few | dominated | (respondents < policy.least_respondents)
    if policy.extremes == "hidden":
        unsafe |= (found.number == 0) | (found.hours >= recorded * (1 - 1e-12))
    return np.asarray(unsafe & (respondents > 0))
