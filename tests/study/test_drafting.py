"""A study drafted from a file passes its check and reads that very file; what a person must decide is marked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from tests.ingest.files import study_of_days

import timediary as td
from timediary.cli import main
from timediary.model.problem import RequestError
from timediary.model.reading import ReadError
from timediary.study.checking import definition_errors
from timediary.study.scaffold import empty_study, new_study

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
LAYOUTS = ROOT / "tests" / "data" / "known_layouts"
EXAMPLES = ROOT / "examples" / "which_diary"
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def drafted(folder: Path, file: Path, **how: dict[str, str]) -> td.Survey:
    """The survey in a file by the study that is drafted from it, both without fault."""
    study = td.draft_study(file, folder / "drafted", **how)  # type: ignore[arg-type]
    assert definition_errors(study) == []
    survey = td.read(file, study)
    assert survey.problems == ()
    assert td.analyse(survey).summary
    return survey


def marks(folder: Path) -> int:
    return sum(path.read_text(encoding="utf-8").count("decide:") for path in folder.glob("*.toml"))


# Days, minutes of a slot, the first slot and how many there are, what counts as asked, hours in the file.
GRIDS = {
    EXAMPLES / "slots.csv": (WEEK, 30, 0, 48, "every_day", 11.5),
    EXAMPLES / "episodes.csv": (WEEK, 30, 0, 48, "days_with_entries", 18.5),
    EXAMPLES / "lengths.csv": (("Day",), 10, 0, 144, "every_day", 14),
    EXAMPLES / "three_weeks.csv": (WEEK, 30, 0, 48, "days_with_entries", 43.5),
    EXAMPLES / "days.csv": (("Day",), 10, 0, 144, "every_day", 144),
    LAYOUTS / "toggl.csv": (("Day",), 10, 0, 144, "every_day", 4),
    LAYOUTS / "clockify.csv": (("Day",), 10, 0, 144, "every_day", 4),
    LAYOUTS / "o_timeusediary.csv": (("Day",), 10, 240, 144, "every_day", 24),
    LAYOUTS / "atus.csv": (("Day",), 10, 240, 144, "every_day", 48),
    LAYOUTS / "mtus.csv": (("Day",), 10, 240, 144, "every_day", 48),
    LAYOUTS / "uktus_2015.csv": (("Day",), 10, 240, 144, "every_day", 72),
    LAYOUTS / "hetus_2010.csv": (("Day",), 10, 240, 144, "every_day", 48),
    ROOT / "examples" / "wave1.xlsx": (WEEK, 30, 0, 48, "every_day", 2869.5),
}


@pytest.mark.parametrize("file", GRIDS, ids=lambda path: path.name)
def test_a_drafted_study_reads_the_file_that_it_was_drafted_from(file: Path, tmp_path: Path) -> None:
    days, minutes, first, slots, asked, hours = GRIDS[file]
    survey = drafted(tmp_path, file)
    grid = survey.study.grid
    assert (grid.days, grid.slot_minutes, grid.first_minute, grid.slots_per_day, grid.asked) == (
        *(days, minutes, first, slots, asked),
    )
    assert survey.code_minutes.minutes.sum() / 60 == hours
    assert marks(tmp_path / "drafted") >= 8


def test_shares_are_those_of_a_study_written_by_hand(tmp_path: Path) -> None:
    by_hand = study_of_days(tmp_path / "own", ["110", "1110", "8210"])
    shares = td.breakdown(td.read(LAYOUTS / "uktus_2015.csv", by_hand))
    found = td.breakdown(drafted(tmp_path, LAYOUTS / "uktus_2015.csv"))
    assert [found.value(code) for code in ("110", "1110", "8210")] == [shares.value(f"r{n}") for n in range(3)]


def test_columns_become_variables_with_their_answers(tmp_path: Path) -> None:
    survey = drafted(tmp_path, LAYOUTS / "uktus_2015.csv")
    variables = survey.study.variables
    assert variables["dia_wt_a"].kind == "number"
    assert [level.id for level in variables["daynum"].levels] == ["1", "2"]
    text = (tmp_path / "drafted" / "study.toml").read_text(encoding="utf-8")
    assert '# weight = "dia_wt_a"' in text
    toggl = td.draft_study(LAYOUTS / "toggl.csv", tmp_path / "toggl")
    told = (toggl / "variables.toml").read_text(encoding="utf-8")
    assert "User" not in told
    clockify = td.draft_study(LAYOUTS / "clockify.csv", tmp_path / "clockify")
    told_of_people = (clockify / "variables.toml").read_text(encoding="utf-8")
    assert '# "Email" is left out: it has people\'s addresses.' in told_of_people
    assert "a@example.org" not in told


def test_codes_have_their_hours_beside_them(tmp_path: Path) -> None:
    study = td.draft_study(LAYOUTS / "toggl.csv", tmp_path / "drafted")
    text = (study / "codes.toml").read_text(encoding="utf-8")
    assert 'id = "Visits"  # 2.5 hours' in text
    assert 'id = "Records"  # 1.5 hours' in text


def test_many_numbered_codes_are_grouped_by_their_first_digits(tmp_path: Path) -> None:
    rows = [f"A,2027-05-{10 + n // 12},{n % 12 + 8:02d}:00,{n % 12 + 9:02d}:00,{n:04d}" for n in range(100, 172)]
    file = tmp_path / "log.csv"
    file.write_text("\n".join(["person,date,start,end,activity", *rows]))
    survey = drafted(tmp_path, file)
    assert survey.study.defaults.grouping == "digits:2"
    assert [row.id for row in survey.study.groupings["digits:2"].rows] == ["01"]
    assert survey.study.codes[0].id == "0100"


def test_diaries_of_24_hours_are_graded_by_what_is_missing_of_them(tmp_path: Path) -> None:
    whole = drafted(tmp_path, LAYOUTS / "atus.csv")
    quality = tomllib.loads((tmp_path / "drafted" / "quality.toml").read_text(encoding="utf-8"))
    assert [one["id"] for one in quality["measures"]] == ["shared_diary", "episodes_per_day", "recorded_hours"]
    # Half of what they do is outside the hours of a working day, and it speaks against nobody; four episodes do.
    measured = td.quality(whole).to_frame()
    assert measured["odd_hours_share"].min() > 0.5
    assert measured["points"].tolist() == [1, 3]
    log = td.draft_study(LAYOUTS / "toggl.csv", tmp_path / "log")
    told = tomllib.loads((log / "quality.toml").read_text(encoding="utf-8"))
    assert [one["id"] for one in told["measures"]] == ["shared_diary", "longest_run"]


def test_what_had_to_be_said_becomes_part_of_the_study(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("Wer,Tag,Von,Dauer,Was\nA,3/4/2027,510,30,x\nB,3/4/2027,540,60,y\n")
    columns = {"Wer": "respondent", "Tag": "date", "Von": "time", "Dauer": "duration", "Was": "code"}
    settle = {"date_order": "month first", "time_unit": "minutes after midnight", "duration_unit": "minutes"}
    survey = drafted(tmp_path, file, columns=columns, settle=settle)
    assert survey.code_minutes.minutes.sum() == 90
    assert survey.dates is not None
    assert np.unique(survey.dates).tolist() == [740044]  # 4 March 2027
    assert survey.codes[0].nonzero()[0][0] * survey.grid.slot_minutes == 510


def test_a_layout_of_ones_own_goes_along(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(
        'label = "Ours"\nsource = "us"\nrecognised_by = ["Wer", "Was", "Dauer"]\nrespondent = ["Wer"]\n'
        '[columns]\ndate = ["Tag"]\nduration = ["Dauer"]\ncode = ["Was"]\n[conventions]\nduration_unit = "hours"\n'
    )
    file = tmp_path / "log.csv"
    file.write_text("Wer,Tag,Dauer,Was\nA,2027-05-10,2,x\nB,2027-05-10,1,y\n")
    survey = drafted(tmp_path, file, settle={"layout": str(tmp_path / "ours.toml")})
    assert survey.code_minutes.minutes.sum() == 180
    assert (tmp_path / "drafted" / "ours.toml").is_file()


@pytest.mark.parametrize(
    ("columns", "first", "told"),
    [
        ([f"s_{(4 + n // 6) % 24:02d}{n % 6 * 10:02d}" for n in range(144)], 240, True),
        ([f"min{240 + 10 * n}" for n in range(144)], 240, True),
        ([f"act{n}" for n in range(1, 145)], 240, False),
        ([f"{n // 2:02d}:{n % 2 * 30:02d}" for n in range(48)], 0, True),
        ([f"{(7 + n) % 24:02d}:00" for n in range(24)], 420, True),
    ],
    ids=["clock", "minutes", "numbers", "half hours", "hours from seven"],
)
def test_columns_of_slots_tell_how_long_slots_are_and_when_days_begin(
    columns: Sequence[str], first: int, told: bool, tmp_path: Path
) -> None:
    half = len(columns) // 2
    file = tmp_path / "day.csv"
    lines = [f"{who}," + ",".join(["x"] * half + ["y"] * half) for who in ("A", "B")]
    file.write_text("\n".join([",".join(["person", *columns]), *lines]))
    survey = drafted(tmp_path, file)
    assert (survey.grid.slots_per_day, survey.grid.first_minute) == (len(columns), first)
    assert survey.codes[0].tolist() == [1] * half + [2] * half
    text = (tmp_path / "drafted" / "study.toml").read_text(encoding="utf-8")
    assert ("the file doesn't tell" in text) != told


def test_columns_of_a_week_from_seven_are_days_from_seven(tmp_path: Path) -> None:
    columns = [f"{day[:3]} {(7 + n) % 24:02d}:00" for day in WEEK for n in range(24)]
    file = tmp_path / "week.csv"
    file.write_text(",".join(["id", *columns]) + "\nA," + ",".join(["x"] * len(columns)) + "\n")
    grid = drafted(tmp_path, file).study.grid
    assert (grid.first_minute, grid.slots_per_day, grid.slot_minutes) == (420, 24, 60)


def test_two_activities_in_a_cell_are_no_code(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(
        "person,date,start,end,activity\nA,2027-05-10,09:00,10:00,x\n"
        "A,2027-05-10,10:00,11:00,x | y\nA,2027-05-10,11:00,12:00,y\n"
    )
    study = td.draft_study(file, tmp_path / "drafted")
    survey = td.read(file, study)
    assert [code.id for code in survey.study.codes] == ["x", "y"]
    assert [problem.kind for problem in survey.problems] == ["several_codes"]


def test_what_has_no_diary_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("Wer,Tag,Was\nA,2027-05-10,x\n")
    with pytest.raises(ReadError, match="No diary was found"):
        td.draft_study(file, tmp_path / "drafted")
    file.write_text("date,start,end,activity\n2027-05-10,09:00,10:00,x\n")
    with pytest.raises(ReadError, match="--settle respondent='file name'"):
        td.draft_study(file, tmp_path / "drafted")
    assert not (tmp_path / "drafted").exists()
    survey = drafted(tmp_path, file, settle={"respondent": "file name"})
    assert survey.respondents == ("log",)
    with pytest.raises(RequestError, match="is there already"):
        td.draft_study(file, tmp_path / "drafted", settle={"respondent": "file name"})


def test_an_empty_study_passes_its_check(tmp_path: Path) -> None:
    study = empty_study(tmp_path / "mine")
    assert definition_errors(study) == []
    assert marks(study) >= 8
    assert td.load_study(study).grid.weekend == (5, 6)
    assert td.load_study(study).defaults.grouping == "codes"


def test_what_has_a_usual_value_may_be_left_out(tmp_path: Path) -> None:
    folder = empty_study(tmp_path / "mine")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    kept = [
        line for line in text.splitlines() if not line.startswith(("low_base", "high_cv", "grouping", "weekend", "by"))
    ]
    (folder / "study.toml").write_text("\n".join(kept), encoding="utf-8")
    study = td.load_study(folder)
    assert (study.defaults.low_base, study.defaults.grouping) == (30, "codes")
    assert (study.grid.core_start, study.grid.core_end, study.grid.weekend) == (480, 1080, (5, 6))


def test_tables_are_carried_along_where_asked(tmp_path: Path) -> None:
    assert not (new_study(tmp_path / "plain", "task_force_2009") / "tables.toml").exists()
    made = new_study(tmp_path / "mine", "task_force_2009", with_tables=True)
    assert (made / "tables.toml").exists()
    assert not (made / "published.csv").exists()
    assert definition_errors(made) == []
    survey = td.read(ROOT / "examples" / "wave1.xlsx", made)
    assert td.tables(survey)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--empty", "--from", "task_force_2009"], "Start from one of them"),
        (["--empty", "--with-tables"], "--with-tables goes with --from"),
        (["--column", "a=code"], "go with --from-data"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    options: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["study", "new", "mine", *options])
    assert result.exit_code == 2
    assert complaint in result.output
    assert not list(tmp_path.iterdir())


def test_the_command_says_how_the_draft_reads_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["study", "new", "mine", "--from-data", str(LAYOUTS / "toggl.csv")])
    assert result.exit_code == 0, result.output
    assert "It reads toggl.csv: 4 diaries of 2 respondents, 4 hours; no problems." in result.output


def test_codes_that_differ_by_a_point_or_a_sign_stay_apart(tmp_path: Path) -> None:
    codes = ["3.1", "31", "3.10", "-9", "9", "D-1", "d 1"]
    rows = [f"A,2027-05-10,{n + 8:02d}:00,{n + 9:02d}:00,{code}" for n, code in enumerate(codes)]
    file = tmp_path / "log.csv"
    file.write_text("\n".join(["person,date,start,end,activity", *rows]))
    survey = drafted(tmp_path, file)
    kept = zip(survey.study.codes, survey.code_minutes.minutes[0].tolist(), strict=True)
    assert {code.id: minutes for code, minutes in kept} == {
        "3.1": 60,
        "31": 60,
        "3.10": 60,
        "-9": 60,
        "9": 60,
        "D-1": 120,
    }


def test_codes_that_a_spreadsheet_may_have_made_of_one_are_marked(tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text("respondent,Mon 09:00,Mon 09:30,Mon 10:00,Mon 10:30\nA,1,01,1.0,1\nB,2,2,1,2.5\n", encoding="utf-8")
    codes = (td.draft_study(file, tmp_path / "drafted") / "codes.toml").read_text(encoding="utf-8")
    assert codes.count("are one code") == 3
    assert '# decide: whether this and "01", "1.0" are one code\n[[codes]]\nid = "1"' in codes


def test_answers_called_as_columns_of_every_table_are(tmp_path: Path) -> None:
    rows = [
        f"P{n},2027-05-10,09:00,10:00,x,{known},{part}"
        for n, (known, part) in enumerate([("Yes", "All"), ("No", "Some"), ("No information", "Some"), ("No", "Some")])
    ]
    file = tmp_path / "log.csv"
    file.write_text("\n".join(["respondent,date,start,end,activity,person,part", *rows]))
    survey = drafted(tmp_path, file)
    assert survey.attributes["person"].texts() == ["Yes", "No", "", "No"]
    assert "part" not in survey.study.variables
    told = (tmp_path / "drafted" / "variables.toml").read_text(encoding="utf-8")
    assert "# \"part\" is left out: an answer is 'All'" in told
