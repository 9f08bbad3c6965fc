"""A survey read in windows gives what it gives as a whole: tables, problems, ledger and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import timediary as td
from timediary.export import write_survey
from timediary.pipeline.streaming import stream_request, streamed

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.table import Table

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

WINDOW = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example survey as long Parquet, in good order."""
    folder = tmp_path_factory.mktemp("streaming")
    write_survey(td.read("tests/data/diaries.xlsx"), folder / "diary.parquet")
    return folder


@pytest.fixture(scope="module")
def spoilt(folder: Path) -> Path:
    """The same with all that goes wrong, in several windows."""
    spoilt = folder / "spoilt"
    spoilt.mkdir()
    rows = pq.read_table(folder / "diary.parquet").to_pydict()
    ids = list(dict.fromkeys(rows["respondent"]))
    spoil_diary(rows)
    pq.write_table(pa.table(rows), spoilt / "diary.parquet", row_group_size=7_000)
    people = pq.read_table(folder / "respondents.parquet").to_pydict()
    people["weight"] = np.random.default_rng(5).uniform(0, 3, len(people["respondent"])).tolist()
    people["weight"][7] = 0.0
    people["agency"] = [agency or "None" for agency in people["agency"]]
    for number in (3, 500, 900):
        people["setting"][number] = "Moon"
        people["role"][number + 1] = None
    keep = [n for n, id_ in enumerate(people["respondent"]) if id_ not in (ids[40], ids[700])]
    again = [*keep[:200], keep[199], *keep[200:]]  # one row twice
    pq.write_table(pa.table({name: [column[n] for n in again] for name, column in people.items()}), beside(spoilt))
    return spoilt


def beside(folder: Path) -> Path:
    return folder / "respondents.parquet"


def spoil_diary(rows: dict[str, list[str | None]]) -> None:
    """Unknown codes, days and times, blank cells, rows twice, rows without a respondent, somebody without a diary."""
    number = len(rows["code"])
    for n in range(50, number, number // 40):
        rows["code"][n] = f"Q{n % 3}"
        rows["day"][n + 5] = "Someday"
        rows["time"][n + 9] = "25:61"
        rows["code"][n + 12] = None
        rows["respondent"][n + 15] = None
        for column in rows.values():
            column[n + 20] = column[n + 19]
        for name, column in rows.items():
            column[n + 25] = column[n + 24] if name != "code" else "1" if column[n + 24] != "1" else "2"
    gone = rows["respondent"][number // 2]
    keep = [n for n, id_ in enumerate(rows["respondent"]) if id_ != gone]
    for name, column in rows.items():
        rows[name] = [column[n] for n in keep]


def same(found: Table, expected: Table) -> None:
    for name in ("id", "title", "rows", "columns", "scope", "notes", "source"):
        assert getattr(found, name) == getattr(expected, name)
    assert np.array_equal(found.base, expected.base)
    assert np.array_equal(found.status, expected.status)
    assert found.precision is not None
    assert expected.precision is not None
    close = [(getattr(found, name), getattr(expected, name)) for name in ("estimate", "hours", "column_hours")]
    close += [pair for pair in zip(found.precision, expected.precision, strict=True) if not isinstance(pair[0], str)]
    for first, second in close:
        np.testing.assert_allclose(first, second, rtol=1e-12, atol=1e-13)
    assert found.precision.method == expected.precision.method


@pytest.mark.parametrize(
    ("by", "sample"),
    [
        (None, {}),
        (["setting,role", "client_groups"], {"weight": "weight", "where": ["active_cases>5", "role=social_worker"]}),
        (["active_cases"], {"cluster": "agency"}),
    ],
)
def test_windows_give_what_the_whole_gives(spoilt: Path, by: list[str] | None, sample: dict[str, Any]) -> None:
    file = spoilt / "diary.parquet"
    request = stream_request(file, None, by, respondents=WINDOW, **sample)
    assert len(request.plan.windows) > 5
    found = td.analyse(streamed(request), by)
    expected = td.analyse(td.read(file).sample(**sample), by)
    for pair in zip(found.tables, expected.tables, strict=True):
        same(*pair)
    assert found.headline == expected.headline
    assert found.ledger == expected.ledger
    assert found.ledger.balanced
    assert found.problems == expected.problems
    assert found.reading == expected.reading
    assert found.reading.balanced
    assert (found.variables, found.titles) == (expected.variables, expected.titles)
