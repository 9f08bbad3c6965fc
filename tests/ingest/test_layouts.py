"""One survey in every layout is one survey; sheets are recognised by what is in them."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, one_day_study, wide_of, write_csv, write_xlsx

from timediary.ingest import read
from timediary.model.choices import Choices
from timediary.model.problem import ProblemKind
from timediary.model.reading import ReadError
from timediary.model.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Callable

GRID = STUDY.grid


def expected_codes() -> Any:
    codes = np.zeros((4, GRID.slots), np.uint8)
    for id_, day, time, code in LONG[1:]:
        hour, minute = time.split(":")
        slot = GRID.slot(GRID.days.index(day), int(hour) * 60 + int(minute))
        codes[int(id_[1]) - 1, slot] = STUDY.code_numbers[code]
    return codes


def assert_right(survey: Survey) -> None:
    assert [str(problem) for problem in survey.problems] == []
    assert survey.respondents == ("R1", "R2", "R3", "R4")
    assert np.array_equal(survey.codes, expected_codes())
    assert survey.ledger.kept == len(LONG) - 1
    assert survey.ledger.balanced
    assert survey.reading.balanced
    read = [name for name, attribute in survey.attributes.items() if attribute.variable.is_read]
    assert read == ["setting", "role", "client_groups", "contracted_hours", "team"]
    assert survey.attributes["setting"].texts() == ["CSD", "DASS", "Joint", "PVI"]
    assert survey.attributes["role"].texts() == ["Manager", "Social worker", "Other", "Senior practitioner"]
    assert survey.attributes["client_groups"].texts() == ["Older people; Carers", "Carers", "", "Young carers"]
    assert survey.attributes["contracted_hours"].texts() == ["37", "37.5", "", "18.5"]
    assert survey.attributes["team"].texts() == ["North 2", "North 10", "", "North 2"]
    assert [level.label for level in survey.attributes["team"].variable.levels] == ["North 2", "North 10"]


def single(respondents: Rows = RESPONDENTS, wide: Rows | None = None) -> Rows:
    """Attributes and slots in one table."""
    return [left + right[1:] for left, right in zip(respondents, wide or wide_of(LONG), strict=True)]


def respelled(name: str) -> str:
    """`Mon 08:30` as `mon_0830`."""
    return name.lower().replace(" ", "_").replace(":", "")


def days_above_times() -> Rows:
    """A wide diary with a day above its first column only, as merged cells have it, and times below."""
    wide = wide_of(LONG)
    above = ["", *(day if n == 0 else "" for day in GRID.days for n in range(GRID.slots_per_day))]
    below = ["respondent", *(name[-5:] for name in wide[0][1:])]
    return [above, below, *wide[1:]]


LAYOUTS: dict[str, Callable[[], dict[str, Rows]]] = {
    "long": lambda: {"respondents": RESPONDENTS, "diary": LONG},
    "sheets the other way round, with other names": lambda: {"Sheet1": LONG, "Sheet2": RESPONDENTS},
    "wide": lambda: {"respondents": RESPONDENTS, "diary": wide_of(LONG)},
    "one sheet": lambda: {"survey": single()},
    "slots before attributes": lambda: {
        "survey": [[row[0], *w[1:], *row[1:]] for row, w in zip(RESPONDENTS, wide_of(LONG), strict=True)]
    },
    "other spellings of slots": lambda: {
        "respondents": RESPONDENTS,
        "diary": [["ID", *map(respelled, wide_of(LONG)[0][1:])], *wide_of(LONG)[1:]],
    },
    "columns in another order": lambda: {
        "respondents": RESPONDENTS,
        "diary": [[row[0], *row[:0:-1]] for row in wide_of(LONG)],
    },
    "a title above": lambda: {
        "respondents": [["Workload survey 2009"], [], *RESPONDENTS],
        "diary": [["Diary: code per slot"], [None, "as at Monday"], [], *LONG],
    },
    "days above times": lambda: {"respondents": RESPONDENTS, "diary": days_above_times()},
    "one sheet a day": lambda: {
        "respondents": RESPONDENTS,
        **{day: [[row[0], *row[1 + n * 48 : 49 + n * 48]] for row in wide_of(LONG)] for n, day in enumerate(GRID.days)},
    },
    "columns apart from column A": lambda: {
        "respondents": [[None, None, *row] for row in RESPONDENTS],
        "diary": [[None, *row] for row in LONG],
    },
    "more columns": lambda: {
        "respondents": RESPONDENTS,
        "diary": [[*row, "comment" if n == 0 else f"note {n}"] for n, row in enumerate(LONG)],
    },
    "attributes in two sheets": lambda: {
        "a": [row[:3] for row in RESPONDENTS],
        "b": [[row[0], *row[3:]] for row in RESPONDENTS],
        "diary": LONG,
    },
    "day and time in one column": lambda: {
        "respondents": RESPONDENTS,
        "diary": [["respondent", "start", "code"], *([r[0], f"{r[1]} {r[2]}", r[3]] for r in LONG[1:])],
    },
    "blank rows": lambda: {
        "respondents": [row for each in RESPONDENTS for row in (each, [], [" "])],
        "diary": [row for each in LONG for row in (each, [], [None, "  ", ""])],
    },
}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_every_layout_of_a_workbook_gives_the_same_survey(layout: str, tmp_path: Path) -> None:
    assert_right(read([write_xlsx(tmp_path / "s.xlsx", LAYOUTS[layout]())], STUDY))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimited_text_gives_the_same_survey(delimiter: str, encoding: str, tmp_path: Path) -> None:
    respondents = [[*row, "café"] for row in RESPONDENTS]
    write_csv(tmp_path / "diary.csv", LONG, delimiter, encoding)
    write_csv(tmp_path / "respondents.csv", respondents, delimiter, encoding)
    survey = read([tmp_path / "diary.csv", tmp_path / "respondents.csv"], STUDY)
    assert list(survey.attributes)[-1] == "café"
    assert survey.attributes["café"].variable.label == "café"
    assert_right(
        Survey(
            STUDY,
            survey.respondents,
            survey.codes,
            dict(list(survey.attributes.items())[:-1]),
            survey.problems,
            survey.ledger,
        )
    )


@pytest.mark.parametrize("rows", [single(), single(wide=wide_of(LONG))])
def test_one_wide_file_gives_the_same_survey(rows: Rows, tmp_path: Path) -> None:
    assert_right(read(write_csv(tmp_path / "all.tsv", rows, "\t"), STUDY))


def test_a_line_that_says_the_delimiter_is_heeded(tmp_path: Path) -> None:
    rows = single()
    path = write_csv(tmp_path / "all.csv", rows, "|")
    path.write_text("sep=|\n" + path.read_text())
    assert_right(read(path, STUDY))


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["long", "wide", "columns apart from column A"])
@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_what_libreoffice_saves_gives_the_same_survey(layout: str, suffix: str, tmp_path: Path) -> None:
    if (suffix, layout) == ("xls", "wide"):
        pytest.skip("a week of half-hours has more columns than .xls")
    source = write_xlsx(tmp_path / "s.xlsx", LAYOUTS[layout]())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", suffix]
    subprocess.run([*command, "--outdir", tmp_path / "out", source], check=True, capture_output=True)
    assert_right(read(tmp_path / "out" / f"s.{suffix}", STUDY))


@pytest.mark.parametrize("spelling", ["name", "short", "iso", "date", "text date"])
@pytest.mark.parametrize("time", ["text", "time", "number", "fraction", "dotted"])
def test_a_long_diary_reads_in_every_spelling(spelling: str, time: str, tmp_path: Path) -> None:
    def day_of(name: str) -> object:
        number = GRID.days.index(name)
        date = dt.date(2009, 10, 5) + dt.timedelta(number)
        return {
            "name": name,
            "short": name[:3].upper(),
            "iso": number + 1,
            "date": date,
            "text date": f"{date:%d/%m/%Y}",
        }[spelling]

    def time_of(text: str) -> object:
        hour, minute = map(int, text.split(":"))
        return {
            "text": text,
            "time": dt.time(hour, minute),
            "number": hour + minute / 100,
            "fraction": round((hour * 60 + minute) / 1440, 6),
            "dotted": f"{hour}.{minute:02d}",
        }[time]

    diary = [LONG[0], *([id_, day_of(day), time_of(at), code.lower()] for id_, day, at, code in LONG[1:])]
    assert_right(read(write_xlsx(tmp_path / "s.xlsx", {"r": RESPONDENTS, "d": diary}), STUDY))


def test_slots_named_by_dates_read(tmp_path: Path) -> None:
    wide = wide_of(LONG)
    moments = [dt.datetime(2009, 10, 5 + n // 48, (n % 48) // 2, n % 2 * 30) for n in range(GRID.slots)]
    wide[0] = ["respondent", *moments]
    assert_right(read(write_xlsx(tmp_path / "s.xlsx", {"r": RESPONDENTS, "d": wide}), STUDY))


def test_a_hidden_sheet_of_the_same_respondents_is_not_read_and_told(tmp_path: Path) -> None:
    other = [LONG[0], ["R1", "Friday", "10:00", "D1"]]
    sheets = {"old": other, "diary": LONG, "r": RESPONDENTS}
    file = write_xlsx(tmp_path / "a.xlsx", sheets, hidden=["old", "r"])
    survey = read(file, STUDY)
    (problem,) = survey.problems
    assert (problem.kind, problem.sheet) == (ProblemKind.UNREAD_SHEET, "old")
    assert "diaries of the same respondent as " in problem.message
    assert survey.reading.balanced
    assert_right(replace(survey, problems=()))
    assert_right(read(file, STUDY, choices=Choices(visible_only=True)))


def test_a_hidden_sheet_of_other_respondents_is_read(tmp_path: Path) -> None:
    header, *rows = LONG
    hidden, visible = ([header, *(row for row in rows if (row[0] == rows[0][0]) is one)] for one in (True, False))
    sheets = {"diary": visible, "more": hidden, "r": RESPONDENTS}
    survey = read(write_xlsx(tmp_path / "a.xlsx", sheets, hidden=["more"]), STUDY)
    assert_right(survey)
    assert survey.reading.sheets[1].is_hidden
    assert survey.reading.sheets[1].is_read
    assert any("more is hidden, and is read." in note for note in survey.reading.notes)


def test_sheets_without_respondents_are_passed_over(tmp_path: Path) -> None:
    notes = [["Codes"], ["code", "label"], ["D1", "Assessment"]]
    sheets: dict[str, Rows] = {"notes": notes, "empty": [], "d": LONG, "r": RESPONDENTS}
    assert_right(read(write_xlsx(tmp_path / "a.xlsx", sheets), STUDY))


def test_a_list_of_codes_with_ids_makes_nobody_a_respondent(tmp_path: Path) -> None:
    codes = [["id", "label"], ["D1", "Assessment"], ["R1", "Recording"]]
    assert_right_but_for_label(
        read(write_xlsx(tmp_path / "a.xlsx", {"codes": codes, "d": LONG, "r": RESPONDENTS}), STUDY)
    )
    alone = read(write_xlsx(tmp_path / "b.xlsx", {"codes": codes, "d": LONG}), STUDY)
    assert alone.respondents == ("R1", "R2", "R3", "R4")
    assert alone.ledger.kept == len(LONG) - 1


def assert_right_but_for_label(survey: Survey) -> None:
    attributes = {name: attribute for name, attribute in survey.attributes.items() if name != "label"}
    assert_right(Survey(STUDY, survey.respondents, survey.codes, attributes, survey.problems, survey.ledger))


def test_several_files_are_one_survey(tmp_path: Path) -> None:
    first = write_xlsx(tmp_path / "a.xlsx", {"r": RESPONDENTS[:3], "d": LONG[:6]})
    second = write_csv(tmp_path / "b.csv", [RESPONDENTS[0] + wide_of(LONG)[0][1:], *single()[3:]])
    survey = read([first, str(second)], STUDY)
    assert_right(survey)
    assert survey.source.files == (str(first), str(second))


def test_a_diary_alone_takes_the_respondents_beside_it_along(tmp_path: Path) -> None:
    diary = write_csv(tmp_path / "diary.csv", LONG)
    write_xlsx(tmp_path / "Respondents.xlsx", {"x": RESPONDENTS})
    survey = read(diary, STUDY)
    assert_right(survey)
    assert survey.source.files == (str(diary), str(tmp_path / "Respondents.xlsx"))
    both = read([diary, tmp_path / "Respondents.xlsx"], STUDY)
    assert survey.source == both.source
    assert survey.source.sha256 == tuple(sha256(Path(file).read_bytes()).hexdigest() for file in survey.source.files)


@pytest.mark.parametrize(
    ("diary", "beside"),
    [
        ("pilot.csv", "pilot_respondents.csv"),
        ("pilot_diary.csv", "pilot_respondents.tsv"),
        ("x.csv", "respondents.csv"),
    ],
)
def test_the_nearest_name_beside_a_diary_is_taken(diary: str, beside: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.txt", [["respondent", "role"], ["R9", "Manager"]])
    write_csv(tmp_path / diary, LONG)
    write_csv(tmp_path / beside, RESPONDENTS)
    assert_right(read(tmp_path / diary, STUDY))


def test_nothing_beside_a_survey_in_one_file_is_taken(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "all.csv", single())
    write_csv(tmp_path / "respondents.csv", [["respondent", "role"], ["R9", "Manager"]])
    assert_right(read(path, STUDY))


def test_without_attributes_respondents_stand_in_the_order_of_the_diary(tmp_path: Path) -> None:
    diary = [LONG[0], ["b", "Mon", "8.30", "D1"], ["a", "Mon", "8.30", "D2"], ["b", "Tue", "8.30", "D3"]]
    survey = read(write_csv(tmp_path / "x.csv", diary), STUDY)
    assert survey.respondents == ("b", "a")
    assert [problem.kind for problem in survey.problems] == [ProblemKind.MISSING_SHEET]


def test_numbered_ids_are_the_same_in_every_file(tmp_path: Path) -> None:
    respondents: Rows = [["id", "role"], [1, "Manager"], [2.0, "Other"], ["03", "Other"]]
    diary = [LONG[0], ["1", "Mon", "8.30", "D1"], ["2.0", "Mon", "8.30", "D2"], [" 03 ", "Mon", "8.30", "D3"]]
    write_xlsx(tmp_path / "respondents.xlsx", {"r": respondents})
    survey = read(write_csv(tmp_path / "diary.csv", diary), STUDY)
    assert survey.respondents == ("1", "2", "03")
    assert survey.ledger.kept == 3
    assert [problem.kind for problem in survey.problems] == [ProblemKind.MISSING_COLUMN]


def test_progress_tells_rows_done_and_in_all(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    path = write_xlsx(tmp_path / "a.xlsx", {"r": RESPONDENTS, "d": LONG})
    read(path, STUDY, progress=lambda *step: told.append(step))
    assert told == [(str(path), 0, None), (f"{path}, sheet r", 5, 5), (f"{path}, sheet d", 9, 9)]


def test_without_a_diary_it_is_said_what_there_is_and_what_is_looked_for(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"people": RESPONDENTS, "notes": [["x"]]})
    with pytest.raises(ReadError) as caught:
        read(path, STUDY)
    problem = caught.value.problem
    assert problem.kind is ProblemKind.MISSING_SHEET
    assert problem.file == str(path)
    assert "people, notes" in problem.message
    for name in ("'respondent'", "'day'", "'time'", "'code'", "Mon 00:00"):
        assert name in problem.remedy


@pytest.mark.parametrize("rows", [[row[1:] for row in LONG], [row[1:] for row in wide_of(LONG)]], ids=["long", "wide"])
def test_a_diary_without_respondents_is_said_to_lack_that_column(rows: Rows, tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(write_xlsx(tmp_path / "a.xlsx", {"r": RESPONDENTS, "week": rows}), STUDY)
    assert caught.value.problem.kind is ProblemKind.MISSING_COLUMN
    assert caught.value.problem.sheet == "week"


def test_a_header_without_rows_is_no_survey(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no diaries below the header"):
        read(write_csv(tmp_path / "a.csv", LONG[:1]), STUDY)


@pytest.mark.parametrize("layout", ["long", "wide", "numbers"])
def test_a_study_of_one_day_in_ten_minutes_with_twelve_codes_reads(layout: str, tmp_path: Path) -> None:
    study = one_day_study()
    generator = np.random.default_rng(5)
    codes = generator.integers(0, 13, (6, 144)).astype(np.uint8)
    times = [study.grid.slot_name(slot) for slot in range(144)]
    people: Rows = [["person", "sex"], *([f"P{n}", "fm"[n % 2]] for n in range(6))]
    diary: Rows = [["person", "time", "code"]]
    diary += [[f"P{n}", times[slot], int(codes[n, slot]) or None] for n in range(6) for slot in range(144)]
    if layout == "wide":
        diary = [["person", *times], *([f"P{n}", *(int(c) or None for c in codes[n])] for n in range(6))]
    elif layout == "numbers":
        numbers = [int(time[:2]) + int(time[3:]) / 100 for time in times]
        diary = [["person", *numbers], *([f"P{n}", *(str(c) if c else None for c in codes[n])] for n in range(6))]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"p": people, "d": diary}), study)
    assert np.array_equal(survey.codes, codes)
    assert survey.problems == ()
    assert survey.ledger.blank == np.count_nonzero(codes == 0)
    assert survey.attributes["sex"].texts() == ["Female", "Male"] * 3
