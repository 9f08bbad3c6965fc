"""What tables of respondents and of their days share: who is sampled, who is in which column, what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.tabulate.columns import columns_of
from timediary.tabulate.conditions import selected
from timediary.tabulate.sampling import sample_of
from timediary.tabulate.scope import column_notes, scope_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from timediary.model.study import Sampling
    from timediary.model.survey import Survey
    from timediary.model.table import Condition
    from timediary.tabulate.columns import Columns
    from timediary.tabulate.sampling import Sample


class Frame(NamedTuple):
    """Who is in a table.

    Attributes:
        survey: n respondents.
        by: attributes that make the columns.
        sample: the m respondents that estimates rest on, and how they were sampled.
        columns: who is in which of the d columns.
        membership: the same of those sampled alone, bool (m, d).
        scope: who is in the table, in words.
        notes: what follows from the columns.
    """

    survey: Survey
    by: tuple[str, ...]
    sample: Sample
    columns: Columns
    membership: NDArray[np.bool_]
    scope: str
    notes: tuple[str, ...]


def frame_of(survey: Survey, by: Sequence[str], where: Sequence[Condition], sampling: Sampling) -> Frame:
    """The frame of a table.

    Raises:
        RequestError: an attribute, level or weight doesn't fit the survey.
    """
    sample = sample_of(survey, sampling)
    chosen = selected(survey, where) & sample.inside
    columns = columns_of(survey, by, chosen)
    scope = scope_of(survey, where, chosen)
    notes = column_notes(survey, by, sampling)
    return Frame(survey, tuple(by), sample, columns, columns.membership[sample.inside], scope, notes)
