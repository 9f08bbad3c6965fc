"""Parquet in any order: each row in one partition, a respondent's in the same one, whatever the ids are kept as."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from timediary.ingest.cell import identifier
from timediary.ingest.partitions import MOST_PARTITIONS, PartitionedSheet, Partitions, partitioned, windows_of
from timediary.model.reading import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

NUMBER = 5
ANY_ORDER = np.random.default_rng(3).integers(1, 90, 2_000).tolist()


def divided(path: Path, ids: Any, **others: Any) -> Partitions:
    pq.write_table(pa.table({"respondent": ids, "time": list(map(str, range(len(ids)))), **others}), path)
    return partitioned({str(path): "respondent"}, NUMBER)[str(path)]


def contents(path: Path, partitions: Partitions) -> list[list[tuple[int, Sequence[Any]]]]:
    """The numbers in the file of each partition's rows, with the rows."""
    found, end = [], 0
    for rows in partitions.rows:
        span = Span(end + 1, end + rows)
        sheet = PartitionedSheet(path, path.name, span, partitions)
        found.append([(sheet.row_in_file(end + n), row) for n, row in enumerate(sheet.rows(), start=1)] if rows else [])
        end += rows
    return found


def homes(path: Path, partitions: Partitions) -> dict[str, int]:
    """The partition of each respondent, who is in no second one."""
    found: dict[str, int] = {}
    for place, rows in enumerate(contents(path, partitions)):
        for _, row in rows:
            if id_ := identifier(row[0]):
                assert found.setdefault(id_, place) == place
    return found


KINDS: dict[str, Any] = {
    "texts": [f"{n}" for n in ANY_ORDER],
    "large texts": pa.array([f"{n}" for n in ANY_ORDER], pa.large_string()),
    "a dictionary": pa.array([f"{n}" for n in ANY_ORDER]).dictionary_encode(),
    "whole numbers": pa.array(ANY_ORDER, pa.int16()),
    "numbers": pa.array(ANY_ORDER, pa.float64()),
    "decimals": [Decimal(f"{n}.0") for n in ANY_ORDER],
    "texts otherwise": [(f"{n}", f"{n}.0", f" {n}", f"{n}\t", f"{n}\u200b")[k % 5] for k, n in enumerate(ANY_ORDER)],
}


def test_a_respondent_is_in_the_same_partition_whatever_ids_are_kept_as(tmp_path: Path) -> None:
    path = tmp_path / "diary.parquet"
    found = {kind: homes(path, divided(path, ids)) for kind, ids in KINDS.items()}
    assert all(one == found["texts"] for one in found.values())
    assert set(found["texts"]) == set(map(str, ANY_ORDER))
    assert set(found["texts"].values()) == set(range(NUMBER))


def test_each_row_is_there_once_in_its_order_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Ids of several lengths, some of them long, in batches of which each has others; and what is written in pieces.
    monkeypatch.setattr("timediary.ingest.partitions._WAITING", 1_000)
    monkeypatch.setattr("timediary.ingest.parquet._FEWEST_ROWS", 64)
    monkeypatch.setattr("timediary.ingest.parquet._CELLS_APART", 64)
    path = tmp_path / "diary.parquet"
    ids = [None if n == 7 else f"{'ä' if n % 9 == 0 else 'x' * (n % 30)}{n}" for n in ANY_ORDER]
    partitions = divided(path, ids, wide=pa.array([f"{n % 300}" for n in range(len(ids))]).dictionary_encode())
    rows = contents(path, partitions)
    assert [len(one) for one in rows] == partitions.rows
    assert sorted(number for one in rows for number, _ in one) == list(range(1, len(ids) + 1))
    for one in rows:
        assert [number for number, _ in one] == sorted(number for number, _ in one)
        assert all(row == (ids[n - 1], f"{n - 1}", f"{(n - 1) % 300}") for n, row in one)
    assert len(homes(path, partitions)) == len(set(ids) - {None})
    assert sum(1 for one in rows if any(row[0] is None for _, row in one)) == NUMBER  # those of nobody are everywhere
    assert sum(partitions.named) == sum(id_ is not None for id_ in ids)
    assert sorted(id_ for some in partitions.ids() for id_ in some) == sorted(set(filter(None, ids)))


def test_files_of_a_data_set_may_keep_their_columns_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "diary"
    folder.mkdir()
    pq.write_table(pa.table({"respondent": [3, 1, 2], "code": ["a", "b", "c"]}), folder / "1.parquet")
    other = pa.table({"code": pa.array(["d", "e", "f"]).dictionary_encode(), "respondent": ["2", "3", None]})
    pq.write_table(other, folder / "2.parquet")
    partitions = partitioned({str(folder): "respondent"}, 2)[str(folder)]
    rows = sorted(row for one in contents(folder, partitions) for row in one)
    expected = [(3, "a"), (1, "b"), (2, "c"), ("2", "d"), ("3", "e"), (None, "f")]
    assert rows == list(enumerate(expected, start=1))
    assert set(homes(folder, partitions)) == {"1", "2", "3"}


def test_what_is_kept_has_no_name_so_that_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    partitions = divided(tmp_path / "diary.parquet", KINDS["texts"])
    assert not list((tmp_path / "temporary").iterdir())
    assert contents(tmp_path / "diary.parquet", partitions)


def test_windows_have_respondents_in_each_file(tmp_path: Path) -> None:
    diary = divided(tmp_path / "diary.parquet", [f"R{n}" for n in ANY_ORDER])
    few = divided(tmp_path / "respondents.parquet", ["R1", "R2"])
    windows = windows_of([diary, few])
    assert len(windows) == len({place for place, named in enumerate(few.named) if named})
    for place, rows in enumerate((2_000, 2)):
        spans = [spans[place] for spans in windows]
        assert [spans[0].first, *(span.last + 1 for span in spans[:-1])] == [span.first for span in spans]
        assert (spans[0].first, spans[-1].last) == (1, rows)
    several = partitioned({str(tmp_path / "diary.parquet"): "respondent"}, 10_000)
    assert len(next(iter(several.values())).rows) == MOST_PARTITIONS


def test_who_has_several_rows_is_told_by_ids_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "diary.parquet"
    numbered = [f"{n}" for n in range(50)]
    assert not divided(path, numbered).has_repeated
    assert not divided(path, [*numbered, "", " ", "", None]).has_repeated
    assert divided(path, [*numbered, "7.0"]).has_repeated
    assert divided(path, [*range(50), 7]).has_repeated
    assert sum(divided(path, [*numbered, "", " ", None]).named) == len(numbered)
