"""Every verb that publishes: one option, one meaning, and nothing of a small group in what comes out."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from docx import Document

import timediary as td
from timediary.cli import main
from timediary.model.table import HIDDEN_BASE, Status
from timediary.pipeline.protecting import marked, notes_of_published
from timediary.study.disclosure import load_policy

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.table import Table

EXAMPLE = "tests/data/diaries.xlsx"
WAVES = [f"examples/wave{number}.xlsx" for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def survey() -> td.Survey:
    return td.read(EXAMPLE)


@pytest.fixture(scope="module")
def waves() -> list[td.Survey]:
    return [td.read(path) for path in WAVES]


def _is_coarse(table: Table) -> None:
    """What a published table never shows: exact bases and hours, errors, shares to a tenth of a percent."""
    bases = table.base[table.base != HIDDEN_BASE]
    assert (bases % 5 == 0).all()
    assert np.isnan(table.hours).all()
    assert table.precision is None or np.isnan(table.precision.se).all()
    if not table.id.startswith("hours_per_case"):
        assert (table.base[table.status == Status.LOW_BASE] < 30).all()
    hidden = table.status == Status.SUPPRESSED
    assert np.isnan(table.estimate[hidden]).all()


def test_a_table_of_the_report_hides_its_small_column(survey: td.Survey) -> None:
    found = td.tables(survey, "3.3", "3.1", safe=True)
    assert found.protection is not None
    table = found["3.3"]
    for one in found:
        _is_coarse(one)
    gone = table.estimate[:, [line.id for line in table.columns].index("no_information")]
    assert np.isnan(gone).all()
    assert not np.isnan(table.estimate[:, 0]).any()


@pytest.mark.slow
def test_tables_of_a_report_are_protected_all_together(survey: td.Survey) -> None:
    """By itself a table shows what another one of the run gives away."""
    together = td.tables(survey, "3.3", "3.1", "3.2", safe=True)
    assert together.protection is not None
    assert together.protection.cells > td.tables(survey, "3.3", safe=True).protection.cells  # type: ignore[union-attr]


@pytest.mark.slow
def test_a_difference_is_hidden_where_either_side_is(waves: list[td.Survey]) -> None:
    found = td.compare(waves[0], waves[1], "role", safe=True)
    assert found.protection is not None
    assert found.inputs == ()
    assert any(np.isnan(one.first.estimate).any() for one in found)
    for one in found:
        _is_coarse(one.first)
        _is_coarse(one.second)
        hidden = np.isnan(one.first.estimate) | np.isnan(one.second.estimate)
        assert (np.isnan(one.differences.difference) == hidden).all()
        shown = one.second.estimate - one.first.estimate
        assert np.allclose(one.differences.difference[~hidden], shown[~hidden])
        assert np.isnan(one.differences.p).all()


def test_two_groups_of_one_survey_are_protected_together(survey: td.Survey) -> None:
    """The 3 without a setting are all less the others: two samples that differ by them are one publication."""
    everybody, known = survey.sample(), survey.sample(where="setting!=no_information")
    found = td.compare(everybody, known, "", independent=True, safe=True)
    assert found.protection is not None
    assert found.protection.hidden > 0


def test_one_survey_weighted_in_two_ways_is_refused() -> None:
    survey = td.read(["examples/diary.csv", "examples/respondents.csv"])
    with pytest.raises(td.RequestError, match="weighted in two ways"):
        td.compare(survey.sample(), survey.sample(weight="weight"), "", independent=True, safe=True)


@pytest.mark.slow
def test_a_survey_beside_published_figures(survey: td.Survey) -> None:
    _, setting, *_ = td.compare_with_published(survey, ["setting"], safe=True)
    column = [line.id for line in setting.second.columns].index("no_information")
    assert np.isnan(setting.second.estimate[:, column]).all()
    assert np.isnan(setting.differences.difference[:, column]).all()


@pytest.mark.slow
def test_changes_over_waves_are_those_of_printed_figures(waves: list[td.Survey]) -> None:
    found = td.trend(waves, ["role"], safe=True)
    assert found.protection is not None
    assert found.ledger.cells_read == 0
    for table in found.tables:
        _is_coarse(table)
        assert not {"p_any_change", "p_adjusted"} & {line.id for line in table.columns}
        change = table.estimate[:, 1] - table.estimate[:, 0]
        assert np.allclose(table.estimate[:, 3], change, equal_nan=True)
    assert any((table.status == Status.SUPPRESSED).any() for table in found.tables)


def test_workload_publishes_hours_and_nothing_else(survey: td.Survey) -> None:
    found = td.workload(survey, ["setting"], safe=True)
    assert {table.id.partition(":")[0] for table in found.tables} == {
        "hours_per_week",
        "hours_per_fte",
        "hours_per_case",
    }
    for table in found.tables:
        _is_coarse(table)
        if table.id.endswith("setting"):
            assert np.isnan(table.estimate[:, -2]).all()
    with pytest.raises(td.RequestError, match="Leave the files out"):
        td.workload(survey, [], files="examples/team_of_24", safe=True)


@pytest.mark.parametrize("kind", ["week", "tempogram", "spread", "transitions"])
def test_pictures_that_can_not_be_protected_are_refused(survey: td.Survey, kind: str) -> None:
    with pytest.raises(td.RequestError, match="can't be published with --safe"):
        td.picture(survey, kind, safe=True)


@pytest.mark.parametrize("kind", ["composition", "dots"])
def test_pictures_show_what_protected_tables_do(survey: td.Survey, kind: str) -> None:
    painted = td.picture(survey, kind, "setting", safe=True)
    assert "no_information" not in [line.id for line in painted.tables[0].columns]
    _is_coarse(painted.tables[0])
    assert "1,153" not in painted.description
    assert "1,153" not in painted.svg("a")


@pytest.mark.slow
def test_a_template_is_filled_with_the_publication_s_own_pictures(survey: td.Survey, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ picture composition:setting }}")
    document.add_paragraph("{{ table setting }}")
    document.save(str(tmp_path / "a.docx"))
    results = td.analyse(survey, ["setting"], safe=True)
    (tmp_path / "b.docx").write_bytes(td.fill(tmp_path / "a.docx", results, survey))
    with zipfile.ZipFile(tmp_path / "b.docx") as package:
        text = package.read("word/document.xml").decode()
    assert "1,153" not in text
    document = Document()
    document.add_paragraph("{{ picture composition:role }}")
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(td.RequestError, match="no table by 'role'"):
        td.fill(tmp_path / "a.docx", results, survey)
    document = Document()
    document.add_paragraph("{{ picture tempogram }}")
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(td.RequestError, match="can't be published"):
        td.fill(tmp_path / "a.docx", results, survey)


def test_a_template_is_offered_the_pictures_that_it_may_have(survey: td.Survey) -> None:
    offered = [marker for marker, _ in td.markers(td.analyse(survey, ["setting"], safe=True)) if "picture" in marker]
    assert offered == ["{{ picture composition:setting }}", "{{ picture dots:setting }}"]


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (["compare", *WAVES[:2], "--by", "role"], "wave1_comparison_published"),
        (["tables", EXAMPLE, "--table", "3.3"], "diaries_tables_published"),
        (["workload", EXAMPLE, "--per", "week", "--by", "setting"], "diaries_workload_published"),
        (["trend", *WAVES], "wave1_trend_published"),
        pytest.param(
            ["hours-account", EXAMPLE, "--by", "setting"], "diaries_hours_account_published", marks=pytest.mark.slow
        ),
        pytest.param(
            ["definitions", EXAMPLE, "--by", "setting"], "diaries_definitions_published", marks=pytest.mark.slow
        ),
        pytest.param(
            ["agencies", "examples/agencies.csv", EXAMPLE], "agencies_agencies_published", marks=pytest.mark.slow
        ),
    ],
    ids=["compare", "tables", "workload", "trend", "hours-account", "definitions", "agencies"],
)
def test_the_option_means_the_same_to_every_command(
    arguments: list[str], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path as Here

    whole = [str(Here(one).resolve()) if one.endswith((".xlsx", ".csv")) else one for one in arguments]
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*whole, "--safe", "--format", "html", "--format", "csv"])
    assert result.exit_code == 0, result.output
    assert "Not to be published" not in result.output
    files = {path.name for path in (tmp_path / folder).iterdir()}
    assert "datapackage.json" in files
    assert "problems.csv" not in files
    for path in (tmp_path / folder).iterdir():
        assert str(Here(whole[1]).parent) not in path.read_text(encoding="utf-8")


def test_a_certificate_is_not_published() -> None:
    result = CliRunner().invoke(main, ["tables", EXAMPLE, "--all", "--against", "published", "--safe"])
    assert result.exit_code == 2
    assert "can't be published" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["tables", EXAMPLE, "--table", "3.3"],
        ["workload", EXAMPLE, "--per", "week", "--by", "setting"],
        ["compare", *WAVES[:2], "--by", "role"],
        ["trend", *WAVES, "--by", "role"],
        pytest.param(["hours-account", EXAMPLE, "--by", "setting"], marks=pytest.mark.slow),
        pytest.param(["definitions", EXAMPLE, "--by", "setting"], marks=pytest.mark.slow),
        pytest.param(["agencies", "examples/agencies.csv", EXAMPLE], marks=pytest.mark.slow),
    ],
    ids=["tables", "workload", "compare", "trend", "hours-account", "definitions", "agencies"],
)
def test_every_command_says_that_it_shows_small_groups(arguments: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*arguments, "--format", "csv", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "--safe hides them." in result.output


@pytest.mark.slow
def test_no_interval_tells_how_many_respondents_there_are(survey: td.Survey) -> None:
    (table,) = td.answers(survey.sample(), ["setting,role"], of=["active_cases"], safe=True).tables
    assert ((table.base == HIDDEN_BASE) & ~np.isnan(table.estimate)).any()
    # Nought of 19 has other limits than nought of 20, which is what stands there, and so has each other share.
    assert table.precision is None
    # That the error is a fifth of a share says that they are fewer than some number, and that none is of few.
    marks = marked(replace(table, status=np.full(table.base.shape, Status.HIGH_VARIATION, dtype=object)), 30).status
    assert ((marks == Status.HIGH_VARIATION) == (table.base >= 30)).all()
    hours = td.workload(survey.sample(), "setting", safe=True).tables[0]
    assert hours.precision is not None


@pytest.mark.slow
def test_a_difference_has_an_interval_only_where_both_sides_have(survey: td.Survey, waves: list[td.Survey]) -> None:
    """Else its width would tell the error of the side that shows none."""
    places = np.arange(len(survey))
    parts = [survey.select(places < 150), survey.select((places >= 150) & (places < 300))]
    whole = td.compare(parts[0], parts[1], ["setting,role"])
    lacking = 0
    for one, known in zip(td.compare(parts[0], parts[1], ["setting,role"], safe=True), whole, strict=True):
        assert one.first.precision is not None
        assert one.second.precision is not None
        shown = np.isfinite(one.first.precision.low) & np.isfinite(one.second.precision.low)
        found, told = one.differences, np.isfinite(one.differences.low)
        assert (told <= shown).all()
        lacking += int((np.isfinite(found.difference) & ~shown).sum())
        wide = known.differences.high - known.differences.low
        assert (found.high - found.low >= wide - 1e-9)[told].all()
    assert lacking
    for table in td.trend(waves, ["role"], safe=True, with_picture=False).tables:
        if table.precision is not None:
            hidden = (table.base == HIDDEN_BASE) & (np.arange(table.base.shape[1]) < len(waves))
            assert np.isnan(table.precision.low[hidden]).all()


@pytest.mark.slow
def test_quartiles_of_few_are_what_one_of_them_has(survey: td.Survey) -> None:
    """The limits of the interval of a quartile of thirty are what the second of them recorded, and so on."""
    few = survey.select(np.arange(len(survey)) < 60)
    results = td.analyse(few, ["setting"], with_hours=True, safe=True)
    table = next(one for one in results.tables if one.id == "recorded_hours,setting")
    assert table.precision is not None
    assert np.isfinite(table.precision.low[0]).any()
    assert np.isnan([table.precision.low[1:], table.precision.high[1:]]).all()
    shown = np.isfinite(table.estimate[1:]).all(axis=0)
    assert shown.any()
    assert (table.base[0, shown] >= 40).all()
    assert (np.isfinite(table.estimate[0]) & ~shown).any()


def test_no_note_counts_those_who_are_in_two_samples() -> None:
    note = "Nobody is in both, but the samples that they are chosen from share 3 by id, which is taken into account."
    assert notes_of_published([note, "3 respondents are in both by id: a panel.", "Kept."]) == ("Kept.",)


@pytest.mark.slow
def test_two_parts_of_one_survey_are_protected_together(survey: td.Survey) -> None:
    """The hours of five managers are what the one has beyond the other, also where small columns are joined."""
    few = survey.select(np.arange(len(survey)) < 40)
    assert few.attribute("role").texts().count("Manager") == 5
    for columns in ("hidden", "merged"):
        policy = load_policy(None, survey.study)._replace(small_columns=columns)
        one = td.compare(few.sample("role!=manager"), few.sample(), ["setting"], safe=policy)[0]
        assert np.isnan([one.first.column_hours[-1], one.second.column_hours[-1]]).any()
    with pytest.raises(td.TimediaryError, match="same diaries are in both"):
        td.compare(few, few.select(np.arange(40) != 7), "", safe=True)
    with pytest.raises(td.TimediaryError, match="same diaries are in both"):
        td.compare(few, survey.select((np.arange(len(survey)) >= 34) & (np.arange(len(survey)) < 74)), "", safe=True)


def test_extremes_are_hidden_of_respondents_too(survey: td.Survey) -> None:
    few = survey.select(np.arange(len(survey)) < 46)
    policy = load_policy(None, survey.study)
    shown, hidden = (
        td.answers(few, ["setting"], of="supervision", safe=policy._replace(extremes=extremes)).tables[0].estimate
        for extremes in ("shown", "hidden")
    )
    assert (shown == 0).any()
    assert not (hidden == 0).any()
