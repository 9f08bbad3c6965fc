"""Rules of weeks: those that come with the package fit its codes, and what contradicts itself is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from timediary.model.problem import DefinitionError
from timediary.study import list_studies, load_study
from timediary.study.week_rules import load_week_rules

if TYPE_CHECKING:
    from pathlib import Path

LAST_ENTRY = '[[activities]]\ncodes = ["S9"]\nrun = { fewest = 1, most = 1 }'


@pytest.mark.parametrize("name", list_studies())
def test_every_code_has_a_rule(name: str) -> None:
    study = load_study(name)
    assert study.folder is not None
    if not (study.folder / "weeks.toml").is_file():
        pytest.skip("a study needs no weeks.toml")
    rules = load_week_rules(study)
    assert sorted(rules.activities) == sorted(study.code_numbers.values())
    assert rules.activities.keys() >= rules.evening | rules.travel.keys() | rules.follow.keys()


def test_rules_are_read_as_they_are_written() -> None:
    study = load_study()
    rules = load_week_rules(study)
    number = study.code_numbers
    assert rules.travel[number["IA4"]] == (number["IA3"],)
    assert rules.lunch.code == number["S9"]
    assert (rules.lunch.start, rules.lunch.end) == (12 * 60, 13 * 60 + 30)
    assert rules.activities[number["R3"]].start == 11 * 60
    assert rules.published.weekend_hours == 83 * 12


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('code = "D12"', 'code = "D13"', "travel '1': code: the study has no code 'D13'"),
        ("[lunch]", "[lunch]\ntea = 1", "lunch.tea: is not a key"),
        ("[[follow]]", "[[follow]]\nfar = 1", "far: is not a key"),
        (LAST_ENTRY, LAST_ENTRY.replace("S9", "S10"), "'S10' is in an entry already"),
        (LAST_ENTRY, LAST_ENTRY.replace('"S9"', ""), "codes: must name a code"),
        (LAST_ENTRY, LAST_ENTRY.replace("most = 1", "most = 0"), "run.most: must be 1 or more"),
        (LAST_ENTRY, LAST_ENTRY.replace("fewest = 1", "fewest = 2"), "run.most: must be no less"),
        ('from = "09:30", to = "17:00"', 'from = "17:00", to = "17:00"', "between.to: must be later"),
        ('to = ["OIA1"]', 'to = ["OA5"]', "'OA5' has an entry, so nothing else"),
        ('code = "OIA2"', 'code = "D12"', "'D12' has an entry already"),
        ('code = "R7"', 'code = "D12"', "'D12' is travel, which follows nothing"),
        ('codes = ["S6"]\ndays', 'codes = ["D8"]\ndays', "together: 'D8' is in two entries"),
        ('to = "13:30"', 'to = "12:20"', "lunch.to: must be a slot or more"),
        ("gap = 30", "gap = 130", "gap: must be a percentage"),
        ("respondents = 1153", "respondents = 400", "published.respondents: must be no fewer"),
        ("weekend_hours = 996", "weekend_hours = 9960", "weekend_hours: is more than"),
        (
            "early_habit = 28, early_once = 22, evening = 34, late_once = 16",
            "early_habit = 0, early_once = 0, evening = 0, late_once = 0",
            "early_habit: not all weights can be 0",
        ),
        ("starts = [", "starts = []\nothers = [", "starts: must hold a time of day"),
    ],
)
def test_what_contradicts_itself_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    study = load_study()
    assert study.folder is not None
    text = (study.folder / "weeks.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "weeks.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"/weeks\.toml: ") as raised:
        load_week_rules(replace(study, folder=tmp_path))
    assert complaint in str(raised.value)


def test_a_code_without_an_entry_is_named(tmp_path: Path) -> None:
    study = load_study()
    assert study.folder is not None
    text = (study.folder / "weeks.toml").read_text(encoding="utf-8")
    (tmp_path / "weeks.toml").write_text(text[: text.index(LAST_ENTRY)], encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"activities: no entry names S9\."):
        load_week_rules(replace(study, folder=tmp_path))


def test_a_study_without_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"weeks\.toml: the file is missing"):
        load_week_rules(replace(load_study(), folder=tmp_path))
    with pytest.raises(DefinitionError, match="not read from a folder"):
        load_week_rules(replace(load_study(), folder=None))
