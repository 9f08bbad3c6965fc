"""One diary as it was found in a returned file: its filled cells with their places, before they are read as codes.

A form of a study without a diary is one of no slots, with answers alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from timediary.form.content import HEAD
from timediary.ingest.cell import BrokenFormula
from timediary.model.problem import Problem, ProblemKind
from timediary.model.reading import ColumnReading, ColumnRole, Decision, Evidence, RowsNotUsed, SheetReading, Span

if TYPE_CHECKING:
    from timediary.ingest.cell import Cell


class Entry(NamedTuple):
    """The content of a cell and its place: sheet, row from 1, and column from 0 (-1 where there are none)."""

    cell: Cell
    sheet: str = ""
    row: int = 0
    column: int = -1


@dataclass(frozen=True)
class Diary:
    """A diary as found, and what was answered with it.

    Attributes:
        sheet: the sheet with the diary; empty in a web page's export.
        kind: `form`, `grid` (a plain one, typed by hand) or `web`.
        respondent: the id as written; blank where the form has none.
        saved: when the file says that it was saved last, as ISO 8601 in UTC; empty where it doesn't say.
        version: the version of the form, where it says it.
        slots: the filled slots by number.
        present: how many slots the form has, filled or not; none where it asks questions alone.
        answers: by variable, or by `variable:level` for a tick.
        remarks: how many codes had a remark behind them.
        left_out: cells read and left out already, by the kind of problem.
        fields: what is noted beside the activity, by the id of the field and the number of the slot.
    """

    sheet: str
    kind: str
    respondent: Entry
    slots: dict[int, Entry]
    present: int
    answers: dict[str, Entry] = field(default_factory=dict)
    saved: str = ""
    version: str = ""
    remarks: int = 0
    left_out: dict[ProblemKind, int] = field(default_factory=dict)
    fields: dict[str, dict[int, Entry]] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What it is in messages: a diary, or a form of a study that asks questions alone."""
        return "diary" if self.present else "form"

    @property
    def content(self) -> dict[int, Cell] | dict[str, Cell]:
        """What was filled in, by slot; of questions alone what was answered."""
        if self.present:
            return {slot: entry.cell for slot, entry in self.slots.items()}
        return {name: entry.cell for name, entry in self.answers.items() if name not in HEAD}


@dataclass(frozen=True)
class Outcome:
    """What became of one file: the diaries in it, what was wrong with it, and how its sheets were read."""

    diaries: tuple[Diary, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[SheetReading, ...] = ()


def to_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a value that JSON can hold."""
    return {
        "diaries": [
            {
                "sheet": diary.sheet,
                "kind": diary.kind,
                "respondent": _packed(diary.respondent),
                "slots": _packed_slots(diary.slots),
                "present": diary.present,
                "answers": {name: _packed(entry) for name, entry in diary.answers.items()},
                "saved": diary.saved,
                "version": diary.version,
                "remarks": diary.remarks,
                "left_out": {str(kind): number for kind, number in diary.left_out.items()},
                "fields": {id_: _packed_slots(slots) for id_, slots in diary.fields.items()},
            }
            for diary in outcome.diaries
        ],
        "problems": [
            {name: getattr(problem, name) for name in Problem.__dataclass_fields__} for problem in outcome.problems
        ],
        "sheets": [{f.name: getattr(sheet, f.name) for f in fields(sheet)} for sheet in outcome.sheets],
    }


def from_json(packed: dict[str, Any]) -> Outcome:
    """The outcome that `to_json` made such a value of."""
    diaries = tuple(
        Diary(
            **{
                **diary,
                "respondent": _unpacked(diary["respondent"]),
                "slots": _unpacked_slots(diary["slots"]),
                "fields": {id_: _unpacked_slots(slots) for id_, slots in diary["fields"].items()},
                "answers": {name: _unpacked(entry) for name, entry in diary["answers"].items()},
                "left_out": {ProblemKind(kind): number for kind, number in diary["left_out"].items()},
            }
        )
        for diary in packed["diaries"]
    )
    problems = tuple(Problem(**{**p, "kind": ProblemKind(p["kind"])}) for p in packed["problems"])
    return Outcome(diaries, problems, tuple(map(_sheet, packed["sheets"])))


def _sheet(packed: dict[str, Any]) -> SheetReading:
    """The reading of a sheet that JSON held; of a returned file it has no more than this."""
    columns = (ColumnReading(*c)._replace(role=ColumnRole(c[3])) for c in packed["columns"])
    rows = (RowsNotUsed(reason, number, tuple(Span(*s) for s in spans)) for reason, number, spans in packed["not_used"])
    made: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in packed.items()}
    made["columns"], made["not_used"] = tuple(columns), tuple(rows)
    made["decisions"] = tuple(
        Decision(what, chosen, by, tuple(Evidence(*one) for one in evidence), tuple(where))
        for what, chosen, by, evidence, where in packed["decisions"]
    )
    return SheetReading(**made)


_MOMENTS: dict[str, Any] = {"datetime": dt.datetime, "date": dt.date, "time": dt.time}


def _packed_slots(slots: dict[int, Entry]) -> dict[str, list[Any]]:
    return {str(slot): _packed(entry) for slot, entry in slots.items()}


def _unpacked_slots(packed: dict[str, list[Any]]) -> dict[int, Entry]:
    return {int(slot): _unpacked(entry) for slot, entry in packed.items()}


def _packed(entry: Entry) -> list[Any]:
    return [_packed_cell(entry.cell), *entry[1:]]


def _packed_cell(cell: Cell) -> object:
    if isinstance(cell, BrokenFormula):
        return {"formula": cell.text}
    if isinstance(cell, dt.timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return {type(cell).__name__: cell.isoformat()}
    return cell


def _unpacked(packed: list[Any]) -> Entry:
    cell, *place = packed
    if isinstance(cell, dict):
        ((kind, value),) = cell.items()
        if kind == "formula":
            cell = BrokenFormula(value)
        else:
            cell = dt.timedelta(seconds=value) if kind == "seconds" else _MOMENTS[kind].fromisoformat(value)
    return Entry(cell, *place)
