"""From measures to grades and reasons, the files they end in, and surveys without the doubtful diaries."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import random_survey, rewrite, survey_of

import timediary as td
from timediary.assess.measures import MEASURE_IDS
from timediary.categorise import categorise
from timediary.model.problem import RequestError
from timediary.pipeline.data_quality import without_grades
from timediary.pipeline.reporting import tables as published_again
from timediary.pipeline.studies import check_study
from timediary.render.views.quality import with_and_without
from timediary.study import load_study, study_folder
from timediary.study.quality import load_quality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.quality import Quality


def mixed(good: int, bad: int, seed: int = 1) -> td.Survey:
    """Weeks of five full days in short episodes, and `bad` weeks of hardly anything but 'other'."""
    generator = np.random.default_rng(seed)
    study = load_study()
    codes = np.zeros((good + bad, 7, 48), dtype=np.uint8)
    for i in range(good + bad):
        for day in range(5):
            lengths = generator.integers(1, 5, 16)
            written = np.repeat(generator.integers(1, 40, 16), lengths)[:16]
            codes[i, day, 17:33] = written if i < good else np.where(np.arange(16) < 14, 40, written)
    names = tuple(f"R{i:03d}" for i in range(good + bad))
    return td.Survey(study, names, codes.reshape(good + bad, -1), {})


def graded() -> Quality:
    """Eight hours of one code are serious, six and a half are looked at, and so is a fifth under 'other'."""
    return td.quality(
        survey_of(
            [{"D1": 2, "R1": 2, "S9": 1, "D3": 1}, {"S10": 10}, {"D1": 6.5, "S10": 2, "R1": 1}, {}],
            {"worked_hours": [6, 10, 9.5, 3]},
        )
    )


def test_points_make_grades_and_reasons() -> None:
    found = graded()
    assert [found.grade_of(i) for i in range(4)] == ["A", "C", "B", ""]
    assert found.grade_counts() == {"A": 1, "B": 1, "C": 1}
    assert [one.respondent for one in found.to_look_at] == ["R002", "R003"]
    worst = found.to_look_at[0]
    assert "10 hours at a stretch of one code, S10 (look above 9)" in worst.reasons
    assert "10 of 10 hours under 'other' (100%; look above 50%)" in worst.reasons
    assert found.points[1] == worst.points >= 6
    assert "2 of 9.5 hours under 'other' (21%; look above 20%)" in found.to_look_at[1].reasons


def test_a_frame_has_every_diary_and_measure() -> None:
    frame = graded().to_frame()
    assert list(frame.columns) == ["grade", "points", *MEASURE_IDS]
    assert frame.loc["R002", "longest_run"] == 10


def test_a_study_without_the_file_measures_and_grades_nobody(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))
    (folder / "quality.toml").unlink()
    found = td.quality(random_survey(1), compared=True)
    study = load_study(folder)
    bare = td.quality(survey_of([{"D1": 40}], study=study))
    assert len(bare.measured) == len(found.measured)
    assert bare.measured[2].values[0] == 40
    assert (bare.grades == -1).all()
    assert not bare.to_look_at
    assert not bare.comparisons
    with pytest.raises(RequestError, match=r"no quality\.toml"):
        without_grades(survey_of([{"D1": 40}], study=study), ["C"])


def test_shares_with_and_without_are_those_of_the_survey_and_of_the_rest() -> None:
    survey = random_survey(5, 120)
    found = td.quality(survey)
    assert found.comparisons
    for comparison, grades in zip(found.comparisons, (["C"], ["B", "C"]), strict=False):
        left = [i for i in range(120) if found.grade_of(i) in grades]
        kept = survey.select([i not in left for i in range(120)])
        np.testing.assert_allclose(comparison.first.estimate, td.breakdown(survey).estimate)
        np.testing.assert_allclose(comparison.second.estimate, td.breakdown(kept).estimate)
        assert f"without {len(left)} diaries of quality grade" in comparison.second.scope


def test_the_error_of_the_difference_is_a_jackknifes_that_leaves_a_respondent_out_of_both() -> None:
    survey = mixed(200, 40)
    found = td.quality(survey)
    kept = np.array([found.grade_of(i) != "C" for i in range(240)])
    assert kept.sum() == 200
    without_c = found.comparisons[0]
    hours = categorise(survey, survey.study.groupings["broad"])

    def difference(inside: NDArray[np.bool_]) -> NDArray[np.float64]:
        filled = survey.recorded_hours
        both = [inside & part for part in (kept, np.ones(240, dtype=bool))]
        without, everybody = (hours[part].sum(axis=0) / filled[part].sum() for part in both)
        return np.asarray(without - everybody)

    np.testing.assert_allclose(without_c.differences.difference[:, 0], difference(np.ones(240, dtype=bool)))
    dropped = np.array([difference(np.arange(240) != i) for i in range(240)])
    jackknife = np.sqrt(239 / 240 * np.square(dropped - dropped.mean(axis=0)).sum(axis=0))
    np.testing.assert_allclose(without_c.differences.se[:, 0], jackknife, rtol=0.02)


def test_a_few_diaries_left_out_leave_few_degrees_of_freedom() -> None:
    """The difference rests on the three left out, however many there are besides."""
    few, many = (td.quality(mixed(400, bad)).comparisons[0].differences for bad in (3, 150))
    assert few.degrees_of_freedom[-1, 0] < 6
    assert many.degrees_of_freedom[-1, 0] > 100


def test_surveys_without_grades_say_so_in_every_table() -> None:
    survey = random_survey(5, 120)
    counts = td.quality(survey).grade_counts()
    kept = without_grades(survey, ["c"])
    assert len(kept) == 120 - counts["C"]
    results = td.analyse(kept, ["setting"], with_hours=True)
    assert len(results.tables) > 3
    for table in results.tables:
        assert f"without {counts['C']} diaries of quality grade C" in table.scope
    for table in published_again(kept):
        assert f"without {counts['C']} diaries of quality grade C" in table.scope
    assert any(f"without {counts['C']} diaries" in note for note in td.plan(kept, numbers=(50,)).notes)
    assert dict(results.provenance.options)["Left out"] == f"{counts['C']} diaries of quality grade C"
    assert without_grades(survey, []) is survey


def test_a_grade_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(RequestError, match=r"no grade 'D'. It has: A, B, C"):
        without_grades(random_survey(1), ["D"])
    with pytest.raises(RequestError, match="nothing would be left"):
        without_grades(random_survey(1), ["A", "B", "C"])


@pytest.mark.slow
def test_files_are_the_same_from_run_to_run(tmp_path: Path) -> None:
    survey = random_survey(5, 60)
    first, second = (td.quality(survey).write(tmp_path / name) for name in ("a", "b"))
    assert [path.name for path in first] == [
        "quality.xlsx",
        "quality.csv",
        "quality.html",
        "quality.txt",
        "diaries_to_look_at.csv",
        "with_and_without.csv",
    ]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert len(first[1].read_text(encoding="utf-8").splitlines()) == 61


def test_with_and_without_stand_side_by_side_with_their_intervals(tmp_path: Path) -> None:
    found = td.quality(mixed(60, 10))
    path = next(path for path in found.write(tmp_path) if path.name == "with_and_without.csv")
    with path.open(encoding="utf-8", newline="") as file:
        (row, *_) = [row for row in csv.DictReader(file) if row["row"] == "direct_contact"]
    comparison = found.comparisons[0]
    for name, table in (("all", comparison.first), ("without", comparison.second)):
        assert table.precision is not None
        assert float(row[name]) == table.value("direct_contact")
        assert (float(row[f"{name}_low"]), float(row[f"{name}_high"])) == (
            table.precision.low[0, 0],
            table.precision.high[0, 0],
        )
    assert float(row["difference"]) == pytest.approx(float(row["without"]) - float(row["all"]))
    table = with_and_without(found)
    assert [column.label for column in table.columns][:2] == ["All diaries", "Without C"]
    np.testing.assert_array_equal(table.estimate[:, 1], comparison.second.estimate[:, 0])


def test_a_hostile_id_is_inert(tmp_path: Path) -> None:
    survey = survey_of([{"S10": 20}])
    survey = td.Survey(survey.study, ("=cmd()\x1b[31m",), survey.codes, {})
    page, text, measures, look = td.quality(survey).write(tmp_path, ["html", "text", "csv"])
    assert "\x1b" not in text.read_text(encoding="utf-8") + page.read_text(encoding="utf-8")
    for file in (measures, look):
        assert "\n'=cmd()" in file.read_text(encoding="utf-8")


SPOILT = [
    ("serious = 3", "serious = 0", "quality.toml: points.serious: must be"),
    ('id = "B"', 'id = "A"', "grades 'A': id: another grade"),
    ("points = 3", "points = 1", "grades 'C': points: must be more than the grade before has (1)"),
    ("points = 0", "points = 2", "grades"),
    ('id = "longest_run"', 'id = "longest"', "there is no measure 'longest'. There are: recorded_of_reported"),
    ('id = "gap_share"', 'id = "longest_run"', "limits above already"),
    ("look = { above = 6 }", "look = { above = 60 }", "above must not be less than the limit of look (60)"),
    ("look = { above = 6 }", "look = { over = 6 }", "is not a key"),
    ("look = { above = 6 }", "look = {}", "give a limit"),
    ("look = { below = 0.75, above = 1.25 }", "look = { below = 1.75, above = 1.25 }", "every diary"),
    ("serious = { below = 2 }", "serious = { below = 5 }", "below must not be more than the limit of look (3)"),
    ('codes = ["S2"]', 'codes = ["S22"]', "the study has no code 'S22'"),
    ('codes = ["S2"]', "codes = []", "names no code"),
    ('variable = "role"', 'variable = "weight"', "no variable 'weight' of the kind 'level'"),
    ('levels = ["manager", ', 'levels = ["boss", ', "'role' has no level 'boss'. It has: manager"),
    (
        'contracted_days = "contracted_days"',
        'contracted_days = "setting"',
        "no variable 'setting' of the kind 'number'",
    ),
    ("longest_gap = 2.0", "longest_gap = -2.0", "0 or more"),
    ('other_codes = ["S10"]', 'other_codes = ["X"]', "no code 'X'"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new", "told"), SPOILT, ids=[new for _, new, _ in SPOILT])
def test_rules_that_contradict_themselves_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))
    path = folder / "quality.toml"
    rewrite(path, old, new)
    _, (error,) = check_study(folder)
    assert told in str(error)
    assert "quality.toml" in str(error)


def test_the_shipped_rules_are_sound() -> None:
    rules = load_quality(load_study(), MEASURE_IDS)
    assert rules is not None
    assert {rule.measure for rule in rules.rules} == set(MEASURE_IDS)
