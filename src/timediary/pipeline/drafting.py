"""A study drafted from the files that it is to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timediary.pipeline.choosing import choices_given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def draft_study(
    paths: str | Path | Sequence[str | Path],
    folder: str | Path,
    name: str | None = None,
    *,
    reading: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    read_as: Mapping[str, str] | None = None,
    settle: Mapping[str, str] | None = None,
    visible_only: bool = False,
) -> Path:
    """Draft a study from files of diaries: their days and slots, their codes, what else their columns hold.

    The study reads these files at once. What a person must decide is marked in it by `# decide:`.

    Args:
        paths: the files.
        folder: made for the study; its name is the study's id. It must not be there yet, or be empty.
        name: what the study is called; after its id where None.
        reading: a reading file, as `read` has it; what it and the arguments below say becomes part of the study.
        columns: what columns are, by their headings.
        read_as: what spellings stand for.
        settle: how cells are written, by the keys of `[conventions]`.
        visible_only: leave out the rows and columns that a workbook hides or filters out.

    Returns:
        The folder.

    Raises:
        ReadError: a file can't be read, there is no diary in them, or what holds the codes can't be told.
        RequestError: the folder's name is not an id, or there is something in it, or it can't be written.
        DefinitionError: the reading file can't be read, or nothing is settled by such a key.

    Examples:
        >>> import timediary as td
        >>> folder = td.draft_study("examples/which_diary/exports/toggl.csv", "my_projects")
        >>> td.read("examples/which_diary/exports/toggl.csv", folder)
        <Survey of 4 diaries of 2 respondents, 4 hours recorded, study my_projects>
    """
    from timediary.ingest.outline import outline
    from timediary.study.drafting import draft_files
    from timediary.study.scaffold import checked_target, write_study

    named = [paths] if isinstance(paths, str | Path) else list(paths)
    _, id_, called = checked_target(folder, name)
    choices = choices_given(named, reading, columns, read_as, settle, visible_only=visible_only)
    files = draft_files(outline(named, id_, called, choices))
    layout = choices.conventions.layout
    if layout is not None and layout.file:
        files[Path(layout.file).name] = Path(layout.file).read_text(encoding="utf-8-sig")
    return write_study(folder, called, files)
