"""Respondents who exchange answers until published shares of time hold, all counts staying as they are."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.synthesis.random import Stream

# Limits of shares are kept in so many parts of one, whole for percentages printed with two decimals or fewer.
_PARTS = 20_000

# How many of a class and kind are looked at for an exchange; and after how many rounds without one the search ends.
_LOOKED_AT, _OFTEN = 40, 10


class Share(NamedTuple):
    """A published share of time, as it is printed.

    Attributes:
        members: whether respondents of each class and kind are those it is of, shape (classes, kinds).
        slots: what each respondent records of it, shape (n,).
        percent: the share as printed, such as 26.
        decimals: with which it is printed.
    """

    members: NDArray[np.bool_]
    slots: NDArray[np.int64]
    percent: float
    decimals: int


class Exchange:
    """Exchanges the kinds of respondents of one class, always the exchange that lessens most what shares miss.

    All is reckoned in whole numbers, so that it is the same on every machine.

    Args:
        slots: that each respondent records under each code, shape (n, codes).
        class_of: the class of each respondent, shape (n,).
        kind_of: the kind of each respondent at first, shape (n,).
        shares: that are to hold.
        stream: of chance, which decides who is looked at.
    """

    def __init__(
        self,
        slots: NDArray[np.int64],
        class_of: NDArray[np.int64],
        kind_of: NDArray[np.int64],
        shares: Sequence[Share],
        stream: Stream,
    ) -> None:
        self._kind_of, self._stream = kind_of.copy(), stream
        self._classes = [np.flatnonzero(class_of == k) for k in range(int(class_of.max(initial=-1)) + 1)]
        self._members = np.array([one.members for one in shares], dtype=np.int64)
        total = slots.sum(axis=1, dtype=np.int64)
        half = [0.5 * 10.0**-one.decimals for one in shares]
        low, high = (
            np.array([round((one.percent + sign * by) * _PARTS / 100) for one, by in zip(shares, half, strict=True)])
            for sign in (-1, 1)
        )
        recorded = np.array([one.slots for one in shares], dtype=np.int64).reshape(len(shares), len(total)) * _PARTS
        # What each respondent adds to how far a share is above its least, and to how far it is below its most.
        low, high = np.maximum(low, 0)[:, None] * total, high[:, None] * total
        self._above, self._below = (recorded - low).T, (high - recorded).T
        self._class_of = class_of

    def kinds_that_meet(self) -> NDArray[np.int64]:
        """The kind of each respondent when all shares hold, or no exchange that is found lessens what they miss."""
        if not len(self._members):
            return self._kind_of
        inside = self._members[:, self._class_of, self._kind_of].T
        above, below = (inside * self._above).sum(axis=0), (inside * self._below).sum(axis=0)
        tries = 0
        while _missed(above, below).sum() and tries < _OFTEN:
            missed = _missed(above, below)
            tries += 1
            for share in np.argsort(-missed, kind="stable")[: np.count_nonzero(missed)].tolist():
                one, other, of_above, of_below = self._best(share, above, below)
                if _missed(above + of_above, below + of_below).sum() < missed.sum():
                    above, below, tries = above + of_above, below + of_below, 0
                    self._kind_of[[one, other]] = self._kind_of[[other, one]]
                    break
        return self._kind_of

    def _best(
        self, share: int, above: NDArray[np.int64], below: NDArray[np.int64]
    ) -> tuple[int, int, NDArray[np.int64], NDArray[np.int64]]:
        """The exchange that lessens most what all shares miss, of those that change one: who, and what it adds."""
        one, other = self._pairs(share)
        if not len(one):
            return 0, 0, np.zeros_like(above), np.zeros_like(below)
        of_class = self._class_of[one]
        gained = (self._members[:, of_class, self._kind_of[other]] - self._members[:, of_class, self._kind_of[one]]).T
        changes = [gained * (part[one] - part[other]) for part in (self._above, self._below)]
        best = int(np.argmin(_missed(above + changes[0], below + changes[1]).sum(axis=1)))
        return int(one[best]), int(other[best]), changes[0][best], changes[1][best]

    def _pairs(self, share: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Respondents of one class, the first of whom is of a share and the second not, some of each by chance."""
        pairs: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        order = self._stream.permutation(len(self._kind_of))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        for k, alike in enumerate(self._classes):
            of = self._members[share, k]
            if of.all() or not of.any():
                continue
            members = alike[np.argsort(place[alike], kind="stable")]
            by_kind = [members[self._kind_of[members] == kind][:_LOOKED_AT] for kind in range(len(of))]
            for a, b in permutations(range(len(of)), 2):
                if of[a] and not of[b]:
                    pairs.append((np.repeat(by_kind[a], len(by_kind[b])), np.tile(by_kind[b], len(by_kind[a]))))
        if not pairs:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        one, other = (np.concatenate(part) for part in zip(*pairs, strict=True))
        return one, other


def _missed(above: NDArray[np.int64], below: NDArray[np.int64]) -> NDArray[np.int64]:
    """By how much shares miss where they are to lie."""
    return np.asarray(np.maximum(-above, 0) + np.maximum(1 - below, 0))
