"""What a form holds: the grid of the diary, the codes in their groups, what is explained and what is asked.

The form of a study without a diary has the questions alone. All of it follows from a study's definitions, so a changed
code list changes the form. How it looks is the business of those who write it: as a workbook or as a web page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from timediary.form.colours import Colours, colours_of
from timediary.model.problem import RequestError
from timediary.model.study import DAYS_WITH_ENTRIES, EVERY_DAY, MINUTES_PER_DAY, WEEKDAYS, clock
from timediary.model.titles import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.questionnaire import Question, Questionnaire, QuestionSection
    from timediary.model.study import ActivityCode, DiaryGrid, Estimate, Study

_MORNING = 6 * 60  # when a form's day begins, in minutes after midnight
# What a filled form says of itself, whatever kind of file it is; `collect` knows it by this.
FORMAT = "timediary diary 1"
# What stands before the sum of an estimate's lines.
TOGETHER = "Together, in percent"
HEAD = ("respondent", "agency", "week_beginning")
_LENGTHS = {15: "quarter of an hour", 30: "half hour", 60: "hour"}


class CodeGroup(NamedTuple):
    """The activity codes of one type, and the colours that show it."""

    id: str
    label: str
    colours: Colours
    codes: tuple[ActivityCode, ...]


@dataclass(frozen=True)
class Form:
    """The form of one respondent, or one that anybody may fill in.

    Attributes:
        study: the definitions it follows.
        groups: the codes by type, in the study's order; a type without codes is left away.
        sections: the questions, under their headings.
        explanation: paragraphs that tell how to fill in the diary; without one, the study's own, if it has any.
        code_help: what belongs under a code, in more words than its label, by the id of the code.
        respondent: whose form it is, empty for anybody's.
        week_beginning: the date of the diary's first day as `2027-05-10`, or empty.
        agency: the respondent's agency, or empty.
        days: the positions of the days that it shows: those that are asked of the respondent; none without a diary.
        titled: what the survey is called; by its study and the year of the week where empty.
        subtitle: a line under that, or empty.
    """

    study: Study
    groups: tuple[CodeGroup, ...]
    sections: tuple[QuestionSection, ...]
    explanation: tuple[str, ...]
    code_help: Mapping[str, str] = field(default_factory=dict)
    respondent: str = ""
    week_beginning: str = ""
    agency: str = ""
    titled: str = ""
    subtitle: str = ""
    days: tuple[int, ...] = ()

    @property
    def has_diary(self) -> bool:
        """Whether a diary is kept on it, and not questions answered alone."""
        return self.study.has_diary

    @property
    def head(self) -> tuple[str, ...]:
        """What stands at its head, filled in or to be filled in.

        Without a diary there is no week, and an agency only where the study has that attribute or the form knows it: of
        few respondents it may say who they are.
        """
        if self.has_diary:
            return HEAD
        return HEAD[:2] if self.agency or "agency" in self.study.variables else HEAD[:1]

    @property
    def slots(self) -> tuple[int, ...]:
        """The numbers of the slots that it shows, day by day."""
        per_day = self.grid.slots_per_day
        return tuple(day * per_day + position for day in self.days for position in range(per_day))

    @property
    def days_asked(self) -> str:
        """The days that are asked of the respondent, in words that `collect` reads; empty where it is all of them."""
        if not self.has_diary or len(self.days) == len(self.grid.days):
            return ""
        return ", ".join(self.grid.days[day] for day in self.days)

    @property
    def grid(self) -> DiaryGrid:
        """The slots of the diary."""
        return self.study.grid

    @property
    def title(self) -> str:
        """What stands at the head of the form: what the survey is called."""
        return self.titled or title_of(self.study, (date.year for date in self.dates[:1]))

    @cached_property
    def positions(self) -> tuple[int, ...]:
        """The positions of the slots within a day, in the order in which the form shows them.

        A day that runs from midnight to midnight is shown from six in the morning, or from the start of the usual
        working day where that is earlier, and its early hours come last. Any other begins with its first slot.
        """
        grid = self.grid
        positions = range(grid.slots_per_day)
        whole = grid.first_minute == 0 and grid.slots_per_day * grid.slot_minutes == MINUTES_PER_DAY
        first = min(_MORNING, grid.core_start % MINUTES_PER_DAY) // grid.slot_minutes if whole else 0
        return (*positions[first:], *positions[:first])

    @property
    def early_positions(self) -> int:
        """How many of `positions`, at their end, are early hours of the same day, put after its evening."""
        return self.grid.slots_per_day - self.positions.index(self.grid.slots_per_day - 1) - 1

    def time(self, position: int) -> str:
        """The time at which the slot at a position within a day starts: `08:30`."""
        return clock(self.grid.start_minute(position))

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates of the days that it shows; none where the week is not known."""
        if not self.week_beginning:
            return ()
        first = dt.date.fromisoformat(self.week_beginning)
        if not self.grid.is_week:
            return tuple(first + dt.timedelta(day) for day in self.days)
        start, shown = WEEKDAYS.index(self.grid.days[0]), (self.grid.days[day] for day in self.days)
        return tuple(first + dt.timedelta((WEEKDAYS.index(day) - start) % 7) for day in shown)

    @cached_property
    def version(self) -> str:
        """Eight letters and digits that differ where the slots, the codes or the questions do."""
        from hashlib import sha256

        def above(question: Question) -> tuple[str, ...]:
            return (question.line_of.wording,) if question.line_of else ()

        asked = [
            (q.variable.id, q.variable.kind.value, q.wording, [level.id for level in q.variable.levels], *above(q))
            for section in self.sections
            for q in section.questions
            if q.variable.id != self.grid.asked
        ]
        codes = [(code.id, code.label, code.type) for group in self.groups for code in group.codes]
        # Forms that were given out before a study could say which days it asks are those of every day.
        grid = self.grid[:-2] if self.grid.asked == EVERY_DAY else self.grid[:-1]
        fields = (self.study.fields,) if self.study.fields else ()
        return sha256(repr((self.study.id, grid, codes, asked, *fields)).encode()).hexdigest()[:8]


def form_of(
    study: Study,
    questionnaire: Questionnaire,
    *,
    respondent: str = "",
    week_beginning: str = "",
    agency: str = "",
    title: str = "",
    subtitle: str = "",
    days: str = "",
) -> Form:
    """The form of a study.

    Args:
        study: its definitions.
        questionnaire: what respondents are asked.
        respondent: whose form it is; empty for one that anybody may fill in.
        week_beginning: the date of the diary's first day, as `2027-05-10`; empty where respondents write it, and
            without a diary.
        agency: the respondent's agency; empty where respondents write it.
        title: what the survey is called; by its study and the year of the week where empty.
        subtitle: a line under that; none where empty.
        days: the days that are asked of the respondent, such as `Mon, Sat`, which alone are shown; all where empty.

    Raises:
        RequestError: the week begins on no date, or on another day than the diary does; no day is asked; or the study
            has no diary, and there is a week or nothing to ask.
    """
    sections = questionnaire.sections
    shown = _days_shown(study, days) if study.has_diary else ()
    if not study.has_diary and (week_beginning or not sections):
        why = "its forms are of no week: leave the week out" if sections else "nothing that a form could ask"
        raise RequestError(f"The study '{study.id}' has no diary, and {why}.")
    if days:
        known = ((s, tuple(q for q in s.questions if q.variable.id != study.grid.asked)) for s in sections)
        sections = tuple(section._replace(questions=asked) for section, asked in known if asked)
    by_type = {type_.id: tuple(code for code in study.codes if code.type == type_.id) for type_ in study.types}
    used = [type_ for type_ in study.types if by_type[type_.id]]
    colours = colours_of(len(used))
    groups = tuple(CodeGroup(t.id, t.label, c, by_type[t.id]) for t, c in zip(used, colours, strict=True))
    return Form(
        study,
        groups,
        sections,
        questionnaire.introduction or (usual_explanation(study.grid) if study.has_diary else ()),
        questionnaire.code_help,
        respondent,
        _first_day(study.grid, week_beginning) if week_beginning else "",
        agency,
        title,
        subtitle,
        shown,
    )


def not_a_whole(estimate: Estimate) -> str:
    """What is asked of whoever's percentages don't add up to 100, as the study takes it."""
    about = "" if estimate.low == estimate.high else "about "
    return f"Is this right? It should be {about}100."


def _days_shown(study: Study, days: str) -> tuple[int, ...]:
    """The positions of the days that a text lists, or of all."""
    shown = study.grid.days_listed(days) if days else tuple(range(len(study.grid.days)))
    if not shown:
        raise RequestError(f"'{days}' names no day of the diary. Its days are: {', '.join(study.grid.days)}.")
    return shown


def slot_words(grid: DiaryGrid) -> str:
    """The length of a slot in words: `half hour`."""
    return _LENGTHS.get(grid.slot_minutes, f"{grid.slot_minutes} minutes")


def usual_explanation(grid: DiaryGrid) -> tuple[str, ...]:
    """How to fill in a diary, for a study that says nothing of its own."""
    several = len(grid.days) > 1
    paragraphs = [
        f"For each {slot_words(grid)} in which you worked, choose the code of what you were doing. "
        "If you did several things, take the one that took up most of the time.",
        "Leave the time blank when you did not work. A break within the working day has its code too, if there is one.",
        "Nothing you enter is right or wrong. A busy day that is noted roughly is worth more than one that is missing.",
    ]
    if several and grid.asked == DAYS_WITH_ENTRIES:
        paragraphs.append("Fill in the days for which you were asked, and leave the others blank.")
    if several and grid.first_minute == 0:
        paragraphs.append("A day runs from midnight to midnight: what comes after midnight belongs to the next day.")
    elif several:
        start = clock(grid.first_minute)
        paragraphs.append(f"A day of this diary starts at {start}; what comes after midnight still belongs to it.")
    return tuple(paragraphs)


def _first_day(grid: DiaryGrid, text: str) -> str:
    """The date at which a week begins, checked against the day on which the diary does."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise RequestError(f"'{text}' is not a date. Write the week as year-month-day, such as 2027-05-10.") from None
    weekday = WEEKDAYS[date.weekday()]
    if grid.is_week and weekday != grid.days[0]:
        before = date - dt.timedelta((date.weekday() - WEEKDAYS.index(grid.days[0])) % 7)
        raise RequestError(
            f"{date} is a {weekday}, but the diary begins on a {grid.days[0]}. "
            f"Did you mean {before} or {before + dt.timedelta(7)}?"
        )
    return date.isoformat()
