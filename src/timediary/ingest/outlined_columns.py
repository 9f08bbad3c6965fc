"""What the columns beside a diary hold before a study knows them: answers, numbers, or what a study can do without."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from timediary.ingest.cell import quoted
from timediary.ingest.columns import snake_case
from timediary.model.outline import OutlinedColumn, OutlinedLevel
from timediary.model.spelling import folded
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from timediary.model.survey import Attribute, Survey

MOST_LEVELS = 25
FEWEST_NUMBERS = 10
_FOLLOWING = ("weekday", "weekend", "month")


def columns_in(survey: Survey) -> tuple[OutlinedColumn, ...]:
    """The columns of a survey that was read by a study without variables."""
    known = [one for one in survey.attributes.values() if one.variable.kind is not VariableKind.IDENTIFIER]
    named = [(snake_case(one.variable.label), one) for one in known if one.variable.id not in _FOLLOWING]
    return tuple(_column(id_, one, survey.respondent_count) for id_, one in named)


def _column(id_: str, attribute: Attribute, respondents: int) -> OutlinedColumn:
    """What a column is, by what stands in it."""
    heading = attribute.variable.label
    texts = [text for text in attribute.texts() if text]
    counts = Counter(texts)
    numbers = [_number(text) for text in counts]
    if len(counts) < 2 or not any(folded(text) not in ("noinformation", "all") for text in counts):
        return OutlinedColumn(id_, heading, why_not=f"wherever it is filled it is {quoted(next(iter(counts), ''))}")
    if any("@" in text for text in counts):
        return OutlinedColumn(id_, heading, why_not="it has people's addresses")
    if any(folded(text) == "all" for text in counts):
        return OutlinedColumn(id_, heading, why_not="an answer is 'All', which is a column of every table; rename it")
    are_numbers = all(number is not None for number in numbers)
    if are_numbers and (len(counts) >= FEWEST_NUMBERS or any("." in text for text in counts)):
        known = [number for number in numbers if number is not None]
        return OutlinedColumn(id_, heading, is_number=True, lowest=min(known), highest=max(known))
    if len(counts) > MOST_LEVELS or (len(counts) > 2 and len(counts) >= respondents):
        return OutlinedColumn(id_, heading, why_not="nearly everybody has another, so it tells people and no groups")
    levels: dict[str, OutlinedLevel] = {}
    for text, diaries in sorted(counts.items(), key=_order):
        levels.setdefault(folded(text), OutlinedLevel(text, diaries))
    return OutlinedColumn(id_, heading, levels=tuple(levels.values()))


def _number(text: str) -> float | None:
    """The number that a text is; a comma may stand before its decimals."""
    try:
        return float(text.replace(",", ".", 1))
    except ValueError:
        return None


def _order(item: tuple[str, int]) -> tuple[float, str]:
    """Numbers in their order, and texts in that of the alphabet."""
    number = _number(item[0])
    return (float("inf") if number is None else number, item[0])
