"""What a survey is called in all that is made of it, where its figures come from, and abbreviations spelt out."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli import main
from timediary.model.titles import title_of, titles_of
from timediary.render.grids import spelt_out
from timediary.render.painters import format_names
from timediary.study.scaffold import new_study

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = "tests/data/diaries.xlsx"
SCHEME = "Social workers' workload survey, England 2009"
FORMATS = ["xlsx", "ods", "html", "docx", "markdown", "text", "latex"]


@pytest.fixture(scope="module")
def survey() -> td.Survey:
    return td.read(EXAMPLE)


def _of_weeks(folder: Path, *mondays: str) -> td.Survey:
    head = "respondent,week_beginning,setting,Mon 09:00,Mon 09:30"
    rows = [f"r{i},{monday},csd,DC1,R1" for i, monday in enumerate(mondays)]
    (folder / "diary.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    return td.read(folder / "diary.csv")


def _all_text(path: Path) -> str:
    """The words of a file, whatever it is packed in, without its markup."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    text = re.sub(r"<[^>]*>", "\n", content.decode("utf-8", "replace"))
    text = text.replace("&#x27;", "'").replace("&apos;", "'").replace("\\:", ":")
    return re.sub(r"(?<=\w[,;:]) *\n(?=\w)|(?<=\w)\n(?=\w)", " ", text)


@pytest.mark.parametrize(
    ("mondays", "title", "subtitle"),
    [
        (["2027-05-10"], "Social workers' workload survey, 2027", "Diaries of 10 to 16 May 2027"),
        (["2027-05-10", "2027-05-31"], "Social workers' workload survey, 2027", "Diaries of 10 May to 6 June 2027"),
        (
            ["2026-12-28", "2027-01-04"],
            "Social workers' workload survey, 2026 to 2027",
            "Diaries of 28 December 2026 to 10 January 2027",
        ),
        ([""], "Social workers' workload survey", ""),
    ],
)
def test_a_survey_has_the_year_and_the_dates_of_its_diaries(
    mondays: list[str], title: str, subtitle: str, tmp_path: Path
) -> None:
    assert titles_of([_of_weeks(tmp_path, *mondays)])[:2] == (title, subtitle)


def test_weekdays_of_no_known_week_give_no_year(survey: td.Survey) -> None:
    weekdays = td.Survey.of(survey)
    object.__setattr__(weekdays, "dates", np.full(len(survey), 3, dtype=np.int32))
    assert titles_of([weekdays])[:2] == ("Social workers' workload survey", "")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Time diary of nurses 2019", "Time diary of nurses"),
        ("Time diary of nurses, 2019-20", "Time diary of nurses"),
        ("Time diary of nurses (2019 to 2020)", "Time diary of nurses"),
        ("Diaries 2019: community teams", "Diaries: community teams"),
        ("2019", "2019"),
        ("Ward 2009B", "Ward 2009B"),
    ],
)
def test_a_scheme_named_with_its_year_gives_its_surveys_another(name: str, plain: str) -> None:
    study = td.load_study("examples/community_nurses")
    object.__setattr__(study, "name", name)
    assert title_of(study) == plain
    assert title_of(study, [2027]) == f"{plain}, 2027"


@pytest.mark.slow
def test_no_file_of_a_later_survey_is_titled_by_the_scheme(tmp_path: Path) -> None:
    results = _of_weeks(tmp_path, "2027-05-10").analyse("setting")
    for path in td.write(results, tmp_path / "out", FORMATS):
        if path.suffix == ".csv":
            continue
        text = _all_text(path)
        assert "Social workers' workload survey, 2027" in text, path.name
        assert "10 to 16 May 2027" in text, path.name
        # The scheme is named for what it is, and nowhere else.
        for before in re.findall(rf"([^\n]*\n*[^\n]*){re.escape(SCHEME)}", text):
            assert "ctivity codes of" in before, (path.name, before)


def test_titles_that_are_given_stand_in_every_file_and_abbreviations_are_spelt_out(
    survey: td.Survey, tmp_path: Path
) -> None:
    sample = survey.sample(title="Anytown workload survey", subtitle="May 2027", source="Anytown Council")
    spelt = "CSD: children's services department"
    for path in td.write(sample.analyse("setting"), tmp_path, FORMATS):
        if path.suffix != ".csv":
            text = _all_text(path)
            for said in ("Anytown workload survey", "May 2027", "Anytown Council; activity codes of", spelt):
                assert said in text, (path.name, said)
    assert len(format_names()) == len(FORMATS) + 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "verb", ["analyse", "tables --table 3.3", "compare --published", "workload", "trend", "quality", "adjust"]
)
def test_every_verb_takes_them(verb: str, tmp_path: Path) -> None:
    command, *options = verb.split()
    files = [EXAMPLE, EXAMPLE] if command == "trend" else [EXAMPLE]
    if command == "adjust":
        people = "role,people\nmanager,200\nsenior_practitioner,200\nsocial_worker,1000\nno_information,43\n"
        (tmp_path / "totals.csv").write_text(people, encoding="utf-8")
        options = ["--calibrate", str(tmp_path / "totals.csv"), "--out", str(tmp_path / "adjusted.csv")]
    else:
        options += ["--out", str(tmp_path / "out"), "--format", "text", "--quiet"]
    titles = ["--title", "Anytown workload survey", "--subtitle", "May 2027", "--source", "Anytown Council"]
    run = CliRunner().invoke(main, [command, *files, *options, *titles])
    assert run.exit_code == 0, run.output
    if command != "adjust":
        (written,) = (path for path in (tmp_path / "out").iterdir() if path.suffix == ".txt")
        assert written.read_text(encoding="utf-8").startswith("Anytown workload survey\nMay 2027\n\n")


def test_a_picture_says_whose_it_is_where_that_is_asked_for(survey: td.Survey) -> None:
    plain = survey.plot("composition", "setting").rendered("svg").decode()
    titled = survey.sample(title="Anytown workload survey", source="Anytown Council").plot("composition", "setting")
    drawn = titled.rendered("svg").decode()
    assert "Anytown" not in plain
    assert "Anytown workload survey; 1,153 diaries" in drawn
    assert "Source: Anytown Council" in drawn


@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_forms_are_titled_by_their_week_or_as_asked(kind: str, tmp_path: Path) -> None:
    (path,) = td.write_forms(tmp_path / "a", kind=kind, week="2027-05-10")
    assert "Social workers' workload survey, 2027" in _all_text(path)
    assert "England 2009" not in _all_text(path)
    (path,) = td.write_forms(tmp_path / "b", kind=kind, title="Anytown workload survey", subtitle="All teams")
    text = _all_text(path)
    assert "Anytown workload survey" in text
    assert "All teams" in text
    assert "Social workers' workload survey" not in text


def test_abbreviations_are_spelt_out_only_where_they_are_used(survey: td.Survey) -> None:
    spelt = "CSD: children's services department"
    assert spelt in str(survey.breakdown("setting", precision=False))
    assert spelt not in str(survey.breakdown("role", precision=False))
    assert spelt in str(td.compare(survey, survey, "setting", independent=True)[1])


def test_only_whole_words_are_abbreviations() -> None:
    assert spelt_out({"LA": "local authority", "LAC": "looked after children"}, ["LAC reviews", "Non-LA", "PLA"]) == [
        "LAC: looked after children; LA: local authority."
    ]
    assert spelt_out({"LA": "local authority"}, ["PLACE"]) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"C S D" = "x"', "an abbreviation is one word"),
        ('CSD = ""', "must not be empty"),
        ('CSD = "csd"', "spell it out"),
        ("CSD = 3", "must be"),
    ],
)
def test_a_study_says_what_is_wrong_with_an_abbreviation(line: str, said: str, tmp_path: Path) -> None:
    new_study(tmp_path / "ours", "task_force_2009", "Ours")
    path = tmp_path / "ours" / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'CSD = ".*"', line, text), encoding="utf-8")
    run = CliRunner().invoke(main, ["study", "check", str(tmp_path / "ours")])
    assert run.exit_code != 0
    assert re.search(said, run.output), run.output


def test_a_new_study_does_not_take_the_title_of_another(tmp_path: Path) -> None:
    new_study(tmp_path / "ours", "task_force_2009", "Our teams 2027")
    assert title_of(td.load_study(tmp_path / "ours"), [dt.date(2028, 1, 3).year]) == "Our teams, 2028"
