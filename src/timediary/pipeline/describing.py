"""How files were read, and the reading file made of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from timediary.export.reading_file import write_reading_file
from timediary.model.reading import ReadError
from timediary.model.study import Study
from timediary.pipeline.surveys import read
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.problem import Problem
    from timediary.model.reading import Reading


def describe(
    paths: str | Path | Sequence[str | Path], study: Study | str | Path | None = None, **settled: Any
) -> Reading:
    """Show how some files are read: sheets, headers, columns, what is decided, and what isn't used.

    Args:
        paths: one file, or several that make one survey together.
        study: the definitions to read by, as a value, a name or the path of a folder; the 2009 survey where None.
        settled: what else `read` takes: `reading`, `columns`, `read_as`, `settle`, `visible_only`, `progress`.

    Returns:
        The reading, also of files that can't be read as a survey, as far as their sheets can be opened.

    Raises:
        ReadError: a file can't be opened at all.
        DefinitionError: the study contradicts itself, or the reading file can't be read.
        RequestError: what is to be read as something is to be no role, attribute, code or level that there is.

    Examples:
        >>> import timediary as td
        >>> reading = td.describe("examples/diaries.xlsx")
        >>> [sheet.kind for sheet in reading.sheets if sheet.is_read]
        ["the respondents' attributes", 'a diary with one column per slot']
    """
    try:
        return read(paths, study, **settled).reading
    except ReadError as error:
        if error.reading is None:
            raise
        return error.reading


def save_reading(
    paths: str | Path | Sequence[str | Path],
    path: str | Path,
    study: Study | str | Path | None = None,
    *,
    overwrite: bool = False,
    **settled: Any,
) -> Path:
    """Write how some files are read as a reading file, which a person can edit and `read` can use.

    Args:
        paths: the files.
        path: the reading file.
        study: the definitions to read by, as a value, a name or the path of a folder; the 2009 survey where None.
        overwrite: whether a file that is there may be replaced.
        settled: what else `read` takes: `reading`, `columns`, `read_as`, `settle`, `visible_only`, `progress`.

    Raises:
        ReadError: a file can't be opened at all.
        RequestError: the reading file is there already, or can't be written.
        DefinitionError: the study contradicts itself, or the reading file can't be read.

    Examples:
        >>> import timediary as td
        >>> td.save_reading("examples/diaries.xlsx", "reading.toml").name
        'reading.toml'
    """
    problems: Sequence[Problem]
    try:
        survey = read(paths, study, **settled)
        reading, problems = survey.reading, survey.problems
    except ReadError as error:
        if error.reading is None:
            raise
        reading, problems = error.reading, (error.problem,)
    inputs = [paths] if isinstance(paths, str | Path) else paths
    return write_reading(reading, problems, path, study, inputs=inputs, overwrite=overwrite)


def write_reading(
    reading: Reading,
    problems: Sequence[Problem],
    path: str | Path,
    study: Study | str | Path | None = None,
    *,
    inputs: Sequence[str | Path] = (),
    overwrite: bool = False,
) -> Path:
    """Write how a survey's files were read as a reading file: `save_reading` for files that were read already.

    Raises:
        RequestError: the reading file is there already, or can't be written.
    """
    definitions = study if isinstance(study, Study) else load_study(study)
    return write_reading_file(reading, problems, definitions, Path(path), inputs=inputs, overwrite=overwrite)
