"""Response: the diaries of a survey compared with the people who were asked, by the lines of known totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.trimming import kish_effect
from timediary.model.line import Line, LineKind, Unit
from timediary.model.table import Table
from timediary.sample.calibration import cells_of
from timediary.tabulate.scope import labels_of, scope_of, source_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.sampling import KnownTotals
    from timediary.sample import Sample


def tabulate_response(sample: Sample, known: KnownTotals) -> Table:
    """Response by the lines of known totals: people, those invited, diaries, the rate, and people per diary.

    Where respondents kept several diaries, the rate and the people are those of respondents.

    Args:
        sample: the respondents and their weights.
        known: people of the workforce, and perhaps how many were invited.

    Raises:
        RequestError: an attribute or level doesn't fit the survey.
    """
    survey, weights, inside = sample.survey, sample.weights, sample.chosen
    cells, names = cells_of(survey, known)
    membership = np.column_stack([*(inside & (cells == i) for i in range(len(names))), inside])
    columns = [Line(name.replace(" / ", "/"), name, LineKind.LEVEL) for name in names]
    columns.append(Line("all", "All", LineKind.ALL))
    people = _with_sum([total.people for total in known.totals])
    invited = _with_sum([np.nan if total.invited is None else total.invited for total in known.totals])
    diaries, respondents = membership.sum(axis=0), sample.bases(membership)
    who, one = ("Respondents", "respondent") if survey.has_repeated else ("Diaries", "diary")
    asked = people if np.isnan(invited).all() else invited
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = f"{who} to those invited" if asked is invited else f"{who} to people"
        figures = {
            ("people", "People in the workforce", Unit.RESPONDENTS): people,
            ("invited", "Invited", Unit.RESPONDENTS): invited,
            ("diaries", "Diaries", Unit.RESPONDENTS): diaries.astype(np.float64),
            ("rate", rate, Unit.SHARE): respondents / asked,
            (f"people_per_{one}", f"People per {one}", Unit.HOURS): people / respondents,
            ("effective", "Effective number of diaries", Unit.RESPONDENTS): _effective(weights, membership),
        }
    kept = {key: values for key, values in figures.items() if not np.isnan(values).all()}
    estimate = np.array(list(kept.values()))
    by = labels_of(survey, known.names)
    return Table(
        id=",".join(("response", *known.names)),
        title=f"Response by {by}",
        rows=tuple(Line(id_, label, LineKind.LEVEL, unit) for id_, label, unit in kept),
        columns=tuple(columns),
        estimate=estimate,
        base=np.broadcast_to(respondents, estimate.shape).astype(np.int64),
        hours=np.full(estimate.shape, np.nan),
        status=np.full(estimate.shape, "", dtype=object),
        scope=scope_of(sample),
        notes=(
            "Effective number of diaries: equally weighted diaries that would be as precise (Kish 1965).",
            *(("Each diary has its own weight: who kept several stands for more people.",) * survey.has_repeated),
        ),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
    )


def _with_sum(values: list[float]) -> NDArray[np.float64]:
    return np.array([*values, sum(values)])


def _effective(weights: NDArray[np.float64], membership: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Respondents over the effect of unequal weights, by column."""
    columns = (weights[members] for members in membership.T)
    return np.array([len(column) / kish_effect(column) if len(column) else 0.0 for column in columns])
