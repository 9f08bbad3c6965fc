"""What files of diaries hold before there is a study for them: their days and slots, their codes, their columns.

The files are recognised by days and slots of several kinds; by the one that fits, and by the codes that stand in them,
they are then read as any others are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import islice, pairwise
from math import gcd
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.assemble import assemble
from timediary.ingest.cell import heading_key, identifier, is_blank, is_no_value, quoted, text_of
from timediary.ingest.dates import date_of
from timediary.ingest.fault import shown
from timediary.ingest.known_layouts import KnownLayouts
from timediary.ingest.layout import ROWS_SEARCHED, Role
from timediary.ingest.outlined_columns import columns_in
from timediary.ingest.recogniser import Recogniser
from timediary.ingest.source import open_source
from timediary.ingest.spelling import CellParser
from timediary.ingest.standard_input import located
from timediary.ingest.times import Times
from timediary.model.conventions import DateOrder
from timediary.model.outline import Outline
from timediary.model.problem import Problem, ProblemKind
from timediary.model.reading import ReadError
from timediary.model.spelling import compared_code
from timediary.model.study import (
    DAYS_WITH_ENTRIES,
    EVERY_DAY,
    MINUTES_PER_DAY,
    WEEKDAYS,
    ActivityCode,
    ActivityType,
    Defaults,
    DiaryGrid,
    Study,
    Variable,
    VariableKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.conventions import KnownLayout
    from timediary.model.survey import Survey

RESPONDENT_NAMES = ("respondent", "respondent id", "participant", "participant id", "person", "person id", "id", "pid")
MOST_CODES = 2_000
_STEPS = (60, 30, 20, 15, 10, 5, 1)
_FOUR = 4 * 60
_WEEK_OF_DAYS = 3
_FEWEST_SLOTS = 4
_WHOLE = 0.9
_JOINTS = ("|", ";")


class Found(NamedTuple):
    """The layout of a file's diary, the days and slots that it was recognised by, and whether the file tells them."""

    layout: Layout
    grid: DiaryGrid
    are_told: bool


def outline(paths: Sequence[Path | str], id_: str, name: str, choices: Choices) -> Outline:
    """What a study of some files can be drafted from.

    Args:
        paths: the files.
        id_: of the study.
        name: of the study.
        choices: what is settled beforehand of how they are to be read.

    Raises:
        ReadError: a file can't be read, there is no diary in them, or what holds the codes can't be told.
    """
    sheets = [sheet for path in paths for sheet in open_source(located(path), shown(path))]
    for sheet in sheets:
        sheet.settle(choices)
    found = _found(sheets, choices)
    layout = found.layout
    codes = _codes_in(layout)
    grid = found.grid if layout.role is Role.WIDE else _grid_of(found)
    name_of = "" if _is_joined(layout) else layout.heading(layout.respondent)
    study = _study(id_, name, grid, codes, name_of)
    # Columns beside the diary, if it has any, say who the respondents are, as they will where the study has them.
    beside = {f"column_{n}": Variable(f"column_{n}", layout.heading(n), VariableKind.TEXT) for n in layout.others}
    reads = replace(study, variables={**study.variables, **{v.id: v for v in beside.values() if v.label}})
    survey = assemble(list(paths), reads, _silent, {}, choices)
    first = _first_minute(survey) if layout.role is Role.EPISODES else None
    if first is not None:
        study, reads = (replace(one, grid=one.grid._replace(first_minute=first)) for one in (study, reads))
        survey = assemble(list(paths), reads, _silent, {}, choices)
    is_whole = _is_whole_day(survey)
    if layout.role is not Role.WIDE or len(grid.days) > 1:
        study = _asked(study, survey, layout)
    minutes = survey.code_minutes
    hours = dict(zip(minutes.numbers.tolist(), (minutes.minutes.sum(axis=0) / 60).tolist(), strict=True))
    return Outline(
        files=tuple(Path(shown(path)).name for path in paths),
        study=study,
        kind=layout.role.value if layout.known is None else f"{layout.role.value}: {layout.known.label}",
        hours={code.id: hours.get(number, 0.0) for number, code in enumerate(study.codes, start=1)},
        columns=columns_in(survey),
        respondent=name_of,
        respondents=survey.respondent_count,
        diaries=len(survey),
        is_whole_day=is_whole,
        slots_are_told=found.are_told,
        settled={key: str(way) for key, way in choices.conventions._asdict().items() if way and key != "columns"},
        columns_named={heading: settled.chosen for heading, settled in choices.columns.items()},
    )


def _silent(label: str, done: int, total: int | None) -> None:
    """A progress callback that does nothing."""


def _is_joined(layout: Layout) -> bool:
    """Whether several columns name a respondent together, so that none of them does alone."""
    return layout.known is not None and len(layout.known.respondent) > 1


def _study(id_: str, name: str, grid: DiaryGrid, codes: Sequence[ActivityCode], respondent: str) -> Study:
    """A study of days and codes with nothing else in it."""
    names = {heading_key(text): text for text in (respondent, *RESPONDENT_NAMES) if text}
    names.pop(heading_key("respondent"), None)
    identity = Variable("respondent", "Respondent", VariableKind.IDENTIFIER, tuple(names.values()))
    types = (ActivityType("activity", "Activity"),)
    return Study(
        id_, name, "", grid, types, tuple(codes), {"respondent": identity}, {}, Defaults("codes", (), (), 30, 0.0)
    )


def _grid(days: Sequence[str], minutes: int, first: int) -> DiaryGrid:
    """Days in slots of some minutes."""
    weekend = tuple(place for place, day in enumerate(days) if day in WEEKDAYS[5:])
    return DiaryGrid(tuple(days), minutes, first, MINUTES_PER_DAY // minutes, weekend, 8 * 60, 18 * 60)


def _found(sheets: Sequence[Sheet], choices: Choices) -> Found:
    """The diary among some sheets, by the first kind of days and slots that fits."""
    partly: Found | None = None
    refused: list[ReadError] = []
    for grid in _grids(_known(sheets, choices)):
        study = replace(_study("draft", "", grid, (), ""), conventions=choices.conventions)
        recogniser = Recogniser(study, CellParser(study), choices)
        for sheet in sheets:
            layout = recogniser.layout_of(sheet) or _as_somebodys(recogniser, sheet)
            if layout is not None and layout.is_diary:
                found = Found(layout, grid, are_told=layout.known is not None)
                if layout.role is not Role.WIDE or layout.known is not None:
                    return found
                if len(grid.days) == 1 and len(layout.slots) == grid.slots_per_day:
                    return _with_first_slot(found)
                if sum(slot.number < grid.slots for slot in layout.slots.values()) >= _FEWEST_SLOTS:
                    partly = max((partly or found, found), key=lambda one: len(one.layout.slots))
            elif fault := recogniser.refused.get(sheet.title):
                problem = Problem(fault.kind, fault.message, fault.remedy, file=sheet.file, sheet=sheet.name)
                refused.append(ReadError(problem))
    if partly is not None:
        return _in_steps(partly)
    if refused:
        raise refused[0]
    # The reader of surveys says what is missing, and what to do about it.
    study = _study("draft", "", _grid(WEEKDAYS, 30, 0), (), "")
    assemble([sheet.file for sheet in sheets], study, _silent, {}, choices)
    message = "No diary was found that a study could be drafted from: its columns name fewer than four slots."
    remedy = "Say what its columns are, with --column NAME=ROLE, or begin with `timediary study new FOLDER --empty`."
    raise ReadError(Problem(ProblemKind.MISSING_SHEET, message, remedy, file=sheets[0].file if sheets else ""))


def _as_somebodys(recogniser: Recogniser, sheet: Sheet) -> Layout | None:
    """The layout of a sheet without respondents where it is said whose it is."""
    whose = recogniser.settled_respondent
    return None if whose is None else recogniser.layout_as_of(sheet, whose, f"respondent = '{whose}'")


def _known(sheets: Sequence[Sheet], choices: Choices) -> KnownLayout | None:
    """The known layout that one of some sheets has."""
    asked = choices.conventions.layout
    layouts = KnownLayouts(choices.layouts if asked is None else (asked,))
    for sheet in sheets:
        rows = [sheet.columns] if sheet.columns is not None else list(islice(sheet.rows(), ROWS_SEARCHED))
        if known := next((found for row in rows if (found := layouts.of(row))), None):
            return known
    return None


def _grids(known: KnownLayout | None) -> Iterator[DiaryGrid]:
    """The kinds of days and slots that are tried."""
    if known is not None and known.first_minute is not None:
        yield _grid(("Day",), known.slot_minutes or 10, known.first_minute)
        return
    yield _grid(WEEKDAYS, 5, 0)
    for minutes in (10, 30, 15, 60, 20, 5):
        yield _grid(("Day",), minutes, 0)
        yield _grid(("Day",), minutes, _FOUR)


def _with_first_slot(found: Found) -> Found:
    """A diary of one day with a column for each slot, whose first slot is that of its first column if it has a time."""
    layout, grid = found.layout, found.grid
    column, slot = next(iter(sorted(layout.slots.items())))
    heading = layout.heading(column)
    number = heading[len(heading.rstrip("0123456789")) :]
    is_time = ":" in heading or len(number) == len("0000") or int(number or 0) > 1
    first = grid.start_minute(slot.number) if is_time else _FOUR if grid.slot_minutes == 10 else 0
    return found._replace(grid=grid._replace(first_minute=first), are_told=is_time)


def _in_steps(found: Found) -> Found:
    """A wide diary whose slots are as long as the times above its columns are apart; of the days that are there.

    Columns of a day that begin at 07:00 and end at 06:45 are those of a day from 07:00.
    """
    layout, grid = found.layout, found.grid
    numbers = [slot.number for _, slot in sorted(layout.slots.items()) if slot.number < grid.slots]
    days = sorted({number // grid.slots_per_day for number in numbers})
    in_order = [number % grid.slots_per_day for number in numbers if number // grid.slots_per_day == days[0]]
    starts = sorted({number % grid.slots_per_day for number in numbers})
    apart = gcd(*(later - start for start, later in pairwise(starts))) * grid.slot_minutes
    step = next((minutes for minutes in _STEPS if apart and not apart % minutes), 30)
    first, last = grid.start_minute(starts[0]), grid.start_minute(starts[-1]) + step
    turn = in_order.index(min(in_order))
    if turn and in_order[turn:] + in_order[:turn] == sorted(in_order):
        first = grid.start_minute(in_order[0])
        last = first + MINUTES_PER_DAY
    drafted = _grid([grid.days[day] for day in days], step, first)
    return found._replace(grid=drafted._replace(slots_per_day=(last - first) // step), are_told=True)


def _grid_of(found: Found) -> DiaryGrid:
    """The days and slots of a diary with a row for each slot or episode."""
    layout, grid = found.layout, found.grid
    if layout.known is not None and layout.known.first_minute is not None:
        return grid
    days = WEEKDAYS if len(grid.days) > 1 and _has_weeks(layout) else ("Day",)
    if layout.role is Role.EPISODES:
        return _grid(days, 30 if len(days) > 1 else 10, 0)
    times = Times(_grid(("Day",), 1, 0))
    positions = [times.position(cell) for cell in _cells(layout, layout.time)]
    starts = [position % MINUTES_PER_DAY for position in positions if isinstance(position, int)]
    apart = gcd(*starts, MINUTES_PER_DAY)
    return _grid(days, next(minutes for minutes in _STEPS if not apart % minutes), 0)


def _has_weeks(layout: Layout) -> bool:
    """Whether respondents kept a week: their days have names, or three dates and more of a week for most of them."""
    column = layout.date if layout.date is not None else layout.day
    column = layout.time if column is None else column
    dates: dict[tuple[str, int], set[int]] = defaultdict(set)
    for who, cell in zip(_all(layout, layout.respondent), _all(layout, column), strict=True):
        if is_blank(cell):
            continue
        date = date_of(cell, layout.conventions.date_order or DateOrder.DAY_FIRST)
        if not date:
            date = date_of(text_of(cell).replace("T", " ").split(" ")[0], DateOrder.DAY_FIRST)
        if not date:
            return True
        dates[identifier(who), (date - 1) // len(WEEKDAYS)].add(date)
    return bool(dates) and median(map(len, dates.values())) >= _WEEK_OF_DAYS


def _all(layout: Layout, column: int) -> Iterator[Cell]:
    """All cells of a column below the header, in order."""
    for batch in layout.sheet.coded_batches([column], layout.first_row):
        (coded,) = batch.columns
        yield from (coded.values[number] for number in coded.numbers.tolist())


def _cells(layout: Layout, column: int) -> Counter[Cell]:
    """The different cells of a column below the header that aren't blank, with how often each occurs."""
    return Counter(cell for cell in _all(layout, column) if not is_blank(cell))


def _codes_in(layout: Layout) -> list[ActivityCode]:
    """The activity codes that stand in a diary, numbers in their order and others by how often they occur."""
    columns = list(layout.slots) if layout.role is Role.WIDE else [layout.code]
    counts: Counter[str] = Counter()
    for batch in layout.sheet.coded_batches(columns, layout.first_row):
        for coded in batch.columns:
            occurrences = np.bincount(coded.numbers, minlength=len(coded.values)).tolist()
            for cell, number in zip(coded.values, occurrences, strict=False):
                text = text_of(cell)
                counts[text] += 0 if not text or is_no_value(text) else number
    spelt: dict[str, str] = {}
    for text, times in counts.most_common():
        if times:
            spelt.setdefault(compared_code(text), text)
    codes = [text for text in spelt.values() if not _is_several(text, spelt)]
    if len(codes) > MOST_CODES or not codes:
        there = f"{len(codes):,} different contents" if codes else "no content"
        heading = layout.heading(columns[0])
        message = f"What is read as activities, {quoted(heading)}, has {there}."
        remedy = "Say which column has them: --column NAME=code."
        raise ReadError(Problem(ProblemKind.UNKNOWN_CODE, message, remedy, file=layout.sheet.file))
    if all(text.replace(".", "", 1).lstrip("-").isdecimal() for text in codes):
        codes.sort(key=lambda text: (float(text), text))
    return [ActivityCode(text, text, "activity") for text in codes]


def _is_several(text: str, spelt: dict[str, str]) -> bool:
    """Whether a text is several of the others, joined by a sign."""
    for joint in _JOINTS:
        parts = [compared_code(part.strip()) for part in text.split(joint)]
        if len(parts) > 1 and all(part in spelt for part in parts):
            return True
    return False


def _is_whole_day(survey: Survey) -> bool:
    """Whether diaries cover nearly all of the days on which they have entries."""
    if not survey.has_times or not len(survey):
        return False
    by_day = (survey.codes > 0).reshape(len(survey), len(survey.grid.days), -1)
    filled = by_day.mean(axis=2)[by_day.any(axis=2)]
    return bool(len(filled)) and survey.grid.day_minutes == MINUTES_PER_DAY and float(np.median(filled)) >= _WHOLE


def _first_minute(survey: Survey) -> int | None:
    """When days begin where entries leave nothing out: at the time of everybody's first entry; None for midnight.

    Counted are the hours from each respondent's first entry to their last, on any date.
    """
    if survey.dates is None or not survey.has_times or len(survey.grid.days) > 1 or not len(survey):
        return None
    per_day, starts = survey.grid.slots_per_day, set[int]()
    for respondent in np.unique(survey.respondent_numbers):
        mine = np.flatnonzero(survey.respondent_numbers == respondent)
        days = survey.dates[mine].astype(np.int64) - int(survey.dates[mine].min())
        slots, codes = np.nonzero(survey.codes[mine])
        filled = np.sort(days[slots] * per_day + codes)
        if not len(filled):
            continue
        runs = np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1)
        starts |= {int(run[0] % per_day) for run in runs}
        if any(len(run) < _WHOLE * per_day for run in runs):
            return None
    first = starts.pop() if len(starts) == 1 else 0
    return survey.grid.start_minute(first) if first else None


def _asked(study: Study, survey: Survey, layout: Layout) -> Study:
    """The study, with the days that were asked: those with entries where people log what they do when they do it."""
    few = False
    if len(study.grid.days) > 1 and survey.has_times:
        entries = (survey.codes > 0).reshape(len(survey), len(study.grid.days), -1).any(axis=2).sum(axis=1)
        few = float(np.median(entries)) < _WEEK_OF_DAYS
    asked = DAYS_WITH_ENTRIES if len(study.grid.days) > 1 and (few or layout.role is Role.EPISODES) else EVERY_DAY
    return replace(study, grid=study.grid._replace(asked=asked))
