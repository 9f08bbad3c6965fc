"""No cell of a delimited file acts in a spreadsheet, and what is read from it is what was written."""

from __future__ import annotations

import csv
import io
import os
import stat
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings, strategies as st
from tests.export.surveys import text_attribute, week_study

import timediary as td
from timediary.cli import main
from timediary.collection.keys import Key, read_key
from timediary.export import write_survey
from timediary.ingest import read
from timediary.ingest.delimited import DelimitedSheet
from timediary.model.formulas import neutralised, restored
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import Attribute, Survey

if TYPE_CHECKING:
    from pathlib import Path

STARTS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001
texts = st.one_of(
    st.text(max_size=8),
    st.text(alphabet=f"'{STARTS}1a", max_size=5),
    st.from_regex(r"[+-]?\d{1,3}(\.\d)?", fullmatch=True),
)
# What reading leaves as it is: no white space at the ends, nothing that might be a delimiter.
plain = st.text(alphabet="'=+-@＝＋1aA.", min_size=1, max_size=6)  # noqa: RUF001


@given(texts)
@example("'=1")
@example("''-")
@example("-5")
@example("'-5")
@example("'quoted'")
def test_any_text_comes_back_and_none_acts(text: str) -> None:
    written = neutralised(text)
    assert restored(written) == text
    is_number = text[:1] in ("+", "-") and text.isascii() and text[1:].replace(".", "", 1).isdigit()
    assert not written.startswith(tuple(STARTS)) or is_number
    assert neutralised(text) == text or not is_number


@pytest.mark.parametrize("text", ["-5", "+4.5", "-0.25", "-.5"])
def test_numbers_stay_numbers(text: str) -> None:
    assert neutralised(text) == restored(text) == text


@given(
    rows=st.lists(st.lists(plain, min_size=2, max_size=4), min_size=1, max_size=4), end=st.sampled_from(["\n", "\r\n"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_cell_of_a_file_is_restored_whatever_stands_beside_it(
    rows: list[list[str]], end: str, tmp_path: Path
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        [["a", "b", "c", "d"], *([neutralised(text) for text in row] for row in rows)]
    )
    (tmp_path / "some.csv").write_bytes(file.getvalue().encode())
    assert list(DelimitedSheet(tmp_path / "some.csv", "some.csv", "utf-8", ",").rows())[1:] == rows


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@given(
    ids=st.lists(plain.map("{}x".format), min_size=3, max_size=3, unique_by=lambda text: text.casefold().strip("'")),
    agencies=st.lists(plain, min_size=3, max_size=3),
    header=plain.filter(lambda text: any(sign.isalnum() for sign in text)),
)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_survey_comes_back_and_none_of_its_cells_acts(
    suffix: str, ids: list[str], agencies: list[str], header: str, tmp_path: Path
) -> None:
    study = week_study()
    codes = np.zeros((3, study.grid.slots), np.uint8)
    codes[:, 7] = 1, 2, 3
    own = Variable("own", header, VariableKind.TEXT)
    score = Variable("score", "score", VariableKind.NUMBER)
    attributes = {
        "agency": text_attribute(study.variables["agency"], agencies),
        "own": text_attribute(own, agencies),
        "score": Attribute(score, np.array([-5.0, -0.5, 3.0])),
    }
    made = Survey(study, tuple(ids), codes, attributes)
    first = read(write_survey(made, tmp_path / "first.parquet", layout="wide", overwrite=True)[0], study)
    assert len(first) == 3
    files = write_survey(first, tmp_path / f"diary{suffix}", overwrite=True)
    assert read(files[0], study) == first
    seen = set()
    for path in files:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream, delimiter="," if suffix == ".csv" else "\t"):
                seen |= {text for text in row if text.startswith(tuple(STARTS))}
    # Numbers alone begin so, and those of the survey are numbers still.
    assert all(neutralised(text) == text for text in seen)
    assert {"-5", "-0.5"} <= seen


@given(names=st.lists(plain, min_size=1, max_size=3), columns=st.lists(plain, min_size=1, max_size=2, unique=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_key_comes_back(names: list[str], columns: list[str], tmp_path: Path) -> None:
    lines = [(f"K{i}", dict.fromkeys(columns, name)) for i, name in enumerate(names)]
    (tmp_path / "key.csv").write_bytes(Key(columns, lines).content())
    again = read_key(tmp_path / "key.csv")
    assert (again.columns, again.lines) == (columns, lines)


@pytest.mark.skipif(os.name == "nt", reason="no modes of files there")
def test_only_its_owner_can_read_a_new_key_and_who_makes_it_is_warned(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,agency\n=HYPERLINK(1),N\nBee,S\n", encoding="utf-8")
    key = tmp_path / "respondents_key.csv"
    asked = ["form", "--respondent-list", str(tmp_path / "list.csv"), "-o", str(tmp_path / "forms")]
    before = os.umask(0)
    try:
        run = CliRunner().invoke(main, asked)
    finally:
        os.umask(before)
    assert run.exit_code == 0, run.output
    assert "says which ID belongs to whom" in run.stderr
    assert "never send or publish it" in run.stderr
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "'=HYPERLINK(1)" in key.read_text(encoding="utf-8")
    # A team that has widened it keeps it so; people keep their ids.
    key.chmod(0o640)
    ids = [id_ for id_, _ in read_key(key).lines]
    td.write_forms(tmp_path / "forms", respondent_list=tmp_path / "list.csv", overwrite=True)
    assert stat.S_IMODE(key.stat().st_mode) == 0o640
    assert [id_ for id_, _ in read_key(key).lines] == ids


# What a quoted cell begins with is its own, and a delimiter is no gap behind a quotation mark.
QUOTED = st.text(alphabet='"\t\r\n ,;|x', max_size=5)


@given(rows=st.lists(st.lists(QUOTED, min_size=2, max_size=3), min_size=1, max_size=3), end=st.sampled_from(["", " "]))
@example(rows=[["\t\r\nfoo", "1"], [" ,b", "2"], ['"\r\n"" , y', ""]], end=" ")
@example(rows=[['"x', ";x", ",1"], ["a", "", ""]], end="")
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quoted_cells_come_back_with_gaps_behind_them(
    tmp_path: Path, delimiter: str, rows: list[list[str]], end: str
) -> None:
    path = tmp_path / "quoted.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        for row in rows:
            quoted = ('"' + cell.replace('"', '""') + '"' + end for cell in row)
            stream.write(delimiter.join(quoted) + "\r\n")
    assert list(DelimitedSheet(path, path.name, "utf-8", delimiter).rows()) == rows


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_ids_that_look_like_delimiters_or_quotation_marks_come_back(tmp_path: Path, suffix: str) -> None:
    study = week_study()
    codes = np.zeros((4, study.grid.slots), np.uint8)
    codes[:, 7] = 1
    made = Survey(study, (";x", '"x', "|y", ",z"), codes, {})
    for layout in ("long", "wide"):
        files = write_survey(made, tmp_path / f"diary_{layout}{suffix}", layout=layout)
        assert read(files[0], study).respondents == made.respondents
