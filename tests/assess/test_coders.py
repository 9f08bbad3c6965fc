"""Two codings of the same diaries: what is counted, by code and by group, and what they disagree on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import STUDY, random_survey, survey_of

import timediary as td
from timediary.model.problem import RequestError
from timediary.model.sampling import Sampling
from timediary.model.study import ActivityCode, Grouping, GroupingRow
from timediary.model.survey import Survey
from timediary.render.writing import text_of_result

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def recoded(survey: Survey, seed: int = 1, share: float = 0.2) -> Survey:
    generator = np.random.default_rng(seed)
    codes = survey.codes.copy()
    changed = generator.random(codes.shape) < share * (codes > 0)
    codes[changed] = generator.integers(0, 41, int(changed.sum()))
    return replace(survey, codes=codes)


def cohen_kappa(first: NDArray[np.generic], second: NDArray[np.generic]) -> float:
    """As Cohen (1960) has it: agreement beyond chance, over what is left to agree on beyond it."""
    chance = sum(np.mean(first == name) * np.mean(second == name) for name in np.union1d(first, second))
    return float((np.mean(first == second) - chance) / (1 - chance))


def test_coefficients_are_those_of_the_slots_either_filled() -> None:
    first = random_survey(1)
    second = recoded(first)
    found = td.agreement(first, second)
    counted = (first.codes > 0) | (second.codes > 0)
    one, other = first.codes[counted], second.codes[counted]
    assert found.slots == counted.sum()
    line = found.line("all", "all_codes")
    assert line.kappa.estimate == pytest.approx(cohen_kappa(one, other), abs=1e-12)
    assert line.percent.estimate == pytest.approx(np.mean(one == other))
    d1 = found.line("D1", "code")
    assert d1.kappa.estimate == pytest.approx(cohen_kappa(one == 1, other == 1), abs=1e-12)
    assert (d1.first, d1.second, d1.both) == ((one == 1).sum(), (other == 1).sum(), ((one == 1) & (other == 1)).sum())
    direct = found.line("direct_contact", "group")
    group = [(codes >= 1) & (codes <= 12) for codes in (one, other)]
    assert direct.kappa.estimate == pytest.approx(cohen_kappa(*group), abs=1e-12)
    assert found.line("all", "all_groups").percent.estimate > line.percent.estimate


def test_all_slots_count_those_left_blank_by_both() -> None:
    first = random_survey(1)
    second = recoded(first)
    found = td.agreement(first, second, all_slots=True)
    assert found.slots == first.codes.size
    expected = cohen_kappa(first.codes.reshape(-1), second.codes.reshape(-1))
    assert found.line("all", "all_codes").kappa.estimate == pytest.approx(expected, abs=1e-12)


def test_respondents_are_matched_by_id_whatever_their_order() -> None:
    first = random_survey(2)
    second = recoded(first)
    turned = replace(second, respondents=second.respondents[::-1], codes=second.codes[::-1])
    assert td.agreement(first, turned).rows() == td.agreement(first, second).rows()
    fewer = td.agreement(first, second.select([i != 3 for i in range(40)]))
    assert fewer.only_first == ("R004",)
    assert fewer.respondents == 39


def test_disagreements_add_up_to_the_slots_that_differ() -> None:
    first = random_survey(3)
    second = recoded(first)
    found = td.agreement(first, second)
    assert sum(one.slots for one in found.disagreements) == (first.codes != second.codes).sum()
    assert [one.slots for one in found.disagreements] == sorted(
        (one.slots for one in found.disagreements), reverse=True
    )
    most = found.disagreements[0]
    ids = ["", *(code.id for code in first.study.codes)]
    here = (first.codes == ids.index(most.first)) & (second.codes == ids.index(most.second))
    assert most.slots == here.sum()
    assert most.respondents == here.any(axis=1).sum()
    assert most.hours == most.slots / 2


def test_coders_who_agree_throughout_have_nothing_to_disagree_on(tmp_path: Path) -> None:
    survey = survey_of([{"D1": 2, "R1": 1}, {"D2": 1, "R1": 3}])
    found = td.agreement(survey, survey)
    assert found.line("all", "all_codes").kappa.estimate == 1
    assert found.disagreements == ()
    coefficients, text, disagreements = found.write(tmp_path, ["csv", "text"])
    assert "100%" in text.read_text(encoding="utf-8")
    assert len(coefficients.read_text(encoding="utf-8").splitlines()) == 1 + len(found.lines)
    assert len(disagreements.read_text(encoding="utf-8").splitlines()) == 1
    assert list(found.to_frame()["id"]) == ["all", "all", "direct_contact", "recording", "D1", "D2", "R1"]


def test_conditions_choose_the_diaries_that_are_compared() -> None:
    first = random_survey(5)
    second = recoded(first)
    setting = first.attribute("setting")
    here = setting.values == 0
    level = setting.variable.levels[0].id
    sample = first.sample(where=f"setting={level}")
    found = sample.agreement(replace(second, attributes={}))
    assert 0 < found.respondents == here.sum() < len(first)
    assert found.rows() == td.agreement(first.select(here), second.select(here)).rows()
    assert found.only_first == found.only_second == ()
    assert found.scope == f"only setting={level}"
    assert found.summary.endswith(found.scope)
    with pytest.raises(RequestError, match="meets the conditions"):
        td.agreement(sample, second.select(~here))
    with pytest.raises(RequestError, match="each once"):
        td.agreement(first.sample(weight="weight"), second)


def test_a_design_of_the_study_is_not_asked_for() -> None:
    survey = survey_of([{"D1": 2}, {"R1": 1}])
    defaults = survey.study.defaults._replace(sampling=Sampling(cluster="team"))
    survey = replace(survey, study=replace(survey.study, defaults=defaults))
    assert td.agreement(survey, survey).respondents == 2


def test_what_can_not_be_compared_is_told() -> None:
    survey = survey_of([{"D1": 2}])
    with pytest.raises(RequestError, match="No respondent is in both"):
        td.agreement(survey, replace(survey, respondents=("X",)))
    blank = survey_of([{}])
    with pytest.raises(RequestError, match="Neither of the two has any time"):
        td.agreement(blank, blank)


def weeks_of(codes: NDArray[np.uint8], dates: list[str]) -> Survey:
    """Several weeks of one respondent each."""
    survey = survey_of([{"D1": 1} for _ in dates])
    owners = tuple(date.split(" ")[0] for date in dates)
    days = np.array([dt.date.fromisoformat(date.split(" ")[1]).toordinal() for date in dates], np.int32)
    return replace(survey, respondents=owners, codes=codes, dates=days)


def test_diaries_of_one_respondent_are_counted_and_named_one_by_one() -> None:
    kept = ["A 2027-05-03", "A 2027-05-10", "A 2027-05-17", "B 2027-05-03"]
    codes = np.zeros((4, 336), np.uint8)
    codes[:, :10] = 1
    first = weeks_of(codes, kept)
    other = codes.copy()
    other[0, :2] = other[1, :3] = 2
    other[3, 0] = 3
    second = weeks_of(other[[3, 0, 1]], [kept[3], kept[0], kept[1]])
    found = td.agreement(first, second)
    assert (found.respondents, found.diaries, found.slots) == (2, 3, 30)
    assert (found.only_first, found.only_second) == (("A, 2027-05-17",), ())
    assert [one[:3] + one[4:] for one in found.disagreements] == [
        ("D1", "D2", 5, 1, 2, "A, 2027-05-10"),
        ("D1", "D3", 1, 1, 1, "B, 2027-05-03"),
    ]
    text = text_of_result(found)
    assert "in 3 diaries of 2 respondents" in " ".join(text.split())
    assert "A, 2027-05-10" in text


def test_several_diaries_without_dates_can_not_be_matched() -> None:
    first = weeks_of(np.ones((2, 336), np.uint8), ["A 2027-05-03", "A 2027-05-10"])
    with pytest.raises(RequestError, match="only their dates tell apart"):
        td.agreement(first, replace(first, dates=None))


def test_of_hundreds_of_codes_only_those_that_occur_are_shown_and_worked_with() -> None:
    codes = tuple(ActivityCode(f"A{n:03d}", f"activity {n}", "all") for n in range(1, 401))
    one = Grouping("one", "One", "", (GroupingRow("all", "All", tuple(code.id for code in codes)),))
    study = replace(STUDY, codes=codes, groupings={"one": one}, defaults=STUDY.defaults._replace(grouping="one"))
    matrix = np.zeros((60, 336), np.uint16)
    matrix[:, :20], matrix[:, 20:30] = 7, 399
    first = Survey(study, tuple(f"R{n}" for n in range(60)), matrix, {})
    second = replace(first, codes=np.where(matrix == 399, 300, matrix).astype(np.uint16))
    found = td.agreement(first, second, grouping="codes")
    assert [(line.id, line.first, line.second) for line in found.lines if line.level == "code"] == [
        ("A007", 1200, 1200),
        ("A300", 0, 600),
        ("A399", 600, 0),
    ]
    assert [line.id for line in found.lines if line.level == "group"] == ["a007", "a300", "a399"]
    overall, grouped = found.line("all", "all_codes"), found.line("all", "all_groups")
    assert overall.kappa.estimate == grouped.kappa.estimate
    # AC1 is of all the names that there are, used or not: 400 codes and a blank.
    used = np.array([2 / 3, 1 / 6, 1 / 6])
    chance = float((used * (1 - used)).sum()) / 400
    assert overall.ac1.estimate == pytest.approx((2 / 3 - chance) / (1 - chance), abs=1e-12)
    assert overall.ac1.estimate == grouped.ac1.estimate
    table = td.breakdown(td.Survey.of(first), grouping="codes")
    assert [row.id for row in table.rows] == ["a007", "a399"]
    assert table.estimate[:, 0].tolist() == [2 / 3, 1 / 3]
