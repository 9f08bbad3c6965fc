"""From time to workload: tables against R's survey package, figures of the documents, and what can be worked out "
"by hand."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.builders import survey_of

import timediary as td
from timediary.model.problem import RequestError
from timediary.model.table import Status, TableSpec
from timediary.model.workload import (
    Allowance,
    CaseloadLimit,
    CasesHeld,
    CaseType,
    Cost,
    Posts,
    Volume,
    WorkloadFiles,
    WorkloadRules,
)
from timediary.pipeline.breakdowns import analyse
from timediary.pipeline.comparing import compare
from timediary.pipeline.surveys import read
from timediary.pipeline.workloads import workload
from timediary.sample import Sample
from timediary.study import load_study
from timediary.study.limits import load_limits
from timediary.tabulate.caseloads import loads_of, tabulate_caseloads
from timediary.tabulate.staffing import tabulate_capacity, tabulate_points, tabulate_staffing, working_year
from timediary.tabulate.unit_costs import tabulate_unit_costs

if TYPE_CHECKING:
    from timediary.model.survey import Survey

DATA = Path(__file__).parents[1] / "data" / "complex_survey"
EXAMPLE = Path(__file__).parents[2] / "examples" / "diaries.xlsx"
DESIGNS: dict[str, dict[str, Any]] = {
    "simple": {},
    "weighted": {"weight": "weight"},
    "clustered": {"weight": "weight", "cluster": "agency", "strata": "region"},
}
TABLES = {
    "hours_per_week": "hours_per_week",
    "hours_per_fte": "hours_per_fte",
    "hours_per_case": "hours_per_case",
    "multiplier": "unit_cost",
    "mean": "hours_account",
}


def position(table: td.Table, row: str, column: str) -> tuple[int, int]:
    return [line.id for line in table.rows].index(row), [line.id for line in table.columns].index(column)


@pytest.mark.parametrize("folder", ["", "blanks/"])
def test_every_value_agrees_with_r(folder: str) -> None:
    respondents = DATA / f"{folder}respondents.csv"
    survey = read([DATA / "diary.csv", respondents] if folder else DATA / "diary.csv")
    found: dict[tuple[str, str], td.Table] = {}
    for name, design in DESIGNS.items():
        sample = survey.sample(**design)
        for table in workload(sample, ["setting"]).tables:
            found[name, table.id] = table
        for table in analyse(sample, ["setting"], standardise="role").tables:
            found[name, table.id] = table
    with (DATA / f"{folder}expected_workload.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 1_008
    for row in expected:
        statistic = row["statistic"].removesuffix("_se")
        if statistic == "share_standardised_by_role":
            table = found[row["design"], "setting:standardised:role"]
        else:
            domain = {"all": "overall"}.get(row["domain"], row["domain"])
            table = found[row["design"], f"{TABLES[statistic]}:{domain}"]
        assert table.precision is not None
        line = "multiplier" if statistic == "multiplier" else row["category"]
        place = position(table, line, row["level"].lower())
        value = table.precision.se[place] if row["statistic"].endswith("_se") else table.estimate[place]
        if abs(float(row["value"])) < 1e-12:
            assert np.isnan(value) or abs(value) < 1e-12, row
            continue
        assert value == pytest.approx(float(row["value"]), rel=1e-9), row


@pytest.fixture(scope="module")
def example() -> td.Survey:
    return read(EXAMPLE)


def test_caseloads_of_the_report_against_the_limits(example: td.Survey) -> None:
    """Table 2.19: 248 of 595 in children's services hold over 15 cases, 35 of 259 in adult services over 25."""
    rules = WorkloadRules(
        (
            CaseloadLimit("c", "Children", 11, 15, "child", "active_cases", where=("setting=csd",)),
            CaseloadLimit("a", "Adults", 20, 25, "case", "active_cases", where=("setting=dass",)),
        )
    )
    table = tabulate_caseloads(Sample(example), ("setting",), rules)
    for column, over, known in (("csd", 248, 595), ("dass", 35, 259)):
        place = position(table, "over_count", column)
        assert table.estimate[place] == over
        assert table.base[place] == known
        assert table.value("over", column) == pytest.approx(over / known)
    assert round(table.value("over", "csd"), 3) == 0.417
    assert round(table.value("over", "dass"), 3) == 0.135


def test_no_posts_are_needed_of_workers_whose_contracts_are_unknown(tmp_path: Path) -> None:
    """30 cases of a worker without a contract take posts that nobody can tell, which are not 0."""
    (tmp_path / "diary.csv").write_text("respondent,day,time,code\nA,Mon,09:00,D1\nB,Mon,09:00,D1\n", encoding="utf-8")
    known = (
        "respondent,setting,contracted hours,active cases,role\nA,csd,37,20,social worker\nB,dass,,30,social worker\n"
    )
    (tmp_path / "respondents.csv").write_text(known, encoding="utf-8")
    survey = read([tmp_path / "diary.csv", tmp_path / "respondents.csv"])
    table = tabulate_caseloads(Sample(survey), ["setting"], load_limits(survey.study))
    sums = [row.id for row, value in zip(table.rows, table.estimate[:, 1].tolist(), strict=True) if np.isnan(value)]
    assert [column.id for column in table.columns][1] == "dass"
    assert len(sums) == 5
    assert not np.isnan(table.estimate[:, 0]).any()


def test_limits_in_proportion_to_contracted_hours(example: td.Survey) -> None:
    rules = load_limits(example.study)
    table = tabulate_caseloads(example.sample("setting=csd"), (), rules)
    assert table.value("over_count") == 165
    assert table.value("over_pro_rata_count") == 189
    assert table.base[position(table, "over_pro_rata", "all")] == 408


def two_groups(children: float, adults: float, hours: float = 37.0) -> Survey:
    return survey_of(
        [{"D1": 10}], {"active_cases": [children], "inactive_cases": [adults], "contracted_hours": [hours]}
    )


@pytest.mark.parametrize(
    ("children", "adults", "load", "above"), [(9, 10, 1.0, 0), (9, 12.5, 1.1, 1.95), (15, 25, 2.0, 20), (0, 0, 0, 0)]
)
def test_cases_of_two_groups_add_up(children: float, adults: float, load: float, above: float) -> None:
    rules = WorkloadRules(
        (
            CaseloadLimit("c", "Children", 11, 15, "child", "active_cases"),
            CaseloadLimit("a", "Adults", 20, 25, "case", "inactive_cases"),
        )
    )
    found = loads_of(two_groups(children, adults), rules)
    assert found.load[0] == pytest.approx(load)
    assert found.above[0] == pytest.approx(above, abs=0.01)
    assert loads_of(two_groups(children, adults, 18.5), rules).pro_rata[0] == pytest.approx(2 * load)


def test_thirteen_families_that_are_32_children() -> None:
    survey = survey_of([{"D1": 10}], {"active_cases": [13], "inactive_cases": [32], "contracted_hours": [37]})
    families = CaseloadLimit("f", "Families", 11, 15, "family", "active_cases")
    children = CaseloadLimit("c", "Children", 11, 15, "child", "inactive_cases")
    estimated = replace_units(families, 32 / 13)
    assert loads_of(survey, WorkloadRules((families,))).load[0] < 1
    assert loads_of(survey, WorkloadRules((children,))).load[0] == pytest.approx(32 / 15)
    assert loads_of(survey, WorkloadRules((estimated,))).load[0] == pytest.approx(32 / 15)


def replace_units(limit: CaseloadLimit, units: float) -> CaseloadLimit:
    return limit._replace(units_per_case=units)


def test_two_limits_of_the_same_cases_are_a_contradiction() -> None:
    limit = CaseloadLimit("c", "Children", 11, 15, "child", "active_cases")
    with pytest.raises(RequestError, match=r"Two limits count 'active_cases' .* R001"):
        loads_of(two_groups(1, 1), WorkloadRules((limit, limit._replace(id="d"))))


FILES = WorkloadFiles(
    case_types=(
        CaseType("need", "Child in need", 1.0),
        CaseType("register", "On the register", 2.5),
        CaseType("looked_after", "Looked after", 1.5),
    ),
    cases=(CasesHeld("", "need", 800), CasesHeld("", "register", 150), CasesHeld("", "looked_after", 279)),
)
# 73% of 37 hours are client work.
THREE_QUARTERS = [{"D1": 73 / 2, "S1": 27 / 2}] * 3


def three_quarters() -> Sample:
    return Sample(survey_of(THREE_QUARTERS))


def spec() -> TableSpec:
    return TableSpec(load_study().groupings["broad"])


def test_capacity_of_figure_5_1() -> None:
    """800, 150 and 279 cases at 1, 2.5 and 1.5 hours take 1,593.5 hours: 63.7 workers at 25 hours, 75.9 at 21."""
    rules = WorkloadRules(available_hours=(25, 21))
    table = tabulate_capacity(three_quarters(), spec(), rules, FILES)
    assert table.value("hours_of_cases", "rule_25") == 1_593.5
    assert round(table.value("workers", "rule_25"), 1) == 63.7
    assert round(table.value("workers", "rule_21"), 1) == 75.9
    assert table.value("available", "diaries") == pytest.approx(37 * 0.73)
    assert table.value("workers", "diaries") == pytest.approx(1_593.5 / (37 * 0.73))
    posts = tabulate_capacity(three_quarters(), spec(), rules, FILES._replace(posts=(Posts("all", 60, 2.5),)))
    assert posts.value("gap", "rule_25") == pytest.approx(1_593.5 / 25 - 60)
    assert posts.value("gap_filled", "rule_25") == pytest.approx(1_593.5 / 25 - 62.5)
    leave = FILES._replace(allowances=(Allowance("leave", "Leave", 52, "days"),))
    assert tabulate_capacity(three_quarters(), spec(), rules, leave).value("available", "diaries") == pytest.approx(
        37 * 0.73 * 0.8
    )


@pytest.mark.parametrize(("limit", "points", "percent"), [(42, 51, 121), (200, 270, 135)])
def test_points_of_the_report(limit: float, points: float, percent: int) -> None:
    """Section 5.4.2 has 270 of 200 points, and a social worker of section 2.12 51 of 42."""
    files = WorkloadFiles(case_types=(CaseType("a", "A", 1.0, 1.0),), cases=(CasesHeld("R001", "a", points),))
    table = tabulate_points(three_quarters(), WorkloadRules(points_limit=limit), files)
    assert round(100 * table.value("R001", "load")) == percent
    half_time = survey_of([{"D1": 1}], {"contracted_hours": [18.5]})
    halved = tabulate_points(Sample(half_time), WorkloadRules(points_limit=limit), files)
    assert halved.value("R001", "limit") == limit / 2


def test_an_hour_of_client_work() -> None:
    table = tabulate_unit_costs(three_quarters(), spec(), WorkloadRules(), 40.0)
    assert table.value("client_share") == pytest.approx(0.73)
    assert table.value("multiplier") == pytest.approx(1 / 0.73)
    assert table.value("indirect_per_direct") == pytest.approx(0.27 / 0.73)
    assert round(table.value("cost_of_client_hour"), 2) == 54.79


def test_limits_of_the_multiplier_are_those_of_the_share_turned_round(example: td.Survey) -> None:
    table = tabulate_unit_costs(Sample(example), spec(), WorkloadRules(), 40.0)
    known = table.precision
    assert known is not None
    share, factor, rest, cost = range(4)
    np.testing.assert_allclose(known.low[factor], 1 / known.high[share])
    np.testing.assert_allclose(known.high[factor], 1 / known.low[share])
    np.testing.assert_allclose(known.low[rest], known.low[factor] - 1)
    np.testing.assert_allclose(known.high[cost], 40 * known.high[factor])


def test_volumes_of_work_and_the_staff_they_need() -> None:
    """1,000 cases of 2 hours over a week of 37 hours of which 73% are client work: 74.05 full-time workers."""
    files = WorkloadFiles(volumes=(Volume("case", "Case", 1_000, 2, "week"),))
    table = tabulate_staffing(three_quarters(), spec(), WorkloadRules(), files)
    assert round(table.value("needed", "diaries"), 2) == 74.05
    assert table.value("needed", "allowances") == pytest.approx(1_000 * 2 / 37)


def test_a_staffing_need_worked_out_by_hand() -> None:
    """A year of 260 days less 40 is 1,628 hours; 20% category allowances; 3 workers with 100 hours each."""
    files = WorkloadFiles(
        volumes=(Volume("a", "A", 4_000, 1.5), Volume("b", "B", 10, 8, "week")),
        allowances=(
            Allowance("leave", "Leave", 30, "days"),
            Allowance("leave", "Training", 74, "hours"),
            Allowance("category", "Meetings", 0.15, "share"),
            Allowance("category", "Handover", 81.4, "hours"),
            Allowance("individual", "Mentoring", 100, "hours", 3),
        ),
        posts=(Posts("all", 6.5, 0.5),),
    )
    year = working_year(WorkloadRules(), files.allowances)
    assert year.hours == pytest.approx(52 * 37 - 30 * 7.4 - 74)
    table = tabulate_staffing(three_quarters(), spec(), WorkloadRules(), files)
    work = 4_000 * 1.5 + 52 * 80
    need = work / (1 - 0.15 - 81.4 / 1_628) / 1_628 + 300 / 1_628
    assert table.value("needed", "allowances") == pytest.approx(need)
    assert table.value("ratio", "allowances") == pytest.approx(6.5 / need)
    assert table.value("gap_filled", "allowances") == pytest.approx(need - 7)
    assert table.value("needed", "diaries") == pytest.approx(work / 0.73 / 1_628 + 300 / 1_628)


def test_allowances_that_leave_no_time_are_refused() -> None:
    files = WorkloadFiles(volumes=(Volume("a", "A", 1, 1),), allowances=(Allowance("leave", "Leave", 260, "days"),))
    with pytest.raises(RequestError, match="leave no working time"):
        tabulate_staffing(three_quarters(), spec(), WorkloadRules(), files)
    files = files._replace(
        allowances=(Allowance("category", "A", 0.6, "share"), Allowance("category", "B", 0.4, "share"))
    )
    with pytest.raises(RequestError, match="below 100%"):
        tabulate_staffing(three_quarters(), spec(), WorkloadRules(), files)


def test_hours_per_any_number_and_zeros(example: td.Survey) -> None:
    survey = survey_of(
        [{"D1": 10}, {"D1": 20}, {"D1": 30}], {"inactive_cases": [0, 5, None], "setting": ["csd", "csd", "dass"]}
    )
    (table, *_) = workload(survey, [], per="inactive_cases").tables
    assert table.id == "hours_per_inactive_cases:overall"
    assert table.value("direct_contact") == 6.0
    assert table.base[0, -1] == 2
    assert table.status[0, -1] is Status.LOW_BASE
    with pytest.raises(RequestError, match="'setting' is not a number"):
        workload(survey, [], per="setting")
    (cases,) = (t for t in workload(example, [], per="case").tables if t.id == "hours_per_case:overall")
    assert cases.precision is not None
    assert (cases.precision.low >= 0).all()
    assert any("about 90 of" in note for note in cases.notes)


def test_tables_at_one_mix_say_what_they_leave_out(example: td.Survey) -> None:
    found = {table.id: table for table in analyse(example, ["setting", "role"], standardise="role").tables}
    assert list(found) == ["overall", "setting", "role", "setting:standardised:role"]
    table = found["setting:standardised:role"]
    assert any(note.startswith("Each column is brought to the mix of role of all (") for note in table.notes)
    assert np.isnan(table.hours).all()
    lacking = [line.label for j, line in enumerate(table.columns) if np.isnan(table.estimate[0, j])]
    for label in lacking:
        assert any(note.startswith(f"{label} has no figure") for note in table.notes)
    with pytest.raises(RequestError, match="No table is left to be standardised by 'role'"):
        analyse(example, ["role"], standardise="role")
    with pytest.raises(RequestError, match="several answers"):
        analyse(example, ["setting"], standardise="client_groups")


def test_hours_at_a_mix_are_of_those_whose_level_is_known(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    people = [("A", "Manager"), ("B", "Social worker"), ("C", "")]
    rows = ["respondent,setting,role,Mon 09:00,Mon 09:30", *(f"{id_},CSD,{role},D1,R1" for id_, role in people)]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    survey = td.read(file)
    shares, hours = analyse(survey, ["setting"], standardise="role"), workload(survey, ["setting"], standardise="role")
    for tables in (shares.tables, hours.tables):
        table = next(one for one in tables if one.id.endswith("setting:standardised:role"))
        assert (table.base[0, 0], table.column_hours[0], table.scope) == (2, 2.0, "2 diaries, 2 hours")


def test_a_mix_of_ones_own(example: td.Survey, tmp_path: Path) -> None:
    mix = tmp_path / "mix.csv"
    mix.write_text("role,people\nsocial worker,70\nManager,30\n", encoding="utf-8")
    found = {table.id: table for table in workload(example, ["setting"], per="week", standardise=mix).tables}
    table, plain = found["hours_per_week:overall:standardised:role"], found["hours_per_week:overall"]
    by_role = workload(example, ["role"], per="week").tables[1]
    for row in ("direct_contact", "total"):
        wanted = 0.7 * by_role.value(row, "social_worker") + 0.3 * by_role.value(row, "manager")
        assert table.value(row) == pytest.approx(wanted)
        assert plain.value(row) != pytest.approx(wanted)
    mix.write_text("role,people\nastronaut,70\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"mix\.csv: 'role' has no level 'astronaut'"):
        workload(example, ["setting"], standardise=mix)


def test_two_surveys_at_the_mix_of_the_first() -> None:
    first = survey_of(
        [{"D1": 10}, {"R1": 10}, {"D1": 5, "R1": 5}], {"role": ["manager", "social_worker", "social_worker"]}
    )
    second = survey_of([{"D1": 10}, {"D1": 10}, {"R1": 10}], {"role": ["manager", "manager", "social_worker"]})
    renamed = replace(second, respondents=("A", "B", "C"))
    found = {one.second.id: one for one in compare(first, renamed, [], standardise="role")}
    table = found["overall:standardised:role"]
    # A third managers, who only meet clients, and two thirds social workers.
    assert table.first.value("direct_contact") == pytest.approx(1 / 3 * 1 + 2 / 3 * 0.25)
    assert table.second.value("direct_contact") == pytest.approx(1 / 3)
    assert found["overall"].second.value("direct_contact") == pytest.approx(2 / 3)


def test_costs_of_a_year_and_of_an_hour() -> None:
    from timediary.tabulate.staffing import cost_of_an_hour

    year = working_year(WorkloadRules(), (Allowance("leave", "Leave", 40, "days"),))
    assert cost_of_an_hour((), year) is None
    assert cost_of_an_hour((Cost("Salary", 32_560), Cost("Travel", 1.5, "hour")), year) == pytest.approx(21.5)


def test_who_kept_several_diaries_holds_their_cases_once() -> None:
    survey = survey_of(
        [{"D1": 10}, {"D1": 20}, {"D1": 30}],
        {"active_cases": [20, 30, 10], "contracted_hours": [37, 37, 37], "setting": ["csd", "csd", "csd"]},
    )
    survey = replace(survey, respondents=("A", "A", "B"))
    limit = CaseloadLimit("c", "Children", 11, 15, "child", "active_cases")
    table = tabulate_caseloads(Sample(survey), (), WorkloadRules((limit,)))
    assert table.value("over_count") == 1
    assert table.value("workers_needed") == pytest.approx(30 / 15 + 10 / 15)
    assert table.base[position(table, "over", "all")] == 2
    (hours, *_) = workload(survey, [], per="week").tables
    assert hours.value("total") == 20
    assert hours.base[0, -1] == 2


def test_diaries_of_a_few_days_are_no_weeks() -> None:
    survey = survey_of([{"D1": 5}, {"D1": 6}], {"contracted_hours": [37, 37]})
    asked = np.zeros((2, 7), dtype=bool)
    asked[:, 0] = True
    day = replace(survey, asked=asked)
    tables = workload(day, []).tables
    assert [table.id for table in tables if table.id.startswith("hours_per")] == ["hours_per_week:overall"]
    assert tables[0].title == "Hours per diary"
    assert any("not of a week" in note for note in tables[0].notes)
    with pytest.raises(RequestError, match="diaries of whole weeks"):
        workload(day, [], per="fte")
