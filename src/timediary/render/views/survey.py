"""A survey: who is in it, what is wrong with it, and what is known of respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.document import Document, Grid, Section, Text, text_columns_of, text_row
from timediary.model.number import COUNT, counted
from timediary.model.spelling import number_text
from timediary.model.study import VariableKind
from timediary.model.survey import ANSWERS, NO_INFORMATION
from timediary.model.titles import titles_of
from timediary.render.views import check, reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.document import Block, Edition
    from timediary.model.survey import Attribute, Survey

_MOST_ATTRIBUTES = 40
_MOST_VALUES = 6
_LONGEST = 60


def document(survey: Survey, edition: Edition) -> Document:  # noqa: ARG001 - the same on every medium
    """The survey in short."""
    hours = COUNT.text(float(survey.recorded_hours.sum()))
    files = ", ".join(file.replace("\\", "/").rpartition("/")[2] for file in survey.source.files)
    titles = titles_of([survey])
    of_time = f", {hours} hours recorded" if survey.has_diaries else ""
    about = f"{survey.size_in_words}{of_time}" + (f"; {files}" if files else "")
    unit, unlisted = survey.ledger.unit, survey.reading.unlisted
    return Document(
        name="survey",
        title=about,
        about=titles.title,
        subtitle=titles.subtitle,
        lead=(Text(check.summary_of(survey.problems, unlisted, unit, has_diaries=survey.has_diaries)),),
        sections=tuple(_sections(survey)),
        records=(check.problem_records(survey.problems, unit),),
        inputs=survey.source.files,
    )


def _sections(survey: Survey) -> Iterator[Section]:
    if survey.problems:
        kinds = check.kinds_grid(survey.problems, survey.reading.unlisted, survey.ledger.unit)
        yield Section("Problems", (kinds,), "problems")
    if survey.ledger.cells_read:
        yield Section(f"Diary {survey.ledger.unit}", (check.ledger_pairs(survey.ledger),), survey.ledger.unit)
    if survey.reading:
        yield reading.fold(survey.reading)
    title = "What is known of respondents"
    nothing = (Text("Nothing else is known of the respondents."),)
    yield Section(title, tuple(_attributes(survey, title)) if survey.attributes else nothing, "attributes")


def _attributes(survey: Survey, title: str) -> Iterator[Block]:
    shown = list(survey.attributes.items())[:_MOST_ATTRIBUTES]
    rows = tuple(text_row(_short(name), *_known(attribute)) for name, attribute in shown)
    yield Grid("attributes", title, "Attribute", text_columns_of("Known of", "Values"), rows)
    more = len(survey.attributes) - len(shown)
    if more:
        yield Text(f"and {counted(more, 'more attribute')}")


def _known(attribute: Attribute) -> tuple[str, str]:
    """Of how many respondents an attribute is known, and its values in short."""
    variable, values = attribute.variable, attribute.values
    if variable.is_free_text:
        return f"{int(np.count_nonzero(values != NO_INFORMATION)):,}", "free text, never shown"
    labels = [level.label for level in variable.levels]
    if variable.kind is VariableKind.NUMBER:
        numbers = np.asarray(values, dtype=np.float64)
        numbers = numbers[~np.isnan(numbers)]
        return f"{numbers.size:,}", _range(numbers.tolist())
    if variable.kind is VariableKind.MULTIPLE:
        answers = values.astype(np.uint64) & ANSWERS
        counts = [int(np.count_nonzero(answers >> np.uint64(i) & np.uint64(1))) for i in range(len(labels))]
        return f"{np.count_nonzero(answers):,}", _counts(labels, counts)
    positions = np.asarray(values, dtype=np.int64)
    known = positions[positions != NO_INFORMATION]
    return f"{known.size:,}", _counts(labels, np.bincount(known, minlength=len(labels)).tolist())


def _range(numbers: Sequence[float]) -> str:
    if not numbers:
        return ""
    low, middle, high = (number_text(float(np.quantile(numbers, q))) for q in (0, 0.5, 1))
    return f"{low} to {high}, median {middle}"


def _counts(labels: Sequence[str], counts: Sequence[int]) -> str:
    """The first values that occur, in the study's order, and how often: `CSD (725), DASS (284)`."""
    found = [(label, count) for label, count in zip(labels, counts, strict=True) if count]
    words = [f"{_short(label)} ({count:,})" for label, count in found[:_MOST_VALUES]]
    more = [f"and {len(found) - _MOST_VALUES:,} more"] if len(found) > _MOST_VALUES else []
    return ", ".join(words + more)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
