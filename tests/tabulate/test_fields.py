"""Tables of what is noted beside the activity; the figures are worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.ingest.files import Rows, write_csv

import timediary as td
from timediary.model.problem import RequestError
from timediary.model.table import TableSpec
from timediary.model.workload import WorkloadFiles, WorkloadRules
from timediary.sample import sample_of
from timediary.study import load_study
from timediary.tabulate.hours import tabulate_hours

if TYPE_CHECKING:
    from timediary.export.sheets import Layout

FOLDER = Path(__file__).parents[2] / "examples" / "time_use"
STUDY = load_study(FOLDER / "study")


def ten_slots(tmp_path: Path) -> td.Survey:
    """Ten slots of work, four of them with a second activity: leisure three times, and travel once."""
    rows: Rows = [["person", "time", "code", "second", "place", "with"]]
    seconds = ["leisure", "leisure", "leisure", "travel", *[""] * 6]
    places = ["home"] * 5 + ["workplace"] * 4 + [""]
    company = ["alone", "partner; child", "child", "", *["others"] * 6]
    for n, (second, place, who) in enumerate(zip(seconds, places, company, strict=True)):
        rows.append(["P1", f"{8 + n // 6:02d}:{n % 6}0", "work", second, place, who])
    return td.read(write_csv(tmp_path / "ten.csv", rows), STUDY)


def shares(table: td.Table) -> dict[str, float]:
    """The shares of a table of one column that aren't 0, by row."""
    return {row.id: round(float(x), 12) for row, x in zip(table.rows, table.estimate[:, 0], strict=True) if x}


def test_of_ten_slots_with_four_second_activities_any_mention_is_140_percent(tmp_path: Path) -> None:
    survey = ten_slots(tmp_path)
    assert shares(survey.breakdown()) == {"work": 1.0}
    mentioned = survey.sample(any_mention=True).breakdown()
    assert shares(mentioned) == {"work": 1.0, "leisure": 0.3, "travel": 0.1}
    assert sum(shares(mentioned).values()) == pytest.approx(1.4)
    assert mentioned.title.startswith("Any mention, second activity counted: ")
    assert (
        "Time counts in each row that it mentions, so the rows may add up to more than 100% of it." in mentioned.notes
    )
    assert mentioned.column_hours is not None
    assert mentioned.column_hours.tolist() == [100 / 60]


def test_a_minute_with_two_activities_of_one_group_counts_once_in_it(tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text(
        'id = "two"\nlabel = "Two"\nsource = ""\n'
        '[[rows]]\nid = "a"\nlabel = "A"\ncodes = ["work", "leisure"]\n'
        '[[rows]]\nid = "b"\nlabel = "B"\ncodes = ["travel", "home", "sleep", "care"]\n'
        '[[rows]]\nid = "both"\nlabel = "Both"\nsum_of = ["a", "b"]\n',
        encoding="utf-8",
    )
    table = ten_slots(tmp_path).sample(any_mention=True).breakdown(grouping=file)
    assert shares(table) == {"a": 1.0, "b": 0.1, "both": 1.0}


def test_the_table_of_a_field_has_its_codes_and_what_nothing_is_noted_of(tmp_path: Path) -> None:
    survey = ten_slots(tmp_path)
    place = survey.sample(field="Place").breakdown()
    assert shares(place) == {"home": 0.5, "workplace": 0.4, "nothing_noted": 0.1}
    assert place.title == "Place: share of recorded time"
    assert shares(survey.sample(field="second").breakdown()) == {"leisure": 0.3, "travel": 0.1, "nothing_noted": 0.6}


def test_several_answers_count_in_the_row_of_each(tmp_path: Path) -> None:
    table = ten_slots(tmp_path).sample(field="with whom").breakdown()
    assert shares(table) == {"alone": 0.1, "partner": 0.1, "child": 0.2, "others": 0.6, "nothing_noted": 0.1}


def test_activities_within_a_place_are_shares_of_the_time_there(tmp_path: Path) -> None:
    survey = ten_slots(tmp_path)
    home = survey.sample(within="place=At home", any_mention=True).breakdown()
    assert shares(home) == {"work": 1.0, "leisure": 0.6, "travel": 0.2}
    assert home.scope == "1 diary, 1 hour; Within place 'At home'; any mention, second activity counted"
    noted = survey.sample(within=["place=home,workplace", "with=child"])
    assert noted.survey.recorded_hours.tolist() == [20 / 60]
    assert survey.sample(within="place=nothing_noted").survey.recorded_hours.tolist() == [10 / 60]


def test_views_are_the_same_from_slots_and_from_minutes_that_slots_can_not_tell(tmp_path: Path) -> None:
    rows: Rows = [
        ["person", "start", "end", "code", "place"],
        ["P1", "2026-10-25T00:30:00+01:00", "2026-10-25T02:30:00+00:00", "work", "home"],
        ["P1", "2026-10-25T03:00:00+00:00", "2026-10-25T04:00:00+00:00", "work", "way"],
    ]
    survey = td.read(write_csv(tmp_path / "october.csv", rows), STUDY)
    assert survey.durations is not None
    assert shares(survey.sample(field="place").breakdown()) == {"home": 0.75, "way": 0.25}
    assert survey.sample(within="place=home").survey.recorded_hours.tolist() == [3.0]
    assert survey.sample(within="place=home").survey.has_times


def test_identities_hold_on_the_example() -> None:
    survey = td.read(FOLDER / "diaries.csv", STUDY)
    minutes = survey.joint_minutes
    by_code = minutes.by(minutes.codes, len(survey), 7)[:, 1:]
    assert np.array_equal(by_code, survey.code_minutes.minutes)
    whole = survey.breakdown().estimate[:, 0]
    parts = []
    for code in ("home", "workplace", "way", "elsewhere"):
        there = survey.sample(within=f"place={code}")
        share = there.survey.recorded_hours.sum() / survey.recorded_hours.sum()
        parts.append(share * there.breakdown().estimate[:, 0])
    assert np.allclose(sum(parts), whole, rtol=0, atol=1e-15)
    main, second = whole, survey.sample(field="second").breakdown().estimate[:6, 0]
    assert np.allclose(survey.sample(any_mention=True).breakdown().estimate[:, 0], main + second, rtol=0, atol=1e-15)


def test_hours_may_be_mentions_and_what_needs_one_row_a_minute_says_so(tmp_path: Path) -> None:
    mentioned = ten_slots(tmp_path).sample(any_mention=True)
    hours = tabulate_hours(sample_of(mentioned), TableSpec(STUDY.groupings["activities"]), "week", WorkloadRules())
    assert hours.title == "Any mention, second activity counted: hours per diary"
    assert shares(hours)["leisure"] == 0.5
    assert hours.estimate[-1, 0] == 10 / 6
    for verb in (td.tempogram, td.episodes, td.transitions, td.spread, td.complexity):
        with pytest.raises(RequestError, match="a minute may be in several rows here"):
            verb(mentioned)
    with pytest.raises(RequestError, match="a minute may be in several rows"):
        td.analyse(mentioned, safe=True)


def test_the_time_of_day_of_a_field_is_shown(tmp_path: Path) -> None:
    table = td.tempogram(ten_slots(tmp_path).sample(field="place"))
    columns = [line.id for line in table.columns]
    assert columns[:5] == ["home", "workplace", "way", "elsewhere", "nothing_noted"]
    at = next(n for n, line in enumerate(table.rows) if line.id == "08:50")
    assert table.estimate[at, :5].tolist() == [0.0, 1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"field": "plaice"}, "no field 'plaice'. Did you mean 'place'"),
        ({"within": "place=hone"}, "'hone' is not a code of the field 'place'. Did you mean 'home'"),
        ({"within": "place"}, "Write it as place=home"),
        ({"field": "place", "any_mention": True}, "choose one"),
    ],
)
def test_what_there_is_not_is_told_with_what_is_near(asked: dict[str, object], said: str) -> None:
    survey = td.read(FOLDER / "diaries.csv", STUDY)
    with pytest.raises(RequestError, match=said.replace(".", r"\.").replace("?", r"\?")):
        survey.sample(**asked)  # type: ignore[arg-type]


def test_a_study_without_fields_says_so_and_pays_nothing() -> None:
    survey = td.read("tests/data/diaries.xlsx")
    assert not survey.fields
    assert survey.joint is None
    assert survey.codes.dtype == np.uint8
    with pytest.raises(RequestError, match="has no fields"):
        survey.sample(field="place")
    with pytest.raises(RequestError, match="no second activity"):
        survey.sample(any_mention=True)


def many(tmp_path: Path, name: str = "many.csv") -> td.Survey:
    """Two hundred people at home or at work, with an hour of each of three activities."""
    rows: Rows = [["person", "date", "start", "end", "code", "place"]]
    for n in range(200):
        for hour, code in enumerate(("work", "home", "leisure")):
            place = "workplace" if (n + hour) % 3 == 0 else "home"
            rows.append(
                [f"P{n}", "2027-05-11", f"{9 + hour:02d}:00", f"{10 + hour:02d}:{(n % 4) * 10:02d}", code, place]
            )
    return td.read(write_csv(tmp_path / name, rows), STUDY)


def test_a_field_is_published_by_the_same_path_and_audited_by_itself(tmp_path: Path) -> None:
    survey = many(tmp_path)
    place = survey.sample(field="place")
    for name, sample in (("place", place), ("all", survey.sample())):
        td.write(td.analyse(sample, safe=True), tmp_path / name, ["csv"])
    published = (tmp_path / "place" / "datapackage.json").read_text(encoding="utf-8")
    assert '"aspect": "Place"' in published
    assert "; Place" in published
    assert td.audit(tmp_path / "place", place).passed
    assert td.audit(tmp_path / "place").passed
    with pytest.raises(RequestError, match="The folders show 'Place', and the survey 'all activities'"):
        td.audit(tmp_path / "place", survey)
    with pytest.raises(RequestError, match="The folders show different things"):
        td.audit([tmp_path / "place", tmp_path / "all"])


def test_a_field_in_slots_and_in_episodes_gives_the_same_tables_byte_for_byte(tmp_path: Path) -> None:
    survey = td.read(FOLDER / "diaries.csv", STUDY)
    layouts: tuple[tuple[str, Layout], ...] = (("slots", "long"), ("episodes", "episodes"))
    views: tuple[dict[str, Any], ...] = ({"field": "place"}, {"within": "place=home"}, {"any_mention": True})
    for name, layout in layouts:
        folder = tmp_path / name
        folder.mkdir()
        (path,) = (p for p in td.convert(survey, folder / "diary.xlsx", layout=layout))
        again = td.read(path, STUDY)
        for number, seen in enumerate(views):
            td.write(td.analyse(again.sample(**seen)), folder / f"{number}", ["csv"])
    for number in range(3):
        first, second = ((tmp_path / name / f"{number}" / "tables.csv").read_bytes() for name in ("slots", "episodes"))
        assert first == second


def test_five_weeks_of_one_person_are_five_diaries_and_one_respondent(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "date", "start", "end", "code"]]
    for week in range(5):
        day = f"2027-05-{3 + 7 * week:02d}"
        rows += [["R1", day, "09:00", f"{10 + week}:00", "D1"], ["R1", day, "16:00", "17:00", "R1"]]
    survey = td.read(write_csv(tmp_path / "weeks.csv", rows))
    assert (len(survey), survey.respondent_count) == (5, 1)
    table = survey.breakdown()
    # 1 + 2 + 3 + 4 + 5 hours with clients, and an hour of recording in each week.
    assert (table.value("direct_contact"), table.value("recording")) == (15 / 20, 5 / 20)
    assert table.column_diaries is not None
    assert (table.base[0, 0], table.column_diaries[0]) == (1, 5)
    assert table.precision is not None
    assert np.isnan(table.precision.se).all()


def test_a_workload_within_a_place_is_hours_alone(tmp_path: Path) -> None:
    results = td.workload(many(tmp_path).sample(within="place=home"))
    assert [table.id.partition(":")[0] for table in results.tables] == ["hours_per_week"]
    with pytest.raises(RequestError, match="rest on all recorded time"):
        td.workload(many(tmp_path).sample(field="place"), files=WorkloadFiles())


def test_what_rests_on_all_recorded_time_is_refused_of_a_part_of_it(tmp_path: Path) -> None:
    at_home = many(tmp_path).sample(within="place=home")
    for verb in (td.quality, td.adjust, td.tables, td.certify):
        with pytest.raises(RequestError, match="rests on all activities and all recorded time"):
            verb(at_home)
