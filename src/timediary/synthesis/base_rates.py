"""What each respondent usually does, before published shares are fitted: a few activities, mostly those of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.consistency.atoms import without_diaries
from timediary.sample import Sample
from timediary.sample.conditions import selected
from timediary.synthesis.random import Stream
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from timediary.model.survey import Attribute, Survey
    from timediary.model.synthesis import Published

# An activity with a share s of all time is done in a given week by this part of the respondents, plus s times the next.
_SOME, _MORE = 0.12, 13.0

# An activity not done in a week still gets this part of its usual share, so that shares of small groups can be met.
_HARDLY = 0.002

# A share printed as 0% is taken as this.
_LEAST = 0.002


def usual_shares(published: Published, attributes: Mapping[str, Attribute], seed: int) -> NDArray[np.float64]:
    """The usual share of each activity for each respondent, all above 0, shape (n, codes).

    They follow the published shares of the respondent's setting, changed by the leanings of the job and by chance:
    activities that take little time are done by few in a week, and then for longer.

    Args:
        published: with the shares by activity and the leanings.
        attributes: of n respondents.
        seed: decides what is chance.
    """
    study = published.study
    survey = without_diaries(study, attributes, len(attributes["setting"].values))
    shares = _published(published, survey)
    for leaning in published.synthesis.leanings:
        members = selected(survey, leaning.where)
        places = np.array([study.code_numbers[code] - 1 for code in leaning.codes])
        shares[np.ix_(np.flatnonzero(members), places)] *= leaning.times
    stream = Stream(seed, "usual activities")
    done = stream.uniforms(shares.size).reshape(shares.shape) < np.minimum(_SOME + _MORE * shares, 1.0)
    for travel, to in published.rules.travel.items():
        done[:, travel - 1] &= done[:, np.array(to) - 1].any(axis=1)
    much = stream.uniforms(shares.size).reshape(shares.shape)
    taste = (0.25 + 1.5 * much) / np.minimum(_SOME + _MORE * shares, 1.0)
    return shares * np.where(done, taste, _HARDLY)


def _published(published: Published, survey: Survey) -> NDArray[np.float64]:
    """The published share of each activity in each respondent's setting; of all, where the setting is not known."""
    study = published.study
    shares = np.full((len(survey), len(study.codes)), _LEAST)
    reported = Reported(Sample(survey))
    table = next(t for t in published.tables.values() if t.measure == "time" and _by_activity(published, t.grouping))
    columns = reported.who(table).columns
    rows = {row.id: row.codes for row in study.groupings[table.grouping].rows}
    # Later columns are narrower than the first or stand for all, so that the total comes first.
    cells = [cell for cell in published.cells if cell.table == table.id]
    for cell in sorted(cells, key=lambda cell: -int(columns[:, cell.j].sum())):
        (code,) = rows[table.printed_rows[cell.i].line.id]
        shares[columns[:, cell.j], study.code_numbers[code] - 1] = max((cell.value or 0.0) / 100, _LEAST)
    return shares


def _by_activity(published: Published, grouping: str) -> bool:
    """Whether a grouping has a row for every activity."""
    return all(len(row.codes) == 1 for row in published.study.groupings[grouping].groups)
