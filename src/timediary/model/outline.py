"""What a file of diaries holds before there is a study for it: its days, its activities, what else its columns are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Study


class OutlinedLevel(NamedTuple):
    """An answer that occurs in a column, and in how many diaries."""

    text: str
    diaries: int


class OutlinedColumn(NamedTuple):
    """A column beside the diary.

    Attributes:
        id: its name as an id.
        heading: its name.
        levels: the answers, in order; none where it holds numbers, or is left out.
        is_number: whether all that stands in it are numbers, of many values.
        lowest, highest: of the numbers.
        why_not: why it is left out; empty where it isn't.
    """

    id: str
    heading: str
    levels: tuple[OutlinedLevel, ...] = ()
    is_number: bool = False
    lowest: float = 0.0
    highest: float = 0.0
    why_not: str = ""


class Outline(NamedTuple):
    """What a study can be drafted from.

    Attributes:
        files: the files' names.
        study: a study of the file's days and codes, with nothing else in it.
        kind: what its rows are, in words.
        hours: of each code, by its id.
        columns: what else is known of respondents or diaries.
        respondent: the heading of the respondents' column; empty where there is none.
        respondents, diaries: how many there are.
        is_whole_day: whether diaries cover nearly all of their days.
        slots_are_told: whether the file tells how long slots are, and when the first one begins.
        settled: what was settled of how the file is read, by the keys of `[conventions]`.
        columns_named: what columns were said to be, by their roles.
    """

    files: tuple[str, ...]
    study: Study
    kind: str
    hours: Mapping[str, float]
    columns: tuple[OutlinedColumn, ...]
    respondent: str
    respondents: int
    diaries: int
    is_whole_day: bool
    slots_are_told: bool
    settled: Mapping[str, str]
    columns_named: Mapping[str, str]
