"""What the web page of a form exports: one JSON object with the answers, and the diary where the study has one."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from timediary.collection.diary import Diary, Entry, Outcome
from timediary.form.content import FORMAT
from timediary.ingest.fault import LONGEST_CONTENT, unreadable
from timediary.model.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.study import Study

# Greater ones are no answer to anything, and some of them can't be held by a spreadsheet.
_LARGEST = 1e15


def is_export(path: Path, content: bytes) -> bool:
    """Whether a file is meant as such an export."""
    return path.suffix.lower() == ".json" or content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_export(content: bytes, file: str, study: Study) -> Outcome:
    """The diary in an export; what is wrong with it is located by the key, in place of a cell."""
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        message = f"This isn't a file saved by a form's web page: {str(error)[:120]}."
        return Outcome(problems=(unreadable(file, message, "Ask for it again; it may have been cut short."),))
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        message = "The file is JSON, but not one saved by a form's web page."
        return Outcome(problems=(unreadable(file, message, "Move it elsewhere if it is not a diary."),))
    if value.get("study") != study.id:
        message = f"This is a form of the study {str(value.get('study'))[:80]!r}, not of '{study.id}'."
        remedy = "Move it elsewhere, or name its study."
        return Outcome(problems=(Problem(ProblemKind.OTHER_STUDY, message, remedy, file=file),))
    return _Export(value, file, study).outcome()


def moment_in_utc(text: str) -> str:
    """A moment such as `2027-05-14T17:03:00+01:00` in UTC, to the second; empty where the text is none."""
    try:
        moment = dt.datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return ""
    return moment.isoformat(timespec="seconds")


class _Export:
    """Reads one export."""

    def __init__(self, value: dict[str, Any], file: str, study: Study) -> None:
        self.value = value
        self.file = file
        self.study = study
        self.problems: list[Problem] = []
        self.left_out: dict[ProblemKind, int] = {}

    def outcome(self) -> Outcome:
        """The diary and its problems."""
        respondent = self._plain(self.value.get("respondent", ""))
        slots = self._slots(self._table("diary"))
        answers = self._answers(self._table("answers"))
        asked = self.study.grid.asked
        if asked in self.study.variables and self.value.get("days_asked") and asked not in answers:
            answers[asked] = self._entry(self._plain(self.value["days_asked"]))
        for name in ("week_beginning", "agency"):
            if self.value.get(name) and name not in answers:
                answers[name] = self._entry(self._plain(self.value[name]))
        diary = Diary(
            "",
            "web",
            self._entry(respondent),
            slots,
            self._present(),
            answers,
            saved=self._saved(),
            version=str(self.value.get("version", ""))[:40],
            left_out=self.left_out,
            fields=self._fields(),
        )
        return Outcome((diary,), tuple(self.problems))

    def _present(self) -> int:
        """How many slots the page had: those of the days that it says were asked."""
        if not self.study.has_diary:
            return 0
        grid = self.study.grid
        listed = grid.days_listed(str(self.value.get("days_asked", "")))
        return (len(listed) or len(grid.days)) * grid.slots_per_day

    def _table(self, name: str) -> dict[str, Any]:
        """An object inside the export; a problem where it is something else."""
        table = self.value.get(name, {})
        if isinstance(table, dict):
            return table
        message = f"'{name}' holds no pairs of names and values."
        self._report(ProblemKind.UNREADABLE_FILE, message, "Ask for the file again.", name, table)
        return {}

    def _slots(self, diary: dict[str, Any]) -> dict[int, Entry]:
        """The filled slots."""
        grid = self.study.grid
        numbers = {grid.slot_name(slot): slot for slot in range(grid.slots)} if self.study.has_diary else {}
        slots = {}
        for name, code in diary.items():
            if code is None or code == "":
                continue
            if name in numbers:
                slots[numbers[name]] = self._entry(self._plain(code))
                continue
            message, remedy = "This is not a slot of the diary.", "Write day and time, such as Mon 08:30."
            self._report(ProblemKind.UNKNOWN_TIME, message, remedy, name, code, cells=1)
        return slots

    def _fields(self) -> dict[str, dict[int, Entry]]:
        """What is noted beside the activity, by field; several answers to one joined."""
        numbers = {self.study.grid.slot_name(slot): slot for slot in range(self.study.grid.slots)}
        known = {field.id for field in self.study.fields}
        found: dict[str, dict[int, Entry]] = {}
        for id_ in self._table("fields"):
            noted = self.value["fields"][id_]
            if id_ not in known or not isinstance(noted, dict):
                message = f"The study has no field '{id_[:40]}'."
                self._report(ProblemKind.MISSING_COLUMN, message, "Take it out, or name the right study.", id_, "")
                continue
            for name, answer in noted.items():
                if name not in numbers:
                    message, remedy = "This is not a slot of the diary.", "Write day and time, such as Mon 08:30."
                    self._report(ProblemKind.UNKNOWN_TIME, message, remedy, name, answer)
                    continue
                several = [str(self._plain(part)) for part in answer] if isinstance(answer, list) else None
                cell = self._plain(answer) if several is None else "; ".join(several)
                found.setdefault(id_, {})[numbers[name]] = self._entry(cell)
        return found

    def _answers(self, answers: dict[str, Any]) -> dict[str, Entry]:
        """The answers, several to one question joined."""
        entries = {}
        for name, answer in answers.items():
            variable = self.study.variables.get(name)
            if variable is None or not variable.is_read:
                message = f"The study has no question '{name[:40]}'."
                self._report(ProblemKind.MISSING_COLUMN, message, "Take it out, or name the right study.", name, "")
            elif isinstance(answer, list):
                entries[name] = self._entry("; ".join(str(self._plain(part)) for part in answer))
            elif answer is not None and answer != "":
                entries[name] = self._entry(self._plain(answer))
        return entries

    def _saved(self) -> str:
        """When the export says that it was saved, in UTC."""
        return moment_in_utc(str(self.value.get("saved", "")))

    def _entry(self, cell: str | float) -> Entry:
        return Entry(cell)

    def _plain(self, value: object) -> str | float:
        """A value as a cell may hold it."""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, str):
            return "".join(sign if sign.isprintable() or sign.isspace() else "\ufffd" for sign in value)
        if isinstance(value, (int, float)) and abs(value) < _LARGEST:
            return value
        return json.dumps(value)[:LONGEST_CONTENT]

    def _report(
        self, kind: ProblemKind, message: str, remedy: str, name: str, content: object, *, cells: int = 0
    ) -> None:
        """Keep a problem at a key of the export."""
        if cells:
            self.left_out[kind] = self.left_out.get(kind, 0) + cells
        key = name[:LONGEST_CONTENT]
        text = str(self._plain(content))[:LONGEST_CONTENT]
        respondent = str(self._plain(self.value.get("respondent", "")))[:LONGEST_CONTENT]
        problem = Problem(kind, message, remedy, file=self.file, content=text, respondent=respondent, cells=cells)
        self.problems.append(replace(problem, column=key, header=key))
