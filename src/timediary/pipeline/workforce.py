"""From respondents to the workforce: weights brought to known totals, and how many the next survey takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.problem import RequestError
from timediary.model.results import Adjustment
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import Attribute
from timediary.model.table import TableSpec
from timediary.pipeline.requests import breakdown_asked, grouping_asked
from timediary.sample import Sample, sample_of
from timediary.sample.conditions import selected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.plan import Plan
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import Table

PLANNED_NUMBERS = (100, 250, 500, 1000, 2500, 5000)


def plan(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    half_width: float = 2.0,
    numbers: Sequence[int] = PLANNED_NUMBERS,
    grouping: str | Path | Grouping | None = None,
) -> Plan:
    """How many diaries, in how many clusters, for how many days, the next survey needs, from this one's variances.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: the breakdown whose cells are planned for.
        half_width: half the width of the 95% interval that is wanted, in percentage points.
        numbers: respondents in a column, whose half-width is shown.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.

    Raises:
        RequestError: something asked for doesn't fit the survey.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> plan = survey.plan("setting", half_width=2)
        >>> max(need.needed for need in plan.needs if need.column.id == "csd")
        155
    """
    from timediary.tabulate.planning import plan_survey

    drawn = sample_of(sample)
    spec = TableSpec(grouping_asked(drawn.survey.study, grouping), breakdown_asked(drawn.survey, by))
    found = plan_survey(drawn, spec, half_width / 100, sorted(numbers))
    return replace(found, inputs=drawn.survey.source.files)


def plan_change(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    detect: float = 3.0,
    power: float = 0.8,
    panel: float | None = None,
    grouping: str | Path | Grouping | None = None,
) -> Table:
    """How many respondents a wave it takes to find a change of a share, from this survey's variances.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: the breakdown whose cells are planned for.
        detect: the change, in percentage points.
        power: chance of finding it.
        panel: correlation of the two shares of a respondent who takes part in both; None where others are asked.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.

    Raises:
        RequestError: something asked for doesn't fit the survey, or a number is outside its range.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> table = td.plan_change(td.read("examples/diaries.xlsx"), detect=3)
        >>> table.title
        'Respondents a wave to detect a change of 3 points'
    """
    from timediary.tabulate.detecting import tabulate_detection

    drawn = sample_of(sample)
    spec = TableSpec(grouping_asked(drawn.survey.study, grouping), breakdown_asked(drawn.survey, by))
    return tabulate_detection(drawn, spec, detect / 100, power, panel)


def adjust(sample: Survey | Sample) -> Adjustment:
    """Weights calibrated to known totals of the workforce, and what response looks like beside them.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound. It names the known totals
            (`survey.sample(calibrate="workforce.csv")`), and the weights before if there are any. Its conditions say
            whom the totals are about.

    Returns:
        The survey with the calibrated weights in its attribute `weight`, no information for who recorded no time or
        doesn't meet the conditions; and a table of response for each of the known totals.

    Raises:
        RequestError: there is no known total, one doesn't fit the survey, or no weights meet them all.

    Examples:
        >>> import timediary as td
        >>> from pathlib import Path
        >>> survey = td.read("examples/diaries.xlsx")
        >>> lines = ["setting,people", "csd,20000", "dass,15000", "joint,4000", "pvi,6000", "no_information,500"]
        >>> _ = Path("workforce.csv").write_text("\\n".join(lines))
        >>> made = td.adjust(survey.sample(calibrate="workforce.csv"))
        >>> made.tables[0].value("people", "CSD")
        20000.0
    """
    from timediary.tabulate.response import tabulate_response

    drawn = sample_of(sample)
    drawn.survey.needs_all_time()
    if not drawn.sampling.calibrate:
        raise RequestError("Name the known totals (--calibrate) that weights are to be brought to.")
    survey, chosen = drawn.survey, selected(drawn.survey, drawn.where)
    part = Sample(survey.select(chosen), drawn.sampling, drawn.where)
    weights = np.zeros(len(survey))
    weights[chosen] = part.weights
    tables = tuple(tabulate_response(part, known) for known in drawn.sampling.calibrate)
    variable = survey.study.variables.get("weight") or Variable("weight", "Weight", VariableKind.NUMBER)
    column = Attribute(variable, np.where(weights > 0, weights, np.nan))
    return Adjustment(replace(survey, attributes={**survey.attributes, "weight": column}), tables)
