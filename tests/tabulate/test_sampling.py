"""How respondents were sampled: what it changes in a table, and what is said when it doesn't fit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.model.problem import DefinitionError, RequestError
from timediary.model.sampling import KnownTotal, KnownTotals
from timediary.model.survey import Survey
from timediary.model.table import Precision, Status
from timediary.pipeline.breakdowns import breakdown
from timediary.pipeline.workforce import adjust, plan
from timediary.study import load_study, load_totals, study_folder

SEEDS = st.integers(0, 2**32 - 1)
BY_SETTING = KnownTotals(
    ("setting",),
    (
        KnownTotal(("csd",), 4000, 50),
        KnownTotal(("DASS",), 2000, 40),
        KnownTotal(("Joint",), 300, 10),
        KnownTotal(("pvi",), 1200, 30),
        KnownTotal(("no_information",), 100, 5),
    ),
    "setting.csv",
)


def precision_of(seed: int, replicates: str, by: str = "setting", respondents: int = 60) -> Precision:
    precision = breakdown(random_survey(seed, respondents).sample(replicates=replicates), by).precision
    assert precision is not None
    return precision


@given(SEEDS)
def test_intervals_hold_their_estimates(seed: int) -> None:
    table = breakdown(random_survey(seed), "setting")
    assert table.precision is not None
    known = ~np.isnan(table.precision.low)
    assert (table.precision.low[known] <= table.estimate[known]).all()
    assert (table.precision.high[known] >= table.estimate[known]).all()
    assert ((table.precision.low[known] >= 0) & (table.precision.high[known] <= 1)).all()


def test_leaving_precision_out_changes_no_estimate() -> None:
    survey = random_survey(1)
    plain = breakdown(survey, "setting", precision=False)
    assert plain.precision is None
    assert np.array_equal(plain.estimate, breakdown(survey, "setting").estimate, equal_nan=True)
    assert all(np.isnan(cell.se) for cell in plain.cells())


@settings(max_examples=10)
@given(SEEDS)
def test_jackknife_and_bootstrap_come_near_linearisation(seed: int) -> None:
    taylor = precision_of(seed, "", "", 400).se
    assert np.allclose(precision_of(seed, "jackknife", "", 400).se, taylor, rtol=0.05)
    assert np.allclose(precision_of(seed, "bootstrap:400", "", 400).se, taylor, rtol=0.25)


def test_clusters_that_agree_within_widen_the_error() -> None:
    diaries = [{"D1": 30, "S1": 5}] * 20 + [{"D1": 5, "S1": 30}] * 20
    survey = survey_of(diaries, {"role": ["manager", "social_worker"] * 20, "setting": ["csd"] * 20 + ["pvi"] * 20})
    single = breakdown(survey).precision
    clustered = breakdown(survey.sample(cluster="setting")).precision
    assert single is not None
    assert clustered is not None
    assert clustered.se[0, 0] > 4 * single.se[0, 0]
    assert clustered.deff[0, 0] > 15


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ({"strata": "setting", "cluster": "role"}, "--lonely"),
        ({"cluster": "client_groups"}, "several answers"),
        ({"cluster": "agency"}, "no column 'agency'"),
        ({"strata": "satisfaction"}, "1 respondents have no 'satisfaction' (the first is R003)"),
        ({"fpc": "setting"}, "is not a number"),
        ({"fpc": "contracted_hours"}, "doesn't fit the survey"),
        ({"replicates": "bootstrap:many"}, "not a way to replicate"),
        ({"replicates": "rep*"}, "no replicate weights"),
    ],
)
def test_a_sampling_that_does_not_fit_is_told(design: dict[str, Any], told: str) -> None:
    survey = survey_of(
        [{"D1": 10}, {"S1": 10}, {"R1": 5}],
        {
            "setting": ["csd", "csd", "pvi"],
            "role": ["manager", "social_worker", "manager"],
            "client_groups": [["carers"], None, None],
            "satisfaction": ["satisfied", "neither", None],
            "contracted_hours": [37, 20, 37],
        },
    )
    with pytest.raises(RequestError) as caught:
        breakdown(survey.sample(**design))
    assert told in str(caught.value)


def test_a_study_says_once_how_its_respondents_are_sampled(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))
    text = (folder / "study.toml").read_text(encoding="utf-8")
    settings = '[defaults.sampling]\nweight = "weight"\ncluster = "setting"\n'
    (folder / "study.toml").write_text(text + settings, encoding="utf-8")
    survey = random_survey(4)
    clustered = Survey(load_study(folder), survey.respondents, survey.codes, survey.attributes)
    known = np.asarray(survey.attributes["setting"].values, dtype=np.int64) >= 0
    named = breakdown(survey.select(known).sample(weight="weight", cluster="setting")).precision
    told = breakdown(clustered.select(known)).precision
    assert named is not None
    assert told is not None
    assert np.array_equal(named.se, told.se)
    assert "clusters (setting)" in told.method


def test_the_rule_of_reliability_marks_cells() -> None:
    diaries = [{"D1": 30, "S1": 5}] * 39 + [{"OIA1": 2, "D1": 30}]
    table = breakdown(survey_of(diaries, {"setting": ["csd"] * 35 + ["pvi"] * 5}), "setting")
    marks = {column.id: table.status[5, j] for j, column in enumerate(table.columns)}
    assert marks["all"] == Status.HIGH_VARIATION
    assert marks["pvi"] == Status.LOW_BASE
    assert table.status[0, -1] == Status.ORDINARY


def test_calibrated_weights_meet_the_totals_and_lessen_the_error() -> None:
    survey = random_survey(11, respondents=300)
    found = adjust(survey.sample(calibrate=BY_SETTING))
    (response,) = found.tables
    weights = np.nan_to_num(np.asarray(found.survey.attributes["weight"].values, dtype=float))
    settings = survey.attributes["setting"].values
    assert [weights[settings == i].sum() for i in (0, 1, 2, 3, -1)] == pytest.approx([4000, 2000, 300, 1200, 100])
    assert response.value("people") == 7600
    assert response.value("invited") == 135
    assert response.value("diaries", "csd") == ((settings == 0) & (survey.recorded_hours > 0)).sum()
    assert response.value("rate", "DASS") == pytest.approx(response.value("diaries", "DASS") / 40)
    shares = breakdown(survey.sample(calibrate=(BY_SETTING,)), "setting")
    plain = breakdown(survey, "setting")
    # Within a setting everybody is weighted alike, so that only 'All' moves.
    assert np.allclose(shares.estimate[:, :-1], plain.estimate[:, :-1])
    assert not np.allclose(shares.estimate[:, -1], plain.estimate[:, -1])
    trimmed = adjust(survey.sample(weight="weight", calibrate=BY_SETTING, trim=(0.05, 20))).survey
    before = np.asarray(survey.attributes["weight"].values, dtype=float)
    factors = np.asarray(trimmed.attributes["weight"].values, dtype=float) / before
    scale = 7600 / before[survey.recorded_hours > 0].sum()
    assert np.nanmin(factors / scale) >= 0.05 - 1e-9
    assert np.nanmax(factors / scale) <= 20 + 1e-9


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (KnownTotals(("setting",), (KnownTotal(("north",), 5),), "t.csv"), "no level 'north'"),
        (KnownTotals(("setting",), BY_SETTING.totals[:4], "t.csv"), "belong to none of its lines"),
        (KnownTotals(("client_groups",), (KnownTotal(("carers",), 5),), "t.csv"), "several answers"),
        (KnownTotals(("town",), (KnownTotal(("x",), 5),), "t.csv"), "no column 'town'"),
    ],
)
def test_known_totals_that_do_not_fit_are_told(known: KnownTotals, told: str) -> None:
    with pytest.raises(RequestError) as caught:
        breakdown(random_survey(11).sample(calibrate=(known,)))
    assert told in str(caught.value)


def test_totals_are_read_from_text(tmp_path: Path) -> None:
    path = tmp_path / "workforce.csv"
    path.write_text('Setting,Role,People,Invited\nCSD,manager,"1,200",80\n\nPVI,other,30,5\n', encoding="utf-8")
    known = load_totals(path)
    assert known.names == ("Setting", "Role")
    assert known.totals == (KnownTotal(("CSD", "manager"), 1200, 80), KnownTotal(("PVI", "other"), 30, 5))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("setting,number\ncsd,3\n", "no column 'people'"),
        ("people\n3\n", "name the attribute"),
        ("setting,people\n", "name the attribute"),
        ("setting,people\ncsd,many\n", "line 2: 'many' is not a number"),
        ("setting,people\ncsd,-3\n", "line 2: '-3' is not a number"),
        ("setting,people\ncsd\n", "line 2: 1 cells under 2 heads"),
        ("", "no column 'people'"),
    ],
)
def test_totals_that_make_no_sense_are_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "totals.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_totals(path)
    assert told in str(caught.value)


def test_a_plan_reaches_the_half_width_that_is_wanted() -> None:
    survey = random_survey(2, respondents=300)
    table = breakdown(survey)
    assert table.precision is not None
    found = plan(survey, half_width=2, numbers=[300, 1200])
    for i, need in enumerate(found.needs):
        se = table.precision.se[i, 0]
        assert need.half_width == pytest.approx(1.968 * se, rel=1e-3)
        # Four times as many respondents halve it, but for the degrees of freedom.
        assert need.bought[1] == pytest.approx(need.bought[0] / 2, rel=5e-3)
        # A few more than the square of the ratio says, since fewer respondents leave fewer degrees of freedom.
        assert 0 <= need.needed - 300 * (1.968 * se / 0.02) ** 2 <= 4
    hardest = found.hardest()
    assert [need.column.id for need in hardest] == ["all"]
    assert hardest[0].needed == max(need.needed for need in found.needs)
    days = [day for day in found.days if day.row.id == "direct_contact"]
    assert [day.days for day in days] == sorted({day.days for day in days})
    widths = [day.half_width for day in days]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(("half_width", "numbers", "told"), [(0, [10], "half-width"), (0.1, [1], "2 respondents")])
def test_a_plan_that_makes_no_sense_is_told(half_width: float, numbers: list[int], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        plan(random_survey(2), half_width=half_width, numbers=numbers)


def test_response_counts_respondents_where_they_kept_several_diaries(tmp_path: Path) -> None:
    lines = [
        "respondent,setting,week_beginning,Mon 09:00,Mon 09:30",
        "R1,CSD,2027-05-10,D1,R1",
        "R1,CSD,2027-05-17,R1,R1",
    ]
    lines += ["R2,CSD,2027-05-10,D1,D1", "R3,DASS,2027-05-10,D1,R1"]
    file, totals = tmp_path / "diaries.csv", tmp_path / "workforce.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    totals.write_text("setting,people\ncsd,10\ndass,5\n", encoding="utf-8")
    found = adjust(td.read(file).sample(calibrate=totals))
    (table,) = found.tables
    assert [table.value("diaries", column) for column in ("csd", "dass", "all")] == [3, 1, 4]
    assert [table.value("rate", column) for column in ("csd", "dass", "all")] == pytest.approx([0.2, 0.2, 0.2])
    assert table.base[0].tolist() == [2, 1, 3]
    assert table.value("people_per_respondent", "csd") == 5
    assert found.survey.attributes["weight"].values.tolist() == pytest.approx([10 / 3, 10 / 3, 10 / 3, 5])


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ({"strata": "setting"}, r"setting 'PVI' has one respondent only \('R004'\)"),
        ({"cluster": "role"}, r"All who recorded time are of one role only \('Manager'\).* Leave the clusters out"),
    ],
)
def test_a_lonely_cluster_is_named_as_people_know_it(design: dict[str, Any], told: str) -> None:
    attributes: dict[str, Any] = {"setting": ["csd", "csd", "csd", "pvi"], "role": ["manager"] * 4}
    survey = survey_of([{}, {"D1": 1}, {"D1": 1}, {"D1": 1}], attributes)
    with pytest.raises(RequestError, match=told):
        breakdown(survey.sample(**design))
