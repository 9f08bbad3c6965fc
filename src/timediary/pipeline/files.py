"""From values to files: surveys and results out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import timediary.pipeline.output  # noqa: F401 - lets surveys show themselves
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from timediary.export import Layout
    from timediary.model.comparison import Comparison
    from timediary.model.plan import Plan
    from timediary.model.results import Results
    from timediary.model.survey import Survey


def convert(survey: Survey, path: str | Path, *, layout: Layout | None = None, overwrite: bool = False) -> list[Path]:
    """Write a survey to a file that reads back as the same survey; see `timediary.export.write_survey`.

    Raises:
        RequestError: the kind of file or layout can't be written, the file is there already or is one of those the
            survey was read from, or it can't hold something of the survey.
    """
    from timediary.export import write_survey

    return write_survey(survey, path, layout=layout, overwrite=overwrite, never=survey.source.files)


def annotate(survey: Survey, path: str | Path, *, overwrite: bool = False) -> int:
    """Copy the workbook a survey was read from, with each faulty cell marked and commented.

    Returns:
        The number of cells marked.

    Raises:
        RequestError: the survey comes from several files or from no workbook, or the copy can't be written.
    """
    from timediary.export import annotate as mark

    if len(survey.source.files) != 1:
        raise RequestError("A marked copy is made of one workbook at a time; check each file by itself.")
    return mark(survey.source.files[0], survey.problems, path, overwrite=overwrite)


def write(
    results: Results,
    folder: str | Path,
    formats: Sequence[str] | None = None,
    documents: Mapping[str, bytes] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write results as files into a folder: all of them or, if any fails, none.

    Args:
        results: what `analyse` returned.
        folder: made if need be; files of an earlier run are replaced.
        formats: `xlsx`, `ods`, `csv`, `html`, `docx`, `latex`, `text`, `markdown`; `xlsx`, `csv` and `html` where
            None. `problems.csv` always comes.
        documents: contents of further files by their names, such as a filled template.
        inputs: files never to replace, beside those that the results come from.

    Returns:
        The files.

    Raises:
        TimediaryError: a format is unknown, or the folder can't be written to.
    """
    from timediary.render import DEFAULT_FORMATS, write_results

    chosen = DEFAULT_FORMATS if formats is None else formats
    return write_results(results, folder, chosen, documents=documents, inputs=inputs)


def write_comparisons(comparisons: Sequence[Comparison], folder: str | Path, inputs: Sequence[str] = ()) -> list[Path]:
    """Write comparisons as a workbook, a page and tidy text into a folder: all of them or, if any fails, none.

    Args:
        comparisons: what `compare` or `compare_with_published` returned.
        folder: made if need be; files of an earlier run are replaced.
        inputs: the files that were read, which are never replaced.

    Raises:
        TimediaryError: the folder can't be written to.
    """
    from timediary.render.writing import write_comparisons as write_files

    return write_files(comparisons, folder, inputs=inputs)


def write_plan(plan: Plan, path: Path, inputs: Sequence[str] = ()) -> Path:
    """Write a plan as delimited text, one row a scenario.

    Raises:
        TimediaryError: the file is one of those that were read, or can't be written to.
    """
    from timediary.render.planned import csv_of_plan
    from timediary.render.writing import write_file

    return write_file(path, csv_of_plan(plan).encode(), inputs)
