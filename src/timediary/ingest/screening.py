"""Which rows of a sheet are not respondents: titles, totals, means, notes and sources, and a header that comes again.

A screened sheet has the rows of another, in their places, without the content of such rows.
Rows that stand above the header and are like those below it are kept.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from timediary.ingest.cell import are_plain_ids, heading_key, is_blank, is_plain_id, text_of
from timediary.ingest.derived import SheetOfAnother
from timediary.ingest.sheet import column_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import Sheet

TOTAL, NOTE, AGAIN, TITLE, UNITS, SECOND = (
    "a total or a mean, no respondent",
    "a note or a source, no respondent",
    "the header once more",
    "a title between the rows",
    "units or formats below the header",
    "below the header of a second table, which is not read",
)
_TOTALS = frozenset(
    [
        "total",
        "totals",
        "grandtotal",
        "subtotal",
        "sum",
        "overall",
        "mean",
        "means",
        "average",
        "avg",
        "median",
        "stddev",
        "standarddeviation",
        "gesamt",
        "insgesamt",
        "summe",
        "mittelwert",
        "durchschnitt",
        "moyenne",
        "somme",
        "totale",
        "totaal",
        "gemiddelde",
        "media",
        "média",
        "promedio",
        "suma",
        "łącznie",
        "razem",
        "średnia",
        "итого",
        "всего",
        "среднее",
        "合計",
        "総計",
        "平均",
        "总计",
        "合计",
    ]
)
# These may be somebody's name or initials, but not below a total.
_BELOW_TOTALS = frozenset(["min", "max", "n", "sd", "se", "count", "minimum", "maximum", "variance", "range"])
# Texts, compiled when one is first needed: nearly all ids are plain.
_NOTES = (
    r"(?i:\*|\u2020|\u2021|\u00a7|\u00a9|\(?[0-9a-z]\)\s|source\b|note\b|notes\b|footnote|quelle\b|anmerkung|hinweis|remarque|"
    r"nota\b|fonte\b|fuente\b|bron\b|nb\b|n\.b\.|page\s+[0-9]|seite\s+[0-9]|printed\b|as at\b|key\b\s*:|prepared by\b|"
    r"exported\b|generated\b|created\b|end of\b)"
)
_TITLES = r"(?i:week|woche|semaine|semana|wave|table|tabelle|part|section)\b"
_UNITS = frozenset(
    [
        *("hh:mm", "h:mm", "hh.mm", "hhmm", "hh:mm:ss", "dd/mm/yyyy", "mm/dd/yyyy", "yyyy-mm-dd", "dd.mm.yyyy"),
        *(
            "date",
            "time",
            "code",
            "text",
            "string",
            "id",
            "number",
            "numeric",
            "integer",
            "character",
            "mon-sun",
            "1-7",
        ),
        *("min", "mins", "minutes", "h", "hr", "hrs", "hours", "format", "unit", "units", "yes/no", "0/1"),
    ]
)
_SENTENCE = r"(?s:\S+(?:\s+\S+){2,}[.:;].*|\S+(?:\s+\S+){3,}[.!?])"
_LONGEST_ID = 60
ROWS_LOOKED_AT = 512


class _Met:
    """What was met in the rows before: ids that passed, whether the last was a total, where a second table began."""

    def __init__(self) -> None:
        self.passed: set[Cell] = set()
        self.below_total = False
        self.second = 0


class ScreenedSheet(SheetOfAnother):
    """The rows of a sheet that may be respondents' or diaries', in their places among blank ones."""

    def __init__(
        self, sheet: Sheet, headings: Sequence[str], respondent: int, first_row: int, above: Collection[int]
    ) -> None:
        """A sheet without the rows that are nobody's.

        Args:
            sheet: the sheet.
            headings: the columns' names.
            respondent: the column of the respondents.
            first_row: the first row below the header.
            above: rows above the header that are like those below.
        """
        super().__init__(sheet)
        self._keys = [heading_key(text) for text in headings]
        self._respondent = respondent
        self._has_plain_ids = not self._keys[respondent][-1:].isdecimal()
        self._first_row = first_row
        self._above = above
        self.second_table = 0
        self._reasons: dict[int, str] = {}

    @property
    def whole(self) -> Sheet:
        """The sheet with all of its rows."""
        return self._sheet

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first; those that are nobody's are blank."""
        for _, rows, _ in self._screened(1, ROWS_LOOKED_AT):
            yield from rows

    def blocks(self, first_row: int, size: int) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
        """Rows from `first_row` on, `size` at a time; why others are nobody's is kept for `account`."""
        for number, rows, reasons in self._screened(first_row, size):
            self._reasons |= reasons
            self.record.meet(number + len(rows) - 1, max(map(len, rows)))
            yield number, rows

    def account(self) -> None:
        """Write into the record of the rows that were read as blank why they are nobody's."""
        self.record.blank -= len(self._reasons)
        for number, reason in self._reasons.items():
            if reason:
                self.record.skip((number,), reason)
        self._reasons = {}
        self._sheet.account()

    def _screened(self, first_row: int, size: int) -> Iterator[tuple[int, list[Sequence[Cell]], dict[int, str]]]:
        """The rows from one on, some at a time: the number of the first, the rows, and why some of them are nobody's.

        Those are blank. The reason is empty for rows above the header, of which is told elsewhere.
        """
        met = _Met()
        source = islice(self._sheet.rows(), first_row - 1, None)
        first_row += self.skipped if first_row > 1 else 0
        while rows := list(islice(source, size)):
            reasons: dict[int, str] = {}
            if first_row < self._first_row or not self._all_plain(rows, met):
                for place, row in enumerate(rows):
                    reason = self._screen(row, first_row + place, met)
                    if reason is not None:
                        reasons[first_row + place] = reason
                        rows[place] = []
            yield first_row, rows, reasons
            first_row += len(rows)

    def _all_plain(self, rows: Sequence[Sequence[Cell]], met: _Met) -> bool:
        """Whether all of some rows below the header have ids that are plain, and so are somebody's."""
        ids = column_of(rows, self._respondent)
        if met.second or not self._has_plain_ids or not are_plain_ids(ids):
            return False
        met.below_total = False
        met.passed.update(ids)
        return True

    def _screen(self, row: Sequence[Cell], number: int, met: _Met) -> str | None:
        """Why a row is nobody's, empty for one above the header; None if it may be somebody's."""
        if number < self._first_row and number not in self._above:
            return ""
        cell = row[self._respondent] if self._respondent < len(row) else None
        if not met.second and cell in met.passed and cell:
            return None
        if not met.second and self._has_plain_ids and is_plain_id(cell):
            met.below_total = False
            met.passed.add(cell)
            return None
        if all(map(is_blank, row)):
            return None
        if met.second:
            reason: str | None = SECOND
        elif number == self._first_row and _are_units(row):
            reason = UNITS
        else:
            reason = self._reason(row, cell, below_total=met.below_total)
        if reason == SECOND and not met.second:
            met.second = self.second_table = number
        met.below_total = reason == TOTAL
        if reason is None:
            met.passed.add(cell)
        return reason

    def _reason(self, row: Sequence[Cell], cell: Cell, *, below_total: bool) -> str | None:
        """Why a row is nobody's; None if it may be somebody's."""
        text = text_of(cell) if isinstance(cell, str) or cell is None else ""
        if not self._is_odd(text) and not is_blank(cell):
            return None
        if text and self._is_plain(text):
            return None
        others = [
            other for n, other in enumerate(row) if n != self._respondent and not is_blank(other) and other != cell
        ]
        texts = [text_of(other) for other in others if isinstance(other, str)]
        words = [text] if text else texts[:1] if is_blank(cell) else []
        if not words:
            return None
        key = heading_key(words[0]).rstrip(".")
        if text and key == self._keys[self._respondent]:
            return self._header_again(row)
        if (key in _TOTALS or (below_total and key in _BELOW_TOTALS)) and _only_numbers(texts, words):
            return TOTAL
        if others and text:
            return None
        return self._note(words[0]) if text or len(others) == 1 else None

    def _is_odd(self, text: str) -> bool:
        """Whether what stands in place of an id is a word or a sentence that may be nobody's."""
        key = heading_key(text).rstrip(".")
        return (
            key in _TOTALS
            or key in _BELOW_TOTALS
            or key == self._keys[self._respondent]
            or len(text) > _LONGEST_ID
            or any(re.match(pattern, text) for pattern in (_NOTES, _TITLES, _SENTENCE))
        )

    def _is_plain(self, text: str) -> bool:
        """Whether a text in the column of the respondents is none of those that may be nobody's, as nearly all are."""
        key = heading_key(text).rstrip(".")
        odd = key in _TOTALS or key in _BELOW_TOTALS or key == self._keys[self._respondent]
        return not odd and self._note(text) is None

    def _note(self, text: str) -> str | None:
        """What a text is that stands alone in its row."""
        if re.match(_NOTES, text) or len(text) > _LONGEST_ID or re.fullmatch(_SENTENCE, text):
            return NOTE
        return TITLE if re.match(_TITLES, text) and " " in text else None

    def _header_again(self, row: Sequence[Cell]) -> str | None:
        """Whether a row that names the respondents' column is the header again, or one of a second table."""
        keys = [heading_key(text_of(cell)) for cell in row]
        if len([key for key in keys if key]) < 2:
            return None
        width = max(len(keys), len(self._keys))
        ours = [*self._keys, *[""] * (width - len(self._keys))]
        return AGAIN if [*keys, *[""] * (width - len(keys))] == ours else SECOND


def _are_units(row: Sequence[Cell]) -> bool:
    """Whether all that stands in a row are names of units or formats, as some files have below the header."""
    filled = [cell for cell in row if not is_blank(cell)]
    return len(filled) > 1 and all(
        isinstance(cell, str) and cell.strip().casefold().strip("()[]") in _UNITS for cell in filled
    )


def _only_numbers(texts: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the texts of a row, but for the words of a total, are numbers or signs of nothing."""
    return all(
        text in words or heading_key(text) in _TOTALS or not any(sign.isalpha() for sign in text) for text in texts
    )
