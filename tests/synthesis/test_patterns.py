"""Who works at the weekend, early or late: the published figures come out, exactly and in proportion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.synthesis.made import definitions, made

from timediary.model.problem import RequestError
from timediary.model.survey import Survey
from timediary.sample import Sample
from timediary.synthesis.patterns import patterns_for
from timediary.synthesis.weeks import weeks
from timediary.tabulate.respondents import tabulate_unsocial_hours


@pytest.mark.slow
def test_the_published_figures_come_out_of_the_table() -> None:
    study, rules = definitions()
    slots, days, hours = made(1153)
    patterns = patterns_for(slots.sum(axis=1), days, hours, rules, study, 2009)
    codes = weeks(slots, patterns, rules, study, 2009)
    survey = Survey(study, tuple(f"R{i}" for i in range(1153)), codes, {})
    table = tabulate_unsocial_hours(Sample(survey))
    assert table.value("weekend", "all") * 1153 == pytest.approx(83)
    assert table.value("weekend_hours", "all") == pytest.approx(12)
    assert table.value("early_or_late", "all") * 1153 == pytest.approx(408)
    assert codes.reshape(1153, 7, 48)[:, 5:].astype(bool).sum() / 2 == 996


@given(st.integers(0, 300), st.integers(0, 2**64))
def test_other_numbers_of_respondents_keep_the_proportions(n: int, seed: int) -> None:
    study, rules = definitions()
    slots, days, hours = made(300)
    patterns = patterns_for(slots[:n].sum(axis=1), days[:n], hours[:n], rules, study, seed)
    weekend, unsocial = int((patterns.weekend_slots > 0).sum()), int(patterns.unsocial.sum())
    assert abs(weekend - 83 * n / 1153) <= 0.5
    too_long = int((slots[:n].sum(axis=1) > 115).sum())
    assert unsocial == too_long if too_long > 408 * n / 1153 else abs(unsocial - 408 * n / 1153) <= 0.5
    assert patterns.weekend_slots.sum() == 24 * weekend


def test_who_records_much_is_likelier_to_work_then() -> None:
    study, rules = definitions()
    slots, days, hours = made(1153)
    total = slots.sum(axis=1)
    patterns = patterns_for(total, days, hours, rules, study, 2009)
    full = days == 5
    assert total[full & patterns.unsocial].mean() > total[full & ~patterns.unsocial].mean() + 5
    assert total[full & (patterns.weekend_slots > 0)].mean() > total[full & (patterns.weekend_slots == 0)].mean() + 5
    assert patterns.unsocial[total > 110].all()


def test_who_records_more_than_a_usual_week_holds_works_early_or_late_however_few_there_are() -> None:
    study, rules = definitions()
    unknown = np.full(1, np.nan)
    patterns = patterns_for(np.array([130]), unknown, unknown, rules, study, 1)
    slots = np.zeros((1, 40), dtype=np.int64)
    slots[0, 5] = 130
    assert patterns.unsocial.all()
    assert np.count_nonzero(weeks(slots, patterns, rules, study, 1)) == 130


def test_where_hardly_anybody_records_enough_fewer_work_then() -> None:
    study, rules = definitions()
    few = np.array([1, 2, 3, 0, 5] * 20)
    unknown = np.full(100, np.nan)
    patterns = patterns_for(few, unknown, unknown, rules, study, 1)
    assert not patterns.unsocial[few < 4].any()
    assert (patterns.weekend_slots <= few).all()
    slots = np.zeros((100, 40), dtype=np.int64)
    slots[:, 0] = few
    assert (weeks(slots, patterns, rules, study, 1).astype(bool).sum(axis=1) == few).all()


def test_another_grid_is_refused_in_words() -> None:
    study, rules = definitions()
    nobody = np.zeros(0)
    for grid, complaint in (
        (study.grid._replace(slot_minutes=15), "half hours from Monday 00:00"),
        (study.grid._replace(core_end=24 * 60), "an hour before and after"),
    ):
        with pytest.raises(RequestError, match=complaint):
            patterns_for(nobody.astype(np.int64), nobody, nobody, rules, replace(study, grid=grid), 1)
