"""A study's definitions as plain text, for `timediary study show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.study import VariableKind, clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.study import Study, Variable


def definitions_text(study: Study) -> str:
    """The diary, the codes by type, the groupings and the variables of a study."""
    return "\n".join([*_diary(study), *_codes(study), *_groupings(study), *_variables(study)])


def _diary(study: Study) -> Iterator[str]:
    grid = study.grid
    yield f"{study.id}: {study.name}"
    if study.source:
        yield f"Source: {study.source}"
    days = grid.days[0] if len(grid.days) == 1 else f"{len(grid.days)} days ({', '.join(grid.days)})"
    yield (
        f"Diary: {days}, {grid.slots_per_day} slots a day of {grid.slot_minutes} minutes "
        f"from {clock(grid.first_minute)}"
    )


def _codes(study: Study) -> Iterator[str]:
    width = max(len(code.id) for code in study.codes)
    yield f"\n{len(study.codes)} activity codes"
    for type_ in study.types:
        yield f"  {type_.label}"
        yield from (f"    {code.id:<{width}}  {code.label}" for code in study.codes if code.type == type_.id)


def _groupings(study: Study) -> Iterator[str]:
    yield "\nGroupings (--grouping)"
    for grouping in study.groupings.values():
        default = ", the default" if grouping.id == study.defaults.grouping else ""
        yield f"  {grouping.id}: {grouping.label} ({len(grouping.groups)} groups{default})"


def _variables(study: Study) -> Iterator[str]:
    yield "\nVariables (--by, --where, --weight)"
    for variable in study.variables.values():
        yield f"  {variable.id}: {variable.label}. {_content(variable)}"


def _content(variable: Variable) -> str:
    if variable.kind is VariableKind.IDENTIFIER:
        return "One per respondent."
    if variable.kind is VariableKind.TEXT:
        return "Any text."
    if variable.kind is VariableKind.NUMBER:
        bands = ", ".join(band.id for band in variable.bands)
        source = "" if variable.is_read else "Computed. "
        return f"{source}A number" + (f" in bands: {bands}." if bands else ".")
    several = "One or more of" if variable.kind is VariableKind.MULTIPLE else "One of"
    return f"{several}: {', '.join(level.id for level in variable.levels)}."
