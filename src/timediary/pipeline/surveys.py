"""Surveys as people hold them: read from files, and with the verbs as methods."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import timediary.pipeline.display  # noqa: F401 - lets surveys show themselves
from timediary.ingest import read as read_files
from timediary.model import survey as surveys
from timediary.pipeline.choosing import choices_given
from timediary.pipeline.verbs import SurveyVerbs
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timediary.model.study import Study

    Progress = Callable[[str, int, int | None], None]


def read(
    paths: str | Path | Sequence[str | Path],
    study: Study | str | Path | None = None,
    *,
    reading: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    read_as: Mapping[str, str] | None = None,
    settle: Mapping[str, str] | None = None,
    visible_only: bool = False,
    progress: Progress | None = None,
) -> Survey:
    """Read a survey from its files: workbooks, delimited text, Parquet, SPSS or Stata, in any known layout.

    Filled forms that came back are no such files: `collect` gathers them, from their folder.

    Args:
        paths: one file, or several that make one survey together.
        study: the definitions to read by, as a value, a name or the path of a folder; the 2009 survey where None.
        reading: a reading file, as `timediary describe FILE --save reading.toml` writes it; where None, one that lies
            beside the first file as `reading.toml` or `NAME.reading.toml`, if there is one; `none` for none.
        columns: what columns are, by their headings: `respondent`, `day`, `time`, `code`, an attribute, `not used`.
        read_as: what spellings stand for: the id of a code or of a level, or `nothing`.
        settle: how dates and times are written where the files don't tell, by the keys of `[conventions]` in a study:
            `{"date_order": "month first"}`.
        visible_only: leave out the rows and columns that a workbook hides or filters out.
        progress: called with what is being done, how much of it is done, and how much there is, if known.

    Returns:
        The survey, with every verb as a method. What was wrong in the files is in its `problems`, every diary cell in
        its `ledger`, and how every sheet, row and column was read in its `reading`.

    Raises:
        ReadError: the files can't be read as a survey at all.
        DefinitionError: the study contradicts itself, or the reading file can't be read.
        RequestError: what is to be read as something is to be no role, attribute, code or level that there is.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> survey
        <Survey of 1,153 respondents, 42,184 hours recorded, study task_force_2009>
    """
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    definitions = load_study(study)
    choices = choices_given(named, reading, columns, read_as, settle, visible_only=visible_only)
    return Survey.of(read_files(named, definitions, choices=choices, progress=progress))


class Survey(SurveyVerbs, surveys.Survey):
    """Diaries, whose they are and what is known of each, with the verbs as methods; `read` returns one.

    A row is a diary. `respondents` has the id of who kept each of the n diaries, `codes`, shape (n, slots), the number
    of the activity code in each slot (0 where not worked), `attributes` the answers by the ids of variables. `problems`
    is all that was wrong on reading, `ledger` accounts for every diary cell, `reading` says how the files were read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> len(survey), survey.codes.shape
        (1153, (1153, 336))
    """

    @classmethod
    def of(cls, survey: surveys.Survey) -> Survey:
        """The same survey, with the verbs."""
        return cls(**{field.name: getattr(survey, field.name) for field in fields(surveys.Survey)})
