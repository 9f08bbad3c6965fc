"""Rival definitions of direct work: what is published by them, what the example gives, and figures made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import STUDY, random_survey, survey_of

import timediary as td
from timediary.model.work_definition import as_grouping
from timediary.study.definitions import load_definitions

DEFINITIONS = {one.id: one for one in load_definitions(STUDY)}
EXAMPLE = Path("tests/data/diaries.xlsx")


@pytest.fixture(scope="module")
def example() -> td.Definitions:
    """The definitions of the study, of the survey that agrees with its published figures."""
    return td.read(EXAMPLE).definitions()


@pytest.mark.parametrize(
    ("id_", "printed", "share"),
    [
        ("direct_contact_2009", 26, 26.0),
        ("face_to_face", 13, 13.4),
        ("holmes_2009", 21, 21.5),
        ("carver_edwards_1972", 31, 31.4),
        ("client_related_work", 72, 72.6),
    ],
)
def test_printed_figures_of_the_codes_and_the_example_give_what_was_worked_out_by_hand(
    example: td.Definitions, id_: str, printed: float, share: float
) -> None:
    """Table C1 prints each code to a whole percent of all time; the example was added up by other means."""
    assert example.printed_share(example[id_].codes) == pytest.approx(printed)
    assert round(100 * example.shares.value(id_), 1) == share


def test_every_definition_that_the_report_quotes_is_there_with_what_it_published() -> None:
    published = {id_: [share.limits for share in one.published] for id_, one in DEFINITIONS.items()}
    assert published == {
        "direct_contact_2009": [(26, 26)],
        "face_to_face": [],
        "carver_edwards_1972": [(30, 30), (28, 28)],
        "connor_tibbit_1988": [(33, 33), (39, 39), (29, 29)],
        "rachman_1995": [(20, 20)],
        "lewis_glennerster_1996": [(20, 20)],
        "levin_webb_1997": [(20, 20)],
        "weinberg_2003": [(24, 24)],
        "holmes_2009": [(10, 20)],
        "client_related_work": [(75, 75), (73, 73)],
    }
    # The report prints 30 for what its four parts add up to 31.
    assert [part.printed for part in DEFINITIONS["carver_edwards_1972"].parts] == [19, 6, 4, 2]
    assert [part.printed for part in DEFINITIONS["weinberg_2003"].parts] == [18, 6]
    assert all(one.mapping and one.source and one.population and one.method for one in DEFINITIONS.values())


def test_what_codes_move_adds_up_to_the_difference_of_two_shares(example: td.Definitions) -> None:
    for one in example.definitions:
        for other in example.definitions:
            moved = example.moved(one.id, other.id)
            difference = 100 * (example.shares.value(one.id) - example.shares.value(other.id))
            assert sum(moved.values()) == pytest.approx(difference)
    assert set(example.moved("holmes_2009")) == {"D12"}
    assert example.moved("direct_contact_2009") == {}


def test_shares_are_of_all_time_though_definitions_overlap() -> None:
    survey = survey_of([{"D1": 3, "D12": 1, "S9": 1}, {"IA1": 2, "D2": 3}], {"setting": ["csd", "pvi"]})
    found = survey.definitions("setting")
    assert found.shares.value("direct_contact_2009") == pytest.approx(7 / 10)
    assert found.shares.value("face_to_face", "csd") == pytest.approx(3 / 5)
    assert found.shares.value("carver_edwards_1972", "pvi") == pytest.approx(1)
    assert found.moved("carver_edwards_1972", column="pvi") == pytest.approx({"D12": 0, "IA1": 40, "IA3": 0})
    assert found.shares.precision is not None
    assert found.shares.hours[0].tolist() == [4, 0, 0, 3, 7]


def test_a_published_figure_of_some_is_set_beside_those_like_them() -> None:
    survey = survey_of([{"D1": 4, "S9": 1}, {"D1": 1, "S9": 4}], {"works_with": ["children", "adults"]})
    beside = [one for one in survey.definitions().beside if one.definition.id == "carver_edwards_1972"]
    assert [(round(one.own), one.respondents) for one in beside] == [(50, 2), (80, 1)]
    lacking = replace(survey, attributes={}).definitions().beside
    assert [one.why for one in lacking if one.definition.id == "levin_webb_1997"] == ["the survey has no 'works_with'"]


def test_intervals_are_those_of_the_same_share_by_a_grouping() -> None:
    survey = random_survey(3, 80)
    table, found = survey.breakdown("setting"), survey.definitions("setting").shares
    assert table.precision is not None
    assert found.precision is not None
    assert found.estimate[0] == pytest.approx(table.estimate[0])
    assert found.precision.low[0] == pytest.approx(table.precision.low[0])
    assert found.base[0].tolist() == table.base[0].tolist()


@pytest.mark.parametrize("name", ["face_to_face", "Face to face only"])
def test_a_definition_is_a_row_wherever_one_is_asked_for(name: str) -> None:
    survey = random_survey(4, 60)
    spread = survey.spread("setting", category=name)
    assert spread.title == "Face to face only: respondents' own shares of time by setting"
    assert survey.tempogram(category=name).rows
    assert survey.plot("dots", "setting", category=name).title.startswith("Face to face only")
    assert survey.plot("tempogram", "", category=name).tables
    alone = survey.breakdown("setting", grouping=name)
    assert alone.estimate[0] == pytest.approx(survey.definitions("setting").shares.estimate[1])
    assert alone.estimate.sum(axis=0) == pytest.approx(1)
    with pytest.raises(td.RequestError, match=r"no category 'face_to_fax'\. Did you mean 'face_to_face'"):
        survey.spread(category="face_to_fax")


def test_a_definition_as_a_grouping_holds_every_code_once() -> None:
    for one in DEFINITIONS.values():
        groups = as_grouping(one, STUDY.codes).groups
        assert sorted(code for group in groups for code in group.codes) == sorted(code.id for code in STUDY.codes)


@pytest.mark.slow
def test_some_definitions_and_those_of_a_file(tmp_path: Path) -> None:
    survey = random_survey(5, 30)
    chosen = survey.definitions(only=["holmes_2009", "face_to_face"])
    assert [line.id for line in chosen.shares.rows] == ["holmes_2009", "face_to_face"]
    assert chosen.summary.startswith("2 definitions: from ")
    own = tmp_path / "own.toml"
    own.write_text(
        '[[definitions]]\nid = "visits"\nlabel = "Visits"\nsource = "us"\nrests_on = "visits"\ncodes = ["D3"]\n',
        encoding="utf-8",
    )
    found = survey.definitions(file=own)
    assert found.shares.value("visits") == pytest.approx(survey.breakdown(grouping="codes").value("d3"))
    with pytest.raises(td.RequestError, match=r"no definition 'visits'.*face_to_face"):
        survey.definitions(only="visits")
