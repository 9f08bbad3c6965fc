"""What a survey's files lack: a diary, whose it is, or what is known of the respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.ingest.cell import quoted
from timediary.ingest.fault import Fault, unreadable
from timediary.ingest.layout import CODE_NAMES, DAY_NAMES, TIME_NAMES
from timediary.model.problem import Problem, ProblemKind
from timediary.model.survey import date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.origins import Place
    from timediary.ingest.recogniser import Recogniser
    from timediary.ingest.respondents import RespondentsReader
    from timediary.ingest.sheet import Sheet
    from timediary.model.study import Study

_MOST_NAMES = 4
_OF_A_FORM = "About this form"  # a sheet that every workbook made by `timediary form` has


def not_found(
    recogniser: Recogniser, sheets: Sequence[Sheet], study: Study, file: str, *, attributes_alone: bool
) -> Problem:
    """The problem of sheets of which none is a diary: what there is, and what was looked for."""
    names = recogniser.respondent_names
    unnamed = next((sheet for sheet in sheets if recogniser.is_diary_without_respondents(sheet)), None)
    if unnamed:
        message = f"The diary has no column of respondents: none is called {_listed(names)}."
        remedy = (
            f"Write '{names[0]}' above the column with the respondents' ids, or say which it is: --column "
            "NAME=respondent. If each file is one person's own log, say so: --settle respondent='file name'."
        )
        return Problem(ProblemKind.MISSING_COLUMN, message, remedy, file=unnamed.file, sheet=unnamed.name)
    if any(sheet.name == _OF_A_FORM for sheet in sheets):
        message, remedy = "This is a returned form.", "Gather it by `timediary collect`, or in Python by td.collect."
        return Problem(ProblemKind.MISSING_SHEET, message, remedy, file=file)
    titles = ", ".join(sheet.name for sheet in sheets if sheet.name)
    there = f" The sheets are: {titles}." if titles else ""
    only = " There are only respondents' attributes." if attributes_alone else ""
    message = f"No diary was found.{there}{only}"
    remedy = (
        f"A diary has a column {_listed(names)}, and either columns {_listed(DAY_NAMES)}, {_listed(TIME_NAMES)} "
        f"and {_listed(CODE_NAMES)}, or one column per slot, such as {study.grid.slot_name(0)}."
    )
    return Problem(ProblemKind.MISSING_SHEET, message, remedy, file=file)


def nobody(draft: SurveyBuilder, layouts: Sequence[Layout], file: str) -> Problem:
    """The problem of diaries of nobody: without rows, or none of which says whose it is."""
    if not draft.account.cells_read:
        return unreadable(file, "There are no diaries below the header.", "Get the file again.")
    diary = next(layout for layout in layouts if layout.is_diary)
    heading = diary.heading(diary.respondent)
    remedy = (
        f"Fill it in. If each file is one person's own log, say so: --column {quoted(heading)}='not used' --settle "
        "respondent='file name'."
    )
    message = f"No row says whose it is: {quoted(heading)} is blank in all of them."
    return Problem(ProblemKind.MISSING_RESPONDENT, message, remedy, file=diary.sheet.file, sheet=diary.sheet.name)


def report_what_is_missing(draft: SurveyBuilder, layouts: Sequence[Layout], attributes: Attributes, file: str) -> None:
    """Report that there are no attributes, or not those that tables are made by when nothing else is said."""
    account, study = draft.account, draft.study
    diary = next((layout for layout in layouts if layout.is_diary), None)
    if diary is None:
        if study.has_diary:
            told = "No diary was found, so this is a survey of respondents' answers alone, without any time."
            remedy = "If there are diaries, give their file too. Otherwise nothing is wrong."
            account.report_missing(file, Fault(ProblemKind.MISSING_SHEET, told, remedy))
        return
    if not attributes.ids and len(study.variables) > 1:
        message = "There is no sheet with the respondents' attributes, so nothing can be shown by them."
        remedy = "Add a sheet, or a file beside this one, called 'respondents' with one row per respondent."
        account.report_missing(diary.sheet.file, Fault(ProblemKind.MISSING_SHEET, message, remedy))
        return
    wanted = dict.fromkeys(name.strip() for by in study.defaults.by for name in by.split(","))
    for name in wanted:
        variable = study.variables.get(name)
        if variable is not None and variable.is_read and name not in attributes.ids:
            message = f"There is no column '{name}', so nothing can be shown by {variable.label}."
            remedy = f"Add it to the respondents, under one of the names {', '.join((name, *variable.aliases))}."
            account.report_missing(diary.sheet.file, Fault(ProblemKind.MISSING_COLUMN, message, remedy))


def report_without_diary(draft: SurveyBuilder, readers: Sequence[RespondentsReader]) -> None:
    """Report the respondents who have attributes but no diary."""
    for number in draft.without_diary():
        diaries = draft.diaries
        id_, date = diaries.id_of(number), diaries.begin_of(number)
        of = f" of {date_text(date)}" if len(diaries.of_respondent(diaries.respondent_of(number))) > 1 else ""
        message = f"Respondent {quoted(id_)} has no row in the diary{of}."
        fault = Fault(ProblemKind.NOT_IN_DIARY, message, "Add the diary, correct the id, or delete the row.")
        found = next(((r.layout, place) for r in readers if (place := _place(draft, r, number))), None)
        if found is None:
            # Known from rows of a diary alone, none of which could be read; they are problems already.
            continue
        layout, place = found
        draft.account.report_at(layout, fault, place.row, layout.respondent, content=id_, respondent=id_)


def _place(draft: SurveyBuilder, reader: RespondentsReader, diary: int) -> Place | None:
    """The row of a diary, or of its respondent, among attributes."""
    return reader.place(diary if reader.has_dates else draft.diaries.respondent_of(diary))


def _listed(names: Sequence[str]) -> str:
    """Names that may stand for one another; the first few of them."""
    different = {name.casefold(): name for name in reversed(names)}
    return " or ".join(f"'{name}'" for name in list(different.values())[::-1][:_MOST_NAMES])
