"""One run, one folder: a publication is written whole beside its place and then put there in one step."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.problem import TimediaryError
from timediary.protect.package import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def write_publication(folder: Path, contents: Mapping[str, bytes], inputs: Sequence[str] = ()) -> list[Path]:
    """Write the files of a publication in place of those of an earlier one: all of them or none.

    Killed at any moment, it leaves the new publication, the earlier one, or the earlier one beside its place, where the
    next run finds it and puts it back before it starts.

    Args:
        folder: where; files of two runs never mix in it.
        contents: the files by name, with their data package.
        inputs: files that were read, which are never replaced.

    Returns:
        The files.

    Raises:
        TimediaryError: the folder holds files of somebody's own, or of the input, or can't be written to.
    """
    staged, before = (folder.with_name(f".{folder.name}.{end}") for end in ("timediary-new", "timediary-before"))
    try:
        _put_right(folder, staged, before)
        _refuse_others(folder, inputs)
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged.mkdir()
        for name, content in contents.items():
            (staged / name).write_bytes(content)
        if folder.exists():
            folder.rename(before)
        staged.rename(folder)
    except OSError as error:
        _put_right(folder, staged, before)
        what = error.strerror or str(error)
        raise TimediaryError(f"The publication can't be written to {folder}: {what}.") from error
    shutil.rmtree(before, ignore_errors=True)
    return [folder / name for name in contents]


def _put_right(folder: Path, staged: Path, before: Path) -> None:
    """Undo what a run left that was killed."""
    with suppress(OSError):
        if before.exists() and not folder.exists():
            before.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
        shutil.rmtree(staged, ignore_errors=True)


def _refuse_others(folder: Path, inputs: Sequence[str]) -> None:
    """Refuse a folder that holds anything but an earlier publication."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise TimediaryError(f"{folder} is a file; name a folder for the publication.")
    inside = sorted(path.name for path in folder.iterdir())
    others = [name for name in inside if name not in _files_of(folder)]
    if others:
        raise TimediaryError(
            f"{folder} holds files that aren't of an earlier publication, such as {others[0]}. Name another folder "
            "(--out), or move them away."
        )
    for file in inputs:
        if Path(file).resolve().parent == folder.resolve():
            raise TimediaryError(f"{file} was read and lies in {folder}; name another folder for the publication.")


def _files_of(folder: Path) -> set[str]:
    """The files of the publication that a folder holds, by its data package; none where it has none of ours."""
    try:
        about = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {FILE, *(str(resource["path"]) for resource in about["resources"])} if "timediary" in about else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
