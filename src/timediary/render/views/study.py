"""A study's definitions: the diary, what makes each row and each column, and how to read figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import Document, Pair, Pairs, Section, Text, Tone
from timediary.model.number import is_shown, percent_text
from timediary.model.study import VariableKind, clock
from timediary.render.grids import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.document import Block, Edition
    from timediary.model.study import Band, Field, Grouping, GroupingRow, Study, Variable


def document(study: Study, edition: Edition) -> Document:  # noqa: ARG001 - the same on every medium
    """The diary, the codes by type, the groupings and the variables of a study."""
    codes = tuple(
        Section(type_.label, (Pairs(tuple(Pair(c.id, (c.label,)) for c in study.codes if c.type == type_.id)),))
        for type_ in study.types
    )
    return Document(
        name="study",
        title=f"{study.id}: {study.name}",
        lead=(*([Text(f"Source: {study.source}", Tone.FAINT)] if study.source else []), Text(_diary(study))),
        sections=(
            *(_of_diaries(study, codes) if study.has_diary else ()),
            Section("Variables (--by, --where, --weight)", (Pairs(tuple(_ids(study))),), "variables"),
        ),
    )


def _fields(study: Study) -> list[Section]:
    """What is noted beside the activity, if anything is."""
    if not study.fields:
        return []
    pairs = tuple(Pair(field.id, (field.label, _noted(field))) for field in study.fields)
    return [Section("Fields beside the activity (--field, --within)", (Pairs(pairs),), "fields")]


def _noted(field: Field) -> str:
    codes = "the activity codes" if field.of_activities else ", ".join(code.id for code in field.codes)
    return f"several of {codes}" if field.several else codes


def _of_diaries(study: Study, codes: tuple[Section, ...]) -> Iterator[Section]:
    yield Section(f"{len(study.codes)} activity codes", codes, "codes")
    yield from _fields(study)
    yield Section("Groupings (--grouping)", (Pairs(tuple(_groupings(study))),), "groupings")


def definitions_section(study: Study, grouping: Grouping | None, variables: Sequence[Variable]) -> Section:
    """The diary, which codes make each row, and which answers make each column."""
    blocks: list[Block] = [Text(_diary(study))]
    if grouping:
        blocks.append(_grouping(grouping, study))
    if variables:
        answers = tuple(Pair(variable.label, (_answers(variable),)) for variable in variables)
        blocks.append(Section("Columns and conditions", (Pairs(answers),)))
    return Section("Definitions used", tuple(blocks), "definitions")


def reading_section(study: Study) -> Section:
    """What figures, intervals and marks say, for readers who are not statisticians."""
    return Section("How to read it", (Pairs(tuple(Pair(name, (text,)) for name, text in _reading(study))),), "reading")


def _reading(study: Study) -> Iterator[tuple[str, str]]:
    yield (
        "Share",
        "All the time in a row over all the time recorded, by the same respondents. Who recorded more hours counts for "
        "more; it is not an average of personal percentages.",
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


def _diary(study: Study) -> str:
    if not study.has_diary:
        return "Respondents answered questions and kept no diary."
    grid = study.grid
    days = "one day" if len(grid.days) == 1 else f"{len(grid.days)} days ({', '.join(grid.days)})"
    return (
        f"A diary covers {days}, in {grid.slots_per_day} slots a day of {grid.slot_minutes} minutes from "
        f"{clock(grid.first_minute)}. Respondents wrote one activity code into each slot they worked."
    )


def _grouping(grouping: Grouping, study: Study) -> Section:
    labels = {code.id: code.label for code in study.codes}
    names = {row.id: row.label for row in grouping.rows}
    rows = Pairs(tuple(Pair(row.label, _activities(row, labels, names)) for row in grouping.rows))
    source = (Text(f"Source: {grouping.source}", Tone.FAINT),) if grouping.source else ()
    return Section(f"Rows: {grouping.label}", (rows, *source))


def _activities(row: GroupingRow, labels: dict[str, str], names: dict[str, str]) -> tuple[str, ...]:
    if row.sum_of:
        return (f"The sum of: {'; '.join(names[id_] for id_ in row.sum_of)}.",)
    return tuple(f"{code} {labels.get(code, '')}" for code in row.codes)


def _answers(variable: Variable) -> str:
    if variable.kind is VariableKind.NUMBER:
        return _number(variable)
    if variable.is_free_text:
        return "Free text, never tabulated or shown."
    several = "Several of" if variable.kind is VariableKind.MULTIPLE else "One of"
    levels = "; ".join(level.label for level in variable.levels)
    return f"{several}: {levels}." if levels else "Any text."


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


def _groupings(study: Study) -> Iterator[Pair]:
    for grouping in study.groupings.values():
        default = ", the default" if grouping.id == study.defaults.grouping else ""
        yield Pair(grouping.id, (f"{grouping.label} ({len(grouping.groups)} groups{default})",))


def _ids(study: Study) -> Iterator[Pair]:
    """The variables with what is written of them on a command line."""
    for variable in study.variables.values():
        yield Pair(variable.id, (f"{variable.label}. {_content(variable)}",))


def _content(variable: Variable) -> str:
    if variable.kind is VariableKind.IDENTIFIER:
        return "One per respondent."
    if variable.kind is VariableKind.TEXT:
        return "Free text, never tabulated or shown." if variable.is_free_text else "Any text."
    if variable.kind is VariableKind.NUMBER:
        bands = ", ".join(band.id for band in variable.bands)
        source = "" if variable.is_read else "Computed. "
        return f"{source}A number" + (f" in bands: {bands}." if bands else ".")
    several = "One or more of" if variable.kind is VariableKind.MULTIPLE else "One of"
    return f"{several}: {', '.join(level.id for level in variable.levels)}."
