"""Forms filled in as respondents would: in the workbook's own cells, as a web page exports them, or on plain grids."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.form.content import FORMAT, Form, form_of
from timediary.form.plan import ABOUT, CODES, DIARY, LISTS, QUESTIONS, places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.study import VariableKind
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from timediary.model.study import Study
    from timediary.model.survey import Attribute, Survey

Answer = str | float | list[str]


def form_for(survey: Survey, row: int) -> Form:
    """The form of one respondent of a survey, with agency and week."""
    names = [name for name in ("agency", "week_beginning") if name in survey.attributes]
    known = {name: survey.attributes[name].texts()[row] for name in names}
    return form_of(survey.study, load_questionnaire(survey.study), respondent=survey.respondents[row], **known)


def answers_of(survey: Survey, row: int, form: Form) -> dict[str, Answer]:
    """What a respondent answers to the questions of a form, as ids of levels, numbers and texts."""
    answers: dict[str, Answer] = {}
    for section in form.sections:
        for question in section.questions:
            attribute = survey.attributes.get(question.variable.id)
            answer = None if attribute is None else _answer(attribute, row)
            if answer is not None:
                answers[question.variable.id] = answer
    return answers


def _answer(attribute: Attribute, row: int) -> Answer | None:
    variable, value = attribute.variable, attribute.values[row]
    if variable.kind is VariableKind.NUMBER:
        return None if np.isnan(value) else float(value)
    if variable.kind is VariableKind.MULTIPLE:
        return [level.id for n, level in enumerate(variable.levels) if int(value) >> n & 1] or None
    if int(value) < 0:
        return None
    level = variable.levels[int(value)]
    return level.label if variable.kind is VariableKind.TEXT else level.id


def diary_of(survey: Survey, row: int) -> dict[str, str]:
    """A respondent's codes by the names of the slots."""
    slots = np.flatnonzero(survey.codes[row]).tolist()
    return {survey.study.grid.slot_name(s): survey.study.codes[survey.codes[row, s] - 1].id for s in slots}


def export_of(survey: Survey, row: int) -> dict[str, Any]:
    """What the web page of a respondent's form exports."""
    form = form_for(survey, row)
    return {
        "format": FORMAT,
        "study": survey.study.id,
        "respondent": form.respondent,
        "week_beginning": form.week_beginning,
        "agency": form.agency,
        "diary": diary_of(survey, row),
        "answers": answers_of(survey, row, form),
    }


def write_export(survey: Survey, row: int, path: Path) -> Path:
    path.write_text(json.dumps(export_of(survey, row)), encoding="utf-8")
    return path


def cells_of(survey: Survey, row: int) -> dict[str, dict[str, str | float]]:
    """The cells of a respondent's workbook that are filled in, by sheet and reference."""
    form = form_for(survey, row)
    places = places_of(form)
    cells: dict[str, dict[str, str | float]] = {}
    for slot in np.flatnonzero(survey.codes[row]).tolist():
        place = places.slots[slot]
        cells.setdefault(place.sheet, {})[place.reference] = survey.study.codes[survey.codes[row, slot] - 1].id
    for name, answer in answers_of(survey, row, form).items():
        variable = survey.study.variables[name]
        labels = {level.id: level.label for level in variable.levels}
        for key, value in _written(name, answer, variable.kind, labels).items():
            place = places.answers[key]
            cells.setdefault(place.sheet, {})[place.reference] = value
    return cells


def _written(name: str, answer: Answer, kind: VariableKind, labels: Mapping[str, str]) -> dict[str, str | float]:
    if isinstance(answer, list):
        return {f"{name}:{level}": "x" for level in answer}
    return {name: labels[str(answer)] if kind is VariableKind.LEVEL else answer}


def write_form(survey: Survey, row: int, path: Path) -> Path:
    """A respondent's workbook, filled in."""
    content = workbook_bytes(form_for(survey, row))
    path.write_bytes(filled(content, cells_of(survey, row)))
    return path


def filled(workbook: bytes, cells: Mapping[str, Mapping[str, str | float]]) -> bytes:
    """A form's workbook with content in some of its empty cells, which keep their looks."""
    before, after = zipfile.ZipFile(io.BytesIO(workbook)), io.BytesIO()
    has_diary = b'name="Diary"' in before.read("xl/workbook.xml")
    order = [DIARY, QUESTIONS, CODES, ABOUT, LISTS] if has_diary else [QUESTIONS, ABOUT, LISTS]
    with zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in before.infolist():
            content = before.read(item)
            for number, name in enumerate(order, start=1):
                if item.filename == f"xl/worksheets/sheet{number}.xml" and name in cells:
                    content = _filled_sheet(content.decode(), cells[name]).encode()
            archive.writestr(item, content)
    return after.getvalue()


def _filled_sheet(xml: str, cells: Mapping[str, str | float]) -> str:
    left = dict(cells)

    def cell(match: re.Match[str]) -> str:
        value = left.pop(match[1], None)
        if value is None:
            return match[0]
        if isinstance(value, str):
            return f'<c r="{match[1]}"{match[2]} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f'<c r="{match[1]}"{match[2]}><v>{value!r}</v></c>'

    xml = re.sub(r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?/>', cell, xml)
    assert not left, left
    return xml


def known_of(survey: Survey, study: Study) -> tuple[list[str], list[list[str]]]:
    """What no form asks, as the list of respondents has it: the names of the columns and the rows."""
    asked = {question.variable.id for question in load_questionnaire(study).questions}
    names = [
        name
        for name, attribute in survey.attributes.items()
        if name not in asked and attribute.variable.is_read and name != "week_beginning"
    ]
    texts = [survey.attributes[name].texts() for name in names]
    rows = [[id_, *values] for id_, *values in zip(survey.respondents, *texts, strict=True)]
    return ["respondent", *names], rows
