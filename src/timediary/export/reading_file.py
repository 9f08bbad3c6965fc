"""How an input was read, as a reading file: TOML that a person edits and gives back with `--reading`."""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from timediary.export.replacement import replacing
from timediary.model.choices import NOT_USED, OWN
from timediary.model.conventions import UNSETTLED
from timediary.model.nearest import nearest
from timediary.model.problem import ProblemKind
from timediary.model.problem_values import by_value
from timediary.model.reading import ColumnRole
from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.problem import Problem
    from timediary.model.problem_values import ValueProblems
    from timediary.model.reading import ColumnReading, Reading, SheetReading
    from timediary.model.study import Study

_ROLES = {
    ColumnRole.RESPONDENT: "respondent",
    ColumnRole.DAY: "day",
    ColumnRole.TIME: "time",
    ColumnRole.CODE: "code",
    ColumnRole.OWN_ATTRIBUTE: OWN,
    ColumnRole.NOT_USED: NOT_USED,
}
_HEAD = """\
# How timediary read {files}. Change what is wrong, and give this file with --reading, or leave it beside them as
# reading.toml. An option takes precedence over it, and it over the study. `timediary study show` lists codes and
# attributes.
"""
_VALUES = """
# What could not be read, and what it stands for. Guesses end with a question mark and aren't used until it is taken
# away; write "nothing" for no entry.
[values]
"""


def write_reading_file(
    reading: Reading,
    problems: Sequence[Problem],
    study: Study,
    path: Path,
    *,
    inputs: Sequence[str | Path] = (),
    overwrite: bool = False,
) -> Path:
    """Write a reading file.

    Args:
        reading: how the files were read.
        problems: what could not be read.
        study: the definitions, whose codes and levels are guessed from.
        path: where to.
        inputs: files never to replace.
        overwrite: whether a file that is there may be replaced.

    Raises:
        RequestError: the file is there already, or can't be written.
    """
    with replacing([path], overwrite=overwrite, never=[Path(file) for file in inputs]) as (target,):
        target.write_text(reading_file(reading, problems, study), encoding="utf-8")
    return path


def reading_file(reading: Reading, problems: Sequence[Problem], study: Study) -> str:
    """The content of a reading file."""
    files = ", ".join(dict.fromkeys(PurePath(sheet.file).name for sheet in reading.sheets))
    lines = [_HEAD.format(files=files), "visible_only = " + str(any(s.visible_only for s in reading.sheets)).lower()]
    lines += ["", "[conventions]", *_conventions(reading)]
    for sheet in reading.sheets:
        lines += ["", *_sheet(sheet, study)]
    lines += [_VALUES, *_values(reading, problems, study)]
    return "\n".join(lines) + "\n"


def _conventions(reading: Reading) -> Iterator[str]:
    """How dates and times are written, as it was decided; commented out where each column has decided."""
    keys = {key for key in UNSETTLED._fields if key != "columns"}
    told: set[str] = set()
    settled = dict(reading.settled)
    for key in sorted(keys - {"numbers"}):
        way = settled.get(key.replace("_", " ").capitalize())
        if way is not None:
            yield f"{key} = {_quoted(way)}  # as it was settled"
    for sheet in reading.sheets:
        for decision in sheet.decisions:
            key = decision.what.replace(" ", "_")
            line = f"{key} = {_quoted(decision.chosen)}"
            if key in keys and line not in told:
                told.add(line)
                why = "; ".join(f"{one.times:,} {one.words}" for one in decision.evidence)
                yield f"# {line}  # by {decision.by} in {sheet.title}" + (f": {why}" if why else "")


def _sheet(sheet: SheetReading, study: Study) -> Iterator[str]:
    """A sheet's header and columns."""
    name = _quoted(sheet.sheet or PurePath(sheet.file).name)
    what = sheet.kind if sheet.is_read else f"not read: {sheet.why}"
    yield f"[sheets.{name}]  # {what}"
    yield f"header = {sheet.header[-1]}" if sheet.header else "# header = 1"
    yield f"left_out = {str(not sheet.is_read and sheet.is_hidden).lower()}"
    slots = sheet.columns_as(ColumnRole.SLOT)
    if slots:
        yield f"# {len(slots):,} columns, {slots[0].place} to {slots[-1].place}, are named by day and time."
    columns = [column for column in sheet.columns if column.heading and not _is_slot(column)]
    if columns:
        yield f"[sheets.{name}.columns]"
    taken: set[str] = set()
    for column in columns:
        key = folded(column.heading)
        is_answer = column.role is ColumnRole.ATTRIBUTE and column.meaning not in study.variables
        inert = "# " if key in taken or not sheet.is_read or is_answer else ""
        taken.add(key)
        yield f"{inert}{_quoted(column.heading)} = {_quoted(_role(column))}  # {column.rule}"


def _is_slot(column: ColumnReading) -> bool:
    """Whether a column is one of many, named by day and time."""
    return column.role is ColumnRole.SLOT or (column.role is ColumnRole.FIELD and " at " in column.meaning)


def _role(column: ColumnReading) -> str:
    """What a column was taken for, as a reading file says it."""
    if column.role in (ColumnRole.ATTRIBUTE, ColumnRole.FIELD) or (column.role is ColumnRole.END and column.meaning):
        return column.meaning
    return _ROLES.get(column.role, str(column.role))


def _values(reading: Reading, problems: Sequence[Problem], study: Study) -> Iterator[str]:
    """What could not be read, with the nearest code or level as a guess."""
    groups = by_value(problems, reading.unlisted)
    every = (*(code for field in study.fields for code in field.codes), *study.codes)
    codes = {name: code.id for code in every for name in (code.label, code.id)}
    told: set[str] = set()
    for kind in (ProblemKind.UNKNOWN_CODE, ProblemKind.UNKNOWN_LEVEL):
        for group in groups.get(kind, []):
            written = group.first.content
            if not written or folded(written) in told:
                continue
            told.add(folded(written))
            names = codes if kind is ProblemKind.UNKNOWN_CODE else _levels(reading, group, study)
            near = nearest(written, names, 1)
            guess = names[near[0]] if near else ""
            yield f"{_quoted(written)} = {_quoted(guess + '?')}  # {_where(group)}"


def _levels(reading: Reading, group: ValueProblems, study: Study) -> dict[str, str]:
    """The levels, by all their names, of the variable whose column a problem is in."""
    first = group.first
    for sheet in reading.sheets:
        if (sheet.file, sheet.sheet) == (first.file, first.sheet):
            for column in sheet.columns:
                variable = study.variables.get(column.meaning.partition(":")[0])
                if column.heading == first.header and variable:
                    names = ((name, level.id) for level in variable.levels for name in (*level.aliases, level.label))
                    return {**dict(names), **{level.id: level.id for level in variable.levels}}
    return {}


def _where(group: ValueProblems) -> str:
    """How often a content was met, and where first."""
    return f"{group.number:,} times, first in {group.first.where}".replace("\n", " ")


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
