"""The way in: open the files, and read them as one survey."""

from __future__ import annotations

import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.ingest.fault import shown
from timediary.ingest.source import open_source
from timediary.ingest.standard_input import located
from timediary.model.choices import NOTHING_SETTLED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.study import Study
    from timediary.model.survey import Survey

    Progress = Callable[[str, int, int | None], None]

# Larger files take so long that the time to import numpy doesn't matter, and their sheets are let go one by one.
SMALL = 8 * 2**20


def read(
    paths: Sequence[Path | str] | Path | str,
    study: Study,
    *,
    choices: Choices = NOTHING_SETTLED,
    progress: Progress | None = None,
) -> Survey:
    """Read the diaries and attributes in some files as one survey.

    Every sheet of every file is recognised by its content; its layout doesn't matter. What is wrong with
    the input is in the survey's `problems`, and left out.

    Args:
        paths: the files. A diary alone, without sheets, takes the respondents' file beside it along.
        study: the definitions that the survey follows.
        choices: what is settled beforehand of how the files are to be read.
        progress: told what is being read, how many rows of it are done, and of how many, if known.

    Raises:
        ReadError: a file can't be read, or there is no diary in them.
    """
    files = [paths] if isinstance(paths, (str, Path)) else list(paths)
    told = progress or _silent
    # calamine leaves a processor free while it unpacks a workbook; numpy and what stands on it are imported meanwhile.
    imports = threading.Thread(target=import_module, args=("timediary.ingest.assemble",), daemon=True)
    imports.start()
    opened = {} if "numpy" in sys.modules and "timediary.ingest.assemble" in sys.modules else _opened(files[:1], told)
    imports.join()
    from timediary.ingest.assemble import assemble

    return assemble(files, study, told, opened, choices)


def _opened(files: Sequence[Path | str], progress: Progress) -> dict[str, Sequence[Sheet]]:
    """The sheets of small files, unpacked, by the file as it was named."""
    opened: dict[str, Sequence[Sheet]] = {}
    for file in files:
        path = located(file)
        if isinstance(path, Path) and os.path.isfile(path) and path.stat().st_size <= SMALL:  # noqa: PTH113 - also where a name is too long
            progress(shown(file), 0, None)
            opened[shown(file)] = open_source(path, shown(file))
            for sheet in opened[shown(file)]:
                sheet.load()
    return opened


def _silent(label: str, done: int, total: int | None) -> None:
    """A progress callback that does nothing."""
