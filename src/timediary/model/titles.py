"""What is made of a survey is titled as asked for, or else by its study and the dates of its diaries.

A study's name is that of its scheme: whose activity codes these are. A survey by that scheme is another one, held when
its diaries were kept, and so is titled without the year of the scheme.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from timediary.model.provenance import Titles
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.study import Study
    from timediary.model.survey import Survey

_YEAR = r"(?:19|20)\d\d"
# A year or a span of years, with what parts it from the words before it: `, 2009`, ` (2019-20)`.
_YEARS = rf"[\s,;:(–-]*\b{_YEAR}\b(?:\s*(?:to|[-–/])\s*(?:{_YEAR}|\d\d)\b)?\)?"  # noqa: RUF001


def titles_of(surveys: Sequence[Survey]) -> Titles:
    """The titles of what is made of some surveys of one study: as given, else by the study and the diaries' dates.

    Args:
        surveys: one at least, in the order of time.
    """
    texts = zip(*(survey.titles for survey in surveys), strict=True)
    given = Titles(*(next(filter(None, reversed(several)), "") for several in texts))
    study = surveys[-1].study
    begins = [date for survey in surveys for date in _dates(survey)]
    if not begins:
        return given._replace(title=given.title or title_of(study))
    lasts = len(study.grid.days) - 1
    first, last = dt.date.fromordinal(min(begins)), dt.date.fromordinal(max(begins) + lasts)
    return given._replace(
        title=given.title or title_of(study, (date.year for date in (first, dt.date.fromordinal(max(begins))))),
        subtitle=given.subtitle or f"Diaries of {_span(first, last)}",
    )


def title_of(study: Study, years: Iterable[int] = ()) -> str:
    """The title of a survey by a study: `Social workers' workload survey, 2027`, without years where none are known."""
    own = study.title or study.name
    plain = re.sub(_YEARS, "", own).strip() or own
    when = " to ".join(str(year) for year in dict.fromkeys(years))
    return f"{plain}, {when}" if when else plain


def _dates(survey: Survey) -> list[int]:
    """The dates at which diaries begin; none of those of which only the weekday is known, or nothing."""
    if survey.dates is None:
        return []
    return [date for date in survey.dates.tolist() if date > len(WEEKDAYS)]


def _span(first: dt.date, last: dt.date) -> str:
    """`10 May 2027`, `10 to 16 May 2027`, `10 May to 6 June 2027`."""
    ends = f"{last.day} {last:%B %Y}"
    if first == last:
        return ends
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} to {ends}"
    return f"{first.day} to {ends}" if first.month == last.month else f"{first.day} {first:%B} to {ends}"
