"""Parquet files: typed columns, texts as dictionaries, the long diary in blocks of respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.export.sheets import (
    ABOUT,
    LONG_COLUMNS,
    block_names,
    entry_days,
    identifier_header,
    slot_names,
    slot_places,
    written_attributes,
)
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from timediary.model.fields import FieldEntries
    from timediary.model.survey import Attribute, Survey

# Respondents per row group of a long diary: a few hundred thousand rows.
_BLOCK = 8_192


def write_long_parquet(survey: Survey, respondents: Path, diary: Path) -> None:
    """Write respondents and diary as two files.

    Raises:
        OSError: a file can't be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(_noted(pa.table(_respondent_columns(survey)), survey), respondents, write_page_checksum=True)
    texts = pa.dictionary(pa.int32(), pa.string())
    names = (identifier_header(survey), *LONG_COLUMNS, *survey.fields)
    schema = pa.schema([(name, texts) for name in names])
    with pq.ParquetWriter(diary, schema, write_page_checksum=True) as writer:
        for columns in _long_blocks(survey):
            writer.write_table(pa.table(columns, schema=schema))


def write_single_parquet(survey: Survey, path: Path) -> None:
    """Write attributes and slots side by side as one file.

    Raises:
        OSError: the file can't be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = _respondent_columns(survey)
    codes = [code.id for code in survey.study.codes]
    for slot, name in enumerate(slot_names(survey)):
        columns[name] = _dictionary(survey.codes[:, slot].astype(np.int32) - 1, codes)
    blocks = ((one, slot) for one in survey.fields.values() for slot in range(one.slots.shape[1]))
    for name, (one, slot) in zip(block_names(survey), blocks, strict=True):
        columns[name] = _answers(one, one.slots[:, slot])
    pq.write_table(_noted(pa.table(columns), survey), path, write_page_checksum=True)


def _answers(entries: FieldEntries, numbers: NDArray[np.unsignedinteger]) -> Any:
    """A column of answers by their numbers, null where there is none."""
    texts = [text for text in entries.texts() if text is not None]
    return _dictionary(numbers.astype(np.int32) - 1, texts)


def _noted(table: Any, survey: Survey) -> Any:
    """A table with what is to be said of the survey, as metadata."""
    return table.replace_schema_metadata({ABOUT: survey.note}) if survey.note else table


def _respondent_columns(survey: Survey) -> dict[str, Any]:
    import pyarrow as pa

    columns = {identifier_header(survey): pa.array(survey.respondents, type=pa.string())}
    return columns | {name: _attribute_column(attribute) for name, attribute in written_attributes(survey)}


def _attribute_column(attribute: Attribute) -> Any:
    import pyarrow as pa

    if attribute.variable.kind is VariableKind.NUMBER:
        return pa.array(attribute.values, type=pa.float64(), from_pandas=True)
    if attribute.variable.kind is VariableKind.MULTIPLE:
        texts = [text or None for text in attribute.texts()]
        return pa.array(texts, type=pa.string()).dictionary_encode()
    labels = [level.label for level in attribute.variable.levels]
    return _dictionary(attribute.values.astype(np.int32), labels)


def _dictionary(positions: NDArray[np.int32], texts: Sequence[str]) -> Any:
    """A column of texts by their positions, null where the position is negative."""
    import pyarrow as pa

    indices = pa.array(positions, mask=positions < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, type=pa.string()))


def _long_blocks(survey: Survey) -> Iterator[list[Any]]:
    """The columns of the long diary, block by block: respondent, day, time, code, and what is noted beside it."""
    grid = survey.grid
    times = [time for _, time in slot_places(grid)][: grid.slots_per_day]
    codes = [code.id for code in survey.study.codes]
    for start in range(0, len(survey), _BLOCK):
        block = survey.codes[start : start + _BLOCK]
        rows, slots = np.nonzero(block)
        positions = slots % grid.slots_per_day
        days: dict[str, int] = {}
        of_rows = [days.setdefault(day, len(days)) for day in entry_days(survey, rows + start, slots)]
        yield [
            _dictionary(rows.astype(np.int32), survey.respondents[start : start + _BLOCK]),
            _dictionary(np.array(of_rows, np.int32), list(days)),
            _dictionary(positions.astype(np.int32), times),
            _dictionary(block[rows, slots].astype(np.int32) - 1, codes),
            *(_answers(one, one.slots[start + rows, slots]) for one in survey.fields.values()),
        ]
