"""Exchange of answers: shares come to hold, and nobody is of another class or kind than there were."""

from __future__ import annotations

import numpy as np
import pytest

from timediary.synthesis.exchange import Exchange, Share
from timediary.synthesis.random import Stream

CLASSES, KINDS, CODES = 3, 3, 4


@pytest.mark.parametrize("seed", range(8))
def test_shares_of_some_assignment_come_to_hold_and_all_counts_stay(seed: int) -> None:
    generator = np.random.default_rng(seed)
    class_of = generator.integers(0, CLASSES, 300)
    slots = generator.integers(0, 30, (300, CODES)) + 1
    # Shares that the respondents have by kind, when those who do much of the first code are more likely of kind 0.
    true = np.where(generator.random(300) < slots[:, 0] / 40, 0, generator.integers(1, KINDS, 300))
    at_first = true.copy()
    for k in range(CLASSES):
        at_first[class_of == k] = generator.permutation(true[class_of == k])
    shares = []
    for kind in range(KINDS):
        inside = true == kind
        members = np.broadcast_to(np.arange(KINDS) == kind, (CLASSES, KINDS))
        for code in range(CODES):
            percent = float(np.floor(100 * slots[inside, code].sum() / slots[inside].sum() + 0.5))
            shares.append(Share(members, slots[:, code], percent, 0))
    found = Exchange(slots, class_of, at_first, shares, Stream(seed, "exchange")).kinds_that_meet()
    assert missed(slots, at_first, shares) > 0
    assert missed(slots, found, shares) == 0
    for k in range(CLASSES):
        counts = [np.bincount(kinds[class_of == k], minlength=KINDS).tolist() for kinds in (found, true)]
        assert counts[0] == counts[1]


def missed(slots: np.ndarray, kind_of: np.ndarray, shares: list[Share]) -> int:
    """How many shares are printed otherwise."""
    wrong = 0
    for share in shares:
        inside = share.members[0][kind_of]
        wrong += np.floor(100 * share.slots[inside].sum() / slots[inside].sum() + 0.5) != share.percent
    return int(wrong)


def test_nothing_is_exchanged_where_no_share_is_asked_or_none_can_be_met() -> None:
    slots, kinds = np.array([[1, 3], [3, 1]]), np.array([0, 1])
    apart = np.array([0, 1])
    first = Share(np.array([[True, False], [True, False]]), slots[:, 0], 75.0, 0)
    assert Exchange(slots, apart, kinds, [], Stream(1, "exchange")).kinds_that_meet().tolist() == [0, 1]
    assert Exchange(slots, apart, kinds, [first], Stream(1, "exchange")).kinds_that_meet().tolist() == [0, 1]
    assert Exchange(slots, 0 * apart, kinds, [first], Stream(1, "exchange")).kinds_that_meet().tolist() == [1, 0]
