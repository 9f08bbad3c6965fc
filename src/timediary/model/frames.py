"""A survey as pandas DataFrames: what is known of each diary, and what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from timediary.model.study import VariableKind
from timediary.model.survey import date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.survey import Survey


def attributes_frame(survey: Survey) -> pd.DataFrame:
    """The attributes of a survey, one row a diary; see `Survey.to_frame`."""
    columns: dict[str, object] = {}
    for name, attribute in survey.attributes.items():
        variable = attribute.variable
        if variable.kind in (VariableKind.LEVEL, VariableKind.TEXT):
            columns[name] = _categorical(attribute.values, [level.label for level in variable.levels])
        elif variable.kind is VariableKind.NUMBER:
            columns[name] = attribute.values
        else:
            columns[name] = attribute.texts()
    return pd.DataFrame(columns, index=pd.Index(survey.respondents, name="respondent"))


def entries_frame(survey: Survey) -> pd.DataFrame:
    """What stands in the slots of a survey with times of day, one row a filled slot; see `Survey.diary_frame`."""
    grid = survey.grid
    rows, slots = np.nonzero(survey.codes)
    times = [grid.slot_name(slot).rpartition(" ")[2] for slot in range(grid.slots_per_day)]
    columns: dict[str, object] = {"respondent": np.asarray(survey.respondents, dtype=object)[rows]}
    if survey.dates is not None:
        columns["date"] = np.array([date_text(date) for date in survey.dates.tolist()], dtype=object)[rows]
    columns["day"] = _categorical(slots // grid.slots_per_day, grid.days)
    columns["time"] = _categorical(slots % grid.slots_per_day, times)
    columns["code"] = _categorical(survey.codes[rows, slots].astype(np.int32) - 1, [c.id for c in survey.study.codes])
    for id_, one in survey.fields.items():
        columns[id_] = np.array(one.texts(), dtype=object)[one.slots[rows, slots]]
    return pd.DataFrame(columns)


def _categorical(positions: NDArray[np.generic], labels: Sequence[str]) -> pd.Categorical[str]:
    """An ordered categorical of labels; position -1 is missing."""
    return pd.Categorical.from_codes(positions.astype(np.int64), pd.Index(list(labels)), ordered=True)
