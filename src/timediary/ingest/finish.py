"""The survey made of what has been read: its rows in order, what follows from dates, which days were asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import quoted
from timediary.ingest.fault import Fault
from timediary.ingest.nights import leave_out_doubtful_nights
from timediary.model.code_minutes import minutes_in_slots
from timediary.model.problem import ProblemKind
from timediary.model.spelling import number_text
from timediary.model.study import DAYS_WITH_ENTRIES, EVERY_DAY, WEEKDAYS, Level, Variable, VariableKind
from timediary.model.survey import NO_INFORMATION, Attribute, Survey, date_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.draft import SurveyBuilder
    from timediary.model.reading import Reading
    from timediary.model.study import DiaryGrid
    from timediary.model.survey import Source

_MONTHS = tuple(dt.date(2000, month, 1).strftime("%B") for month in range(1, 13))
_YES_OR_NO = (Level("yes", "Yes"), Level("no", "No"))
# With fewer diaries, that all have entries on one or two days may be chance.
_FEWEST_DIARIES = 8
_NEARLY_ALL = 0.8
_FEW_DAYS = 2
# With fewer entries, that all are on the hour may be chance.
_FEWEST_ON_THE_HOUR = 8
_HOUR = 60
_LOOKED_AT_FIRST = 512


def finished_survey(draft: SurveyBuilder, attributes: Attributes, source: Source, reading: Reading) -> Survey:
    """The survey that a draft and its attributes have become.

    Args:
        draft: all that was read.
        attributes: what is known of respondents and diaries.
        source: where it came from.
        reading: how the files were read.
    """
    draft.join(draft.diaries.complete())
    file = next(iter(source.files), "")
    _report_uncertain(draft, file)
    order = draft.diaries.in_order()
    codes, entries, untimed = _settled(draft, file)
    leave_out_doubtful_nights(draft, codes, file)
    codes, entries = codes[order.numbers], entries[order.numbers]
    known = attributes.report_signs(attributes.finished())
    attributes.report_alike()
    if order.dates is not None:
        known |= {id_: one for id_, one in date_attributes(order.dates, draft.study.grid).items() if id_ not in known}
    respondents = tuple(map(draft.ids.__getitem__, order.respondents.tolist()))
    _report_sums(draft, known, respondents, file)
    asked = _days_asked(draft, entries, known, file)
    _report_whole_hours(draft, codes, file)
    durations, grid = None, draft.study.grid
    if draft.timeline.has_more:
        slot = grid.day_minutes * len(grid.days) // codes.shape[1]
        durations = draft.timeline.minutes(order.numbers, minutes_in_slots(codes, draft.fields.most, slot))
    apart = draft.fields.apart(codes[:, :0] if untimed else codes, durations)
    return Survey(
        draft.study,
        respondents,
        apart.codes,
        known,
        draft.account.all_problems(),
        draft.account.ledger(),
        source,
        reading=reading,
        dates=order.dates,
        asked=asked,
        durations=apart.durations,
        fields=apart.fields,
        joint=apart.joint,
    )


def _report_sums(draft: SurveyBuilder, known: Mapping[str, Attribute], respondents: Sequence[str], file: str) -> None:
    """Report each respondent whose estimated percentages of time don't add up to about 100."""
    for estimate in draft.study.estimates:
        columns = [np.asarray(known[id_].values, np.float64) for id_ in estimate.categories if id_ in known]
        if not columns:
            continue
        values = np.column_stack(columns)
        sums = np.nansum(values, axis=1)
        beyond = np.isfinite(values).any(axis=1) & ((sums < estimate.low) | (sums > estimate.high))
        for place in np.flatnonzero(beyond).tolist():
            message = (
                f"The percentages of '{estimate.label}' add up to {number_text(float(sums[place]))}, beyond "
                f"{estimate.low:g} to {estimate.high:g}; they are kept as they are."
            )
            remedy = "Ask the respondent, or correct them; in shares that are scaled they are brought to 100."
            fault = Fault(ProblemKind.NUMBER_OUT_OF_RANGE, message, remedy)
            draft.account.report_diary(file, fault, respondents[place], 0)


def _settled(draft: SurveyBuilder, file: str) -> tuple[NDArray[np.uint8 | np.uint16], NDArray[np.bool_], bool]:
    """The slots of all diaries by number, their days with entries, and whether times of some entries aren't known."""
    codes, timeline = draft.codes(), draft.timeline
    if timeline.is_empty:
        begins = np.arange(len(draft.study.grid.days)) * draft.study.grid.slots_per_day
        return codes, np.maximum.reduceat(codes, begins, axis=1) != 0, False
    timeline.settle()
    codes = timeline.painted(codes)
    shape = (len(codes), len(draft.study.grid.days), -1)
    entries = codes.reshape(shape).any(axis=2) | timeline.days_with_entries(len(codes))
    untimed = bool(timeline.lengths)
    if untimed and codes.any():
        message = "Some entries have times and others only say how long they took, so times of day aren't shown at all."
        fault = Fault(ProblemKind.UNKNOWN_TIME, message, "Fill in the times, or leave the entries without them out.")
        draft.account.report_missing(file, fault)
    return codes, np.asarray(entries), untimed


def date_attributes(dates: NDArray[np.int32], grid: DiaryGrid) -> dict[str, Attribute]:
    """What follows from the dates of n diaries: the month, and of diaries of one day weekday and weekend.

    Args:
        dates: ordinals, 1 to 7 for a weekday of no known week, 0 where not known, shape (n,).
        grid: the days of a diary.
    """
    known = dates > len(WEEKDAYS)
    months = np.full(len(dates), NO_INFORMATION, np.int16)
    months[known] = [dt.date.fromordinal(date).month - 1 for date in dates[known].tolist()]
    found = {"month": _levels("month", "Month", tuple(Level(m.casefold(), m) for m in _MONTHS), months)}
    if len(grid.days) > 1:
        return found if known.any() else {}
    weekday = np.where(dates > 0, (dates - 1) % len(WEEKDAYS), NO_INFORMATION).astype(np.int16)
    weekend = np.where(weekday < 0, NO_INFORMATION, np.where(weekday >= WEEKDAYS.index("Saturday"), 0, 1))
    by_weekday = {
        "weekday": _levels("weekday", "Day of the week", tuple(Level(d.casefold(), d) for d in WEEKDAYS), weekday),
        "weekend": _levels("weekend", "Weekend", _YES_OR_NO, weekend.astype(np.int16)),
    }
    return by_weekday | (found if known.any() else {})


def _levels(id_: str, label: str, levels: tuple[Level, ...], values: NDArray[np.int16]) -> Attribute:
    variable = Variable(id_, label, VariableKind.LEVEL, levels=levels, derived="date")
    return Attribute(variable, values)


def _days_asked(
    draft: SurveyBuilder, entries: NDArray[np.bool_], attributes: Mapping[str, Attribute], file: str
) -> NDArray[np.bool_] | None:
    """Which days each diary asked, by the study's word; None for all."""
    grid = draft.study.grid
    if len(grid.days) == 1:
        return None
    if grid.asked == EVERY_DAY:
        _report_few_days(draft, entries, file)
        return None
    if grid.asked == DAYS_WITH_ENTRIES:
        return entries
    listed = attributes.get(grid.asked)
    if listed is None:
        message = f"There is no column '{grid.asked}'to say which days were asked, so days with entries count as asked."
        remedy = f"Add the column '{grid.asked}' to the respondents."
        draft.account.report_missing(file, Fault(ProblemKind.MISSING_COLUMN, message, remedy))
        return entries
    return entries | _listed_days(listed, grid)


def _listed_days(attribute: Attribute, grid: DiaryGrid) -> NDArray[np.bool_]:
    """The days that a column lists: names, or their first three letters, with anything between."""
    known: dict[str, list[bool]] = {}
    for text in dict.fromkeys(attribute.texts()):
        listed = grid.days_listed(text)
        known[text] = [day in listed for day in range(len(grid.days))]
    return np.array([known[text] for text in attribute.texts()], bool)


def _report_uncertain(draft: SurveyBuilder, file: str) -> None:
    """Report entries without a date that were read before their respondent's second diary was met."""
    for number in draft.diaries.uncertain():
        id_ = draft.diaries.id_of(number)
        message = (
            f"Entries of respondent {quoted(id_)} have no date, and others are of several diaries; they were put into "
            f"that of {date_text(draft.diaries.begin_of(number))}, the first that was met."
        )
        fault = Fault(ProblemKind.UNKNOWN_DAY, message, "Write the date of the diary they belong to.")
        draft.account.report_missing(file, fault)


def _report_few_days(draft: SurveyBuilder, entries: NDArray[np.bool_], file: str) -> None:
    """Report that a study asks every day, and nearly all diaries have entries on one or two."""
    days = entries.sum(axis=1)
    kept, few = np.count_nonzero(days), np.count_nonzero((days > 0) & (days <= _FEW_DAYS))
    if entries.shape[1] <= _FEW_DAYS + 1 or kept < _FEWEST_DIARIES or few < _NEARLY_ALL * kept:
        return
    message = (
        f"{few:,} of {kept:,} diaries have entries on one or two days only, but the study asks every one of its "
        f"{entries.shape[1]} days, so the others count as days on which nothing was done."
    )
    remedy = (
        f'If they were not asked, write  asked = "{DAYS_WITH_ENTRIES}"  under [diary] in study.toml, or in a study of '
        'single days  days = ["Day"].'
    )
    draft.account.report_missing(file, Fault(ProblemKind.DAYS_NOT_ASKED, message, remedy))


def _report_whole_hours(draft: SurveyBuilder, codes: NDArray[np.uint8 | np.uint16], file: str) -> None:
    """Report diaries of slots shorter than an hour that have entries on the hour alone, each for one slot."""
    grid = draft.study.grid
    step, rest = divmod(_HOUR, grid.slot_minutes)
    if rest or step == 1 or not draft.timeline.is_empty or grid.first_minute % _HOUR or grid.slots_per_day % step:
        return
    by_hour = codes.reshape(len(codes), -1, step)
    # Nearly all surveys have entries that are not on the hour among their first diaries.
    if by_hour[:_LOOKED_AT_FIRST, :, 1:].any() or by_hour[:, :, 1:].any():
        return
    hours = by_hour[:, :, 0] > 0
    if np.count_nonzero(hours[:, 1:] & hours[:, :-1]) < _FEWEST_ON_THE_HOUR:
        return
    message = (
        f"All {np.count_nonzero(hours):,} entries are on the hour, many in hours that follow one another. A slot of "
        f"this diary is {grid.slot_minutes} minutes, so each counts as that, and the rest of its hour as not worked."
    )
    remedy = "If an entry is a whole hour, write  slot_minutes = 60  under [diary] in study.toml, or start and end."
    draft.account.report_missing(file, Fault(ProblemKind.TIME_OFF_GRID, message, remedy))
