"""Agencies: the report's appendix D and Tables 4.1 and 4.2, response by agency, and files with faults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from scipy import stats
from tests.builders import STUDY

import timediary as td
from timediary.model.agencies import mean_ranks
from timediary.model.problem import DefinitionError
from timediary.study.agencies import load_agencies, load_agency_tables


def test_appendix_d_as_printed_and_as_it_follows_from_the_ratios() -> None:
    """Worked out by hand: the printed ranks of D, P and Z don't follow from their ratios of 827, 866 and 865."""
    found = td.read_agencies()
    assert (len(found.agencies), len(found.ranked)) == (29, 24)
    assert found.similar(as_printed=True) == 12
    assert found.similar() == 11
    assert round(found.spearman, 2) == 0.39
    wrong = {one.name: (one.printed, one.rank) for one in found.ranked if one.printed != one.rank}
    assert wrong == {"D": (18, 17), "P": (17, 19), "Z": (19, 18)}
    ratios = [one.ratio for one in found.ranked]
    expected = stats.spearmanr(ratios, [one.deprivation for one in found.ranked]).statistic
    assert found.spearman == pytest.approx(float(expected))


def test_ranks_that_tie_have_their_mean() -> None:
    values = [3.0, 1.0, 3.0, 2.0]
    assert mean_ranks(values) == stats.rankdata(values).tolist() == [3.5, 1, 3.5, 2]


def test_the_example_has_the_agencies_of_tables_4_1_and_4_2() -> None:
    found = td.agencies(td.read(Path("examples/diaries.xlsx")), Path("examples/agencies.csv"))
    for table in load_agency_tables(STUDY):
        assert found.counted[table.id] == table.printed
    assert sum(one.respondents or 0 for one in found.responses) + sum(n for _, n in found.unmatched) == 1144
    assert {name.rpartition(" ")[0] for name, _ in found.unmatched} == {"Independent agency"}
    assert found.similar() == 11


def test_respondents_are_joined_by_the_name_of_their_agency(tmp_path: Path) -> None:
    survey = td.read(Path("examples/diaries.xlsx"))
    texts = survey.attributes["agency"].texts()
    first = next(text for text in texts if text)
    path = tmp_path / "some.csv"
    path.write_text(f"agency,type,invited\n{first.upper()},csd,40\nNobody's,csd,10\n", encoding="utf-8")
    found = td.agencies(survey, path)
    one, none = found.responses
    assert (one.respondents, one.rate) == (texts.count(first), texts.count(first) / 40)
    assert (none.respondents, none.rate) == (0, 0)
    assert first not in dict(found.unmatched)
    narrowed = td.agencies(survey.sample("role=manager"), path).responses[0].respondents
    assert narrowed is not None
    assert narrowed < texts.count(first)
    lacking = replace(survey, attributes={})
    with pytest.raises(td.RequestError, match="agency"):
        td.agencies(lacking, path)


def test_a_file_that_contradicts_the_survey_is_told(tmp_path: Path) -> None:
    survey = td.read(Path("examples/diaries.xlsx"))
    first = next(text for text in survey.attributes["agency"].texts() if text)
    path = tmp_path / "some.csv"
    path.write_text(f"agency,type,invited,returns\n{first},csd,1,2\n", encoding="utf-8")
    said = " ".join(str(td.agencies(survey, path)).split())
    assert f"More answered than were invited: {first}." in said
    assert f"than the file says returned: {first}." in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("agency,kind\nA,csd\n", "unknown: kind"),
        ("agency\nA\n", "lacking: type"),
        ("agency,type,invited\nA,csd,many\n", "line 2: 'invited' is 'many'"),
        ("agency,type\nA,csd\na,dass\n", "line 3: 'a' appears twice"),
        ("agency,type\n,csd\n", "line 2: 'agency' is blank"),
        ("agency,type\n", "there is no agency in it"),
        ("", "line 1"),
    ],
)
def test_a_fault_in_the_file_is_told_by_its_line(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=told):
        load_agencies(path)
    with pytest.raises(DefinitionError, match="missing"):
        load_agencies(tmp_path / "nothing.csv")
