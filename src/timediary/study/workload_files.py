"""The small files that workload is worked out from: read strictly, and examples of them written."""

from __future__ import annotations

import csv
import math
import shutil
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.problem import DefinitionError, RequestError
from timediary.model.workload import Allowance, CasesHeld, CaseType, Cost, Posts, Volume, WorkloadFiles
from timediary.study.limits import FILE as LIMITS, load_limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.study import Study

# Columns of each file: those that must be there, and those that may.
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "case_types.csv": (("type", "hours_a_week"), ("label", "points")),
    "cases.csv": (("type", "cases"), ("worker",)),
    "volumes.csv": (("activity", "volume", "unit_hours"), ("label", "per")),
    "allowances.csv": (("kind", "item", "amount", "unit"), ("workers",)),
    "costs.csv": (("item", "amount"), ("per",)),
    "posts.csv": (("group", "in_post"), ("vacant",)),
}
_KINDS = ("leave", "category", "individual")
_UNITS = ("days", "hours", "share")
_PERIODS = ("week", "year")


class Row:
    """One line of a file, by its columns; every complaint names file and line."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self._file, self._line, self._cells = file, line, cells

    def error(self, complaint: str) -> DefinitionError:
        """A complaint about this line."""
        return DefinitionError(f"{self._file}, line {self._line}: {complaint}")

    def text(self, column: str, usual: str | None = None) -> str:
        """What stands in a column; `usual` where it is blank, or if that is None an error."""
        text = self._cells.get(column, "")
        if not text and usual is None:
            raise self.error(f"'{column}' is blank.")
        return text or usual or ""

    def choice(self, column: str, known: tuple[str, ...], usual: str | None = None) -> str:
        """One of some words."""
        text = _word(self.text(column, usual))
        if text not in known:
            raise self.error(f"'{column}' is '{text}', which is not one of {', '.join(known)}.")
        return text

    def number(self, column: str, most: float = math.inf) -> float:
        """A number, 0 or more."""
        text = self.text(column)
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (0 <= value <= most and math.isfinite(value)):
            told = "0 or more" if math.isinf(most) else f"from 0 to {most:g}"
            raise self.error(f"'{column}' is '{text}': it must be a number, {told}, with a decimal point.")
        return value

    def optional_number(self, column: str) -> float | None:
        """A number, or None where the cell is blank."""
        return self.number(column) if self._cells.get(column, "") else None


def load_workload_files(folder: str | Path, study: Study) -> WorkloadFiles:
    """Read the small files of a folder: `limits.toml`, `case_types.csv`, `cases.csv`, `volumes.csv` and the others.

    Diaries may lie beside them. A file may be absent; what rests on it is then not worked out.

    Args:
        folder: where they are.
        study: whose attributes and levels `limits.toml` speaks of.

    Raises:
        DefinitionError: a file can't be read, has a column or value that isn't known, or contradicts another.
        RequestError: there is no such folder, or none of the files is in it.
    """
    place = Path(folder)
    if not place.is_dir():
        raise RequestError(f"There is no folder '{folder}' with files on workload.")
    names = sorted(path.name for path in place.iterdir() if path.is_file())
    known = [*COLUMNS, LIMITS]
    for name in names:
        if name not in known and get_close_matches(name.casefold(), known, 1, 0.8):
            close = get_close_matches(name.casefold(), known, 1, 0.8)[0]
            raise DefinitionError(f"{name}: is not a file on workload. Did you mean '{close}'? Then rename it.")
    found = tuple(name for name in known if name in names)
    if not found:
        raise RequestError(f"The folder '{folder}' has none of the files on workload: {', '.join(known)}.")
    files = WorkloadFiles(
        rules=load_limits(study, place / LIMITS) if LIMITS in names else None,
        case_types=tuple(_case_types(place)),
        cases=tuple(_cases(place)),
        volumes=tuple(_volumes(place)),
        allowances=tuple(_allowances(place)),
        costs=tuple(_costs(place)),
        posts=tuple(_posts(place)),
        names=found,
    )
    types = {one.id for one in files.case_types}
    for held in files.cases:
        if held.type not in types:
            raise DefinitionError(
                f"cases.csv: '{held.type}' is not a type in case_types.csv. There are: "
                f"{', '.join(sorted(types)) or 'none'}."
            )
    return files


def write_example_files(folder: str | Path) -> tuple[Path, ...]:
    """Write the example: a team of 24, its diaries and all files on workload.

    Args:
        folder: made if need be; nothing in it is replaced.

    Raises:
        RequestError: one of the files is there already, or the folder can't be written to.

    Examples:
        >>> import timediary as td
        >>> [path.name for path in td.write_example_files("workload")][:3]
        ['allowances.csv', 'case_types.csv', 'cases.csv']
    """
    origin, target = _example(), Path(folder)
    files = sorted(path for path in origin.iterdir() if path.is_file())
    there = [path.name for path in files if (target / path.name).exists()]
    if there:
        raise RequestError(f"{target} has a file {there[0]} already; choose another folder, or remove it first.")
    try:
        target.mkdir(parents=True, exist_ok=True)
        return tuple(Path(shutil.copyfile(path, target / path.name)) for path in files)
    except OSError as error:
        raise RequestError(f"The example can't be written to {target}: {error.strerror or error}.") from None


def _example() -> Path:
    """The folder of the example: inside the wheel, or in the checkout it is installed from."""
    package = Path(__file__).parents[1]
    inside, beside = (root / "examples" / "team_of_24" for root in (package, package.parents[1]))
    return inside if inside.is_dir() else beside


def _word(text: str) -> str:
    """A head or a word without regard to case, and spaces for underscores."""
    return text.strip().casefold().replace(" ", "_")


def _rows(folder: Path, name: str) -> Iterator[Row]:
    """The lines of a file below its header; none where it isn't there."""
    path = folder / name
    if not path.is_file():
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [(number, line) for number, line in enumerate(csv.reader(file), 1) if any(map(str.strip, line))]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise DefinitionError(f"{name}: the file can't be read as text in UTF-8 with commas.") from None
    needed, optional = COLUMNS[name]
    if len(lines) < 2:
        raise DefinitionError(f"{name}: expected a line with the columns {', '.join(needed)}, and lines below it.")
    heads = [_word(head) for head in lines[0][1]]
    _check_heads(name, heads, needed, optional)
    for number, line in lines[1:]:
        if len(line) != len(heads):
            raise DefinitionError(f"{name}, line {number}: {len(line)} cells under {len(heads)} heads.")
        yield Row(name, number, {head: cell.strip() for head, cell in zip(heads, line, strict=True)})


def _check_heads(name: str, heads: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    known = [*needed, *optional]
    for head in heads:
        if head not in known:
            close = get_close_matches(head, known, 1)
            meant = f" Did you mean '{close[0]}'?" if close else ""
            raise DefinitionError(f"{name}: there is no column '{head}'.{meant} Accepted columns: {', '.join(known)}.")
    for column in known:
        if heads.count(column) > 1:
            raise DefinitionError(f"{name}: the column '{column}' appears twice.")
    lacking = [column for column in needed if column not in heads]
    if lacking:
        raise DefinitionError(f"{name}: there is no column '{lacking[0]}'. It needs: {', '.join(needed)}.")


def _once(seen: set[str], row: Row, what: str, id_: str) -> str:
    if id_ in seen:
        raise row.error(f"{what} '{id_}' appears twice; put the two lines together.")
    seen.add(id_)
    return id_


def _case_types(folder: Path) -> Iterator[CaseType]:
    seen: set[str] = set()
    for row in _rows(folder, "case_types.csv"):
        id_ = _once(seen, row, "the type", row.text("type"))
        yield CaseType(id_, row.text("label", id_), row.number("hours_a_week", 168), row.optional_number("points"))


def _cases(folder: Path) -> Iterator[CasesHeld]:
    seen: set[str] = set()
    for row in _rows(folder, "cases.csv"):
        worker, type_ = row.text("worker", " ").strip(), row.text("type")
        _once(seen, row, "the worker and type", f"{worker} {type_}".strip())
        yield CasesHeld(worker, type_, row.number("cases"))


def _volumes(folder: Path) -> Iterator[Volume]:
    seen: set[str] = set()
    for row in _rows(folder, "volumes.csv"):
        id_ = _once(seen, row, "the activity", row.text("activity"))
        per = row.choice("per", _PERIODS, "year")
        yield Volume(id_, row.text("label", id_), row.number("volume"), row.number("unit_hours"), per)


def _allowances(folder: Path) -> Iterator[Allowance]:
    for row in _rows(folder, "allowances.csv"):
        kind, unit = row.choice("kind", _KINDS), row.choice("unit", _UNITS)
        amount = row.number("amount", 0.99 if unit == "share" else {"days": 260.0, "hours": 8760.0}[unit])
        workers = row.optional_number("workers")
        if kind == "individual" and not workers:
            raise row.error("an individual allowance needs the number of its 'workers'.")
        if kind != "individual" and workers is not None:
            raise row.error(f"a {kind} allowance is everybody's; leave 'workers' blank.")
        yield Allowance(kind, row.text("item"), amount, unit, workers or 0.0)


def _costs(folder: Path) -> Iterator[Cost]:
    for row in _rows(folder, "costs.csv"):
        yield Cost(row.text("item"), row.number("amount"), row.choice("per", ("year", "hour"), "year"))


def _posts(folder: Path) -> Iterator[Posts]:
    seen: set[str] = set()
    for row in _rows(folder, "posts.csv"):
        group = _once(seen, row, "the group", row.text("group"))
        yield Posts(group, row.number("in_post"), row.optional_number("vacant") or 0.0)
