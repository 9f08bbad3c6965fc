"""From values to files: surveys and results out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from timediary.model.problem import RequestError
from timediary.model.results import Check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from timediary.export import Layout
    from timediary.model.agencies import Agencies
    from timediary.model.comparison import Comparisons
    from timediary.model.definition import TableSet
    from timediary.model.result import Result
    from timediary.model.results import Results
    from timediary.model.survey import Survey
    from timediary.model.work_definition import Definitions


def convert(survey: Survey, path: str | Path, *, layout: Layout | None = None, overwrite: bool = False) -> list[Path]:
    """Write a survey to a file that reads back as the same survey.

    Args:
        survey: what `read` returned.
        path: the file; its suffix names the format: `.xlsx`, `.ods`, `.csv`, `.tsv`, `.parquet`, `.sav`, `.dta`. Some
            formats make two files, of which the second holds the respondents.
        layout: `long`, one row per filled slot; `wide`, one row per diary; `single`, the same with the attributes in
            one table; `episodes`, one row per episode; `spell` and `sts`, in text, for TraMineR and sequenzo, which
            don't read back; what suits the format where None.
        overwrite: whether files that are there may be replaced.

    Returns:
        The files.

    Raises:
        RequestError: the kind of file or layout can't be written, the file is there already or is one of those the
            survey was read from, or it can't hold something of the survey.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> [path.name for path in survey.convert("diary.parquet")]
        ['diary.parquet', 'respondents.parquet']
    """
    from timediary.export import write_survey

    return write_survey(survey, path, layout=layout, overwrite=overwrite, never=survey.source.files)


def annotate(survey: Survey, path: str | Path, *, overwrite: bool = False) -> int:
    """Copy the workbook a survey was read from, with each faulty cell marked and commented.

    Args:
        survey: what `read` returned, from one workbook.
        path: the copy, `.xlsx`.
        overwrite: whether a file that is there may be replaced.

    Returns:
        The number of cells marked.

    Raises:
        RequestError: the survey comes from several files or from no workbook, or the copy can't be written.

    Examples:
        >>> import timediary as td
        >>> _ = td.read("examples/team_of_24/diaries.csv").convert("diaries.xlsx")
        >>> td.read("diaries.xlsx").annotate("marked.xlsx")
        0
    """
    from timediary.export import annotate as mark

    if len(survey.source.files) != 1:
        raise RequestError("A marked copy is made of one workbook at a time; check each file by itself.")
    return mark(survey.source.files[0], survey.problems, path, overwrite=overwrite)


def write(
    result: Result,
    folder: str | Path,
    formats: Sequence[str] | None = None,
    documents: Mapping[str, bytes] | None = None,
    inputs: Sequence[str] = (),
) -> list[Path]:
    """Write a result of any kind as files into a folder: all of them or, if any fails, none.

    `result.write(path)` writes one file.

    Args:
        result: what a verb returned: `analyse`, `compare`, `quality`, `plan`, `tables`, `certify` ...
        folder: made if need be; files of an earlier run are replaced. Figures in tidy form come along: problems of
            the input, tests, diaries to look at. Protected results have the folder for themselves, with a data package.
        formats: `xlsx`, `ods`, `csv`, `html`, `docx`, `latex`, `text`, `markdown`; the usual ones of the result where
            None.
        documents: contents of further files by their names, such as a filled template.
        inputs: files never to replace, beside those that the result comes from.

    Returns:
        The files.

    Raises:
        TimediaryError: a format is unknown, or the folder can't be written to.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> [path.name for path in td.write(survey.analyse(), "results", ["csv"])]
        ['tables.csv', 'problems.csv']
    """
    from timediary.render.writing import write_into

    if getattr(result, "protection", None) is not None:
        from timediary.pipeline.publishing import publish

        protected = cast("Results | Comparisons | TableSet | Definitions | Agencies", result)
        return publish(protected, folder, formats, documents, inputs)
    return write_into(folder, result, formats, documents=documents, inputs=inputs)


def check(survey: Survey) -> Check:
    """What became of every diary cell of a survey's files, and what is wrong in them.

    Args:
        survey: what `read` returned.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> td.check(survey)
        <Check: 0 problems in 387,408 diary cells>
    """
    return Check(survey.ledger, survey.problems, survey.source.files, survey.reading, survey.has_diaries)
