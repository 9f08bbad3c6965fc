"""Codes that are numbers keep their noughts; those that a spreadsheet ate are put back where only one code is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.ingest.files import study_of_days

import timediary as td
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LISTED = ["010101", "020202", "3.10", "4.1", "4.10", "0"]


def read(folder: Path, codes: Sequence[str | float], listed: Sequence[str] = LISTED) -> td.Survey:
    """An hour of each code: texts as a file of text has them, numbers as a spreadsheet does."""
    folder.mkdir(exist_ok=True)
    hours = [("A", "2027-05-10", f"{9 + n:02d}:00", f"{10 + n:02d}:00", code) for n, code in enumerate(codes)]
    heads = ("person", "date", "start", "end", "activity")
    if any(isinstance(code, float) for code in codes):
        path = folder / "log.xlsx"
        book = openpyxl.Workbook()
        for row in (heads, *hours):
            book.active.append(row)  # type: ignore[union-attr]
        book.save(path)
    else:
        path = folder / "log.csv"
        path.write_text("\n".join(",".join(map(str, row)) for row in (heads, *hours)))
    return td.read(path, study_of_days(folder / "own", listed))


def met(survey: td.Survey) -> list[str]:
    minutes = survey.code_minutes
    kept = zip(minutes.numbers.tolist(), minutes.minutes[0].tolist(), strict=True)
    return [survey.study.codes[number - 1].id for number, count in kept if count]


def doubts(survey: td.Survey) -> list[str]:
    return [one.message for one in survey.problems if one.kind is ProblemKind.TWO_READINGS]


@pytest.mark.parametrize(
    ("codes", "meant", "restored"),
    [
        (["010101", "3.10", "4.1", "4.10", "0"], ["010101", "3.10", "4.1", "4.10", "0"], ""),
        (["10101", "3.1", "0"], ["010101", "3.10", "0"], "10101 is 010101, 3.1 is 3.10"),
        ([10101.0, 3.1, 20202.0], ["010101", "020202", "3.10"], "10101 is 010101, 3.1 is 3.10, 20202 is 020202"),
    ],
)
def test_noughts_are_put_back_and_said(
    codes: list[str | float], meant: list[str], restored: str, tmp_path: Path
) -> None:
    survey = read(tmp_path, codes)
    assert met(survey) == sorted(meant, key=LISTED.index)
    assert doubts(survey) == []
    said = [one for one in survey.reading.sheets[0].decisions if one.what == "zeros of codes"]
    assert [one.evidence[0].words.partition(": ")[2] for one in said] == [restored] * bool(restored)


def test_a_number_that_can_be_two_codes_is_a_problem(tmp_path: Path) -> None:
    survey = read(tmp_path, [4.1, 10101.0])
    assert met(survey) == ["010101"]
    assert doubts(survey) == ["The number 4.1 can be the code 4.1 or 4.10: a spreadsheet leaves out zeros."]


def test_leading_noughts_can_be_two_codes_as_well(tmp_path: Path) -> None:
    assert met(read(tmp_path, [101.0], ["101", "0101"])) == []


def test_text_that_a_spreadsheet_may_have_saved_is_doubted_but_kept(tmp_path: Path) -> None:
    survey = read(tmp_path, ["4.1", "3.10"])
    assert met(survey) == ["3.10", "4.1"]
    (doubt,) = doubts(survey)
    assert doubt.startswith("The files have the code 4.1 but never 4.10")


def test_a_number_below_nought_is_not_the_code_without_its_sign(tmp_path: Path) -> None:
    survey = read(tmp_path, ["-9", "9"], ["9", "10"])
    assert met(survey) == ["9"]
    assert survey.code_minutes.minutes.sum() == 60
    assert met(read(tmp_path / "both", ["-9", "9"], ["9", "-9"])) == ["9", "-9"]
