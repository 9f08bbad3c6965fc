"""One meaning for one name in Python: breakdowns, names of studies, lines of a table, points."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.builders import random_survey

import timediary as td
from timediary.lazy import names_of

if TYPE_CHECKING:
    from collections.abc import Callable

SURVEY = random_survey(1, 120)
ONE_TABLE = [
    td.breakdown,
    td.hours,
    td.spread,
    td.distribution,
    td.tempogram,
    td.working_day,
    td.episodes,
    td.complexity,
    td.plan,
]
SHARED = ("sample", "grouping", "category", "test", "study", "decimals", "precision", "subtotal")
SEVERAL_TABLES = [td.analyse, td.compare_with_published]


def test_a_text_is_one_breakdown_and_a_list_is_several_everywhere() -> None:
    assert td.breakdown(SURVEY, "setting,role").id == "setting,role"
    assert [table.id for table in td.analyse(SURVEY, "setting").tables] == ["overall", "setting"]
    assert [table.id for table in td.analyse(SURVEY, "setting,role").tables] == ["overall", "setting,role"]
    assert [table.id for table in td.analyse(SURVEY, ["setting", "role"]).tables] == ["overall", "setting", "role"]
    assert [one.second.id for one in td.compare(SURVEY, SURVEY, "setting")] == ["overall", "setting"]
    assert [one.second.id for one in td.compare(SURVEY, SURVEY, ["setting", "role"])] == ["overall", "setting", "role"]
    assert [table.id for table in td.picture(SURVEY, "dots", ["setting", "role"]).tables] == ["setting", "role"]
    assert td.breakdown(SURVEY, ["setting"]).id == "setting"


@pytest.mark.parametrize("verb", [td.breakdown, td.hours, td.tempogram, td.working_day, td.episodes, td.plan])
def test_several_breakdowns_are_refused_where_one_table_is_made(verb: object) -> None:
    with pytest.raises(td.RequestError, match=r"2 breakdowns were given .*'setting,role'"):
        verb(SURVEY, ["setting", "role"])  # type: ignore[operator]


def test_a_list_in_a_list_is_told() -> None:
    with pytest.raises(td.RequestError, match="A breakdown is a text"):
        td.analyse(SURVEY, [["setting", "role"]])  # type: ignore[list-item]


@pytest.mark.parametrize("verb", [*ONE_TABLE, *SEVERAL_TABLES], ids=lambda verb: verb.__name__)
def test_the_sample_comes_first_and_the_breakdown_second(verb: object) -> None:
    names = list(inspect.signature(verb).parameters)  # type: ignore[arg-type]
    assert names[:2] == ["sample", "by"]


def test_the_same_parameter_has_the_same_type_in_every_verb() -> None:
    found: dict[str, set[str]] = {}
    for name in names_of(Path(td.__file__).with_suffix(".pyi")):
        verb = getattr(td, name)
        if not inspect.isfunction(verb) or verb is td.load_grouping:
            continue
        for parameter in inspect.signature(verb).parameters.values():
            if parameter.name in SHARED:
                found.setdefault(parameter.name, set()).add(str(parameter.annotation))
    assert {name: len(types) for name, types in found.items()} == {name: 2 if name == "study" else 1 for name in found}
    # Some verbs can't do without a study; it is the same types.
    assert found["study"] == {"Study | str | Path | None", "Study | str | Path"}


@pytest.mark.slow
def test_studies_go_by_name_wherever_they_are_taken() -> None:
    name = "task_force_2009"
    assert td.published(name, "3.3")["3.3"].title == td.published(td.load_study(), "3.3")["3.3"].title
    assert td.load_grouping("activity", name).id == "activity"
    with pytest.raises(td.RequestError, match=r"no grouping 'brod'. Did you mean 'broad'\?"):
        td.load_grouping("brod")


def test_lines_of_a_table_go_by_id_or_label_in_any_case() -> None:
    table = td.breakdown(SURVEY, "setting")
    expected = table.value("direct_contact", "csd")
    for row, column in (("Direct contact", "CSD"), ("direct contact", "Csd"), ("DIRECT_CONTACT", "csd")):
        assert table.value(row, column) == expected
    with pytest.raises(td.RequestError, match=r"no row 'direct_contcat'. Did you mean 'direct_contact'"):
        table.value("direct_contcat")
    with pytest.raises(td.RequestError, match=r"no column 'north'. It has: csd, dass"):
        table.value("direct_contact", "north")


def test_tables_and_lines_of_agreement_that_are_near_are_offered() -> None:
    with pytest.raises(td.RequestError, match=r"no table '3.33'. Did you mean '3.3'"):
        td.published("task_force_2009", "3.3")["3.33"]
    with pytest.raises(td.RequestError, match=r"no line of the level 'group' 'recordng'. Did you mean 'recording'"):
        td.agreement(SURVEY, SURVEY).line("recordng", "group")


def test_attributes_and_categories_that_are_near_are_offered() -> None:
    with pytest.raises(td.RequestError, match=r"no column 'seting'. Did you mean 'setting'"):
        td.breakdown(SURVEY, "seting")
    with pytest.raises(td.RequestError, match=r"no category 'recordng'. Did you mean 'recording'"):
        td.spread(SURVEY, category="recordng")


def test_half_widths_are_in_points_in_shell_and_python() -> None:
    assert "within 2 percentage points" in td.plan(SURVEY, half_width=2).title
    assert td.plan(SURVEY).wanted == 0.02


def test_a_column_to_test_against_is_a_name_everywhere() -> None:
    assert td.hours(SURVEY, "setting", test="csd")[0].title == td.hours(SURVEY, "setting")[0].title
    for verb in (td.breakdown, td.hours):
        with pytest.raises(td.RequestError, match="No table has a column 'north'"):
            verb(SURVEY, "setting", test="north")


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (td.breakdown, {"subtotal": "round"}),
        (td.analyse, {"subtotal": "round"}),
        (td.picture, {"kind": "composition", "subtotal": "round"}),
        (td.distribution, {"of": "role", "base": "respondents"}),
        (td.answers, {"of": "role", "base": "respondents"}),
        (td.tempogram, {"base": "all"}),
    ],
)
def test_a_word_that_an_argument_does_not_know_is_not_taken_for_another(
    verb: Callable[..., object], given: dict[str, str]
) -> None:
    with pytest.raises(td.RequestError, match=r"^'\w+' is not a (base|rule of subtotals)\. Use '\w+' or '\w+'\.$"):
        verb(SURVEY, **given)


def test_the_grouping_of_quality_is_one_that_there_is() -> None:
    with pytest.raises(td.RequestError, match="no grouping 'broads'"):
        td.quality(SURVEY, grouping="broads")


def test_an_audit_of_no_folder_says_what_it_needs() -> None:
    with pytest.raises(td.RequestError, match="Name a folder"):
        td.audit([])


def test_calibration_without_known_totals_says_what_it_lacks() -> None:
    with pytest.raises(td.RequestError, match="Name the known totals"):
        td.adjust(SURVEY)
    with pytest.raises(td.RequestError, match="name the known totals"):
        SURVEY.sample(trim=(0.3, 3))


@pytest.mark.parametrize("verb", [td.breakdown, td.analyse, td.tempogram, td.workload, td.trend])
@pytest.mark.parametrize("decimals", [-1, 1.5, "two"])
def test_decimals_are_a_whole_number(verb: Callable[..., object], decimals: object) -> None:
    with pytest.raises(td.RequestError, match="Decimals are a whole number from 0 on"):
        verb([SURVEY, SURVEY] if verb is td.trend else SURVEY, decimals=decimals)


@pytest.mark.parametrize("width", [-3, 0, 1e6, float("nan")])
def test_a_picture_has_a_width_that_fits_on_paper(width: float) -> None:
    with pytest.raises(td.RequestError, match="A picture is 80 to 420 mm wide"):
        td.picture(SURVEY, "composition", width=width)
