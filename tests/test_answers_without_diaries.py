"""Surveys without a diary: attributes alone, estimated shares of time, ratings, free text and coded themes.

Figures are those of the chief officers' survey of 2020 and of 'Keeping the Promise' (2021), or worked out by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli import main
from timediary.model.problem import RequestError
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from pathlib import Path

CHIEFS = "chief_officers_2020"


def _file(folder: Path, text: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_attributes_alone_are_a_survey(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "respondent,setting,supervision,worked hours,hours employed\n"
        "A,csd,Weekly,40,37\nB,dass,,37,37\nC,csd,Weekly,30,37\n",
    )
    survey = td.read(path)
    assert not survey.has_diaries
    assert any("No diary was found" in problem.message for problem in survey.problems)
    (table,) = survey.answers(of="supervision").tables
    assert table.value("weekly") == pytest.approx(2 / 3)
    assert table.scope == "3 respondents"
    assert not table.column_hours.size
    assert survey.hours_account().value("net") == pytest.approx(-4 / 3)
    made = survey.tables()
    assert {"3.1", "3.2"} <= set(made.made)
    assert "no diaries" in made.missing["3.3"]
    with pytest.raises(RequestError, match=r"timediary tables .* --all.*timediary respondents"):
        survey.analyse()
    for verb in (survey.breakdown, survey.hours, survey.tempogram, survey.working_day, survey.quality, survey.workload):
        with pytest.raises(RequestError, match="no diary"):
            verb()


@pytest.mark.parametrize("header", ["respondent,setting,day,clock,what", "respondent,setting,date", "id,colour"])
def test_what_may_be_a_diary_is_no_survey_of_answers(tmp_path: Path, header: str) -> None:
    path = _file(tmp_path, f"{header}\n" + ",".join("A" for _ in header.split(",")) + "\n")
    with pytest.raises(ReadError):
        td.read(path)


@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv", "tsv", "parquet", "sav", "dta"])
def test_answers_are_converted_to_a_row_a_respondent_that_reads_back(ending: str, tmp_path: Path) -> None:
    text = (
        "respondent,survey,additional hours,Pressure: Budgets,time.children,time.adults,urban_rural,awards\n"
        "A,1,12,5,60,40,Large urban,PQ1; PhD\nB,2,5.5,2,30,60,Remote rural,\n"
        "C,2,,4,,,Other urban,Masters level qualification\n"
    )
    survey = td.read(_file(tmp_path, text), CHIEFS)
    written = survey.convert(tmp_path / f"out.{ending}")
    assert [path.name for path in written] == [f"out.{ending}"]
    again = td.read(written, CHIEFS)
    assert not again.has_diaries
    assert again.respondents == survey.respondents
    assert list(again.attributes) == list(survey.attributes)
    for name, attribute in survey.attributes.items():
        assert again.attributes[name].texts() == attribute.texts()
    with pytest.raises(RequestError, match="no diary in this survey to be laid out"):
        survey.convert(tmp_path / f"wide.{ending}", layout="wide")


def test_published_estimates_are_no_shares_of_one_whole() -> None:
    """Table 4: the averages of the seventeen lines add up to 125% and to 122%."""
    table = td.published(CHIEFS, "4")["4"]
    sums = {column.id: table.estimate[:, j].sum() for j, column in enumerate(table.columns)}
    assert len(table.rows) == 17
    assert (round(100 * sums["january"]), round(100 * sums["june"])) == (125, 122)
    assert any("not shares of one whole" in note and "125% and 122%" in note for note in table.notes)
    assert set(td.published(CHIEFS).made) == {"1", "2", "3", "4", "5", "6"}


def test_means_of_estimates_rest_on_who_answered_each_line(tmp_path: Path) -> None:
    """Two lines of 60% and 80% on average, of which one answered alone, add up to 140% and are no shares."""
    path = _file(
        tmp_path,
        "respondent,survey,time.children,time.adults,time.budgets\nA,1,60,40,\nB,1,,100,\nC,1,60,,40\nD,1,30,,20\n",
    )
    survey = td.read(path, CHIEFS)
    (table,) = survey.answers(of="time").tables
    assert table.title.endswith("estimated")
    assert table.value("time.children", "mean") == pytest.approx(0.5)
    assert table.value("time.children", "answered") == 3
    assert table.value("time.adults", "mean") == pytest.approx(0.7)
    assert table.value("time.adults", "answered") == 2
    assert table.value("sum", "mean") == pytest.approx(0.5 + 0.7 + 0.3)
    # Each one's own percentages brought to 100: 60, 0, 60 and 60 of children's work.
    assert table.value("time.children", "scaled") == pytest.approx(0.45)
    assert table.value("sum", "scaled") == pytest.approx(1)
    assert any("150%" in note and "not shares of one whole" in note for note in table.notes)
    told = [problem for problem in survey.problems if "add up to 50" in problem.message]
    assert [problem.respondent for problem in told] == ["D"]
    assert any("1 of 4 respondents" in note for note in table.notes)


def test_table_4_is_made_as_it_is_published(tmp_path: Path) -> None:
    """Each line's mean and number are of those who answered it, in each of the two surveys."""
    names = td.load_study(CHIEFS).estimates[0].categories
    rows = [",".join(["A", "1", "60", *["5"] * 8, *[""] * 8]), ",".join(["B", "2", *["10"] * 17]), "C,1,20"]
    path = _file(tmp_path, ",".join(["respondent", "survey", *names]) + "\n" + "\n".join(rows))
    report = td.read(path, CHIEFS).tables("4")["4"]
    assert report.value("children", "january") == pytest.approx(0.4)
    assert report.value("children", "january_answered") == 2
    assert report.value("inspection", "june") == pytest.approx(0.1)
    assert report.value("inspection", "january_answered") == 0


def test_estimates_of_two_files_are_compared_in_what_both_were_asked(tmp_path: Path) -> None:
    """By hand: children 60, 30 and 20 of 100 in January, 50 and 20 in June. Budgets were asked in one alone: not 0%."""
    january = _file(tmp_path, "respondent,time.children,time.adults,time.budgets\nA,60,40,\nB,30,70,\nD,20,70,10\n")
    june = _file(tmp_path, "respondent,time.children,time.adults\nA,50,50\nC,20,80\nB,,\n", "june.csv")
    one, other = td.read(january, CHIEFS), td.read(june, CHIEFS)
    (found,) = td.compare_estimates(one, other, of="time", names=("January", "June"))
    assert [row.id for row in found.first.rows] == ["children", "adults"]
    assert found.first.value("children") == pytest.approx(1.1 / 3)
    assert found.second.value("children") == pytest.approx(0.35)
    assert found.differences.difference[0, 0] == pytest.approx(0.35 - 1.1 / 3)
    assert found.second.base[0, 0] == 2
    assert any("1 respondents are in both by id" in note for note in found.notes)
    assert any("no row of the table: Time: Budgets" in note for note in found.notes)
    # Each one's part of the one share less that of the other: of A together, of B, D and C each alone.
    (apart,) = td.compare_estimates(one, other, of="time", independent=True)
    variances = [np.var([0.6, 0.3, 0.2], ddof=1) / 3 + 3 / 2 * (0.15**2 * 2) / 4]
    assert apart.differences.se[0, 0] == pytest.approx(np.sqrt(variances[0]))
    with pytest.raises(RequestError, match="Neither survey has answers"):
        td.compare_estimates(one, other, of="tim")


def test_estimates_come_in_every_format(tmp_path: Path) -> None:
    path = _file(tmp_path, "respondent,survey,time.children,time.adults\nA,1,60,40\nB,2,50,50\n")
    found = td.read(path, CHIEFS).answers("wave", of=["time", "time.children"])
    formats = ["xlsx", "ods", "csv", "html", "text", "markdown", "docx", "latex"]
    assert len(found.write(tmp_path / "out", formats)) >= len(formats)


def test_pressure_falls_by_22_points(tmp_path: Path) -> None:
    """Criminal justice rated 4 or 5 by 6 of 17, then by 2 of 15: 35%, then 13%."""
    ratings = [*((1, 5) for _ in range(6)), *((1, 3) for _ in range(11)), (2, 4), (2, 5), *((2, 1) for _ in range(13))]
    rows = [f"R{i},{wave},{rating}" for i, (wave, rating) in enumerate(ratings)]
    path = _file(tmp_path, "respondent,survey,Pressure: Community justice\n" + "\n".join([*rows, "X,1,", "Y,2,"]))
    survey = td.read(path, CHIEFS)
    shares, numbers = survey.answers("wave", of="pressure_justice", base="answered").tables
    before, after = (round(100 * numbers.value("top_box", wave)) for wave in ("january", "june"))
    assert (before, after, after - before) == (35, 13, -22)
    assert shares.value("5", "january") == pytest.approx(6 / 17)
    assert numbers.value("bottom_box", "june") == pytest.approx(13 / 15)
    assert numbers.value("mean", "january") == pytest.approx((6 * 5 + 11 * 3) / 17)


def test_a_rating_beside_the_scale_is_a_problem(tmp_path: Path) -> None:
    text = "respondent,survey,pressure_budgets\nA,1,7\nB,1,4\nC,1,3.5\nD,1,\n"
    survey = td.read(_file(tmp_path, text), CHIEFS)
    assert [problem.content for problem in survey.problems] == ["7", "3.5"]
    assert "3.5 is between two points of the scale" in survey.problems[1].message
    assert survey.answers(of="pressure_budgets").tables[1].value("answered") == 1


def test_checking_a_study_of_questions_speaks_of_no_diary() -> None:
    result = CliRunner().invoke(main, ["study", "check", CHIEFS])
    assert result.exit_code == 0
    assert result.output == f"{CHIEFS}: 61 variables, no diary; no contradictions found.\n"


def test_free_text_is_never_tabulated_or_shown(tmp_path: Path) -> None:
    path = _file(tmp_path, "respondent,survey,comments\nA,1,my manager is Sam Secret\nB,2,nothing\n")
    survey = td.read(path, CHIEFS)
    for wanted in ({"of": "comments"}, {"of": "wave", "by": "comments"}):
        with pytest.raises(RequestError, match="free text"):
            survey.answers(**wanted)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="free text"):
        len(survey.sample("comments=nothing"))
    assert "Secret" not in survey._repr_html_()  # type: ignore[operator]
    assert "Secret" not in str(td.describe(path, CHIEFS))
    assert "Secret" not in repr(survey.answers(of="wave").tables)


def test_coded_themes_are_ranked_by_how_many_mention_them(tmp_path: Path) -> None:
    """Themes in the order and with the shares of the figures of 'Keeping the Promise', of a thousand people."""
    mentions = {"Masters level qualification": 660, "PhD": 815, "PQ1": 783, "PQ2": 773, "Advanced Award": 504}
    rows = [f"R{i},1,{'; '.join(name for name, count in mentions.items() if i < count)}" for i in range(1000)]
    survey = td.read(_file(tmp_path, "respondent,survey,awards\n" + "\n".join(rows)), CHIEFS)
    (table,) = survey.answers(of="awards").tables
    shares = [round(100 * share, 1) for share in table.estimate[:, -1].tolist()]
    assert shares[:5] == [81.5, 78.3, 77.3, 66.0, 50.4]
    assert [row.label for row in table.rows[:2]] == ["PhD", "PQ1"]
    assert np.all(table.base == 1000)


def test_check_says_nothing_of_the_cells_of_a_diary_where_there_is_none(tmp_path: Path) -> None:
    path = _file(tmp_path, "respondent,survey,time.children\nA,1,40\nB,1,100\n")
    done = CliRunner().invoke(main, ["check", str(path), "--study", CHIEFS])
    assert done.exit_code == 1
    assert done.output.startswith("1 problem found.\n")
    assert "cell" not in done.output.casefold()
    survey = td.read(path, CHIEFS)
    assert td.check(survey).summary == "1 problems in answers without diaries"
    assert "hours recorded" not in (survey._repr_html_() or "")
