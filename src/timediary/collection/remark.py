"""A code with a remark behind it: `D3 (Mrs B again)` is D3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.ingest.cell import text_of
from timediary.ingest.codes import code_key
from timediary.ingest.dates import MONTHS
from timediary.ingest.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.ingest.cell import Cell

_CUT = re.compile(r"(?<=[\w.])(?=[\s(\[{:;,/\u2010-\u2015-])")
_WORD = re.compile(r"[^\W\d_]{2}")
_DATE = re.compile(rf"[0-9]{{1,2}}\s+(?:{'|'.join(MONTHS)})[a-z]*\.?", re.IGNORECASE)
_PARTS = re.compile(r"[\s(\[{)\]}:;,/&+|\u2010-\u2015-]+")


def without_remark(cell: Cell, read: Callable[[Cell], int | Fault]) -> str | None:
    """The code in a cell that holds a remark behind it; None where there is no such thing.

    A remark has a word in it and no further code. Where it isn't clear where the code ends (`D1 2 visits` may be D1 or
    D12), the cell is left as it is, and reported like any that is not a code. `10 May` is a date, not code 10.

    Args:
        cell: what `read` could not make out.
        read: reads a cell as the number of a code.
    """
    text = text_of(cell)
    if _DATE.fullmatch(text.strip()):
        return None
    found = []
    for cut in _CUT.finditer(text):
        code, remark = text[: cut.start()], text[cut.start() :]
        if code_key(code) and not isinstance(read(code), Fault):
            found.append((code, remark))
    codes = {read(code) for code, _ in found}
    if len(codes) != 1:
        return None
    code, remark = found[-1]
    has_code = any(code_key(part) and not isinstance(read(part), Fault) for part in _PARTS.split(remark))
    return None if has_code or not _WORD.search(remark) else code
