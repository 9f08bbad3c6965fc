"""Slots of each respondent under each activity code, so that every published share holds that can.

What is published are rounded shares: intervals. The slots nearest to those drawn by chance, in relative entropy, that
lie in all of them are found by cyclic projection (Bregman 1967, The relaxation method of finding the common point of
convex sets), then made whole numbers, and what rounding broke is mended by moving single slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.synthesis.random import Stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Passes over all published shares: many more than it takes, as they can all hold together.
_PASSES = 250

# Of half the width of an interval, how much is kept free for rounding to whole slots.
_MARGIN = 0.1

# Slots by which the total of a single respondent may be changed so that whole slots can meet the shares.
_FURTHEST = 25

# How many of the shares that miss are looked at for a move, how many kinds of respondents for each, how many moves of
# each kind are tried, and for how many moves one is not undone.
_LOOKED_AT, _MOST_KINDS, _TRIED, _BANNED_FOR = 6, 60, 40, 60

# A move is made by as many respondents at once as there are times so many slots missed.
_AT_ONCE = 16

# After so many moves that lessen nothing the rest is left as it is.
_PATIENCE = 60

# Fitted shares are taken to so many parts, so that last digits that differ between machines don't count.
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
    """Slots of each respondent under each code: whole numbers near shares that were fitted, and what is broken mended.

    Args:
        totals: slots of each respondent in all, shape (n,).
        shares: of each code in each respondent's time, shape (n, codes).
        targets: published shares.
        seed: decides what is chance.

    Returns:
        Whole numbers, shape (n, codes); the sums of the rows are the totals.
    """
    slots = _whole(totals, shares * totals[:, None], Stream(seed, "whole slots"))
    return mended(slots, targets)


def possible_totals(totals: NDArray[np.int64], targets: Sequence[Target]) -> NDArray[np.int64]:
    """Totals near those given at which whole slots can meet the published shares of a single respondent.

    Args:
        totals: slots of each respondent in all, shape (n,).
        targets: published shares; those about one respondent alone decide.

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
    """Whether whole slots out of a total meet some shares, of groups that don't overlap but for single codes."""
    limits = [(len(one.codes), *_limits(one, total)) for one in shares]
    groups = [(low, high) for codes, low, high in limits if codes > 1]
    fit = all(low <= high for _, low, high in limits)
    return fit and sum(low for low, _ in groups) <= total <= sum(high for _, high in groups)


def _limits(target: Target, total: float) -> tuple[int, int]:
    """The least and the most whole slots of a total that are printed as a share."""
    return int(np.ceil(target.low * total - 1e-9)), int(np.ceil(target.high * total - 1e-9)) - 1


def fitted_shares(
    totals: NDArray[np.int64], usual: NDArray[np.float64], targets: Sequence[Target]
) -> NDArray[np.float64]:
    """The shares of each respondent's time nearest to the usual ones that meet published shares.

    Args:
        totals: slots of each respondent in all, shape (n,).
        usual: the share of each code that is usual for each respondent, shape (n, codes), above 0.
        targets: published shares.

    Returns:
        Shares, shape (n, codes), that add to 1.
    """
    slots = usual * (totals / usual.sum(axis=1))[:, None]
    aims = [
        (np.ix_(target.members, target.codes), float(totals[target.members].sum()), *_inner(target))
        for target in targets
    ]
    # Each bound remembers by how much it has scaled so far: it may take that back, and no more.
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
    """The limits of a share with room kept free for rounding to whole slots."""
    margin = _MARGIN * (target.high - target.low) / 2
    return target.low + margin if target.low > 0 else 0.0, target.high - margin


def _total(values: NDArray[np.float64]) -> float:
    """The sum in one order on every machine: rows are added one to another."""
    return float(np.add.reduce(np.add.reduce(values, axis=0)[:, None], axis=0)[0])


def _projected(share: float, low: float, high: float, taken: NDArray[np.float64]) -> float:
    """By what to scale so that a share comes to lie between two bounds; `taken` is kept up."""
    factor = 1.0
    for side, bound in ((0, low), (1, high)):
        current = share * factor
        if current <= 0:
            continue
        wanted = bound / current
        # A lower bound has only ever raised, an upper one only lowered.
        step = max(wanted, 1.0 / taken[side]) if side == 0 else min(wanted, 1.0 / taken[side])
        taken[side] *= step
        factor *= step
    return factor


def _whole(totals: NDArray[np.int64], fitted: NDArray[np.float64], stream: Stream) -> NDArray[np.int64]:
    """Whole slots by systematic sampling along each row: all within one of what was fitted."""
    upto = np.cumsum(fitted, axis=1)
    upto *= (totals / np.maximum(upto[:, -1], 1e-300))[:, None]
    start = np.floor(stream.uniforms(len(totals)) * _PARTS) / _PARTS
    marks = np.floor(upto + start[:, None] + 1e-9)
    marks[:, -1] = totals + np.floor(start)
    return np.diff(marks, axis=1, prepend=0.0).astype(np.int64)


def mended(slots: NDArray[np.int64], targets: Sequence[Target]) -> NDArray[np.int64]:
    """Move slots from one code to another of the same respondent until all shares lie where they are to, or none helps.

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
    """A slot from one code to another: by how much it lessens what is missed, and who could make it."""

    gain: int
    holders: list[int]
    gives: int
    takes: int


class _Mender:
    """Keeps the distance of every share from where it is to be, and finds moves that lessen it."""

    def __init__(self, slots: NDArray[np.int64], targets: Sequence[Target]) -> None:
        self.slots = slots
        n, codes = slots.shape
        self._targets = targets
        inside = np.zeros((n, len(targets)), dtype=np.bool_)
        self._codes = np.zeros((codes, len(targets)), dtype=np.int64)
        for i, target in enumerate(targets):
            inside[target.members, i] = True
            self._codes[target.codes, i] = 1
        # Who is about the same shares is of one kind; packed to bits, rows are told apart in a fraction of the time.
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
        """Slots by which shares miss where they are to lie."""
        return int(self._missed(self._sums).sum())

    def move(self) -> None:
        """Make the best move for one of the shares that miss most.

        A move that lessens the sum of squares of what is missed is made; where there is none, the best one that does
        not undo a recent one (tabu search; Glover 1989).
        """
        missed = self._missed(self._sums)
        worst = np.argsort(-missed, kind="stable")[: np.count_nonzero(missed)].tolist()
        found = [self._best(i, missed) for i in worst[:_LOOKED_AT]]
        best = max(found, key=lambda one: one.gain)
        if best.gain <= 0:
            best = found[self._moves % len(found)]
        # Where many slots are missed, several respondents of the kind make the move at once.
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
        # By how much the sum of squares grows where a share gains a slot, and where it loses one.
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
        """By how much the sum of squares grows for every move of a slot, shape (code that gives, code that takes).

        A share gains a slot where it has the code that takes and not the one that gives, and loses one the other way
        round; so the sum over the shares that a kind is in is one of codes, one of the others, less what both have.
        """
        counted = np.flatnonzero((kind > 0) & ((more != 0) | (fewer != 0)))
        codes = self._codes[:, counted].astype(np.float64)
        gained, lost = more[counted].astype(np.float64), fewer[counted].astype(np.float64)
        both = (codes * (gained + lost)) @ codes.T
        return np.asarray((codes @ lost)[:, None] + (codes @ gained)[None, :] - both)

    def _holders(self, alike: NDArray[np.int64], gives: int, takes: int) -> list[int]:
        """Who of some respondents can give a slot, first who does most of both."""
        free = alike[self.slots[alike, gives] > 0]
        free = [one for one in free.tolist() if self._banned.get((one, gives, takes), 0) <= self._moves]
        return sorted(free, key=lambda one: (-(self.slots[one, gives] + self.slots[one, takes]), one))
