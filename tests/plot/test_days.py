"""Pictures of the day and its episodes hold the figures of their tables."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle, StepPatch
from tests.plot.checker import assert_readable, boxes_of
from tests.plot.edges import survey_with

import timediary as td
from timediary.model.sequences import SequenceTable
from timediary.plot.colours import fill_of
from timediary.plot.weeks import MOST_LINES
from timediary.study import load_study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

SURVEY = survey_with(60)


def _steps(axes: Axes) -> list[StepPatch]:
    return [patch for patch in axes.patches if isinstance(patch, StepPatch)]


def _limits(step: StepPatch) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where an area begins and ends, slot by slot."""
    values, _, baseline = step.get_data()
    return np.asarray(baseline), np.asarray(values)


def test_a_tempogram_stacks_the_categories_up_to_those_at_work() -> None:
    plot = td.picture(SURVEY, "tempogram")
    assert len(plot.axes) == len(plot.tables) == 2
    for axes, table in zip(plot.axes, plot.tables, strict=True):
        steps = _steps(axes)
        groups = [j for j, column in enumerate(table.columns) if column.kind.value == "group"]
        assert [to_hex(step.get_facecolor()) for step in steps] == [fill_of(i).colour for i in range(len(groups))]
        for step, j in zip(steps, groups, strict=True):
            below, above = _limits(step)
            assert above - below == pytest.approx(table.estimate[:, j])
        for lower, upper in pairwise(steps):
            assert np.array_equal(_limits(lower)[1], _limits(upper)[0])
        assert _limits(steps[-1])[1] == pytest.approx(table.estimate[:, -1])


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
    band, single = _steps(plot.axes[0])
    place = [column.id for column in everything.columns].index("recording")
    assert _limits(band)[0] == pytest.approx(alone.precision.low[:, 0])
    assert _limits(band)[1] == pytest.approx(alone.precision.high[:, 0])
    assert _limits(single)[1] == pytest.approx(everything.precision.high[:, place])


@pytest.mark.parametrize("number", [30, MOST_LINES + 150])
def test_a_week_has_a_line_for_each_respondent_as_long_as_there_is_room(number: int) -> None:
    plot = td.picture(survey_with(number, seed=4), "week")
    (table,) = plot.tables
    assert isinstance(table, SequenceTable)
    recorded = np.count_nonzero(table.sequences, axis=1)
    assert (np.diff(recorded.astype(int)) <= 0).all()
    images = [image for axes in plot.axes for image in axes.get_children() if isinstance(image, AxesImage)]
    assert len(images) == len(table.days) == 7
    pixels = np.asarray(images[0].get_array())
    assert len(pixels) == min(len(table.sequences), MOST_LINES)
    said = " ".join(text for text, _ in boxes_of(plot))
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
    bars = [patch for patch in plot.axes[0].patches if isinstance(patch, Rectangle)]
    assert len(bars) == 2 * len(table.columns)
    for j, (start, finish) in enumerate(zip(bars[::2], bars[1::2], strict=True)):
        for time, bar in (("start", start), ("finish", finish)):
            low, high = (table.value(f"{time}_{name}_quartile", table.columns[j].id) for name in ("lower", "upper"))
            assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((low, high))


def test_what_follows_what_is_the_darker_the_more_often_it_does() -> None:
    plot = td.picture(SURVEY, "transitions")
    (table,) = plot.tables
    cells = [patch for patch in plot.axes[0].patches if isinstance(patch, Rectangle)]
    shares = np.nan_to_num(table.estimate).ravel()
    assert len(cells) == len(shares)
    light = np.array([sum(to_rgb(cell.get_facecolor())) for cell in cells])
    order = np.argsort(shares)
    assert (np.diff(light[order]) <= 1e-9).all()


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
    assert any("Monday, Tuesday" in text for text, _ in boxes_of(plot))


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
