"""Tables of the day, worked out by hand and held against the tables of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.builders import random_survey, survey_of

from timediary.model.problem import RequestError
from timediary.pipeline.breakdowns import breakdown
from timediary.pipeline.time_of_day import complexity, episodes, tempogram, transitions, working_day
from timediary.tabulate.precision import LEVEL

if TYPE_CHECKING:
    from timediary.model.survey import Survey
    from timediary.model.table import Table

TABLES = (
    tempogram,
    lambda survey: tempogram(survey, days="weekend", base="at_work", by="setting"),
    lambda survey: tempogram(survey, days="all", each_day=True),
    lambda survey: tempogram(survey, category="direct_contact", simultaneous=True),
    working_day,
    lambda survey: working_day(survey, days="weekday", by="setting"),
    episodes,
    lambda survey: episodes(survey, "setting"),
    transitions,
    complexity,
)


def _survey(*diaries: str, **attributes: list[str]) -> Survey:
    """Respondents from spells such as `Mon 08:30 D1 3`: the first slot, the code, and how many slots."""
    survey = survey_of([{}] * len(diaries), attributes)
    names = {survey.study.grid.slot_name(slot): slot for slot in range(survey.study.grid.slots)}
    for i, diary in enumerate(diaries):
        for spell in filter(None, (part.strip() for part in diary.split(";"))):
            day, time, code, slots = spell.split()
            first = names[f"{day} {time}"]
            survey.codes[i, first : first + int(slots)] = survey.study.code_numbers[code]
    return survey


def test_a_tempogram_is_a_mean_over_days_then_over_respondents() -> None:
    survey = _survey("Mon 09:00 D1 1; Tue 09:00 D1 1; Wed 09:00 S1 1; Sat 09:00 D1 1", "Mon 09:00 D1 2")
    table = tempogram(survey)
    assert table.value("09:00", "direct_contact") == pytest.approx((2 + 1) / 5 / 2)
    assert table.value("09:00", "at_work") == pytest.approx((3 + 1) / 5 / 2)
    assert table.value("09:30", "direct_contact") == pytest.approx(1 / 5 / 2)
    assert table.value("08:30", "direct_contact") == 0
    assert tempogram(survey, days="weekend").value("09:00", "client_related") == pytest.approx(1 / 2 / 2)
    assert tempogram(survey, days="Sat").value("09:00", "client_related") == pytest.approx(1 / 2)
    at_work = tempogram(survey, base="at_work")
    assert at_work.value("09:00", "direct_contact") == pytest.approx(3 / 4)
    assert [column.id for column in at_work.columns][-1] == "sundry"
    rows = [row.id for row in at_work.rows]
    assert at_work.base[rows.index("09:00")].tolist() == [2] * len(at_work.columns)
    assert at_work.base[rows.index("09:30")].tolist() == [1] * len(at_work.columns)
    week = tempogram(survey, days="all", each_day=True)
    assert [week.value(slot, "at_work") for slot in ("Mon 09:00", "Tue 09:00", "Sun 09:00")] == [1, 0.5, 0]


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_tempograms_agree_with_shares_of_time(seed: int) -> None:
    survey = random_survey(seed)
    weighted = survey.sample(weight="weight")
    shares = breakdown(weighted, "setting")
    day = tempogram(weighted, days="all", by="setting")
    week = tempogram(weighted, days="all", each_day=True, by="setting")
    for column, line in enumerate(shares.columns):
        for row, group in enumerate(shares.rows):
            place = [other.id for other in day.columns].index(f"{line.id}/{group.id}")
            for table in (day, week):
                assert np.isclose(table.hours[:, place].sum(), shares.hours[row, column])
    groups = [j for j, column in enumerate(shares.rows) if column.kind.value == "group"]
    everybody = [column.id for column in day.columns].index("all/at_work")
    of_groups = [[column.id for column in day.columns].index(f"all/{shares.rows[j].id}") for j in groups]
    assert np.allclose(day.estimate[:, of_groups].sum(axis=1), day.estimate[:, everybody])
    at_work = tempogram(weighted, days="all", base="at_work")
    sums = at_work.estimate[:, groups].sum(axis=1)
    assert np.allclose(sums[np.isfinite(sums)], 1)


@pytest.mark.slow
def test_steps_of_several_slots_have_the_shares_of_all_their_time() -> None:
    survey = random_survey(3)
    fine, coarse = tempogram(survey), tempogram(survey, step=120)
    assert [line.id for line in coarse.rows] == [f"{hour:02d}:00" for hour in range(0, 24, 2)]
    assert np.allclose(coarse.estimate, fine.estimate.reshape(12, 4, -1).mean(axis=1), rtol=0, atol=1e-15)
    assert coarse.hours.sum() == pytest.approx(fine.hours.sum(), abs=1e-9)
    assert coarse.notes[0] == "Times of day are in steps of 120 minutes; each share is of all the time in a step."
    assert coarse.notes[1:] == fine.notes
    fine, coarse = (tempogram(survey, base="at_work", days="all", each_day=True, step=step) for step in (None, 60))
    there = tempogram(survey, category="at_work", days="all", each_day=True)
    parts = np.nan_to_num(fine.estimate) * there.estimate
    over = there.estimate.reshape(-1, 2, 1).sum(axis=1)
    assert np.allclose(coarse.estimate, parts.reshape(-1, 2, parts.shape[1]).sum(axis=1) / over, rtol=0, atol=1e-12)
    for step in (45, 15, 0):
        with pytest.raises(RequestError, match="isn't several slots of 30 minutes"):
            tempogram(survey, step=step)


def test_the_error_of_a_tempogram_is_that_of_a_mean() -> None:
    survey = random_survey(5, 60)
    table = tempogram(survey, days="Mon", category="at_work")
    works = (survey.codes[:, :48] > 0).astype(float)
    assert table.precision is not None
    expected = works.std(axis=0, ddof=1) / np.sqrt(len(works))
    assert table.precision.se[:, 0] == pytest.approx(expected)


def test_a_simultaneous_band_is_wider_than_single_intervals() -> None:
    survey = random_survey(9, 80)
    single, band = (
        tempogram(survey, category="recording", by="setting", simultaneous=both).precision for both in (False, True)
    )
    assert single is not None
    assert band is not None
    known = np.isfinite(single.low) & (single.se > 0)
    assert known.any()
    assert (band.low[known] < single.low[known]).all()
    assert (band.high[known] > single.high[known]).all()
    assert band.level == single.level == LEVEL
    again = tempogram(survey, category="recording", by="setting", simultaneous=True).precision
    assert again is not None
    assert np.array_equal(again.low, band.low, equal_nan=True)


def test_start_and_finish_are_those_of_the_day() -> None:
    survey = _survey(
        "Mon 08:30 D1 3; Mon 16:00 D1 2; Tue 22:00 D1 4; Wed 00:00 D1 2",
        "Mon 09:30 S1 1",
        "Mon 12:00 S1 1; Mon 12:30 D1 1",
        "Sun 09:00 D1 1",
    )
    table = working_day(survey)
    assert table.value("at_work", "monday") == pytest.approx(3 / 4)
    assert table.value("start_median", "monday") == 9.5
    assert table.value("finish_median", "monday") == 13
    assert table.value("span", "monday") == pytest.approx((8.5 + 0.5 + 1) / 3)
    assert table.value("worked", "monday") == pytest.approx((2.5 + 0.5 + 1) / 3)
    assert table.value("finish_median", "tuesday") == 24
    assert table.value("start_median", "wednesday") == 0
    assert np.isnan(table.value("start_median", "friday"))
    assert table.base[1].tolist() == [3, 1, 1, 0, 0, 0, 1]
    text = str(table)
    for time in ("08:30", "13:00", "24:00", "00:00"):
        assert time in text


def test_episodes_of_a_subtotal_go_on_while_work_changes_between_its_groups() -> None:
    # D1 is direct contact, R1 recording: both are client-related; S1 is not.
    survey = _survey("Mon 09:00 D1 2; Mon 10:00 R1 2; Mon 11:00 S1 1; Mon 12:00 D1 4", "Tue 23:00 D1 2; Wed 00:00 D1 1")
    table = episodes(survey)
    assert table.value("per_day", "direct_contact") == pytest.approx((2 + 2) / 3)
    assert table.value("per_hour", "direct_contact") == pytest.approx(4 / 6)
    assert table.value("mean_length", "direct_contact") == pytest.approx((60 + 120 + 60 + 30) / 4)
    assert table.value("median_length", "direct_contact") == 60
    assert table.value("long_share", "direct_contact") == pytest.approx(120 / 270)
    assert table.value("longest", "direct_contact") == pytest.approx((120 + 60) / 2)
    assert table.value("mean_length", "client_related") == pytest.approx((120 + 120 + 60 + 30) / 4)
    assert table.value("per_day", "any") == pytest.approx((4 + 2) / 3)
    assert table.value("per_day", "at_work") == pytest.approx((2 + 2) / 3)
    assert table.value("longest", "at_work") == pytest.approx((150 + 60) / 2)
    assert table.value("per_day", "other_inter_agency") == 0
    assert np.isnan(table.value("mean_length", "other_inter_agency"))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_episodes_hold_all_the_time(seed: int) -> None:
    survey = random_survey(seed)
    table = episodes(survey.sample(weight="weight"), "setting")
    shares = breakdown(survey.sample(weight="weight"), "setting")
    ids = [column.id for column in table.columns]
    for place, level in enumerate(shares.columns):
        if not shares.base[0, place]:
            continue
        for row in shares.rows:
            column = ids.index(f"{level.id}/{row.id}")
            per_hour, length = table.value("per_hour", ids[column]), table.value("mean_length", ids[column])
            # Episodes an hour times the hours of one are the share of the time.
            assert per_hour * length / 60 == pytest.approx(shares.value(row.id, level.id)) or np.isnan(length)
        groups = [f"{level.id}/{row.id}" for row in shares.rows if row.kind.value == "group"]
        total = sum(table.value("per_hour", column) for column in groups)
        assert total == pytest.approx(table.value("per_hour", f"{level.id}/any"))


def test_what_follows_what() -> None:
    survey = _survey(
        "Mon 09:00 D1 2; Mon 10:00 R1 2; Mon 12:00 D1 1; Tue 09:00 R1 1; Tue 09:30 D1 1",
        "Mon 23:30 D1 1; Tue 00:00 S1 1",
    )
    table = transitions(survey)
    assert table.value("start", "direct_contact") == pytest.approx(2 / 4)
    assert table.value("start", "recording") == pytest.approx(1 / 4)
    assert table.value("direct_contact", "recording") == pytest.approx(1 / 4)
    assert table.value("direct_contact", "end") == pytest.approx(3 / 4)
    assert table.value("recording", "break") == pytest.approx(1 / 2)
    assert table.value("after_break", "direct_contact") == 1
    assert np.isnan(table.value("other_inter_agency", "end"))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_rows_of_what_follows_what_add_up(seed: int) -> None:
    table = transitions(random_survey(seed).sample(weight="weight"))
    sums = np.nansum(table.estimate, axis=1)
    assert np.allclose(sums[table.base[:, 0] > 0], 1)
    groups = [row.id for row in table.rows][1:-1]
    cannot = [(group, group) for group in groups]
    cannot += [(row, column) for row in ("start", "after_break") for column in ("break", "end")]
    assert all(np.isnan(table.value(*cell)) for cell in cannot)


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_one_respondent_has_figures_and_no_errors(number: int) -> None:
    table: Table = TABLES[number](_survey("Mon 09:00 D1 2; Tue 10:00 S1 3; Sun 12:00 D1 1", setting=["csd"]))
    assert np.isfinite(table.estimate).any()
    assert table.precision is not None
    assert str(table)


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_nobody_at_work_is_a_request_that_cannot_be_met(number: int) -> None:
    with pytest.raises(RequestError, match="Nobody recorded any time"):
        TABLES[number](_survey("", setting=["csd"]))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"days": "Funday"}, "has no day 'Funday'"),
        ({"days": ""}, "No day is named"),
        ({"category": "nonsense"}, "The grouping 'broad' has no category 'nonsense'. It has: direct_contact"),
        ({"by": "nonsense"}, "no column 'nonsense'"),
    ],
)
def test_what_there_is_not_is_said(asked: dict[str, str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        tempogram(_survey("Mon 09:00 D1 2"), **asked)  # type: ignore[arg-type]
