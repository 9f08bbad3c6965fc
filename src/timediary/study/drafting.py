"""The files of a study drafted from what a file holds, or from nothing: whatever a person must decide is marked so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from timediary.model.spelling import folded, number_text
from timediary.model.study import (
    DAYS_WITH_ENTRIES,
    ActivityCode,
    ActivityType,
    Defaults,
    DiaryGrid,
    Study,
    Variable,
    VariableKind,
    clock,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.outline import Outline, OutlinedColumn

DECIDE = "# decide:"
# With more, a table of one row for each code is read by nobody; codes of digits are grouped by the first two.
_MOST_ROWS = 40
_GRADES = f"""# When a diary is worth a second look; `timediary quality` measures every diary and gives it a grade.
{DECIDE} whether these limits fit; a measure that is taken out is still shown, and counts against nobody.

[points]
look = 1
serious = 3

[[grades]]
id = "A"
label = "nothing to look at"
points = 0

[[grades]]
id = "B"
label = "worth a look"
points = 1

[[grades]]
id = "C"
label = "in doubt"
points = 3
"""
_SHARED = """# Others who have the very same diary.
[[measures]]
id = "shared_diary"
look = { above = 0 }
"""
_RUN = """# Hours of one code without a break.
[[measures]]
id = "longest_run"
look = { above = 8 }
serious = { above = 16 }
"""
_WHOLE_DAYS = """# Days of 24 hours. The Multinational Time Use Study asks for seven episodes, and all but 90 minutes.
[[measures]]
id = "episodes_per_day"
look = { below = 7 }
serious = { below = 4 }
"""
_HOURS = """[[measures]]
id = "recorded_hours"
look = {{ below = {look} }}
serious = {{ below = {serious} }}
"""
_DIARY_ROLES = ("day", "date", "time", "end", "end date", "duration", "code")


def draft_files(outline: Outline) -> dict[str, str]:
    """The files of a study that a file's content suggests, by their names."""
    files = {"study.toml": _study(outline), "codes.toml": _codes(outline), "variables.toml": _variables(outline)}
    return files | {"quality.toml": _quality(outline)}


def empty_files(id_: str, name: str) -> dict[str, str]:
    """The files of a study of which nothing is known yet: a week of half hours, with two codes."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    codes = (
        ActivityCode("A1", "The first activity", "activity"),
        ActivityCode("A2", "The second activity", "activity"),
    )
    study = Study(
        id_,
        name,
        "",
        DiaryGrid(days, 30, 0, 48, (5, 6), 8 * 60, 18 * 60),
        (ActivityType("activity", "Activity"),),
        codes,
        {"respondent": Variable("respondent", "Respondent", VariableKind.IDENTIFIER, ("id", "person"))},
        {},
        Defaults("codes", (), (), 30, 0.0),
    )
    from timediary.model.outline import Outline

    return draft_files(Outline((), study, "", {}, (), "", 0, 0, False, False, {}, {}))


def _study(outline: Outline) -> str:
    """study.toml."""
    study, grid = outline.study, outline.study.grid
    of = ", ".join(outline.files)
    told = f"# Drafted from {of}: {outline.kind}.\n" if of else "# Drafted from nothing: an example to change.\n"
    lines = [
        f"{told}# What is marked '{DECIDE}' is for you to decide; the rest follows from the file. After each change:",
        f"# timediary study check {study.id}",
        "",
        f"id = {_quoted(study.id)}",
        f"name = {_quoted(study.name)}",
        f'source = ""{_gap(10)}{DECIDE} who asked whom, when, and where that is written down',
        "",
        "[diary]",
        f"days = [{', '.join(map(_quoted, grid.days))}]" + _of_days(grid),
        *([f"weekend = [{', '.join(_quoted(grid.days[day]) for day in grid.weekend)}]"] if grid.is_week else []),
        f"slot_minutes = {grid.slot_minutes}" + _of_slots(outline),
        f'first_slot = "{clock(grid.first_minute)}"'
        + ("" if outline.slots_are_told else f"      {DECIDE} when a day of the diary begins; the file doesn't tell"),
        f"slots_per_day = {grid.slots_per_day}",
        f'asked = "{grid.asked}"      {DECIDE} every_day counts days without entries as asked and not worked;',
        f"{_gap(30)}# {DAYS_WITH_ENTRIES} leaves them out of every denominator",
        '# core_start = "08:00"         the usual working day, for hours outside it',
        '# core_end = "18:00"',
        "",
        "[defaults]",
        *_shown(outline),
        *_conventions(outline),
    ]
    return "\n".join(lines) + "\n"


def _gap(width: int) -> str:
    return " " * width


def _of_days(grid: DiaryGrid) -> str:
    """What to decide of the days."""
    if len(grid.days) == 1:
        return f"      {DECIDE} a diary is one day; write the days of the week here if people kept weeks"
    return f'{_gap(2)}{DECIDE} a diary is a week; write ["Day"] if each day is one by itself'


def _of_slots(outline: Outline) -> str:
    """What to decide of the slots."""
    if "episode" in outline.kind:
        return f"      {DECIDE} how fine tables by time of day are; episodes stay exact, and make slots finer"
    return "" if outline.slots_are_told else f"      {DECIDE} how long a slot is, as far as the file tells"


def _shown(outline: Outline) -> Iterator[str]:
    """What is shown by default."""
    codes = outline.study.codes
    numbered = all(code.id[:2].isdecimal() and len(code.id) > 2 for code in codes)
    grouping = "digits:2" if len(codes) > _MOST_ROWS and numbered else "codes"
    yield f'grouping = "{grouping}"      {DECIDE} how codes are rolled up: files in groupings/, such as care.toml:'
    yield '#   id = "care"'
    yield '#   label = "Care, and all else"'
    yield "#   [[rows]]"
    yield '#   id = "care"'
    yield '#   label = "Care"'
    yield f"#   codes = [{', '.join(_quoted(code.id) for code in codes[:2])}]"
    levels = [column.id for column in outline.columns if column.levels]
    yield f"by = []      {DECIDE} what tables are broken down by" + (f": {', '.join(levels[:8])}" if levels else "")
    yield f"headline = []      {DECIDE} rows of the grouping that the headline names"
    yield "low_base = 30      # an estimate on fewer respondents is marked"
    yield "high_cv = 0.20     # and one whose standard error is this share of it or more"
    weights = [column.id for column in outline.columns if column.is_number and _is_weight(column)]
    if weights:
        yield ""
        yield f"# [defaults.sampling]      {DECIDE} whether this is the weight of a diary"
        yield f"# weight = {_quoted(weights[0])}"


def _is_weight(column: OutlinedColumn) -> bool:
    words = column.id.split("_")
    return any(word.startswith(("weight", "wght", "wgt")) or word == "wt" for word in words)


def _conventions(outline: Outline) -> Iterator[str]:
    """How the file is read, as far as it had to be said."""
    named = {role: heading for heading, role in outline.columns_named.items() if role in _DIARY_ROLES}
    if outline.settled or named:
        yield ""
        yield "[conventions]"
        for key, way in outline.settled.items():
            yield f"{key} = {_quoted(way)}"
    if named:
        yield ""
        yield "[conventions.columns]"
        for role, heading in named.items():
            yield f"{role.replace(' ', '_')} = [{_quoted(heading)}]"


def _codes(outline: Outline) -> str:
    """codes.toml."""
    lines = [
        f"# The activity codes; {DECIDE[2:]} a label for each that says what it is, types, and which of them are one.",
        "# An id is what stands in the files. Hours are those in the file.",
        "",
    ]
    for type_ in outline.study.types:
        lines += ["[[types]]", f"id = {_quoted(type_.id)}", f"label = {_quoted(type_.label)}", ""]
    alike: dict[str, list[str]] = {}
    for code in outline.study.codes:
        alike.setdefault(_as_number(code.id), []).append(code.id)
    for code in outline.study.codes:
        others = [id_ for id_ in alike[_as_number(code.id)] if id_ != code.id]
        if others:
            lines.append(f"{DECIDE} whether this and {', '.join(map(_quoted, others))} are one code")
        hours = f"  # {outline.hours[code.id]:,.1f} hours" if code.id in outline.hours else f"  {DECIDE}"
        lines += ["[[codes]]", f"id = {_quoted(code.id)}{hours}"]
        lines += [f"label = {_quoted(code.label)}", f"type = {_quoted(code.type)}", ""]
    return "\n".join(lines)


def _as_number(code: str) -> str:
    """A code without what spreadsheets add to a number or take away: noughts before it, and `.0` behind."""
    return str(float(code)) if code.replace(".", "", 1).isdecimal() else code


def _variables(outline: Outline) -> str:
    """variables.toml."""
    people = f"{outline.respondents:,} respondents, {outline.diaries:,} diaries"
    identity = outline.study.identifier
    taken = {folded(name) for column in outline.columns for name in (column.id, column.heading)}
    aliases = [name for name in identity.aliases if folded(name) not in taken]
    nothing = sorted({one.text for column in outline.columns for one in column.levels if _is_nothing(one.text)})
    lines = [
        "# What is known of a respondent, or of a diary.",
        f"{DECIDE} labels that say what a question asked, ids of answers, and which of these say anything.",
        "",
        *([f"no_information = [{', '.join(map(_quoted, nothing))}]", ""] if nothing else []),
        "[[variables]]",
        f"id = {_quoted(identity.id)}" + (f"  # {people}" if outline.diaries else ""),
        f"label = {_quoted(identity.label)}",
        'kind = "identifier"',
        f"aliases = [{', '.join(map(_quoted, aliases))}]",
    ]
    for column in outline.columns:
        lines += ["", *_variable(column)]
    return "\n".join(lines) + "\n"


def _variable(column: OutlinedColumn) -> Iterator[str]:
    """One variable; one that is left out is told in a comment."""
    if column.why_not:
        yield f"# {_quoted(column.heading)} is left out: {_one_line(column.why_not)}."
        return
    yield "[[variables]]"
    yield f"id = {_quoted(column.id)}"
    yield f"label = {_quoted(column.heading)}"
    if column.is_number:
        span = f"{number_text(column.lowest)} to {number_text(column.highest)}"
        yield f'kind = "number"  # {span}; {DECIDE[2:]} bands to show it by'
        return
    yield 'kind = "level"'
    taken = {"all", "no_information"}
    for level in column.levels:
        if _is_nothing(level.text):
            continue
        id_ = _id_of(level.text, taken)
        taken.add(id_)
        yield "[[variables.levels]]"
        yield f"id = {_quoted(id_)}  # {_diaries(level.diaries)}"
        yield f"label = {_quoted(level.text)}"


def _is_nothing(text: str) -> bool:
    """Whether an answer is what tables call no answer."""
    return folded(text) == "noinformation"


def _diaries(number: int) -> str:
    return f"{number:,} {'diary' if number == 1 else 'diaries'}"


def _id_of(text: str, taken: set[str]) -> str:
    """An answer as an id that no other has."""
    id_ = "_".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()) or "answer"
    number, candidate = 2, id_
    while candidate in taken:
        candidate, number = f"{id_}_{number}", number + 1
    return candidate


def _quality(outline: Outline) -> str:
    """quality.toml: what speaks against a diary that covers whole days, or one of what people log of their work."""
    measures = [_SHARED]
    if outline.is_whole_day:
        grid = outline.study.grid
        days = 1 if grid.asked == DAYS_WITH_ENTRIES else len(grid.days)
        measures += [_WHOLE_DAYS, _HOURS.format(look=f"{22.5 * days:g}", serious=f"{18 * days:g}")]
    else:
        measures.append(_RUN)
    return "\n".join([_GRADES, *measures])


def _quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """A text as it can stand in a comment."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
