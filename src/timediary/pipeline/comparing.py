"""What one survey says about another: waves and services compared, published figures, weights, the next survey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

import timediary.pipeline.output  # noqa: F401 - lets tables show and write themselves
from timediary.categorise import categorise
from timediary.model.problem import RequestError
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import Attribute
from timediary.model.table import TableSpec
from timediary.pipeline.asked import (
    attributes_asked,
    conditions_asked,
    grouping_asked,
    has_all,
    sampling_asked,
    specs_asked,
)
from timediary.study.published import load_published_shares

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.comparison import Comparison
    from timediary.model.plan import Plan
    from timediary.model.study import Grouping, Sampling
    from timediary.model.survey import Survey
    from timediary.model.table import Condition, Table

PLANNED_NUMBERS = (100, 250, 500, 1000, 2500, 5000)


def compare(
    first: Survey,
    second: Survey,
    by: Sequence[str | Sequence[str]] | None = None,
    *,
    names: tuple[str, str] = ("first", "second"),
    grouping: str | Path | Grouping | None = None,
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
    independent: bool = False,
) -> tuple[Comparison, ...]:
    """Two waves or two services: the shares of each, and their differences with intervals and probabilities.

    Respondents in both by id are a panel, whose covariance is used.

    Args:
        first: the survey compared with.
        second: the survey compared; a difference is second less first.
        by: as for `analyse`; overall always comes.
        names: what the two are called.
        grouping: as for `breakdown`.
        where: as for `breakdown`, in both.
        sampling: as for `breakdown`, in both.
        independent: whether ids that are in both belong to different people.

    Raises:
        RequestError: something asked for doesn't fit a survey, or the two follow different studies.
    """
    from timediary.tabulate.comparison import compare_surveys

    if first.study.codes != second.study.codes or first.study.grid != second.study.grid:
        raise RequestError("The two surveys follow different studies, so their shares can't be compared.")
    specs = specs_asked(second, by, grouping, where, sampling)
    pair = [(survey, categorise(survey, specs[0].grouping)) for survey in (first, second)]
    return tuple(compare_surveys(pair[0], pair[1], spec, names, independent=independent) for spec in specs)


def compare_with_published(
    survey: Survey,
    by: Sequence[str | Sequence[str]] | None = None,
    *,
    name: str = "survey",
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
) -> tuple[Comparison, ...]:
    """A survey beside the figures that its study publishes, which have no published error.

    Args:
        survey: what `read` returned.
        by: breakdowns; all that the study publishes and the survey has attributes for where None.
        name: what the survey is called.
        where: as for `breakdown`, in the survey.
        sampling: as for `breakdown`.

    Raises:
        RequestError: the study publishes no such table, or something asked for doesn't fit the survey.
    """
    from timediary.tabulate.comparison import compare_with_figures

    published = load_published_shares(survey.study)
    wanted = by
    if wanted is None:
        wanted = [id_.split(",") for id_ in published if id_ != "overall" and has_all(survey, id_.split(","))]
    comparisons = []
    for spec in specs_asked(survey, wanted, None, where, sampling):
        figures = published.get(",".join(spec.by) or "overall")
        if figures is None:
            raise RequestError(
                f"The study publishes no table by '{','.join(spec.by)}'. It has: {', '.join(published) or 'none'}."
            )
        slots = categorise(survey, spec.grouping)
        comparisons.append(compare_with_figures(figures, survey, slots, spec, (figures.source, name)))
    return tuple(comparisons)


def plan(
    survey: Survey,
    by: str | Sequence[str] = (),
    *,
    half_width: float = 0.02,
    numbers: Sequence[int] = PLANNED_NUMBERS,
    grouping: str | Path | Grouping | None = None,
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
) -> Plan:
    """How many diaries, in how many clusters, for how many days, the next survey needs, from this one's variances.

    Args:
        survey: what `read` returned.
        by: the breakdown whose cells are planned for.
        half_width: half the width of the 95% interval that is wanted, as a fraction.
        numbers: respondents in a column, whose half-width is shown.
        grouping: as for `breakdown`.
        where: as for `breakdown`.
        sampling: as for `breakdown`.

    Raises:
        RequestError: something asked for doesn't fit the survey.
    """
    from timediary.tabulate.planning import plan_survey

    chosen = grouping_asked(survey.study, grouping)
    spec = TableSpec(
        chosen, attributes_asked(survey, by), conditions_asked(survey, where), sampling_asked(survey, sampling)
    )
    return plan_survey(survey, categorise(survey, chosen), spec, half_width, sorted(numbers))


def adjust(survey: Survey, sampling: Sampling) -> tuple[Survey, tuple[Table, ...]]:
    """Weights calibrated to known totals of the workforce, and what response looks like beside them.

    Args:
        survey: what `read` returned.
        sampling: with the known totals, and the weights before if there are any.

    Returns:
        The survey with the calibrated weights in its attribute `weight`, no information for who recorded no time; and a
        table of response for each of the known totals.

    Raises:
        RequestError: a known total doesn't fit the survey, or no weights meet them all.
    """
    from timediary.tabulate.adjustment import tabulate_response
    from timediary.tabulate.sampling import sample_of

    drawn = sampling_asked(survey, sampling)
    weights = sample_of(survey, drawn).weights
    tables = tuple(tabulate_response(survey, known, weights) for known in drawn.known)
    variable = survey.study.variables.get("weight") or Variable("weight", "Weight", VariableKind.NUMBER)
    column = Attribute(variable, np.where(weights > 0, weights, np.nan))
    return replace(survey, attributes={**survey.attributes, "weight": column}), tables
