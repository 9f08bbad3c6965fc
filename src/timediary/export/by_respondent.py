"""One row a respondent as a file for other programs: SPSS, Stata, or text with its columns told beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.export.delimited import write_delimited
from timediary.export.kinds import text_rule_of
from timediary.export.replacement import replacing
from timediary.export.sheets import Sheet, Value, answers_apart
from timediary.export.statistical import (
    LONGEST_SPSS_LABEL,
    LONGEST_STATA_LABEL,
    LabelledColumns,
    add_attribute,
    save_spss,
    save_stata,
    variable_name,
)
from timediary.export.texts import check_texts
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.survey import Attribute, Survey

# Not the label of a survey's file, which says that a survey can be read back from it.
_FILE_LABEL = "One row a respondent"
_SUFFIXES = (".sav", ".dta", ".csv")


@dataclass(frozen=True, eq=False)
class RespondentRows:
    """What is known of each of n respondents, before any kind of file is thought of.

    Attributes:
        respondents: their ids.
        leading: numbers that come before the attributes, as name, label and values of shape (n,).
        attributes: what they answered, by name.
        figures: numbers that come after the attributes.
    """

    respondents: Sequence[str]
    leading: Sequence[tuple[str, str, NDArray[Any]]]
    attributes: Sequence[tuple[str, Attribute]]
    figures: Sequence[tuple[str, str, NDArray[Any]]]


def write_rows(rows: RespondentRows, survey: Survey, path: Path, *, overwrite: bool) -> list[Path]:
    """Write one row a respondent, with labels of variables and of levels: all of it, or nothing.

    Answers of several are a column each. Beside text comes a file with the label and the levels of each column.

    Args:
        rows: n respondents.
        survey: that they are of; the files it was read from are never replaced.
        path: the file, `.sav`, `.dta` or `.csv`.
        overwrite: whether files that are there may be replaced.

    Returns:
        The files made.

    Raises:
        RequestError: the file is of another kind or is there already, or it can't hold something; nothing has been
            written then.
    """
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise RequestError(f"'{path.name}' can't hold one row a respondent. Name a file {', '.join(_SUFFIXES)}.")
    held = {id_: one for id_, one in survey.attributes.items() if not one.variable.is_free_text}
    check_texts(replace(survey, attributes=held), text_rule_of(path), path.name)
    columns = _columns(rows, LONGEST_STATA_LABEL if suffix == ".dta" else LONGEST_SPSS_LABEL)
    targets = [path, *([path.with_name(f"{path.stem}_columns.csv")] if suffix == ".csv" else [])]
    with replacing(targets, overwrite=overwrite, never=[Path(file) for file in survey.source.files]) as places:
        if suffix == ".sav":
            save_spss(columns, places[0], _FILE_LABEL, survey.note)
        elif suffix == ".dta":
            save_stata(columns, places[0], _FILE_LABEL)
        else:
            write_delimited(_sheet(columns), places[0], ",")
            write_delimited(_column_sheet(columns), places[1], ",")
    return targets


def _columns(rows: RespondentRows, longest_label: int) -> LabelledColumns:
    columns = LabelledColumns({"respondent": list(rows.respondents)}, {"respondent": "Respondent"})

    def add(name: str, label: str, values: NDArray[Any] | Attribute) -> None:
        name = variable_name(name, columns.values)
        columns.labels[name] = label.encode()[:longest_label].decode(errors="ignore")
        if isinstance(values, np.ndarray):
            columns.values[name] = values
        else:
            add_attribute(columns, name, values)

    for name, label, values in rows.leading:
        add(name, label, values)
    for name, attribute in rows.attributes:
        variable = attribute.variable
        if variable.kind is VariableKind.MULTIPLE:
            for header, one in answers_apart(name, attribute):
                add(header, f"{variable.label}: {one.variable.label}", one)
        else:
            add(name, variable.label, attribute)
    for name, label, values in rows.figures:
        add(name, label, values)
    return columns


def _sheet(columns: LabelledColumns) -> Sheet:
    """The rows with levels in words, and nothing where nothing is known."""
    known = [_in_words(columns, name) for name in columns.values]
    count = len(known[0])
    return Sheet("respondents", tuple(columns.values), count, lambda: iter(zip(*known, strict=True)))


def _in_words(columns: LabelledColumns, name: str) -> Sequence[Value]:
    values, labels = columns.values[name], columns.value_labels.get(name)
    if isinstance(values, list):
        return values
    numbers = [None if np.isnan(value) else float(value) for value in values.tolist()]
    return numbers if labels is None else [None if number is None else labels[number] for number in numbers]


def _column_sheet(columns: LabelledColumns) -> Sheet:
    rows = [
        (name, columns.labels[name], "; ".join(columns.value_labels.get(name, {}).values()) or None)
        for name in columns.values
    ]
    return Sheet("columns", ("column", "label", "levels"), len(rows), lambda: iter(rows))
