"""The tables under pictures: from a survey and what is asked for to the numbers that are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import timediary.pipeline.output  # noqa: F401 - lets tables show and write themselves
from timediary.categorise import categorise
from timediary.model.problem import RequestError
from timediary.model.table import TableSpec
from timediary.pipeline.asked import has_all
from timediary.tabulate.respondents import tabulate_distribution
from timediary.tabulate.shares import tabulate_shares
from timediary.tabulate.spread import tabulate_spread

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


def hours_over_contracted(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """Respondents by hours worked over those contracted, in the bands of the study.

    Raises:
        RequestError: the study compares no hours, or the survey lacks what is compared.
    """
    compared = [variable for variable in survey.study.variables.values() if variable.minus and variable.bands]
    usable = [variable.id for variable in compared if variable.minus and has_all(survey, variable.minus)]
    if not usable:
        needed = dict.fromkeys(name for variable in compared for name in variable.minus or ())
        lacking = [name for name in needed if not has_all(survey, [name])]
        why = f"has no attribute {' or '.join(map(repr, lacking))}" if lacking else "compares no hours with others"
        raise RequestError(f"A picture of hours over those contracted can't be made: the survey {why}.")
    return tuple(
        tabulate_distribution(survey, usable[0], by, request.where, request.sampling) for by in request.breakdowns
    )


def spreads(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """The spread of respondents' own shares: of every category, or of one by group.

    Raises:
        RequestError: groups are asked for, and no category.
    """
    if request.category is None and any(request.breakdowns):
        raise RequestError("To see a spread by group, name the category whose shares are meant (--category).")
    slots = categorise(survey, request.grouping)
    return tuple(
        tabulate_spread(
            survey, slots, TableSpec(request.grouping, by, request.where, request.sampling), request.category
        )
        for by in request.breakdowns
    )
