"""What was gathered, as lists in files and as text: problems, returns, and who has not returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.results import Check
from timediary.render.escaping import visible
from timediary.render.painters.csv import csv_of, delimited, in_utf_8
from timediary.render.views.check import problem_records
from timediary.render.writing import text_of_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from timediary.collection.gathering import Collection
    from timediary.collection.listing import Invited, RespondentList

_MOST_NAMED = 12
_KINDS = {"form": "workbook", "grid": "plain grid", "web": "web page"}
_RETURNS = (
    "file",
    "sheet",
    "respondent",
    "date",
    "kind",
    "state",
    "slots",
    "remarks",
    "saved",
    "dated_by",
    "form_version",
)


def files_of(collection: Collection) -> dict[str, bytes]:
    """The lists that go with a survey file, by the ending of their names."""
    # (a form of questions alone has no slots that could be filled in)
    heads = [("answers" if name == "slots" and not collection.survey.study.has_diary else name) for name in _RETURNS]
    files = {
        "problems": csv_of(problem_records(collection.survey.problems)),
        "returns": in_utf_8(delimited(heads, _returns(collection))),
    }
    if collection.respondents is not None:
        missing = ((invited.agency, invited.id, invited.when) for invited in collection.not_returned)
        files["not_returned"] = in_utf_8(delimited(("agency", "respondent", "date"), missing))
    return files


def reminders_of(listed: RespondentList, not_returned: Iterable[Invited]) -> bytes:
    """The lines of a list of those who have not returned, with names and addresses, for a reminder to them.

    It says who people are, and so belongs beside the list and nowhere else.
    """
    lines = {(line.id, line.when): row for line, row in zip(listed.invited, listed.rows, strict=True)}
    return in_utf_8(delimited(listed.header, (lines[person.id, person.when] for person in not_returned)))


def _returns(collection: Collection) -> Iterator[tuple[str | float | None, ...]]:
    """A line for each diary found, and for each file without one."""
    settled = collection.settled
    aside = [copy for copy, _ in (*settled.superseded, *settled.refused)]
    copies = {(copy.returned.file, copy.diary.sheet): copy for copy in (*settled.kept, *aside, *settled.strangers)}
    for item in collection.returned:
        for diary in item.outcome.diaries:
            copy = copies[item.file, diary.sheet]
            yield (
                item.file,
                diary.sheet,
                copy.respondent,
                copy.when,
                _KINDS[diary.kind],
                collection.state_of(copy),
                len(diary.content),
                diary.remarks,
                copy.saved,
                copy.dated_by,
                diary.version,
            )
        if not item.outcome.diaries:
            why = " ".join(problem.message for problem in item.outcome.problems)
            yield (item.file, "", "", "", "", f"no {collection.survey.study.noun}: {why}", 0, 0, "", "", "")


def text_of_collection(collection: Collection) -> str:
    """What was gathered, as text for the screen."""
    survey = collection.survey
    noun = survey.study.noun
    lines = [f"{counted(len(survey), noun)} from {counted(len(collection.returned), 'file')}."]
    blank = sum(not copy.diary.content for copy in collection.settled.kept)
    remarks = sum(copy.diary.remarks for copy in collection.settled.kept)
    named = ", ".join(visible(path.name) for path in collection.passed_over[:_MOST_NAMED])
    notes = [
        (blank, noun, "without a single entry"),
        (len(collection.settled.superseded), "earlier version", "superseded by a later one"),
        (remarks, "remark", "behind a code, not kept"),
        (len(collection.passed_over), "file", f"of other programs, passed over: {named}"),
    ]
    lines += [f"  {counted(number, thing)} {words}" for number, thing, words in notes if number]
    if collection.respondents is not None and collection.respondents.left_out:
        columns = visible(", ".join(collection.respondents.left_out))
        lines.append(f"  Columns of the list left out because they identify people: {columns}")
    unread = collection.unread
    if unread:
        lines += ["", f"No {noun} in {counted(len(unread), 'file')}:"]
        lines += [f"  {visible(item.file)}: {visible(_why(item.outcome.problems))}" for item in unread]
    if collection.respondents is not None:
        lines += ["", *_response(collection)]
    if several := collection.by_respondent:
        lines += ["", *_diaries(several)]
    return (
        "\n".join(lines)
        + "\n\n"
        + text_of_result(Check(survey.ledger, survey.problems, has_diaries=survey.has_diaries))
    )


def counted(number: int, thing: str) -> str:
    """A number of things: `1 diary`, `1,153 diaries`."""
    many = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number:,} {thing if number == 1 else many}"


def _why(problems: tuple[object, ...]) -> str:
    return " ".join(str(getattr(problem, "message", "")) for problem in problems)


def _diaries(several: Mapping[str, tuple[list[str], list[str]]]) -> list[str]:
    """Which diaries of those who keep several are in and which are not; first of whom some are missing."""
    ordered = sorted(several.items(), key=lambda one: not one[1][1])
    lines = ["Diaries of those who keep several:"]
    for id_, (there, missing) in ordered[:_MOST_NAMED]:
        told = f"{', '.join(sorted(when or 'without a date' for when in there)) or 'none'} in"
        if missing:
            told += f"; not yet {', '.join(when or 'without a date' for when in missing)}"
        lines.append(f"  {visible(id_)}: {told}")
    if len(ordered) > _MOST_NAMED:
        lines.append(f"  and of {len(ordered) - _MOST_NAMED:,} more; the list of returns has all of them.")
    return lines


def _on_the_list(collection: Collection) -> str:
    """What a list counts, with the verb: respondents, or where some are asked for several their diaries."""
    several = collection.respondents is not None and collection.respondents.has_several
    return "diaries on the list are" if several else "on the list have"


def _response(collection: Collection) -> list[str]:
    """Who has not returned, by agency."""
    rows = collection.by_agency
    invited, returned = sum(row.invited for row in rows), sum(row.returned for row in rows)
    if invited == returned:
        return [f"All {invited:,} {_on_the_list(collection)} returned."]
    missing: dict[str, list[str]] = {}
    several = collection.respondents is not None and collection.respondents.has_several
    for person in collection.not_returned:
        name = f"{person.id} ({person.when})" if person.when and several else person.id
        missing.setdefault(person.agency, []).append(name)
    width = max(len("Agency"), *(len(row.agency or "(no agency)") for row in rows))
    lines = [
        f"{returned:,} of {invited:,} {_on_the_list(collection)} returned. Not yet, by agency:",
        f"  {'Agency':<{width}}  Asked  Back  Not yet",
    ]
    for row in rows:
        ids = missing.get(row.agency, [])
        if ids:
            more = f" and {len(ids) - _MOST_NAMED:,} more" if len(ids) > _MOST_NAMED else ""
            named = visible(", ".join(ids[:_MOST_NAMED])) + more
            agency = visible(row.agency or "(no agency)")
            lines.append(f"  {agency:<{width}}  {row.invited:>5}  {row.returned:>4}  {len(ids)}: {named}")
    return lines
