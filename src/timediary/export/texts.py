"""What a kind of file can hold as text, checked before anything is written: refusal instead of loss."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from timediary.export.sheets import identifier_header, values_of, written_attributes
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.model.survey import Attribute, Survey

# Characters that no text in UTF-8 holds.
UNPAIRED = "\ud800-\udfff"
# Characters that XML has no way to write.
NOT_IN_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff" + UNPAIRED


def utf16_units(text: str) -> int:
    """Length as spreadsheets count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """Length as SPSS and Stata count it."""
    return len(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class TextRule:
    """What a kind of file can hold in one cell.

    Attributes:
        forbidden: matches a text that it can't hold.
        most: the greatest length, None where there is no limit.
        length: how it counts, and `unit` the name of what it counts.
        most_in_header: the greatest length of a column's name.
    """

    forbidden: re.Pattern[str] = re.compile(f"[{UNPAIRED}]")
    most: int | None = None
    length: Callable[[str], int] = len
    unit: str = "characters"
    most_in_header: int | None = None

    def complaint(self, text: str, most: int | None) -> str:
        """Why the text can't be held, or nothing."""
        if self.forbidden.search(text):
            return f"holds characters that such a file has no way to store ({text[:40]!a})"
        if most is not None and self.length(text) > most:
            return f"has {self.length(text):,} {self.unit}, where such a file stores at most {most:,}"
        return ""


def check_texts(survey: Survey, rule: TextRule, file: str) -> None:
    """Check that a file can hold every id, name and answer.

    Raises:
        RequestError: it can't; the message names the respondent and the column.
    """
    identifier = identifier_header(survey)
    for id_ in survey.respondents:
        _refuse(rule.complaint(id_, rule.most), file, f"column '{identifier}' of respondent {id_[:40]!a}")
    for header, attribute in written_attributes(survey):
        _refuse(rule.complaint(header, rule.most_in_header), file, f"the name of column {header[:40]!a}")
        if attribute.variable.kind is VariableKind.NUMBER:
            _check_numbers(survey, header, attribute, file)
            continue
        sound: set[str] = set()
        for id_, text in zip(survey.respondents, values_of(attribute), strict=True):
            if isinstance(text, str) and text not in sound:
                place = f"column '{header}' of respondent '{id_}'"
                _refuse(rule.complaint(text, rule.most), file, place)
                sound.add(text)


def _check_numbers(survey: Survey, header: str, attribute: Attribute, file: str) -> None:
    for row in np.flatnonzero(np.isinf(attribute.values.astype(np.float64))).tolist():
        place = f"column '{header}' of respondent '{survey.respondents[row]}'"
        _refuse("is an infinite number", file, place)


def _refuse(complaint: str, file: str, place: str) -> None:
    if complaint:
        raise RequestError(f"'{file}' can't be written without loss: {place} {complaint}.")
