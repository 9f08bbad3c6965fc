"""Ids mean nothing, are made once and stay with their people; remarks and contact details are known for such."""

from __future__ import annotations

import csv
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

import timediary as td
from timediary.collection.keys import Key, read_key
from timediary.collection.listing import read_list
from timediary.collection.remark import without_remark
from timediary.ingest.codes import Codes
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

STUDY = load_study()
CODES = Codes(STUDY)


def listed(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_ids_are_made_once_and_stay_with_their_people(tmp_path: Path) -> None:
    first = read_list(listed(tmp_path / "a.csv", [["name", "agency"], ["Ann", "N"], ["Bee", "S"], ["Bee", "S"]]), STUDY)
    key = Key([], [])
    ids = key.ids_for(first)
    assert len(set(ids)) == 3
    (tmp_path / "key.csv").write_bytes(key.content())
    later = read_list(listed(tmp_path / "b.csv", [["name", "agency"], ["Dee", "S"], ["Bee", "S"], ["Ann", "N"]]), STUDY)
    known = read_key(tmp_path / "key.csv")
    again = known.ids_for(later)
    assert again[1:] == [ids[1], ids[0]]
    assert again[0] not in ids
    assert [id_ for id_, _ in known.lines] == [*ids, again[0]]
    assert read_list(tmp_path / "key.csv", STUDY).columns == ("agency",)


def test_ids_have_nothing_of_the_list_in_them(tmp_path: Path) -> None:
    people = read_list(listed(tmp_path / "a.csv", [["name"], *([f"Person {n}"] for n in range(400))]), STUDY)
    ids = Key([], []).ids_for(people, Random(1).choice)  # noqa: S311 - a test
    assert ids != Key([], []).ids_for(people)
    assert len(set(ids)) == 400
    assert all(len(id_) == 6 and id_[0].isalpha() and id_.isalnum() and id_.isupper() for id_ in ids)
    assert not set("".join(ids)) & set("AEIOULS015")
    assert max(Counter(id_[0] for id_ in ids).values()) < 60


def test_another_file_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "key.csv").write_text("name,agency\nAnn,N\n", encoding="utf-8")
    with pytest.raises(td.RequestError, match="is not a key file"):
        read_key(tmp_path / "key.csv")


def test_how_to_reach_people_is_left_out_and_what_is_known_of_them_stays(tmp_path: Path) -> None:
    header = ["respondent", "Full name", "surname", "e-mail address", "Tel. no.", "Line", "weight", "team name", "role"]
    rows = [header, ["R1", "A B", "B", "x", "", "a@b.org", "2", "East", "Manager"]]
    assert read_list(listed(tmp_path / "a.csv", rows), STUDY).columns == ("weight", "team name", "role")


@given(st.sampled_from([code.id for code in STUDY.codes]), st.sampled_from(["visit to Leeds", "again, with police"]))
def test_a_remark_behind_a_code_leaves_the_code(code: str, remark: str) -> None:
    for text in (f"{code} {remark}", f"{code.lower()} ({remark})", f"{code}: {remark}", f" {code} - {remark} "):
        found = without_remark(text, CODES.number)
        assert found is not None
        assert CODES.number(found) == STUDY.code_numbers[code]


@pytest.mark.parametrize(
    "text", ["D1/D2", "D1 and R1", "D1 to D3", "D1 2 visits", "D1?", "X9 visit", "visit", "D1 (R1 after)", "D1 (2)", ""]
)
def test_what_may_be_more_than_one_code_or_none_is_left_as_it_is(text: str) -> None:
    assert without_remark(text, CODES.number) is None
