"""What has to hold of every input, however it looks."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

import timediary as td
from timediary.ingest.cell import BrokenFormula, is_blank
from timediary.ingest.source import open_source
from timediary.pipeline.forms import gather
from timediary.pipeline.studies import check_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.fuzz.cases import Case

    from timediary.model.survey import Survey

Counts = dict[str, int]


class BrokenPromiseError(Exception):
    """Something that must hold doesn't."""


def hold(made: Case, path: Path) -> str:
    """Read an input and hold all that must; returns what became of it.

    Raises:
        BrokenPromiseError: the ledger or the reading isn't balanced, a count differs from another reader's, or an error
            doesn't say which file it is about.
        Exception: what `timediary` lets through.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module="openpyxl|pandas|odf|pyxlsb")
        if made.kind == "study":
            return _study(path)
        if made.kind.partition(".")[0] in ("form", "grid"):
            return _returned(path)
        return _survey(made, path)


def _survey(made: Case, path: Path) -> str:
    try:
        survey = td.read(path)
    except td.ReadError as error:
        _require(path.name in str(error), f"no file is named in: {error}")
        return "refused"
    _accounted(survey)
    if survey.ledger.kept:
        _used(survey)
    _same_counts(made, path)
    return "read with problems" if survey.problems else "read"


def _used(survey: Survey) -> None:
    """Make a table of it, as whoever reads it will."""
    try:
        table = td.breakdown(survey, by="setting" if "setting" in survey.attributes else ())
    except td.RequestError:
        return
    _require(bool(str(table)), "a table is empty")
    total = table.column_hours[-1]
    _require(abs(total - survey.recorded_hours.sum()) < 1e-6 * max(total, 1), "hours differ from those recorded")


def _accounted(survey: Survey) -> None:
    _require(survey.ledger.balanced, f"the ledger isn't balanced: {survey.ledger.lines()}")
    _require(bool((survey.codes > 0).sum() == survey.ledger.kept), "slots differ from those kept")
    for sheet in survey.reading.sheets:
        rows = f"{len(sheet.header)} + {sheet.used} + {sheet.blank} + {sheet.left} of {sheet.rows} rows"
        without = [column for column in sheet.columns if not column.rule]
        _require(sheet.balanced, f"the reading of {sheet.title} isn't balanced: {rows}, {without}")
    for problem in survey.problems:
        _require(bool(problem.file) and bool(str(problem)), f"a problem names no file: {problem}")


def _returned(path: Path) -> str:
    """Gather it beside a return that is in order, which must always be there."""
    try:
        found = gather(path.parent)
    except td.TimediaryError as error:
        _require(path.name in str(error), f"no file is named in: {error}")
        return "refused"
    _accounted(found.survey)
    (item,) = found.returned
    unread = not item.outcome.diaries
    _require(not unread or any(path.name in p.file for p in found.survey.problems), "an unread file has no problem")
    return "refused" if unread else "read with problems" if found.survey.problems else "read"


def _study(path: Path) -> str:
    try:
        _, errors = check_study(path)
    except td.DefinitionError as error:
        errors = (error,)
    for fault in errors:
        named = ".toml" in str(fault) or ".csv" in str(fault)
        _require(named or "no study" in str(fault), f"no file is named in: {fault}")
    return "refused" if errors else "read"


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenPromiseError(otherwise)


def _same_counts(made: Case, path: Path) -> None:
    """Hold the count of filled cells of each sheet against another reader's, where that finds some in it too.

    A damaged workbook may list a sheet twice, which others pass over or give a name of its own, or one whose XML is in
    no language that others know.
    """
    other = _OTHERS.get(made.kind)
    if other is None or made.way == "bytes" or (made.way == "parts" and made.kind == "ods"):
        return  # what damaged files hold is nobody's to say; odfpy takes hours for a cell that is repeated often
    try:
        expected = other(path.read_bytes())
    except Exception:
        return
    try:
        found = {sheet.name: _filled(sheet.rows()) for sheet in open_source(path, path.name)}
    except td.ReadError:
        return
    for name, number in expected.items():
        same = number in (0, found.get(name, number)) if made.way == "parts" else number == found.get(name)
        _require(same, f"filled cells: {found}, and by another reader: {expected}")


def _filled(rows: Iterable[Iterable[Any]]) -> int:
    return sum(
        not is_blank(c) and not (isinstance(c, BrokenFormula) and c.text[:1] == "=") for row in rows for c in row
    )


def _openpyxl(content: bytes) -> Counts:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {sheet.title: _filled([[cell.value for cell in sheet._cells.values()]]) for sheet in book.worksheets}


def _odf(content: bytes) -> Counts:
    import pandas as pd

    sheets = pd.read_excel(
        io.BytesIO(content), sheet_name=None, header=None, engine="odf", keep_default_na=False, dtype=object
    )
    return {name: _filled(frame.itertuples(index=False)) for name, frame in sheets.items()}


def _stata(content: bytes) -> Counts:
    import pandas as pd

    frame = pd.read_stata(io.BytesIO(content), convert_categoricals=False)
    return {"": _filled(frame.itertuples(index=False))}


def _arrow(content: bytes) -> Counts:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    return {"": _filled(column.to_pylist() for column in table.columns)}


_OTHERS: dict[str, Callable[[bytes], Counts]] = {
    "xlsx": _openpyxl,
    "xlsm": _openpyxl,
    "ods": _odf,
    "dta": _stata,
    "parquet": _arrow,
}
