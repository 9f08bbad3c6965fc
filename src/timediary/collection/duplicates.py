"""The same respondent returned twice: which of the diaries counts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from timediary.collection.listing import WEEK_BEGINNING, iso_date
from timediary.ingest.cell import identifier, quoted
from timediary.ingest.draft import stranger_fault
from timediary.ingest.fault import Fault
from timediary.model.problem import Problem, ProblemKind
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.collection.diary import Diary
    from timediary.collection.files import Returned
    from timediary.collection.listing import RespondentList

BY_ITSELF, BY_FOLDER = "the file says", "date of the file"


class Copy(NamedTuple):
    """One diary of one file, and when it was saved; `dated_by` says how that is known."""

    returned: Returned
    diary: Diary
    respondent: str
    saved: str
    dated_by: str

    @property
    def when(self) -> str:
        """The date of the diary, or that on which its week begins, as `2027-05-11`; empty where it doesn't say."""
        entry = self.diary.answers.get(WEEK_BEGINNING)
        return "" if entry is None else iso_date(entry.cell)

    @property
    def title(self) -> str:
        """File and sheet in words."""
        return f"{self.returned.file}, sheet {self.diary.sheet}" if self.diary.sheet else self.returned.file


class Settled(NamedTuple):
    """Which diaries count.

    Attributes:
        kept: one for each respondent and date, or for each line of the list.
        superseded: earlier ones, with the one that counts in their place.
        refused: those of which it isn't known whether they should count, with the one that does.
        strangers: those of people who are not on the list.
        problems: what is wrong with the last two.
    """

    kept: list[Copy]
    superseded: list[tuple[Copy, Copy]]
    refused: list[tuple[Copy, Copy]]
    strangers: list[Copy]
    problems: list[Problem]


def copies_of(returned: Sequence[Returned]) -> list[Copy]:
    """All diaries of all files, with the times at which they were saved.

    A workbook and some exports say it themselves; where one of a respondent's files doesn't, all of them are held
    against one another by the dates that the files have in their folder.
    """
    copies = [
        Copy(item, diary, identifier(diary.respondent.cell), diary.saved, BY_ITSELF)
        for item in returned
        for diary in item.outcome.diaries
    ]
    undated = {copy.respondent for copy in copies if not copy.saved}
    return [
        copy._replace(saved=_modified(copy), dated_by=BY_FOLDER) if copy.respondent in undated else copy
        for copy in copies
    ]


def _modified(copy: Copy) -> str:
    """When a file was changed last, as its folder says."""
    seconds = copy.returned.path.stat().st_mtime
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="microseconds")


def settle(copies: Sequence[Copy], respondents: RespondentList | None, *, latest: bool) -> Settled:
    """One diary for each respondent and date, or for each line of a list with dates, in its order.

    Of several for one line or date, the first by the names of the files counts, and each other is a problem; with
    `latest` the one that was saved last counts, unless two were at the same moment. A diary without a date is taken for
    that of the respondent's only date.
    """
    settled = Settled([], [], [], [], [])
    by_diary: dict[tuple[str, str], list[Copy]] = {}
    for copy in copies:
        invited = respondents.find(copy.respondent, copy.when) if respondents else None
        if respondents and invited is None:
            settled.strangers.append(copy)
            settled.problems.append(_problem(copy, _not_on_the_list(copy, respondents)))
        else:
            key = (invited.id, invited.when or copy.when) if invited else (copy.respondent, copy.when)
            by_diary.setdefault(key, []).append(copy)
    _join_undated(by_diary)
    listed = respondents.invited if respondents else ()
    order = {(invited.id, invited.when): number for number, invited in enumerate(listed)}
    for key in sorted(by_diary, key=lambda key: order.get(key, order.get((key[0], ""), 0))):
        _settle_one(by_diary[key], settled, latest=latest)
    return settled


def _join_undated(by_diary: dict[tuple[str, str], list[Copy]]) -> None:
    """Put diaries without a date to those of their respondent's only date, in the order in which they were."""
    dates: dict[str, list[str]] = {}
    for id_, when in by_diary:
        dates.setdefault(id_, []).append(when)
    for id_, whens in dates.items():
        if "" in whens and len(whens) == 2:
            (dated,) = (when for when in whens if when)
            both = [*by_diary.pop((id_, "")), *by_diary[id_, dated]]
            by_diary[id_, dated] = sorted(both, key=lambda copy: copy.returned.file)


def _not_on_the_list(copy: Copy, respondents: RespondentList) -> Fault:
    """Why a diary matches no line of the list: its respondent isn't on it, or not with this date."""
    fault = stranger_fault(copy.respondent)
    lines = respondents.of(copy.respondent)
    if not lines:
        this = f"this {copy.diary.noun} is not read"
        message = f"Respondent {quoted(copy.respondent)} is not on the list {respondents.file}; {this}."
        return fault._replace(message=message)
    dates = " and ".join(line.when or "no date" for line in lines)
    of = f"of {copy.when}" if copy.when else "without a date"
    message = (
        f"Respondent {quoted(copy.respondent)} is on the list {respondents.file} for {dates}, and this diary is {of}; "
        "it is not read."
    )
    return fault._replace(message=message, remedy="Correct the date in the file, or add a line to the list.")


def _settle_one(group: list[Copy], settled: Settled, *, latest: bool) -> None:
    """Decide which diary of one respondent counts."""
    moments = sorted(copy.saved for copy in group)
    if latest and len(group) > 1 and moments[-1] > moments[-2]:
        last = max(group, key=lambda copy: copy.saved)
        settled.kept.append(last)
        settled.superseded.extend((copy, last) for copy in group if copy is not last)
        return
    settled.kept.append(group[0])
    for copy in group[1:]:
        settled.refused.append((copy, group[0]))
        settled.problems.append(_problem(copy, _again(copy, group[0], tried=latest)))


def _again(copy: Copy, first: Copy, *, tried: bool) -> Fault:
    """The fault of a further diary of somebody."""
    noun = copy.diary.noun
    many = "diaries" if noun == "diary" else f"{noun}s"
    alike = f" The two {many} are the same." if copy.diary.content == first.diary.content else ""
    of = f" of {copy.when}" if copy.when and copy.when == first.when else ""
    message = (
        f"Respondent {quoted(copy.respondent)} has a {noun}{of} already, in {first.title}; this one is not read.{alike}"
    )
    remedy = "Take one of the two out of the folder, or gather with --latest to keep the one saved last."
    if tried:
        remedy = "Both were saved at the same moment: take one of the two out of the folder."
    return Fault(ProblemKind.REPEATED_RESPONDENT, message, remedy)


def _problem(copy: Copy, fault: Fault) -> Problem:
    """A fault of a whole diary as a problem at the respondent's id."""
    column = copy.diary.respondent.column
    return Problem(
        fault.kind,
        fault.message,
        fault.remedy,
        file=copy.returned.file,
        sheet=copy.diary.sheet,
        row=copy.diary.respondent.row or None,
        column=column_letters(column) if column >= 0 else "",
        content=copy.respondent,
        respondent=copy.respondent,
        cells=len(copy.diary.slots),
    )
