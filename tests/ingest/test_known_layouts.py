"""Exports of time trackers and files of time-use surveys are read by the facts of their layouts, or not at all."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.ingest.files import study_of_days

import timediary as td
from timediary.model.problem import ProblemKind
from timediary.study.conventions import known_layouts, load_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK_EMAIL = re.compile(",[^,]*,")
FILES = Path(__file__).parents[1] / "data" / "known_layouts"
# What a file of each layout says, by hand: its codes with their minutes, and its respondents, one for each diary.
TOLD = {
    "toggl": ({"Visits": 150, "Records": 90}, ["a@example.org", "b@example.org"]),
    "clockify": ({"Visits": 120, "Records": 120}, ["A-a@example.org", "B-b@example.org"]),
    "o_timeusediary": ({"Sleeping": 420, "Working": 510, "Leisure": 510}, ["P1"]),
    "atus": ({"010101": 1050, "050101": 480, "120303": 1350}, ["20270101270001", "20270101270002"]),
    "mtus": ({"2": 680, "7": 1010, "59": 1190}, ["37-2000-0-0-101-1"] * 2),
    "uktus_2015": ({"110": 900, "1110": 1020, "8210": 2400}, ["11010903-1"] * 2 + ["11010903-2"]),
    "hetus_2010": ({"011": 900, "111": 600, "821": 1380}, ["AT-1-1", "AT-1-2"]),
}


@pytest.mark.parametrize("layout", TOLD)
def test_a_file_of_a_known_layout_is_read_by_its_facts(layout: str, tmp_path: Path) -> None:
    minutes, respondents = TOLD[layout]
    week = layout in ("toggl", "clockify")
    survey = td.read(FILES / f"{layout}.csv", study_of_days(tmp_path / "own", list(minutes), week=week))
    assert [problem for problem in survey.problems if problem.kind is not ProblemKind.MISSING_SHEET] == []
    assert list(survey.respondents) == respondents
    shares = td.breakdown(survey)
    total = sum(minutes.values())
    for n, (code, expected) in enumerate(minutes.items()):
        assert shares.value(f"r{n}") == pytest.approx(expected / total, abs=1e-12), code
    assert survey.reading.balanced
    decided = {decision.what: decision for decision in survey.reading.sheets[0].decisions}
    assert decided["layout"].chosen == layout


def test_every_layout_that_comes_with_the_package_has_a_file_here() -> None:
    assert {layout.id for layout in known_layouts()} == {path.stem for path in FILES.glob("*.csv")}
    assert {layout.id for layout in known_layouts() if not layout.is_of_people} == set(TOLD)


def test_weights_and_dates_of_the_american_survey_are_in_its_respondent_file(tmp_path: Path) -> None:
    files = [FILES / "atus.csv", FILES / "atus_respondent.csv"]
    survey = td.read(files, study_of_days(tmp_path / "own", ["010101", "050101", "120303"]))
    assert survey.problems == ()
    assert survey.attributes["weekend"].texts() == ["Yes", "No"]  # a Sunday and a Tuesday
    weekend = td.breakdown(survey, by="weekend")
    assert weekend.value("r0", "yes") == 9 / 24
    study = td.draft_study(files, tmp_path / "drafted")
    weighted = td.breakdown(td.read(files, study).sample(weight="tufinlwgt"))
    # Nine hours and eight and a half hours asleep.
    weights = 8155462.67, 1735322.53
    expected = (9 * weights[0] + 8.5 * weights[1]) / (24 * sum(weights))
    assert weighted.value("010101") == pytest.approx(expected, abs=1e-12)


def test_people_are_named_by_household_and_person_in_the_individual_file_too(tmp_path: Path) -> None:
    files = [FILES / "uktus_2015.csv", FILES / "uktus_2015_individual.csv"]
    survey = td.read(files, td.draft_study(files, tmp_path / "drafted"))
    assert survey.problems == ()
    # Two people of one household: ten of 48 hours asleep, and five of 24.
    shares = td.breakdown(survey, by="dmsex")
    assert (shares.value("110", "1"), shares.value("110", "2")) == (10 / 48, 5 / 24)


def test_the_day_of_a_survey_of_days_is_read_from_four_in_the_morning(tmp_path: Path) -> None:
    survey = td.read(FILES / "atus.csv", study_of_days(tmp_path / "own", ["010101", "050101", "120303"]))
    # Waking at 07:00, the fourth hour of the day; going to bed at 00:30, which is its end.
    assert survey.grid.slots_per_day == 144
    assert survey.codes[0, 17:19].tolist() == [1, 2]
    assert survey.codes[1, 122:124].tolist() == [3, 1]


def test_rows_of_other_timelines_are_accounted_for(tmp_path: Path) -> None:
    survey = td.read(FILES / "o_timeusediary.csv", study_of_days(tmp_path / "own", ["Sleeping", "Working", "Leisure"]))
    sheet = survey.reading.sheets[0]
    assert (sheet.rows, sheet.used) == (7, 4)
    assert [(rows.reason, rows.number) for rows in sheet.not_used] == [
        ("only rows with 'primary' in 'timelineKey' are read", 2)
    ]


def rewritten(path: Path, source: str, drop: Sequence[str] = (), rename: dict[str, str] | None = None) -> Path:
    """A copy of a file of a layout without some columns, or with others' names."""
    with (FILES / source).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [n for n, name in enumerate(header) if name not in drop]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([(rename or {}).get(header[n], header[n]) for n in kept])
        writer.writerows([[row[n] for n in kept] for row in rows])
    return path


def test_half_a_layout_is_a_problem_that_names_what_is_missing(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["Visits", "Records"], week=True)
    unread = rewritten(tmp_path / "unread.csv", "toggl.csv", drop=["Email"])
    with pytest.raises(td.ReadError, match=r"looks like Toggl Track, detailed report, but for 'Email'"):
        td.read(unread, own)
    read = rewritten(
        tmp_path / "read.csv", "clockify.csv", drop=["Duration (h)"], rename={"Task": "person", "Project": "Code"}
    )
    text = read.read_text().replace(",,A,", ",A,A,").replace(",,B,", ",B,B,")
    read.write_text(
        text.replace("Code,", "Project,Code,", 1).replace("\nVisits", "\nx,Visits").replace("\nRec", "\nx,Rec")
    )
    survey = td.read(read, own)
    (problem,) = [one for one in survey.problems if one.kind is ProblemKind.OTHER_COLUMNS]
    assert "looks like Toggl Track, detailed report, but for 'Duration'" in problem.message
    assert td.read(read, own, settle={"layout": "none"}).problems == tuple(p for p in survey.problems if p != problem)


def test_a_layout_that_is_asked_for_and_not_there_is_refused(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["Visits", "Records"], week=True)
    with pytest.raises(td.ReadError, match=r"to be read as Clockify, detailed report, but there is no column 'Dura"):
        td.read(FILES / "toggl.csv", own, settle={"layout": "clockify"})
    with pytest.raises(td.DefinitionError, match=r"no layout 'togl'.*Did you mean 'toggl'"):
        td.read(FILES / "toggl.csv", own, settle={"layout": "togl"})


def test_days_that_the_study_has_not_are_refused(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["110", "1110", "8210"], week=True, slot=30)
    with pytest.raises(td.ReadError) as refused:
        td.read(FILES / "uktus_2015.csv", own)
    for line in ('days = ["Day"]', 'first_slot = "04:00"', "slot_minutes = 10"):
        assert line in str(refused.value)


@pytest.mark.parametrize("layout", ["toggl", "clockify"])
def test_two_users_of_one_name_are_two_respondents(layout: str, tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["Visits", "Records"], week=True)
    file = tmp_path / "namesakes.csv"
    content = (FILES / f"{layout}.csv").read_text(encoding="utf-8")
    file.write_text(re.sub(r'^B|(?<=,")B(?=")', "A", content, flags=re.MULTILINE))
    assert len(td.read(file, own).respondents) == 2


def test_what_an_option_says_goes_before_the_layout(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["first visit", "other"], week=True)
    survey = td.read(FILES / "toggl.csv", own, columns={"Description": "code"})
    assert survey.code_minutes.minutes.sum() == 120
    rules = {column.heading: column.rule for column in survey.reading.sheets[0].columns}
    assert rules["Description"] == "--column says so"
    assert rules["Email"] == "the layout 'toggl' says so"


def test_a_user_adds_a_layout_as_a_file_that_the_study_or_a_reading_file_names(tmp_path: Path) -> None:
    layout = (
        'label = "Our tracker"\nsource = "its manual"\nrecognised_by = ["Wer", "Was", "Dauer"]\nrespondent = ["Wer"]\n'
        '[columns]\ndate = ["Wann"]\nduration = ["Dauer"]\ncode = ["Was"]\n[conventions]\nduration_unit = "minutes"\n'
    )
    file = tmp_path / "export.csv"
    file.write_text("Wer,Wann,Was,Dauer\nA,2027-05-10,x,20\nA,2027-05-11,y,10\n")
    by_study = study_of_days(tmp_path / "ours", ["x", "y"], week=True, more="[conventions]\nlayout = 'tracker.toml'\n")
    (by_study / "tracker.toml").write_text(layout)
    assert td.read(file, by_study).code_minutes.minutes.sum() == 30
    plain = study_of_days(tmp_path / "plain", ["x", "y"], week=True)
    (tmp_path / "reading.toml").write_text('[conventions]\nlayout = "tracker.toml"\n')
    (tmp_path / "tracker.toml").write_text(layout)
    survey = td.read(file, plain)
    assert td.breakdown(survey).value("r0") == pytest.approx(2 / 3)
    assert ("Layout", "tracker.toml") in survey.reading.settled


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ('recognised_by = ["Wer"]', "recognised_by: must name one column"),
        ('code = ["Was"]', "columns: must say where the activities stand, as code"),
        ('duration = ["Dauer"]', "is not a key of this file"),
    ],
)
def test_a_layout_that_contradicts_itself_is_refused(change: str, complaint: str, tmp_path: Path) -> None:
    text = (
        'label = "Ours"\nsource = "us"\nrecognised_by = ["Wer"]\nrespondent = ["Wer"]\n'
        '[columns]\nduration = ["Dauer"]\ncode = ["Was"]\n'
    )
    instead = {"recog": "recognised_by = []", "code ": "", "durat": 'lasts = ["Dauer"]'}[change[:5]]
    path = tmp_path / "ours.toml"
    path.write_text(text.replace(change, instead))
    with pytest.raises(td.DefinitionError, match=complaint):
        load_layout(path)


def one_day(path: Path, columns: Sequence[str], *series: Sequence[str]) -> Path:
    path.write_text(",".join(["person", *columns]) + "\n" + ",".join(["P1", *(cell for one in series for cell in one)]))
    return path


DAY = ["Sleeping"] * 18 + ["Working"] * 54 + ["Leisure"] * 72  # awake at 07:00, home at 16:00
CLOCK = [f"{(4 + n // 6) % 24:02d}{n % 6 * 10:02d}" for n in range(144)]


@pytest.mark.parametrize(
    "columns",
    [
        [f"act1_{n}" for n in range(1, 145)],
        [f"slot{n}" for n in range(144)],
        [f"Mact{n:03d}" for n in range(1, 145)],
        [f"s_{time}" for time in CLOCK],
        [f"t{int(time)}" for time in CLOCK],
        [f"min_{240 + 10 * n}" for n in range(144)],
        [f"min_{(240 + 10 * n) % 1440}" for n in range(144)],
    ],
    ids=["slots from 1", "slots from 0", "with noughts", "clock", "clock without noughts", "minutes", "minutes again"],
)
def test_numbered_columns_are_the_slots_of_a_day(columns: list[str], tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["Sleeping", "Working", "Leisure"])
    if columns[-1] == "min_230":
        # Minutes that begin anew at midnight can be counted from the first slot as well.
        with pytest.raises(td.ReadError, match=r"'min_240' can be 04:00 \(minutes after midnight\) or 08:00"):
            td.read(one_day(tmp_path / "day.csv", columns, DAY), own)
        survey = td.read(tmp_path / "day.csv", own, settle={"time_unit": "minutes after midnight"})
    else:
        survey = td.read(one_day(tmp_path / "day.csv", columns, DAY), own)
    assert survey.codes[0, [0, 17, 18, 71, 72, 143]].tolist() == [1, 1, 2, 2, 3, 3]


def test_of_several_series_one_must_be_said_to_be_the_main_activity(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["Sleeping", "Working", "Leisure"])
    columns = [f"{stem}{n}" for stem in ("a", "b") for n in range(1, 145)]
    file = one_day(tmp_path / "day.csv", columns, DAY, DAY[::-1])
    with pytest.raises(td.ReadError, match=r"in the columns a\.\.\. or b\.\.\..*--settle slot_columns=a"):
        td.read(file, own)
    survey = td.read(file, own, settle={"slot_columns": "b"})
    assert survey.codes[0, [0, 143]].tolist() == [3, 1]
    assert not survey.attributes
    with pytest.raises(td.ReadError, match=r"144 are called so, and they don't stand for the 48 slots"):
        td.read(file, study_of_days(tmp_path / "half", ["Sleeping"], slot=30), settle={"slot_columns": "b"})


def test_a_log_without_respondents_is_read_where_somebody_says_whose_it_is(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["x", "y"], week=True)
    log = "date,start,end,activity\n2027-05-10,09:00,10:00,x\n2027-05-11,09:00,09:30,y\n"
    for name in ("ann", "bob"):
        (tmp_path / f"{name}.csv").write_text(log)
    files = [tmp_path / "ann.csv", tmp_path / "bob.csv"]
    with pytest.raises(td.ReadError, match="--settle respondent='file name'"):
        td.read(files, own)
    survey = td.read(files, own, settle={"respondent": "file name"})
    assert survey.respondents == ("ann", "bob")
    assert survey.code_minutes.minutes.sum(axis=1).tolist() == [90, 90]
    assert survey.reading.balanced
    assert td.read(files[0], own, settle={"respondent": "P 7"}).respondents == ("P 7",)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "ann.csv").write_text(log)
    with pytest.raises(td.ReadError, match="would both be the diary of 'ann'"):
        td.read([files[0], tmp_path / "b" / "ann.csv"], own, settle={"respondent": "file name"})


def test_one_person_with_several_days_has_shares_without_errors(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["x", "y"])
    file = tmp_path / "one.csv"
    file.write_text("person,date,start,end,activity\nA,2027-05-10,09:00,10:00,x\nA,2027-05-11,09:00,12:00,y\n")
    table = td.breakdown(td.read(file, own))
    assert table.value("r0") == 0.25
    assert table.to_frame()["se"].isna().all()


@pytest.mark.parametrize("layout", TOLD)
def test_a_saved_reading_file_reads_the_same(layout: str, tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", list(TOLD[layout][0]), week=layout in ("toggl", "clockify"))
    first = td.read(FILES / f"{layout}.csv", own)
    td.save_reading(FILES / f"{layout}.csv", tmp_path / "saved.toml", own)
    again = td.read(FILES / f"{layout}.csv", own, reading=tmp_path / "saved.toml")
    assert again.respondents == first.respondents
    assert again.codes.tolist() == first.codes.tolist()
    assert again.problems == first.problems


def test_what_was_settled_stands_in_a_saved_reading_file(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["x"], week=True)
    (tmp_path / "ann.csv").write_text("date,start,end,activity\n2027-05-10,09:00,10:00,x\n")
    td.save_reading(tmp_path / "ann.csv", tmp_path / "saved.toml", own, settle={"respondent": "file name"})
    assert td.read(tmp_path / "ann.csv", own, reading=tmp_path / "saved.toml").respondents == ("ann",)


def test_other_series_are_what_the_study_notes_beside_the_activity(tmp_path: Path) -> None:
    fields = (
        "[[fields]]\nid = 'second'\nlabel = 'Second activity'\naliases = ['act2']\ncodes = 'activities'\n"
        "[[fields]]\nid = 'place'\nlabel = 'Place'\naliases = ['wher']\n"
        "codes = [{ id = '11', label = 'Home' }, { id = '12', label = 'Work' }]\n"
    )
    with (FILES / "uktus_2015.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    # The first diary: an hour of watching television at work, beside the work.
    first = dict(zip(rows[0], range(len(rows[0])), strict=True))
    for slot in range(60, 66):
        rows[1][first[f"act2_{slot}"]] = "8210"
        rows[1][first[f"wher_{slot}"]] = "12"
    for row in rows[1:]:
        for heading, column in first.items():
            if heading.startswith("act2_") and row[column] == "0":
                row[column] = ""
    path = tmp_path / "diaries.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    survey = td.read(path, study_of_days(tmp_path / "own", ["110", "1110", "8210"], more=fields))
    assert [problem for problem in survey.problems if problem.kind is not ProblemKind.MISSING_SHEET] == []
    places = td.breakdown(survey.sample(field="place"))
    assert places.value("12") == pytest.approx(1 / 72)
    assert places.value("11") == pytest.approx(71 / 72)
    mentioned = td.breakdown(survey.sample(any_mention=True))
    assert mentioned.value("r2") == pytest.approx(41 / 72)  # 40 hours as main activity, 1 beside work


def test_rows_that_name_nobody_are_told_with_what_to_do(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["Visits", "Records"], week=True)
    lines = (FILES / "toggl.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "mine.csv"
    file.write_text("\n".join([lines[0], *(BLANK_EMAIL.sub(",,", line, 1) for line in lines[1:])]))
    with pytest.raises(td.ReadError, match=r"'Email' is blank in all of them.*--column 'Email'='not used'"):
        td.read(file, own)
    survey = td.read(file, own, columns={"Email": "not used"}, settle={"respondent": "file name"})
    assert survey.respondents == ("mine",)
    assert survey.code_minutes.minutes.sum() == 240


def test_a_slot_that_is_missing_is_told(tmp_path: Path) -> None:
    file = rewritten(tmp_path / "hetus.csv", "hetus_2010.csv", drop=["Mact50"])
    own = study_of_days(tmp_path / "own", ["011", "111", "821"])
    with pytest.raises(td.ReadError, match=r"are to be the columns Mact\.\.\., but 143 are called so"):
        td.read(file, own)
    with pytest.raises(td.ReadError, match=r"but 143 are called so"):
        td.draft_study(file, tmp_path / "drafted")


def test_a_file_of_a_layout_without_activities_is_told(tmp_path: Path) -> None:
    file = rewritten(tmp_path / "atus.csv", "atus.csv", drop=["TRCODEP"])
    own = study_of_days(tmp_path / "own", ["010101"])
    with pytest.raises(td.ReadError, match=r"no column has its activities: there is no 'TRCODEP' or 'TRCODE'"):
        td.read(file, own)


def test_columns_past_the_end_of_the_day_are_left_out_and_told(tmp_path: Path) -> None:
    own = study_of_days(tmp_path / "own", ["x"], slot=60)
    hours = [f"{hour}:00" for hour in range(4, 28)]
    file = tmp_path / "day.csv"
    file.write_text(",".join(["person", *hours]) + "\nA" + ",x" * len(hours))
    survey = td.read(file, own)
    told = [problem for problem in survey.problems if problem.kind is ProblemKind.UNKNOWN_TIME]
    assert [problem.header for problem in told] == ["25:00", "26:00", "27:00"]
    assert sum(problem.cells for problem in told) == 3
    assert (survey.code_minutes.minutes.sum(), survey.ledger.cells_read) == (21 * 60, 24)
