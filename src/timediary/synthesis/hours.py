"""How many slots each respondent spends on each activity code, so that as many published shares as possible hold.

A published share is rounded, so it stands for an interval. Each respondent starts from random usual shares. Cyclic
projection (Bregman 1967, The relaxation method of finding the common point of convex sets) then changes these as
little as possible, measured by relative entropy, until the totals lie in all intervals. The result is rounded to whole
slots, and shares that rounding pushed out of their interval are brought back by moving single slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.synthesis.random import Stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Passes over all published shares: many more than are needed, since they can all hold together.
_PASSES = 250

# The part of half an interval's width that is kept free at each end, as room for rounding to whole slots.
_MARGIN = 0.1

# The most slots by which a respondent's total may change, where whole slots can't meet the shares otherwise.
_FURTHEST = 25

# For one move: how many of the shares that miss their interval are looked at, how many kinds of respondents for each
# share, and how many moves for each kind. A move isn't undone during the next `_BANNED_FOR` moves.
_LOOKED_AT, _MOST_KINDS, _TRIED, _BANNED_FOR = 6, 60, 40, 60

# One respondent makes the move for every so many slots that the worst share is away, and at least one.
_AT_ONCE = 16

# After so many moves without any improvement the search ends.
_PATIENCE = 60

# Fitted shares are rounded to this fraction, so that last digits, which differ between machines, don't matter.
_PARTS = 1 << 20


class Target(NamedTuple):
    """A published share of time.

    Attributes:
        members: positions of the respondents it is about.
        codes: positions of the activity codes that it adds up.
        low: the least share.
        high: what the share must stay below.
    """

    members: NDArray[np.int64]
    codes: NDArray[np.int64]
    low: float
    high: float


def slots_by_code(
    totals: NDArray[np.int64], shares: NDArray[np.float64], targets: Sequence[Target], seed: int
) -> NDArray[np.int64]:
    """Whole slots of each respondent under each code, near the fitted shares and meeting the published ones.

    Args:
        totals: all slots of each respondent, shape (n,).
        shares: fitted share of each code in each respondent's time, shape (n, codes).
        targets: published shares.
        seed: of the random rounding.

    Returns:
        Whole numbers, shape (n, codes); the sums of the rows are the totals.
    """
    slots = _whole(totals, shares * totals[:, None], Stream(seed, "whole slots"))
    return mended(slots, targets)


def possible_totals(totals: NDArray[np.int64], targets: Sequence[Target]) -> NDArray[np.int64]:
    """The nearest totals at which whole slots can meet the shares published for one respondent alone.

    Args:
        totals: all slots of each respondent, shape (n,).
        targets: published shares; only those about a single respondent count here.

    Returns:
        Totals, shape (n,).
    """
    alone: dict[int, list[Target]] = {}
    for target in targets:
        if len(target.members) == 1:
            alone.setdefault(int(target.members[0]), []).append(target)
    possible = totals.copy()
    for respondent, shares in alone.items():
        total = int(totals[respondent])
        nearest = sorted(range(max(total - _FURTHEST, 1), total + _FURTHEST), key=lambda t: (abs(t - total), t))
        possible[respondent] = next((t for t in nearest if _is_possible(t, shares)), total)
    return possible


def _is_possible(total: int, shares: Sequence[Target]) -> bool:
    """Whether a total can be split into whole slots that meet shares of single codes and of groups without overlap."""
    limits = [(len(one.codes), *_limits(one, total)) for one in shares]
    groups = [(low, high) for codes, low, high in limits if codes > 1]
    fit = all(low <= high for _, low, high in limits)
    return fit and sum(low for low, _ in groups) <= total <= sum(high for _, high in groups)


def _limits(target: Target, total: float) -> tuple[int, int]:
    """The fewest and the most whole slots out of a total whose share is printed as the published one."""
    return int(np.ceil(target.low * total - 1e-9)), int(np.ceil(target.high * total - 1e-9)) - 1


def fitted_shares(
    totals: NDArray[np.int64], usual: NDArray[np.float64], targets: Sequence[Target]
) -> NDArray[np.float64]:
    """Shares of each respondent's time that meet the published shares and are nearest to the usual ones.

    Args:
        totals: all slots of each respondent, shape (n,).
        usual: the usual share of each code for each respondent, above 0, shape (n, codes).
        targets: published shares.

    Returns:
        Shares, shape (n, codes), that add to 1.
    """
    slots = usual * (totals / usual.sum(axis=1))[:, None]
    aims = [
        (np.ix_(target.members, target.codes), float(totals[target.members].sum()), *_inner(target))
        for target in targets
    ]
    # For each bound, the factor by which it has scaled its slots so far. A later pass may undo that, but no more.
    taken = np.ones((len(targets), 2))
    for _ in range(_PASSES):
        for i, (block, whole, low, high) in enumerate(aims):
            part = slots[block]
            factor = _projected(_total(part) / whole, low, high, taken[i])
            if factor != 1.0:
                slots[block] = part * factor
        slots *= (totals / slots.sum(axis=1))[:, None]
    return np.asarray(np.floor(slots / totals[:, None] * _PARTS + 0.5) / _PARTS)


def _inner(target: Target) -> tuple[float, float]:
    """The limits of a share, drawn in to leave room for rounding to whole slots."""
    margin = _MARGIN * (target.high - target.low) / 2
    return target.low + margin if target.low > 0 else 0.0, target.high - margin


def _total(values: NDArray[np.float64]) -> float:
    """The sum of all values, added row by row, so that every machine adds in the same order."""
    return float(np.add.reduce(np.add.reduce(values, axis=0)[:, None], axis=0)[0])


def _projected(share: float, low: float, high: float, taken: NDArray[np.float64]) -> float:
    """The factor that brings a share between two bounds; updates `taken`, the factors applied by each bound so far."""
    factor = 1.0
    for side, bound in ((0, low), (1, high)):
        current = share * factor
        if current <= 0:
            continue
        wanted = bound / current
        # A lower bound only ever raises a share and an upper one only lowers it; each may undo its own earlier steps.
        step = max(wanted, 1.0 / taken[side]) if side == 0 else min(wanted, 1.0 / taken[side])
        taken[side] *= step
        factor *= step
    return factor


def _whole(totals: NDArray[np.int64], fitted: NDArray[np.float64], stream: Stream) -> NDArray[np.int64]:
    """Round each row to whole slots by systematic sampling; every number is within one slot of the fitted one."""
    upto = np.cumsum(fitted, axis=1)
    upto *= (totals / np.maximum(upto[:, -1], 1e-300))[:, None]
    start = np.floor(stream.uniforms(len(totals)) * _PARTS) / _PARTS
    marks = np.floor(upto + start[:, None] + 1e-9)
    marks[:, -1] = totals + np.floor(start)
    return np.diff(marks, axis=1, prepend=0.0).astype(np.int64)


def mended(slots: NDArray[np.int64], targets: Sequence[Target]) -> NDArray[np.int64]:
    """Move slots between codes of one respondent until every share lies in its interval, or no move helps.

    Args:
        slots: shape (n, codes).
        targets: published shares.
    """
    mender = _Mender(slots.copy(), targets)
    best, best_missed, since = slots, mender.missed_in_all(), 0
    while best_missed and since < _PATIENCE:
        mender.move()
        since += 1
        if mender.missed_in_all() < best_missed:
            best, best_missed, since = mender.slots.copy(), mender.missed_in_all(), 0
    return best


class _Move(NamedTuple):
    """A slot moved from one code to another: how much it improves the shares, and which respondents could make it."""

    gain: int
    holders: list[int]
    gives: int
    takes: int


class _Mender:
    """Keeps how far every share is from its interval, and finds moves that bring it nearer."""

    def __init__(self, slots: NDArray[np.int64], targets: Sequence[Target]) -> None:
        self.slots = slots
        n, codes = slots.shape
        self._targets = targets
        inside = np.zeros((n, len(targets)), dtype=np.bool_)
        self._codes = np.zeros((codes, len(targets)), dtype=np.int64)
        for i, target in enumerate(targets):
            inside[target.members, i] = True
            self._codes[target.codes, i] = 1
        # Respondents who count in the same shares are of one kind. Rows packed to bits are quick to compare.
        _, first, kind_of = np.unique(np.packbits(inside, axis=1), axis=0, return_index=True, return_inverse=True)
        self._kind_of = kind_of.reshape(-1)
        self._kinds = inside[first].astype(np.int64)
        order = np.argsort(self._kind_of, kind="stable")
        self._of_kind = np.split(order, np.cumsum(np.bincount(self._kind_of))[:-1])
        totals = [float(slots[t.members].sum()) for t in targets]
        self._sums = np.array([slots[np.ix_(t.members, t.codes)].sum() for t in targets], dtype=np.int64)
        limits = [_limits(target, total) for target, total in zip(targets, totals, strict=True)]
        self._least, self._most = (np.array(values, dtype=np.int64) for values in zip(*limits, strict=True))
        self._moves = 0
        self._banned: dict[tuple[int, int, int], int] = {}

    def missed_in_all(self) -> int:
        """By how many slots the shares are outside their intervals, added up."""
        return int(self._missed(self._sums).sum())

    def move(self) -> None:
        """Make the best move for one of the shares that are furthest outside their intervals.

        The best move is the one that most reduces the sum of squared distances. Where none reduces it, the least bad
        one is made, but none that undoes a recent move (tabu search; Glover 1989).
        """
        missed = self._missed(self._sums)
        worst = np.argsort(-missed, kind="stable")[: np.count_nonzero(missed)].tolist()
        found = [self._best(i, missed) for i in worst[:_LOOKED_AT]]
        best = max(found, key=lambda one: one.gain)
        if best.gain <= 0:
            best = found[self._moves % len(found)]
        # Where a share is many slots away, several respondents of the kind make the move at once.
        for holder in best.holders[: max(1, int(missed.max()) // _AT_ONCE)]:
            self._make(holder, best.gives, best.takes)
        self._moves += 1

    def _make(self, holder: int, gives: int, takes: int) -> None:
        self.slots[holder, gives] -= 1
        self.slots[holder, takes] += 1
        self._sums += (self._codes[takes] - self._codes[gives]) * self._kinds[self._kind_of[holder]]
        self._banned[holder, takes, gives] = self._moves + 1 + _BANNED_FOR

    def _missed(self, sums: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray(np.maximum(self._least - sums, 0) + np.maximum(sums - self._most, 0))

    def _best(self, i: int, missed: NDArray[np.int64]) -> _Move:
        """The best move of one slot into or out of the codes of a share."""
        inside = np.flatnonzero(self._codes[:, i])
        outside = np.flatnonzero(self._codes[:, i] == 0)
        from_, to = (outside, inside) if self._sums[i] < self._least[i] else (inside, outside)
        gives, takes = np.repeat(from_, len(to)), np.tile(to, len(from_))
        squares = missed**2
        # For each share, by how much the sum of squares grows if the share gains a slot, and if it loses one.
        more, fewer = (self._missed(self._sums + step) ** 2 - squares for step in (1, -1))
        best = _Move(-(1 << 60), [], -1, -1)
        kinds = np.flatnonzero(self._kinds[:, i])
        for k in kinds[:: -(-len(kinds) // _MOST_KINDS)].tolist():
            alike = self._of_kind[k]
            grown = self._grown(self._kinds[k], more, fewer)[np.ix_(from_, to)].reshape(-1)
            for pair in np.argsort(grown, kind="stable")[:_TRIED].tolist():
                gain = -int(grown[pair])
                if gain <= best.gain:
                    break
                holders = self._holders(alike, int(gives[pair]), int(takes[pair]))
                if holders:
                    best = _Move(gain, holders, int(gives[pair]), int(takes[pair]))
                    break
        return best

    def _grown(self, kind: NDArray[np.int64], more: NDArray[np.int64], fewer: NDArray[np.int64]) -> NDArray[np.float64]:
        """How much the sum of squares grows with each move of a slot, shape (code that gives, code that takes).

        A share gains a slot if it includes the code that takes but not the one that gives, and loses a slot if it
        includes only the one that gives. A share with both codes stays as it is. So for each pair of codes the growth
        is the losses of all shares with the giving code, plus the gains of all with the taking code, less both for
        those that have the two.
        """
        counted = np.flatnonzero((kind > 0) & ((more != 0) | (fewer != 0)))
        codes = self._codes[:, counted].astype(np.float64)
        gained, lost = more[counted].astype(np.float64), fewer[counted].astype(np.float64)
        both = (codes * (gained + lost)) @ codes.T
        return np.asarray((codes @ lost)[:, None] + (codes @ gained)[None, :] - both)

    def _holders(self, alike: NDArray[np.int64], gives: int, takes: int) -> list[int]:
        """Which of some respondents can give a slot; those with the most slots on the two codes come first."""
        free = alike[self.slots[alike, gives] > 0]
        free = [one for one in free.tolist() if self._banned.get((one, gives, takes), 0) <= self._moves]
        return sorted(free, key=lambda one: (-(self.slots[one, gives] + self.slots[one, takes]), one))
