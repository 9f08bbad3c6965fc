"""Two codings of the same diaries: what is counted, by code and by group, and what they disagree on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from timediary.model.survey import Survey


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


def test_what_can_not_be_compared_is_told() -> None:
    survey = survey_of([{"D1": 2}])
    with pytest.raises(RequestError, match="No respondent is in both"):
        td.agreement(survey, replace(survey, respondents=("X",)))
    blank = survey_of([{}])
    with pytest.raises(RequestError, match="Neither of the two has any time"):
        td.agreement(blank, blank)
