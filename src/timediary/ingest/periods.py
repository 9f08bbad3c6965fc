"""Sheets read as one week of the same diaries although they are, or by their names may be, of several weeks."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import plain
from timediary.ingest.fault import Fault
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.sheet import Sheet

_NUMBERED = re.compile(
    r"(?<![a-z])(week|wk|w|wave|round|woche|kw|welle|month|period|phase|visit|semaine|semana)[\s_.#-]*"
    r"(?:no\.?\s*|nr\.?\s*)?([0-9]{1,4}|one|two|three|four|i{1,3}|iv)(?![a-z0-9])"
)
_ORDINAL = re.compile(
    r"(?<![a-z0-9])(1st|2nd|3rd|[4-9]th|first|second|third|fourth)[\s_.-]*(week|wave|round|month|period|visit)(?![a-z])"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_WORDS = dict(zip(("one", "two", "three", "four"), "1234", strict=True))
_WORDS |= dict(zip(("i", "ii", "iii", "iv"), "1234", strict=True))
_WORDS |= dict(zip(("first", "second", "third", "fourth"), "1234", strict=True))


def report_several_weeks(draft: SurveyBuilder) -> None:
    """Report sheets that hold several weeks of the same diaries, or may.

    Two long sheets have entries on the same days; or the names of two sheets, or of their files, say that they are of
    different weeks, waves or years, and neither has dates. Where nothing says so, that they were read as one is a
    decision of the sheet's reading.
    """
    days, undated = draft.origins.days_of_sheets(), draft.undated_diaries()
    told: set[Sheet] = set()
    for sheet, other in ((b, a) for a, b in combinations(dict.fromkeys((*days, *undated)), 2)):
        on_both = np.intersect1d(days.get(sheet, ()), days.get(other, ()), assume_unique=True)
        in_both = undated.get(sheet, set()) & undated.get(other, set())
        periods = differing_periods((other.name, other.file), (sheet.name, sheet.file)) if in_both else None
        if len(on_both):
            number = len(np.unique(on_both // len(draft.study.grid.days)))
            draft.account.report(sheet, _on_the_same_days(other, number), None, None)
        elif periods:
            draft.account.report(sheet, _of_two_periods(other, periods, len(in_both)), None, None)
        elif in_both and sheet not in told:
            told.add(sheet)
            whose = "a diary" if len(in_both) == 1 else f"{len(in_both):,} diaries"
            sheet.record.decide(
                f"{whose} that {other.title} has too", "one and the same", by="the sheets, which have no dates"
            )


def _on_the_same_days(other: Sheet, diaries: int) -> Fault:
    """The fault of a sheet with days of diaries that another has too."""
    whose = "a diary" if diaries == 1 else f"{diaries:,} diaries"
    message = f"Days of {whose} stand on this sheet and in {other.title}; they were read as the same days."
    remedy = "If they are of two weeks or years, write dates in place of days, or read the sheets apart."
    return Fault(ProblemKind.TWO_SHEETS, message, remedy)


def _of_two_periods(other: Sheet, periods: tuple[str, str], diaries: int) -> Fault:
    """The fault of a sheet that is of another week, wave or year than one with the same diaries, by their names."""
    whose = "a diary stands" if diaries == 1 else f"{diaries:,} diaries stand"
    message = (
        f"By its name this is of {periods[1]}, and {other.title} of {periods[0]}; {whose} on both without dates, and "
        "what they hold was read as one."
    )
    remedy = "If they are of two, write dates in place of days, or read the sheets apart."
    return Fault(ProblemKind.TWO_SHEETS, message, remedy)


def differing_periods(one: tuple[str, str], other: tuple[str, str]) -> tuple[str, str] | None:
    """The period in which the names of two sheets differ, in words; None where they don't or name no period.

    Two parts of one week, `Mon-Wed` and `Thu-Sun`, say none.

    Args:
        one: the name of a sheet, empty where it has none, and its file.
        other: of the other.
    """
    for first, second in zip(one, other, strict=True):
        here, there = (dict(_periods(PurePath(name).name)) for name in (first, second))
        for what in here.keys() & there.keys():
            if here[what] != there[what]:
                return f"{what} {here[what]}", f"{what} {there[what]}"
    return None


def _periods(name: str) -> Iterator[tuple[str, str]]:
    """What a name says of its period: `week` and its number, the `year` where it names but one."""
    text = plain(name).replace("_", " ")
    for word, number in _NUMBERED.findall(text):
        yield {"wk": "week", "w": "week", "kw": "week", "woche": "week"}.get(word, word), _number(number)
    for number, word in _ORDINAL.findall(text):
        yield word, _number(number.rstrip("stndrh") if number[0].isdigit() else number)
    years = set(_YEAR.findall(text))
    if len(years) == 1:
        yield "year", years.pop()


def _number(text: str) -> str:
    """A number without leading zeros."""
    return _WORDS.get(text, text).lstrip("0") or "0"
