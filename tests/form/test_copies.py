"""A form of many is what it would be if it were made alone."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from timediary.form.content import Form, form_of
from timediary.form.copies import WorkbookCopies
from timediary.form.workbook import workbook_bytes
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

STUDY = load_study()
FORM = form_of(STUDY, load_questionnaire(STUDY), week_beginning="2027-05-10")


def made_for(respondent: str, agency: str) -> Form:
    return replace(FORM, respondent=respondent, agency=agency)


def cells_of(content: bytes) -> dict[str, Any]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: (
            [[(cell.value, cell.style_id, cell.protection.locked) for cell in row] for row in sheet.iter_rows()],
            str(sheet.HeaderFooter.oddFooter),
            sorted(str(one.sqref) for one in sheet.data_validations.dataValidation),
        )
        for sheet in book.worksheets
    }


def test_copies_of_one_workbook_are_those_made_one_by_one() -> None:
    write = WorkbookCopies()
    for respondent, agency in (("S017", "Northtown (East)"), ("S018", "Northtown (East)"), ("S019", ""), ("", "A")):
        form = made_for(respondent, agency)
        assert write.content_of(form) == workbook_bytes(form)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("respondent", "agency"),
    [("R1", "Monday"), ("S1", "S1"), ("a&b", "<x>"), (" S1", "B "), ("S" * 90, ""), ("Ünal/7", "Łódź"), ("=1+1", "@x")],
)
def test_what_reads_otherwise_in_a_workbook_reads_the_same_in_a_copy(respondent: str, agency: str) -> None:
    write = WorkbookCopies()
    write.content_of(made_for("S1", "A"))
    form = made_for(respondent, agency)
    assert cells_of(write.content_of(form)) == cells_of(workbook_bytes(form))
