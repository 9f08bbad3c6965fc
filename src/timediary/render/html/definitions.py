"""The definitions that results rest on, and how to read them, as sections of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.study import VariableKind, clock
from timediary.render.grid import NOT_APPLICABLE
from timediary.render.html.page import entries, section
from timediary.render.inert import escaped
from timediary.render.numbers import is_shown, percent_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.results import Results
    from timediary.model.study import Band, DiaryGrid, Grouping, GroupingRow, Study, Variable


def definitions_section(results: Results) -> str:
    """The diary, which codes make each row, and which answers make each column."""
    parts = [f"<p>{escaped(_diary(results.study.grid))}</p>"]
    if results.grouping:
        parts.append(_grouping(results.grouping, results.study))
    if results.variables:
        parts.append(_variables(results.variables))
    return section("definitions", "Definitions used", "\n".join(parts))


def reading_section(study: Study) -> str:
    """What figures, intervals and marks say, for readers who are no statisticians."""
    return section("reading", "How to read it", entries((name, escaped(text)) for name, text in _reading(study)))


def _reading(study: Study) -> Iterator[tuple[str, str]]:
    yield (
        "Share",
        "All the time in a row over all the time recorded, by the same respondents. Who recorded more hours counts for "
        "more; it is no average of personal percentages.",
    )
    yield (
        "Interval",
        "The true share of everybody the survey stands for may differ from the one found. Of 100 surveys drawn like "
        "this one, about 95 would give an interval that holds it.",
    )
    yield "Respondents", "How many diaries a column rests on, each counted once, whatever its weight."
    yield "Hours", "All time that the figure counts, weighted where the survey is."
    if study.defaults.low_base > 1:
        yield "*", f"Fewer than {study.defaults.low_base} respondents: too few to rely on."
    if is_shown(study.defaults.high_cv):
        wide = percent_text(study.defaults.high_cv)
        yield "†", f"The standard error is {wide} of the figure or more: a wide margin of error."
    yield NOT_APPLICABLE, "Nothing to take a figure from."
    yield "No information", "Respondents who did not answer the question that makes the columns; they are in 'All'."
    yield "Rounding", "Figures are rounded for display only, so groups may seem to add up to a little more or less."


def _diary(grid: DiaryGrid) -> str:
    days = "one day" if len(grid.days) == 1 else f"{len(grid.days)} days ({', '.join(grid.days)})"
    return (
        f"A diary covers {days}, in {grid.slots_per_day} slots a day of {grid.slot_minutes} minutes from "
        f"{clock(grid.first_minute)}. Respondents wrote one activity code into each slot they worked."
    )


def _grouping(grouping: Grouping, study: Study) -> str:
    labels = {code.id: code.label for code in study.codes}
    names = {row.id: row.label for row in grouping.rows}
    rows = entries((row.label, _activities(row, labels, names)) for row in grouping.rows)
    source = f'<p class="soft">Source: {escaped(grouping.source)}</p>' if grouping.source else ""
    return f"<h3>Rows: {escaped(grouping.label)}</h3>\n{rows}\n{source}"


def _activities(row: GroupingRow, labels: dict[str, str], names: dict[str, str]) -> str:
    if row.sum_of:
        return escaped(f"The sum of: {'; '.join(names[id_] for id_ in row.sum_of)}.")
    return "<br>".join(f"<strong>{escaped(code)}</strong> {escaped(labels.get(code, ''))}" for code in row.codes)


def _variables(variables: Sequence[Variable]) -> str:
    answers = entries((variable.label, _answers(variable)) for variable in variables)
    return f"<h3>Columns and conditions</h3>\n{answers}"


def _answers(variable: Variable) -> str:
    if variable.kind is VariableKind.NUMBER:
        return escaped(_number(variable))
    several = "Several of" if variable.kind is VariableKind.MULTIPLE else "One of"
    levels = "; ".join(level.label for level in variable.levels)
    return escaped(f"{several}: {levels}." if levels else "Any text.")


def _number(variable: Variable) -> str:
    origin = "A number"
    if variable.minus:
        origin = f"{variable.minus[0]} less {variable.minus[1]}"
    elif variable.derived:
        origin = "A number, worked out from the diary"
    if not variable.bands:
        return f"{origin}."
    return f"{origin}, in the bands: {'; '.join(map(_band, variable.bands))}."


def _band(band: Band) -> str:
    if band.up_to is not None:
        return f"{band.label} (up to {band.up_to:g})"
    return f"{band.label} (below {band.below:g})" if band.below is not None else f"{band.label} (the rest)"
