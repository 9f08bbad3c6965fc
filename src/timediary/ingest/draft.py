"""The survey while it is read: whose diaries are in it, what they hold so far, and where that stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from timediary.ingest.account import Account
from timediary.ingest.cell import are_plain_ids, broken, identifier, is_no_value, quoted, text_of
from timediary.ingest.codes import Codes
from timediary.ingest.diaries import Diaries
from timediary.ingest.fault import Fault, formula_fault
from timediary.ingest.fields import Fields
from timediary.ingest.identifiers import lost_digits
from timediary.ingest.origins import Origins
from timediary.ingest.spelling import CellParser
from timediary.ingest.timeline import Timeline
from timediary.model.choices import NOTHING_SETTLED
from timediary.model.problem import ProblemKind
from timediary.model.spelling import likeness
from timediary.model.survey import date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.study import Study

_T = TypeVar("_T", bound=np.generic)
# With so many slots to each entry, entries' own are looked at more quickly than all from the first to the last.
_SPARSE = 16
MISSING = Fault(
    ProblemKind.MISSING_RESPONDENT,
    "The row has no respondent.",
    "Write the respondent's id into the row, or clear the row.",
)


class Stranger(NamedTuple):
    """A respondent of a diary whom the attributes don't know: where first met, and how many cells filled."""

    layout: Layout
    row: int
    content: str
    cells: int


class SurveyBuilder:
    """What has been read so far of a survey.

    Attributes:
        study, spelling: what is read, and how it may be written.
        choices: what is settled beforehand.
        account: the problems and the count of the cells.
        fields: what is noted beside activities; it makes one number, an entry, of both.
        ids: the respondents' ids in order; `numbers` has their positions.
        diaries: whose each diary is and of when; a row of the matrix is one of them.
        origins: which rows the entries came from.
        timeline: the episodes.
        shortened: ids that a spreadsheet shortened, whose diaries are nobody's.
        closed: whether `ids` is complete, so that a diary of anybody else is a problem.
        strangers: those, by id.
    """

    def __init__(self, study: Study, choices: Choices = NOTHING_SETTLED) -> None:
        self.study = study
        self.choices = choices
        self.spelling = CellParser(study, codes=Codes(study, choices.values))
        self.account = Account()
        self.fields = Fields(study, choices)
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        self.shortened: dict[str, None] = {}
        self.closed = False
        self.strangers: dict[str, Stranger] = {}
        self.diaries = Diaries(study.grid, self.ids)
        self.origins = Origins(study.grid)
        self.timeline = Timeline(study.grid, self.account, self.fields, self.diaries)
        self._codes = np.zeros((0, study.grid.slots), self.fields.entry_type)
        self._in_diary = np.zeros(0, bool)

    def respondent(self, cell: Cell) -> int | Fault:
        """The number of the respondent whose id a cell of a diary holds."""
        known = self.numbers.get(cell) if isinstance(cell, str) else None
        if known is not None:
            return known
        formula = broken(cell)
        if formula:
            return formula_fault(formula)
        id_ = identifier(cell)
        if not id_ or (is_no_value(id_) and id_ not in self.numbers):
            return MISSING
        if lost := lost_digits(cell):
            self.shortened.setdefault(id_)
            return lost
        number = self.numbers.get(id_)
        if number is None:
            return stranger_fault(id_) if self.closed else self.add(id_)
        return number

    def plain_respondents(self, cells: Sequence[Cell], *, may_add: bool) -> list[int] | None:
        """The numbers of the respondents in cells that all hold nothing but an id; else None.

        Args:
            cells: the cells.
            may_add: whether those not met before are taken in; else there may be none.
        """
        if not are_plain_ids(cells):
            return None
        if may_add:
            new = [id_ for id_ in dict.fromkeys(cells) if id_ not in self.numbers]
            self.numbers.update(zip(new, range(len(self.ids), len(self.ids) + len(new)), strict=True))
            self.ids += new
        try:
            return list(map(self.numbers.__getitem__, cells))
        except KeyError:
            return None

    def add(self, id_: str) -> int:
        """Take in a respondent and give the new number."""
        number = self.numbers[id_] = len(self.ids)
        self.ids.append(id_)
        return number

    def meet_stranger(self, layout: Layout, row: int, cell: Cell, cells: int) -> None:
        """Count diary cells of somebody whom the attributes don't know."""
        id_ = identifier(cell)
        known = self.strangers.get(id_)
        first = known or Stranger(layout, row, text_of(cell), 0)
        self.strangers[id_] = first._replace(cells=first.cells + cells)

    def undated_diaries(self) -> dict[Sheet, set[int]]:
        """Of each sheet the diaries that it has without dates."""
        found = self.origins.undated()
        whose = [(piece.layout.sheet, piece.diary) for piece in self.timeline.pieces]
        whose += [(length.layout.sheet, length.diary) for length in self.timeline.lengths]
        for sheet, diary in dict.fromkeys(whose):
            if not self.diaries.begin_of(diary):
                found.setdefault(sheet, set()).add(diary)
        return found

    def report_strangers(self) -> None:
        """Report everybody whom the attributes don't know, each once."""
        known = {likeness(id_): id_ for id_ in reversed(self.ids)} if self.strangers else {}
        for id_, (layout, row, content, cells) in self.strangers.items():
            fault = stranger_fault(id_, known.get(likeness(id_), ""))
            self.account.report_at(layout, fault, row, layout.respondent, content=content, respondent=id_, cells=cells)

    def report_column(self, layout: Layout, fault: Fault, column: int, cells: int = 0) -> None:
        """Report what is wrong with a column at its header."""
        self.account.report_at(layout, fault, layout.header_row, column, content=layout.heading(column), cells=cells)

    def mark_in_diary(self, diaries: NDArray[np.int64]) -> None:
        """Note that some diaries have rows with entries."""
        self._in_diary = longer(self._in_diary, self.diaries.count)
        self._in_diary[diaries] = True

    def without_diary(self) -> list[int]:
        """The numbers of the diaries of which no row with entries is known."""
        return np.flatnonzero(~longer(self._in_diary, self.diaries.count)[: self.diaries.count]).tolist()

    def enter(self, cells: NDArray[np.int64], codes: NDArray[np.uint8 | np.uint16]) -> NDArray[np.intp]:
        """Fill cells of the diary matrix with entries; where two want one cell, the first keeps it.

        Args:
            cells: shape (m,), the diary's number times slots plus slot.
            codes: shape (m,), the entries' numbers, none of them 0: those of the codes in a study without fields.

        Returns:
            The positions, in these arrays, of the entries whose cell was filled already.
        """
        self._codes = longer(self._codes, self.diaries.count)
        matrix = self._codes.reshape(-1)
        if _all_different(cells) and not matrix[cells].any():
            matrix[cells] = codes
            self.account.kept += len(cells)
            return np.empty(0, np.intp)
        first = np.zeros(len(cells), bool)
        first[np.unique(cells, return_index=True)[1]] = True
        entered = first & (matrix[cells] == 0)
        matrix[cells[entered]] = codes[entered]
        self.account.kept += int(np.count_nonzero(entered))
        return np.flatnonzero(~entered)

    def enter_rising(self, cells: NDArray[np.int64], codes: NDArray[np.uint8 | np.uint16]) -> bool:
        """Fill cells of the diary matrix with entries, if the cells rise and nothing stands in or between them.

        Args:
            cells: as for `enter`, one or more.
            codes: as for `enter`.

        Returns:
            Whether they were filled.
        """
        self._codes = longer(self._codes, self.diaries.count)
        matrix = self._codes.reshape(-1)
        first, last = int(cells[0]), int(cells[-1])
        if not (cells[1:] > cells[:-1]).all():
            return False
        if (matrix[first : last + 1] if last - first < _SPARSE * len(cells) else matrix[cells]).any():
            return False
        matrix[cells] = codes
        self.account.kept += len(cells)
        return True

    def enter_rows(
        self, diaries: NDArray[np.int64], slots: NDArray[np.int64], codes: NDArray[np.uint8 | np.uint16]
    ) -> bool:
        """Fill slots of diaries with entries at a stroke, if nothing stands in any of these slots.

        Args:
            diaries: their numbers, all different, shape (m,).
            slots: all different, shape (k,).
            codes: the entries' numbers, 0 for none, shape (m, k).

        Returns:
            Whether they were filled.
        """
        self._codes = longer(self._codes, self.diaries.count)
        first, last = int(slots[0]), int(slots[-1])
        where = slice(first, last + 1) if (np.diff(slots) == 1).all() else slots
        rows = self._codes[diaries]
        if rows[:, where].any():
            return False
        rows[:, where] = codes
        self._codes[diaries] = rows
        self.account.kept += int(np.count_nonzero(codes))
        return True

    def entry_fault(self, cell: int, code: int, where: str) -> Fault:
        """The fault of a second entry for a slot; `where` is the first."""
        where = where[0].upper() + where[1:]
        slot = self.study.grid.slot_name(cell % self.study.grid.slots)
        first = int(self._codes.reshape(-1)[cell])
        if first == code:
            message = f"{where} has the same code for the same slot, {slot}."
            return Fault(ProblemKind.DUPLICATE_ENTRY, message, "Clear one of the two.")
        if self.fields.code_of(first) == self.fields.code_of(code):
            message = f"{where} has the same code and something else beside it for the same slot, {slot}."
            return Fault(ProblemKind.CONFLICTING_ENTRY, message, "Find out which is right, and clear the other.")
        id_ = self.study.codes[self.fields.code_of(first) - 1].id
        message = f"{where} has another code, {id_}, for the same slot, {slot}."
        return Fault(ProblemKind.CONFLICTING_ENTRY, message, "Find out which is right, and clear the other.")

    def codes_at(self, cells: NDArray[np.int64]) -> NDArray[np.uint8 | np.uint16]:
        """The codes that stand in cells of the diary matrix."""
        return self._codes.reshape(-1)[cells]

    def codes(self) -> NDArray[np.uint8 | np.uint16]:
        """The diary matrix: one row for each diary, by its number."""
        self._codes = longer(self._codes, self.diaries.count)
        return self._codes[: self.diaries.count]

    def join(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Put the entries of the second diary of each pair into the first, which has none of its slots."""
        codes = self.codes()
        for first, second in pairs:
            codes[first] |= codes[second]
        self.timeline.join({second: first for first, second in pairs})


def stranger_fault(id_: str, like: str = "") -> Fault:
    """The fault of a respondent who is in a diary but not among the attributes; `like` has nearly the same id there."""
    message = f"Respondent {quoted(id_)} is in the diary but not among the respondents."
    remedy = "Add a row for this respondent to the list of respondents, or correct the id."
    if like:
        remedy = f"Did you mean {quoted(like)}, which differs only in case, spaces or zeros? {remedy}"
    return Fault(ProblemKind.NOT_IN_RESPONDENTS, message, remedy)


def repeated_diary(id_: str, date: int, where: str) -> Fault:
    """The fault of a second row of a respondent, or of a diary that has a date; `where` is the first."""
    diary = f"a diary of {date_text(date)}" if date else "a row"
    message = f"Respondent {quoted(id_)} has {diary} already, {where}; this one is not read."
    remedy = "Delete one of the two rows, or correct its id."
    if date:
        remedy = "Delete one of the two rows, or correct its id or its date."
    return Fault(ProblemKind.REPEATED_RESPONDENT, message, remedy)


UNDATED_ENTRY = Fault(
    ProblemKind.UNKNOWN_DAY,
    "The entry has no date, and its respondent kept several diaries.",
    "Write the date of the diary it belongs to.",
)


def _all_different(numbers: NDArray[np.int64]) -> bool:
    """Whether no number occurs twice; quick where they rise."""
    if len(numbers) < 2 or bool((numbers[1:] > numbers[:-1]).all()):
        return True
    ordered = np.sort(numbers)
    return bool((ordered[1:] != ordered[:-1]).all())


def longer(array: NDArray[_T], length: int) -> NDArray[_T]:
    """The array, or one at least so long that begins with it and goes on with zeros."""
    if length <= len(array):
        return array
    grown = np.zeros((max(length, 2 * len(array)), *array.shape[1:]), array.dtype)
    grown[: len(array)] = array
    return grown
