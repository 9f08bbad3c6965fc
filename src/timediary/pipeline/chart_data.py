"""The tables behind pictures: from a survey and a request to the numbers that are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.model.table import TableSpec
from timediary.pipeline.requests import has_all
from timediary.tabulate.respondents import tabulate_distribution
from timediary.tabulate.shares import tabulate_shares
from timediary.tabulate.spread import tabulate_spread

if TYPE_CHECKING:
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.chart_registry import PictureRequest
    from timediary.sample import Sample


def shares(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Shares of recorded time, a table for each breakdown."""
    return tuple(tabulate_shares(sample, _spec(request, by)) for by in request.breakdowns)


def hours_over_contracted(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Respondents by hours worked over those contracted, in the bands of the study.

    Raises:
        RequestError: the study compares no hours, or the survey lacks what is compared.
    """
    name = _compared(sample.survey)
    if name is None:
        raise RequestError(
            "Hours can't be compared with those contracted: the study names no two attributes for it "
            "(a number with bands and `minus`), or the survey lacks one of them."
        )
    return tuple(tabulate_distribution(sample, name, by) for by in request.breakdowns)


def compares_hours(survey: Survey) -> bool:
    """Whether the study compares hours, and the survey has what is compared."""
    return _compared(survey) is not None


def _compared(survey: Survey) -> str | None:
    """The first number in bands that is hours of the survey less those that the study compares hours with first."""
    compared = [(v.id, v.minus) for v in survey.study.variables.values() if v.bands and v.minus]
    same = [(name, operands) for name, operands in compared if operands[1] == compared[0][1][1]]
    return next((name for name, operands in same if has_all(survey, operands)), None)


def spreads(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """The spread of respondents' own shares: of every category, or of one by group.

    Raises:
        RequestError: groups are asked for, and no category.
    """
    return tuple(tabulate_spread(sample, _spec(request, by), request.category) for by in request.breakdowns)


def _spec(request: PictureRequest, by: tuple[str, ...]) -> TableSpec:
    """The table of shares of one breakdown."""
    return TableSpec(request.grouping, by, request.subtotal, request.decimals)
