"""One row a respondent: what is known of each, and hours and shares by category, for regressions elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.pipeline.requests import grouping_of
from timediary.sample import sample_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.sample import Sample


def by_respondent(sample: Survey | Sample, *, grouping: str | Path | Grouping | None = None) -> pd.DataFrame:
    """One row a respondent as a pandas DataFrame: attributes, then hours and own shares of time by category.

    The columns are `respondent`, `diaries`, `weight`, the attributes but free text, `hours`, and `hours_` and `share_`
    with the id of each row of the grouping. Who kept several diaries has the hours of all of them, and the attributes
    of the first. Who recorded no time, has a weight of 0 or doesn't meet the conditions is left out.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.

    Raises:
        RequestError: there are no diaries, a minute may be in several categories, or the sample can't be resolved.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> frame = survey.by_respondent()
        >>> len(frame), round(float((frame["share_recording"] >= 0.4).sum()))
        (1153, 31)
    """
    import pandas as pd

    drawn = sample_of(sample)
    survey = drawn.survey
    meant = grouping_of(survey, grouping)
    hours = drawn.hours_in(meant)[drawn.chosen]
    recorded = drawn.recorded_in(meant)[drawn.chosen]
    owners, first, places = np.unique(survey.respondent_numbers[drawn.chosen], return_index=True, return_inverse=True)
    kept = np.flatnonzero(drawn.chosen)[first]
    of_each = [np.bincount(places, column, len(owners)) for column in hours.T]
    total = np.bincount(places, recorded, len(owners))
    columns: dict[str, object] = {
        "respondent": [survey.respondents[row] for row in kept.tolist()],
        "diaries": np.bincount(places, minlength=len(owners)),
        "weight": drawn.weights[kept],
    }
    known = survey.to_frame()
    columns |= {
        name: known[name].iloc[kept].reset_index(drop=True)
        for name, attribute in survey.attributes.items()
        if not attribute.variable.is_free_text and name in known and name not in columns
    }
    columns["hours"] = total
    columns |= {f"hours_{row.id}": column for row, column in zip(meant.rows, of_each, strict=True)}
    columns |= {f"share_{row.id}": column / total for row, column in zip(meant.rows, of_each, strict=True)}
    return pd.DataFrame(columns)
