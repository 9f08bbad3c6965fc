"""The example survey against the published figures of 2009, and what follows from changing it by hand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import timediary as td
from timediary.model.certificate import Verdict
from timediary.model.definition import Figure
from timediary.model.survey import Attribute
from timediary.sample import Sample
from timediary.study.tables import load_tables
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from timediary.model.certificate import Certificate
    from timediary.model.definition import TableSet
    from timediary.model.survey import Survey

EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"
FIGURES = tuple[str, int, int]


@pytest.fixture(scope="module")
def survey() -> Survey:
    return td.read(EXAMPLE)


@pytest.fixture(scope="module")
def certificate(survey: Survey) -> Certificate:
    return td.certify(survey)


def agreeing(certificate: Certificate, start: str, figure: Figure) -> tuple[int, int]:
    """How many printed numbers agree, and how many there are."""
    entries = [
        entry
        for entry in certificate.entries
        if entry.cell.table.startswith(start) and entry.cell.figure is figure and entry.cell.value is not None
    ]
    return sum(entry.verdict is Verdict.AGREES for entry in entries), len(entries)


def test_shares_of_time_are_the_published_ones(certificate: Certificate) -> None:
    agree, all_ = agreeing(certificate, "3.", Figure.SHARE)
    assert all_ == 441
    assert agree >= 438
    agree, all_ = agreeing(certificate, "C1", Figure.SHARE)
    assert all_ == 240
    assert agree >= 239


def test_numbers_and_percentages_are_the_published_ones_but_those_proved_impossible(certificate: Certificate) -> None:
    assert len(certificate.entries) == 2431
    for verdict in (Verdict.DIFFERS, Verdict.NOT_MADE):
        assert certificate.of(verdict) == ()
    assert all("if these hold: " in entry.reason for entry in certificate.of(Verdict.IMPOSSIBLE))
    assert len(certificate.of(Verdict.IMPOSSIBLE)) < 60


@pytest.mark.slow
def test_published_figures_do_not_make_the_tables(survey: Survey, certificate: Certificate, tmp_path: Path) -> None:
    assert survey.study.folder is not None
    folder = tmp_path / "swapped"
    shutil.copytree(survey.study.folder, folder)
    lines = (folder / "published.csv").read_text(encoding="utf-8").splitlines()
    swapped = [line.replace(",count,", ",count,9") if ",count,," not in line else line for line in lines]
    (folder / "published.csv").write_text("\n".join(swapped) + "\n", encoding="utf-8")
    (folder / "contradictions.csv").unlink()
    other = td.certify(replace(survey, study=td.load_study(folder)))
    assert agreeing(other, "2.", Figure.COUNT)[0] < agreeing(certificate, "2.", Figure.COUNT)[0] / 2
    assert changed(other.regenerated, certificate.regenerated) == set()


def changed(one: TableSet, other: TableSet) -> set[FIGURES]:
    """Where the figures of tables are not the same."""
    return {
        (id_, i, j)
        for id_ in one.made
        for i, j in np.argwhere(~np.isclose(one[id_].estimate, other[id_].estimate, rtol=0, atol=1e-12, equal_nan=True))
    }


def columns_of(survey: Survey, respondent: int) -> dict[str, set[int]]:
    """The columns of tables of time that a respondent is in."""
    reported = Reported(Sample(survey))
    return {
        id_: set(np.flatnonzero(reported.who(table).columns[respondent]).tolist())
        for id_, table in load_tables(survey.study).items()
        if table.measure == "time"
    }


def test_a_diary_taken_away_changes_the_shares_of_the_columns_it_was_in_and_no_other(
    survey: Survey, certificate: Certificate
) -> None:
    respondent = 100
    codes = survey.codes.copy()
    codes[respondent] = 0
    after = td.tables(replace(survey, codes=codes))
    columns = columns_of(survey, respondent)
    found = changed(after, certificate.regenerated)
    assert {(id_, j) for id_, _, j in found} == {(id_, j) for id_, members in columns.items() for j in members}
    before = certificate.regenerated
    slots = survey.code_minutes.minutes // 30
    tables, reported = load_tables(survey.study), Reported(Sample(survey))
    who_is_in = {id_: reported.who(tables[id_]).columns for id_ in {id_ for id_, _, _ in found}}
    for id_, i, j in found:
        table = tables[id_]
        row = table.printed_rows[i].line.id
        members = {line.id: line for line in survey.study.groupings[table.grouping].rows}
        if row in members and members[row].codes:
            places = [survey.study.code_numbers[code] - 1 for code in members[row].codes]
            who = who_is_in[id_][:, j]
            left = who & (np.arange(len(survey)) != respondent)
            assert after[id_].estimate[i, j] == pytest.approx(slots[left][:, places].sum() / slots[left].sum())
            assert before[id_].estimate[i, j] == pytest.approx(slots[who][:, places].sum() / slots[who].sum())


def test_a_changed_answer_on_satisfaction_changes_the_tables_of_satisfaction_alone(
    survey: Survey, certificate: Certificate
) -> None:
    attribute = survey.attributes["satisfaction"]
    values = attribute.values.copy()
    respondent = int(np.flatnonzero(values == 1)[0])
    values[respondent] = 3
    answers = {**survey.attributes, "satisfaction": Attribute(attribute.variable, values)}
    after = td.tables(replace(survey, attributes=answers))
    found = changed(after, certificate.regenerated)
    about = {
        id_
        for id_, table in load_tables(survey.study).items()
        if any(c.name == "satisfaction" for line in (*table.rows, *table.columns) for c in line.where)
    }
    assert found
    assert {id_ for id_, _, _ in found} <= about
    crossed = {(i, j) for id_, i, j in found if id_ == "2.32"}
    labels = {certificate.published["2.32"].rows[i].id for i, _ in crossed}
    levels = [level.id for level in attribute.variable.levels]
    assert len({label.removesuffix("_percent") for label in labels}) == 2, (labels, levels)


def test_weeks_keep_to_what_the_report_says_of_them(survey: Survey) -> None:
    unsocial = td.hours(survey)[-1]
    assert unsocial.value("weekend", "all") * len(survey) == pytest.approx(83)
    assert unsocial.value("weekend_hours", "all") == pytest.approx(12.0)
    assert unsocial.value("early_or_late", "all") * len(survey) == pytest.approx(408)
    assert survey.recorded_hours.max() <= 75


@pytest.mark.slow
def test_contradictions_and_their_document_are_what_is_found_anew(tmp_path: Path) -> None:
    study = td.load_study()
    from timediary.study.contradictions import contradictions_text, impossible_statements_text

    found = td.find_contradictions(study)
    assert study.folder is not None
    text = (study.folder / "impossible_statements.csv").read_text(encoding="utf-8")
    assert impossible_statements_text(found.statements) == text
    assert contradictions_text(found) == (study.folder / "contradictions.csv").read_text(encoding="utf-8")
    (made,) = found.write(tmp_path / "impossible_cells.md")
    assert made.read_text(encoding="utf-8") == (EXAMPLE.parents[2] / "docs" / made.name).read_text(encoding="utf-8")
