"""What a sheet's layout says of it, written into its record: the header, and what every column was taken for."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from timediary.ingest.cell import heading_key, is_blank, text_of
from timediary.ingest.columns import names_of
from timediary.ingest.layout import CODE_NAMES, DATE_NAMES, DAY_NAMES, ROLES, TIME_NAMES, Role
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from timediary.ingest.columns import Meaning
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet
    from timediary.model.study import Study

ABOVE = "above the header"
FEWEST_NAMES = 2
_ONLY = "a diary with a row for each slot is read by its respondent, day, time and code alone"
_BARE = "a day and a bare number are not a slot, where the others have minutes"
_LABELS = "most of its content is not codes, and the column beside it has the codes"
_REPEATED = "a column before it was taken for the same"
_COMPUTED = "it is computed anew from other columns"


def record_layout(layout: Layout, study: Study, meanings: Mapping[int, Meaning], repeated: Collection[int]) -> None:
    """Write down what a sheet that is read was taken for.

    Args:
        layout: the sheet and what it is.
        study: the definitions.
        meanings: what its columns of attributes hold.
        repeated: columns of attributes that hold once more what one before them does.
    """
    record = layout.sheet.record
    record.kind = layout.role.value
    record.why = _why(layout)
    _record_known(layout)
    record.headings = layout.headings
    row = layout.header_row
    record.header = () if row is None else (row - 1, row) if layout.joined else (row,)
    record.header_rule = _header_rule(layout)
    record.meet(max(record.header, default=0), len(layout.headings))
    record.shape = layout.sheet.shape()
    if record.header:
        _record_above(layout, record.header[0] - 1)
    for verdict in layout.verdicts:
        verdict.record(record)
    for column, (role, meaning, rule) in _columns(layout, study, meanings, repeated):
        record.take(column, role, meaning=meaning, rule=rule)
    _record_settled(layout)


def _record_known(layout: Layout) -> None:
    """Write down by which columns a sheet was recognised as having a known layout."""
    if layout.known is None:
        return
    layout.sheet.record.why = f"it is {layout.known.label}"
    columns = ", ".join(layout.known.recognised_by)
    evidence = [(len(layout.known.recognised_by), f"columns of {layout.known.label}: {columns}")]
    layout.sheet.record.decide("layout", layout.known.id, evidence=evidence, by="its columns")


def _record_settled(layout: Layout) -> None:
    """Write down what an option or a reading file says of columns, under their names as written."""
    record = layout.sheet.record
    headings = list(layout.headings)
    for column, (heading, settled) in layout.settled.items():
        headings[column] = heading
        if column not in layout.unused:
            record.confirm(column, f"{settled.by} says so")
    for column, (heading, why) in layout.unused.items():
        headings[column] = heading
        record.take(column, ColumnRole.NOT_USED, rule=why)
    record.headings = headings


def record_unread(sheet: Sheet, why: str) -> None:
    """Write down that a sheet isn't read, and why: its rows with content are accounted for as not used."""
    record = sheet.record
    record.why = why
    record.shape = sheet.shape()
    if sheet.columns is not None:
        record.headings = sheet.columns
        record.meet(sheet.total_rows or 0, len(sheet.columns))
        record.skip(range(1, record.height + 1), why)
        return
    for row, cells in enumerate(sheet.rows(), start=1):
        record.meet(row, len(cells))
        if not record.headings and sum(not is_blank(cell) for cell in cells) >= FEWEST_NAMES:
            record.headings = tuple(map(text_of, cells))
        if all(map(is_blank, cells)):
            record.blank += 1
        else:
            record.skip((row,), why)


def record_rows_unread(layout: Layout, why: str) -> None:
    """Write down that the rows below a header aren't read, and why."""
    record = layout.sheet.record
    for row, cells in enumerate(islice(layout.sheet.rows(), layout.first_row - 1, None), start=layout.first_row):
        record.meet(row, len(cells))
        if all(map(is_blank, cells)):
            record.blank += 1
        else:
            record.skip((row,), why)


def _record_above(layout: Layout, rows: int) -> None:
    """Account for the rows above the header that are not like those below."""
    record, whole = layout.sheet.record, layout.sheet.whole
    for row, cells in enumerate(islice(whole.rows() if rows else (), rows), start=1):
        if all(map(is_blank, cells)):
            record.blank += 1
        elif row not in layout.above:
            record.skip((row,), ABOVE)


def _why(layout: Layout) -> str:
    """Why a sheet was taken for what it is."""
    if layout.role is Role.LONG:
        return "it has columns of respondent, time and code"
    if layout.role is Role.EPISODES:
        return f"it has columns of respondent, code and {'end' if layout.end is not None else 'length'}"
    if layout.role is Role.WIDE:
        return f"it has a column of respondents, and {len(layout.slots):,} named by day and time"
    return "it has a column of respondents, and no diary"


def _header_rule(layout: Layout) -> str:
    """Why a row is the header."""
    if layout.header_row is None:
        return "the file keeps the names of its columns apart"
    name = layout.heading(layout.respondent)
    if not name:
        return "the first row that has the columns of a diary"
    if layout.joined:
        return f"days stand above times, and '{name}' names the respondents"
    if layout.above:
        return f"it names the respondents, by '{name}', though rows of data stand above it"
    return f"the first row that names the respondents, by '{name}'"


def _columns(
    layout: Layout, study: Study, meanings: Mapping[int, Meaning], repeated: Collection[int]
) -> Iterator[tuple[int, tuple[ColumnRole, str, str]]]:
    """Every column with its role, what it means and by which rule."""
    identifier = study.identifier
    yield (
        layout.respondent,
        (ColumnRole.RESPONDENT, identifier.id, _by_name(layout, layout.respondent, names_of(identifier))),
    )
    if layout.role is Role.LONG:
        yield from _long_columns(layout)
    if layout.role is Role.EPISODES:
        yield from _episode_columns(layout)
    for column, position in layout.fields.items():
        field = study.fields[position]
        rule = _by_name(layout, column, (field.id, field.label, *field.aliases))
        yield column, (ColumnRole.FIELD, field.id, rule)
    for column, (position, slot) in layout.blocks.items():
        meaning = f"{study.fields[position].id} at {study.grid.slot_name(slot.number)}"
        yield column, (ColumnRole.FIELD, meaning, "its name is a day, a time and a field")
    for column, slot in layout.slots.items():
        yield column, (ColumnRole.SLOT, study.grid.slot_name(slot.number), "its name is a day and a time")
    for column, fault in layout.faulty.items():
        yield column, (ColumnRole.NOT_USED, "", fault.message.rstrip("."))
    for column in layout.others:
        if column in layout.bare and column in meanings:
            role, meaning, _ = _attribute(layout, column, meanings[column])
            yield column, (role, meaning, _BARE)
        elif column in meanings:
            yield column, _attribute(layout, column, meanings[column])
        else:
            yield column, (ColumnRole.NOT_USED, "", _REPEATED if column in repeated else _COMPUTED)


def _long_columns(layout: Layout) -> Iterator[tuple[int, tuple[ColumnRole, str, str]]]:
    """The columns of a diary with one row per slot."""
    roles = (
        (layout.day, ColumnRole.DAY, DAY_NAMES),
        (layout.date, ColumnRole.DAY, DATE_NAMES),
        (layout.time, ColumnRole.TIME, TIME_NAMES),
        (layout.code, ColumnRole.CODE, CODE_NAMES),
    )
    used = {layout.respondent, *layout.fields}
    for column, role, names in roles:
        if column is not None:
            used.add(column)
            yield column, (role, "", _by_name(layout, column, names))
    for column in range(len(layout.headings)):
        if column not in used:
            why = _LABELS if column in layout.labels else _REPEATED if column in layout.repeated else _ONLY
            yield column, (ColumnRole.NOT_USED, "", why)


def _episode_columns(layout: Layout) -> Iterator[tuple[int, tuple[ColumnRole, str, str]]]:
    """The columns of a diary with one row per episode, but for attributes."""
    for odd, fault in layout.odd.items():
        yield odd, (ColumnRole.NOT_USED, "", fault.message.rstrip("."))
    roles = {
        "day": (layout.day, ColumnRole.DAY),
        "date": (layout.date, ColumnRole.DAY),
        "time": (layout.time, ColumnRole.TIME),
        "end": (layout.end, ColumnRole.END),
        "end date": (layout.end_date, ColumnRole.END),
        "duration": (layout.duration, ColumnRole.DURATION),
        "code": (layout.code, ColumnRole.CODE),
    }
    for name, (column, role) in roles.items():
        if column is not None and column >= 0:
            yield column, (role, name if name == "end date" else "", _by_name(layout, column, ROLES[name]))


def _attribute(layout: Layout, column: int, meaning: Meaning) -> tuple[ColumnRole, str, str]:
    """A column of attributes."""
    variable = meaning.variable
    if not meaning.is_ours:
        rule = "it has no name" if meaning.is_nameless else "the study doesn't know it; kept as it is"
        return ColumnRole.OWN_ATTRIBUTE, variable.id, rule
    if meaning.level is not None:
        level = variable.levels[meaning.level]
        return ColumnRole.ATTRIBUTE, f"{variable.id}: {level.id}", f"it asks for one answer to {variable.label}"
    return ColumnRole.ATTRIBUTE, variable.id, _by_name(layout, column, names_of(variable))


def _by_name(layout: Layout, column: int, names: Sequence[str]) -> str:
    """By which of its names a column was recognised."""
    heading = layout.heading(column)
    if heading_key(heading) == heading_key(names[0]):
        return "by its name"
    return f"'{heading}' is another name of {names[0]}"
