"""Random numbers that are the same on every machine and with every supported numpy.

numpy promises that the raw numbers of a bit generator stay the same for a seed (NEP 19), but not what the methods of
its `Generator` make of them. So everything here is made from the raw 64-bit numbers of PCG64 (O'Neill 2014, PCG: a
family of simple fast space-efficient statistically good algorithms) by integer arithmetic and by floating-point
operations that IEEE 754 rounds the same everywhere; exp, log and sin, which differ in their last digits, are not used.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

import numpy as np

from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Item = TypeVar("Item")

_BLOCK = 128


class Stream:
    """An endless stream of random numbers, set by a seed, a name for its use and a number.

    Streams for different purposes or numbers have nothing to do with one another: with a stream per respondent, one
    respondent can be left out and the others stay as they are.

    Args:
        seed: a whole number, 0 or more.
        purpose: what the stream is for, such as `weeks`.
        number: which of the streams for this purpose, such as a respondent's position; 0 to 4,294,967,295.

    Raises:
        RequestError: the seed is negative.
    """

    def __init__(self, seed: int, purpose: str, number: int = 0) -> None:
        if seed < 0:
            raise RequestError(f"The seed must be 0 or more, not {seed}.")
        # A spawn key, unlike more words of entropy, can't be mistaken for the upper digits of a long seed.
        key = (crc32(purpose.encode("utf-8")), number)
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))
        self._block: list[int] = []

    def _raw(self) -> int:
        """The next number of 64 bits; fetched in blocks, because a call of numpy costs more than the number."""
        if not self._block:
            block: list[int] = self._bits.random_raw(_BLOCK).tolist()
            block.reverse()
            self._block = block
        return self._block.pop()

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1, all as likely (to `bound` in 2**64)."""
        return (self._raw() * bound) >> 64

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included, all as likely."""
        return least + self.below(most - least + 1)

    def chance(self, part: int, whole: int) -> bool:
        """True in `part` of `whole` cases."""
        return self.below(whole) < part

    def uniform(self) -> float:
        """A number from 0 up to but not 1: a multiple of 2**-53."""
        return (self._raw() >> 11) * 2.0**-53

    def choice(self, items: Sequence[Item]) -> Item:
        """One of the items, all as likely."""
        return items[self.below(len(items))]

    def weighted(self, weights: Sequence[int]) -> int:
        """A position in `weights`, as likely as its weight; whole numbers, 0 or more, and not all of them 0."""
        upto = list(accumulate(weights))
        aim = self.below(upto[-1])
        return next(position for position, end in enumerate(upto) if aim < end)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in random order, all orders equally likely (Fisher and Yates)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def raw(self, size: int) -> NDArray[np.uint64]:
        """Whole numbers of 64 bits, shape (size,)."""
        return self._bits.random_raw(size)

    def uniforms(self, size: int) -> NDArray[np.float64]:
        """Numbers from 0 up to but not 1, multiples of 2**-53, shape (size,)."""
        return (self.raw(size) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def integers(self, size: int, bound: int) -> NDArray[np.int64]:
        """Whole numbers from 0 to `bound` - 1, shape (size,); `bound` at most 2**31, as likely to `bound` in 2**32."""
        return ((self.raw(size) >> np.uint64(32)) * np.uint64(bound) >> np.uint64(32)).astype(np.int64)

    def permutation(self, size: int) -> NDArray[np.int64]:
        """The numbers 0 to `size` - 1 in random order, shape (size,)."""
        return np.argsort(self.raw(size), kind="stable").astype(np.int64)
