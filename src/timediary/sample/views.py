"""A survey seen from another side: by one of its fields, within a place, or with every activity that is mentioned.

Each view is a survey, so that every table is made of it as of any other. Its `aspect` says what it shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.code_minutes import CodeMinutes, code_type
from timediary.model.fields import Mentions
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.study import ActivityCode, ActivityType, Grouping, GroupingRow
from timediary.sample.values import attribute_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.fields import FieldEntries
    from timediary.model.study import Field, Study
    from timediary.model.survey import Survey

NOTHING_NOTED = "nothing_noted"
_NOTHING = GroupingRow(NOTHING_NOTED, "Nothing noted", (NOTHING_NOTED,))


def of_field(survey: Survey, name: str) -> Survey:
    """The survey with the codes of a field in place of the activities.

    Time beside which nothing is noted is a row of its own. Of a field that takes several answers, time counts in the
    row of each of them.

    Args:
        survey: n diaries.
        name: id, label or alias of the field.

    Raises:
        RequestError: there is no such field, or the survey is a view of several rows at once already.
    """
    _only_once(survey)
    place, entries = _entries(survey, name)
    field, nothing = entries.field, len(entries.field.codes) + 1
    study = _study_of(survey.study, field)
    joint = survey.joint_minutes
    first = np.array([nothing, *(answer[0] for answer in entries.answers)], dtype=np.int64)
    numbers = first[joint.answers[:, place]]
    view = replace(survey, study=study, fields={}, joint=None, aspect=_and(survey.aspect, field.label))
    if field.several:
        sets = (frozenset((nothing,)), *map(frozenset, entries.answers))
        mentions = Mentions(sets, joint.diaries, joint.answers[:, place], joint.minutes)
        return replace(view, codes=survey.codes[:, :0], durations=_by(survey, numbers, nothing), mentions=mentions)
    codes: NDArray[np.uint8 | np.uint16] = np.where(survey.codes > 0, first[entries.slots], 0).astype(code_type(study))
    durations = None if survey.durations is None else _by(survey, numbers, nothing)
    return replace(view, codes=codes, durations=durations)


def within(survey: Survey, condition: str) -> Survey:
    """The survey with the time alone beside which something is noted: `place=home` or `place=home,workplace`.

    Time elsewhere is no part of it, as if nothing had been recorded then. What the study derives from all recorded time
    stays that of all of it.

    Raises:
        RequestError: there is no such field or code, or the text is not a condition.
    """
    _only_once(survey)
    name, equals, listed = condition.partition("=")
    wanted = [text.strip() for text in listed.split(",") if text.strip()]
    if not (equals and name.strip() and wanted):
        raise RequestError(f"'{condition}' is not a field and what is noted in it. Write it as place=home.")
    place, entries = _entries(survey, name.strip())
    numbers = [_number(entries.field, text) for text in wanted]
    inside = entries.with_any(numbers)
    inside[0] = 0 in numbers
    joint = survey.joint_minutes.chosen(inside[survey.joint_minutes.answers[:, place]])
    there = inside[entries.slots] if survey.has_times else np.zeros(survey.codes.shape, bool)
    labels = [entries.field.codes[n - 1].label if n else _NOTHING.label for n in numbers]
    whole = {
        id_: attribute_of(survey, id_)
        for id_, variable in survey.study.variables.items()
        if variable.derived is not None and id_ not in survey.attributes
    }
    variables = {
        id_: variable._replace(derived=None) if id_ in whole else variable
        for id_, variable in survey.study.variables.items()
    }
    view = replace(
        survey,
        study=replace(survey.study, variables=variables),
        codes=np.where(there, survey.codes, 0).astype(survey.codes.dtype),
        attributes={**survey.attributes, **whole},
        fields={id_: replace(one, slots=np.where(there, one.slots, 0)) for id_, one in survey.fields.items()},
        joint=joint,
        aspect=_and(survey.aspect, f"Within {entries.field.label[0].lower()}{entries.field.label[1:]} {_or(labels)}"),
    )
    if survey.durations is None:
        return replace(view, joint=None)
    return replace(view, durations=_by(view, joint.codes, len(survey.study.codes)))


def any_mention(survey: Survey) -> Survey:
    """The survey with each activity counted wherever it is mentioned: as the main one, or as another beside it.

    A minute counts in the row of each activity that it mentions, and once in each row, so that shares of all recorded
    time add up to more than 100%.

    Raises:
        RequestError: the study has no field of activities.
    """
    _only_once(survey)
    fields = list(survey.fields.values())
    beside = [place for place, one in enumerate(fields) if one.field.of_activities]
    if not beside:
        raise RequestError(
            "The study has no second activity, so none is mentioned beside the main one: no field under [[fields]] in "
            'study.toml has codes = "activities".'
        )
    joint = survey.joint_minutes
    combined = np.column_stack([joint.codes, joint.answers[:, beside]])
    different, which = np.unique(combined, axis=0, return_inverse=True)
    sets = tuple(
        frozenset((main,)).union(
            *(fields[place].answers[answer - 1] for place, answer in zip(beside, answers, strict=True) if answer)
        )
        for main, *answers in different.tolist()
    )
    mentions = Mentions(sets, joint.diaries, which.reshape(-1), joint.minutes)
    labels = " and ".join(fields[place].field.label.lower() for place in beside)
    return replace(survey, mentions=mentions, aspect=_and(survey.aspect, f"Any mention, {labels} counted"))


def _study_of(study: Study, field: Field) -> Study:
    """The study of a view by a field: its codes, and groupings of them."""
    if field.of_activities:
        codes = (*field.codes, ActivityCode(NOTHING_NOTED, _NOTHING.label, field.codes[0].type))
        groupings = {id_: one._replace(rows=(*one.rows, _NOTHING)) for id_, one in study.groupings.items()}
        grouping, types = study.defaults.grouping, study.types
    else:
        codes = (*field.codes, ActivityCode(NOTHING_NOTED, _NOTHING.label, field.id))
        rows = tuple(GroupingRow(code.id, code.label, (code.id,)) for code in codes)
        grouping, types = field.id, (ActivityType(field.id, field.label),)
        groupings = {field.id: Grouping(field.id, field.label, "", rows)}
    defaults = study.defaults._replace(grouping=grouping, headline=())
    return replace(study, codes=codes, types=types, groupings=groupings, defaults=defaults, fields=())


def _by(survey: Survey, numbers: NDArray[np.int64], most: int) -> CodeMinutes:
    """Minutes of each diary by a number of each of its combinations, as those of codes."""
    minutes = survey.joint_minutes.by(numbers, len(survey), most + 1)
    occur = np.flatnonzero(minutes.any(axis=0))
    return CodeMinutes(occur, minutes[:, occur])


def _entries(survey: Survey, name: str) -> tuple[int, FieldEntries]:
    """A field of the survey and its position, by any of its names."""
    for place, entries in enumerate(survey.fields.values()):
        field = entries.field
        if folded(name) in {folded(text) for text in (field.id, field.label, *field.aliases)}:
            return place, entries
    if not survey.study.fields:
        raise RequestError(f"There is no field '{name}': the study '{survey.study.name}' has no fields.")
    known = [field.id for field in survey.study.fields]
    raise RequestError(f"The study has no field '{name}'.{meant(name, known)} It has: {', '.join(known)}.")


def _number(field: Field, text: str) -> int:
    """The number of a code of a field by its id or label; 0 for nothing noted."""
    if folded(text) == folded(NOTHING_NOTED):
        return 0
    for number, code in enumerate(field.codes, start=1):
        if folded(text) in (folded(code.id), folded(code.label)):
            return number
    known = [*(code.id for code in field.codes), NOTHING_NOTED]
    raise RequestError(
        f"'{text}' is not a code of the field '{field.id}'.{meant(text, known)} It has: {', '.join(known)}."
    )


def _only_once(survey: Survey) -> None:
    if survey.mentions is not None:
        raise RequestError(f"This shows '{survey.aspect}' already, of which there is no further view.")


def _and(before: str, more: str) -> str:
    return f"{before}; {more[0].lower()}{more[1:]}" if before else more


def _or(labels: Sequence[str]) -> str:
    return " or ".join(f"'{label}'" for label in labels)
