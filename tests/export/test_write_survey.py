"""Writing a survey: what the files hold, that they are the same every run, and that nothing is lost in silence."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
import python_calamine
from tests.export.surveys import IDS, STUDIES, day_study, rich_survey, text_attribute, week_study

from timediary.export import layouts_of, writable_suffixes, write_survey
from timediary.model.problem import RequestError
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import Attribute, Survey

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.export import Layout

WRITABLE = [(suffix, layout) for suffix in writable_suffixes() for layout in layouts_of(suffix)]


def small(**texts: str) -> Survey:
    """One respondent with text columns of their own."""
    study = week_study()
    codes = np.zeros((1, study.grid.slots), dtype=np.uint8)
    codes[0, 17:19] = 1, 40
    attributes = {name: text_attribute(Variable(name, name, VariableKind.TEXT), [text]) for name, text in texts.items()}
    return Survey(study, ("R1",), codes, attributes)


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    return [list(row) for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()]


def csv_rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


@pytest.mark.parametrize("make", STUDIES.values(), ids=STUDIES)
@pytest.mark.parametrize(("suffix", "layout"), WRITABLE)
def test_the_same_survey_gives_the_same_bytes(suffix: str, layout: Layout, make: object, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    survey = rich_survey(make())  # type: ignore[operator]
    first = write_survey(survey, tmp_path / "a" / f"x{suffix}", layout=layout)
    second = write_survey(survey, tmp_path / "b" / f"x{suffix}", layout=layout)
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_times_inside_files_do_not_tell_when_they_were_written(suffix: str, tmp_path: Path) -> None:
    path = write_survey(small(), tmp_path / f"x{suffix}")[0]
    with zipfile.ZipFile(path) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.slow
def test_statistical_files_do_not_tell_when_they_were_written(tmp_path: Path) -> None:
    spss = write_survey(small(), tmp_path / "x.sav")[0].read_bytes()
    stata = write_survey(small(), tmp_path / "x.dta")[0].read_bytes()
    assert spss[92:109] == b"01 Jan 0000:00:00"
    assert b"<timestamp>\x1101 Jan 2000 00:00</timestamp>" in stata


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_wide_workbooks_have_a_column_per_slot(suffix: str, tmp_path: Path) -> None:
    survey = rich_survey(week_study())
    path = write_survey(survey, tmp_path / f"x{suffix}")[0]
    header, *rows = rows_of(path, "diary")
    assert header[:2] + header[17:19] + header[-1:] == [
        "respondent",
        "Mon 00:00",
        "Mon 08:00",
        "Mon 08:30",
        "Sun 23:30",
    ]
    assert len(header) == 337
    assert [row[0] for row in rows] == list(IDS)
    assert rows[4][1:] == ["D1"] * 336
    assert rows[3][1:] == [""] * 336
    assert python_calamine.CalamineWorkbook.from_path(path).sheet_names == ["respondents", "diary"]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_long_workbooks_have_a_row_per_filled_slot(suffix: str, tmp_path: Path) -> None:
    path = write_survey(small(), tmp_path / f"x{suffix}", layout="long")[0]
    assert rows_of(path, "diary") == [
        ["respondent", "day", "time", "code"],
        ["R1", "Monday", "08:30", "D1"],
        ["R1", "Monday", "09:00", "S10"],
    ]
    assert rows_of(path, "respondents") == [["respondent"], ["R1"]]


def test_a_single_sheet_holds_attributes_and_slots(tmp_path: Path) -> None:
    path = write_survey(small(team="x"), tmp_path / "x.xlsx", layout="single")[0]
    header, row = rows_of(path, "diary")
    assert header[:3] == ["respondent", "team", "Mon 00:00"]
    assert [value for value in row if value] == ["R1", "x", "D1", "S10"]
    assert python_calamine.CalamineWorkbook.from_path(path).sheet_names == ["diary"]


def test_slots_of_a_one_day_diary_are_named_by_time_alone(tmp_path: Path) -> None:
    survey = rich_survey(day_study())
    header = csv_rows(write_survey(survey, tmp_path / "x.csv", layout="wide")[0])[0]
    first = csv_rows(write_survey(survey, tmp_path / "y.csv")[0])[:2]
    slot = int(np.flatnonzero(survey.codes[0])[0])
    assert header[-144:][0] == "04:00"
    assert header[-1] == "03:50"
    assert first[0] == ["person", "day", "time", "code"]
    assert first[1] == ["007", "Diary day", survey.study.grid.slot_name(slot), f"C{survey.codes[0, slot]:02d}"]


def test_texts_that_look_like_formulas_or_numbers_stay_texts(tmp_path: Path) -> None:
    path = write_survey(rich_survey(week_study()), tmp_path / "x.xlsx")[0]
    page = openpyxl.load_workbook(path)["respondents"]
    kinds = {cell.value: cell.data_type for cell in page["A"][1:]}
    assert kinds == dict.fromkeys(IDS, "s")
    assert "=HYPERLINK(1)" in [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "s"]
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_numbers_in_workbooks_are_numbers_with_all_their_digits(suffix: str, tmp_path: Path) -> None:
    survey = rich_survey(week_study())
    rows = rows_of(write_survey(survey, tmp_path / f"x{suffix}")[0], "respondents")
    column = rows[0].index("weight")
    wanted = survey.attributes["weight"].values.tolist()
    written = [row[column] for row in rows[1:]]
    assert written[4] == ""
    assert written[:4] + written[5:] == wanted[:4] + wanted[5:]


def test_numbers_in_text_are_as_short_as_exact(tmp_path: Path) -> None:
    rows = csv_rows(write_survey(rich_survey(week_study()), tmp_path / "x.csv", layout="wide")[0])
    column = rows[0].index("weight")
    assert [row[column] for row in rows[1:8]] == [
        "0.30000000000000004", "0.3333333333333333", "1e-12", "12345678.9", "", "0", "1",
    ]  # fmt: skip


def test_several_answers_stand_in_one_cell(tmp_path: Path) -> None:
    rows = csv_rows(write_survey(rich_survey(day_study()), tmp_path / "x.tsv", layout="wide")[0], "\t")
    column = rows[0].index("with_whom")
    assert [row[column] for row in rows[1:5]] == ["", "Kin", "Other", "Kin; Other"]


def test_long_text_has_its_respondents_beside_it(tmp_path: Path) -> None:
    made = write_survey(small(team="x"), tmp_path / "diary.csv")
    named = write_survey(small(team="x"), tmp_path / "pilot.csv")
    assert [path.name for path in made] == ["diary.csv", "respondents.csv"]
    assert [path.name for path in named] == ["pilot.csv", "pilot_respondents.csv"]
    assert csv_rows(made[1]) == [["respondent", "team"], ["R1", "x"]]


def test_parquet_keeps_types_and_dictionaries(tmp_path: Path) -> None:
    diary, respondents = write_survey(rich_survey(week_study()), tmp_path / "x.parquet")
    assert {str(field.type) for field in pq.read_schema(diary)} == {
        "dictionary<values=string, indices=int32, ordered=0>"
    }
    schema = pq.read_schema(respondents)
    assert schema.field("respondent").type == pa.string()
    assert schema.field("weight").type == pa.float64()
    assert schema.field("setting").type == pa.dictionary(pa.int32(), pa.string())
    assert pq.read_table(respondents)["weight"].null_count == 1


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_statistical_files_label_variables_and_values(suffix: str, tmp_path: Path) -> None:
    path = write_survey(rich_survey(week_study()), tmp_path / f"x{suffix}")[0]
    read = pyreadstat.read_sav if suffix == ".sav" else pyreadstat.read_dta
    values, about = read(str(path), output_format="dict")
    labels = about.column_names_to_labels
    assert values["respondent"] == list(IDS)
    assert labels["mon_0830"] == "Mon 08:30"
    assert about.variable_value_labels["mon_0830"][40] == "S10"
    assert values["mon_0830"][4] == 1
    assert values["mon_0830"][3] is None
    assert about.variable_value_labels["setting"] == {1: "CSD", 2: "DASS", 3: "Joint", 4: "PVI"}
    assert values["setting"][:3] == [None, 1, 2]
    assert labels["team_name_old"] == "Team name (old)"
    assert labels["n"] == "N°"


def test_names_of_variables_are_allowed_and_differ(tmp_path: Path) -> None:
    headers = {
        "if": "a",
        "2009": "b",
        "%": "c",
        "Ä b": "d",
        "A B": "e",
        "漢": "f",
        "str5": "g",
        "x" * 60: "h",
        "x" * 61: "i",
    }
    path = write_survey(small(**headers), tmp_path / "x.dta")[0]
    _, about = pyreadstat.read_dta(str(path), output_format="dict")
    assert about.column_names[1:10] == [
        "if_", "v_2009", "column", "a_b", "a_b_2", "column_2", "str5_", "x" * 26, "x" * 20 + "_2",
    ]  # fmt: skip
    assert about.column_labels[1:10] == list(headers)


def test_derived_attributes_are_not_written(tmp_path: Path) -> None:
    survey = small()
    hours = Attribute(survey.study.variables["recorded_hours"], np.array([1.0]))
    write_survey(replace(survey, attributes={"recorded_hours": hours}), tmp_path / "x.csv", layout="wide")
    assert "recorded_hours" not in csv_rows(tmp_path / "x.csv")[0]


@pytest.mark.parametrize("name", ["x.xls", "x.xlsb", "x.docx", "x"])
def test_other_kinds_of_file_are_refused_with_those_that_can_be_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"\.xlsx, \.ods, \.csv"):
        write_survey(small(), tmp_path / name)


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_statistical_files_have_no_long_layout(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="wide or single"):
        write_survey(small(), tmp_path / f"x{suffix}", layout="long")


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".xlsx", "a\x0bb"),
        (".xlsx", "x" * 32_768),
        (".xlsx", "\U0001f600" * 16_384),
        (".xlsx", "<r>marked up</r>"),
        (".ods", "a\x00b"),
        (".ods", "a\uffffb"),
        (".csv", "a\ud800b"),
        (".parquet", "a\ud800b"),
        (".sav", "x" * 32_768),
        (".sav", "a\x00b"),
        (".dta", "é" * 1_023),
    ],
)
def test_a_text_that_the_file_cant_hold_is_refused_with_its_place(suffix: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"without loss: column 'team' of respondent 'R1'"):
        write_survey(small(team=text), tmp_path / f"x{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("suffix", "text"), [(".xlsx", "x" * 32_767), (".ods", "x" * 40_000), (".dta", "x" * 2_044)])
def test_the_longest_texts_are_kept_whole(suffix: str, text: str, tmp_path: Path) -> None:
    path = write_survey(small(team=text), tmp_path / f"x{suffix}")[0]
    if suffix == ".dta":
        assert pyreadstat.read_dta(str(path), output_format="dict")[0]["team"] == [text]
    else:
        assert rows_of(path, "respondents")[1][1] == text


def test_ids_and_headers_are_checked_too(tmp_path: Path) -> None:
    survey = replace(small(), respondents=("a\x01",))
    with pytest.raises(RequestError, match=r"column 'respondent' of respondent 'a\\x01'"):
        write_survey(survey, tmp_path / "x.xlsx")
    with pytest.raises(RequestError, match="the name of column"):
        write_survey(small(**{"x" * 81: "y"}), tmp_path / "x.dta")


def test_infinite_numbers_are_refused(tmp_path: Path) -> None:
    survey = small()
    weight = Attribute(survey.study.variables["weight"], np.array([np.inf]))
    with pytest.raises(RequestError, match="column 'weight' of respondent 'R1' is an infinite number"):
        write_survey(replace(survey, attributes={"weight": weight}), tmp_path / "x.csv")


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_long_sheet_beyond_the_rows_of_a_spreadsheet_is_refused(suffix: str, tmp_path: Path) -> None:
    study = week_study()
    codes = np.ones((3_121, study.grid.slots), dtype=np.uint8)
    survey = Survey(study, tuple(f"R{i}" for i in range(len(codes))), codes, {})
    with pytest.raises(RequestError, match=r"1,048,657 rows"):
        write_survey(survey, tmp_path / f"x{suffix}", layout="long")


def test_an_existing_file_is_kept_unless_it_may_be_overwritten(tmp_path: Path) -> None:
    (tmp_path / "respondents.csv").write_text("mine")
    with pytest.raises(RequestError, match=r"respondents\.csv' exists already"):
        write_survey(small(), tmp_path / "diary.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["respondents.csv"]
    assert (tmp_path / "respondents.csv").read_text() == "mine"
    write_survey(small(), tmp_path / "diary.csv", overwrite=True)
    assert csv_rows(tmp_path / "respondents.csv") == [["respondent"], ["R1"]]


def test_the_files_read_are_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "respondents.csv"
    path.write_text("mine")
    (tmp_path / "link.csv").symlink_to(path)
    with pytest.raises(RequestError, match="never replaced"):
        write_survey(small(), tmp_path / "diary.csv", overwrite=True, never=[path])
    with pytest.raises(RequestError, match="never replaced"):
        write_survey(small(), tmp_path / "link.csv", layout="wide", overwrite=True, never=[str(path)])
    assert path.read_text() == "mine"


def test_a_missing_folder_or_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(RequestError, match="there is no folder"):
        write_survey(small(), tmp_path / "nowhere" / "x.csv")
    with pytest.raises(RequestError, match="it is a folder"):
        write_survey(small(), tmp_path / "x.csv", overwrite=True)


def test_a_failure_half_way_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("timediary.export.kinds.write_delimited", fail)
    (tmp_path / "diary.csv").write_text("mine")
    with pytest.raises(RequestError, match="No space left on device"):
        write_survey(small(), tmp_path / "diary.csv", overwrite=True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("diary.csv", "mine")]


def test_a_second_file_that_cant_be_placed_takes_the_first_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pathlib

    place = pathlib.Path.replace

    def fail(self: pathlib.Path, target: pathlib.Path) -> pathlib.Path:
        if target.name == "respondents.csv":
            raise PermissionError(13, "Permission denied")
        return place(self, target)

    monkeypatch.setattr(pathlib.Path, "replace", fail)
    with pytest.raises(RequestError, match="Permission denied"):
        write_survey(small(), tmp_path / "diary.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_large_workbook_is_written_in_a_stream_with_the_same_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = rich_survey(week_study())
    held = write_survey(survey, tmp_path / "held.xlsx")[0]
    monkeypatch.setattr("timediary.export.workbook._CELLS_HELD", 10)
    streamed = write_survey(survey, tmp_path / "streamed.xlsx")[0]
    again = write_survey(survey, tmp_path / "again.xlsx")[0]
    for sheet in ("respondents", "diary"):
        assert rows_of(streamed, sheet) == rows_of(held, sheet)
    assert streamed.read_bytes() == again.read_bytes() != held.read_bytes()
