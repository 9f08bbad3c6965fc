"""A survey read in windows gives what it gives as a whole: tables, problems, ledger and reading."""

from __future__ import annotations

import csv
import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli.main import main
from timediary.export import write_survey
from timediary.ingest.order import NotStreamedError, UnsortedError
from timediary.model.problem import TimediaryError
from timediary.pipeline.streaming import stream_request, streamed

if TYPE_CHECKING:
    from timediary.model.reading import Reading, SheetReading
    from timediary.model.table import Table

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

Columns: TypeAlias = "dict[str, list[Any]]"

WINDOW = 150
# What the system says of it is that there is no room.
FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def example() -> td.Survey:
    return td.read("tests/data/diaries.xlsx")


class Files(dict[str, "Path"]):
    """The example survey with all that goes wrong in several windows, by the kind of file, each made when needed."""

    def __init__(self, example: td.Survey, folder: Path) -> None:
        self.example, self.folder = example, folder

    def __missing__(self, kind: str) -> Path:
        (self.folder / kind).mkdir()
        layout: Any = "single" if kind == "wide" else "long"
        for path in td.convert(self.example, self.folder / kind / "diary.parquet", layout=layout):
            columns = pq.read_table(path).to_pydict()
            if path.name == "respondents.parquet" or kind == "wide":
                spoil_respondents(columns)
            (spoil_slots if kind == "wide" else spoil_rows)(columns)
            write(columns, path, as_text=kind == "csv")
        self[kind] = next((self.folder / kind).glob("diary.*"))
        return self[kind]


@pytest.fixture(scope="module")
def files(example: td.Survey, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(example, tmp_path_factory.mktemp("streaming"))


def write(columns: Columns, path: Path, *, as_text: bool) -> None:
    if not as_text:
        pq.write_table(pa.table(columns), path, row_group_size=7_000)
        return
    path.unlink()
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([list(columns), *zip(*columns.values(), strict=True)])


def spoil_respondents(columns: Columns) -> None:
    """Unknown levels, somebody twice, somebody who is missing; weights, of which one is 0."""
    number = len(columns["respondent"])
    columns["weight"] = [0.2 + n % 17 for n in range(number)]
    columns["weight"][7] = 0.0
    columns["agency"] = [agency or "None" for agency in columns["agency"]]
    for n in (3, 500, 900):
        columns["setting"][n], columns["role"][n + 1] = "Moon", None
    for column in columns.values():
        column.insert(201, column[200])
        del column[700]


def spoil_rows(columns: Columns) -> None:
    """Unknown codes, days and times, blank cells, rows twice, rows without a respondent, somebody without a diary."""
    if "code" not in columns:
        return
    number = len(columns["code"])
    for n in range(50, number, number // 40):
        columns["code"][n], columns["day"][n + 5], columns["time"][n + 9] = f"Q{n % 3}", "Someday", "25:61"
        columns["code"][n + 12] = columns["respondent"][n + 15] = None
        for column in columns.values():
            column[n + 20], column[n + 25] = column[n + 19], column[n + 24]
        columns["code"][n + 25] = "1" if columns["code"][n + 24] != "1" else "2"
    gone = columns["respondent"][number // 2]
    keep = [n for n, id_ in enumerate(columns["respondent"]) if id_ != gone]
    for name, column in columns.items():
        columns[name] = [column[n] for n in keep]


def spoil_slots(columns: Columns) -> None:
    """Unknown codes in the slots of some diaries."""
    for n in range(5, len(columns["respondent"]), 100):
        columns["Mon 10:00"][n], columns["Tue 12:30"][n + 1] = "Q1", "Q2"


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


ASKED: list[Any] = [
    ("long", None, {}),
    pytest.param(
        "csv",
        ["setting,role", "client_groups"],
        {"weight": "weight", "where": ["active_cases>5", "role=social_worker"]},
        marks=pytest.mark.slow,
    ),
    pytest.param("wide", ["active_cases"], {"cluster": "agency"}, marks=pytest.mark.slow),
    # Agencies and numbers of which nobody meets the condition have a column too.
    ("long", ["agency", "years_in_post"], {"where": "setting=joint"}),
    pytest.param(
        "long",
        ["region,setting", "client_groups.carers"],
        {"cluster": "agency", "weight": "weight", "where": "active_cases>5"},
        marks=pytest.mark.slow,
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "by", "sample"), ASKED)
def test_windows_give_what_the_whole_gives(
    files: Files, kind: str, by: list[str] | None, sample: dict[str, Any]
) -> None:
    request = stream_request(files[kind], None, by, respondents=WINDOW, **sample)
    assert len(request.plan.windows) > 5
    found = td.analyse(streamed(pickle.loads(pickle.dumps(request))), by)  # noqa: S301 - as workers get it
    expected = td.analyse(td.read(files[kind]).sample(**sample), by)
    for pair in zip(found.tables, expected.tables, strict=True):
        same(*pair)
    assert found.headline == expected.headline
    assert found.ledger == expected.ledger
    assert found.ledger.balanced
    assert found.problems == expected.problems
    assert understood(found.reading) == understood(expected.reading)
    assert found.reading.balanced
    assert (found.variables, found.titles) == (expected.variables, expected.titles)


def understood(reading: Reading) -> list[SheetReading]:
    """What was understood, without how often evidence was met: that is of the first window."""
    return [
        replace(sheet, decisions=tuple(one._replace(evidence=()) for one in sheet.decisions))
        for sheet in reading.sheets
    ]


@pytest.mark.slow
def test_windows_of_any_size_give_the_same_bytes(files: Files, tmp_path: Path) -> None:
    made = []
    for number in (WINDOW, 500):
        found = td.analyse(streamed(stream_request(files["long"], respondents=number)))
        td.write(found, tmp_path / str(number), ["csv"])
        made.append([(tmp_path / str(number) / name).read_bytes() for name in ("tables.csv", "problems.csv")])
    assert made[0] == made[1]


@pytest.mark.slow
def test_pictures_of_the_day_are_of_some_diaries_and_say_so(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timediary.pipeline.streaming._FEW", 300)
    drawn = streamed(stream_request(files["long"], with_pictures=True, respondents=WINDOW))
    found = td.analyse(drawn, with_pictures=True)
    of_few = [picture.id for picture in found.pictures if "of one diary in 4" in picture.title]
    assert len(found.pictures) == len(of_few) + 3
    assert "of one diary in 4" in dict(found.provenance.options)["Read"].replace("are ", "")


def refused(path: Path, why: str, **asked: Any) -> None:
    with pytest.raises(NotStreamedError, match=why):
        streamed(stream_request(path, respondents=WINDOW, **asked))


def test_what_sums_do_not_tell_is_refused(files: Files, tmp_path: Path) -> None:
    refused(files["long"], "'replicates' needs", replicates="jackknife")
    refused(files["long"], "worked out from", by=["recorded_hours"])
    refused(files["long"], "strata", strata="setting")
    rows = pq.read_table(files["long"])
    write_table = pq.write_table
    write_table(pa.concat_tables([rows.slice(20_000), rows.slice(0, 20_000)]), tmp_path / "diary.parquet")
    refused(tmp_path / "diary.parquet", "isn't sorted by respondent: 'R0001' follows", partitions=False)
    for looks_first in (True, False):
        for first in (1, 10_000_000):  # as texts, in the order of numbers or not
            numbers = pa.array(sorted(str(first + n) for n in range(rows.num_rows)))
            write_table(rows.set_column(0, "respondent", numbers), tmp_path / "diary.parquet")
            refused(tmp_path / "diary.parquet", "as if rows were numbered", looks_first=looks_first)
    days = rows["day"].to_pylist()
    other = [day if n < 60_000 else n % 7 for n, day in enumerate(days)]
    mixed = rows.set_column(1, "day", pa.array(list(map(str, other))))
    write_table(mixed, tmp_path / "diary.parquet")
    refused(tmp_path / "diary.parquet", "differs within it|would be another")


def test_what_cannot_be_put_together_on_the_way_says_why(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pq.read_table(files["long"])
    unsorted, file = pa.concat_tables([rows.slice(20_000), rows.slice(0, 20_000)]), tmp_path / "diary.parquet"
    ids = unsorted["respondent"].to_pylist()
    other_ids: dict[str, list[Any]] = {
        "differ only in case": [(id_ or "").lower() if n % 1_000 == 0 else id_ for n, id_ in enumerate(ids)],
        "as if rows were numbered": [len(ids) - n for n in range(len(ids))],
    }
    for why, column in other_ids.items():
        pq.write_table(unsorted.set_column(0, "respondent", pa.array(column)), file)
        refused(file, why)
    pq.write_table(unsorted, file)
    asked = CliRunner().invoke(main, ["analyse", str(file), "--scheduler", "local"])
    assert "sort it where all of them see it" in asked.output
    with pytest.raises(TimediaryError, match="can't be sent elsewhere"):
        pickle.dumps(stream_request(file, respondents=WINDOW))
    if not FULL.exists():
        return
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: FULL.open("r+b"))
    refused(file, "folder for temporary files, .*: No space left on device. Set TMPDIR")


def test_windows_that_see_the_order_as_they_are_read_give_the_same(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stream_request(files["long"], respondents=WINDOW)
    quick = stream_request(files["long"], respondents=WINDOW, looks_first=False)
    assert len(quick.plan.windows) > 5
    assert all(window.between for window in quick.plan.windows)
    compare(td.analyse(streamed(quick)), td.analyse(streamed(whole)), tmp_path)
    (tmp_path / "gaps").mkdir()
    shutil.copy(files["long"].with_name("respondents.parquet"), tmp_path / "gaps")
    table = pq.read_table(files["long"])
    with pq.ParquetWriter(tmp_path / "gaps" / "diary.parquet", table.schema) as writer:
        for first in range(0, table.num_rows, 7_000):
            writer.write_table(table.slice(0, 0))
            writer.write_table(table.slice(first, 7_000))
    gaps = stream_request(tmp_path / "gaps" / "diary.parquet", respondents=WINDOW, looks_first=False)
    assert [window.diaries for window in gaps.plan.windows] == [window.diaries for window in quick.plan.windows]
    # Two respondents have changed places within a row group, where its first rows don't tell.
    rows, name = pq.read_table(files["long"]).to_pydict(), "diary.parquet"
    ids = rows["respondent"]
    first, second = ids[21_500], ids[22_000]
    assert first < second
    rows["respondent"] = [{first: second, second: first}.get(id_, id_) for id_ in ids]
    (tmp_path / "mixed").mkdir()
    shutil.copy(files["long"].with_name("respondents.parquet"), tmp_path / "mixed")
    write(rows, tmp_path / "mixed" / name, as_text=False)
    quick = stream_request(tmp_path / "mixed" / name, respondents=WINDOW, looks_first=False)
    with pytest.raises(UnsortedError, match=r"isn't sorted by respondent: '\w+' follows '\w+' in row 2"):
        streamed(quick)
    monkeypatch.setattr("timediary.cli.analyse._LARGE_BYTES", 0)
    monkeypatch.setattr("timediary.cli.analyse._LARGE_CELLS", 0)
    asked = ["analyse", str(tmp_path / "mixed" / name), "--no-pictures", "--out", str(tmp_path / "out")]
    usual = CliRunner().invoke(main, asked)
    assert usual.exit_code == 0
    assert "Rows put together by respondent first, on disk: " in usual.output


def test_a_file_that_cannot_be_streamed_is_read_as_a_whole(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pq.read_table(files["long"])
    file = tmp_path / "diary.parquet"
    alike = pa.array([f"{id_}" if n else "r0001" for n, id_ in enumerate(rows["respondent"].to_pylist())])
    moved = rows.set_column(0, "respondent", alike)
    pq.write_table(pa.concat_tables([moved.slice(20_000), moved.slice(0, 20_000)]), file)
    asked = ["analyse", str(file), "--no-pictures", "--out", str(tmp_path / "out"), "--format", "csv"]
    forced = CliRunner().invoke(main, [*asked, "--streamed"])
    assert forced.exit_code == 2
    assert "can't be read in windows" in forced.output
    monkeypatch.setattr("timediary.cli.analyse._LARGE_BYTES", 0)
    monkeypatch.setattr("timediary.cli.analyse._LARGE_CELLS", 0)
    usual = CliRunner().invoke(main, asked)
    assert usual.exit_code == 0
    assert "Read as a whole, which takes more memory: " in usual.output
    assert "only the whole, in its order, tells how they are told" in usual.output


@pytest.mark.slow
@pytest.mark.parametrize("order", ["sorted", "any order"])
def test_twenty_thousand_respondents_give_the_same_in_windows(example: td.Survey, tmp_path: Path, order: str) -> None:
    write_survey(example, tmp_path / "diary.parquet")
    for path in (tmp_path / "diary.parquet", tmp_path / "respondents.parquet"):
        columns = pq.read_table(path).to_pydict()
        several: Columns = {name: column * 18 for name, column in columns.items()}
        number = len(columns["respondent"])
        several["respondent"] = [f"{n // number:02d}{id_}" for n, id_ in enumerate(several["respondent"])]
        (spoil_rows if "code" in several else spoil_respondents)(several)
        if order == "any order":
            several = shuffle(several, 7)
        pq.write_table(pa.table(several), path, row_group_size=200_000)
    drawn = streamed(stream_request(tmp_path / "diary.parquet", respondents=3_000))
    assert ("put together by respondent first, on disk" in drawn.how) == (order == "any order")
    compare(td.analyse(drawn), td.analyse(td.read(tmp_path / "diary.parquet").sample()), tmp_path)


def shuffle(columns: Columns, seed: int) -> Columns:
    order = np.random.default_rng(seed).permutation(len(columns["respondent"])).tolist()
    return {name: [column[n] for n in order] for name, column in columns.items()}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["long", pytest.param("wide", marks=pytest.mark.slow)])
def test_rows_in_any_order_are_put_together_first_and_told_by_their_places(
    files: Files, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    for path in files[kind].parent.glob("*.parquet"):
        columns = shuffle(pq.read_table(path).to_pydict(), 5)
        pq.write_table(pa.table(columns), tmp_path / path.name, row_group_size=7_000)
    file = tmp_path / "diary.parquet"
    request = stream_request(file, respondents=WINDOW)
    assert not list((tmp_path / "temporary").iterdir())  # what is kept there has no name, so that nothing is left
    found, expected = td.analyse(streamed(request)), td.analyse(td.read(file).sample())
    assert "put together by respondent first, on disk" in dict(found.provenance.options)["Read"]
    compare(found, expected, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["whole numbers", "numbers", "a dictionary", "large texts", "spellings", "words", "a data set"]
)
def test_rows_in_any_order_are_the_same_respondents_whatever_ids_are_kept_as(
    files: Files, kind: str, tmp_path: Path
) -> None:
    for path in files["long"].parent.glob("*.parquet"):
        columns = shuffle(pq.read_table(path).to_pydict(), 5)
        numbers = [int(id_[1:]) if id_ else None for id_ in columns["respondent"]]
        ids = [None if n is None else f"{n}" for n in numbers]
        words: dict[int | None, str | None] = {1: "Total", 2: "Note: two", 3: "respondent", 4: "NA"}
        endings = ("", ".0", " ", "\t", "\u200b")
        columns["respondent"] = {
            "whole numbers": pa.array(numbers, pa.int32()),
            "numbers": pa.array(numbers, pa.float64()),
            "a dictionary": pa.array(ids).dictionary_encode(),
            "large texts": pa.array(ids, pa.large_string()),
            "spellings": [id_ and id_ + endings[n % 5] for n, id_ in enumerate(ids)],
            "words": [words.get(n, id_) for n, id_ in zip(numbers, ids, strict=True)],
            "a data set": ids,
        }[kind]
        table = pa.table(columns)
        table = table.append_column("took", pa.array([1] * len(table), pa.duration("s")))
        if kind == "a data set":
            (tmp_path / path.stem).mkdir()
            pq.write_table(table.slice(len(table) // 3), tmp_path / path.stem / "2.parquet", row_group_size=9_000)
            pq.write_table(table.slice(0, len(table) // 3), tmp_path / path.stem / "1.parquet")
        else:
            pq.write_table(table, tmp_path / path.name, row_group_size=7_000)
    file = tmp_path / ("diary" if kind == "a data set" else "diary.parquet")
    drawn = streamed(stream_request(file, respondents=WINDOW))
    assert "put together" in drawn.how
    compare(td.analyse(drawn), td.analyse(td.read(file).sample()), tmp_path)


def compare(found: td.Results, expected: td.Results, folder: Path) -> None:
    for pair in zip(found.tables, expected.tables, strict=True):
        same(*pair)
    written = []
    for name, results in (("found", found), ("expected", expected)):
        td.write(results, folder / name, ["csv"])
        written.append([(folder / name / file).read_bytes() for file in ("tables.csv", "problems.csv")])
    assert written[0] == written[1]
    assert (found.problems, found.ledger, found.headline) == (expected.problems, expected.ledger, expected.headline)
    assert understood(found.reading) == understood(expected.reading)
    assert found.provenance.inputs == expected.provenance.inputs
