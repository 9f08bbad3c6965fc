"""How a number may be written as text, and what stands before its decimals: 37,5 and 37.5, 1.200 and 1,200."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.fault import Fault
from timediary.ingest.verdict import Verdict, settled
from timediary.model.conventions import DecimalMark
from timediary.model.problem import ProblemKind
from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.model.study import Variable

DECIMAL_MARK = "decimal mark"
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MARKED = re.compile(r"[+-]?[0-9]*(?:[.,][0-9]+)+")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_GAP = re.compile(r"(?<=[0-9])[\s'\u2019](?=[0-9]{3}(?:[^0-9]|$))")
_MOST_LOOKED_AT = 2_000
# What surveys write for no answer, where it isn't blank.
_SIGNS = (99.0, 999.0, 9999.0, -1.0, -9.0, -99.0, -999.0)
_FEWEST_OTHERS = 3


def number_of_text(text: str, mark: DecimalMark | None = None) -> float | None:
    """The number that a text is, None if it is none, or may be two: 1.200 where nothing says what the point is."""
    text = _GAP.sub("", text.strip())
    if _PLAIN.fullmatch(text) and not _may_be_thousands(text):
        value = float(text)
        return value if abs(value) < float("inf") else None
    if not _MARKED.fullmatch(text):
        return None
    last = DecimalMark.COMMA if text.rfind(",") > text.rfind(".") else DecimalMark.POINT
    if _may_be_thousands(text):
        if mark is None:
            return None
        if mark is not last:
            return float(text.replace(_SIGN[last], ""))
    other = "." if last is DecimalMark.COMMA else ","
    if text.count(_SIGN[last]) > 1:
        return float(text.replace(_SIGN[last], "")) if other not in text and _THOUSANDS.fullmatch(text) else None
    return float(text.replace(other, "").replace(_SIGN[last], "."))


_SIGN = {DecimalMark.POINT: ".", DecimalMark.COMMA: ","}


def may_be_two(text: str) -> bool:
    """Whether a text is a number with or without decimals, by what the mark in it is."""
    return _may_be_thousands(_GAP.sub("", text.strip()))


def _may_be_thousands(text: str) -> bool:
    """Whether the only mark in a number may part thousands, or decimals."""
    return _THOUSANDS.fullmatch(text) is not None and text.count(",") + text.count(".") == 1


def decide_mark(columns: Iterable[Iterable[Cell]], study_says: DecimalMark | None = None) -> Verdict[DecimalMark]:
    """What stands before the decimals in some columns of one file.

    A comma with other than three figures behind it, or behind 0, proves the comma, and a point likewise. Where nothing
    proves either, a point is one: so programs write numbers.
    """
    if study_says:
        return settled(DECIMAL_MARK, study_says)
    proofs = {DecimalMark.POINT: 0, DecimalMark.COMMA: 0}
    open_ = 0
    for cells in columns:
        for _, cell in zip(range(_MOST_LOOKED_AT), cells, strict=False):
            if isinstance(cell, str) and ("," in cell or "." in cell) and _MARKED.fullmatch(text := cell.strip()):
                if _may_be_thousands(text):
                    open_ += "," in text
                    continue
                last = DecimalMark.COMMA if text.rfind(",") > text.rfind(".") else DecimalMark.POINT
                if text.count(_SIGN[last]) > 1:
                    last = DecimalMark.POINT if last is DecimalMark.COMMA else DecimalMark.COMMA
                proofs[last] += 1
    ways = tuple(mark for mark, times in proofs.items() if times)
    evidence = tuple((times, f"numbers with a decimal {mark}") for mark, times in proofs.items() if times)
    if not ways and not open_:
        ways = (DecimalMark.POINT,)
    return Verdict(DECIMAL_MARK, ways or tuple(DecimalMark), evidence=evidence)


def signs_among(values: NDArray[Any], kept: Collection[float]) -> list[tuple[float, int]]:
    """The numbers among others that may stand for no answer, and how often: 99 where all others are below half of it.

    Args:
        values: shape (n,), NaN for no information.
        kept: numbers that are known to be answers.
    """
    if not np.isin(values, _SIGNS).any():
        return []
    different, times = np.unique(values[~np.isnan(values)], return_counts=True)
    others = different[~np.isin(different, _SIGNS)]
    if len(others) < _FEWEST_OTHERS or others.min() < 0:
        return []
    return [
        (float(sign), int(number))
        for sign, number in zip(different, times, strict=True)
        if sign in _SIGNS and sign not in kept and (sign < 0 or others.max() * 2 < sign)
    ]


def perhaps_none(variable: Variable, sign: float, times: int) -> Fault:
    """The fault of a number that may be none."""
    text = number_text(sign)
    often = "once" if times == 1 else f"{times:,} times"
    others = "others" if sign < 0 else "much smaller numbers"
    message = f"{variable.label}: {text} stands {often} among {others}. Is it a number, or no answer? It is left out."
    remedy = (
        "Clear these cells if it stands for no answer. If it is a number, say so: "
        f"numbers = [{text}] under [conventions]."
    )
    return Fault(ProblemKind.PERHAPS_NO_ANSWER, message, remedy)
