"""Standard input as a file: `-` in place of a name."""

from __future__ import annotations

import atexit
import sys
from pathlib import Path

from timediary.ingest.data_set import is_remote, remote
from timediary.ingest.fault import shown, unreadable
from timediary.model.reading import ReadError

DASH = "-"
_kept: list[Path] = []


def located(path: Path | str) -> Path:
    """Where a file's content is: the file itself or, for `-`, a copy of standard input, which is read once.

    Raises:
        ReadError: there is no standard input, or it can't be kept; what lies elsewhere can't be reached.
    """
    if is_remote(path):
        return remote(str(path))
    if str(path) != DASH:
        return Path(path)
    if not _kept:
        import shutil
        from tempfile import mkdtemp

        if sys.stdin is None:
            raise ReadError(unreadable(shown(DASH), "There is no standard input.", "Name the file that is to be read."))
        folder = Path(mkdtemp(prefix="timediary-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        try:
            with (folder / "input").open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        except OSError as error:
            told = f"Standard input can't be kept: {error.strerror or error}."
            raise ReadError(unreadable(shown(DASH), told, "Save it as a file and read that.")) from error
        _kept.append(folder / "input")
    return _kept[0]
