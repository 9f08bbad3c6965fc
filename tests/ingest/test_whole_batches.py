"""Batches of a long diary that are entered at a stroke are entered as they are with a look at each row."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, write_csv

from timediary.ingest import read, sheet
from timediary.ingest.long import LongReader
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.ingest.sheet import Batch
    from timediary.model.survey import Survey

AT_ONCE = 8
TIDY: Rows = [
    [f"R{who}", day, time, f"D{1 + (who + hour) % 9}"]
    for who in range(1, 5)
    for day in ("Monday", "Tuesday", "Wednesday")
    for hour in range(8, 18)
    for time in (f"{hour:02d}:00", f"{hour:02d}:30")
]
# What may stand in a column in place of what stands there: faults, blanks, and other ways to write the same.
OTHERS: list[list[Any]] = [
    ["R1", "R2", " R2", "r3", "R9", "", None, "#N/A", "1.0", "-"],
    ["Tuesday", "mon", "Someday", "", "#REF!", "3", "2024-05-06", "06/05/2024", "2024-05-06 00:00", "Sunday"],
    ["09:00", "24:00", "25:30", "8.5", "08:40", "", "0900", "9", "#DIV/0!", "2024-05-06 09:00", "00:00", "23:30"],
    ["D1", "d 1", "X9", "", " ", "D1/D2", "#VALUE!", "S9", "-"],
]
PLACES = st.integers(0, len(TIDY) - 1)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("cell"), PLACES, st.integers(0, 3), st.integers(0, 11)),
        st.tuples(st.sampled_from(["again", "gone", "blank", "earlier"]), PLACES, st.just(0), st.just(0)),
    ),
    max_size=4,
)


def spoilt(changes: list[tuple[str, int, int, int]]) -> Rows:
    rows = [list(row) for row in TIDY]
    for what, about, column, number in changes:
        place = about % len(rows)
        if what == "cell":
            rows[place][column] = OTHERS[column][number % len(OTHERS[column])]
        elif what == "again":
            rows.insert(place, list(rows[place]))
        elif what == "gone":
            del rows[place]
        elif what == "blank":
            rows.insert(place, ["", "", "", ""])
        else:
            rows.insert(max(place - 11, 0), rows.pop(place))
    return rows


def both_ways(folder: Path, rows: Rows, people: Rows | None) -> tuple[Any, Any, int]:
    """What is read at a stroke where it can be, and with a look at each row; and how many batches were so read."""
    files = [write_csv(folder / "diary.csv", rows)]
    files += [write_csv(folder / "people.csv", people)] if people else []
    whole = 0

    def counted(reader: LongReader, batch: Batch) -> bool:
        nonlocal whole
        found = take_whole(reader, batch)
        whole += found
        return found

    take_whole = LongReader._take_whole
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "ROWS_IN_A_BATCH", AT_ONCE)
        patch.setattr(LongReader, "_take_whole", counted)
        found = all_told(files)
        patch.setattr(LongReader, "_take_whole", lambda *_: False)
        return found, all_told(files), whole


def all_told(files: list[Path]) -> Any:
    try:
        survey: Survey = read(files, STUDY)
    except ReadError as error:
        return error.problem
    return survey, survey.problems, survey.ledger, survey.reading


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, listed=st.booleans())
def test_a_stroke_gives_what_a_look_at_each_row_gives(
    changes: list[tuple[str, int, int, int]], listed: bool, tmp_path: Path
) -> None:
    found, expected, _ = both_ways(tmp_path, [LONG[0], *spoilt(changes)], RESPONDENTS if listed else None)
    assert found == expected


@pytest.mark.parametrize(
    ("column", "number"), [(column, number) for column in range(4) for number in range(len(OTHERS[column]))]
)
def test_one_cell_that_is_otherwise_changes_nothing_but_what_is_told_of_it(
    column: int, number: int, tmp_path: Path
) -> None:
    rows = spoilt([("cell", 101, column, number)])
    found, expected, whole = both_ways(tmp_path, [LONG[0], *rows], RESPONDENTS)
    assert found == expected
    dated = column in (1, 2) and any(str(rows[101][column]).startswith(start) for start in ("2024", "06/"))
    assert dated or whole >= len(TIDY) // AT_ONCE - 3


def test_tidy_rows_are_all_entered_at_a_stroke(tmp_path: Path) -> None:
    found, expected, whole = both_ways(tmp_path, [LONG[0], *TIDY], RESPONDENTS)
    assert found == expected
    assert whole == len(TIDY) // AT_ONCE
    survey = found[0]
    assert survey.ledger.kept == len(TIDY)
    dates: Rows = [
        [id_, dt.date(2024, 5, 6 + ["Monday", "Tuesday", "Wednesday"].index(day)).isoformat(), *rest]
        for id_, day, *rest in TIDY
    ]
    found, expected, whole = both_ways(tmp_path, [LONG[0], *dates], RESPONDENTS)
    assert found == expected
    assert not whole
