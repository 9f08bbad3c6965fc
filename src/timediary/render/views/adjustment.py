"""An adjustment: the response by each of the known totals that weights were brought to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import Document
from timediary.model.number import counted
from timediary.render.views import table

if TYPE_CHECKING:
    from timediary.model.document import Edition
    from timediary.model.results import Adjustment


def document(adjustment: Adjustment, edition: Edition) -> Document:
    """A table for each of the known totals."""
    survey = adjustment.survey
    return Document(
        name="adjustment",
        title=f"{counted(len(survey), 'respondent')} weighted to known totals",
        about=survey.study.name,
        sections=tuple(table.sections_of(adjustment.tables, edition)),
        provenance=tuple(("Input", file) for file in survey.source.files),
        records=table.records_of(adjustment.tables, "adjustment"),
        inputs=survey.source.files,
    )
