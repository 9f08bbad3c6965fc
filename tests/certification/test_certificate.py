"""The verdicts of a certificate, on figures small enough to judge by eye."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from tests.builders import survey_of
from tests.render.samples import FORMATS

import timediary as td
from timediary.certification import certify
from timediary.certification.certificate import as_printed
from timediary.model.certificate import Certificate, Verdict
from timediary.model.definition import Contradiction, Figure, PublishedCell, TableSet
from timediary.render.views.certificate import headline_of
from timediary.render.views.certified_figures import certified_tables, tallies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.survey import Survey

TABLE = "3.3"


@pytest.fixture
def survey() -> Survey:
    """One respondent in children's services: 1 hour of 4 is direct contact (D1), 3 recording (R1)."""
    return survey_of([{"D1": 1, "R1": 3}], {"setting": ["csd"], "satisfaction": ["satisfied"]})


def cell(value: float | None, printed: str, i: int, *, j: int = 0, figure: Figure = Figure.SHARE) -> PublishedCell:
    return PublishedCell(TABLE, f"row {i}", f"column {j}", figure, value, printed, "", i, j)


def certified(survey: Survey, *cells: PublishedCell, proofs: tuple[Contradiction, ...] = ()) -> Certificate:
    made = td.tables(survey, TABLE)
    return certify(cells, td.published(survey.study, TABLE), made, proofs, ("mine", "theirs"))


@pytest.mark.slow
def test_figures_agree_at_the_precision_printed(survey: Survey) -> None:
    share = cell(25, "25%", 0)
    verdicts = [entry.verdict for entry in certified(survey, share, share._replace(value=25.0)).entries]
    assert verdicts == [Verdict.AGREES, Verdict.AGREES]
    (entry,) = certified(survey, cell(26, "26%", 0)).entries
    assert (entry.verdict, entry.printed, entry.reason) == (Verdict.DIFFERS, "25", "1 point less.")
    (entry,) = certified(survey, cell(72.5, "72.5%", 1)).entries
    assert (entry.verdict, entry.printed, entry.difference) == (Verdict.DIFFERS, "75", 2.5)
    assert entry.reason == "2.5 points more."


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0.5, 0, "1"), (2.5, 0, "3"), (2.4999, 0, "2"), (2.45, 1, "2.5"), (99.5, 0, "100")]
)
def test_halves_are_rounded_up(value: float, decimals: int, text: str) -> None:
    assert as_printed(value, decimals) == text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("printed", "row", "verdict"),
    [
        ("-", 2, Verdict.AGREES),
        ("", 2, Verdict.AGREES),
        ("-", 0, Verdict.DIFFERS),
        ("", 0, Verdict.AGREES),
        ("<1%", 2, Verdict.DIFFERS),
        ("<1%", 0, Verdict.DIFFERS),
    ],
)
def test_blanks_dashes_and_less_than_one(survey: Survey, printed: str, row: int, verdict: Verdict) -> None:
    (entry,) = certified(survey, cell(None, printed, row)).entries
    assert entry.verdict is verdict


def test_less_than_one_agrees_between_nothing_and_one() -> None:
    survey = survey_of([{"D1": 0.5, "R1": 60}], {"setting": ["csd"]})
    (entry,) = certified(survey, cell(None, "<1%", 0)).entries
    assert 0 < entry.regenerated < 1
    assert entry.verdict is Verdict.AGREES


@pytest.mark.slow
def test_a_figure_of_nobody_is_not_made_and_one_of_a_table_without_its_attribute_says_which(survey: Survey) -> None:
    (entry,) = certified(survey, cell(20, "20%", 0, j=1)).entries
    assert (entry.verdict, entry.printed) == (Verdict.NOT_MADE, "")
    other = survey_of([{"D1": 1}])
    whole = td.certify(other)
    assert {entry.verdict for entry in whole.entries if entry.cell.table == TABLE} == {Verdict.NOT_MADE}
    assert "'setting'" in whole.regenerated.missing[TABLE]
    with pytest.raises(td.RequestError, match=r"3\.3 can't be made.*'setting'"):
        td.certify(other, TABLE)


def test_what_was_proved_impossible_is_so_only_where_it_does_not_agree(survey: Survey) -> None:
    wrong, right, against = cell(26, "26%", 0), cell(75, "75%", 1), cell(1153, "1153", 7, figure=Figure.COUNT)
    proofs = tuple(Contradiction(one, (against,), 25, 25, 25) for one in (wrong, right))
    first, second = certified(survey, wrong, right, proofs=proofs).entries
    assert first.verdict is Verdict.IMPOSSIBLE
    assert first.reason == "can only be 25% if these hold: Table 3.3, row 7, column 0 (count): 1,153."
    assert second.verdict is Verdict.AGREES


def test_totals_count_every_figure_once(survey: Survey) -> None:
    found = td.certify(survey, TABLE, "2.32")
    totals = tallies(found)
    assert totals[-1].total == len(found.entries) == sum(tally.total for tally in totals[:-1])
    assert sum(sum(kind.values()) for kind in found.totals().values()) == len(found.entries)
    assert headline_of(found).startswith(f"{totals[-1].counts[Verdict.AGREES]:,} of {totals[-1].total:,} ")
    assert sum(len(table.entries) for table in certified_tables(found)) == len(found.entries)


def test_what_differs_comes_with_the_comparable_and_the_most_different_first(survey: Survey) -> None:
    found = td.certify(survey, TABLE).differing()
    kinds = [entry.cell.figure is Figure.COUNT for entry in found]
    assert kinds == sorted(kinds)
    assert True in kinds
    shares = [abs(entry.difference) for entry in found if entry.cell.figure is Figure.SHARE]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.slow
def test_the_delimited_certificate_has_its_columns_and_no_formula(survey: Survey) -> None:
    dash = cell(None, "-", 2)._replace(row="=cmd()")
    rows = list(
        csv.DictReader(io.StringIO(FORMATS["csv"].render(certified(survey, dash, cell(26, "26%", 0))).decode()))
    )
    assert list(rows[0]) == ["table", "row", "column", "kind", "published", "regenerated", "verdict", "reason"]
    assert (rows[0]["row"], rows[0]["published"]) == ("'=cmd()", "'-")
    assert (rows[1]["published"], rows[1]["regenerated"], rows[1]["verdict"]) == ("26", "25", "differs")


def test_a_set_of_tables_is_found_by_number(survey: Survey) -> None:
    found: TableSet = td.tables(survey, TABLE)
    made: Mapping[str, td.Table] = found.made
    assert list(made) == [TABLE]
