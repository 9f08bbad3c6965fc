"""Numbers in the text of the report: what the example gives for them, and which contradict the report's own tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.builders import STUDY, rewrite, survey_of

import timediary as td
from timediary.certification import PrintedTables, certify_statement
from timediary.certification.statements import agrees
from timediary.model.certificate import Verdict
from timediary.model.problem import DefinitionError
from timediary.model.statement import CertifiedStatement, Measured, Statement, StatementFigure, StatementVerdict
from timediary.model.table import parse_condition
from timediary.pipeline.studies import check_study
from timediary.sample.conditions import selected
from timediary.study import load_study
from timediary.study.contradictions import (
    STATEMENTS as STATEMENTS_FILE,
    impossible_statements_text,
    load_impossible_statements,
)
from timediary.study.published import load_published_cells
from timediary.study.statements import FILE, load_statements
from timediary.study.tables import load_tables
from timediary.tabulate.statements import measured

STATEMENTS = load_statements(STUDY)
TABLES = load_tables(STUDY)
CELLS = load_published_cells(STUDY, TABLES)
SEVERAL = {variable.id for variable in STUDY.variables.values() if variable.kind == "multiple"}
PRINTED = PrintedTables(TABLES, CELLS, STUDY.groupings, SEVERAL)


@pytest.fixture(scope="module")
def certificate() -> td.Certificate:
    return td.read(Path("tests/data/diaries.xlsx")).certify()


def found(certificate: td.Certificate, section: str, words: str) -> CertifiedStatement:
    (one,) = (
        one for one in certificate.statements if one.statement.section == section and words in one.statement.quote
    )
    return one


@pytest.mark.slow
def test_the_text_is_certified_with_the_tables_whose_totals_stay(certificate: td.Certificate) -> None:
    assert (len(certificate.of(Verdict.AGREES)), len(certificate.entries)) == (2382, 2431)
    assert len(certificate.of(Verdict.IMPOSSIBLE)) == 49
    assert {verdict.value: count for verdict, count in certificate.statement_totals().items()} == {
        "agrees": 225,
        "differs": 16,
        "contradicts a table": 24,
        "impossible": 13,
        "can't be made": 44,
    }
    assert sum(not one.statement.not_asked for one in certificate.statements) >= 120
    # Of some tables alone there is no text.
    assert td.read(Path("tests/data/diaries.xlsx")).certify("3.3").statements == ()


@pytest.mark.parametrize(
    ("section", "words", "counted", "base", "value", "verdict"),
    [
        ("3.2", "49 percent of the whole sample", 569, 1153, 49.3, StatementVerdict.AGREES),
        ("3.2", "nine percent working over nine", 123, 1153, 10.7, StatementVerdict.IMPOSSIBLE),
        ("3.2", "12 percent were working more than nine", 85, 725, 11.7, StatementVerdict.AGREES),
        ("3.2", "Nearly two-thirds of respondents in the PVI", 63, 109, 57.8, StatementVerdict.IMPOSSIBLE),
        ("3.6", "30 percent of children's managers", 22, 88, 25.0, StatementVerdict.DIFFERS),
        ("2.2", "[n=1043", 1052, 1153, 1052, StatementVerdict.CONTRADICTS),
        ("2.13", "three quarters of those that did", 846, 1015, 83.3, StatementVerdict.CONTRADICTS),
    ],
)
def test_what_was_worked_out_by_hand(
    certificate: td.Certificate,
    section: str,
    words: str,
    counted: int,
    base: int,
    value: float,
    verdict: StatementVerdict,
) -> None:
    one = found(certificate, section, words)
    assert one.found is not None
    assert (one.found.counted, one.found.base, round(one.found.value, 1)) == (counted, base, value)
    assert one.verdict is verdict


def test_one_senior_practitioner_in_five_of_adult_services_is_satisfied_where_the_text_has_two_thirds(
    certificate: td.Certificate,
) -> None:
    (one,) = (
        one
        for one in certificate.statements
        if "two-thirds of senior practitioners" in one.statement.quote and "adult" in one.statement.note
    )
    assert one.found is not None
    assert (one.found.counted, one.found.base, one.verdict) == (5, 25, StatementVerdict.DIFFERS)


@pytest.mark.slow
def test_what_follows_from_printed_numbers_is_what_the_survey_that_agrees_with_them_gives(
    certificate: td.Certificate,
) -> None:
    """Two ways to one figure: from the cells of the tables, and from the respondents."""
    disagreeing = {entry.cell for entry in certificate.entries if entry.verdict is not Verdict.AGREES}
    compared = 0
    for one in certificate.statements:
        if one.found is None or one.statement.figure is StatementFigure.SHARE:
            continue
        for printed in PRINTED.figures(one.statement):
            if not disagreeing & set(printed.cells):
                assert printed.value == pytest.approx(one.found.value), one.statement.place
                compared += 1
    assert compared > 150


def test_what_tables_leave_for_an_impossible_statement_is_what_a_survey_with_these_tables_gives(
    certificate: td.Certificate,
) -> None:
    agreeing = {entry.cell for entry in certificate.entries if entry.verdict is Verdict.AGREES}
    found = {one.statement.number: one.found for one in certificate.statements}
    impossible = load_impossible_statements(STUDY, CELLS, STATEMENTS)
    assert len(impossible) == 37
    for statement, proof in impossible:
        value = found[statement.number]
        assert value is not None
        assert proof.against
        assert set(proof.against) <= agreeing
        assert not agrees(statement, value.value), statement.place
        half = 0.5 * 10.0 ** -(2 if statement.decimals is None else statement.decimals)
        assert proof.low - half <= value.value <= proof.high + half, statement.place
    assert impossible_statements_text(impossible) == (Path(str(STUDY.folder)) / STATEMENTS_FILE).read_text("utf-8")


def test_an_impossible_statement_is_one_that_no_printed_figure_contradicts_by_itself(
    certificate: td.Certificate,
) -> None:
    one = found(certificate, "2.7", "[n = 220]")
    assert one.verdict is StatementVerdict.IMPOSSIBLE
    assert one.reason.startswith("it must be 219 or less if these hold: Table 2.10, In education, Number: 40; ")


def test_whoever_is_counted_is_counted_among_those_of_whom_it_is_said() -> None:
    survey = survey_of(
        [{"D1": 3, "S9": 1}, {"D1": 1, "R1": 3}, {"S9": 2}],
        {"setting": ["csd", "csd", "dass"], "role": ["manager", "social_worker", None]},
    )
    statement = said(figure=StatementFigure.PERCENT, of=("setting=csd",), where=("role=manager",))
    assert measured(survey.sample(), statement) == Measured(50, 1, 2)
    assert measured(survey.sample("role!=manager"), statement) == Measured(0, 0, 1)
    share = said(figure=StatementFigure.SHARE, of=("setting=csd",), parts=(("D1",), ("R1",)))
    assert measured(survey.sample(), share).value == pytest.approx(88)  # 50 and 38 as printed, not 87.5
    difference = said(figure=StatementFigure.SHARE, of=("setting=csd",), less_of=("setting=dass",), parts=(("D1",),))
    assert measured(survey.sample(), difference).value == pytest.approx(50)


def said(
    figure: StatementFigure,
    *,
    of: tuple[str, ...] = (),
    where: tuple[str, ...] = (),
    less_of: tuple[str, ...] | None = None,
    parts: tuple[tuple[str, ...], ...] = (),
    least: float = 40,
) -> Statement:
    return Statement(
        number=1,
        section="1",
        paragraph=1,
        quote="some",
        figure=figure,
        least=least,
        most=least,
        decimals=0,
        where=tuple(map(parse_condition, where)),
        of=tuple(map(parse_condition, of)),
        less_of=None if less_of is None else tuple(map(parse_condition, less_of)),
        parts=parts,
    )


@pytest.mark.parametrize(
    ("of", "where", "value"),
    [
        # Table 2.32: 95 and 334 of 725; added up, and of those who answered, 725 less 87.
        (("setting=csd",), ("satisfaction=very_satisfied,satisfied",), 429 / 725),
        (("setting=csd", "satisfaction!=no_information"), ("satisfaction=very_satisfied",), 95 / 638),
        # Table 2.8: of those with a degree, 132 of 195 are in children's services.
        (("qualification=degree",), ("setting=csd",), 132 / 195),
        # No table has roles by setting, and answers of several don't add up.
        (("setting=csd",), ("role=manager",), None),
        ((), ("client_groups=carers,older_people",), None),
    ],
)
def test_printed_numbers_are_found_by_whom_they_are_of(
    of: tuple[str, ...], where: tuple[str, ...], value: float | None
) -> None:
    figures = {round(one.value, 6) for one in PRINTED.figures(said(StatementFigure.PERCENT, of=of, where=where))}
    assert figures == (set() if value is None else {round(100 * value, 6)})


def test_a_statement_contradicts_a_table_only_if_the_survey_does_not_meet_it() -> None:
    printed = said(StatementFigure.PERCENT, of=("setting=csd",), where=("caseload_policy=yes",), least=42)
    assert certify_statement(printed, Measured(41.6, 5, 12), PRINTED).verdict is StatementVerdict.AGREES
    assert certify_statement(printed, Measured(50, 6, 12), PRINTED).verdict is StatementVerdict.DIFFERS
    wrong = printed._replace(least=50, most=50)
    assert certify_statement(wrong, Measured(50, 6, 12), PRINTED).verdict is StatementVerdict.AGREES
    contradicted = certify_statement(wrong, Measured(41, 5, 12), PRINTED)
    assert contradicted.verdict is StatementVerdict.CONTRADICTS
    assert contradicted.reason == "41.5% by Table 2.23, Yes, CSD: 301; Table 2.23, Total, CSD: 725."
    assert certify_statement(printed, "it lacks roles.", PRINTED).verdict is StatementVerdict.NOT_MADE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('where = ["setting=csd"]', 'where = ["sitting=csd"]', "no variable 'sitting'"),
        ('category = "direct_contact"', 'category = "contact"', "'contact' is not a row"),
        ('column = "3.11: social_worker"', 'column = "3.11: others"', "no table of the study has a column"),
        ("printed = 1153", "least = 1153", "least and most"),
        ('figure = "count"', 'figure = "number"', "'number' is not one of"),
        ('figure = "mean"\nunsocial = "weekend"', 'figure = "mean"', "a mean is of a variable"),
        ("paragraph = 1", "paragraf = 1", "Is 'paragraf' meant to be it"),
    ],
)
def test_a_fault_is_told_by_its_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert STUDY.folder is not None
    folder = tmp_path / "mine"
    shutil.copytree(STUDY.folder, folder)
    rewrite(folder / FILE, old, new)
    with pytest.raises(DefinitionError, match=told):
        load_statements(load_study(folder))
    assert len(check_study(folder)[1]) == 1


@pytest.mark.slow
def test_the_example_meets_all_of_the_text_that_its_tables_leave_room_for() -> None:
    survey = td.read(Path("examples/diaries.xlsx"))
    certificate = survey.certify()
    assert (len(certificate.of(Verdict.AGREES)), len(certificate.of(Verdict.IMPOSSIBLE))) == (2382, 49)
    assert {verdict.value: count for verdict, count in certificate.statement_totals().items()} == {
        "agrees": 241,
        "differs": 0,
        "contradicts a table": 24,
        "impossible": 13,
        "can't be made": 44,
    }
    # Special posts are those of Table 2.4 alone, and few keep another diary than the earlier drawing has of them.
    posts = ("independent_reporting_officer", "hospital_based", "mental_health", "agency_worker")
    assert [int(selected(survey, (parse_condition(f"special_post={post}"),)).sum()) for post in posts] == [
        10,
        18,
        10,
        2,
    ]
    earlier = td.read(Path("tests/data/diaries.xlsx"))
    assert int((survey.codes != earlier.codes).any(axis=1).sum()) == 17
