"""From any layout to any other and back: the same survey, to the last digit and letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import characters, lists, text as texts
from tests.export.surveys import STUDIES, day_study, rich_survey, text_attribute, week_study

from timediary.export import FOR_OTHERS, layouts_of, writable_suffixes, write_survey
from timediary.ingest import read
from timediary.model.problem import ProblemKind
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import Survey

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.export import Layout

KINDS = [
    (suffix, layout) for suffix in writable_suffixes() for layout in layouts_of(suffix) if layout not in FOR_OTHERS
]


@pytest.fixture(scope="module", params=STUDIES)
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """A survey as reading gives it, of each study."""
    study = STUDIES[request.param]()
    path = write_survey(rich_survey(study), tmp_path_factory.mktemp("first") / "diary.csv")[0]
    return read(path, study)


def test_the_survey_holds_what_was_put_into_it(survey: Survey) -> None:
    made = rich_survey(survey.study)
    assert survey.respondents == made.respondents
    assert np.array_equal(survey.codes, made.codes)
    assert list(survey.attributes) == list(made.attributes)
    for name, attribute in made.attributes.items():
        assert survey.attributes[name].texts() == [" ".join(text.split()) for text in attribute.texts()]
        assert survey.attributes[name].variable.kind is attribute.variable.kind
        assert survey.attributes[name].variable.label == attribute.variable.label
        if attribute.variable.kind is not VariableKind.TEXT:
            assert survey.attributes[name] == attribute


@pytest.mark.parametrize(("suffix", "layout"), KINDS)
def test_every_layout_reads_back_as_the_same_survey(
    survey: Survey, suffix: str, layout: Layout, tmp_path: Path
) -> None:
    path = write_survey(survey, tmp_path / f"pilot{suffix}", layout=layout)[0]
    again = read(path, survey.study)
    assert again == survey
    kinds = {problem.kind for problem in again.problems}
    assert kinds - {ProblemKind.GAP_IN_DAY} == ({ProblemKind.NOT_IN_DIARY} if layout in ("long", "episodes") else set())
    assert again.ledger.balanced
    each = survey.grid.slot_minutes if layout == "episodes" else 1
    assert again.ledger.kept == np.count_nonzero(survey.codes) * each


@pytest.mark.slow
def test_files_made_one_from_the_other_in_turn_keep_the_survey(survey: Survey, tmp_path: Path) -> None:
    current = survey
    for step, (suffix, layout) in enumerate(KINDS):
        path = write_survey(current, tmp_path / f"step{step}{suffix}", layout=layout)[0]
        current = read(path, survey.study)
    assert current == survey


@pytest.mark.slow
def test_a_survey_without_attributes_of_people_with_odd_ids_keeps_them(tmp_path: Path) -> None:
    whole = rich_survey(week_study())
    bare = type(whole)(whole.study, whole.respondents, whole.codes, {})
    for suffix, layout in KINDS:
        path = write_survey(bare, tmp_path / f"{layout}{suffix}", layout=layout)[0]
        assert read(path, whole.study) == bare, (suffix, layout)


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_ids_that_all_hold_a_semicolon_are_not_taken_for_columns(suffix: str, tmp_path: Path) -> None:
    study = week_study()
    codes = np.ones((3, study.grid.slots), np.uint8)
    survey = Survey(study, ("A;1", "B;2", "C;3"), codes, {})
    assert read(write_survey(survey, tmp_path / f"diary{suffix}")[0], study) == survey


words = texts(characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=12)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ids=lists(words.filter(lambda text: text.strip() != ""), min_size=3, max_size=3, unique_by=str.casefold),
    agencies=lists(words, min_size=3, max_size=3),
    header=words.filter(lambda text: any(sign.isalnum() for sign in text)),
)
def test_any_text_comes_back(ids: list[str], agencies: list[str], header: str, tmp_path: Path) -> None:
    study = day_study()
    codes = np.zeros((3, study.grid.slots), np.uint8)
    codes[:, 7] = 1, 2, 3
    own = Variable("own", header, VariableKind.TEXT)
    attributes = {"agency": text_attribute(study.variables["agency"], agencies), "own": text_attribute(own, agencies)}
    made = Survey(study, tuple(ids), codes, attributes)
    first = read(write_survey(made, tmp_path / "first.parquet", layout="wide", overwrite=True)[0], study)
    for suffix, layout in KINDS:
        path = write_survey(first, tmp_path / f"x{suffix}", layout=layout, overwrite=True)[0]
        assert read(path, study) == first, (suffix, layout)
