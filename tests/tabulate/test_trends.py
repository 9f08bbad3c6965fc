"""Several waves: against R's contrasts, against `compare`, and what must hold."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.builders import random_survey

from timediary.model.problem import RequestError
from timediary.pipeline.comparing import compare
from timediary.pipeline.surveys import read
from timediary.pipeline.trends import trend, wave_times
from timediary.study import load_study

if TYPE_CHECKING:
    import timediary as td
    from timediary.model.survey import Survey

DATA = Path(__file__).parents[1] / "data"
NAMES = ("2025", "2026", "2029")
COLUMNS = {"first_1": "2026-2025", "first_2": "2029-2025", "previous_2": "2029-2026", "trend": "trend"}


@pytest.fixture(scope="module")
def thirds() -> list[td.Survey]:
    """The survey that R has estimated, cut in three waves of different people."""
    survey = read(DATA / "complex_survey" / "diary.csv")
    number = np.array([int(name[1:]) for name in survey.respondents])
    return [survey.select(number % 3 == wave) for wave in range(3)]


@pytest.mark.parametrize("design", ["simple", "clustered"])
def test_independent_waves_agree_with_r(design: str, thirds: list[td.Survey]) -> None:
    options: dict[str, Any] = {} if design == "simple" else {"weight": "weight", "cluster": "agency"}
    samples = [survey.sample(**options) for survey in thirds]
    found = {table.id: table for table in trend(samples, names=NAMES, independent=True, with_picture=False).tables}
    with (DATA / "waves" / "expected.csv").open(newline="", encoding="utf-8") as file:
        expected = [row for row in csv.DictReader(file) if row["design"] == design]
    assert len(expected) == 2 * 3 * 17
    for row in expected:
        table = found["trend:overall" if row["of"] == "share" else "trend_hours:overall"]
        assert table.precision is not None
        statistic = row["statistic"].removesuffix("_se")
        if statistic in ("f", "ddf"):
            continue  # The table has the probability that follows from them.
        by_wave = {f"wave_{number}": f"wave_{number + 1}" for number in range(3)}
        name = {"p": "p_any_change", **COLUMNS, **by_wave}[statistic]
        place = [line.id for line in table.rows].index(row["category"]), [c.id for c in table.columns].index(name)
        value = table.precision.se[place] if row["statistic"].endswith("_se") else table.estimate[place]
        assert value == pytest.approx(float(row["value"]), rel=1e-9), row


def wave(seed: int, keep: int) -> Survey:
    survey = random_survey(seed)
    chosen = np.arange(len(survey)) < keep
    return survey.select(chosen)


@pytest.mark.parametrize("independent", [True, False])
@pytest.mark.parametrize("standardise", [None, "role"])
def test_two_waves_are_a_comparison_to_the_last_digit(independent: bool, standardise: str | None) -> None:
    first, second = wave(3, 40), wave(4, 33)
    tables = {
        table.id: table
        for table in trend(
            [first, second],
            ["setting"],
            names=["a", "b"],
            independent=independent,
            standardise=standardise,
            with_picture=False,
        ).tables
    }
    for compared in compare(first, second, ["setting"], independent=independent, standardise=standardise):
        id_, _, suffix = compared.second.id.partition(":standardised")
        for j, line in enumerate(compared.second.columns):
            which = "overall" if id_ == "overall" else f"{id_}/{line.id}"
            table = tables[f"trend:{which}{':standardised' + suffix if suffix else ''}"]
            gap, precision = compared.differences, table.precision
            assert precision is not None
            known = np.isfinite(gap.se[:, j])
            np.testing.assert_array_equal(table.estimate[:, 2], gap.difference[:, j])
            for ours, theirs in (
                (precision.se, gap.se),
                (precision.low, gap.low),
                (precision.high, gap.high),
                (precision.degrees_of_freedom, gap.degrees_of_freedom),
            ):
                np.testing.assert_array_equal(ours[known, 2], theirs[known, j])


def test_limits_of_changes_and_trends_stay_in_the_possible() -> None:
    waves = [wave(seed, 4) for seed in (5, 6, 7)]
    for table in trend(waves, independent=True, with_picture=False).tables:
        assert table.precision is not None
        most = 168 if table.id.startswith("trend_hours") else 1
        low, high = table.precision.low[:, 3:6], table.precision.high[:, 3:6]
        known = np.isfinite(low)
        assert (low[known] >= -most).all()
        assert (high[known] <= most).all()


def test_the_picture_has_a_line_for_each_category(thirds: list[td.Survey]) -> None:
    result = trend(thirds, names=NAMES)
    (picture,) = result.pictures
    assert picture.description.startswith("From 2025 to 2029: Direct contact from 44% to 44%")
    assert result.headline.endswith("client-related work; 3 waves: 2025 80 diaries, 2026 80 diaries, 2029 80 diaries")
    assert result.ledger.balanced
    assert result.ledger.kept == sum(survey.ledger.kept for survey in thirds)


def test_times_follow_from_names_or_are_given() -> None:
    assert wave_times(NAMES) == (NAMES, (2025.0, 2026.0, 2029.0), "year")
    assert wave_times(["wave_2025", "w2026b"]).times == (2025.0, 2026.0)
    assert wave_times(["before", "after"]) == (("before", "after"), (1.0, 2.0), "wave")
    assert wave_times(["a", "a"]).names == ("a (1)", "a (2)")
    assert wave_times(["2025a", "2025b"]).unit == "wave"
    assert wave_times(["x", "y", "z"], [0, 6, 18]).times == (0.0, 6.0, 18.0)


@pytest.mark.parametrize(
    ("names", "times", "words"),
    [
        (["2026", "2025"], None, "put the waves in the order of time"),
        (["a", "b"], [2.0, 1.0], "must be in order of time"),
        (["a", "b"], [1.0], "2 waves and 1 times"),
    ],
)
def test_waves_out_of_order_are_refused(names: list[str], times: list[float] | None, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        wave_times(names, times)


def test_one_wave_and_waves_of_different_studies_are_refused() -> None:
    survey = wave(8, 10)
    with pytest.raises(RequestError, match="at least two waves"):
        trend([survey])
    other = replace(survey, study=replace(survey.study, codes=survey.study.codes[:-1]))
    with pytest.raises(RequestError, match="different studies"):
        trend([survey, other])
    with pytest.raises(RequestError, match="2 waves and 1 names"):
        trend([survey, survey], names=["a"])


def test_waves_of_slots_and_of_episodes_are_accounted_in_minutes(tmp_path: Path) -> None:
    (tmp_path / "slots.csv").write_text("respondent,day,time,code\nA,Mon,09:00,D1\nA,Mon,09:30,X9\n", encoding="utf-8")
    (tmp_path / "episodes.csv").write_text("respondent,day,start,end,code\nB,Mon,09:00,10:00,R1\n", encoding="utf-8")
    waves = [read(tmp_path / name) for name in ("slots.csv", "episodes.csv")]
    ledger = trend(waves, []).ledger
    assert (ledger.unit, ledger.cells_read, ledger.kept, sum(ledger.left_out.values())) == ("minutes", 120, 90, 30)
    assert ledger.balanced


def test_what_is_noted_beside_activities_is_accounted_over_all_waves(tmp_path: Path) -> None:
    study = load_study(Path(__file__).parents[2] / "examples" / "time_use" / "study")
    lines = "person,date,time,code,second activity\nP1,2027-05-11,08:00,work,leisure\nP1,2027-05-11,08:10,work,?!\n"
    (tmp_path / "diary.csv").write_text(lines, encoding="utf-8")
    waves = [read(tmp_path / "diary.csv", study)] * 2
    ledger = trend(waves, [], with_picture=False).ledger
    assert (ledger.answers_read, ledger.answers_kept) == (4, 2)
