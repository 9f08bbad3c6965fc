"""SPSS and Stata files: one row per respondent, numbers with value labels for answers and codes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.export.sheets import block_names, identifier_header, slot_names, values_of, written_attributes
from timediary.model.study import VariableKind, clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from timediary.model.survey import Attribute, Survey

# In files with this label, variable labels are the headers that the columns have in other layouts.
FILE_LABEL = "timediary"

# Lengths count bytes of UTF-8. Both formats take this much; longer answers make their column one of texts.
_LONGEST_VALUE_LABEL = 120
# Stata has 32 bytes for a name, and needs some of them to name its value labels.
_LONGEST_NAME = 26
LONGEST_SPSS_LABEL, LONGEST_STATA_LABEL = 255, 80
_LONGEST_NOTE = 80

# Words that SPSS or Stata keep for themselves.
_RESERVED = re.compile(
    r"all|and|by|eq|ge|gt|le|lt|ne|not|or|to|with|byte|double|float|if|in|int|long|strl|using|str\d+"
)


@dataclass
class LabelledColumns:
    """The columns of a file: values, variable labels and value labels by variable name."""

    values: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str | None] = field(default_factory=dict)
    value_labels: dict[str, dict[int | float, str]] = field(default_factory=dict)


def write_spss(survey: Survey, path: Path) -> None:
    """Write an SPSS file (.sav), compressed by rows.

    Raises:
        OSError: the file can't be written.
    """
    save_spss(_columns(survey, LONGEST_SPSS_LABEL), path, FILE_LABEL, survey.note)


def save_spss(columns: LabelledColumns, path: Path, file_label: str, note: str) -> None:
    """Write labelled columns as an SPSS file.

    Raises:
        OSError: the file can't be written.
    """
    import pyreadstat

    pyreadstat.write_sav(
        _frame(columns),
        str(path),
        file_label=file_label,
        column_labels=columns.labels,
        variable_value_labels=columns.value_labels,
        row_compress=True,
        note=[piece for line in note.splitlines() for piece in wrap(line, _LONGEST_NOTE)],
    )
    # The header holds day and time of writing.
    _overwrite(path, rb"\d\d \w{3} \d\d\d\d:\d\d:\d\d", b"01 Jan 0000:00:00")


def write_stata(survey: Survey, path: Path) -> None:
    """Write a Stata file (.dta), in the format of Stata 14 and later.

    Raises:
        OSError: the file can't be written.
    """
    save_stata(_columns(survey, LONGEST_STATA_LABEL), path, FILE_LABEL)


def save_stata(columns: LabelledColumns, path: Path, file_label: str) -> None:
    """Write labelled columns as a Stata file.

    Raises:
        OSError: the file can't be written.
    """
    import pyreadstat

    pyreadstat.write_dta(
        _frame(columns),
        str(path),
        file_label=file_label,
        column_labels=columns.labels,
        variable_value_labels=columns.value_labels,
    )
    _overwrite(path, rb"(?<=<timestamp>\x11)\d\d \w{3} \d{4} \d\d:\d\d", b"01 Jan 2000 00:00")


def _overwrite(path: Path, pattern: bytes, content: bytes) -> None:
    """Put a constant of the same length in the place of the time of writing."""
    with path.open("r+b") as stream:
        found = re.search(pattern, stream.read(1000))
        if found:
            stream.seek(found.start())
            stream.write(content)


def _columns(survey: Survey, longest_label: int) -> LabelledColumns:
    columns = LabelledColumns()
    identifier = identifier_header(survey)
    columns.values[variable_name(identifier, ())] = list(survey.respondents)
    for header, attribute in written_attributes(survey):
        name = variable_name(header, columns.values)
        label = attribute.variable.label
        columns.labels[name] = label if len(label.encode()) <= longest_label else None
        add_attribute(columns, name, attribute)
    _add_slots(columns, survey)
    return columns


def add_attribute(columns: LabelledColumns, name: str, attribute: Attribute) -> None:
    """Add what respondents answered: numbers, levels as numbers with value labels, or texts."""
    variable = attribute.variable
    labels = [level.label for level in variable.levels]
    if variable.kind is VariableKind.NUMBER:
        columns.values[name] = attribute.values
    elif variable.kind is VariableKind.LEVEL and all(len(label.encode()) <= _LONGEST_VALUE_LABEL for label in labels):
        numbers = attribute.values.astype(np.float64) + 1
        columns.values[name] = np.where(numbers > 0, numbers, np.nan)
        columns.value_labels[name] = dict(enumerate(labels, start=1))
    else:
        columns.values[name] = values_of(attribute)


def _add_slots(columns: LabelledColumns, survey: Survey) -> None:
    grid = survey.grid
    codes: dict[int | float, str] = {number: code.id for number, code in enumerate(survey.study.codes, start=1)}
    for slot, label in enumerate(slot_names(survey)):
        day = grid.days[slot // grid.slots_per_day]
        time = clock(grid.start_minute(slot)).replace(":", "")
        name = variable_name(f"{day[:3] if grid.is_week else day}_{time}", columns.values)
        numbers = survey.codes[:, slot].astype(np.float64)
        columns.values[name] = np.where(numbers > 0, numbers, np.nan)
        columns.labels[name] = label
        columns.value_labels[name] = dict(codes)
    blocks = ((one, slot) for one in survey.fields.values() for slot in range(grid.slots))
    for label, (one, slot) in zip(block_names(survey), blocks, strict=True):
        name = variable_name(label.replace(":", ""), columns.values)
        numbers = one.slots[:, slot].astype(np.float64)
        columns.values[name] = np.where(numbers > 0, numbers, np.nan)
        columns.labels[name] = label
        columns.value_labels[name] = {n: text for n, text in enumerate(one.texts()) if text is not None}


def variable_name(text: str, taken: Iterable[str]) -> str:
    """A name for a variable that SPSS and Stata allow and that isn't taken: `Team name (old)` as `team_name_old`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "column"
    name = name if name[0].isalpha() else f"v_{name}"
    name = f"{name}_" if _RESERVED.fullmatch(name) else name
    name = name[:_LONGEST_NAME]
    unique, suffix = name, 1
    while unique in taken:
        suffix += 1
        unique = f"{name[: _LONGEST_NAME - 6]}_{suffix}"
    return unique


def _frame(columns: LabelledColumns) -> Any:
    import pandas as pd

    return pd.DataFrame(columns.values)
