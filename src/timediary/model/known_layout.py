"""The layout of a known export, such as a time tracker's: which of its columns is what, as a file of facts says it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.conventions import UNSETTLED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.conventions import Conventions


class KnownLayout(NamedTuple):
    """How a program or a survey writes its diaries. Columns are named by their headings.

    Attributes:
        id: the name of its file.
        label: what it is, in words.
        source: where its facts are from.
        recognised_by: the columns that a file of it has; all of them must be there.
        respondent: the columns whose values together name a respondent; those of them that are there.
        columns: by the role of a column, such as `code` or `duration`, the headings that it may have; the first that
            is there counts. Without a column of codes and without slots, its files are of people and not of diaries.
        rows: what must stand in a column for a row to be read, by its heading.
        conventions: how its cells are written.
        first_minute: when its days begin, in minutes after midnight; None where its rows have dates.
        slot_minutes: how long its slots are; None where its rows are episodes.
        file: where it lies, if it is a user's own.
    """

    id: str
    label: str
    source: str
    recognised_by: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = {}
    rows: Mapping[str, str] = {}
    conventions: Conventions = UNSETTLED
    first_minute: int | None = None
    slot_minutes: int | None = None
    file: str = ""

    @property
    def is_of_people(self) -> bool:
        """Whether its files have no diaries, but what is known of the people who kept them."""
        return "code" not in self.columns and self.conventions.slot_columns is None

    def __str__(self) -> str:
        """Its name as a study has it, for the provenance of results."""
        return PurePath(self.file).name if self.file else self.id


NO_LAYOUT = KnownLayout("none", "no known layout", "")
