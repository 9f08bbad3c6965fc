"""The header of a sheet: a row of column names as they are meant, or two rows read as one."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from timediary.ingest.cell import heading_key, is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.ingest.cell import Cell
    from timediary.ingest.fault import Fault
    from timediary.ingest.renaming import Renamed

Row = Sequence["Cell"]
FEWEST_NAMES = 3


class Header:
    """A row of column names, or two rows read as one (`joined`): days above and `times` below."""

    def __init__(
        self,
        row: int | None,
        renamed: Renamed,
        names: Row | None = None,
        times: Row | None = None,
        odd: Mapping[int, Fault] = MappingProxyType({}),
    ) -> None:
        names = renamed.names if names is None else names
        self.renamed = renamed
        self.odd = odd
        self.row = row
        self.names = names
        self.joined = times is not None
        self.times = names if times is None else times
        self.texts = tuple(text_of(name) for name in names)
        self.keys = [heading_key(text) for text in self.texts]

    @property
    def first_row(self) -> int:
        """The row below."""
        return 1 if self.row is None else self.row + 1

    def find(self, names: Sequence[str]) -> int | None:
        """The column with one of some names; the first of them that there is counts."""
        for key in map(heading_key, names):
            if key in self.keys:
                return self.keys.index(key)
        return None


def is_all_names(row: Row) -> bool:
    """Whether a row holds several texts without digits, all different, and nothing else, as a header does."""
    texts = [cell.casefold() for cell in row if isinstance(cell, str) and not is_blank(cell)]
    filled = sum(not is_blank(cell) for cell in row)
    has_digits = any(sign.isdigit() for text in texts for sign in text)
    return len(texts) >= FEWEST_NAMES and len(set(texts)) == filled and not has_digits
