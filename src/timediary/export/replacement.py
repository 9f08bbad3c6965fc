"""Write files wholly or not at all: beside their places first, then all of them into their places."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.model.staging import clear_leftovers, staging_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


# Files that are written at the same time have names of their own.
_NUMBERS = count()


@contextmanager
def replacing(targets: Sequence[Path], *, overwrite: bool, never: Sequence[Path]) -> Iterator[list[Path]]:
    """Paths to write to, in the folders of the targets, which become the targets when the block ends well.

    Args:
        targets: the files to be made.
        overwrite: whether files that exist may be replaced.
        never: files that are not replaced whatever `overwrite` says: the inputs.

    Raises:
        RequestError: a target exists or is an input, its folder is missing, or it can't be written. Nothing has
            changed then.
    """
    for target in targets:
        check(target, overwrite=overwrite, never=never)
    places = [Path(os.path.realpath(target)) for target in targets]
    for folder in dict.fromkeys(place.parent for place in places):
        clear_leftovers(folder)
    beside = [place.with_name(staging_name(next(_NUMBERS), place.suffix)) for place in places]
    try:
        yield beside
        _move(beside, places)
    except OSError as error:
        named = ", ".join(f"'{target}'" for target in targets)
        raise RequestError(f"{named} can't be written: {error.strerror or error}.") from error
    finally:
        for path in beside:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def check(target: Path, *, overwrite: bool, never: Sequence[Path] = ()) -> None:
    """Check that a file may be put there; arguments and errors as for `replacing`."""
    try:
        _check(target, overwrite=overwrite, never=never)
    except OSError as error:
        raise RequestError(f"'{target}' can't be written: {error.strerror or error}.") from error


def _check(target: Path, *, overwrite: bool, never: Sequence[Path]) -> None:
    if not target.parent.is_dir():
        raise RequestError(f"'{target}' can't be written: there is no folder '{target.parent}'.")
    if not os.access(target.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if not target.exists():
        return
    if target.is_dir():
        raise RequestError(f"'{target}' can't be written: it is a folder.")
    if any(path.exists() and target.samefile(path) for path in never):
        raise RequestError(f"'{target}' is one of the files read; it is never replaced. Give another name.")
    if not overwrite:
        raise RequestError(f"'{target}' exists already. Give another name, or add --overwrite.")


def _move(beside: Sequence[Path], places: Sequence[Path]) -> None:
    """Move all files into their places; if one can't be, take away again those that are new."""
    made: list[Path] = []
    try:
        for path, place in zip(beside, places, strict=True):
            is_new = not place.exists()
            path.replace(place)
            if is_new:
                made.append(place)
    except OSError:
        for place in made:
            place.unlink(missing_ok=True)
        raise
