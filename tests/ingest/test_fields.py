"""What is noted beside the activity: read from long files, wide ones and episodes, and kept exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.ingest.files import Rows, write_csv, write_xlsx

import timediary as td
from timediary.export import write_survey
from timediary.model.problem import DefinitionError, ProblemKind
from timediary.model.reading import ColumnRole
from timediary.render.writing import text_of_result
from timediary.study import load_study

if TYPE_CHECKING:
    from timediary.export.sheets import Layout

FOLDER = Path(__file__).parents[2] / "examples" / "time_use"
STUDY = load_study(FOLDER / "study")
LONG = ["person", "date", "time", "code", "second activity", "Where", "with whom"]
DATE = "2027-05-11"
NOT_IN_FILES = (ProblemKind.MISSING_SHEET, ProblemKind.MISSING_COLUMN)


def told(survey: td.Survey) -> list[tuple[ProblemKind, int | None, str, str]]:
    """Kind, row, column and content of the problems."""
    found = (p for p in survey.problems if p.kind not in NOT_IN_FILES)
    return [(p.kind, p.row, p.column, p.content) for p in found]


def test_a_long_file_has_a_column_a_field(tmp_path: Path) -> None:
    rows: Rows = [
        LONG,
        ["P1", DATE, "08:00", "work", "", "workplace", "others"],
        ["P1", DATE, "08:10", "work", "leisure", "At home", "partner; Children"],
        ["P1", DATE, "08:20", "travel", "", "", "child, partner"],
    ]
    survey = td.read(write_csv(tmp_path / "d.csv", rows), STUDY)
    assert told(survey) == []
    at = [survey.grid.slot(0, 480 + after) or 0 for after in (0, 10, 20)]
    read = {id_: [one.texts()[number] for number in one.slots[0, at].tolist()] for id_, one in survey.fields.items()}
    assert read == {
        "second": [None, "leisure", None],
        "place": ["workplace", "home", None],
        "with": ["others", "partner; child", "partner; child"],
    }
    assert (survey.ledger.answers_read, survey.ledger.answers_kept) == (6, 6)
    columns = survey.reading.sheets[0].columns_as(ColumnRole.FIELD)
    assert [(one.heading, one.meaning) for one in columns] == [
        ("second activity", "second"),
        ("Where", "place"),
        ("with whom", "with"),
    ]


def test_what_is_no_code_of_a_field_is_a_problem_and_the_activity_stays(tmp_path: Path) -> None:
    rows: Rows = [
        LONG,
        ["P1", DATE, "08:00", "work", "", "office", "others"],
        ["P1", DATE, "08:10", "work", "", "home; way", "partner; dog"],
        ["P1", DATE, "08:20", "", "", "home", ""],
        ["P1", DATE, "08:30", "wurk", "", "home", ""],
        ["P1", DATE, "08:00", "work", "", "home", ""],
    ]
    survey = td.read(write_csv(tmp_path / "d.csv", rows), STUDY)
    assert sorted(told(survey)) == sorted(
        [
            (ProblemKind.UNKNOWN_CODE, 2, "F", "office"),
            (ProblemKind.SEVERAL_CODES, 3, "F", "home; way"),
            (ProblemKind.UNKNOWN_CODE, 3, "G", "partner; dog"),
            (ProblemKind.FIELD_WITHOUT_ACTIVITY, 4, "F", "home"),
            (ProblemKind.UNKNOWN_CODE, 5, "D", "wurk"),
            (ProblemKind.CONFLICTING_ENTRY, 6, "D", "work"),
        ]
    )
    messages = {p.content: p.message for p in survey.problems}
    assert messages["office"] == "'office' is not one of the 4 codes of Place."
    assert messages["home; way"] == "'home; way' holds several answers, and Place takes one."
    conflict = next(p for p in survey.problems if p.kind is ProblemKind.CONFLICTING_ENTRY)
    assert conflict.message == "Row 2 has the same code and something else beside it for the same slot, 08:00."
    assert survey.recorded_hours.tolist() == [20 / 60]
    assert dict(survey.ledger.lines())["answers left out"] == 6
    assert (survey.ledger.answers_read, survey.ledger.answers_kept) == (7, 1)


def test_a_wide_file_has_a_block_a_field(tmp_path: Path) -> None:
    header = [
        "person",
        "08:00",
        "08:10",
        "08:00 place",
        "08:10 Where",
        "08:20 place",
        "08:00 second",
        "08:10 with whom",
    ]
    rows: Rows = [
        header,
        ["P1", "work", "travel", "workplace", "way", "", "leisure", "alone"],
        ["P2", "", "work", "home", "moon", "home", "", ""],
    ]
    survey = td.read(write_xlsx(tmp_path / "w.xlsx", {"diary": rows}), STUDY)
    slot = survey.grid.slot(0, 480) or 0
    place, second = survey.fields["place"], survey.fields["second"]
    assert [place.texts()[n] for n in place.slots[0, slot : slot + 2].tolist()] == ["workplace", "way"]
    assert second.texts()[second.slots[0, slot]] == "leisure"
    assert place.slots[1].sum() == 0
    assert told(survey) == [
        (ProblemKind.FIELD_WITHOUT_ACTIVITY, 3, "D", "home"),
        (ProblemKind.UNKNOWN_CODE, 3, "E", "moon"),
        (ProblemKind.FIELD_WITHOUT_ACTIVITY, 1, "F", "08:20 place"),
    ]
    assert (survey.ledger.answers_read, survey.ledger.answers_kept) == (7, 4)
    (read,) = survey.reading.sheets
    assert [one.meaning for one in read.columns_as(ColumnRole.FIELD)][:2] == ["place at 08:00", "place at 08:10"]
    assert survey.reading.balanced


def test_episodes_are_exact_and_what_overlaps_is_parted_with_what_is_noted_beside(tmp_path: Path) -> None:
    rows: Rows = [
        ["person", "date", "start", "end", "code", "place"],
        ["P1", DATE, "08:00", "09:05", "work", "home"],
        ["P1", DATE, "08:55", "09:15", "work", "way"],
        ["P1", DATE, "23:30", "00:30", "sleep", "home"],
        ["P1", DATE, "23:30", "00:30", "sleep", "home"],
    ]
    survey = td.read(write_csv(tmp_path / "e.csv", rows), STUDY)
    joint = survey.joint_minutes
    words = [survey.fields["place"].texts()[answer] for answer in joint.answers[:, 1].tolist()]
    assert list(zip(joint.diaries.tolist(), joint.codes.tolist(), words, joint.minutes.tolist(), strict=True)) == [
        (0, 1, "home", 60),
        (0, 1, "way", 15),
        (0, 4, "home", 30),
        (1, 4, "home", 30),
    ]
    assert ProblemKind.OVERLAPPING_EPISODES in {kind for kind, *_ in told(survey)}
    # (the fourth row is the third once more)
    assert (survey.ledger.answers_read, survey.ledger.answers_kept) == (4, 3)


def test_lengths_without_times_keep_what_is_noted_beside(tmp_path: Path) -> None:
    rows: Rows = [
        ["person", "date", "minutes", "code", "place"],
        ["P1", DATE, 60, "work", "home"],
        ["P1", DATE, 30, "work", "way"],
        ["P1", DATE, 30, "leisure", ""],
    ]
    path = write_csv(tmp_path / "l.csv", rows)
    survey = td.read(path, STUDY)
    assert not survey.has_times
    at_home = survey.sample(within="place=home")
    assert at_home.survey.recorded_hours.tolist() == [1.0]
    again = td.read(write_survey(survey, tmp_path / "again.csv", layout="episodes"), STUDY)
    assert again == survey


@pytest.mark.parametrize(
    ("suffix", "layout"),
    [
        (".csv", "long"),
        (".csv", "episodes"),
        (".csv", "single"),
        (".xlsx", "wide"),
        (".xlsx", "episodes"),
        (".parquet", "long"),
        (".parquet", "single"),
        (".sav", "single"),
        (".dta", "single"),
    ],
)
def test_a_survey_with_fields_is_written_and_read_back_the_same(suffix: str, layout: Layout, tmp_path: Path) -> None:
    survey = td.read(FOLDER / "diaries.csv", STUDY)
    assert {id_: len(one.answers) for id_, one in survey.fields.items()} == {"second": 3, "place": 4, "with": 5}
    again = td.read(write_survey(survey, tmp_path / f"again{suffix}", layout=layout), STUDY)
    assert again == survey
    assert again.problems == ()
    changed = dict(again.fields)
    changed["place"] = replace(changed["place"], slots=np.zeros_like(changed["place"].slots))
    assert replace(again, fields=changed) != survey


def test_diaries_that_are_chosen_keep_their_fields() -> None:
    survey = td.read(FOLDER / "diaries.csv", STUDY)
    second = survey.select([False, True])
    assert second.fields["place"].slots.shape == (1, 144)
    assert second.joint_minutes.minutes.sum() == 24 * 60
    assert np.array_equal(second.in_slots(5).joint_minutes.minutes, second.joint_minutes.minutes)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('id = "day_weight"\nlabel = "Weight"\ncodes = "activities"', "is the name of the variable 'day_weight'"),
        ('id = "time"\nlabel = "When"\ncodes = "activities"', "is the name of a column of every diary"),
        ('id = "x"\nlabel = "X"\ncodes = "places"', 'must be a list of codes, or "activities"'),
        ('id = "x"\nlabel = "X"\ncodes = []', "a field has one code or more"),
        ('id = "x"\nlabel = "X"\ncodes = [{ id = "a,b", label = "A" }]', "must have no comma"),
        ('id = "x"\nlabel = "X"\ncodes = [{ id = "a b", label = "A" }, { id = "AB", label = "B" }]', "spelt the same"),
        ('id = "place"\nlabel = "X"\ncodes = "activities"', "is the name of the field 'place'"),
        ('id = "x"\nlabel = "X"\ncodes = "activities"\nseveral = 1', "must be true or false"),
    ],
)
def test_a_field_that_contradicts_something_is_an_error_with_its_line(lines: str, said: str, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "study"
    shutil.copytree(FOLDER / "study", folder)
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[fields]]\n{lines}\n")
    with pytest.raises(DefinitionError) as error:
        load_study(folder)
    assert said in str(error.value)
    assert "(line " in str(error.value)


def test_what_was_understood_is_said_by_block_and_a_reading_file_reads_it_again(tmp_path: Path) -> None:
    survey = td.read(FOLDER / "diaries.csv", STUDY)
    (wide, *_) = write_survey(survey, tmp_path / "wide.xlsx", layout="wide")
    for path, lines in ((wide, ("second: 144 columns", "place: 144 columns")), (FOLDER / "diaries.csv", ("place",))):
        said = text_of_result(td.describe(path, STUDY))
        assert all(line in said for line in lines)
        saved = tmp_path / f"{path.stem}.toml"
        td.save_reading(path, saved, STUDY)
        again = td.read(path, STUDY, reading=saved)
        assert np.array_equal(again.codes, survey.codes)
        assert dict(again.fields) == dict(survey.fields)


@pytest.mark.parametrize("kind", ["wide", "long", "episodes"])
def test_a_second_column_of_a_field_is_not_left_out_in_silence(kind: str, tmp_path: Path) -> None:
    rows: dict[str, Rows] = {
        "wide": [["person", "08:00", "08:00 where", "08:00 place"], ["P1", "work", "home", "way"]],
        "long": [["person", "time", "activity", "place", "where"], ["P1", "08:00", "work", "home", "way"]],
        "episodes": [
            ["person", "start", "end", "activity", "place", "where"],
            ["P1", "08:00", "08:10", "work", "home", "way"],
        ],
    }
    survey = td.read(write_csv(tmp_path / "a.csv", rows[kind]), STUDY)
    (problem,) = (one for one in survey.problems if one.kind is ProblemKind.REPEATED_COLUMN)
    assert problem.header == rows[kind][0][-1]
    assert [text for text in survey.fields["place"].texts() if text] == ["home"]
    assert survey.reading.balanced
