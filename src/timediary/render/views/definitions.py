"""One survey by rival definitions: the shares, what was published by each, and what every code moves between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import (
    BLANK,
    Document,
    Grid,
    GridCell,
    GridRow,
    Items,
    Medium,
    Pair,
    Pairs,
    Records,
    RowKind,
    Section,
    columns_of,
    text_cell,
)
from timediary.model.number import NumberForm, Quantity, is_shown, percent_text
from timediary.model.table import Cell, Status
from timediary.model.work_definition import HIDDEN
from timediary.render.grids import CONFIDENTIAL, NOT_APPLICABLE, count_of, figure_of, range_text, unknown_note
from timediary.render.views import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.document import Edition
    from timediary.model.work_definition import Definitions, PublishedShare, SetBeside, WorkDefinition

_WHOLE = NumberForm(Quantity.PERCENT, 0)
_OURS = (
    "Which codes come nearest to the words of a source is the judgement of whoever wrote the study's definitions; none "
    "of the sources used these codes. A published figure is of other people at another time, and may be an estimate."
)
_BESIDE = ("definition", "published", "of", "least", "most", "place", "share", "low", "high", "respondents", "why")


def document(found: Definitions, edition: Edition) -> Document:
    """The share by each definition, the published figures, what codes move, and what each definition rests on."""
    return Document(
        name="definitions",
        formats=("xlsx", "csv", "html", "text"),
        title=headline_of(found),
        about=found.study.name,
        sections=tuple(_sections(found, edition)),
        notes=(_OURS,),
        provenance=tuple(("Input", file) for file in found.inputs),
        records=tuple(_records(found)),
        inputs=found.inputs,
    )


def headline_of(found: Definitions) -> str:
    """From how little to how much of the time it is, and by which definitions."""
    if not found.values:
        return f"{len(found.definitions)} definitions"
    (least, low), (most, high) = found.values[0], found.values[-1]
    if least == most:
        return f"{percent_text(high)} of the time: {most}"
    span = f"{percent_text(low)} to {percent_text(high)}"
    return f"{len(found.definitions)} definitions, {span} of the time: least by '{least}', most by '{most}'"


def _sections(found: Definitions, edition: Edition) -> Iterator[Section]:
    yield from table.sections_of([found.shares], edition._replace(show=edition.show or "interval"))
    yield Section("Beside what was published", (_beside_grid(found),), "published")
    if len(found.definitions) > 1:
        grids = () if edition.is_brief else (_moves_grid(found),)
        yield Section("What each code moves", (*grids, Items(tuple(_moves(found)))), "codes")
    if edition.medium is not Medium.SCREEN:
        yield Section("What each definition rests on", (Pairs(tuple(map(_told, found.definitions))),), "definitions")


def _beside_grid(found: Definitions) -> Grid:
    rows = tuple(_beside_row(found, one) for one in found.beside)
    heads = ("Published", *(["The report's tables"] if found.printed else []), "This survey", "Respondents")
    low_base = found.study.defaults.low_base
    is_low = any(0 < one.respondents < low_base for one in found.beside if one.why != HIDDEN)
    return Grid(
        id="published",
        title="Beside what was published",
        stub="Definition",
        columns=columns_of(*heads),
        rows=rows,
        scope=found.shares.scope,
        notes=(
            "Where a figure was published of some only, this survey's figure is of those like them.",
            *(["The report's tables: the printed figures of the codes, added up."] if found.printed else []),
            "With this survey's figures stands their 95% interval.",
            *([f"* fewer than {low_base} respondents."] if is_low else []),
            *unknown_note(rows, "nothing was published by it, or nobody in this survey is comparable."),
        ),
        source=found.shares.source,
        asides="95% interval",
    )


def _beside_row(found: Definitions, one: SetBeside) -> GridRow:
    known, added = one.published, found.printed_share(one.definition.codes)
    percent, points = _percent(found), _points(found)
    limits = range_text(points.text(one.low / 100), points.text(one.high / 100)) if is_shown(one.low) else ""
    is_low = 0 <= one.respondents < found.study.defaults.low_base
    status = Status.SUPPRESSED if one.why == HIDDEN else Status.LOW_BASE if is_low else Status.ORDINARY
    cells = (
        _published_cell(known),
        *([] if added is None else [figure_of(added / 100, _WHOLE)]),
        figure_of(one.own / 100, percent, status, aside=limits),
        count_of(one.respondents),
    )
    label = one.definition.label + (f": {known.of}" if known is not None and known.of else "")
    return GridRow(label, RowKind.BODY, percent, cells)


def _percent(found: Definitions) -> NumberForm:
    return NumberForm(Quantity.PERCENT, found.shares.decimals)


def _points(found: Definitions, *, signed: bool = False) -> NumberForm:
    return NumberForm(Quantity.POINTS, found.shares.decimals, signed)


def _status(found: Definitions, value: float) -> Status:
    """Whether a figure that isn't there is hidden."""
    return Status.SUPPRESSED if found.protection is not None and not is_shown(value) else Status.ORDINARY


def _published_cell(known: PublishedShare | None) -> GridCell:
    """A published share as a number, or a range as a text."""
    if known is None:
        return text_cell(NOT_APPLICABLE)
    low, high = known.limits
    if low == high:
        return figure_of(low / 100, _WHOLE)
    return text_cell(range_text(_WHOLE.text(low / 100), _WHOLE.text(high / 100)))


def _moves_grid(found: Definitions) -> Grid:
    """The points that each code adds to each definition that counts it."""
    labels = {code.id: f"{code.id} {code.label}" for code in found.study.codes}
    points, rows = _points(found), []
    for code in found.counted:
        share = found.codes.value(code.lower())
        cell = figure_of(share, points, _status(found, share))
        cells = [cell if code in one.codes else BLANK for one in found.definitions]
        rows.append(GridRow(labels[code], RowKind.BODY, points, tuple(cells)))
    values = [found.shares.value(one.id) for one in found.definitions]
    totals = [figure_of(value, points, _status(found, value)) for value in values]
    return Grid(
        id="codes",
        title="Percentage points of the time that each code adds",
        stub="Activity",
        columns=columns_of(*(one.label for one in found.definitions)),
        rows=(*rows, GridRow("All that it counts", RowKind.SUBTOTAL, points, tuple(totals))),
        scope=found.codes.scope,
        notes=("Blank where a definition does not count the code.",),
        source=found.codes.source,
    )


def _moves(found: Definitions) -> Iterator[str]:
    """How each definition differs from the first, code by code."""
    first, form = found.definitions[0], _points(found, signed=True)
    for one in found.definitions[1:]:
        parts = [f"{code} {_shown(points / 100, form)}" for code, points in found.moved(one.id).items()]
        total = _shown(found.shares.value(one.id) - found.shares.value(first.id), form)
        yield f"{one.label}: {total} points beside '{first.label}'" + _in_brackets(parts)


def _shown(value: float, form: NumberForm) -> str:
    return form.text(value) if is_shown(value) else CONFIDENTIAL


def _told(one: WorkDefinition) -> Pair:
    measured = "; ".join(filter(None, (one.population, one.method)))
    parts = [f"{part.label} {part.printed:g}%" + _in_brackets(part.codes) for part in one.parts]
    published = [f"{share.printed}{f' ({share.of})' if share.of else ''}, {share.place}" for share in one.published]
    lines = (
        one.rests_on,
        f"Codes: {', '.join(one.codes)}.",
        *([one.mapping] if one.mapping else []),
        *([f"Measured: {measured}."] if measured else []),
        *([f"Published: {'; '.join(published)}."] if published else []),
        *([f"In parts: {'; '.join(parts)}."] if parts else []),
        f"Source: {one.source}.",
    )
    return Pair(one.label, lines)


def _in_brackets(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""


def _records(found: Definitions) -> Iterator[Records]:
    yield Records("definitions", Cell._fields, found.shares.cells)
    yield Records("published", _BESIDE, lambda: map(_beside_fields, found.beside))
    yield Records("moved", ("definition", "beside", "code", "points"), lambda: _moved_fields(found))


def _beside_fields(one: SetBeside) -> tuple[str | float | None, ...]:
    known = one.published
    figures = (one.own, one.low, one.high, one.respondents, one.why)
    if known is None:
        return (one.definition.id, "", "", None, None, "", *figures)
    low, high = known.limits
    return (one.definition.id, known.printed, known.of, low, high, known.place, *figures)


def _moved_fields(found: Definitions) -> Iterator[tuple[str | float, ...]]:
    for one in found.definitions[1:]:
        for code, points in found.moved(one.id).items():
            yield (one.id, found.definitions[0].id, code, points)
