"""Pictures of the day and its episodes hold the figures of their tables."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.plot.checker import assert_readable, scales_across, scales_up, texts_of
from tests.plot.edges import survey_with

import timediary as td
from timediary.model.sequences import SequenceTable
from timediary.plot.colours import DARK_TEXT, LIGHT_TEXT, fill_of
from timediary.plot.marks import Area, Box, Line, Pixels, Words
from timediary.plot.style import RULE
from timediary.plot.weeks import MOST_LINES
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.plot import Plot

SURVEY = survey_with(60)
Limits = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def _areas(plot: Plot, panels: int) -> list[list[Area]]:
    """The areas of each panel, which lie on one another; of all slots, as in these diaries all are busy."""
    found = [mark for mark in plot.marks if isinstance(mark, Area)]
    each = len(found) // panels
    return [found[place : place + each] for place in range(0, len(found), each)]


def _limits(area: Area, value: Callable[[float], float]) -> Limits:
    """Where an area begins and ends, slot by slot."""
    half = len(area.places) // 2
    above = [y for _, y in area.places[:half:2]]
    below = [y for _, y in area.places[half:][::-1][::2]]
    return np.array([value(y) for y in below]), np.array([value(y) for y in above])


def test_a_tempogram_stacks_the_categories_up_to_those_at_work() -> None:
    plot = td.picture(SURVEY, "tempogram")
    assert len(plot.tables) == 2
    for areas, table, value in zip(_areas(plot, 2), plot.tables, scales_up(plot), strict=True):
        groups = [j for j, column in enumerate(table.columns) if column.kind.value == "group"]
        assert [area.fill for area in areas] == [fill_of(i) for i in range(len(groups))]
        limits = [_limits(area, value) for area in areas]
        for (below, above), j in zip(limits, groups, strict=True):
            assert above - below == pytest.approx(table.estimate[:, j])
        for (_, top), (bottom, _) in pairwise(limits):
            assert top == pytest.approx(bottom)
        assert limits[-1][1] == pytest.approx(table.estimate[:, -1])


def test_a_tempogram_of_one_category_has_its_intervals_within_its_band() -> None:
    plot = td.picture(SURVEY, "tempogram", category="recording")
    everything, alone = plot.tables[:2]
    assert [table.id for table in plot.tables] == [
        "tempogram_weekday",
        "tempogram_weekday_band",
        "tempogram_weekend",
        "tempogram_weekend_band",
    ]
    assert everything.precision is not None
    assert alone.precision is not None
    band, single = (_limits(area, scales_up(plot)[0]) for area in _areas(plot, 2)[0])
    place = [column.id for column in everything.columns].index("recording")
    assert band[0] == pytest.approx(alone.precision.low[:, 0])
    assert band[1] == pytest.approx(alone.precision.high[:, 0])
    assert single[1] == pytest.approx(everything.precision.high[:, place])


@pytest.mark.parametrize("number", [30, MOST_LINES + 150])
def test_a_week_has_a_line_for_each_respondent_as_long_as_there_is_room(number: int) -> None:
    plot = td.picture(survey_with(number, seed=4), "week")
    (table,) = plot.tables
    assert isinstance(table, SequenceTable)
    times = np.stack([np.count_nonzero(table.sequences == state, axis=1) for state in range(1, 7)], axis=1)
    leading, share = times.argmax(axis=1), times.max(axis=1) / times.sum(axis=1)
    changes = np.flatnonzero(np.diff(leading))
    assert len(changes) == len(set(leading.tolist())) - 1, "those with the same leading category stand together"
    assert all((np.diff(part) <= 0).all() for part in np.split(share, changes + 1)), "most of it at the top"
    sizes = [len(part) for part in np.split(share, changes + 1)]
    assert sizes == sorted(sizes, reverse=True)
    images = [mark for mark in plot.marks if isinstance(mark, Pixels)]
    assert len(images) == len(table.days) == 7
    pixels = images[0].pixels
    assert len(pixels) == min(len(table.sequences), MOST_LINES)
    said = " ".join(texts_of(plot))
    assert ("are shown, taken evenly" in said) == (number > MOST_LINES)
    if number <= MOST_LINES:
        expected = np.full((len(table.sequences), 48, 4), 255)
        for i in range(6):
            colour = [int(fill_of(i).colour[k : k + 2], 16) for k in (1, 3, 5)]
            expected[table.sequences[:, :48] == i + 1] = [*colour, 255]
        assert np.array_equal(pixels, expected)


def test_the_hours_of_a_working_day_are_the_bars() -> None:
    plot = td.picture(SURVEY, "working_day")
    (table,) = plot.tables
    (hour,) = scales_across(plot)
    # Those of the key are smaller.
    bars = [mark for mark in plot.marks if isinstance(mark, Box) and mark.height > 3]
    assert len(bars) == 2 * len(table.columns)
    for j, (start, finish) in enumerate(zip(bars[::2], bars[1::2], strict=True)):
        for time, bar in (("start", start), ("finish", finish)):
            low, high = (table.value(f"{time}_{name}_quartile", table.columns[j].id) for name in ("lower", "upper"))
            assert (hour(bar.x), hour(bar.x + bar.width)) == pytest.approx((low, high))


def test_what_follows_what_is_the_darker_the_more_often_it_does() -> None:
    plot = td.picture(SURVEY, "transitions")
    (table,) = plot.tables
    cells = [mark for mark in plot.marks if isinstance(mark, Box)]
    shares = np.nan_to_num(table.estimate).ravel()
    assert len(cells) == len(shares)
    light = np.array([sum(bytes.fromhex(cell.fill.colour[1:])) for cell in cells])
    order = np.argsort(shares)
    assert (np.diff(light[order]) <= 0).all()


@pytest.mark.parametrize("kind", ["tempogram", "episodes", "working_day"])
def test_what_shows_all_respondents_refuses_a_breakdown(kind: str) -> None:
    table = getattr(td, kind)(SURVEY, by="team")
    with pytest.raises(td.RequestError, match="all respondents together"):
        getattr(td.plot, kind)(table)
    assert_readable(getattr(td.plot, kind)(getattr(td, kind)(SURVEY)))


def test_a_tempogram_is_painted_from_shares_of_all_respondents() -> None:
    for table in (td.tempogram(SURVEY, base="at_work"), td.tempogram(SURVEY, category="recording")):
        with pytest.raises(td.RequestError, match="shares of all respondents in all categories"):
            td.plot.tempogram(table)
    with pytest.raises(td.RequestError, match="with its band"):
        td.plot.tempogram(td.tempogram(SURVEY), category="recording")
    with pytest.raises(td.RequestError, match="with its band"):
        td.plot.tempogram(td.tempogram(SURVEY), td.tempogram(SURVEY), category="nonsense")


def test_a_tempogram_of_named_days_says_which() -> None:
    plot = td.plot.tempogram(td.tempogram(SURVEY, days="Mon,Tue"))
    assert_readable(plot)
    assert any("Monday, Tuesday" in text for text in texts_of(plot))


def test_many_categories_are_too_many_in_words() -> None:
    with pytest.raises(td.RequestError, match="40 groups; a picture of whole diaries shows 8 at most"):
        td.picture(SURVEY, "week", grouping="activity")
    with pytest.raises(td.RequestError, match="Choose a coarser grouping or a wider picture"):
        td.picture(SURVEY, "transitions", grouping="activity")
    with pytest.raises(td.RequestError, match="without diaries"):
        td.plot.week(td.tempogram(SURVEY))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "width"), [("tempogram", 170), ("episodes", 170), ("transitions", 420)])
def test_forty_categories_are_readable_where_there_is_room(kind: str, width: float) -> None:
    assert_readable(td.picture(SURVEY, kind, grouping="activity", width=width))


@pytest.mark.slow
def test_the_studys_own_groupings_are_shown() -> None:
    for grouping in load_study().groupings.values():
        if len(grouping.groups) <= 8:
            for kind in ("tempogram", "week", "transitions", "episodes"):
                assert_readable(td.picture(SURVEY, kind, grouping=grouping))


def test_the_weekend_of_a_tempogram_has_the_scale_of_its_weekdays() -> None:
    base = survey_with(60)
    codes = base.codes.reshape(60, 7, -1).copy()
    codes[3:, 5:] = 0
    plot = td.picture(replace(base, codes=codes.reshape(60, -1)), "tempogram")
    weekdays, weekend = scales_up(plot)
    assert weekdays(0) - weekdays(1) == pytest.approx(weekend(0) - weekend(1))


def test_names_stand_on_the_areas_that_have_room_for_them() -> None:
    plot = td.picture(SURVEY, "tempogram")
    inside = [mark.text for mark in plot.marks if isinstance(mark, Words) and mark.colour in (LIGHT_TEXT, DARK_TEXT)]
    assert "Direct contact" in inside


def test_the_median_times_of_a_working_day_are_written_at_its_bars() -> None:
    plot = td.picture(SURVEY, "working_day")
    shown = texts_of(plot)
    for day in plot.tables[0].columns:
        for time in ("start", "finish"):
            hour = plot.tables[0].value(f"{time}_median", day.id)
            assert f"{int(hour):02d}:{round(hour % 1 * 60):02d}" in shown


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "each", "first"), [("working_week", 7, "Mon 00:00"), ("profile", 1, "00:00")])
def test_the_days_of_groups_add_up_to_those_at_work(kind: str, each: int, first: str) -> None:
    base = survey_with(64, ("North", "South", "Few"))
    team = replace(base.attributes["team"], values=np.repeat(np.arange(3, dtype=np.int32), (40, 20, 4)))
    plot = td.picture(replace(base, attributes={**base.attributes, "team": team}), kind, "team")
    _, by = plot.tables
    days = [mark for mark in plot.marks if isinstance(mark, Area)]
    groups = [text for text in texts_of(plot) if re.fullmatch(r".* \(\d+\*?\)", text)]
    assert groups == ["North (39)", "South (20*)", "All (63)"]
    assert "Few" in " ".join(texts_of(plot)).partition("fewer than 10 respondents: ")[2]
    assert len(days) == len(groups) * each * 6
    assert_readable(plot)
    tick = next(mark.places[0][1] for mark in plot.marks if isinstance(mark, Line) and mark.pen.colour == RULE)
    share = next(int(text[:-1]) / 100 for text in texts_of(plot) if text.endswith("%"))
    floor = max(y for _, y in days[0].places)
    start = [row.id for row in by.rows].index(first)
    at_work = by.estimate[start : start + 48, [column.id for column in by.columns].index("team_0/at_work")]
    above = _limits(days[5], lambda y: share * (floor - y) / (floor - tick))[1]
    assert above == pytest.approx(at_work)
