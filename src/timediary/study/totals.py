"""Known totals of a workforce, from a file: one column per attribute, and `people`, perhaps `invited`."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from timediary.model.problem import DefinitionError
from timediary.model.sampling import KnownTotal, KnownTotals
from timediary.model.spelling import folded


def load_totals(path: str | Path) -> KnownTotals:
    """Read known totals of the workforce from delimited text.

    The first line names the columns: attributes (`setting`, or several: `setting,role`), `people`, and, where it is
    known how many were asked to keep a diary, `invited`. Levels go by id, label or alias.

    Args:
        path: the file.

    Raises:
        DefinitionError: the file can't be read, has no column `people` or no attribute, or a cell is not a number; the
            message names file and line.

    Examples:
        >>> import timediary as td
        >>> from pathlib import Path
        >>> _ = Path("workforce.csv").write_text("setting,people\\ncsd,20000\\ndass,15000")
        >>> td.load_totals("workforce.csv").names
        ('setting',)
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file) if any(cell.strip() for cell in line)]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise DefinitionError(f"{path.name}: the file can't be read as text in UTF-8 with commas.") from None
    heads = [head.strip() for head in lines[0]] if lines else []
    found = {folded(head): i for i, head in enumerate(heads)}
    if "people" not in found:
        raise DefinitionError(f"{path.name}: there is no column 'people' with the numbers of the workforce.")
    attributes = [i for i, head in enumerate(heads) if folded(head) not in ("people", "invited")]
    if not attributes or len(lines) == 1:
        raise DefinitionError(f"{path.name}: name the attribute in a column beside 'people', and its levels below.")
    totals = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(heads):
            raise DefinitionError(f"{path.name}, line {number}: {len(line)} cells under {len(heads)} heads.")
        people = _number(path.name, number, line[found["people"]])
        invited = _number(path.name, number, line[found["invited"]]) if "invited" in found else None
        totals.append(KnownTotal(tuple(line[i].strip() for i in attributes), people, invited))
    return KnownTotals(tuple(heads[i] for i in attributes), tuple(totals), path.name)


def _number(name: str, line: int, text: str) -> float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise DefinitionError(f"{name}, line {line}: '{text}' is not a number of people.")
    return value
