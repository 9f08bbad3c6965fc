"""The agreement of two coders: over all, by group, by code, and what they disagree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.agreement import AGREEMENT_COLUMNS, AgreementLevel
from timediary.model.document import (
    Document,
    Grid,
    GridColumn,
    GridRow,
    Records,
    RowKind,
    Section,
    Text,
    Tone,
    columns_of,
    text_cell,
)
from timediary.model.number import COUNT, NumberForm, Quantity, counted, is_shown
from timediary.render.grids import count_of, figure_of, unknown_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.agreement import Agreement, AgreementLine, Coefficient
    from timediary.model.document import Edition, GridCell

_MOST = 10
_NOT_WORKED = "not worked"
_SHARE = NumberForm(Quantity.PERCENT, 0)
_COEFFICIENT = NumberForm(decimals=2)


def document(agreement: Agreement, edition: Edition) -> Document:
    """The answer, coefficients by group and code, and the disagreements: on a screen the most frequent."""
    grids = (_overall_grid(agreement), *_grids(agreement), _disagreements_grid(agreement, edition))
    header = ("first", "second", "slots", "hours", "respondents", "diaries", "most_in")
    return Document(
        name="agreement",
        formats=("xlsx", "csv", "html", "text"),
        title=headline_of(agreement),
        lead=tuple(Text(sentence, Tone.ALERT) for sentence in _unmatched(agreement)),
        sections=tuple(Section(grid.title, (grid,), grid.id) for grid in grids if grid.rows),
        notes=agreement.notes,
        provenance=tuple(("Input", file) for file in agreement.inputs),
        records=(
            Records("agreement", AGREEMENT_COLUMNS, agreement.rows),
            Records("disagreements", header, lambda: agreement.disagreements),
        ),
        inputs=agreement.inputs,
    )


def headline_of(agreement: Agreement) -> str:
    """How often the two agree, and kappa with its interval, in one sentence."""
    line = agreement.line("all", AgreementLevel.ALL_CODES)
    names = " and ".join(agreement.names)
    kappa = f"kappa {_with_interval(line.kappa)}" if is_shown(line.kappa.estimate) else "no kappa"
    diaries = counted(agreement.diaries, "diary", "diaries")
    if agreement.respondents < agreement.diaries:
        diaries += f" of {counted(agreement.respondents, 'respondent')}"
    share = _SHARE.text(line.percent.estimate)
    agree = f"{names} agree on {share} of {counted(agreement.slots, 'slot')} in {diaries}; {kappa}"
    return "; ".join(filter(None, (agree, agreement.scope)))


def _with_interval(one: Coefficient) -> str:
    text = _COEFFICIENT.text(one.estimate)
    if not is_shown(one.low):
        return text
    return f"{text} (95% interval {_COEFFICIENT.text(one.low)} to {_COEFFICIENT.text(one.high)})"


def _unmatched(agreement: Agreement) -> Iterator[str]:
    for name, ids in zip(agreement.names, (agreement.only_first, agreement.only_second), strict=True):
        if ids:
            some = ", ".join(ids[:5]) + (" ..." if len(ids) > 5 else "")
            diaries = "diary is" if len(ids) == 1 else "diaries are"
            yield f"{len(ids):,} {diaries} in {name} alone and not compared: {some}"


def _overall_grid(agreement: Agreement) -> Grid:
    levels = (AgreementLevel.ALL_CODES, AgreementLevel.ALL_GROUPS)
    rows = []
    for line in (agreement.line("all", level) for level in levels):
        parts = (line.percent, line.kappa, line.alpha, line.ac1)
        forms = (_SHARE, *[_COEFFICIENT] * 3)
        cells = tuple(cell for part, form in zip(parts, forms, strict=True) for cell in _cells(part, form))
        rows.append(GridRow(line.label, RowKind.BODY, _COEFFICIENT, cells))
    outers = ("Agreement", "Cohen's kappa", "Krippendorff's alpha", "Gwet's AC1")
    columns = [GridColumn(f"{outer}, {inner}", inner, outer) for outer in outers for inner in ("is", "lower", "upper")]
    return _grid("overall", "Over all, with 95% intervals", "Names", columns, rows)


def _grids(agreement: Agreement) -> list[Grid]:
    columns = (
        *columns_of(*(f"Slots of {name}" for name in agreement.names), "Slots of both", "Agreement", "Kappa"),
        GridColumn("Kappa, 95% lower limit", "lower", "95% interval"),
        GridColumn("Kappa, 95% upper limit", "upper", "95% interval"),
    )
    found = []
    for level, title in (
        (AgreementLevel.GROUP, "Each group against all else"),
        (AgreementLevel.CODE, "Each code against all else"),
    ):
        lines = [line for line in agreement.lines if line.level is level]
        found.append(_grid(level.value, title, "Activity", columns, [_single_row(line) for line in lines]))
    return found


def _single_row(line: AgreementLine) -> GridRow:
    label = f"{line.id} {line.label}" if line.level is AgreementLevel.CODE else line.label
    counts = map(count_of, (line.first, line.second, line.both))
    cells = (*counts, figure_of(line.percent.estimate, _SHARE), *_cells(line.kappa, _COEFFICIENT))
    return GridRow(label, RowKind.BODY, _COEFFICIENT, cells)


def _cells(one: Coefficient, form: NumberForm) -> tuple[GridCell, ...]:
    return tuple(figure_of(value, form) for value in (one.estimate, one.low, one.high))


def _disagreements_grid(agreement: Agreement, edition: Edition) -> Grid:
    total = sum(one.slots for one in agreement.disagreements)
    most = _MOST if edition.is_brief else len(agreement.disagreements)
    rows = []
    for one in agreement.disagreements[:most]:
        label = f"{_named(agreement, one.first)} / {_named(agreement, one.second)}"
        cells = (
            count_of(one.slots),
            figure_of(one.hours, NumberForm(decimals=1)),
            figure_of(one.slots / total, _SHARE),
            count_of(one.diaries),
            text_cell(one.most_in),
        )
        rows.append(GridRow(label, RowKind.BODY, COUNT, cells))
    more, file = len(agreement.disagreements) - most, edition.file("disagreements.csv")
    title = f"What they disagree on: {' / '.join(agreement.names)}"
    columns = columns_of("Slots", "Hours", "Of all disagreements", "Diaries", "Most in")
    notes = (f"and {more:,} more kinds" + (f", in {file}" if file else ""),) if more > 0 else ()
    return _grid("disagreements", title, "First / second", columns, rows, notes)


def _named(agreement: Agreement, id_: str) -> str:
    return f"{id_} {agreement.labels[id_]}" if id_ else _NOT_WORKED


def _grid(
    id_: str,
    title: str,
    stub: str,
    columns: Sequence[GridColumn],
    rows: Sequence[GridRow],
    notes: tuple[str, ...] = (),
) -> Grid:
    unknown = unknown_note(rows, "too few slots or respondents to tell, or no disagreement to take an interval from.")
    return Grid(id_, title, stub, tuple(columns), tuple(rows), notes=(*notes, *unknown))
