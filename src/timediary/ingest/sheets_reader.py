"""Reads the sheets of an input, once it is known what they are: first those that tell who the respondents are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.ingest.cell import heading_key
from timediary.ingest.described import record_layout
from timediary.ingest.identifiers import report_ids, shapes_of
from timediary.ingest.layout import Role
from timediary.ingest.missing import report_without_diary
from timediary.ingest.respondents import RespondentsReader
from timediary.ingest.unread import report_above, report_beyond, report_columns, report_second_table
from timediary.ingest.wide import WideReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.known_layouts import Nearly
    from timediary.ingest.layout import Layout

    Progress = Callable[[str, int, int | None], None]

_MOST_CODES_SHOWN = 4


class SheetsReader:
    """Reads sheets of diaries and of attributes into a draft, in the order in which they depend on one another.

    Args:
        layouts: what the sheets are.
        draft: what has been read so far.
        attributes: likewise of respondents.
        nearly: known layouts that a sheet has half of, by its title.
        progress: told what is being read, how many rows of it are done, and of how many, if known.
    """

    def __init__(
        self,
        layouts: Sequence[Layout],
        draft: SurveyBuilder,
        attributes: Attributes,
        nearly: Mapping[str, Nearly | None],
        progress: Progress,
    ) -> None:
        self._layouts = layouts
        self._draft = draft
        self._attributes = attributes
        self._nearly = nearly
        self._progress = progress
        self._readers: list[RespondentsReader] = []

    def read(self) -> None:
        """Read all of them."""
        others = [layout for layout in self._layouts if layout.role is Role.ATTRIBUTES]
        respondents = [layout for layout in others if self._attributes.knows_any(layout)]
        respondents = respondents or [layout for layout in others if self._is_named(layout)]
        surveys = [layout for layout in self._layouts if layout.is_diary and self._attributes.knows_any(layout)]
        for layout in respondents:
            self._read_respondents(layout, vouches=True)
        for layout in surveys:
            self._read_diary(layout)
        self._draft.closed = bool(respondents or surveys)
        for layout in self._layouts:
            if layout.is_diary and layout not in surveys:
                self._read_diary(layout)
        vouching = len(self._readers)
        for layout in others:
            if layout not in respondents:
                self._read_respondents(layout, vouches=False)
        self._draft.report_strangers()
        if len([layout for layout in self._layouts if layout.is_diary]) > 1:
            from timediary.ingest.periods import report_several_weeks

            report_several_weeks(self._draft)
        with_ids = next(layout for layout in (*others, *self._layouts) if layout.respondent >= 0)
        report_ids(self._draft.account, with_ids, self._draft.ids, shapes_of(self._draft.ids))
        if any(layout.is_diary for layout in self._layouts):
            report_without_diary(self._draft, self._readers[:vouching])

    def _is_named(self, layout: Layout) -> bool:
        """Whether the column of respondents has its own name, not just an alias such as `id`."""
        identifier = self._draft.study.identifier
        return heading_key(layout.name(layout.respondent)) in map(heading_key, (identifier.id, identifier.label))

    def _read_respondents(self, layout: Layout, *, vouches: bool) -> None:
        """Read a sheet of attributes."""
        self._record(layout)
        reader = RespondentsReader(layout, self._draft, self._attributes, self._readers, vouches=vouches)
        reader.read(self._progress_of(layout))
        report_beyond(layout, self._draft)
        report_second_table(layout, self._draft)
        self._readers.append(reader)
        layout.sheet.release()

    def _read_diary(self, layout: Layout) -> None:
        """Read a sheet of diaries."""
        self._record(layout)
        if nearly := self._nearly.get(layout.sheet.title):
            self._draft.account.report(layout.sheet, nearly.fault, layout.header_row, None)
        progress, account = self._progress_of(layout), self._draft.account
        account.in_minutes = any(other.role is Role.EPISODES for other in self._layouts)
        if layout.role is Role.EPISODES:
            from timediary.ingest.episodes import EpisodesReader

            EpisodesReader(layout, self._draft, self._attributes).read(progress)
        else:
            with account.each_counting(self._draft.study.grid.slot_minutes if account.in_minutes else 1):
                if layout.role is Role.LONG:
                    from timediary.ingest.long import LongReader

                    LongReader(layout, self._draft).read(progress)
                else:
                    WideReader(layout, self._draft, self._attributes).read(progress)
        if layout.role is Role.LONG:
            from timediary.ingest.flat import read_flat

            read_flat(layout, self._draft, self._attributes)
        self._record_restored(layout)
        report_columns(layout, self._draft)
        report_beyond(layout, self._draft)
        report_second_table(layout, self._draft)
        layout.sheet.release()

    def _record_restored(self, layout: Layout) -> None:
        """Write down of which codes a spreadsheet had left out noughts."""
        restored = self._draft.spelling.take_restored()
        if restored:
            examples = ", ".join(f"{written} is {id_}" for written, id_ in list(restored.items())[:_MOST_CODES_SHOWN])
            evidence = [(len(restored), f"codes of which only one can be meant: {examples}")]
            layout.sheet.record.decide(
                "zeros of codes", "put back where a spreadsheet left them out", evidence=evidence
            )

    def _record(self, layout: Layout) -> None:
        """Write down what a sheet was taken for."""
        record_layout(layout, self._draft.study, *self._attributes.meanings(layout))
        report_above(layout, self._draft)
        for column, fault in layout.odd.items():
            self._draft.report_column(layout, fault, column)

    def _progress_of(self, layout: Layout) -> Callable[[int], None]:
        """What tells how far a sheet is read."""

        def tell(row: int) -> None:
            layout.sheet.record.meet(row, 0)
            self._progress(layout.sheet.title, row, layout.sheet.total_rows)

        return tell
