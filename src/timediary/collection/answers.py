"""What is answered on a sheet beside the grid: by the marks of our own form, or by the words of labels.

Only what the study defines is looked for, so whatever else stands on a form, a name or a telephone number, is never
read.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from timediary.collection.grid import Found
from timediary.collection.ticks import is_tick, ticked
from timediary.form.content import HEAD
from timediary.form.plan import END, MARK, OF_FIELD
from timediary.ingest.cell import heading_key, is_blank, text_of
from timediary.ingest.fault import Fault
from timediary.model.problem import ProblemKind
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.collection.diary import Entry
    from timediary.collection.page import Page
    from timediary.ingest.spelling import CellParser
    from timediary.model.questionnaire import Questionnaire
    from timediary.model.study import Study, Variable

MOST_ROWS_BELOW = 40
_FAR = 12


class Answered(NamedTuple):
    """The answers on a sheet, by variable or by `variable:level`, and what is wrong with them."""

    entries: dict[str, Entry]
    found: list[Found]


def marked_rows(page: Page) -> dict[str, int]:
    """The rows of a sheet of our own form by what their marks say; none on any other sheet."""
    marks: dict[str, int] = {}
    for row, cells in enumerate(page.cells):
        for cell in cells[:3]:
            if isinstance(cell, str) and cell.startswith(MARK):
                marks.setdefault(cell.removeprefix(MARK), row)
    return marks


def grid_end(page: Page) -> int | None:
    """The row in which the grid of our own form ends, if the sheet says so."""
    return marked_rows(page).get(END.removeprefix(MARK))


def field_of(page: Page) -> str:
    """The id of the field that a sheet of our own form is of; empty of any other sheet."""
    marks = (mark for mark in marked_rows(page) if mark.startswith(OF_FIELD))
    return next(marks, "").removeprefix(OF_FIELD)


def marked_answers(page: Page, study: Study) -> Answered:
    """The answers in the rows that have marks: in each, what stands behind the words of the question."""
    entries: dict[str, Entry] = {}
    found: list[Found] = []
    for name, row in marked_rows(page).items():
        if MARK + name == END or name.startswith(OF_FIELD):
            continue
        texts = [text_of(cell) for cell in page.cells[row]]
        mark = texts.index(MARK + name)
        filled = _once([column for column in range(mark + 1, page.width) if texts[column]], texts)
        if len(filled) > 1 and _is_asked(name, study):
            entries[name] = page.entry(row, filled[1])
        elif len(filled) > 1:
            message = f"The study has no question '{name[:40]}'; what is answered to it is not read."
            remedy = "Name the study that the form was made of, or take the answer out."
            found.append(Found(Fault(ProblemKind.MISSING_COLUMN, message, remedy), page.entry(row, filled[1])))
    return Answered(entries, found)


def _is_asked(name: str, study: Study) -> bool:
    """Whether a mark names something that the study asks: a variable, or one answer of several."""
    id_, _, level = name.partition(":")
    variable = study.variables.get(id_)
    if variable is None:
        return id_ in HEAD
    return not level or level in {known.id for known in variable.levels}


def _once(columns: list[int], texts: list[str]) -> list[int]:
    """The columns without those that repeat the one before them, as merged cells do."""
    return [c for n, c in enumerate(columns) if n == 0 or columns[n - 1] != c - 1 or texts[c] != texts[c - 1]]


class Labels:
    """Finds answers by the names of variables and the words of questions."""

    def __init__(self, study: Study, questionnaire: Questionnaire, spelling: CellParser) -> None:
        self._spelling = spelling
        self.variables: dict[str, Variable] = {}
        worded = {question.variable.id: question.wording for question in questionnaire.questions}
        for variable in study.variables.values():
            if variable.is_read:
                names = (variable.id, variable.label, *variable.aliases, worded.get(variable.id, ""))
                for name in names:
                    self.variables.setdefault(heading_key(name), variable)
        self.variables.pop("", None)

    def answers(self, page: Page, grid_rows: range) -> Answered:
        """The answers on a page outside the rows of its grid."""
        labels = self._labels(page, grid_rows)
        entries: dict[str, Entry] = {}
        found: list[Found] = []
        for (row, column), (variable, rest) in labels.items():
            if variable.id in entries:
                continue
            if rest:
                entries[variable.id] = page.entry(row, column)._replace(cell=rest)
                continue
            answered = self._beside(page, variable, (row, column), labels, grid_rows)
            entries |= {name: entry for name, entry in answered.entries.items() if name not in entries}
            found += answered.found
        return Answered(entries, found)

    def _labels(self, page: Page, grid_rows: range) -> dict[tuple[int, int], tuple[Variable, str]]:
        """The cells that name a variable, and what stands in them behind the name."""
        labels = {}
        for row, cells in enumerate(page.cells):
            for column, cell in enumerate(cells):
                if row in grid_rows or not isinstance(cell, str) or not cell.strip():
                    continue
                if column and cells[column - 1] == cell:
                    continue
                text = text_of(cell)
                name, colon, rest = text.partition(":")
                variable = self.variables.get(heading_key(text))
                if variable is not None:
                    labels[row, column] = (variable, "")
                elif colon and (variable := self.variables.get(heading_key(name))) is not None:
                    labels[row, column] = (variable, rest.strip())
        return labels

    def _beside(
        self,
        page: Page,
        variable: Variable,
        place: tuple[int, int],
        labels: Mapping[tuple[int, int], object],
        grid_rows: range,
    ) -> Answered:
        """What is answered to the right of a label, or else below it."""
        row, column = place
        right = self._until_label(page, row, column + 1, labels)
        if variable.levels and variable.kind is not VariableKind.TEXT:
            below = self._rows_below(page, row, labels, grid_rows)
            chosen = self._chosen(page, variable, right, below)
            if chosen is not None:
                return chosen
        filled = [(r, c) for r, c in right if not is_blank(page.cells[r][c])]
        if filled:
            return Answered({variable.id: page.entry(*filled[0])}, [])
        if variable.kind is VariableKind.NUMBER and (days := self._ticked_days(page, row, labels, grid_rows)):
            return Answered({variable.id: days}, [])
        under = (row + 1, column)
        is_free = under[0] < len(page.cells) and under[0] not in grid_rows and under not in labels
        if is_free and not is_blank(page.cells[under[0]][column]):
            return Answered({variable.id: page.entry(*under)}, [])
        return Answered({}, [])

    def _until_label(
        self, page: Page, row: int, column: int, labels: Mapping[tuple[int, int], object]
    ) -> list[tuple[int, int]]:
        """The cells to the right up to the next label; those that only repeat a merged one are left away."""
        cells, found = page.cells[row], []
        for c in range(column, min(column + _FAR, page.width)):
            if (row, c) in labels:
                break
            if is_blank(cells[c]) or cells[c] != cells[c - 1]:
                found.append((row, c))
        return found

    def _rows_below(
        self, page: Page, row: int, labels: Mapping[tuple[int, int], object], grid_rows: range
    ) -> list[tuple[int, int]]:
        """The cells of the rows below, up to the next row with a label."""
        stop = {r for r, _ in labels}
        found = []
        for r in range(row + 1, min(row + 1 + MOST_ROWS_BELOW, len(page.cells))):
            if r in stop or r in grid_rows:
                break
            found += [(r, c) for c in range(page.width)]
        return found

    def _chosen(
        self, page: Page, variable: Variable, right: list[tuple[int, int]], below: list[tuple[int, int]]
    ) -> Answered | None:
        """What is ticked of the answers beside or below a label; None where no answers are offered to be ticked."""
        result = ticked(page, variable, right)
        if not result.options or (len(result.options) == 1 and not result.levels and not result.unclear):
            if any(not is_blank(page.cells[r][c]) for r, c in right):
                return None
            result = ticked(page, variable, below)
            if not result.options:
                return None
        found = [Found(_unclear(variable), page.entry(*place)) for place in result.unclear]
        several = variable.kind is VariableKind.MULTIPLE
        if not several and len(result.levels) > 1:
            places = list(result.levels.values())
            return Answered({}, [Found(_two_ticks(variable), page.entry(*places[1])), *found])
        entries = {}
        for level, place in result.levels.items():
            name = f"{variable.id}:{variable.levels[level].id}" if several else variable.id
            content = "x" if several else variable.levels[level].label
            entries[name] = page.entry(*place)._replace(cell=content)
        return Answered(entries, found)

    def _ticked_days(
        self, page: Page, row: int, labels: Mapping[tuple[int, int], object], grid_rows: range
    ) -> Entry | None:
        """How many days are ticked in a row below a row of days."""
        cells = self._rows_below(page, row, labels, grid_rows)
        rows = sorted({r for r, _ in cells})
        for above, below in itertools.pairwise(rows):
            days = [c for c in range(page.width) if self._spelling.is_day(page.cells[above][c])]
            ticks = [c for c in days if is_tick(text_of(page.cells[below][c]))]
            if len(days) >= 3 and ticks:
                return page.entry(below, ticks[0])._replace(cell=len(ticks))
        return None


def _unclear(variable: Variable) -> Fault:
    message = f"It isn't clear which answer to {variable.label} this tick belongs to."
    return Fault(ProblemKind.UNKNOWN_LEVEL, message, "Write the answer itself in place of the tick.")


def _two_ticks(variable: Variable) -> Fault:
    message = f"Two answers to {variable.label} are ticked, but only one is allowed."
    return Fault(ProblemKind.TOO_MANY_ANSWERS, message, "Keep the one that is right.")
