"""The quality of diaries as it is read: how many have which grade, what speaks against them, what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.quality import MeasureForm, Severity
from timediary.render.delimited import delimited, in_utf_8
from timediary.render.grid import NOT_APPLICABLE, Grid, GridCell, GridColumn, GridRow, RowKind, figure_of
from timediary.render.inert import visible
from timediary.render.numbers import COUNT, NumberForm, Quantity
from timediary.render.problems import counted
from timediary.render.screen import NARROWEST, Role, ScreenLine, comparison_lines, paragraph, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.quality import Limits, LookedAt, Measured, Quality
    from timediary.render.screen import ScreenLine as Line

SHOWN = 10
WIDTH = 100
LOOK_FILE = "diaries_to_look_at.csv"
_QUANTILES = (0.05, 0.5, 0.95)
_COLUMNS = ("5% of diaries below", "Median", "5% above", "Look", "Serious", "Not known")


def quality_lines(quality: Quality, width: int, *, shown: int = SHOWN, file: str = LOOK_FILE) -> Iterator[Line]:
    """Grades, measures, the diaries to look at and why, and the shares with and without them.

    Args:
        quality: what was found.
        width: columns of the screen; 40 if it has fewer.
        shown: how many diaries to list.
        file: where all of them are listed.
    """
    width = max(width, NARROWEST)
    yield from paragraph(headline_of(quality), width, Role.HEADLINE)
    yield from _grade_lines(quality, width)
    yield from (ScreenLine(""), ScreenLine(""))
    yield from table_lines(_measures_grid(quality), width)
    if quality.to_look_at:
        yield from (ScreenLine(""), ScreenLine(""))
        yield from _listed_lines(quality, width, shown, file)
    for comparison in quality.comparisons:
        from timediary.render.compared import compared

        yield from (ScreenLine(""), ScreenLine(""))
        yield from comparison_lines(compared(comparison), width)
    yield ScreenLine("")
    for note in quality.notes:
        yield from paragraph(visible(note), width, Role.FAINT)


def text_of_quality(quality: Quality, width: int = WIDTH) -> str:
    """What a terminal shows, as plain text."""
    return "".join(f"{line.text}\n" for line in quality_lines(quality, width))


def files_of_quality(quality: Quality) -> dict[str, bytes]:
    """The files of a run by name: to read, every measure of every diary, those to look at, and what hangs on them."""
    text = "".join(f"{line.text}\n" for line in quality_lines(quality, WIDTH)) + "".join(_method_lines(quality))
    files = {
        "quality.txt": in_utf_8(text),
        "quality.csv": in_utf_8(csv_of_quality(quality)),
        LOOK_FILE: in_utf_8(csv_of_diaries_to_look_at(quality)),
    }
    if quality.comparisons:
        from timediary.model.comparison import DifferenceCell

        cells = ((comparison.names[1], *cell[1:]) for comparison in quality.comparisons for cell in comparison.cells())
        header = ("compared", *DifferenceCell._fields[1:])
        files["with_and_without.csv"] = in_utf_8(delimited(header, cells))
    return files


def csv_of_quality(quality: Quality) -> str:
    """One row a diary: grade, points, and every measure unrounded, empty where it can't be known."""
    header = ("respondent", "grade", "points", *(one.measure.id for one in quality.measured))
    columns = [one.values.tolist() for one in quality.measured]
    rows = (
        (id_, quality.grade_of(i), int(quality.points[i]), *(column[i] for column in columns))
        for i, id_ in enumerate(quality.respondents)
    )
    return delimited(header, rows)


def csv_of_diaries_to_look_at(quality: Quality) -> str:
    """One row a diary to look at: grade, points and why, most points first."""
    rows = ((one.respondent, one.grade, one.points, "; ".join(one.reasons)) for one in quality.to_look_at)
    return delimited(("respondent", "grade", "points", "reasons"), rows)


def headline_of(quality: Quality) -> str:
    """How many diaries there are, and of which grade."""
    diaries = "diary" if len(quality.respondents) == 1 else "diaries"
    grades = ", ".join(f"{count:,} {visible(id_)}" for id_, count in quality.grade_counts().items())
    return f"{len(quality.respondents):,} {diaries}" + (f": {grades}" if grades else "")


def _grade_lines(quality: Quality, width: int) -> Iterator[Line]:
    if quality.rules is None:
        return
    for i, grade in enumerate(quality.rules.grades):
        last = i + 1 == len(quality.rules.grades)
        upto = "" if last else f" to {quality.rules.grades[i + 1].points - 1}"
        points = f"{grade.points}{upto}" if upto != f" to {grade.points}" else f"{grade.points}"
        more = " or more" if last else ""
        unit = "point" if points == "1" and not more else "points"
        yield from paragraph(f"{visible(grade.id)}: {visible(grade.label)} ({points}{more} {unit})", width, Role.BODY)


def _measures_grid(quality: Quality) -> Grid:
    rows = [_measure_row(quality, j, one) for j, one in enumerate(quality.measured)]
    unknown = any(cell.text == NOT_APPLICABLE for row in rows for cell in row.cells)
    notes = [f"{NOT_APPLICABLE} not known of any diary."] if unknown else []
    if quality.rules is not None:
        notes.append(
            f"Look and Serious count the diaries beyond a limit of quality.toml: {quality.rules.look} and "
            f"{quality.rules.serious} points each."
        )
    return Grid(
        id="measures",
        title="What is measured of each diary",
        scope="",
        stub="Measure",
        columns=tuple(GridColumn(head, head) for head in _COLUMNS),
        rows=tuple(rows),
        bases=(),
        notes=tuple(notes),
    )


def _measure_row(quality: Quality, j: int, one: Measured) -> GridRow:
    form = _form(one.measure.form)
    known = one.values[~np.isnan(one.values)]
    quantiles = np.quantile(known, _QUANTILES).tolist() if len(known) else [np.nan] * len(_QUANTILES)
    counts = [int((quality.severities[:, j] == severity).sum()) for severity in (Severity.LOOK, Severity.SERIOUS)]
    cells = [figure_of(value, "", form) for value in quantiles]
    cells += [GridCell(count, COUNT.text(count), form=COUNT) for count in (*counts, len(one.values) - len(known))]
    return GridRow(visible(one.measure.label), RowKind.BODY, form, tuple(cells))


def _form(form: MeasureForm) -> NumberForm:
    return NumberForm(Quantity.PERCENT, 0) if form is MeasureForm.SHARE else NumberForm(decimals=1)


def _listed_lines(quality: Quality, width: int, shown: int, file: str) -> Iterator[Line]:
    count = len(quality.to_look_at)
    yield from paragraph(f"{counted(count, 'diary').replace('diarys', 'diaries')} to look at", width, Role.TITLE)
    for one in quality.to_look_at[:shown]:
        yield from paragraph(_listed(one), width, Role.BODY, hanging=4)
    if count > shown:
        yield from paragraph(f"and {count - shown:,} more, in {visible(file)}", width, Role.FAINT)


def _listed(one: LookedAt) -> str:
    grade = f" ({visible(one.grade)}, {counted(one.points, 'point')})" if one.grade else ""
    return f"{visible(one.respondent)}{grade}: {visible('; '.join(one.reasons))}."


def _method_lines(quality: Quality) -> Iterator[str]:
    """How each measure is worked out, from where, and its limits: the end of `quality.txt`."""
    yield "\n\nHow it is measured\n"
    limits = {} if quality.rules is None else {rule.measure: rule for rule in quality.rules.rules}
    for one in quality.measured:
        yield "\n"
        rule = limits.get(one.measure.id)
        texts = [f"{one.measure.label} ({one.measure.id}). {one.measure.method}"]
        if rule is not None:
            parts = [f"look {_limits(one, rule.look)}", f"serious {_limits(one, rule.serious)}"]
            texts.append("Limits: " + "; ".join(part for part in parts if not part.endswith(" ")) + ".")
            texts += [f"Limits after: {rule.source}"] if rule.source else []
        for text in texts:
            for line in paragraph(visible(text), WIDTH, Role.BODY, hanging=2):
                yield f"{line.text}\n"


def _limits(one: Measured, limits: Limits) -> str:
    form = _form(one.measure.form)
    words = [
        f"{word} {form.text(limit).removesuffix('.0')}"
        for word, limit in (("below", limits.below), ("above", limits.above))
        if limit is not None
    ]
    return " or ".join(words)
