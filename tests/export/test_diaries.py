"""Surveys of several diaries a respondent, of episodes and of lengths without times, written and read again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.ingest.files import STUDY, Rows, one_day_study, write_csv

import timediary as td
from timediary.export import write_survey
from timediary.ingest import read

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.export import Layout
    from timediary.model.study import Study
    from timediary.model.survey import Survey

DAY = replace(STUDY, grid=STUDY.grid._replace(days=("Day",), weekend=()))
NIGHT = replace(one_day_study(), groupings={})
DATED = ["respondent", "date", "start", "end", "code"]
SLOTS: list[tuple[str, Layout]] = [
    *((suffix, layout) for suffix in (".xlsx", ".csv") for layout in ("long", "wide", "single", "episodes")),
    *((".parquet", layout) for layout in ("long", "single")),
    *((suffix, "single") for suffix in (".sav", ".dta")),
]


def of(tmp_path: Path, rows: Rows, study: Study) -> Survey:
    return read(write_csv(tmp_path / "first.csv", rows), study)


@pytest.mark.parametrize(("suffix", "layout"), SLOTS)
@pytest.mark.parametrize("kind", ["days", "weeks", "nights", "named"])
def test_several_diaries_of_a_respondent_read_back(kind: str, suffix: str, layout: Layout, tmp_path: Path) -> None:
    rows: Rows = [DATED, ["R1", "2027-05-10", "09:00", "11:00", "D1"], ["R1", "2027-05-31", "22:30", "23:30", "R1"]]
    rows += [["R2", "2027-05-15", "00:00", "24:00", "D2"], ["R2", "2027-05-16", "00:00", "02:00", "D2"]]
    study = STUDY if kind == "weeks" else DAY
    if kind == "nights":
        study = NIGHT
        rows = [["person", *DATED[1:]], *([*row[:4], 3 if row[4] == "D1" else 5] for row in rows[1:])]
    if kind == "named":
        rows = [
            ["respondent", "day", *DATED[2:]],
            ["R1", "Mon", "09:00", "11:00", "D1"],
            ["R1", "Sat", "9:30", "10:00", "R1"],
        ]
    survey = of(tmp_path, rows, study)
    assert survey.has_repeated
    again = read(write_survey(survey, tmp_path / f"again{suffix}", layout=layout)[0], study)
    assert again == survey
    assert [problem for problem in again.problems if problem.row] == []


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_slots_can_not_hold_is_written_as_episodes_alone(suffix: str, tmp_path: Path) -> None:
    fine: Rows = [DATED, ["R1", "2027-05-10", "08:50", "10:05", "D1"], ["R1", "2027-05-11", "10:05", "11:00", "R1"]]
    twice: Rows = [DATED, ["R1", "2026-10-25", "2026-10-25T00:30+01:00", "2026-10-25T02:30+00:00", "D1"]]
    lengths: Rows = [["respondent", "date", "hours", "code"], ["R1", "2027-05-10", 1.25, "D1"]]
    for rows in (fine, twice, lengths):
        survey = of(tmp_path, rows, STUDY)
        with pytest.raises(td.RequestError, match="--layout episodes"):
            write_survey(survey, tmp_path / f"slots{suffix}", layout="long")
        path = write_survey(survey, tmp_path / f"again{suffix}", layout="episodes", overwrite=True)[0]
        again = read(path, STUDY)
        assert again.recorded_hours.tolist() == survey.recorded_hours.tolist()
        assert np.array_equal(again.codes, survey.codes)
        assert again == survey


def test_spells_and_states_for_other_programs(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "start", "end", "code"], ["R1", "Mon", "00:30", "01:30", "D1"]]
    survey = of(tmp_path, [*rows, ["R1", "Tue", "00:00", "00:30", "R1"]], STUDY)
    (spells,) = write_survey(survey, tmp_path / "spells.csv", layout="spell")
    assert spells.read_text("utf-8-sig").split() == ["id,begin,end,state", "R1,2,3,D1", "R1,49,49,R1"]
    (states,) = write_survey(survey, tmp_path / "states.csv", layout="sts")
    header, line = states.read_text("utf-8-sig").splitlines()
    assert header.startswith("id,Mon 00:00,Mon 00:30,")
    assert line.split(",")[:5] == ["R1", "", "D1", "D1", ""]
    assert len(line.split(",")) == 337
