"""How files are to be read, as far as it is settled: by arguments, and by a reading file, named or beside them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.ingest.data_set import is_remote, remote
from timediary.model.choices import Choices, Settled
from timediary.model.conventions import UNSETTLED
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.conventions import Conventions

NO_FILE = "none"
BESIDE = "reading.toml"


def choices_given(
    files: Sequence[str | Path],
    reading: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    read_as: Mapping[str, str] | None = None,
    settle: Mapping[str, str] | None = None,
    *,
    visible_only: bool = False,
) -> Choices:
    """All that is settled; arguments go before the reading file.

    Args:
        files: the files to be read.
        reading: a reading file; where None, one that lies beside the first of the files, called `reading.toml` or as
            the file is (`diaries.reading.toml` beside `diaries.xlsx`); `none` for none.
        columns: what columns are, by their headings.
        read_as: what spellings stand for, by how they are written.
        settle: how dates and times are written, by the keys of `[conventions]` in a study.
        visible_only: whether hidden rows and columns are left out.

    Raises:
        RequestError: there is no such reading file.
        DefinitionError: it can't be read.
    """
    given = Choices(
        visible_only=visible_only,
        columns={heading: Settled(role, "--column") for heading, role in (columns or {}).items()},
        values={
            written: Settled("" if id_.casefold() == "nothing" else id_, "--read-as")
            for written, id_ in (read_as or {}).items()
        },
        conventions=_conventions(settle) if settle else UNSETTLED,
    )
    from timediary.study.conventions import known_layouts

    given = replace(given, layouts=known_layouts())
    path = _reading_file(files, reading)
    if path is None:
        return given
    from timediary.study.reading_file import load_reading_file

    return load_reading_file(path).after(given)


def _conventions(settle: Mapping[str, str]) -> Conventions:
    """What is settled of how dates and times are written, checked."""
    from timediary.study.conventions import load_conventions
    from timediary.study.section import StrictToml

    return load_conventions(StrictToml({key.strip().replace(" ", "_"): way for key, way in settle.items()}, "--settle"))


def _reading_file(files: Sequence[str | Path], reading: str | Path | None) -> Path | None:
    """The reading file that is named, or lies beside the first file."""
    if reading is not None:
        if str(reading).casefold() == NO_FILE:
            return None
        path = Path(reading)
        if not path.is_file():
            raise RequestError(
                f"There is no reading file '{path}'. `timediary describe FILE --save {path}` writes one."
            )
        return path
    first = Path(BESIDE) if not files else remote(str(files[0])) if is_remote(files[0]) else Path(files[0])
    beside = (first.with_suffix(f".{BESIDE}"), first.with_name(BESIDE))
    # os.path also where a name is too long
    there = (path.is_file() if is_remote(path) else os.path.isfile(path) for path in beside)  # noqa: PTH113
    return next((path for path, is_there in zip(beside, there, strict=True) if is_there), None)
