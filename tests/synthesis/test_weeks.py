"""Weeks: not a slot more or less than given, the given people early, late and at the weekend, and all believable."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, strategies as st
from tests.synthesis.made import definitions, made

from timediary.model.problem import RequestError
from timediary.synthesis.patterns import Patterns, patterns_for
from timediary.synthesis.weeks import weeks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from timediary.model.week_rules import WeekRules

LUNCH = 39
N = 400


def pattern(*, days: float = np.nan, hours: float = np.nan, weekend: int = 0, unsocial: bool = False) -> Patterns:
    """The pattern of a single respondent."""
    return Patterns(np.array([days]), np.array([hours]), np.array([weekend]), np.array([unsocial]), np.array([0]))


def one(counts: Mapping[int, int]) -> NDArray[np.int64]:
    """The slots of a single respondent."""
    slots = np.zeros((1, 40), dtype=np.int64)
    for code, count in counts.items():
        slots[0, code - 1] = count
    return slots


def counted(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.array([np.bincount(week, minlength=41)[1:] for week in codes])


def outside(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Slots before 8.30 and from 19.30 on, on the day with most of them, shape (n,)."""
    days = codes.reshape(-1, 7, 48).astype(bool)
    result: NDArray[np.int64] = np.delete(days, range(17, 39), axis=2).sum(axis=2).max(axis=1)
    return result


@cache
def drawn() -> tuple[NDArray[np.uint8], Patterns]:
    study, rules = definitions()
    slots, days, hours = made(N)
    patterns = patterns_for(slots.sum(axis=1), days, hours, rules, study, 2009)
    return weeks(slots, patterns, rules, study, 2009), patterns


def shuffled(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same working time with the activities in any order."""
    generator = np.random.default_rng(1)
    result = codes.copy()
    for week in result:
        week[week > 0] = generator.permutation(week[week > 0])
    return result


@given(
    st.dictionaries(st.integers(1, 40), st.integers(1, 30), max_size=40),
    st.sampled_from([np.nan, 0.5, 1, 2, 2.5, 3, 4, 5, 7]),
    st.sampled_from([np.nan, 4, 18.5, 37, 100]),
    st.integers(0, 60),
    st.booleans(),
    st.integers(0, 2**64),
)
@example({22: 1}, np.nan, np.nan, 0, False, 1)
@example({22: 150}, np.nan, np.nan, 0, True, 1)
@example({22: 115}, 2, np.nan, 0, False, 1)
@example({39: 60}, np.nan, np.nan, 0, False, 1)
@example({12: 74}, np.nan, np.nan, 0, False, 1)
@example(dict.fromkeys(range(1, 41), 2), np.nan, np.nan, 0, False, 1)
@example(dict.fromkeys(range(1, 41), 2), np.nan, np.nan, 80, True, 1)
@example({22: 240 + 96}, np.nan, np.nan, 96, True, 1)
def test_whatever_is_given_comes_out(
    counts: dict[int, int], days: float, hours: float, weekend: int, unsocial: bool, seed: int
) -> None:
    study, rules = definitions()
    total = sum(counts.values())
    weekend = min(weekend, total)
    unsocial = (unsocial or total - weekend > 115 or weekend > 46) and max(total - weekend, weekend) >= 2
    if total - weekend > 240 or (not unsocial and total > 46 + 115):
        return
    slots = one(counts)
    codes = weeks(slots, pattern(days=days, hours=hours, weekend=weekend, unsocial=unsocial), rules, study, seed)
    assert codes.shape == (1, 336)
    assert codes.dtype == np.uint8
    assert (counted(codes) == slots).all()
    worked = codes.reshape(7, 48).astype(bool)
    assert worked[5:].sum() == weekend
    assert (outside(codes)[0] >= 2) == unsocial
    contracted = 5 if np.isnan(days) else int(np.ceil(np.clip(days, 1, 5)))
    assert worked[:5].any(axis=1).sum() <= max(contracted, -(-(total - weekend) // 22))


@pytest.mark.parametrize(
    ("counts", "chosen", "complaint"),
    [
        ({1: 116}, pattern(), "more slots from Monday to Friday"),
        ({1: 10}, pattern(weekend=11), "more slots at the weekend than in all"),
        ({1: 60}, pattern(weekend=47), "more slots at the weekend than it holds"),
        ({1: 1}, pattern(unsocial=True), "too few slots to work an hour early or late"),
        ({1: -1}, pattern(), "fewer than no slots"),
    ],
)
def test_what_is_no_week_is_refused_in_words(counts: dict[int, int], chosen: Patterns, complaint: str) -> None:
    study, rules = definitions()
    with pytest.raises(RequestError, match=f"position 0 .*{complaint}"):
        weeks(one(counts), chosen, rules, study, 1)
    with pytest.raises(RequestError, match="a pattern for each respondent"):
        weeks(np.zeros((2, 40), dtype=np.int64), chosen, rules, study, 1)


@pytest.mark.slow
def test_a_seed_gives_the_same_weeks_and_another_gives_others() -> None:
    study, rules = definitions()
    slots, codes, patterns = made(N).slots, *drawn()
    assert (weeks(slots, patterns, rules, study, 2009) == codes).all()
    assert (weeks(slots, patterns, rules, study, 2010) != codes).any(axis=1).mean() > 0.99


def test_weeks_are_the_same_on_every_machine() -> None:
    # Changes when weeks.toml or the way weeks are drawn does, and must not when a machine or a library does.
    assert sha256(drawn()[0].tobytes()).hexdigest()[:16] == "a40e9a5700fde1e6"


def test_a_respondent_left_out_leaves_the_others_as_they_are() -> None:
    study, rules = definitions()
    codes, patterns = drawn()
    chosen = np.arange(N) % 7 != 3
    assert (weeks(made(N).slots[chosen], patterns.of(chosen), rules, study, 2009) == codes[chosen]).all()


def test_hours_of_the_day_are_those_of_an_office() -> None:
    days = drawn()[0].reshape(N, 7, 48)[:, :5]
    at_work = (days > 0).mean(axis=(0, 1))
    assert at_work[21] > 0.7
    assert at_work[6] < 0.001
    assert at_work[33] < at_work[31] < at_work[29]
    lunch = (days == LUNCH).sum(axis=(0, 1))
    assert lunch[24:28].sum() > 0.9 * lunch.sum()


def test_part_timers_work_on_their_days() -> None:
    days = made(N).days
    worked = drawn()[0].reshape(N, 7, 48)[:, :5].any(axis=2).sum(axis=1)
    contracted = np.where(np.isnan(days), 5, days)
    assert (worked <= contracted).mean() > 0.97
    assert (worked == contracted).mean() > 0.85


def test_hardly_a_slot_stands_alone() -> None:
    worked = np.pad(drawn()[0].reshape(N, 7, 48) > 0, ((0, 0), (0, 0), (1, 1)))
    alone = worked[:, :, 1:-1] & ~worked[:, :, :-2] & ~worked[:, :, 2:]
    assert alone.sum() < 0.002 * worked.sum()


def mean_episode(codes: NDArray[np.uint8]) -> float:
    days = codes.reshape(-1, 48)
    begins = (days > 0) & (days != np.pad(days, ((0, 0), (1, 0)))[:, :-1])
    return float((days > 0).sum() / begins.sum())


def test_activities_come_in_runs() -> None:
    codes = drawn()[0]
    assert mean_episode(codes) > 1.5 * mean_episode(shuffled(codes))


@pytest.mark.parametrize("travel", ["D12", "IA4", "S8"])
def test_travel_lies_beside_what_it_is_to(travel: str) -> None:
    study, rules = definitions()
    number = study.code_numbers[travel]

    def beside(codes: NDArray[np.uint8]) -> float:
        days = np.pad(codes.reshape(-1, 48), ((0, 0), (1, 1)))
        partner = np.isin(days, rules.travel[number])
        is_travel = days[:, 1:-1] == number
        return float((is_travel & (partner[:, :-2] | partner[:, 2:])).sum() / is_travel.sum())

    assert beside(drawn()[0]) > 2 * beside(shuffled(drawn()[0]))


def test_recording_comes_later_in_the_day_than_meetings() -> None:
    study, _ = definitions()
    days = drawn()[0].reshape(N, 7, 48)
    times = np.broadcast_to(np.arange(48), days.shape)
    recording = [number for id_, number in study.code_numbers.items() if id_.startswith("R")]
    meetings = [study.code_numbers[id_] for id_ in ("OA1", "IA3", "OIA1")]
    assert times[np.isin(days, recording)].mean() > times[np.isin(days, meetings)].mean() + 2


def drawn_with(rules: WeekRules) -> NDArray[np.uint8]:
    """The weeks of the same people by other rules."""
    return weeks(made(N).slots, drawn()[1], rules, definitions()[0], 2009)


def test_recording_follows_what_it_is_about() -> None:
    study, rules = definitions()
    number = study.code_numbers["R1"]

    def following(codes: NDArray[np.uint8]) -> float:
        days = codes.reshape(-1, 48)
        begins = (days[:, 1:] == number) & (days[:, :-1] != number) & (days[:, :-1] > 0)
        after = np.isin(days[:, :-1], [*rules.follow[number], *rules.travel])
        return float((begins & after).sum() / begins.sum())

    assert following(drawn()[0]) > 1.5 * following(drawn_with(rules._replace(follow={})))


def test_duty_keeps_to_few_days() -> None:
    study, rules = definitions()
    slots = one({8: 4, 9: 14, 13: 16, 22: 15, 37: 20, LUNCH: 5}).repeat(100, axis=0)
    patterns = pattern().of(np.zeros(100, dtype=np.int64))._replace(stream=np.arange(100))

    def days_of_duty(with_rules: WeekRules) -> NDArray[np.int64]:
        codes = weeks(slots, patterns, with_rules, study, 1)
        days: NDArray[np.int64] = np.isin(codes.reshape(-1, 7, 48), [8, 9]).any(axis=2).sum(axis=1)
        return days

    assert (days_of_duty(rules) <= 2).mean() > 0.9
    assert (days_of_duty(rules._replace(together=())) > 2).mean() > 0.5


def test_evenings_are_for_what_is_done_at_home() -> None:
    _, rules = definitions()
    evenings = drawn()[0].reshape(N, 7, 48)[:, :5, 42:]
    assert np.isin(evenings[evenings > 0], list(rules.evening)).mean() > 0.85


def test_people_differ_more_than_their_days() -> None:
    worked = drawn()[0].reshape(N, 7, 48)[:, :5] > 0
    starts = np.where(worked.any(axis=2), worked.argmax(axis=2), np.nan)
    several = (~np.isnan(starts)).sum(axis=1) > 1
    assert np.nanstd(starts[several], axis=1).mean() < 0.7 * np.nanmedian(starts[several], axis=1).std()
