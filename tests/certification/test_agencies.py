"""What the report prints of agencies, certified: Tables 4.1 and 4.2, appendix D, and the text of section 4.1."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import STUDY

import timediary as td
from timediary.model.certificate import Verdict
from timediary.model.statement import StatementVerdict
from timediary.study.agencies import load_agency_statements


def test_three_ranks_of_appendix_d_contradict_its_ratios_and_no_staff_is_printed() -> None:
    """By hand: 827, 865 and 866 people each are 17th, 18th and 19th; printed are 18, 19 and 17."""
    found = td.certify_agencies()
    wrong = {one.cell.row: (one.cell.value, one.printed, one.reason) for one in found.of(Verdict.IMPOSSIBLE)}
    assert {row: told[:2] for row, told in wrong.items()} == {"D": (18, "17"), "P": (17, "19"), "Z": (19, "18")}
    assert wrong["D"][2].startswith("must be 17 or less if these hold: Table D, D, People for each social")
    assert wrong["D"][2].count(";") == 7
    assert len(found.of(Verdict.AGREES)) == 21
    assert {one.cell.table for one in found.of(Verdict.NOT_MADE)} == {"4.1", "4.2"}
    similar = next(one for one in found.statements if "similar order" in one.statement.quote)
    assert (similar.verdict, similar.found.value if similar.found else None) == (StatementVerdict.DIFFERS, 11)


def test_what_the_text_says_of_agencies_beside_its_tables() -> None:
    """By hand: 38 social workers in S, three CSDs up to 5%, one DASS at 1, 16 of 27 CSDs, 24 of 29 areas."""
    found = td.certify_agencies(Path("examples/agencies.csv"))
    against = {one.statement.place: one.reason for one in found.stated(StatementVerdict.CONTRADICTS)}
    places = ["4.1.1b", "4.1.1d", "4.1.3a", "4.1.3b", "Appendix D"]
    assert list(against) == [f"{place}, paragraph 1" for place in places]
    assert [reason.partition(" by ")[0] for reason in against.values()] == ["38", "3", "1", "16", "24"]
    assert found.statement_totals()[StatementVerdict.AGREES] == 14
    assert not found.of(Verdict.DIFFERS)


def test_a_file_of_ones_own_differs_and_lacks_in_words(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("agency,type,social_workers,agency_workers\nA,CSD,50,0\nB,csd,20,1\n", encoding="utf-8")
    found = td.certify_agencies(path)
    by_band = {one.cell.row: one for one in found.entries if (one.cell.table, one.cell.column) == ("4.1", "csd")}
    assert (by_band["None"].verdict, by_band["None"].printed) == (Verdict.AGREES, "1")
    assert by_band["Over 0%, up to 5%"].reason == "2 less."
    assert found.regenerated.missing == {
        "4.2": "ours.csv has no admin_staff.",
        "D": "ours.csv ranks none of the report's agencies.",
    }


def test_statements_of_agencies_are_read_strictly(tmp_path: Path) -> None:
    assert len(load_agency_statements(STUDY)) == 21
    with pytest.raises(td.RequestError, match="prints nothing of agencies"):
        td.certify_agencies(study="chief_officers_2020")
