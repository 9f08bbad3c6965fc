"""How respondents differ: the spread of their own shares of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.quantiles import quantiles
from timediary.estimate.ratios import means
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Precision, Table
from timediary.tabulate.precision import precision_of_quantiles, precision_of_shares, stacked
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import lines_of, statuses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.table import TableSpec
    from timediary.sample import Sample

QUANTILES = (
    ("tenth", "Lowest tenth up to", 0.1),
    ("lower_quartile", "Lower quartile", 0.25),
    ("median", "Median", 0.5),
    ("upper_quartile", "Upper quartile", 0.75),
    ("ninetieth", "Highest tenth from", 0.9),
)
_NONE = Line("none", "Respondents with none", LineKind.LEVEL, Unit.SHARE)
_NOTE = (
    "Each respondent's own share of the time he or she recorded. The median is not the share of all time, in which "
    "those who recorded more hours count for more."
)


def tabulate_spread(sample: Sample, spec: TableSpec, category: str | None = None) -> Table:
    """Quantiles of respondents' own shares of time, and how many of them have none of it.

    Args:
        sample: who is in the table, and how they were sampled.
        spec: the grouping and the columns.
        category: id of the row whose shares are shown, with a column for each group of respondents; with None, each
            row of the grouping is a column, for all respondents together.

    Returns:
        A table with a row for each of `QUANTILES` (definition 2 of Hyndman and Fan 1996, *The American Statistician*
        50(4), weighted; limits of Woodruff 1952, *JASA* 47) and one for the respondents with none.

    Raises:
        RequestError: an attribute or level doesn't fit the survey, the sample can't be resolved, or it has groups and
            there is no category.
    """
    if category is None and spec.by:
        raise RequestError("To see a spread by group, name the category whose shares are meant (--category).")
    survey, columns, slots = sample.survey, sample.columns(spec.by), sample.hours_in(spec.grouping)
    group = np.array([bool(row.codes) for row in spec.grouping.rows])
    inside = slots[sample.inside]
    shares = inside / inside[:, group].sum(axis=1)[:, None]
    membership = columns.members
    if category is None:
        lines = lines_of(spec.grouping)
        parts = [_spread(shares[:, i], membership, sample) for i in range(len(lines))]
        title, by = "Respondents' own shares of time", ""
        weighted = np.repeat((columns.membership.T * sample.weights) @ survey.recorded_hours, len(lines))
    else:
        row = next(i for i, line in enumerate(spec.grouping.rows) if line.id == category)
        lines = columns.lines
        parts = [_spread(shares[:, row], membership, sample)]
        title, by = f"{spec.grouping.rows[row].label}: respondents' own shares of time", labels_of(survey, spec.by)
        weighted = (columns.membership.T * sample.weights) @ survey.recorded_hours
    estimate = np.hstack([part[0] for part in parts])
    base = np.broadcast_to(np.tile(sample.bases(membership), len(parts)), estimate.shape).astype(np.int64)
    precision = _beside([part[1] for part in parts])
    return Table(
        id=",".join(("spread", *([category, *spec.by] if category is not None else []))),
        title=title + (f" by {by}" if by else ""),
        rows=(*(Line(id_, label, LineKind.LEVEL, Unit.SHARE) for id_, label, _ in QUANTILES), _NONE),
        columns=lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=(_NOTE, *column_notes(sample, spec.by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        decimals=spec.decimals,
        column_hours=weighted,
        precision=precision,
    )


def _spread(
    shares: NDArray[np.float64], membership: NDArray[np.bool_], sample: Sample
) -> tuple[NDArray[np.float64], Precision]:
    """Quantiles of some shares, shape (m,), and the share that are 0, for each of c columns: shape (q + 1, c)."""
    found = quantiles(shares, [probability for _, _, probability in QUANTILES], sample.design, membership)
    none = means((shares == 0)[:, None].astype(np.float64), sample.design, membership)
    precision = stacked([precision_of_quantiles(found, sample), precision_of_shares(none, none.bases[None, :], sample)])
    return np.vstack([found.values.T, none.values.T]), precision


def _beside(parts: list[Precision]) -> Precision:
    """The precision of a table whose columns come in several parts, one beside the other."""
    return Precision.joined(parts, np.hstack)
