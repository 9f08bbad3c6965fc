"""The quality of diaries: how many have which grade, what speaks against them, and what hangs on it."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.document import (
    Document,
    Grid,
    GridRow,
    Items,
    Medium,
    Pair,
    Pairs,
    Records,
    RowKind,
    Section,
    Text,
    columns_of,
    text_cell,
    text_columns_of,
)
from timediary.model.line import Line, LineKind
from timediary.model.number import COUNT, NumberForm, Quantity, counted
from timediary.model.quality import MeasureForm, Severity
from timediary.render.findings import findings_of_comparison
from timediary.render.grids import count_of, figure_of, grid_of, unknown_note
from timediary.render.views import comparisons, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.document import Edition
    from timediary.model.quality import Limits, LookedAt, Measured, Quality
    from timediary.model.table import Table

_FILE = "diaries_to_look_at.csv"
# A page of more could not be read; all of them are in a file beside it, and in a workbook.
_MOST = {Medium.SCREEN: 10, Medium.TEXT: 10, Medium.PAGE: 200, Medium.WIKI: 200, Medium.PAPER: 200}
_QUANTILES = (0.05, 0.5, 0.95)
_COLUMNS = columns_of("5% of diaries below", "Median", "5% above", "Look", "Serious", "Not known")


def document(quality: Quality, edition: Edition) -> Document:
    """Grades, measures, diaries to look at and why, shares with and without them, and how all of it is worked out."""
    return Document(
        name="quality",
        formats=("xlsx", "csv", "html", "text"),
        title=headline_of(quality),
        about=quality.titles.title or quality.study.name,
        subtitle=quality.titles.subtitle,
        lead=tuple(map(Text, grade_sentences(quality))),
        sections=tuple(_sections(quality, edition)),
        notes=quality.notes,
        provenance=tuple(("Input", file) for file in quality.source.files),
        records=tuple(_records(quality)),
        inputs=quality.source.files,
    )


def headline_of(quality: Quality) -> str:
    """How many diaries there are, and of which grade."""
    grades = ", ".join(f"{count:,} {id_}" for id_, count in quality.grade_counts().items())
    return counted(len(quality.respondents), "diary", "diaries") + (f": {grades}" if grades else "")


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
        sentences.append(f"{grade.id}: {grade.label} ({points})")
    return sentences


def with_and_without(quality: Quality) -> Table:
    """The shares of all diaries and of those without the doubtful ones as columns of one table.

    Args:
        quality: with one comparison at least.
    """
    first = quality.comparisons[0].first
    tables = [first, *(comparison.second for comparison in quality.comparisons)]
    names = ["All diaries", *(_capital(comparison.names[1]) for comparison in quality.comparisons)]
    known = [one.precision for one in tables if one.precision is not None]
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
        columns=tuple(Line(f"column_{i}", name, LineKind.LEVEL) for i, name in enumerate(names)),
        estimate=np.hstack([one.estimate for one in tables]),
        base=np.hstack([one.base for one in tables]),
        hours=np.hstack([one.hours for one in tables]),
        status=np.hstack([one.status for one in tables]),
        column_hours=np.hstack([one.column_hours for one in tables]),
        scope="",
        precision=precision,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sections(quality: Quality, edition: Edition) -> Iterator[Section]:
    yield Section("What is measured of each diary", (_measures_grid(quality),), "measures")
    if quality.to_look_at:
        yield _look_section(quality, edition)
    if quality.comparisons:
        yield from _with_and_without(quality, edition)
    if edition.medium is Medium.BOOK:
        yield Section("All diaries", (_diaries_grid(quality),), "diaries")
    if edition.medium is not Medium.SCREEN:
        pairs = (Pair(_measure_name(one), _method_of(quality, one)) for one in quality.measured)
        yield Section("How it is measured", (Pairs(tuple(pairs), ("Measure", "How")),), "method")


def _measure_name(one: Measured) -> str:
    return f"{one.measure.label} ({one.measure.id})"


def _with_and_without(quality: Quality, edition: Edition) -> Iterator[Section]:
    """Both shares side by side and what differs; everywhere but on screens and pages every difference too."""
    shares = with_and_without(quality)
    if edition.medium is Medium.BOOK:
        yield from table.sections_of([shares], edition)
    else:
        found = (findings_of_comparison(one, edition)._replace(title=one.title) for one in quality.comparisons)
        yield Section(shares.title, (grid_of(shares, "interval", edition), *found), "without")
    if edition.medium not in (Medium.SCREEN, Medium.PAGE):
        for number, one in enumerate(quality.comparisons, start=1):
            yield comparisons.section_of(one, edition, f"comparison-{number}")


def _measures_grid(quality: Quality) -> Grid:
    """Each measure: where most diaries lie, and how many are beyond its limits."""
    rows = tuple(_measure_row(quality, j, one) for j, one in enumerate(quality.measured))
    notes = list(unknown_note(rows, "not known of any diary."))
    if quality.rules is not None:
        notes.append(
            f"Look and Serious count the diaries beyond a limit of quality.toml: {quality.rules.look} and "
            f"{quality.rules.serious} points each."
        )
    return Grid("measures", "What is measured of each diary", "Measure", _COLUMNS, rows, notes=tuple(notes))


def _measure_row(quality: Quality, j: int, one: Measured) -> GridRow:
    form = _form(one.measure.form)
    known = one.values[~np.isnan(one.values)]
    quantiles = np.quantile(known, _QUANTILES).tolist() if len(known) else [np.nan] * len(_QUANTILES)
    counts = [int((quality.severities[:, j] == severity).sum()) for severity in (Severity.LOOK, Severity.SERIOUS)]
    cells = [figure_of(value, form) for value in quantiles]
    cells += map(count_of, (*counts, len(one.values) - len(known)))
    return GridRow(one.measure.label, RowKind.BODY, form, tuple(cells))


def _form(form: MeasureForm) -> NumberForm:
    return NumberForm(Quantity.PERCENT, 0) if form is MeasureForm.SHARE else NumberForm(decimals=1)


def _look_section(quality: Quality, edition: Edition) -> Section:
    """The diaries to look at, most points first: in sentences on a screen, as a table elsewhere."""
    count = len(quality.to_look_at)
    shown = quality.to_look_at[: _MOST.get(edition.medium, count)]
    more, file = count - len(shown), edition.file(_FILE)
    title = f"{counted(count, 'diary', 'diaries')} to look at"
    if edition.is_brief:
        return Section(title, (Items(tuple(map(_listed, shown)), more, file),), "look")
    rows = tuple(
        GridRow(
            one.respondent, RowKind.BODY, COUNT, (text_cell(one.grade), count_of(one.points), text_cell(_reasons(one)))
        )
        for one in shown
    )
    columns = (*text_columns_of("Grade"), *columns_of("Points"), *text_columns_of("Why"))
    notes = (f"and {more:,} more" + (f", in {file}" if file else ""),) if more else ()
    grid = Grid("look", "Most points first.", "Diary", columns, rows, notes=notes, is_searchable=True)
    return Section(title, (grid,), "look")


def _listed(one: LookedAt) -> str:
    grade = f" ({one.grade}, {counted(one.points, 'point')})" if one.grade else ""
    return f"{one.respondent}{grade}: {_reasons(one)}"


def _reasons(one: LookedAt) -> str:
    return f"{'; '.join(one.reasons)}."


def _diaries_grid(quality: Quality) -> Grid:
    """One row a diary: grade, points, and every measure."""
    forms = [_form(one.measure.form) for one in quality.measured]
    values = [one.values.tolist() for one in quality.measured]
    rows = []
    for i, id_ in enumerate(quality.respondents):
        figures = (figure_of(column[i], form) for column, form in zip(values, forms, strict=True))
        cells = (text_cell(quality.grade_of(i)), count_of(int(quality.points[i])), *figures)
        rows.append(GridRow(id_, RowKind.BODY, COUNT, cells))
    labels = (one.measure.label for one in quality.measured)
    columns = (*text_columns_of("Grade"), *columns_of("Points", *labels))
    return Grid("diaries", "All diaries", "Diary", columns, tuple(rows))


def _method_of(quality: Quality, one: Measured) -> tuple[str, ...]:
    """How a measure is worked out; and its limits in a sentence, with their source, where it has some."""
    rules = quality.rules.rules if quality.rules else ()
    rule = next((rule for rule in rules if rule.measure == one.measure.id), None)
    if rule is None:
        return (one.measure.method,)
    parts = [(name, _limits(one, limits)) for name, limits in (("look", rule.look), ("serious", rule.serious))]
    source = f" After {rule.source}." if rule.source else ""
    limits = f"Limits: {'; '.join(f'{name} {words}' for name, words in parts if words)}.{source}"
    return (one.measure.method, limits)


def _limits(one: Measured, limits: Limits) -> str:
    form = _form(one.measure.form)
    words = [
        f"{word} {form.text(limit).removesuffix('.0')}"
        for word, limit in (("below", limits.below), ("above", limits.above))
        if limit is not None
    ]
    return " or ".join(words)


def _records(quality: Quality) -> Iterator[Records]:
    header = ("respondent", "grade", "points", *(one.measure.id for one in quality.measured))
    yield Records("quality", header, lambda: _diary_fields(quality))
    yield Records(
        _FILE.removesuffix(".csv"),
        ("respondent", "grade", "points", "reasons"),
        lambda: ((one.respondent, one.grade, one.points, "; ".join(one.reasons)) for one in quality.to_look_at),
    )
    if quality.comparisons:
        shares = [f"{name}{part}" for name in ("all", "without") for part in ("", "_low", "_high")]
        yield Records(
            "with_and_without", ("compared", "row", *shares, *_DIFFERENCES), lambda: _difference_fields(quality)
        )


def _diary_fields(quality: Quality) -> Iterator[tuple[str | float, ...]]:
    columns = [one.values.tolist() for one in quality.measured]
    for i, id_ in enumerate(quality.respondents):
        yield (id_, quality.grade_of(i), int(quality.points[i]), *(column[i] for column in columns))


_DIFFERENCES = ("difference", "se", "low", "high", "degrees_of_freedom", "p", "p_adjusted")


def _difference_fields(quality: Quality) -> Iterator[tuple[str | float, ...]]:
    """One row a share and comparison: both shares with their intervals, their difference with its own."""
    for comparison in quality.comparisons:
        limits = [_limits_of_cells(one) for one in (comparison.first, comparison.second)]
        for cell, (low, high), (lower, upper) in zip(comparison.cells(), *limits, strict=True):
            without = (cell.estimate, lower, upper)
            found = (getattr(cell, name) for name in _DIFFERENCES)
            yield (comparison.names[1], cell.row, cell.reference_estimate, low, high, *without, *found)


def _limits_of_cells(one: Table) -> list[tuple[float, float]]:
    """The interval of each cell, row by row; NaN where there is none."""
    if one.precision is None:
        return [(np.nan, np.nan)] * one.estimate.size
    return list(zip(one.precision.low.ravel().tolist(), one.precision.high.ravel().tolist(), strict=True))
