"""One row per respondent: what is known of each, and hours and shares by category, for regressions elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.model.problem import RequestError
from timediary.pipeline.requests import grouping_of
from timediary.sample import sample_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from timediary.export import RespondentRows
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.sample import Sample


def by_respondent(sample: Survey | Sample, *, grouping: str | Path | Grouping | None = None) -> pd.DataFrame:
    """One row per respondent as a pandas DataFrame: attributes, then hours and own shares of time by category.

    The columns are `respondent`, `diaries`, `weight`, the attributes but free text, `hours`, and `hours_` and `share_`
    with the id of each row of the grouping; an attribute of such a name is `NAME_given`. Who kept several diaries has
    the hours of all of them, and the attributes of the first. Who recorded no time, has a weight of 0 or doesn't meet
    the conditions is left out.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.

    Raises:
        RequestError: there are no diaries, a minute may be in several categories, one respondent's diaries have
            different weights, or the sample can't be resolved.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

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
    rows, kept = _rows_of(drawn, grouping)
    answers = survey.to_frame().iloc[kept].reset_index(drop=True)
    columns: dict[str, object] = {"respondent": rows.respondents}
    columns |= {name: values for name, _, values in rows.leading}
    told = [id_ for id_, one in survey.attributes.items() if not one.variable.is_free_text]
    columns |= {name: answers[id_] for (name, _), id_ in zip(rows.attributes, told, strict=True)}
    columns |= {name: values for name, _, values in rows.figures}
    return pd.DataFrame(columns)


def write_by_respondent(
    sample: Survey | Sample,
    path: str | Path,
    *,
    grouping: str | Path | Grouping | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write one row per respondent as a labelled file for SPSS, Stata or R: what `by_respondent` gives as a frame.

    Variables have labels, and levels are numbers with value labels. Answers of several are a column each, `yes` or
    `no`. In text levels are words, and a second file, `NAME_columns.csv`, has the label and the levels of each column.
    It is a file of persons, not one to publish.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        path: the file, `.sav`, `.dta` or `.csv`.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        overwrite: whether files that are there may be replaced.

    Returns:
        The files.

    Raises:
        RequestError: there are no diaries, a minute may be in several categories, one respondent's diaries have
            different weights, or the sample can't be resolved; or the file is of another kind, is there already or is
            one of those the survey was read from, or it can't hold something.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> [path.name for path in survey.write_by_respondent("respondents.sav")]
        ['respondents.sav']
    """
    from timediary.export import write_rows

    drawn = sample_of(sample)
    rows, _ = _rows_of(drawn, grouping)
    return write_rows(rows, drawn.survey, Path(path), overwrite=overwrite)


def _rows_of(drawn: Sample, grouping: str | Path | Grouping | None) -> tuple[RespondentRows, NDArray[np.int64]]:
    """One row per respondent, and the position of each one's first diary."""
    from timediary.export import RespondentRows

    survey = drawn.survey
    meant = grouping_of(survey, grouping)
    hours = drawn.hours_in(meant)[drawn.chosen]
    recorded = drawn.recorded_in(meant)[drawn.chosen]
    owners, first, places = np.unique(survey.respondent_numbers[drawn.chosen], return_index=True, return_inverse=True)
    kept = np.flatnonzero(drawn.chosen)[first]
    weights = drawn.weights[kept]
    differ = np.flatnonzero(drawn.weights[drawn.chosen] != weights[places])
    if differ.size:
        one = survey.respondents[kept[places[differ[0]]]]
        raise RequestError(
            f"Diaries of one respondent have different weights (those of {one!r}), so that no weight is the "
            "respondent's. Leave the weight out, or write one row a diary with `timediary convert`."
        )
    of_each = [np.bincount(places, column, len(owners)) for column in hours.T]
    total = np.bincount(places, recorded, len(owners))
    rows = list(zip(meant.rows, of_each, strict=True))
    leading: list[tuple[str, str, NDArray[Any]]] = [
        ("diaries", "Diaries", np.bincount(places, minlength=len(owners))),
        ("weight", "Weight", weights),
    ]
    figures: list[tuple[str, str, NDArray[Any]]] = [("hours", "Hours recorded", total)]
    figures += [(f"hours_{row.id}", f"Hours: {row.label}", column) for row, column in rows]
    figures += [(f"share_{row.id}", f"Share of own time: {row.label}", column / total) for row, column in rows]
    taken = {"respondent", *(name for name, _, _ in (*leading, *figures))}
    attributes = [
        (f"{name}_given" if name in taken else name, replace(attribute, values=attribute.values[kept]))
        for name, attribute in survey.attributes.items()
        if not attribute.variable.is_free_text
    ]
    return RespondentRows([survey.respondents[row] for row in kept.tolist()], leading, attributes, figures), kept
