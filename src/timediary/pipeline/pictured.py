"""The tables under pictures: from a survey and what is asked for to the numbers that are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import timediary.pipeline.output  # noqa: F401 - lets tables show and write themselves
from timediary.categorise import categorise
from timediary.model.table import TableSpec
from timediary.tabulate.shares import tabulate_shares

if TYPE_CHECKING:
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.kinds import PictureRequest


def shares(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """Shares of recorded time, a table for each breakdown."""
    slots = categorise(survey, request.grouping)
    return tuple(
        tabulate_shares(survey, slots, TableSpec(request.grouping, by, request.where, request.sampling))
        for by in request.breakdowns
    )
