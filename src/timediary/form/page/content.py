"""What the web page needs to know of a form, as a value for JSON."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from timediary.form.content import FORMAT, TOGETHER, not_a_whole
from timediary.form.plan import places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.study import MINUTES_PER_DAY, Level, VariableKind, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.form.content import Form
    from timediary.form.plan import Place
    from timediary.model.questionnaire import EstimateQuestion, Question

# The respondent's own statement of the hours worked, with which those of the diary are compared.
REPORTED_HOURS = "worked_hours"
_AROUND = 60  # minutes before and after the usual working day that are shown without being asked for
_FEWEST_FOLDED = 3  # fewer rows than this are not worth folding away
_NO_DIARY: dict[str, Any] = {"days": (), "times": (), "names": (), "groups": (), "fields": ()}


def page_content(form: Form) -> dict[str, Any]:
    """All that the page's script works with. The same form gives the same value."""
    estimates = list(dict.fromkeys(q.line_of for section in form.sections for q in section.questions if q.line_of))
    return {
        "format": FORMAT,
        "version": form.version,
        "study": form.study.id,
        "respondent": form.respondent,
        "week": form.week_beginning,
        "agency": form.agency,
        "head": form.head,
        **(_diary(form) if form.has_diary else _NO_DIARY),
        "sections": [
            {
                "heading": section.heading,
                "help": section.help,
                "withDiary": section.with_diary and form.has_diary,
                "questions": [_question(question, estimates) for question in section.questions],
            }
            for section in form.sections
        ],
        "together": TOGETHER,
        "estimates": [
            {
                "wording": asked.wording,
                "help": asked.help,
                "low": asked.estimate.low,
                "high": asked.estimate.high,
                "remark": not_a_whole(asked.estimate),
                "questions": asked.estimate.categories,
            }
            for asked in estimates
        ],
        "workbook": _workbook(form),
    }


def _diary(form: Form) -> dict[str, Any]:
    """What the page needs to know of the diary."""
    grid = form.grid
    return {
        "asked": form.days_asked,
        "when": _when(form),
        "days": _days(form),
        "slotMinutes": grid.slot_minutes,
        "times": [form.time(position) for position in range(grid.slots_per_day)],
        "lastEnd": _last_end(form),
        "usual": usual_positions(form),
        "names": [grid.slot_name(slot) for slot in form.slots],
        "groups": [
            {
                "label": group.label,
                "codes": [
                    {"id": code.id, "label": code.label, "help": form.code_help.get(code.id, "")}
                    for code in group.codes
                ],
            }
            for group in form.groups
        ],
        "fields": [
            {
                "id": field.id,
                "label": field.label,
                "several": field.several,
                "codes": [{"id": code.id, "label": code.label} for code in field.codes],
            }
            for field in form.study.fields
        ],
        "compared": _compared(form),
        "reported": REPORTED_HOURS,
    }


def usual_positions(form: Form) -> tuple[int, int]:
    """The first position within a day that is shown at once, and the first after those that are.

    They span the usual working day and an hour around it; a few rows beyond are shown too, rather than folded away.
    """
    grid = form.grid
    start, end = grid.core_start - _AROUND, grid.core_end + _AROUND
    usual = [
        position
        for position in range(grid.slots_per_day)
        if (grid.start_minute(position) - start) % MINUTES_PER_DAY < end - start
    ]
    if not usual:
        return 0, grid.slots_per_day
    first, last = usual[0], usual[-1]
    return (
        first if first >= _FEWEST_FOLDED else 0,
        last + 1 if grid.slots_per_day - last > _FEWEST_FOLDED else grid.slots_per_day,
    )


def _last_end(form: Form) -> str:
    """When the last slot of a day ends; midnight at the end of a day is 24:00."""
    grid = form.grid
    end = (grid.start_minute(grid.slots_per_day - 1) + grid.slot_minutes) % MINUTES_PER_DAY
    return clock(end or MINUTES_PER_DAY)


def _days(form: Form) -> list[dict[str, Any]]:
    grid = form.grid
    dates = [f"{date.day} {date:%b}" for date in form.dates] or [""] * len(form.days)
    names = [grid.days[day] for day in form.days]
    return [
        {"name": name, "short": name[:3] if grid.is_week else name, "date": date, "weekend": day in grid.weekend}
        for day, name, date in zip(form.days, names, dates, strict=True)
    ]


def _when(form: Form) -> str:
    """What the page asks for where it doesn't know the dates of the diary."""
    if len(form.grid.days) == 1:
        return "The date of your diary"
    return "First day of your diary" + (f", a {form.grid.days[0]}" if form.grid.is_week else "")


def _question(question: Question, estimates: Sequence[EstimateQuestion]) -> dict[str, Any]:
    """A question, with the number of the estimate of which it is a line."""
    variable = question.variable
    points = [Level(band.id, band.label) for band in variable.bands] if variable.boxes else []
    return {
        "id": variable.id,
        "label": variable.label,
        "wording": question.wording,
        "help": question.help,
        "kind": "rating" if points else "words" if variable.is_free_text else variable.kind.value,
        "levels": [{"id": level.id, "label": level.label} for level in (*points, *variable.levels)],
        "minimum": variable.minimum,
        "maximum": variable.maximum,
        "most": variable.most_answers,
        "estimate": estimates.index(question.line_of) if question.line_of else None,
    }


def _compared(form: Form) -> list[str]:
    """The questions whose answers are hours that the study compares with those of the diary."""
    variables = form.study.variables
    recorded = {v.id for v in variables.values() if v.derived == "recorded_hours"}
    compared = {v.minus[1] for v in variables.values() if v.minus and v.minus[0] in recorded}
    asked = [question.variable for section in form.sections for question in section.questions]
    return [v.id for v in asked if v.id in compared and v.kind is VariableKind.NUMBER]


def _workbook(form: Form) -> dict[str, Any]:
    """The form as a workbook, and in which of its cells what is entered goes: `[sheet, reference]` each."""
    places = places_of(form)
    return {
        "file": b64encode(workbook_bytes(form)).decode("ascii"),
        "slots": [_where(place) for place in places.slots],
        "answers": {name: _where(place) for name, place in places.answers.items()},
        "head": {name: _where(place) for name, place in places.head.items() if not getattr(form, name)},
        "fields": {id_: [_where(place) for place in slots] for id_, slots in places.fields.items()},
    }


def _where(place: Place) -> list[str]:
    return [place.sheet, place.reference]
