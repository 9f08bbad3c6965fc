"""An attacker who reads nothing but published files, and knows the people better than anybody could.

`python -m tests.protect.attack --surveys 200` publishes as many random surveys, attacks each, and tells what is kept.

Nothing here is the product's: who is where, what they recorded and which figures tell too much are worked out from the
random survey itself, the figures from the files, and bounds by linear programmes. The attacker knows which levels occur
together, and what the rows and columns of every table are; every number in every format must be one that the tidy file
has, so that the programmes over that are over all of them.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import docx
import numpy as np
import openpyxl
from scipy import sparse
from scipy.optimize import linprog

import timediary as td

FORMATS = ["xlsx", "csv", "html", "docx", "markdown", "text", "latex", "ods"]
CODES = ["D1", "R1", "OA1", "IA1", "OIA1", "S1"]
LEAST, CONTRIBUTORS, LARGEST, LARGEST_TWO, WIDTH, DAY = 10, 3, 0.5, 0.9, 0.5, 168.0


class Truth(NamedTuple):
    """Who is where and recorded what: levels of n respondents by attribute, and hours (n, r) by row of the grouping."""

    levels: dict[str, np.ndarray]
    rows: list[str]
    parts: dict[str, list[str]]
    hours: np.ndarray

    def inside(self, by: tuple[str, ...], column: str) -> np.ndarray:
        """Who is in a column, by the labels of its levels."""
        chosen = np.ones(len(self.hours), dtype=bool)
        if column == "All":
            return chosen
        for name, label in zip(by, column.split(" / "), strict=True):
            chosen &= self.levels[name] == label
        return chosen

    def row(self, id_: str) -> np.ndarray:
        """The hours of each respondent in a row, a subtotal being its parts."""
        if id_ == "recorded_hours":
            return np.asarray(self.hours.sum(axis=1))
        named = self.parts.get(id_, [id_])
        return np.asarray(self.hours[:, [self.rows.index(one) for one in named]].sum(axis=1))


class Outcome(NamedTuple):
    """What an attack found, and what was left to read."""

    told: list[str]
    strange: dict[str, list[str]]
    protected: int
    shown: int
    safe: int
    hours_shown: float


class Attacker:
    """Reads a folder, and asks for the least and the greatest that each protected figure can be."""

    def __init__(self, folder: Path, truth: Truth, breakdowns: dict[str, tuple[str, ...]]) -> None:
        self.folder, self.truth, self.breakdowns = folder, truth, breakdowns
        text = (folder / "tables.csv").read_text(encoding="utf-8")
        self.cells = list(csv.DictReader(io.StringIO(text)))
        names = list(truth.levels)
        keys = list(zip(*(truth.levels[name] for name in names), strict=True)) if names else [()] * len(truth.hours)
        self.kinds = sorted(set(keys))
        self.kind_of = np.array([self.kinds.index(key) for key in keys])
        self.width = len(truth.rows)
        self.unknowns = len(self.kinds) * (self.width + 1)
        self.left: list[np.ndarray] = []
        self.right: list[float] = []
        self._read()

    def hours_of(self, members: np.ndarray, row: str) -> np.ndarray:
        """The unknown hours of a row and some respondents as a row of factors."""
        found = np.zeros((len(self.kinds), self.width + 1))
        ids = self.truth.rows if row == "recorded_hours" else self.truth.parts.get(row, [row])
        places = np.array([self.truth.rows.index(one) for one in ids])
        found[np.unique(self.kind_of[members])[:, None], places] = 1
        return found.ravel()

    def people_of(self, members: np.ndarray) -> np.ndarray:
        """The unknown number of some respondents, likewise."""
        found = np.zeros((len(self.kinds), self.width + 1))
        found[np.unique(self.kind_of[members]), -1] = 1
        return found.ravel()

    def between(self, factors: np.ndarray, low: float, high: float) -> None:
        """Note that something published lies between two values."""
        self.left += [factors, -factors]
        self.right += [high, -low]

    def _read(self) -> None:
        for kind in range(len(self.kinds)):
            alone = np.zeros((len(self.kinds), self.width + 1))
            alone[kind, :-1], alone[kind, -1] = 1, -DAY
            self.left.append(alone.ravel())
            self.right.append(0.0)
        for cell in self.cells:
            by = self.breakdowns.get(cell["table"])
            if by is None:
                continue
            members = self.truth.inside(by, cell["column_label"])
            if not members.any():
                continue
            if cell["base"]:
                base = float(cell["base"])
                self.between(self.people_of(members), base - 2.5, base + 2.5)
            if not cell["estimate"]:
                continue
            value = float(cell["estimate"])
            if cell["row"] == "recorded_hours":
                self.between(self.hours_of(members, cell["row"]), value - 5, value + 5)
            elif cell["row"] in (*self.truth.rows, *self.truth.parts):
                part = self.hours_of(members, cell["row"])
                whole, half = self.hours_of(members, "recorded_hours"), _half(cell["estimate"])
                self.between(part - (value - half) * whole, 0, np.inf)
                self.between(part - (value + half) * whole, -np.inf, 0)
            elif cell["row"] == "mean":
                whole, people = self.hours_of(members, "recorded_hours"), self.people_of(members)
                self.between(whole - (value - 0.05) * people, 0, np.inf)
                self.between(whole - (value + 0.05) * people, -np.inf, 0)

    def attack(self) -> Outcome:
        """Every protected figure that can be told more closely than half and one and a half of it."""
        finite = np.isfinite(self.right)
        assert (np.array(self.left)[finite] @ self._true() <= np.array(self.right)[finite] + 1e-6).all()
        left = sparse.csr_array(np.array(self.left)[finite])
        right = np.array(self.right)[finite]
        told: list[str] = []
        protected = shown = safe = 0
        seen: set[bytes] = set()
        kept = whole = 0.0
        for cell in self.cells:
            by = self.breakdowns.get(cell["table"])
            if by is None or cell["row"] in ("mean", "median", "lower_quartile", "upper_quartile"):
                continue
            members = self.truth.inside(by, cell["column_label"])
            row = self.truth.row(cell["row"])[members]
            whole += row.sum()
            kept += row.sum() if cell["estimate"] else 0.0
            if not self._is_unsafe(members, row, cell["row"]):
                safe += bool(members.any())
                shown += bool(members.any() and cell["estimate"])
                continue
            protected += 1
            if cell["estimate"]:
                told.append(f"{cell['table']}, {cell['row']}, {cell['column']}: shown as {cell['estimate']}")
            figures = [(self.hours_of(members, cell["row"]), float(row.sum()))]
            if cell["row"] == "recorded_hours":
                figures.append((self.people_of(members), float(members.sum())))
            for factors, value in figures:
                if value == 0 or factors.tobytes() in seen:
                    continue
                seen.add(factors.tobytes())
                low, high = _bounds(left, right, factors)
                # There is no half a respondent, so that what is between a half and one and a half is one.
                is_one = value == 1 and not factors.reshape(-1, self.width + 1)[:, :-1].any()
                least, most = (0.0, 2.0) if is_one else ((1 - WIDTH) * value, (1 + WIDTH) * value)
                if low > least + 1e-4 * max(1, value) or high < most - 1e-4 * max(1, value):
                    told.append(f"{cell['table']}, {cell['row']}, {cell['column']}: {value} in {low} to {high}")
        return Outcome(told, self.strange_numbers(), protected, shown, safe, kept / whole if whole else 1.0)

    def _true(self) -> np.ndarray:
        """What the unknowns are."""
        found = np.zeros((len(self.kinds), self.width + 1))
        for kind, hours in zip(self.kind_of, self.truth.hours, strict=True):
            found[kind] += [*hours, 1]
        return found.ravel()

    @staticmethod
    def _is_unsafe(members: np.ndarray, hours: np.ndarray, row: str) -> bool:
        if not members.any():
            return False
        if members.sum() < LEAST:
            return True
        if row == "recorded_hours" or hours.sum() == 0:
            return False
        largest = np.sort(hours)[::-1]
        few = np.count_nonzero(hours) < CONTRIBUTORS
        return bool(few or largest[0] > LARGEST * hours.sum() or largest[:2].sum() > LARGEST_TWO * hours.sum())

    def strange_numbers(self) -> dict[str, list[str]]:
        """Numbers that stand in the rows of a table in some file, and that the tidy file hasn't."""
        known: dict[str, set[float]] = {}
        for cell in self.cells:
            values = [float(cell[name]) for name in ("estimate", "low", "high") if cell[name]]
            bases = [float(cell["base"])] if cell["base"] else []
            is_share = cell["row"] not in ("recorded_hours", "mean", "median", "lower_quartile", "upper_quartile")
            known.setdefault(cell["row_label"].strip(), set()).update(
                *({v, v * 100} if is_share else {v} for v in values)
            )
            known[cell["row_label"].strip()].update(bases)
            known.setdefault("Respondents", set()).update(bases)
            if cell["row"] == "recorded_hours":
                known.setdefault("Hours recorded", set()).update(values)
        found: dict[str, list[str]] = {}
        columns = {_label(cell["column_label"]) for cell in self.cells}
        for path in sorted(self.folder.iterdir()):
            for label, numbers in _rows_of(path, columns):
                for number in numbers:
                    if label in known and not any(abs(number - one) < 1e-9 for one in known[label]):
                        found.setdefault(path.name, []).append(f"{label}: {number}")
        return found


def _half(text: str) -> float:
    """Half a unit of the last digit that is written, and never more than a whole percent's."""
    return min(0.005, 0.5 * 10.0 ** -max(2, len(text.partition(".")[2])))


def _bounds(left: sparse.csr_array, right: np.ndarray, factors: np.ndarray) -> tuple[float, float]:
    ends = []
    for sign in (1, -1):
        found = linprog(sign * factors, A_ub=left, b_ub=right, bounds=(0, None), method="highs")
        assert found.status in (0, 3), found.message
        ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
    return ends[0], ends[1]


def _rows_of(path: Path, columns: set[str]) -> list[tuple[str, list[float]]]:
    """Each line of a file that begins with a label, with the numbers in it that are in no label of a column."""
    lines: list[list[object]]
    if path.suffix == ".xlsx":
        lines = [
            [cell.value for cell in row if cell.value is not None]
            for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows()
        ]
    elif path.suffix == ".docx":
        lines = [[cell.text for cell in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]
    elif path.suffix == ".ods":
        with zipfile.ZipFile(path) as package:
            content = package.read("content.xml").decode()
        lines = [
            _cells(row, "table:table-cell") for row in re.findall(r"<table:table-row.*?</table:table-row>", content)
        ]
    elif path.suffix == ".html":
        content = path.read_text(encoding="utf-8")
        lines = [[*_cells(row, "t[hd]")] for row in re.findall(r"<tr.*?</tr>", content, re.DOTALL)]
    elif path.suffix == ".md":
        lines = [[*line.strip().strip("|").split("|")] for line in path.read_text(encoding="utf-8").splitlines()]
    elif path.suffix == ".tex":
        lines = [[*line.split("&")] for line in path.read_text(encoding="utf-8").splitlines()]
    elif path.suffix == ".txt":
        lines = [[*re.split(r"\s{2,}", line.strip())] for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        return []
    return [
        (_label(line[0]), [number for cell in line[1:] if _label(cell) not in columns for number in _numbers(cell)])
        for line in lines
        if line
    ]


def _cells(row: str, tag: str) -> list[object]:
    found = re.findall(rf"<{tag}\b([^>]*)>(.*?)</{tag}>", row, re.DOTALL)
    values: list[object] = []
    for attributes, inside in found:
        exact = re.search(r'office:value="([^"]+)"', attributes)
        values.append(exact[1] if exact else html.unescape(re.sub(r"<[^>]+>", " ", inside)))
    return values


def _label(text: object) -> str:
    return re.sub(r"[*\\]|\s+", " ", str(text)).strip()


def _numbers(cell: object) -> list[float]:
    if isinstance(cell, int | float):
        return [float(cell)]
    plain = str(cell).replace(",", "").replace("\\", "")
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", plain)]


def random_survey(seed: int, folder: Path) -> tuple[td.Survey, Truth]:
    """A survey of some 20 to 120 respondents, of teams that are small or large, and rare activities."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 120))
    levels = {
        "setting": rng.choice(["CSD", "DASS", "Joint", "PVI"], n, p=rng.dirichlet(np.full(4, 0.8))),
        "role": rng.choice(["Manager", "Senior practitioner", "Social worker"], n, p=rng.dirichlet(np.full(3, 0.8))),
    }
    slots = [
        f"{day} {hour:02d}:{half}" for day in ("Mon", "Tue", "Wed") for hour in range(9, 15) for half in ("00", "30")
    ]
    lines = [["respondent", "setting", "role", *slots]]
    usual = rng.dirichlet(np.full(len(CODES), 0.4))
    for i in range(n):
        own = rng.dirichlet(usual * 4 + 1e-3)
        codes = rng.choice(CODES, len(slots), p=own)
        kept = rng.random(len(slots)) < rng.choice([0.3, 0.9, 1.0])
        kept[0] = True
        lines.append([f"P{i}", *(levels[name][i] for name in levels), *np.where(kept, codes, "")])
    path = folder / f"survey_{seed}.csv"
    path.write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", encoding="utf-8")
    survey = td.read(path)
    assert not survey.problems
    return survey, truth_of(survey, ("setting", "role"))


def truth_of(survey: td.Survey, names: tuple[str, ...], where: np.ndarray | None = None) -> Truth:
    """Who is where and recorded what, of the respondents of a survey who are in its tables."""
    grouping = survey.study.groupings[survey.study.defaults.grouping]
    rows = [row for row in grouping.rows if row.codes]
    hours = np.column_stack([survey.minutes_under(row.codes) / 60 for row in rows])
    inside = (hours.sum(axis=1) > 0) & (True if where is None else where)
    frame = survey.to_frame()
    levels = {name: frame[name].astype(object).fillna("No information").to_numpy()[inside] for name in names}
    parts = {row.id: list(row.sum_of) for row in grouping.rows if row.sum_of}
    return Truth(levels, [row.id for row in rows], parts, hours[inside])


def attacked(
    sample: td.Survey | td.Sample, truth: Truth, by: list[str], folder: Path, *, with_hours: bool = False
) -> Outcome:
    """Publish an analysis in every format, and attack what was written."""
    results = td.analyse(sample, by, safe="acro", with_pictures=True, with_hours=with_hours)
    td.write(results, folder, FORMATS)
    tables = {"overall": (), **{name: tuple(name.split(",")) for name in by}}
    if with_hours:
        tables |= {",".join(("recorded_hours", *names)): names for names in list(tables.values())}
    return Attacker(folder, truth, tables).attack()


def main() -> None:
    """Attack many random surveys, and say what was told and what was kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--surveys", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    told = protected = shown = safe = 0
    hours: list[float] = []
    for seed in range(given.first, given.first + given.surveys):
        with tempfile.TemporaryDirectory() as place:
            survey, truth = random_survey(seed, Path(place))
            found = attacked(survey, truth, ["setting", "role", "setting,role"], Path(place) / "out")
        for line in (*found.told, *map(str, found.strange.items())):
            print(f"survey {seed}: {line}")  # noqa: T201
        told += len(found.told)
        protected, shown, safe = protected + found.protected, shown + found.shown, safe + found.safe
        hours.append(found.hours_shown)
    print(  # noqa: T201
        f"{given.surveys} surveys: {told} of {protected} protected figures told; of {safe} others {shown / safe:.1%} "
        f"are shown; {np.mean(hours):.1%} of the hours"
    )


if __name__ == "__main__":
    main()
