"""A made-up complex survey against what the R package survey 4.1.1 gives for it: as tables, through the whole of td."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from timediary.pipeline.breakdowns import breakdown, distribution
from timediary.pipeline.surveys import read

if TYPE_CHECKING:
    import timediary as td

DATA = Path(__file__).parents[1] / "data" / "complex_survey"
DESIGNS: dict[str, dict[str, Any]] = {
    "simple": {},
    "weighted": {"weight": "weight"},
    "clustered": {"weight": "weight", "cluster": "agency", "strata": "region"},
    "jackknife": {"weight": "weight", "cluster": "agency", "strata": "region", "replicates": "jackknife"},
}
BY = {"all": "", "setting": "setting", "role": "role", "setting x role": "setting,role"}


def expected(*statistics: str) -> list[dict[str, str]]:
    with (DATA / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["statistic"] in statistics]


def column_of(level: str) -> str:
    """R's survey names a level by its label."""
    return level.lower().replace(" / ", "/").replace(" ", "_")


def row_of(category: str) -> str:
    return "client_related" if category == "client" else category


@pytest.fixture(scope="module")
def survey() -> td.Survey:
    return read(DATA / "diary.csv")


@pytest.fixture(scope="module")
def tables(survey: td.Survey) -> dict[tuple[str, str], td.Table]:
    return {
        (design, domain): breakdown(survey.sample(**design_of), by)
        for design, design_of in DESIGNS.items()
        for domain, by in BY.items()
    }


def position(table: td.Table, row: str, column: str) -> tuple[int, int]:
    return [line.id for line in table.rows].index(row), [line.id for line in table.columns].index(column)


def test_simple_and_weighted_shares_agree_to_twelve_digits(tables: dict[tuple[str, str], td.Table]) -> None:
    found = [row for row in expected("share") if row["design"] in ("simple", "weighted") and " x " not in row["domain"]]
    assert len(found) == 2 * (7 + 28 + 21)
    for row in found:
        share = tables[row["design"], row["domain"]].value(row_of(row["category"]), column_of(row["level"]))
        assert share == pytest.approx(float(row["value"]), rel=1e-12, abs=1e-15), row


@pytest.mark.parametrize(("statistic", "count"), [("se", 152), ("logit_low", 21), ("logit_high", 21), ("cv", 21)])
def test_tables_carry_the_precision_of_every_design(
    tables: dict[tuple[str, str], td.Table], statistic: str, count: int
) -> None:
    found = expected(statistic)
    assert len(found) >= count
    for row in found:
        table = tables[row["design"], row["domain"]]
        assert table.precision is not None
        values = {
            "se": table.precision.se,
            "logit_low": table.precision.low,
            "logit_high": table.precision.high,
            "cv": table.cv,
        }[statistic]
        place = position(table, row_of(row["category"]), column_of(row["level"]))
        if abs(float(row["value"])) < 1e-12:
            # R says 0 where a single cluster leaves nothing to work an error out from; a table says that it is unknown.
            assert np.isnan(values[place])
            assert table.precision.degrees_of_freedom[place] < 1
            continue
        assert values[place] == pytest.approx(float(row["value"]), rel=1e-9), row


def test_differences_and_wald_tests_agree(survey: td.Survey) -> None:
    references = {"setting": "csd", "role": "manager"}
    count = 0
    for design in ("simple", "weighted", "clustered"):
        for domain, reference in references.items():
            table = breakdown(survey.sample(**DESIGNS[design]), domain, test=reference)
            assert table.tests is not None
            by_row = {test.row: test for test in table.tests.tests if test.row}
            for row in expected("difference", "difference_se", "wald_f", "wald_p", "wald_ddf"):
                if (row["design"], row["domain"]) != (design, domain):
                    continue
                line = row_of(row["category"])
                if row["statistic"].startswith("wald"):
                    test = by_row[line]
                    value = {"f": test.statistic, "p": test.p, "ddf": test.denominator_df}[row["statistic"][5:]]
                else:
                    level, _, against = row["level"].partition(" - ")
                    assert column_of(against) == reference
                    place = position(table, line, column_of(level))
                    differences = table.tests.differences
                    value = (differences.difference if row["statistic"] == "difference" else differences.se)[place]
                assert value == pytest.approx(float(row["value"]), rel=1e-9, abs=1e-12), row
                count += 1
    assert count == 3 * 2 * 7 * 3 + 3 * 2 * (21 + 14)


def test_rao_scott_agrees(survey: td.Survey) -> None:
    rows = expected("rao_scott_f", "rao_scott_p")
    assert len(rows) == 6
    for row in rows:
        table = distribution(survey.sample(**DESIGNS[row["design"]]), "role", of="setting", test="all")
        assert table.tests is not None
        (test,) = table.tests.tests
        value = test.statistic if row["statistic"] == "rao_scott_f" else test.p
        assert value == pytest.approx(float(row["value"]), rel=1e-9)
