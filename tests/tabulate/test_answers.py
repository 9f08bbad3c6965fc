"""What respondents answered: the hours account, tables of one's own, and shares that respondents exceed.

Figures are those of the documents, or counted one by one from the example.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import timediary as td
from timediary.model.problem import RequestError
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import Attribute

EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"


@pytest.fixture(scope="module")
def example() -> td.Survey:
    return td.read(EXAMPLE)


def _with_numbers(survey: td.Survey, **values: np.ndarray) -> td.Survey:
    """The survey with further numbers."""
    more = {
        name: Attribute(Variable(name, name.replace("_", " ").capitalize(), VariableKind.NUMBER), numbers)
        for name, numbers in values.items()
    }
    return replace(survey, attributes={**survey.attributes, **more})


def test_hours_account_of_the_example(example: td.Survey) -> None:
    account = example.hours_account()
    assert account.base[0, 0] == 1_039
    assert account.value("net") == pytest.approx(2.25, abs=0.005)
    assert account.value("over_count") == 569
    assert account.value("over") == pytest.approx(0.548, abs=0.0005)
    assert example.hours_account(base="all").value("over") == pytest.approx(0.493, abs=0.0005)
    assert account.value("excess_of_those") == pytest.approx(5.92, abs=0.005)
    assert account.value("excess_sum") == 3_366
    assert account.value("unpaid_fte") == pytest.approx(91.0, abs=0.05)
    assert any("'employed_hours'" in note for note in account.notes)


def test_hours_account_against_the_contract_where_the_week_was_not_asked(example: td.Survey) -> None:
    attributes = {id_: one for id_, one in example.attributes.items() if id_ != "employed_hours"}
    account = replace(example, attributes=attributes).hours_account()
    assert (account.base[0, 0], account.value("over_count"), account.value("excess_sum")) == (1_035, 567, 3_360.5)
    assert any("'contracted_hours'" in note for note in account.notes)


def test_hours_account_is_what_the_tables_of_hours_count(example: td.Survey) -> None:
    """Tables 3.1 and 3.2 are the account in bands; of the sector that the report names, 63 in the example."""
    tables = example.tables("3.1", "3.2")
    account = example.hours_account("setting")
    kept = [row.id for row in tables["3.2"].rows]
    more = [id_ for id_ in kept if id_ not in ("less", "same", "no_information", "total", "all")]
    for column in ("csd", "dass", "joint", "pvi"):
        counted = sum(tables["3.2"].value(id_, column) for id_ in more)
        assert counted == account.value("over_count", column), column
    assert account.value("over_count", "pvi") == 63


def test_the_private_sector_as_printed() -> None:
    """Table 3.2 as printed: 64 of 109 worked over, 59%; of the 100 who answered 64%."""
    printed = td.published("task_force_2009", "3.2")["3.2"]
    labels = {row.label: row.id for row in printed.rows}
    over = [id_ for label, id_ in labels.items() if "more" in label.lower()]
    worked_over = sum(printed.value(id_, "pvi") for id_ in over if not np.isnan(printed.value(id_, "pvi")))
    everybody = printed.value(labels["Total"], "pvi")
    unknown = printed.value(next(id_ for label, id_ in labels.items() if label.lower().startswith("no info")), "pvi")
    assert (worked_over, everybody) == (64, 109)
    assert round(100 * worked_over / everybody) == 59
    assert everybody - unknown == 100


def test_time_off_in_lieu_and_paid_overtime_are_taken_from_the_excess(example: td.Survey) -> None:
    n = len(example)
    survey = _with_numbers(example, toil=np.full(n, 1.0), paid=np.full(n, 0.5))
    account = survey.hours_account(toil="toil", paid_overtime="paid")
    net = np.asarray(example.attribute("worked_hours").values) - np.asarray(example.attribute("employed_hours").values)
    unpaid = np.maximum(np.maximum(net[~np.isnan(net)], 0) - 1.5, 0)
    assert account.value("unpaid_sum") == pytest.approx(unpaid.sum())
    assert account.value("unpaid_fte") == pytest.approx(unpaid.sum() / 37)
    assert account.value("excess_sum") == 3_366
    assert any("unpaid hours are 0" in note for note in account.notes)


def test_weights_count_in_every_row_of_the_account(example: td.Survey) -> None:
    """Everybody at weight 2: sums double, means and medians stay."""
    survey = _with_numbers(example, twice=np.full(len(example), 2.0))
    plain, weighted = example.hours_account(), survey.sample(weight="twice").hours_account()
    for row in ("net_sum", "excess_sum", "unpaid_sum", "unpaid_fte", "over_count"):
        assert weighted.value(row) == pytest.approx(2 * plain.value(row)), row
    for row in ("net", "net_median", "over", "excess", "excess_of_those", "excess_median", "unpaid"):
        assert weighted.value(row) == pytest.approx(plain.value(row)), row


def test_supervision_of_those_who_answered(example: td.Survey) -> None:
    """Social workers with other supervision: 76 of 218 and of 199 in adult services."""
    shares = {
        base: example.answers("setting,role", of="supervision", base=base).tables[0] for base in ("all", "answered")
    }
    expected = {"all": (0.349, 0.251), "answered": (0.382, 0.287)}
    for base, (adults, children) in expected.items():
        assert shares[base].value("other", "dass/social_worker") == pytest.approx(adults, abs=0.0005)
        assert shares[base].value("other", "csd/social_worker") == pytest.approx(children, abs=0.0005)
    place = [column.id for column in shares["all"].columns].index("dass/social_worker")
    assert shares["all"].base[0, place] == 218
    assert "no_information" not in [row.id for row in shares["answered"].rows]


def test_respondents_above_a_share_of_their_own_time(example: td.Survey) -> None:
    table = example.answers(over="recording=0.4,50%,0.6").tables[0]
    assert [round(1_153 * table.value(row.id)) for row in table.rows] == [31, 2, 0]
    assert table.precision is not None
    assert table.precision.low[0, 0] < table.estimate[0, 0] < table.precision.high[0, 0]
    assert table.precision.high[2, 0] > 0
    assert len(example.sample("share:recording>=0.4")) == 31
    assert len(example.sample("share:recording>=50%")) == 2
    assert len(example.sample("share:R1>0")) == int((example.minutes_under(["R1"]) > 0).sum())
    with pytest.raises(RequestError, match="from 0 to 1"):
        len(example.sample("share:recording>=40"))
    with pytest.raises(RequestError, match="Did you mean 'recording'"):
        example.sample("share:recordin>=0.4")


def test_a_number_by_group(example: td.Survey) -> None:
    table = example.answers("setting", of="active_cases").tables[1]
    cases = np.asarray(example.attribute("active_cases").values, dtype=float)
    known = cases[~np.isnan(cases)]
    assert table.value("answered") == len(known)
    assert table.value("mean") == pytest.approx(known.mean())
    assert table.value("median") == np.median(known)
    assert table.value("sum") == known.sum()


def test_answers_of_several_are_ranked(example: td.Survey) -> None:
    table = example.answers(of="client_groups").tables[0]
    shares = [table.value(row.id) for row in table.rows if row.id != "no_information"]
    assert shares == sorted(shares, reverse=True)
    assert table.rows[-1].id == "no_information"


def test_columns_are_tested_against_one_of_them_as_in_a_breakdown(example: td.Survey) -> None:
    """A difference is that of the figures shown; errors of groups without common members add up in squares."""
    for of in ("supervision", "client_groups"):
        table = example.answers("setting", of=of, test="csd").tables[0]
        assert table.tests is not None
        assert table.precision is not None
        assert table.tests.reference.id == "csd"
        ids = [column.id for column in table.columns]
        against, other = ids.index("csd"), ids.index("dass")
        se = table.precision.se
        expected = table.estimate[:, other] - table.estimate[:, against]
        assert table.tests.differences.difference[:, other] == pytest.approx(expected)
        both = np.hypot(se[:, other], se[:, against])
        sound = np.isfinite(table.tests.differences.se[:, other])
        assert sound.sum() >= 3
        assert table.tests.differences.se[sound, other] == pytest.approx(both[sound])
        # Rao and Scott's test takes one answer a respondent.
        assert len(table.tests.tests) == (of == "supervision")
    with pytest.raises(RequestError, match="Did you mean 'csd'"):
        example.answers("setting", of="supervision", test="csdd")


def test_what_cannot_be_published_is_refused(example: td.Survey) -> None:
    safe = example.answers("setting", of="supervision", base="answered", over="recording=0.4", safe=True)
    assert safe.protection is not None
    assert [table.is_protected for table in safe.tables] == [True, True]
    with pytest.raises(RequestError, match="quartiles and sum of 'worked_hours'"):
        example.answers(of="worked_hours", safe=True)


def test_one_row_a_respondent_adds_up_to_the_breakdown(example: td.Survey) -> None:
    frame = example.sample("setting=csd").by_respondent()
    share = frame["hours_recording"].sum() / frame["hours"].sum()
    assert share == pytest.approx(example.breakdown("setting").value("recording", "csd"))
    assert frame["respondent"].is_unique
    assert set(frame["setting"]) == {"CSD"}


def test_mistakes_are_told_in_words(example: td.Survey) -> None:
    for arguments, words in (
        ({}, "--of supervision"),
        ({"over": "recording"}, "recording=0.4"),
        ({"over": "recording=40"}, "not a share above 0"),
        ({"of": "supervision", "base": "some"}, "is not a base"),
    ):
        with pytest.raises(RequestError, match=words):
            example.answers(**arguments)  # type: ignore[arg-type]


def test_odd_hours_of_a_team_are_told_and_count_for_nobody(tmp_path: Path) -> None:
    """By hand: A over by 3 of which 1 is taken, B by 8 without a contract and with less than no time off, C unknown."""
    path = tmp_path / "team.csv"
    path.write_text(
        "respondent,setting,contracted hours,worked hours,toil\n"
        "A,csd,37,40,1\nB,csd,0,8,-2\nC,csd,37,41,\nD,csd,37,39,5\nE,dass,37,60,\n",
        encoding="utf-8",
    )
    table = td.hours_account(td.read(path).sample("setting=csd"), toil="toil")
    assert [table.value(row) for row in ("excess_sum", "made_up", "unpaid_sum")] == [17, 1.5, 2]
    assert table.base[[row.id for row in table.rows].index("unpaid"), 0] == 2
    told = [note for note in table.notes if note[0].isdigit()]
    assert told == [
        "1 respondent has 0 hours employed, so all worked is over.",
        "2 respondents have not all of these known, and no unpaid hours.",
        "1 respondent has less than 0 of these, which can't be: not known.",
        "1 respondent has more of these than worked over: their unpaid hours are 0.",
    ]


def test_no_hours_are_summed_up_of_nobody(tmp_path: Path) -> None:
    """A department of whom nothing is known has no unpaid hours to tell of, which are not 0."""
    path = tmp_path / "team.csv"
    path.write_text("respondent,setting,contracted hours,worked hours\nA,csd,37,37\nB,dass,37,\n", encoding="utf-8")
    survey = td.read(path)
    table = td.hours_account(survey, "setting")
    for row in ("over_count", "excess_sum", "unpaid_sum", "unpaid_fte", "net_sum"):
        assert table.value(row, "csd") == 0
        assert np.isnan(table.value(row, "dass"))
    with pytest.raises(td.RequestError, match="Nobody of the sample gave both"):
        td.hours_account(survey.sample("setting=dass"))


def test_hours_account_of_several_weeks_says_that_it_is_of_diaries(tmp_path: Path) -> None:
    """A worked 3 and 6 hours over in two weeks, B none: 9 hours in 2 of 3 diaries."""
    path = tmp_path / "weeks.csv"
    path.write_text(
        "respondent,week_beginning,contracted_hours,worked_hours,date,start,end,code\n"
        "A,2027-05-10,37,40,2027-05-10,09:00,11:00,R1\nA,2027-05-17,37,43,2027-05-17,09:00,11:00,D1\n"
        "B,2027-05-10,37,37,2027-05-10,09:00,10:00,R1\n",
        encoding="utf-8",
    )
    account = td.read(path).hours_account()
    assert (account.value("over_count"), account.value("excess_sum")) == (2, 9)
    assert next(row.label for row in account.rows if row.id == "over") == "Respondents, once a diary, who worked over"
    assert any("each diary's own hours" in note for note in account.notes)
