"""The agreement of two coders as it is read: over all, by group, by code, and what they disagree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.agreement import AGREEMENT_COLUMNS, AgreementLevel
from timediary.render.delimited import delimited, in_utf_8
from timediary.render.grid import BLANK, NOT_APPLICABLE, Grid, GridCell, GridColumn, GridRow, RowKind, figure_of
from timediary.render.inert import visible
from timediary.render.numbers import COUNT, NumberForm, Quantity, is_shown
from timediary.render.problems import counted
from timediary.render.screen import NARROWEST, Role, ScreenLine, paragraph, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.agreement import Agreement, AgreementLine, Coefficient

SHOWN = 10
WIDTH = 100
NOT_WORKED = "not worked"
_SHARE = NumberForm(Quantity.PERCENT, 0)
_COEFFICIENT = NumberForm(decimals=2)
_UNKNOWN = f"{NOT_APPLICABLE} too few slots or respondents to tell, or no disagreement to take an interval from."


def agreement_lines(agreement: Agreement, width: int, *, shown: int = SHOWN) -> Iterator[ScreenLine]:
    """The answer, coefficients by group and code, and the most frequent disagreements.

    Args:
        agreement: what was found.
        width: columns of the screen; 40 if it has fewer.
        shown: how many disagreements to list.
    """
    width = max(width, NARROWEST)
    yield from paragraph(headline_of(agreement), width, Role.HEADLINE)
    for sentence in _unmatched(agreement):
        yield from paragraph(sentence, width, Role.WARNING)
    for grid in (_overall_grid(agreement), *_grids(agreement), _disagreements_grid(agreement, shown)):
        if grid.rows:
            yield from (ScreenLine(""), ScreenLine(""))
            yield from table_lines(grid, width)
    yield ScreenLine("")
    for note in agreement.notes:
        yield from paragraph(visible(note), width, Role.FAINT)


def text_of_agreement(agreement: Agreement, width: int = WIDTH) -> str:
    """What a terminal shows, as plain text."""
    return "".join(f"{line.text}\n" for line in agreement_lines(agreement, width))


def files_of_agreement(agreement: Agreement) -> dict[str, bytes]:
    """The files of a run by name: to read, every coefficient, and every disagreement."""
    header = ("first", "second", "slots", "hours", "respondents")
    return {
        "agreement.txt": in_utf_8(text_of_agreement(agreement)),
        "agreement.csv": in_utf_8(delimited(AGREEMENT_COLUMNS, agreement.rows())),
        "disagreements.csv": in_utf_8(delimited(header, agreement.disagreements)),
    }


def headline_of(agreement: Agreement) -> str:
    """How often the two agree, and kappa with its interval, in one sentence."""
    line = agreement.line("all", AgreementLevel.ALL_CODES)
    names = " and ".join(visible(name) for name in agreement.names)
    kappa = f"kappa {_with_interval(line.kappa)}" if is_shown(line.kappa.estimate) else "no kappa"
    diaries = "diary" if agreement.respondents == 1 else "diaries"
    return (
        f"{names} agree on {_SHARE.text(line.percent.estimate)} of {counted(agreement.slots, 'slot')} in "
        f"{agreement.respondents:,} {diaries}; {kappa}"
    )


def _with_interval(one: Coefficient) -> str:
    text = _COEFFICIENT.text(one.estimate)
    if not is_shown(one.low):
        return text
    return f"{text} (95% interval {_COEFFICIENT.text(one.low)} to {_COEFFICIENT.text(one.high)})"


def _unmatched(agreement: Agreement) -> Iterator[str]:
    for name, ids in zip(agreement.names, (agreement.only_first, agreement.only_second), strict=True):
        if ids:
            some = ", ".join(visible(id_) for id_ in ids[:5]) + (" ..." if len(ids) > 5 else "")
            diaries = "diary is" if len(ids) == 1 else "diaries are"
            yield f"{len(ids):,} {diaries} in {visible(name)} alone and not compared: {some}"


def _overall_grid(agreement: Agreement) -> Grid:
    levels = (AgreementLevel.ALL_CODES, AgreementLevel.ALL_GROUPS)
    rows = []
    for line in (agreement.line("all", level) for level in levels):
        parts = (line.percent, line.kappa, line.alpha, line.ac1)
        cells = tuple(
            cell for part, form in zip(parts, (_SHARE, *[_COEFFICIENT] * 3), strict=True) for cell in _cells(part, form)
        )
        rows.append(GridRow(visible(line.label), RowKind.BODY, _COEFFICIENT, cells))
    outers = ("Agreement", "Cohen's kappa", "Krippendorff's alpha", "Gwet's AC1")
    columns = tuple(
        GridColumn(f"{outer}, {inner}", inner, outer) for outer in outers for inner in ("is", "lower", "upper")
    )
    return _grid("Over all, with 95% intervals", "Names", columns, rows)


def _grids(agreement: Agreement) -> list[Grid]:
    slots = [f"Slots of {visible(name)}" for name in agreement.names]
    columns = (
        *(GridColumn(head, head) for head in (*slots, "Slots of both", "Agreement", "Kappa")),
        GridColumn("Kappa, 95% lower limit", "lower", "95% interval"),
        GridColumn("Kappa, 95% upper limit", "upper", "95% interval"),
    )
    found = []
    for level, title in (
        (AgreementLevel.GROUP, "Each group against all else"),
        (AgreementLevel.CODE, "Each code against all else"),
    ):
        lines = [line for line in agreement.lines if line.level is level]
        found.append(_grid(title, "Activity", columns, [_single_row(line) for line in lines]))
    return found


def _single_row(line: AgreementLine) -> GridRow:
    label = f"{line.id} {line.label}" if line.level is AgreementLevel.CODE else line.label
    counts = tuple(GridCell(count, COUNT.text(count), form=COUNT) for count in (line.first, line.second, line.both))
    percent = figure_of(line.percent.estimate, "", _SHARE)._replace(form=_SHARE)
    return GridRow(visible(label), RowKind.BODY, _COEFFICIENT, (*counts, percent, *_cells(line.kappa, _COEFFICIENT)))


def _cells(one: Coefficient, form: NumberForm) -> tuple[GridCell, ...]:
    return tuple(figure_of(value, "", form)._replace(form=form) for value in (one.estimate, one.low, one.high))


def _disagreements_grid(agreement: Agreement, shown: int) -> Grid:
    total = sum(one.slots for one in agreement.disagreements)
    rows = []
    for one in agreement.disagreements[:shown]:
        label = f"{_named(agreement, one.first)} / {_named(agreement, one.second)}"
        cells = (
            GridCell(one.slots, COUNT.text(one.slots), form=COUNT),
            figure_of(one.hours, "", NumberForm(decimals=1)),
            figure_of(one.slots / total, "", _SHARE),
            GridCell(one.respondents, COUNT.text(one.respondents), form=COUNT),
        )
        rows.append(GridRow(label, RowKind.BODY, COUNT, cells))
    more = len(agreement.disagreements) - shown
    if more > 0:
        rows.append(GridRow(f"and {more:,} more kinds, in disagreements.csv", RowKind.BODY, COUNT, (BLANK,) * 4))
    heads = ("Slots", "Hours", "Of all disagreements", "Diaries")
    title = f"What they disagree on: {visible(agreement.names[0])} / {visible(agreement.names[1])}"
    return _grid(title, "First / second", tuple(GridColumn(head, head) for head in heads), rows)


def _named(agreement: Agreement, id_: str) -> str:
    return f"{visible(id_)} {visible(agreement.labels[id_])}" if id_ else NOT_WORKED


def _grid(title: str, stub: str, columns: Sequence[GridColumn], rows: Sequence[GridRow]) -> Grid:
    unknown = any(cell.text == NOT_APPLICABLE for row in rows for cell in row.cells)
    return Grid(
        id="agreement",
        title=title,
        scope="",
        stub=stub,
        columns=tuple(columns),
        rows=tuple(rows),
        bases=(),
        notes=(_UNKNOWN,) if unknown else (),
    )
