"""Goes through a folder of returned files, and goes on where an earlier run was stopped."""

from __future__ import annotations

import json
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, TextIO

from timediary.collection.diary import Outcome, from_json, to_json
from timediary.ingest.fault import shown, unreadable
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from timediary.collection.reading import FormReader

    Progress = Callable[[str, int, int | None], None]

# Left by spreadsheet programs and operating systems beside the files that people mean.
_PASSED_OVER = ("~$", ".~lock.", "._", ".")
_PASSED_OVER_NAMES = ("thumbs.db", "desktop.ini")


class Returned(NamedTuple):
    """A file, what became of it, and the SHA-256 of its content; empty where it can't be opened."""

    path: Path
    file: str
    outcome: Outcome
    digest: str


class Folder(NamedTuple):
    """The files of a folder that are to be read, and those passed over without being opened."""

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...]


def found_in(paths: Sequence[Path], never: Sequence[Path] = ()) -> Folder:
    """Files that are named, and those in folders and the folders in them, in the order of their names.

    Args:
        paths: files and folders.
        never: files that are not forms, such as the list of respondents.

    Raises:
        RequestError: a folder has nothing in it.
    """
    found = [folder_of(path, never) if path.is_dir() else Folder((path,), ()) for path in paths]
    files = dict.fromkeys(file for folder in found for file in folder.files)
    return Folder(tuple(files), tuple(file for folder in found for file in folder.passed_over))


def folder_of(path: Path, never: Sequence[Path] = ()) -> Folder:
    """The files in a folder and the folders in it, in the order of their names; `never` as for `found_in`.

    Raises:
        RequestError: there is no such folder, or nothing in it.
    """
    if not path.is_dir():
        raise RequestError(f"'{path}' is not a folder. Name the folder with the returned forms.")
    ours = {other.resolve() for other in never}
    files: list[Path] = []
    passed_over: list[Path] = []
    for file in sorted(path.rglob("*"), key=lambda file: [_natural(part) for part in file.relative_to(path).parts]):
        if file.is_dir() or file.resolve() in ours:
            continue
        hidden = any(part.startswith(_PASSED_OVER) for part in file.relative_to(path).parts)
        (passed_over if hidden or file.name.lower() in _PASSED_OVER_NAMES else files).append(file)
    if not files:
        raise RequestError(f"There are no files in '{path}'.")
    return Folder(tuple(files), tuple(passed_over))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts names as people do, with the numbers in them by size."""
    import re

    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"([0-9]+)", name.casefold())]


def read_files(
    files: Sequence[Path], reader: FormReader, state: Path | None, signature: str, progress: Progress
) -> Iterator[Returned]:
    """Read files one by one; each is noted in a state file as soon as it is read, and not read again in another run.

    Args:
        files: what to read.
        reader: reads a file.
        state: the file in which a stopped run leaves what it has read; None to keep nothing.
        signature: what the outcomes depend on beside the files; a state of another one is disregarded.
        progress: told how many files are read, and of how many.
    """
    with _state(state, signature) as (known, note):
        for number, path in enumerate(files):
            progress(f"Reading {path.name}", number, len(files))
            file = shown(path)
            try:
                if not path.is_file():
                    raise OSError("it is a pipe, a device or a link to nothing")
                digest = sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                message = f"The file can't be opened: {error.strerror or error}."
                problem = unreadable(file, message, "Close it in other programs, or copy it elsewhere.")
                yield Returned(path, file, Outcome(problems=(problem,)), "")
                continue
            key = f"{digest} {file}"
            outcome = from_json(known[key]) if key in known else reader.read(path, file)
            if key not in known:
                note(key, outcome)
            yield Returned(path, file, outcome, digest)


@contextmanager
def _state(path: Path | None, signature: str) -> Iterator[tuple[dict[str, dict[str, object]], Callable[..., None]]]:
    """What an earlier run has read, and what notes more of it; one line of JSON a file, so none is ever half noted."""
    if path is None:
        yield {}, lambda _key, _outcome: None
        return
    known = _known(path, signature)
    try:
        stream = path.open("w", encoding="utf-8")
    except OSError as error:
        raise RequestError(f"'{path}' can't be written: {error.strerror or error}.") from error
    with stream:
        _write(stream, {"signature": signature})
        for key, packed in known.items():
            _write(stream, {"key": key, "outcome": packed})
        yield known, lambda key, outcome: _write(stream, {"key": key, "outcome": to_json(outcome)})


def _write(stream: TextIO, value: dict[str, object]) -> None:
    stream.write(json.dumps(value, separators=(",", ":")) + "\n")
    stream.flush()


def _known(path: Path, signature: str) -> dict[str, dict[str, object]]:
    """What a state file holds, if it is of the same signature; a line that was cut short ends it."""
    known: dict[str, dict[str, object]] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            if json.loads(next(stream)) != {"signature": signature}:
                return {}
            for line in stream:
                value = json.loads(line)
                known[value["key"]] = value["outcome"]
    except (OSError, ValueError, StopIteration, KeyError, TypeError):
        pass
    return known
