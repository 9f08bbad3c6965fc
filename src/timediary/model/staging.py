"""Names of files while they are being written, and clearing up after a run that was killed."""

from __future__ import annotations

import os
import platform
import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# How the names of all begin.
STAGED = ".timediary-"
_NAME = re.compile(r"\.timediary-(?P<node>[A-Za-z0-9]*)-(?P<process>[0-9]+)-.*", re.DOTALL)


def staging_name(number: int, suffix: str = "") -> str:
    """A name for a file or folder that is being written: short, and it says which run's it is."""
    return f"{STAGED}{_node()}-{os.getpid()}-{number}{suffix}"


def clear_leftovers(folder: Path) -> None:
    """Remove what ended runs of this machine left in a folder; what can't be removed stays."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = _NAME.fullmatch(path.name)
            if found and found["node"] == _node() and not _is_running(int(found["process"])):
                with suppress(OSError):
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _node() -> str:
    """The name of this machine, as far as it fits into a file's."""
    return re.sub(r"[^A-Za-z0-9]", "", platform.node())[:40]


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
