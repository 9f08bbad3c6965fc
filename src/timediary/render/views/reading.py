"""How an input was read: a section for each sheet, in which every row and column is accounted for."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from timediary.model.document import Document, Notes, Pair, Pairs, Section, Text
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Block, Edition
    from timediary.model.reading import ColumnReading, Decision, Reading, SheetReading, Span

MOST = 12
TITLE = "How the files were read"
_BY_NAME = "by its name"
_KEY_ROLES = (
    ColumnRole.RESPONDENT,
    ColumnRole.DAY,
    ColumnRole.TIME,
    ColumnRole.END,
    ColumnRole.DURATION,
    ColumnRole.CODE,
)


def document(reading: Reading, edition: Edition) -> Document:  # noqa: ARG001 - the same on every medium
    """All of it, sheet by sheet."""
    notes = (Notes(reading.notes),) if reading.notes else ()
    return Document(
        name="reading",
        title=headline_of(reading),
        lead=notes,
        sections=tuple(_sections(reading)),
        inputs=tuple(dict.fromkeys(sheet.file for sheet in reading.sheets)),
        formats=("html",),
    )


def fold(reading: Reading) -> Section:
    """All of it as one section of a document about something else, each sheet folded away where that is possible."""
    blocks: list[Block] = [Text(headline_of(reading))]
    blocks += [Notes(reading.notes)] if reading.notes else []
    blocks += [Section(one.title, one.blocks, is_silent=True) for one in _sections(reading)]
    return Section(TITLE, tuple(blocks), "understood")


def headline_of(reading: Reading) -> str:
    """What became of all sheets in one sentence."""
    read = sum(sheet.is_read for sheet in reading.sheets)
    rows = sum(rows.number for sheet in reading.sheets if sheet.is_read for rows in sheet.not_used)
    columns = sum(len(sheet.columns_as(ColumnRole.NOT_USED)) for sheet in reading.sheets if sheet.is_read)
    unread = len(reading.sheets) - read
    parts = [f"{_number(read, 'sheet')} read" + (f", {unread:,} not read" if unread else "")]
    parts.append("every row used" if not rows else f"{_number(rows, 'row')} not used")
    parts.append("every column used" if not columns else f"{_number(columns, 'column')} not used")
    return "; ".join(parts) + "."


def json_of_reading(reading: Reading) -> str:
    """The reading as JSON, in ASCII, with the texts of the input exactly as they are."""
    import json

    return json.dumps({**_plain(asdict(reading)), "notes": list(reading.notes)}, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """A value of the model as JSON knows them: named tuples as objects."""
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def _sections(reading: Reading) -> Iterator[Section]:
    """A section for each sheet, and one of what was settled beforehand."""
    for number, sheet in enumerate(reading.sheets, start=1):
        pairs = tuple(Pair(name, lines) for name, lines in _pairs(sheet) if lines)
        yield Section(_title(sheet), (Pairs(pairs),), f"sheet-{number}")
    if reading.settled:
        pairs = tuple(Pair(name, (words,)) for name, words in reading.settled)
        yield Section("Settled beforehand", (Pairs(pairs),), "settled")


def _title(sheet: SheetReading) -> str:
    hidden = " (hidden)" if sheet.is_hidden else ""
    what = sheet.kind if sheet.is_read else "not read"
    name = sheet.file.replace("\\", "/").rpartition("/")[2]
    return f"{f'{name}, sheet {sheet.sheet}' if sheet.sheet else name}{hidden}: {what}"


def _pairs(sheet: SheetReading) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The entries of one sheet."""
    yield "Why", (_sentence(sheet.why),)
    if not sheet.is_read:
        yield "Rows", (f"{sheet.rows:,}, of which {sheet.rows - sheet.blank:,} have content",)
        return
    rows = "-".join(map(str, sheet.header))
    header = f"row {rows}: {sheet.header_rule}" if sheet.header else sheet.header_rule
    yield "Header", (_sentence(header),)
    yield "Rows", tuple(_row_lines(sheet))
    yield "Columns", tuple(_key_lines(sheet))
    yield "Slots", tuple(_slot_lines(sheet))
    yield "Fields", tuple(_field_lines(sheet))
    yield "Attributes", tuple(_attribute_lines(sheet))
    yield "Of its own", tuple(_own_lines(sheet))
    yield "Not used", tuple(_unused_lines(sheet))
    yield "Decided", tuple(_decision(sheet, decision) for decision in sheet.decisions)
    read_as = [f"'{spelt.written}' as {spelt.taken_for} ({spelt.cells:,} cells)" for spelt in sheet.spelt]
    yield "Read", tuple(_few(read_as))
    yield "Merged", _merged(sheet)
    yield "Hidden", _hidden(sheet)


def _row_lines(sheet: SheetReading) -> Iterator[str]:
    parts = [_number(len(sheet.header), "header row")] if sheet.header else []
    parts += [f"{sheet.used:,} used"] + ([f"{sheet.blank:,} blank"] if sheet.blank else [])
    parts += [f"{sheet.left:,} not used"] if sheet.left else []
    yield f"{sheet.rows:,}: {', '.join(parts)}"
    for rows in sheet.not_used:
        yield f"not used, {rows.reason}: {rows.number:,} (row {_spans(rows.spans)})"


def _key_lines(sheet: SheetReading) -> Iterator[str]:
    for column in sheet.columns_as(*_KEY_ROLES):
        yield f"{_named(column)}: {column.role}{_by(column)}"


def _slot_lines(sheet: SheetReading) -> Iterator[str]:
    slots = sheet.columns_as(ColumnRole.SLOT)
    if slots:
        first, last = slots[0], slots[-1]
        yield f"{len(slots):,} columns, {first.place} to {last.place}: {first.meaning} to {last.meaning}"


def _field_lines(sheet: SheetReading) -> Iterator[str]:
    """What is noted beside the activity: a line a column, or of a wide diary a line a block of columns."""
    blocks: dict[str, list[ColumnReading]] = {}
    for column in sheet.columns_as(ColumnRole.FIELD):
        blocks.setdefault(column.meaning.partition(" at ")[0], []).append(column)
    for field, columns in blocks.items():
        if len(columns) == 1:
            yield f"{_named(columns[0])}: {field}{_by(columns[0])}"
        else:
            yield f"{field}: {len(columns):,} columns, {columns[0].place} to {columns[-1].place}"


def _attribute_lines(sheet: SheetReading) -> Iterator[str]:
    columns = sheet.columns_as(ColumnRole.ATTRIBUTE)
    plain = [column for column in columns if column.rule == _BY_NAME]
    if plain:
        yield f"{len(plain):,} by their names: {', '.join(column.meaning for column in plain)}"
    single: dict[str, list[ColumnReading]] = {}
    for column in columns:
        variable, colon, _ = column.meaning.partition(": ")
        if colon:
            single.setdefault(variable, []).append(column)
        elif column.rule != _BY_NAME:
            yield f"{_named(column)}: {column.meaning}{_by(column)}"
    for variable, ones in single.items():
        levels = ", ".join(_few([column.meaning.partition(": ")[2] for column in ones]))
        yield f"{variable}, one answer a column in {ones[0].place} to {ones[-1].place}: {levels}"


def _own_lines(sheet: SheetReading) -> Iterator[str]:
    columns = sheet.columns_as(ColumnRole.OWN_ATTRIBUTE)
    if columns:
        yield f"kept under their own names: {', '.join(_few([column.meaning for column in columns]))}"


def _unused_lines(sheet: SheetReading) -> Iterator[str]:
    by_reason: dict[str, list[ColumnReading]] = {}
    for column in sheet.columns_as(ColumnRole.NOT_USED):
        by_reason.setdefault(column.rule, []).append(column)
    for reason, columns in by_reason.items():
        yield f"{', '.join(_few([_named(column) for column in columns]))}: {reason}"


def _decision(sheet: SheetReading, decision: Decision) -> str:
    places = ", ".join(_few([sheet.place_of(column) for column in decision.columns]))
    evidence = "; ".join(f"{one.times:,} {one.words}" for one in decision.evidence)
    where = f" in column {places}" if places else ""
    why = f" ({evidence})" if evidence else ""
    return f"{decision.what}{where}: {decision.chosen}, by {decision.by}{why}"


def _merged(sheet: SheetReading) -> tuple[str, ...]:
    if not sheet.merged:
        return ()
    return (f"{', '.join(_few(sheet.merged))}: the content holds for each cell of a block",)


def _hidden(sheet: SheetReading) -> tuple[str, ...]:
    became = "left out" if sheet.visible_only else "read all the same"
    lines = []
    if sheet.hidden_rows:
        lines.append(f"row {_spans(sheet.hidden_rows)}{' by a filter' if sheet.is_filtered else ''}: {became}")
    if sheet.hidden_columns:
        spans = [(sheet.place_of(span.first), sheet.place_of(span.last)) for span in sheet.hidden_columns]
        lines.append(f"column {', '.join(_few([_span(*span) for span in spans]))}: {became}")
    return tuple(lines)


def _named(column: ColumnReading) -> str:
    """A column's letter and heading."""
    heading = f"'{column.heading}'" if column.heading else "without a name"
    return heading if column.place == column.heading else f"{column.place} {heading}"


def _by(column: ColumnReading) -> str:
    return "" if column.rule == _BY_NAME else f" ({column.rule})"


def _spans(spans: Sequence[Span]) -> str:
    return ", ".join(_few([_span(*span) for span in spans]))


def _span(first: object, last: object) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _few(texts: Iterable[str]) -> list[str]:
    """The first of some texts, and how many more there are."""
    texts = list(texts)
    more = len(texts) - MOST
    return texts[:MOST] + ([f"and {more:,} more"] if more > 0 else [])


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
