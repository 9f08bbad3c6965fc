"""Somebody's own words for activities, groups, levels and attributes, wherever a label is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.builders import random_survey

import timediary as td
from timediary.model.problem import DefinitionError, RequestError

if TYPE_CHECKING:
    from pathlib import Path

SURVEY = random_survey(3)


def test_tables_and_pictures_have_them_and_figures_stay(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("id,label\nrecording,Paperwork\nsetting=csd,Children\n", encoding="utf-8")
    own = SURVEY.sample(labels=[file, {"Role": "Job", "role=other": "Support staff"}])
    before, after = SURVEY.breakdown("setting"), own.breakdown("setting")
    assert "Paperwork" in [row.label for row in after.rows]
    assert "Children" in [column.label for column in after.columns]
    assert [row.id for row in after.rows] == [row.id for row in before.rows]
    assert (after.estimate == before.estimate).all()
    assert own.breakdown("role").title.endswith("by job")
    picture = SURVEY.plot.dots("role", category="Paperwork", labels={"recording": "Paperwork", "role": "Job"})
    assert picture.title == "Paperwork: share of recorded time by job"


def test_labels_of_old_still_meet_conditions() -> None:
    own = SURVEY.sample(labels={"role=social_worker": "Caseworker", "role": "Job"})
    for said in ("role=Caseworker", "Job=social worker", "role=social_worker"):
        assert len(own.sample(said)) == len(SURVEY.sample("role=social_worker"))


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"recordin": "X"}, "Did you mean 'recording'"),
        ({"other": "X"}, "means several things; write role=other or"),
        ({"setting=csd": "dass"}, "Two levels of 'setting' would be called 'dass'"),
        ({"recording": "Direct contact"}, "Two rows of the grouping"),
        ({"recording": " "}, "empty"),
    ],
)
def test_labels_that_mean_nothing_or_two_things_are_refused(labels: dict[str, str], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        SURVEY.sample(labels=labels)


def test_a_file_that_says_two_things_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("id,label\nrecording,Paperwork\nrecording,Notes\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="line 3: 'recording' has a label already, 'Paperwork'"):
        td.picture(SURVEY, "dots", labels=file)
