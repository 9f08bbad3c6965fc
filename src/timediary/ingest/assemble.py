"""Puts the survey together from all sheets of all files."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from timediary.ingest.attributes import Attributes
from timediary.ingest.cell import heading_key
from timediary.ingest.described import record_layout, record_rows_unread, record_unread
from timediary.ingest.draft import SurveyBuilder
from timediary.ingest.fault import Fault, shown
from timediary.ingest.finish import finished_survey
from timediary.ingest.known_layouts import not_there
from timediary.ingest.layout import CODE_NAMES, DAY_NAMES, TIME_NAMES, Role
from timediary.ingest.missing import nobody, not_found, report_what_is_missing
from timediary.ingest.recogniser import Recogniser
from timediary.ingest.respondents import respondents_of
from timediary.ingest.settled import check_values, missed_column, report_settled
from timediary.ingest.sheets_reader import SheetsReader
from timediary.ingest.source import beside, fingerprints, open_source
from timediary.ingest.standard_input import located
from timediary.ingest.unread import report_sheet
from timediary.model.choices import NOTHING_SETTLED, settling
from timediary.model.conventions import FILE_NAME
from timediary.model.problem import Problem, ProblemKind
from timediary.model.problem_values import Unlisted
from timediary.model.reading import ReadError, Reading
from timediary.model.survey import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from timediary.ingest.known_layouts import Nearly
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.study import Study
    from timediary.model.survey import Survey

    Progress = Callable[[str, int, int | None], None]


def assemble(
    files: Sequence[Path | str],
    study: Study,
    progress: Progress,
    opened: Mapping[str, Sequence[Sheet]],
    choices: Choices = NOTHING_SETTLED,
) -> Survey:
    """The survey in some files; see `timediary.ingest.read`.

    Args:
        files: the files.
        study: the definitions that the survey follows.
        progress: told what is being read, how many rows of it are done, and of how many, if known.
        opened: the sheets of files that have been opened already.
        choices: what is settled beforehand.

    Raises:
        ReadError: a file can't be read, or there is no diary in them.
    """
    with _without_collector():
        return _Reading(files, study, progress, opened, choices).survey()


def assemble_sheet(sheet: Sheet, study: Study, source: Source, choices: Choices = NOTHING_SETTLED) -> Survey:
    """The survey in one sheet that is not a file, read as a file's sheet is; `source` says where it came from.

    Raises:
        ReadError: there is no diary in it.
    """
    with _without_collector():
        return _Reading([sheet.file], study, _silent, {sheet.file: [sheet]}, choices, source).survey()


def assemble_part(
    files: Sequence[Path | str],
    study: Study,
    opened: Mapping[str, Sequence[Sheet]],
    choices: Choices,
    source: Source,
) -> Survey:
    """The survey in a part of some files' rows: in sheets that show no others; `source` says what the files hold.

    Raises:
        ReadError: there is no diary in it.
    """
    with _without_collector():
        survey = _Reading(files, study, _silent, opened, choices, source).survey()
    # Readers refer to one another, so a part's rows stay in memory until the garbage collector runs.
    gc.collect()
    return survey


def recognise(
    files: Sequence[Path | str], study: Study, choices: Choices = NOTHING_SETTLED
) -> tuple[list[Path], list[Layout]]:
    """What the sheets of some files are, before any is read, and the files: those given, and one taken along.

    Raises:
        ReadError: a file can't be opened.
    """
    reading = _Reading(files, study, _silent, {}, choices)
    return reading.recognised()


def _silent(label: str, done: int, total: int | None) -> None:
    """A progress callback that does nothing."""


class _Reading:
    """One reading of some files."""

    def __init__(
        self,
        paths: Sequence[Path | str],
        study: Study,
        progress: Progress,
        opened: Mapping[str, Sequence[Sheet]],
        choices: Choices,
        source: Source | None = None,
    ) -> None:
        self.choices = choices
        self.study = study
        study = replace(study, conventions=settling(study.conventions, choices.conventions))
        self.opened = opened
        self.source = source
        check_values(study, choices)
        self.draft = SurveyBuilder(study, choices)
        self.attributes = Attributes(self.draft)
        self.recogniser = Recogniser(study, self.draft.spelling, choices)
        self.progress = progress
        self.paths = [located(path) for path in paths]
        self.files = [shown(path) for path in paths]
        self.sheets: list[Sheet] = []
        self.unread: list[tuple[Sheet, str, str]] = []
        self.whose: dict[str, str] = {}
        self.nearly: dict[str, Nearly | None] = {}
        self.layouts: list[Layout] = []

    def recognised(self) -> tuple[list[Path], list[Layout]]:
        """The files, with the one beside a diary alone, and what their sheets are."""
        for path, file in zip(self.paths, self.files, strict=True):
            self._recognise(path, file)
        self._look_beside()
        return self.paths, self.layouts

    def survey(self) -> Survey:
        """The survey in the files."""
        for path, file in zip(self.paths, self.files, strict=True):
            self._recognise(path, file)
        if not (any(layout.is_diary for layout in self.layouts) or self._is_of_answers()):
            raise ReadError(self._no_diary(), self._reading())
        self._see_that_it_is_as_asked()
        self._look_beside()
        draft = self.draft
        SheetsReader(self.layouts, draft, self.attributes, self.nearly, self.progress).read()
        if not draft.ids:
            draft.ids += draft.shortened
        if not draft.ids:
            raise ReadError(nobody(draft, self.layouts, self.files[0]), self._reading())
        for sheet, message, remedy in self.unread:
            report_sheet(sheet, draft, message, remedy)
        report_settled(self.choices, self.layouts, draft)
        report_what_is_missing(draft, self.layouts, self.attributes, self.files[0])
        for fault in draft.spelling.doubted():
            draft.account.report_missing(self.files[0], fault)
        source = self.source or Source(tuple(self.files), fingerprints(self.paths))
        survey = finished_survey(draft, self.attributes, source, self._reading())
        return replace(survey, study=self.study, has_diaries=any(layout.is_diary for layout in self.layouts))

    def _is_of_answers(self) -> bool:
        """Whether the sheets hold respondents' answers and nothing that may be a diary which isn't understood."""
        known = [layout for layout in self.layouts if self.attributes.knows_any(layout)]
        if not known or self.unread or missed_column(self.choices, self.sheets):
            return False
        if not self.study.has_diary:
            return True
        if len(self.layouts) < len(self.sheets):
            return False
        asked = self.choices.conventions.layout
        unnamed = any(map(self.recogniser.has_diary_beside, self.layouts))
        if unnamed or any(self.nearly.values()) or (asked is not None and asked.recognised_by):
            return False
        of_diaries = {heading_key(name) for name in (*DAY_NAMES, *TIME_NAMES, *CODE_NAMES)}
        return not any(heading_key(layout.heading(n)) in of_diaries for layout in self.layouts for n in layout.others)

    def _see_that_it_is_as_asked(self) -> None:
        """See that a sheet has the known layout that an option or a reading file asked for."""
        asked = self.choices.conventions.layout
        if asked is None or not asked.recognised_by or any(layout.known for layout in self.layouts):
            return
        nearly = next((one for one in self.nearly.values() if one), None)
        problem = Problem(ProblemKind.MISSING_COLUMN, *not_there(asked, nearly), file=self.files[0])
        raise ReadError(problem, self._reading())

    def _reading(self) -> Reading:
        """How all sheets were read; where nothing is read, also what the attributes' sheets would be."""
        for layout in self.layouts:
            if not layout.sheet.record.kind:
                record_layout(layout, self.draft.study, *self.attributes.meanings(layout))
                record_rows_unread(layout, "nothing was read, because no diary was found")
        return Reading(
            tuple(sheet.record.reading(sheet) for sheet in self.sheets),
            settled=tuple(self.choices.lines()),
            unlisted=tuple(Unlisted(*key, *counts) for key, counts in self.draft.account.unlisted.items()),
        )

    def _recognise(self, path: Path, file: str) -> None:
        """Add the sheets of a file that are ours; hidden ones only where they don't say of others what they say."""
        self.progress(file, 0, None)
        sheets = self.opened[file] if file in self.opened else open_source(path, file)
        found = []
        for sheet in sheets:
            sheet.settle(self.choices)
            if sheet.doubt:
                self.draft.account.report_missing(file, Fault(ProblemKind.UNREADABLE_FILE, *sheet.doubt))
            layout = self.recogniser.layout_of(sheet)
            if layout is None:
                layout = self._as_somebodys(sheet)
            if layout is None or layout.known is None:
                self.nearly[sheet.title] = self.recogniser.nearly(sheet)
            if layout:
                found.append(layout)
            else:
                self._leave(sheet)
        visible = [layout for layout in found if not layout.sheet.hidden]
        for layout in found:
            others = [other for other in visible if other.is_diary == layout.is_diary]
            if layout.sheet.hidden and others:
                self._take_hidden(layout, others)
            else:
                self.layouts.append(layout)
        self.sheets += sheets

    def _as_somebodys(self, sheet: Sheet) -> Layout | None:
        """A sheet without a column of respondents, as the diary of the respondent whom an option or the study names.

        Raises:
            ReadError: two files of the same name would become one respondent.
        """
        whose = self.recogniser.settled_respondent
        if whose is None:
            return None
        by_name = whose == FILE_NAME
        respondent = PurePath(sheet.file).stem if by_name else whose
        layout = self.recogniser.layout_as_of(sheet, respondent, f"respondent = '{whose}'")
        other = self.whose.setdefault(respondent, sheet.file) if layout else sheet.file
        if by_name and other != sheet.file:
            message = f"{other} and this file would both be the diary of '{respondent}', by their names."
            problem = Problem(ProblemKind.TWO_SHEETS, message, "Give the file of each person another name.")
            raise ReadError(replace(problem, file=sheet.file), self._reading())
        return layout

    def _leave(self, sheet: Sheet) -> None:
        """Leave a sheet unread that isn't ours."""
        record_unread(sheet, self.recogniser.why_not(sheet))
        if fault := self.recogniser.refused.get(sheet.title):
            self.unread.append((sheet, fault.message, fault.remedy))
        elif not sheet.settled.is_left_out and self.recogniser.is_diary_without_respondents(sheet):
            self.unread.append(
                (
                    sheet,
                    "This sheet looks like a diary, but no column names the respondents; it isn't read.",
                    f"Write '{self.recogniser.respondent_names[0]}' above the column with their ids. If each file is "
                    "one person's own, say so: --settle respondent='file name'.",
                )
            )
        sheet.release()

    def _take_hidden(self, layout: Layout, visible: Sequence[Layout]) -> None:
        """Read a hidden sheet if no visible one has diaries of the same respondents; otherwise leave it unread."""
        sheet = layout.sheet
        if layout.is_diary and not self.choices.visible_only:
            here = respondents_of(layout)
            other = next((other for other in visible if here & respondents_of(other)), None)
            if other is None:
                self.layouts.append(layout)
                return
            number = len(here & respondents_of(other))
            of = "the same respondent" if number == 1 else f"{number:,} of the same respondents"
            message = f"This hidden sheet has diaries of {of} as {other.sheet.title}; it isn't read."
            self.unread.append((sheet, message, "If it belongs to the survey, unhide it; else delete it."))
        record_unread(sheet, f"it is hidden, and a sheet that isn't holds {layout.role.value} as well")
        sheet.release()

    def _look_beside(self) -> None:
        """Take along the respondents' file beside a diary that was given alone."""
        alone = len(self.paths) == 1 and not any(layout.sheet.name for layout in self.layouts)
        if not alone or any(self._has_attributes(layout) for layout in self.layouts):
            return
        found = beside(self.paths[0])
        if found:
            self.paths.append(found)
            self.files.append(shown(self.paths[0].with_name(found.name)))
            diaries = list(self.layouts)
            self._recognise(found, self.files[-1])
            others = [layout for layout in self.layouts if layout not in diaries]
            self.layouts = diaries + [layout for layout in others if layout.role is Role.ATTRIBUTES]
            for layout in others:
                if layout.is_diary:
                    record_unread(layout.sheet, "of a file beside the diary only the respondents' attributes are read")

    def _has_attributes(self, layout: Layout) -> bool:
        """Whether a sheet tells who the respondents are."""
        return layout.role is Role.ATTRIBUTES or self.attributes.knows_any(layout)

    def _no_diary(self) -> Problem:
        """The problem of files without a diary: what there is, and what was looked for."""
        file = self.files[0] if self.files else ""
        for sheet, message, remedy in self.unread:
            if sheet.title in self.recogniser.refused:
                return Problem(ProblemKind.UNREAD_SHEET, message, remedy, file=sheet.file, sheet=sheet.name)
        self._see_that_it_is_as_asked()
        if nearly := next((one for one in self.nearly.values() if one), None):
            return Problem(ProblemKind.MISSING_COLUMN, *nearly.unread, file=file)
        if missed := missed_column(self.choices, self.sheets):
            return missed
        return not_found(self.recogniser, self.sheets, self.draft.study, file, attributes_alone=bool(self.layouts))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the garbage collector, which would go through all rows again and again; none has a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
