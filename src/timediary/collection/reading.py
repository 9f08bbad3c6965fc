"""One returned file -> the diaries in it: our own form, a plain grid on a sheet, or a web page's export."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from timediary.collection.answers import Labels, field_of, grid_end, marked_answers, marked_rows
from timediary.collection.diary import Diary, Entry, Outcome
from timediary.collection.grid import Found, find_grid
from timediary.collection.not_a_form import no_form, no_grid, not_a_form, page_itself
from timediary.collection.page import Page
from timediary.collection.understood import of_export, of_sheets, unread
from timediary.collection.web import is_export, moment_in_utc, read_export
from timediary.form.content import FORMAT, form_of
from timediary.form.plan import ABOUT, CODES, LISTS, places_of
from timediary.ingest.cell import broken, identifier, is_blank, text_of
from timediary.ingest.codes import Codes
from timediary.ingest.dates import date_of
from timediary.ingest.fault import LONGEST_CONTENT, Fault, formula_fault, unreadable
from timediary.ingest.guard import guarded
from timediary.ingest.source import open_source
from timediary.ingest.spelling import CellParser
from timediary.model.choices import NOTHING_SETTLED, settling
from timediary.model.problem import Problem, ProblemKind
from timediary.model.reading import ReadError
from timediary.model.spelling import column_letters
from timediary.model.study import WEEKDAYS
from timediary.packages import CREATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from timediary.collection.grid import Grid
    from timediary.form.content import Form
    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.questionnaire import Questionnaire
    from timediary.model.study import Study

# A file's or a sheet's name serves as an id only if it looks like one, not like somebody's name.
_LIKE_AN_ID = re.compile(r"(?:(?:diary|form|respondent|id)[ _-]?)?([A-Za-z]{0,4}[ _-]?[0-9]{1,6}|[A-Z][A-Z0-9]{5})")
_SAVED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)<|<dc:date>([^<]+)<")
# Forms that are out already were made with another date than those that are made now.
_MADE_BEFORE = "2000-01-01"
_OF_HEADS = (ProblemKind.UNKNOWN_DAY, ProblemKind.UNKNOWN_TIME, ProblemKind.TIME_OFF_GRID)
_PAGES = (".htm", ".html", ".mhtml", ".mht")
_NOTHING_DELETED = "What stood in them isn't counted: ask the respondent for a form of which nothing was deleted."
_MOST_NAMED = 6


class FormReader:
    """Reads returned files by the definitions of a study."""

    def __init__(
        self,
        study: Study,
        questionnaire: Questionnaire,
        known_ids: Sequence[str] = (),
        choices: Choices = NOTHING_SETTLED,
    ) -> None:
        """A reader.

        Args:
            study: the definitions.
            questionnaire: the questions, whose words are looked for on forms.
            known_ids: the ids on the list of respondents, which the names of files and sheets are held against.
            choices: what is settled beforehand of spellings, dates and times.
        """
        self.study = replace(study, conventions=settling(study.conventions, choices.conventions))
        self._spelling = CellParser(study, codes=Codes(study, choices.values))
        self._anything = CellParser(study, codes=_Anything(study))
        self._questionnaire = questionnaire
        self._labels = Labels(study, questionnaire, self._spelling)
        self._known = set(known_ids)
        self._identifier = study.identifier.id

    def read(self, path: Path, file: str) -> Outcome:
        """The diaries in a file, or the problem that there is none; a fault of the file itself is a problem too."""
        outcome = self._outcome(path, file)
        if outcome.sheets:
            return outcome
        return replace(outcome, sheets=(unread(file, " ".join(problem.message for problem in outcome.problems)),))

    def _outcome(self, path: Path, file: str) -> Outcome:
        """The diaries in a file, with how it was read where there are some."""
        try:
            with guarded(file):
                content = path.read_bytes()
                if other := not_a_form(path.name, content):
                    return Outcome(problems=(unreadable(file, other.message, other.remedy),))
                if is_export(path, content):
                    found = self._with_ids(read_export(content, file, self.study), path, content)
                    return replace(found, sheets=(of_export(file),) if found.diaries else ())
                if path.suffix.lower() in _PAGES:
                    return Outcome(problems=(page_itself(file),))
                return self._workbook(path, file, content)
        except ReadError as error:
            return Outcome(problems=(error.problem,))

    def _with_ids(self, outcome: Outcome, path: Path, content: bytes) -> Outcome:
        """The diary of an export, with an id if it has none."""
        diaries = [
            _named(diary, self._id_from_names(path, "", content, alone=True))
            if is_blank(diary.respondent.cell) or broken(diary.respondent.cell)
            else diary
            for diary in outcome.diaries
        ]
        return Outcome(tuple(diaries), outcome.problems)

    def _workbook(self, path: Path, file: str, content: bytes) -> Outcome:
        """The diaries, or forms of questions alone, on the sheets of a workbook or a file of delimited text."""
        sheets = open_source(path, file)
        pages = [Page.of(sheet) for sheet in _worth_reading(sheets)]
        about = next((_facts(page) for page in pages if page.sheet.name == ABOUT), {})
        if about.get("Format", FORMAT) != FORMAT or about.get("Study", self.study.id) != self.study.id:
            return Outcome(problems=(self._of_another_study(file, about),))
        if not self.study.has_diary:
            return self._questions_alone(path, file, content, sheets, pages)
        beside = {id_: page for page in pages if (id_ := field_of(page))}
        pages_of_diaries = [page for page in pages if not field_of(page)]
        grids = [(page, grid) for page in pages_of_diaries if (grid := self._grid(page)) is not None]
        if not grids:
            return Outcome(problems=(no_grid(file, pages),))
        diaries, problems = [], []
        # (what our own form says of itself is not an answer)
        asked = [page for page in pages_of_diaries if not ("Format" in about and page.sheet.name == ABOUT)]
        others = [page for page in asked if all(page is not with_grid for with_grid, _ in grids)]
        for page, grid in grids:
            diary, found = self._diary(page, grid, others if len(grids) == 1 else [])
            diary, faults = self._identified(diary, path, content, about, alone=len(grids) == 1)
            found += faults
            found += self._other_week(diary, grid, about.get("Week beginning", ""))
            diary = self._with_days(diary, about)
            if len(grids) == 1:
                diary = replace(diary, fields=self._fields(beside))
            diaries.append(_dated(diary, content, about))
            problems += [_problem(file, item, diary) for item in found]
            if marked_rows(page):
                problems += self._deleted(file, page, grid, about)
                problems += self._without_questions(file, [page, *others], about) if len(grids) == 1 else []
        if len(grids) > 1:
            others += beside.values()
            problems += [_whose_answers(file, other) for other in others if marked_rows(other)]
        read = [(page, grid, diary) for (page, grid), diary in zip(grids, diaries, strict=True)]
        return Outcome(tuple(diaries), tuple(problems), of_sheets(file, sheets, pages, read))

    def _questions_alone(
        self, path: Path, file: str, content: bytes, sheets: Sequence[Sheet], pages: Sequence[Page]
    ) -> Outcome:
        """The forms of a study without a diary in a workbook: each sheet with our marks is one."""
        about = next((_facts(page) for page in pages if page.sheet.name == ABOUT), {})
        forms = [page for page in pages if page.sheet.name != ABOUT and marked_rows(page)]
        if not forms:
            return Outcome(problems=(no_form(file, pages),))
        diaries, problems = [], []
        for page in forms:
            entries, unasked = marked_answers(page, self.study)
            diary = Diary(page.sheet.name, "form", self._respondent(entries, page), {}, 0, entries)
            diary, found = self._identified(diary, path, content, about, alone=len(forms) == 1)
            diaries.append(_dated(diary, content, about))
            problems += [_problem(file, item, diary) for item in (*unasked, *found)]
            problems += self._without_questions(file, [page], about)
        read = [(page, None, diary) for page, diary in zip(forms, diaries, strict=True)]
        return Outcome(tuple(diaries), tuple(problems), of_sheets(file, sheets, pages, read))

    def _respondent(self, entries: dict[str, Entry], page: Page) -> Entry:
        """Whose form it is, taken out of what is answered on a page."""
        return entries.pop(self._identifier, None) or entries.pop("respondent", None) or Entry("", page.sheet.name)

    def _identified(
        self, diary: Diary, path: Path, content: bytes, about: dict[str, str], *, alone: bool
    ) -> tuple[Diary, list[Found]]:
        """The diary with an id from elsewhere where its sheet has none; a formula in its place is at fault."""
        faulty = broken(diary.respondent.cell)
        if faulty or is_blank(diary.respondent.cell):
            by_form = about.get("Respondent", "") if alone else ""
            named = _named(diary, by_form or self._id_from_names(path, diary.sheet, content, alone=alone))
            return named, [Found(formula_fault(faulty), diary.respondent)] if faulty else []
        return diary, []

    @cached_property
    def _form(self) -> Form:
        """The form as it goes out now."""
        return form_of(self.study, self._questionnaire)

    @cached_property
    def _rows_asked(self) -> tuple[str, ...]:
        """What the marks of the form's questions say."""
        return tuple(places_of(self._form).answers)

    def _without_questions(self, file: str, pages: Sequence[Page], about: dict[str, str]) -> list[Problem]:
        """The problem of questions whose rows were deleted from our own form; one of another version has others."""
        if about.get("Form version", self._form.version) != self._form.version:
            return []
        there = {name for page in pages for name in marked_rows(page)}
        lacking = [name for name in self._rows_asked if name not in there | {self.study.grid.asked}]
        labels = list(dict.fromkeys(self.study.variables[name.partition(":")[0]].label for name in lacking))
        if not labels:
            return []
        more = f" and {len(labels) - _MOST_NAMED} more" if len(labels) > _MOST_NAMED else ""
        named = ", ".join(f"'{label}'" for label in labels[:_MOST_NAMED]) + more
        message = f"The form went out with more than it has now: rows of {named} are missing."
        return [Problem(ProblemKind.MISSING_COLUMN, message, _NOTHING_DELETED, file=file, sheet=pages[0].sheet.name)]

    def _deleted(self, file: str, page: Page, grid: Grid, about: dict[str, str]) -> list[Problem]:
        """The problem of days and times that were deleted from our own form; those that can't be read have theirs."""
        days, per_day = self.study.grid.days, self.study.grid.slots_per_day
        asked = about["Days asked"].split(", ") if about.get("Days asked") else days
        missing = [
            name
            for day, name in enumerate(days)
            if name in asked and not grid.seen.issuperset(range(day * per_day, (day + 1) * per_day))
        ]
        if not missing or any(item.fault.kind in _OF_HEADS for item in grid.found):
            return []
        message = f"The form went out with more than it has now: of {', '.join(missing)} columns or rows are missing."
        return [Problem(ProblemKind.MISSING_COLUMN, message, _NOTHING_DELETED, file=file, sheet=page.sheet.name)]

    def _other_week(self, diary: Diary, grid: Grid, given_out: str) -> list[Found]:
        """The fault of a date that was changed on our own form, or of a week that begins on another day of the week."""
        written = diary.answers.get("week_beginning")
        begins = 0 if written is None else date_of(written.cell)
        if written is None or not begins:
            return []
        date, first = dt.date.fromordinal(begins), self.study.grid.days[0]
        weekday = WEEKDAYS[date.weekday()]
        if given_out and date.isoformat() != given_out:
            message = f"The form went out for {given_out} and says {date} now, which counts."
            remedy = "Ask the respondent which of the two it is, and write that."
        elif self.study.grid.is_week and not grid.dates and weekday != first:
            message = f"{date} is a {weekday}, but the week of this diary begins on a {first}."
            remedy = f"Write the date of that {first}: it says which week the diary is of."
        else:
            return []
        return [Found(Fault(ProblemKind.CONFLICTING_ANSWER, message, remedy), written, header="Week beginning")]

    def _with_days(self, diary: Diary, about: dict[str, str]) -> Diary:
        """The diary with the days that its form asked, where the form knows them."""
        asked, days = self.study.grid.asked, about.get("Days asked", "")
        if not days or asked not in self.study.variables:
            return diary
        return replace(diary, answers={asked: Entry(days, ABOUT), **diary.answers})

    def _fields(self, pages: Mapping[str, Page]) -> dict[str, dict[int, Entry]]:
        """What is noted on the sheets of fields, by field and slot, as it is written."""
        found: dict[str, dict[int, Entry]] = {}
        for id_, page in pages.items():
            cut = Page(page.sheet, page.cells[: grid_end(page)])
            grid = find_grid(cut, self._anything, conventions=self.study.conventions, is_ours=True)
            found[id_] = {} if grid is None else grid.slots
        return found

    def _grid(self, page: Page) -> Grid | None:
        """The grid on a page, if there is one; on our own form no further than it goes."""
        end = grid_end(page)
        cut = page if end is None else Page(page.sheet, page.cells[:end])
        return find_grid(cut, self._spelling, conventions=self.study.conventions, is_ours=end is not None)

    def _diary(self, page: Page, grid: Grid, others: Sequence[Page]) -> tuple[Diary, list[Found]]:
        """The diary on a page with what is answered there and, where it is the only one, on the other sheets."""
        rows = range(grid.first_row, grid.last_row + 1) if not grid.page.turned else range(len(page.cells))
        if grid.page.turned:
            rows = self._turned_rows(grid)
        entries: dict[str, Entry] = {}
        found: list[Found] = []
        for number, other in enumerate([page, *others]):
            taken = rows if number == 0 else range(0)
            answered = marked_answers(other, self.study) if marked_rows(other) else self._labels.answers(other, taken)
            entries = answered.entries | entries
            found += answered.found
        week = entries.get("week_beginning")
        if grid.dates and week is not None and (begins := date_of(week.cell)):
            again = find_grid(page, self._spelling, begins, self.study.conventions, is_ours=bool(marked_rows(page)))
            grid = again if again is not None else grid
        if grid.dates and 0 in grid.dates and week is None:
            entries["week_beginning"] = Entry(dt.date.fromordinal(grid.dates[0]).isoformat(), page.sheet.name)
        diary = Diary(
            page.sheet.name,
            "form" if marked_rows(page) else "grid",
            self._respondent(entries, page),
            grid.slots,
            len(grid.seen),
            entries,
            remarks=grid.remarks,
            left_out=_left_out(grid.found),
        )
        return diary, [*grid.found, *found]

    def _turned_rows(self, grid: Grid) -> range:
        """The rows of the sheet that a grid with its days below one another takes up."""
        rows = [entry.row - 1 for entry in grid.slots.values()]
        days = [r for r in range(grid.page.width) if self._spelling.is_day(grid.page.cells[grid.first_row][r])]
        return range(min([*rows, *days]), max([*rows, *days]) + 1)

    def _id_from_names(self, path: Path, sheet: str, content: bytes, *, alone: bool) -> str:
        """An id for a diary that has none: the file's or the sheet's name if it is one, else one made of the content.

        A name that may be a person's is never taken.
        """
        names = [path.stem, sheet] if alone else [sheet, f"{path.stem} {sheet}"]
        for name in names:
            match = _LIKE_AN_ID.fullmatch(name.strip())
            plain = match[1] if match else ""
            for candidate in (name.strip(), plain):
                if candidate in self._known:
                    return candidate
        if not self._known and alone and (match := _LIKE_AN_ID.fullmatch(path.stem.strip())):
            return identifier(match[1])
        return "form-" + sha256(content + sheet.encode()).hexdigest()[:8]

    def _of_another_study(self, file: str, about: dict[str, str]) -> Problem:
        """The problem of a form that another study made."""
        message = f"This is a form of the study '{about.get('Study', '')}', not of '{self.study.id}'."
        if about.get("Format", FORMAT) != FORMAT:
            message = f"This form says it is a '{about['Format']}', which is not '{FORMAT}'."
        return Problem(
            ProblemKind.OTHER_STUDY, message, "Move it elsewhere, or name its study.", file=file, sheet=ABOUT
        )


class _Anything(Codes):
    """Takes any content of a slot for a code; it is decoded later, where all diaries are put together."""

    def number(self, cell: Cell) -> int | Fault:
        """1 for a cell with content, 0 for a blank."""
        return 0 if is_blank(cell) else 1


def _worth_reading(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets that may hold something: the visible ones, but for the lists of our own form."""
    visible = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    own = any(sheet.name == ABOUT for sheet in visible)
    return [sheet for sheet in visible if not (own and sheet.name in (CODES, LISTS))]


def _facts(page: Page) -> dict[str, str]:
    """What a form says of itself."""
    return {text_of(row[0]): text_of(row[1]) for row in page.cells if len(row) > 1 and not is_blank(row[0])}


def _named(diary: Diary, respondent: str) -> Diary:
    """The diary with an id that stands elsewhere than on its sheet."""
    return replace(diary, respondent=Entry(respondent, diary.sheet))


def _dated(diary: Diary, content: bytes, about: dict[str, str]) -> Diary:
    """The diary with what its file says of itself."""
    return replace(diary, saved=_saved(content), version=about.get("Form version", ""))


def _saved(content: bytes) -> str:
    """When a workbook says it was saved last, in UTC; empty where it doesn't say or nobody has saved it yet.

    Nothing else of the workbook hangs on it, so whatever is wrong with it does no harm.
    """
    saved = ""
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in ("docProps/core.xml", "meta.xml") if name in archive.namelist()]
        match = _SAVED.search(archive.read(names[0])) if names else None
        saved = moment_in_utc((match[1] or match[2]).decode() if match else "")
    return "" if saved.startswith((_MADE_BEFORE, f"{CREATED:%Y-%m-%d}")) else saved


def _left_out(found: Sequence[Found]) -> dict[ProblemKind, int]:
    """The cells left out because of what is wrong with a grid, by kind."""
    counts: dict[ProblemKind, int] = {}
    for item in found:
        if item.cells:
            counts[item.fault.kind] = counts.get(item.fault.kind, 0) + item.cells
    return counts


def _problem(file: str, item: Found, diary: Diary) -> Problem:
    """What is wrong with a grid or an answer, as a problem at its cell."""
    place = item.place
    return Problem(
        item.fault.kind,
        item.fault.message,
        item.fault.remedy,
        file=file,
        sheet=place.sheet,
        row=place.row,
        column=column_letters(place.column),
        header=item.header,
        content=text_of(place.cell)[:LONGEST_CONTENT],
        respondent=identifier(diary.respondent.cell),
        cells=item.cells,
    )


def _whose_answers(file: str, page: Page) -> Problem:
    """The problem of answers beside several diaries."""
    message = "The workbook has several diaries, so it isn't clear whose answers these are; they are not read."
    remedy = "Keep each respondent's sheets in a workbook of their own."
    return Problem(ProblemKind.MISSING_RESPONDENT, message, remedy, file=file, sheet=page.sheet.name)
