"""Groups of respondents that differ by so few that the difference of their figures is about those few."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class DifferencingPair(NamedTuple):
    """Two published groups, by their positions, and how many respondents are in one of them alone."""

    first: int
    second: int
    respondents: int


def differencing_pairs(
    membership: NDArray[np.bool_], least_respondents: int, sizes: NDArray[np.int64] | None = None
) -> list[DifferencingPair]:
    """The pairs of groups of which fewer respondents than the least number are in one and not in the other.

    Two groups of the same respondents are not a pair, and an empty group is in none: they say nothing of each other, or
    what stands in the figures of one group alone.

    Args:
        membership: who is in each of c groups, bool (n, c).
        least_respondents: fewer than this tell too much of themselves.
        sizes: how many respondents each row of `membership` stands for, (n,); one each where None.

    Examples:
        >>> import numpy as np
        >>> up_to_200, below_200 = np.array([1, 1, 1, 1], bool), np.array([1, 1, 1, 0], bool)
        >>> differencing_pairs(np.column_stack([up_to_200, below_200]), 3)
        [DifferencingPair(first=0, second=1, respondents=1)]
    """
    counts = np.ones(len(membership), dtype=np.int64) if sizes is None else sizes
    members = membership.astype(np.int64)
    common = (members * counts[:, None]).T @ members
    alone = np.diag(common)[:, None] + np.diag(common)[None, :] - 2 * common
    filled = np.diag(common) > 0
    near = np.triu((alone > 0) & (alone < least_respondents) & filled[:, None] & filled[None, :], 1)
    return [DifferencingPair(int(i), int(j), int(alone[i, j])) for i, j in np.argwhere(near)]
