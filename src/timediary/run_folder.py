"""One run, one folder: the files of a run are written whole beside their place, and put there in one step.

A folder of ours says in `manifest.json` (that of a publication in `datapackage.json`) which files a run wrote, with
their SHA-256. So files of two runs never mix in it, nobody's own files are replaced, and a file that was changed
afterwards is known. A run that is killed leaves the new folder, the earlier one, or the earlier one beside its place,
where the next run finds it and puts it back before it starts.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.problem import TimediaryError
from timediary.model.staging import STAGED, clear_leftovers, staging_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MANIFEST, PACKAGE = "manifest.json", "datapackage.json"
PUBLICATION = "publication"
# What file managers and office programs leave in any folder.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
_LOCKS = (".~lock.", "~$")
_NUMBERS = count()


class _Run(NamedTuple):
    """What a folder says of the run that wrote it: its kind, and the SHA-256 of each file, empty where not known."""

    kind: str = ""
    files: Mapping[str, str] = {}


def check_run(folder: Path, kind: str, inputs: Sequence[str] = ()) -> None:
    """Check that a run may write into a folder, after cleaning up what a killed run left there.

    Args:
        folder: where; it needn't be there.
        kind: of the result: `tables`, `comparison` ...; a folder of one kind isn't replaced by one of another.
        inputs: files that were read, which are never replaced.

    Raises:
        TimediaryError: it holds files of somebody's own, of the input or of another kind of run, or can't be reached.
    """
    try:
        _put_right(_place(folder))
        _refuse(folder, kind, inputs)
    except OSError as error:
        raise _cannot(folder, error) from error


def write_run(folder: Path, contents: Mapping[str, bytes], kind: str, inputs: Sequence[str] = ()) -> list[Path]:
    """Write the files of a run in place of those of an earlier one of its kind: all of them or none.

    Args:
        folder: made if need be.
        contents: of each file, by its name; a publication has its `datapackage.json` among them.
        kind: as for `check_run`.
        inputs: likewise.

    Returns:
        The files, without the manifest.

    Raises:
        TimediaryError: as for `check_run`, or they can't be written.
    """
    check_run(folder, kind, inputs)
    files = dict(contents) if kind == PUBLICATION else {**contents, MANIFEST: _manifest(kind, contents)}
    place = _place(folder)
    try:
        made = [path for path in (place, *place.parents) if not path.exists()]
        try:
            (_swap if _may_be_moved(place) else _fill)(place, files)
        except BaseException:
            for path in made:
                with suppress(OSError):
                    path.rmdir()
            raise
    except OSError as error:
        raise _cannot(folder, error) from error
    return [folder / name for name in contents]


def _manifest(kind: str, contents: Mapping[str, bytes]) -> bytes:
    files = [
        {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    ]
    about = {"written_by": "timediary", "result": kind, "files": files}
    return (json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode()


def _place(folder: Path) -> Path:
    """Where a folder is, whatever links lead there."""
    return Path(os.path.realpath(folder))


def _before(place: Path) -> Path:
    return place.with_name(f".{place.name}.timediary-before")


def _put_right(place: Path) -> None:
    """Put back what a killed run had moved aside."""
    if not place.exists() and _before(place).exists():
        _before(place).rename(place)


def _refuse(folder: Path, kind: str, inputs: Sequence[str]) -> None:
    if not folder.exists():
        if any(parent.exists() and not parent.is_dir() for parent in folder.parents):
            raise NotADirectoryError(20, "a file stands where a folder of that name would")
        return
    if not folder.is_dir():
        raise TimediaryError(f"{folder} is a file; name a folder for the results.")
    for file in map(Path, inputs):
        if any(path.exists() and file.exists() and path.samefile(file) for path in sorted(folder.iterdir())):
            raise TimediaryError(f"{file} is a file of the input and lies in {folder}; name another folder (--out).")
    run = _run_in(folder)
    others = sorted(path.name for path in folder.iterdir() if _is_other(path, run))
    if others:
        more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
        raise TimediaryError(
            f"{folder} holds files that no run of timediary wrote, or that were changed since: {others[0]}{more}. "
            "A run has its folder for itself: name another one (--out), or move them away."
        )
    if run.kind not in ("", kind):
        raise TimediaryError(
            f"{folder} holds the results of another kind of run ({run.kind}), which would be replaced. Name another "
            "folder (--out), or remove that one."
        )


def _is_other(path: Path, run: _Run) -> bool:
    """Whether a path in a folder belongs to somebody: neither litter nor a file that the run wrote."""
    name = path.name
    if name in _LITTER or name.startswith(_LOCKS) or name.startswith(STAGED):
        return False
    if name not in run.files or not path.is_file():
        return True
    known = run.files[name]
    return bool(known) and hashlib.sha256(path.read_bytes()).hexdigest() != known


def _run_in(folder: Path) -> _Run:
    """The run that wrote a folder, by its manifest or its data package; none where neither is ours."""
    for name in (MANIFEST, PACKAGE):
        with suppress(OSError, ValueError, KeyError, TypeError):
            about = json.loads((folder / name).read_text(encoding="utf-8"))
            if name == PACKAGE and "timediary" in about:
                hashes = {str(one["path"]): str(one["hash"]).removeprefix("sha256:") for one in about["resources"]}
                return _Run(PUBLICATION, {name: "", **hashes})
            if name == MANIFEST and about["written_by"] == "timediary":
                return _Run(about["result"], {name: "", **{str(one["path"]): one["sha256"] for one in about["files"]}})
    return _Run()


def _may_be_moved(place: Path) -> bool:
    """Whether a folder can be put in place of another: not where it is mounted, or is where we are."""
    if place.exists() and (os.path.ismount(place) or Path.cwd().is_relative_to(place)):
        return False
    above = next(path for path in place.parents if path.exists())
    return os.access(above, os.W_OK)


def _swap(place: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder beside its place, move the earlier one aside, and put the new one there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(place.parent)
    staged, before = place.with_name(staging_name(next(_NUMBERS))), _before(place)
    try:
        staged.mkdir()
        for name, content in files.items():
            (staged / name).write_bytes(content)
        if place.exists():
            shutil.copymode(place, staged)
            shutil.rmtree(before, ignore_errors=True)  # of a run that was killed when all was done but this
            place.rename(before)
        staged.rename(place)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        if before.exists() and not place.exists():
            before.rename(place)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _fill(place: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder that has to stay where it is, one by one; a manifest says meanwhile that all are ours."""
    place.mkdir(parents=True, exist_ok=True)
    clear_leftovers(place)
    old = _run_in(place).files
    staged = place / staging_name(next(_NUMBERS))
    staged.mkdir()
    try:
        for name, content in files.items():
            (staged / name).write_bytes(content)
        about = {"written_by": "timediary", "result": "", "files": [{"path": n, "sha256": ""} for n in {*old, *files}]}
        (staged / ".under_way").write_text(json.dumps(about), encoding="utf-8")
        (staged / ".under_way").replace(place / MANIFEST)
        for name in files.keys() - {MANIFEST}:
            (staged / name).replace(place / name)
        for name in old.keys() - files.keys() - {MANIFEST}:
            (place / name).unlink(missing_ok=True)
        # Last, for until then all these files may be there.
        if MANIFEST in files:
            (staged / MANIFEST).replace(place / MANIFEST)
        else:
            (place / MANIFEST).unlink()
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _cannot(folder: Path, error: OSError) -> TimediaryError:
    return TimediaryError(f"The results can't be written to {folder}: {error.strerror or error}.")
