"""A survey as a fragment for a notebook: who is in it, what is wrong with it, and what is known of respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.spelling import number_text
from timediary.model.study import VariableKind
from timediary.model.survey import ANSWERS, NO_INFORMATION
from timediary.render.html.page import part
from timediary.render.inert import escaped
from timediary.render.numbers import COUNT
from timediary.render.problems import counted, groups_of, ledger_lines, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.survey import Attribute, Survey

_MOST_ATTRIBUTES = 40
_MOST_VALUES = 6
_LONGEST = 60


def html_of_survey(survey: Survey) -> str:
    """The survey in short, with its own looks, in the colours of the page it stands in."""
    hours = COUNT.text(float(survey.recorded_hours.sum()))
    files = ", ".join(file.replace("\\", "/").rpartition("/")[2] for file in survey.source.files)
    about = f"{counted(len(survey), 'respondent')}, {hours} hours recorded" + (f"; {files}" if files else "")
    parts = [f"<p><strong>{escaped(survey.study.name)}</strong><br>{escaped(about)}</p>"]
    parts.append(f"<p>{escaped(summary_of(survey.problems))}</p>")
    kinds = [(group.label, f"{len(group.problems):,}") for group in groups_of(survey.problems)]
    parts += [_table("Problems", ("Kind", "Number"), kinds)] if kinds else []
    ledger = [(label, f"{number:,}") for label, number in ledger_lines(survey.ledger)]
    parts += [_table("Diary cells", ("Cells", "Number"), ledger)] if survey.ledger.cells_read else []
    parts.append(_attributes(survey) if survey.attributes else "<p>Nothing else is known of the respondents.</p>")
    return f'<div class="timediary"><style>{part("fragment.css")}</style>{"".join(parts)}</div>'


def _attributes(survey: Survey) -> str:
    shown = list(survey.attributes.items())[:_MOST_ATTRIBUTES]
    rows = [(name, *_known(attribute)) for name, attribute in shown]
    more = len(survey.attributes) - len(shown)
    note = f"<p>and {counted(more, 'more attribute')}</p>" if more else ""
    return _table("What is known of respondents", ("Attribute", "Known of", "Values"), rows) + note


def _known(attribute: Attribute) -> tuple[str, str]:
    """Of how many respondents an attribute is known, and its values in short."""
    variable, values = attribute.variable, attribute.values
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


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{escaped(_short(first))}</th>'
        f"{''.join(f'<td>{escaped(text)}</td>' for text in others)}</tr>\n"
        for first, *others in rows
    )
    return (
        f'<div class="scroll"><table class="about"><caption><strong>{caption}</strong></caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )
