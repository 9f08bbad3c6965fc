"""The quality of diaries as it is read: how many have which grade, what speaks against them, what hangs on it."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Line as TableLine, LineKind
from timediary.model.quality import MeasureForm, Severity
from timediary.render.compared import compared
from timediary.render.delimited import delimited, in_utf_8
from timediary.render.grid import NOT_APPLICABLE, Grid, GridCell, GridColumn, GridRow, RowKind, figure_of, grid_of
from timediary.render.inert import visible
from timediary.render.numbers import COUNT, NumberForm, Quantity
from timediary.render.problems import counted
from timediary.render.screen import NARROWEST, Role, ScreenLine, comparison_lines, paragraph, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.quality import Limits, LookedAt, Measured, Quality
    from timediary.model.table import Table
    from timediary.render.compared import Compared
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
    for sentence in grade_sentences(quality):
        yield from paragraph(sentence, width, Role.BODY)
    yield from (ScreenLine(""), ScreenLine(""))
    yield from table_lines(measures_grid(quality), width)
    if quality.to_look_at:
        yield from (ScreenLine(""), ScreenLine(""))
        yield from _listed_lines(quality, width, shown, file)
    if quality.comparisons:
        yield from (ScreenLine(""), ScreenLine(""))
        yield from table_lines(grid_of(with_and_without(quality), "interval"), width)
    for view in map(compared, quality.comparisons):
        yield ScreenLine("")
        yield from _difference_lines(view, width)
    yield ScreenLine("")
    for note in quality.notes:
        yield from paragraph(visible(note), width, Role.FAINT)


def text_of_quality(quality: Quality, width: int = WIDTH) -> str:
    """What a terminal shows, as plain text."""
    return "".join(f"{line.text}\n" for line in quality_lines(quality, width))


def files_of_quality(quality: Quality) -> dict[str, bytes]:
    """The files of a run by name: to read, every measure of every diary, those to look at, and what hangs on them."""
    from timediary.render.html.quality import page_of_quality

    parts = (quality_lines(quality, WIDTH), _comparison_parts(quality), method_lines(quality))
    text = "".join(f"{line.text}\n" for part in parts for line in part)
    files = {
        "quality.html": page_of_quality(quality),
        "quality.txt": in_utf_8(text),
        "quality.csv": in_utf_8(csv_of_quality(quality)),
        LOOK_FILE: in_utf_8(csv_of_diaries_to_look_at(quality)),
    }
    if quality.comparisons:
        files["with_and_without.csv"] = in_utf_8(csv_of_with_and_without(quality))
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


def with_and_without(quality: Quality) -> Table:
    """The shares of all diaries and of those without the doubtful ones as columns of one table.

    Args:
        quality: with one comparison at least.
    """
    first = quality.comparisons[0].first
    tables = [first, *(comparison.second for comparison in quality.comparisons)]
    names = ["All diaries", *(_capital(comparison.names[1]) for comparison in quality.comparisons)]
    known = [table.precision for table in tables if table.precision is not None]
    precision = None
    if len(known) == len(tables):
        precision = known[0]._replace(
            se=np.hstack([one.se for one in known]),
            low=np.hstack([one.low for one in known]),
            high=np.hstack([one.high for one in known]),
            deff=np.hstack([one.deff for one in known]),
            degrees_of_freedom=np.hstack([one.degrees_of_freedom for one in known]),
        )
    return replace(
        first,
        id="with_and_without",
        title=f"{first.title}, with and without the diaries in doubt",
        columns=tuple(TableLine(f"column_{i}", name, LineKind.LEVEL) for i, name in enumerate(names)),
        estimate=np.hstack([table.estimate for table in tables]),
        base=np.hstack([table.base for table in tables]),
        hours=np.hstack([table.hours for table in tables]),
        status=np.hstack([table.status for table in tables]),
        column_hours=np.hstack([table.column_hours for table in tables]),
        scope="",
        precision=precision,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _difference_lines(view: Compared, width: int) -> Iterator[Line]:
    """What differs notably, in sentences; the figures of all rows are in a file."""
    yield from paragraph(view.title, width, Role.STRONG)
    for sentence in view.findings.differences or filter(None, [view.findings.verdict]):
        yield from paragraph(sentence, width, Role.BODY, indent=2)


def headline_of(quality: Quality) -> str:
    """How many diaries there are, and of which grade."""
    diaries = "diary" if len(quality.respondents) == 1 else "diaries"
    grades = ", ".join(f"{count:,} {visible(id_)}" for id_, count in quality.grade_counts().items())
    return f"{len(quality.respondents):,} {diaries}" + (f": {grades}" if grades else "")


def csv_of_with_and_without(quality: Quality) -> str:
    """One row a share and comparison: both shares with their intervals, their difference with its own."""
    shares = [f"{name}{part}" for name in ("all", "without") for part in ("", "_low", "_high")]
    differences = ("difference", "se", "low", "high", "degrees_of_freedom", "p", "p_adjusted")
    rows = []
    for comparison in quality.comparisons:
        limits = [_limits_of_cells(table) for table in (comparison.first, comparison.second)]
        for cell, (low, high), (lower, upper) in zip(comparison.cells(), *limits, strict=True):
            without = (cell.estimate, lower, upper)
            found = (getattr(cell, name) for name in differences)
            rows.append((comparison.names[1], cell.row, cell.reference_estimate, low, high, *without, *found))
    return delimited(("compared", "row", *shares, *differences), rows)


def _limits_of_cells(table: Table) -> list[tuple[float, float]]:
    """The interval of each cell, row by row; NaN where there is none."""
    if table.precision is None:
        return [(np.nan, np.nan)] * table.estimate.size
    return list(zip(table.precision.low.ravel().tolist(), table.precision.high.ravel().tolist(), strict=True))


def grade_sentences(quality: Quality) -> list[str]:
    """What each grade is and from how many points: `B: worth a look (1 to 2 points)`."""
    grades = () if quality.rules is None else quality.rules.grades
    sentences = []
    for grade, following in zip_longest(grades, grades[1:]):
        if following is None:
            points = f"{grade.points} or more points"
        elif following.points == grade.points + 1:
            points = counted(grade.points, "point")
        else:
            points = f"{grade.points} to {following.points - 1} points"
        sentences.append(f"{visible(grade.id)}: {visible(grade.label)} ({points})")
    return sentences


def measures_grid(quality: Quality) -> Grid:
    """Each measure: where most diaries lie, and how many are beyond its limits."""
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


def _comparison_parts(quality: Quality) -> Iterator[Line]:
    """Each comparison in full: every difference with its interval."""
    for view in map(compared, quality.comparisons):
        yield from (ScreenLine(""), ScreenLine(""))
        yield from comparison_lines(view, WIDTH)


def method_lines(quality: Quality) -> Iterator[Line]:
    """How each measure is worked out, from where, and its limits: the end of `quality.txt`."""
    yield from (ScreenLine(""), ScreenLine(""), ScreenLine("How it is measured", Role.TITLE))
    for one in quality.measured:
        yield ScreenLine("")
        texts = (f"{one.measure.label} ({one.measure.id}). {one.measure.method}", limits_of(quality, one))
        for text in filter(None, texts):
            yield from paragraph(visible(text), WIDTH, Role.BODY, hanging=2)


def limits_of(quality: Quality, one: Measured) -> str:
    """The limits of a measure in a sentence, with their source; empty where it has none."""
    rule = (
        next((rule for rule in quality.rules.rules if rule.measure == one.measure.id), None) if quality.rules else None
    )
    if rule is None:
        return ""
    parts = [(name, _limits(one, limits)) for name, limits in (("look", rule.look), ("serious", rule.serious))]
    source = f" After {rule.source}." if rule.source else ""
    return f"Limits: {'; '.join(f'{name} {words}' for name, words in parts if words)}.{source}"


def _limits(one: Measured, limits: Limits) -> str:
    form = _form(one.measure.form)
    words = [
        f"{word} {form.text(limit).removesuffix('.0')}"
        for word, limit in (("below", limits.below), ("above", limits.above))
        if limit is not None
    ]
    return " or ".join(words)
