"""Respondents' own shares of time, as a number that conditions and tables go by: `share:recording`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.categorise import categorise
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.study import Band, Grouping, GroupingRow, Variable, VariableKind
from timediary.model.survey import Attribute

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.study import Study
    from timediary.model.survey import Survey

PREFIX = "share:"

_TENTHS = tuple(
    Band(f"from_{10 * tenth}", f"{10 * tenth}% to under {10 * tenth + 10}%", below=(tenth + 1) / 10)
    for tenth in range(9)
)
_BANDS = (_TENTHS[0]._replace(label="Under 10%"), *_TENTHS[1:], Band("from_90", "90% or more"))


class ReachedShares(NamedTuple):
    """A category, and how much of their own time respondents may have in it.

    Attributes:
        grouping: that has the category.
        category: id of one of its rows.
        cuts: shares, above 0 and up to 1.
    """

    grouping: Grouping
    category: str
    cuts: tuple[float, ...]

    @property
    def label(self) -> str:
        """Of the category."""
        return next(row.label for row in self.grouping.rows if row.id == self.category)

    def reached(self, survey: Survey) -> NDArray[np.bool_]:
        """Which of n diaries' respondents have at least so much, a column a cut; nobody who recorded no time.

        Raises:
            RequestError: a minute may be in several rows.
        """
        with np.errstate(invalid="ignore"):
            return np.asarray(own_shares(survey, self.grouping, self.category)[:, None] >= np.array(self.cuts))


def is_share(name: str) -> bool:
    """Whether a name asks for a share of a respondent's own time."""
    return name.startswith(PREFIX)


def share_name(study: Study, name: str) -> str:
    """The id of a share: `share:` and the id of a row of one of the study's groupings, or of an activity code.

    Raises:
        RequestError: there is no such row and no such code.
    """
    return PREFIX + _row_meant(study, name.removeprefix(PREFIX).strip())[1]


def share_attribute(survey: Survey, name: str) -> Attribute:
    """What part of all the time that a respondent recorded is of a category, from 0 to 1.

    Who kept several diaries has one share, of all of them.

    Raises:
        RequestError: there is no such category, or a minute may be in several.
    """
    grouping, row = _row_meant(survey.study, name.removeprefix(PREFIX))
    label = next(one.label for one in grouping.rows if one.id == row)
    variable = Variable(PREFIX + row, f"Own share of {label}", VariableKind.NUMBER, bands=_BANDS)
    return Attribute(variable, own_shares(survey, grouping, row))


def own_shares(survey: Survey, grouping: Grouping, row: str) -> NDArray[np.float64]:
    """The share of each of n diaries' respondents, shape (n,), NaN for who recorded no time.

    It is a quotient of whole minutes, so that 20 hours of 50 are exactly 0.4.

    Raises:
        RequestError: a minute may be in several rows.
    """
    survey.needs_diaries()
    survey.needs_one_row()
    place = [one.id for one in grouping.rows].index(row)
    owners = survey.respondent_numbers
    count = int(owners.max(initial=-1)) + 1
    of_category = np.bincount(owners, np.rint(60 * categorise(survey, grouping)[:, place]), count)
    in_all = np.bincount(owners, np.rint(60 * survey.recorded_hours), count)
    shares = np.full(count, np.nan)
    np.divide(of_category, in_all, out=shares, where=in_all > 0)
    return np.asarray(shares[owners])


def _row_meant(study: Study, name: str) -> tuple[Grouping, str]:
    """The grouping and the row that a name means: the study's own first; an activity code by itself."""
    own = study.groupings.get(study.defaults.grouping)
    for grouping in (*([own] if own else []), *study.groupings.values()):
        for row in grouping.rows:
            if folded(name) in (folded(row.id), folded(row.label)):
                return grouping, row.id
    for code in study.codes:
        if folded(name) in (folded(code.id), folded(code.label)):
            return Grouping(code.id, code.label, "", (GroupingRow(code.id, code.label, (code.id,)),)), code.id
    rows = {row.id: row.label for grouping in study.groupings.values() for row in grouping.rows}
    named = {text: id_ for id_, label in rows.items() for text in (label, id_)}
    raise RequestError(
        f"There is no category '{name}' to take a share of.{meant(name, named, named)} "
        f"There are: {', '.join(row.id for row in own.rows) if own else ', '.join(rows)}."
    )
